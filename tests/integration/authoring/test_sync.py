"""The import of course packages: new revisions only for new content, and what it means for who is learning."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config import PROJECT_DIR
from elearning.authoring.services import SyncOutcome, SyncReport, import_packages, look_at, sync, sync_courses
from elearning.authoring.services.sync import PackageMovedError
from elearning.catalog import services as catalog
from elearning.catalog.models import (
    Activity,
    Course,
    CourseRevision,
    Enrolment,
    MediaFile,
    QuestionVersion,
    QuizQuestion,
    RenderedText,
    RevisionActivity,
)
from elearning.catalog.queries import offered_courses, outline_of
from elearning.certificates.models import Certificate
from elearning.content.checks import examine, surroundings
from elearning.content.loader import course_folders
from elearning.core import clock, storage
from elearning.domain.schedule import OverdueHandling
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.outcomes import Result, ResultKind, record_result
from elearning.progress.models import ActivityProgress, CourseCompletion
from elearning.progress.services import Grade
from elearning.quizzes.queries import lock_for_saving
from elearning.quizzes.rules import schedule_of
from elearning.quizzes.services import save_answer
from elearning.quizzes.values import GivenAnswer
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, make_quiz

SOURCE = PROJECT_DIR / "tests" / "fixtures" / "courses"
SLUG = "kursus-latihan"
FIRST = "modules/01-surat/01-tujuan-surat.md"
QUIZ = "modules/01-surat/09-kuis-surat.quiz.yaml"


class Folder:
    """A copy of the fixture courses that a test edits and imports."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(SOURCE, root)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / SLUG / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def sync(self, *, move: bool = False) -> SyncReport:
        now = clock.now()
        folders = course_folders(self.root)
        report = sync_courses(folders, surroundings(self.root, now.date()), move_learners=move, now=now)
        db.session.flush()
        return report

    def outcome(self, report: SyncReport) -> tuple[SyncOutcome, int]:
        mine = next(course for course in report.courses if course.slug == SLUG)
        return mine.outcome, mine.moved


@pytest.fixture
def folder(app, tmp_path) -> Folder:
    return Folder(tmp_path / "courses")


@pytest.fixture
def learner(course):
    person = make_person()
    catalog.enrol(person.id, course.id, course.current_revision_id, now=clock.now())
    return person


def revision_of(person, course) -> int:
    query = select(CourseRevision.number).join(Enrolment, Enrolment.revision_id == CourseRevision.id)
    return db.session.scalars(query.where(Enrolment.person_id == person.id, Enrolment.course_id == course.id)).one()


def do(person, course, key: str, kind: ResultKind = ResultKind.MARKED) -> None:
    grade = Grade(10_000_000, is_passed=True) if kind is ResultKind.GRADED else None
    result = Result(person_id=person.id, course_id=course.id, activity_key=key, kind=kind, grade=grade)
    record_result(result, now=clock.now())


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_content_twice_changes_nothing(folder, count_statements):
    before = [count(model) for model in (CourseRevision, RenderedText, QuestionVersion, RevisionActivity)]
    with count_statements(at_most=5):
        report = folder.sync()
    assert {course.outcome for course in report.courses} == {SyncOutcome.UNCHANGED}
    assert [count(model) for model in (CourseRevision, RenderedText, QuestionVersion, RevisionActivity)] == before


def test_everything_of_a_package_is_stored(course, app):
    outline = outline_of(course.current_revision_id)
    revision = db.session.get_one(CourseRevision, course.current_revision_id)
    assert [step.key for step in outline.steps] == ["tujuan-surat", "bentuk-surat", "kuis-surat"]
    assert [step.completion for step in outline.steps] == ["marked", "viewed", "passed"]
    assert outline.step_by_key["kuis-surat"].requires == {"marked": "tujuan-surat"}
    assert outline.step_by_key["kuis-surat"].rules["pass_mark"] == "70"
    assert (outline.code, outline.jp_halves, revision.minutes) == ("KL-01", 1, 23)
    assert revision.certificate == {"issue": True, "wording": "telah menyelesaikan kursus latihan"}
    types = select(QuestionVersion.type).join(QuizQuestion).join(RevisionActivity)
    stored = db.session.scalars(types.where(RevisionActivity.revision_id == revision.id)).all()
    assert len(stored) == len(set(stored)) == 7
    photograph = db.session.scalars(select(MediaFile).where(MediaFile.revision_id == revision.id)).one()
    assert (photograph.path, photograph.media_type) == ("surat.png", "image/png")
    assert revision.transfer_bytes > photograph.size_bytes


def test_a_correction_moves_running_learners_at_once_and_shares_what_did_not_change(folder, course, learner):
    texts, questions, activities = count(RenderedText), count(QuestionVersion), count(Activity)
    do(learner, course, "tujuan-surat")
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    assert folder.outcome(folder.sync()) == (SyncOutcome.CORRECTED, 1)
    assert revision_of(learner, course) == 2
    assert (count(RenderedText), count(QuestionVersion), count(Activity)) == (texts + 1, questions, activities)
    assert count(ActivityProgress) == 1


def test_a_correction_waits_for_who_has_left(folder, course, learner):
    catalog.leave(learner.id, course.id, now=clock.now())
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    folder.sync()
    catalog.enrol(learner.id, course.id, course.current_revision_id, now=clock.now())
    assert revision_of(learner, course) == 2


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (QUIZ, "pass_mark: 70", "pass_mark: 80"),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\nattempts: 3"),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\nwait_minutes: 60"),
        (QUIZ, "pass_mark: 70", "pass_mark: 70\ntime_limit_minutes: 20\ngrace_minutes: 5\noverdue: grace"),
        (FIRST, "completion: marked", "completion: viewed"),
        ("modules/01-surat/02-bentuk-surat.md", "requires: null", "requires:\n  marked: tujuan-surat"),
    ],
    ids=["pass mark", "attempts", "wait", "overdue", "completion rule", "requirement"],
)
def test_a_change_of_what_is_asked_leaves_learners_where_they_are_until_told(folder, course, learner, name, old, new):
    folder.edit(name, old, new)
    if name == FIRST:
        folder.edit(QUIZ, "marked: tujuan-surat", "viewed: tujuan-surat")
    assert folder.outcome(folder.sync()) == (SyncOutcome.CHANGED, 0)
    assert revision_of(learner, course) == 1
    assert folder.outcome(folder.sync(move=True)) == (SyncOutcome.UNCHANGED, 1)
    assert revision_of(learner, course) == 2


def test_a_correction_of_a_new_revision_passes_by_those_who_stayed_on_an_older_one(folder, course, learner):
    folder.edit(QUIZ, "pass_mark: 70", "pass_mark: 80")
    folder.sync()
    newcomer = make_person()
    catalog.enrol(newcomer.id, course.id, course.current_revision_id, now=clock.now())
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    assert folder.outcome(folder.sync()) == (SyncOutcome.CORRECTED, 1)
    assert (revision_of(learner, course), revision_of(newcomer, course)) == (1, 3)


def test_a_move_keeps_completions_and_adds_only_what_is_new(folder, course, learner):
    do(learner, course, "tujuan-surat")
    done_before = db.session.scalars(select(ActivityProgress.completed_at)).one()
    folder.edit("course.yaml", "minutes: 23", "minutes: 24")
    folder.edit(
        "course.yaml",
        "      - modules/01-surat/02-bentuk-surat.md\n",
        "      - modules/01-surat/02-bentuk-surat.md\n      - modules/01-surat/03-tambahan.md\n",
    )
    extra = (folder.root / SLUG / "modules/01-surat/02-bentuk-surat.md").read_text("utf-8")
    extra = extra.replace("id: bentuk-surat", "id: tambahan").replace("minutes: 7\npractice: 6", "minutes: 1")
    (folder.root / SLUG / "modules/01-surat/03-tambahan.md").write_text(extra, "utf-8")
    assert folder.outcome(folder.sync(move=True)) == (SyncOutcome.CHANGED, 1)
    outline = outline_of(db.session.get_one(Course, course.id).current_revision_id or 0)
    assert [step.key for step in outline.steps] == ["tujuan-surat", "bentuk-surat", "tambahan", "kuis-surat"]
    assert db.session.scalars(select(ActivityProgress.completed_at)).one() == done_before


def test_a_move_never_takes_back_a_completion_or_a_certificate(folder, course, learner):
    do(learner, course, "tujuan-surat")
    do(learner, course, "bentuk-surat", ResultKind.VIEWED)
    do(learner, course, "kuis-surat", ResultKind.GRADED)
    assert (count(CourseCompletion), count(Certificate)) == (1, 1)
    folder.edit(QUIZ, "pass_mark: 70", "pass_mark: 100")
    folder.sync(move=True)
    completion = db.session.scalars(select(CourseCompletion)).one()
    assert db.session.get_one(CourseRevision, completion.revision_id).number == 1
    assert (revision_of(learner, course), count(Certificate)) == (2, 1)


def test_a_move_that_completes_the_course_runs_the_whole_chain(folder, course, learner):
    do(learner, course, "tujuan-surat")
    do(learner, course, "bentuk-surat", ResultKind.VIEWED)
    assert count(CourseCompletion) == 0
    folder.edit("course.yaml", "certificate:", "completion:\n  all:\n    - completed: tujuan-surat\ncertificate:")
    report = folder.sync(move=True)
    mine = next(each for each in report.courses if each.slug == SLUG)
    assert (mine.moved, mine.completed) == (1, 1)
    assert (count(CourseCompletion), count(Certificate), count(Notice)) == (1, 1, 1)


def test_a_package_with_an_error_is_refused_and_nothing_of_any_package_changes(folder, course):
    folder.edit("course.yaml", "minutes: 23", "minutes: 99")
    other = folder.root / "kursus-ringkas" / "course.yaml"
    other.write_text(other.read_text("utf-8").replace("Petugas loket.", "Semua petugas."), "utf-8")
    revisions = count(CourseRevision)
    report = folder.sync()
    assert report.is_refused
    assert not report.courses
    assert "minutes-sum" in {problem.code for problem in report.problems}
    assert count(CourseRevision) == revisions


def test_a_code_is_for_ever(folder, course):
    folder.edit("course.yaml", "code: KL-01", "code: KL-02")
    assert [problem.code for problem in folder.sync().problems] == ["code-changed"]


def test_a_renamed_folder_is_not_a_new_course(folder, course):
    (folder.root / SLUG).rename(folder.root / "nama-lain")
    assert [problem.code for problem in folder.sync().problems] == ["code-changed"]


def test_an_edited_question_is_a_new_version_and_the_old_one_stays(folder, course):
    before = count(QuestionVersion)
    folder.edit(QUIZ, "Pengumuman panjang selalu", "Pengumuman yang panjang selalu")
    assert folder.outcome(folder.sync())[0] is SyncOutcome.CORRECTED
    assert count(QuestionVersion) == before + 1


def test_a_photograph_is_kept_under_its_hash(folder, course, app):
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    folder.sync()
    photograph = db.session.scalars(select(MediaFile).order_by(MediaFile.id.desc())).first()
    raw = (folder.root / SLUG / "media" / "surat.png").read_bytes()
    assert storage.path_of(photograph.sha256).read_bytes() == raw


def photograph_of(course) -> MediaFile:
    return db.session.scalars(select(MediaFile).where(MediaFile.revision_id == course.current_revision_id)).one()


def test_a_lost_photograph_comes_back_without_a_new_revision(folder, course):
    photograph = photograph_of(course)
    raw = (folder.root / SLUG / "media" / "surat.png").read_bytes()
    storage.put(raw)
    storage.path_of(photograph.sha256).unlink()
    before = count(CourseRevision)
    report = folder.sync()
    mine = next(each for each in report.courses if each.slug == SLUG)
    assert (mine.outcome, mine.restored) == (SyncOutcome.UNCHANGED, 1)
    assert storage.path_of(photograph.sha256).read_bytes() == raw
    assert count(CourseRevision) == before
    assert all(each.restored == 0 for each in folder.sync().courses)


def test_a_lost_photograph_that_the_package_has_replaced_stays_lost(folder, course):
    photograph = photograph_of(course)
    storage.path_of(photograph.sha256).unlink(missing_ok=True)
    replaced = folder.root / SLUG / "media" / "surat.png"
    replaced.write_bytes(replaced.read_bytes() + b"\0")
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    assert next(each for each in folder.sync().courses if each.slug == SLUG).restored == 0
    assert not storage.path_of(photograph.sha256).exists()


def test_an_import_does_not_offer_a_withdrawn_course_again(folder, course):
    now = clock.now()
    wish = catalog.Withdrawing(reason="Diganti.")
    catalog.withdraw_course(course, wish, time_zone="Asia/Jakarta", actor_id=None, now=now)
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    assert next(each for each in folder.sync().courses if each.slug == SLUG).revision == 2
    assert SLUG not in {each.slug for each in offered_courses(clock.now())}


def test_the_outline_cannot_be_edited_by_a_later_import(folder, course):
    old = outline_of(course.current_revision_id)
    folder.edit("course.yaml", "title: Kursus latihan surat", "title: Kursus surat yang baru")
    folder.sync()
    assert outline_of(old.revision_id).title == "Kursus latihan surat"


class TestCommand:
    """`flask courses sync`."""

    def test_prints_what_changed_for_how_many(self, folder, course, learner, runner):
        folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
        result = self.invoke(runner, folder, "courses", "sync", SLUG)
        assert result.exit_code == 0
        assert result.stdout == "KL-01  kursus-latihan  revisi 2, perbaikan; 1 peserta pindah\n"

    def test_json_stands_alone_on_stdout(self, folder, course, learner, runner):
        folder.edit(QUIZ, "pass_mark: 70", "pass_mark: 80")
        result = self.invoke(runner, folder, "courses", "sync", "--json")
        facts = {each["slug"]: each for each in json.loads(result.stdout)["courses"]}
        assert facts[SLUG] == {
            "slug": SLUG, "code": "KL-01", "title": "Kursus latihan surat", "outcome": "changed", "revision": 2,
            "moved": 0, "staying": 1, "completed": 0, "restored": 0,
        }  # fmt: skip

    def test_refusal_exits_1_and_names_file_and_line(self, folder, course, runner):
        folder.edit("course.yaml", "minutes: 23", "minutes: 99")
        result = self.invoke(runner, folder, "courses", "sync")
        assert result.exit_code == 1
        assert "courses/kursus-latihan/course.yaml:7: " in result.stderr
        assert result.stdout == ""
        assert revision_count(course) == 1

    def test_an_unknown_slug_is_bad_usage(self, folder, runner):
        assert self.invoke(runner, folder, "courses", "sync", "tidak-ada").exit_code == 2

    @staticmethod
    def invoke(runner, folder: Folder, *args: str):
        settings = runner.app.config["SETTINGS"]
        runner.app.config["SETTINGS"] = replace(settings, courses_dir=folder.root)
        try:
            return runner.invoke(args=list(args))
        finally:
            runner.app.config["SETTINGS"] = settings


def revision_count(course) -> int:
    return len(db.session.scalars(select(CourseRevision.id).where(CourseRevision.course_id == course.id)).all())


@pytest.mark.real_transactions
def test_two_imports_at_once_make_one_revision(app, tmp_path):
    folder = Folder(tmp_path / "courses")
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    outcomes, barrier = [], threading.Barrier(2)

    def run() -> None:
        with app.app_context():
            barrier.wait()
            report = folder.sync()
            db.session.commit()
            outcomes.append(folder.outcome(report)[0])

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [SyncOutcome.CORRECTED, SyncOutcome.UNCHANGED]
    with app.app_context():
        assert db.session.scalars(
            select(CourseRevision.number).join(Course, Course.id == CourseRevision.course_id).where(Course.slug == SLUG)
        ).all() == [1, 2]


@pytest.mark.real_transactions
def test_a_learner_saves_an_answer_while_a_package_is_examined(app, tmp_path, monkeypatch):
    folder = Folder(tmp_path / "courses")
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    with app.app_context():
        person = make_person()
        attempt_id, person_id = begin(person, make_quiz(choice_questions(1))), person.id
        db.session.commit()
    is_examining, is_saved = threading.Event(), threading.Event()
    outcomes = []

    def examine_for_long(*arguments):
        is_examining.set()
        assert is_saved.wait(10), "the answer waited for the examination"
        return examine(*arguments)

    def run() -> None:
        with app.app_context():
            now = clock.now()
            around = surroundings(folder.root, now.date())
            seen = look_at(course_folders(folder.root), around)
            outcomes.append(folder.outcome(import_packages(seen, around, move_learners=False, now=now)))
            db.session.commit()

    monkeypatch.setattr(sync, "examine", examine_for_long)
    thread = threading.Thread(target=run)
    thread.start()
    assert is_examining.wait(10)
    with app.app_context():
        held = lock_for_saving(person_id, attempt_id)
        save_answer(held, 1, GivenAnswer({"q1": ["a"]}, is_flagged=False), 1, now=clock.now())
        db.session.commit()
    is_saved.set()
    thread.join()
    assert outcomes == [(SyncOutcome.CORRECTED, 0)]


def test_a_package_that_changes_while_it_is_examined_is_not_imported(folder, course):
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    db.session.commit()
    around = surroundings(folder.root, clock.now().date())
    seen = look_at(course_folders(folder.root), around)
    folder.edit(FIRST, "Bu Sinta menulis", "Bu Ratna menulis")
    with pytest.raises(PackageMovedError, match=SLUG):
        import_packages(seen, around, move_learners=False, now=clock.now())
    assert revision_count(course) == 1


def test_an_import_in_between_of_the_same_state_leaves_nothing_to_do(folder, course):
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    db.session.commit()
    around = surroundings(folder.root, clock.now().date())
    seen = look_at(course_folders(folder.root), around)
    folder.sync()
    report = import_packages(seen, around, move_learners=False, now=clock.now())
    assert folder.outcome(report) == (SyncOutcome.UNCHANGED, 0)
    assert revision_count(course) == 2


def test_an_import_in_between_of_another_state_refuses_what_was_not_examined(folder, course):
    db.session.commit()
    around = surroundings(folder.root, clock.now().date())
    seen = look_at(course_folders(folder.root), around)
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    folder.sync()
    folder.edit(FIRST, "Bu Sinta menulis", "Pak Bima menulis")
    with pytest.raises(PackageMovedError):
        import_packages(seen, around, move_learners=False, now=clock.now())


def test_a_quiz_keeps_its_rules_of_time(folder, course):
    rules = "pass_mark: 70\ntime_limit_minutes: 20\ngrace_minutes: 5\noverdue: grace\nwait_minutes: 60"
    folder.edit(QUIZ, "pass_mark: 70", rules)
    folder.sync()
    stored = outline_of(db.session.get(Course, course.id, populate_existing=True).current_revision_id)
    schedule = schedule_of(stored.step_by_key["kuis-surat"].rules)
    assert (schedule.handling, schedule.grace_minutes, schedule.wait_minutes) == (OverdueHandling.GRACE, 5, 60)


def test_a_revision_from_before_these_rules_is_not_changed_by_their_usual_values(folder, course, learner):
    quiz = db.session.scalars(select(RevisionActivity).where(RevisionActivity.kind == "quiz")).all()
    for row in quiz:
        row.rules = {name: value for name, value in row.rules.items() if name not in ("overdue", "wait_minutes")}
    db.session.flush()
    folder.edit(FIRST, "Pak Bima menulis", "Bu Sinta menulis")
    assert folder.outcome(folder.sync()) == (SyncOutcome.CORRECTED, 1)
