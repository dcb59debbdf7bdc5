"""`python -m benchmarks.scale`: what every page costs as the number of people grows, on both engines (`make bench-scale`).

In one process through the application itself, no server between. The sizes take turns page by page, in several rounds, so that
what else the machine does falls on all of them alike; what is shown is the median of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from flask import Flask
from werkzeug.test import run_wsgi_app

from benchmarks.__main__ import disk_folder, say
from benchmarks.scale_pages import Page, pages
from benchmarks.scale_sites import POSTGRESQL, SQLITE, places
from benchmarks.scale_table import as_markdown, write_into
from benchmarks.scale_world import DOERS, make_world
from config import Settings
from elearning import create_app
from tests.support.statements import count_statements

WARM_UPS = 2
MOST_TIMES, LEAST_TIMES = 20, 3
SLOW_SECONDS = 1.0
"""A page that takes longer, a file of everybody, is asked once a round."""
ENGINES = (SQLITE, POSTGRESQL)
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
"""The processor's leaves out what others on the machine do; a PostgreSQL server is one of them."""


@dataclass
class Measured:
    """One page at one size: seconds of each round, statements and bytes of one answer."""

    rounds: list[list[float]] = field(default_factory=list)
    statements: int = 0
    size: int = 0

    def milliseconds(self, percent: int) -> float:
        """The median over the rounds of a percentile."""
        return 1_000 * median(percentile(each, percent) for each in self.rounds)


@dataclass(frozen=True)
class Site:
    """An application with its pages."""

    size: int
    app: Flask
    pages: dict[tuple[str, str], Page]


def main() -> int:
    options = _options()
    with _folder(options.keep) as folder, places(folder, options.engine, options.sizes) as found:
        for engine in options.engine:
            sites = [_site(place.size, place.settings) for place in found if place.engine == engine]
            print(f"\n{engine}\n\n{_table(engine, sites, options)}")
    return 0


def _table(engine: str, sites: list[Site], options: argparse.Namespace) -> str:
    """The table of an engine; written after each page too: a measurement that is stopped has not been for nothing."""
    text = ""
    for measured in measure(sites, options):
        text = as_markdown(measured, options.sizes)
        if options.write:
            write_into(options.write, engine, text)
    return text


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=[1_000, 10_000, 100_000], help="1000,10000,100000")
    parser.add_argument("--engine", type=lambda text: text.split(","), default=list(ENGINES), help="sqlite,postgresql")
    parser.add_argument("--keep", type=Path, help="a folder whose sites are used again and stay")
    parser.add_argument("--only", default="", help="only pages whose address contains this")
    parser.add_argument("--no-files", action="store_true", help="leave out the files, which grow with their rows")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.5, help="the longest time for a page, size and round")
    parser.add_argument(
        "--clock", choices=list(CLOCKS), default="wall", help="what seconds are: passed, or of this process"
    )
    parser.add_argument("--write", type=Path, help="a document; its table of the engine is replaced")
    return parser.parse_args()


def measure(sites: list[Site], options: argparse.Namespace) -> Iterator[dict[tuple[str, str], dict[int, Measured]]]:
    """Every page at every size; what there is after each page."""
    wanted = [key for key in sites[0].pages if options.only in key[0] and not (options.no_files and is_file(key[0]))]
    gc.collect()
    gc.freeze()
    found: dict[tuple[str, str], dict[int, Measured]] = {}
    for place, key in enumerate(wanted, start=1):
        say(f"{place} of {len(wanted)}: {key[1]} {key[0]}")
        runs = [Run(site, site.pages[key], CLOCKS[options.clock]) for site in sites]
        for run in runs:
            run.warm_up()
        for _ in range(options.rounds):
            for run in runs:
                run.round(options.seconds, options.rounds)
        found[key] = {run.site.size: run.measured for run in runs}
        yield found


def is_file(name: str) -> bool:
    """Whether an address is that of a file of all rows."""
    return name.partition("?")[0].endswith((".csv", ".xlsx"))


@dataclass
class Run:
    """One page at one size, asked again and again."""

    site: Site
    page: Page
    now: Callable[[], float]
    asked: int = 0
    least: int = LEAST_TIMES
    measured: Measured = field(default_factory=Measured)

    def warm_up(self) -> None:
        """What only the first requests pay; then one whose statements are counted."""
        begun = time.perf_counter()
        for _ in range(WARM_UPS):
            self.ask()
            if time.perf_counter() - begun > SLOW_SECONDS:
                self.least = 1
                break
        with count_statements() as seen:
            self.measured.size = self.ask()[1]
        self.measured.statements = seen.count

    def round(self, seconds: float, rounds: int) -> None:
        """Some requests; deeds as often as there are people left to do them."""
        most = (DOERS - WARM_UPS - 1) // rounds if self.page.is_deed else MOST_TIMES
        begun, times = time.perf_counter(), []
        while len(times) < most and (len(times) < self.least or time.perf_counter() - begun < seconds):
            times.append(self.ask()[0])
        self.measured.rounds.append(times)

    def ask(self) -> tuple[float, int]:
        """Seconds and bytes of one answer."""
        environ = self.page.make(self.asked)
        self.asked += 1
        begun = self.now()
        pieces, status, _ = run_wsgi_app(self.site.app, environ, buffered=True)
        length = sum(map(len, pieces))
        seconds = self.now() - begun
        if not status.startswith(("200", "204", "303")):
            raise RuntimeError(f"{self.page.who} {self.page.name} at {self.site.size} people: {status}")
        return seconds, length


def _site(size: int, settings: Settings) -> Site:
    app = create_app(settings)
    return Site(size, app, {page.key: page for page in pages(app, make_world(app))})


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed; the highest of a few."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _numbers(text: str) -> list[int]:
    return sorted(int(each) for each in text.split(","))


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="pelita-scale-", dir=disk_folder()) as name:
        yield Path(name)


if __name__ == "__main__":
    sys.exit(main())
