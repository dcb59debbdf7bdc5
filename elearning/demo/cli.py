"""`flask demo …`: demo data for trying Pelita out."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import func, select

from elearning.accounts.models import Person
from elearning.core import clock
from elearning.core.commands import CommandGroup, print_json
from elearning.demo.stage import seed_demo
from elearning.extensions import db

cli = CommandGroup("demo", help="Data contoh: dua instansi dan 200 orang rekaan.")


@cli.command("seed")
@click.option("--if-empty", is_flag=True, help="Tidak berbuat apa-apa bila sudah ada orang.")
@click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")
def seed(*, if_empty: bool, as_json: bool) -> None:
    """Isi basis data kosong dengan instansi, orang, dan setahun belajar rekaan. Keluar 1 bila ditolak.

    Semua atau tidak sama sekali: satu transaksi. Hanya dengan DEMO=1, tidak pernah di produksi.
    """
    settings = current_app.config["SETTINGS"]
    if settings.is_production or not settings.demo:
        raise click.ClickException("Data contoh hanya untuk DEMO=1, bukan produksi.")
    people = db.session.scalar(select(func.count(Person.id))) or 0
    if people and not if_empty:
        raise click.ClickException(f"Sudah ada {people} orang; data contoh hanya untuk basis data kosong.")
    facts = {"agencies": 0, "people": 0, "deeds": 0}
    if not people:
        click.echo("Membuat data contoh; ini hanya sekali dan kurang dari satu menit.", err=True)
        seeded = seed_demo(now=clock.now(), told=_tell)
        db.session.commit()
        facts = {"agencies": seeded.agencies, "people": seeded.people, "deeds": seeded.deeds}
    if as_json:
        print_json(facts)
    elif facts["people"]:
        click.echo(f"{facts['agencies']} instansi dan {facts['people']} orang rekaan dibuat.", err=True)


def _tell(done: int, total: int) -> None:
    if done and done % 1_000 == 0:
        click.echo(f"  {done} dari {total} kejadian", err=True)
