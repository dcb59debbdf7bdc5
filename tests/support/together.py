"""Several deeds at the same moment, each in a thread and a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from elearning.domain.errors import DomainError
from elearning.extensions import db

PATIENCE_SECONDS = 30


def together(app: Flask, *deeds: Callable[[], object]) -> list[object]:
    """What each deed gave, or the refusal it raised, in their order. Any other error is the test's."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        with app.app_context():
            barrier.wait(PATIENCE_SECONDS)
            try:
                result = deed()
                db.session.commit()
            except DomainError as error:
                db.session.rollback()
                return error
            return result

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result() for each in [pool.submit(run, deed) for deed in deeds]]
