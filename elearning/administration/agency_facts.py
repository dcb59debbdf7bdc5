"""What of other features decides whether an agency's code may change."""

from __future__ import annotations

from sqlalchemy import select

from elearning.certificates.models import Certificate
from elearning.extensions import db


def has_certificates(agency_id: int) -> bool:
    """Whether a certificate bears the agency's code."""
    return db.session.scalar(select(Certificate.id).where(Certificate.agency_id == agency_id).limit(1)) is not None
