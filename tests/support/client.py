"""The test client: a browser without a screen that behaves like one, not like the inside of the test."""

from __future__ import annotations

import contextvars
import secrets
from typing import Any

from flask import has_app_context, session
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from elearning.accounts.models import Person
from elearning.accounts.viewer import begin_session
from elearning.core import clock
from elearning.extensions import db


class Client(FlaskClient):
    """Each request runs in a context of its own, as on the server: no session, no `g`, no viewer of the test leaks into it.

    What the test has written is committed before a request, what it has read is read anew after. Forms carry their token unless
    `sends_csrf_token` is off. A `with client:` block does not work here; look into the response or the database instead.
    """

    sends_csrf_token = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return response

    def post(self, *args: Any, **kwargs: Any) -> TestResponse:
        data = kwargs.get("data")
        if self.sends_csrf_token and (data is None or isinstance(data, dict)) and "json" not in kwargs:
            kwargs["data"] = {"csrf_token": self.csrf_token(), **(data or {})}
        return super().post(*args, **kwargs)

    def csrf_token(self) -> str:
        """A form token that belongs to this client's session."""
        with self.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(secret))

    def sign_in(self, person: Person) -> None:
        """Sign a person in by the application's own session, without the form and its slow password check."""
        if has_app_context():
            db.session.commit()
        with self.application.test_request_context():
            begin_session(person, now=clock.now())
            db.session.commit()
            from_server = dict(session)
        with self.session_transaction() as cookie:
            cookie.update(from_server)

    def sign_out(self) -> None:
        """Forget the session as a browser that deletes its cookies does."""
        with self.session_transaction() as cookie:
            cookie.clear()
