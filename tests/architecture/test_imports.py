"""Who may import whom: the contracts of pyproject.toml, and what they cannot say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import PROJECT_DIR
from tests.support.source import PACKAGE, imported_names, python_files, shown

FEATURES = (
    "accounts", "administration", "authoring", "catalog", "certificates", "competency", "learning", "notifications",
    "organization", "progress", "quizzes", "supervision",
)  # fmt: skip


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy_of_the_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(PROJECT_DIR / "pyproject.toml", folder)
    for path in python_files("elearning"):
        target = folder / path.relative_to(PROJECT_DIR)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return folder


def test_imports_keep_the_contracts(copy_of_the_house):
    told = lint_imports(copy_of_the_house)
    assert told.returncode == 0, told.stdout


def test_a_new_package_fails_until_it_is_placed(copy_of_the_house):
    newcomer = copy_of_the_house / "elearning" / "newcomer"
    newcomer.mkdir()
    (newcomer / "__init__.py").write_text('"""A package nobody has placed."""\n')
    told = lint_imports(copy_of_the_house)
    shutil.rmtree(newcomer)
    assert told.returncode == 1
    assert "newcomer" in told.stdout


def test_an_upward_import_fails(copy_of_the_house):
    offender = copy_of_the_house / "elearning" / "core" / "offender.py"
    offender.write_text("from elearning.accounts import models\n")
    told = lint_imports(copy_of_the_house)
    offender.unlink()
    assert told.returncode == 1
    assert "elearning.core.offender -> elearning.accounts" in told.stdout


def test_every_package_is_a_feature_or_part_of_the_ground():
    ground = {"content", "core", "domain", "styleguide", "demo", "operations"}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages <= ground | set(FEATURES), "name the new package in FEATURES or in the ground"


def test_rules_are_built_from_the_standard_library_alone():
    foreign = [
        f"{shown(path)}:{line}: {name}"
        for path in python_files("elearning/domain")
        for line, name in imported_names(path)
        if not name.startswith("elearning.domain.") and name.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert not foreign, "\n".join(foreign)


def test_nothing_below_the_composition_root_builds_an_application():
    offenders = [
        f"{shown(path)}:{line}"
        for path in python_files("elearning")
        for line, name in imported_names(path)
        if name in ("elearning.create_app", "wsgi", "wsgi.app", "elearning")
    ]
    assert not offenders, "\n".join(offenders)


def test_the_environment_is_read_in_config_alone():
    offenders = [
        f"{shown(path)}:{number}"
        for path in python_files("elearning")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "os.environ" in line or "os.getenv" in line
    ]
    assert not offenders, "\n".join(offenders)


def test_the_clock_is_read_in_one_place():
    offenders = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in python_files("elearning")
        if path != PACKAGE / "core" / "clock.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(call in line for call in ("datetime.now(", "utcnow(", "date.today("))
    ]
    assert not offenders, "\n".join(offenders)
