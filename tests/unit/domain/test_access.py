"""What may be opened and joined."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from elearning.domain import access
from elearning.domain.completion import (
    ActivityFacts,
    ActivityKind,
    ActivityRule,
    CompletionRule,
    CourseFacts,
    CourseRules,
    evaluate_course,
    parse_condition,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LESSON = ActivityRule(id="baca", kind=ActivityKind.LESSON, rule=CompletionRule.MARKED)
QUIZ = ActivityRule(
    id="kuis",
    kind=ActivityKind.QUIZ,
    rule=CompletionRule.PASSED,
    pass_mark=Decimal(70),
    requires=parse_condition({"marked": "baca"}),
)
RULES = CourseRules(activities=(LESSON, QUIZ))


def test_a_locked_activity_names_what_is_missing() -> None:
    standing = evaluate_course(RULES, CourseFacts())
    found = access.activity_access(standing, "kuis")
    assert (found.allowed, [reason.target for reason in found.missing]) == (False, ["baca"])
    with pytest.raises(access.ActivityLockedError) as raised:
        access.check_activity_access(standing, "kuis")
    assert raised.value.missing == found.missing


def test_an_activity_without_requirements_is_open() -> None:
    assert access.activity_access(evaluate_course(RULES, CourseFacts()), "baca") == access.Access(True)


def test_an_activity_opens_with_its_requirement() -> None:
    standing = evaluate_course(RULES, CourseFacts(activities={"baca": ActivityFacts(marked_at=NOW)}))
    access.check_activity_access(standing, "kuis")


def test_an_unknown_activity_is_not_found() -> None:
    with pytest.raises(access.ActivityUnknownError):
        access.activity_access(evaluate_course(RULES, CourseFacts()), "lain")


@pytest.mark.parametrize(
    ("completed", "missing"),
    [(set(), ("LD-01", "KP-01")), ({"LD-01"}, ("KP-01",)), ({"KP-01", "LD-01", "X-1"}, ())],
)
def test_a_course_is_joined_after_its_prerequisites(completed: set[str], missing: tuple[str, ...]) -> None:
    found = access.enrolment_access(["LD-01", "KP-01"], completed)
    assert found == access.EnrolmentAccess(not missing, missing)
    if not missing:
        access.check_enrolment_access(["LD-01", "KP-01"], completed)
        return
    with pytest.raises(access.PrerequisiteMissingError) as raised:
        access.check_enrolment_access(["LD-01", "KP-01"], completed)
    assert ", ".join(missing) in raised.value.message
