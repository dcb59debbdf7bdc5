"""The civil servant's number: every rule with both sides of its boundary."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import nip
from elearning.domain.nip import NipKind, NipMismatch, Sex

TODAY = date(2026, 11, 22)


def test_a_pns_number_tells_birth_appointment_sex_and_serial() -> None:
    found = nip.parse_nip("198609262015051001", TODAY)
    assert found == nip.Nip(
        value="198609262015051001",
        kind=NipKind.PNS,
        birth_date=date(1986, 9, 26),
        appointment_year=2015,
        appointment_month=5,
        contract_period=None,
        sex=Sex.MALE,
        serial=1,
    )


def test_a_pppk_number_carries_its_contract_period_where_others_carry_the_month() -> None:
    found = nip.parse_nip("200012312024211001", TODAY)
    assert (found.kind, found.contract_period, found.appointment_month) == (NipKind.PPPK, 1, None)


@pytest.mark.parametrize(
    "text",
    [
        "19860926 201505 1 001",
        "19860926.201505.1.001",
        "  198609262015051001\n",
        "19860926\u00a0201505\u00a01\u00a0001",
    ],
)
def test_spaces_and_dots_are_ignored(text: str) -> None:
    assert nip.parse_nip(text, TODAY).value == "198609262015051001"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("1.98609E+17", nip.NipScientificNotationError),
        ("1,98609E+17", nip.NipScientificNotationError),
        ("1.98609e17", nip.NipScientificNotationError),
        ("2E+17", nip.NipScientificNotationError),
        ("", nip.NipLengthError),
        ("   ", nip.NipLengthError),
        ("19860926201505100", nip.NipLengthError),
        ("1986092620150510011", nip.NipLengthError),
        ("1" * 200, nip.NipLengthError),
        ("19860926201505100A", nip.NipCharacterError),
        ("19860926-201505-1-001", nip.NipCharacterError),
        ("١٩٨٦٠٩٢٦٢٠١٥٠٥١٠٠١", nip.NipCharacterError),
        ("198602302015051001", nip.NipBirthDateError),
        ("198613012015051001", nip.NipBirthDateError),
        ("000001012015051001", nip.NipBirthDateError),
        ("198609262015001001", nip.NipAppointmentMonthError),
        ("198609262015131001", nip.NipAppointmentMonthError),
        ("198609262015201001", nip.NipAppointmentMonthError),
        ("198609262015311001", nip.NipAppointmentMonthError),
        ("198609262001051001", nip.NipAppointmentYearError),
        ("198609262028051001", nip.NipAppointmentYearError),
        ("198609262015050001", nip.NipSexError),
        ("198609262015053001", nip.NipSexError),
        ("198609262015051000", nip.NipSerialError),
    ],
)
def test_what_breaks_a_rule_is_named(text: str, error: type[nip.NipError]) -> None:
    with pytest.raises(error) as raised:
        nip.parse_nip(text, TODAY)
    assert type(raised.value) is error


@pytest.mark.parametrize(
    "text",
    [
        "198609262015011001",
        "198609262015121001",
        "198609262015211001",
        "198609262015291001",
        "198609262002051001",
        "198609262027051001",
        "198609262015052999",
    ],
)
def test_the_near_side_of_each_boundary_is_accepted(text: str) -> None:
    assert nip.parse_nip(text, TODAY).value == text


@pytest.mark.parametrize(
    ("born", "accepted"),
    [("20101122", True), ("20101123", False), ("19461122", True), ("19451123", True), ("19451122", False)],
)
def test_age_lies_between_sixteen_and_eighty(born: str, accepted: bool) -> None:
    text = f"{born}{max(int(born[:4]) + 16, 1970)}05{1}001"
    if accepted:
        assert nip.parse_nip(text, TODAY).birth_date.year == int(born[:4])
        return
    with pytest.raises(nip.NipAgeError):
        nip.parse_nip(text, TODAY)


def test_the_remedy_for_scientific_notation_is_told() -> None:
    assert "Teks" in nip.NipScientificNotationError().message


def test_a_number_is_printed_with_spaces_and_masked_but_for_its_serial() -> None:
    assert nip.format_nip("196804111993031009") == "19680411 199303 1 009"
    assert nip.format_nip("123") == "123"
    assert nip.masked_nip("196804111993031009") == "•••••••• •••••• • 009"


def test_a_typed_number_is_compared_as_a_whole() -> None:
    assert nip.same_nip("19680411 199303 1 009", "196804111993031009")
    assert not nip.same_nip("19680411 199303 1 008", "196804111993031009")
    assert not nip.same_nip("", "196804111993031009")
    assert not nip.same_nip("é" * 500, "196804111993031009")


def test_a_profile_that_disagrees_is_a_warning() -> None:
    number = nip.parse_nip("198609262015051001", TODAY)
    assert nip.profile_mismatches(number, date(1986, 9, 26), Sex.MALE) == ()
    assert nip.profile_mismatches(number, None, None) == ()
    assert nip.profile_mismatches(number, date(1986, 9, 27), Sex.FEMALE) == (NipMismatch.BIRTH_DATE, NipMismatch.SEX)


@given(
    born=st.dates(min_value=date(1947, 1, 1), max_value=date(2009, 12, 31)),
    month_or_period=st.sampled_from(
        [f"{month:02d}" for month in range(1, 13)] + [f"2{period}" for period in range(1, 10)]
    ),
    sex=st.sampled_from("12"),
    serial=st.integers(min_value=1, max_value=999),
)
@settings(max_examples=100, deadline=None)
def test_a_well_formed_number_survives_printing_and_reading(
    born: date, month_or_period: str, sex: str, serial: int
) -> None:
    value = f"{born:%Y%m%d}{born.year + 17}{month_or_period}{sex}{serial:03d}"
    found = nip.parse_nip(nip.format_nip(value), TODAY)
    assert (found.value, found.serial, found.birth_date) == (value, serial, born)
    assert (found.kind is NipKind.PPPK) == (month_or_period[0] == "2")


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_is_either_a_number_or_a_named_error(text: str) -> None:
    with contextlib.suppress(nip.NipError):
        assert len(nip.parse_nip(text, TODAY).value) == nip.NIP_DIGITS
