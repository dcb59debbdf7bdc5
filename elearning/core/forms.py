"""What all forms share: only form fields are read, whitespace is trimmed, and a failed form is answered 422 with what
was typed.
"""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto, _is_submitted
from wtforms import IntegerField

# The stubs of the library are one version behind: who needs it takes it from here.
from wtforms.fields.choices import SelectChoice as SelectChoice  # type: ignore[attr-defined]

_PLAIN_NUMBER = re.compile("-?[0-9]{1,30}")


def strip(value: str | None) -> str | None:
    """WTForms filter: no spaces around a text, and one space where several stood."""
    return " ".join(value.split()) if isinstance(value, str) else value


def row_number(value: object) -> int:
    """WTForms coercion of an id: plain digits, whatever row they mean. Raises: ValueError, also for digits of other scripts."""
    text = str(value)
    if not _PLAIN_NUMBER.fullmatch(text):
        raise ValueError("not a plain number")
    return int(text)


class WholeNumberField(IntegerField):
    """A whole number in plain digits: those of other scripts, which `int` would take, are refused like letters."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([each if _PLAIN_NUMBER.fullmatch(str(each).strip()) else "" for each in valuelist])


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms; text fields are trimmed unless they say otherwise (`render_kw` keeps the rest to the
    template).
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Reads fields that are texts, nothing else, and adds the trimming filter to plain text fields."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # noqa: ARG002 (the library's signature)
            """What the form reads by itself: the fields of the body.

            The library would also take a JSON body or an uploaded file for a field; neither is text, and neither has
            passed the check for control characters.
            """
            if formdata is not _Auto:
                return formdata
            return request.form if _is_submitted() else None

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if unbound_field.field_class.__name__ in ("StringField", "EmailField", "SearchField"):
                options = {**options, "filters": (*unbound_field.kwargs.get("filters", ()), strip)}
            return unbound_field.bind(form=form, **options)
