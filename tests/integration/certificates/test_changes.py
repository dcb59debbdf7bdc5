"""Revoking and issuing anew: what is written, what is refused, and that of two at once one wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from elearning.certificates.changes import (
    CertificateRevokedError,
    CertificateSupersededError,
    ChangeReasonError,
    Corrected,
    CorrectedTextError,
    NothingCorrectedError,
    corrected_from,
    reissue,
    revoke,
)
from elearning.certificates.models import Certificate, CertificateEvent
from elearning.certificates.queries import events_of, held_by, validity_of
from elearning.competency.jp_accounts import jp_account
from elearning.competency.models import Evidence, JpEntry, JpWithdrawal
from elearning.competency.queries import records_of
from elearning.core.audit import AuditEntry
from elearning.domain.certificates import Validity, is_check_code
from elearning.domain.errors import DomainError
from elearning.domain.names import UnprintableLetterError
from elearning.extensions import db
from elearning.notifications.models import Notice
from tests.factories import make_person
from tests.support.small_course import complete, make_course

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)
RIGHT = Corrected("Dr. Dewi Contoh", "Analis Contoh", "Bidang Satu, Dinas Contoh")


@pytest.fixture
def officer(app, clock):
    return make_person("Contoh Pengelola")


@pytest.fixture
def certificate(officer) -> Certificate:
    chain = complete(make_person("Dewi Contoh"), make_course())
    return db.session.get_one(Certificate, chain.certificate_id)


def state_of(certificate: Certificate) -> Validity:
    return validity_of(certificate.expires_at, events_of([certificate.id])[certificate.id], NOON)


# Revoking.


def test_a_revocation_takes_back_jp_and_evidence_by_new_rows(certificate, officer, db_session):
    person_id = certificate.person_id
    assert jp_account(person_id, today=NOON.date()).statement.counted_halves == 6
    assert revoke(certificate, " Ujiannya  dikerjakan orang lain ", actor_id=officer.id, now=NOON)
    assert state_of(certificate) is Validity.REVOKED
    assert jp_account(person_id, today=NOON.date()).statement.counted_halves == 0
    assert [record.present for record in records_of(person_id, None, now=NOON)] == [0, 0]
    assert len(db_session.scalars(select(JpEntry)).all()) == 1
    sources = sorted(db_session.scalars(select(Evidence.source)).all())
    assert sources == ["course", "course", "withdrawal", "withdrawal"]
    withdrawal = db_session.scalars(select(JpWithdrawal)).one()
    assert (withdrawal.withdrawn_by_id, withdrawal.note) == (officer.id, "Ujiannya dikerjakan orang lain")


def test_a_revocation_is_told_and_audited(certificate, officer, db_session):
    revoke(certificate, "Salah orang", actor_id=officer.id, now=NOON)
    notice = db_session.scalars(select(Notice).where(Notice.kind == "certificate_revoked")).one()
    assert (notice.person_id, notice.params["reason"]) == (certificate.person_id, "Salah orang")
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.revoked")).one()
    assert (entry.actor_id, entry.subject_id, entry.agency_id) == (officer.id, certificate.id, certificate.agency_id)


def test_revoking_twice_is_once(certificate, officer, db_session):
    assert revoke(certificate, "Pertama", actor_id=officer.id, now=NOON)
    assert not revoke(certificate, "Kedua", actor_id=officer.id, now=NOON)
    reasons = db_session.scalars(select(CertificateEvent.reason).where(CertificateEvent.kind == "revoked")).all()
    assert reasons == ["Pertama"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_reason_is_needed(certificate, officer, reason):
    with pytest.raises(ChangeReasonError):
        revoke(certificate, reason, actor_id=officer.id, now=NOON)
    with pytest.raises(ChangeReasonError):
        reissue(certificate, RIGHT, reason, actor_id=officer.id, now=NOON)


# Issuing anew.


def test_a_reissue_has_the_number_the_next_revision_and_a_code_of_its_own(certificate, officer, db_session):
    new = reissue(certificate, RIGHT, "Gelar kurang", actor_id=officer.id, now=NOON)
    assert (new.number, new.sequence, new.revision) == (certificate.number, certificate.sequence, 1)
    assert is_check_code(new.check_code)
    assert new.check_code != certificate.check_code
    assert (state_of(certificate), state_of(new)) == (Validity.SUPERSEDED, Validity.VALID)
    changed = {key for key in new.snapshot if new.snapshot[key] != certificate.snapshot[key]}
    assert changed == {"name", "position", "unit"}
    event = db_session.scalars(select(CertificateEvent).where(CertificateEvent.kind == "superseded")).one()
    assert (event.other_id, event.reason, event.actor_id) == (new.id, "Gelar kurang", officer.id)
    assert [each.number[-6:] for each in held_by(certificate.person_id, now=NOON)] == ["rev. 2", "1/2026"]


def test_a_reissue_keeps_the_jp(certificate, officer):
    reissue(certificate, RIGHT, "Gelar kurang", actor_id=officer.id, now=NOON)
    assert jp_account(certificate.person_id, today=NOON.date()).statement.counted_halves == 6


def test_a_reissue_is_told_and_audited(certificate, officer, db_session):
    new = reissue(certificate, RIGHT, "Gelar kurang", actor_id=officer.id, now=NOON)
    notice = db_session.scalars(select(Notice).where(Notice.kind == "certificate_reissued")).one()
    assert (notice.person_id, notice.params["number"]) == (certificate.person_id, f"{certificate.number} rev. 2")
    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.reissued")).one()
    assert (entry.subject_id, entry.detail["old"]["name"]) == (new.id, "Dewi Contoh")


def test_only_the_latest_issue_can_be_issued_anew_or_revoked(certificate, officer):
    new = reissue(certificate, RIGHT, "Gelar kurang", actor_id=officer.id, now=NOON)
    with pytest.raises(CertificateSupersededError, match="rev. 2"):
        reissue(certificate, Corrected("Lain", "", ""), "Lagi", actor_id=officer.id, now=NOON)
    with pytest.raises(CertificateSupersededError, match="rev. 2"):
        revoke(certificate, "Salah", actor_id=officer.id, now=NOON)
    third = reissue(new, Corrected("Dewi Contoh, M.Si.", "", ""), "Gelar lagi", actor_id=officer.id, now=NOON)
    assert third.revision == 2


def test_a_revoked_certificate_is_not_issued_anew(certificate, officer):
    revoke(certificate, "Salah", actor_id=officer.id, now=NOON)
    with pytest.raises(CertificateRevokedError):
        reissue(certificate, RIGHT, "Gelar", actor_id=officer.id, now=NOON)


@pytest.mark.parametrize(
    ("corrected", "error"),
    [
        (Corrected(" ", "", ""), CorrectedTextError),
        (Corrected("x" * 301, "", ""), CorrectedTextError),
        (Corrected("Dewi", "x" * 201, ""), CorrectedTextError),
        (Corrected("Dewi", "", "x" * 601), CorrectedTextError),
        (Corrected("漢字", "", ""), UnprintableLetterError),
    ],
)
def test_words_that_cannot_be_printed_are_refused(certificate, officer, corrected, error):
    with pytest.raises(error):
        reissue(certificate, corrected, "Gelar", actor_id=officer.id, now=NOON)


def test_a_reissue_without_a_difference_is_refused(certificate, officer):
    with pytest.raises(NothingCorrectedError):
        reissue(certificate, corrected_from(certificate.snapshot), "Gelar", actor_id=officer.id, now=NOON)


# Two at once.


def together(app, *deeds: Callable[[Certificate], object]) -> list[object]:
    """What each deed gave (or the error it raised), all begun at once, each in a transaction of its own."""
    barrier = threading.Barrier(len(deeds))
    results: list[object] = []

    def run(deed: Callable[[Certificate], object]) -> None:
        with app.app_context():
            certificate = db.session.scalars(select(Certificate).where(Certificate.revision == 0)).one()
            db.session.rollback()
            barrier.wait()
            try:
                results.append(deed(certificate))
                db.session.commit()
            except DomainError as error:
                db.session.rollback()
                results.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def officer_id(own_app, clock) -> int:
    """An officer; beside them one certificate, all committed."""
    with own_app.app_context():
        officer_id = make_person("Contoh Pengelola").id
        complete(make_person("Dewi Contoh"), make_course())
        db.session.commit()
    return officer_id


@pytest.mark.real_transactions
def test_of_two_reissues_at_once_one_wins_and_the_other_is_told(own_app, officer_id):
    def one(name: str) -> Callable[[Certificate], object]:
        return lambda certificate: reissue(certificate, Corrected(name, "", ""), "Gelar", actor_id=officer_id, now=NOON)

    results = together(own_app, one("Dewi Satu"), one("Dewi Dua"))
    assert sorted(type(result).__name__ for result in results) == ["Certificate", "CertificateSupersededError"]
    with own_app.app_context():
        assert db.session.scalars(select(Certificate.revision).order_by(Certificate.id)).all() == [0, 1]


@pytest.mark.real_transactions
def test_a_reissue_and_a_revocation_at_once_never_both_stand(own_app, officer_id):
    results = together(
        own_app,
        lambda certificate: reissue(certificate, RIGHT, "Gelar", actor_id=officer_id, now=NOON),
        lambda certificate: revoke(certificate, "Salah", actor_id=officer_id, now=NOON),
    )
    assert sum(isinstance(result, DomainError) for result in results) == 1
    with own_app.app_context():
        kinds = db.session.scalars(select(CertificateEvent.kind)).all()
    assert ("revoked" in kinds) != ("superseded" in kinds)
