"""Settings that an administrator may change while the site runs: kept in the database over those of the environment.

Every change is a row with who, when, the value before and after; the last row of a name is what counts, one without a
value (or none at all) leaves the environment's. Each process keeps the values it knows and asks every few seconds for
the number of the newest row: a change reaches all of them within seconds, without a statement a page.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from config import Settings, SettingsError, changed_settings
from elearning.core import audit
from elearning.core.logs import log
from elearning.core.site_logo import CONFIG as LOGO_CONFIG
from elearning.core.site_logo import SETTING as LOGO_SETTING
from elearning.core.site_logo import logos_of
from elearning.core.types import Moment, PrimaryKey
from elearning.extensions import Model, db

ASKED_EVERY_SECONDS = 5.0
_EXTENSION = "pelita_site_changes"


class SiteSettingChange(Model):
    """One change. `new_value` None: the environment's value counts again. `actor_id` None: the command line."""

    __tablename__ = "site_setting_change"

    id: Mapped[PrimaryKey]
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(40), index=True)
    old_value: Mapped[str | None] = mapped_column(String(300))
    new_value: Mapped[str | None] = mapped_column(String(300))


class SiteChanges:
    """What one process knows of the changes: the settings of the environment, and the newest row that it has seen."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.environment: Settings = app.config["SETTINGS"]
        self.seen: int | None = None
        self._asked_at = 0.0

    def refresh_sometimes(self) -> None:
        """Ask for changes when it was not asked for a few seconds; a database that does not answer changes nothing."""
        now = time.monotonic()
        if now - self._asked_at < ASKED_EVERY_SECONDS:
            return
        self._asked_at = now
        try:
            self.refresh()
        except DBAPIError as error:
            log.warning("settings not refreshed", error=type(error).__name__)
        # Nothing was written; the request begins a transaction of its own.
        db.session.rollback()

    def refresh(self) -> None:
        """Take over what was changed since the last time."""
        newest = db.session.scalar(select(func.max(SiteSettingChange.id)))
        if newest != self.seen:
            texts = _last_values()
            chosen = texts.pop(LOGO_SETTING, "")
            self.app.config[LOGO_CONFIG] = logos_of([chosen] if chosen else []).get(chosen)
            self._apply(texts)
            self.seen = newest

    def _apply(self, texts: Mapping[str, str]) -> None:
        settings = self.environment
        for name, text in texts.items():
            try:
                settings = changed_settings(settings, {name: text})
            except (SettingsError, KeyError) as error:  # written by a version with other limits
                log.warning("changed setting left out", setting=name, error=str(error))
        self.app.config["SETTINGS"] = settings
        self.app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=settings.session_days)


def register(app: Flask) -> None:
    """Keep the settings of the application fresh; tests ask by themselves, so that counts of statements hold."""
    changes = SiteChanges(app)
    app.extensions[_EXTENSION] = changes
    if not app.testing:
        app.before_request(changes.refresh_sometimes)


def site_changes() -> SiteChanges:
    """What this process knows of changes."""
    found: SiteChanges = current_app.extensions[_EXTENSION]
    return found


def text_of(settings: Settings, name: str) -> str:
    """A setting as it is typed."""
    return str(getattr(settings, name))


def change_settings(texts: Mapping[str, str], *, actor_id: int | None, now: datetime) -> list[str]:
    """Keep other values, each with its history; returns the names that differ from now. Call `refresh` after the commit.

    Raises:
        SettingsError: a value is of the wrong type or out of range.
    """
    environment = site_changes().environment
    before, after = current_app.config["SETTINGS"], changed_settings(environment, texts)
    changed = [name for name in texts if text_of(before, name) != text_of(after, name)]
    for name in changed:
        old, new = text_of(before, name), text_of(after, name)
        kept = new if new != text_of(environment, name) else None
        db.session.add(SiteSettingChange(at=now, actor_id=actor_id, name=name, old_value=old, new_value=kept))
        audit.record("setting.changed", None, actor_id=actor_id, now=now, setting=name, old=old, new=new)
    return changed


def change_logo(sha256: str, *, actor_id: int | None, now: datetime) -> bool:
    """Choose a kept picture, or "" for the drawn mark. False when it is shown already. Call `refresh` after the commit."""
    before = _last_values().get(LOGO_SETTING, "")
    if sha256 == before:
        return False
    row = SiteSettingChange(at=now, actor_id=actor_id, name=LOGO_SETTING, old_value=before, new_value=sha256 or None)
    db.session.add(row)
    old, new = before[:12], sha256[:12]
    if sha256:
        audit.record("site_logo.changed", None, actor_id=actor_id, now=now, old=old, new=new)
    else:
        audit.record("site_logo.removed", None, actor_id=actor_id, now=now, old=old, new=new)
    return True


def _last_values() -> dict[str, str]:
    last = select(func.max(SiteSettingChange.id)).group_by(SiteSettingChange.name)
    rows = db.session.execute(
        select(SiteSettingChange.name, SiteSettingChange.new_value).where(SiteSettingChange.id.in_(last))
    )
    return {name: value for name, value in rows if value is not None}
