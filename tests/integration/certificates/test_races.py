"""Exactly once under any race: threads of several processes complete the same courses at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from elearning.certificates.models import Certificate, CertificateDocument, CertificateEvent, CertificateSequence
from elearning.certificates.rendering import Rendering
from elearning.certificates.services import keep_document
from elearning.competency.models import Evidence, JpEntry
from elearning.extensions import db
from elearning.notifications.models import Notice
from elearning.progress.models import CourseCompletion
from tests.factories import make_person
from tests.support.result_storm import Storm, rage
from tests.support.small_course import complete, enrol, make_course, mark

NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)
PEOPLE = 6


@pytest.mark.real_transactions
def test_every_person_gets_one_certificate_and_numbers_have_no_gap(own_app):
    with own_app.app_context():
        course = make_course()
        people = [make_person() for _ in range(PEOPLE)]
        for person in people:
            enrol(person, course, at=NOON)
            mark(person.id, course.id, now=NOON)
        db.session.commit()
        course_id, person_ids = course.id, tuple(person.id for person in people)
    settings = own_app.config["SETTINGS"]
    told = rage(
        [
            Storm(settings.database_url, settings.instance_dir, course_id, ids, NOON, threads=4, breaks_every=3)
            for ids in (person_ids, person_ids[::-1])
        ]
    )
    with own_app.app_context():
        rows = db.session.execute(select(Certificate.id, Certificate.person_id, Certificate.sequence)).all()
        assert sorted(row.person_id for row in rows) == sorted(person_ids)
        assert sorted(row.sequence for row in rows) == list(range(1, PEOPLE + 1))
        assert sorted(told) == sorted(row.id for row in rows), "each certificate was told to one request"
        assert db.session.scalar(select(CertificateSequence.last_number)) == PEOPLE
        counts = {
            model: db.session.scalar(select(func.count()).select_from(model))
            for model in (CourseCompletion, CertificateEvent, Evidence, JpEntry, Notice)
        }
        expected = dict.fromkeys((CourseCompletion, CertificateEvent, JpEntry, Notice), PEOPLE)
        assert counts == expected | {Evidence: 2 * PEOPLE}


def test_the_first_rendering_stands_whoever_comes_later(db_session, clock):
    chain = complete(make_person(), make_course())
    certificate = db_session.get(Certificate, chain.certificate_id)
    assert keep_document(certificate, Rendering(b"first", "1" * 64, "a"), now=NOON)
    assert not keep_document(certificate, Rendering(b"second", "2" * 64, "b"), now=NOON)
    assert db_session.get(CertificateDocument, certificate.id).pdf == b"first"
