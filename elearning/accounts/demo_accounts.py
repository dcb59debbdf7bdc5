"""The demo accounts that the sign-in page offers with one click, only where the setting DEMO is on and they exist."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.accounts.role_names import role_name
from elearning.core.permissions import Role
from elearning.core.site import settings
from elearning.extensions import db

DEMO_EMAILS = {
    Role.LEARNER: "learner@pelita.example",
    Role.TRAINING_OFFICER: "officer@pelita.example",
    Role.SUPERVISOR: "supervisor@pelita.example",
    Role.ADMINISTRATOR: "administrator@pelita.example",
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of a role, and the role in words."""

    role: Role
    label: str


def demo_accounts() -> list[DemoAccount]:
    """The accounts that exist, learner first; none where this is no demo."""
    if not settings().demo:
        return []
    query = select(Person.email).where(Person.email.in_(DEMO_EMAILS.values()), Person.is_active)
    existing = set(db.session.scalars(query))
    return [DemoAccount(role, role_name(role)) for role, email in DEMO_EMAILS.items() if email in existing]


def demo_person(role: str) -> Person | None:
    """The account of a role, None where this is no demo or there is none."""
    if not settings().demo or role not in DEMO_EMAILS:
        return None
    query = select(Person).where(Person.email == DEMO_EMAILS[Role(role)], Person.is_active)
    return db.session.scalar(query)
