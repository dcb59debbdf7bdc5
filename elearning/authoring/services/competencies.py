"""The competencies that course packages may name, as rows: evidence hangs on them."""

from __future__ import annotations

from collections.abc import Mapping

from elearning.competency.models import Competency
from elearning.core.upsert import insert
from elearning.extensions import db

KINDS = {"M": "managerial", "SK": "sociocultural"}
OTHER_KIND = "technical"


def ensure_competencies(names: Mapping[str, str]) -> None:
    """Bring the competency rows to these names (by code), in one statement; none is ever removed."""
    rows = [
        {"code": code, "name": name, "kind": KINDS.get(code.partition(".")[0], OTHER_KIND)}
        for code, name in names.items()
    ]
    statement = insert(Competency)
    changed = {"name": statement.excluded.name, "kind": statement.excluded.kind}
    db.session.execute(statement.values(rows).on_conflict_do_update(index_elements=["code"], set_=changed))
