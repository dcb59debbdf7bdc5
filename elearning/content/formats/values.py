"""Questions as exchange files hold them, before Pelita judges or cleans them: the values between readers and writers.

Owns what a question of a GIFT, Aiken or Moodle XML file says, with the line it stands on. Knows no file syntax, no
database and no rule of marking: a reader makes these values, a writer takes them, and the question bank decides later
what it can ask. Texts are neither sanitised nor converted; whoever shows one does that first.

Fractions and penalties are whole ten-millionths (`elearning.domain.scores`): 1 is 10 000 000, a third 3 333 333.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import BinaryIO

from elearning.domain.scores import FRACTION_ONE

GAP = "_____"
"""Where an answer stands inside the sentence of the stem."""


class QuestionType(StrEnum):
    """What kind of answer a question asks for."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    SHORT_ANSWER = "short_answer"
    NUMERICAL = "numerical"
    MATCHING = "matching"
    ESSAY = "essay"
    DESCRIPTION = "description"
    CLOZE = "cloze"
    ORDERING = "ordering"
    SELECT_MISSING_WORDS = "select_missing_words"
    CALCULATED = "calculated"
    CASE_SET = "case_set"


class TextFormat(StrEnum):
    """How a text is to be read; `MOODLE` is Moodle's mixture of HTML and line breaks, and what a file without a word on it means."""

    HTML = "html"
    MOODLE = "moodle"
    PLAIN = "plain"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its format; an empty one says nothing, whatever its format."""

    content: str = ""
    format: TextFormat = TextFormat.MOODLE

    def __bool__(self) -> bool:
        return bool(self.content)


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice or an accepted text; `fraction` is −1…1 in ten-millionths, as written and never rescaled."""

    text: Text
    fraction: int = 0
    feedback: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """An accepted number: `value` ± `tolerance`, or `low`…`high`, or none of the four where `text` is `*` (any other number).

    `text` is the number as the file writes it, so that no digit is lost.
    """

    text: str
    fraction: int = FRACTION_ONE
    feedback: Text = NO_TEXT
    value: Decimal | None = None
    tolerance: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that a number may bear; the number is worth `multiplier` times as much in the base unit's terms."""

    name: str
    multiplier: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Pair:
    """Left and right of a matching question; an empty stem makes the match a distractor."""

    stem: Text
    match: str


@dataclass(frozen=True, slots=True)
class CombinedFeedback:
    """What is said of the answer as a whole."""

    correct: Text = NO_TEXT
    partial: Text = NO_TEXT
    incorrect: Text = NO_TEXT
    show_count: bool = False


NO_COMBINED_FEEDBACK = CombinedFeedback()


@dataclass(frozen=True, slots=True)
class Choices:
    """Body of `single_choice` and `multiple_choice`."""

    answers: tuple[Answer, ...]
    shuffle: bool = True
    numbering: str = "abc"
    combined: CombinedFeedback = NO_COMBINED_FEEDBACK


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """Body of `true_false`; each feedback is for who chose that."""

    answer: bool
    feedback_true: Text = NO_TEXT
    feedback_false: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Body of `short_answer`; `*` in an answer stands for any text."""

    answers: tuple[Answer, ...]
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Numerical:
    """Body of `numerical`; the first unit is the base unit."""

    answers: tuple[NumberAnswer, ...]
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """Body of `matching`."""

    pairs: tuple[Pair, ...]
    shuffle: bool = True
    combined: CombinedFeedback = NO_COMBINED_FEEDBACK


@dataclass(frozen=True, slots=True)
class Essay:
    """Body of `essay`; the format of the response and the number of attachments are as the file names them."""

    response_format: str = ""
    attachments: int = 0
    grader_info: Text = NO_TEXT
    template: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Description:
    """Body of `description`: there is nothing to answer."""


@dataclass(frozen=True, slots=True)
class ClozeGap:
    """One gap of a cloze text: `content[start:end]` of the stem is its source; `kind` is the long name, such as `MULTICHOICE_V`."""

    start: int
    end: int
    weight: int
    kind: str
    answers: tuple[Answer | NumberAnswer, ...]


@dataclass(frozen=True, slots=True)
class Cloze:
    """Body of `cloze`; the stem keeps the embedded syntax."""

    gaps: tuple[ClozeGap, ...]


@dataclass(frozen=True, slots=True)
class Ordering:
    """Body of `ordering`: the items in the right order; `scoring` as the file names it."""

    items: tuple[Text, ...]
    scoring: str = ""
    combined: CombinedFeedback = NO_COMBINED_FEEDBACK


@dataclass(frozen=True, slots=True)
class MissingWord:
    """A word for the gaps of its group."""

    text: str
    group: int = 1
    reusable: bool = False


@dataclass(frozen=True, slots=True)
class MissingWords:
    """Body of `select_missing_words`; `[[n]]` in the stem is the gap whose right word is number n (from 1)."""

    words: tuple[MissingWord, ...]
    shuffle: bool = True
    dragged: bool = False
    combined: CombinedFeedback = NO_COMBINED_FEEDBACK


@dataclass(frozen=True, slots=True)
class Dataset:
    """The values that a wild card of a calculated question takes; the bounds are those they were drawn between."""

    name: str
    low: Decimal
    high: Decimal
    decimals: int
    values: tuple[Decimal, ...]
    distribution: str = "uniform"
    shared: bool = False


@dataclass(frozen=True, slots=True)
class CalculatedAnswer:
    """A formula with wild cards in braces; `tolerance_kind` is `nominal`, `relative` or `geometric`."""

    formula: str
    fraction: int = FRACTION_ONE
    feedback: Text = NO_TEXT
    tolerance: Decimal = Decimal(0)
    tolerance_kind: str = "nominal"
    decimals: int = 2
    significant: bool = False


@dataclass(frozen=True, slots=True)
class Calculated:
    """Body of `calculated`; `variant` is the name of the type in the file (`calculated`, `calculatedsimple`, `calculatedmulti`)."""

    answers: tuple[CalculatedAnswer, ...]
    datasets: tuple[Dataset, ...]
    variant: str = "calculated"
    units: tuple[Unit, ...] = ()


Body = (
    Choices
    | TrueFalse
    | ShortAnswer
    | Numerical
    | Matching
    | Essay
    | Description
    | Cloze
    | Ordering
    | MissingWords
    | Calculated
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint for the next try."""

    text: Text
    show_count: bool = False
    clear_wrong: bool = False


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """A file that texts name as `@@PLUGINFILE@@/path/name`; `media_type` was judged by its bytes."""

    name: str
    data: bytes = field(repr=False)
    path: str = "/"
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `line` (from 1) is where it begins in its file.

    `category` is the path as the file writes it. `mark` and `penalty` are None where the file does not know them.
    """

    type: QuestionType
    body: Body
    stem: Text
    line: int = field(default=1, compare=False)
    title: str = ""
    category: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()
    general_feedback: Text = NO_TEXT
    mark: Decimal | None = None
    penalty: int | None = None
    hints: tuple[Hint, ...] = ()
    files: tuple[QuestionFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FormatProblem:
    """What is not carried over, in an Indonesian sentence naming the remedy.

    `refused` when it keeps a whole question (or the file) out; there is one such problem for each refused question.
    """

    line: int
    message: str
    refused: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds, in its order."""

    questions: tuple[Question, ...] = ()
    problems: tuple[FormatProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """The bytes of a file, and what it cannot hold (the line is that of the question's source)."""

    data: bytes
    problems: tuple[FormatProblem, ...] = ()


Reader = Callable[[BinaryIO], Reading]
"""Reads an open file; never raises for what the file holds, and reads no more than it is ready to hold in memory."""

Writer = Callable[[Iterable[Question]], Writing]
