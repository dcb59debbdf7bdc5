"""Who signs an agency's certificates on which day: terms of office that do not overlap.

A term has a first day and perhaps a last one, both included. A day on which nobody is in office must not keep a
certificate from its learner: then the one who held the office last signs, and the caller is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind

FIRST_YEAR, LAST_YEAR = 1945, 2100


class SignatoryDatesError(DomainError):
    """A term that ends before it begins."""

    code: ClassVar[str] = "signatory_dates"
    message_template: ClassVar[str] = N_("Hari terakhir tidak boleh sebelum hari pertama. Periksa kedua tanggalnya.")


class SignatoryYearError(DomainError):
    """A date that can only be a slip of the finger."""

    code: ClassVar[str] = "signatory_year"
    message_template: ClassVar[str] = N_("Periksa tahunnya: antara %(first)s dan %(last)s.")


class SignatoryOverlapError(DomainError):
    """Two people in office on the same day."""

    code: ClassVar[str] = "signatory_overlap"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Masa jabatan ini bertumpang tindih dengan %(name)s (mulai %(since)s). Ubah tanggalnya, atau akhiri dulu masa "
        "jabatan itu."
    )


class SignatoryMissingError(DomainError):
    """An agency without any signatory cannot issue; adding an agency asks for one."""

    code: ClassVar[str] = "signatory_missing"
    message_template: ClassVar[str] = N_("Instansi ini belum memiliki penanda tangan. Tambahkan satu.")


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in office. ``ends_on`` None: until further notice. ``id`` 0: not yet kept."""

    id: int
    name: str
    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether ``day`` lies in the term."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Signing:
    """Whose name goes on a certificate, and whether that person was in office on the day."""

    term: Term
    is_in_office: bool


def signing_on(terms: Sequence[Term], day: date) -> Signing:
    """Return who signs on ``day``: who is in office, else who was last before it, else who comes first after it.

    Raises: SignatoryMissingError without any term.
    """
    ordered = sorted(terms, key=lambda term: term.starts_on)
    if not ordered:
        raise SignatoryMissingError
    begun = [term for term in ordered if term.starts_on <= day]
    chosen = begun[-1] if begun else ordered[0]
    return Signing(chosen, chosen.holds(day))


def check_term(new: Term, others: Sequence[Term]) -> None:
    """Let a term pass that has its days in order and shares none with another; the term's own row is left out.

    Raises: SignatoryYearError, SignatoryDatesError, SignatoryOverlapError, which names the other.
    """
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (new.starts_on, new.ends_on or new.starts_on)):
        raise SignatoryYearError(first=FIRST_YEAR, last=LAST_YEAR)
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise SignatoryDatesError
    for other in others:
        begins_in_time = other.ends_on is None or new.starts_on <= other.ends_on
        ends_late_enough = new.ends_on is None or other.starts_on <= new.ends_on
        if other.id != new.id and begins_in_time and ends_late_enough:
            raise SignatoryOverlapError(name=other.name, since=f"{other.starts_on:%d-%m-%Y}")
