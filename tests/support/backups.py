"""What tests of backups share: the commands, an archive with other bytes in it, and a look at whether anything was left."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect

from elearning.core import instance_lock
from elearning.extensions import db
from elearning.operations import archive

PHOTOGRAPH = b"\x89PNG a made-up photograph"
WRITERS = 4
QUESTIONS = 3


def run(app: Flask, *words: object) -> Any:
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def folder(app: Flask) -> Path:
    return app.config["SETTINGS"].instance_dir


def taken(app: Flask, tmp_path: Path) -> Path:
    path = tmp_path / "cadangan.zip"
    result = run(app, "backup", path)
    assert result.exit_code == 0, result.stderr
    return path


def tables_of(app: Flask) -> list[str]:
    with app.app_context():
        if db.engine.dialect.name == "sqlite" and not Path(db.engine.url.database).exists():
            return []  # a look would make the file
        names = inspect(db.engine).get_table_names()
        db.engine.dispose()
    return names


def assert_untouched(app: Flask) -> None:
    """Neither a table nor a file, and nothing half-done beside."""
    left = {path.name for path in folder(app).iterdir()} - {"jobs.sqlite", "secret_key", instance_lock.LOCK_NAME}
    assert left == set()
    assert tables_of(app) == []


def rewritten(
    path: Path,
    *,
    change: Callable[[str, bytes], bytes],
    more: dict[str, bytes] | None = None,
    swap_dump: bool = False,
) -> Path:
    """The archive with other bytes in its members."""
    target = path.with_name("diubah.zip")
    swapped = dict(zip(archive.DUMPS.values(), reversed(archive.DUMPS.values()), strict=True)) if swap_dump else {}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(swapped.get(name, name), change(name, old.read(name)))
        for name, raw in (more or {}).items():
            new.writestr(name, raw)
    return target
