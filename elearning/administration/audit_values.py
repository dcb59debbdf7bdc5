"""The values of an audit entry in the words of its reader: dates, roles, languages, what changed from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from elearning.accounts.role_names import role_name
from elearning.administration.audit_log import LogEntry
from elearning.administration.import_wording import counts_words
from elearning.administration.settings_form import setting_name
from elearning.core.jinja import format_day
from elearning.core.permissions import Role
from elearning.domain.errors import N_

UNKNOWN = "–"
_DAYS = frozenset(
    {"due_on", "last_day", "start", "before", "after", "due_before", "starts_on", "ends_on", "valid_from"}
)
_WORDS: dict[tuple[str, str], str] = {
    ("purpose", "activation"): N_("aktivasi"),
    ("purpose", "reset"): N_("kata sandi baru"),
    ("kind", "permanent"): N_("atasan tetap"),
    ("kind", "plt"): N_("Plt."),
    ("kind", "plh"): N_("Plh."),
    ("field", "name"): N_("nama"),
    ("field", "position"): N_("jabatan"),
    ("field", "unit"): N_("unit kerja"),
    ("field", "other"): N_("yang lain"),
}
_LANGUAGES = {"id": N_("Bahasa Indonesia"), "en": N_("Inggris")}
_FIELDS: dict[str, str] = {
    "name": N_("nama"),
    "title": N_("jabatan"),
    "position": N_("jabatan"),
    "unit": N_("unit kerja"),
    "wording": N_("kalimat"),
    "logo": N_("logo"),
    "code": N_("kode"),
    "office": N_("kantor"),
    "city": N_("kota"),
    "time_zone": N_("zona waktu"),
    "instansi_id": N_("ID SIASN"),
    "starts_on": N_("hari pertama"),
    "ends_on": N_("hari terakhir"),
}
COMPUTED = frozenset({"actor", "about", "agency", "reach", "changes", "devices", "subject_id"})
"""Places that no detail of an entry bears as such."""


def values_of(entry: LogEntry) -> dict[str, str]:
    """The texts of all places that an entry can fill."""
    detail = entry.detail
    found = {name: _value(entry.action, name, value) for name, value in detail.items()} | dict(entry.names)
    found |= {
        "actor": entry.actor or str(gettext("Sistem")),
        "about": entry.about or str(detail.get("name") or gettext("seseorang")),
        "agency": entry.agency or UNKNOWN,
        "reach": entry.agency or str(gettext("seluruh situs")),
    }
    if entry.subject_id is not None:
        found["subject_id"] = str(entry.subject_id)
    if changes := _changes(detail):
        found["changes"] = changes
    if "person_id" in detail and isinstance(detail.get("session_ids"), list):
        found["devices"] = str(len(detail["session_ids"]))
    return found


def _changes(detail: Mapping[str, Any]) -> str:
    """What changed, where an entry keeps both sides field by field."""
    sides = (detail.get("before", detail.get("old")), detail.get("after", detail.get("new")))
    old, new = (side if isinstance(side, dict) else {} for side in sides)
    differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return "; ".join(
        str(
            gettext(
                "%(field)s dari “%(old)s” menjadi “%(new)s”",
                field=gettext(_FIELDS[name]) if name in _FIELDS else name,
                old=_side(name, old.get(name)),
                new=_side(name, new.get(name)),
            )
        )
        for name in differing
    )


def _side(name: str, value: Any) -> str:
    return UNKNOWN if value in (None, "") else _value("", name, value)


def _value(action: str, name: str, value: Any) -> str:
    if value is None:
        return UNKNOWN
    if name == "role" and value in set(Role):
        return role_name(Role(value))
    if name == "setting":
        return setting_name(str(value))
    if name == "counts" and isinstance(value, dict):
        return counts_words(value)
    if action == "person.language_changed" and value in _LANGUAGES:
        return str(gettext(_LANGUAGES[value]))
    if isinstance(value, str) and (name, value) in _WORDS:
        return str(gettext(_WORDS[name, value]))
    return _day(value) if name in _DAYS else str(value)


def _day(value: Any) -> str:
    try:
        return format_day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
