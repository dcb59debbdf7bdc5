"""Looks at the `///` fences of a lesson before it is rendered, because the renderer passes over faulty ones in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

BLOCK_NAMES = ("contoh", "perhatian", "ringkasan", "dasar-hukum", "coba", "jawaban", "cek-diri", "caption")

_START = re.compile(r" {0,3}(/{3,}) *([\w-]+) *(?:\|.*)?")
_END = re.compile(r" {0,3}(/{3,}) *")


def fence_faults(text: str) -> Iterator[tuple[int, str]]:
    """Pairs of line offset and sentence: unknown names, wrong nesting, fences left open or closed twice."""
    lines = text.split("\n")
    is_open: list[tuple[int, str, int]] = []
    for offset, line in enumerate(lines):
        start, end = _START.fullmatch(line), _END.fullmatch(line)
        if start:
            yield from _start_faults(start, is_open, offset)
            if re.match(r" {4,}\S", lines[offset + 1] if offset + 1 < len(lines) else ""):
                yield offset + 1, "Baris di bawah pagar pembuka tidak boleh menjorok."
            is_open.append((len(start[1]), start[2], offset))
        elif end and not _close(is_open, len(end[1])):
            yield offset, f"Pagar penutup {end[1]} tidak punya pembuka yang sama panjang."
        elif not end and line.lstrip().startswith("///"):
            yield offset, "Pagar blok tidak terbaca; bentuknya “/// nama | Judul”."
    for length, name, offset in is_open:
        yield offset, f"Blok “{name}” tidak ditutup dengan {'/' * length}."


def _start_faults(start: re.Match[str], is_open: list[tuple[int, str, int]], offset: int) -> Iterator[tuple[int, str]]:
    if start[2].lower() not in BLOCK_NAMES:
        yield offset, f"Blok “{start[2]}” tidak dikenal; yang ada: {', '.join(BLOCK_NAMES)}."
    if is_open and len(start[1]) <= is_open[-1][0]:
        yield offset, f"Pagar di dalam “{is_open[-1][1]}” harus satu garis miring lebih panjang."


def _close(is_open: list[tuple[int, str, int]], length: int) -> bool:
    for index in range(len(is_open) - 1, -1, -1):
        if is_open[index][0] == length:
            del is_open[index:]
            return True
    return False
