"""`flask competency …`: required levels of positions from a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from flask_babel import gettext

from elearning.competency.required_import import COLUMNS, RequiredImport, import_required_levels
from elearning.core import clock
from elearning.core.commands import CommandGroup, print_json
from elearning.core.csv_file import CsvFileError, read_csv
from elearning.extensions import db
from elearning.organization.models import Agency
from elearning.organization.queries import all_agencies

cli = CommandGroup("competency", help="Level kompetensi yang diwajibkan jabatan.")


@cli.command("import-required")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", "agency_code", help="Kode instansi pemilik jabatan; boleh kosong bila hanya ada satu.")
@click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON: jumlah dan masalah.")
def import_required(file: Path, agency_code: str | None, *, as_json: bool) -> None:
    """Impor level wajib dari FILE (kolom position;code;level). Semua baris masuk, atau tidak satu pun."""
    agency = _agency(agency_code)
    try:
        lines = read_csv(file.read_bytes(), COLUMNS)
    except CsvFileError as error:
        click.echo(f"{file}: {gettext(error.message_template, **error.params)}", err=True)
        raise click.exceptions.Exit(1) from error
    outcome = import_required_levels(lines, agency, actor_id=None, now=clock.now())
    if outcome.problems:
        db.session.rollback()
    else:
        db.session.commit()
    _report(file, outcome, as_json=as_json)
    if outcome.problems:
        raise click.exceptions.Exit(1)


def _agency(code: str | None) -> Agency:
    """The agency of a code, or the only one there is."""
    agencies = {agency.code: agency for agency in all_agencies()}
    if code is None and len(agencies) == 1:
        return next(iter(agencies.values()))
    if code is None or code not in agencies:
        known = ", ".join(agencies) or gettext("belum ada; tambahkan dengan flask organization add-agency")
        raise click.BadParameter(
            gettext("sebutkan salah satu instansi: %(known)s.", known=known), param_hint="--agency"
        )
    return agencies[code]


def _report(file: Path, outcome: RequiredImport, *, as_json: bool) -> None:
    for problem in outcome.problems:
        click.echo(f"{file}:{problem.line}: {problem.column}: {problem.message}", err=True)
    if as_json:
        print_json(asdict(outcome))
    elif outcome.problems:
        click.echo(
            gettext("Tidak ada yang diimpor: %(count)s baris bermasalah.", count=len(outcome.problems)), err=True
        )
    else:
        facts = {"new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
        click.echo(gettext("%(new)s baru, %(changed)s berubah, %(unchanged)s tetap.", **facts))
