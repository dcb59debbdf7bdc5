"""Who gave which answer: answers to one question counted over the stronger and the weaker third of the attempts."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Thirds:
    """The rows whose totals are the highest and the lowest; both empty where the totals tell nobody apart."""

    upper: frozenset[int]
    lower: frozenset[int]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one answer was given: by all who were asked, by the upper and by the lower third of them.

    The shares are of those asked in the same group, 0…1; 0 where nobody was.
    """

    answer: str
    count: int
    upper: int
    lower: int
    share: Fraction
    upper_share: Fraction
    lower_share: Fraction


def thirds(totals: Sequence[Fraction]) -> Thirds:
    """Return the upper and lower third of the rows by ``totals`` (any unit).

    Equal totals stay together, so the order of the rows cannot matter and a group may hold more than a third; where
    that would put a row in both, or there are fewer than three rows, both groups are empty.
    """
    ordered, size = sorted(totals), len(totals) // 3
    if not size or ordered[-size] <= ordered[size - 1]:
        return Thirds(frozenset(), frozenset())
    upper = frozenset(row for row, total in enumerate(totals) if total >= ordered[-size])
    lower = frozenset(row for row, total in enumerate(totals) if total <= ordered[size - 1])
    return Thirds(upper, lower)


def tally(given: Sequence[Collection[str] | None], groups: Thirds) -> list[Tally]:
    """Return each answer that was given, the most frequent first.

    ``given`` holds for each row what was answered (several for several choices, none for no answer), None for a row
    that was not asked.
    """
    asked = [row for row, answers in enumerate(given) if answers is not None]
    parts = (asked, [row for row in asked if row in groups.upper], [row for row in asked if row in groups.lower])
    counts = [Counter(answer for row in part for answer in set(given[row] or ())) for part in parts]
    everybody, upper, lower = counts
    sizes = [max(len(part), 1) for part in parts]
    return [
        Tally(
            answer=answer,
            count=everybody[answer],
            upper=upper[answer],
            lower=lower[answer],
            share=Fraction(everybody[answer], sizes[0]),
            upper_share=Fraction(upper[answer], sizes[1]),
            lower_share=Fraction(lower[answer], sizes[2]),
        )
        for answer in sorted(everybody, key=lambda each: (-everybody[each], each))
    ]
