"""`flask competency …`: required levels of positions from a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import gettext

from elearning.competency.required_import import LevelKind, LevelPlan, import_required_levels, problems_of, read_levels
from elearning.core import clock
from elearning.core.commands import CommandGroup, print_json
from elearning.core.csv_file import CsvFileError
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
        lines = read_levels(file.read_bytes())
    except CsvFileError as error:
        click.echo(f"{file}: {gettext(error.message_template, **error.params)}", err=True)
        raise click.exceptions.Exit(1) from error
    plan = import_required_levels(lines, agency, actor_id=None, now=clock.now())
    is_refused = bool(plan.of(LevelKind.REFUSED))
    if is_refused:
        db.session.rollback()
    else:
        db.session.commit()
    _report(file, plan, as_json=as_json)
    if is_refused:
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


def _report(file: Path, plan: LevelPlan, *, as_json: bool) -> None:
    problems = list(problems_of(plan))
    for line, remark in problems:
        click.echo(f"{file}:{line}: {remark.column}: {remark.words}", err=True)
    counts = plan.counts
    facts = {
        kind.value: 0 if problems else counts[kind] for kind in (LevelKind.NEW, LevelKind.CHANGED, LevelKind.UNCHANGED)
    }
    if as_json:
        listed = [
            {"line": line, "column": each.column, "code": each.code, "message": each.words} for line, each in problems
        ]
        print_json(facts | {"problems": listed})
    elif problems:
        count = len(plan.of(LevelKind.REFUSED))
        click.echo(gettext("Tidak ada yang diimpor: %(count)s baris bermasalah.", count=count), err=True)
    else:
        click.echo(gettext("%(new)s baru, %(changed)s berubah, %(unchanged)s tetap.", **facts))
