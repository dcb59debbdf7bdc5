"""The operator's command line: collects each feature's command group (`.venv/bin/flask --app wsgi GROUP COMMAND`) and
the site's own commands (`flask backup`).

Every command exits 0 (done), 1 (refused, with a reason on stderr) or 2 (bad usage); with `--json` stdout holds one
JSON value and nothing else.
"""

from __future__ import annotations

from flask import Flask

from elearning.accounts.cli import cli as accounts_cli
from elearning.authoring.cli import cli as courses_cli
from elearning.certificates.cli import cli as siasn_cli
from elearning.competency.cli import cli as competency_cli
from elearning.core.jobs import cli as jobs_cli
from elearning.demo.cli import cli as demo_cli
from elearning.operations.cli import backup_command, database_cli, doctor_command, restore_command
from elearning.organization.cli import cli as organization_cli
from elearning.quizzes.cli import cli as quizzes_cli
from elearning.quizzes.question_files import cli as questions_cli

GROUPS = (
    organization_cli,
    accounts_cli,
    jobs_cli,
    courses_cli,
    competency_cli,
    quizzes_cli,
    questions_cli,
    siasn_cli,
    demo_cli,
)

COMMANDS = (backup_command, restore_command, doctor_command, database_cli)


def register(app: Flask) -> None:
    """Add the groups and the single commands to `flask`."""
    for command in (*GROUPS, *COMMANDS):
        app.cli.add_command(command)
