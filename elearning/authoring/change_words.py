"""What differs between two revisions of a course, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from elearning.core.jinja import format_jp
from elearning.domain.revisions import Change, ChangeKind

_HALVES = frozenset({ChangeKind.COURSE_JP, ChangeKind.MODULE_JP})


def change_sentence(change: Change, titles: Mapping[str, str]) -> str:
    """One sentence; steps are called by their title."""
    title = titles.get(change.activity_id, change.activity_id)
    before, after = (_value(change, text) for text in (change.before, change.after))
    detail = _quiz_rule(change.detail) if change.kind is ChangeKind.QUIZ_RULE else change.detail
    facts = {"title": title, "detail": detail, "before": before, "after": after}
    sentences: dict[ChangeKind, str] = {
        ChangeKind.ACTIVITY_ADDED: gettext("Langkah baru: “%(title)s”.", **facts),
        ChangeKind.ACTIVITY_REMOVED: gettext("Langkah dihapus: “%(title)s”.", **facts),
        ChangeKind.ACTIVITY_KIND: gettext("“%(title)s” berganti jenis: dari %(before)s menjadi %(after)s.", **facts),
        ChangeKind.ACTIVITY_ORDER: gettext("Urutan langkah berubah."),
        ChangeKind.COMPLETION_RULE: gettext(
            "Cara menyelesaikan “%(title)s” berubah: dari %(before)s menjadi %(after)s.", **facts
        ),
        ChangeKind.PASS_MARK: gettext("Nilai lulus “%(title)s” berubah: dari %(before)s menjadi %(after)s.", **facts),
        ChangeKind.REQUIREMENT: gettext("Syarat membuka “%(title)s” berubah.", **facts),
        ChangeKind.QUIZ_RULE: gettext(
            "Aturan kuis “%(title)s” berubah: %(detail)s dari %(before)s menjadi %(after)s.", **facts
        ),
        ChangeKind.COURSE_CONDITION: gettext("Syarat menyelesaikan kursus berubah."),
        ChangeKind.COURSE_JP: gettext("JP kursus berubah: dari %(before)s menjadi %(after)s.", **facts),
        ChangeKind.MODULE_JP: gettext("JP modul %(detail)s berubah: dari %(before)s menjadi %(after)s.", **facts),
    }
    return sentences[change.kind]


def _value(change: Change, text: str) -> str:
    """Values that are kept in halves or as names of rules, as people read them."""
    if text in ("", "None"):
        return str(gettext("tidak ada"))
    if change.kind in _HALVES:
        return format_jp(int(text))
    rules: dict[str, str] = {
        "viewed": gettext("dibuka"),
        "marked": gettext("ditandai selesai"),
        "passed": gettext("lulus"),
        "lesson": gettext("pelajaran"),
        "quiz": gettext("kuis"),
        "submit": gettext("dikumpulkan sendiri"),
        "grace": gettext("masa tenggang"),
    }
    return rules.get(text, text)


def _quiz_rule(name: str) -> str:
    rules: dict[str, str] = {
        "attempts": gettext("kesempatan"),
        "time_limit_minutes": gettext("batas waktu dalam menit"),
        "grace_minutes": gettext("masa tenggang dalam menit"),
        "wait_minutes": gettext("jeda dalam menit"),
        "draw": gettext("banyaknya soal yang diundi"),
        "overdue": gettext("yang terjadi sesudah waktu habis"),
    }
    return rules.get(name, name)
