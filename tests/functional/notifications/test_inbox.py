"""The inbox: what it says, to whom, and what counts as read."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from elearning.core import clock as core_clock
from elearning.notifications.kinds import REASONS, SENTENCES, NoticeKind, facts_needed
from elearning.notifications.models import Notice
from elearning.notifications.queries import Wishes, newest_unread, unread_count, wishes_of
from elearning.notifications.services import News, notify
from tests.factories import make_person
from tests.support.page_rules import assert_page_rules

NEWS = News(
    NoticeKind.COURSE_ASSIGNED,
    "assignment:1",
    {"by": "Contoh <b>Atasan</b>", "course": "Kursus Contoh", "due": "2026-06-30"},
    "/katalog?q=contoh",
)


@pytest.fixture
def person(app, clock):
    person = make_person()
    notify(person.id, NEWS, now=core_clock.now())
    return person


def the_notice(db_session):
    return db_session.scalars(select(Notice)).one()


def test_every_kind_has_its_sentence_and_reason():
    assert set(SENTENCES) == set(REASONS) == set(NoticeKind)


def test_a_notice_is_told_once_per_person_and_key(db_session, person):
    assert not notify(person.id, NEWS, now=core_clock.now())
    assert unread_count(person.id) == 1


def test_a_notice_that_lacks_a_fact_of_its_sentence_is_refused_when_written(person):
    assert facts_needed(NoticeKind.COURSE_ASSIGNED) == {"by", "course", "due"}
    with pytest.raises(ValueError, match="due"):
        notify(person.id, News(NoticeKind.COURSE_ASSIGNED, "x", {"by": "A", "course": "B"}, ""), now=core_clock.now())


def test_the_inbox_says_what_happened_when_and_why(person, sign_in):
    page = sign_in(person).get("/kotak-masuk").get_data(as_text=True)
    assert_page_rules(page)
    assert "Contoh &lt;b&gt;Atasan&lt;/b&gt; menugaskan kursus Kursus Contoh sampai 30 Juni 2026." in page
    assert "karena kursus itu ditugaskan kepada Anda" in page
    assert "14 Mei 2026, 12.00 WIB" in page
    assert "Satu pemberitahuan belum dibaca." in page
    assert "Halaman 1 dari 1" not in page


def test_an_empty_inbox_says_when_messages_come(app, sign_in):
    page = sign_in(make_person()).get("/kotak-masuk").get_data(as_text=True)
    assert_page_rules(page)
    assert "Belum ada pemberitahuan" in page


def test_following_a_notice_leads_to_its_page_and_marks_it_read(db_session, person, sign_in):
    answer = sign_in(person).get(f"/kotak-masuk/{the_notice(db_session).id}")
    assert (answer.status_code, answer.location) == (303, "/katalog?q=contoh")
    assert unread_count(person.id) == 0


def test_a_notice_cannot_lead_to_another_site(db_session, person, sign_in):
    notify(person.id, News(NEWS.kind, "other", NEWS.params, "//jahat.example"), now=core_clock.now())
    notice = db_session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert sign_in(person).get(f"/kotak-masuk/{notice.id}").location == "/kotak-masuk"


def test_one_notice_is_marked_read_by_its_button(db_session, person, sign_in):
    notice = the_notice(db_session)
    assert sign_in(person).post(f"/kotak-masuk/{notice.id}/dibaca").status_code == 303
    assert the_notice(db_session).read_at is not None


def test_all_notices_are_marked_read_and_only_ones_own(db_session, person, sign_in):
    other = make_person()
    notify(other.id, NEWS, now=core_clock.now())
    assert sign_in(person).post("/kotak-masuk/dibaca").status_code == 303
    assert (unread_count(person.id), unread_count(other.id)) == (0, 1)


def test_when_it_was_first_read_stays(db_session, person, sign_in, clock):
    client = sign_in(person)
    client.post("/kotak-masuk/dibaca")
    first = the_notice(db_session).read_at
    clock.shift(60)
    client.post(f"/kotak-masuk/{the_notice(db_session).id}/dibaca")
    assert the_notice(db_session).read_at == first


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("post", "/dibaca")])
def test_somebody_elses_notice_does_not_exist(db_session, person, sign_in, method, path):
    client = sign_in(make_person())
    assert getattr(client, method)(f"/kotak-masuk/{the_notice(db_session).id}{path}").status_code == 404
    assert the_notice(db_session).read_at is None


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/kotak-masuk").status_code == 303
    assert client.post("/kotak-masuk/dibaca").status_code == 303


def test_many_notices_come_in_pages_and_cost_the_same(db_session, person, sign_in, count_statements):
    for number in range(60):
        notify(person.id, News(NEWS.kind, f"many:{number}", NEWS.params, ""), now=core_clock.now())
    client = sign_in(person)
    with count_statements(at_most=5):
        page = client.get("/kotak-masuk?halaman=2").get_data(as_text=True)
    assert_page_rules(page)
    assert "Halaman 2 dari 3" in page
    assert "61" in page
    assert client.get("/kotak-masuk?halaman=999").status_code == 200
    assert client.get("/kotak-masuk?halaman=x").status_code == 200


def test_the_newest_unread_come_first(db_session, person):
    notify(person.id, News(NEWS.kind, "second", NEWS.params, "/b"), now=core_clock.now())
    notices, unread = newest_unread(person.id, 1)
    assert [each.path for each in notices] == ["/b"]
    assert unread == unread_count(person.id)


def test_only_unread_notices_are_shown_when_asked(db_session, person, sign_in):
    notify(person.id, News(NoticeKind.COURSE_COMPLETED, "x", {"course": "Sudah Terbaca"}, ""), now=core_clock.now())
    read = db_session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    client = sign_in(person)
    client.post(f"/kotak-masuk/{read.id}/dibaca")
    page = client.get("/kotak-masuk?lihat=belum-dibaca").get_data(as_text=True)
    assert_page_rules(page)
    assert ("Sudah Terbaca" in page, "Kursus Contoh" in page) == (False, True)
    client.post("/kotak-masuk/dibaca")
    page = client.get("/kotak-masuk?lihat=belum-dibaca").get_data(as_text=True)
    assert_page_rules(page)
    assert "Semua sudah dibaca" in page


def test_wishes_are_kept_and_shown(person, sign_in):
    client = sign_in(person)
    assert wishes_of(person.id) == Wishes(wants_reminders=True, wants_digest=False)
    assert client.post("/kotak-masuk/pilihan", data={"wants_digest": "y"}).status_code == 303
    assert wishes_of(person.id) == Wishes(wants_reminders=False, wants_digest=True)
    page = client.get("/kotak-masuk").get_data(as_text=True)
    assert "Pilihan Anda tersimpan." in page
    client.post("/kotak-masuk/pilihan", data={"wants_reminders": "y"})
    assert wishes_of(person.id) == Wishes(wants_reminders=True, wants_digest=False)


def test_wishes_need_their_token_and_somebody(client, person, sign_in):
    assert client.post("/kotak-masuk/pilihan").location.startswith("/masuk")
    sign_in(person).sends_csrf_token = False
    assert client.post("/kotak-masuk/pilihan", data={"wants_digest": "y"}).status_code == 400
