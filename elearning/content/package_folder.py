"""Opens the files of one course package, and nothing else: no path leaves the folder, no link is followed."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

MAX_TEXT_BYTES = 1_000_000
MAX_MEDIA_BYTES = 2_000_000
MAX_PATH_LENGTH = 200

_NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_PATH_PATTERN = re.compile(rf"{_NAME}(?:/{_NAME})*")


class PackageFileError(Exception):
    """A file may not be read; `code` and `message` are those of a problem."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class PackageFolder:
    """The folder `courses/<slug>`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def slug(self) -> str:
        return self.root.name

    def exists(self, name: str) -> bool:
        """Something lies at that place, were it only a broken link."""
        return os.path.lexists(self.root / name)

    def read_text(self, name: str) -> str:
        """The file as UTF-8 text with `\\n` line ends and without byte order mark.

        Raises: PackageFileError when it is missing, not a plain file inside the folder, too big or no UTF-8.
        """
        raw = self.read_bytes(name, MAX_TEXT_BYTES)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise PackageFileError(
                "not-utf-8", f"Berkas {name} bukan teks UTF-8; simpan ulang sebagai UTF-8."
            ) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def read_bytes(self, name: str, limit: int = MAX_MEDIA_BYTES) -> bytes:
        """The file's bytes; Raises: PackageFileError as `read_text`."""
        path = self._inside(name)
        size = path.stat().st_size
        if size > limit:
            raise PackageFileError("file-too-big", f"Berkas {name} {size // 1000} KB; batasnya {limit // 1000} KB.")
        try:
            return path.read_bytes()
        except OSError as error:
            raise PackageFileError("unreadable", f"Berkas {name} tidak dapat dibaca: {error.strerror}.") from error

    def names(self, folder: str, patterns: tuple[str, ...] = ("*",)) -> list[str]:
        """Names of the plain files below a folder of the package, sorted; links are left out."""
        start = self.root / folder
        if start.is_symlink() or not start.is_dir():
            return []
        found = {
            path.relative_to(self.root).as_posix()
            for pattern in patterns
            for path in start.rglob(pattern)
            if stat.S_ISREG(path.lstat().st_mode)
        }
        return sorted(found)

    def _inside(self, name: str) -> Path:
        if len(name) > MAX_PATH_LENGTH or not _PATH_PATTERN.fullmatch(name) or ".." in name:
            raise PackageFileError("path-outside", f"“{name[:80]}” bukan jalur berkas di dalam folder kursus.")
        path = self.root
        for part in Path(name).parts:
            path = path / part
            if path.is_symlink():
                raise PackageFileError("symlink", f"{name} adalah tautan simbolik; salin berkasnya ke folder kursus.")
        if not path.exists():
            raise PackageFileError("missing-file", f"Berkas {name} tidak ada.")
        if not stat.S_ISREG(path.stat().st_mode):
            raise PackageFileError("not-a-file", f"{name} bukan berkas biasa.")
        return path
