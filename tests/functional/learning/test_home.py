"""Home: straight to the next step, the JP of the year, what is due, what is new."""

from __future__ import annotations

from datetime import timedelta

import pytest

from elearning.catalog.services import NewAssignment, assign
from elearning.competency.models import RequiredLevel
from elearning.competency.queries import register
from elearning.core import clock as site_clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.queries import affiliation_of
from elearning.organization.transfer import move_to_agency
from tests.factories import give_position, make_agency, make_nip, make_person, make_site_administrator
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course


def due_in(days: int, learner, course) -> None:
    now = site_clock.now()
    asked = NewAssignment(person_id=learner.id, course_id=course.id, due_on=now.date() + timedelta(days=max(days, 0)))
    supervisor = make_person("Contoh Atasan", roles=(Role.LEARNER, Role.SUPERVISOR))
    assign(asked, actor_id=supervisor.id, today=now.date(), now=now)


def test_who_has_no_course_is_led_to_the_catalogue(reader):
    html = reader.get("/").text
    assert_page_rules(html)
    assert "Mulai dari satu kursus" in html
    assert 'href="/katalog?lihat=belum"' in html


def test_the_card_goes_straight_to_the_next_step(reader, join, course):
    join(course)
    html = reader.get("/").text
    assert_page_rules(html)
    assert 'href="/kursus/kursus-latihan/langkah/tujuan-surat"' in html
    assert "0 dari 3 langkah" in html
    reader.post("/kursus/kursus-latihan/langkah/tujuan-surat/selesai")
    html = reader.get("/").text
    assert 'href="/kursus/kursus-latihan/langkah/bentuk-surat"' in html
    assert "1 dari 3 langkah" in html


def test_the_card_returns_to_the_heading_where_reading_stopped(reader, join, course):
    join(course)
    step = "/kursus/kursus-latihan/langkah/tujuan-surat"
    reader.get(step)
    reader.post(f"{step}/tempat", data={"heading": "periksa-lagi"})
    assert f'href="{step}#periksa-lagi"' in reader.get("/").text


def test_the_course_read_last_stands_on_the_card(clock, reader, join, course, plain_course):
    join(course)
    join(plain_course)
    reader.get("/kursus/kursus-latihan/langkah/tujuan-surat")
    clock.shift(60)
    reader.get("/kursus/kursus-ringkas/langkah/menyapa")
    html = reader.get("/").text
    assert "Lanjutkan · Kursus ringkas menyapa" in html
    assert "Juga sedang diikuti" in html
    assert_page_rules(html)


def test_many_courses_in_hand_are_counted_and_only_some_listed(reader, join, course):
    join(course)
    for number in range(8):
        other = make_course(f"KC-{number}", title=f"Kursus ke-{number}")
        join(other)
    html = reader.get("/").text
    assert "Sedang dipelajari: 9 kursus" in html
    assert html.count("due-list__item--undated") == 5
    assert "Semua yang sedang dipelajari" in html
    assert_page_rules(html)


def test_two_courses_of_the_same_title_are_both_there(reader, join):
    for code in ("KC-1", "KC-2"):
        join(make_course(code, title="Kursus senama"))
    html = reader.get("/").text
    assert "Juga sedang diikuti" in html
    assert html.count("due-list__item--undated") == 1


def test_completed_jp_count_towards_the_target_of_the_year(reader, join, finish, course):
    join(course)
    finish(course)
    html = reader.get("/").text
    assert '<span class="jp-ruler__number">0,5</span>' in html
    assert "dari 20 JP" in html
    assert "kurang 19,5 JP" in html
    assert "Sertifikat" in html


def test_contract_staff_are_never_short(client, sign_in, course):
    reader = sign_in(make_person("Contoh Kontrak", nip=make_nip(77, is_pppk=True)))
    html = reader.get("/").text
    assert "kurang" not in html
    assert "dihitung paling banyak 24" in html


def test_who_has_no_nip_has_jp_without_a_target(sign_in):
    reader = sign_in(make_site_administrator(nip=""))
    html = reader.get("/").text
    assert_page_rules(html)
    assert "JP, tanpa target tahunan" in html
    assert "kurang" not in html
    assert "jp-ruler__bar" not in html
    record = reader.get("/kompetensi").text
    assert "target tahunan hanya bagi yang punya NIP" in record
    assert "dari 0 JP" not in record


@pytest.mark.parametrize(("days", "words"), [(0, "Hari ini"), (10, "10 hari lagi")])
def test_what_is_due_is_named_with_who_asked(clock, reader, learner, course, days, words):
    due_in(days, learner, course)
    html = reader.get("/").text
    assert_page_rules(html)
    assert words in html
    assert "· ditugaskan Contoh Atasan" in html
    assert "Kabar terbaru" in html


def test_what_a_former_agency_asked_for_stays_due_without_the_supervisor_there(clock, reader, learner, course):
    due_in(10, learner, course)
    move_to_agency(learner, make_agency("7371"), actor_id=None, now=site_clock.now())
    html = reader.get("/").text
    assert "10 hari lagi" in html
    assert "· ditugaskan instansi lain" in html
    assert "ditugaskan Contoh Atasan" not in html


def test_what_is_late_says_so(clock, reader, learner, course):
    due_in(1, learner, course)
    clock.shift(timedelta(days=4))
    assert "Terlambat 3 hari" in reader.get("/").text


def test_a_completed_course_is_no_longer_due(clock, reader, learner, join, finish, course):
    due_in(10, learner, course)
    join(course)
    finish(course)
    assert "Jatuh tempo" not in reader.get("/").text


@pytest.mark.parametrize(
    ("hour", "words"), [(1, "Selamat pagi"), (5, "Selamat siang"), (9, "Selamat sore"), (13, "Selamat malam")]
)
def test_the_greeting_follows_the_readers_clock(clock, reader, hour, words):
    clock.move_to(site_clock.now().replace(day=15, hour=hour))
    assert f"{words}, Contoh" in reader.get("/").text


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/").status_code == 303


def require(person, **levels: int) -> None:
    """Let a person hold a position that requires these levels: M_3=2."""
    give_position(person, "Pranata Humas")
    held = affiliation_of(person.id, site_clock.now().date())
    known = register()
    for code, level in levels.items():
        competency = known[code.replace("_", ".")]
        db.session.add(RequiredLevel(position_id=held.position_id, competency_id=competency.id, level=level))


def test_the_nearest_gaps_stand_with_the_course_that_helps(reader, learner, course):
    require(learner, M_3=3, M_5=1, M_8=1)
    html = reader.get("/").text
    assert_page_rules(html)
    gaps = html[html.index('id="kesenjangan"') :]
    assert gaps.index("Sekarang –, wajib 1: kurang 1 level") < gaps.index("Sekarang –, wajib 3: kurang 3 level")
    assert gaps.count("/kursus/kursus-latihan") == 2
    assert "Menyelesaikannya menutup kesenjangan ini." in gaps
    assert "Menyelesaikannya menaikkan level Anda ke 2." in gaps
    assert "Pengambilan Keputusan" not in gaps, "no course helps with it"


def test_a_course_in_hand_is_said_to_be_closing_the_gap(reader, learner, join, course):
    require(learner, M_3=2)
    assert "Kursus yang membantu" in reader.get("/").text
    join(course)
    assert "Sedang Anda pelajari" in reader.get("/").text


def test_a_course_that_only_a_supervisor_can_turn_into_a_level_says_so(reader, learner, finish, join, course):
    require(learner, M_3=3)
    join(course)
    finish(course)
    make_course("KC-9", title="Kursus yang lebih tinggi", outcomes=[{"competency": "M.3", "level": 3, "text": "x"}])
    html = reader.get("/").text
    assert "Sekarang 2, wajib 3: kurang 1 level" in html
    assert "level naik setelah atasan menegaskannya" in html


def test_nobody_without_a_gap_reads_of_gaps(reader, learner, finish, join, course):
    assert "Kesenjangan" not in reader.get("/").text
    require(learner, M_5=1)
    join(course)
    finish(course)
    assert "Kesenjangan" not in reader.get("/").text


def test_the_pace_of_the_year_is_foretold_where_there_is_one(clock, reader, learner):
    complete(learner, make_course("KC-1"))
    assert "Dengan laju ini" not in reader.get("/").text
    complete(learner, make_course("KC-2"))
    assert "Dengan laju ini Anda mencapai 16 JP pada akhir tahun." in reader.get("/").text


def test_the_unread_are_counted_beyond_those_that_home_names(reader, learner):
    for number in range(5):
        complete(learner, make_course(f"KC-{number}"))
    html = reader.get("/").text
    shown = html.count("due-list__when")
    unread = int(html.split('"menu__count">')[1].split("<span")[0].split("</svg>")[1])
    assert shown <= 3 < unread
