"""The file of a backup: a ZIP of the database's snapshot and the uploaded files, with a manifest that names every member.

Knows nothing of databases. What it reads it believes only after the hash: a member that the manifest does not name, a name
that is not one of ours, a byte that differs, and nothing of it is used.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from elearning.operations.errors import BackupDamagedError, BackupNewerError, BackupPlaceError

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT_BYTES = 200_000_000
CHUNK_BYTES = 1_048_576
UPLOAD = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
DUMPS = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. `tables` counts the rows of each table at the moment of the snapshot."""

    format: int
    pelita: str
    taken_at: str
    engine: str
    engine_version: str
    migration: str
    tables: dict[str, int]
    members: dict[str, Member]

    @property
    def dump(self) -> str:
        """The member that holds the database."""
        return DUMPS[self.engine]

    @property
    def uploads(self) -> int:
        """How many uploaded files there are."""
        return len(self.members) - 1

    @property
    def size_bytes(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member.size_bytes for member in self.members.values())


class Writer:
    """Puts files into a new archive and keeps their hashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, Member] = {}

    def add(self, name: str, source: Path, *, squeeze: bool) -> None:
        """Put a file in under a name; photographs and dumps are small already."""
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        with source.open("rb") as file, self._archive.open(entry, "w", force_zip64=True) as target:
            self.members[name] = _pour(file, target)

    def seal(self, manifest: Manifest) -> None:
        """Put the manifest in, last."""
        self._archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new archive that only its owner can read; on disk, not only in memory, when the block ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            yield Writer(archive)
        file.flush()
        os.fsync(file.fileno())


class Reader:
    """An archive whose manifest has been read and fits its list of members."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self.manifest = self._read_manifest()
        self._check_names()

    def verify(self) -> None:
        """Read every byte again. Raises: BackupDamagedError."""
        for name in self.manifest.members:
            with open(os.devnull, "wb") as nowhere:
                self._unpack(name, nowhere)

    def extract(self, name: str, target: Path) -> None:
        """Unpack one member to a new file that only its owner can read. Raises: BackupDamagedError."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            self._unpack(name, file)

    def upload_names(self) -> list[str]:
        """The members that are uploaded files."""
        return sorted(name for name in self.manifest.members if name != self.manifest.dump)

    def _unpack(self, name: str, target: IO[bytes]) -> None:
        try:
            with self._archive.open(name) as source:
                found = _pour(source, target)
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise self._damaged(f"{name}: {error}") from error
        upload = UPLOAD.fullmatch(name)
        if found != self.manifest.members[name] or (upload and found.sha256 != upload[2]):
            raise self._damaged(f"{name} berbeda dari catatannya")

    def _read_manifest(self) -> Manifest:
        try:
            entry = self._archive.getinfo(MANIFEST)
            if entry.file_size > MANIFEST_LIMIT_BYTES:
                raise ValueError("manifest.json terlalu besar")
            told = json.loads(self._archive.read(entry))
            if told["format"] > FORMAT:
                raise BackupNewerError(migration=str(told["migration"])[:40])
            manifest = _manifest(told)
        except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
            raise self._damaged(f"manifest.json: {error}") from error
        return manifest

    def _check_names(self) -> None:
        """Nothing but what the manifest names, and no name that leads elsewhere."""
        held = self._archive.namelist()
        named = {*self.manifest.members, MANIFEST}
        if len(held) != len(set(held)) or set(held) != named:
            raise self._damaged("isinya tidak sama dengan manifest.json")
        strange = [n for n in self.manifest.members if n != self.manifest.dump and not UPLOAD.fullmatch(n)]
        if strange or self.manifest.dump not in self.manifest.members:
            raise self._damaged("ada berkas yang tidak dikenal atau basis data tidak ada")

    def _damaged(self, reason: str) -> BackupDamagedError:
        return BackupDamagedError(path=str(self._path), reason=reason[:200])


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """An archive to read from. Raises: BackupPlaceError, BackupDamagedError, BackupNewerError."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise BackupDamagedError(path=str(path), reason=str(error)) from error
    except OSError as error:
        raise BackupPlaceError(path=str(path), reason=str(error.strerror)) from error
    with archive:
        yield Reader(path, archive)


def _manifest(told: dict[str, Any]) -> Manifest:
    """Raises: KeyError, TypeError, ValueError."""
    if told["engine"] not in DUMPS:
        raise ValueError("basis data tidak dikenal")
    members = {name: Member(int(each["size_bytes"]), str(each["sha256"])) for name, each in told["members"].items()}
    tables = {str(name): int(count) for name, count in told["tables"].items()}
    return Manifest(**(told | {"members": members, "tables": tables}))


def _pour(source: IO[bytes], target: IO[bytes]) -> Member:
    """Copy a file in pieces; its size and hash."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return Member(size, digest.hexdigest())
