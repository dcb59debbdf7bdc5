"""A few typed words, compared with written patterns."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from elearning.domain.questions.base import (
    WHOLE,
    InputKind,
    Marking,
    PartReason,
    Question,
    QuestionContentError,
    Response,
    RightPart,
    marking_of,
)
from elearning.domain.questions.reading import Reader
from elearning.domain.scores import to_scaled

KEYS = ("answers", "case_sensitive", "ignore_accents", "other_feedback")
_ANSWER_KEYS = ("text", "fraction", "feedback")
_TOKENS = re.compile(r"\\([*\\])|(\*)")
_LOOK_ALIKES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "‐": "-", "–": "-", "—": "-", "−": "-"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A written answer: its literal pieces, between which any text may stand."""

    pieces: tuple[str, ...]

    def matches(self, text: str) -> bool:
        """Return whether the whole normalised ``text`` fits. Takes linear steps: no pattern can stall the marking."""
        first, *rest = self.pieces
        if not rest:
            return text == first
        *middle, last = rest
        if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
            return False
        position, end = len(first), len(text) - len(last)
        for piece in middle:
            found = text.find(piece, position, end)
            if found < 0:
                return False
            position = found + len(piece)
        return True


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """A pattern as the author wrote it, with what it is worth."""

    text: str
    pattern: Pattern
    share: Fraction
    feedback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(Question):
    """The first written answer that fits decides.

    Both sides are brought to one form first: Unicode NFKC, curly quotes and long dashes as typed on phones made
    plain, runs of white space one space, none at the ends, and case folded unless the question is case-sensitive.
    With ``ignore_accents`` é counts as e, as on a keyboard without accents.
    """

    answers: tuple[WrittenAnswer, ...]
    case_sensitive: bool = False
    ignore_accents: bool = False
    other_feedback: str = ""

    type_name: ClassVar[str] = "short_answer"
    input_kind: ClassVar[InputKind] = InputKind.TEXT

    def right_answer(self) -> tuple[RightPart, ...]:
        """The first written answer worth everything, its wildcards shown as an ellipsis."""
        best = next(answer for answer in self.answers if answer.share == 1)
        return (RightPart(WHOLE, "", _shown(best.text)),)

    def random_guess_score(self) -> int:
        return 0

    def _marked(self, response: Response) -> Marking:
        given = response.value() or ""
        text = normalised(given, case_sensitive=self.case_sensitive, ignore_accents=self.ignore_accents).strip()
        fits = next((answer for answer in self.answers if answer.pattern.matches(text)), None)
        share = fits.share if fits else Fraction(0)
        feedback = fits.feedback if fits else self.other_feedback
        return marking_of(share, (PartReason(WHOLE, given, share == 1, to_scaled(share), feedback),))

    def _keeps(self, part_id: str, value: str) -> bool:
        return part_id == WHOLE and bool(value)


def normalised(text: str, *, case_sensitive: bool, ignore_accents: bool = False) -> str:
    """Return ``text`` in the form in which answers are compared; white space is folded but kept at the ends."""
    plain = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
    if ignore_accents:
        plain = _without_accents(plain)
    if not case_sensitive:
        plain = unicodedata.normalize("NFKC", plain.casefold())
    return re.sub(r"\s+", " ", plain)


def _without_accents(text: str) -> str:
    """Return ``text`` with its letters' marks taken away where Unicode parts them (é, ā; not ø, ł)."""
    parted = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(each for each in parted if unicodedata.category(each) != "Mn"))


def compile_pattern(text: str, *, case_sensitive: bool, ignore_accents: bool = False) -> Pattern:
    """Return the pattern for a written answer. ``*`` stands for any text, also none; ``\\*`` is a star, ``\\`` a
    backslash.
    """
    pieces, literal, position = [], "", 0
    for token in _TOKENS.finditer(text):
        literal += text[position : token.start()]
        position = token.end()
        if token.group(2):
            pieces.append(literal)
            literal = ""
        else:
            literal += token.group(1)
    pieces.append(literal + text[position:])
    plain = [normalised(piece, case_sensitive=case_sensitive, ignore_accents=ignore_accents) for piece in pieces]
    plain[0] = plain[0].lstrip()
    plain[-1] = plain[-1].rstrip()
    return Pattern(tuple(plain))


def read_keys(reader: Reader) -> dict[str, tuple[WrittenAnswer, ...] | bool | str]:
    """Return the type's own content. Raises: QuestionContentError when no answer is worth everything."""
    case_sensitive = reader.flag("case_sensitive", default=False)
    ignore_accents = reader.flag("ignore_accents", default=False)
    answers = tuple(
        _answer(entry, case_sensitive=case_sensitive, ignore_accents=ignore_accents)
        for entry in reader.entries("answers", 1)
    )
    if not any(answer.share == 1 for answer in answers):
        raise QuestionContentError(reader.at("answers"), "harus ada jawaban dengan fraction 1")
    return {
        "answers": answers,
        "case_sensitive": case_sensitive,
        "ignore_accents": ignore_accents,
        "other_feedback": reader.optional_text("other_feedback"),
    }


def _answer(entry: Reader, *, case_sensitive: bool, ignore_accents: bool) -> WrittenAnswer:
    entry.refuse_unknown(*_ANSWER_KEYS)
    text = entry.text("text")
    share = entry.share("fraction", 0, Fraction(1))
    pattern = compile_pattern(text, case_sensitive=case_sensitive, ignore_accents=ignore_accents)
    return WrittenAnswer(text, pattern, share, entry.optional_text("feedback"))


def _shown(text: str) -> str:
    return _TOKENS.sub(lambda token: "…" if token.group(2) else token.group(1), text)
