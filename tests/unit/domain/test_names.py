"""Names as certificates print them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import names
from elearning.domain.errors import DomainError


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("Sri Wahyuni", "Dr.", "S.E., M.Si.", "Dr. Sri Wahyuni, S.E., M.Si."),
        ("Sukarmin", "", "", "Sukarmin"),
        ("Nur'aini", "", ", S.Pd.", "Nur'aini, S.Pd."),
        ("  Made   Suka ", " Drs. ", "", "Drs. Made Suka"),
        ("BUDI", "Prof. Dr. Ir.", "M.T.", "Prof. Dr. Ir. BUDI, M.T."),
    ],
)
def test_titles_stand_before_a_space_and_after_a_comma(name: str, before: str, after: str, expected: str) -> None:
    assert names.parse_person_name(name, before, after).full == expected


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Budi Santoso", "Budi"),
        ("M. Ridwan Karta", "Ridwan"),
        ("Muh. Arif", "Arif"),
        ("I Made Suka", "Made"),
        ("Sukarmin", "Sukarmin"),
        ("A. B.", "A. B."),
        ("R.A. Lestari", "Lestari"),
        ("Nur'aini Dewi", "Nur'aini"),
    ],
)
def test_a_greeting_uses_the_first_word_that_is_a_name(name: str, greeting: str) -> None:
    assert names.PersonName(name).greeting == greeting


@pytest.mark.parametrize(
    ("name", "before", "error"),
    [
        ("", "", names.PersonNameError),
        ("   ", "", names.PersonNameError),
        ("123", "", names.PersonNameCharacterError),
        ("Bu\u0000di", "", names.PersonNameCharacterError),
        ("Budi", "Dr\u202e.", names.PersonNameCharacterError),
        ("Budi 漢字", "", names.UnprintableLetterError),
        ("Будимир", "", names.UnprintableLetterError),
        ("Budi", "🦉", names.UnprintableLetterError),
        ("B" * 151, "", names.PersonNameLengthError),
        ("Budi", "D" * 101, names.PersonNameLengthError),
    ],
)
def test_what_cannot_be_printed_is_refused(name: str, before: str, error: type[DomainError]) -> None:
    with pytest.raises((names.PersonNameError, names.UnprintableLetterError)) as raised:
        names.parse_person_name(name, before)
    assert type(raised.value) is error


def test_the_longest_name_is_accepted() -> None:
    assert names.parse_person_name("B" * 150).name == "B" * 150


@pytest.mark.parametrize("name", ["Ni’matul Ma'rifah", "Łukasz Ḥasan Đặng", "Ŭañ-Ñusa Þór", "José de l‘Aubépine (Jo)"])
def test_latin_letters_with_their_accents_are_printed(name: str) -> None:
    assert names.parse_person_name(name).name == name


def test_a_refusal_names_each_letter_once_and_the_invisible_by_number() -> None:
    with pytest.raises(names.UnprintableLetterError) as raised:
        names.check_printable("Dinas 漢字漢\u200b")
    assert raised.value.params == {"letters": "漢 字 U+200B"}


@given(st.text(alphabet="abcdefgh '.", min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_reading_a_name_twice_changes_nothing(text: str) -> None:
    try:
        once = names.parse_person_name(text, text, text)
    except names.PersonNameError:
        return
    assert names.parse_person_name(once.name, once.title_before, once.title_after) == once
