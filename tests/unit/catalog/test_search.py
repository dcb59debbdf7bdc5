"""Search over course words: what is found, in which order, and which typing errors are forgiven."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.catalog.search import SearchIndex, edit_distance, words_of

TEXTS = {
    1: "km-01 komunikasi publik yang dipahami\nmenulis mendengar warga m.3\npelayanan loket antrean sp4n-lapor",
    2: "ld-01 layanan digital\nmemetakan pelayanan publik\nloket komunikasi",
    3: "kp-01 pemimpin teladan\nmemimpin tim\nketeladanan",
}


def found(query: str) -> list[int]:
    return [each.key for each in SearchIndex(TEXTS).search(query).found]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("komunikasi publik", [1, 2]),
        ("komunikasi publk", [1, 2]),
        ("komunkasi", [1, 2]),
        ("kmounikasi", [1, 2]),
        ("Publik KOMUNIKASI", [1, 2]),
        ("pelayanan", [2, 1]),
        ("layan", [2, 1]),
        ("KM-01", [1]),
        ("m.3", [1]),
        ("sp4n", [1]),
        ("pemimpin", [3]),
        ("komunikasi pemimpin", []),
        ("tim", [3]),
        ("im", []),
        ("zzzzzz", []),
        ("", [1, 2, 3][:0]),
        ("?!", []),
    ],
)
def test_what_a_query_finds(query, keys):
    assert found(query) == keys


def test_a_correction_is_told():
    result = SearchIndex(TEXTS).search("komunikasi publk")
    assert (result.words, result.corrected) == (("komunikasi", "publik"), True)
    assert not SearchIndex(TEXTS).search("komunikasi publik").corrected


def test_short_words_are_never_guessed():
    assert SearchIndex(TEXTS).search("tmi").words == ("tmi",)


def test_accents_and_capitals_do_not_matter():
    assert words_of("Café “SP4N-LAPOR!” M.3, KM-01") == ["cafe", "sp4n-lapor", "m.3", "km-01"]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("publik", "publk", 1),
        ("publik", "pubilk", 1),
        ("a", "b", 1),
        ("", "abc", 3),
        ("sama", "sama", 0),
        ("ab", "ba", 1),
    ],
)
def test_distance_counts_single_errors(one, other, distance):
    assert edit_distance(one, other) == distance


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_distance_is_symmetric_and_bounded(one, other):
    distance = edit_distance(one, other)
    assert distance == edit_distance(other, one)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))
    assert (distance == 0) == (one == other)


@given(st.text(max_size=200))
def test_no_query_breaks_the_search(query):
    SearchIndex(TEXTS).search(query)


def test_three_hundred_courses_are_searched_quickly():
    words = [f"kata{number:x}" for number in range(3_000)]
    index = SearchIndex({key: f"kursus {key}\nringkas\n{' '.join(words[key:])}" for key in range(300)})
    index.search("katx7ff")
    started = time.process_time()
    assert index.search("kursus katx7ff").found
    assert time.process_time() - started < 2
