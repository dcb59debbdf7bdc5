"""Every error of the rules has a stable code of its own and a sentence to act on."""

import importlib
import pkgutil

import pytest

import elearning.domain
from elearning.domain.errors import DomainError, ErrorKind
from elearning.domain.nip import NipLengthError


def _every_error() -> list[type[DomainError]]:
    for module in pkgutil.walk_packages(elearning.domain.__path__, "elearning.domain."):
        importlib.import_module(module.name)
    found: list[type[DomainError]] = []
    waiting = [DomainError]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += each.__subclasses__()
    return [each for each in found if each.__module__.startswith("elearning.domain.")]


def test_codes_are_unique() -> None:
    codes = [error.code for error in _every_error()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("error", _every_error(), ids=lambda error: error.__name__)
def test_every_error_says_something_a_person_can_read(error: type[DomainError]) -> None:
    assert error.message_template[0].isupper()
    assert isinstance(error.kind, ErrorKind)


def test_a_message_is_filled_with_its_parameters() -> None:
    error = NipLengthError(digits=17)
    assert "17 angka" in error.message
    assert error.params == {"digits": 17}
    assert str(error) == error.message


def test_a_message_without_parameters_is_its_template() -> None:
    assert DomainError().message == DomainError.message_template
