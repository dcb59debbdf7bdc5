"""The chain of a result: each link, in order, all of it or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from elearning import outcomes
from elearning.catalog.models import Course
from elearning.catalog.services import NotEnrolledError, leave
from elearning.certificates.models import Certificate, CertificateEvent, CertificateSequence
from elearning.competency.models import Evidence, JpEntry
from elearning.core import clock as core_clock
from elearning.domain.access import ActivityUnknownError
from elearning.notifications.models import Notice
from elearning.outcomes import Result, ResultKind, complete_if_due, record_result
from elearning.progress.models import ActivityProgress, CourseCompletion
from elearning.progress.services import Grade
from tests.factories import give_position, make_agency, make_person, make_site_administrator
from tests.support.small_course import LESSON, QUIZ, complete, enrol, grade, make_course, mark

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)
FOLLOWING = (CourseCompletion, Certificate, CertificateEvent, Evidence, JpEntry, Notice)


def counts(session):
    return {model.__tablename__: session.scalar(select(func.count()).select_from(model)) for model in FOLLOWING}


@pytest.fixture
def course(app, clock) -> Course:
    return make_course()


@pytest.fixture
def person(course):
    person = make_person("Dewi Contoh", title_after="S.Sos.")
    give_position(person, "Pranata Humas Ahli Muda", "Dinas Kominfo/Bidang Humas")
    enrol(person, course)
    return person


def test_a_result_that_completes_nothing_ends_the_chain_there(db_session, person, course):
    chain = mark(person.id, course.id)
    assert (chain.activity_completed, chain.course_completed, chain.certificate_id) == (True, False, None)
    assert set(counts(db_session).values()) == {0}


def test_a_failed_attempt_is_recorded_and_completes_nothing(db_session, person, course):
    mark(person.id, course.id)
    chain = grade(person.id, course.id, 6_999_999)
    assert not chain.activity_completed
    assert not chain.course_completed
    assert db_session.scalar(select(func.max(ActivityProgress.best_fraction))) == 6_999_999


def test_the_last_result_completes_certifies_records_and_tells(db_session, person, course):
    mark(person.id, course.id)
    chain = grade(person.id, course.id)
    assert chain.course_completed
    assert counts(db_session) == {
        "course_completion": 1,
        "certificate": 1,
        "certificate_event": 1,
        "evidence": 2,
        "jp_entry": 1,
        "notice": 1,
    }
    certificate = db_session.get(Certificate, chain.certificate_id)
    assert certificate.number == "000001/KC-01/9001/2026"
    notice = db_session.scalar(select(Notice))
    assert (notice.kind, notice.person_id) == ("certificate_issued", person.id)
    assert notice.params == {"course": "Kursus Contoh yang Singkat", "number": certificate.number}


def test_the_evidence_names_level_revision_and_attempt(db_session, person, course):
    mark(person.id, course.id)
    grade(person.id, course.id)
    rows = db_session.scalars(select(Evidence).order_by(Evidence.id)).all()
    assert [(row.level, row.source, row.revision_id) for row in rows] == [
        (3, "course", course.current_revision_id),
        (1, "course", course.current_revision_id),
    ]


def test_results_after_completion_change_nothing_that_follows(db_session, person, course):
    mark(person.id, course.id)
    grade(person.id, course.id)
    before = counts(db_session)
    chain = grade(person.id, course.id)
    assert not chain.course_completed
    assert counts(db_session) == before


def test_a_course_without_certificate_still_gives_evidence_jp_and_a_notice(db_session, clock):
    course = make_course("KC-02", certificate={"issue": False, "wording": ""})
    chain = complete(make_person(), course)
    assert (chain.course_completed, chain.certificate_id) == (True, None)
    assert counts(db_session)["certificate"] == 0
    assert counts(db_session)["jp_entry"] == 1
    assert db_session.scalar(select(Notice.kind)) == "course_completed"


def test_a_person_without_agency_gets_everything_but_the_certificate(db_session, course):
    chain = complete(make_site_administrator(), course)
    assert (chain.course_completed, chain.certificate_id) == (True, None)
    assert db_session.scalar(select(JpEntry.agency_id)) is None


def test_the_agency_that_the_course_names_issues_where_it_exists(db_session, clock):
    make_agency("5108", name="Pemerintah Kabupaten Contoh Tenggara")
    course = make_course("KC-03", agency_code="5108")
    chain = complete(make_site_administrator(), course)
    certificate = db_session.get(Certificate, chain.certificate_id)
    assert certificate.number == "000001/KC-03/5108/2026"
    assert certificate.snapshot["issuer"] == "Pemerintah Kabupaten Contoh Tenggara"
    assert certificate.snapshot["agency"] == ""


def test_the_learners_agency_issues_where_the_named_one_does_not_exist(db_session, clock):
    chain = complete(make_person(), make_course("KC-04", agency_code="4012"))
    assert db_session.get(Certificate, chain.certificate_id).snapshot["issuer_code"] == "9001"


def test_when_a_late_link_fails_nothing_of_the_chain_remains(db_session, person, course, monkeypatch):
    mark(person.id, course.id)
    db_session.commit()

    def fail(*_args, **_kwargs):
        raise RuntimeError("the last link breaks")

    monkeypatch.setattr(outcomes, "notify", fail)
    with pytest.raises(RuntimeError):
        grade(person.id, course.id)
    db_session.rollback()
    assert set(counts(db_session).values()) == {0}
    assert db_session.scalar(select(func.count()).select_from(CertificateSequence)) == 0
    monkeypatch.undo()
    assert grade(person.id, course.id).course_completed
    assert db_session.scalar(select(Certificate.sequence)) == 1


def test_somebody_who_left_the_course_is_refused(person, course):
    leave(person.id, course.id, now=core_clock.now())
    with pytest.raises(NotEnrolledError):
        mark(person.id, course.id)


def test_an_unknown_step_is_refused(person, course):
    with pytest.raises(ActivityUnknownError):
        record_result(
            Result(person_id=person.id, course_id=course.id, activity_key="tidak-ada", kind=ResultKind.MARKED), now=NOON
        )


def test_a_result_dated_before_its_recording_counts_in_its_own_year(db_session, course):
    new_years_eve = datetime(2026, 12, 31, 16, 50, tzinfo=UTC)  # 23.50 WIB
    person = make_person()
    enrol(person, course, at=new_years_eve - timedelta(days=3))
    mark(person.id, course.id, now=new_years_eve - timedelta(days=1))
    chain = grade(person.id, course.id, at=new_years_eve, now=new_years_eve + timedelta(hours=1))
    assert db_session.scalar(select(JpEntry.earned_on)).isoformat() == "2026-12-31"
    certificate = db_session.get(Certificate, chain.certificate_id)
    assert certificate.snapshot["finished_on"] == "2026-12-31"
    assert certificate.snapshot["issued_on"] == "2027-01-01"
    assert certificate.number.endswith("/2027")


def test_completing_a_course_completes_one_whose_rule_waits_for_it(db_session, person, course):
    waiting = make_course("KC-05", completion={"all": [{"completed": LESSON}, {"course": "KC-01"}]})
    enrol(person, waiting)
    assert not mark(person.id, waiting.id).course_completed
    mark(person.id, course.id)
    grade(person.id, course.id)
    codes = select(Course.code).join(CourseCompletion, CourseCompletion.course_id == Course.id)
    assert set(db_session.scalars(codes)) == {"KC-01", "KC-05"}
    assert counts(db_session)["certificate"] == 2


def test_a_course_that_is_due_completes_without_a_new_result(db_session, person, course):
    mark(person.id, course.id)
    assert not complete_if_due(person.id, course.id, now=NOON).course_completed
    row = db_session.scalars(select(ActivityProgress)).one()
    progress = ActivityProgress(
        person_id=person.id,
        activity_id=row.activity_id + 1,
        first_viewed_at=NOON,
        passed_at=NOON,
        completed_at=NOON,
        best_fraction=8_000_000,
        finished_attempts=1,
    )
    db_session.add(progress)
    assert complete_if_due(person.id, course.id, now=NOON).course_completed


def test_a_graded_result_without_its_grade_is_a_mistake_of_the_program(person, course):
    with pytest.raises(ValueError, match="carries its grade"):
        record_result(
            Result(person_id=person.id, course_id=course.id, activity_key=QUIZ, kind=ResultKind.GRADED), now=NOON
        )


def test_the_whole_chain_keeps_to_its_statements(db_session, person, course, count_statements):
    mark(person.id, course.id)
    db_session.commit()
    db_session.expire_all()
    result = Result(
        person_id=person.id,
        course_id=course.id,
        activity_key=QUIZ,
        kind=ResultKind.GRADED,
        grade=Grade(9_000_000, is_passed=True),
    )
    with count_statements(at_most=20):
        record_result(result, now=core_clock.now())
        db_session.flush()
