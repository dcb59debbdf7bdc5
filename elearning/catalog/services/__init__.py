"""Writes of the catalogue: enrolments, assignments, withdrawals."""

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
from elearning.catalog.services.offering import Withdrawing, offer_course_again, withdraw_course

__all__ = [
    "AssignmentClosedError",
    "AssignmentOutcome",
    "DueDateError",
    "NewAssignment",
    "NotEnrolledError",
    "Withdrawing",
    "assign",
    "cancel",
    "enrol",
    "extend",
    "leave",
    "lock_enrolment",
    "offer_course_again",
    "withdraw_course",
]
