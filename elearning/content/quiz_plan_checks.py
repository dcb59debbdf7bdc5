"""Checks of a quiz's plan: what contradicts itself, and what is written but obeyed by no page yet."""

from __future__ import annotations

from elearning.content.problems import ProblemLog
from elearning.content.quiz_plan import KEYS, QuizPlan, bands_by_least
from elearning.content.schema import QuestionText, Quiz
from elearning.domain.quiz_sections import Draw

_DEFAULT = QuizPlan()
_REMEDIES = {
    "behaviour": "Kuis dinilai saat dikirim; hapus kunci ini atau tulis deferred.",
    "penalty": "Soal dijawab satu kali tanpa potongan nilai; hapus kunci ini.",
    "grade_method": "Yang dihitung selalu percobaan dengan nilai tertinggi; hapus kunci ini atau tulis highest.",
    "navigation": "Halaman kuis dapat dibuka bolak-balik; hapus kunci ini atau tulis free.",
    "review": "Sesudah dikirim, semua umpan balik tampil; hapus kunci ini.",
    "sections": "Semua soal menjadi satu bagian; hapus kunci ini dan pakai draw untuk menarik soal secara acak.",
    "overall_feedback": "Umpan balik hanya tampil pada setiap soal; hapus kunci ini.",
    "opens_at": "Kuis terbuka selama kursusnya terbuka; hapus kunci ini.",
    "closes_at": "Kuis terbuka selama kursusnya terbuka; hapus kunci ini dan pakai tenggat penugasan.",
    "password": "Kuis tidak dapat dikunci dengan kata sandi; hapus kunci ini.",
    "ip_ranges": "Kuis dapat dikerjakan dari jaringan mana pun; hapus kunci ini.",
    "hints": "Soal dijawab satu kali, jadi petunjuk tidak pernah tampil; hapus, atau tulis isinya di feedback.",
}


def check_plan(quiz: Quiz, log: ProblemLog) -> None:
    """The plan of one quiz and what its questions say about tries."""
    _check_sections(quiz, log)
    _check_bands(quiz.plan, log)
    _check_times(quiz.plan, log)
    _refuse_what_no_page_obeys(quiz.plan, log)
    for question in quiz.questions:
        _refuse_tries(question, log)


def _check_sections(quiz: Quiz, log: ProblemLog) -> None:
    place = quiz.plan.places.get("sections", quiz.place)
    known = {question.id for question in quiz.questions}
    asked: set[str] = set()
    for entry in (entry for section in quiz.plan.sections for entry in section.entries):
        if isinstance(entry, Draw):
            continue
        if entry not in known:
            log.error(place, "unknown-question", f"Pertanyaan “{entry}” di “sections” tidak ada dalam kuis ini.")
        if entry in asked:
            log.error(place, "duplicate-id", f"Pertanyaan “{entry}” ditanyakan dua kali di “sections”.")
        asked.add(entry)


def _check_bands(plan: QuizPlan, log: ProblemLog) -> None:
    for least, count in bands_by_least(plan.overall_feedback).items():
        if count > 1:
            message = f"Dua umpan balik kuis mulai pada {least} persen; beri setiap rentang awal sendiri."
            log.error(plan.places["overall_feedback"], "duplicate-band", message)


def _check_times(plan: QuizPlan, log: ProblemLog) -> None:
    if plan.opens_at is not None and plan.closes_at is not None and plan.closes_at <= plan.opens_at:
        message = "“closes_at” tidak lebih kemudian daripada “opens_at”, jadi kuis tidak pernah terbuka."
        log.error(plan.places["closes_at"], "never-open", message)


def _refuse_what_no_page_obeys(plan: QuizPlan, log: ProblemLog) -> None:
    for key in KEYS:
        if getattr(plan, key) != getattr(_DEFAULT, key):
            log.error(plan.places[key], "not-yet", _not_yet(key))


def _refuse_tries(question: QuestionText, log: ProblemLog) -> None:
    for key, place in question.tries.places.items():
        log.error(place, "not-yet", _not_yet(key))


def _not_yet(key: str) -> str:
    return f"“{key}” belum dijalankan oleh halaman kuis. {_REMEDIES[key]}"
