"""Where somebody goes on in a course, and which of their courses comes first: one rule for every "Lanjutkan"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from elearning.catalog.outline import Outline, Step
from elearning.domain.completion import CourseStanding
from elearning.progress.queries import Trace

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The next step of a course, None when nothing can be done in it; `reading_place` is the id of a heading there."""

    next_step: Step | None
    reading_place: str
    last_seen_at: datetime

    @property
    def order(self) -> tuple[bool, float]:
        """Sorts courses: the one read last first, those in which nothing can be done behind all others."""
        return self.next_step is None, -self.last_seen_at.timestamp()


def going_on(
    outline: Outline, standing: CourseStanding, traces: Mapping[int, Trace], enrolled_at: datetime | None
) -> GoingOn:
    """Where somebody goes on; `traces` are theirs by activity id. A course not opened yet counts from its enrolment."""
    seen = [trace.last_seen_at for step in outline.steps if (trace := traces.get(step.activity_id))]
    last = max((moment for moment in seen if moment), default=enrolled_at or LONG_AGO)
    step = outline.step_by_key.get(standing.next_step or "")
    trace = traces.get(step.activity_id) if step else None
    return GoingOn(step, trace.reading_place if trace else "", last)
