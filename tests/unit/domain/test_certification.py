"""When a certificate is earned, by whom it is issued, and what it proves."""

from datetime import UTC, datetime

import pytest

from elearning.domain import certification
from elearning.domain.certification import CertificationVerdict, Outcome
from elearning.domain.completion import (
    ActivityFacts,
    ActivityKind,
    ActivityRule,
    CompletionRule,
    CourseFacts,
    CourseRules,
    CourseStanding,
    evaluate_course,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RULES = CourseRules(activities=(ActivityRule(id="a", kind=ActivityKind.LESSON, rule=CompletionRule.MARKED),))


def _standing(*, complete: bool) -> CourseStanding:
    return evaluate_course(RULES, CourseFacts(activities={"a": ActivityFacts(marked_at=NOW if complete else None)}))


@pytest.mark.parametrize(
    ("complete", "course_issues", "already", "verdict"),
    [
        (True, True, False, CertificationVerdict.EARNED),
        (False, True, False, CertificationVerdict.NOT_COMPLETE),
        (True, False, False, CertificationVerdict.COURSE_ISSUES_NONE),
        (True, True, True, CertificationVerdict.ALREADY_ISSUED),
        (False, False, True, CertificationVerdict.COURSE_ISSUES_NONE),
    ],
)
def test_a_certificate_is_earned_once_by_completion(
    complete: bool, course_issues: bool, already: bool, verdict: CertificationVerdict
) -> None:
    found = certification.certify(_standing(complete=complete), course_issues=course_issues, already_issued=already)
    assert found.verdict is verdict
    assert found.issues == (verdict is CertificationVerdict.EARNED)
    assert found.completed_at == (NOW if found.issues else None)


@pytest.mark.parametrize(
    ("course_agency", "learner_agency", "expected"),
    [("4012", "5108", "4012"), ("9999", "5108", "5108"), (None, "5108", "5108"), ("4012", None, "4012")],
)
def test_the_courses_agency_issues_where_it_exists(
    course_agency: str | None, learner_agency: str | None, expected: str
) -> None:
    assert certification.issuing_agency(course_agency, {"4012", "5108"}, learner_agency) == expected


@pytest.mark.parametrize("course_agency", [None, "", "9999"])
def test_without_an_agency_nothing_is_issued(course_agency: str | None) -> None:
    with pytest.raises(certification.IssuingAgencyMissingError):
        certification.issuing_agency(course_agency, {"5108"}, None)


def test_evidence_is_one_row_a_competency_with_its_highest_level() -> None:
    outcomes = [Outcome("M.3", 1), Outcome("M.5", 1), Outcome("M.3", 3), Outcome("M.3", 2)]
    assert certification.evidence_levels(outcomes) == (Outcome("M.3", 3), Outcome("M.5", 1))
