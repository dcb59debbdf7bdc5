"""Brings back the files of photographs that the file store has lost, from packages that still have them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from elearning.authoring.queries import StoredPhotograph
from elearning.content.media import MEDIA_FOLDER
from elearning.content.package_folder import PackageFileError, PackageFolder
from elearning.core import storage


def restore_photographs(folder: PackageFolder, stored: Iterable[StoredPhotograph]) -> int:
    """Put back what is lost and lies in the package unchanged, under whichever revision it was imported; how many."""
    lost = {each.sha256: each.path for each in stored if not storage.path_of(each.sha256).exists()}
    return sum(_restore(folder, f"{MEDIA_FOLDER}/{path}", digest) for digest, path in lost.items())


def _restore(folder: PackageFolder, name: str, digest: str) -> bool:
    try:
        raw = folder.read_bytes(name)
    except PackageFileError:
        return False  # an earlier revision's photograph that the package no longer has
    return hashlib.sha256(raw).hexdigest() == digest and storage.put(raw) == digest
