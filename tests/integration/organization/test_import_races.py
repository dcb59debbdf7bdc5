"""Two deeds about one import at the same moment: one of them stands, and no change of somebody else is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from elearning.accounts.models import Person
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


def together(app, *deeds: Callable[[], object]) -> list[object]:
    """What each deed gave (or the error it raised), all begun at once, each in a transaction of its own."""
    barrier = threading.Barrier(len(deeds))
    results: list[object] = []

    def run(deed: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results.append(deed())
                db.session.commit()
            except ImportStateError as error:
                db.session.rollback()
                results.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


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
