"""Sections, draws and the order of pages: by the seed, nothing twice, nothing again before its time."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain.quiz_sections import (
    AskedSection,
    BankQuestion,
    Draw,
    DrawTooFewError,
    PageOutOfSequenceError,
    Section,
    ask_sections,
    page_reached,
    pages_open,
)

LAW = BankQuestion(key="hukum", category=("dasar", "hukum"), tags=frozenset({"uu", "lama"}), difficulty=2)


def bank(count: int) -> list[BankQuestion]:
    return [BankQuestion(key=f"soal-{number}", difficulty=number % 3 + 1) for number in range(count)]


def keys(asked: tuple[AskedSection, ...]) -> list[str]:
    return [key for section in asked for key in section.keys]


@pytest.mark.parametrize(
    ("draw", "fits"),
    [
        (Draw(count=1), True),
        (Draw(count=1, category=("dasar",)), True),
        (Draw(count=1, category=("dasar", "hukum")), True),
        (Draw(count=1, category=("dasar", "hukum", "pidana")), False),
        (Draw(count=1, category=("hukum",)), False),
        (Draw(count=1, tags=frozenset({"uu"})), True),
        (Draw(count=1, tags=frozenset({"uu", "baru"})), False),
        (Draw(count=1, competencies=frozenset({"M.1"})), False),
        (Draw(count=1, least=2), True),
        (Draw(count=1, least=3), False),
        (Draw(count=1, most=2), True),
        (Draw(count=1, most=1), False),
    ],
)
def test_a_draw_takes_only_what_fits_all_it_asks(draw, fits):
    assert draw.fits(LAW) is fits


def test_one_of_the_competencies_is_enough_and_no_difficulty_fits_no_bound():
    question = BankQuestion(key="x", competencies=frozenset({"M.2"}))
    assert Draw(count=1, competencies=frozenset({"M.1", "M.2"})).fits(question)
    assert not Draw(count=1, least=0).fits(question)


def test_a_draw_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Draw(count=0)


@given(seed=st.integers(0, 2**53), counts=st.lists(st.integers(1, 5), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_an_attempt_asks_what_is_wanted_and_nothing_twice(seed, counts):
    sections = [Section(f"Bagian {n}", ("soal-0", Draw(count=c))[n > 0 :]) for n, c in enumerate(counts)]
    asked = ask_sections(sections, bank(21), {}, seed)
    assert len(keys(asked)) == len(set(keys(asked))) == sum(counts) + 1
    assert asked == ask_sections(sections, list(reversed(bank(21))), {}, seed)
    assert asked[0].keys[0] == "soal-0"


def test_another_seed_draws_others():
    sections = [Section("x", (Draw(count=3),))]
    assert len({ask_sections(sections, bank(30), {}, seed) for seed in range(20)}) > 10


@given(seed=st.integers(0, 2**53), count=st.integers(1, 5), size=st.integers(5, 12))
@settings(max_examples=60, deadline=None)
def test_nothing_repeats_until_the_pool_is_empty(seed, count, size):
    seen: dict[str, int] = {}
    for attempt in range(6):
        for key in keys(ask_sections([Section("x", (Draw(count=count),))], bank(size), seen, seed + attempt)):
            seen[key] = seen.get(key, 0) + 1
        times = [seen.get(question.key, 0) for question in bank(size)]
        assert max(times) - min(times) <= 1


def test_a_section_mixes_only_its_own_questions():
    first, second = tuple("abcdef"), tuple("uvwxyz")
    sections = [Section("satu", first, shuffles=True), Section("dua", second)]
    orders = {ask_sections(sections, [], {}, seed) for seed in range(10)}
    assert len(orders) > 5
    assert all(sorted(asked[0].keys) == list(first) and asked[1].keys == second for asked in orders)


@pytest.mark.parametrize("seed", range(30))
def test_a_wide_draw_leaves_to_a_narrow_one_what_only_that_can_use(seed):
    questions = [BankQuestion(key="sulit", difficulty=3), BankQuestion(key="mudah", difficulty=1)]
    wide_first = ask_sections([Section("x", (Draw(count=1), Draw(count=1, least=3)))], questions, {"mudah": 9}, seed)
    assert wide_first[0].keys == ("mudah", "sulit")


DRAWS = st.lists(
    st.builds(
        lambda count, least, width: Draw(count=count, least=least, most=least + width),
        st.integers(1, 2), st.integers(1, 3), st.integers(0, 2),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@given(draws=DRAWS, seen=st.lists(st.integers(0, 2), min_size=6, max_size=6), seed=st.integers(0, 99))
@settings(max_examples=100, deadline=None)
def test_draws_are_filled_whenever_they_can_be_and_by_the_least_asked(draws, seen, seed):
    """Against every way to choose: there is none that fills the draws with questions asked less often."""
    pool = bank(6)
    before = {question.key: count for question, count in zip(pool, seen, strict=True)}
    wanted = [draw for draw in draws for _ in range(draw.count)]
    costs = [sum(before[q.key] for q in chosen) for chosen in combinations(pool, len(wanted)) if fill(wanted, chosen)]
    try:
        asked = keys(ask_sections([Section("x", tuple(draws))], pool, before, seed))
    except DrawTooFewError:
        assert not costs
        return
    assert sum(before[key] for key in asked) == min(costs)
    assert all(draw.fits(next(q for q in pool if q.key == key)) for draw, key in zip(wanted, asked, strict=True))


def fill(wanted, chosen) -> bool:
    """Whether each wanted place can have one of the chosen questions, tried one after the other."""
    if not wanted:
        return True
    rest = wanted[1:]
    return any(wanted[0].fits(q) and fill(rest, [o for o in chosen if o is not q]) for q in chosen)


def test_a_section_that_cannot_be_filled_is_named_with_both_numbers():
    sections = [Section("Dasar", ("soal-0",)), Section("Inti", ("soal-1", Draw(count=9)))]
    with pytest.raises(DrawTooFewError) as refused:
        ask_sections(sections, bank(6), {}, 1)
    assert refused.value.params == {"section": "Inti", "needed": 10, "found": 5}


@pytest.mark.parametrize(
    ("current", "asked", "reached"),
    [(2, 2, 2), (2, 3, 3), (2, 5, 2), (4, 5, 4), (4, 4, 4)],
)
def test_a_sequential_quiz_opens_this_page_the_next_and_the_summary(current, asked, reached):
    assert page_reached(current, asked, 5, is_sequential=True) == reached


@pytest.mark.parametrize(("current", "asked"), [(2, 1), (2, 0), (2, 4), (0, 2)])
def test_a_sequential_quiz_neither_goes_back_nor_skips(current, asked):
    with pytest.raises(PageOutOfSequenceError):
        page_reached(current, asked, 5, is_sequential=True)
    assert page_reached(current, asked, 5, is_sequential=False) == asked


@pytest.mark.parametrize("asked", [-1, 6])
def test_there_is_no_page_outside_the_quiz(asked):
    with pytest.raises(ValueError, match="no such page"):
        page_reached(0, asked, 5, is_sequential=False)


@given(pages=st.integers(1, 8), current=st.integers(0, 7), is_sequential=st.booleans())
def test_the_pages_offered_are_those_that_open(pages, current, is_sequential):
    current = min(current, pages - 1)
    offered = pages_open(current, pages, is_sequential=is_sequential)
    for page in range(pages + 1):
        if page in offered:
            page_reached(current, page, pages, is_sequential=is_sequential)
            continue
        with pytest.raises(PageOutOfSequenceError):
            page_reached(current, page, pages, is_sequential=is_sequential)
