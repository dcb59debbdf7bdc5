"""Many threads of several processes send the same last results at once; what each of them got comes back."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from flask import Flask

from config import Settings
from elearning import create_app
from elearning.extensions import db
from tests.support.small_course import grade


class PowerCut(Exception):
    """Raised after the chain and before the commit: everything must be taken back, the number too."""


@dataclass(frozen=True)
class Storm:
    """What one process does: each of `threads` sends the result of every person; every `breaks_every`-th is cut off."""

    database_url: str
    instance_dir: Path
    course_id: int
    person_ids: tuple[int, ...]
    now: datetime
    threads: int
    breaks_every: int


def rage(storms: Sequence[Storm]) -> list[int]:
    """Run the storms in a process each; the ids of the certificates that somebody was told of."""
    with ProcessPoolExecutor(len(storms), mp_context=get_context("spawn")) as pool:
        return [certificate_id for told in pool.map(_one_process, storms) for certificate_id in told]


def _one_process(storm: Storm) -> list[int]:
    app = create_app(
        Settings(
            testing=True,
            demo=False,
            database_url=storm.database_url,
            instance_dir=storm.instance_dir,
            secret_key="only-for-tests-0123456789-abcdefghij",
            public_url="http://localhost",
            log_level="ERROR",
        )
    )
    start = threading.Barrier(storm.threads)
    with ThreadPoolExecutor(storm.threads) as pool:
        results = [pool.submit(_one_thread, app, storm, start, number) for number in range(storm.threads)]
        told = [certificate_id for result in results for certificate_id in result.result()]
    with app.app_context():
        db.engine.dispose()
    return told


def _one_thread(app: Flask, storm: Storm, start: threading.Barrier, number: int) -> list[int]:
    start.wait(30)
    told = []
    for place, person_id in enumerate(storm.person_ids):
        with app.app_context(), suppress(PowerCut):
            told.append(_send(storm, person_id, is_cut_off=(place + number) % storm.breaks_every == 0))
    return [certificate_id for certificate_id in told if certificate_id is not None]


def _send(storm: Storm, person_id: int, *, is_cut_off: bool) -> int | None:
    """The end of the application context takes back what is not committed."""
    chain = grade(person_id, storm.course_id, now=storm.now)
    if is_cut_off:
        raise PowerCut
    db.session.commit()
    return chain.certificate_id
