"""Files by the SHA-256 of their bytes under instance/files: written once, never changed, outside the web root."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from flask import current_app

from elearning.core.logs import log


def put(content: bytes) -> str:
    """Keep the bytes and return their hash; a file appears whole or not at all."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)
    return digest


def read(digest: str) -> bytes | None:
    """The bytes of a hash; None, and a line in the log, where the file is lost."""
    try:
        return path_of(digest).read_bytes()
    except FileNotFoundError:
        log.error("stored file lost", sha256=digest)
        return None


def path_of(digest: str) -> Path:
    """Where the bytes of a hash lie."""
    base: Path = current_app.config["SETTINGS"].instance_dir / "files"
    return base / digest[:2] / digest
