"""Roles in the reader's words."""

from __future__ import annotations

from flask_babel import gettext

from elearning.core.permissions import Role


def role_name(role: Role) -> str:
    """What people call a role."""
    names = {
        Role.LEARNER: gettext("Peserta"),
        Role.TRAINING_OFFICER: gettext("Pengelola pelatihan"),
        Role.SUPERVISOR: gettext("Atasan"),
        Role.ADMINISTRATOR: gettext("Administrator"),
    }
    return str(names[role])
