"""Where the participants of a page stand: the one evaluation of each, worked out only for who is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from elearning.authoring.queries.participants import Field, Participant, participants_of
from elearning.catalog.outline import Outline, Step
from elearning.catalog.queries import kept_outline, kept_outlines
from elearning.core import clock
from elearning.domain.completion import CourseStanding
from elearning.domain.scores import percent, percent_beside_pass_mark, to_exact
from elearning.progress.evaluation import pass_mark_of, progress, standing
from elearning.progress.queries import facts_of, facts_of_people

PORTION = 200
"""How many people an export holds in memory at a time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A participant with how many of the required steps are done, and the best score of the final quiz in per cent,
    rounded so that it never seems to reach a pass mark that it missed. `days_taken` from enrolment to completion.
    """

    person: Participant
    done: int
    required: int
    score: Decimal | None

    @property
    def days_taken(self) -> int | None:
        """Whole days in the person's own calendar, 0 when both lie in one; None while it is not complete."""
        person = self.person
        if person.started_at is None or person.completed_at is None:
            return None
        first, last = (clock.local_date(each, person.time_zone) for each in (person.started_at, person.completed_at))
        return (last - first).days


@dataclass(frozen=True, slots=True)
class Detail:
    """A participant with the outline of their revision and the whole evaluation."""

    person: Participant
    outline: Outline
    standing: CourseStanding


def standings(where: Field, people: Sequence[Participant]) -> list[Standing]:
    """The participants with their progress; two statements at most, however many they are."""
    outlines = kept_outlines({person.revision_id for person in people})
    facts = facts_of_people([person.person_id for person in people], outlines.values()) if people else {}
    found = []
    for person in people:
        outline = outlines[person.revision_id]
        figures = progress(outline, facts[person.person_id, person.revision_id])
        score = _score(person, outline.step_by_activity.get(where.course.final_quiz_id or 0))
        found.append(Standing(person, figures.done, figures.required, score))
    return found


def standings_in_portions(where: Field, person_ids: Sequence[int]) -> Iterator[Standing]:
    """The same for very many people, a portion at a time."""
    for start in range(0, len(person_ids), PORTION):
        yield from standings(where, participants_of(where, person_ids[start : start + PORTION]))


def detail_of(person: Participant) -> Detail:
    """One participant with everything that the course asks of them."""
    outline = kept_outline(person.revision_id)
    return Detail(person, outline, standing(outline, facts_of(person.person_id, outline)))


def _score(person: Participant, quiz: Step | None) -> Decimal | None:
    if person.best_fraction is None:
        return None
    pass_mark = pass_mark_of(quiz) if quiz else None
    exact = to_exact(person.best_fraction)
    return percent(exact) if pass_mark is None else percent_beside_pass_mark(exact, pass_mark)
