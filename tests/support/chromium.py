"""Finds a Chromium and opens pages in it; checks them with axe-core, which stands beside the tests."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # what another theme can break: it changes nothing but colours
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def find_chromium(playwright: Playwright) -> str | None:
    """The browser in PATH, else the one that Playwright has downloaded."""
    own = playwright.chromium.executable_path
    return next((path for name in NAMES if (path := shutil.which(name))), own if Path(own).exists() else None)


def find_installed() -> str | None:
    """`find_chromium` for who has no Playwright running."""
    with sync_playwright() as playwright:
        return find_chromium(playwright)


def axe_violations(page: Page, *, only_colours: bool = False) -> list[str]:
    """What axe-core finds wrong on a page, one line per element. Hangs where JavaScript is off: use the page rules there."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    wanted = {"type": "rule", "values": COLOUR_RULES} if only_colours else {"type": "tag", "values": AXE_RULES}
    found: dict[str, Any] = page.evaluate(
        "wanted => axe.run(document, {runOnly: wanted, resultTypes: ['violations']})", wanted
    )
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page, *, only_colours: bool = False) -> None:
    """Fail with all of axe's violations."""
    violations = axe_violations(page, only_colours=only_colours)
    assert not violations, f"axe finds {len(violations)} violations on {page.url}:\n" + "\n".join(violations)


def assert_fits_width(page: Page) -> None:
    """Fail when a page scrolls sideways."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide on a screen of {widths[1]} px"
