"""Questions as one JSON value, for programs outside; docs/questions.schema.json describes it.

Texts stand as in their file, unsanitised. Fractions and penalties are numbers from −1 to 1 with at most seven decimals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal

from elearning.content.formats.values import (
    Answer,
    Body,
    Calculated,
    CalculatedAnswer,
    Choices,
    Cloze,
    CombinedFeedback,
    Dataset,
    Essay,
    FormatProblem,
    Hint,
    Matching,
    MissingWords,
    NumberAnswer,
    Numerical,
    Ordering,
    Pair,
    Question,
    QuestionFile,
    ShortAnswer,
    Text,
    TextFormat,
    TrueFalse,
    Unit,
    Writing,
)
from elearning.domain.scores import FRACTION_ONE

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]


def write_json(questions: Iterable[Question], problems: Iterable[FormatProblem] = ()) -> Writing:
    """`{"questions": […], "problems": […]}` in UTF-8, with a line break at its end."""
    value: JsonObject = {
        "questions": [_question(question) for question in questions],
        "problems": [{"line": problem.line, "message": problem.message} for problem in problems],
    }
    return Writing((json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))


def _question(question: Question) -> JsonObject:
    default = question.stem.format
    found: JsonObject = {
        "type": question.type.value,
        "title": question.title,
        "category": question.category,
        "id": question.id,
        "tags": list(question.tags),
        "stem": question.stem.content,
        "format": default.value,
    }
    found |= _text("general_feedback", question.general_feedback, default)
    found |= {"answers": []}
    found |= _body(question.body, default)
    if question.mark is not None:
        found["mark"] = _number(question.mark)
    if question.penalty is not None:
        found["penalty"] = _share(question.penalty)
    if question.hints:
        found["hints"] = [_hint(hint, default) for hint in question.hints]
    if question.files:
        found["files"] = [_file(file) for file in question.files]
    return found


def _body(body: Body, default: TextFormat) -> JsonObject:
    match body:
        case Choices():
            own: JsonObject = {
                "answers": _answers(body.answers, default),
                "shuffle": body.shuffle,
                "numbering": body.numbering,
            }
            return own | _combined(body.combined, default)
        case TrueFalse():
            truth: JsonObject = {"answer": body.answer}
            truth |= _text("feedback_true", body.feedback_true, default)
            return truth | _text("feedback_false", body.feedback_false, default)
        case ShortAnswer():
            return {"answers": _answers(body.answers, default), "case_sensitive": body.case_sensitive}
        case Numerical():
            return {"answers": _answers(body.answers, default), "units": _units(body.units)}
        case Matching():
            pairs: list[JsonValue] = [_pair(pair, default) for pair in body.pairs]
            paired: JsonObject = {"pairs": pairs, "shuffle": body.shuffle}
            return paired | _combined(body.combined, default)
        case Essay():
            return _essay(body, default)
        case _:
            return _rarer_body(body, default)


def _rarer_body(body: Body, default: TextFormat) -> JsonObject:
    """Bodies that only Moodle XML knows."""
    match body:
        case Cloze():
            gaps: list[JsonValue] = [
                {
                    "start": gap.start,
                    "end": gap.end,
                    "weight": gap.weight,
                    "kind": gap.kind,
                    "answers": _answers(gap.answers, default),
                }
                for gap in body.gaps
            ]
            return {"gaps": gaps}
        case Ordering():
            items: list[JsonValue] = [_text("text", item, default, beside="format") for item in body.items]
            ordered: JsonObject = {"items": items, "scoring": body.scoring}
            return ordered | _combined(body.combined, default)
        case MissingWords():
            words: list[JsonValue] = [
                {"text": word.text, "group": word.group, "reusable": word.reusable} for word in body.words
            ]
            own: JsonObject = {"words": words, "shuffle": body.shuffle, "dragged": body.dragged}
            return own | _combined(body.combined, default)
        case Calculated():
            return {
                "answers": [_formula(answer, default) for answer in body.answers],
                "variant": body.variant,
                "datasets": [_dataset(dataset) for dataset in body.datasets],
                "units": _units(body.units),
            }
        case _:
            return {}


def _answers(answers: Iterable[Answer | NumberAnswer], default: TextFormat) -> list[JsonValue]:
    return [_answer(answer, default) for answer in answers]


def _answer(answer: Answer | NumberAnswer, default: TextFormat) -> JsonObject:
    if isinstance(answer, NumberAnswer):
        return _weighed({"text": answer.text}, answer, default) | _bounds(answer)
    return _weighed(_text("text", answer.text, default, beside="format"), answer, default)


def _weighed(text: JsonObject, answer: Answer | NumberAnswer | CalculatedAnswer, default: TextFormat) -> JsonObject:
    share: JsonObject = {"fraction": _share(answer.fraction)}
    return text | share | _text("feedback", answer.feedback, default)


def _bounds(answer: NumberAnswer) -> JsonObject:
    named = {"value": answer.value, "tolerance": answer.tolerance, "low": answer.low, "high": answer.high}
    return {name: _number(number) for name, number in named.items() if number is not None}


def _pair(pair: Pair, default: TextFormat) -> JsonObject:
    return _text("stem", pair.stem, default) | {"match": pair.match}


def _essay(body: Essay, default: TextFormat) -> JsonObject:
    own: JsonObject = {"response_format": body.response_format, "attachments": body.attachments}
    return own | _text("grader_info", body.grader_info, default) | _text("template", body.template, default)


def _formula(answer: CalculatedAnswer, default: TextFormat) -> JsonObject:
    rounding: JsonObject = {
        "tolerance": _number(answer.tolerance),
        "tolerance_kind": answer.tolerance_kind,
        "decimals": answer.decimals,
        "significant": answer.significant,
    }
    return _weighed({"text": answer.formula}, answer, default) | rounding


def _dataset(dataset: Dataset) -> JsonObject:
    return {
        "name": dataset.name,
        "low": _number(dataset.low),
        "high": _number(dataset.high),
        "decimals": dataset.decimals,
        "values": [_number(value) for value in dataset.values],
        "distribution": dataset.distribution,
        "shared": dataset.shared,
    }


def _units(units: Iterable[Unit]) -> list[JsonValue]:
    return [{"name": unit.name, "multiplier": _number(unit.multiplier)} for unit in units]


def _combined(combined: CombinedFeedback, default: TextFormat) -> JsonObject:
    told = _text("correct_feedback", combined.correct, default)
    told |= _text("partial_feedback", combined.partial, default)
    return told | _text("incorrect_feedback", combined.incorrect, default) | {"show_count": combined.show_count}


def _hint(hint: Hint, default: TextFormat) -> JsonObject:
    own: JsonObject = {"show_count": hint.show_count, "clear_wrong": hint.clear_wrong}
    return _text("text", hint.text, default, beside="format") | own


def _file(file: QuestionFile) -> JsonObject:
    return {
        "name": file.name,
        "path": file.path,
        "media_type": file.media_type,
        "size": len(file.data),
        "sha256": hashlib.sha256(file.data).hexdigest(),
    }


def _text(name: str, text: Text, default: TextFormat, beside: str = "") -> JsonObject:
    """The text, and its format beside it where that is another than the question's."""
    found: JsonObject = {name: text.content}
    if text and text.format is not default:
        found[beside or f"{name}_format"] = text.format.value
    return found


def _share(scaled: int) -> int | float:
    return _number(Decimal(scaled) / FRACTION_ONE)


def _number(value: Decimal) -> int | float:
    """A JSON number: whole where it is whole and short, otherwise the nearest that programs hold."""
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
