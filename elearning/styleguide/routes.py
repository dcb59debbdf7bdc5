"""The page /styleguide; `?theme=dark` shows the night. Registered outside production only."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from elearning.core import display
from elearning.core.permissions import public
from elearning.styleguide import examples
from elearning.styleguide.asked import asked_questions
from elearning.styleguide.forms import ExampleForm

blueprint = Blueprint("styleguide", __name__, template_folder="templates")


@blueprint.get("/styleguide")
@public
def show() -> ResponseReturnValue:
    """Every component in every state."""
    theme = request.args.get("theme", "")
    if theme in display.VALUES["theme"]:
        g.display = replace(display.current(), theme=theme)
    form = ExampleForm(examples.TYPED)
    form.validate()
    return render_template(
        "styleguide/show.html",
        surface="styleguide",
        form=form,
        examples=examples,
        asked_questions=asked_questions(),
        **examples.FRAME,
    )
