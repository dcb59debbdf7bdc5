"""Style sheets, scripts, pictures and the font as they reach a browser: joined, minified, compressed, named by content.

Everything is built in memory from `static/` and served under `/assets/<name>.<hash>.<ext>` for a year. A page blocks
its first paint on one style sheet only, that of its surface: "learner" (home, catalogue, competency), "study" (lessons
and quizzes, whose own text is long: with one sheet for both, the longest lessons would pass 14 KB before the first
paint), "check" (the public certificate check, opened once from a QR code by somebody who will not come back: no font,
no script) or "office". Each comes in a lean twin without the font for who saves data. The kawung is the visible content
of the icon sprite, whose symbols are drawn by `<use>` only: one request brings both.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import rjsmin  # type: ignore[import-untyped]
from flask import Blueprint, Flask, Response, abort, current_app, g, has_request_context, request
from flask.typing import ResponseReturnValue

from elearning.core import display
from elearning.core.permissions import public

EVERY_SHEET = ("pelita.css", "home.css", "catalog.css", "gate.css", "reading.css", "quiz.css", "studio.css")
SHEETS = {
    "learner": ("pelita.css", "home.css", "catalog.css", "gate.css"),
    "study": ("pelita.css", "reading.css", "quiz.css"),
    "check": ("check.css",),
    "office": EVERY_SHEET,
    "styleguide": (*EVERY_SHEET, "styleguide.css"),
}
WITHOUT_FONT = {"check"}
SCRIPT_FOLDERS = {"learner": ("learner",), "office": ("learner", "office")}
SCRIPTS = {"learner": "learner.js", "study": "learner.js", "office": "office.js", "styleguide": "office.js"}
FONT = "plus-jakarta-sans-latin.woff2"
FONT_SHEET = "font.css"
YEAR_SECONDS = 31_536_000
HASH_LENGTH = 12
MIN_COMPRESSED_BYTES = 200
STAMP_SECONDS = 1.0
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

_IMPORT = re.compile(r'@import url\("([^"]+)"\);')
_STRING_OR_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/""", re.DOTALL)
_SPACE = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s*([{};,])\s*|(:)\s+|\s+""")
_URL = re.compile(r'url\("(?:\.\./)*(?:[a-z]+/)?([a-z0-9.-]+)"\)')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BETWEEN_TAGS = re.compile(r">\s+<")
_EXPORT = re.compile(r"^export function (attach)\(", re.MULTILINE)
_FOREIGN = re.compile(r"^\s*(import|export)\b", re.MULTILINE)

blueprint = Blueprint("assets", __name__)


class AssetError(Exception):
    """A source under `static/` cannot be joined; the message names it."""


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its fingerprinted name, type, bytes, and the content codings it can be had in, best first."""

    name: str
    content_type: str
    body: bytes
    codings: tuple[str, ...]

    def coded(self, coding: str) -> bytes:
        """The bytes in one of its codings, compressed when first asked for: a start need not wait for a dozen files."""
        return self._brotli if coding == "br" else self._gzip

    @cached_property
    def _brotli(self) -> bytes:
        compressed: bytes = brotli.compress(self.body, quality=10)
        return compressed

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)


@dataclass(frozen=True)
class AssetSet:
    """All assets of one state of `static/`: by plain name ("learner.css") and by fingerprinted name."""

    by_name: Mapping[str, Asset]
    by_address: Mapping[str, Asset]


def register(app: Flask) -> None:
    """Build the assets, serve them, and give templates their addresses."""
    folder = Path(app.static_folder or "")
    app.extensions["assets"] = _Store(folder, is_watching=not app.config["SETTINGS"].is_production)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset_url=asset_url, stylesheet_url=stylesheet_url, script_url=script_url)


def asset_url(name: str) -> str:
    """The address of an asset by its plain name: "learner.js", "icons.svg", "favicon.svg"."""
    assets = _store().current()
    if name not in assets.by_name:
        raise AssetError(f"there is no asset {name!r}; known: {', '.join(sorted(assets.by_name))}")
    return f"{request.script_root if has_request_context() else ''}/assets/{assets.by_name[name].name}"


def sprite_url() -> str:
    """The address of the icon sprite, found once a request: a page shows dozens of its pictures."""
    found: str | None = g.get("sprite_url")
    if found is None:
        found = g.sprite_url = asset_url("icons.svg")
    return found


def stylesheet_url(surface: str) -> str:
    """The one style sheet of a surface ("learner", "study", "office"), lean for who saves data."""
    return asset_url(f"{surface}-lean.css" if display.saves_data() else f"{surface}.css")


def script_url(surface: str) -> str:
    """The one script of a surface."""
    return asset_url(SCRIPTS[surface])


@blueprint.get("/assets/<name>")
@public
def serve(name: str) -> ResponseReturnValue:
    """An asset by its fingerprinted name; nothing that is not of the present state exists."""
    asset = _store().current().by_address.get(name)
    if asset is None:
        abort(404)
    coding = next((coding for coding in asset.codings if request.accept_encodings.quality(coding) > 0), None)
    response = Response(asset.coded(coding) if coding else asset.body, content_type=asset.content_type)
    if coding:
        response.content_encoding = coding
    if asset.codings:
        response.vary.add("Accept-Encoding")
    response.set_etag(f"{name}{'-' + coding if coding else ''}")
    response.cache_control.public = True
    response.cache_control.max_age = YEAR_SECONDS
    response.cache_control.immutable = True
    return response.make_conditional(request)


class _Store:
    """Holds the built set; outside production it is built anew when a file changes."""

    def __init__(self, folder: Path, *, is_watching: bool) -> None:
        self._folder = folder
        self._is_watching = is_watching
        self._looked_at = time.monotonic()
        self._set = build(folder, stamp_of(folder))

    def current(self) -> AssetSet:
        """The set to serve now."""
        if self._is_watching and time.monotonic() - self._looked_at > STAMP_SECONDS:
            self._set = build(self._folder, stamp_of(self._folder))
            self._looked_at = time.monotonic()
        return self._set


def _store() -> _Store:
    store: _Store = current_app.extensions["assets"]
    return store


def stamp_of(folder: Path) -> tuple[int, int]:
    """What changes when a file under `folder` is written, added or removed: (newest change, number of files)."""
    times = [path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()]
    return max(times, default=0), len(times)


@lru_cache(maxsize=2)
def build(folder: Path, stamp: tuple[int, int]) -> AssetSet:
    """Build every asset of a `static` folder; `stamp` only tells one state of it from the next.

    Raises:
        AssetError: a sheet lists a missing file, or a script has a form that cannot be joined.
    """
    del stamp
    pictures = {
        "icons.svg": _asset("icons.svg", _sprite(folder).encode()),
        "favicon.svg": _asset("favicon.svg", _tight_svg(_read(folder / "img" / "favicon.svg")).encode()),
        FONT: _asset(FONT, (folder / "fonts" / FONT).read_bytes()),
    }
    addresses = {name: asset.name for name, asset in pictures.items()} | {"kawung.svg": pictures["icons.svg"].name}
    assets = pictures | _sheets(folder, addresses) | _scripts(folder)
    return AssetSet(assets, {asset.name: asset for asset in assets.values()})


def join_sheet(path: Path) -> str:
    """A style sheet with the files of its `@import` lines in their place and order."""
    css = _read(path)
    return _IMPORT.sub(lambda found: join_sheet(path.parent / found.group(1)), css)


def minify_css(css: str) -> str:
    """CSS without comments and without space that means nothing.

    A space before a colon stays (`.a :focus` is not `.a:focus`, which ready-made minifiers confuse inside `@layer`), and
    so do those around operators (`calc(1px + 2px)`).
    """
    bare = _STRING_OR_COMMENT.sub(lambda found: found.group(1) or " ", css)
    tight = _SPACE.sub(lambda found: found.group(1) or found.group(2) or found.group(3) or " ", bare)
    return tight.replace(";}", "}").strip()


def join_scripts(paths: list[Path], start: str) -> str:
    """ES modules, each exporting `attach(element)`, as one script: a table by file name, then `start`."""
    parts = []
    for path in sorted(paths):
        source, exports = _EXPORT.subn(r"function \1(", _read(path))
        if exports != 1 or _FOREIGN.search(source):
            raise AssetError(f"{path.name}: a module exports attach(element) and neither imports nor exports more")
        parts.append(f'modules["{path.stem}"] = (() => {{\n{source}\nreturn attach;\n}})();')
    return "\n".join(["const modules = {};", *parts, start])


def _sheets(folder: Path, addresses: Mapping[str, str]) -> dict[str, Asset]:
    def minified(name: str) -> str:
        return minify_css(_URL.sub(lambda url: _address(url, addresses), join_sheet(folder / "css" / name)))

    parts = {name: minified(name) for name in {FONT_SHEET, *chain.from_iterable(SHEETS.values())}}
    found = {}
    for surface, names in SHEETS.items():
        css = "".join(parts[name] for name in names)
        full = css if surface in WITHOUT_FONT else parts[FONT_SHEET] + css
        for name, text in ((f"{surface}.css", full), (f"{surface}-lean.css", css)):
            found[name] = _asset(name, text.encode())
    return found


def _address(url: re.Match[str], addresses: Mapping[str, str]) -> str:
    name = url.group(1)
    if name not in addresses:
        raise AssetError(f"a style sheet asks for {name}, which is not an asset")
    return f'url("{addresses[name]}")'


def _scripts(folder: Path) -> dict[str, Asset]:
    start = _read(folder / "js" / "start.js")
    found = {}
    for surface, folders in SCRIPT_FOLDERS.items():
        paths = [path for name in folders for path in (folder / "js" / name).glob("*.js")]
        script = rjsmin.jsmin(join_scripts(paths, start))
        found[f"{surface}.js"] = _asset(f"{surface}.js", str(script).encode())
    return found


def _sprite(folder: Path) -> str:
    """The icons, with the kawung as what a viewer (or a mask) sees of the file."""
    icons = _tight_svg(_read(folder / "img" / "icons.svg"))
    kawung = _tight_svg(_read(folder / "img" / "kawung.svg"))
    inside = kawung[kawung.index(">") + 1 :]
    opening = '<svg viewBox="0 0 48 48" width="48" height="48"'
    return icons.removesuffix("</svg>").replace("<svg", opening, 1) + inside


def _tight_svg(svg: str) -> str:
    return _BETWEEN_TAGS.sub("><", _COMMENT.sub("", svg)).strip()


def _asset(name: str, body: bytes) -> Asset:
    stem, _, extension = name.rpartition(".")
    fingerprint = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
    address = f"{stem}.{fingerprint}.{extension}"
    is_worth_it = extension != "woff2" and len(body) >= MIN_COMPRESSED_BYTES
    return Asset(address, TYPES[f".{extension}"], body, ("br", "gzip") if is_worth_it else ())


def _read(path: Path) -> str:
    if not path.is_file():
        raise AssetError(f"{path.name} is missing under static/")
    return path.read_text(encoding="utf-8")
