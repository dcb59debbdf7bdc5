"""Writes of attempts: `starting`, `saving`, `extending`, `finishing`, `granting`; none commits.

Locks are taken in one order, the enrolment before the attempt, so that starting, sending and the worker wait for one
another and never in a circle. Saving an answer locks the attempt alone and shares it with other answers.
"""

from __future__ import annotations

from elearning.quizzes.services.extending import MoreTime, extend_attempt
from elearning.quizzes.services.finishing import settle_attempt, submit_attempt
from elearning.quizzes.services.granting import NewGrant, change_quiz_time, grant_attempts
from elearning.quizzes.services.saving import save_answer, save_page
from elearning.quizzes.services.starting import Start, start_attempt

__all__ = [
    "MoreTime",
    "NewGrant",
    "Start",
    "change_quiz_time",
    "extend_attempt",
    "grant_attempts",
    "save_answer",
    "save_page",
    "settle_attempt",
    "start_attempt",
    "submit_attempt",
]
