"""Import of employees: all or nothing, twice is once, changes are dated rows, links go by mail or into a closed file."""

from __future__ import annotations

import json
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from elearning.accounts.models import OneTimeLink, Person, PersonNip, RoleGrant
from elearning.accounts.queries import person_by_identifier
from elearning.accounts.services import add_nip
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.mail import MailMessage
from elearning.extensions import db
from elearning.organization.models import PositionHolding, SupervisorLink, Unit
from elearning.organization.queries import affiliation_of, supervisors_of, team_of
from tests.factories import HOME_CODE, home_agency, make_agency, make_nip, make_person

HEAD = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran;mulai_kontrak"
CHIEF, FIRST, SECOND = "197001012000031001", "198001022009031001", "199001022024211003"
LINES = (
    f"{FIRST};Contoh Satu;Dr.;S.E.;satu@contoh.example;Dinas A/Bidang B;Analis;{CHIEF};;",
    f"{SECOND};Contoh Dua;;;;Dinas A/Bidang B;Penyuluh;{CHIEF};peserta;01-03-2025",
    f"{CHIEF};Contoh Kepala;;M.Si.;kepala@contoh.example;Dinas A;Kepala Dinas;;;",
)
TODAY = date(2026, 5, 14)
KEPT = (Person, PersonNip, PositionHolding, SupervisorLink, OneTimeLink, AuditEntry, RoleGrant, MailMessage)


@pytest.fixture(autouse=True)
def noon(clock):
    return clock


@pytest.fixture
def agency(app):
    return home_agency()


@pytest.fixture
def run(runner, tmp_path, agency):
    """Imports lines and returns the facts it printed."""

    def run(*lines: str, expects: int = 0, options: tuple[str, ...] = (), code: str = HOME_CODE):
        file = tmp_path / "pegawai.csv"
        file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        result = runner.invoke(args=["accounts", "import", str(file), "--agency", code, "--json", *options])
        assert result.exit_code == expects, result.stderr
        return json.loads(result.stdout)

    return run


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_people_units_positions_and_supervisors_are_created(run):
    facts = run(*LINES)
    assert (facts["created"], facts["changed"], facts["unchanged"]) == (3, 0, 0)
    assert facts["units_created"] == ["Dinas A", "Dinas A/Bidang B"]
    first, chief = person_by_identifier(FIRST), person_by_identifier(CHIEF)
    assert (first.name, first.title_before, first.email) == ("Contoh Satu", "Dr.", "satu@contoh.example")
    assert affiliation_of(first.id, TODAY).unit_path == "Dinas A/Bidang B"
    assert [supervisor.person_id for supervisor in supervisors_of(first.id, TODAY)] == [chief.id]
    assert [member.name for member in team_of(chief.id, TODAY)] == ["Contoh Dua", "Contoh Satu"]
    assert person_by_identifier(SECOND).contract_start == date(2025, 3, 1)
    bidang = db.session.scalars(select(Unit).where(Unit.path == "Dinas A/Bidang B")).one()
    assert db.session.get(Unit, bidang.parent_id).path == "Dinas A"


def test_who_is_named_as_supervisor_supervises_and_everybody_learns(run):
    run(*LINES)
    query = select(RoleGrant.role).join(Person).where(Person.name == "Contoh Kepala").order_by(RoleGrant.role)
    assert db.session.scalars(query).all() == ["learner", "supervisor"]


def test_links_are_mailed_or_written_to_a_file_for_the_operator_alone(run):
    facts = run(*LINES)
    assert (facts["mailed"], facts["links"]) == (2, 1)
    letters = db.session.scalars(select(MailMessage)).all()
    assert {letter.recipient for letter in letters} == {"satu@contoh.example", "kepala@contoh.example"}
    path = Path(facts["links_file"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    head, row = path.read_text(encoding="utf-8").splitlines()
    assert head == "nip;nama;tautan"
    nip, name, url = row.split(";")
    assert (nip, name) == (SECOND, "Contoh Dua")
    assert url.startswith("http://localhost/aktivasi/")


def test_a_written_link_activates_the_account(run, client):
    facts = run(*LINES)
    url = Path(facts["links_file"]).read_text().splitlines()[1].rpartition(";")[2]
    data = {"password": "empat kata acak sekali", "again": "empat kata acak sekali"}
    assert client.post(url.removeprefix("http://localhost"), data=data).status_code == 303
    assert "Contoh Dua" in client.get("/profil").text


def test_running_it_twice_changes_nothing(run, noon):
    run(*LINES)
    noon.shift(timedelta(days=3))
    before = [
        count(model)
        for model in (
            Person,
            PersonNip,
            PositionHolding,
            SupervisorLink,
            OneTimeLink,
            AuditEntry,
            RoleGrant,
            MailMessage,
        )
    ]
    facts = run(*LINES)
    assert (facts["created"], facts["changed"], facts["unchanged"]) == (0, 0, 3)
    assert facts["links_file"] is None
    after = [
        count(model)
        for model in (
            Person,
            PersonNip,
            PositionHolding,
            SupervisorLink,
            OneTimeLink,
            AuditEntry,
            RoleGrant,
            MailMessage,
        )
    ]
    assert after == before


def test_a_changed_line_is_a_dated_change(run, noon):
    run(*LINES)
    noon.shift(timedelta(days=10))
    later = TODAY + timedelta(days=10)
    moved = f"{FIRST};Contoh Satu;Dr.;S.E., M.M.;satu@contoh.example;Dinas C;Perencana;{SECOND};;"
    facts = run(moved, *LINES[1:])
    assert (facts["created"], facts["changed"], facts["unchanged"]) == (0, 2, 1), "the second became a supervisor"
    first = person_by_identifier(FIRST)
    assert first.title_after == "S.E., M.M."
    assert affiliation_of(first.id, later - timedelta(days=1)).position == "Analis"
    assert affiliation_of(first.id, later).position == "Perencana"
    chief, second = person_by_identifier(CHIEF), person_by_identifier(SECOND)
    assert [each.person_id for each in supervisors_of(first.id, later - timedelta(days=1))] == [chief.id]
    assert [each.person_id for each in supervisors_of(first.id, later)] == [second.id]


def test_an_empty_supervisor_ends_the_link_yesterday(run, noon):
    run(*LINES)
    noon.shift(timedelta(days=10))
    run(LINES[0].replace(f";{CHIEF};", ";;"), *LINES[1:])
    first = person_by_identifier(FIRST)
    assert supervisors_of(first.id, TODAY + timedelta(days=9)) != []
    assert supervisors_of(first.id, TODAY + timedelta(days=10)) == []


def test_two_changes_on_one_day_leave_the_last(run):
    run(*LINES)
    run(LINES[0].replace("Analis", "Perencana"), *LINES[1:])
    first = person_by_identifier(FIRST)
    assert affiliation_of(first.id, TODAY).position == "Perencana"
    query = select(func.count()).select_from(PositionHolding).where(PositionHolding.person_id == first.id)
    assert db.session.scalar(query) == 1


def test_empty_cells_leave_address_and_position_alone(run):
    run(*LINES)
    facts = run(f"{FIRST};Contoh Satu;Dr.;S.E.;;;;{CHIEF};;", *LINES[1:])
    assert facts["unchanged"] == 3
    first = person_by_identifier(FIRST)
    assert first.email == "satu@contoh.example"
    assert affiliation_of(first.id, TODAY).position == "Analis"


def test_a_supervisor_may_be_there_already(run, agency):
    run(LINES[2])
    facts = run(LINES[0])
    assert facts["created"] == 1
    assert [member.name for member in team_of(person_by_identifier(CHIEF).id, TODAY)] == ["Contoh Satu"]


def test_a_pppk_without_contract_start_is_accepted(run):
    run(f"{SECOND};Contoh Dua;;;;;;;;")
    assert person_by_identifier(SECOND).contract_start is None


def test_named_roles_are_held_exactly(run):
    run(f"{FIRST};Contoh Satu;;;;;;;pengelola;")
    run(f"{FIRST};Contoh Satu;;;;;;;peserta;")
    query = select(RoleGrant.role).where(RoleGrant.person_id == person_by_identifier(FIRST).id)
    assert db.session.scalars(query).all() == ["learner"]


# All or nothing


def test_one_bad_line_refuses_the_file(run):
    facts = run(*LINES, "1,98609E+17;Contoh Empat;;;;;;;;", expects=1)
    assert [(problem["line"], problem["column"]) for problem in facts["problems"]] == [(5, "nip")]
    assert [count(model) for model in (Person, Unit, MailMessage, AuditEntry)] == [0, 0, 0, 2], (
        "2: the agency and who signs"
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"{FIRST};Contoh Satu;;;;;;{CHIEF};;", "nip_atasan"),
        (f"{FIRST};Contoh Satu;;;lain@contoh.example;;;;;", "email"),
    ],
)
def test_what_contradicts_people_who_are_there_is_refused(run, line, column):
    make_person(email="lain@contoh.example")
    facts = run(line, expects=1)
    assert [(problem["line"], problem["column"]) for problem in facts["problems"]] == [(2, column)]


def test_people_of_another_agency_are_not_touched(run):
    other = make_agency()
    make_person("Contoh Lain", nip=FIRST, agency=other)
    make_person("Contoh Kepala Lain", nip=CHIEF, agency=other)
    facts = run(LINES[0], f"{SECOND};Contoh Dua;;;;;;{CHIEF};;", expects=1)
    assert {(problem["line"], problem["column"]) for problem in facts["problems"]} == {
        (2, "nip"),
        (2, "nip_atasan"),
        (3, "nip_atasan"),
    }
    assert person_by_identifier(FIRST).name == "Contoh Lain"


def test_a_nip_that_was_replaced_is_refused(run):
    person = make_person(nip=FIRST)
    add_nip(person, make_nip(), TODAY, actor_id=None, now=site_clock.now())
    facts = run(f"{FIRST};Contoh Satu;;;;;;;;", expects=1)
    assert "NIP barunya" in facts["problems"][0]["message"]


def test_a_dry_run_counts_and_keeps_nothing(run):
    facts = run(*LINES, options=("--dry-run",))
    assert facts["created"] == 3
    assert facts["links_file"] is None
    assert count(Person) == 0


def test_an_unknown_agency_is_refused(runner, tmp_path):
    file = tmp_path / "pegawai.csv"
    file.write_text(HEAD)
    result = runner.invoke(args=["accounts", "import", str(file), "--agency", "tidak-ada", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "add-agency" in result.stderr


def test_without_json_the_facts_are_said_in_words(runner, tmp_path, agency):
    file = tmp_path / "pegawai.csv"
    file.write_text("\n".join([HEAD, *LINES]))
    result = runner.invoke(args=["accounts", "import", str(file), "--agency", HOME_CODE])
    assert "3 orang baru" in result.stdout
    assert "Unit baru: Dinas A/Bidang B" in result.stdout
    assert "activation-links" in result.stdout
