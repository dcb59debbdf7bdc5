"""/healthz says the process answers; /readyz says whether it can do its work: database, migrations, disk, worker."""

from __future__ import annotations

from collections.abc import Callable

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from elearning.core import clock
from elearning.core.jobs import free_disk_bytes, is_worker_alive
from elearning.core.logs import log
from elearning.core.permissions import public
from elearning.extensions import db

MIN_FREE_BYTES = 200_000_000
blueprint = Blueprint("health", __name__)


def migration_head(app: Flask) -> str | None:
    """The newest migration that the code knows."""
    return ScriptDirectory(app.extensions["migrate"].directory).get_current_head()


def migrated_to() -> str | None:
    """The migration that the database stands at."""
    version: str | None = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Each check by name; 503 when one fails."""
    checks = {"disk": _has_disk()} | _database_checks()
    is_ready = all(checks.values())
    return jsonify(status="ok" if is_ready else "failing", checks=checks), 200 if is_ready else 503


def _has_disk() -> bool:
    return free_disk_bytes(current_app.config["SETTINGS"].instance_dir) >= MIN_FREE_BYTES


def _database_checks() -> dict[str, bool]:
    """Asked one by one: a database without tables answers all the same."""
    return {
        "database": _answers(lambda: db.session.execute(text("SELECT 1")).scalar() == 1),
        "migrations": _answers(lambda: migrated_to() == migration_head(current_app)),
        "worker": _answers(lambda: is_worker_alive(clock.now())),
    }


def _answers(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.warning("readiness check failed", error=type(error).__name__)
        return False
