"""Passwords: how they are hashed, checked and refused. Knows no rows and no request.

argon2id with 19 MiB, two passes, one lane (OWASP's minimum, about 30 ms here). Texts are compared in Unicode form NFKC, so that the
same word typed on a phone and on a keyboard is the same password.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearning.accounts.errors import PasswordLongError, PasswordRefusedError, PasswordShortError

MIN_LENGTH = 10
MAX_LENGTH = 128
# Words that guessing programs try first; digits around them do not make them better.
COMMON_PASSWORDS = frozenset(
    (Path(__file__).parent / "data" / "common_passwords.txt").read_text(encoding="ascii").split()
)
_FEWEST_DIFFERENT = 4
_SHORTEST_TELLING = 4

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The hash of a random text that nobody knows: checking it costs what checking a real one costs.
_DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$D06Cz2Bouj2xR2t3b3+vVw$q83T5sY4EMWTQ+HZpZ82ac4l7enErb2rpv6pZWxls94"


def check_password(password: str, telling: Iterable[str | None] = ()) -> None:
    """Refuse a new password that is too short, too long, common, or made of what is known of its owner (`telling`).

    Raises: PasswordShortError, PasswordLongError, PasswordRefusedError.
    """
    text = _normal(password)
    if len(text) < MIN_LENGTH:
        raise PasswordShortError(least=MIN_LENGTH)
    if len(text) > MAX_LENGTH:
        raise PasswordLongError(most=MAX_LENGTH)
    core = _core(text)
    tells = any(_is_made_of(core, _core(word)) for word in telling if word)
    if tells or len(set(text)) < _FEWEST_DIFFERENT or _is_common(core) or _is_run(core):
        raise PasswordRefusedError


def hash_password(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(_normal(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits. Without a stored hash (nobody, or not yet activated) it takes the same time to say no."""
    try:
        is_right = _hasher.verify(stored or _DUMMY_HASH, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and stored is not None


def needs_new_hash(stored: str) -> bool:
    """Whether a stored hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(stored)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _core(text: str) -> str:
    """Letters and digits in small letters: how guessing programs see a password through its decoration."""
    return "".join(letter for letter in _normal(text).casefold() if letter.isalnum())


def _is_common(core: str) -> bool:
    """Whether a well-known password, alone or with digits around it."""
    return core in COMMON_PASSWORDS or core.strip("0123456789") in COMMON_PASSWORDS


def _is_made_of(core: str, word: str) -> bool:
    """Whether little besides a word that others know (a NIP, a name, the part of an address before the @) is in it."""
    return len(word) >= _SHORTEST_TELLING and word in core and len(core) - len(word) < _SHORTEST_TELLING


def _is_run(core: str) -> bool:
    """Whether each character follows its neighbour ("1234567890", "abcdefghij", "9876543210")."""
    steps = {ord(after) - ord(before) for before, after in zip(core, core[1:], strict=False)}
    wraps = core in "01234567890123456789" or core in "98765432109876543210"
    return wraps or (len(steps) == 1 and steps <= {1, -1})
