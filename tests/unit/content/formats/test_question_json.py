"""What `flask questions convert` prints: JSON that fits its schema, GIFT that is read again, problems on both channels."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from elearning.content.formats.question_json import write_json
from elearning.content.formats.values import (
    Answer,
    Calculated,
    CalculatedAnswer,
    Cloze,
    ClozeGap,
    Dataset,
    Hint,
    MissingWord,
    MissingWords,
    Ordering,
    Question,
    QuestionFile,
    QuestionType,
    Text,
    TextFormat,
)

PROJECT = Path(__file__).parents[4]
FIXTURE = PROJECT / "tests" / "fixtures" / "questions" / "every-kind.gift"
SCHEMA = Draft202012Validator(json.loads((PROJECT / "docs" / "questions.schema.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def convert(make_app, tmp_path_factory):
    """Runs the command with a database that does not exist."""
    runner = make_app("postgresql+psycopg://nobody@127.0.0.1:1/none").test_cli_runner()
    folder = tmp_path_factory.mktemp("questions")

    def run(content: bytes | Path, source: str = "gift", target: str = "json"):
        file = content
        if isinstance(content, bytes):
            file = folder / "soal"
            file.write_bytes(content)
        return runner.invoke(args=["questions", "convert", "--from", source, "--to", target, str(file)])

    return run


def test_json_fits_its_schema_and_keeps_what_the_file_says(convert):
    told = convert(FIXTURE)
    value = json.loads(told.stdout)
    assert (told.exit_code, told.stderr) == (0, "")
    SCHEMA.validate(value)
    first, questions = value["questions"][0], {each["type"]: each for each in value["questions"]}
    assert first["answers"][2] == {"text": "<b>Lima</b>", "format": "plain", "fraction": -0.33333, "feedback": ""}
    assert (first["format"], first["general_feedback_format"]) == ("html", "markdown")
    assert (first["id"], first["tags"], first["category"]) == (
        "393",
        ["waktu", "a]b"],
        "$course$/top/Layanan//Loket/Dasar",
    )
    assert questions["true_false"]["answer"] is False
    assert questions["matching"]["pairs"][2] == {"stem": "", "match": "samping"}
    assert questions["numerical"]["answers"][0] == {
        "text": "3.14159:0.0005", "fraction": 1, "feedback": "", "value": 3.14159, "tolerance": 0.0005,
    }  # fmt: skip


def test_gift_comes_out_as_the_same_bytes_when_it_goes_in_again(convert):
    once = convert(FIXTURE, target="gift")
    assert once.exit_code == 0
    assert convert(once.stdout_bytes, target="gift").stdout_bytes == once.stdout_bytes


def test_aiken_becomes_gift(convert):
    told = convert(b"Soal {1}?\nA. x\nB. y\nANSWER: B\n", source="aiken", target="gift")
    assert told.stdout == "[plain]Soal \\{1\\}? {\n\t~x\n\t=y\n}\n\n"


def test_a_refused_question_leaves_the_others_and_exits_1(convert):
    told = convert(b"Rusak {=a\n\nBaik {T}\n")
    value = json.loads(told.stdout)
    SCHEMA.validate(value)
    assert told.exit_code == 1
    assert [each["stem"] for each in value["questions"]] == ["Baik"]
    assert [each["line"] for each in value["problems"]] == [1]
    assert told.stderr == f"Baris 1: {value['problems'][0]['message']}\n"


def test_a_note_about_a_kept_question_exits_0(convert):
    told = convert(b"// [id:1] [id:2]\nBaik {T}\n")
    assert told.exit_code == 0
    assert len(json.loads(told.stdout)["problems"]) == 1


@pytest.mark.parametrize("content", [b"\x00\x01", PROJECT, PROJECT / "tidak-ada.gift"])
@pytest.mark.parametrize("source", ["gift", "aiken"])
def test_an_unreadable_file_is_an_empty_value_with_one_problem(convert, content, source):
    told = convert(content, source=source)
    value = json.loads(told.stdout)
    assert told.exit_code == 1
    assert value["questions"] == []
    assert len(value["problems"]) == 1


def test_a_file_beyond_the_limit_is_refused_without_reading_it_whole(convert, tmp_path):
    large = tmp_path / "besar"
    with large.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    told = convert(large)
    assert told.exit_code == 1
    assert "10 MB" in json.loads(told.stdout)["problems"][0]["message"]


RARE = [
    Question(
        QuestionType.CLOZE,
        Cloze((ClozeGap(0, 8, 1, "SHORTANSWER", (Answer(Text("a"), 10_000_000),)),)),
        Text("{1:SA:=a}"),
    ),
    Question(QuestionType.ORDERING, Ordering((Text("a"), Text("b", TextFormat.HTML))), Text("Urutkan")),
    Question(QuestionType.SELECT_MISSING_WORDS, MissingWords((MissingWord("a"),)), Text("[[1]]")),
    Question(
        QuestionType.CALCULATED,
        Calculated((CalculatedAnswer("{x}+1"),), (Dataset("x", Decimal(1), Decimal(2), 1, (Decimal("1.5"),)),)),
        Text("Hitung"),
        mark=Decimal("1.5"),
        penalty=3_333_333,
        hints=(Hint(Text("Ingat")),),
        files=(QuestionFile("a.txt", b"abc"),),
    ),
]


@pytest.mark.parametrize("question", RARE, ids=lambda question: question.type)
def test_kinds_that_only_other_formats_know_fit_the_schema_too(question):
    value = json.loads(write_json([question]).data)
    SCHEMA.validate(value)
    assert value["questions"][0]["type"] == question.type


def test_files_are_named_with_size_and_hash_and_penalties_keep_seven_decimals():
    told = json.loads(write_json(RARE).data)["questions"][3]
    assert told["penalty"] == 0.3333333
    assert told["files"] == [
        {
            "name": "a.txt", "path": "/", "media_type": "application/octet-stream", "size": 3,
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }
    ]  # fmt: skip
