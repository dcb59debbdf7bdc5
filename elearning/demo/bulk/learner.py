"""One life, lived in memory: what each deed leaves behind, by the rules of the services, as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from elearning.catalog.models import Assignment, Enrolment
from elearning.catalog.outline import Step
from elearning.catalog.services.assignments import check_due
from elearning.catalog.services.enrolments import NotEnrolledError
from elearning.catalog.services.many_assignments import ManyAssignments, Target, assignment_deed, assignment_news
from elearning.competency.models import Evidence, JpEntry
from elearning.competency.services import (
    Confirmation,
    confirmation_detail,
    confirmation_values,
    evidence_news,
    evidence_rows,
    jp_values,
)
from elearning.core.audit import AuditEntry
from elearning.core.audit_many import Deed as AuditDeed
from elearning.core.audit_many import audit_row
from elearning.core.clock import local_date
from elearning.demo import lives
from elearning.demo.bulk.papers import Answer, answered_slots, wrong_slots
from elearning.demo.bulk.sheaf import Row, Sheaf, json_text
from elearning.demo.bulk.world import CourseWords, World
from elearning.demo.crowd import Member
from elearning.domain.access import ActivityUnknownError, check_enrolment_access, check_may_open
from elearning.domain.attempts import AttemptState
from elearning.domain.completion import ActivityFacts, CourseFacts, course_progress
from elearning.domain.schedule import AttemptTimes, check_accepts_answer, check_may_start, finish_time
from elearning.learning.services import view_counts
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.models import Notice
from elearning.notifications.services import News, notice_values
from elearning.outcomes import completion_news
from elearning.progress import changes
from elearning.progress.changes import Change, Grade
from elearning.progress.models import ActivityProgress, CourseCompletion
from elearning.progress.queries import activity_facts
from elearning.progress.services import completion_values
from elearning.quizzes.gateway import attempts_so_far
from elearning.quizzes.models import Attempt, Response
from elearning.quizzes.services.finishing import end_values
from elearning.quizzes.services.saving import arrival_number, response_values
from elearning.quizzes.services.starting import Start, attempt_values

SAVED_BEFORE = timedelta(seconds=30)
NOTES = (
    "Terlihat dalam tiga jawaban pengaduan bulan ini dan rapat dengan warga.",
    "Menyusun pengumuman layanan yang dipahami warga tanpa pertanyaan ulang.",
    "Memimpin penjelasan kebijakan di dua kelurahan dengan tenang.",
)
_NO_REASONS = json_text([])


@dataclass(frozen=True, slots=True)
class ToCertify:
    """A completed course whose certificate waits for its number; `read_at`: when its notice was read."""

    completed_at: datetime
    number: int
    slug: str
    completion_id: int
    started_at: datetime
    read_at: datetime | None


@dataclass(slots=True, kw_only=True)
class Trace:
    """A row of progress in memory: its columns, with the defaults of the table."""

    first_viewed_at: datetime | None = None
    last_seen_at: datetime | None = None
    marked_at: datetime | None = None
    best_fraction: int | None = None
    passed_at: datetime | None = None
    finished_attempts: int = 0
    granted_attempts: int = 0
    has_open_attempt: bool = False
    completed_at: datetime | None = None

    def values(self) -> dict[str, Any]:
        """By column."""
        return {name: getattr(self, name) for name in _TRACED}


_TRACED = tuple(each.name for each in fields(Trace))


@dataclass(slots=True)
class Taken:
    """A course as one person follows it. `occasions` are the results that may have completed it, with their attempts."""

    course: CourseWords
    enrolled_at: datetime
    left_at: datetime | None = None
    rows: dict[int, Trace] = field(default_factory=dict)
    occasions: list[tuple[datetime, int | None]] = field(default_factory=list)
    last_finished: dict[int, datetime] = field(default_factory=dict)
    begun: dict[int, int] = field(default_factory=dict)

    def facts(self, completed: Mapping[str, datetime]) -> CourseFacts:
        """What the rules ask."""
        steps = self.course.outline.step_by_activity
        activities = {steps[key].key: activity_facts(row, steps[key]) for key, row in self.rows.items()}
        code = self.course.outline.code
        return CourseFacts(activities=activities, courses_completed=completed, completed_at=completed.get(code))


class Learner:
    """Lives the deeds of one person. Rows are kept in `sheaf`; certificates to be issued are returned by `end`."""

    def __init__(self, member: Member, world: World, sheaf: Sheaf) -> None:
        self.member, self._world, self._sheaf = member, world, sheaf
        self.id = world.id_of(member.number)
        self._authority = world.authorities[member.agency] if member.agency is not None else None
        self.agency_id = self._authority.agency.id if self._authority else None
        self.zone = self._authority.agency.time_zone if self._authority else world.default_zone
        self._taken: dict[str, Taken] = {}
        self._completed: dict[str, datetime] = {}
        self._notices: list[dict[str, Any]] = []
        self._inbox_read: list[datetime] = []

    def live(self, deeds: Iterable[lives.Deed]) -> list[ToCertify]:
        """All deeds but those of service, which `people` writes; what is to be certified afterwards.

        What others do about a course (asking for it, confirming it) needs to know when it was completed, and is done last.
        """
        later = []
        for deed in deeds:
            if isinstance(deed, lives.Assign | lives.Confirm):
                later.append(deed)
            else:
                self.do(deed)
        to_certify = self._complete_courses()
        for deed in later:
            self.do(deed)
        self._write()
        return to_certify

    def do(self, deed: lives.Deed) -> None:
        """Let a deed happen; those of service leave nothing here."""
        does = _DOES.get(type(deed))
        if does is not None:
            does(self, deed)

    def _enrol(self, deed: lives.Enrol) -> None:
        course = self._world.courses[deed.course]
        check_enrolment_access(course.outline.prerequisites, self._completed)
        self._taken[deed.course] = Taken(course, deed.at)

    def _leave(self, deed: lives.Leave) -> None:
        self._following(deed.course).left_at = deed.at

    def _read(self, deed: lives.Read) -> None:
        taken = self._following(deed.course)
        step = _step(taken.course, deed.step)
        self._change(taken, step, changes.viewed(step, deed.began))
        if view_counts(taken.course.outline, step):
            taken.occasions.append((deed.began, None))
        if deed.is_marked:
            self._check_open(taken, step)
            self._change(taken, step, changes.marked(step, deed.at))
            taken.occasions.append((deed.at, None))

    def _attempt(self, deed: lives.Attempt) -> None:
        taken = self._following(deed.course)
        step = _step(taken.course, deed.step)
        papers = self._world.papers
        rules, paper = papers.rules(step), papers.paper(deed.course, step, deed.paper)
        self._check_may_start(taken, step, deed)
        percent = self.member.time_multiplier_percent
        start = Start(person_id=self.id, slug=deed.course, key=deed.step, time_multiplier_percent=percent)
        values = attempt_values(start, step, rules.schedule, paper.seed, deed.began) | {"layout": paper.layout}
        values["number"] = taken.begun[step.activity_id] = taken.begun.get(step.activity_id, 0) + 1
        self._change(taken, step, changes.opened(deed.began))
        times = AttemptTimes(AttemptState.IN_PROGRESS, deed.began, values["ends_at"])
        check_accepts_answer(rules.schedule, times, deed.at - SAVED_BEFORE)
        wrong = wrong_slots(deed, paper.order)
        answers = {
            slot: papers.answer(paper.slots[slot - 1].version_id, is_wrong=slot in wrong)
            for slot in answered_slots(deed, len(paper.slots))
        }
        if deed.is_open:
            self._save(self._sheaf.add(Attempt, values), answers, deed)
            return
        grade = papers.grade(paper, answers, step)
        finished_at = finish_time(rules.schedule, times, deed.at)
        values |= end_values(AttemptState.IN_PROGRESS, grade, [deed.at - SAVED_BEFORE]) | {"finished_at": finished_at}
        attempt_id = self._sheaf.add(Attempt, values)
        self._save(attempt_id, answers, deed)
        taken.last_finished[step.activity_id] = finished_at
        self._change(taken, step, changes.graded(Grade(grade.fraction, grade.passed), finished_at))
        taken.occasions.append((finished_at, attempt_id))

    def _check_may_start(self, taken: Taken, step: Step, deed: lives.Attempt) -> None:
        self._check_open(taken, step)
        rules, row = self._world.papers.rules(step), taken.rows.get(step.activity_id)
        own = activity_facts(row, step) if row else ActivityFacts()
        last = taken.last_finished.get(step.activity_id)
        check_may_start(rules.schedule, attempts_so_far(own, rules, last), deed.began)

    def _save(self, attempt_id: int, answers: Mapping[int, Answer], deed: lives.Attempt) -> None:
        """The answers as they were last saved, with their marks if the attempt was sent."""
        saved_at = deed.at - SAVED_BEFORE
        sequence = arrival_number(saved_at)
        alike = response_values((attempt_id, 0, sequence), [], saved_at, flag=False)
        if deed.is_open:
            rows: Iterable[Row] = ((slot, each.given, slot == 1, None, _NO_REASONS) for slot, each in answers.items())
        else:
            rows = ((slot, each.given, False, each.fraction, each.reasons) for slot, each in answers.items())
        self._sheaf.add_alike(Response, alike, ("slot", "answer", "is_flagged", "fraction", "reasons"), rows)

    def _assign(self, deed: lives.Assign) -> None:
        outline = self._world.courses[deed.course].outline
        if outline.code in self._completed and self._completed[outline.code] <= deed.at:
            return
        check_due(deed.due_on, self._day(deed.at))
        title = self._world.courses[deed.course].revision.title
        new = ManyAssignments(
            course_id=outline.course_id,
            slug=deed.course,
            title=title,
            due_on=deed.due_on,
            note="",
            by=self._world.name_of(deed.person),
        )
        values = {
            "person_id": self.id,
            "course_id": outline.course_id,
            "assigned_by_id": self._world.id_of(deed.person),
        }
        identity = self._sheaf.add(Assignment, values | {"assigned_at": deed.at, "due_on": deed.due_on, "note": ""})
        target = Target(person_id=self.id, agency_id=self.agency_id, assignment_id=None, due_before=None)
        self._audit(assignment_deed(new, identity, target), deed)
        self._tell(assignment_news(NoticeKind.COURSE_ASSIGNED, new, identity, deed.at), deed.at)

    def _confirm(self, deed: lives.Confirm) -> None:
        code = self._world.courses[deed.course].outline.code
        if code not in self._completed or self._completed[code] > deed.at:
            return
        by = self._world.name_of(deed.person)
        actor_id, today = self._world.id_of(deed.person), self._day(deed.at)
        for competency_code, level in deed.levels:
            competency = self._world.competencies[competency_code]
            said = Confirmation(self.id, competency_code, level, NOTES[self.member.number % len(NOTES)], today)
            values = confirmation_values(said, competency.id, actor_id=actor_id, today=today) | {"at": deed.at}
            identity = self._sheaf.add(Evidence, values)
            detail = confirmation_detail(self.id, competency.code, values["level"])
            self._audit(AuditDeed("level.confirmed", "evidence", identity, self.agency_id, detail), deed)
            news = evidence_news(NoticeKind.LEVEL_CONFIRMED, identity, values["level"], competency.name, by)
            self._tell(news, deed.at)

    def _read_inbox(self, deed: lives.ReadInbox) -> None:
        self._inbox_read.append(deed.at)

    def _following(self, slug: str) -> Taken:
        taken = self._taken.get(slug)
        if taken is None or taken.left_at is not None:
            raise NotEnrolledError
        return taken

    def _check_open(self, taken: Taken, step: Step) -> None:
        """Judged only where something is asked beforehand."""
        if step.requires:
            check_may_open(taken.course.rules, taken.facts(self._completed), step.key)

    def _change(self, taken: Taken, step: Step, change: Change) -> None:
        """The row of progress after a change, as `progress.services` writes it."""
        row = taken.rows.get(step.activity_id)
        if row is None:
            taken.rows[step.activity_id] = Trace(**change.first_values())
            return
        for name, value in change.once.items():
            if getattr(row, name) is None:
                setattr(row, name, value)
        for name, value in change.always.items():
            setattr(row, name, value)
        for name, more in change.adds.items():
            setattr(row, name, getattr(row, name) + more)
        if change.best is not None:
            row.best_fraction = max(row.best_fraction or 0, change.best)

    def _complete_courses(self) -> list[ToCertify]:
        """Rules are met by more facts, never by fewer: so one judgement at the end tells since when each is met."""
        found: list[ToCertify] = []
        before = -1
        while len(self._completed) > before:
            before = len(self._completed)
            for taken in self._taken.values():
                found += self._completion(taken)
        return found

    def _completion(self, taken: Taken) -> list[ToCertify]:
        """Complete a course that is not yet, where its rule is met; what is to be certified by it."""
        if taken.course.outline.code in self._completed:
            return []
        progress = course_progress(taken.course.rules, taken.facts(self._completed))
        if not progress.is_complete or progress.completed_at is None:
            return []
        occasions = [*taken.occasions, *((at, None) for at in self._completed.values())]
        at, attempt_id = min((each for each in occasions if each[0] >= progress.completed_at), key=lambda each: each[0])
        return self._record_completion(taken, at, attempt_id)

    def _record_completion(self, taken: Taken, at: datetime, attempt_id: int | None) -> list[ToCertify]:
        course, outline = taken.course, taken.course.outline
        self._completed[outline.code] = at
        values = completion_values(self.id, outline, agency_id=self.agency_id, started_at=taken.enrolled_at, now=at)
        completion = CourseCompletion(**values)
        completion.id = self._sheaf.add(CourseCompletion, values)
        for row in evidence_rows(completion, course.levels, attempt_id=attempt_id, now=at):
            self._sheaf.add(Evidence, row)
        self._sheaf.add(JpEntry, jp_values(completion, outline, self.zone, now=at))
        if course.certifies:
            read_at = next((moment for moment in self._inbox_read if moment >= at), None)
            slug = outline.slug
            return [ToCertify(at, self.member.number, slug, completion.id, taken.enrolled_at, read_at)]
        self._tell(completion_news(outline.course_id, course.revision.title, None), at)
        return []

    def _audit(self, deed: AuditDeed, told: lives.Deed) -> None:
        self._sheaf.add(AuditEntry, audit_row(deed, self._world.id_of(told.person), told.at))

    def _tell(self, news: News, at: datetime) -> None:
        self._notices.append(notice_values(self.id, news, now=at))

    def _write(self) -> None:
        for slug, taken in self._taken.items():
            outline = self._world.courses[slug].outline
            values = {"person_id": self.id, "course_id": outline.course_id, "revision_id": outline.revision_id}
            times = {"enrolled_at": taken.enrolled_at, "left_at": taken.left_at}
            identity = self._sheaf.add(Enrolment, values | times)
            self._audit_enrolment("enrolment.begun", identity, outline.course_id, taken.enrolled_at)
            if taken.left_at is not None:
                self._audit_enrolment("enrolment.left", identity, outline.course_id, taken.left_at)
            for activity_id, row in taken.rows.items():
                self._sheaf.add(ActivityProgress, {"person_id": self.id, "activity_id": activity_id, **row.values()})
        for notice in self._notices:
            read_at = next((moment for moment in self._inbox_read if moment >= notice["created_at"]), None)
            self._sheaf.add(Notice, notice | {"read_at": read_at})

    def _audit_enrolment(self, action: str, identity: int, course_id: int, at: datetime) -> None:
        detail = {"course_id": course_id}
        row = audit_row(AuditDeed(action, "enrolment", identity, None, detail), self.id, at)
        self._sheaf.add(AuditEntry, row | {"about_id": self.id})

    def _day(self, at: datetime) -> date:
        return local_date(at, self.zone)


_DOES: dict[type[lives.Deed], Callable[[Learner, Any], None]] = {
    lives.Enrol: Learner._enrol,
    lives.Leave: Learner._leave,
    lives.Read: Learner._read,
    lives.Attempt: Learner._attempt,
    lives.Assign: Learner._assign,
    lives.Confirm: Learner._confirm,
    lives.ReadInbox: Learner._read_inbox,
}


def _step(course: CourseWords, key: str) -> Step:
    step = course.outline.step_by_key.get(key)
    if step is None:
        raise ActivityUnknownError
    return step
