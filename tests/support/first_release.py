"""A small site as the first release left it, written row by row at migration 0001: no model and no service of today touches it.

Everybody is made up. What is not told of a row is empty.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Integer, LargeBinary, MetaData, Numeric, Table, insert

FIRST = "0001"
WIB, WIT = 1, 2
PERMANENT, CONTRACT, HEAD, HALFWAY = 1, 2, 3, 4
COURSE, OTHER_COURSE = 1, 2
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)

Story = list[tuple[str, dict[str, Any]]]


def day(year: int, month: int, of_month: int, hour: int = 5) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, of_month, hour, tzinfo=UTC)


def write(connection: Connection) -> None:
    """Write the whole story into the tables of the first release."""
    metadata = MetaData()
    metadata.reflect(connection)
    for name, told in story():
        table = metadata.tables[name]
        unknown = told.keys() - set(table.columns.keys())
        assert not unknown, f"{name} has no {unknown}"
        connection.execute(insert(table).values(**(_empty(table) | told)))


def story() -> Story:
    """All rows in an order in which each finds those it names."""
    return [*_places(), *_people(), *_courses(), *_learning(), *_records(), *_rest()]


def _empty(table: Table) -> dict[str, Any]:
    """What a column that must have a value gets when the story does not tell."""
    return {
        column.name: _nothing(column.type) for column in table.columns if not column.nullable and column.name != "id"
    }


def _nothing(kind: Any) -> Any:
    values = [(Boolean, False), (Integer, 0), (Numeric, 0), (DateTime, day(2025, 1, 2)), (Date, date(2025, 1, 2))]
    values += [(JSON, {}), (LargeBinary, b"")]
    return next((value for each, value in values if isinstance(kind, each)), "")


def _places() -> Story:
    signatory = {"signatory_name": "Dr. Contoh Penanda", "signatory_title": "Kepala Badan"}
    east = {"signatory_name": "Contoh Penanda Timur", "signatory_title": "Sekretaris", "signatory_nip": "1" * 18}
    return [
        ("agency", {"id": WIB, "code": "9001", "name": "Kabupaten Contoh", "time_zone": "Asia/Jakarta"} | signatory),
        ("agency", {"id": WIT, "code": "9002", "name": "Kota Contoh", "time_zone": "Asia/Jayapura"} | east),
        ("unit", {"id": 1, "agency_id": WIB, "name": "Dinas", "path": "Dinas"}),
        ("unit", {"id": 2, "agency_id": WIB, "parent_id": 1, "name": "Bidang", "path": "Dinas/Bidang"}),
        ("position", {"id": 1, "agency_id": WIB, "name": "Analis"}),
        ("competency", {"id": 1, "code": "M.3", "name": "Komunikasi", "kind": "managerial"}),
        ("competency", {"id": 2, "code": "SK.1", "name": "Perekat bangsa", "kind": "sociocultural"}),
        ("required_level", {"id": 1, "position_id": 1, "competency_id": 1, "level": 3}),
    ]


def _people() -> Story:
    def person(person_id: int, agency_id: int | None, **more: Any) -> tuple[str, dict[str, Any]]:
        told = {"id": person_id, "name": f"Contoh {person_id}", "agency_id": agency_id, "is_active": True}
        return "person", told | {"time_multiplier_percent": 100, "email": f"{person_id}@contoh.example"} | more

    def nip(person_id: int, digits: str) -> tuple[str, dict[str, Any]]:
        return "person_nip", {"id": person_id, "person_id": person_id, "nip": digits, "valid_from": date(2020, 1, 1)}

    return [
        person(PERMANENT, WIB),
        person(CONTRACT, WIT, contract_start=date(2025, 3, 1)),
        person(HEAD, WIB),
        person(HALFWAY, WIB, time_multiplier_percent=150),
        nip(PERMANENT, "198001022009031001"),
        nip(CONTRACT, "199001022024211003"),
        nip(HEAD, "197001012000031001"),
        ("role_grant", {"id": 1, "person_id": HEAD, "role": "supervisor", "agency_id": WIB}),
        ("position_holding", {"id": 1, "person_id": PERMANENT, "position_id": 1, "unit_id": 2}),
        ("supervisor_link", {"id": 1, "person_id": PERMANENT, "supervisor_id": HEAD, "kind": "permanent"}),
        ("supervisor_link", {"id": 2, "person_id": HALFWAY, "supervisor_id": HEAD, "kind": "plt"}),
    ]


def _courses() -> Story:
    rows: Story = [("rendered_text", {"id": 1, "content_hash": "a" * 64, "html": "<p>Isi.</p>", "words": 1})]
    for course_id, code, halves in ((COURSE, "KC-01", 6), (OTHER_COURSE, "KC-02", 40)):
        rows += _course(course_id, code, halves)
    return rows


def _course(course_id: int, code: str, halves: int) -> Story:
    lesson, quiz = course_id * 10 + 1, course_id * 10 + 2
    revision = {
        "title": f"Kursus {code}",
        "topics": [],
        "sources": [],
        "prerequisites": [],
        "outcomes": [{"competency": "M.3", "level": 3, "text": "menjelaskan"}],
        "completion": {},
        "certificate": {"issue": True, "wording": "telah menyelesaikan"},
        "language": "id",
        "jp_halves": halves,
        "number": 1,
    }
    step = {"revision_id": course_id, "module_id": course_id, "minutes": 10, "requires": {}, "rules": {}}
    quiz_rules = {"pass_mark": "70", "attempts": 0}
    module = {"revision_id": course_id, "key": "modul", "position": 1, "title": "Modul", "jp_halves": halves}
    return [
        ("course", {"id": course_id, "slug": code.lower(), "code": code, "current_revision_id": course_id}),
        ("course_revision", {"id": course_id, "course_id": course_id} | revision),
        ("revision_module", {"id": course_id} | module),
        ("activity", {"id": lesson, "course_id": course_id, "key": "pelajaran", "kind": "lesson"}),
        ("activity", {"id": quiz, "course_id": course_id, "key": "uji", "kind": "quiz"}),
        (
            "revision_activity",
            step
            | {"id": lesson, "activity_id": lesson, "position": 1, "kind": "lesson", "title": "Pelajaran"}
            | {"completion": "marked", "text_id": 1},
        ),
        (
            "revision_activity",
            step
            | {"id": quiz, "activity_id": quiz, "position": 2, "kind": "quiz", "title": "Uji"}
            | {"completion": "passed", "rules": quiz_rules},
        ),
    ]


def _learning() -> Story:
    def enrolment(row_id: int, person_id: int, course_id: int) -> tuple[str, dict[str, Any]]:
        return "enrolment", {
            "id": row_id,
            "person_id": person_id,
            "course_id": course_id,
            "revision_id": course_id,
            "enrolled_at": day(2025, 2, 1),
        }

    def read(row_id: int, person_id: int, course_id: int) -> tuple[str, dict[str, Any]]:
        told = {"id": row_id, "person_id": person_id, "activity_id": course_id * 10 + 1, "reading_place": "bagian-dua"}
        return "activity_progress", told | {"marked_at": day(2025, 2, 3), "completed_at": day(2025, 2, 3)}

    def passed(row_id: int, person_id: int, course_id: int) -> tuple[str, dict[str, Any]]:
        told = {"id": row_id, "person_id": person_id, "activity_id": course_id * 10 + 2, "finished_attempts": 1}
        at = {"passed_at": day(2025, 3, 1), "completed_at": day(2025, 3, 1), "best_fraction": 9_000_000}
        return "activity_progress", told | at

    done = [(PERMANENT, COURSE), (PERMANENT, OTHER_COURSE), (CONTRACT, COURSE), (CONTRACT, OTHER_COURSE)]
    rows = [enrolment(number, *each) for number, each in enumerate([*done, (HALFWAY, COURSE)], start=1)]
    rows += [read(number, *each) for number, each in enumerate([*done, (HALFWAY, COURSE)], start=1)]
    rows += [passed(number, *each) for number, each in enumerate(done, start=11)]
    attempt = {"person_id": HALFWAY, "activity_id": 12, "revision_activity_id": 12, "layout": []}
    return [
        *rows,
        ("attempt", attempt | {"id": 1, "number": 1, "state": "finished", "fraction": 5_000_000, "is_passed": False}),
        ("attempt", attempt | {"id": 2, "number": 2, "state": "in_progress"}),
        ("response", {"id": 1, "attempt_id": 2, "slot": 1, "answer": {"q1": ["a"]}, "sequence": 7, "reasons": []}),
        ("assignment", {"id": 1, "person_id": HALFWAY, "course_id": COURSE, "assigned_by_id": HEAD, "due_on": TODAY}),
    ]


def _records() -> Story:
    """Four completions: certificates that stand, were replaced, were revoked and ran out; JP of two years."""
    times = {1: day(2025, 12, 31, 16), 2: day(2026, 3, 1), 3: day(2025, 12, 31, 16), 4: day(2026, 4, 1)}
    holders = {1: (PERMANENT, COURSE, WIB), 2: (PERMANENT, OTHER_COURSE, WIB), 3: (CONTRACT, COURSE, WIT)}
    holders[4] = (CONTRACT, OTHER_COURSE, WIT)
    rows: Story = []
    for row_id, (person_id, course_id, agency_id) in holders.items():
        at = times[row_id]
        person = {"person_id": person_id, "course_id": course_id}
        own = {"id": row_id, **person, "agency_id": agency_id}
        halves = {COURSE: 6, OTHER_COURSE: 40}[course_id]
        # 16.00 UTC on New Year's Eve is still the old year in Jakarta and already the new one in Jayapura.
        earned_on = date(2026, 1, 1) if row_id == 3 else at.date()
        jp = {"completion_id": row_id, "title": "Kursus", "jp_halves": halves, "earned_on": earned_on}
        proof = {"id": row_id, "person_id": person_id, "competency_id": 1, "source": "course", "at": at, "level": 3}
        rows += [
            ("course_completion", own | {"revision_id": course_id, "started_at": day(2025, 2, 1), "completed_at": at}),
            ("jp_entry", own | jp),
            ("evidence", proof | {"completion_id": row_id, "revision_id": course_id}),
            _certificate(row_id, own | {"completion_id": row_id, "course_revision_id": course_id}, at),
            ("certificate_event", {"id": row_id, "certificate_id": row_id, "kind": "issued", "at": at}),
        ]
    again = {"person_id": PERMANENT, "course_id": OTHER_COURSE, "agency_id": WIB}
    again |= {"completion_id": 2, "course_revision_id": OTHER_COURSE, "sequence": 2, "revision": 1}
    return [*rows, _certificate(5, again, day(2026, 3, 5)), *_fates(), *_confirmations()]


def _certificate(row_id: int, facts: dict[str, Any], at: datetime) -> tuple[str, dict[str, Any]]:
    told = {"id": row_id, "year": 2026, "sequence": row_id, "number": f"{row_id:06}/KC/9001/2026", "issued_at": at}
    snapshot = {"course_title": "Kursus", "jp_halves": 6, "time_zone": "Asia/Jakarta"}
    told |= {"check_code": f"{row_id:027}", "snapshot": snapshot}
    expiry = {"expires_at": day(2026, 10, 1)} if row_id == 4 else {}
    return "certificate", told | facts | {"id": row_id} | expiry


def _fates() -> Story:
    return [
        ("certificate_event", {"id": 5, "certificate_id": 5, "kind": "issued", "at": day(2026, 3, 5)}),
        (
            "certificate_event",
            {"id": 6, "certificate_id": 2, "kind": "superseded", "at": day(2026, 3, 5), "other_id": 5},
        ),
        (
            "certificate_event",
            {
                "id": 7,
                "certificate_id": 3,
                "kind": "revoked",
                "at": day(2026, 5, 1),
                "reason": "Contoh",
                "actor_id": HEAD,
            },
        ),
        ("certificate_document", {"certificate_id": 1, "sha256": "b" * 64, "pdf": b"%PDF rekaan"}),
        ("certificate_sequence", {"agency_id": WIB, "year": 2026, "last_number": 5}),
    ]


def _confirmations() -> Story:
    """One that stands, and one that was taken back."""
    word = {"person_id": PERMANENT, "source": "confirmation", "confirmed_by_id": HEAD, "confirmed_on": date(2026, 6, 1)}
    return [
        ("evidence", word | {"id": 11, "competency_id": 1, "level": 4, "at": day(2026, 6, 1), "note": "Contoh"}),
        ("evidence", word | {"id": 12, "competency_id": 2, "level": 3, "at": day(2026, 6, 2), "note": "Contoh"}),
        (
            "evidence",
            {"id": 13, "person_id": PERMANENT, "competency_id": 2, "source": "withdrawal", "at": day(2026, 6, 3)}
            | {"corrects_id": 12, "confirmed_by_id": HEAD, "note": "Keliru orang"},
        ),
    ]


def _rest() -> Story:
    return [
        ("audit_entry", {"id": 1, "action": "person.created", "detail": {"nip": "contoh"}, "actor_id": HEAD}),
        ("mail_message", {"id": 1, "recipient": "1@contoh.example", "subject": "Contoh", "body": "Isi"}),
        ("worker_heartbeat", {"name": "worker", "at": day(2026, 11, 20)}),
    ]
