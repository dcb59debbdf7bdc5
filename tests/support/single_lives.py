"""The lives of a crowd by single requests: every deed passes the services that the pages call, one after the other in the order of time.

What `elearning.demo.bulk` makes at once must be equal to what this leaves.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import singledispatchmethod

from elearning.accounts.models import Person
from elearning.accounts.services import create_person
from elearning.accounts.services.roles import deactivate_person
from elearning.catalog.outline import Outline
from elearning.catalog.queries import course_sheet
from elearning.catalog.services import NewAssignment, assign
from elearning.competency.services import Confirmation, confirm_level
from elearning.core.clock import local_date
from elearning.demo import lives
from elearning.demo.answers import right_answer, wrong_answer
from elearning.demo.bulk.learner import NOTES, SAVED_BEFORE
from elearning.demo.bulk.papers import answered_slots, paper_seed, wrong_slots
from elearning.demo.bulk.people import ACTING_REASON, new_person
from elearning.demo.bulk.world import courses, plots
from elearning.demo.crowd import Crowd
from elearning.demo.ground import lay_ground
from elearning.demo.lives import Lives
from elearning.demo.places import FORMER_HEAD, HEAD_OFFICE
from elearning.extensions import db
from elearning.learning.services import join_course, leave_course, mark_done, record_first_view
from elearning.notifications.services import mark_read
from elearning.organization.services import NewHolding, NewLink, end_supervision, hold_position, link_supervisor
from elearning.progress.queries import completion_of
from elearning.quizzes import queries as quiz_queries
from elearning.quizzes.services import Start, save_page, start_attempt, submit_attempt
from elearning.quizzes.values import GivenAnswer, HeldAttempt, field_name


def live_one_by_one(crowd: Crowd) -> None:
    """Lay the ground and do all deeds of a crowd in the order of time."""
    known = courses()
    stage = _Stage(crowd, {slug: course.outline for slug, course in known.items()})
    told = Lives(crowd, plots(known))
    deeds = [deed for member in crowd for deed in told.of(member)]
    for deed in sorted(deeds, key=lambda each: (each.at, each.learner)):
        stage.do(deed)
    db.session.flush()


class _Stage:
    """What the deeds need to find again."""

    def __init__(self, crowd: Crowd, outlines: dict[str, Outline]) -> None:
        self._crowd, self._outlines = crowd, outlines
        self._ground = lay_ground(crowd)
        self._ids: dict[int, int] = {}

    @singledispatchmethod
    def do(self, deed: lives.Deed) -> None:
        raise LookupError(f"nobody knows how to do {type(deed).__name__}")

    @do.register
    def _join(self, deed: lives.Join) -> None:
        member = self._crowd.member(deed.learner)
        agency_id = None if member.agency is None else self._ground.agencies[member.agency].id
        person = create_person(new_person(member, agency_id, "hash"), actor_id=None, now=deed.at)
        self._ids[member.number] = person.id
        if member.unit is None or member.agency is None or member.in_position_since is None:
            return
        self._hold(person.id, member.agency, (member.position, member.unit.path), member.in_position_since, deed)
        if member.chief is not None:
            link = NewLink(person.id, self._ids[member.chief], deed.at.date())
            link_supervisor(link, actor_id=None, now=deed.at)

    @do.register
    def _vacate(self, deed: lives.Vacate) -> None:
        agency = self._crowd.member(deed.learner).agency
        assert agency is not None
        self._hold(self._ids[deed.learner], agency, (FORMER_HEAD, HEAD_OFFICE), self._day(deed), deed)

    @do.register
    def _act_under(self, deed: lives.ActUnder) -> None:
        today = self._day(deed)
        end_supervision(self._ids[deed.learner], today - timedelta(days=1), actor_id=None, now=deed.at)
        link = NewLink(self._ids[deed.learner], self._ids[deed.person], today, None, "plt", ACTING_REASON)
        link_supervisor(link, actor_id=None, now=deed.at)

    @do.register
    def _close_account(self, deed: lives.CloseAccount) -> None:
        person = db.session.get_one(Person, self._ids[deed.learner])
        deactivate_person(person, actor_id=self._ids[deed.person], now=deed.at)

    @do.register
    def _enrol(self, deed: lives.Enrol) -> None:
        sheet = course_sheet(deed.course, self._ids[deed.learner])
        assert sheet is not None
        assert join_course(self._ids[deed.learner], sheet, now=deed.at)

    @do.register
    def _leave(self, deed: lives.Leave) -> None:
        leave_course(self._ids[deed.learner], self._outlines[deed.course].course_id, now=deed.at)

    @do.register
    def _read(self, deed: lives.Read) -> None:
        outline = self._outlines[deed.course]
        step = outline.step_by_key[deed.step]
        record_first_view(self._ids[deed.learner], outline, step, now=deed.began)
        if deed.is_marked:
            mark_done(self._ids[deed.learner], outline, step, now=deed.at)

    @do.register
    def _attempt(self, deed: lives.Attempt) -> None:
        person_id = self._ids[deed.learner]
        start = Start(
            person_id=person_id,
            slug=deed.course,
            key=deed.step,
            time_multiplier_percent=self._crowd.member(deed.learner).time_multiplier_percent,
            seed=paper_seed(self._crowd.seed, deed.course, deed.step, deed.paper),
        )
        attempt_id = start_attempt(start, now=deed.began)
        attempt = quiz_queries.attempt_of(person_id, attempt_id)
        assert attempt is not None
        save_page(attempt, _answers(attempt, deed), {}, now=deed.at - SAVED_BEFORE)
        if not deed.is_open:
            assert submit_attempt(person_id, attempt_id, now=deed.at)

    @do.register
    def _assign(self, deed: lives.Assign) -> None:
        learner_id, course_id = self._ids[deed.learner], self._outlines[deed.course].course_id
        if completion_of(learner_id, course_id) is None:
            new = NewAssignment(person_id=learner_id, course_id=course_id, due_on=deed.due_on)
            assign(new, actor_id=self._ids[deed.person], today=self._day(deed), now=deed.at)

    @do.register
    def _confirm(self, deed: lives.Confirm) -> None:
        learner_id = self._ids[deed.learner]
        if completion_of(learner_id, self._outlines[deed.course].course_id) is None:
            return
        for code, level in deed.levels:
            said = Confirmation(learner_id, code, level, NOTES[deed.learner % len(NOTES)], self._day(deed))
            confirm_level(said, actor_id=self._ids[deed.person], now=deed.at)

    @do.register
    def _read_inbox(self, deed: lives.ReadInbox) -> None:
        mark_read(self._ids[deed.learner], None, now=deed.at)

    def _hold(self, person_id: int, agency: int, place: tuple[str, str], starts_on: date, deed: lives.Deed) -> None:
        position, path = place
        held = NewHolding(
            person_id, self._ground.positions[agency, position], self._ground.units[agency, path], starts_on
        )
        assert hold_position(held, actor_id=None, now=deed.at)

    def _day(self, deed: lives.Deed) -> date:
        return local_date(deed.at, self._crowd.zone_of(self._crowd.member(deed.learner)))


def _answers(attempt: HeldAttempt, deed: lives.Attempt) -> dict[int, GivenAnswer]:
    questions = quiz_queries.questions_of({slot.version_id for slot in attempt.layout})
    slots = {number: questions[slot.version_id] for number, slot in enumerate(attempt.layout, start=1)}
    wrong = wrong_slots(deed, sorted(slots, key=lambda number: slots[number].id))
    return {
        number: GivenAnswer(
            (wrong_answer if number in wrong else right_answer)(slots[number], field_name(number)),
            is_flagged=deed.is_open and number == 1,
        )
        for number in answered_slots(deed, len(slots))
    }
