"""What templates may use beside the macros: filters, globals, strictness. Formats only; never reads the database."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from types import FunctionType
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g
from flask.templating import Environment
from flask_babel import format_date, format_decimal, get_timezone, ngettext
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup
from wtforms import Field, FieldList, Form, FormField

from elearning.core import assets, display
from elearning.core.charts import jp_ruler, level_cells
from elearning.core.error_words import error_words
from elearning.core.i18n import current_language, translated

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
KILO = 1_000
STORED_ICON = 'href="icons.svg#'  # how stored lesson HTML names a picture of the sprite, whatever its present address
NIP_PARTS = ((0, 8), (8, 14), (14, 15), (15, 18))


class MissingName(StrictUndefined):
    """An unknown name is an error; only an inline `if` without `else` and an absent call block read as nothing."""

    def _is_intended(self) -> bool:
        return self._undefined_name in (None, "caller")

    def __str__(self) -> str:  # type: ignore[override]
        return "" if self._is_intended() else super().__str__()

    def __bool__(self) -> bool:  # type: ignore[override]
        return False if self._is_intended() else super().__bool__()


class DirectContext(Context):
    """Calls macros without asking each of the hundred calls of a page what kind of thing is called."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """The result of calling something from a template."""
        is_macro = obj.__class__ is Macro
        if not is_macro and (obj.__class__ is not FunctionType or hasattr(obj, "jinja_pass_arg")):
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)  # scopes of the caller, which neither macros nor plain functions see
        kwargs.pop("_loop_vars", None)
        return obj(self.eval_ctx, *args, **kwargs) if is_macro else obj(*args, **kwargs)


class TemplateEnvironment(Environment):
    """Hands its globals to templates as the one dictionary they are, where nothing is added to them.

    The usual chain of two dictionaries is compared key by key at every `{% from … %}` of every page: a tenth of its time.
    """

    context_class = DirectContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return super().make_globals(d) if d else self.globals


def register(app: Flask) -> None:
    """Set up the template environment of an application."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = MissingName
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)
    app.jinja_env.globals.update(_=translated, gettext=translated, csrf_token=csrf_token)
    display.register(app)


def csrf_token() -> str:
    """The token for the forms of this page; Flask-WTF, which keeps it, reads its settings anew each time it is asked."""
    token: str = g.get("csrf_token") or generate_csrf()
    return token


def render_alone(app: Flask, template: str, **values: Any) -> str:
    """Render without context processors: no person, no places, no query, for when the database fails."""
    return app.jinja_env.get_template(template).render(**values)


def local(moment: datetime, zone: str | None = None) -> datetime:
    """An aware moment in a named zone, else in the reader's."""
    return moment.astimezone(ZoneInfo(zone) if zone else get_timezone())


def format_day(value: date | datetime, zone: str | None = None) -> str:
    """ "14 Mei 2025"."""
    return _plain(format_date(_day(value, zone), "d MMMM y"))


def format_day_short(value: date | datetime, zone: str | None = None) -> str:
    """ "14 Mei" for lists in which the year is plain."""
    return _plain(format_date(_day(value, zone), "d MMM"))


def format_weekday(value: date | datetime, zone: str | None = None) -> str:
    """ "Kamis, 13 November 2025"."""
    return _plain(format_date(_day(value, zone), "EEEE, d MMMM y"))


def format_month_short(value: date | datetime) -> str:
    """ "Nov"."""
    return _plain(format_date(_day(value, None), "MMM"))


def format_moment(moment: datetime, zone: str | None = None) -> str:
    """ "14 Mei 2025, 10.32 WIB": a moment without its zone is not a fact."""
    return f"{format_day(moment, zone)}, {format_clock(moment, zone)}"


def format_clock(moment: datetime, zone: str | None = None) -> str:
    """ "10.32 WIB"."""
    there = local(moment, zone)
    return f"{there:%H.%M} {zone_name(there)}"


def format_receipt(moment: datetime, zone: str | None = None) -> str:
    """ "10.32.05", as on the receipt of a saved answer."""
    return f"{local(moment, zone):%H.%M.%S}"


def zone_name(moment: datetime) -> str:
    """WIB, WITA, WIT; elsewhere what the zone calls itself."""
    key = getattr(moment.tzinfo, "key", None) or getattr(moment.tzinfo, "zone", None)
    return ZONE_NAMES.get(str(key), moment.tzname() or "UTC")


def format_number(value: int | Decimal | Fraction | float, places: int = 2) -> str:
    """At most `places` decimals, half up, with the comma of Indonesian (the point of English): "87,5"."""
    fraction = value if isinstance(value, Fraction) else Fraction(str(value))
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return str(format_decimal(rounded, f"#,##0.{'#' * places}" if places else "#,##0"))


def format_jp(halves: int) -> str:
    """JP from halves: 12 is "6", 3 is "1,5"."""
    return format_number(Decimal(halves) / 2, 1)


def format_percent(value: int | Decimal | Fraction | float, places: int = 1) -> str:
    """A number that is already per cent: "87,5%"."""
    return f"{format_number(value, places)}%"


def format_size(size_bytes: int) -> str:
    """ "38 KB", "2,1 MB", "84 GB"; a thousand bytes a KB, and never 0 KB for what is not empty."""
    if size_bytes < KILO**2:
        return f"{format_number(max(1, round(size_bytes / KILO)) if size_bytes else 0, 0)} KB"
    unit, power = ("GB", 3) if size_bytes >= KILO**3 else ("MB", 2)
    return f"{format_number(Decimal(size_bytes) / KILO**power, 1)} {unit}"


def format_minutes(minutes: int) -> str:
    """ "45 menit"."""
    return _minutes_in(current_language(), minutes)


def format_duration(minutes: int) -> str:
    """ "45 menit", "2 jam", "3 jam 35 menit"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return format_minutes(rest)
    words = str(ngettext("%(num)s jam", "%(num)s jam", hours))
    return f"{words} {format_minutes(rest)}" if rest else words


def format_nip(nip: str) -> str:
    """ "19870512 201402 2 001"; anything that is not 18 long stays as it is."""
    return " ".join(nip[start:end] for start, end in NIP_PARTS) if len(nip) == NIP_PARTS[-1][1] else nip


def mask_nip(nip: str) -> str:
    """ "•••••••• •••••• • 001": only the last three digits are public."""
    return format_nip("•" * (len(nip) - 3) + nip[-3:])


def form_errors(form: Form) -> list[tuple[str, str]]:
    """(id of the field, message) of every error, in the order of the fields; those of the whole form have no id."""
    found = [("", message) for message in form.form_errors]
    for field in form:
        found.extend(_field_errors(field))
    return found


def control_attributes(
    field: Field, described: Sequence[str], size: str, attributes: Mapping[str, Any]
) -> dict[str, Any]:
    """HTML attributes of a form control: its class, what describes it, and whether it is invalid."""
    found: dict[str, Any] = {"class_": f"field__control field__control--{size}" if size else "field__control"}
    if described:
        found["aria-describedby"] = " ".join(described)
    if field.errors:
        found["aria-invalid"] = "true"
    return found | {name: value for name, value in attributes.items() if value is not None}


def with_icons(html: str) -> str:
    """Stored HTML with the present address of the icon sprite."""
    return html.replace(STORED_ICON, f'href="{icon_url("")}') if STORED_ICON in html else html


def icon_url(name: str) -> str:
    """The address of one picture of the sprite."""
    return f"{assets.sprite_url()}#{name}"


def icon(name: str, extra: str = "") -> Markup:
    """A picture from the sprite as components/icon.html writes it, written once: a page shows dozens."""
    return _icon(assets.sprite_url(), name, extra)


@lru_cache(maxsize=1_000)
def _icon(_sprite: str, name: str, extra: str) -> Markup:
    module = current_app.jinja_env.get_template("components/icon.html").module
    written: Markup = module.icon(name, extra)  # type: ignore[attr-defined]
    return written


def written(template: str, macro: str, value: Hashable) -> Markup:
    """What a macro makes of one value, written once for all pages that show the same (a line of an outline).

    For macros that depend on nothing else: no translation, no viewer.
    """
    return _written(assets.sprite_url(), template, macro, value)


@lru_cache(maxsize=5_000)
def _written(_sprite: str, template: str, macro: str, value: Hashable) -> Markup:
    found: Markup = getattr(current_app.jinja_env.get_template(template).module, macro)(value)
    return found


@lru_cache(maxsize=2_000)
def _minutes_in(_language: str, minutes: int) -> str:
    """Asked in the language it is kept for."""
    return str(ngettext("%(num)s menit", "%(num)s menit", minutes))


def _day(value: date | datetime, zone: str | None) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value


def _plain(text: object) -> str:
    return str(text)


def _field_errors(field: Field) -> list[tuple[str, str]]:
    if isinstance(field, FormField):
        return form_errors(field.form)
    if isinstance(field, FieldList):
        return [pair for entry in field.entries for pair in _field_errors(entry)]
    return [(field.id, str(message)) for message in field.errors]


FILTERS = {
    "date": format_day,
    "date_short": format_day_short,
    "weekday": format_weekday,
    "month_short": format_month_short,
    "date_time": format_moment,
    "clock": format_clock,
    "time_receipt": format_receipt,
    "number": format_number,
    "jp": format_jp,
    "percent": format_percent,
    "file_size": format_size,
    "minutes": format_minutes,
    "duration": format_duration,
    "nip": format_nip,
    "nip_masked": mask_nip,
    "form_errors": form_errors,
    "control_attributes": control_attributes,
    "with_icons": with_icons,
}
GLOBALS = {
    "current_language": current_language,
    "error_words": error_words,
    "icon": icon,
    "icon_url": icon_url,
    "written": written,
    "jp_ruler_shape": jp_ruler,
    "level_cells": level_cells,
    "display_attributes": display.attributes,
    "display_choices": display.choices,
}
