"""`flask demo …`: demo data for trying Pelita out, and crowds for measuring it."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import func, select

from config import Settings
from elearning.accounts.models import Person
from elearning.core import clock
from elearning.core.commands import CommandGroup, print_json
from elearning.core.instance_lock import InstanceInUseError, alone
from elearning.demo.bulk.seed import seed_crowd
from elearning.demo.crowd import MOST_PEOPLE, Crowd
from elearning.demo.stage import seed_demo
from elearning.extensions import db

cli = CommandGroup("demo", help="Data contoh: instansi dan orang rekaan dengan riwayat belajarnya.")


@cli.command("seed")
@click.option("--if-empty", is_flag=True, help="Tidak berbuat apa-apa bila sudah ada orang.")
@click.option("--people", type=click.IntRange(1, MOST_PEOPLE), help="Berapa orang, dengan tiga tahun belajar.")
@click.option(
    "--seed", "number", default=1, show_default=True, help="Angka lain memberi orang lain; hanya dengan --people."
)
@click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")
def seed(*, if_empty: bool, people: int | None, number: int, as_json: bool) -> None:
    """Isi basis data kosong dengan instansi, orang, dan riwayat belajar rekaan. Keluar 1 bila ditolak.

    Semua atau tidak sama sekali: satu transaksi. Tanpa --people dibuat dua instansi dan 200 orang, hanya dengan DEMO=1.
    Dengan --people juga DEMO=0: maka tidak ada akun contoh dan tidak seorang pun punya kata sandi. Tidak pernah di produksi.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.is_production:
        raise click.ClickException("Data contoh tidak pernah dibuat di produksi.")
    if people is None and not settings.demo:
        raise click.ClickException("Data contoh dengan akun contoh hanya untuk DEMO=1; tanpa akun contoh: --people.")
    present = db.session.scalar(select(func.count(Person.id))) or 0
    if present and not if_empty:
        raise click.ClickException(f"Sudah ada {present} orang; data contoh hanya untuk basis data kosong.")
    facts: dict[str, int | float] = {"agencies": 0, "people": 0, "deeds": 0}
    if not present:
        facts = _year() if people is None else _crowd(people, number, settings)
    if as_json:
        print_json(facts)
    elif facts["people"]:
        click.echo(f"{facts['agencies']} instansi dan {facts['people']} orang rekaan dibuat.", err=True)


def _year() -> dict[str, int | float]:
    click.echo("Membuat data contoh; ini hanya sekali dan kurang dari satu menit.", err=True)
    seeded = seed_demo(now=clock.now(), told=_tell)
    db.session.commit()
    return {"agencies": seeded.agencies, "people": seeded.people, "deeds": seeded.deeds}


def _crowd(people: int, number: int, settings: Settings) -> dict[str, int | float]:
    """With nobody else at work in the folder: the ids of all rows are given beforehand."""
    crowd = Crowd(people, now=clock.now(), seed=number, has_accounts=settings.demo)
    try:
        with alone(settings.instance_dir):
            facts = seed_crowd(crowd, told=_tell_people).facts()
            db.session.commit()
    except InstanceInUseError as error:
        sentence = (
            "Server atau pekerja masih berjalan pada folder instance ini. Hentikan dulu, lalu ulangi perintahnya."
        )
        raise click.ClickException(sentence) from error
    return facts


def _tell(done: int, total: int) -> None:
    if done and done % 1_000 == 0:
        click.echo(f"  {done} dari {total} kejadian", err=True)


def _tell_people(done: int, total: int) -> None:
    if done % 5_000 == 0:
        click.echo(f"  {done} dari {total} orang", err=True)
