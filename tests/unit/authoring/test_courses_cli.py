"""`flask courses check|list`: facts on stdout, words on stderr, exit codes 0, 1, 2; no database is opened."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from elearning.authoring.cli import cli

FIXTURE = Path(__file__).parents[2] / "fixtures" / "courses"


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE / "kursus-kecil", tmp_path / "courses" / "kursus-kecil")
    return tmp_path / "courses"


@pytest.fixture
def runner(courses: Path) -> FlaskCliRunner:
    app = Flask(__name__)
    app.config["SETTINGS"] = SimpleNamespace(courses_dir=courses)
    app.cli.add_command(cli)
    return app.test_cli_runner()


def spoil(courses: Path, old: str, new: str) -> None:
    file = courses / "kursus-kecil" / "course.yaml"
    file.write_text(file.read_text().replace(old, new, 1))


def test_a_clean_folder_is_silent_on_stdout_and_done(runner):
    result = runner.invoke(args=["courses", "check"])

    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 kesalahan, 0 peringatan." in result.stderr


def test_a_clean_folder_as_json_is_an_empty_list(runner):
    result = runner.invoke(args=["courses", "check", "--json"])

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"problems": []})


def test_an_error_is_printed_as_file_line_message_and_refused(runner, courses):
    spoil(courses, "minutes: 23", "minutes: 24")

    result = runner.invoke(args=["courses", "check", "kursus-kecil"])

    assert result.exit_code == 1
    assert result.stdout.startswith("courses/kursus-kecil/course.yaml:7: minutes 24, padahal")


def test_warnings_alone_are_done(runner, courses):
    spoil(courses, "review_due: 2027-11-20", "review_due: 2020-01-01")

    result = runner.invoke(args=["courses", "check"])

    assert result.exit_code == 0
    assert result.stdout.startswith("courses/kursus-kecil/course.yaml:11: peringatan: Tinjauan")


def test_json_tells_the_same_facts(runner, courses):
    spoil(courses, "minutes: 23", "minutes: 24")

    result = runner.invoke(args=["courses", "check", "--json"])

    problem = json.loads(result.stdout)["problems"][0]
    assert result.exit_code == 1
    assert list(problem) == ["slug", "file", "line", "severity", "code", "message"]
    assert (problem["slug"], problem["line"], problem["severity"]) == ("kursus-kecil", 7, "error")
    assert (problem["file"], problem["code"]) == ("courses/kursus-kecil/course.yaml", "minutes-sum")


@pytest.mark.parametrize("args", ["check tidak-ada", "check ../kursus-kecil", "check a b", "check --x", "list a"])
def test_bad_usage_is_two_and_leaves_stdout_empty(runner, args):
    result = runner.invoke(args=["courses", *args.split()])

    assert (result.exit_code, result.stdout) == (2, "")


def test_the_list_is_one_array_of_numbers(runner):
    result = runner.invoke(args=["courses", "list", "--json"])

    course = json.loads(result.stdout)[0]
    assert result.exit_code == 0
    assert list(course) == [
        "slug",
        "code",
        "title",
        "jp",
        "minutes",
        "modules",
        "lessons",
        "words",
        "figures",
        "questions",
    ]
    assert (course["code"], course["jp"], course["figures"], course["questions"]) == ("KK-01", 0.5, 1, 7)


def test_a_package_that_cannot_be_read_is_named_on_stderr(runner, courses):
    (courses / "rusak").mkdir()

    result = runner.invoke(args=["courses", "list", "--json"])

    assert result.exit_code == 1
    assert len(json.loads(result.stdout)) == 1
    assert "rusak" in result.stderr


def test_a_missing_folder_is_refused_with_a_reason(runner, courses):
    shutil.rmtree(courses)

    result = runner.invoke(args=["courses", "check"])

    assert (result.exit_code, result.stdout) == (1, "")
    assert "tidak ada" in result.stderr


@pytest.mark.parametrize("command", ["check", "list"])
def test_every_command_explains_itself(runner, command):
    assert runner.invoke(args=["courses", command, "--help"]).exit_code == 0
