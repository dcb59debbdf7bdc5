"""Pages that explain the site to everybody: help, accessibility, privacy, contact."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from elearning.administration.routes.blueprint import blueprint
from elearning.core.permissions import public


@blueprint.get("/bantuan")
@public
def help_page() -> ResponseReturnValue:
    """How to sign in, learn, be tested, be certified."""
    return render_template("administration/help.html")


@blueprint.get("/aksesibilitas")
@public
def accessibility() -> ResponseReturnValue:
    """What the site promises to people with disabilities, and how to report a barrier."""
    return render_template("administration/accessibility.html")


@blueprint.get("/privasi")
@public
def privacy() -> ResponseReturnValue:
    """What is kept of people, why, who sees it, for how long, and their rights."""
    days = current_app.config["SETTINGS"].session_days
    return render_template("administration/privacy.html", session_days=days)


@blueprint.get("/kontak")
@public
def contact() -> ResponseReturnValue:
    """Whom to ask about what."""
    return render_template("administration/contact.html")
