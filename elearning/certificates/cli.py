"""`flask siasn …`: hand certificates over to SIASN, the national personnel record."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask_babel import gettext

from elearning.certificates.siasn import Export, Wanted, as_json, claim, csv_cells, csv_columns, waiting
from elearning.certificates.siasn_rows import COLUMNS, RowIds, record_row_ids
from elearning.certificates.siasn_withdrawals import as_json as withdrawals_json
from elearning.certificates.siasn_withdrawals import handle, list_withdrawals, withdrawal_by_number
from elearning.core import clock
from elearning.core.commands import DAY, CommandGroup, print_json
from elearning.core.csv_file import CsvFileError, read_csv
from elearning.core.site import settings
from elearning.core.tables_export import csv_stream
from elearning.extensions import db
from elearning.organization.queries import agency_by_code

cli = CommandGroup("siasn", help="Riwayat kursus untuk SIASN: berkas untuk diunggah, yang sudah keluar ditandai.")

json_option = click.option("--json", "as_json_value", is_flag=True, help="Cetak satu nilai JSON.")


@cli.command("export")
@click.option("--since", type=DAY, help="Hanya yang terbit sejak tanggal ini.")
@click.option("--agency", "agency_code", help="Hanya pegawai instansi dengan kode ini.")
@click.option("--json", "is_json", is_flag=True, help="Cetak satu objek JSON: baru, perubahan, belum_lengkap.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Tulis baris ke berkas CSV.")
def export(since: date | None, agency_code: str | None, *, is_json: bool, csv_file: Path | None) -> None:
    """Keluarkan sertifikat yang belum pernah keluar, lalu tandai. Tanpa --json atau --csv hanya menghitung."""
    if is_json and csv_file:
        raise click.UsageError("Pilih salah satu: --json atau --csv.")
    wanted = Wanted(_scope(agency_code), _moment(since))
    if not is_json and csv_file is None:
        rows = waiting(wanted)
        lacking = sum(bool(row.missing) for row in rows)
        click.echo(f"{len(rows) - lacking} siap dikeluarkan, {lacking} belum lengkap.")
        return
    found = claim(wanted, actor_id=None, now=clock.now())
    if csv_file is None:
        print_json(as_json(found, f"{settings().public_url}/admin/sertifikat/terbit"))
    else:
        _write(csv_file, found)
        click.echo(f"{len(found.rows)} baris ditulis ke {csv_file}, {len(found.incomplete)} belum lengkap.")
    db.session.commit()
    _tell_incomplete(found)
    _tell_doubling(found)


@cli.command("record-ids")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", "agency_code", help="Hanya pegawai instansi dengan kode ini.")
@click.option(
    "--replace", "replaces", is_flag=True, help="Ganti ID yang sudah tercatat bila berkas menyebut yang lain."
)
@json_option
def record_ids(file: Path, agency_code: str | None, *, replaces: bool, as_json_value: bool) -> None:
    """Catat ID baris SIASN dari FILE (kolom noSertifikat;id). Semua baris masuk, atau tidak satu pun.

    Sertifikat yang ID-nya tercatat keluar sebagai perubahan baris itu, bukan baris baru.
    """
    scope = _scope(agency_code)
    try:
        lines = read_csv(file.read_bytes(), COLUMNS)
    except CsvFileError as error:
        raise click.ClickException(f"{file}: {gettext(error.message_template, **error.params)}") from error
    outcome = record_row_ids(lines, scope, actor_id=None, now=clock.now(), replaces=replaces)
    if outcome.problems:
        db.session.rollback()
    else:
        db.session.commit()
    _report(file, outcome, as_json_value=as_json_value)


@cli.command("withdrawals")
@click.option("--agency", "agency_code", help="Hanya pegawai instansi dengan kode ini.")
@json_option
def withdrawals(agency_code: str | None, *, as_json_value: bool) -> None:
    """Sebutkan baris yang perlu dihapus di SIASN: sertifikatnya dicabut, atau perubahannya keluar tanpa ID."""
    found = list_withdrawals(_scope(agency_code))
    if as_json_value:
        print_json(withdrawals_json(found))
        return
    for each in withdrawals_json(found):
        click.echo(f"{each['nomorSertipikat']}: {each['keadaan']} {each['tanggal']}, ID {each['id'] or '–'}")
    click.echo(f"{len(found)} baris perlu dihapus di SIASN.", err=True)


@cli.command("withdrawn")
@click.argument("number", metavar="NOMOR")
@click.option("--agency", "agency_code", help="Hanya pegawai instansi dengan kode ini.")
def withdrawn(number: str, agency_code: str | None) -> None:
    """Tandai baris sertifikat NOMOR (seperti dalam `withdrawals`) sudah dihapus di SIASN."""
    found = withdrawal_by_number(number, _scope(agency_code))
    if found is None:
        raise click.ClickException(f"Tidak ada penarikan yang menunggu dengan nomor {number[:80]}.")
    handle(found, actor_id=None, now=clock.now())
    db.session.commit()
    click.echo(f"{found.number} ditandai selesai.", err=True)


def _scope(agency_code: str | None) -> frozenset[int] | None:
    return None if agency_code is None else frozenset({agency_by_code(agency_code).id})


def _moment(day: date | None) -> datetime | None:
    """Midnight of a day in the site's zone."""
    return None if day is None else datetime.combine(day, time(), ZoneInfo(settings().default_time_zone))


def _write(path: Path, found: Export) -> None:
    """The whole file or none: it is written beside its place and moved there."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(csv_stream(csv_columns(), csv_cells(found.rows)))
        os.replace(temporary, path)
    except OSError as error:
        raise click.ClickException(
            f"{path} tidak dapat ditulis ({error.strerror}); tidak ada yang ditandai."
        ) from error


def _tell_incomplete(found: Export) -> None:
    for row in found.incomplete:
        click.echo(f"Belum lengkap: {row.number}, {row.name}: {', '.join(row.missing)}", err=True)


def _tell_doubling(found: Export) -> None:
    for row in found.changes:
        if row.is_doubling:
            click.echo(f"Perubahan tanpa ID baris SIASN: {row.number}; baris lamanya perlu dihapus.", err=True)


def _report(file: Path, outcome: RowIds, *, as_json_value: bool) -> None:
    for problem in outcome.problems:
        click.echo(f"{file}:{problem.line}: {problem.column}: {problem.message}", err=True)
    if as_json_value:
        print_json(asdict(outcome))
    elif not outcome.problems:
        click.echo(
            f"{outcome.new} baru, {outcome.changed} diganti, {outcome.unchanged} tetap, {outcome.empty} tanpa ID."
        )
    if outcome.problems:
        click.echo(f"Tidak ada yang dicatat: {len(outcome.problems)} masalah.", err=True)
        raise click.exceptions.Exit(1)
