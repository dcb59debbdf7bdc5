"""Takes a backup while people learn: database and uploaded files, without any secret of the machine, read back before it counts.

The secret key, the outbox and the files of activation links stay out: they are of one machine, or hold links that let people in.
"""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

from config import Settings
from elearning.core.backup_record import LastBackup, note
from elearning.core.release import VERSION
from elearning.operations import archive
from elearning.operations.archive import Manifest
from elearning.operations.errors import BackupExistsError, BackupPlaceError
from elearning.operations.stores import Snapshot, store_of


def take_backup(settings: Settings, out: Path, *, now: datetime) -> Manifest:
    """Write a backup to a new file; it has its name only when it was written and read back whole.

    Raises:
        BackupExistsError: the file is there.
        BackupPlaceError: it cannot be written.
        DatabaseNotReadyError, DatabaseDamagedError, ToolMissingError, ToolFailedError: there is nothing to back up, or no way.
    """
    if out.exists():
        raise BackupExistsError(path=str(out))
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
            return _write(settings, out, Path(folder), now)
    except OSError as error:
        raise BackupPlaceError(path=str(out), reason=str(error.strerror or error)) from error


def _write(settings: Settings, out: Path, folder: Path, now: datetime) -> Manifest:
    # First the database, then the files: a file is stored before the row that names it, and never changes.
    snapshot = store_of(settings).snapshot(folder)
    part = folder / out.name
    with archive.written(part) as writer:
        writer.add(archive.DUMPS[snapshot.engine], snapshot.path, squeeze=snapshot.engine == "sqlite")
        for name, path in _uploads(settings.instance_dir):
            writer.add(name, path, squeeze=False)
        writer.seal(_manifest(snapshot, writer.members, now))
    with archive.opened(part) as reader:
        reader.verify()
        manifest = reader.manifest
    _publish(part, out)
    note(settings.instance_dir, LastBackup(now, out.name, out.stat().st_size))
    return manifest


def _uploads(instance_dir: Path) -> list[tuple[str, Path]]:
    """The stored files by their name in the archive; half-written ones have another kind of name."""
    found = ((f"files/{path.parent.name}/{path.name}", path) for path in (instance_dir / "files").glob("*/*"))
    return sorted((name, path) for name, path in found if archive.UPLOAD.fullmatch(name) and path.is_file())


def _manifest(snapshot: Snapshot, members: dict[str, archive.Member], now: datetime) -> Manifest:
    return Manifest(
        format=archive.FORMAT,
        pelita=VERSION,
        taken_at=now.isoformat(),
        engine=snapshot.engine,
        engine_version=snapshot.engine_version,
        migration=snapshot.migration,
        tables=snapshot.tables,
        members=members,
    )


def _publish(part: Path, out: Path) -> None:
    """Give the finished file its name, unless somebody was faster; on disk before anybody hears of it."""
    try:
        os.link(part, out)
    except FileExistsError as error:
        raise BackupExistsError(path=str(out)) from error
    except OSError:
        # A file system without links (FAT, some shares).
        os.rename(part, out)
    descriptor = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
