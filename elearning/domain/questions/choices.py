"""What the choice types share: written choices with a share of the mark each."""

from dataclasses import dataclass
from fractions import Fraction

from elearning.domain.questions.base import Option, QuestionContentError
from elearning.domain.questions.reading import Reader, refuse_repeated

_CHOICE_KEYS = ("id", "text", "correct", "fraction", "feedback")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. ``share`` is exact: the part of the question's mark that choosing it adds or takes."""

    id: str
    text: str
    share: Fraction
    feedback: str

    @property
    def option(self) -> Option:
        """The choice as something to choose, without what it is worth."""
        return Option(self.id, self.text)


def read_choices(reader: Reader, lowest: int) -> tuple[tuple[Choice, ...], bool]:
    """Return the choices and whether they were marked by ``correct`` (share 1 or 0) instead of ``fraction``.

    Raises: QuestionContentError when ids repeat, or ``correct`` and ``fraction`` are mixed.
    """
    entries = reader.entries("choices", 2)
    by_fraction = any(entry.content.get("fraction") is not None for entry in entries)
    by_correct = any(entry.content.get("correct") is not None for entry in entries)
    if by_fraction and by_correct:
        raise QuestionContentError(reader.at("choices"), "pakai correct atau fraction, jangan keduanya")
    choices = tuple(_choice(entry, lowest) for entry in entries)
    refuse_repeated(reader.at("choices"), tuple(choice.id for choice in choices))
    return choices, not by_fraction


def _choice(entry: Reader, lowest: int) -> Choice:
    entry.refuse_unknown(*_CHOICE_KEYS)
    share = entry.share("fraction", lowest, Fraction(0))
    if entry.content.get("correct") is not None:
        share = Fraction(1 if entry.flag("correct", default=False) else 0)
    return Choice(entry.identifier(), entry.text("text"), share, entry.optional_text("feedback"))
