"""The public check of a certificate: counted look-ups, one way for known and unknown codes, comparison of a NIP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from elearning.certificates.models import Certificate
from elearning.certificates.queries import Event, certificate_by_code, events_of, validity_of
from elearning.certificates.snapshot_values import Snapshot
from elearning.certificates.wording import printed_number
from elearning.core.throttle import Limit, address_subject, free_again_at, hit
from elearning.domain.certificates import Validity, normalise_check_code
from elearning.domain.nip import same_nip

# A clerk with a heap of sheets stays below it; a machine that tries codes does not.
LOOKUPS = Limit("certificate-lookup", 60, timedelta(minutes=10))
NIP_GUESSES_OF_ADDRESS = Limit("certificate-nip-address", 10, timedelta(hours=1))
NIP_GUESSES_OF_CODE = Limit("certificate-nip-code", 30, timedelta(hours=24))
NOBODY = "0" * 18


@dataclass(frozen=True, slots=True)
class CheckedCertificate:
    """What the register says about a code at a moment."""

    number: str
    check_code: str
    snapshot: Snapshot
    started_on: date
    finished_on: date
    issued_at: datetime
    expires_at: datetime | None
    validity: Validity
    events: tuple[Event, ...]

    @property
    def superseded_by(self) -> Event | None:
        """The event that names the certificate which took its place."""
        return next((event for event in self.events if event.kind == "superseded"), None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Too many look-ups; `free_at` is when to come back."""

    free_at: datetime


def searchable_code(typed: str) -> str:
    """A typed code as it is looked up; whatever cannot be part of one is dropped, so that it fits addresses and tables."""
    return "".join(letter for letter in normalise_check_code(typed) if letter.isascii() and letter.isalnum())


def may_look_up(address: str | None, *, now: datetime) -> Refusal | None:
    """Count a look-up of an address; every one counts, so that known and unknown codes take the same way."""
    if hit(LOOKUPS, address_subject(address), now=now):
        return None
    return Refusal(free_again_at(LOOKUPS, now=now))


def may_compare(address: str | None, code: str, *, now: datetime) -> Refusal | None:
    """Count a comparison of a NIP, by address and by code: guessing the hidden digits takes centuries."""
    is_address_free = hit(NIP_GUESSES_OF_ADDRESS, address_subject(address), now=now)
    is_code_free = hit(NIP_GUESSES_OF_CODE, code, now=now)
    if is_address_free and is_code_free:
        return None
    limit = NIP_GUESSES_OF_ADDRESS if not is_address_free else NIP_GUESSES_OF_CODE
    return Refusal(free_again_at(limit, now=now))


def look_up(code: str, *, now: datetime) -> CheckedCertificate | None:
    """What the register says about a normalised code, None when it knows none; the same two statements either way."""
    certificate = certificate_by_code(code)
    events = events_of([certificate.id if certificate else 0])
    return _checked(certificate, tuple(events[certificate.id]), now) if certificate else None


def is_holders_nip(checked: CheckedCertificate | None, typed: str) -> bool:
    """Whether the typed NIP is the certificate's; takes as long for an unknown certificate."""
    own = checked.snapshot["nip"] if checked else ""
    return same_nip(typed, own or NOBODY) and bool(own)


def _checked(certificate: Certificate, events: tuple[Event, ...], now: datetime) -> CheckedCertificate:
    snapshot = certificate.snapshot
    return CheckedCertificate(
        number=printed_number(certificate.number, certificate.revision),
        check_code=certificate.check_code,
        snapshot=snapshot,
        started_on=date.fromisoformat(snapshot["started_on"]),
        finished_on=date.fromisoformat(snapshot["finished_on"]),
        issued_at=certificate.issued_at,
        expires_at=certificate.expires_at,
        validity=validity_of(certificate.expires_at, events, now),
        events=events,
    )
