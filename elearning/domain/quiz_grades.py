"""The grade of a quiz over a person's attempts, in the quiz's own points, and the words that go with it.

Which share counts is ``grading.grade_over_attempts``; here stands which attempts are asked at all, the scale and the
bands of overall feedback. Shares stay exact; a number is rounded once, here or in ``scores.percent``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from elearning.domain.attempts import AttemptState
from elearning.domain.grading import GradingMethod, QuizGrade, grade_over_attempts
from elearning.domain.scores import MOST_PLACES_SHOWN


@dataclass(frozen=True, slots=True)
class TakenAttempt:
    """An attempt as far as the quiz's grade is concerned. ``share`` is exact (1 = everything), None before marking."""

    state: AttemptState
    share: Fraction | None = None
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class FeedbackBand:
    """Words for everybody whose share reaches ``least`` per cent and not the next band. ``text`` is opaque."""

    least: Decimal
    text: str


def grade_of_attempts(
    attempts: Sequence[TakenAttempt], pass_mark: Decimal, method: GradingMethod = GradingMethod.HIGHEST
) -> QuizGrade | None:
    """Return the grade that counts, None without a finished attempt. ``attempts`` come oldest first; previews, and what
    is open, abandoned or still waits for people, do not count. ``attempt_index`` points into ``attempts``.
    """
    counted = [
        (index, attempt.share)
        for index, attempt in enumerate(attempts)
        if attempt.state is AttemptState.FINISHED and not attempt.is_preview and attempt.share is not None
    ]
    grade = grade_over_attempts([share for _, share in counted], pass_mark, method)
    if grade is None or grade.attempt_index is None:
        return grade
    return replace(grade, attempt_index=counted[grade.attempt_index][0])


def scaled_points(share: Fraction, most: Decimal, places: int = 2) -> Decimal:
    """Return ``share`` of the quiz's ``most`` points, rounded half up, once, to ``places`` decimals (0…7).

    Raises: ValueError for more decimals than a stored fraction has.
    """
    if not 0 <= places <= MOST_PLACES_SHOWN:
        raise ValueError(f"places must lie in 0…{MOST_PLACES_SHOWN}")
    exact = share * Fraction(most) * 10**places
    doubled = abs(exact) * 2
    whole = (doubled.numerator // doubled.denominator + 1) // 2
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def overall_feedback(bands: Sequence[FeedbackBand], share: Fraction) -> str:
    """Return the words for ``share``: those of the highest band it reaches, "" where it reaches none. The comparison is
    exact, like the pass mark's: 69.6 % does not reach 70 though it may be shown as 70.
    """
    reached = [band for band in bands if share * 100 >= Fraction(band.least)]
    return max(reached, key=lambda band: band.least).text if reached else ""
