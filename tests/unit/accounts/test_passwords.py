"""Which passwords are refused, and that checking costs the same for everybody."""

from __future__ import annotations

import pytest

from elearning.accounts import passwords
from elearning.accounts.errors import PasswordLongError, PasswordRefusedError, PasswordShortError
from elearning.accounts.passwords import check_password, hash_password, needs_new_hash, verify_password

TELLING = ["198609262015051001", "Budi Contoh", "Budi", "budi.contoh", None, ""]


@pytest.mark.parametrize(
    "password",
    [
        "empat kata acak sekali",
        "x7Kp2mQw9z",
        "kuda baterai staples benar",
        "päßwörter im büro",
        "budi pergi ke pasar baru",
    ],
)
def test_a_good_password_is_accepted(password):
    check_password(password, TELLING)


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("", PasswordShortError),
        ("abcdefghi", PasswordShortError),
        ("x7Kp2mQw9", PasswordShortError),
        ("x7Kp2mQw9" * 15, PasswordLongError),
        ("0123456789", PasswordRefusedError),
        ("9876543210", PasswordRefusedError),
        ("abcdefghijkl", PasswordRefusedError),
        ("aaaaaaaaaa", PasswordRefusedError),
        ("121212121212", PasswordRefusedError),
        ("Password123", PasswordRefusedError),
        ("P a s s w o r d 1 2 3", PasswordRefusedError),
        ("2026indonesia", PasswordRefusedError),
        ("198609262015051001", PasswordRefusedError),
        ("19860926 201505 1 001", PasswordRefusedError),
        ("budicontoh12", PasswordRefusedError),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password, error):
    with pytest.raises(error):
        check_password(password, TELLING)


def test_ten_characters_are_enough_and_128_not_too_many():
    check_password("x7Kp2mQw9z")
    check_password(("x7Kp2mQw9z" * 13)[:128])


def test_a_hash_is_argon2id_with_the_stated_costs():
    hashed = hash_password("empat kata acak sekali")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_new_hash(hashed)
    assert verify_password(hashed, "empat kata acak sekali")
    assert not verify_password(hashed, "empat kata acak sekali ")


def test_the_same_word_from_another_keyboard_is_the_same_password():
    assert verify_password(hash_password("caf\u00e9 di jalan"), "cafe\u0301 di jalan")


@pytest.mark.parametrize("stored", [None, "not a hash", ""])
def test_without_a_usable_hash_nothing_fits(stored):
    assert not verify_password(stored, "empat kata acak sekali")


def test_nobody_costs_as_much_as_somebody(monkeypatch):
    """The dummy hash has today's costs, so that the time of an answer does not tell who exists."""
    assert not needs_new_hash(passwords._DUMMY_HASH)
    asked = []
    monkeypatch.setattr(passwords._hasher.__class__, "verify", lambda _self, stored, _password: asked.append(stored))
    verify_password(None, "x")
    assert asked == [passwords._DUMMY_HASH]
