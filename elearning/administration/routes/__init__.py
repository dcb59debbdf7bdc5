"""Pages of this feature: load, authorise, act, commit, answer. One module a page; all hang on `blueprint`."""

from elearning.administration.routes import (
    agencies,
    audit_log,
    certificate_looks,
    corrections,
    health,
    imports,
    information,
    issued_certificates,
    overview,
    people,
    person,
    person_account,
    person_changes,
    positions,
    settings,
    siasn,
    units,
)
from elearning.administration.routes.blueprint import blueprint

__all__ = [
    "agencies",
    "audit_log",
    "blueprint",
    "certificate_looks",
    "corrections",
    "health",
    "imports",
    "information",
    "issued_certificates",
    "overview",
    "people",
    "person",
    "person_account",
    "person_changes",
    "positions",
    "settings",
    "siasn",
    "units",
]
