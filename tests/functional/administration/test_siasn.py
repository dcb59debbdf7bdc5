"""Handing certificates over to SIASN: by command and by page, each once, a re-issue as a change, marks taken back."""

from __future__ import annotations

import csv
import io
import json
import threading

import pytest
from sqlalchemy import select

from elearning.certificates.changes import Corrected, reissue, revoke
from elearning.certificates.models import Certificate, SiasnMark
from elearning.certificates.siasn import Wanted, claim
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from tests.factories import home_agency, make_agency, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course

PAGE = "/admin/siasn"
AGENCY_ID = "A5EB03E2" * 4
pytestmark = pytest.mark.usefixtures("clock")


def person_id(number: int) -> str:
    return f"{number:032X}"


def certify(course, number: int, **changes) -> Certificate:
    """A certificate of somebody whom SIASN knows (number 0: does not)."""
    person = make_person(f"Contoh Orang {number}", **changes)
    person.pns_orang_id = person_id(number) if number else None
    db.session.flush()
    return db.session.get_one(Certificate, complete(person, course).certificate_id)


@pytest.fixture
def course(app):
    home_agency().instansi_id = AGENCY_ID
    return make_course(jp_halves=7)


@pytest.fixture
def office(course, sign_in):
    return sign_in(make_person("Contoh Administrator", roles=(Role.LEARNER, Role.ADMINISTRATOR)))


@pytest.fixture
def export(runner):
    return lambda *options: runner.invoke(args=["siasn", "export", *options])


def marks() -> list[int]:
    return list(db.session.scalars(select(SiasnMark.certificate_id).order_by(SiasnMark.certificate_id)))


# The command.


def test_json_is_one_value_and_marks_what_it_names(course, export):
    certificate, lacking = certify(course, 1), certify(course, 0)
    result = export("--json")
    assert result.exit_code == 0, result.stderr
    facts = json.loads(result.stdout)
    assert [row["nomorSertipikat"] for row in facts["baru"]] == [certificate.number]
    assert (facts["baru"][0]["pnsOrangId"], facts["baru"][0]["jumlahJam"]) == (person_id(1), 3)
    assert facts["perubahan"] == []
    assert facts["belum_lengkap"] == [
        {
            "nomorSertipikat": lacking.number,
            "nama": "Contoh Orang 0",
            "kurang": ["pnsOrangId"],
            "tautan": f"http://localhost/admin/sertifikat/terbit/{lacking.id}",
        }
    ]
    assert lacking.number in result.stderr
    assert marks() == [certificate.id]


def test_a_second_export_names_nothing_again(course, export):
    certify(course, 1)
    export("--json")
    assert json.loads(export("--json").stdout)["baru"] == []


def test_without_a_file_it_only_counts(course, export):
    certify(course, 1)
    certify(course, 0)
    result = export()
    assert result.stdout.strip() == "1 siap dikeluarkan, 1 belum lengkap."
    assert marks() == []


def test_csv_is_written_whole(course, export, tmp_path):
    certificate = certify(course, 1)
    result = export("--csv", str(tmp_path / "siasn.csv"))
    assert result.exit_code == 0, result.stderr
    text = (tmp_path / "siasn.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["nomorSertipikat"], row["jumlahJam"], row["keterangan"]) for row in rows] == [
        (certificate.number, "3", "baru")
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["siasn.csv"]


def test_a_file_that_cannot_be_written_marks_nothing(course, export, tmp_path):
    certify(course, 1)
    result = export("--csv", str(tmp_path / "nihil" / "siasn.csv"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "tidak ada yang ditandai" in result.stderr
    db.session.rollback()
    assert marks() == []


def test_an_unknown_agency_is_refused(course, export):
    result = export("--json", "--agency", "0000")
    assert (result.exit_code, result.stdout) == (1, "")


@pytest.mark.parametrize("options", [("--json", "--csv", "x.csv"), ("--since", "kemarin"), ("--nihil",)])
def test_bad_usage_is_told_apart(course, export, options):
    result = export(*options)
    assert (result.exit_code, result.stdout) == (2, "")


def test_since_and_agency_narrow(course, export):
    other = make_agency("9800")
    other.instansi_id = "B" * 32
    certify(course, 1)
    away = certify(course, 2, agency=other)
    assert json.loads(export("--json", "--since", "15-05-2026").stdout)["baru"] == []
    facts = json.loads(export("--json", "--since", "14-05-2026", "--agency", "9800").stdout)
    assert [row["nomorSertipikat"] for row in facts["baru"]] == [away.number]
    assert facts["baru"][0]["instansiId"] == "B" * 32


def test_a_course_of_half_a_jp_is_listed_with_none(app, export):
    home_agency().instansi_id = AGENCY_ID
    certify(make_course(jp_halves=1), 1)
    assert json.loads(export("--json").stdout)["baru"][0]["jumlahJam"] == 0


def test_a_reissue_of_what_was_handed_over_is_a_change(course, export):
    officer, certificate = make_person(), certify(course, 1)
    export("--json")
    corrected = Corrected("Dr. Contoh Orang", "", "")
    new = reissue(certificate, corrected, "Gelar", actor_id=officer.id, now=site_clock.now())
    facts = json.loads(export("--json").stdout)
    assert (facts["baru"], [row["nomorSertipikat"] for row in facts["perubahan"]]) == ([], [certificate.number])
    assert marks() == [certificate.id, new.id]


def test_a_reissue_before_the_first_export_is_new_and_the_old_one_stays_at_home(course, export):
    officer, certificate = make_person(), certify(course, 1)
    new = reissue(certificate, Corrected("Dr. Contoh", "", ""), "Gelar", actor_id=officer.id, now=site_clock.now())
    facts = json.loads(export("--json").stdout)
    assert (len(facts["baru"]), facts["perubahan"]) == (1, [])
    assert marks() == [new.id]


def test_a_revoked_certificate_is_not_handed_over(course, export):
    officer, certificate = make_person(), certify(course, 1)
    revoke(certificate, "Salah", actor_id=officer.id, now=site_clock.now())
    assert json.loads(export("--json").stdout) == {"baru": [], "perubahan": [], "belum_lengkap": []}


# The page.


def test_the_page_counts_and_names_what_is_incomplete(office, course):
    certify(course, 1)
    lacking = certify(course, 0)
    page = office.get(PAGE).text
    assert_page_rules(page)
    assert f"/admin/sertifikat/terbit/{lacking.id}" in page
    assert "pnsOrangId" in page


@pytest.mark.parametrize(("kind", "mimetype"), [("json", "application/json"), ("csv", "text/csv")])
def test_a_download_marks_and_a_second_finds_nothing(office, course, kind, mimetype):
    certificate = certify(course, 1)
    answer = office.post(f"{PAGE}/unduhan.{kind}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert certificate.number in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert marks() == [certificate.id]
    assert office.post(f"{PAGE}/unduhan.{kind}").location == PAGE
    page = office.get(PAGE).text
    assert_page_rules(page)
    assert "Belum ada yang siap dikeluarkan" in page


def test_marks_are_taken_back_and_the_deed_is_in_the_log(office, course):
    certificate = certify(course, 1)
    office.post(f"{PAGE}/unduhan.csv")
    mark = db.session.scalars(select(SiasnMark)).one()
    assert office.post(f"{PAGE}/{mark.id}/pembatalan").location == PAGE
    assert marks() == []
    assert certificate.number in office.post(f"{PAGE}/unduhan.csv").text
    query = select(AuditEntry.action).where(AuditEntry.action.startswith("siasn.")).order_by(AuditEntry.id)
    assert db.session.scalars(query).all() == ["siasn.exported", "siasn.taken_back", "siasn.exported"]


def test_another_agency_neither_sees_nor_marks_nor_takes_back(office, course, sign_in):
    certificate = certify(course, 1)
    client = sign_in(make_person(agency=make_agency("9801"), roles=(Role.LEARNER, Role.ADMINISTRATOR)))
    assert client.post(f"{PAGE}/unduhan.csv").status_code == 303
    assert marks() == []
    claim(Wanted(None), actor_id=None, now=site_clock.now())
    mark = db.session.scalars(select(SiasnMark)).one()
    client.post(f"{PAGE}/{mark.id}/pembatalan")
    assert marks() == [certificate.id]
    assert certificate.snapshot["name"] not in client.get(PAGE).text


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINING_OFFICER, Role.SUPERVISOR])
def test_others_have_no_business_here(course, sign_in, role):
    client = sign_in(make_person(roles=(role,)))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/unduhan.json").status_code == 403


def test_the_page_costs_the_same_for_any_number(office, course, count_statements):
    for number in range(6):
        certify(course, number)
    with count_statements(at_most=6):
        office.get(PAGE)


@pytest.mark.real_transactions
def test_of_two_exports_at_once_no_row_goes_twice(own_app):
    with own_app.app_context():
        home_agency().instansi_id = AGENCY_ID
        small = make_course()
        for number in (1, 2, 3):
            certify(small, number)
        db.session.commit()
    barrier, found = threading.Barrier(2), []

    def run() -> None:
        with own_app.app_context():
            barrier.wait()
            export = claim(Wanted(None), actor_id=None, now=site_clock.now())
            db.session.commit()
            found.extend(row.certificate_id for row in export.rows)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(set(found))
    assert len(found) == 3
