"""A page that is one short form: its words, its answer when a rule refuses, its way back when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from elearning.core.errors import domain_message
from elearning.core.forms import Form
from elearning.domain.errors import DomainError, ErrorKind
from elearning.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The words of the page. `back` is the page it belongs to (name, address), `kind` that of its button.

    `consequences` are sentences above the form, `changes` the changes of levels shown below it; `fields` tells beside
    which field the sentence of an error code stands.
    """

    title: str
    button: str
    back: tuple[str, str]
    lead: str = ""
    kind: str = ""
    consequences: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, str] = field(default_factory=dict)
    desk: tuple[str, str] | None = None
    changes: tuple[object, ...] = ()


def show_form(form: Form, page: FormPage) -> str:
    """The page with the form as it is."""
    return render_template("administration/form_page.html", form=form, page=page, action=request.path)


def answer_form(
    form: Form, page: FormPage, deed: Callable[[], object], done: str, *, to: Callable[[], str] | None = None
) -> ResponseReturnValue:
    """Check the form, do the deed, commit, say what is done; or show the form again with what is wrong in it.

    `to` gives the address of the page that follows, where that is not the one behind this.
    """
    if not form.validate_on_submit():
        return show_form(form, page), 422
    return do_and_go(form, page, deed, done, to=to)


def do_and_go(
    form: Form, page: FormPage, deed: Callable[[], object], done: str, *, to: Callable[[], str] | None = None
) -> ResponseReturnValue:
    """The same for a form that has been checked."""
    try:
        deed()
        db.session.commit()
    except DomainError as error:
        if error.kind in (ErrorKind.NOT_FOUND, ErrorKind.FORBIDDEN):
            raise
        _refuse(form, page.fields.get(error.code, ""), domain_message(error))
        return show_form(form, page), 422
    except IntegrityError:
        _refuse(form, "", gettext("Orang lain baru saja menyimpan hal yang sama. Muat ulang dan periksa lagi."))
        return show_form(form, page), 422
    flash(done, "done")
    return redirect(to() if to else page.back[1], 303)


def _refuse(form: Form, name: str, message: str) -> None:
    db.session.rollback()
    if name in form:
        form[name].errors = [*form[name].errors, message]
    else:
        form.form_errors.append(message)
