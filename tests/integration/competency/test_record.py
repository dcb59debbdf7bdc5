"""The competency record: what evidence makes of a level, confirmations, withdrawals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from elearning.competency.errors import (
    CompetencyUnknownError,
    ConfirmationDateError,
    ConfirmationNoteError,
    EvidenceWithdrawnError,
    OwnConfirmationError,
)
from elearning.competency.models import Evidence, RequiredLevel
from elearning.competency.queries import evidence_of, levels_of, records_of
from elearning.competency.services import Confirmation, confirm_level, withdraw
from elearning.core.audit import AuditEntry
from elearning.domain.competency import CompetencyCodeError, CompetencyLevelError, EvidenceStatus
from elearning.notifications.models import Notice
from elearning.organization.queries import affiliation_of
from tests.factories import give_position, make_person
from tests.support.small_course import complete, make_competencies, make_course

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)
TODAY = date(2026, 5, 14)


@pytest.fixture
def person(app, clock):
    make_competencies()
    person = make_person("Dewi Contoh")
    give_position(person, "Pranata Humas")
    return person


@pytest.fixture
def boss(person):
    return make_person("Panji Contoh", title_after="S.H.")


def confirm(person, boss, level=3, **changes):
    facts = {
        "person_id": person.id,
        "competency": "M.3",
        "level": level,
        "note": "Siaran pers disusun sendiri",
        "confirmed_on": TODAY,
    }
    now = changes.pop("now", NOON)
    return confirm_level(Confirmation(**(facts | changes)), actor_id=boss.id, now=now)


def record(person, code="M.3", position_id=None):
    return {each.code: each for each in records_of(person.id, position_id, now=NOON + timedelta(days=1))}[code]


def test_a_course_is_evidence_up_to_its_cap_and_raises_the_level_up_to_the_sites(person):
    complete(person, make_course())
    communication = record(person)
    assert (communication.present, communication.standing.learning_level) == (2, 3)
    assert communication.lines[0].reason.is_limited
    assert communication.lines[0].course_title == "Kursus Contoh yang Singkat"


def test_a_confirmation_raises_the_level_above_the_courses(person, boss):
    complete(person, make_course())
    confirm(person, boss, 4)
    communication = record(person)
    assert communication.present == 4
    assert [line.reason.status for line in communication.lines] == [EvidenceStatus.CARRIES, EvidenceStatus.IN_FORCE]
    assert communication.lines[0].confirmed_by == "Panji Contoh, S.H."


def test_a_confirmation_is_audited_and_told(db_session, person, boss):
    confirm(person, boss)
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "level.confirmed")).one()
    assert (entry.actor_id, entry.detail) == (boss.id, {"person_id": person.id, "competency": "M.3", "level": 3})
    notice = db_session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.params) == (
        person.id,
        {"by": "Panji Contoh, S.H.", "level": 3, "competency": "Komunikasi"},
    )


def test_the_same_confirmation_sent_twice_stands_once(db_session, person, boss):
    assert confirm(person, boss).id == confirm(person, boss).id
    assert db_session.scalar(select(func.count()).select_from(Evidence)) == 1


def test_a_later_confirmation_takes_the_place_of_an_earlier_one(person, boss):
    confirm(person, boss, 4)
    confirm(person, boss, 2, now=NOON + timedelta(hours=1))
    assert record(person).present == 2


def test_a_withdrawn_confirmation_counts_no_more_and_stays_readable(db_session, person, boss):
    evidence = confirm(person, boss)
    withdraw(evidence, "Tertukar dengan orang lain", actor_id=boss.id, now=NOON + timedelta(hours=1))
    communication = record(person)
    assert communication.present == 0
    assert communication.lines[0].reason.status is EvidenceStatus.WITHDRAWN
    assert communication.lines[0].withdrawal.note == "Tertukar dengan orang lain"
    assert db_session.scalars(select(Notice.kind).order_by(Notice.id)).all() == ["level_confirmed", "level_withdrawn"]


def test_a_withdrawn_confirmation_may_be_given_again(person, boss):
    first = confirm(person, boss)
    withdraw(first, "Keliru", actor_id=boss.id, now=NOON + timedelta(hours=1))
    assert confirm(person, boss, now=NOON + timedelta(hours=2)).id != first.id


def test_evidence_is_withdrawn_once(person, boss):
    evidence = confirm(person, boss)
    withdrawal = withdraw(evidence, "Keliru", actor_id=boss.id, now=NOON)
    with pytest.raises(EvidenceWithdrawnError):
        withdraw(evidence, "Keliru", actor_id=boss.id, now=NOON)
    with pytest.raises(EvidenceWithdrawnError):
        withdraw(withdrawal, "Keliru", actor_id=boss.id, now=NOON)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"level": 0}, CompetencyLevelError),
        ({"level": 6}, CompetencyLevelError),
        ({"level": "tiga"}, CompetencyLevelError),
        ({"competency": "M.9"}, CompetencyCodeError),
        ({"competency": "T-SPBE"}, CompetencyUnknownError),
        ({"note": "  "}, ConfirmationNoteError),
        ({"note": "x" * 1_001}, ConfirmationNoteError),
        ({"confirmed_on": date(2026, 5, 15)}, ConfirmationDateError),
    ],
)
def test_a_confirmation_that_cannot_be_is_refused(db_session, person, boss, changes, error):
    with pytest.raises(error):
        confirm(person, boss, **changes)
    assert db_session.scalar(select(func.count()).select_from(Evidence)) == 0


def test_nobody_confirms_a_level_of_their_own(person):
    with pytest.raises(OwnConfirmationError):
        confirm(person, person)


def test_today_is_the_day_in_the_persons_zone(person, boss):
    early_in_jakarta = datetime(2026, 5, 14, 17, 30, tzinfo=UTC)  # 00.30 WIB on the 15th
    assert confirm(person, boss, confirmed_on=date(2026, 5, 15), now=early_in_jakarta).confirmed_on.day == 15


def test_required_competencies_are_listed_without_evidence_too(db_session, person):
    position = affiliation_of(person.id, TODAY).position_id
    for code, level in (("M.1", 2), ("M.3", 3)):
        db_session.add(RequiredLevel(position_id=position, competency_id=make_competencies()[code].id, level=level))
    complete(person, make_course())
    records = records_of(person.id, position, now=NOON)
    assert [(each.code, each.required, each.present, each.missing) for each in records] == [
        ("M.1", 2, 0, 2),
        ("M.3", 3, 2, 1),
        ("SK.1", 0, 1, -1),
    ]


def test_the_record_costs_two_statements(person, boss, count_statements):
    for number in range(4):
        complete(person, make_course(f"KC-{number + 10}"))
        confirm(person, boss, 1 + number)
    person_id = person.id
    with count_statements(at_most=2):
        records_of(person_id, None, now=NOON)


def test_evidence_about_others_is_not_found(person, boss):
    evidence = confirm(person, boss)
    assert evidence_of(person.id, evidence.id) is evidence
    assert evidence_of(boss.id, evidence.id) is None


def test_a_competency_that_is_not_registered_is_an_error_not_a_gap(app):
    with pytest.raises(LookupError, match="T-SPBE"):
        levels_of([{"competency": "T-SPBE", "level": 2}])
