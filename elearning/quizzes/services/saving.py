"""Saves answers while an attempt is open. What is acknowledged lies in the database with its time.

Answers from the script carry a rising number: each is one conditional statement, and an older one that arrives late
changes nothing. That statement is all that its transaction holds up others for: everything about the attempt is read
before it, and it asks itself once more whether the attempt is open. A form without script has no such number: it is
newer than what it finds, but only in the slots that differ from what its page had shown, so that an old page in a
second tab wipes nothing out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, case, select

from elearning.core.database import begin_write
from elearning.core.upsert import insert
from elearning.domain.attempts import OPEN_STATES, AttemptClosedError
from elearning.domain.questions import Question
from elearning.domain.schedule import check_accepts_answer
from elearning.extensions import db
from elearning.quizzes import queries
from elearning.quizzes.errors import NewerAnswerSavedError, SlotNotFoundError
from elearning.quizzes.models import Attempt, Response
from elearning.quizzes.values import (
    GivenAnswer,
    HeldAttempt,
    Receipt,
    StoredAnswer,
    field_name,
    shown_mark,
)

_KEYS = ("attempt_id", "slot")
_TABLE: Any = Response.__table__
_ATTEMPT: Any = Attempt.__table__
_GIVEN = ("attempt_id", "slot", "answer", "sequence", "saved_at", "is_flagged", "reasons")
_WRITTEN = ("answer", "is_flagged", "saved_at")


def save_answer(attempt: HeldAttempt, slot: int, given: GivenAnswer, sequence: int, *, now: datetime) -> Receipt:
    """Save one answer unless a newer one is there; the same one sent twice gets the first receipt again.

    Raises:
        AttemptClosedError, AnswerTooLateError: nothing is taken any more.
        SlotNotFoundError: the attempt has no such slot.
        NewerAnswerSavedError: an answer with this number or a higher one is saved already.
    """
    check_accepts_answer(attempt.schedule, attempt.times, now)
    answer = _answer(_questions(attempt, [slot])[slot], slot, given)
    row = _row(attempt, (slot, sequence), answer, given, now)
    begin_write()
    is_written = db.session.execute(_unless_newer(db.engine.dialect.name), row).scalar() is not None
    if is_written:
        return Receipt(slot, sequence, now)
    if not queries.is_still_open(attempt.id):
        raise AttemptClosedError
    return _first_receipt(row)


def save_page(
    attempt: HeldAttempt, given: Mapping[int, GivenAnswer], shown: Mapping[int, str], *, now: datetime
) -> int:
    """Save what a form brings and its page had not shown; returns how many slots were written.

    Raises:
        AttemptClosedError, AnswerTooLateError: nothing is taken any more.
        SlotNotFoundError: the attempt has no such slot.
    """
    check_accepts_answer(attempt.schedule, attempt.times, now)
    questions = _questions(attempt, given)
    sequence = arrival_number(now)
    rows = []
    for slot, each in given.items():
        answer = _answer(questions[slot], slot, each)
        if shown_mark(answer, is_flagged=each.is_flagged) != shown.get(slot):
            rows.append(_row(attempt, (slot, sequence), answer, each, now))
    if rows:
        db.session.execute(_in_order_of_arrival(), rows)
    return len(rows)


def _questions(attempt: HeldAttempt, slots: Collection[int]) -> dict[int, Question]:
    if any(not 1 <= slot <= len(attempt.layout) for slot in slots):
        raise SlotNotFoundError
    versions = {slot: attempt.layout[slot - 1].version_id for slot in slots}
    questions = queries.kept_questions(set(versions.values()))
    return {slot: questions[version] for slot, version in versions.items()}


def _answer(question: Question, slot: int, given: GivenAnswer) -> StoredAnswer:
    return question.dump_response(question.parse_response(given.fields, field_name(slot)))


def response_values(place: tuple[int, int, int], answer: StoredAnswer, now: datetime, *, flag: bool) -> dict[str, Any]:
    """The columns of a saved answer; `place`: attempt, slot and the rising number of the saving."""
    attempt_id, slot, sequence = place
    return {
        "attempt_id": attempt_id,
        "slot": slot,
        "answer": {"given": answer},
        "sequence": sequence,
        "saved_at": now,
        "is_flagged": flag,
        "reasons": [],
    }


def arrival_number(now: datetime) -> int:
    """The number of a saving that comes without one: later ones are higher."""
    return int(now.timestamp() * 1000)


def _row(
    attempt: HeldAttempt, place: tuple[int, int], answer: StoredAnswer, given: GivenAnswer, now: datetime
) -> dict[str, Any]:
    return response_values((attempt.id, *place), answer, now, flag=given.is_flagged)


@lru_cache
def _unless_newer(_dialect: str) -> Any:
    """The upsert that an answer with a lower number, or to an attempt that was closed meanwhile, passes by without
    effect. Built once an engine, on the bare table: the mapper's part would cost as much as the writing.
    """
    given = [bindparam(name, type_=_TABLE.c[name].type) for name in _GIVEN]
    open_one = (
        select(*given)
        .select_from(_ATTEMPT)
        .where(_ATTEMPT.c.id == bindparam("attempt_id"), _ATTEMPT.c.state.in_(sorted(OPEN_STATES)))
        .with_for_update(of=_ATTEMPT, read=True)
    )
    statement = insert(_TABLE).from_select(_GIVEN, open_one)
    excluded = statement.excluded
    newer = statement.on_conflict_do_update(
        index_elements=_KEYS,
        set_={name: excluded[name] for name in (*_WRITTEN, "sequence")},
        where=_TABLE.c.sequence < excluded.sequence,
    )
    return newer.returning(_TABLE.c.slot)


def _in_order_of_arrival() -> Any:
    """An upsert that always writes and counts on from what it finds."""
    statement = insert(Response)
    excluded = statement.excluded
    values = {name: excluded[name] for name in _WRITTEN} | {
        "sequence": case((Response.sequence < excluded.sequence, excluded.sequence), else_=Response.sequence + 1)
    }
    return statement.on_conflict_do_update(index_elements=_KEYS, set_=values)


def _first_receipt(row: Mapping[str, Any]) -> Receipt:
    """The receipt of the answer that is there, when it is the very one that was sent."""
    saved = queries.answers_of(row["attempt_id"], [row["slot"]])[row["slot"]]
    sent = (row["sequence"], row["answer"]["given"], row["is_flagged"])
    if saved.saved_at is None or (saved.sequence, saved.answer, saved.is_flagged) != sent:
        raise NewerAnswerSavedError(saved.sequence, saved.saved_at)
    return Receipt(saved.slot, saved.sequence, saved.saved_at)
