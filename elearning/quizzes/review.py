"""A closed attempt as its review shows it: what was answered, what is right, why, and where to read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext, pgettext

from elearning.domain.questions import InputKind, Marking, Outcome, PartReason, Question
from elearning.domain.questions.base import Response, outcome_of
from elearning.domain.questions.ordering import Ordering
from elearning.domain.quiz_layout import numbers
from elearning.domain.scores import FRACTION_ONE, percent_beside_pass_mark, points, to_exact
from elearning.quizzes.links import CourseTexts
from elearning.quizzes.paper import part_label, saved_in
from elearning.quizzes.values import AttemptFacts, SavedAnswer

RIGHT, WRONG, NEITHER = "right", "wrong", ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of given or right answers. `text` is plain, `html` and `label_html` sanitised; `kind` as in the macro."""

    label: str
    text: str = ""
    html: str = ""
    kind: str = NEITHER
    label_html: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why: `lead` names the choice it speaks about, empty where it speaks about the answer as a whole. Both HTML."""

    lead: str
    html: str


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """A question with everything that is to be said about its answer; `number` is None for a text between questions."""

    slot: int
    number: int | None
    stem: str
    outcome: Outcome
    earned: Decimal
    of: Decimal
    lines: tuple[AnswerLine, ...]
    explanations: tuple[Explanation, ...]
    read_again: str
    source: str
    locator: str

    @property
    def is_right(self) -> bool:
        """Whether it earned everything."""
        return self.outcome is Outcome.RIGHT

    @property
    def is_asked(self) -> bool:
        """Whether there was anything to answer."""
        return self.number is not None


def reviewed_questions(
    attempt: AttemptFacts,
    questions: Mapping[int, Question],
    answers: Mapping[int, SavedAnswer],
    texts: CourseTexts,
) -> list[ReviewedQuestion]:
    """Every question of a finished attempt in its order."""
    return [
        replace(
            _reviewed(slot, questions[layout.version_id], saved_in(answers, slot), layout.mark, texts), number=number
        )
        for slot, (layout, number) in enumerate(zip(attempt.layout, numbers(attempt.layout), strict=True), start=1)
    ]


def shown_score(attempt: AttemptFacts) -> Decimal:
    """The score in per cent, with as few decimals as tell the truth beside the pass mark."""
    return percent_beside_pass_mark(to_exact(attempt.fraction or 0), attempt.rules.pass_mark)


def _reviewed(slot: int, question: Question, saved: SavedAnswer, mark: int, texts: CourseTexts) -> ReviewedQuestion:
    """The mark is the stored one; the words are made from the same version of the question that earned it."""
    response = question.load_response(saved.answer)
    marking = question.mark(response)
    fraction = saved.fraction or 0
    is_empty = question.is_empty(response)
    return ReviewedQuestion(
        slot=slot,
        number=None,
        stem=texts.of(question.shown_stem, f"q{slot}"),
        outcome=Outcome.UNANSWERED if is_empty else outcome_of(fraction),
        earned=points(fraction, Decimal(mark) / FRACTION_ONE),
        of=Decimal(mark) / FRACTION_ONE,
        lines=tuple(_lines(slot, question, response, marking, texts)),
        explanations=tuple(_explanations(slot, question, marking, texts)),
        read_again=question.read_again or "",
        source=question.source or "",
        locator=question.locator or "",
    )


def _lines(slot: int, question: Question, response: Response, marking: Marking, texts: CourseTexts) -> list[AnswerLine]:
    if not question.is_asked:
        return []
    if isinstance(question, Ordering):
        return _ordering_lines(slot, question, response, marking, texts)
    if question.input_kind is InputKind.SELECTS:
        return _matching_lines(slot, question, marking, texts)
    given = _given_lines(slot, question, marking, texts)
    return given if marking.outcome is Outcome.RIGHT else given + _right_lines(slot, question, response, texts)


def _given_lines(slot: int, question: Question, marking: Marking, texts: CourseTexts) -> list[AnswerLine]:
    label = gettext("Jawaban Anda")
    given = [reason for reason in marking.reasons if reason.given is not None]
    if not given:
        return [AnswerLine(label, gettext("Tidak dijawab"))]
    return [_given_line(slot, question, reason, label, texts) for reason in given]


def _given_line(slot: int, question: Question, reason: PartReason, label: str, texts: CourseTexts) -> AnswerLine:
    kind = RIGHT if reason.is_right else NEITHER if reason.fraction > 0 else WRONG
    text = reason.given or ""
    if question.input_kind in (InputKind.TEXT, InputKind.NUMBER):
        return AnswerLine(label, text, kind=kind)
    return AnswerLine(label, html=texts.of(_option_words(question, text), f"r{slot}-{reason.part_id}"), kind=kind)


def _right_lines(slot: int, question: Question, response: Response, texts: CourseTexts) -> list[AnswerLine]:
    """What would have been right and was not given."""
    given = set(response.values())
    label = gettext("Jawaban yang tepat")
    lines = []
    for part in question.right_answer():
        if part.part_id in given:
            continue
        if question.input_kind in (InputKind.TEXT, InputKind.NUMBER):
            lines.append(AnswerLine(label, part.text, kind=RIGHT))
        else:
            html = texts.of(_option_words(question, part.text), f"t{slot}-{part.part_id}")
            lines.append(AnswerLine(label, html=html, kind=RIGHT))
    return lines


def _matching_lines(slot: int, question: Question, marking: Marking, texts: CourseTexts) -> list[AnswerLine]:
    reasons = {reason.part_id: reason for reason in marking.reasons}
    lines = []
    for part in question.right_answer():
        reason = reasons.get(part.part_id)
        given = reason.given if reason else None
        is_right = reason is not None and reason.is_right
        words = (
            part.text
            if is_right
            else gettext("%(given)s; yang tepat: %(right)s", given=given or gettext("Tidak dijawab"), right=part.text)
        )
        stem = texts.of(part_label(part.label, question), f"r{slot}-{part.part_id}")
        lines.append(AnswerLine("", words, kind=RIGHT if is_right else WRONG, label_html=stem))
    return lines


def _ordering_lines(
    slot: int, question: Question, response: Response, marking: Marking, texts: CourseTexts
) -> list[AnswerLine]:
    """The right order from top to bottom, each item with the place it was given."""
    is_right = {reason.part_id: reason.is_right for reason in marking.reasons}
    lines = []
    for part in question.right_answer():
        place = response.value(part.part_id)
        if is_right.get(part.part_id):
            label = gettext("Urutan %(right)s", right=part.label)
        elif place:
            label = gettext("Urutan %(right)s; Anda menaruhnya di %(given)s", right=part.label, given=place)
        else:
            label = gettext("Urutan %(right)s; tidak Anda isi", right=part.label)
        kind = RIGHT if is_right.get(part.part_id) else WRONG
        lines.append(AnswerLine(label, html=texts.of(part.text, f"r{slot}-{part.part_id}"), kind=kind))
    return lines


def _explanations(slot: int, question: Question, marking: Marking, texts: CourseTexts) -> list[Explanation]:
    """What is said about the chosen, then about the answer as a whole, then about the question."""
    several = question.input_kind in (InputKind.SEVERAL_CHOICES, InputKind.SELECTS)
    words = _names_of_parts(question) if several else {}
    found = [
        Explanation(
            texts.of(words.get(reason.part_id, ""), f"n{slot}-{reason.part_id}"),
            texts.of(reason.feedback, f"f{slot}-{reason.part_id}"),
        )
        for reason in marking.reasons
        if reason.feedback
    ]
    wholes = (("m", marking.feedback), ("g", question.feedback))
    return found + [Explanation("", texts.of(html, f"{prefix}{slot}")) for prefix, html in wholes if html]


def _names_of_parts(question: Question) -> dict[str, str]:
    if question.input_kind is InputKind.SELECTS:
        return {part.id: part.text for part in question.parts}
    return {option.id: option.text for option in question.options}


def _option_words(question: Question, text: str) -> str:
    return gettext(text) if question.type_name == "true_false" else text


def outcome_words(outcome: Outcome) -> tuple[str, str, str]:
    """(word, kind of status, icon) of an outcome."""
    return {
        Outcome.RIGHT: (pgettext("penilaian jawaban", "Benar"), "done", "done"),
        Outcome.PARTIAL: (gettext("Benar sebagian"), "attention", "half"),
        Outcome.WRONG: (gettext("Keliru"), "attention", "cross"),
        Outcome.UNANSWERED: (gettext("Tidak dijawab"), "", "circle"),
    }[outcome]


def right_count(questions: list[ReviewedQuestion]) -> int:
    """How many earned everything."""
    return sum(question.is_right for question in questions)
