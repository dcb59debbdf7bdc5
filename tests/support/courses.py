"""The courses of tests/fixtures in a test database, imported by the same service as real ones."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from elearning.authoring.services import sync_courses
from elearning.catalog.models import Course
from elearning.content.checks import surroundings
from elearning.content.loader import course_folders
from elearning.core import clock
from elearning.extensions import db


def import_courses(app: Flask) -> None:
    """Import all packages of the application's courses folder and let go of the database."""
    folder = app.config["SETTINGS"].courses_dir
    with app.app_context():
        now = clock.now()
        report = sync_courses(course_folders(folder), surroundings(folder, now.date()), move_learners=False, now=now)
        assert not report.is_refused, report.problems
        db.session.commit()
        db.engine.dispose()


def course(slug: str) -> Course:
    """A course by the name of its folder."""
    return db.session.scalars(select(Course).where(Course.slug == slug)).one()
