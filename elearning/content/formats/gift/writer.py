r"""Writes questions as GIFT: one spelling for each question, so that writing what was read gives the same bytes.

Every question is read back before it counts as written; what GIFT cannot hold is listed from the difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from elearning.content.formats.gift.answers import ARROW
from elearning.content.formats.gift.blocks import CATEGORY_SIGN, COMMENT_SIGN
from elearning.content.formats.gift.marks import MARKERS, WHITE_IN_LINE, escape, escape_inside, write_marked
from elearning.content.formats.gift.numbers import write_number, write_weight
from elearning.content.formats.gift.reader import TITLE_SIGN, read_gift_text
from elearning.content.formats.losses import lost_parts
from elearning.content.formats.source import WHITE
from elearning.content.formats.values import (
    GAP,
    Answer,
    Choices,
    Description,
    Essay,
    FormatProblem,
    Matching,
    NumberAnswer,
    Numerical,
    Question,
    QuestionType,
    ShortAnswer,
    Text,
    TextFormat,
    TrueFalse,
    Writing,
)
from elearning.domain.scores import FRACTION_ONE

_IN_SENTENCE = Choices | ShortAnswer | Numerical | TrueFalse


class _UnwritableError(Exception):
    """GIFT has no words for this; the message says what."""


def write_gift(questions: Iterable[Question]) -> Writing:
    """The GIFT file (UTF-8, no byte order mark) of `questions` in their order, and what it cannot hold."""
    parts: list[str] = []
    problems: list[FormatProblem] = []
    category = ""
    for question in questions:
        try:
            written, losses = _checked(question)
        except _UnwritableError as error:
            problems.append(FormatProblem(question.line, f"{_named(question)} tidak dapat ditulis dalam GIFT: {error}"))
            continue
        if losses:
            message = f"{_named(question)} ditulis dalam GIFT tanpa, atau dengan perubahan pada: {', '.join(losses)}."
            problems.append(FormatProblem(question.line, message, refused=False))
        named = _category(question)
        if named != category:
            parts.append(f"{CATEGORY_SIGN} {named}".rstrip(WHITE) + "\n\n")
            category = named
        parts.append(written)
    return Writing("".join(parts).encode("utf-8"), tuple(problems))


def _named(question: Question) -> str:
    shown = question.title or " ".join(question.stem.content.split())
    return f"“{shown[:60]}”" if shown else "Pertanyaan ini"


def _checked(question: Question) -> tuple[str, tuple[str, ...]]:
    """The question as GIFT, and what it lost by that."""
    written = _written(question)
    reading = read_gift_text(written)
    if len(reading.questions) != 1 or any(problem.refused for problem in reading.problems):
        reason = reading.problems[0].message if reading.problems else "teksnya terbaca sebagai hal lain."
        raise _UnwritableError(reason)
    read = reading.questions[0]
    if read.type is not question.type:
        raise _UnwritableError(f"GIFT membacanya sebagai {read.type}; ubah jawabannya.")
    if _written(read) != written:
        raise _UnwritableError("tanda dalam teksnya tidak dapat dibedakan dari tanda GIFT; ubah teksnya.")
    return written, lost_parts(question, replace(read, category=_category(question)))


def _category(question: Question) -> str:
    return " ".join(question.category.split()) if "\n" in question.category else question.category.strip(WHITE)


def _written(question: Question) -> str:
    title = f"{TITLE_SIGN}{name}{TITLE_SIGN}" if (name := escape(question.title)) else ""
    default = question.stem.format
    before, after = _around_the_gap(question)
    stem = _stem(before, default, must_mark=not title)
    head = f"{_comment(question)}{title}{stem}"
    if isinstance(question.body, Description):
        return f"{head}\n\n"
    general = f"####{write_marked(question.general_feedback, default)}" if question.general_feedback else ""
    answers = _answers(question, default)
    if after:
        return f"{head}{{{' '.join([*answers, general]).strip()}}}{escape_inside(after)}\n\n"
    space = " " if before else ""
    if len(answers) > 1 or (general and answers):
        lines = "".join(f"\n\t{line}" for line in [*answers, general] if line)
        return f"{head}{space}{{{lines}\n}}\n\n"
    return f"{head}{space}{{{''.join(answers)}{general}}}\n\n"


def _around_the_gap(question: Question) -> tuple[str, str]:
    """The stem before and after the answer; nothing after it unless the answer stands inside the sentence."""
    content = question.stem.content
    before, gap, after = content.partition(GAP)
    is_alone = gap and after.strip(WHITE) and "_" not in (before[-1:], after[:1]) and GAP not in after
    is_inside = is_alone and isinstance(question.body, _IN_SENTENCE)
    return (before, after.rstrip(WHITE)) if is_inside else (content.strip(WHITE_IN_LINE), "")


def _stem(before: str, default: TextFormat, *, must_mark: bool) -> str:
    """The beginning of the stem with its format; without a title a comment sign could begin the line."""
    written = escape_inside(before.lstrip(WHITE_IN_LINE))
    looks_marked = written.startswith(tuple(MARKERS)) or (must_mark and written.startswith(COMMENT_SIGN))
    return f"[{default}]{written}" if default is not TextFormat.MOODLE or looks_marked else written


def _comment(question: Question) -> str:
    names = [f"[id:{_bracketed(question.id)}]"] if question.id else []
    names += [f"[tag:{_bracketed(tag)}]" for tag in question.tags]
    return f"{COMMENT_SIGN} {' '.join(names)}\n" if names else ""


def _bracketed(name: str) -> str:
    return " ".join(name.split("\n")).replace("]", "\\]")


def _answers(question: Question, default: TextFormat) -> list[str]:
    match body := question.body:
        case Choices():
            return _choices(body, default, is_single=question.type is QuestionType.SINGLE_CHOICE)
        case ShortAnswer():
            return [f"{_sign('=', answer, default)}{_told(answer, default)}" for answer in body.answers]
        case TrueFalse():
            return [_true_false(body, default)]
        case Numerical():
            return _numbers(body, default)
        case Matching():
            return [f"={write_marked(pair.stem, default)} {ARROW} {escape(pair.match)}" for pair in body.pairs]
        case Essay():
            return []
    raise _UnwritableError("jenis pertanyaan ini tidak ada dalam GIFT; pakai Moodle XML.")


def _choices(body: Choices, default: TextFormat, *, is_single: bool) -> list[str]:
    """A single choice has `=` before what is wholly right, and at least before its best; several choices have none."""
    fractions = [answer.fraction for answer in body.answers]
    best = fractions.index(max(fractions)) if fractions and is_single else -1
    has_wrong = is_single and min(fractions, default=FRACTION_ONE) < FRACTION_ONE
    signs = [
        "=" if at == best or (has_wrong and fraction == FRACTION_ONE) else "~" for at, fraction in enumerate(fractions)
    ]
    return [
        f"{_sign(sign, answer, default)}{_told(answer, default)}"
        for sign, answer in zip(signs, body.answers, strict=True)
    ]


def _sign(sign: str, answer: Answer | NumberAnswer, default: TextFormat) -> str:
    """The sign, with the weight where it says more than the sign alone, or where the text itself looks like a weight."""
    usual = FRACTION_ONE if sign == "=" else 0
    looks_weighed = isinstance(answer, Answer) and write_marked(answer.text, default).startswith("%")
    return sign if answer.fraction == usual and not looks_weighed else f"{sign}{write_weight(answer.fraction)}"


def _told(answer: Answer, default: TextFormat) -> str:
    return write_marked(answer.text, default) + _feedback(answer.feedback, default)


def _feedback(feedback: Text, default: TextFormat) -> str:
    return f"#{write_marked(feedback, default)}" if feedback else ""


def _true_false(body: TrueFalse, default: TextFormat) -> str:
    right, wrong = (
        (body.feedback_true, body.feedback_false) if body.answer else (body.feedback_false, body.feedback_true)
    )
    told = f"#{write_marked(wrong, default)}" if wrong or right else ""
    return f"{'TRUE' if body.answer else 'FALSE'}{told}{_feedback(right, default)}"


def _numbers(body: Numerical, default: TextFormat) -> list[str]:
    """The mark of numbers on a line of its own when there are several."""
    written = [
        f"{_sign('=', answer, default)}{write_number(answer)}{_feedback(answer.feedback, default)}"
        for answer in body.answers
    ]
    return [f"#{written[0]}", *written[1:]] if written else []
