"""Writing GIFT: what was read comes back, the bytes settle at once, and losses are named."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.content.formats.gift import read_gift, write_gift
from elearning.content.formats.values import (
    Answer,
    Choices,
    Cloze,
    Description,
    Hint,
    NumberAnswer,
    Numerical,
    Question,
    QuestionType,
    ShortAnswer,
    Text,
    TextFormat,
    TrueFalse,
    Unit,
)

FIXTURE = Path(__file__).parents[3] / "fixtures" / "questions" / "every-kind.gift"
PIECES = [
    "a", "Ω", " ", "\n", "\t", "\r", "~", "=", "#", "####", "{", "}", ":", "::", "\\", "n", "->", "//", "[html]", "[id:1]",
    "%50%", "_____", "$CATEGORY:", "<b>", "]", "\u00a0", "\u2028",
]  # fmt: skip
CONTENT = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
TEXTS = st.builds(Text, CONTENT, st.sampled_from(list(TextFormat)))
ANSWERS = st.builds(Answer, TEXTS, st.sampled_from([10_000_000, 5_000_000, 0, -3_333_333]), TEXTS)


def choice(*answers: Answer, stem: str = "Soal", **more) -> Question:
    return Question(QuestionType.SINGLE_CHOICE, Choices(answers), Text(stem), **more)


RIGHT, WRONG = Answer(Text("a"), 10_000_000), Answer(Text("b"))


def read_back(data: bytes):
    reading = read_gift(io.BytesIO(data))
    assert not [problem for problem in reading.problems if problem.refused]
    return reading.questions


def test_every_kind_comes_back_as_it_was_and_the_bytes_are_the_same_again():
    questions = read_gift(io.BytesIO(FIXTURE.read_bytes())).questions
    first = write_gift(questions)
    assert not first.problems
    assert read_back(first.data) == questions
    assert write_gift(read_back(first.data)).data == first.data


def test_the_file_reads_well():
    question = choice(RIGHT, WRONG, title="Judul", category="A/B", id="7", tags=("x",), general_feedback=Text("Umum"))
    assert write_gift([question]).data.decode() == (
        "$CATEGORY: A/B\n\n// [id:7] [tag:x]\n::Judul::Soal {\n\t=a\n\t~b\n\t####Umum\n}\n\n"
    )


@pytest.mark.parametrize(
    "text", ["[html] tanda", "%50% tanda", "// tanda", "a -> b", "::a::", "$CATEGORY: x", "\\n", "{}"]
)
def test_a_text_that_looks_like_a_sign_stays_a_text(text):
    question = choice(Answer(Text(text), 10_000_000), Answer(Text(text, TextFormat.HTML)), stem=text)
    written = write_gift([question])
    assert not written.problems
    assert read_back(written.data) == (question,)


def test_a_category_of_a_no_break_space_stays():
    question = choice(RIGHT, WRONG, category="\u00a0")
    assert read_back(write_gift([question]).data) == (question,)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(ANSWERS, max_size=4), CONTENT, TEXTS, st.sampled_from(list(QuestionType)[:4]))
def test_whatever_is_written_either_comes_back_or_is_named(stem, answers, title, general, type_):
    body = {
        QuestionType.SHORT_ANSWER: ShortAnswer(tuple(answers)),
        QuestionType.TRUE_FALSE: TrueFalse(len(answers) > 1, general, stem),
    }.get(type_, Choices(tuple(answers)))
    question = Question(type_, body, stem, title=title, general_feedback=general, tags=(title,), category=title)
    written = write_gift([question])
    again = read_back(written.data)
    if not written.problems:
        assert again == (_settled(question),)
    assert len(again) == (0 if any(problem.refused for problem in written.problems) else 1)
    assert write_gift(again).data == written.data


def _settled(question: Question) -> Question:
    """Texts that say nothing have one value."""
    body = question.body
    if isinstance(body, TrueFalse):
        body = TrueFalse(body.answer, body.feedback_true or Text(), body.feedback_false or Text())
    else:
        answers = tuple(replace(answer, feedback=answer.feedback or Text()) for answer in body.answers)
        body = replace(body, answers=answers)
    return replace(
        question,
        body=body,
        stem=question.stem or Text(),
        general_feedback=question.general_feedback or Text(),
        tags=tuple(filter(None, question.tags)),
    )


def test_numbers_are_written_as_their_file_wrote_them_or_else_from_their_values():
    answers = (
        NumberAnswer("3.10:0.0", value=Decimal("3.10"), tolerance=Decimal(0)),
        NumberAnswer("tiga", fraction=5_000_000, value=Decimal(3), tolerance=Decimal("0.5")),
    )
    data = write_gift([Question(QuestionType.NUMERICAL, Numerical(answers), Text("Soal"))]).data
    assert data.decode() == "Soal {\n\t#=3.10:0.0\n\t=%50%3:0.5\n}\n\n"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"penalty": 5_000_000}, "pengurangan nilai"),
        ({"mark": Decimal(2)}, "nilai"),
        ({"hints": (Hint(Text("Ingat")),)}, "petunjuk"),
        ({"stem": Text("Soal ")}, "teks pertanyaan"),
        ({"body": Choices((RIGHT, WRONG), shuffle=False)}, "pengacakan"),
        ({"type": QuestionType.DESCRIPTION, "body": Description(), "general_feedback": Text("x")}, "umpan balik umum"),
        (
            {"type": QuestionType.NUMERICAL, "body": Numerical((NumberAnswer("1", value=Decimal(1), tolerance=Decimal(0)),), (Unit("m"),))},
            "satuan",
        ),
    ],
)  # fmt: skip
def test_what_gift_has_no_words_for_is_named(change, word):
    question = replace(choice(RIGHT, WRONG, line=12), **change)
    written = write_gift([question])
    assert len(read_back(written.data)) == 1
    assert [(problem.line, problem.refused) for problem in written.problems] == [(12, False)]
    assert word in written.problems[0].message


def test_what_every_moodle_question_says_is_no_loss():
    assert not write_gift([choice(RIGHT, WRONG, mark=Decimal(1), penalty=3_333_333)]).problems


@pytest.mark.parametrize(
    "question",
    [
        Question(QuestionType.CLOZE, Cloze(()), Text("{1:SA:=a}"), line=4),
        Question(QuestionType.SHORT_ANSWER, ShortAnswer((Answer(Text("a -> b"), 10_000_000),)), Text("Soal"), line=4),
        Question(QuestionType.SINGLE_CHOICE, Choices((RIGHT,)), Text("Soal"), line=4),
    ],
)
def test_a_question_that_gift_would_read_otherwise_is_refused_and_the_others_are_written(question):
    written = write_gift([question, choice(RIGHT, WRONG)])
    assert [(problem.line, problem.refused) for problem in written.problems] == [(4, True)]
    assert read_back(written.data) == (choice(RIGHT, WRONG),)
