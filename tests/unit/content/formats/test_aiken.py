"""Reading Aiken: questions with options A, B, … and a key, and what is refused where."""

import io

import pytest

from elearning.content.formats.aiken import read_aiken
from elearning.content.formats.values import Answer, QuestionType, Reading, Text, TextFormat

GOOD = "Baik?\nA. ya\nB. tidak\nANSWER: A\n"


def read(text: str) -> Reading:
    return read_aiken(io.BytesIO(text.encode()))


def stems(reading: Reading) -> list[str]:
    return [question.stem.content for question in reading.questions]


def test_a_question_has_its_options_and_one_right_answer():
    reading = read("Loket buka\npukul berapa?\nA. Tujuh.\nB) Delapan: <b>tepat</b> =~{\n C.\tSembilan \nANSWER: B\n")
    assert not reading.problems
    question = reading.questions[0]
    assert (question.type, question.line) == (QuestionType.SINGLE_CHOICE, 1)
    assert question.stem == Text("Loket buka\npukul berapa?", TextFormat.PLAIN)
    assert question.body.answers == (
        Answer(Text("Tujuh.", TextFormat.PLAIN), 0),
        Answer(Text("Delapan: <b>tepat</b> =~{", TextFormat.PLAIN), 10_000_000),
        Answer(Text("Sembilan", TextFormat.PLAIN), 0),
    )


@pytest.mark.parametrize(
    "text",
    [
        "\n\n" + GOOD + "\n\n" + GOOD,
        (GOOD + "\n" + GOOD).replace("\n", "\r\n"),
        "\ufeff" + GOOD + "\n" + GOOD.replace("\nA.", "\n\nA.").replace("\nANSWER", "\n\nANSWER"),
        GOOD + "   \n" + GOOD.replace("ANSWER: A", "ANSWER:A").rstrip(),
    ],
)
def test_blank_lines_line_ends_and_a_byte_order_mark_do_not_matter(text):
    reading = read(text)
    assert not reading.problems
    assert stems(reading) == ["Baik?", "Baik?"]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("Soal\nA. x\nB. y\n", 3, "ANSWER"),
        ("Soal\nA. x\nB. y\nANSWER: C\n", 4, "tidak ada di antara"),
        ("Soal\nA. x\nB. y\nANSWER: AB\n", 4, "tidak ada di antara"),
        ("Soal\nA. x\nB. y\nANSWER:\n", 4, "tidak ada di antara"),
        ("Soal\nA. x\nANSWER: A\n", 1, "dua pilihan"),
        ("Soal\nANSWER: A\n", 1, "dua pilihan"),
        ("Sebuah judul saja\n", 1, "dua pilihan"),
        ("Soal\na. x\nb. y\nANSWER: A\n", 2, "besar"),
        ("Soal\nA. x\nB. y\nANSWER: b\n", 4, "besar"),
        ("Soal\nA. x\nB. y\nanswer: B\n", 4, "besar"),
        ("Soal\nA. x\nb. y\nANSWER: A\n", 3, "bukan pilihan"),
        ("Soal\nA. x\nlanjutan\nB. y\nANSWER: A\n", 3, "bukan pilihan"),
        ("Soal\nA. x\nC. y\nANSWER: A\n", 3, "seharusnya B"),
        ("Soal\nB. x\nA. y\nANSWER: A\n", 2, "seharusnya A"),
        ("Soal\nA. x\nB.\nANSWER: A\n", 3, "belum ada isinya"),
        ("A. x\nB. y\nANSWER: A\n", 1, "tanpa teks"),
    ],
)
def test_a_refused_question_is_one_problem_with_line_and_remedy_and_the_next_is_read(text, line, word):
    reading = read(f"{text}\n{GOOD}")
    assert stems(reading) == ["Baik?"]
    assert [(problem.line, problem.refused) for problem in reading.problems] == [(line, True)]
    assert word in reading.problems[0].message


def test_a_missing_blank_line_is_told_and_both_questions_are_read():
    reading = read(GOOD + GOOD)
    assert stems(reading) == ["Baik?", "Baik?"]
    assert [(problem.line, problem.refused) for problem in reading.problems] == [(5, False)]


def test_a_question_without_key_before_another_leaves_the_other_whole():
    reading = read("Satu\nA. x\nB. y\n\nA. tanpa teks\nB. z\nANSWER: A\n\n" + GOOD)
    assert stems(reading) == ["Baik?"]
    assert [problem.line for problem in reading.problems] == [3, 5]


def test_a_file_that_is_no_text_is_one_problem():
    reading = read_aiken(io.BytesIO(b"Soal\n\x00"))
    assert not reading.questions
    assert [problem.line for problem in reading.problems] == [2]
