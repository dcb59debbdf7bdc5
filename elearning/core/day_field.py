"""A form field for a day: typed the Indonesian way, dd-mm-yyyy, or picked from the browser's calendar."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from wtforms import Field
from wtforms.widgets import TextInput

LONGEST = 40
_TYPED = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})", re.ASCII)
_PICKED = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def parse_day(text: str) -> date | None:
    """The day that "31-12-2026", "31/12/2026", "31.12.2026" or "2026-12-31" names; None for anything else."""
    text = text.strip()[:LONGEST]
    if typed := _TYPED.fullmatch(text):
        day, month, year = map(int, typed.groups())
    elif picked := _PICKED.fullmatch(text):
        year, month, day = map(int, picked.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DayInput(TextInput):
    """A plain control with a button for the browser's calendar where scripts run.

    Rejected: `<input type="date">`, which shows and takes days in the order of the browser's language: in an English
    one 03-04 would be the fourth of March.
    """

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """The control as HTML."""
        calendar = {"data-module": "day-picker", "data-label": gettext("Pilih di kalender")}
        return super().__call__(field, autocomplete="off", inputmode="numeric", **(calendar | attributes))


class DayField(Field):
    """A day. `data` is None when nothing or nothing readable was given; what was typed stays to be put right."""

    widget = DayInput()
    typed: str = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent. Raises: ValueError, which the form shows beside the field."""
        if not valuelist:
            return
        self.typed = valuelist[0].strip()[:LONGEST]
        self.raw_data = [self.typed]  # blanks alone are nothing given
        self.data = parse_day(self.typed)
        if self.typed and self.data is None:
            raise ValueError(gettext("Tulis tanggal sebagai hari-bulan-tahun, misalnya 31-12-2026."))

    def _value(self) -> str:
        return self.typed if self.data is None else f"{self.data:%d-%m}-{self.data.year:04}"
