"""The logo of the site: every picture that was ever chosen, which of them is shown now, and its address.

The choice is a change of a setting like others (`site_changes`), named by the picture's hash, so every process learns
of it within seconds. Pictures are never deleted: history shows them and they can be chosen again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Flask, Response, abort, current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import CheckConstraint, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from elearning.content.logo_pictures import LogoPicture
from elearning.core.permissions import public
from elearning.core.types import Moment, PrimaryKey
from elearning.core.upsert import insert_once
from elearning.extensions import Model, db

SETTING = "site_logo"
"""What the choice is called among the changed settings."""
CONFIG = "SITE_LOGO"

blueprint = Blueprint("site_logo", __name__)


class SiteLogo(Model):
    """A picture that is or was the logo; `ground` says what it is shown on."""

    __tablename__ = "site_logo"
    __table_args__ = (CheckConstraint("ground IN ('any','light','dark')", name="ground"),)

    id: Mapped[PrimaryKey]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    webp: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    ground: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[Moment]


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture without its bytes, for templates; measures in pixels of the screen, half those of the file."""

    sha256: str
    width: int
    height: int
    ground: str

    @property
    def url(self) -> str:
        """Where the picture is."""
        return url_for("site_logo.picture", sha256=self.sha256)


def register(app: Flask) -> None:
    """Serve the pictures; until the settings are asked for the first time the drawn mark is shown."""
    app.config[CONFIG] = None
    app.register_blueprint(blueprint)


@blueprint.get("/logo/<sha256>.webp")
@public
def picture(sha256: str) -> ResponseReturnValue:
    """A picture by its hash: the address names the bytes, so browsers keep them for a year."""
    webp = db.session.scalar(select(SiteLogo.webp).where(SiteLogo.sha256 == sha256))
    response = Response(webp or abort(404), mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def site_logo() -> Logo | None:
    """The logo as this process knows it; None where the drawn mark is shown."""
    found: Logo | None = current_app.config[CONFIG]
    return found


def logos_of(hashes: Collection[str]) -> dict[str, Logo]:
    """The kept pictures with these hashes; one statement, none for none."""
    if not hashes:
        return {}
    query = select(SiteLogo.sha256, SiteLogo.width, SiteLogo.height, SiteLogo.ground)
    rows = db.session.execute(query.where(SiteLogo.sha256.in_(hashes)))
    return {row.sha256: Logo(row.sha256, row.width // 2, row.height // 2, row.ground) for row in rows}


def keep_logo(drawn: LogoPicture, *, now: datetime) -> str:
    """Keep a picture, once; returns its hash."""
    digest = hashlib.sha256(drawn.webp).hexdigest()
    measures = {"width": drawn.width, "height": drawn.height, "ground": drawn.ground.value}
    insert_once(SiteLogo, ("sha256",), {"sha256": digest, "webp": drawn.webp, "created_at": now, **measures})
    return digest
