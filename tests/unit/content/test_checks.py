"""The examination of a whole package finds what does not fit together."""

import hashlib
import shutil
from datetime import date

import pytest

from elearning.content.checks import examine, surroundings
from elearning.content.summary import summarise
from elearning.domain.questions import load
from tests.unit.content.conftest import LESSON, QUIZ, TODAY


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("course.yaml", "minutes: 23", "minutes: 24", ("error", "minutes-sum")),
        ("course.yaml", "jp: 0.5\nowner", "jp: 1\nowner", ("error", "jp-sum")),
        ("course.yaml", "jp: 0.5\nowner", "jp: 1\nowner", ("error", "minutes-jp")),
        ("course.yaml", "competency: M.5", "competency: M.9", ("error", "unknown-competency")),
        ("course.yaml", "competency: M.5", "competency: T-1.1", ("error", "unknown-competency")),
        ("course.yaml", "title: Kursus kecil", "title: Kursus 小", ("error", "unprintable-letter")),
        ("course.yaml", "outcome: menulis", "outcome: ✍ menulis", ("error", "unprintable-letter")),
        ("course.yaml", "prerequisites: []", "prerequisites: [XX-01]", ("error", "unknown-course")),
        ("course.yaml", "prerequisites: []", "prerequisites: [KK-01]", ("error", "unknown-course")),
        ("course.yaml", "passed: kuis-antre", "passed: kuis-lain", ("error", "unknown-activity")),
        ("course.yaml", "passed: kuis-antre", "passed: antre-tanpa-bingung", ("error", "wrong-condition")),
        ("course.yaml", "passed: kuis-antre", "course: XX-01", ("error", "unknown-course")),
        ("course.yaml", "review_due: 2027-11-20", "review_due: 2026-11-21", ("warning", "review-overdue")),
        ("course.yaml", "      - modules/01-antre/09-kuis.quiz.yaml\n", "", ("warning", "unlisted-file")),
        (LESSON, "id: antre-tanpa-bingung", "id: kuis-antre", ("error", "duplicate-id")),
        (LESSON, "sources: [aturan-rekaan]", "sources: [lain]", ("error", "unknown-source")),
        (LESSON, "practice: 15", "practice: 1", ("warning", "reading-time")),
        (LESSON, "(#tiga-pertanyaan)", "(#empat)", ("error", "broken-anchor")),
        (LESSON, "(kuis-antre)", "(kuis-hilang)", ("error", "broken-link")),
        (LESSON, "requires: null", "requires: {passed: kuis-antre}", ("error", "circular-requires")),
        (LESSON, "requires: null", "requires: {viewed: antre-tanpa-bingung}", ("error", "circular-requires")),
        ("glossary.yaml", "term: loket", "term: sla", ("error", "duplicate-id")),
        (QUIZ, "draw: 9", "draw: 9", ("error", "draw-too-many")),
        (QUIZ, "#tiga-pertanyaan", "#empat", ("error", "broken-anchor")),
        (QUIZ, "read_again: antre-tanpa-bingung", "read_again: lain", ("error", "broken-link")),
        (QUIZ, "source: aturan-rekaan", "source: lain", ("error", "unknown-source")),
        (QUIZ, "    source: aturan-rekaan\n", "", ("error", "unknown-source")),
        (QUIZ, "id: antre-banyak", "id: antre-pilih", ("error", "duplicate-id")),
        (QUIZ, ", correct: true", "", ("error", "no-right-answer")),
        (QUIZ, "text: Dasar hukum, feedback", "text: Dasar hukum, correct: true, feedback", ("error", "no-right-answer")),
        (QUIZ, ", feedback: Itu yang dicari.", "", ("error", "no-feedback")),
        (QUIZ, "{id: b, text: Dasar", "{id: a, text: Dasar", ("error", "duplicate-id")),
        (QUIZ, "text: Tempat, fraction: 0.5", "text: Tempat, fraction: 0.4", ("error", "marks-sum")),
        (QUIZ, "text: Tempat, fraction: 0.5", "text: Tempat, correct: true", ("error", "mixed-marks")),
        (QUIZ, "fraction: -0.5", "fraction: -1.5", ("error", "bad-question")),
        (QUIZ, "    feedback_true: Panjang tidak sama dengan jelas.\n", "", ("error", "no-feedback")),
        (QUIZ, "ambil*\", feedback", "ambil*\", fraction: 0.5, feedback", ("error", "no-right-answer")),
        (QUIZ, "    other_feedback: Cari kata kerjanya.\n", "", ("error", "no-feedback")),
        (QUIZ, "tolerance: 0.01", "tolerance: -1", ("error", "bad-question")),
        (QUIZ, "      - {id: p2, stem: Kapan, match: Waktu}\n", "", ("error", "too-few-choices")),
        (QUIZ, "    correct_feedback: Tepat.\n", "", ("error", "no-feedback")),
        (QUIZ, "{id: i2, text", "{id: i1, text", ("error", "duplicate-id")),
        (QUIZ, "mark: 0", "mark: 0", ("error", "out-of-range")),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\noverdue: grace", ("error", "grace-missing")),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\noverdue: grace\ntime_limit_minutes: 9", ("error", "grace-missing")),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\noverdue: grace\ngrace_minutes: 5", ("error", "grace-missing")),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\noverdue: lost", ("error", "unknown-option")),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\nwait_minutes: 43201", ("error", "out-of-range")),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\nattempts: 1\nwait_minutes: 9", ("warning", "idle-wait")),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_found(package, name, old, new, found):
    if old.startswith("draw"):
        package.replace(QUIZ, "pass_mark: 70", f"pass_mark: 70\n{new}")
    elif old.startswith("mark"):
        package.replace(QUIZ, "    type: single_choice", f"    type: single_choice\n    {new}")
    else:
        package.replace(name, old, new)

    assert found in package.found()


def test_a_picture_that_nothing_shows_is_a_warning(package):
    package.write("media/lama.svg", package.read("media/urutan.svg"))

    assert package.found() == [("warning", "unused-media")]


def test_drawn_questions_must_weigh_the_same(package):
    package.replace(QUIZ, "pass_mark: 70", "pass_mark: 70\ndraw: 3")
    package.replace(QUIZ, "    type: single_choice", "    type: single_choice\n    mark: 2")

    assert ("error", "unequal-marks") in package.found()


def test_thirds_add_up(package):
    for share in ("0.5, feedback: Ya.", "0.5, feedback: Ya."):
        package.replace(QUIZ, share, "0.3333333, feedback: Baik.")
    package.replace(QUIZ, "fraction: -0.5", "fraction: 0.3333333")

    assert package.found() == []


def test_a_lesson_that_is_too_heavy_is_an_error(package):
    noise = " ".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(1_700))
    package.add_to_lesson(noise)

    assert ("error", "lesson-too-big") in package.found()


def test_an_answer_that_a_glance_gives_away_is_a_warning(package):
    single = package.read(QUIZ).split("  - id: antre-banyak")[0].split("questions:\n")[1]
    more = "".join(single.replace("antre-pilih", f"antre-lagi-{n}") for n in range(3))
    package.replace(QUIZ, "questions:\n", f"questions:\n{more}")

    assert package.found() == [("warning", "longest-is-right"), ("warning", "same-position")]


def test_a_circle_over_several_steps_is_found(package):
    package.replace(LESSON, "requires: null", "requires: {completed: kuis-antre}")

    problems = [p for p in package.examine().problems if p.code == "circular-requires"]

    assert {p.file for p in problems} == {LESSON, QUIZ}


def test_two_courses_with_one_code_are_found(package):
    shutil.copytree(package.root, package.root.parent / "kursus-kembar")

    assert ("error", "duplicate-code") in package.found()


def test_prerequisites_among_the_other_courses_are_known(package):
    other = package.root.parent / "kursus-lain"
    shutil.copytree(package.root, other)
    (other / "course.yaml").write_text((other / "course.yaml").read_text().replace("KK-01", "KL-01"))
    package.replace("course.yaml", "prerequisites: []", "prerequisites: [KL-01]")

    assert package.found() == []


def test_a_site_may_name_technical_competencies(package):
    package.replace("course.yaml", "competency: M.5", "competency: T-1.1")
    around = surroundings(package.root.parent, TODAY, {"T-1.1": "Arsip"})

    assert examine(package.root, around).problems == ()


def test_a_review_is_due_the_day_after(package):
    assert package.examine(date(2027, 11, 20)).problems == ()
    assert package.examine(date(2027, 11, 21)).problems != ()


def test_every_stored_question_is_one_that_the_rules_take(package):
    quiz = package.examine().quizzes["kuis-antre"]

    questions = [load(content) for content in quiz.questions.values()]

    assert len(questions) == 7
    assert (
        quiz.questions["antre-pilih"]["stem"]
        == "<p>Warga bertanya “ke mana?”. Apa yang <strong>pertama</strong> ditulis?</p>"
    )
    assert quiz.questions["antre-jodoh"]["pairs"][0] == {"id": "p1", "stem": "Ke <em>mana</em>", "match": "Tempat"}
    assert quiz.questions["antre-hitung"]["answers"][0]["value"] == "3.75"


def test_a_summary_counts_each_thing_once(package):
    package.replace(QUIZ, "stem: Urutkan.", "stem: |\n      Urutkan.\n\n      ![Dua lingkaran](media/urutan.svg)")
    examination = package.examine()

    summary = summarise(examination)

    assert (summary.jp, summary.minutes, summary.modules, summary.lessons) == (0.5, 23, 1, 1)
    assert (summary.figures, summary.questions) == (1, 7)
    assert summary.words == examination.lessons["antre-tanpa-bingung"].words


def test_fingerprints_know_content_and_nothing_else(package):
    before = package.examine()
    for name in ("course.yaml", LESSON, QUIZ, "media/urutan.svg"):
        package.write(name, b"\xef\xbb\xbf" + package.read(name).replace("\n", "\r\n").encode())

    after = package.examine()

    assert after.fingerprint == before.fingerprint
    assert after.lesson_fingerprints == before.lesson_fingerprints


@pytest.mark.parametrize(
    ("name", "old", "new", "lesson_changes"),
    [
        (LESSON, "dan pulang", "lalu pulang", True),
        ("media/urutan.svg", 'r="20"', 'r="21"', True),
        ("glossary.yaml", "Tempat warga", "Meja warga", True),
        ("course.yaml", "Aturan Rekaan Nomor 1", "Aturan Rekaan Nomor 2", True),
        (QUIZ, "pass_mark: 70", "pass_mark: 75", False),
        ("course.yaml", "owner: Tim uji", "owner: Tim lain", False),
    ],
)
def test_fingerprints_change_with_what_they_cover(package, name, old, new, lesson_changes):
    before = package.examine()
    package.replace(name, old, new)

    after = package.examine()

    assert after.fingerprint != before.fingerprint
    assert (after.lesson_fingerprints != before.lesson_fingerprints) is lesson_changes


def unknown_competency(package, code, registered):
    package.replace("course.yaml", "competency: M.5", f"competency: {code}")
    around = surroundings(package.root.parent, TODAY, registered)
    found = examine(package.root, around).problems
    return next(problem.message for problem in found if problem.code == "unknown-competency")


def test_an_unknown_competency_is_answered_with_those_that_are_registered(package):
    codes = {"M.3": "Komunikasi", "T-1": "Arsip", "T-20": "Perbendaharaan", "SK.1": "Perekat bangsa"}

    assert unknown_competency(package, "T-2", codes) == (
        "Kompetensi “T-2” tidak terdaftar; yang terdaftar: T-20 (Perbendaharaan), T-1 (Arsip), M.3, SK.1."
    )


def test_a_long_registry_is_cut(package):
    message = unknown_competency(package, "X", {f"T-{number}": "Teknis" for number in range(30)})

    assert message.endswith("T-18, T-19, dan 10 lainnya.")


@pytest.mark.parametrize("is_inside", [False, True])
def test_a_table_without_a_caption_is_told_with_its_line(package, is_inside):
    text = "| Loket | Hari |\n|---|--:|\n| Satu | 5 |\n\n{0} caption\nBernama.\n{0}\n\n| Loket | Jam |\n|---|--:|\n| Dua | 8 |"
    text = text.format("////" if is_inside else "///")
    package.add_to_lesson(f"/// contoh\n{text}\n///" if is_inside else text)
    line = package.read(LESSON).splitlines().index("| Loket | Jam |") + 1

    found = [(each.severity.value, each.line) for each in package.examine().problems if each.code == "missing-caption"]

    assert found == [("warning", line)]
