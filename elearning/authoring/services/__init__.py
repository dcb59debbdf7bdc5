"""Writes of authoring: course packages become immutable revisions, and learners move between them."""

from elearning.authoring.services.sync import (
    CourseSync,
    SyncOutcome,
    SyncReport,
    import_packages,
    look_at,
    sync_courses,
)

__all__ = ["CourseSync", "SyncOutcome", "SyncReport", "import_packages", "look_at", "sync_courses"]
