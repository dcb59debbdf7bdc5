"""Addresses that no row can have."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound


@pytest.mark.parametrize("key", ["9223372036854775808", "99999999999999999999999999"])
def test_a_number_beyond_every_key_is_no_address(make_app: object, key: str) -> None:
    app: Flask = make_app("sqlite:////nonexistent/never-opened.sqlite")  # type: ignore[operator]
    urls = app.url_map.bind("localhost")

    assert urls.match("/sertifikat/9223372036854775807.pdf", method="GET")[0] == "certificates.document"
    with pytest.raises(NotFound):
        urls.match(f"/sertifikat/{key}.pdf", method="GET")
