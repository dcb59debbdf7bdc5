"""What of an attempt a learner sees at which moment. Pages ask ``shown``; they never compare times themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

IMMEDIATELY_AFTER_LASTS = timedelta(seconds=120)


class ReviewItem(StrEnum):
    """One thing that a review can show or keep back."""

    ATTEMPT = "attempt"
    """The questions and what was answered."""
    CORRECTNESS = "correctness"
    MARKS = "marks"
    SPECIFIC_FEEDBACK = "specific_feedback"
    """Feedback on what was answered."""
    GENERAL_FEEDBACK = "general_feedback"
    """The question's feedback for everybody."""
    RIGHT_ANSWER = "right_answer"
    OVERALL_FEEDBACK = "overall_feedback"
    """The quiz's feedback on the grade."""


class Moment(StrEnum):
    """When somebody looks at an attempt."""

    DURING = "during"
    IMMEDIATELY_AFTER = "immediately_after"
    """The first 120 seconds after it was sent."""
    LATER_WHILE_OPEN = "later_while_open"
    AFTER_CLOSE = "after_close"


EVERYTHING = frozenset(ReviewItem)
OF_A_QUESTION = EVERYTHING - {ReviewItem.OVERALL_FEEDBACK}
_WITHOUT_THE_ATTEMPT = frozenset({ReviewItem.MARKS, ReviewItem.OVERALL_FEEDBACK})


def _everything_always() -> dict[Moment, frozenset[ReviewItem]]:
    return {moment: OF_A_QUESTION if moment is Moment.DURING else EVERYTHING for moment in Moment}


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """What each moment shows; the default holds nothing back that the behaviour of the question does not hold back.

    Raises: ValueError when a moment is missing, DURING lacks the attempt itself (nobody could answer it) or shows the
    overall feedback, which needs a grade.
    """

    items: Mapping[Moment, frozenset[ReviewItem]] = field(default_factory=_everything_always)

    def __post_init__(self) -> None:
        if set(self.items) != set(Moment):
            raise ValueError("every moment needs its items")
        during = self.items[Moment.DURING]
        if ReviewItem.ATTEMPT not in during or ReviewItem.OVERALL_FEEDBACK in during:
            raise ValueError("during an attempt the attempt is shown and the overall feedback is not")


def moment_of(finished_at: datetime | None, closes_at: datetime | None, now: datetime) -> Moment:
    """Return the moment of ``now`` for an attempt sent at ``finished_at`` (None: not sent yet).

    ``closes_at`` is the closing time that counts for this person, extensions included; without one AFTER_CLOSE never
    comes. A closing time that has come wins over the first 120 seconds.

    Source: the review windows of Moodle's quiz module.
    """
    if finished_at is None:
        return Moment.DURING
    if closes_at is not None and now >= closes_at:
        return Moment.AFTER_CLOSE
    return Moment.IMMEDIATELY_AFTER if now < finished_at + IMMEDIATELY_AFTER_LASTS else Moment.LATER_WHILE_OPEN


def shown(
    options: ReviewOptions, moment: Moment, revealed: frozenset[ReviewItem] = EVERYTHING
) -> frozenset[ReviewItem]:
    """Return what a page shows at ``moment``: what the quiz allows of what the question's behaviour has ``revealed``.

    Where the attempt itself is kept back, so is all that speaks about single answers; marks and the overall feedback
    can stand alone.
    """
    items = options.items[moment] & revealed
    return items if ReviewItem.ATTEMPT in items else items & _WITHOUT_THE_ATTEMPT
