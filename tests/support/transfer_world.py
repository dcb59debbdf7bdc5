"""One small world in which people move to another agency, and everybody who might reach them or their things.

Every route can be asked as everybody, before the move and after it. What most addresses and bodies speak of comes from
tests/support/every_route.py; here is what else pages need, and what becomes another after the move.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, select
from werkzeug.test import TestResponse

from elearning.accounts.models import Person, PersonNip
from elearning.certificates.looks import NewLook, change_look, look_of
from elearning.certificates.models import Certificate
from elearning.core import clock
from elearning.core.assets import stylesheet_url
from elearning.core.permissions import PUBLIC, Role, declared_permission
from elearning.extensions import db
from elearning.organization.models import Agency, SupervisorLink
from elearning.organization.services import ensure_position, ensure_unit
from elearning.organization.transfer import move_to_agency
from tests.factories import home_agency, make_agency, make_nip, make_person, put_under
from tests.support.client import Client
from tests.support.every_route import POST_ROUTES, make_world
from tests.support.pictures import png
from tests.support.rows import changed, rows

CAST = {
    "stranger": "",
    "mover": "learner",
    "colleague": "neighbour",
    "old-chief": "supervisor",
    "new-chief": "new_supervisor",
    "other-chief": "other_supervisor",
    "old-officer": "officer",
    "new-officer": "new_officer",
    "site-officer": "site_officer",
    "old-admin": "administrator",
    "new-admin": "new_administrator",
    "site-admin": "site_administrator",
}
"""The columns of the table, and what the world calls these people."""
BY_ROLE = ("sign-in", "403")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_PLACE, _NAME = re.compile(r"<[^<>]*?(\w+)>"), r"<\1>"
_COOKIE = "pelita_session"
_SIGN_IN = "/masuk"
_FILES = {
    "administration.check_import": "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran\n"
    f"{make_nip(9_830)};Contoh;;;;;;;",
    "administration.check_level_import": "jabatan;kode;level\nJuru Contoh;M.3;4",
    "administration.record_siasn_ids": "noSertifikat;id\n{certificate_number};8AE40000000000000000000000000001",
}
"""What stands in the file that a form takes."""
_PATHS = {
    "administration.correction_request": "/admin/sertifikat/koreksi/{request}",
    "administration.import_page": "/admin/impor/{checked_import}",
    "administration.level_import": "/admin/jabatan/level-wajib/impor/{level_import}",
    "administration.levels_csv": "/admin/jabatan/level-wajib/{home}/berkas.csv",
    "administration.refused_levels_csv": "/admin/jabatan/level-wajib/impor/{level_import}/ditolak.csv",
    "administration.issued_certificate": "/admin/sertifikat/terbit/{certificate}",
    "administration.person": "/admin/orang/{kept}",
    "administration.refused_csv": "/admin/impor/{checked_import}/ditolak.csv",
    "assets.serve": "{sheet}",
    "authoring.assignment_summary": "/studio/kursus/kursus-latihan/penugasan/ringkasan?deed=batalkan&people={member}",
    "authoring.analysis": "/studio/kursus/kursus-latihan/analisis",
    "authoring.analysis_csv": "/studio/kursus/kursus-latihan/analisis.csv",
    "authoring.course": "/studio/kursus/kursus-latihan",
    "authoring.participants_csv": "/studio/kursus/kursus-latihan/peserta.csv",
    "authoring.participants_xlsx": "/studio/kursus/kursus-latihan/peserta.xlsx",
    "authoring.person": "/studio/kursus/kursus-latihan/peserta/{member}",
    "certificates.document": "/sertifikat/{certificate}.pdf",
    "certificates.logo": "/sertifikat/logo/{logo}.png",
    "administration.certificate_sample": "/admin/sertifikat/instansi/{agency_code}/contoh.pdf",
    "learning.course": "/kursus/kursus-latihan",
    "learning.media": "/kursus/kursus-latihan/media/1/surat.png",
    "learning.print_module": "/kursus/kursus-latihan/modul/surat/cetak",
    "learning.step": "/kursus/kursus-latihan/langkah/tujuan-surat",
    "notifications.follow": "/kotak-masuk/{notice}",
    "quizzes.attempt": "/percobaan/{attempt}",
    "quizzes.overview": "/percobaan/{attempt}/ringkasan",
    "quizzes.review": "/percobaan/{attempt}/tinjauan",
    "quizzes.times": "/percobaan/{attempt}/waktu",
    "site_logo.picture": "/logo/{site_logo}.webp",
    "static": "/static/img/kawung.svg",
    "supervision.cancellation": "/tim/penugasan/pembatalan?tugas={assignment}",
    "supervision.due_date": "/tim/penugasan/tenggat?tugas={assignment}",
    "supervision.person": "/tim/{member}",
}
"""Where a page is that has no form of the same address, or speaks of somebody by what follows the question mark."""
_BODIES: dict[str, dict[str, str]] = {
    "supervision.confirm": {"confirmed_on": "14-05-2026"},
    "administration.person_position": {"position": "{seat_position}", "unit": "{seat_unit}"},
    "administration.person_supervisor": {"supervisor": "{seat_nip}"},
    "administration.person_role": {"grant": "training_officer:{seat}"},
}
"""What a form names beside the person: it lies where the person is, else the form would be at fault."""


@dataclass(frozen=True)
class Question:
    """One method of one rule."""

    endpoint: str
    method: str
    rule: str
    is_public: bool

    @property
    def name(self) -> str:
        """How the table calls it: `GET /tim/<person_id>`."""
        return f"{self.method} {_PLACE.sub(_NAME, self.rule)}"


def questions(app: Flask) -> list[Question]:
    """Every method of every rule of the site, by address."""
    return [
        Question(rule.endpoint, method, rule.rule, declared_permission(app.view_functions[rule.endpoint]) == PUBLIC)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in METHODS
        if method in (rule.methods or set())
    ]


class TransferWorld:
    """Three people of one unit move on one day: the mover, whose things are asked for, and two whose pages are.

    What is let in is taken back after each question; what is refused is not, so that the rows show whether it was.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._forms = {
            rule.rule: POST_ROUTES[rule.endpoint].path
            for rule in app.url_map.iter_rules()
            if rule.endpoint in POST_ROUTES
        }
        self._old, self._new = home_agency().id, make_agency("9003").id
        made = make_world(app)
        chiefs = {
            "new_supervisor": Role.SUPERVISOR,
            "new_officer": Role.TRAINING_OFFICER,
            "new_administrator": Role.ADMINISTRATOR,
        }
        arrived = db.session.get_one(Agency, self._new)
        for name, role in chiefs.items():
            made.people[name] = make_person(agency=arrived, roles=(Role.LEARNER, role))
        put_under(made.people["supervisor"], made.people["learner"])
        self._people = {name: person.id for name, person in made.people.items()}
        self._movers = (self._people["learner"], made.names["member"], made.names["kept"])
        self._names = (
            made.names
            | self._number(made.names["certificate"])
            | self._pictures()
            | self._seat(self._old, "supervisor")
        )
        db.session.commit()

    def cells(self, column: str, asked: Sequence[Question]) -> list[str]:
        """What somebody gets on each question: `ok`, or `ok>404` where the move makes it another answer.

        The move changes the roles of nobody but the movers, so whoever stood before a closed or an open door does still.
        """
        before = self._answers(column, asked)
        open_ones = [
            question
            for question, told in zip(asked, before, strict=True)
            if column == "mover" or not (question.is_public or told in BY_ROLE)
        ]
        with self._after_the_move():
            after = dict(zip(open_ones, self._answers(column, open_ones), strict=True))
        pairs = [(told, after.get(question, told)) for question, told in zip(asked, before, strict=True)]
        return [first if first == then else f"{first}>{then}" for first, then in pairs]

    @contextmanager
    def _after_the_move(self) -> Iterator[None]:
        """The same world, as it is from the day of the move on."""
        before = self._names
        with taken_back():
            for person_id in self._movers:
                person = db.session.get_one(Person, person_id)
                move_to_agency(person, db.session.get_one(Agency, self._new), actor_id=None, now=clock.now())
                put_under(self._person("new_supervisor"), person, since=clock.now().date())
            self._names = before | self._seat(self._new, "new_supervisor")
            db.session.commit()
            yield
        self._names = before

    def _answers(self, column: str, asked: Sequence[Question]) -> list[str]:
        """What somebody gets on each question. Fails where a refusal has changed a row."""
        with taken_back():
            cookie, token = self._enter(CAST[column])
            before = rows()
            found = [self._answer(question, cookie, token, before) for question in asked]
            wrong = changed(before, rows())
        assert not wrong, f"a refusal changed rows for {column}: {wrong}"
        return found

    def _answer(self, question: Question, cookie: str, token: str, before: dict[str, list[str]]) -> str:
        client = self._app.test_client()
        client.set_cookie(_COOKIE, cookie)
        db.session.rollback()
        savepoint = connection().begin_nested()
        with count_changes() as changes:
            response = client.open(
                self._path(question), method=question.method, buffered=True, **self._sent(question, token)
            )
        told = cell(question, response, lambda: bool(changes[0] or changed(before, rows())))
        db.session.rollback()
        savepoint.commit() if is_refusal(told) else savepoint.rollback()
        return told

    def _enter(self, name: str) -> tuple[str, str]:
        """The cookie and the form token of somebody who is signed in, or of a stranger."""
        client = self._app.test_client()
        assert isinstance(client, Client)
        if name:
            client.sign_in(self._person(name))
        token = client.csrf_token()
        found = client.get_cookie(_COOKIE)
        assert found is not None
        return found.value, token

    def _path(self, question: Question) -> str:
        path = _PATHS.get(question.endpoint) or self._forms.get(question.rule, question.rule)
        assert "<" not in path, f"say in _PATHS what stands in {question.name}"
        return path.format_map(self._names)

    def _sent(self, question: Question, token: str) -> dict[str, Any]:
        if question.method == "GET":
            return {}
        if question.method == "PUT":
            answer = {"sequence": 900, "fields": {"q1": ["a"]}, "flagged": False}
            return {"json": answer, "headers": {"X-CSRFToken": token}}
        body = {**POST_ROUTES[question.endpoint].body, **_BODIES.get(question.endpoint, {})}
        sent: dict[str, Any] = {name: value.format_map(self._names) for name, value in body.items()}
        if question.endpoint in _FILES:
            content = _FILES[question.endpoint].format_map(self._names)
            sent["file"] = (io.BytesIO(content.encode()), "contoh.csv")
        return {"data": {"csrf_token": token} | sent}

    def _person(self, name: str) -> Person:
        return db.session.get_one(Person, self._people[name])

    def _seat(self, agency_id: int, chief: str) -> dict[str, Any]:
        """Where the movers are, and what forms about them name."""
        link = select(SupervisorLink.id).where(
            SupervisorLink.person_id == self._movers[2], SupervisorLink.supervisor_id == self._people[chief]
        )
        nip = select(PersonNip.nip).where(PersonNip.person_id == self._people[chief])
        return {
            "seat": agency_id,
            "seat_unit": ensure_unit(agency_id, "Dinas Lain Contoh", actor_id=None, now=clock.now()).id,
            "seat_position": ensure_position(agency_id, "Jabatan Kursi Contoh").id,
            "seat_nip": db.session.scalar(nip),
            "kept_link": db.session.scalar(link),
        }

    def _pictures(self) -> dict[str, str]:
        with self._app.test_request_context():
            sheet = stylesheet_url("learner")
        agency = db.session.get_one(Agency, self._old)
        change_look(agency, NewLook("", png()), actor_id=self._people["administrator"], now=clock.now())
        return {"sheet": sheet, "logo": look_of(agency.id).logo}

    def _number(self, certificate_id: int) -> dict[str, str]:
        return {"certificate_number": db.session.get_one(Certificate, certificate_id).number}


def cell(question: Question, response: TestResponse, has_written: Callable[[], bool]) -> str:
    """An answer in the words of the table."""
    if response.status_code >= 400:
        return str(response.status_code)
    is_led_to_sign_in = response.status_code == 303 and response.location.partition("?")[0] == _SIGN_IN
    if question.method == "GET":
        return "ok" if response.status_code == 200 else "sign-in" if is_led_to_sign_in else "on"
    return "ok" if has_written() else "sign-in" if is_led_to_sign_in else "idle"


def is_refusal(told: str) -> bool:
    """Whether somebody was stopped at the door or told that there is no such thing."""
    return told in (*BY_ROLE, "404")


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is committed inside is rolled back after it."""
    db.session.commit()
    savepoint = connection().begin_nested()
    try:
        yield
    finally:
        db.session.rollback()
        db.session.expire_all()
        savepoint.rollback()


def connection() -> Connection:
    """The one connection of the test, in whose place every session of the application stands."""
    found = db.engine
    assert isinstance(found, Connection)
    return found


@contextmanager
def count_changes() -> Iterator[list[int]]:
    """How many rows are surely written meanwhile; statements that answer with rows do not tell, counts of guesses are none."""
    written = [0]

    def note(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        is_write = statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE")
        if is_write and "throttle_count" not in statement:
            written[0] += max(cursor.rowcount, 0)

    event.listen(connection(), "after_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(connection(), "after_cursor_execute", note)
