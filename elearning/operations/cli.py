"""`flask backup`, `flask restore`, `flask doctor`, `flask database copy`: the operator's own commands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Settings, SettingsError, load_settings
from elearning.core import clock
from elearning.core.commands import CommandGroup, SingleCommand, print_json
from elearning.operations.archive import Manifest
from elearning.operations.backup import take_backup
from elearning.operations.findings import has_wrong
from elearning.operations.machine import check_machine
from elearning.operations.moving import copy_database
from elearning.operations.records import check_records
from elearning.operations.restore import restore

FILE = click.Path(dir_okay=False, path_type=Path, resolve_path=True)
json_option = click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")


@click.command("backup", cls=SingleCommand)
@click.argument("out", metavar="KE.zip", type=FILE)
@json_option
@with_appcontext
def backup_command(out: Path, *, as_json: bool) -> None:
    """Cadangkan basis data dan berkas unggahan ke KE.zip, juga selagi orang belajar.

    Berkas yang sudah ada tidak ditimpa. Cadangan dibaca ulang sebelum diberi nama. Kunci rahasia, kotak keluar, dan
    berkas tautan aktivasi tidak ikut.
    """
    manifest = take_backup(_settings(), out, now=clock.now())
    size = out.stat().st_size
    if as_json:
        print_json(_facts(manifest) | {"path": str(out), "size_bytes": size})
    else:
        click.echo(f"{out}: {size} byte, {_words(manifest)}.")


@click.command("restore", cls=SingleCommand)
@click.argument("source", metavar="DARI.zip", type=FILE)
@json_option
@with_appcontext
def restore_command(source: Path, *, as_json: bool) -> None:
    """Pulihkan cadangan ke INSTANCE_DIR dan basis data yang masih kosong; server dan pekerja harus berhenti.

    Semua isi diperiksa dulu. Bila ada yang gagal, tidak ada yang berubah.
    """
    restored = restore(_settings(), source, now=clock.now())
    if as_json:
        print_json(_facts(restored.manifest) | {"migrated_to": restored.migrated_to})
    else:
        click.echo(f"Dipulihkan dari cadangan {restored.manifest.taken_at}: {_words(restored.manifest)}.")
        if restored.migrated_to != restored.manifest.migration:
            click.echo(f"Tabel diperbarui dari migrasi {restored.manifest.migration} ke {restored.migrated_to}.")


@click.command("doctor", cls=SingleCommand)
@json_option
@with_appcontext
def doctor_command(*, as_json: bool) -> None:
    """Periksa setelan, folder, basis data, pekerja, surel, dan catatan; sebutkan yang salah dan cara memperbaikinya.

    Keluar 0 bila tidak ada yang salah (perhatian saja tidak apa-apa), 1 bila ada. Tidak mengubah apa pun.
    """
    now = clock.now()
    findings = [*check_machine(_settings(), now=now), *check_records(_settings(), now=now)]
    if as_json:
        print_json({"is_fine": not has_wrong(findings), "checks": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{finding.state:<10} {finding.name}: {finding.seen}")
            if finding.remedy:
                click.echo(f"{'':<10} → {finding.remedy}")
    if has_wrong(findings):
        click.get_current_context().exit(1)


database_cli = CommandGroup("database", help="Basis data: memindahkan ke mesin basis data lain.")


@database_cli.command("copy")
@click.option("--to", "target", required=True, metavar="URL", help="Basis data tujuan: kosong dan sudah db upgrade.")
@json_option
def copy_command(target: str, *, as_json: bool) -> None:
    """Salin semua baris ke basis data lain (SQLite ke PostgreSQL atau sebaliknya); server dan pekerja harus berhenti.

    Setiap tabel dibaca ulang dan dibandingkan dengan asalnya. Bila ada yang berbeda, tidak ada yang disimpan. Kata sandi
    basis data lebih aman di PGPASSWORD atau ~/.pgpass daripada di URL.
    """
    copied = copy_database(_settings(), _checked_url(target), now=clock.now())
    if as_json:
        print_json({table.name: {"rows": table.rows, "sha256": table.sha256} for table in copied})
        return
    for table in copied:
        click.echo(f"{table.rows:>9}  {table.name}")
    click.echo(f"{len(copied)} tabel sama di kedua basis data. Ganti DATABASE_URL, lalu jalankan Pelita lagi.")


def _checked_url(given: str) -> str:
    own = _settings()
    known = {"DATABASE_URL": given, "INSTANCE_DIR": str(own.instance_dir), "SECRET_KEY": own.secret_key}
    try:
        return load_settings(known).database_url
    except SettingsError as error:
        raise click.BadParameter(str(error).replace("DATABASE_URL", "URL"), param_hint="--to") from error


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _facts(manifest: Manifest) -> dict[str, object]:
    facts = asdict(manifest)
    del facts["members"]
    return facts | {"uploads": manifest.uploads}


def _words(manifest: Manifest) -> str:
    rows = sum(manifest.tables.values())
    return (
        f"{len(manifest.tables)} tabel, {rows} baris, {manifest.uploads} berkas unggahan, migrasi {manifest.migration}"
    )
