"""Who uses an instance folder: web server and worker share a lock on it while they run; a restore or a move wants it alone.

The kernel lets a lock go with the last process that holds it, however that ends: nothing stale is ever left behind.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

LOCK_NAME = "running.lock"


class InstanceInUseError(Exception):
    """Somebody else holds the folder in a way that does not go together with what was asked."""


def share(instance_dir: Path) -> TextIO:
    """Hold the folder together with others who run on it, until the returned file is closed or the process ends.

    Raises:
        InstanceInUseError: a restore or a move of the database is at work in it.
    """
    return _locked(instance_dir, fcntl.LOCK_SH)


@contextmanager
def alone(instance_dir: Path) -> Iterator[None]:
    """Hold the folder with nobody else running on it while the block lasts.

    Raises:
        InstanceInUseError: a server, a worker or another such block is there.
    """
    with _locked(instance_dir, fcntl.LOCK_EX):
        yield


def _locked(instance_dir: Path, kind: int) -> TextIO:
    descriptor = os.open(instance_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    file = os.fdopen(descriptor, "r+")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise InstanceInUseError(instance_dir) from error
    return file
