"""`flask quizzes …`, and `flask accounts set-time`: what an officer or operator does about attempts from the command line."""

from __future__ import annotations

import click

from elearning.accounts.cli import cli as accounts_cli
from elearning.accounts.errors import PersonUnknownError
from elearning.accounts.models import Person
from elearning.accounts.queries import person_by_identifier
from elearning.core.clock import now
from elearning.core.commands import CommandGroup, print_json
from elearning.extensions import db
from elearning.quizzes.analysis_cli import analyse_command
from elearning.quizzes.queries import grants_held
from elearning.quizzes.services import NewGrant, change_quiz_time, grant_attempts

cli = CommandGroup("quizzes", help="Kuis: kesempatan tambahan untuk pegawai, analisis soal.")
cli.add_command(analyse_command)


@cli.command("grant-attempt")
@click.argument("slug")
@click.argument("quiz")
@click.option("--person", "identifier", required=True, help="NIP atau surel pegawai yang mendapat kesempatan.")
@click.option("--by", "officer", required=True, help="NIP atau surel pengelola pelatihan yang memberi.")
@click.option("--extra", type=click.IntRange(1, 100), default=1, show_default=True, help="Banyaknya kesempatan.")
@click.option("--reason", default="", help="Alasan, ikut tercatat.")
@click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")
def grant_attempt(slug: str, quiz: str, *, extra: int, as_json: bool, **told: str) -> None:
    """Beri kesempatan tambahan pada kuis QUIZ di kursus SLUG. Keluar 1 bila ditolak."""
    giver = _person(told["officer"])
    new = NewGrant(person=_person(told["identifier"]), slug=slug, key=quiz, extra=extra, reason=told["reason"].strip())
    grant = grant_attempts(new, grants_held(giver.id), actor_id=giver.id, now=now())
    db.session.commit()
    if as_json:
        print_json({"grant": grant.id, "person": new.person.id, "quiz": quiz, "extra": extra})
    else:
        click.echo(f"{new.person.name} mendapat {extra} kesempatan tambahan pada {quiz}.")


@accounts_cli.command("set-time")
@click.argument("identifier", metavar="NIP_ATAU_SUREL")
@click.argument("percent", metavar="PERSEN", type=int)
def set_time(identifier: str, percent: int) -> None:
    """Beri waktu kuis dalam persen dari biasa (100 sampai 400); percobaan yang sedang berjalan tidak berubah. Orangnya diberi tahu."""
    person = _person(identifier)
    change_quiz_time(person, percent, actor_id=None, now=now())
    db.session.commit()
    click.echo(f"Waktu kuis {person.name} kini {percent} persen.", err=True)


def _person(identifier: str) -> Person:
    person = person_by_identifier(identifier)
    if person is None:
        raise PersonUnknownError(identifier=identifier)
    return person
