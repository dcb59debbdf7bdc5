"""Sentences of the audit log name what a deed was done to, for every kind of deed that the code writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import elearning
from elearning.accounts.services import grant_role, revoke_role
from elearning.accounts.services.people import change_language
from elearning.accounts.services.sessions import revoke_sessions
from elearning.administration.audit_log import LogEntry, LogFilter, all_entries, log_page
from elearning.administration.audit_names import PLACES
from elearning.administration.audit_values import COMPUTED
from elearning.administration.audit_wording import DEEDS, deed_sentence, places_of
from elearning.catalog.queries import open_assignment
from elearning.catalog.services import NewAssignment, assign, cancel, extend
from elearning.certificates.changes import Corrected, reissue, revoke
from elearning.certificates.corrections import CorrectionField, NewRequest, ask
from elearning.certificates.models import Certificate
from elearning.competency.services import Confirmation, confirm_level
from elearning.core import audit
from elearning.core import clock as site_clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.learning.services import leave_course
from elearning.organization.models import Position, SupervisorLink, Unit
from elearning.organization.services import NewHolding, NewLink, end_supervision, hold_position, link_supervisor
from elearning.organization.structure import add_position, rename_position
from tests.factories import home_agency, make_person
from tests.support.small_course import complete, enrol, make_course

ROOT = Path(elearning.__file__).parent
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
WRITERS = re.compile(r"from elearning\.core(\.audit(_many)?)? import .*\b(audit|record_all|Deed|audit_row)\b")
RECORDERS = frozenset(
    {"record", "_record", "Deed", "note", "_deed", "_role_deeds", "_insert_dated", "_record_ends", "_done"}
)
WHOLE = frozenset({"actor", "about", "agency", "reach"})
SAYS_ALL_BY_ITSELF = frozenset({"password.changed", "person.created", "person.reactivated"})
"""Deeds that are about a person or an agency and nothing else."""


def modules() -> Iterator[ast.Module]:
    """The code that writes audit entries."""
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if WRITERS.search(text):
            yield ast.parse(text)


def codes() -> set[str]:
    """The codes that the code hands to what writes entries, directly or by a name."""
    found: set[str] = set()
    for module in modules():
        for node in ast.walk(module):
            named = isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) for target in node.targets)
            called = (
                isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in RECORDERS
            )
            if named or called:
                texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}
    return found


def details() -> set[str]:
    """The names under which those modules keep values: keywords and keys of dictionaries."""
    found: set[str] = set()
    for module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.Dict):
                found |= {
                    key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
                }
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                found.add(str(node.slice.value))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return found


def test_every_deed_of_the_code_has_a_sentence_and_no_sentence_is_left_over():
    assert codes() == DEEDS.keys()


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_a_sentence_says_more_than_who_did_it_to_whom(action):
    places = places_of(DEEDS[action].sentence)
    assert bool(places - WHOLE) != (action in SAYS_ALL_BY_ITSELF), places


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_every_place_of_a_sentence_is_filled_by_something(action):
    assert places_of(DEEDS[action].sentence) <= details() | PLACES | COMPUTED


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_a_plain_sentence_asks_for_less(action):
    deed = DEEDS[action]
    assert not deed.plain or places_of(deed.plain) < places_of(deed.sentence) | WHOLE | {"subject_id"}


@pytest.fixture
def officer(app):
    return make_person("Contoh Pengurus")


@pytest.fixture
def learner(app):
    return make_person("Contoh Pegawai")


def told() -> str:
    """The sentence of the latest entry, as the page tells it."""
    entries, _ = log_page(LogFilter(), None, "Asia/Jakarta")
    return deed_sentence(entries[0])


def all_told() -> list[str]:
    return [deed_sentence(entry) for entry in all_entries(LogFilter(), None, "Asia/Jakarta")]


def test_assignments_name_their_course(officer, learner, clock):
    course, today, now = make_course(), site_clock.now().date(), site_clock.now()
    new = NewAssignment(person_id=learner.id, course_id=course.id, due_on=today + timedelta(days=30))
    assign(new, actor_id=officer.id, today=today, now=now)
    title = "kursus Kursus Contoh yang Singkat"
    assert told() == f"Contoh Pengurus menugaskan {title} kepada Contoh Pegawai sampai 13 Juni 2026."
    assignment = open_assignment(learner.id, course.id)
    extend(assignment, today + timedelta(days=31), actor_id=officer.id, today=today, now=now)
    assert (
        told()
        == f"Contoh Pengurus mengubah tenggat {title} bagi Contoh Pegawai dari 13 Juni 2026 menjadi 14 Juni 2026."
    )
    cancel(assignment, actor_id=officer.id, now=now)
    assert told() == f"Contoh Pengurus membatalkan penugasan {title} kepada Contoh Pegawai."


def test_enrolments_name_their_course(learner, clock):
    course = make_course()
    enrol(learner, course)
    leave_course(learner.id, course.id, now=site_clock.now())
    assert told() == "Contoh Pegawai berhenti mengikuti kursus Kursus Contoh yang Singkat."


def test_appointments_name_position_unit_and_supervisor(officer, learner, clock):
    unit = Unit(agency_id=home_agency().id, name="Bidang Contoh", path="Badan/Bidang Contoh")
    position = Position(agency_id=home_agency().id, name="Analis Contoh")
    db.session.add_all([unit, position])
    db.session.flush()
    now, first = site_clock.now(), date(2026, 5, 1)
    hold_position(NewHolding(learner.id, position.id, unit.id, first), actor_id=officer.id, now=now)
    assert told() == (
        "Contoh Pengurus mencatat Contoh Pegawai sebagai Analis Contoh di Badan/Bidang Contoh sejak 1 Mei 2026."
    )
    head = make_person("Contoh Atasan")
    link_supervisor(NewLink(learner.id, head.id, first), actor_id=officer.id, now=now)
    assert told() == (
        "Contoh Pengurus mencatat Contoh Atasan sebagai atasan Contoh Pegawai (atasan tetap) sejak 1 Mei 2026."
    )
    end_supervision(learner.id, date(2026, 5, 14), actor_id=officer.id, now=now)
    assert told() == (
        "Contoh Pengurus mengakhiri hubungan Contoh Pegawai dengan atasannya, Contoh Atasan, pada 14 Mei 2026."
    )
    assert db.session.scalars(select(SupervisorLink)).one().ends_on == date(2026, 5, 14)


def test_certificates_are_named_by_number_and_what_changed(officer, learner, clock):
    certificate = db.session.get_one(Certificate, complete(learner, make_course()).certificate_id)
    now = site_clock.now()
    ask(certificate, NewRequest(CorrectionField.NAME, "Dr. Contoh Pegawai"), now=now)
    number = certificate.number
    assert told() == f"Contoh Pegawai meminta perbaikan sertifikat {number}: nama seharusnya “Dr. Contoh Pegawai”."
    new = reissue(certificate, Corrected("Dr. Contoh Pegawai", "", ""), "Gelar", actor_id=officer.id, now=now)
    assert told() == (
        f"Contoh Pengurus menerbitkan ulang sertifikat {number} rev. 2 milik Contoh Pegawai: nama dari "
        "“Contoh Pegawai” menjadi “Dr. Contoh Pegawai”. Alasannya: Gelar"
    )
    revoke(new, "Salah orang", actor_id=officer.id, now=now)
    assert all_told()[:2] == [
        f"Contoh Pengurus mencabut sertifikat {number} rev. 2 milik Contoh Pegawai. Alasannya: Salah orang",
        "Contoh Pengurus menarik JP dan bukti belajar kursus Kursus Contoh yang Singkat dari Contoh Pegawai.",
    ]


def test_roles_say_where_and_levels_say_what(officer, learner, clock):
    now = site_clock.now()
    grant_role(learner, Role.SUPERVISOR, home_agency().id, actor_id=officer.id, now=now)
    assert told() == f"Contoh Pengurus memberi Contoh Pegawai peran Atasan di {home_agency().name}."
    grant_role(learner, Role.ADMINISTRATOR, None, actor_id=officer.id, now=now)
    revoke_role(learner, Role.ADMINISTRATOR, None, actor_id=officer.id, now=now)
    assert told() == "Contoh Pengurus mencabut peran Administrator di seluruh situs dari Contoh Pegawai."
    make_course()
    link_supervisor(NewLink(learner.id, officer.id, date(2026, 1, 1)), actor_id=None, now=now)
    word = Confirmation(learner.id, "M.3", 2, "Contoh", now.date())
    confirm_level(word, actor_id=officer.id, now=now)
    assert told() == "Contoh Pengurus menegaskan level 2 untuk M.3 (Komunikasi) bagi Contoh Pegawai."


def test_positions_languages_and_devices_are_told_in_words(officer, learner, clock):
    now = site_clock.now()
    position = add_position(home_agency().id, "Analis", actor_id=officer.id, now=now)
    rename_position(position, "Analis Muda", actor_id=officer.id, now=now)
    assert told() == f"Contoh Pengurus mengganti nama jabatan Analis menjadi Analis Muda di {home_agency().name}."
    change_language(learner, "en", actor_id=officer.id, now=now)
    assert told() == "Contoh Pengurus mengubah bahasa Contoh Pegawai dari – menjadi Inggris."
    assert revoke_sessions(learner.id, actor_id=officer.id, now=now) == 0
    audit.record("sessions.revoked", None, actor_id=officer.id, now=now, session_ids=[1, 2], person_id=learner.id)
    assert told() == "Contoh Pengurus mengeluarkan Contoh Pegawai dari 2 perangkat."


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("assignment.created", "Sistem menugaskan sebuah kursus kepada Contoh Pegawai sampai 14 Juni 2026."),
        ("position.held", "Sistem mencatat jabatan bagi Contoh Pegawai."),
        ("supervisor.linked", "Sistem mencatat atasan bagi Contoh Pegawai."),
        ("person.email_changed", "Sistem mengubah surel Contoh Pegawai."),
    ],
)
def test_an_entry_of_an_older_release_is_told_plainly(learner, action, sentence):
    audit.record(action, learner, actor_id=None, now=site_clock.now(), due_on="2026-06-14")
    assert told() == sentence


def test_a_page_of_many_kinds_asks_each_table_once(officer, learner, clock, count_statements):
    course = make_course()
    for number in range(20):
        person = make_person(f"Contoh {number}")
        audit.record("enrolment.begun", person, actor_id=person.id, now=site_clock.now(), course_id=course.id)
        grant_role(person, Role.SUPERVISOR, home_agency().id, actor_id=officer.id, now=site_clock.now())
        audit.record(
            "position.held",
            person,
            actor_id=None,
            now=site_clock.now(),
            position_id=1,
            unit_id=1,
            supervisor_id=officer.id,
        )
    with count_statements(at_most=5):
        log_page(LogFilter(), None, "Asia/Jakarta")


def test_an_entry_keeps_its_own_names():
    entry = LogEntry(
        1, site_clock.now(), "unit.created", None, None, None, "Contoh", "unit", 5, {"path": "Badan"}, "", {"unit": "x"}
    )
    assert deed_sentence(entry) == "Sistem membuat unit Badan di Contoh."
