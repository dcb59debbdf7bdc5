"""Settings that an administrator may change while the site runs: kept in the database over those of the environment.

Every change is a row with who, when, the value before and after; the last row of a name is what counts, none (or one
without a value) leaves the environment's.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.core.types import Moment, PrimaryKey
from elearning.extensions import Model


class SiteSettingChange(Model):
    """One change. `new_value` None: the environment's value counts again. `actor_id` None: the command line."""

    __tablename__ = "site_setting_change"

    id: Mapped[PrimaryKey]
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(40), index=True)
    old_value: Mapped[str | None] = mapped_column(String(300))
    new_value: Mapped[str | None] = mapped_column(String(300))
