"""A copy of the small course that a test may spoil."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from elearning.content.checks import Examination, examine, surroundings
from elearning.content.package_folder import PackageFolder

FIXTURE = Path(__file__).parents[2] / "fixtures" / "courses" / "kursus-kecil"
TODAY = date(2026, 11, 22)
LESSON = "modules/01-antre/01-antre-tanpa-bingung.md"
QUIZ = "modules/01-antre/09-kuis.quiz.yaml"
DRAWING = "media/urutan.svg"


@dataclass
class Package:
    root: Path

    @property
    def folder(self) -> PackageFolder:
        return PackageFolder(self.root)

    def read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text, f"{old!r} does not stand in {name}"
        self.write(name, text.replace(old, new, 1))

    def add_to_lesson(self, text: str) -> None:
        self.replace(LESSON, "/// ringkasan", f"{text}\n\n/// ringkasan")

    def examine(self, today: date = TODAY) -> Examination:
        return examine(self.root, surroundings(self.root.parent, today))

    def found(self) -> list[tuple[str, str]]:
        """(severity, code) of every problem."""
        return [(problem.severity.value, problem.code) for problem in self.examine().problems]

    def html(self) -> str:
        return self.examine().lessons["antre-tanpa-bingung"].html


@pytest.fixture
def package(tmp_path: Path) -> Package:
    root = tmp_path / "courses" / "kursus-kecil"
    shutil.copytree(FIXTURE, root)
    return Package(root)
