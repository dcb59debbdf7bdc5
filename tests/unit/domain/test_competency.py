"""Evidence and the level that follows from it."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.domain import competency
from elearning.domain.competency import CompetencyKind, Evidence, EvidenceKind, EvidenceStatus

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def _row(number: int, kind: EvidenceKind, level: int, **more: object) -> Evidence:
    content: dict[str, object] = {"competency": "M.3", "recorded_at": NOW - timedelta(days=100 - number), **more}
    return Evidence(id=number, kind=kind, level=level, **content)  # type: ignore[arg-type]


def _course(number: int, level: int, **more: object) -> Evidence:
    return _row(number, EvidenceKind.COURSE, level, **more)


def _confirmation(number: int, level: int, **more: object) -> Evidence:
    return _row(number, EvidenceKind.CONFIRMATION, level, **more)


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("M.1", "M.1", CompetencyKind.MANAGERIAL),
        (" m.8 ", "M.8", CompetencyKind.MANAGERIAL),
        ("SK.1", "SK.1", CompetencyKind.SOCIOCULTURAL),
        ("T-SPBE", "T-SPBE", CompetencyKind.TECHNICAL),
        ("t-spbe.layanan-1", "T-SPBE.LAYANAN-1", CompetencyKind.TECHNICAL),
    ],
)
def test_codes_are_read_in_their_written_form(text: str, code: str, kind: CompetencyKind) -> None:
    assert competency.parse_code(text) == code
    assert competency.kind_of(code) is kind


@pytest.mark.parametrize("text", ["", "M.0", "M.9", "SK.2", "M3", "T-", "T-A--B", "T-" + "A" * 31, "M.1; DROP"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(competency.CompetencyCodeError):
        competency.parse_code(text)


@pytest.mark.parametrize(("value", "level"), [(1, 1), (5, 5), ("3", 3), (" 2 ", 2)])
def test_levels_run_from_one_to_five(value: int | str, level: int) -> None:
    assert competency.parse_level(value) == level


@pytest.mark.parametrize("value", [0, 6, "", "III", "2.0", True, "-1", "٣"])
def test_what_is_no_level_is_refused(value: int | str) -> None:
    with pytest.raises(competency.CompetencyLevelError):
        competency.parse_level(value)


@pytest.mark.parametrize(
    ("rows", "level", "learning"),
    [
        ([], 0, 0),
        ([_course(1, 1)], 1, 1),
        ([_course(1, 3)], 2, 3),
        ([_course(1, 3, cap=1)], 1, 1),
        ([_course(1, 1), _course(2, 2)], 2, 2),
        ([_confirmation(1, 4)], 4, 0),
        ([_course(1, 3), _confirmation(2, 3)], 3, 3),
        ([_course(1, 2), _confirmation(2, 1)], 2, 2),
        ([_confirmation(1, 4), _confirmation(2, 3)], 3, 0),
        ([_confirmation(1, 3), _confirmation(2, 4)], 4, 0),
    ],
)
def test_courses_count_up_to_the_caps_and_the_latest_confirmation_may_raise(
    rows: list[Evidence], level: int, learning: int
) -> None:
    found = competency.standing("M.3", rows, NOW)
    assert (found.level, found.learning_level) == (level, learning)


@pytest.mark.parametrize(("site_cap", "level"), [(0, 0), (1, 1), (3, 3), (5, 3)])
def test_the_site_decides_how_far_courses_raise(site_cap: int, level: int) -> None:
    assert competency.standing("M.3", [_course(1, 3)], NOW, site_cap).level == level


def test_each_row_says_what_part_it_has() -> None:
    rows = [
        _course(1, 1),
        _course(2, 4, cap=3),
        _confirmation(3, 4),
        _confirmation(4, 3),
        _course(5, 2, corrects=1),
        _course(6, 5),
        _row(7, EvidenceKind.WITHDRAWAL, 0, corrects=6),
        _course(8, 1, valid_until=NOW - timedelta(seconds=1)),
    ]
    found = competency.standing("M.3", rows, NOW)
    assert [(each.evidence.id, each.status, each.counted_level, each.is_limited) for each in found.reasons] == [
        (1, EvidenceStatus.SUPERSEDED, 0, False),
        (2, EvidenceStatus.IN_FORCE, 2, True),
        (3, EvidenceStatus.REPLACED, 0, False),
        (4, EvidenceStatus.CARRIES, 3, False),
        (5, EvidenceStatus.IN_FORCE, 2, False),
        (6, EvidenceStatus.WITHDRAWN, 0, False),
        (8, EvidenceStatus.EXPIRED, 0, False),
    ]


def test_a_withdrawn_confirmation_lets_the_earlier_one_stand_again() -> None:
    rows = [_confirmation(1, 3), _confirmation(2, 4), _row(3, EvidenceKind.WITHDRAWAL, 0, corrects=2)]
    assert competency.standing("M.3", rows, NOW).level == 3


def test_what_was_corrected_stays_out_when_its_correction_is_corrected_too() -> None:
    rows = [_course(1, 2), _course(2, 1, corrects=1), _row(3, EvidenceKind.WITHDRAWAL, 0, corrects=2)]
    assert competency.standing("M.3", rows, NOW).level == 0


@pytest.mark.parametrize(("seconds", "level"), [(0, 2), (-1, 0)])
def test_evidence_counts_until_its_validity_ends(seconds: int, level: int) -> None:
    row = _course(1, 2, valid_until=NOW + timedelta(seconds=seconds))
    assert competency.standing("M.3", [row], NOW).level == level


def test_other_competencies_are_left_out() -> None:
    assert competency.standing("M.5", [_course(1, 2)], NOW).reasons == ()


def test_a_gap_is_what_is_missing() -> None:
    assert [competency.gap(3, present) for present in (0, 2, 3, 4)] == [3, 1, 0, -1]


def test_job_person_match_is_a_sum_over_what_is_required() -> None:
    assert competency.job_person_match({"M.1": 2, "M.3": 3}, {"M.1": 2, "M.3": 2, "M.5": 5}) == Fraction(4, 5)
    assert competency.job_person_match({"M.1": 2}, {}) == 0
    assert competency.job_person_match({}, {"M.1": 2}) is None


ROWS = st.lists(
    st.builds(
        lambda number, kind, level, cap, corrects: _row(number, kind, level, cap=cap, corrects=corrects),
        st.integers(1, 12),
        st.sampled_from([EvidenceKind.COURSE, EvidenceKind.CONFIRMATION]),
        st.integers(1, 5),
        st.integers(1, 5),
        st.one_of(st.none(), st.integers(1, 12)),
    ),
    max_size=8,
    unique_by=lambda row: row.id,
)


@given(ROWS, st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_the_level_is_carried_by_exactly_one_row(rows: list[Evidence], site_cap: int) -> None:
    found = competency.standing("M.3", rows, NOW, site_cap)
    carriers = [each for each in found.reasons if each.status is EvidenceStatus.CARRIES]
    assert len(carriers) == (1 if found.level else 0)
    assert all(each.counted_level == found.level for each in carriers)
    assert max((each.counted_level for each in found.reasons), default=0) == found.level
    assert len(found.reasons) == len(rows)


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_reading_changes_nothing(rows: list[Evidence], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert competency.standing("M.3", shuffled, NOW) == competency.standing("M.3", rows, NOW)
