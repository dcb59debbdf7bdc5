"""Texts of an agency as certificates print them: one line, not too long, of letters that can be printed."""

from __future__ import annotations

from elearning.domain.names import check_printable
from elearning.organization.errors import AgencyTextError

LONGEST_TEXT = 200


def required_line(text: str, refusal: type[AgencyTextError], most: int = LONGEST_TEXT) -> str:
    """A text that must be there, spaces folded. Raises: the refusal, UnprintableLetterError."""
    line = one_line(text, refusal, most)
    if not line:
        raise refusal(most=most)
    return line


def one_line(text: str, refusal: type[AgencyTextError], most: int = LONGEST_TEXT) -> str:
    """A text that may be empty, spaces folded. Raises: the refusal, UnprintableLetterError."""
    line = " ".join(text.split())
    if len(line) > most or not line.isprintable():
        raise refusal(most=most)
    check_printable(line)
    return line
