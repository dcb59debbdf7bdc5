"""What a broken rule is called: the base class of every error a person can act on.

Owns the shape only (code, kind, sentence). Each rule module defines its own subclasses beside the rule. Turning an
error into a page, a status number or an exit code is the work of the layers above.
"""

from enum import StrEnum
from typing import ClassVar


class ErrorKind(StrEnum):
    """What went wrong in terms that a page, a command and a job can each translate for themselves."""

    INVALID = "invalid"
    """What was given breaks a rule; giving something else helps."""
    NOT_FOUND = "not_found"
    """There is no such thing, or not for this person."""
    FORBIDDEN = "forbidden"
    """It exists, but this person may not do it (yet)."""
    CONFLICT = "conflict"
    """It was possible once, but the state of things has moved on."""


def N_(template: str) -> str:  # noqa: N802 - the marker that Babel's extraction looks for
    """Mark ``template`` for the translation catalogue and return it unchanged; it is translated where it is shown."""
    return template


class DomainError(Exception):
    """A rule was broken, and the person can be told which one.

    ``message_template`` is the Indonesian source sentence with ``%(name)s`` places; ``params`` fills them. A layer that
    translates calls its ``gettext(error.message_template, **error.params)``; ``message`` is the untranslated sentence.
    ``code`` is stable and safe to match on.
    """

    code: ClassVar[str] = "domain_error"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
    message_template: ClassVar[str] = N_("Permintaan ini tidak dapat dijalankan.")

    def __init__(self, **params: str | int) -> None:
        self.params: dict[str, str | int] = params
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The Indonesian sentence with its places filled."""
        return self.message_template % self.params if self.params else self.message_template
