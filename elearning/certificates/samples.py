"""A sheet that shows an administrator what their agency's certificates look like: "CONTOH" across it, no number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from elearning.certificates.models import Certificate
from elearning.certificates.snapshot import Issuer
from elearning.certificates.snapshot_values import Snapshot, SnapshotCompetency, SnapshotModule, SnapshotPassRule
from elearning.certificates.wording import PrintedCertificate, printed
from elearning.core import clock

NUMBER = "contoh tanpa nomor"


def sample(issued_by: Issuer, public_url: str, *, now: datetime) -> PrintedCertificate:
    """The words of a sample: an invented person and course, the agency's own wording and signatory."""
    certificate = Certificate(
        number=NUMBER, revision=0, check_code="", snapshot=_snapshot(issued_by, now), issued_at=now
    )
    return replace(printed(certificate, public_url), check_url=f"{public_url}/verify", is_sample=True)


def _snapshot(issued_by: Issuer, now: datetime) -> Snapshot:
    agency, signatory = issued_by.agency, issued_by.signatory
    today = clock.local_date(now, agency.time_zone).isoformat()
    return Snapshot(
        name="Dra. Contoh Nama Pegawai, M.Si.",
        nip="",
        position="Jabatan contoh",
        unit="Unit contoh",
        agency=agency.name,
        issuer_code=agency.code,
        issuer=agency.name,
        issuer_office=agency.office,
        city=agency.city,
        signatory_name=signatory.name,
        signatory_title=signatory.title,
        signatory_nip=signatory.nip,
        course_code="CONTOH",
        course_title="Judul kursus contoh",
        course_revision=1,
        wording=issued_by.wording,
        logo=issued_by.logo,
        jp_halves=6,
        modules=[
            SnapshotModule(title="Modul pertama", outcome="menjelaskan contoh", jp_halves=3),
            SnapshotModule(title="Modul kedua", outcome="menerapkan contoh", jp_halves=3),
        ],
        competencies=[SnapshotCompetency(code="", name="Kompetensi contoh", level=2)],
        pass_rule=SnapshotPassRule(asks_every_step=True, quizzes=1, pass_marks=["70"]),
        started_on=today,
        finished_on=today,
        issued_on=today,
        time_zone=agency.time_zone,
    )
