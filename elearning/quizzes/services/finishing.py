"""Closes attempts: sent by the learner or ended by time, marked at once, and handed to the chain of a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from elearning.catalog.queries import outline_of
from elearning.catalog.services import NotEnrolledError
from elearning.core.upsert import insert
from elearning.domain.access import ActivityUnknownError
from elearning.domain.attempts import OPEN_STATES, AttemptEvent, AttemptState, is_open, transition
from elearning.domain.grading import AttemptGrade, SlotGrade, grade_attempt
from elearning.domain.questions import Marking
from elearning.domain.quiz_layout import Slot
from elearning.domain.schedule import finish_time
from elearning.domain.scores import FRACTION_ONE
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.outcomes import Result, ResultKind, record_result
from elearning.progress import services as progress
from elearning.quizzes import queries
from elearning.quizzes.errors import AttemptNotFoundError
from elearning.quizzes.models import Attempt, Response
from elearning.quizzes.values import AttemptFacts, SavedAnswer


def submit_attempt(person_id: int, attempt_id: int, *, now: datetime) -> bool:
    """Send an attempt with what is saved of it; False when it was closed before, so that sending twice counts once.

    One that time has ended meanwhile is closed with its true end: marked, or without a grade where it had to be sent.

    Raises:
        AttemptNotFoundError: not this person's.
        NotEnrolledError: the person has left the course; coming back, they can send it.
    """
    attempt = queries.lock_for_closing(person_id, attempt_id)
    if attempt is None:
        return _refuse_to_close(person_id, attempt_id)
    if not is_open(attempt.state):
        return False
    _close(attempt, is_by_time=not is_open(attempt.state_at(now).state), now=now)
    return True


def settle_attempt(person_id: int, attempt_id: int, *, now: datetime) -> bool:
    """Write what time has done to an attempt; False when it is still open, was closed before, or its course was left."""
    attempt = queries.lock_for_closing(person_id, attempt_id)
    if attempt is None or not is_open(attempt.state) or is_open(attempt.state_at(now).state):
        return False
    _close(attempt, is_by_time=True, now=now)
    return True


def _refuse_to_close(person_id: int, attempt_id: int) -> bool:
    attempt = queries.attempt_of(person_id, attempt_id)
    if attempt is None:
        raise AttemptNotFoundError
    if is_open(attempt.state):
        raise NotEnrolledError
    return False


def _close(attempt: AttemptFacts, *, is_by_time: bool, now: datetime) -> None:
    if attempt.state_at(now).state is AttemptState.ABANDONED:
        _abandon(attempt, finish_time(attempt.schedule, attempt.times, now))
        _tell(attempt, NoticeKind.ATTEMPT_LOST, now)
        return
    answers = queries.answers_of(attempt.id)
    markings = _markings(attempt, answers)
    grade = grade_of(attempt.layout, markings, attempt.rules.pass_mark)
    finished_at = finish_time(attempt.schedule, attempt.times, now)
    result = Result(
        person_id=attempt.person_id,
        course_id=attempt.course_id,
        activity_key=attempt.activity_key,
        kind=ResultKind.GRADED,
        grade=progress.Grade(grade.fraction, grade.passed),
        attempt_id=attempt.id,
        at=finished_at,
    )
    try:
        record_result(result, now=now)
    except ActivityUnknownError:
        _abandon(attempt, finished_at)
        return
    _write_marks(attempt, markings)
    _write_end(attempt, grade, answers, finished_at)
    if is_by_time:
        _tell(attempt, NoticeKind.ATTEMPT_ENDED, now)


def _tell(attempt: AttemptFacts, kind: NoticeKind, now: datetime) -> None:
    key, path = f"attempt:{attempt.id}", f"/percobaan/{attempt.id}/tinjauan"
    notify(attempt.person_id, News(kind, key, {"quiz": attempt.title}, path), now=now)


def _markings(attempt: AttemptFacts, answers: Mapping[int, SavedAnswer]) -> dict[int, Marking]:
    questions = queries.questions_of({slot.version_id for slot in attempt.layout})
    found = {}
    for number, slot in enumerate(attempt.layout, start=1):
        if not slot.is_asked:
            continue
        question = questions[slot.version_id]
        saved = answers.get(number)
        found[number] = question.mark(question.load_response(saved.answer if saved else []))
    return found


def grade_of(layout: Sequence[Slot], markings: Mapping[int, Marking], pass_mark: Decimal) -> AttemptGrade:
    """The grade of an attempt whose slots are marked."""
    slots = [
        SlotGrade(Decimal(slot.mark) / FRACTION_ONE, markings[number].fraction)
        for number, slot in enumerate(layout, start=1)
        if slot.is_asked
    ]
    return grade_attempt(slots, pass_mark)


def stored_reasons(marking: Marking) -> list[dict[str, Any]]:
    """The reasons of a mark as JSON of `Response.reasons`."""
    return [{"part": each.part_id, "right": each.is_right, "fraction": each.fraction} for each in marking.reasons]


def end_values(state: AttemptState, grade: AttemptGrade, saved: Iterable[datetime]) -> dict[str, Any]:
    """The columns that the end of a marked attempt writes; `saved`: when each of its answers was."""
    return {
        "state": transition(transition(state, AttemptEvent.SUBMIT), AttemptEvent.GRADE),
        "fraction": grade.fraction,
        "is_passed": grade.passed,
        "last_saved_at": max(saved, default=None),
    }


def _write_marks(attempt: AttemptFacts, markings: Mapping[int, Marking]) -> None:
    """One executemany over all slots; those never touched get a row, so that an attempt has a mark for each question."""
    statement = insert(Response)
    rows = [
        {
            "attempt_id": attempt.id,
            "slot": number,
            "answer": {"given": []},
            "sequence": 0,
            "is_flagged": False,
            "fraction": marking.fraction,
            "reasons": stored_reasons(marking),
        }
        for number, marking in markings.items()
    ]
    marks = {name: statement.excluded[name] for name in ("fraction", "reasons")}
    db.session.execute(statement.on_conflict_do_update(index_elements=("attempt_id", "slot"), set_=marks), rows)


def _write_end(
    attempt: AttemptFacts, grade: AttemptGrade, answers: Mapping[int, SavedAnswer], finished_at: datetime
) -> None:
    saved = [each.saved_at for each in answers.values() if each.saved_at is not None]
    _update(attempt, end_values(attempt.state, grade, saved), finished_at)


def _abandon(attempt: AttemptFacts, finished_at: datetime) -> None:
    """Not sent where that was asked, or the course has moved on to a revision without this quiz: used, and no grade."""
    step = outline_of(attempt.revision_id).step_by_key[attempt.activity_key]
    progress.record_attempt_abandoned(attempt.person_id, step, now=finished_at)
    _update(attempt, {"state": transition(attempt.state, AttemptEvent.ABANDON)}, finished_at)


def _update(attempt: AttemptFacts, values: dict[str, Any], finished_at: datetime) -> None:
    statement = update(Attempt).where(Attempt.id == attempt.id, Attempt.state.in_(OPEN_STATES))
    db.session.execute(statement.values(finished_at=finished_at, **values))
