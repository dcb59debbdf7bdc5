"""When the last backup was taken, told by a small file in the instance folder: a backup changes nothing in the database."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

RECORD_NAME = "last-backup.json"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """A backup that was written and read back."""

    at: datetime
    name: str
    size_bytes: int


def note(instance_dir: Path, backup: LastBackup) -> None:
    """Remember a backup; the file appears whole or stays as it was."""
    target = instance_dir / RECORD_NAME
    temporary = target.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(backup) | {"at": backup.at.isoformat()}, file)
    os.replace(temporary, target)


def last_backup(instance_dir: Path) -> LastBackup | None:
    """The last backup; None when there was none, or its note cannot be read."""
    try:
        told = json.loads((instance_dir / RECORD_NAME).read_text(encoding="utf-8"))
        return LastBackup(datetime.fromisoformat(told["at"]), str(told["name"]), int(told["size_bytes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
