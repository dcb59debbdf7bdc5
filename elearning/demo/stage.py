"""Lets the real services do what the stories tell, in one transaction and in the order of time. Commits nothing.

Everything a learner would do passes the same functions as from a page: locked steps, closed attempts and double completions are
refused here as there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import singledispatchmethod
from random import Random

from sqlalchemy import select, update

from elearning.accounts.passwords import hash_password
from elearning.accounts.services import NewPerson, create_person
from elearning.catalog.models import Course, CourseRevision, QuestionVersion
from elearning.catalog.outline import Outline
from elearning.catalog.queries import current_courses, outlines_of
from elearning.catalog.services import NewAssignment, assign, enrol, leave
from elearning.competency.queries import levels_of
from elearning.competency.required_import import import_required_levels, problems_of
from elearning.competency.services import Confirmation, confirm_level
from elearning.core.clock import local_date
from elearning.core.csv_file import CsvLine
from elearning.demo import stories
from elearning.demo.answers import right_answer, wrong_answer
from elearning.demo.cast import PEOPLE, Member, invent_cast
from elearning.demo.names import AGENCIES, AgencyWords
from elearning.demo.stories import Deed, Plot, write_stories
from elearning.domain.questions import Question
from elearning.extensions import db
from elearning.notifications.services import mark_read
from elearning.organization.models import Agency
from elearning.organization.services import (
    NewAgency,
    NewHolding,
    NewLink,
    add_agency,
    end_supervision,
    ensure_position,
    ensure_unit,
    hold_position,
    link_supervisor,
)
from elearning.outcomes import Result, ResultKind, record_result
from elearning.progress.queries import completion_of
from elearning.quizzes import queries as quiz_queries
from elearning.quizzes.services import Start, save_page, start_attempt, submit_attempt
from elearning.quizzes.values import GivenAnswer, HeldAttempt, field_name

ROLE_ACCOUNT_PASSWORD = "lentera di beranda"  # noqa: S105 (of invented people, told in the README, never in production)
LEADING, SENIOR, JUNIOR, CLERK = (
    (3, 3, 3, 3, 3, 3, 3, 3, 3),
    (2, 2, 3, 2, 3, 2, 2, 3, 2),
    (2, 1, 2, 2, 2, 2, 1, 2, 2),
    (1,) * 9,
)
COMPETENCIES = ("M.1", "M.2", "M.3", "M.4", "M.5", "M.6", "M.7", "M.8", "SK.1")
NOTES = (
    "Terlihat dalam tiga jawaban pengaduan bulan ini dan rapat dengan warga.",
    "Menyusun pengumuman layanan yang dipahami warga tanpa pertanyaan ulang.",
    "Memimpin penjelasan kebijakan di dua kelurahan dengan tenang.",
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made."""

    agencies: int
    people: int
    deeds: int


@dataclass
class _Stage:
    """What the deeds need to find again."""

    seed: int
    members: Sequence[Member]
    people: dict[int, int] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    questions: dict[int, Question] = field(default_factory=dict)

    @singledispatchmethod
    def do(self, deed: Deed) -> None:
        """Let a deed happen at its moment."""
        raise LookupError(f"nobody knows how to do {type(deed).__name__}")

    @do.register
    def _enrol(self, deed: stories.Enrol) -> None:
        outline = self.outlines[deed.course]
        enrol(self.people[deed.person], outline.course_id, outline.revision_id, now=deed.at)

    @do.register
    def _leave(self, deed: stories.Leave) -> None:
        leave(self.people[deed.person], self.outlines[deed.course].course_id, now=deed.at)

    @do.register
    def _read(self, deed: stories.Read) -> None:
        result = Result(
            person_id=self.people[deed.person],
            course_id=self.outlines[deed.course].course_id,
            activity_key=deed.step,
            kind=ResultKind.MARKED if deed.is_marked else ResultKind.VIEWED,
        )
        record_result(result, now=deed.at)

    @do.register
    def _attempt(self, deed: stories.Attempt) -> None:
        person_id = self.people[deed.person]
        percent = self.members[deed.person].time_multiplier_percent
        start = Start(person_id=person_id, slug=deed.course, key=deed.step, time_multiplier_percent=percent)
        attempt_id = start_attempt(start, now=deed.at)
        attempt = quiz_queries.attempt_of(person_id, attempt_id)
        if attempt is None:
            raise LookupError("an attempt that was just begun is not there")
        answers = self._answers(attempt, deed)
        last = deed.at + timedelta(seconds=40 * len(answers))
        save_page(attempt, answers, {}, now=last)
        if not deed.is_open:
            submit_attempt(person_id, attempt_id, now=last + timedelta(seconds=30))

    @do.register
    def _assign(self, deed: stories.Assign) -> None:
        learner_id, course_id = self.people[deed.learner], self.outlines[deed.course].course_id
        if completion_of(learner_id, course_id) is None:
            new = NewAssignment(person_id=learner_id, course_id=course_id, due_on=deed.due_on)
            assign(new, actor_id=self.people[deed.person], today=self._day(deed), now=deed.at)

    @do.register
    def _confirm(self, deed: stories.Confirm) -> None:
        learner_id = self.people[deed.learner]
        if completion_of(learner_id, self.outlines[deed.course].course_id) is None:
            return
        note = NOTES[deed.learner % len(NOTES)]
        for code, level in deed.levels[: 1 + deed.learner % 2]:
            confirmation = Confirmation(learner_id, code, level, note, self._day(deed))
            confirm_level(confirmation, actor_id=self.people[deed.person], now=deed.at)

    @do.register
    def _handover(self, deed: stories.Handover) -> None:
        leaving, today = self.members[deed.person], self._day(deed)
        agency = self._agency(leaving)
        unit = ensure_unit(agency.id, leaving.agency.head_unit if leaving.agency else "", actor_id=None, now=deed.at)
        position = ensure_position(agency.id, "Analis Kebijakan Ahli Madya")
        held = NewHolding(self.people[deed.person], position.id, unit.id, today)
        hold_position(held, actor_id=None, now=deed.at)
        for learner in deed.learners:
            end_supervision(self.people[learner], today - timedelta(days=1), actor_id=None, now=deed.at)
            link = NewLink(self.people[learner], self.people[deed.acting], today, None, "plt")
            link_supervisor(link, actor_id=None, now=deed.at)

    @do.register
    def _read_inbox(self, deed: stories.ReadInbox) -> None:
        mark_read(self.people[deed.person], None, now=deed.at)

    def _answers(self, attempt: HeldAttempt, deed: stories.Attempt) -> dict[int, GivenAnswer]:
        """Right and wrong answers in the share of the score; of an open attempt only the first half, one flagged."""
        versions = {slot.version_id for slot in attempt.layout}
        self.questions |= quiz_queries.questions_of(versions - self.questions.keys())
        slots = {number: self.questions[slot.version_id] for number, slot in enumerate(attempt.layout, start=1)}
        ordered = sorted(slots, key=lambda number: slots[number].id)
        random = Random(f"answers:{self.seed}:{deed.person}:{deed.step}:{attempt.number}")
        wrong = set(random.sample(ordered, round(len(ordered) * (100 - deed.score) / 100)))
        asked = range(1, len(slots) // 2 + 1) if deed.is_open else slots
        return {
            number: GivenAnswer(
                (wrong_answer if number in wrong else right_answer)(slots[number], field_name(number)),
                is_flagged=deed.is_open and number == 1,
            )
            for number in asked
        }

    def _day(self, deed: Deed) -> date:
        return local_date(deed.at, self._agency(self.members[deed.person]).time_zone)

    def _agency(self, member: Member) -> Agency:
        if member.agency is None:
            raise LookupError("somebody without an agency does nothing in one")
        return self.agencies[member.agency.code]


def seed_demo(*, now: datetime, size: int = PEOPLE, seed: int = 1, told: Callable[[int, int], None] = print) -> Seeded:
    """Make agencies, people and their year; `told` hears of progress as (deeds done, of how many)."""
    opening = now - stories.YEAR
    _date_courses(opening)
    stage = _Stage(seed, invent_cast(now.date(), size=size, seed=seed))
    for words in AGENCIES:
        stage.agencies[words.code] = _add_agency(words, opening)
    _add_people(stage, opening)
    _require_levels(stage, opening)
    deeds = write_stories(stage.members, _plots(stage), now=now, seed=seed)
    for number, deed in enumerate(deeds):
        stage.do(deed)
        if number % 200 == 0:  # the session must not hold a whole year of rows
            db.session.flush()
            told(number, len(deeds))
    return Seeded(len(stage.agencies), len(stage.members), len(deeds))


def _date_courses(opening: datetime) -> None:
    """The courses, imported today, were there when the invented year began: nobody studies what is not yet published."""
    for column in (Course.created_at, CourseRevision.published_at, QuestionVersion.created_at):
        db.session.execute(update(column.class_).where(column > opening).values({column.key: opening}))


def _add_agency(words: AgencyWords, opening: datetime) -> Agency:
    new = NewAgency(
        code=words.code,
        name=words.name,
        office=words.office,
        city=words.city,
        time_zone=words.time_zone,
        signatory_name="Dr. Damar Sanjaya, M.Si." if words is AGENCIES[0] else "Ratna Segara, S.H., M.A.P.",
        signatory_title=f"Kepala {words.office}",
    )
    return add_agency(new, actor_id=None, now=opening)


def _add_people(stage: _Stage, opening: datetime) -> None:
    password_hash = hash_password(ROLE_ACCOUNT_PASSWORD)
    for member in stage.members:
        stage.people[member.number] = _add_person(stage, member, password_hash if member.account else None, opening)
    for member in stage.members:
        if member.chief is not None:
            link = NewLink(stage.people[member.number], stage.people[member.chief], opening.date())
            link_supervisor(link, actor_id=None, now=opening)


def _add_person(stage: _Stage, member: Member, password_hash: str | None, opening: datetime) -> int:
    """The id of a new person; nobody but the role accounts has a password."""
    agency = stage.agencies[member.agency.code] if member.agency else None
    new = NewPerson(
        name=member.name,
        title_before=member.title_before,
        title_after=member.title_after,
        nip=member.nip,
        email=member.email,
        agency_id=agency.id if agency else None,
        roles=member.roles,
        contract_start=member.contract_start,
        time_multiplier_percent=member.time_multiplier_percent,
        password_hash=password_hash,
    )
    person = create_person(new, actor_id=None, now=opening)
    if agency and member.in_position_since:
        unit = ensure_unit(agency.id, member.unit, actor_id=None, now=opening)
        position = ensure_position(agency.id, member.position)
        held = NewHolding(person.id, position.id, unit.id, min(member.in_position_since, opening.date()))
        hold_position(held, actor_id=None, now=opening)
    return person.id


def _require_levels(stage: _Stage, opening: datetime) -> None:
    """What each position requires, through the same import as an officer's file."""
    for code, agency in stage.agencies.items():
        positions = sorted({each.position for each in stage.members if each.agency and each.agency.code == code})
        cells = [
            {"position": position, "code": competency, "level": str(level)}
            for position in positions
            for competency, level in zip(COMPETENCIES, _required(position), strict=True)
        ]
        lines = [CsvLine(number, each) for number, each in enumerate(cells, start=2)]
        plan = import_required_levels(lines, agency, actor_id=None, now=opening)
        for _, remark in problems_of(plan):
            raise LookupError(remark.words)


def _required(position: str) -> Sequence[int]:
    if position.startswith(("Kepala", "Camat", "Sekretaris")):
        return LEADING
    if "Ahli Muda" in position:
        return SENIOR
    return JUNIOR if "Ahli Pertama" in position or "Penata" in position else CLERK


def _plots(stage: _Stage) -> list[Plot]:
    """The courses that are there, whichever they are."""
    entries = current_courses()
    outlines = outlines_of([entry.revision_id for entry in entries])
    query = select(CourseRevision.id, CourseRevision.certificate).where(CourseRevision.id.in_(outlines))
    certifies = {row.id: bool(row.certificate.get("issue")) for row in db.session.execute(query)}
    stage.outlines = {outline.slug: outline for outline in outlines.values()}
    return [
        Plot(
            outlines[entry.revision_id],
            certifies[entry.revision_id],
            tuple((level.code, level.level) for level in levels_of(entry.outcomes)),
        )
        for entry in entries
    ]
