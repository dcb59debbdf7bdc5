"""The table of an attempt's life, whole."""

from itertools import product

import pytest

from elearning.domain.attempts import (
    TRANSITIONS,
    AttemptClosedError,
    AttemptEvent,
    AttemptEventRefusedError,
    AttemptState,
    is_open,
    may_happen,
    state_once_marked,
    transition,
)

ALLOWED = {
    ("in_progress", "fall_overdue"): "overdue",
    ("in_progress", "extend"): "in_progress",
    ("in_progress", "submit"): "submitted",
    ("in_progress", "abandon"): "abandoned",
    ("overdue", "extend"): "in_progress",
    ("overdue", "submit"): "submitted",
    ("overdue", "abandon"): "abandoned",
    ("submitted", "grade"): "finished",
    ("finished", "regrade"): "finished",
    ("abandoned", "reopen"): "in_progress",
}


@pytest.mark.parametrize(("state", "event"), list(product(AttemptState, AttemptEvent)))
def test_each_state_allows_exactly_its_events(state: AttemptState, event: AttemptEvent) -> None:
    expected = ALLOWED.get((state.value, event.value))
    assert may_happen(state, event) == (expected is not None)
    if expected is not None:
        assert transition(state, event) == expected
        return
    with pytest.raises(AttemptClosedError if event is AttemptEvent.SUBMIT else AttemptEventRefusedError):
        transition(state, event)


def test_the_table_holds_nothing_else() -> None:
    assert len(TRANSITIONS) == len(ALLOWED)


@pytest.mark.parametrize("state", list(AttemptState))
def test_only_attempts_in_progress_or_overdue_are_open(state: AttemptState) -> None:
    assert is_open(state) == (state in {AttemptState.IN_PROGRESS, AttemptState.OVERDUE})


@pytest.mark.parametrize(
    ("fractions", "state"),
    [
        ([], AttemptState.FINISHED),
        ([0, 10_000_000], AttemptState.FINISHED),
        ([None], AttemptState.SUBMITTED),
        ([10_000_000, None, 0], AttemptState.SUBMITTED),
    ],
)
def test_an_attempt_is_finished_only_when_people_have_marked_all_that_is_theirs(
    fractions: list[int | None], state: AttemptState
) -> None:
    assert state_once_marked(fractions) is state
