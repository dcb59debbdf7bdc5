"""What one attempt asks: which questions, in which order, with which order of choices. Fixed once, by a kept seed."""

from collections.abc import Iterator, Sequence
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
    """A place in an attempt: the question version, its mark in ten-millionths, and the option (or item) ids as shown.

    A text between questions has the mark 0: whoever sums marks need not know of it.
    """

    version_id: int
    mark: int
    order: tuple[str, ...]

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to answer."""
        return self.mark > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutRules:
    """``draw`` None asks every question of the pool; a larger number than the pool holds asks all of it."""

    draw: int | None = None
    shuffle_questions: bool = True
    shuffle_answers: bool = True


def lay_out(pool: Sequence[PoolQuestion], rules: LayoutRules, seed: int) -> tuple[Slot, ...]:
    """Return the slots that ``seed`` gives, the same for ever. Question ids of a pool differ.

    A text between questions introduces the questions up to the next one: those are shuffled among themselves and stay
    behind it. It is not drawn but follows them, and goes where none of them was drawn.

    Drawing and shuffling are two separate orders of the same seed, so that switching the shuffle off leaves the
    written order of exactly the same questions. Where answers are not shuffled, items to be ordered still are: their
    written order is the right one.
    """
    chosen = _drawn(pool, rules.draw, seed)
    if rules.shuffle_questions:
        chosen = [each for part in _parts(chosen) for each in _shuffled_behind_text(part, f"{seed}:questions")]
    return tuple(_slot(each, rules, seed) for each in chosen)


def numbers(layout: Sequence[Slot]) -> tuple[int | None, ...]:
    """Return the number of each slot as people count questions, from 1; None for a text between questions."""
    asked = 0
    found: list[int | None] = []
    for slot in layout:
        asked += slot.is_asked
        found.append(asked if slot.is_asked else None)
    return tuple(found)


def _slot(each: PoolQuestion, rules: LayoutRules, seed: int) -> Slot:
    mark = each.mark if each.question.is_asked else 0
    return Slot(each.version_id, mark, _choice_order(each.question, rules, seed))


def _drawn(pool: Sequence[PoolQuestion], draw: int | None, seed: int) -> Sequence[PoolQuestion]:
    """Return the drawn questions in written order, with the texts that introduce them."""
    asked = [each for each in pool if each.question.is_asked]
    if draw is None or draw >= len(asked):
        return pool
    taken = {each.question.id for each in _shuffled(asked, f"{seed}:draw")[:draw]}
    found: list[PoolQuestion] = []
    for part in _parts(pool):
        kept = [each for each in part if each.question.id in taken]
        texts = [each for each in part if not each.question.is_asked]
        found += texts + kept if kept or len(texts) == len(part) else []
    return found


def _parts(pool: Sequence[PoolQuestion]) -> Iterator[list[PoolQuestion]]:
    """Yield the stretches of a pool; each but the first begins with a text between questions."""
    part: list[PoolQuestion] = []
    for each in pool:
        if not each.question.is_asked and part:
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _shuffled_behind_text(part: list[PoolQuestion], seed: str) -> list[PoolQuestion]:
    texts = [each for each in part if not each.question.is_asked]
    return texts + _shuffled([each for each in part if each.question.is_asked], seed)


def _shuffled(pool: Sequence[PoolQuestion], seed: str) -> list[PoolQuestion]:
    by_id = {each.question.id: each for each in pool}
    return [by_id[each] for each in seeded_order(tuple(by_id), seed)]


def _choice_order(question: Question, rules: LayoutRules, seed: int) -> tuple[str, ...]:
    return (question if rules.shuffle_answers else replace(question, shuffle=False)).choice_order(seed)
