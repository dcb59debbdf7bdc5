"""Files made to hurt: spoilt at random, endless, full of signs. Always an answer, in steps that grow with the file alone."""

import io
import sys

import pytest

from elearning.content.formats import READERS
from elearning.content.formats.aiken import read_aiken
from elearning.content.formats.gift import read_gift, write_gift
from elearning.content.formats.question_json import write_json
from elearning.content.formats.source import MOST_BYTES, MOST_LINES
from tests.support import question_fuzz

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("block", range(4))
def test_a_spoilt_file_is_answered_and_what_it_holds_survives_every_format(block):
    for seed in range(block * 15, block * 15 + 15):
        question_fuzz.run(seed)


def test_every_format_has_sound_files_to_spoil():
    for name in READERS:
        files = question_fuzz.sound_files(name)
        assert files
        assert all(READERS[name](io.BytesIO(data)).questions for data in files)


class Endless(io.RawIOBase):
    """A file without end that counts what was read of it."""

    taken = 0

    def read(self, size=-1):
        assert size >= 0, "the whole file was asked for"
        self.taken += size
        return b"a" * size


@pytest.mark.parametrize("read", [read_gift, read_aiken])
def test_no_more_than_the_limit_is_read(read):
    file = Endless()
    reading = read(file)
    assert len(reading.problems) == 1
    assert file.taken == MOST_BYTES + 1


@pytest.mark.parametrize("read", [read_gift, read_aiken])
def test_too_many_lines_are_one_problem(read):
    reading = read(io.BytesIO(b"\n" * MOST_LINES))
    assert len(reading.problems) == 1
    assert not reading.questions


def test_a_script_is_carried_as_text_in_every_field_and_escapes_from_none():
    text = SCRIPT.replace("=", "\\=")
    source = f"$CATEGORY: {text}\n\n// [id:{text}] [tag:{text}]\n::{text}::{text} {{={text}#{text} ~b####{text}}}\n"
    questions = read_gift(io.BytesIO(source.encode())).questions
    question = questions[0]
    assert question.title == question.category == question.id == question.tags[0] == SCRIPT
    assert question.stem.content == question.general_feedback.content == question.body.answers[0].text.content == SCRIPT
    assert read_gift(io.BytesIO(write_gift(questions).data)).questions == questions


SHAPES = {
    "questions": ("", "::T::Soal {=a ~b#c####d}\n\n", ""),
    "one stem": ("", "\\n \\= \\: ", "{T}"),
    "open braces": ("", "a {=b\n\n", ""),
    "nested braces": ("a ", "{", ""),
    "held texts": ("a {=b\n\n", "c\n\n", ""),
    "comments": ("", "// [id:a\\] [tag:b]\n", "x"),
    "one comment": ("//[id:", "\\]", "\nx"),
    "signs of feedback": ("a {T", "#", "}"),
    "colons": ("::", ":", ""),
    "categories": ("", "$CATEGORY: a\n", ""),
    "arrows": ("a {=b -> c =", "->", "}"),
    "answers": ("a {=b", "~c#d", "}"),
    "lines of Aiken": ("", "q\nA. a\nB. b\nANSWER: A\n\n", ""),
    "options of Aiken": ("q\n", "A. a\n", "ANSWER: A"),
    "texts of Aiken": ("", "q\n", ""),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_file_takes_twice_the_steps(shape):
    before, piece, after = SHAPES[shape]
    read = read_aiken if "Aiken" in shape else read_gift
    once, twice = (steps(read, f"{before}{piece * count}{after}".encode()) for count in (100, 200))
    assert twice <= 2.2 * once + 200


def steps(read, data: bytes) -> int:
    """How many calls and executed lines reading and writing again takes."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        reading = read(io.BytesIO(data))
        write_gift(reading.questions)
        write_json(reading.questions, reading.problems)
    finally:
        sys.settrace(before)
    return count
