"""Writes of people: who they are (`people`), how they prove it (`credentials`), where they are signed in (`sessions`)."""

from elearning.accounts.services.people import NewPerson, add_nip, create_person, grant_role, revoke_role

__all__ = ["NewPerson", "add_nip", "create_person", "grant_role", "revoke_role"]
