"""Numbers, check codes, validity and words of a certificate."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import certificates
from elearning.domain.certificates import ALPHABET, CertificateLife, CertificateNumber, Validity

NOW = datetime(2026, 6, 1, tzinfo=UTC)
BITS = st.integers(0, 2**130 - 1)


def test_a_number_is_sequence_course_agency_year() -> None:
    assert certificates.format_number(123, "KM-01", "5108", 2026) == "000123/KM-01/5108/2026"


@pytest.mark.parametrize("text", ["000123/KM-01/5108/2026", " 000123 / KM-01 / 5108 / 2026 "])
def test_a_typed_number_is_read(text: str) -> None:
    assert certificates.parse_number(text) == CertificateNumber(123, "KM-01", "5108", 2026)


@pytest.mark.parametrize(
    ("sequence", "course", "agency", "year"),
    [
        (0, "KM-01", "5108", 2026),
        (1_000_000, "KM-01", "5108", 2026),
        (-1, "KM-01", "5108", 2026),
        (1, "", "5108", 2026),
        (1, "KM/01", "5108", 2026),
        (1, "KM-01", "51 08", 2026),
        (1, "KM-01", "-", 2026),
        (1, "KM-01", "5108", 99999),
    ],
)
def test_what_cannot_be_a_number_is_refused(sequence: int, course: str, agency: str, year: int) -> None:
    with pytest.raises(certificates.CertificateNumberError):
        certificates.format_number(sequence, course, agency, year)


@pytest.mark.parametrize("text", ["", "123/KM-01/5108/2026", "000000/KM-01/5108/2026", "000123/KM-01/2026", "x" * 500])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(certificates.CertificateNumberError):
        certificates.parse_number(text)


@given(st.integers(1, 999_999), st.from_regex(r"[A-Z]{1,4}-[0-9]{2}", fullmatch=True), st.integers(1000, 9999))
@settings(max_examples=100, deadline=None)
def test_a_number_survives_printing_and_reading(sequence: int, course: str, year: int) -> None:
    printed = certificates.format_number(sequence, course, "5108", year)
    assert str(certificates.parse_number(printed)) == printed


@pytest.mark.parametrize(
    ("moment", "zone", "year"),
    [
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), "Asia/Jakarta", 2026),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "Asia/Jakarta", 2027),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "Asia/Jayapura", 2027),
    ],
)
def test_the_year_of_issue_is_the_agencys_own(moment: datetime, zone: str, year: int) -> None:
    assert certificates.issue_year(moment, ZoneInfo(zone)) == year


def test_a_code_is_made_of_every_bit() -> None:
    assert certificates.check_code(0) == "0" * 27
    assert certificates.check_code(2**130 - 1)[:26] == "Z" * 26
    assert certificates.check_code(1)[:26] == "0" * 25 + "1"
    assert certificates.check_code(1 << 125)[:26] == "1" + "0" * 25


@pytest.mark.parametrize("bits", [-1, 2**130])
def test_a_code_takes_exactly_130_bits(bits: int) -> None:
    with pytest.raises(ValueError, match="130"):
        certificates.check_code(bits)


@given(BITS)
@settings(max_examples=100, deadline=None)
def test_a_code_survives_printing_and_careless_typing(bits: int) -> None:
    code = certificates.check_code(bits)
    typed = certificates.format_check_code(code).lower().replace("0", "o").replace("1", "l").replace("-", " – ")
    assert re.fullmatch(f"[{ALPHABET}]{{27}}", code)
    assert certificates.parse_check_code(typed) == code


@given(BITS, st.integers(0, 26), st.integers(1, 31))
@settings(max_examples=100, deadline=None)
def test_any_single_wrong_character_is_noticed(bits: int, place: int, shift: int) -> None:
    code = certificates.check_code(bits)
    wrong = ALPHABET[(ALPHABET.index(code[place]) + shift) % 32]
    assert not certificates.is_check_code(code[:place] + wrong + code[place + 1 :])


@given(BITS, st.integers(0, 26), st.integers(0, 26))
@settings(max_examples=100, deadline=None)
def test_any_two_swapped_characters_are_noticed(bits: int, one: int, other: int) -> None:
    letters = list(certificates.check_code(bits))
    letters[one], letters[other] = letters[other], letters[one]
    swapped = "".join(letters)
    assert certificates.is_check_code(swapped) == (letters[one] == letters[other])


@pytest.mark.parametrize("text", ["", "0", "0" * 26, "0" * 28, "U" * 27, "é" * 27, "x" * 10_000, "0" * 26 + "*"])
def test_a_wrong_code_is_told_as_not_found(text: str) -> None:
    assert len(certificates.normalise_check_code(text)) <= 100
    with pytest.raises(certificates.CheckCodeError):
        certificates.parse_check_code(text)


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (CertificateLife(), Validity.VALID),
        (CertificateLife(valid_until=NOW), Validity.VALID),
        (CertificateLife(valid_until=NOW - timedelta(seconds=1)), Validity.EXPIRED),
        (CertificateLife(superseded_at=NOW), Validity.SUPERSEDED),
        (CertificateLife(superseded_at=NOW + timedelta(seconds=1)), Validity.VALID),
        (CertificateLife(revoked_at=NOW), Validity.REVOKED),
        (CertificateLife(revoked_at=NOW + timedelta(seconds=1)), Validity.VALID),
        (CertificateLife(NOW - timedelta(1), NOW, None), Validity.SUPERSEDED),
        (CertificateLife(NOW - timedelta(1), NOW, NOW), Validity.REVOKED),
    ],
)
def test_of_several_things_the_gravest_is_shown(life: CertificateLife, expected: Validity) -> None:
    assert certificates.validity(life, NOW) is expected


@pytest.mark.parametrize(
    ("halves", "words"),
    [
        (0, "nol"),
        (1, "setengah"),
        (2, "satu"),
        (3, "satu setengah"),
        (12, "enam"),
        (16, "delapan"),
        (20, "sepuluh"),
        (22, "sebelas"),
        (24, "dua belas"),
        (38, "sembilan belas"),
        (40, "dua puluh"),
        (43, "dua puluh satu setengah"),
        (200, "seratus"),
        (222, "seratus sebelas"),
        (1998, "sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_jp_are_written_in_words(halves: int, words: str) -> None:
    assert certificates.jp_in_words(halves) == words


@pytest.mark.parametrize("halves", [-1, 2000])
def test_other_amounts_have_no_words(halves: int) -> None:
    with pytest.raises(ValueError, match="between"):
        certificates.jp_in_words(halves)
