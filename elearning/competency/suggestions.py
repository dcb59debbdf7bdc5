"""Which course helps with a missing level: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable

from elearning.catalog.queries import CourseEntry
from elearning.competency.queries import CompetencyRecord


def suggest(records: Iterable[CompetencyRecord], courses: Iterable[CourseEntry]) -> dict[str, CourseEntry]:
    """For each competency below its requirement the course that reaches highest (the shortest of equals), if one gives
    evidence that the person does not have yet.
    """
    offered = list(courses)
    found: dict[str, CourseEntry] = {}
    for record in records:
        if record.missing <= 0:
            continue
        helping = [
            (level_given(course, record.code), -course.jp_halves, course.code, course)
            for course in offered
            if level_given(course, record.code) > record.standing.learning_level
        ]
        if helping:
            found[record.code] = max(helping, key=lambda each: each[:3])[3]
    return found


def level_given(course: CourseEntry, code: str) -> int:
    """The level up to which a course is learning evidence for a competency, 0 for none."""
    return max((int(each["level"]) for each in course.outcomes if each["competency"] == code), default=0)
