"""Writes of authoring: course packages become immutable revisions, and learners move between them."""

from elearning.authoring.services.sync import CourseSync, SyncOutcome, SyncReport, sync_courses

__all__ = ["CourseSync", "SyncOutcome", "SyncReport", "sync_courses"]
