"""What comes back from SIASN: ids of its rows, by command and by page; and rows that have to leave it again."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import select

from elearning.certificates.changes import Corrected, reissue, revoke
from elearning.certificates.models import Certificate, SiasnRow, SiasnWithdrawal
from elearning.certificates.siasn import Wanted, claim
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.notifications.models import Notice
from tests.factories import home_agency, make_agency, make_person
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import complete, make_course

IDS, WITHDRAWALS = "/admin/siasn/id", "/admin/siasn/penarikan"
pytestmark = pytest.mark.usefixtures("clock")


def row_id(number: int) -> str:
    return f"8AE4{number:028X}"


@pytest.fixture
def course(app):
    home_agency().instansi_id = "A5EB03E2" * 4
    return make_course()


@pytest.fixture
def office(course, sign_in):
    return sign_in(make_person("Contoh Administrator", roles=(Role.LEARNER, Role.ADMINISTRATOR)))


@pytest.fixture
def siasn(runner):
    return lambda *options: runner.invoke(args=["siasn", *options])


@pytest.fixture
def file_of(tmp_path):
    def write(*lines: str, head: str = "noSertifikat;id") -> str:
        path = tmp_path / "id.csv"
        path.write_text("\n".join([head, *lines]), encoding="utf-8-sig")
        return str(path)

    return write


def certify(course, number: int = 1, **changes) -> Certificate:
    person = make_person(f"Contoh Orang {number}", **changes)
    person.pns_orang_id = f"{number:032X}"
    db.session.flush()
    return db.session.get_one(Certificate, complete(person, course).certificate_id)


def hand_over() -> list[dict]:
    export = claim(Wanted(None), actor_id=None, now=site_clock.now())
    return [row.payload for row in export.rows]


def correct(certificate: Certificate, name: str = "Dr. Contoh") -> Certificate:
    return reissue(certificate, Corrected(name, "", ""), "Gelar", actor_id=make_person().id, now=site_clock.now())


def withdraw(certificate: Certificate, reason: str = "Salah orang") -> None:
    revoke(certificate, reason, actor_id=make_person().id, now=site_clock.now())


def recorded() -> dict[int, str]:
    return {row.completion_id: row.row_id for row in db.session.scalars(select(SiasnRow))}


def deeds() -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.action.startswith("siasn.")).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def send(client, text: str, **fields):
    file = (io.BytesIO(text.encode("utf-8-sig")), "id.csv")
    return client.post(IDS, data={"file": file} | fields, content_type="multipart/form-data")


# Ids.


def test_a_recorded_id_goes_out_with_the_change(course, siasn, file_of):
    certificate = certify(course)
    hand_over()
    result = siasn("record-ids", file_of(f"{certificate.number};{row_id(1)}"), "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {"new": 1, "changed": 0, "unchanged": 0, "empty": 0, "problems": []}
    correct(certificate)
    assert [(row["id"], row["nomorSertipikat"]) for row in hand_over()] == [(row_id(1), certificate.number)]


def test_what_has_an_id_before_its_first_export_is_a_change(course, siasn, file_of):
    certificate = certify(course)
    siasn("record-ids", file_of(f"{certificate.number};{row_id(1)}"))
    facts = json.loads(siasn("export", "--json").stdout)
    assert ([], [row_id(1)]) == (facts["baru"], [row["id"] for row in facts["perubahan"]])


def test_the_same_file_again_changes_nothing(course, siasn, file_of):
    file = file_of(f"{certify(course).number};{row_id(1)}")
    siasn("record-ids", file)
    assert siasn("record-ids", file).stdout.strip() == "0 baru, 0 diganti, 1 tetap, 0 tanpa ID."
    assert deeds() == ["siasn.row_recorded"]


def test_another_id_is_kept_only_on_request(course, siasn, file_of):
    certificate = certify(course)
    siasn("record-ids", file_of(f"{certificate.number};{row_id(1)}"))
    file = file_of(f"{certificate.number};{row_id(2)}")
    refused = siasn("record-ids", file)
    assert (refused.exit_code, refused.stdout, recorded()) == (1, "", {certificate.completion_id: row_id(1)})
    assert row_id(1) in refused.stderr
    assert siasn("record-ids", file, "--replace").exit_code == 0
    assert recorded() == {certificate.completion_id: row_id(2)}
    assert deeds() == ["siasn.row_recorded", "siasn.row_replaced"]


def test_two_certificates_may_exchange_their_ids(course, siasn, file_of):
    one, two = certify(course, 1), certify(course, 2)
    siasn("record-ids", file_of(f"{one.number};{row_id(1)}", f"{two.number};{row_id(2)}"))
    result = siasn("record-ids", file_of(f"{one.number};{row_id(2)}", f"{two.number};{row_id(1)}"), "--replace")
    assert result.exit_code == 0, result.stderr
    assert recorded() == {one.completion_id: row_id(2), two.completion_id: row_id(1)}


def test_a_bad_line_keeps_all_of_them_out_and_each_is_named(course, siasn, file_of):
    one, two, three = (certify(course, number) for number in (1, 2, 3))
    siasn("record-ids", file_of(f"{three.number};{row_id(3)}"))
    bad = [
        f"{one.number};{row_id(1)}",
        f"{one.number};{row_id(9)}",
        f"{two.number};bukan",
        f"000/tidak/ada/2026;{row_id(4)}",
        f"{two.number};{row_id(3)}",
    ]
    result = siasn("record-ids", file_of(*bad), "--json")
    assert result.exit_code == 1
    assert [(each["line"], each["column"]) for each in json.loads(result.stdout)["problems"]] == [
        (3, "noSertifikat"),
        (4, "id"),
        (5, "noSertifikat"),
        (6, "id"),
    ]
    assert recorded() == {three.completion_id: row_id(3)}


def test_lines_without_an_id_are_left_for_later(course, siasn, file_of):
    result = siasn("record-ids", file_of(f"{certify(course).number};", head="NoSertifikat;ID"))
    assert (result.exit_code, recorded()) == (0, {})
    assert "1 tanpa ID" in result.stdout


def test_the_printed_number_of_a_reissue_names_the_same_row(course, siasn, file_of):
    certificate = certify(course)
    correct(certificate)
    assert siasn("record-ids", file_of(f"{certificate.number} rev. 2;{row_id(1)}")).exit_code == 0
    assert recorded() == {certificate.completion_id: row_id(1)}


@pytest.mark.parametrize(("head", "code"), [("nomor;id", 1), ("noSertifikat", 1)])
def test_a_file_of_other_columns_is_refused(course, siasn, file_of, head, code):
    result = siasn("record-ids", file_of("x;y", head=head), "--json")
    assert (result.exit_code, result.stdout) == (code, "")
    assert "nosertifikat;id" in result.stderr


def test_a_missing_file_is_bad_usage(course, siasn, tmp_path):
    assert siasn("record-ids", str(tmp_path / "nihil.csv")).exit_code == 2


def test_the_agency_narrows_the_command(course, siasn, file_of):
    make_agency("9803")
    file = file_of(f"{certify(course).number};{row_id(1)}")
    assert siasn("record-ids", file, "--agency", "9803").exit_code == 1
    assert recorded() == {}


def test_the_page_records_and_the_list_to_fill_in_shrinks(office, course):
    one, two = certify(course, 1), certify(course, 2)
    hand_over()
    listed = office.get(f"{IDS}/unduhan.csv")
    rows = list(csv.DictReader(io.StringIO(listed.data.decode("utf-8-sig")), delimiter=";"))
    assert [(row["noSertifikat"], row["id"]) for row in rows] == [(one.number, ""), (two.number, "")]
    assert send(office, f"noSertifikat;id\n{one.number};{row_id(1)}\n{two.number};\n").location == IDS
    assert recorded() == {one.completion_id: row_id(1)}
    assert one.number not in office.get(f"{IDS}/unduhan.csv").text
    assert_page_rules(office.get(IDS).text)


def test_the_page_names_the_lines_it_refuses(office, course):
    answer = send(office, f"noSertifikat;id\n{certify(course).number};salah\n")
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert "Baris 2" in answer.text
    assert "32 angka" in answer.text


@pytest.mark.parametrize("text", ["", "nomor;kode\n", 'noSertifikat;id\n"a;b'])
def test_a_file_that_is_no_such_table_is_answered_with_a_remedy(office, text):
    answer = send(office, text)
    assert answer.status_code == 422
    assert_page_rules(answer.text)
    assert recorded() == {}


def test_without_a_file_the_form_comes_back(office):
    assert "Pilih berkas CSV." in office.post(IDS).text


def test_replacing_is_a_choice_on_the_page_too(office, course):
    certificate = certify(course)
    send(office, f"noSertifikat;id\n{certificate.number};{row_id(1)}")
    second = f"noSertifikat;id\n{certificate.number};{row_id(2)}"
    assert send(office, second).status_code == 422
    assert send(office, second, replaces="y").status_code == 303
    assert recorded() == {certificate.completion_id: row_id(2)}


# Withdrawals.


def test_what_was_never_handed_over_is_not_to_be_withdrawn(course, siasn):
    withdraw(certify(course))
    assert json.loads(siasn("withdrawals", "--json").stdout) == []
    assert db.session.scalars(select(Notice).where(Notice.kind == "siasn_withdrawal")).all() == []


def test_a_revocation_after_the_export_is_listed_with_its_id_and_told(course, siasn, file_of):
    administrator = make_person(roles=(Role.LEARNER, Role.ADMINISTRATOR))
    certificate = certify(course)
    hand_over()
    siasn("record-ids", file_of(f"{certificate.number};{row_id(1)}"))
    withdraw(certificate, "Salah orang")
    facts = json.loads(siasn("withdrawals", "--json").stdout)
    assert facts == [
        {
            "id": row_id(1),
            "nomorSertipikat": certificate.number,
            "nama": "Contoh Orang 1",
            "nip": certificate.snapshot["nip"],
            "keadaan": "dicabut",
            "alasan": "Salah orang",
            "tanggal": "14-05-2026",
        }
    ]
    told = db.session.scalars(select(Notice).where(Notice.kind == "siasn_withdrawal")).one()
    assert (told.person_id, told.path) == (administrator.id, WITHDRAWALS)


def test_an_export_taken_back_leaves_nothing_to_withdraw(office, course, siasn):
    certificate = certify(course)
    hand_over()
    withdraw(certificate)
    handover = db.session.execute(db.text("SELECT min(id) FROM siasn_mark")).scalar_one()
    office.post(f"/admin/siasn/{handover}/pembatalan")
    assert json.loads(siasn("withdrawals", "--json").stdout) == []


def test_a_change_that_went_out_with_its_id_leaves_no_old_row(course, siasn, file_of):
    certificate = certify(course)
    hand_over()
    siasn("record-ids", file_of(f"{certificate.number};{row_id(1)}"))
    correct(certificate)
    hand_over()
    assert json.loads(siasn("withdrawals", "--json").stdout) == []


def test_a_change_that_went_out_without_id_leaves_the_old_row_to_be_removed(course, siasn):
    certificate = certify(course)
    hand_over()
    correct(certificate)
    assert json.loads(siasn("withdrawals", "--json").stdout) == []
    result = siasn("export", "--json")
    assert json.loads(result.stdout)["perubahan"][0]["id"] is None
    assert "tanpa ID baris SIASN" in result.stderr
    found = json.loads(siasn("withdrawals", "--json").stdout)
    assert [(row["nomorSertipikat"], row["keadaan"], row["id"]) for row in found] == [
        (certificate.number, "digantikan", None)
    ]


def test_a_reissue_revoked_before_its_export_withdraws_the_row_of_the_first(course, siasn):
    certificate = certify(course)
    hand_over()
    withdraw(correct(certificate))
    found = json.loads(siasn("withdrawals", "--json").stdout)
    assert [row["nomorSertipikat"] for row in found] == [f"{certificate.number} rev. 2"]


def test_the_command_marks_one_as_removed(course, siasn):
    certificate = certify(course)
    hand_over()
    withdraw(certificate)
    assert siasn("withdrawn", certificate.number).exit_code == 0
    assert json.loads(siasn("withdrawals", "--json").stdout) == []
    again = siasn("withdrawn", certificate.number)
    assert (again.exit_code, again.stdout) == (1, "")
    assert deeds() == ["siasn.exported", "siasn.withdrawal_handled"]


def test_the_page_lists_marks_and_puts_back(office, course):
    certificate = certify(course)
    hand_over()
    withdraw(certificate)
    page = office.get(WITHDRAWALS).text
    assert_page_rules(page)
    assert certificate.number in page
    for _ in range(2):
        assert office.post(f"{WITHDRAWALS}/{certificate.id}/selesai").location == WITHDRAWALS
    handled = db.session.scalars(select(SiasnWithdrawal)).all()
    assert [each.certificate_id for each in handled] == [certificate.id]
    page = office.get(WITHDRAWALS).text
    assert_page_rules(page)
    assert "Tidak ada yang perlu dihapus" in page
    assert "Contoh Administrator" in page
    office.post(f"{WITHDRAWALS}/{certificate.id}/pembatalan")
    assert db.session.scalars(select(SiasnWithdrawal)).all() == []
    assert deeds()[1:] == ["siasn.withdrawal_handled", "siasn.withdrawal_reopened"]


def test_the_desk_counts_what_is_to_be_done(office, course):
    one, two = certify(course, 1), certify(course, 2)
    hand_over()
    withdraw(one)
    correct(two)
    page = office.get("/admin/siasn").text
    assert_page_rules(page)
    assert "2 sertifikat" in page
    assert "1 baris" in page
    assert "1 perubahan belum punya ID" in page


def test_another_agency_neither_sees_nor_records_nor_marks(course, sign_in):
    certificate = certify(course)
    hand_over()
    withdraw(certificate)
    client = sign_in(make_person(agency=make_agency("9804"), roles=(Role.LEARNER, Role.ADMINISTRATOR)))
    assert certificate.number not in client.get(WITHDRAWALS).text
    assert certificate.number not in client.get(f"{IDS}/unduhan.csv").text
    assert send(client, f"noSertifikat;id\n{certificate.number};{row_id(1)}").status_code == 422
    assert client.post(f"{WITHDRAWALS}/{certificate.id}/selesai").status_code == 404
    assert (recorded(), db.session.scalars(select(SiasnWithdrawal)).all()) == ({}, [])


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINING_OFFICER, Role.SUPERVISOR])
def test_others_have_no_business_here(course, sign_in, role):
    client = sign_in(make_person(roles=(role,)))
    for path in (IDS, WITHDRAWALS, f"{IDS}/unduhan.csv"):
        assert client.get(path).status_code == 403


def test_the_pages_cost_the_same_for_any_number(office, course, count_statements):
    certificates = [certify(course, number) for number in range(1, 5)]
    hand_over()
    for certificate in certificates:
        withdraw(certificate)
    with count_statements(at_most=5):
        office.get(WITHDRAWALS)
    with count_statements(at_most=3):
        office.get(IDS)
