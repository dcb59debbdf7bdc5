"""Reading GIFT: every kind of question, every sign, and what is refused where."""

import io
from decimal import Decimal
from pathlib import Path

import pytest

from elearning.content.formats.gift import read_gift
from elearning.content.formats.values import (
    Answer,
    Essay,
    Pair,
    Question,
    QuestionType,
    Reading,
    Text,
    TextFormat,
)

FIXTURE = Path(__file__).parents[3] / "fixtures" / "questions" / "every-kind.gift"


def read(text: str | bytes) -> Reading:
    return read_gift(io.BytesIO(text if isinstance(text, bytes) else text.encode()))


def only(text: str) -> Question:
    reading = read(text)
    assert not reading.problems
    assert len(reading.questions) == 1
    return reading.questions[0]


def shares(question: Question) -> list[tuple[str, int]]:
    return [(answer.text.content, answer.fraction) for answer in question.body.answers]


def test_every_kind_of_question_is_read_in_its_order():
    reading = read(FIXTURE.read_bytes())
    assert not reading.problems
    assert [question.type.value for question in reading.questions] == [
        "single_choice", "single_choice", "multiple_choice", "short_answer", "short_answer", "numerical", "numerical", "numerical",
        "matching", "true_false", "true_false", "essay", "description",
    ]  # fmt: skip


def test_a_question_bears_title_format_category_id_tags_and_feedback():
    question = read(FIXTURE.read_bytes()).questions[0]
    assert question.title == "Batas: waktu"
    assert question.stem == Text('<p class="isi">Berapa {hari} batasnya\n?</p>', TextFormat.HTML)
    assert question.category == "$course$/top/Layanan//Loket/Dasar"
    assert (question.id, question.tags) == ("393", ("waktu", "a]b"))
    assert question.general_feedback == Text("**Batas** dihitung hari kerja.", TextFormat.MARKDOWN)
    assert question.line == 6
    assert question.body.answers == (
        Answer(Text("Tiga hari", TextFormat.HTML), 10_000_000, Text("Ya = tiga.", TextFormat.HTML)),
        Answer(Text("Empat hari", TextFormat.HTML), 5_000_000, Text("Hampir. # Lihat lagi.", TextFormat.HTML)),
        Answer(Text("<b>Lima</b>", TextFormat.PLAIN), -3_333_300),
        Answer(Text("Enam", TextFormat.HTML), 0),
    )


def test_a_category_holds_until_the_next_also_without_blank_lines():
    categories = [question.category for question in read(FIXTURE.read_bytes()).questions]
    assert categories[-2:] == ["$course$/top/Layanan//Loket/Dasar", "Pengantar"]


@pytest.mark.parametrize(
    ("braces", "expected"),
    [
        ("{=a ~b}", [("a", 10_000_000), ("b", 0)]),
        ("{=%75%a ~b}", [("a", 7_500_000), ("b", 0)]),
        ("{=a =%0%* }", [("a", 10_000_000), ("*", 0)]),
        ("{~%33.33333%a ~%66.66667%b}", [("a", 3_333_333), ("b", 6_666_667)]),
        ("{=a =b ~c}", [("a", 10_000_000), ("b", 10_000_000), ("c", 0)]),
        ("{~%60%a ~%60%b}", [("a", 6_000_000), ("b", 6_000_000)]),
        ("{=%a ~% 50 %b}", [("%a", 10_000_000), ("% 50 %b", 0)]),
    ],
)
def test_weights_stand_as_they_are_written(braces, expected):
    assert shares(only(f"Soal {braces}")) == expected


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (r"a\~b\=c\#d\{e\}f\:g", "a~b=c#d{e}f:g"),
        (r"a\nb", "a\nb"),
        (r"a\\nb", r"a\nb"),
        (r"C:\temp \x", r"C:\temp \x"),
        ("a~b=c#d", "a~b=c#d"),
        ("dua\nbaris", "dua\nbaris"),
        ("a // b", "a // b"),
    ],
)
def test_escapes_in_a_stem_are_read_and_other_signs_are_literal(raw, told):
    assert only(f"{raw} {{T}}").stem.content == told


def test_an_answer_inside_the_sentence_leaves_a_gap():
    question = only("Ibu kota {=A ~B} sejak dulu.")
    assert question.stem.content == "Ibu kota _____ sejak dulu."
    assert only("{=A ~B} adalah ibu kota").stem.content == "_____ adalah ibu kota"


@pytest.mark.parametrize(
    ("braces", "answer", "when_true", "when_false"),
    [
        ("{T}", True, "", ""),
        ("{TRUE#salah#betul}", True, "betul", "salah"),
        ("{F#salah#betul}", False, "salah", "betul"),
        ("{false#salah}", False, "salah", ""),
        ("{T##betul}", True, "betul", ""),
    ],
)
def test_feedback_of_true_or_false_is_first_for_wrong_then_for_right(braces, answer, when_true, when_false):
    body = only(f"Soal {braces}").body
    assert (body.answer, body.feedback_true.content, body.feedback_false.content) == (answer, when_true, when_false)


@pytest.mark.parametrize(
    ("braces", "value", "tolerance", "low", "high"),
    [
        ("{#1822}", "1822", "0", None, None),
        ("{#=1822:5}", "1822", "5", None, None),
        ("{#-1.5:.25}", "-1.5", "0.25", None, None),
        ("{#1e3}", "1000", "0", None, None),
        ("{# 1 .. 5 }", None, None, "1", "5"),
        ("{#-5..-1}", None, None, "-5", "-1"),
    ],
)
def test_numbers_have_a_tolerance_or_two_bounds(braces, value, tolerance, low, high):
    answer = only(f"Soal {braces}").body.answers[0]
    expected = [None if each is None else Decimal(each) for each in (value, tolerance, low, high)]
    assert [answer.value, answer.tolerance, answer.low, answer.high] == expected


def test_any_other_number_may_have_feedback():
    answers = only("Soal {#=1822:0#Ya =%50%1822:2 ~#Bukan}").body.answers
    assert [(a.text, a.fraction, a.feedback.content) for a in answers] == [
        ("1822:0", 10_000_000, "Ya"),
        ("1822:2", 5_000_000, ""),
        ("*", 0, "Bukan"),
    ]


def test_pairs_with_an_empty_stem_stay():
    pairs = only("Jodohkan {=a -> 1 =b -> 2 -> 3 = -> 4}").body.pairs
    assert pairs == (Pair(Text("a"), "1"), Pair(Text("b"), "2 -> 3"), Pair(Text(), "4"))


def test_an_essay_may_have_general_feedback():
    question = only("Tulis {####Terima kasih}")
    assert (question.body, question.general_feedback.content) == (Essay(), "Terima kasih")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_and_a_byte_order_mark_change_nothing(ending):
    text = FIXTURE.read_text("utf-8")
    assert read(b"\xef\xbb\xbf" + text.replace("\n", ending).encode()) == read(text)


def test_windows_1252_and_utf_16_are_read():
    assert read("Café “x” {T}".encode("cp1252")).questions[0].stem.content == "Café “x”"
    assert read("Café {T}".encode("utf-16")).questions[0].stem.content == "Café"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"a {T}\n\nb \x00 {T}", 3),
        ("é {T}\n\n".encode() + b"b \xe9 {T}", 3),
        (b"a {T}\n\x81 {T}", 2),
    ],
)
def test_a_file_that_is_no_text_is_one_problem_with_its_line(text, line):
    reading = read(text)
    assert not reading.questions
    assert [(problem.line, problem.refused) for problem in reading.problems] == [(line, True)]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("Soal {=a ~b", 1, "ditutup"),
        ("Soal {\n=a\n\n~b\n\n~c}", 1, "ditutup"),
        ("Soal\n} {T}", 2, "tanpa {"),
        ("Soal {=a\n~{b}}", 2, "di dalam jawaban"),
        ("Satu {T}\nDua {F}", 2, "kurung kurawal lagi"),
        ("::Judul Soal {T}", 1, "::Judul::"),
        ("Soal {satu}", 1, "= atau ~"),
        ("Soal {satu =dua}", 1, "diawali"),
        ("Soal {~a}", 1, "dua pilihan"),
        ("Soal {~a ~b}", 1, "jawaban benar"),
        ("Soal {=a\n~ ~c}", 2, "teks jawaban"),
        ("Soal {=a\n~%150%b}", 2, "−100 %"),
        ("Soal {=a -> b}", 1, "dua pasangan"),
        ("Soal {=a -> b\n=c}", 2, "belum lengkap"),
        ("Soal {= -> b = -> c}", 1, "sisi kiri"),
        ("Soal {#}", 1, "Belum ada angka"),
        ("Soal {#\n=3,14}", 2, "titik desimal"),
        ("Soal {#5..1}", 1, "terbalik"),
        ("Soal {#5:-1}", 1, "negatif"),
        ("Soal {#%0%5}", 1, "angka yang benar"),
        ("Soal {T#a#b#c}", 1, "dua umpan balik"),
        ("{=a ~b}", 1, "tanpa teks"),
        ("Soal {" + "~a" * 501 + "}", 1, "500"),
    ],
)
def test_a_refused_question_is_one_problem_with_line_and_remedy_and_the_next_is_read(text, line, word):
    reading = read(f"{text}\n\nBaik {{T}}\n")
    assert [question.stem.content for question in reading.questions] == ["Baik"]
    assert [(problem.line, problem.refused) for problem in reading.problems] == [(line, True)]
    assert word in reading.problems[0].message


def test_texts_after_an_unclosed_question_are_not_swallowed():
    reading = read("Soal {=a ~b\n\nNaskah biasa.\n\nBaik {T}\n")
    assert [question.type for question in reading.questions] == [QuestionType.DESCRIPTION, QuestionType.TRUE_FALSE]
    assert len(reading.problems) == 1


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("// [id:7]\n\nSoal {T}", 1, "tidak menempel"),
        ("// [id:7] [id:8]\nSoal {T}", 1, "lebih dari satu"),
        ("Soal {\n~%33.333333333%a\n~%66.7%b}", 2, "dibulatkan"),
    ],
)
def test_what_is_not_kept_of_a_kept_question_is_listed(text, line, word):
    reading = read(text)
    assert len(reading.questions) == 1
    assert [(problem.line, problem.refused) for problem in reading.problems] == [(line, False)]
    assert word in reading.problems[0].message


def test_too_many_questions_are_listed_and_the_rest_is_not_read(monkeypatch):
    monkeypatch.setattr("elearning.content.formats.gift.reader.MOST_QUESTIONS", 2)
    reading = read("a\n\nb\n\nc\n\nd")
    assert [question.stem.content for question in reading.questions] == ["a", "b"]
    assert [problem.line for problem in reading.problems] == [5]
