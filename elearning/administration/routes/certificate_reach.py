"""Which certificates the signed-in person answers for: those that agencies of their office issued. Others do not exist."""

from __future__ import annotations

from flask import abort
from flask_login import current_user

from elearning.certificates.models import Certificate
from elearning.certificates.register import Scope, certificate_in
from elearning.core.permissions import Role, agencies_in_scope

OFFICES = (Role.TRAINING_OFFICER, Role.ADMINISTRATOR)


def own_certificates() -> Scope:
    """Ids of the agencies whose training or people the viewer manages; None for all."""
    scopes = [agencies_in_scope(current_user.grants, role) for role in OFFICES]
    found: frozenset[int] = frozenset()
    for scope in scopes:
        if scope is None:
            return None
        found |= scope
    return found


def certificate_or_404(certificate_id: int) -> Certificate:
    """A certificate in reach."""
    return certificate_in(certificate_id, own_certificates()) or abort(404)
