"""Who signs on which day, and which terms may stand side by side."""

from __future__ import annotations

from datetime import date

import pytest

from elearning.domain.signatories import (
    SignatoryDatesError,
    SignatoryMissingError,
    SignatoryOverlapError,
    SignatoryYearError,
    Term,
    check_term,
    signing_on,
)

FIRST = Term(1, "Contoh Lama", date(2024, 1, 1), date(2025, 6, 30))
SECOND = Term(2, "Contoh Baru", date(2025, 9, 1))


@pytest.mark.parametrize(
    ("day", "name", "is_in_office"),
    [
        (date(2023, 12, 31), "Contoh Lama", False),
        (date(2024, 1, 1), "Contoh Lama", True),
        (date(2025, 6, 30), "Contoh Lama", True),
        (date(2025, 7, 1), "Contoh Lama", False),
        (date(2025, 8, 31), "Contoh Lama", False),
        (date(2025, 9, 1), "Contoh Baru", True),
        (date(2099, 1, 1), "Contoh Baru", True),
    ],
)
def test_who_is_in_office_signs_else_who_was_last(day, name, is_in_office):
    signing = signing_on([SECOND, FIRST], day)
    assert (signing.term.name, signing.is_in_office) == (name, is_in_office)


def test_nobody_at_all_cannot_sign():
    with pytest.raises(SignatoryMissingError):
        signing_on([], date(2025, 1, 1))


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2023, 1, 1), date(2024, 1, 1)),
        (date(2025, 6, 30), date(2025, 7, 1)),
        (date(2025, 7, 1), None),
        (date(2023, 1, 1), None),
        (date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_shared_day_is_refused(starts_on, ends_on):
    with pytest.raises(SignatoryOverlapError, match="Contoh"):
        check_term(Term(0, "Contoh Ketiga", starts_on, ends_on), [FIRST, SECOND])


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2023, 1, 1), date(2023, 12, 31)),
        (date(2025, 7, 1), date(2025, 8, 31)),
        (date(2025, 7, 1), date(2025, 7, 1)),
    ],
)
def test_days_of_their_own_pass(starts_on, ends_on):
    assert check_term(Term(0, "Contoh Ketiga", starts_on, ends_on), [FIRST, SECOND]) is None


def test_a_term_does_not_stand_in_its_own_way():
    assert check_term(Term(2, "Contoh Baru", date(2025, 7, 1)), [FIRST, SECOND]) is None


def test_the_last_day_is_not_before_the_first():
    with pytest.raises(SignatoryDatesError):
        check_term(Term(0, "Contoh", date(2025, 7, 2), date(2025, 7, 1)), [])


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(1944, 12, 31), None), (date(2101, 1, 1), None), (date(2026, 1, 1), date(2101, 1, 1))],
)
def test_a_year_that_can_only_be_a_slip_is_refused(starts_on, ends_on):
    with pytest.raises(SignatoryYearError, match="1945 dan 2100"):
        check_term(Term(0, "Contoh", starts_on, ends_on), [])


def test_the_first_and_the_last_year_pass():
    assert check_term(Term(0, "Contoh", date(1945, 1, 1), date(2100, 12, 31)), []) is None
