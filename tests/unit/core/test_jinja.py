"""Filters of templates: what people read on the screen, in Indonesian and in English."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from jinja2 import UndefinedError
from wtforms import FieldList, Form, FormField, StringField
from wtforms.validators import InputRequired

from config import Settings
from elearning.core import assets, jinja
from elearning.core.i18n import in_language
from elearning.extensions import babel

MOMENT = datetime(2025, 5, 14, 3, 32, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def formatting() -> Flask:
    app = Flask("elearning")
    app.config["SETTINGS"] = Settings(testing=True)
    babel.init_app(app, default_locale="id", default_timezone="Asia/Jakarta")
    jinja.register(app)
    assets.register(app)
    return app


@pytest.fixture(autouse=True)
def _context(formatting: Flask):
    with formatting.app_context():
        yield


def rendered(app: Flask, template: str, **values: object) -> str:
    return app.jinja_env.from_string(template).render(**values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ day|date }}", "14 Mei 2025"),
        ("{{ day|date_short }}", "14 Mei"),
        ("{{ day|weekday }}", "Rabu, 14 Mei 2025"),
        ("{{ day|month_short }}", "Mei"),
        ("{{ moment|date_time }}", "14 Mei 2025, 10.32 WIB"),
        ('{{ moment|date_time("Asia/Makassar") }}', "14 Mei 2025, 11.32 WITA"),
        ('{{ moment|date_time("Asia/Jayapura") }}', "14 Mei 2025, 12.32 WIT"),
        ('{{ late|date("Asia/Jakarta") }} {{ late|date("Asia/Jayapura") }}', "14 Mei 2025 15 Mei 2025"),
        ("{{ moment|clock }}", "10.32 WIB"),
        ("{{ moment|time_receipt }}", "10.32.05"),
    ],
)
def test_days_and_moments(formatting: Flask, text: str, expected: str) -> None:
    late = datetime(2025, 5, 14, 16, 0, tzinfo=UTC)

    assert rendered(formatting, text, day=date(2025, 5, 14), moment=MOMENT, late=late) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (100, "100"),
        (Decimal("87.5"), "87,5"),
        (Fraction(2, 3), "0,67"),
        (Fraction(200, 3), "66,67"),
        (Decimal("0.005"), "0,01"),
        (Decimal("0.0049"), "0"),
        (1250, "1.250"),
        (Decimal("-0.125"), "-0,13"),
        (0.1, "0,1"),
    ],
)
def test_numbers_carry_a_decimal_comma_and_round_half_up(value: Decimal, expected: str) -> None:
    assert jinja.format_number(value) == expected


@pytest.mark.parametrize(("halves", "expected"), [(0, "0"), (1, "0,5"), (2, "1"), (3, "1,5"), (12, "6"), (40, "20")])
def test_jp_are_shown_in_halves(halves: int, expected: str) -> None:
    assert jinja.format_jp(halves) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (1_499, "1 KB"),
        (38_200, "38 KB"),
        (999_999, "1.000 KB"),
        (1_000_000, "1 MB"),
        (2_140_000, "2,1 MB"),
        (999_900_000, "999,9 MB"),
        (83_919_700_000, "83,9 GB"),
    ],
)
def test_sizes(size: int, expected: str) -> None:
    assert jinja.format_size(size) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, "0 menit"), (1, "1 menit"), (59, "59 menit"), (60, "1 jam"), (215, "3 jam 35 menit")]
)
def test_durations(minutes: int, expected: str) -> None:
    assert jinja.format_duration(minutes) == expected


def test_percent() -> None:
    assert jinja.format_percent(Decimal("87.55")) == "87,6%"


@pytest.mark.parametrize(
    ("nip", "spaced", "masked"),
    [
        ("198705122014022001", "19870512 201402 2 001", "•••••••• •••••• • 001"),
        ("12345", "12345", "••345"),
        ("001", "001", "001"),
    ],
)
def test_nip(nip: str, spaced: str, masked: str) -> None:
    assert jinja.format_nip(nip) == spaced
    assert jinja.mask_nip(nip) == masked


def test_english_dates_and_numbers() -> None:
    with in_language("en"):
        assert jinja.format_day(date(2025, 5, 14)) == "14 May 2025"
        assert jinja.format_number(Decimal("87.5")) == "87.5"
        assert jinja.current_language() == "en"


def test_stored_icons_get_the_present_address_of_the_sprite() -> None:
    html = jinja.with_icons('<svg class="icon"><use href="icons.svg#pencil"/></svg>')

    assert html.startswith('<svg class="icon"><use href="/assets/icons.')
    assert html.endswith('.svg#pencil"/></svg>')


def test_an_unknown_name_is_an_error(formatting: Flask) -> None:
    with pytest.raises(UndefinedError, match="titel"):
        rendered(formatting, "{{ titel }}", title="Judul")


def test_an_unknown_attribute_is_an_error(formatting: Flask) -> None:
    with pytest.raises(UndefinedError, match="titel"):
        rendered(formatting, "{% if course.titel %}x{% endif %}", course={"title": "Judul"})


def test_an_inline_if_without_else_and_an_absent_call_block_read_as_nothing(formatting: Flask) -> None:
    template = '{% macro box() %}[{{ "x" if false }}{{ caller() if caller is defined }}]{% endmacro %}{{ box() }}'

    assert rendered(formatting, template) == "[]"


class Line(Form):
    text = StringField("Isi", [InputRequired("Baris masih kosong.")])


class Sheet(Form):
    name = StringField("Nama", [InputRequired("Nama masih kosong.")])
    lines = FieldList(FormField(Line), min_entries=2)


def test_errors_of_a_form_name_the_field_they_belong_to() -> None:
    sheet = Sheet()
    sheet.validate()
    sheet.form_errors = ["Lembar ini sudah dikirim."]

    assert jinja.form_errors(sheet) == [
        ("", "Lembar ini sudah dikirim."),
        ("name", "Nama masih kosong."),
        ("lines-0-text", "Baris masih kosong."),
        ("lines-1-text", "Baris masih kosong."),
    ]
