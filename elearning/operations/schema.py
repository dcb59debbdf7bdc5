"""What the code knows of migrations, and how a database that is not the site's own is brought to the newest."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Engine


def head() -> str:
    """The newest migration."""
    return str(_scripts().get_current_head())


def is_known(migration: str) -> bool:
    """Whether the code knows a migration."""
    try:
        return _scripts().get_revision(migration) is not None
    except CommandError:
        return False


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest migration."""
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    found: Config = current_app.extensions["migrate"].migrate.get_config()
    return found


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
