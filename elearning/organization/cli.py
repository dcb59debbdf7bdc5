"""`flask organization …`, and the commands of `flask accounts …` that need agencies: create and import."""

from __future__ import annotations

import csv
import os
import secrets
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from elearning.accounts.cli import cli as accounts_cli
from elearning.accounts.cli import json_option, known_person
from elearning.accounts.letters import link_url, post_link
from elearning.accounts.services import NewPerson, create_person, grant_role
from elearning.accounts.services.credentials import LinkPurpose, create_link
from elearning.core import clock
from elearning.core.commands import DAY, CommandGroup, print_json
from elearning.core.permissions import Role
from elearning.core.site import settings
from elearning.core.tables_export import is_formula
from elearning.extensions import db
from elearning.organization.employee_file import FileProblem
from elearning.organization.employee_import import ActivationLink, ImportReport, import_employees
from elearning.organization.errors import SupervisorAgencyError
from elearning.organization.queries import agency_by_code, all_agencies
from elearning.organization.services import NewAgency, NewLink, link_supervisor
from elearning.organization.services import add_agency as add
from elearning.organization.signatories import signers_on
from elearning.organization.transfer import move_to_agency

cli = CommandGroup("organization", help="Instansi dan atasan: menambah, mendaftar, menghubungkan.")


@cli.command("add-agency")
@click.argument("code", metavar="KODE")
@click.option("--name", required=True, help="Nama lengkap, seperti tercetak di sertifikat.")
@click.option("--time-zone", required=True, help="Asia/Jakarta, Asia/Makassar, Asia/Jayapura; atau WIB, WITA, WIT.")
@click.option("--signatory", required=True, help="Nama penanda tangan sertifikat, dengan gelarnya.")
@click.option("--signatory-title", required=True, help="Jabatan penanda tangan.")
@click.option("--signatory-nip", default="", help="NIP penanda tangan.")
@click.option("--office", default="", help="Kantor penyelenggara, misalnya badan kepegawaian.")
@click.option("--city", default="", help="Kota tempat sertifikat diterbitkan.")
@json_option
def add_agency(code: str, *, as_json: bool, signatory: str, **texts: Any) -> None:
    """Tambahkan instansi. Semua yang wajib diperlukan supaya setiap sertifikat lengkap."""
    agency = add(NewAgency(code=code, signatory_name=signatory, **texts), actor_id=None, now=clock.now())
    db.session.commit()
    if as_json:
        print_json({"id": agency.id, "code": agency.code, "name": agency.name, "time_zone": agency.time_zone})
    else:
        click.echo(f"Instansi {agency.code} ({agency.name}) ditambahkan.")


@cli.command("list")
@json_option
def list_agencies(*, as_json: bool) -> None:
    """Daftar instansi."""
    known = all_agencies()
    signers = signers_on([each.id for each in known], clock.local_date(clock.now(), settings().default_time_zone))
    agencies = [
        {
            "code": each.code,
            "name": each.name,
            "time_zone": each.time_zone,
            "signatory": signers[each.id].signatory.name,
        }
        for each in known
    ]
    if as_json:
        print_json(agencies)
    for each in [] if as_json else agencies:
        click.echo("  ".join(each.values()))


@accounts_cli.command("create")
@click.option("--name", required=True, help="Nama lengkap tanpa gelar.")
@click.option("--title-before", default="", help="Gelar depan.")
@click.option("--title-after", default="", help="Gelar belakang.")
@click.option("--nip", help="NIP; spasi dan titik boleh.")
@click.option("--email", help="Surel dinas.")
@click.option(
    "--agency", "agency_code", metavar="KODE", help="Instansi; hanya administrator seluruh situs boleh tanpa."
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="Peran; boleh beberapa kali.",
)
@click.option("--contract-start", type=DAY, help="Mulai kontrak PPPK, dd-mm-yyyy.")
@click.option("--time-percent", type=int, default=100, show_default=True, help="Waktu kuis, persen dari biasa.")
@click.option("--mail/--no-mail", default=False, help="Kirim tautannya ke surel orangnya.")
@json_option
def create(*, agency_code: str | None, roles: tuple[str, ...], mail: bool, as_json: bool, **facts: Any) -> None:
    """Buat satu orang dan cetak tautan aktivasinya (14 hari, sekali pakai).

    Orang pertama di situs baru: create --role administrator --name … --email …
    """
    now = clock.now()
    agency_id = agency_by_code(agency_code).id if agency_code else None
    facts["time_multiplier_percent"] = facts.pop("time_percent")
    chosen = tuple(Role(role) for role in roles) or (Role.LEARNER,)
    person = create_person(NewPerson(agency_id=agency_id, roles=chosen, **facts), actor_id=None, now=now)
    token = create_link(person, LinkPurpose.ACTIVATION, now=now)
    if mail:
        post_link(person, LinkPurpose.ACTIVATION, token, now=now)
    db.session.commit()
    url = link_url(LinkPurpose.ACTIVATION, token)
    if as_json:
        print_json({"id": person.id, "name": person.name, "roles": list(chosen), "activation_url": url})
    else:
        click.echo(f"{person.name} dibuat. Tautan aktivasi:\n{url}")


@accounts_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", "agency_code", metavar="KODE", required=True, help="Instansi tempat semua orang ini bekerja.")
@click.option("--dry-run", is_flag=True, help="Hanya periksa dan hitung; tidak ada yang disimpan.")
@json_option
def import_file(file: Path, agency_code: str, *, dry_run: bool, as_json: bool) -> None:
    """Impor pegawai dari FILE: semua baris, atau tidak satu pun.

    Kolom: nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran;mulai_kontrak;pns_orang_id (dua yang terakhir
    boleh tidak ada). Unit ditulis sebagai jalur (Dinas A/Bidang B); pns_orang_id adalah ID orangnya di SIASN. Isian yang kosong
    berarti tidak diubah, kecuali atasan: kosong berarti tidak punya atasan.

    Orang baru tanpa surel: tautannya ditulis ke berkas yang hanya dapat dibaca Anda.
    """
    now = clock.now()
    agency = agency_by_code(agency_code)
    db.session.commit()  # reading a long file holds up nobody who writes
    report = import_employees(agency, file.read_bytes(), actor_id=None, now=now)
    links_file = None
    if report.problems or dry_run:
        db.session.rollback()
    else:
        links_file = _write_links(report.links, agency_code, now)
        db.session.commit()
    if dry_run and not report.problems:
        click.echo(
            "Hanya diperiksa; tidak ada yang disimpan atau dikirim. Impor yang sebenarnya akan berbuat:", err=True
        )
    _print_report(report, links_file, as_json=as_json)
    if report.problems:
        raise click.exceptions.Exit(1)


@accounts_cli.command("move")
@click.argument("identifier", metavar="NIP_ATAU_SUREL")
@click.option("--to", "agency_code", metavar="KODE", required=True, help="Instansi barunya.")
def move(identifier: str, agency_code: str) -> None:
    """Pindahkan orang ke instansi lain mulai hari ini; sertifikat dan catatan belajarnya ikut.

    Jabatan, atasan, bawahan, dan perannya di instansi lama berakhir; di instansi baru ia peserta. Jabatan barunya lewat impor.
    """
    person, agency = known_person(identifier), agency_by_code(agency_code)
    is_moved = move_to_agency(person, agency, actor_id=None, now=clock.now())
    db.session.commit()
    words = f"dipindahkan ke {agency.name}" if is_moved else f"sudah di {agency.name}; tidak ada yang berubah"
    click.echo(f"{person.name} {words}.", err=True)


@cli.command("link-supervisor")
@click.argument("identifier", metavar="NIP_ATAU_SUREL")
@click.argument("supervisor", metavar="NIP_ATAU_SUREL_ATASAN")
@click.option("--from", "starts_on", type=DAY, required=True, help="Hari pertama, dd-mm-yyyy.")
@click.option("--until", "ends_on", type=DAY, help="Hari terakhir, dd-mm-yyyy; kosong berarti sampai ada yang lain.")
@click.option("--kind", type=click.Choice(["permanent", "plt", "plh"]), default="permanent", show_default=True)
def link(identifier: str, supervisor: str, **facts: Any) -> None:
    """Taruh seorang pegawai di bawah atasan. Atasan tetap mengganti yang lama; Plt. dan Plh. berdiri di sampingnya."""
    person, above = known_person(identifier), known_person(supervisor)
    if person.agency_id is None or person.agency_id != above.agency_id:
        raise SupervisorAgencyError
    now = clock.now()
    is_new = link_supervisor(NewLink(person.id, above.id, **facts), actor_id=None, now=now)
    grant_role(above, Role.SUPERVISOR, person.agency_id, actor_id=None, now=now)
    db.session.commit()
    click.echo(f"{person.name} {'kini' if is_new else 'sudah'} di bawah {above.name}.", err=True)


def _write_links(links: list[ActivationLink], agency_code: str, now: datetime) -> Path | None:
    """Write the links of people without an address for nobody but the operator, before the import is committed."""
    if not links:
        return None
    folder = settings().instance_dir / "activation-links"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{agency_code}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.csv"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(("nip", "nama", "tautan"))
        writer.writerows((link.nip, _unformulated(link.name), link.url) for link in links)
        file.flush()
        os.fsync(file.fileno())
    return path


def _unformulated(name: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{name}" if is_formula(name) else name


def _problem_facts(problem: FileProblem) -> dict[str, Any]:
    remark = problem.remark
    return {"line": problem.line, "column": remark.column, "code": remark.code, "message": remark.words}


def _print_report(report: ImportReport, links_file: Path | None, *, as_json: bool) -> None:
    for problem in report.problems:
        place = f"baris {problem.line}" + (f", kolom {problem.column}" if problem.column else "")
        click.echo(f"{place}: {problem.remark.words}", err=True)
    if as_json:
        facts = asdict(replace(report, problems=[])) | {"links_file": str(links_file) if links_file else None}
        facts["problems"] = [_problem_facts(problem) for problem in report.problems]
        facts["links"] = len(report.links)
        print_json(facts)
        return
    if report.problems:
        click.echo(f"{len(report.problems)} hal perlu diperbaiki; tidak ada yang diimpor.", err=True)
        return
    click.echo(f"{report.created} orang baru, {report.changed} berubah, {report.unchanged} tetap.")
    for path in report.units_created:
        click.echo(f"Unit baru: {path}")
    if report.mailed:
        click.echo(f"{report.mailed} tautan aktivasi dikirim lewat surel.")
    if report.links:
        place = f": {links_file}" if links_file else "."
        click.echo(f"{len(report.links)} tautan aktivasi untuk diserahkan sendiri{place}")
