"""What one attempt asks: which questions, in which order, with which order of choices. Fixed once, by a kept seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from elearning.domain.questions import Question
from elearning.domain.questions.base import seeded_order


@dataclass(frozen=True, slots=True)
class PoolQuestion:
    """A question that a quiz may ask. ``version_id`` names the stored version, ``mark`` is in ten-millionths."""

    version_id: int
    mark: int
    question: Question


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in an attempt: the question version, its mark in ten-millionths, and the option (or item) ids as shown."""

    version_id: int
    mark: int
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutRules:
    """``draw`` None asks every question of the pool; a larger number than the pool holds asks all of it."""

    draw: int | None = None
    shuffle_questions: bool = True
    shuffle_answers: bool = True


def lay_out(pool: Sequence[PoolQuestion], rules: LayoutRules, seed: int) -> tuple[Slot, ...]:
    """Return the slots that ``seed`` gives, the same for ever. Question ids of a pool differ.

    Drawing and shuffling are two separate orders of the same seed, so that switching the shuffle off leaves the
    written order of exactly the same questions. Where answers are not shuffled, items to be ordered still are: their
    written order is the right one.
    """
    chosen = _drawn(pool, rules.draw, seed)
    if rules.shuffle_questions:
        chosen = _shuffled(chosen, f"{seed}:questions")
    return tuple(Slot(each.version_id, each.mark, _choice_order(each.question, rules, seed)) for each in chosen)


def _drawn(pool: Sequence[PoolQuestion], draw: int | None, seed: int) -> Sequence[PoolQuestion]:
    """Return the drawn questions in written order."""
    if draw is None or draw >= len(pool):
        return pool
    taken = {each.question.id for each in _shuffled(pool, f"{seed}:draw")[:draw]}
    return [each for each in pool if each.question.id in taken]


def _shuffled(pool: Sequence[PoolQuestion], seed: str) -> list[PoolQuestion]:
    by_id = {each.question.id: each for each in pool}
    return [by_id[each] for each in seeded_order(tuple(by_id), seed)]


def _choice_order(question: Question, rules: LayoutRules, seed: int) -> tuple[str, ...]:
    return (question if rules.shuffle_answers else replace(question, shuffle=False)).choice_order(seed)
