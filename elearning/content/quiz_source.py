"""Reads a `*.quiz.yaml` file into a `Quiz`; what a right question is, `elearning.content.checks` decides."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from elearning.content.fields import ID_PATTERN, Fields, Plain
from elearning.content.problems import Place, ProblemLog
from elearning.content.quiz_plan import read_plan, read_tries
from elearning.content.rules import read_rule
from elearning.content.schema import QuestionText, Quiz, QuizRules
from elearning.content.yaml_source import Entries
from elearning.domain.questions.description import Description
from elearning.domain.questions.numerical import ToleranceType
from elearning.domain.questions.quantities import LONGEST_UNIT, UnitRule
from elearning.domain.questions.select_missing_words import HIGHEST_GROUP
from elearning.domain.schedule import OverdueHandling

OVERDUE = tuple(OverdueHandling)
MAX_WAIT_MINUTES = 43_200  # thirty days
LAYOUTS = ("one_page", "one_per_page")
SCORINGS = ("absolute_position", "adjacent_pairs", "all_or_nothing")
TOLERANCE_TYPES = tuple(ToleranceType)
UNIT_RULES = tuple(UnitRule)
MAX_QUESTIONS = 500

Content = dict[str, Plain]


def read_quiz(node: Entries, file: str, log: ProblemLog) -> Quiz:
    """The quiz; questions without a usable id or type are reported and left out."""
    fields = Fields(node, file, log)
    quiz = Quiz(
        id=fields.identifier(),
        title=fields.text("title", limit=120),
        minutes=fields.whole("minutes", least=1, most=600),
        intro=fields.text("intro", ""),
        rules=_rules(fields),
        plan=read_plan(fields),
        requires=read_rule(fields, "requires"),
        questions=tuple(q for part in fields.parts("questions") if (q := _question(part))),
        place=Place(file, node.lines.get("id", node.line)),
    )
    fields.finish()
    if len(quiz.questions) > MAX_QUESTIONS:
        fields.fault("questions", "too-many", f"Satu kuis paling banyak {MAX_QUESTIONS} pertanyaan.")
    return quiz


def _rules(fields: Fields) -> QuizRules:
    pass_mark = fields.number("pass_mark", Decimal(70))
    if not 0 <= pass_mark <= 100:
        fields.fault("pass_mark", "out-of-range", "“pass_mark” adalah persen: 0 sampai 100.")
    return QuizRules(
        pass_mark=pass_mark,
        attempts=fields.whole("attempts", 0, most=100),
        time_limit_minutes=_optional_whole(fields, "time_limit_minutes", 600),
        grace_minutes=fields.whole("grace_minutes", 0, most=600),
        overdue=OverdueHandling(fields.option("overdue", OVERDUE, OverdueHandling.SUBMIT)),
        wait_minutes=fields.whole("wait_minutes", 0, most=MAX_WAIT_MINUTES),
        shuffle_questions=fields.flag("shuffle_questions", default=True),
        shuffle_answers=fields.flag("shuffle_answers", default=True),
        draw=_optional_whole(fields, "draw", MAX_QUESTIONS),
        layout=fields.option("layout", LAYOUTS, "one_page"),
    )


def _optional_whole(fields: Fields, key: str, most: int) -> int | None:
    return fields.whole(key, least=1, most=most) if fields.has(key) else None


def _question(fields: Fields) -> QuestionText | None:
    question_id = fields.identifier()
    type_name = fields.option("type", tuple(_TYPES))
    if type_name == Description.type_name and fields.has("mark"):
        fields.fault("mark", "out-of-range", "“mark” tidak berlaku bagi pengantar (description); hapus.")
    mark = fields.number("mark", Decimal(1))
    if not 0 < mark <= 100:
        fields.fault("mark", "out-of-range", "“mark” harus lebih dari 0 dan paling banyak 100.")
    content: Content = {
        "id": question_id,
        "type": type_name,
        "stem": fields.text("stem"),
        "mark": _number_text(mark),
        "feedback": fields.text("feedback", ""),
    }
    for key, limit in (("read_again", 200), ("source", 64), ("locator", 200)):
        content[key] = fields.text(key, "", limit=limit)
    lines = dict(fields.node.lines)
    content.update(_TYPES[type_name](fields, lines) if type_name in _TYPES else {})
    tries = read_tries(fields)
    fields.finish()
    if not ID_PATTERN.fullmatch(question_id) or type_name not in _TYPES:
        return None
    place = Place(fields.file, fields.node.line)
    return QuestionText(question_id, type_name, mark, content, lines, place, tries)


def _single_choice(fields: Fields, lines: dict[str, int]) -> Content:
    return {"choices": _listed(fields, "choices", _choice, lines), "shuffle": fields.flag("shuffle", default=True)}


def _multiple_choice(fields: Fields, lines: dict[str, int]) -> Content:
    return {"choices": _listed(fields, "choices", _choice, lines), "shuffle": fields.flag("shuffle", default=True)}


def _true_false(fields: Fields, _lines: dict[str, int]) -> Content:
    return {
        "answer": fields.flag("answer"),
        "feedback_true": fields.text("feedback_true", ""),
        "feedback_false": fields.text("feedback_false", ""),
    }


def _short_answer(fields: Fields, lines: dict[str, int]) -> Content:
    content: Content = {
        "answers": _listed(fields, "answers", _pattern_answer, lines),
        "case_sensitive": fields.flag("case_sensitive", default=False),
        "other_feedback": fields.text("other_feedback", ""),
    }
    if fields.has("ignore_accents"):
        content["ignore_accents"] = fields.flag("ignore_accents")
    return content


def _numerical(fields: Fields, lines: dict[str, int]) -> Content:
    content: Content = {
        "answers": _listed(fields, "answers", _number_answer, lines),
        "unit": fields.text("unit", "", limit=40),
        "other_feedback": fields.text("other_feedback", ""),
    }
    return content | _units(fields, lines)


def _units(fields: Fields, lines: dict[str, int]) -> Content:
    """The keys of typed units; none where none is written, so that questions without them keep their fingerprint."""
    content: Content = {}
    if fields.has("units"):
        content["units"] = _listed(fields, "units", _unit, lines)
    if fields.has("unit_rule"):
        content["unit_rule"] = fields.option("unit_rule", UNIT_RULES, UnitRule.OPTIONAL)
    if fields.has("unit_penalty"):
        content["unit_penalty"] = _number_text(fields.number("unit_penalty"))
    if fields.has("unit_feedback"):
        content["unit_feedback"] = fields.text("unit_feedback")
    return content


def _unit(fields: Fields) -> Content:
    content: Content = {"name": fields.text("name", limit=LONGEST_UNIT)}
    if fields.has("multiplier"):
        content["multiplier"] = _decimal(fields, "multiplier", required=True)
    return content


def _matching(fields: Fields, lines: dict[str, int]) -> Content:
    content: Content = {
        "pairs": _listed(fields, "pairs", _pair, lines),
        "distractors": [text for text, _ in fields.texts("distractors")],
    }
    return content | _group_feedback(fields)


def _ordering(fields: Fields, lines: dict[str, int]) -> Content:
    content: Content = {
        "items": _listed(fields, "items", _item, lines),
        "scoring": fields.option("scoring", SCORINGS, "absolute_position"),
    }
    return content | _group_feedback(fields)


def _select_missing_words(fields: Fields, lines: dict[str, int]) -> Content:
    content: Content = {
        "words": _listed(fields, "words", _word, lines),
        "shuffle": fields.flag("shuffle", default=True),
    }
    return content | _group_feedback(fields)


def _word(fields: Fields) -> Content:
    return {"text": fields.text("text", limit=300), "group": fields.whole("group", 1, least=1, most=HIGHEST_GROUP)}


def _description(_fields: Fields, _lines: dict[str, int]) -> Content:
    return {}


def _group_feedback(fields: Fields) -> Content:
    return {key: fields.text(key, "") for key in ("correct_feedback", "partial_feedback")}


def _choice(fields: Fields) -> Content:
    content: Content = {
        "id": fields.identifier(),
        "text": fields.text("text", limit=2_000),
        "feedback": fields.text("feedback", ""),
    }
    if fields.has("fraction"):
        content["fraction"] = _number_text(fields.number("fraction"))
    if fields.has("correct"):
        content["correct"] = fields.flag("correct")
    return content


def _pattern_answer(fields: Fields) -> Content:
    return {
        "text": fields.text("text", limit=500),
        "fraction": _number_text(fields.number("fraction", Decimal(1))),
        "feedback": fields.text("feedback", ""),
    }


def _number_answer(fields: Fields) -> Content:
    content: Content = {
        "value": _decimal(fields, "value", required=True),
        "tolerance": _decimal(fields, "tolerance", required=False),
        "fraction": _number_text(fields.number("fraction", Decimal(1))),
        "feedback": fields.text("feedback", ""),
    }
    if fields.has("tolerance_type"):
        content["tolerance_type"] = fields.option("tolerance_type", TOLERANCE_TYPES, ToleranceType.NOMINAL)
    return content


def _pair(fields: Fields) -> Content:
    return {
        "id": fields.identifier(),
        "stem": fields.text("stem", limit=2_000),
        "match": fields.text("match", limit=300),
    }


def _item(fields: Fields) -> Content:
    return {"id": fields.identifier(), "text": fields.text("text", limit=2_000)}


def _listed(fields: Fields, key: str, read: Callable[[Fields], Content], lines: dict[str, int]) -> list[Plain]:
    found: list[Plain] = []
    for index, part in enumerate(fields.parts(key)):
        lines[f"{key}.{index}"] = part.node.line
        lines.update({f"{key}.{index}.{name}": line for name, line in part.node.lines.items()})
        found.append(read(part))
        part.finish()
    return found


def _decimal(fields: Fields, key: str, *, required: bool) -> str:
    """An exact number as text with a decimal point; a comma is taken as one, as people here write it."""
    text = fields.text(key, None if required else "0", limit=40).replace(",", ".")
    try:
        value = Decimal(text)
    except ArithmeticError:
        value = Decimal("NaN")
    if not value.is_finite():
        fields.fault(key, "wrong-type", f"“{key}” harus berupa angka, misalnya 91,48.")
        return "0"
    return text


def _number_text(value: Decimal) -> str:
    return format(value.normalize(), "f")


_TYPES: dict[str, Callable[[Fields, dict[str, int]], Content]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "select_missing_words": _select_missing_words,
    "description": _description,
}
QUESTION_TYPES = tuple(_TYPES)
