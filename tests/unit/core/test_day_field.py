"""Days as people type or pick them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form

from elearning.core.day_field import DayField, parse_day


class DueForm(Form):
    due_on = DayField("Tenggat")


@pytest.mark.parametrize(
    "text", ["31-12-2026", "31/12/2026", "31.12.2026", "31 12 2026", " 31 - 12 - 2026 ", "2026-12-31"]
)
def test_a_day_is_read_however_it_is_written(text):
    assert parse_day(text) == date(2026, 12, 31)


def test_one_digit_is_enough_for_day_and_month():
    assert parse_day("1-2-2027") == date(2027, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "besok",
        "31-02-2026",
        "12-31-2026",
        "31-12-26",
        "2026-13-01",
        "00-00-0000",
        "20261231",
        "٣١-١٢-٢٠٢٦",
        "1" * 99,
    ],
)
def test_what_is_no_day_is_none(text):
    assert parse_day(text) is None


@pytest.fixture
def in_request():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize("given", ["31-12-2026", "2026-12-31"])
def test_a_day_is_shown_as_it_is_typed_here(in_request, given):
    form = DueForm(MultiDict({"due_on": given}))
    assert form.validate()
    assert 'value="31-12-2026"' in form.due_on()
    assert 'data-module="day-picker"' in form.due_on()


def test_what_was_typed_wrongly_stays_to_be_put_right(in_request):
    form = DueForm(MultiDict({"due_on": '31-02-2026"><b>'}))
    assert not form.validate()
    assert "31-12-2026" in form.due_on.errors[0]
    assert "31-02-2026&#34;&gt;&lt;b&gt;" in form.due_on()
