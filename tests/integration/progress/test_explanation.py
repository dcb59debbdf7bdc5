""" "Mengapa belum selesai?": every unmet condition in words with its page, alternatives marked as such."""

from __future__ import annotations

from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from elearning.catalog.models import Activity, CourseRevision, RevisionActivity
from elearning.catalog.queries import outline_of
from elearning.core import clock as site_clock
from elearning.extensions import db
from elearning.progress.evaluation import standing
from elearning.progress.explanation import Requirement, why_locked, why_not_complete
from elearning.progress.queries import facts_of
from elearning.progress.services import Grade, record_attempt_opened, record_grade, record_mark
from tests.factories import make_person


@pytest.fixture
def learner(app):
    return make_person()


def explain(learner, course, condition: dict[str, Any] | None = None) -> list[Requirement]:
    if condition is not None:
        db.session.get_one(CourseRevision, course.current_revision_id).completion = condition
        db.session.flush()
    outline = outline_of(course.current_revision_id)
    with db_app().test_request_context():
        return why_not_complete(outline, standing(outline, facts_of(learner.id, outline)))


def db_app():
    return current_app._get_current_object()


def quiz(course):
    return outline_of(course.current_revision_id).step_by_key["kuis-surat"]


def test_every_step_is_asked_for_where_nothing_else_is_written(learner, course):
    rows = explain(learner, course)
    assert [row.what for row in rows] == [
        "Baca “Tujuan surat”",
        "Buka “Bentuk surat”",
        "Lulus “Kuis surat”, paling sedikit 70",
    ]
    assert [row.href for row in rows] == [
        "/kursus/kursus-latihan/langkah/tujuan-surat",
        "/kursus/kursus-latihan/langkah/bentuk-surat",
        "/kursus/kursus-latihan/kuis/kuis-surat",
    ]


def test_what_is_met_is_not_listed(learner, course):
    outline = outline_of(course.current_revision_id)
    record_mark(learner.id, outline.steps[0], now=clock_now())
    assert [row.what for row in explain(learner, course)][0] == "Buka “Bentuk surat”"


def test_a_score_below_the_mark_is_told_as_it_is(learner, course):
    record_attempt_opened(learner.id, quiz(course), now=clock_now())
    record_grade(learner.id, quiz(course), Grade(6_960_000, is_passed=False), now=clock_now())
    row = explain(learner, course)[-1]
    assert row.why == "Nilai terbaik sejauh ini 69,6."
    assert row.link == "Ulangi Kuis surat"


def test_no_attempt_left_is_a_loss_with_the_way_out(learner, course):
    step = db.session.scalars(select(RevisionActivity).join(Activity).where(Activity.key == "kuis-surat")).one()
    step.rules = step.rules | {"attempts": 1}
    record_grade(learner.id, quiz(course), Grade(5_000_000, is_passed=False), now=clock_now())
    row = explain(learner, course)[-1]
    assert row.state == "loss"
    assert "minta tambahan" in row.why


def test_alternatives_say_that_one_is_enough(learner, course):
    condition = {"any": [{"passed": "kuis-surat"}, {"all": [{"marked": "tujuan-surat"}, {"viewed": "bentuk-surat"}]}]}
    rows = explain(learner, course, condition)
    assert len(rows) == 3
    assert all(row.why.endswith("Cukup salah satu.") for row in rows)


def test_another_course_is_named_by_its_code(learner, course):
    (row,) = explain(learner, course, {"course": "KR-01"})
    assert row.what == "Selesaikan kursus KR-01"
    assert row.href == "/katalog?q=KR-01"


def test_a_condition_asked_twice_is_told_once(learner, course):
    condition = {"all": [{"marked": "tujuan-surat"}, {"all": [{"marked": "tujuan-surat"}]}]}
    assert len(explain(learner, course, condition)) == 1


def test_a_locked_step_names_what_it_waits_for(learner, course):
    outline = outline_of(course.current_revision_id)
    own = standing(outline, facts_of(learner.id, outline))
    with db_app().test_request_context():
        assert [row.what for row in why_locked(outline, own, "kuis-surat")] == ["Baca “Tujuan surat”"]
        assert why_locked(outline, own, "tujuan-surat") == []


def clock_now():
    return site_clock.now()
