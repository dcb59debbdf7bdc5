"""`flask quizzes analyse`: the statistics of a table of marks, as JSON or as lines of plain text; needs no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from typing import BinaryIO

import click

from elearning.core.commands import print_json
from elearning.domain.item_analysis import Analysis, ItemStatistics, analyse
from elearning.quizzes.marks_file import read_marks

FEW_ATTEMPTS = 20
NOTHING = "–"
QUIZ_LINES = (
    ("n", "Percobaan", 0),
    ("mean", "Rata-rata (nilai)", 2),
    ("median", "Median (nilai)", 2),
    ("standard_deviation", "Simpangan baku (nilai)", 2),
    ("skewness", "Kemencengan", 2),
    ("kurtosis", "Kurtosis", 2),
    ("cic", "Konsistensi internal (%)", 1),
    ("error_ratio", "Rasio galat (%)", 1),
    ("standard_error", "Galat baku (nilai)", 2),
)
ITEM_COLUMNS = (
    ("n", "Percobaan", 0),
    ("facility", "Kemudahan", 3),
    ("standard_deviation", "Simp. baku", 3),
    ("intended_weight", "Bobot (%)", 1),
    ("effective_weight", "Bobot nyata (%)", 1),
    ("discrimination_index", "Daya beda (%)", 1),
    ("discriminative_efficiency", "Efisiensi (%)", 1),
)


@click.command("analyse")
@click.argument("file", type=click.File("rb"), metavar="BERKAS.csv")
@click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")
def analyse_command(file: BinaryIO, *, as_json: bool) -> None:
    """Analisis soal dari BERKAS.csv (- untuk masukan baku), tanpa basis data.

    Baris 1: attempt dan nama soal; baris 2: max dan nilai tertinggi; lalu satu baris per percobaan. Sel kosong: soal
    tidak sempat dijawab, dihitung 0. Keluar 1 bila ditolak.
    """
    table = read_marks(file.read())
    analysis = analyse(table.marks, table.max_marks)
    if as_json:
        print_json(analysis_facts(analysis, table.items))
    else:
        click.echo("\n".join(analysis_lines(analysis, table.items)))


def analysis_facts(analysis: Analysis, items: Sequence[str]) -> dict[str, object]:
    """The JSON of an analysis: null where a figure is undefined; shares as fractions, indices and weights in per cent."""
    keys = [key for key, _, _ in ITEM_COLUMNS]
    return {
        "quiz": asdict(analysis.quiz),
        "items": [
            {"item": name} | {key: getattr(each, key) for key in keys}
            for name, each in zip(items, analysis.items, strict=True)
        ],
    }


def analysis_lines(analysis: Analysis, items: Sequence[str]) -> Iterator[str]:
    """The analysis as a text: figures of the quiz, then a table of its items."""
    width = max(len(label) for _, label, _ in QUIZ_LINES)
    for key, label, places in QUIZ_LINES:
        yield f"{label:<{width}}  {_figure(getattr(analysis.quiz, key), places)}"
    yield ""
    yield from _aligned([["Soal", *(label for _, label, _ in ITEM_COLUMNS)], *map(_cells, items, analysis.items)])
    if analysis.quiz.n < FEW_ATTEMPTS:
        yield ""
        yield f"Kurang dari {FEW_ATTEMPTS} percobaan: angka ini belum dapat diandalkan untuk menilai soal."


def _cells(name: str, item: ItemStatistics) -> list[str]:
    return [name, *(_figure(getattr(item, key), places) for key, _, places in ITEM_COLUMNS)]


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join(chain([row[0].ljust(widths[0])], numbers))


def _figure(value: float | None, places: int) -> str:
    return NOTHING if value is None else f"{value:.{places}f}".replace(".", ",")
