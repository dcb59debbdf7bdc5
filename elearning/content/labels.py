"""The few words that rendering adds to course text, in the language of the course (not of the interface)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """Words printed into lesson HTML."""

    goal: str
    can: str
    example: str
    attention: str
    summary: str
    law: str
    try_first: str
    answer: str
    self_check: str
    self_check_hint: str
    right: str
    wrong: str
    figure: str
    photograph: str
    table: str
    sources: str
    terms: str
    notes: str
    note: str
    back: str
    task_done: str
    task_open: str


_INDONESIAN = Labels(
    goal="Setelah langkah ini",
    can="Anda dapat",
    example="Contoh",
    attention="Perhatian",
    summary="Ringkasan",
    law="Dasar hukum",
    try_first="Coba dulu",
    answer="Bandingkan dengan jawaban kami",
    self_check="Cek diri",
    self_check_hint="Buka pilihan Anda untuk membaca alasannya. Tidak dinilai.",
    right="Tepat",
    wrong="Belum tepat",
    figure="Gambar",
    photograph="Foto",
    table="Tabel",
    sources="Sumber",
    terms="Istilah",
    notes="Catatan",
    note="Catatan",
    back="Kembali ke bacaan",
    task_done="sudah: ",
    task_open="belum: ",
)
_ENGLISH = Labels(
    goal="After this step",
    can="you can",
    example="Example",
    attention="Take care",
    summary="Summary",
    law="Legal basis",
    try_first="Try first",
    answer="Compare with our answer",
    self_check="Check yourself",
    self_check_hint="Open your choice to read the reason. Not marked.",
    right="Right",
    wrong="Not quite",
    figure="Figure",
    photograph="Photograph",
    table="Table",
    sources="Sources",
    terms="Terms",
    notes="Notes",
    note="Note",
    back="Back to the text",
    task_done="done: ",
    task_open="to do: ",
)


def labels_for(language: str) -> Labels:
    """The words for a course language; Indonesian when it is not English."""
    return _ENGLISH if language == "en" else _INDONESIAN
