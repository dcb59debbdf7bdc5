"""The papers of quizzes and what answers to them are worth: laid out, answered and marked once, then dealt out as often as wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from random import Random

from elearning.catalog.outline import Step
from elearning.demo.answers import right_answer, wrong_answer
from elearning.demo.bulk.sheaf import JsonText, json_text
from elearning.demo.lives import Attempt
from elearning.domain.grading import AttemptGrade
from elearning.domain.questions import Marking, Question
from elearning.domain.questions.base import outcome_of
from elearning.domain.quiz_layout import PoolQuestion, Slot, lay_out
from elearning.quizzes import queries
from elearning.quizzes.rules import QuizRules, rules_of
from elearning.quizzes.services.finishing import grade_of, stored_reasons
from elearning.quizzes.services.starting import SEED_BITS
from elearning.quizzes.values import field_name, stored_slot


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is stored, with its mark."""

    given: JsonText
    fraction: int
    reasons: JsonText


@dataclass(frozen=True, slots=True)
class Paper:
    """One layout of a quiz. `order` are the slots by the ids of their questions, so that a draw does not depend on the shuffle."""

    seed: int
    slots: tuple[Slot, ...]
    layout: JsonText
    order: tuple[int, ...]


class Papers:
    """The papers of all quizzes, made when first asked for from the questions that were read."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._questions: dict[int, Question] = {}
        self._pools: dict[int, Sequence[PoolQuestion]] = {}
        self._rules: dict[int, QuizRules] = {}
        self._papers: dict[tuple[int, int], Paper] = {}
        self._answers: dict[tuple[int, bool], Answer] = {}

    def read(self, steps: Iterable[Step]) -> None:
        """Read the questions of quizzes; afterwards nothing here asks the database."""
        for step in steps:
            self._rules[step.id] = rules_of(step.rules)
            self._pools[step.id] = queries.pool_of(step.id)
            self._questions |= {each.version_id: each.question for each in self._pools[step.id]}

    def rules(self, step: Step) -> QuizRules:
        """The rules of a quiz."""
        return self._rules[step.id]

    def paper(self, slug: str, step: Step, number: int) -> Paper:
        """A paper of a quiz."""
        if (step.id, number) not in self._papers:
            self._papers[step.id, number] = self._lay_out(slug, step, number)
        return self._papers[step.id, number]

    def answer(self, version_id: int, *, is_wrong: bool) -> Answer:
        """The right or a wrong answer to a question of a paper."""
        if (version_id, is_wrong) not in self._answers:
            question = self._questions[version_id]
            fields = (wrong_answer if is_wrong else right_answer)(question, field_name(1))
            given = question.dump_response(question.parse_response(fields, field_name(1)))
            marking = question.mark(question.load_response(given))
            answer = Answer(json_text({"given": given}), marking.fraction, json_text(stored_reasons(marking)))
            self._answers[version_id, is_wrong] = answer
        return self._answers[version_id, is_wrong]

    def grade(self, paper: Paper, answers: Mapping[int, Answer], step: Step) -> AttemptGrade:
        """The grade of a whole paper."""
        worth = tuple(sorted((slot.mark, answers[number].fraction) for number, slot in enumerate(paper.slots, 1)))
        return _grade(worth, self.rules(step).pass_mark)

    def _lay_out(self, slug: str, step: Step, number: int) -> Paper:
        seed = paper_seed(self._seed, slug, step.key, number)
        slots = lay_out(self._pools[step.id], self.rules(step).layout, seed)
        numbers = range(1, len(slots) + 1)
        order = sorted(numbers, key=lambda place: self._questions[slots[place - 1].version_id].id)
        return Paper(seed, slots, json_text([stored_slot(slot) for slot in slots]), tuple(order))


def paper_seed(seed: int, slug: str, key: str, number: int) -> int:
    """The seed from which a paper is laid out."""
    return Random(f"paper:{seed}:{slug}:{key}:{number}").getrandbits(SEED_BITS)


def wrong_slots(deed: Attempt, order: Sequence[int]) -> Collection[int]:
    """The slots that are answered wrongly; `order` are the slots by the ids of their questions."""
    return set(Random(deed.draw).sample(order, round(len(order) * (100 - deed.score) / 100)))


def answered_slots(deed: Attempt, size: int) -> range:
    """The slots that are answered: all, or the first half of an attempt that is left open."""
    return range(1, (size // 2 if deed.is_open else size) + 1)


@lru_cache(maxsize=50_000)
def _grade(worth: tuple[tuple[int, int], ...], pass_mark: Decimal) -> AttemptGrade:
    """The order of slots does not matter to a grade, so papers with the same marks share one."""
    slots = [Slot(0, mark, ()) for mark, _ in worth]
    markings = {number: Marking(fraction, outcome_of(fraction)) for number, (_, fraction) in enumerate(worth, start=1)}
    return grade_of(slots, markings, pass_mark)
