"""What happens at once: guesses cannot slip past the limit together, a link works for one of two."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from elearning.accounts.errors import LinkExpiredError
from elearning.accounts.services.credentials import LinkPurpose, create_link, use_link
from elearning.core import clock, throttle
from elearning.core.throttle import Limit
from elearning.extensions import db
from tests.factories import make_person

pytestmark = pytest.mark.real_transactions
LIMIT = Limit("contoh", 10, timedelta(days=365))


def at_once(app, count: int, act: Callable[[int], object]) -> list[object]:
    """Run `act` in as many threads, each with a session of its own that it commits."""

    def run(number: int) -> object:
        with app.app_context():
            result = act(number)
            db.session.commit()
            return result

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_guesses_made_at_once_do_not_slip_past_the_limit(app):
    answers = at_once(app, 25, lambda _: throttle.hit(LIMIT, "siapa", now=clock.now()))
    assert answers.count(True) == LIMIT.count


def test_a_link_used_twice_at_once_works_for_one(app):
    with app.app_context():
        token = create_link(make_person(), LinkPurpose.RESET, now=clock.now())
        db.session.commit()

    def use(number: int) -> bool:
        try:
            use_link(token, LinkPurpose.RESET, f"kata sandi nomor {number} panjang", now=clock.now())
        except LinkExpiredError:
            return False
        return True

    assert at_once(app, 6, use).count(True) == 1
