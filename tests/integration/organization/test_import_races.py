"""Two deeds about one import at the same moment: one of them stands, and no change of somebody else is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from elearning.accounts.models import Person, PersonNip
from elearning.accounts.queries import person_by_identifier
from elearning.accounts.services.people import change_email
from elearning.core import clock as site_clock
from elearning.core.audit import AuditEntry
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.import_batches import Upload, carry_out_import, keep_import, take_links
from elearning.organization.import_errors import ImportStateError
from elearning.organization.import_models import PeopleImport, PeopleImportLine
from elearning.organization.import_undo import undo_import
from tests.factories import home_agency, make_person
from tests.support.together import together

pytestmark = pytest.mark.real_transactions
HEAD = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran"
KNOWN, NEW = "198001022009031001", "197001012000031001"
FILE = f"{HEAD}\n{KNOWN};Contoh Ganti;;;ganti@contoh.example;;;;\n{NEW};Contoh Baru;;;;;;;".encode()
TIMES = 4


@pytest.fixture
def kept(app, clock) -> tuple[int, int]:
    """An import that waits for a yes, and its administrator."""
    with app.app_context():
        agency, now = home_agency(), site_clock.now()
        admin = make_person(roles=(Role.LEARNER, Role.ADMINISTRATOR))
        make_person("Contoh Lama", nip=KNOWN, email="lama@contoh.example")
        upload = Upload(agency=agency, file_name="pegawai.csv", content=FILE, is_whole_list=False)
        found = keep_import(upload, actor_id=admin.id, now=now).id, admin.id
        db.session.commit()
    return found


@pytest.fixture
def done(app, kept) -> tuple[int, int]:
    """The same, carried out."""
    with app.app_context():
        assert carry_out_import(kept[0], "", actor_id=kept[1], now=site_clock.now())
        db.session.commit()
    return kept


def refused(results: list[object]) -> int:
    return sum(isinstance(result, ImportStateError) for result in results)


def deeds(action: str) -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action))


def test_a_yes_sent_several_times_at_once_is_done_once(app, kept):
    import_id, admin_id = kept
    results = together(app, *[lambda: carry_out_import(import_id, "", actor_id=admin_id, now=site_clock.now())] * TIMES)
    assert (results.count(True), refused(results)) == (1, TIMES - 1)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 3
        assert deeds("import.done") == 1


def test_one_file_handed_in_by_two_at_once_makes_everybody_once(app, kept):
    """Each has a plan of their own for the same file; the pages take a broken plan for one that must be shown anew."""
    with app.app_context():
        colleague = make_person(roles=(Role.LEARNER, Role.ADMINISTRATOR))
        upload = Upload(agency=home_agency(), file_name="sama.csv", content=FILE, is_whole_list=False)
        second = keep_import(upload, actor_id=colleague.id, now=site_clock.now()).id, colleague.id
        db.session.commit()

    def carry_out(import_id: int, admin_id: int) -> bool:
        try:
            return carry_out_import(import_id, "", actor_id=admin_id, now=site_clock.now())
        except IntegrityError:
            db.session.rollback()
            return False

    results = together(app, lambda: carry_out(*kept), lambda: carry_out(*second))
    assert results.count(True) == 1, results
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(PersonNip.nip == NEW)) == 1
        assert db.session.scalar(select(func.count()).select_from(Person)) == 4
        assert person_by_identifier(KNOWN).name == "Contoh Ganti"
        assert deeds("import.done") == 1


def test_undoing_at_the_same_moment_happens_once(app, done):
    import_id, admin_id = done
    results = together(app, *[lambda: undo_import(import_id, actor_id=admin_id, now=site_clock.now())] * TIMES)
    assert (results.count((2, 0)), refused(results)) == (1, TIMES - 1)
    with app.app_context():
        assert person_by_identifier(KNOWN).name == "Contoh Lama"
        assert not person_by_identifier(NEW).is_active
        assert deeds("import.undone") == 1


def test_an_edit_at_the_moment_of_undoing_is_not_lost(app, done):
    import_id, admin_id = done

    def edit() -> str:
        person = person_by_identifier(KNOWN)
        change_email(person, "sendiri@contoh.example", actor_id=admin_id, now=site_clock.now())
        return "edited"

    results = together(app, edit, lambda: undo_import(import_id, actor_id=admin_id, now=site_clock.now()))
    assert refused(results) == 0
    with app.app_context():
        assert person_by_identifier(KNOWN).email == "sendiri@contoh.example"
        assert person_by_identifier(KNOWN).name == "Contoh Lama"
        line = db.session.scalars(select(PeopleImportLine).where(PeopleImportLine.nip == KNOWN)).one()
        assert [each.column for each in line.undo_note] in ([], ["surel"])


def test_links_taken_by_two_at_once_are_given_to_one(app, done):
    import_id, admin_id = done
    results = together(app, *[lambda: take_links(import_id, actor_id=admin_id, now=site_clock.now())] * 2)
    assert refused(results) == 1
    assert [len(result) for result in results if isinstance(result, list)] == [1]
    with app.app_context():
        assert db.session.get(PeopleImport, import_id).links_left == 0
