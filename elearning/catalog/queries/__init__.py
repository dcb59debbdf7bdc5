"""Reads of the catalogue: outlines, courses, enrolments, assignments."""

from elearning.catalog.queries.assignments import DueCourse, assignment_of, due_courses, open_assignment
from elearning.catalog.queries.courses import (
    CourseEntry,
    CourseSheet,
    LessonSheet,
    PhotographFile,
    course_sheet,
    current_courses,
    lesson_sheet,
    module_texts,
    offered_courses,
    photograph,
)
from elearning.catalog.queries.offering import (
    CourseName,
    courses_requiring,
    open_withdrawal,
    withdrawals_of,
    withdrawn_from,
)
from elearning.catalog.queries.outlines import (
    courses_waiting_for,
    enrolment_of,
    kept_outline,
    kept_outlines,
    outline_of,
    outlines_of,
)
from elearning.catalog.queries.search import search_index

__all__ = [
    "CourseEntry",
    "CourseName",
    "CourseSheet",
    "DueCourse",
    "LessonSheet",
    "PhotographFile",
    "assignment_of",
    "course_sheet",
    "courses_requiring",
    "courses_waiting_for",
    "current_courses",
    "due_courses",
    "enrolment_of",
    "kept_outline",
    "kept_outlines",
    "lesson_sheet",
    "module_texts",
    "offered_courses",
    "open_assignment",
    "open_withdrawal",
    "outline_of",
    "outlines_of",
    "photograph",
    "search_index",
    "withdrawals_of",
    "withdrawn_from",
]
