"""The settings of the running application, for code that must not know Flask."""

from __future__ import annotations

from flask import current_app

from config import Settings


def settings() -> Settings:
    """The checked settings of `config.py`."""
    found: Settings = current_app.config["SETTINGS"]
    return found
