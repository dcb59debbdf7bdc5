"""Behaviours of questions: every state and event, every formula on both sides, and what must always hold."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import behaviours as rules
from elearning.domain.behaviours import (
    NEW,
    Answer,
    AnswerIncompleteError,
    Behaviour,
    BehaviourRules,
    Certainty,
    Hint,
    History,
    Phase,
    QuestionEvent,
    QuestionEventRefusedError,
    QuestionLockedError,
    QuestionState,
)
from elearning.domain.questions import load
from elearning.domain.questions.base import Response
from elearning.domain.review_options import ReviewItem
from elearning.domain.scores import FRACTION_ONE

ONE = FRACTION_ONE
THIRD = 3_333_333
HINTS = (Hint("Baca lagi."), Hint("Ingat pasalnya.", clears_wrong=True))
WRITTEN = [{"text": "tiga", "feedback": "x"}, {"text": "dua", "fraction": 0.5, "feedback": "x"}]
WORD = load({"id": "kata", "type": "short_answer", "stem": "?", "answers": WRITTEN, "other_feedback": "x"})
PAIRS = [{"id": each, "stem": each, "match": each.upper()} for each in "abc"]
MATCHING = load({"id": "jodoh", "type": "matching", "stem": "?", "pairs": PAIRS})
OPTION = {option.text: option.id for option in MATCHING.options}
CHOICES = [{"id": each, "text": each, "correct": each in "ab"} for each in "abc"]
MANY = load({"id": "banyak", "type": "multiple_choice", "stem": "?", "choices": CHOICES})


def word(text: str, certainty: Certainty | None = None) -> Answer:
    return Answer(Response((("", text),)), certainty)


def pairs(letters: str) -> Answer:
    """The matches chosen for a, b, c in turn; a dot chooses nothing."""
    given_ = zip("abc", letters.upper(), strict=False)
    return Answer(Response(tuple((part, OPTION[match]) for part, match in given_ if match != ".")))


def chosen(letters: str) -> Answer:
    return Answer(Response(tuple(("", each) for each in letters)))


def played(question, asked, *steps, history=NEW):
    """Lead a history through (event, answer) pairs; an answer alone is checked and tried again where that is due."""
    for step in steps:
        if isinstance(step, Answer):
            if history.phase is Phase.HINTED:
                history = rules.apply(question, asked, history, QuestionEvent.TRY_AGAIN)
            history = rules.apply(question, asked, history, QuestionEvent.CHECK, step)
        else:
            history = rules.apply(question, asked, history, *step)
    return history


def earned(question, asked, *steps) -> int | None:
    return rules.standing(question, asked, played(question, asked, *steps)).fraction


FINISH = (QuestionEvent.FINISH,)
GIVE_UP = (QuestionEvent.GIVE_UP,)


def save(answer: Answer):
    return (QuestionEvent.SAVE, answer)


# --- every (behaviour, phase, event)

TAKEN = {
    ("deferred", "open"): {"save", "finish"},
    ("immediate", "open"): {"save", "check", "give_up", "finish"},
    ("interactive", "open"): {"save", "check", "give_up", "finish"},
    ("interactive", "hinted"): {"try_again", "give_up", "finish"},
    ("count_back", "open"): {"save", "check", "give_up", "finish"},
    ("count_back", "hinted"): {"try_again", "give_up", "finish"},
    ("adaptive", "open"): {"save", "check", "give_up", "finish"},
    ("certainty", "open"): {"save", "finish"},
}
CLOSED = {"finish"}


def in_phase(asked: BehaviourRules, phase: Phase) -> History:
    if phase is Phase.CLOSED:
        return played(WORD, asked, save(word("tiga")), FINISH)
    if phase is Phase.HINTED:
        return played(WORD, asked, word("satu"))
    return played(WORD, asked, save(word("tiga")))


CASES = [
    (behaviour, phase, event)
    for behaviour, phase, event in product(Behaviour, Phase, QuestionEvent)
    if phase is Phase.CLOSED or (behaviour.value, phase.value) in TAKEN
]


@pytest.mark.parametrize(("behaviour", "phase", "event"), CASES)
def test_each_behaviour_takes_exactly_its_events(behaviour, phase, event):
    asked = BehaviourRules(behaviour=behaviour, hints=HINTS)
    before = in_phase(asked, phase)
    assert before.phase is phase
    taken = CLOSED if phase is Phase.CLOSED else TAKEN[behaviour.value, phase.value]
    assert {each.value for each in rules.standing(WORD, asked, before).may} == taken
    if event.value in taken:
        after = rules.apply(WORD, asked, before, event)
        closes = event in {QuestionEvent.CHECK, QuestionEvent.GIVE_UP, QuestionEvent.FINISH}
        assert after.phase is (Phase.CLOSED if closes else Phase.OPEN)
        return
    with pytest.raises(QuestionLockedError if phase is Phase.CLOSED else QuestionEventRefusedError):
        rules.apply(WORD, asked, before, event)


@pytest.mark.parametrize(
    ("behaviour", "steps", "state"),
    [
        (Behaviour.DEFERRED, [], QuestionState.TODO),
        (Behaviour.DEFERRED, [save(word("tiga"))], QuestionState.ANSWERED),
        (Behaviour.DEFERRED, [save(word("tiga")), FINISH], QuestionState.RIGHT),
        (Behaviour.DEFERRED, [save(word("dua")), FINISH], QuestionState.PARTIAL),
        (Behaviour.DEFERRED, [save(word("satu")), FINISH], QuestionState.WRONG),
        (Behaviour.DEFERRED, [FINISH], QuestionState.GAVE_UP),
        (Behaviour.IMMEDIATE, [word("satu")], QuestionState.WRONG),
        (Behaviour.IMMEDIATE, [GIVE_UP], QuestionState.GAVE_UP),
        (Behaviour.INTERACTIVE, [word("satu")], QuestionState.TRIED),
        (Behaviour.INTERACTIVE, [word("satu"), (QuestionEvent.TRY_AGAIN,)], QuestionState.ANSWERED),
        (Behaviour.INTERACTIVE, [word("satu"), word("tiga")], QuestionState.RIGHT),
        (Behaviour.INTERACTIVE, [word("satu"), word("satu"), word("satu")], QuestionState.WRONG),
        (Behaviour.ADAPTIVE, [word("satu")], QuestionState.TRIED),
        (Behaviour.ADAPTIVE, [word("satu"), word("tiga")], QuestionState.RIGHT),
        (Behaviour.CERTAINTY, [save(word("satu", Certainty.HIGH)), FINISH], QuestionState.WRONG),
    ],
)
def test_a_question_is_named_after_what_it_has_come_to(behaviour, steps, state):
    asked = BehaviourRules(behaviour=behaviour, hints=HINTS)
    assert rules.standing(WORD, asked, played(WORD, asked, *steps)).state is state


# --- formulas

INTERACTIVE = BehaviourRules(behaviour=Behaviour.INTERACTIVE, hints=HINTS)


@pytest.mark.parametrize(
    ("steps", "fraction"),
    [
        ([word("satu")], None),
        ([word("tiga")], ONE),
        ([word("satu"), word("tiga")], ONE - THIRD),
        ([word("satu"), word("dua"), word("tiga")], ONE - 2 * THIRD),
        ([word("satu"), word("satu"), word("dua")], 0),
        ([word("dua"), FINISH], 5_000_000 - THIRD),
        ([word("satu"), GIVE_UP], 0),
        ([save(word("dua")), FINISH], 5_000_000),
        ([save(word("tiga")), GIVE_UP], ONE),
    ],
)
def test_interactive_takes_the_penalty_for_each_failed_try(steps, fraction):
    assert earned(WORD, INTERACTIVE, *steps) == fraction


def test_without_hints_interactive_has_one_try():
    asked = BehaviourRules(behaviour=Behaviour.INTERACTIVE)
    assert rules.standing(WORD, asked, NEW).tries_left == 1
    assert played(WORD, asked, word("satu")).phase is Phase.CLOSED


def test_each_failed_try_gives_its_hint_and_counts_down():
    first = rules.standing(WORD, INTERACTIVE, played(WORD, INTERACTIVE, word("satu")))
    second = rules.standing(WORD, INTERACTIVE, played(WORD, INTERACTIVE, word("satu"), word("dua")))
    assert [(each.hint, each.tries_left) for each in (first, second)] == [(HINTS[0], 2), (HINTS[1], 1)]


COUNT_BACK = BehaviourRules(behaviour=Behaviour.COUNT_BACK, hints=(Hint("x"), Hint("y")))


@pytest.mark.parametrize(
    ("steps", "fraction"),
    [
        ([pairs("abc")], ONE),
        ([pairs("acb"), pairs("abc")], ONE - round(2 * THIRD * THIRD / ONE)),
        ([pairs("bac"), pairs("cab"), pairs("abc")], ONE - round(3 * THIRD * 2 * THIRD / ONE)),
        ([pairs("acb"), pairs("acb"), pairs("acb")], THIRD),
        ([pairs("abb"), pairs("bbb"), pairs("abb")], 6_666_667 - round(THIRD * 2 * THIRD / ONE)),
    ],
)
def test_count_back_takes_the_penalty_only_until_a_part_stays_as_it_ends(steps, fraction):
    assert earned(MATCHING, COUNT_BACK, *steps) == pytest.approx(fraction, abs=1)


def test_count_back_of_a_question_without_parts_is_interactive():
    steps = [word("satu"), word("dua"), word("dua")]
    plain = BehaviourRules(behaviour=Behaviour.INTERACTIVE, penalty=1_000_000, hints=HINTS)
    by_part = BehaviourRules(behaviour=Behaviour.COUNT_BACK, penalty=1_000_000, hints=HINTS)
    assert earned(WORD, by_part, *steps) == earned(WORD, plain, *steps) == 3_000_000


ADAPTIVE = BehaviourRules(behaviour=Behaviour.ADAPTIVE)


@pytest.mark.parametrize(
    ("steps", "fraction"),
    [
        ([], None),
        ([save(word("tiga"))], None),
        ([word("satu")], 0),
        ([word("satu"), word("tiga")], ONE - THIRD),
        ([word("satu"), word("dua")], 5_000_000 - THIRD),
        ([word("dua"), word("satu")], 5_000_000),
        ([word("dua"), word("satu"), word("sembilan"), word("tiga")], 5_000_000),
        ([word("satu"), word("satu"), word("tiga")], ONE - THIRD),
        ([word("dua"), save(word("tiga")), FINISH], ONE - THIRD),
        ([word("dua"), FINISH], 5_000_000),
        ([word("dua"), save(Answer()), FINISH], 5_000_000),
        ([FINISH], 0),
    ],
)
def test_adaptive_keeps_the_best_of_all_tries(steps, fraction):
    assert earned(WORD, ADAPTIVE, *steps) == fraction


@pytest.mark.parametrize(
    ("text", "certainty", "times_ten"),
    [
        ("tiga", None, 10), ("tiga", Certainty.LOW, 10), ("tiga", Certainty.MIDDLE, 20), ("tiga", Certainty.HIGH, 30),
        ("dua", None, 5), ("dua", Certainty.MIDDLE, 10), ("dua", Certainty.HIGH, 15),
        ("satu", None, 0), ("satu", Certainty.LOW, 0), ("satu", Certainty.MIDDLE, -20), ("satu", Certainty.HIGH, -60),
    ],
)  # fmt: skip
def test_certainty_weighs_right_and_wrong(text, certainty, times_ten):
    asked = BehaviourRules(behaviour=Behaviour.CERTAINTY)
    assert earned(WORD, asked, save(word(text, certainty)), FINISH) == times_ten * ONE // 10


def test_no_answer_costs_nothing_however_certain():
    asked = BehaviourRules(behaviour=Behaviour.CERTAINTY)
    assert earned(WORD, asked, save(Answer(certainty=Certainty.HIGH)), FINISH) == 0


@pytest.mark.parametrize(
    ("chance", "certainty"),
    [
        (Fraction(0), Certainty.LOW),
        (Fraction(6666, 10_000), Certainty.LOW),
        (Fraction(2, 3), Certainty.MIDDLE),
        (Fraction(7999, 10_000), Certainty.MIDDLE),
        (Fraction(4, 5), Certainty.HIGH),
        (Fraction(1), Certainty.HIGH),
    ],
)
def test_the_best_certainty_changes_at_two_thirds_and_four_fifths(chance, certainty):
    assert rules.optimal_certainty(chance) is certainty


@given(st.fractions(0, 1, max_denominator=10_000))
def test_no_other_certainty_earns_more_on_average_than_the_optimal_one(chance):
    mean = {each: rules.RIGHT_FACTOR[each] * chance + rules.WRONG_POINTS[each] * (1 - chance) for each in Certainty}
    assert mean[rules.optimal_certainty(chance)] == max(mean.values())


# --- checks, locks, what is shown


@pytest.mark.parametrize("behaviour", [Behaviour.IMMEDIATE, Behaviour.INTERACTIVE, Behaviour.ADAPTIVE])
def test_an_answer_that_is_not_whole_is_not_checked_and_costs_no_try(behaviour):
    asked = BehaviourRules(behaviour=behaviour, hints=HINTS)
    half = played(MATCHING, asked, save(pairs("a..")))
    with pytest.raises(AnswerIncompleteError):
        rules.apply(MATCHING, asked, half, QuestionEvent.CHECK)
    assert earned(MATCHING, asked, save(pairs("a..")), pairs("abc")) == ONE


def test_a_hint_may_clear_what_was_wrong_and_keeps_what_was_right():
    asked = BehaviourRules(behaviour=Behaviour.INTERACTIVE, hints=(Hint("x", clears_wrong=True),))
    again = (QuestionEvent.TRY_AGAIN,)
    assert played(MATCHING, asked, pairs("acb"), again).saved == pairs("a..")
    assert played(MANY, asked, chosen("ac"), again).saved == chosen("a")
    assert played(WORD, asked, word("satu"), again).saved == Answer()


def test_an_answer_that_comes_with_finish_on_a_hint_is_passed_over():
    hinted = played(WORD, INTERACTIVE, word("satu"))
    closed = rules.apply(WORD, INTERACTIVE, hinted, QuestionEvent.FINISH, word("tiga"))
    assert closed.saved == word("satu")


def test_an_essay_waits_for_people_whatever_the_behaviour():
    asked = BehaviourRules(behaviour=Behaviour.IMMEDIATE, is_marked_by_people=True)
    with pytest.raises(QuestionEventRefusedError):
        played(WORD, asked, word("tiga"))
    sent = rules.standing(WORD, asked, played(WORD, asked, save(word("tiga")), FINISH))
    assert (sent.state, sent.fraction, sent.marking) == (QuestionState.NEEDS_GRADING, None, None)
    assert earned(WORD, asked, FINISH) == 0


@pytest.mark.parametrize("behaviour", list(Behaviour))
def test_before_a_check_nothing_but_the_answer_is_revealed(behaviour):
    asked = BehaviourRules(behaviour=behaviour, hints=HINTS)
    found = rules.standing(WORD, asked, played(WORD, asked, save(word("tiga"))))
    assert (found.shows, found.marking, found.fraction) == ({ReviewItem.ATTEMPT}, None, None)


def test_between_tries_the_right_answer_stays_hidden():
    hinted = rules.standing(WORD, INTERACTIVE, played(WORD, INTERACTIVE, word("satu")))
    tried = rules.standing(WORD, ADAPTIVE, played(WORD, ADAPTIVE, word("dua"), save(word("tiga"))))
    assert not {ReviewItem.RIGHT_ANSWER, ReviewItem.GENERAL_FEEDBACK} & (hinted.shows | tried.shows)
    assert ReviewItem.MARKS in tried.shows
    assert ReviewItem.MARKS not in hinted.shows
    assert tried.marked == word("dua")


@pytest.mark.parametrize("penalty", [-1, FRACTION_ONE + 1])
def test_a_penalty_lies_between_nothing_and_everything(penalty):
    with pytest.raises(ValueError, match="penalty"):
        BehaviourRules(penalty=penalty)


# --- what must always hold

STEPS = st.lists(
    st.tuples(
        st.sampled_from(QuestionEvent),
        st.none() | st.builds(pairs, st.text("abc.", min_size=3, max_size=3)),
    ),
    max_size=12,
)
ASKED = st.builds(
    BehaviourRules,
    behaviour=st.sampled_from([each for each in Behaviour if each is not Behaviour.CERTAINTY]),
    penalty=st.integers(0, FRACTION_ONE),
    hints=st.lists(st.builds(Hint, st.just("x"), st.booleans()), max_size=3).map(tuple),
)
REFUSED = (QuestionLockedError, QuestionEventRefusedError, AnswerIncompleteError)


def survived(asked, steps) -> list[History]:
    """The histories after each step; what is refused changes nothing."""
    found = [NEW]
    for event, answer in steps:
        try:
            found.append(rules.apply(MATCHING, asked, found[-1], event, answer))
        except REFUSED:
            found.append(found[-1])
    return found


@given(asked=ASKED, steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_a_mark_lies_between_nothing_and_the_best_answer_given(asked, steps):
    last = rules.apply(MATCHING, asked, survived(asked, steps)[-1], QuestionEvent.FINISH)
    fraction = rules.standing(MATCHING, asked, last).fraction
    best = max(MATCHING.mark(each.response).fraction for each in (*last.tries, last.saved))
    assert fraction is not None
    assert 0 <= fraction <= best


@given(asked=ASKED, steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_what_is_closed_never_changes(asked, steps):
    histories = survived(asked, steps)
    first = next((each for each in histories if each.phase is Phase.CLOSED), None)
    assert first is None or histories[-1] == first


@given(asked=ASKED, steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_only_what_is_offered_is_taken_and_tries_never_run_out_below_zero(asked, steps):
    for history, (event, answer) in zip(survived(asked, steps), steps, strict=False):
        found = rules.standing(MATCHING, asked, history)
        assert found.tries_left is None or found.tries_left >= 1
        if event not in found.may:
            with pytest.raises((QuestionLockedError, QuestionEventRefusedError)):
                rules.apply(MATCHING, asked, history, event, answer)


@given(steps=STEPS, penalty=st.integers(0, FRACTION_ONE))
@settings(max_examples=60, deadline=None)
def test_count_back_never_earns_less_than_interactive(steps, penalty):
    hints = (Hint("x"), Hint("y"))
    plain = BehaviourRules(behaviour=Behaviour.INTERACTIVE, penalty=penalty, hints=hints)
    by_part = BehaviourRules(behaviour=Behaviour.COUNT_BACK, penalty=penalty, hints=hints)
    closed = rules.apply(MATCHING, plain, survived(plain, steps)[-1], QuestionEvent.FINISH)
    less, more = (rules.standing(MATCHING, each, closed).fraction for each in (plain, by_part))
    assert less is not None
    assert more is not None
    assert less <= more


@given(steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_adaptive_never_takes_back_what_was_earned(steps):
    asked = BehaviourRules(behaviour=Behaviour.ADAPTIVE)
    marks = [rules.standing(MATCHING, asked, each).fraction or 0 for each in survived(asked, steps)]
    assert marks == sorted(marks)
