"""Imports of employees in the browser: nothing before the yes, what was shown is what is done, and a day to take it back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from elearning.accounts.models import OneTimeLink, Person, RoleGrant
from elearning.accounts.queries import person_by_identifier
from elearning.accounts.services import grant_role
from elearning.accounts.services.people import change_email
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.mail import MailMessage
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.import_batches import forget_old_imports
from elearning.organization.import_models import PeopleImport, PeopleImportLine
from elearning.organization.queries import affiliation_of, supervisors_of
from tests.factories import PASSWORD, give_position, home_agency, make_agency, make_nip, make_person, put_under
from tests.support.page_rules import assert_page_rules

HEAD = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran;mulai_kontrak"
CHIEF, FIRST, SECOND = "197001012000031001", "198001022009031001", "199001022024211003"
LINES = (
    f"{FIRST};Contoh Satu;Dr.;S.E.;satu@contoh.example;Dinas A/Bidang B;Analis;{CHIEF};;",
    f"{SECOND};Contoh Dua;;;;Dinas A/Bidang B;Penyuluh;{CHIEF};peserta;01-03-2025",
    f"{CHIEF};Contoh Kepala;;M.Si.;kepala@contoh.example;Dinas A;Kepala Dinas;;;",
)
PASSWORD_FIELD = {"own_password": PASSWORD}


@pytest.fixture(autouse=True)
def noon(clock):
    return clock


@pytest.fixture
def agency(app):
    return home_agency()


@pytest.fixture
def admin(agency):
    return make_person("Contoh Pengelola", agency=agency, roles=(Role.LEARNER, Role.ADMINISTRATOR))


@pytest.fixture
def desk(sign_in, admin):
    return sign_in(admin)


@pytest.fixture
def upload(desk, agency):
    """Sends a file; the address of its page, or the answer when it is refused."""
    agency_id = agency.id

    def upload(*lines: str, content: bytes | None = None, whole: bool = False, expects: int = 303, **body):
        if content is None:
            content = "\n".join([HEAD, *lines]).encode()
        data = {"agency": str(agency_id), "file": (io.BytesIO(content), "pegawai.csv")} | body
        if whole:
            data["is_whole_list"] = "y"
        response = desk.post("/admin/impor", data=data, content_type="multipart/form-data")
        assert response.status_code == expects, response.text
        return response.location if expects == 303 else response

    return upload


@pytest.fixture
def done(desk, upload):
    """Sends a file and carries it out; the address of its page."""

    def done(*lines: str, **options):
        address = upload(*lines, **options)
        response = desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD)
        assert (response.status_code, response.location) == (303, address)
        return address

    return done


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def actions() -> set[str]:
    return set(db.session.scalars(select(AuditEntry.action)))


def own_import() -> PeopleImport:
    return db.session.scalars(select(PeopleImport).order_by(PeopleImport.id.desc())).first()


# Looking first


def test_the_front_offers_the_form_and_a_template(desk):
    page = desk.get("/admin/impor").text
    assert_page_rules(page)
    assert "Periksa berkas" in page
    assert desk.get("/admin/impor/contoh.csv").text.strip("\ufeff\r\n") == f"{HEAD};pns_orang_id"


def test_a_file_is_shown_before_anything_is_written(desk, upload):
    address = upload(*LINES)
    assert count(Person) == 1, "the administrator alone"
    page = desk.get(address).text
    assert_page_rules(page)
    assert "Baru (3)" in page
    assert "Analis, Dinas A / Bidang B" in page
    assert (count(MailMessage), count(OneTimeLink)) == (0, 0)
    assert "import.checked" in actions()
    assert_page_rules(desk.get("/admin/impor").text)


def test_changes_are_shown_from_what_to_what(desk, upload, agency):
    person = make_person("Contoh Lama", nip=FIRST, email="lama@contoh.example", agency=agency)
    give_position(person, "Juru Contoh", "Dinas Lama")
    page = desk.get(upload(LINES[0], LINES[2])).text
    assert "Nama: Contoh Lama → Dr. Contoh Satu, S.E." in page
    assert "Surel: lama@contoh.example → satu@contoh.example" in page
    assert "Jabatan: Juru Contoh, Dinas Lama → Analis, Dinas A / Bidang B" in page


def test_lines_can_be_narrowed_to_a_kind(desk, upload):
    address = upload(*LINES, "1,98E+17;Contoh Ilmiah;;;;;;;;")
    refused = desk.get(f"{address}?jenis=refused").text
    assert "Contoh Ilmiah" in refused
    assert "bilangan ilmiah" in refused
    assert "Contoh Kepala" not in refused
    assert "Contoh Ilmiah" not in desk.get(f"{address}?jenis=new").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04 workbook", "berkas Excel"),
        (b"\xff\xfen\x00i\x00p\x00", "bukan teks CSV"),
        (HEAD.replace(";", "\t").encode(), "dipisah dengan tab"),
        (HEAD.replace(";", "|").encode(), "dipisah dengan |"),
        (b"nip;nama\r\n", "Baris pertama harus memuat nama kolom"),
        (HEAD.encode(), "tidak memuat seorang pun"),
        ((HEAD + "\r\n\r\n").encode(), "tidak memuat seorang pun"),
        ((HEAD + "\r\nsatu;dua").encode(), "Baris 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_remedy(upload, content, words):
    response = upload(content=content, expects=422)
    assert words in response.text
    assert_page_rules(response.text)
    assert count(PeopleImport) == 0


def test_a_form_without_a_file_or_with_an_unknown_agency_is_refused(desk, upload):
    assert "Pilih berkas CSV" in desk.post("/admin/impor", data={"agency": "1"}).text
    assert upload(LINES[2], agency=str(make_agency().id), expects=422)
    assert count(PeopleImport) == 0


def test_windows_text_is_read_and_told(desk, upload):
    content = "\r\n".join([HEAD, f"{FIRST};Contoh Séno;;;;;;;;"]).encode("cp1252")
    page = desk.get(upload(content=content)).text
    assert "Windows-1252" in page
    assert "Contoh Séno" in page


def test_commas_marks_and_windows_line_ends_are_read(desk, upload):
    content = "\r\n".join([HEAD, LINES[2]]).replace(";", ",").encode("utf-8-sig")
    assert "Baru (1)" in desk.get(upload(content=content)).text


def test_refused_lines_come_as_a_file_that_can_be_sent_again(desk, upload):
    address = upload(LINES[2], f"{FIRST};Contoh Satu;;;bukan surel;;;;;", LINES[1])
    text = desk.get(f"{address}/ditolak.csv").text
    head, row = csv.reader(io.StringIO(text.strip("\ufeff")), delimiter=";")
    assert (head[-1], row[0], row[4]) == ("masalah", FIRST, "bukan surel")
    assert "nama@instansi.go.id" in row[-1]
    mended = text.replace("bukan surel", "satu@contoh.example").encode()
    assert "Baru (1)" in desk.get(upload(content=mended)).text


def test_both_of_two_equal_lines_are_refused(desk, upload):
    page = desk.get(upload(LINES[2], LINES[2].replace("Kepala;", "Lain;"))).text
    assert "Ditolak (2)" in page
    assert "Sama dengan baris 3" in page
    assert "Sama dengan baris 2" in page


def test_a_line_under_a_refused_supervisor_is_refused_with_it(desk, upload):
    page = desk.get(upload(LINES[0], LINES[2].replace("kepala@contoh.example", "bukan"))).text
    assert "Ditolak (2)" in page
    assert "Betulkan dulu baris atasannya" in page


def test_who_imports_cannot_lose_their_own_administration(desk, upload, admin):
    nip = make_nip(7_001)
    make_person("Contoh Lain", nip=nip)
    own = db.session.execute(db.text("SELECT nip FROM person_nip WHERE person_id = :id"), {"id": admin.id}).scalar_one()
    page = desk.get(upload(f"{own};Contoh Pengelola;;;;;;;peserta;")).text
    assert "Ini Anda sendiri" in page
    assert "Ditolak (1)" in page


# Doing it


def test_what_was_shown_is_done(desk, done):
    address = done(*LINES)
    first, chief = person_by_identifier(FIRST), person_by_identifier(CHIEF)
    today = site_clock.now().date()
    assert affiliation_of(first.id, today).unit_path == "Dinas A/Bidang B"
    assert [each.person_id for each in supervisors_of(first.id, today)] == [chief.id]
    recipients = set(db.session.scalars(select(MailMessage.recipient)))
    assert recipients == {"satu@contoh.example", "kepala@contoh.example"}
    assert {"import.done", "person.created", "position.held", "supervisor.linked", "role.granted"} <= actions()
    assert_page_rules(desk.get(address).text)


def test_without_the_right_password_nothing_is_done(desk, upload):
    address = upload(*LINES)
    response = desk.post(f"{address}/pelaksanaan", data={"own_password": "bukan ini"})
    assert response.status_code == 422
    assert_page_rules(response.text)
    assert (count(Person), own_import().state) == (1, "checked")


def test_refused_lines_stay_out_and_the_others_go_in(done):
    done(LINES[2], "1,98E+17;Contoh Ilmiah;;;;;;;;")
    assert set(db.session.scalars(select(Person.name))) == {"Contoh Pengelola", "Contoh Kepala"}


def test_doing_it_twice_is_refused(desk, done):
    address = done(*LINES)
    assert desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD).status_code == 409
    assert count(Person) == 4


def test_a_world_that_changed_is_shown_instead_of_done(desk, upload, agency):
    address = upload(*LINES)
    make_person("Contoh Mendahului", nip=FIRST, agency=agency)
    response = desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD)
    assert (response.status_code, own_import().state) == (303, "checked")
    page = desk.get(address).text
    assert "Data berubah sejak diperiksa" in page
    assert "Contoh Mendahului → Dr. Contoh Satu, S.E." in page
    assert person_by_identifier(FIRST).name == "Contoh Mendahului"
    desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD)
    assert (own_import().state, person_by_identifier(FIRST).name) == ("done", "Contoh Satu")


def test_an_import_that_changes_nobody_is_not_done(desk, upload, done):
    done(*LINES)
    address = upload(*LINES)
    assert "Tidak ada yang akan berubah" in desk.get(address).text
    assert desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD).status_code == 422


def test_links_without_an_address_are_given_once(desk, done):
    address = done(*LINES)
    assert "Unduh tautan" in desk.get(address).text
    response = desk.post(f"{address}/tautan")
    head, row = csv.reader(io.StringIO(response.text.strip("\ufeff")), delimiter=";")
    assert (head, row[:2]) == (["nip", "nama", "tautan"], [SECOND, "Contoh Dua"])
    assert response.headers["Cache-Control"] == "no-store"
    assert "Unduh tautan" not in desk.get(address).text
    assert desk.post(f"{address}/tautan").status_code == 409
    assert "import.links_taken" in actions()
    desk.sign_out()
    data = {"password": "sampan kuning menyeberang pagi", "again": "sampan kuning menyeberang pagi"}
    assert desk.post(row[2].removeprefix("http://localhost"), data=data).status_code == 303


# The whole list


def test_who_is_missing_from_a_whole_list_is_deactivated_after_the_number_is_typed(desk, upload, agency, admin):
    gone, stays = make_person("Contoh Pergi", agency=agency), make_person("Contoh Luar", agency=make_agency())
    address = upload(*LINES, whole=True)
    page = desk.get(address).text
    assert "Dinonaktifkan (1)" in page
    assert "Ini Anda sendiri: tetap aktif." in page
    refused = desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD | {"deactivated": "2"})
    assert refused.status_code == 422
    assert "Ketik 1" in refused.text
    assert_page_rules(refused.text)
    desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD | {"deactivated": "1"})
    active = dict(db.session.execute(select(Person.id, Person.is_active)).all())
    assert (active[gone.id], active[stays.id], active[admin.id]) == (False, True, True)
    assert "person.deactivated" in actions()


def test_without_the_tick_nobody_is_deactivated(desk, done, agency):
    gone = make_person("Contoh Pergi", agency=agency)
    done(*LINES)
    assert db.session.get(Person, gone.id).is_active


def test_a_list_with_refused_lines_is_not_whole(desk, upload, agency):
    make_person("Contoh Pergi", agency=agency)
    page = desk.get(upload(LINES[2], "1,98E+17;Contoh Ilmiah;;;;;;;;", whole=True)).text
    assert "Dinonaktifkan (0)" in page
    assert "tidak seorang pun dinonaktifkan" in page


def test_administrators_of_the_site_are_not_deactivated_by_a_list(desk, upload, agency):
    chief = make_person("Contoh Administrator", agency=agency)
    grant_role(chief, Role.ADMINISTRATOR, None, actor_id=None, now=site_clock.now())
    page = desk.get(upload(*LINES, whole=True)).text
    assert "Administrator seluruh situs: tetap aktif." in page
    assert "Dinonaktifkan (0)" in page


def test_who_was_deactivated_and_is_listed_again_is_active_again(desk, done, agency):
    person = make_person("Contoh Satu", nip=FIRST, agency=agency)
    person.is_active = False
    done(f"{FIRST};Contoh Satu;;;;;;;;")
    assert db.session.get(Person, person.id).is_active


# Taking it back


@pytest.fixture
def taken_back(desk):
    def taken_back(address: str):
        response = desk.post(f"{address}/pembatalan", data=PASSWORD_FIELD)
        assert (response.status_code, response.location) == (303, address)
        return desk.get(address).text

    return taken_back


def state_of(person: Person) -> tuple:
    today = site_clock.now().date()
    place = affiliation_of(person.id, today)
    roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id).order_by(RoleGrant.role))
    return (
        *(person.name, person.title_before, person.email, person.is_active),
        (place.position, place.unit_path) if place else None,
        [each.person_id for each in supervisors_of(person.id, today)],
        roles.all(),
    )


def test_undoing_returns_everybody_to_what_they_were(done, taken_back, agency):
    person, above = make_person("Contoh Lama", nip=FIRST, agency=agency), make_person("Contoh Atas", agency=agency)
    give_position(person, "Juru Contoh", "Dinas Lama")
    put_under(above, person)
    before = state_of(person)
    address = done(*LINES)
    assert state_of(db.session.get(Person, person.id)) != before
    page = taken_back(address)
    assert_page_rules(page)
    assert state_of(db.session.get(Person, person.id)) == before
    assert {person_by_identifier(nip).is_active for nip in (SECOND, CHIEF)} == {False}
    assert own_import().state == "undone"
    assert "import.undone" in actions()


def test_undoing_voids_the_links_of_the_new(done, taken_back):
    taken_back(done(*LINES))
    query = select(func.count()).select_from(OneTimeLink).where(OneTimeLink.used_at.is_(None))
    assert db.session.scalar(query) == 0


def test_undoing_leaves_what_somebody_changed_since_and_says_so(done, taken_back, agency):
    person = make_person("Contoh Lama", nip=FIRST, email="lama@contoh.example", agency=agency)
    address = done(LINES[0], LINES[2])
    changed = db.session.get(Person, person.id)
    change_email(changed, "baru@contoh.example", actor_id=None, now=site_clock.now())
    page = taken_back(address)
    assert "Surel: Diubah lagi sesudah impor." in page
    assert (person_by_identifier(FIRST).email, person_by_identifier(FIRST).name) == (
        "baru@contoh.example",
        "Contoh Lama",
    )


def test_undoing_leaves_new_people_who_have_chosen_a_password(done, taken_back):
    address = done(*LINES)
    person_by_identifier(SECOND).password_hash = "x"
    page = taken_back(address)
    assert "Sudah memilih kata sandi" in page
    assert person_by_identifier(SECOND).is_active


def test_undoing_gives_back_an_address_only_when_it_is_free(done, taken_back, agency):
    make_person("Contoh Satu", nip=FIRST, email="lama@contoh.example", agency=agency)
    address = done(LINES[0], LINES[2])
    make_person("Contoh Pengambil", email="lama@contoh.example", agency=agency)
    assert "Surel semula sudah dipakai orang lain." in taken_back(address)
    assert person_by_identifier(FIRST).email == "satu@contoh.example"


def test_undoing_a_whole_list_opens_the_accounts_again(desk, upload, taken_back, agency):
    gone = make_person("Contoh Pergi", agency=agency)
    address = upload(*LINES, whole=True)
    desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD | {"deactivated": "1"})
    taken_back(address)
    assert db.session.get(Person, gone.id).is_active


def test_an_undone_import_can_be_sent_again_and_brings_new_links(desk, done, taken_back):
    taken_back(done(*LINES))
    address = done(*LINES)
    assert person_by_identifier(SECOND).is_active
    assert desk.post(f"{address}/tautan").text.count("/aktivasi/") == 1


def test_undoing_twice_or_too_late_or_without_password_is_refused(desk, done, taken_back, noon):
    address = done(*LINES)
    assert desk.post(f"{address}/pembatalan", data={"own_password": "bukan"}).status_code == 422
    taken_back(address)
    assert desk.post(f"{address}/pembatalan", data=PASSWORD_FIELD).status_code == 409
    late = done(*LINES)
    noon.shift(timedelta(hours=24))
    assert desk.post(f"{late}/pembatalan", data=PASSWORD_FIELD).status_code == 409
    assert person_by_identifier(FIRST).is_active


# Who and when


def test_after_a_day_the_content_is_gone_and_the_counts_stay(desk, upload, noon):
    address = upload(*LINES)
    noon.shift(timedelta(hours=24))
    assert desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD).status_code == 409
    assert forget_old_imports(site_clock.now()) == 1
    assert forget_old_imports(site_clock.now()) == 0
    db.session.expire_all()
    assert (own_import().state, own_import().content, count(PeopleImportLine)) == ("expired", None, 0)
    page = desk.get(address).text
    assert_page_rules(page)
    assert "kedaluwarsa" in page
    assert desk.get(f"{address}/ditolak.csv").status_code == 409


def test_imports_of_other_agencies_do_not_exist(upload, sign_in):
    address = upload(*LINES)
    other = sign_in(make_person(agency=make_agency(), roles=(Role.LEARNER, Role.ADMINISTRATOR)))
    assert "pegawai.csv" not in other.get("/admin/impor").text
    assert other.get(address).status_code == 404
    assert other.get(f"{address}/ditolak.csv").status_code == 404
    for deed in ("pelaksanaan", "tautan", "pembatalan"):
        assert other.post(f"{address}/{deed}", data=PASSWORD_FIELD).status_code == 404


def test_strangers_sign_in_and_learners_are_refused(upload, client, sign_in):
    address = upload(*LINES)
    client.sign_out()
    assert client.get(address).location.startswith("/masuk")
    learner = sign_in(make_person())
    assert learner.get("/admin/impor").status_code == 403
    assert learner.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD).status_code == 403


def test_a_deed_without_the_forms_token_is_refused(desk, upload):
    address = upload(*LINES)
    desk.sends_csrf_token = False
    assert desk.post(f"{address}/pelaksanaan", data=PASSWORD_FIELD).status_code == 400


@pytest.mark.parametrize(("size", "status"), [(2_000_000, 422), (5_100_000, 413)])
def test_a_list_of_ten_thousand_fits_the_limit_of_its_route_alone(desk, agency, size, status):
    parts = {"csrf_token": desk.csrf_token(), "agency": str(agency.id)}
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{parts[name]}\r\n' for name in parts)
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="pegawai.csv"\r\n\r\n' + "x" * size
    sent = f"{body}{file}\r\n--x--\r\n".encode()
    response = desk.post("/admin/impor", data=sent, content_type="multipart/form-data; boundary=x")
    assert response.status_code == status
    assert (
        desk.post("/admin/impor/1/pelaksanaan", data=sent, content_type="multipart/form-data; boundary=x").status_code
        == 413
    )


def test_statements_do_not_grow_with_the_lines(desk, upload, count_statements):
    def lines(first: int, size: int):
        return [f"{make_nip(first + each)};Contoh Orang;;;;;;;;" for each in range(size)]

    with count_statements() as few:
        small = upload(*lines(3_000, 5))
    with count_statements(at_most=few.count):
        large = upload(*lines(4_000, 60))
    with count_statements() as few:
        desk.post(f"{small}/pelaksanaan", data=PASSWORD_FIELD)
    with count_statements(at_most=few.count):
        desk.post(f"{large}/pelaksanaan", data=PASSWORD_FIELD)
    with count_statements() as few:
        desk.get(small)
    with count_statements(at_most=few.count):
        desk.get(large)
