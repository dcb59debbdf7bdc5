"""`flask accounts …` for single people. `organization` adds `create` and `import` to this group, `quizzes` `set-time`."""

from __future__ import annotations

from datetime import date

import click

from elearning.accounts.errors import PersonUnknownError
from elearning.accounts.letters import link_url
from elearning.accounts.models import Person
from elearning.accounts.queries import person_by_identifier
from elearning.accounts.services import add_nip
from elearning.accounts.services.credentials import LinkPurpose, create_link, demand_new_password
from elearning.accounts.services.credentials import set_password as give_password
from elearning.core import clock
from elearning.core.commands import DAY, CommandGroup, print_json, read_secret
from elearning.extensions import db

cli = CommandGroup("accounts", help="Orang: membuat, mengimpor, kata sandi, tautan aktivasi.")
json_option = click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")


@cli.command("set-password")
@click.argument("identifier", metavar="NIP_ATAU_SUREL")
@click.option("--temporary", is_flag=True, help="Orangnya harus memilih kata sandi sendiri saat masuk berikutnya.")
def set_password(identifier: str, *, temporary: bool) -> None:
    """Ganti kata sandi; semua perangkatnya dikeluarkan.

    Kata sandi diketik di terminal, atau dibaca dari baris pertama masukan standar; tidak pernah sebagai argumen.
    """
    person = known_person(identifier)
    now = clock.now()
    give_password(person, read_secret("Kata sandi baru"), actor_id=None, now=now)
    if temporary:
        demand_new_password(person)
    db.session.commit()
    click.echo(f"Kata sandi {person.name} diganti.", err=True)


@cli.command("activation-link")
@click.argument("identifier", metavar="NIP_ATAU_SUREL")
@json_option
def activation_link(identifier: str, *, as_json: bool) -> None:
    """Buat tautan aktivasi baru (14 hari, sekali pakai); yang lama tidak berlaku lagi."""
    person = known_person(identifier)
    url = link_url(LinkPurpose.ACTIVATION, create_link(person, LinkPurpose.ACTIVATION, now=clock.now()))
    db.session.commit()
    if as_json:
        print_json({"id": person.id, "name": person.name, "activation_url": url})
    else:
        click.echo(url)


@cli.command("add-nip")
@click.argument("identifier", metavar="NIP_ATAU_SUREL")
@click.argument("nip")
@click.option("--from", "valid_from", type=DAY, required=True, help="Mulai berlaku, dd-mm-yyyy.")
def add_another_nip(identifier: str, nip: str, valid_from: date) -> None:
    """Beri NIP baru mulai suatu tanggal, misalnya PPPK yang menjadi PNS; riwayatnya tetap pada orang yang sama."""
    person = known_person(identifier)
    add_nip(person, nip, valid_from, actor_id=None, now=clock.now())
    db.session.commit()
    click.echo(f"NIP {person.name} diganti.", err=True)


def known_person(identifier: str) -> Person:
    """The person of a NIP or an address. Raises: PersonUnknownError."""
    person = person_by_identifier(identifier)
    if person is None:
        raise PersonUnknownError(identifier=identifier[:80])
    return person
