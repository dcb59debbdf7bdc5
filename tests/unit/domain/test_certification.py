"""By whom a certificate is issued, and what it proves."""

import pytest

from elearning.domain import certification
from elearning.domain.certification import Outcome


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
