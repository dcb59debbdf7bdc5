"""Style sheets and scripts: joined in order, small, fingerprinted, and complete for what templates use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

import elearning
from config import Settings
from elearning.core import assets, jinja
from elearning.core.assets import AssetError, AssetSet, build, join_scripts, join_sheet, minify_css, stamp_of
from elearning.extensions import babel

PACKAGE = Path(elearning.__file__).parent
STATIC = PACKAGE / "static"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
CLASS_ATTRIBUTE = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"')
SURFACE = re.compile(r'{% set surface = "([a-z]+)" %}')
LAYOUTS = PACKAGE / "templates" / "layouts"
WHOLE_CLASS = re.compile(r"[a-z][\w-]*[a-z0-9]")


@pytest.fixture(scope="module")
def built() -> AssetSet:
    return build(STATIC, stamp_of(STATIC))


@pytest.fixture(scope="module")
def asset_app() -> Flask:
    app = Flask(__name__, static_folder=str(STATIC), template_folder=str(PACKAGE / "templates"))
    app.config["SETTINGS"] = Settings(testing=True)
    app.secret_key = "only for this test"
    babel.init_app(app, default_locale="id")
    jinja.register(app)
    assets.register(app)
    return app


def sheet(built: AssetSet, name: str) -> str:
    return built.by_name[name].body.decode()


def test_the_order_of_the_layers_comes_before_the_first_rule(built: AssetSet) -> None:
    css = sheet(built, "learner-lean.css")

    assert css.startswith("@layer reset,tokens,base,layout,components,utilities;")


def test_imports_are_joined_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.css").write_text(".a{}")
    (tmp_path / "b.css").write_text(".b{}")
    (tmp_path / "all.css").write_text('@layer x;\n@import url("b.css");\n@import url("parts/a.css");\n.end{}')

    joined = join_sheet(tmp_path / "all.css")

    assert joined.split() == ["@layer", "x;", ".b{}", ".a{}", ".end{}"]


def test_a_missing_sheet_is_named(tmp_path: Path) -> None:
    (tmp_path / "all.css").write_text('@import url("gone.css");')

    with pytest.raises(AssetError, match=r"gone\.css"):
        join_sheet(tmp_path / "all.css")


@pytest.mark.parametrize(
    ("css", "small"),
    [
        (".a  {\n  color : red ;\n  margin: 0 auto;\n}\n", ".a{color :red;margin:0 auto}"),
        ("@layer x {\n  .a :focus { b: c; }\n}", "@layer x{.a :focus{b:c}}"),
        ("@layer x { .a :is(b, i) { c: d } }", "@layer x{.a :is(b,i){c:d}}"),
        (".a { w: calc(-1 * var(--b) + 2px); }", ".a{w:calc(-1 * var(--b) + 2px)}"),
        ('.a { content: "  ;  }"; }', '.a{content:"  ;  }"}'),
        (".a::after { content: '/* no */'; }", ".a::after{content:'/* no */'}"),
        ('/* it\'s "quoted" */ .a { b: c }', ".a{b:c}"),
        ("@media (min-width: 48rem) and (x) { .a { b: c } }", "@media (min-width:48rem) and (x){.a{b:c}}"),
        (".a/* gap */.b > .c { d: e }", ".a .b > .c{d:e}"),
    ],
)
def test_only_space_without_meaning_is_taken(css: str, small: str) -> None:
    assert minify_css(css) == small


def test_no_import_and_no_comment_reaches_the_browser(built: AssetSet) -> None:
    for name, asset in built.by_name.items():
        text = asset.body.decode(errors="replace")
        assert "@import" not in text, name
        assert "/*" not in text or name.endswith(".woff2"), name


def test_what_a_sheet_loads_is_an_asset(built: AssetSet) -> None:
    loaded = set(re.findall(r"url\(['\"]?([^'\")]+)", sheet(built, "office.css")))

    assert loaded
    assert loaded <= set(built.by_address)


def test_the_font_is_left_out_of_the_lean_sheets(built: AssetSet) -> None:
    assert "@font-face" in sheet(built, "learner.css")
    assert "@font-face" not in sheet(built, "learner-lean.css")
    assert "@font-face" not in sheet(built, "check.css")


@pytest.mark.parametrize(
    ("name", "coding", "budget"),
    [
        ("learner.css", "br", 7_650),
        ("learner.css", "gzip", 8_350),
        ("study.css", "br", 7_500),
        ("study.css", "gzip", 8_250),
        ("check.css", "br", 4_900),
        ("check.css", "gzip", 5_400),
        ("office.css", "br", 9_300),
        ("learner.js", "br", 8_000),
        ("office.js", "br", 8_000),
        ("icons.svg", "gzip", 1_500),
    ],
)
def test_an_asset_keeps_to_its_weight(built: AssetSet, name: str, coding: str, budget: int) -> None:
    assert len(built.by_name[name].coded(coding)) <= budget


def test_modules_are_joined_by_name_and_started(tmp_path: Path) -> None:
    (tmp_path / "menu.js").write_text("export function attach(element) { element.open = false; }\n")

    script = join_scripts([tmp_path / "menu.js"], "start();")

    assert 'modules["menu"] = ' in script
    assert "export" not in script
    assert script.endswith("start();")


@pytest.mark.parametrize(
    "source",
    [
        "export function open(element) {}\n",
        'import { x } from "./x.js";\nexport function attach(element) {}\n',
        "export function attach(element) {}\nexport const more = 1;\n",
    ],
)
def test_a_module_of_another_shape_is_refused(tmp_path: Path, source: str) -> None:
    (tmp_path / "odd.js").write_text(source)

    with pytest.raises(AssetError, match=r"odd\.js"):
        join_scripts([tmp_path / "odd.js"], "")


def test_a_module_stays_under_eighty_lines() -> None:
    for path in (STATIC / "js").rglob("*.js"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 80, path.name


@pytest.mark.parametrize("name", ["learner.css", "learner.js", "icons.svg", "plus-jakarta-sans-latin.woff2"])
def test_an_asset_is_served_for_a_year(asset_app: Flask, name: str) -> None:
    address = _address(asset_app, name)

    response = asset_app.test_client().get(address)

    assert response.status_code == 200
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "immutable" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("gzip, br;q=0", "gzip"), ("", None)]
)
def test_the_coding_follows_the_browser(asset_app: Flask, accepted: str, sent: str | None) -> None:
    address = _address(asset_app, "learner.css")

    response = asset_app.test_client().get(address, headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in response.headers["Vary"]


def test_an_unchanged_asset_is_not_sent_again(asset_app: Flask) -> None:
    client, address = asset_app.test_client(), _address(asset_app, "learner.css")
    first = client.get(address)

    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert second.status_code == 304
    assert second.data == b""


@pytest.mark.parametrize("name", ["learner.000000000000.css", "learner.css", "..%2Fconfig.py", "x"])
def test_an_unknown_address_is_not_found(asset_app: Flask, name: str) -> None:
    assert asset_app.test_client().get(f"/assets/{name}").status_code == 404


def test_who_saves_data_gets_the_lean_sheet(asset_app: Flask) -> None:
    with asset_app.test_request_context(headers={"Save-Data": "on"}):
        assert "/learner-lean." in assets.stylesheet_url("learner")
    with asset_app.test_request_context(headers={"Cookie": "pelita_display=data%3Dsaved"}):
        assert "/learner." in assets.stylesheet_url("learner")
    with asset_app.test_request_context(headers={"Cookie": "pelita_display=data=saved"}):
        assert "/learner-lean." in assets.stylesheet_url("learner")


def test_a_changed_file_is_built_anew(tmp_path: Path) -> None:
    folder = _copy_of_static(tmp_path)
    before = build(folder, stamp_of(folder))
    sheet_file = folder / "css" / "components" / "card.css"
    sheet_file.write_text(sheet_file.read_text() + "\n@layer components { .card--new { color: red; } }\n")

    after = build(folder, stamp_of(folder))

    assert before.by_name["learner.css"].name != after.by_name["learner.css"].name
    assert ".card--new" in sheet(after, "learner.css")


def test_both_lists_of_night_colours_are_alike() -> None:
    by_device, by_wish = _night_lists()

    assert by_device
    assert by_device == by_wish


@pytest.mark.parametrize("theme", ["day", "night"])
@pytest.mark.parametrize(
    ("front", "grounds", "least"),
    [
        ("ink", ("paper", "surface", "wash", "action-wash", "attention-wash", "loss-wash"), 7.0),
        ("ink-soft", ("paper", "surface", "wash", "action-wash"), 4.5),
        ("action", ("paper", "surface", "wash", "action-wash"), 4.5),
        ("action-strong", ("paper", "surface", "wash", "action-wash"), 4.5),
        ("on-action", ("action", "action-strong"), 4.5),
        ("attention", ("paper", "surface", "wash", "attention-wash"), 4.5),
        ("loss", ("paper", "surface", "wash", "loss-wash"), 4.5),
        ("on-loss", ("loss",), 4.5),
        ("paper", ("ink", "action"), 4.5),
        ("on-deep", ("deep",), 4.5),
        ("on-deep-soft", ("deep",), 4.5),
        ("attention-mark", ("paper", "surface", "attention-wash"), 3.0),
        ("edge", ("paper", "surface", "wash"), 3.0),
        ("focus", ("paper", "surface", "wash", "action-wash"), 3.0),
    ],
)
def test_a_pair_of_colours_can_be_read(theme: str, front: str, grounds: tuple[str, ...], least: float) -> None:
    colours = _day_colours() | (_night_lists()[0] if theme == "night" else {})

    for ground in grounds:
        assert _contrast(colours[front], colours[ground]) >= least, f"--{front} on --{ground}, {theme}"


def test_every_class_of_a_template_has_a_rule(built: AssetSet) -> None:
    known = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", sheet(built, "styleguide.css")))
    known |= {name.split("__")[0] for name in known}  # a block may have rules for its elements only

    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        missing = _classes(path.read_text(encoding="utf-8")) - known
        assert not missing, f"{path.relative_to(PACKAGE)}: {sorted(missing)}"


def test_a_page_uses_only_components_that_its_layout_carries(built: AssetSet) -> None:
    surfaces = {path.name: SURFACE.findall(path.read_text(encoding="utf-8")) for path in LAYOUTS.glob("*.html")}

    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        template = path.read_text(encoding="utf-8")
        layout = re.search(r'{% extends "layouts/([a-z_]+\.html)" %}', template)
        if layout is None or path.parent == LAYOUTS or "styleguide" in path.parts:
            continue
        surface = next(iter(SURFACE.findall(template) or surfaces[layout.group(1)] or ["learner"]))
        blocks = {name.replace("_", "-") for name in re.findall(r'from "components/([a-z_]+)\.html"', template)}
        drawn = {block for block in blocks if f".{block}" in sheet(built, "office.css")}
        missing = {block for block in drawn if f".{block}" not in sheet(built, f"{surface}.css")}
        assert not missing, f"{path.relative_to(PACKAGE)} ({surface}): {sorted(missing)}"


def _classes(template: str) -> set[str]:
    """Classes written in `class="…"`, plain or quoted inside an expression; what an expression completes is left out."""
    found: set[str] = set()
    for attribute in CLASS_ATTRIBUTE.findall(template):
        plain = EXPRESSION.sub("\0", attribute).split()
        quoted = " ".join(QUOTED.findall(" ".join(EXPRESSION.findall(attribute)))).split()
        found.update(word for word in plain if WHOLE_CLASS.fullmatch(word))
        found.update(word for word in quoted if WHOLE_CLASS.fullmatch(word) and ("-" in word or "__" in word))
    return found


def _address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return assets.asset_url(name)


def _copy_of_static(target: Path) -> Path:
    for path in STATIC.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(STATIC)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return target


def _night_lists() -> tuple[dict[str, str], dict[str, str]]:
    by_device = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', TOKENS, re.DOTALL)
    by_wish = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', TOKENS, re.DOTALL)
    assert by_device
    assert by_wish
    return _colours(by_device.group(1)), _colours(by_wish.group(1))


def _day_colours() -> dict[str, str]:
    day = re.search(r":root \{(.*?)\n  \}", TOKENS, re.DOTALL)
    assert day
    return _colours(day.group(1))


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block))


def _contrast(first: str, second: str) -> float:
    """Contrast ratio of two #rrggbb colours. Source: WCAG 2.2, definitions of contrast ratio and relative luminance."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
