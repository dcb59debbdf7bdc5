"""Counts what could be guessing: sign-ins and requests for links, by account and by address, shared by all workers.

The account is what was typed, not whom it belongs to: an unknown one is counted alike, so a refusal tells nothing about who exists.
The count stands before the password is looked at (many tries at once cannot slip through) and is taken back when it was right, so a
whole office behind one address may sign in at eight o'clock. The caller commits, also when refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from elearning.accounts.queries import normal_identifier
from elearning.core import throttle
from elearning.core.throttle import Limit, address_subject


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the account as typed and the network address."""

    identifier: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one account, and one address, may ask within a window."""

    account: Limit
    address: Limit


QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
SIGN_IN = Limits(Limit("sign-in account", 10, QUARTER), Limit("sign-in address", 100, QUARTER))
LINK_REQUEST = Limits(Limit("link account", 3, HOUR), Limit("link address", 30, HOUR))


def count(limits: Limits, caller: Caller, *, now: datetime) -> datetime | None:
    """Count one try; None while within the limits, else when to try again. Both are counted, always."""
    is_account_free = throttle.hit(limits.account, _account(caller), now=now)
    is_address_free = throttle.hit(limits.address, address_subject(caller.address), now=now)
    if is_account_free and is_address_free:
        return None
    return max(
        throttle.free_again_at(limit, now=now)
        for limit, is_free in ((limits.account, is_account_free), (limits.address, is_address_free))
        if not is_free
    )


def take_back(limits: Limits, caller: Caller, *, now: datetime) -> None:
    """Uncount the try: it was no guess."""
    throttle.take_back(limits.account, _account(caller), now=now)
    throttle.take_back(limits.address, address_subject(caller.address), now=now)


def _account(caller: Caller) -> str:
    return normal_identifier(caller.identifier)
