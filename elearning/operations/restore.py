"""Puts a backup into an empty instance folder: checked first, made in a folder aside, renamed into place at the end.

Whatever fails on the way, the instance is as empty as before.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert

from config import Settings
from elearning.core import instance_lock
from elearning.core.audit import AuditEntry
from elearning.operations import archive, schema
from elearning.operations.archive import Manifest, Reader
from elearning.operations.errors import (
    BackupEngineError,
    BackupNewerError,
    BackupPlaceError,
    InstanceNotEmptyError,
    SiteRunningError,
    UnlikeBackupError,
)
from elearning.operations.stores import Store, count_tables, store_of

OWN_NAMES = frozenset({"secret_key", "jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm", "lost+found"})
"""What lies in an instance folder before anybody has learned there."""
NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `migrated_to` differs from the manifest's migration when the backup was older."""

    manifest: Manifest
    migrated_to: str


def restore(settings: Settings, source: Path, *, now: datetime) -> Restored:
    """Put a backup into the empty instance of the settings.

    Raises:
        SiteRunningError, InstanceNotEmptyError, DatabaseNotEmptyError: the instance is in use.
        BackupDamagedError, BackupNewerError, BackupEngineError, UnlikeBackupError: the backup does not fit.
        BackupPlaceError, ToolMissingError, ToolFailedError: it cannot be read or put back.
    """
    try:
        with instance_lock.alone(settings.instance_dir), archive.opened(source) as reader:
            store = store_of(settings)
            _demand_empty(settings.instance_dir, store)
            _demand_fitting(reader.manifest, store)
            return Restored(reader.manifest, _put_back(settings, store, reader, now))
    except instance_lock.InstanceInUseError as error:
        raise SiteRunningError(path=str(settings.instance_dir)) from error
    except OSError as error:
        raise BackupPlaceError(path=str(settings.instance_dir), reason=str(error.strerror or error)) from error


def _demand_empty(instance_dir: Path, store: Store) -> None:
    allowed = OWN_NAMES | {instance_lock.LOCK_NAME}
    found = sorted(path.name for path in instance_dir.iterdir() if path.name not in allowed and not _is_empty(path))
    if found:
        shown = ", ".join(found[:NAMES_SHOWN]) + (" …" if len(found) > NAMES_SHOWN else "")
        raise InstanceNotEmptyError(path=str(instance_dir), found=shown)
    store.demand_empty()


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _demand_fitting(manifest: Manifest, store: Store) -> None:
    if manifest.engine != store.engine_name:
        raise BackupEngineError(found=manifest.engine, wanted=store.engine_name)
    if not schema.is_known(manifest.migration):
        raise BackupNewerError(migration=manifest.migration)


def _put_back(settings: Settings, store: Store, reader: Reader, now: datetime) -> str:
    files = settings.instance_dir / "files"
    with (
        tempfile.TemporaryDirectory(dir=store.work_folder(settings.instance_dir), prefix=".restore-") as beside,
        tempfile.TemporaryDirectory(dir=settings.instance_dir, prefix=".restore-") as aside,
    ):
        dump = Path(beside) / reader.manifest.dump
        reader.extract(reader.manifest.dump, dump)
        unpacked = Path(aside) / "files"
        unpacked.mkdir(mode=0o700)
        for name in reader.upload_names():
            reader.extract(name, Path(aside) / name)
        os.sync()
        try:
            _bring_up_to_date(store.load(dump), reader.manifest, now)
            os.rename(unpacked, files)
            store.publish()
        except BaseException:
            store.discard()
            shutil.rmtree(files, ignore_errors=True)
            raise
    return schema.head()


def _bring_up_to_date(engine: Engine, manifest: Manifest, now: datetime) -> None:
    """Compare with the manifest, migrate, and write down that it was restored."""
    with engine.connect() as connection:
        found = count_tables(connection)
    unlike = [
        name for name in sorted(found.keys() | manifest.tables.keys()) if found.get(name) != manifest.tables.get(name)
    ]
    if unlike:
        raise UnlikeBackupError(table=unlike[0])
    schema.upgrade(engine)
    entry = insert(AuditEntry).values(
        at=now,
        action="site.restored",
        subject_type="",
        detail={"taken_at": manifest.taken_at, "migration": manifest.migration},
        request_id="-",
    )
    with engine.begin() as connection:
        connection.execute(entry)
