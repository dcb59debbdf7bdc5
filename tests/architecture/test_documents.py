"""What the documents say is true: links lead somewhere, settings and libraries are the real ones, the picture shows the contract."""

from __future__ import annotations

import dataclasses
import re
import tomllib

import pytest

from config import PROJECT_DIR, Settings
from tests.support.source import shown

DOCUMENTS = sorted([*PROJECT_DIR.glob("*.md"), *(PROJECT_DIR / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
NOT_SETTINGS = {"testing", "environment"}


def requirement_lines(name: str) -> list[str]:
    text = (PROJECT_DIR / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_links_lead_to_files_that_exist(path):
    text = CODE.sub("", path.read_text(encoding="utf-8"))
    targets = [target.partition("#")[0] for target in LINK.findall(text) if not re.match(r"https?:|mailto:|#", target)]
    broken = [target for target in targets if not (path.parent / target).exists()]
    assert not broken


def test_the_readme_names_every_setting():
    readme = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
    names = {field.name.upper() for field in dataclasses.fields(Settings) if field.name not in NOT_SETTINGS}
    missing = sorted(name for name in names | {"PELITA_ENV"} if f"`{name}`" not in readme)
    assert not missing


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_has_an_exact_version(name):
    loose = [line for line in requirement_lines(name) if not re.match(r"^[\w.\-]+(\[\w+\])?==[\w.]+(; .+)?$", line)]
    assert not loose


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_chosen_library_has_its_reason(name):
    chosen = (PROJECT_DIR / name).read_text(encoding="utf-8").split("need themselves")[0]
    words = (PROJECT_DIR / "docs" / "dependencies.md").read_text(encoding="utf-8").casefold()
    names = re.findall(r"^([\w.\-]+?)(?:\[\w+\])?==", chosen, re.MULTILINE)
    unexplained = [name for name in names if name.casefold() not in words and not name.startswith("types-")]
    assert names
    assert not unexplained


def test_no_lock_file_is_kept():
    kept = [path.name for path in PROJECT_DIR.iterdir() if path.name.endswith((".lock", "-lock.json", "-lock.yaml"))]
    assert not kept


def test_the_picture_shows_every_layer():
    contracts = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in contracts["contracts"] if contract["id"] == "layers")
    names = [name.strip("() ") for layer in layers for name in layer.split("|")]
    picture = (PROJECT_DIR / "docs" / "architecture.svg").read_text(encoding="utf-8")
    missing = [name for name in names if f">{name}<" not in picture]
    assert not missing


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (PROJECT_DIR / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
