"""Reads of authoring: stored courses and who follows which revision, figures of courses, participants of one course."""

from elearning.authoring.queries.packages import (
    StoredCourse,
    StoredPhotograph,
    earlier_revisions_followed,
    learners_at,
    lock_courses,
    stored_courses,
    stored_photographs,
)

__all__ = [
    "StoredCourse",
    "StoredPhotograph",
    "earlier_revisions_followed",
    "learners_at",
    "lock_courses",
    "stored_courses",
    "stored_photographs",
]
