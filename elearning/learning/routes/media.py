"""Photographs of courses: the address names the revision, so that a browser may keep them for ever."""

from __future__ import annotations

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from elearning.catalog.queries import photograph
from elearning.core import storage
from elearning.core.permissions import Permission, requires
from elearning.learning.routes.blueprint import blueprint

YEAR_SECONDS = 31_536_000


@blueprint.get("/kursus/<slug>/media/<int(max=1000000):revision>/<path:path>")
@requires(Permission.LEARN)
def media(slug: str, revision: int, path: str) -> ResponseReturnValue:
    """A photograph of a revision of a course; one whose file is lost is not there (`courses sync` brings it back)."""
    found = photograph(slug, revision, path)
    content = storage.read(found.sha256) if found else None
    if found is None or content is None:
        abort(404)
    response = Response(content, mimetype=found.media_type)
    response.set_etag(found.sha256)
    response.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    return response.make_conditional(request)
