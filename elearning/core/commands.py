"""What the operator's commands share: a broken rule ends with its sentence on stderr and exit 1, facts go to stdout as one JSON value."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError

from elearning.core.day_field import parse_day
from elearning.domain.errors import DomainError

MISSING_TABLE_SIGNS = ("no such table", "no such column", "has no column", "does not exist")


class CommandGroup(AppGroup):
    """A group whose commands may raise domain errors; what they did not commit is gone with them."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _refusals_in_one_sentence():
            return super().invoke(ctx)


class SingleCommand(click.Command):
    """A command outside of any group, with the same manners."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _refusals_in_one_sentence():
            return super().invoke(ctx)


@contextmanager
def _refusals_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        raise click.ClickException(error.message) from error
    except (OperationalError, InterfaceError) as error:
        raise click.ClickException(database_sentence(error)) from error
    except ProgrammingError as error:
        if not _misses_a_table(error):
            raise  # a statement of ours that is wrong: its traceback is what helps
        raise click.ClickException(database_sentence(error)) from error


def database_sentence(error: DBAPIError) -> str:
    """What keeps the database from answering, in one sentence with the remedy; holds no password."""
    if _misses_a_table(error):
        return "Tabel basis data belum ada atau belum mutakhir; jalankan dulu: flask --app wsgi db upgrade."
    reason = " ".join(str(error.orig).split())
    return f"Basis data tidak dapat dipakai ({reason}); periksa DATABASE_URL dan layanan basis datanya."


def _misses_a_table(error: DBAPIError) -> bool:
    """Whether the database answers but lacks a table or column (PostgreSQL says a missing database in the same words)."""
    reason = str(error.orig)
    return 'database "' not in reason and any(sign in reason for sign in MISSING_TABLE_SIGNS)


class DayType(click.ParamType[date]):
    """A date as people here type it: 14-05-2026 (also with slashes, or as ISO date)."""

    name = "dd-mm-yyyy"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or bad usage."""
        found = value if isinstance(value, date) else parse_day(str(value))
        if found is None:
            self.fail(f"{value!r} bukan tanggal; tulis seperti 14-05-2026.", param, ctx)
        return found


DAY = DayType()


def print_json(facts: Any) -> None:
    """The one JSON value of a command called with --json."""
    click.echo(json.dumps(facts, ensure_ascii=False))


def read_secret(prompt: str) -> str:
    """A secret from the terminal, typed twice and not shown, or the first line of what is piped in; never an argument."""
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt="Sekali lagi", err=True))
    return sys.stdin.readline().rstrip("\r\n")
