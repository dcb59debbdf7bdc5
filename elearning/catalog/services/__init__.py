"""Writes of the catalogue: enrolments and assignments."""

from elearning.catalog.services.assignments import (
    AssignmentClosedError,
    AssignmentOutcome,
    DueDateError,
    NewAssignment,
    assign,
    cancel,
    extend,
)
from elearning.catalog.services.enrolments import NotEnrolledError, enrol, leave, lock_enrolment

__all__ = [
    "AssignmentClosedError",
    "AssignmentOutcome",
    "DueDateError",
    "NewAssignment",
    "NotEnrolledError",
    "assign",
    "cancel",
    "enrol",
    "extend",
    "leave",
    "lock_enrolment",
]
