"""Tim saya: own year first, what needs attention, people by courses; who sees whom on which day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlalchemy import insert

from elearning.accounts.models import Person
from elearning.catalog.models import Assignment
from elearning.catalog.services import leave
from elearning.core import clock as core_clock
from elearning.core.permissions import Role
from elearning.organization.models import SupervisorLink
from elearning.organization.services import end_supervision
from tests.factories import give_position, make_agency, make_nip, make_person, make_team, put_under
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import LESSON, QUIZ, complete, enrol, make_course, mark

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)


def page_of(client, address="/tim"):
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert_page_rules(response.text)
    return response.text


def matrix_of(page):
    """The part of the page with people and courses."""
    return page[page.index('id="matriks"') :]


def exceptions_of(page):
    return page[page.index('id="perhatian"') : page.index('id="matriks"')]


def row(person):
    return f'href="/tim/{person.id}"'


def test_the_page_shows_own_year_then_exceptions_then_everybody(sign_in, team):
    page = page_of(sign_in(team.supervisor))
    assert page.index("Belajar saya dulu") < page.index("Perlu perhatian") < page.index("Orang dan kursus")
    assert "5 orang pada 14 Mei 2026" in page
    assert "Terlambat 3 hari, sejak 11 Mei 2026" in page
    assert "14 hari lagi, 28 Mei 2026" in page
    assert "Belum mulai, tenggat 29 Mei 2026" in page
    assert all(row(person) in page for person in (team.late, team.soon, team.idle, team.done, team.free))


def test_exceptions_stand_late_first_and_completed_courses_are_none(sign_in, team):
    calls = exceptions_of(page_of(sign_in(team.supervisor)))
    places = [calls.index(f"/tim/{person.id}#") for person in (team.late, team.soon, team.idle)]
    assert places == sorted(places)
    assert f"/tim/{team.done.id}#" not in calls


def test_the_due_date_itself_is_not_late_and_two_weeks_are_soon(sign_in, small, give):
    expected = {
        -1: "Terlambat 1 hari",
        0: "Jatuh tempo hari ini",
        1: "1 hari lagi",
        14: "14 hari lagi",
        15: "Belum mulai, tenggat",
    }
    supervisor, people = make_team(len(expected))
    for person, days in zip(people, expected, strict=True):
        give(supervisor, person, small, TODAY + days * DAY)
    calls = exceptions_of(page_of(sign_in(supervisor)))
    for person, words in zip(people, expected.values(), strict=True):
        entry = calls[calls.index(f"/tim/{person.id}#") :]
        assert words in entry[: entry.index("</li>")]


def test_a_due_date_is_judged_by_the_learners_own_calendar(sign_in, small, give, clock):
    clock.move_to(core_clock.now().replace(hour=15, minute=30))  # 22.30 WIB, 00.30 WIT of the next day
    supervisor, (near,) = make_team(1)
    far = make_person(agency=make_agency(time_zone="Asia/Jayapura"))
    put_under(supervisor, far)
    for person in (near, far):
        give(supervisor, person, small, TODAY)
    calls = exceptions_of(page_of(sign_in(supervisor)))
    assert calls.index("Terlambat 1 hari") < calls.index("Jatuh tempo hari ini")


def test_each_figure_of_the_exceptions_leads_to_its_rows(sign_in, team):
    client = sign_in(team.supervisor)
    page = page_of(client)
    for tab, expected in (("terlambat", team.late), ("segera", team.soon), ("belum-mulai", team.idle)):
        assert f'href="/tim?perhatian={tab}#perhatian"' in page
        calls = exceptions_of(page_of(client, f"/tim?perhatian={tab}"))
        assert [each for each in (team.late, team.soon, team.idle) if f"/tim/{each.id}#" in calls] == [expected]


def test_the_matrix_says_where_everybody_stands(sign_in, team):
    matrix = matrix_of(page_of(sign_in(team.supervisor)))
    assert "14 Mei" in matrix
    assert "1 dari 2" in matrix
    assert "tidak diikuti" in matrix
    assert "1 selesai" in matrix
    assert "dari 4" in matrix
    assert f'href="/tim/{team.done.id}#jp">3</a>' in matrix
    assert f'href="/tim/{team.done.id}#kursus-KC-01"' in matrix


FILTERS = {
    "keadaan=selesai": {"done"},
    "keadaan=terlambat&kursus=KC-01": {"late"},
    "kursus=KC-01": {"late", "soon", "idle", "done"},
    "kursus=KC-01&keadaan=selesai": {"done"},
    "keadaan=berjalan": set(),
    "kursus=tidak-ada": set(),
    "keadaan=entah&urut=entah&halaman=-1&perhatian=x": {"late", "soon", "idle", "done", "free"},
}


def test_filters_stand_in_the_address(sign_in, team):
    client = sign_in(team.supervisor)
    for query, expected in FILTERS.items():
        matrix = matrix_of(page_of(client, f"/tim?{query}"))
        names = ("late", "soon", "idle", "done", "free")
        assert {name for name in names if row(getattr(team, name)) in matrix} == expected, query


def test_search_finds_name_position_and_nip(sign_in, team):
    client = sign_in(team.supervisor)
    nip = make_nip(7_777)
    extra = make_person("Sekar Pembayun", nip=nip)
    give_position(extra, "Arsiparis Terampil")
    put_under(team.supervisor, extra)
    for words in ("sekar", "PEMBAYUN sekar", "arsiparis", nip, f"{nip[:8]} {nip[8:14]}"):
        matrix = matrix_of(page_of(client, f"/tim?q={words}"))
        assert row(extra) in matrix, words
        assert row(team.late) not in matrix
    assert "Tidak ada yang cocok" in page_of(client, "/tim?q=%3Cscript%3Ealert(1)%3C/script%3E")


def test_sorting_by_jp_and_by_progress(sign_in, team):
    client = sign_in(team.supervisor)
    most_jp = matrix_of(page_of(client, "/tim?urut=-jp"))
    assert most_jp.index(row(team.done)) < most_jp.index(row(team.soon))
    by_course = matrix_of(page_of(client, "/tim?urut=-KC-01"))
    assert by_course.index(row(team.done)) < by_course.index(row(team.soon)) < by_course.index(row(team.late))
    least = matrix_of(page_of(client, "/tim?urut=KC-01"))
    assert least.index(row(team.free)) < least.index(row(team.late)) < least.index(row(team.done))
    assert 'aria-sort="ascending"' in least
    late_first = matrix_of(page_of(client, "/tim?urut=-terlambat"))
    assert all(late_first.index(row(team.late)) < late_first.index(row(each)) for each in (team.idle, team.done))


def test_a_long_team_has_pages_that_keep_the_filter(sign_in, small):
    supervisor, people = make_team(27)
    client = sign_in(supervisor)
    first = matrix_of(page_of(client, "/tim?q=contoh&urut=-nama"))
    assert "1 sampai 25 dari 27" in first
    assert "q=contoh&amp;urut=-nama&amp;halaman=2" in first
    second = matrix_of(page_of(client, "/tim?q=contoh&urut=-nama&halaman=2"))
    assert sum(row(person) in first for person in people) == 25
    assert sum(row(person) in second for person in people) == 2
    assert "26 sampai 27 dari 27" in matrix_of(page_of(client, "/tim?halaman=999"))


def test_the_cost_is_eight_statements_whatever_the_size(sign_in, team, give, count_statements):
    client = sign_in(team.supervisor)
    with count_statements(at_most=8) as few:
        client.get("/tim")
    others = [make_person() for _ in range(12)]
    put_under(team.supervisor, *others)
    for number, person in enumerate(others):
        complete(person, make_course(f"KT-{number}")) if number % 3 == 0 else give(
            team.supervisor, person, team.course, TODAY + number * DAY
        )
    client.get("/tim")  # outlines of new courses are kept from the first time on
    with count_statements(at_most=8) as many:
        client.get("/tim?bawahan=1")
    assert many.count <= few.count


def test_a_thousand_people_are_a_page_of_the_same_weight_and_statements(sign_in, db_session, team, count_statements):
    client = sign_in(team.supervisor)
    client.get("/tim")
    now = core_clock.now()
    rows = [{"name": f"Contoh {number:04d}", "reading": {}, "created_at": now} for number in range(1_000)]
    ids = list(db_session.scalars(insert(Person).returning(Person.id), rows))
    link = {"supervisor_id": team.supervisor.id, "starts_on": TODAY - DAY}
    db_session.execute(insert(SupervisorLink), [{"person_id": each} | link for each in ids])
    given = {"course_id": team.course.id, "assigned_by_id": team.supervisor.id, "due_on": TODAY, "assigned_at": now}
    db_session.execute(insert(Assignment), [{"person_id": each} | given for each in ids])
    with count_statements(at_most=8):
        page = page_of(client, "/tim?bawahan=1")
    assert f"halaman={-(-1_005 // 25)}" in page
    assert (page.count('name="orang"'), page.count('name="tugas"')) == (25, 10)
    assert len(page.encode()) < 100_000


def test_a_course_once_left_shows_only_while_it_is_asked_for(sign_in, small, give):
    supervisor, (gone, asked) = make_team(2)
    for person in (gone, asked):
        enrol(person, small)
        mark(person.id, small.id)
        leave(person.id, small.id, now=core_clock.now())
    give(supervisor, asked, small, TODAY + 3 * DAY)
    page = page_of(sign_in(supervisor))
    assert f"/tim/{gone.id}#kursus" not in page
    assert f"/tim/{asked.id}#kursus-KC-01" in page


def test_the_supervisors_own_course_comes_first_with_one_button(sign_in, team):
    enrol(team.supervisor, team.course)
    page = page_of(sign_in(team.supervisor))
    assert "dari 20 JP" in page
    assert 'href="/kursus/kursus-kc-01/langkah/pelajaran"' in page


def test_contract_staff_are_never_short_of_a_ceiling(sign_in, small):
    supervisor = make_person(
        roles=(Role.LEARNER, Role.SUPERVISOR), nip=make_nip(8_001, is_pppk=True), contract_start=date(2025, 3, 1)
    )
    page = page_of(sign_in(supervisor))
    assert "JP, dihitung paling banyak 24" in page
    assert "kurang" not in page.lower()


def test_without_people_the_page_says_how_they_come(sign_in, small):
    supervisor = make_person(roles=(Role.LEARNER, Role.SUPERVISOR))
    assert "Belum ada orang di bawah Anda" in page_of(sign_in(supervisor))


def test_a_link_counts_from_its_first_day_to_its_last_whatever_its_kind(sign_in, small):
    spans = [
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY - 9 * DAY, TODAY, True),
        (TODAY - 9 * DAY, TODAY - DAY, False),
    ]
    supervisor = make_person(roles=(Role.LEARNER, Role.SUPERVISOR))
    expected = {}
    for kind in ("permanent", "plt", "plh"):
        for since, until, is_seen in spans:
            person = make_person()
            put_under(supervisor, person, since=since, until=until, kind=kind)
            expected[person.id] = is_seen
    client = sign_in(supervisor)
    page = page_of(client)
    for person_id, is_seen in expected.items():
        assert (f'href="/tim/{person_id}"' in page) is is_seen
        assert client.get(f"/tim/{person_id}").status_code == (200 if is_seen else 404)


def test_a_transfer_moves_a_person_with_all_they_learned(sign_in, team, clock):
    new_supervisor = make_person(roles=(Role.LEARNER, Role.SUPERVISOR))
    put_under(new_supervisor, team.done, since=TODAY + DAY)
    client = sign_in(team.supervisor)
    assert row(team.done) in page_of(client)
    clock.shift(DAY)
    assert row(team.done) not in page_of(client)
    assert client.get(f"/tim/{team.done.id}").status_code == 404
    sign_in(new_supervisor)
    matrix = matrix_of(page_of(client))
    assert row(team.done) in matrix
    assert "14 Mei" in matrix


def test_a_former_supervisor_sees_nobody(sign_in, team):
    end_supervision(team.late.id, TODAY - DAY, actor_id=None, now=core_clock.now())
    client = sign_in(team.supervisor)
    assert row(team.late) not in page_of(client)
    assert client.get(f"/tim/{team.late.id}").status_code == 404


def test_the_tree_below_is_shown_by_choice_and_always_open(sign_in, team):
    below = make_person("Contoh Terbawah")
    put_under(team.late, below)
    client = sign_in(team.supervisor)
    assert row(below) not in page_of(client)
    assert row(below) in page_of(client, "/tim?bawahan=1")
    assert "6 orang" in page_of(client, "/tim?bawahan=1")
    assert client.get(f"/tim/{below.id}").status_code == 200


def test_a_circle_of_supervisors_ends(sign_in, team):
    put_under(team.late, team.supervisor)
    page = page_of(sign_in(team.supervisor), "/tim?bawahan=1")
    assert "5 orang" in page


def test_only_supervisors_come_in(client, sign_in, team):
    assert client.get("/tim").status_code == 303
    sign_in(team.late)
    for address in ("/tim", f"/tim/{team.soon.id}", "/tim/penugasan", "/tim/unduhan.csv", "/tim/unduhan.xlsx"):
        assert client.get(address).status_code == 403, address


def continuing(page):
    """Where the one button of the page leads that goes on learning."""
    return re.search(r'href="(/kursus/[^"]+)"[^>]*>(?:Lanjutkan|Mulai langkah ini)', page).group(1)


def test_the_own_course_is_the_one_on_home(clock, sign_in):
    supervisor, _ = make_team(1)
    courses = [make_course(f"KS-{number}", title="Kursus senama") for number in range(3)]
    for course in courses:
        enrol(supervisor, course)
    client = sign_in(supervisor)
    for course in (courses[0], courses[2], courses[1]):
        clock.shift(60)
        client.get(f"/kursus/{course.slug}/langkah/{LESSON}")
        assert continuing(client.get("/").text) == continuing(page_of(client))
    assert courses[1].slug in continuing(page_of(client))


def test_the_own_course_leads_to_its_quiz_where_that_is_next(clock, sign_in, small, give):
    supervisor, _ = make_team(1)
    due, read = small, make_course("KS-9")
    for course in (due, read):
        enrol(supervisor, course)
    give(make_person(), supervisor, due, TODAY + DAY)
    mark(supervisor.id, read.id, now=core_clock.now() + timedelta(minutes=5))
    client = sign_in(supervisor)
    assert continuing(page_of(client)) == f"/kursus/{read.slug}/kuis/{QUIZ}"
    assert continuing(client.get("/").text) == f"/kursus/{read.slug}/kuis/{QUIZ}"
