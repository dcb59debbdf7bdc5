"""Outgoing mail: waits for the commit, is sent once, tried again with growing pauses, and forgets its links when sent."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import timedelta
from email import message_from_string

import pytest
from sqlalchemy import select

from elearning.core import clock as site_clock
from elearning.core import mail
from elearning.core.mail import MailMessage
from elearning.extensions import db
from tests.support.smtp_stub import smtp_stub


@pytest.fixture
def stub():
    with smtp_stub() as server:
        yield server


@pytest.fixture
def set_mail_url(app, monkeypatch):
    def set_url(url: str) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=url))

    return set_url


def post(
    recipient: str = "satu@contoh.example", subject: str = "Perihal", body: str = "Isi dengan tautan rahasia"
) -> None:
    mail.post(recipient, subject, body, now=site_clock.now())


def deliver() -> int:
    return mail.deliver_due(now=site_clock.now())


def rows() -> list[MailMessage]:
    return list(db.session.scalars(select(MailMessage).order_by(MailMessage.id)))


# To files


def test_a_letter_becomes_a_file_that_only_the_site_can_read(app, db_session):
    post(subject="Akun “Pelita” Anda")
    assert deliver() == 1
    outbox = app.config["SETTINGS"].instance_dir / "outbox"
    path = outbox / f"{rows()[0].id:08d}.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(outbox.stat().st_mode) == 0o700
    letter = message_from_string(path.read_text())
    assert letter["To"] == "satu@contoh.example"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_sent_letter_is_sent_once_and_forgets_its_body(app, db_session):
    post()
    deliver()
    assert deliver() == 0
    assert (rows()[0].body, rows()[0].next_try_at) == ("", None)
    assert rows()[0].sent_at is not None


def test_nothing_due_costs_one_statement(app, count_statements):
    with count_statements(at_most=1):
        deliver()


# By SMTP


def test_letters_go_out_over_one_connection(app, stub, set_mail_url):
    set_mail_url(f"smtp://127.0.0.1:{stub.port}")
    post(body="Baris\n.titik di awal\nSelesai")
    post("dua@contoh.example", "Kedua é")
    assert deliver() == 2
    assert stub.connections == 1
    assert "..titik di awal" in stub.letters[0]
    assert stub.commands[0] == "EHLO"


def test_a_password_never_goes_over_an_open_line(app, stub, set_mail_url):
    set_mail_url(f"smtp://pengguna:rahasia@127.0.0.1:{stub.port}")
    post()
    assert deliver() == 0
    assert "AUTH" not in stub.commands
    assert stub.letters == []
    assert "STARTTLS" in rows()[0].last_error
    assert "rahasia" not in rows()[0].last_error


def test_a_server_whose_certificate_is_not_trusted_gets_nothing(app, stub, set_mail_url):
    stub.extensions.append("STARTTLS")
    stub.refusals["STARTTLS"] = "220 go on"
    set_mail_url(f"smtp://127.0.0.1:{stub.port}")
    post()
    assert deliver() == 0
    assert stub.letters == []
    assert rows()[0].tries == 1


def test_a_failed_letter_is_tried_again_with_growing_pauses_and_then_left(app, stub, set_mail_url, clock):
    stub.refusals["RCPT"] = "451 later"
    set_mail_url(f"smtp://127.0.0.1:{stub.port}")
    post()
    pauses = []
    for _ in range(mail.MAX_TRIES):
        assert deliver() == 0
        pauses.append(rows()[0].next_try_at)
        clock.shift(timedelta(hours=30))
    assert pauses[-1] is None
    assert [pause is not None for pause in pauses[:-1]] == [True] * (mail.MAX_TRIES - 1)
    assert deliver() == 0
    assert rows()[0].tries == mail.MAX_TRIES
    assert "451" in rows()[0].last_error


def test_the_next_try_waits_for_its_time(app, stub, set_mail_url, clock):
    stub.refusals["RCPT"] = "451 later"
    set_mail_url(f"smtp://127.0.0.1:{stub.port}")
    post()
    deliver()
    stub.refusals.clear()
    clock.shift(timedelta(seconds=59))
    assert deliver() == 0
    clock.shift(timedelta(seconds=1))
    assert deliver() == 1


def test_one_bad_letter_does_not_hold_up_the_others(app, stub, set_mail_url):
    set_mail_url(f"smtp://127.0.0.1:{stub.port}")
    post(subject="Perihal\nBcc: semua@contoh.example")
    post("dua@contoh.example")
    assert deliver() == 1
    assert [row.sent_at is not None for row in rows()] == [False, True]
    assert "Bcc" not in stub.letters[0]


def test_no_server_is_an_error_that_waits(app, set_mail_url):
    set_mail_url("smtp://127.0.0.1:9")
    post()
    assert deliver() == 0
    assert rows()[0].last_error


def test_two_workers_do_not_send_the_same_letter(app, db_session):
    post()
    db_session.flush()
    identity = rows()[0].id
    first = mail._claim(identity, site_clock.now())
    assert first is not None
    assert mail._claim(identity, site_clock.now()) is None
