"""Outgoing mail as rows, sent by the worker after the deed has been committed: to files under instance/outbox or by SMTP.

A message waits in the table until it was handed over; then its body, which may hold a one-time link, is blanked. A failed try is
repeated with growing pauses; after `MAX_TRIES` it stays as a dead letter with its last error. No transaction is open while a server
is spoken to: each try is claimed and committed first, so a slow server holds up nobody and two workers never send the same twice.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.logs import log
from elearning.core.types import Moment, MomentOrNone, PrimaryKey
from elearning.core.upsert import insert_many
from elearning.extensions import Model, db

MAX_TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)
SMTP_TIMEOUT_SECONDS = 20
SMTP_PORTS = {"smtp": 587, "smtps": 465}


class MailMessage(Model):
    """One message to one address."""

    __tablename__ = "mail_message"

    id: Mapped[PrimaryKey]
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    next_try_at: Mapped[MomentOrNone] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[MomentOrNone]
    last_error: Mapped[str | None] = mapped_column(String(300))


def post(recipient: str, subject: str, body: str, *, now: datetime) -> None:
    """Put a message into the running transaction; the worker sends it once that is committed."""
    db.session.add(MailMessage(recipient=recipient, subject=subject, body=body, created_at=now, next_try_at=now))


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be written to whom."""

    recipient: str
    subject: str
    body: str


def post_all(letters: Sequence[Letter], *, now: datetime) -> None:
    """Put many messages into the running transaction by one statement."""
    if letters:
        shared = {"created_at": now, "next_try_at": now}
        db.session.execute(insert_many(MailMessage), [asdict(letter) | shared for letter in letters])


def deliver_due(*, now: datetime, limit: int = 100) -> int:
    """Hand over the messages that are due, each in its own transaction; returns how many were sent."""
    due = select(MailMessage.id).where(MailMessage.next_try_at <= now).order_by(MailMessage.id).limit(limit)
    identities = list(db.session.scalars(due))
    db.session.commit()
    if not identities:
        return 0
    with _Outgoing() as outgoing:
        return sum(_try(identity, outgoing, now) for identity in identities)


def reach() -> None:
    """Open the way out as for a letter, greeting and signing in, and close it. Raises: OSError, SMTPException, ValueError."""
    with _Outgoing() as outgoing:
        outgoing.reach()


def _try(identity: int, outgoing: _Outgoing, now: datetime) -> bool:
    message = _claim(identity, now)
    if message is None:
        return False
    try:
        outgoing.hand_over(message, now)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        outgoing.close()
        message.last_error = str(error)[:300]
        log.warning("mail not sent", mail_id=message.id, tries=message.tries, error=message.last_error)
    else:
        message.sent_at, message.next_try_at, message.last_error, message.body = now, None, None, ""
    db.session.commit()
    return message.sent_at is not None


def _claim(identity: int, now: datetime) -> MailMessage | None:
    """Count a try and set the next one, committed before the try itself; None when another worker was faster."""
    claimed = (
        update(MailMessage)
        .where(MailMessage.id == identity, MailMessage.next_try_at <= now)
        .values(tries=MailMessage.tries + 1, next_try_at=now + FIRST_PAUSE)
        .returning(MailMessage.id)
    )
    if db.session.execute(claimed).scalar() is None:
        db.session.rollback()
        return None
    message = db.session.get_one(MailMessage, identity, populate_existing=True)
    message.next_try_at = now + FIRST_PAUSE * 4 ** (message.tries - 1) if message.tries < MAX_TRIES else None
    db.session.commit()
    return message


class _Server(Protocol):
    """What takes a letter."""

    def send(self, mail: EmailMessage, identity: int) -> None:
        """Hand one letter over."""

    def close(self) -> None:
        """Say goodbye."""


class _Outgoing:
    """The way out of the settings, opened for the first letter and kept for the rest of a round."""

    def __init__(self) -> None:
        self._settings = current_app.config["SETTINGS"]
        self._server: _Server | None = None

    def __enter__(self) -> _Outgoing:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def hand_over(self, message: MailMessage, now: datetime) -> None:
        """Send one message. Raises: OSError, SMTPException, ValueError (a header that is none)."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._settings.mail_from, message.recipient, message.subject
        mail["Date"], mail["Message-ID"] = format_datetime(now), make_msgid(domain=_domain(self._settings.mail_from))
        mail["Auto-Submitted"] = "auto-generated"
        # Lines stay whole, so that a link in a file of the outbox can be followed as it stands.
        mail.set_content(message.body, cte="7bit" if message.body.isascii() else "8bit")
        self.reach().send(mail, message.id)

    def reach(self) -> _Server:
        """The server, opened where it is not yet. Raises: OSError, SMTPException."""
        if self._server is None:
            self._server = self._open()
        return self._server

    def close(self) -> None:
        """Let go of the server; the next letter opens it anew."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _open(self) -> _Server:
        target = urlsplit(self._settings.mail_url)
        if target.scheme == "file":
            return _Outbox(self._settings.instance_dir / "outbox")
        return _SmtpServer(target)


class _Outbox:
    """Letters as files that only the site's own user can read."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, exist_ok=True)

    def send(self, mail: EmailMessage, identity: int) -> None:
        path = self._directory / f"{identity:08d}.eml"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(mail.as_bytes())

    def close(self) -> None:
        """Nothing is open."""


class _SmtpServer:
    """A mail server, with TLS wherever it offers it; a password never goes over an open line."""

    def __init__(self, target: SplitResult) -> None:
        address = (target.hostname or "", target.port or SMTP_PORTS[target.scheme])
        if target.scheme == "smtps":
            context = ssl.create_default_context()
            self._smtp: smtplib.SMTP = smtplib.SMTP_SSL(*address, timeout=SMTP_TIMEOUT_SECONDS, context=context)
        else:
            self._smtp = smtplib.SMTP(*address, timeout=SMTP_TIMEOUT_SECONDS)
        with self._closed_on_error():
            self._greet(target)

    def send(self, mail: EmailMessage, identity: int) -> None:  # noqa: ARG002 (the outbox needs it)
        self._smtp.send_message(mail)

    def close(self) -> None:
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def _greet(self, target: SplitResult) -> None:
        self._smtp.ehlo()
        is_secret = target.scheme == "smtps"
        if not is_secret and self._smtp.has_extn("starttls"):
            self._smtp.starttls(context=ssl.create_default_context())
            self._smtp.ehlo()
            is_secret = True
        if target.username:
            if not is_secret:
                raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS; the password was not sent")
            self._smtp.login(unquote(target.username), unquote(target.password or ""))

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except (OSError, smtplib.SMTPException):
            self._smtp.close()
            raise


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip("> ") or "localhost"
