"""Two changes of one record at the same moment: the second sees the first."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, func, select

from elearning.competency.errors import EvidenceWithdrawnError
from elearning.competency.models import Evidence
from elearning.competency.services import Confirmation, confirm_level, withdraw
from elearning.extensions import db
from elearning.notifications.models import Notice
from tests.factories import make_person
from tests.support.small_course import make_competencies
from tests.support.together import together

pytestmark = pytest.mark.real_transactions
NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)
TIMES = 4


@pytest.fixture
def people(app, clock) -> list[int]:
    """A person and two supervisors."""
    with app.app_context():
        make_competencies()
        ids = [make_person().id for _ in range(3)]
        db.session.commit()
    return ids


def confirm(person_id, supervisor_id, level=3):
    told = Confirmation(person_id, "M.3", level, "Memimpin rapat warga", date(2026, 5, 14))
    return confirm_level(told, actor_id=supervisor_id, now=NOON).id


def count(app, query) -> int:
    with app.app_context():
        return db.session.scalar(query)


def test_one_confirmation_sent_several_times_at_once_stands_once(app, people):
    person, supervisor, _ = people
    results = together(app, *[lambda: confirm(person, supervisor)] * TIMES)
    assert len(results) == TIMES
    assert len(set(results)) == 1
    assert count(app, select(func.count()).select_from(Evidence)) == 1
    assert count(app, select(func.count()).select_from(Notice)) == 1


def test_two_supervisors_at_once_leave_two_words_one_after_the_other(app, people):
    person, first, second = people
    written: list[int] = []
    reading = threading.Lock()
    overlaps: list[bool] = []

    def alone(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("INSERT INTO evidence"):
            overlaps.append(not reading.acquire(blocking=False))
            written.append(1)

    def done(_connection) -> None:
        if reading.locked():
            reading.release()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", alone)
    event.listen(engine, "commit", done)
    try:
        results = together(app, lambda: confirm(person, first, 3), lambda: confirm(person, second, 4))
    finally:
        event.remove(engine, "before_cursor_execute", alone)
        event.remove(engine, "commit", done)
    assert len(set(results)) == 2
    assert overlaps == [False, False]


def test_one_confirmation_is_withdrawn_once_by_two_at_once(app, people):
    person, first, second = people
    with app.app_context():
        evidence_id = confirm(person, first)
        db.session.commit()

    def take_back(actor_id: int) -> object:
        return withdraw(db.session.get_one(Evidence, evidence_id), "Keliru", actor_id=actor_id, now=NOON).id

    results = together(app, lambda: take_back(first), lambda: take_back(second))
    assert sorted(isinstance(each, EvidenceWithdrawnError) for each in results) == [False, True]
    assert count(app, select(func.count()).where(Evidence.source == "withdrawal")) == 1
    assert count(app, select(func.count()).where(Notice.kind == "level_withdrawn")) == 1
