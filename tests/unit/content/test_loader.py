"""Package files become values; whatever is wrong with them is told with file and line."""

import os
from datetime import date

import pytest

from tests.unit.content.conftest import DRAWING, LESSON, QUIZ


def test_the_small_course_is_read_as_it_is_written(package):
    course = package.examine().package

    assert (course.code, course.jp_halves, course.minutes) == ("KK-01", 1, 23)
    assert course.review_due == date(2027, 11, 20)
    assert [a.id for a in course.activities] == ["antre-tanpa-bingung", "kuis-antre"]
    assert course.lessons[0].practice_minutes == 15
    assert [q.type for q in course.quizzes[0].questions] == [
        "single_choice", "multiple_choice", "true_false", "short_answer", "numerical", "matching", "ordering",
    ]  # fmt: skip


def test_the_small_course_has_no_problems(package):
    examination = package.examine()

    assert examination.problems == ()
    assert examination.is_importable


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("course.yaml", "format: 1", "format: 2", "out-of-range"),
        ("course.yaml", "code: KK-01", "code: kk", "bad-code"),
        ("course.yaml", "title: Kursus kecil\n", "", "missing-value"),
        ("course.yaml", "title: Kursus kecil", "title: [a]", "wrong-type"),
        ("course.yaml", "title: Kursus kecil", "titel: Kursus kecil", "unknown-key"),
        ("course.yaml", "jp: 0.5\nowner", "jp: 0.7\nowner", "out-of-range"),
        ("course.yaml", "jp: 0.5\nowner", "jp: satu\nowner", "wrong-type"),
        ("course.yaml", "minutes: 23", "minutes: 23.5", "out-of-range"),
        ("course.yaml", "minutes: 23", "minutes: .inf", "wrong-type"),
        ("course.yaml", "minutes: 23", "minutes: 1e9", "wrong-type"),
        ("course.yaml", "language: id", "language: jv", "unknown-option"),
        ("course.yaml", "reviewed: 2026-11-20", "reviewed: 20-11-2026", "wrong-type"),
        ("course.yaml", "issue: true", "issue: ya", "wrong-type"),
        ("course.yaml", "topics: [antrean]", "topics: antrean", "wrong-type"),
        ("course.yaml", "topics: [antrean]", "topics: [[a]]", "wrong-type"),
        ("course.yaml", "  - competency: M.5", "  - M.5\n  - competency: M.5", "wrong-type"),
        ("course.yaml", "- id: antre\n", "- id: Antre Loket\n", "bad-id"),
        ("course.yaml", "all:", "semua:", "bad-condition"),
        ("course.yaml", "modules/01-antre/01", "../../etc/passwd #", "path-outside"),
        ("course.yaml", "modules/01-antre/01", "modules/../../x/01", "path-outside"),
        ("course.yaml", "modules/01-antre/01", "/etc/01", "path-outside"),
        ("course.yaml", "modules/01-antre/01", "modules/01-antre/" + "9" * 400, "path-outside"),
        ("course.yaml", "01-antre-tanpa-bingung.md", "02-tidak-ada.md", "missing-file"),
        ("course.yaml", "topics: [antrean]", "topics: !!python/name:os.system []", "bad-yaml"),
        (LESSON, "---\nid:", "id:", "no-front-matter"),
        (LESSON, "minutes: 17", "minutes: 0", "out-of-range"),
        (LESSON, "id: antre-tanpa-bingung", "id: Antre!", "bad-id"),
        (LESSON, "completion: marked", "completion: hilang", "unknown-option"),
        (QUIZ, "type: single_choice", "type: essay", "unknown-option"),
        (QUIZ, "pass_mark: 70", "pass_mark: 101", "out-of-range"),
        (QUIZ, "value: 3.75", "value: tiga", "wrong-type"),
        (QUIZ, "value: 3.75", "value: nan", "wrong-type"),
        (QUIZ, "answer: false", "answer: salah", "wrong-type"),
        (QUIZ, "{id: a, text: Tempat mengambil", "{id: A1!, text: Tempat mengambil", "bad-id"),
        (QUIZ, "unit: menit", "satuan: menit", "unknown-key"),
        ("glossary.yaml", "- term: SLA", "term: SLA", "bad-yaml"),
        ("glossary.yaml", "term: loket", "kata: loket", "unknown-key"),
    ],
)
def test_a_wrong_value_is_an_error_with_its_file_and_line(package, name, old, new, code):
    package.replace(name, old, new)

    examination = package.examine()

    assert code in {problem.code for problem in examination.problems if problem.is_error}
    assert all(problem.line >= 1 for problem in examination.problems)
    assert not examination.is_importable


def test_lines_of_front_matter_and_lists_are_those_of_the_file(package):
    package.replace(LESSON, "minutes: 17", "minutes: banyak")
    package.replace(QUIZ, "tolerance: 0.01", "tolerance: sedikit")

    places = {(p.file, p.line) for p in package.examine().problems if p.code == "wrong-type"}

    assert places == {(LESSON, 4), (QUIZ, 40)}


def test_one_faulty_question_does_not_hide_the_others(package):
    package.replace(QUIZ, "type: true_false", "type: tebak")

    examination = package.examine()

    assert len(examination.package.quizzes[0].questions) == 6


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"", b"- a\n", b"null\n", b"a", b"\x00" * 50, b"a: 1\n" * 300_000]
)
def test_a_spoilt_course_file_gives_a_problem_and_no_package(package, content):
    package.write("course.yaml", content)

    examination = package.examine()

    assert examination.package is None
    assert examination.problems


def test_ten_megabytes_are_not_read(package):
    package.write(LESSON, b"a" * 10_000_000)

    assert ("error", "file-too-big") in package.found()


@pytest.mark.parametrize("name", [LESSON, DRAWING, "glossary.yaml"])
def test_a_symbolic_link_is_refused(package, tmp_path, name):
    outside = tmp_path / "outside"
    (package.root / name).rename(outside)
    (package.root / name).symlink_to(outside)

    assert ("error", "symlink") in package.found()


def test_a_linked_folder_inside_the_package_is_refused(package, tmp_path):
    (package.root / "modules").rename(tmp_path / "elsewhere")
    (package.root / "modules").symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    assert ("error", "symlink") in package.found()


def test_a_linked_package_is_refused(package, tmp_path):
    package.root.rename(tmp_path / "elsewhere")
    package.root.symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    assert ("error", "symlink") in package.found()


def test_a_pipe_in_place_of_a_file_does_not_stop_the_reader(package):
    (package.root / "glossary.yaml").unlink()
    os.mkfifo(package.root / "glossary.yaml")

    assert ("error", "not-a-file") in package.found()


def test_windows_line_ends_and_a_byte_order_mark_are_read(package):
    for name in ("course.yaml", LESSON, QUIZ):
        package.write(name, b"\xef\xbb\xbf" + package.read(name).replace("\n", "\r\n").encode())

    assert package.examine().problems == ()
