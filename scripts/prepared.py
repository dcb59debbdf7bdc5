"""The application that `make run` serves, brought up to date before anybody reaches it: tables, courses, demo data.

gunicorn loads this module once and forks its workers from it, so a start costs one import of the application, not one a process.
Calls the same commands that an operator may call one by one; each does nothing when there is nothing to do.
"""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import ScriptInfo

from config import load_settings
from elearning import create_app
from elearning.core.jobs import jobs_of
from elearning.extensions import db


def prepared_app() -> Flask:
    """The application with the settings of the environment, up to date. Ends the process when a command refuses."""
    settings = load_settings()
    made = create_app(settings)
    call(made, "db", "upgrade")
    call(made, "courses", "sync")
    if settings.demo:
        call(made, "demo", "seed", "--if-empty")
    let_go(made)
    return made


def call(made: Flask, *command: str) -> None:
    """Run one command of the operator's command line in this process."""
    try:
        code = made.cli.main(
            args=list(command), prog_name="flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: made)
        )
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    if code:
        sys.exit(code)


def let_go(made: Flask) -> None:
    """Close what must not be shared with the processes that are forked from this one."""
    with made.app_context():
        db.engine.dispose()
    jobs_of(made).queue.close()


app = prepared_app()
