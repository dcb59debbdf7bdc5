"""The operator's commands for people and agencies: exit 0 done, 1 refused with a reason, 2 bad usage; JSON alone on stdout."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from elearning.accounts.models import OneTimeLink, Person, RoleGrant, SignInSession
from elearning.accounts.passwords import verify_password
from elearning.accounts.queries import nips_of, person_by_identifier
from elearning.core.mail import MailMessage
from elearning.extensions import db
from elearning.organization.models import Agency, Signatory
from tests.factories import HOME_CODE, PASSWORD, home_agency, make_nip, make_person

AGENCY = [
    "--name",
    "Kabupaten Contoh",
    "--time-zone",
    "WITA",
    "--signatory",
    "Dr. Contoh",
    "--signatory-title",
    "Kepala",
]


def add_agency(runner, *options, code="5108"):
    return runner.invoke(args=["organization", "add-agency", code, *AGENCY, *options])


# Agencies


def test_an_agency_is_added(runner):
    result = add_agency(runner, "--city", "Kota Contoh", "--signatory-nip", "19800102 200903 1 001", "--json")
    assert result.exit_code == 0, result.stderr
    agency = db.session.scalars(select(Agency)).one()
    assert json.loads(result.stdout)["id"] == agency.id
    assert (agency.code, agency.time_zone) == ("5108", "Asia/Makassar")
    assert db.session.scalars(select(Signatory)).one().nip == "198001022009031001"


@pytest.mark.parametrize("missing", ["--name", "--time-zone", "--signatory", "--signatory-title"])
def test_what_certificates_need_cannot_be_left_out(runner, missing):
    start = AGENCY.index(missing)
    result = runner.invoke(args=["organization", "add-agency", "5108", *AGENCY[:start], *AGENCY[start + 2 :]])
    assert result.exit_code == 2
    assert missing in result.stderr


@pytest.mark.parametrize(
    ("code", "options", "words"),
    [
        ("51/08", [], "huruf, angka"),
        ("x" * 21, [], "20 karakter"),
        ("5108", ["--name", "  "], "nama instansi"),
        ("5108", ["--time-zone", "Europe/Paris"], "Asia/Jakarta"),
        ("5108", ["--signatory-nip", "123"], "18 angka"),
        ("5108", ["--city", "x" * 101], "kota"),
        (HOME_CODE, [], "sudah ada"),
    ],
)
def test_a_wrong_agency_is_refused_with_a_reason(runner, code, options, words):
    home_agency()
    result = add_agency(runner, *options, code=code)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


def test_agencies_are_listed(runner):
    home_agency()
    assert [agency["code"] for agency in json.loads(runner.invoke(args=["organization", "list", "--json"]).stdout)] == [
        HOME_CODE
    ]
    assert HOME_CODE in runner.invoke(args=["organization", "list"]).stdout


# People


def create(runner, *options):
    return runner.invoke(args=["accounts", "create", "--name", "Contoh Baru", *options])


def test_the_very_first_person_is_an_administrator_of_the_whole_site(runner, client):
    result = create(runner, "--role", "administrator", "--email", "kepala@contoh.example", "--json")
    assert result.exit_code == 0, result.stderr
    facts = json.loads(result.stdout)
    person = db.session.get_one(Person, facts["id"])
    assert person.agency_id is None
    grant = db.session.scalars(select(RoleGrant)).one()
    assert (grant.role, grant.agency_id) == ("administrator", None)
    path = facts["activation_url"].removeprefix("http://localhost")
    assert client.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert db.session.scalars(select(MailMessage)).all() == []


def test_a_learner_of_an_agency_is_created_with_all_facts(runner):
    home_agency()
    options = [
        "--nip",
        "19900102 202421 1 003",
        "--agency",
        HOME_CODE,
        "--title-before",
        "Dr.",
        "--title-after",
        "S.E.",
    ]
    result = create(runner, *options, "--contract-start", "01-03-2025", "--time-percent", "150")
    assert result.exit_code == 0, result.stderr
    person = person_by_identifier("199001022024211003")
    assert (person.title_before, person.time_multiplier_percent, person.contract_start.year) == ("Dr.", 150, 2025)
    assert "/aktivasi/" in result.stdout


def test_the_link_is_mailed_when_asked(runner):
    home_agency()
    create(runner, "--email", "baru@contoh.example", "--agency", HOME_CODE, "--mail")
    letter = db.session.scalars(select(MailMessage)).one()
    assert letter.recipient == "baru@contoh.example"
    assert "http://localhost/aktivasi/" in letter.body


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "instansinya"),
        (["--agency", HOME_CODE], "NIP atau surel"),
        (["--agency", "0000", "--email", "a@contoh.example"], "add-agency"),
        (["--agency", HOME_CODE, "--email", "bukan surel"], "nama@instansi.go.id"),
        (["--agency", HOME_CODE, "--email", "Ada@Contoh.example"], "sudah dipakai"),
        (["--agency", HOME_CODE, "--nip", "123"], "18 angka"),
        (["--agency", HOME_CODE, "--nip", "198001022009031001"], "sudah dipakai"),
        (["--agency", HOME_CODE, "--nip", "198001022009031002", "--time-percent", "99"], "100 sampai 400"),
        (["--role", "administrator", "--role", "learner", "--email", "a@contoh.example"], "satu instansi"),
    ],
)
def test_a_wrong_person_is_refused_and_nothing_stays(runner, options, words):
    make_person("Contoh Ada", nip="198001022009031001", email="ada@contoh.example")
    result = create(runner, *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    db.session.rollback()
    assert db.session.scalars(select(Person.name)).all() == ["Contoh Ada"]


@pytest.mark.parametrize("options", [["--role", "raja"], ["--contract-start", "31-02-2025"], ["--time-percent", "x"]])
def test_bad_usage_is_exit_2(runner, options):
    assert create(runner, *options).exit_code == 2


# Passwords and links


def test_a_password_is_read_from_standard_input_and_ends_sessions(runner, client, sign_in):
    person = make_person(email="sandi@contoh.example")
    sign_in(person)
    result = runner.invoke(args=["accounts", "set-password", "sandi@contoh.example"], input="kata lain yang panjang\n")
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert verify_password(db.session.get_one(Person, person.id).password_hash, "kata lain yang panjang")
    assert db.session.scalars(select(SignInSession.revoked_at)).one() is not None


def test_a_temporary_password_must_be_replaced(runner):
    person = make_person(email="sandi@contoh.example")
    args = ["accounts", "set-password", "sandi@contoh.example", "--temporary"]
    assert runner.invoke(args=args, input="kata lain yang panjang").exit_code == 0
    assert db.session.get_one(Person, person.id).must_change_password


@pytest.mark.parametrize(
    ("identifier", "typed"),
    [
        ("sandi@contoh.example", "pendek\n"),
        ("sandi@contoh.example", ""),
        ("tidak@ada.example", "kata lain yang panjang"),
    ],
)
def test_a_wrong_password_or_person_is_refused(runner, identifier, typed):
    person = make_person(email="sandi@contoh.example")
    result = runner.invoke(args=["accounts", "set-password", identifier], input=typed)
    assert result.exit_code == 1
    assert verify_password(db.session.get_one(Person, person.id).password_hash, PASSWORD)


def test_a_password_is_never_an_argument(runner):
    assert runner.invoke(args=["accounts", "set-password", "a@contoh.example", "rahasia-sekali"]).exit_code == 2


def test_a_new_activation_link_replaces_the_one_before(runner):
    make_person(email="tautan@contoh.example")
    first = runner.invoke(args=["accounts", "activation-link", "tautan@contoh.example"])
    second = runner.invoke(args=["accounts", "activation-link", "tautan@contoh.example", "--json"])
    assert first.stdout.strip() != json.loads(second.stdout)["activation_url"]
    open_links = db.session.scalars(select(OneTimeLink).where(OneTimeLink.used_at.is_(None))).all()
    assert len(open_links) == 1


def test_a_second_nip_is_dated(runner):
    person = make_person(email="nip@contoh.example")
    newer = make_nip()
    result = runner.invoke(args=["accounts", "add-nip", "nip@contoh.example", newer, "--from", "01-03-2026"])
    assert result.exit_code == 0, result.stderr
    assert [(held.nip == newer, held.valid_until is None) for held in nips_of(person.id)] == [
        (True, True),
        (False, False),
    ]
    again = runner.invoke(args=["accounts", "add-nip", "nip@contoh.example", make_nip(), "--from", "01-03-2026"])
    assert again.exit_code == 1


@pytest.mark.parametrize(
    "command",
    [
        ["accounts"],
        ["organization"],
        ["accounts", "create"],
        ["accounts", "import"],
        ["accounts", "set-password"],
        ["organization", "add-agency"],
    ],
)
def test_every_command_explains_itself(runner, command):
    result = runner.invoke(args=[*command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.stdout
