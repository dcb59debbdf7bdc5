"""The letters that carry a one-time link, in the language of their reader. The address is the site's public one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import format_datetime

from elearning.accounts.models import Person
from elearning.accounts.services.credentials import LIFETIMES, LinkPurpose
from elearning.core import mail
from elearning.core.i18n import gettext, in_language
from elearning.core.site import settings
from elearning.domain.names import full_name

PATHS = {LinkPurpose.ACTIVATION: "/aktivasi/", LinkPurpose.RESET: "/sandi-baru/"}


def link_url(purpose: LinkPurpose, token: str) -> str:
    """The whole address of a one-time link."""
    return f"{settings().public_url}{PATHS[purpose]}{token}"


def post_link(person: Person, purpose: LinkPurpose, token: str, *, now: datetime) -> None:
    """Put the letter into the running transaction; nothing for a person without an address."""
    if person.email:
        mail.post_all(letters_of([person], purpose, {person.id: token}, now=now), now=now)


def letters_of(
    people: Sequence[Person], purpose: LinkPurpose, tokens: Mapping[int, str], *, now: datetime
) -> list[mail.Letter]:
    """The letters to people who have an address, language by language: the moment is worded once for each."""
    letters = []
    for locale in sorted({person.locale or "id" for person in people}):
        readers = [person for person in people if (person.locale or "id") == locale]
        with in_language(locale):
            letters += _letters(readers, purpose, tokens, now + LIFETIMES[purpose])
    return letters


def _letters(
    people: Sequence[Person], purpose: LinkPurpose, tokens: Mapping[int, str], until: datetime
) -> list[mail.Letter]:
    """In the present language."""
    write = _activation if purpose is LinkPurpose.ACTIVATION else _reset
    ends = format_datetime(until, "d MMMM y, HH.mm zzz")
    written = [(person, write(person, link_url(purpose, tokens[person.id]), ends)) for person in people]
    return [mail.Letter(person.email or "", subject, body) for person, (subject, body) in written]


def _activation(person: Person, url: str, ends: str) -> tuple[str, str]:
    subject = gettext("Akun %(site)s Anda sudah dibuat", site=settings().site_name)
    body = gettext(
        "Yth. %(name)s,\n\nakun Anda di %(site)s (%(motto)s) sudah dibuat. Buka tautan ini untuk memilih kata sandi:\n\n"
        "%(url)s\n\nTautan berlaku satu kali, sampai %(ends)s. Sesudah itu masuklah dengan NIP atau surel ini.\n"
        "Bila surat ini bukan untuk Anda, abaikan saja.\n",
        **_words(person, url, ends),
    )
    return subject, body


def _reset(person: Person, url: str, ends: str) -> tuple[str, str]:
    subject = gettext("Kata sandi baru untuk %(site)s", site=settings().site_name)
    body = gettext(
        "Yth. %(name)s,\n\nseseorang, mungkin Anda, meminta kata sandi baru untuk akun Anda di %(site)s (%(motto)s). "
        "Buka tautan ini untuk memilihnya:\n\n%(url)s\n\nTautan berlaku satu kali, sampai %(ends)s.\n"
        "Bila bukan Anda yang meminta, abaikan surat ini: kata sandi Anda tidak berubah.\n",
        **_words(person, url, ends),
    )
    return subject, body


def _words(person: Person, url: str, ends: str) -> dict[str, str]:
    name = full_name(person.name, person.title_before, person.title_after)
    return {"name": name, "site": settings().site_name, "motto": settings().site_motto, "url": url, "ends": ends}
