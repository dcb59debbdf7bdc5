"""`flask questions …`: turns files of questions from one exchange format into another; needs no database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from elearning.content.formats import READERS, WRITERS
from elearning.content.formats.question_json import write_json
from elearning.content.formats.values import FormatProblem, Reading
from elearning.core.commands import CommandGroup

cli = CommandGroup("questions", help="Pertanyaan: mengubah bentuk file soal.")


@cli.command("convert")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--from", "source", required=True, type=click.Choice(sorted(READERS)), help="Bentuk file itu.")
@click.option(
    "--to", "target", required=True, type=click.Choice(sorted(["json", *WRITERS])), help="Bentuk yang dicetak."
)
def convert(file: Path, source: str, target: str) -> None:
    """Cetak pertanyaan di FILE dalam bentuk lain. Keluar 1 bila ada yang ditolak; yang lain tetap dicetak."""
    reading = _read_questions(file, source)
    problems = list(reading.problems)
    if target == "json":
        written = write_json(reading.questions, problems)
    else:
        written = WRITERS[target](reading.questions)
        problems += written.problems
    click.echo(written.data, nl=False)
    for problem in problems:
        click.echo(f"Baris {problem.line}: {problem.message}", err=True)
    if any(problem.refused for problem in problems):
        sys.exit(1)


def _read_questions(file: Path, source: str) -> Reading:
    try:
        with file.open("rb") as stream:
            return READERS[source](stream)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"File {file} tidak dapat dibuka ({reason}); periksa nama dan izinnya."
        return Reading((), (FormatProblem(1, message),))
