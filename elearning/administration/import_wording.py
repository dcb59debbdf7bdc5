"""The words of imports: kinds of lines, states, and what changes from what to what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext

from elearning.accounts.role_names import role_name
from elearning.competency.required_import import COLUMNS, OWN_COLUMNS, LevelKind, LevelLine
from elearning.core.jinja import format_day
from elearning.core.permissions import Role
from elearning.domain.names import full_name
from elearning.domain.nip import format_nip
from elearning.organization.import_models import PeopleImportLine
from elearning.organization.import_plan import LineKind
from elearning.organization.staff_state import StaffState, changed_groups, state_of_json

STATE_KINDS = {"checked": "soon", "done": "done", "undone": "attention", "expired": ""}
OWN_NAMES = dict(zip(COLUMNS, OWN_COLUMNS, strict=True))
KIND_ICONS = {"new": "now", "changed": "soon", "deactivated": "attention", "unchanged": "done", "refused": "loss"}


def kind_word(kind: str) -> str:
    """A kind of line."""
    words = {
        "new": gettext("Baru"),
        "changed": gettext("Berubah"),
        "deactivated": gettext("Dinonaktifkan"),
        "unchanged": gettext("Tetap"),
        "refused": gettext("Ditolak"),
    }
    return str(words[kind])


def state_word(state: str) -> str:
    """A state of an import."""
    words = {
        "checked": gettext("Diperiksa"),
        "done": gettext("Dijalankan"),
        "undone": gettext("Dibatalkan"),
        "expired": gettext("Kedaluwarsa"),
    }
    return str(words[state])


def counts_words(counts: dict[str, int]) -> str:
    """The lines of an import by kind, those that there are."""
    found = [f"{kind_word(kind)} {counts[kind]}" for kind in LineKind if counts.get(kind)]
    return ", ".join(found) or str(gettext("kosong"))


def line_place(line: PeopleImportLine) -> str:
    """Where somebody stands in the file."""
    return str(gettext("baris %(line)s", line=line.line) if line.line else gettext("tidak di berkas"))


def remarks_of(line: PeopleImportLine) -> list[str]:
    """Why a line of the file is refused, or somebody left alone; columns are called as in the file."""
    texts = (f"{each.column}: {each.words}" if each.column else each.words for each in line.note)
    return list(dict.fromkeys(texts))


def left_words(line: PeopleImportLine) -> list[str]:
    """Why undoing left somebody as they are, wholly or in part."""
    return [f"{_field_word(each.column)}: {each.words}" if each.column else each.words for each in line.undo_note]


def changes_of(line: PeopleImportLine) -> Iterator[str]:
    """What changes, each as "field: old → new"; of somebody new what is set."""
    if line.after is None or line.kind in ("unchanged", "refused"):
        return
    after = state_of_json(line.after)
    before = state_of_json(line.before) if line.before else StaffState(name="")
    for group in changed_groups(before, after):
        old, new = _shown(group, before), _shown(group, after)
        if line.before is None:
            if group != "nama":
                yield gettext("%(field)s: %(new)s", field=_field_word(group), new=new)
        else:
            yield gettext("%(field)s: %(old)s → %(new)s", field=_field_word(group), old=old, new=new)


def level_words(line: LevelLine) -> list[str]:
    """What becomes of a required level, or why its line is refused."""
    if line.remarks:
        return [f"{OWN_NAMES[each.column]}: {each.words}" for each in line.remarks]
    if line.kind is LevelKind.CHANGED:
        return [gettext("level %(before)s → %(after)s", before=line.before, after=line.level)]
    return [gettext("level %(level)s", level=line.level)]


def _field_word(group: str) -> str:
    words = {
        "nama": gettext("Nama"),
        "surel": gettext("Surel"),
        "jabatan": gettext("Jabatan"),
        "atasan": gettext("NIP atasan"),
        "peran": gettext("Peran"),
        "mulai_kontrak": gettext("Mulai kontrak"),
        "id_siasn": gettext("ID SIASN"),
        "status": gettext("Akun"),
    }
    return str(words[group])


def _shown(group: str, state: StaffState) -> str:
    nothing = str(gettext("tidak ada"))
    match group:
        case "nama":
            return full_name(state.name, state.title_before, state.title_after) or nothing
        case "surel":
            return state.email or nothing
        case "jabatan":
            return f"{state.position}, {state.unit.replace('/', ' / ')}" if state.unit else nothing
        case "atasan":
            return _supervisor(state.supervisor) or nothing
        case "peran":
            return ", ".join(role_name(Role(role)) for role in state.roles) or nothing
        case "mulai_kontrak":
            return format_day(date.fromisoformat(state.contract_start)) if state.contract_start else nothing
        case "id_siasn":
            return state.siasn_id or nothing
    return str(gettext("aktif") if state.is_active else gettext("nonaktif"))


def _supervisor(named: str) -> str:
    return str(gettext("orang tanpa NIP")) if named.startswith("#") else format_nip(named)
