"""What the statistics of a question ask its author to do: rules as data, each with its threshold, source and sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from elearning.domain.answer_tally import Tally
from elearning.domain.errors import N_
from elearning.domain.item_analysis import ItemStatistics

FEWEST_ATTEMPTS = 20
"""Below this neither indices nor advice are shown: they would be chance."""

_MOODLE = "Moodle, Quiz report statistics (docs.moodle.org/dev/Quiz_report_statistics)"
_TARRANT = "M. Tarrant, J. Ware, A. M. Mohammed, BMC Medical Education 9:40 (2009)"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as an author sees it: its label, whether it is right, and who chose it."""

    label: str
    is_right: bool
    tally: Tally


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What rules look at. ``choices`` is empty unless exactly one choice is right."""

    statistics: ItemStatistics
    choices: Sequence[Choice] = ()

    @property
    def wrong_choices(self) -> list[Choice]:
        """The choices that are not the key."""
        return [choice for choice in self.choices if not choice.is_right]


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence to translate and fill: what was seen and what to do."""

    code: str
    message_template: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """One rule. ``found`` returns the labels of the choices it concerns, an empty list for the question as a whole, and
    None where it does not apply.
    """

    code: str
    threshold: Fraction
    source: str
    message_template: str
    found: Callable[[ItemFacts, Fraction], list[str] | None]


def _key_suspect(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    key = next((choice for choice in facts.choices if choice.is_right), None)
    if key is None:
        return None
    ahead = [
        choice.label for choice in facts.wrong_choices if choice.tally.upper_share - key.tally.upper_share > threshold
    ]
    return ahead or None


def _drawn_upward(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    if _key_suspect(facts, Fraction(0)):
        return None
    drawn = [
        choice.label
        for choice in facts.wrong_choices
        if choice.tally.upper_share - choice.tally.lower_share > threshold
    ]
    return drawn or None


def _idle(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    facility = facts.statistics.facility
    if facility is None or facility >= float(EASY):
        return None
    return [choice.label for choice in facts.wrong_choices if choice.tally.share < threshold] or None


def _negative(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    index = facts.statistics.discrimination_index
    return [] if index is not None and index < float(threshold) else None


def _weak(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    index, facility = facts.statistics.discrimination_index, facts.statistics.facility
    return (
        []
        if index is not None and 0 <= index < float(threshold) and facility is not None and facility < float(EASY)
        else None
    )


def _easy(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    facility = facts.statistics.facility
    return [] if facility is not None and facility >= float(threshold) else None


def _hard(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    facility = facts.statistics.facility
    return [] if facility is not None and facility <= float(threshold) else None


def _guessed(facts: ItemFacts, threshold: Fraction) -> list[str] | None:
    facility, guess = facts.statistics.facility, facts.statistics.random_guess
    is_below = facility is not None and guess is not None and facility - guess < float(threshold)
    return [] if is_below and _hard(facts, HARD) is None else None


EASY, HARD = Fraction(95, 100), Fraction(5, 100)

RULES: tuple[AdviceRule, ...] = (
    AdviceRule(
        "key_suspect",
        Fraction(0),
        _TARRANT,
        N_("Kelompok atas lebih banyak memilih %(choices)s daripada kuncinya: periksa kunci dan rumusan soal."),
        _key_suspect,
    ),
    AdviceRule(
        "negative_discrimination",
        Fraction(0),
        _MOODLE,
        N_("Yang nilainya tinggi justru lebih sering keliru di sini: periksa kunci, lalu rumusannya."),
        _negative,
    ),
    AdviceRule(
        "too_hard",
        HARD,
        _MOODLE,
        N_("Hampir tidak ada yang benar: periksa kunci, lalu apakah pelajarannya membahas hal ini."),
        _hard,
    ),
    AdviceRule(
        "below_guessing",
        Fraction(0),
        _MOODLE,
        N_("Hasilnya di bawah tebakan acak: cari apa yang menyesatkan pada soal atau pelajarannya."),
        _guessed,
    ),
    AdviceRule(
        "too_easy",
        EASY,
        _MOODLE,
        N_("Hampir semua benar: soal ini tidak lagi membedakan. Pertimbangkan menggantinya."),
        _easy,
    ),
    AdviceRule(
        "weak_discrimination",
        Fraction(20),
        _MOODLE,
        N_("Soal ini hampir tidak membedakan yang paham dari yang belum: perjelas rumusannya."),
        _weak,
    ),
    AdviceRule(
        "distractor_draws_upward",
        Fraction(5, 100),
        f"{_TARRANT}; the margin is ours",
        N_("Pengecoh %(choices)s lebih menarik bagi kelompok atas: pastikan pilihan itu memang keliru."),
        _drawn_upward,
    ),
    AdviceRule(
        "distractor_idle",
        Fraction(5, 100),
        _TARRANT,
        N_("Pengecoh %(choices)s dipilih kurang dari 5 persen: ganti dengan kekeliruan yang sering terjadi."),
        _idle,
    ),
)


def advice_for(facts: ItemFacts) -> list[Advice]:
    """Return what to do about a question, the gravest first; empty when nothing stands out.

    It always answers; whoever shows it keeps silent below FEWEST_ATTEMPTS.
    """
    given = ((rule, rule.found(facts, rule.threshold)) for rule in RULES)
    return [
        Advice(rule.code, rule.message_template, {"choices": ", ".join(labels)} if labels else {})
        for rule, labels in given
        if labels is not None
    ]
