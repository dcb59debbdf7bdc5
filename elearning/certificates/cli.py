"""`flask siasn …`: hand certificates over to SIASN, the national personnel record."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from elearning.certificates.siasn import Export, Wanted, as_json, claim, csv_cells, csv_columns, waiting
from elearning.core import clock
from elearning.core.commands import DAY, CommandGroup, print_json
from elearning.core.site import settings
from elearning.core.tables_export import csv_stream
from elearning.extensions import db
from elearning.organization.queries import agency_by_code

cli = CommandGroup("siasn", help="Riwayat kursus untuk SIASN: berkas untuk diunggah, yang sudah keluar ditandai.")


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
