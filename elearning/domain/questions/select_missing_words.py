"""A text with gaps, for each of which a word is chosen out of its group."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from elearning.domain.questions.base import (
    InputKind,
    Marking,
    Option,
    Part,
    PartReason,
    Question,
    QuestionContentError,
    Response,
    RightPart,
    outcome_of,
)
from elearning.domain.questions.gaps import gap_numbers, with_numbered_gaps
from elearning.domain.questions.matching import option_id
from elearning.domain.questions.reading import MOST_ENTRIES, Reader
from elearning.domain.scores import FRACTION_ONE, to_scaled

KEYS = ("words", "correct_feedback", "partial_feedback")
HIGHEST_GROUP = 20

_WORD_KEYS = ("text", "group")


@dataclass(frozen=True, slots=True)
class Word:
    """A word to choose, offered in the gaps of its group (1…20)."""

    text: str
    group: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of the stem; ``id`` is its place, ``g1`` for the first one, and ``word`` the right one."""

    id: str
    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectMissingWords(Question):
    """Each rightly filled gap counts the same. ``[[n]]`` in the stem is a gap whose right word is the n-th, from 1.

    Option ids are hashes of group and text, so the page does not tell which word belongs where.
    Source: Moodle's documentation of the type of the same name, whose stems and groups read the same.
    """

    words: tuple[Word, ...]
    gaps: tuple[Gap, ...]
    correct_feedback: str = ""
    partial_feedback: str = ""

    type_name: ClassVar[str] = "select_missing_words"
    input_kind: ClassVar[InputKind] = InputKind.SELECTS

    @property
    def shown_stem(self) -> str:
        return with_numbered_gaps(self.stem)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The gaps; the text of each is its number."""
        return tuple(Part(gap.id, str(place)) for place, gap in enumerate(self.gaps, start=1))

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(self._option(word) for word in self.words)

    def options_of(self, part_id: str) -> tuple[Option, ...]:
        group = next(gap.word.group for gap in self.gaps if gap.id == part_id)
        return tuple(self._option(word) for word in self.words if word.group == group)

    def is_complete(self, response: Response) -> bool:
        return len(response.given) == len(self.gaps)

    def right_answer(self) -> tuple[RightPart, ...]:
        return tuple(RightPart(gap.id, str(place), gap.word.text) for place, gap in enumerate(self.gaps, start=1))

    def random_guess_score(self) -> int:
        """The mean over the gaps of one in so many as the gap's group has words."""
        chances = [Fraction(1, len(self.options_of(gap.id))) for gap in self.gaps]
        return to_scaled(sum(chances, Fraction(0)) / len(chances))

    def _marked(self, response: Response) -> Marking:
        texts = {option.id: option.text for option in self.options}
        share = to_scaled(Fraction(1, len(self.gaps)))
        reasons = tuple(
            PartReason(gap.id, texts.get(given) if given else None, is_right, share if is_right else 0)
            for gap in self.gaps
            for given in (response.value(gap.id),)
            for is_right in (given == self._option(gap.word).id,)
        )
        fraction = to_scaled(Fraction(sum(reason.is_right for reason in reasons), len(self.gaps)))
        feedback = self.correct_feedback if fraction == FRACTION_ONE else self.partial_feedback
        return Marking(fraction, outcome_of(fraction), reasons, feedback)

    def _keeps(self, part_id: str, value: str) -> bool:
        is_gap = any(gap.id == part_id for gap in self.gaps)
        return is_gap and any(option.id == value for option in self.options_of(part_id))

    def _option(self, word: Word) -> Option:
        return Option(option_id(self.id, f"{word.group}:{word.text}"), word.text)


def read_keys(reader: Reader) -> dict[str, Any]:
    """Return the type's own content.

    Raises: QuestionContentError for a stem without gaps, with too many, or with a gap that names no word; for a word
    that stands twice in a group; for a gap without a choice between two words.
    """
    words = tuple(_word(entry) for entry in reader.entries("words", 2))
    for index, word in enumerate(words):
        if word in words[:index]:
            raise QuestionContentError(f"{reader.at('words')}[{index}].text", "kata ini sudah ada di kelompoknya")
    return {
        "words": words,
        "gaps": _gaps(reader, words),
        "correct_feedback": reader.optional_text("correct_feedback"),
        "partial_feedback": reader.optional_text("partial_feedback"),
    }


def _word(entry: Reader) -> Word:
    entry.refuse_unknown(*_WORD_KEYS)
    group = entry.number("group", Fraction(1))
    if group.denominator != 1 or not 1 <= group <= HIGHEST_GROUP:
        raise QuestionContentError(entry.at("group"), f"harus bilangan bulat 1 sampai {HIGHEST_GROUP}")
    return Word(entry.text("text").strip(), int(group))


def _gaps(reader: Reader, words: tuple[Word, ...]) -> tuple[Gap, ...]:
    numbers = gap_numbers(reader.text("stem"))
    if not 1 <= len(numbers) <= MOST_ENTRIES:
        raise QuestionContentError(reader.at("stem"), f"harus berisi 1 sampai {MOST_ENTRIES} celah seperti [[1]]")
    sizes = [word.group for word in words]
    for number in numbers:
        if not 1 <= number <= len(words):
            reason = f"celah [[{number}]] tidak menunjuk kata; nomornya 1 sampai {len(words)}"
            raise QuestionContentError(reader.at("stem"), reason)
        if sizes.count(words[number - 1].group) < 2:
            reason = f"kelompok {words[number - 1].group} hanya punya satu kata; tambahkan pengecoh"
            raise QuestionContentError(reader.at("words"), reason)
    return tuple(Gap(f"g{place}", words[number - 1]) for place, number in enumerate(numbers, start=1))
