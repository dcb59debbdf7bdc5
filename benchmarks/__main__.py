"""`python -m benchmarks [--quick] [--json]`: measure, print one table, exit 1 when a required figure is missed."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks import bare_loop, floor
from benchmarks.load import Outcome
from benchmarks.report import Report, as_text, line, verdicts
from benchmarks.scenarios import Scenario, floor_scenarios, scenarios
from benchmarks.servers import gunicorn, measure, mute_responder
from benchmarks.site import environment, prepare

SEQUENCES_A_ROUND = 1_000_000
FIRST_SEQUENCE = 200_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: a look, not a measurement")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout instead of the table")
    parser.add_argument("--only", help="only scenarios whose name contains this")
    options = parser.parse_args()
    rounds, seconds = (1, 1.0) if options.quick else (3, 3.0)
    with tempfile.TemporaryDirectory(prefix="pelita-bench-", dir=disk_folder()) as name:
        report = run(Path(name), rounds, seconds, options.only)
    print(json.dumps(report.as_json()) if options.json else as_text(report))
    return 0 if report.is_enough else 1


def run(folder: Path, rounds: int, seconds: float, only: str | None) -> Report:
    """Everything, in rounds that alternate between the floors and Pelita."""
    say("preparing a site …")
    site = prepare(folder)
    chosen = [each for each in scenarios(site) if not only or only in each.name]
    save = bare_loop.statements_of_a_save(
        site, next(each for each in scenarios(site) if each.name == "answer save").lanes[0][0]
    )
    floor.make_database(str(folder / "floor.sqlite"))
    cookie = _floor_cookie()
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    loops: list[tuple[float, float]] = []
    with (
        gunicorn("benchmarks.floor:app", folder, {"FLOOR_DATABASE": str(folder / "floor.sqlite")}) as floor_port,
        gunicorn("wsgi:app", folder, environment(site)) as port,
    ):
        for number in range(rounds):
            say(f"round {number + 1} of {rounds} …")
            for each in floor_scenarios(cookie):
                outcomes[each.name].append(_measure(each, floor_port, seconds, 0))
            for place, each in enumerate(chosen):
                sequence = FIRST_SEQUENCE + (number * len(chosen) + place) * SEQUENCES_A_ROUND
                outcomes[each.name] += _repeated(each, port, seconds, (number, sequence))
            loops.append(
                (
                    bare_loop.session_rate(site, save, seconds, folder),
                    bare_loop.driver_rate(site, save, seconds, folder),
                )
            )
    with mute_responder() as mute_port:
        client = measure(floor_scenarios(cookie)[0].job(mute_port, seconds, 0)).per_second
    return _report(dict(outcomes), loops, client)


def _repeated(scenario: Scenario, port: int, seconds: float, place: tuple[int, int]) -> list[Outcome]:
    """The outcome of a round (its number and first sequence); nothing where once was enough."""
    number, sequence = place
    return [] if scenario.once and number else [_measure(scenario, port, seconds, sequence)]


def _measure(scenario: Scenario, port: int, seconds: float, sequence: int) -> Outcome:
    measure(scenario.job(port, 0.2, sequence)) if not scenario.once else None
    outcome = measure(scenario.job(port, seconds, sequence + SEQUENCES_A_ROUND // 2))
    if set(outcome.statuses) != {str(scenario.expects)}:
        raise RuntimeError(f"{scenario.name}: expected only {scenario.expects}, got {outcome.statuses}")
    return outcome


def _report(outcomes: dict[str, list[Outcome]], loops: list[tuple[float, float]], client: float) -> Report:
    names = list(outcomes)
    empty, reads = (outcomes[name] for name in names[:2])
    floors = [(one.per_second, other.per_second) for one, other in zip(empty, reads, strict=True)]
    lines = {name: line(name, found, floors) for name, found in outcomes.items()}
    saves = [outcome.per_second for outcome in outcomes.get("answer save", [])]
    shares = [save / session for save, (session, _) in zip(saves, loops, strict=False)]
    save_of_loop = median(shares) if shares else 0.0
    is_whole = {"lesson page", "answer save", "home", "certificate, first rendering"} <= lines.keys()
    judged = verdicts(lines, save_of_loop, client, lines[names[0]].per_second) if is_whole else []
    session, driver = (median(rates) for rates in zip(*loops, strict=True))
    return Report(list(lines.values()), session, driver, save_of_loop, client, judged)


def _floor_cookie() -> str:
    response = floor.app.test_client().get("/entrance")
    return response.headers["Set-Cookie"].partition(";")[0]


def disk_folder() -> str | None:
    """Where files survive a restart, so that a commit costs here what it costs on a site (/tmp may lie in memory)."""
    return "/var/tmp" if os.access("/var/tmp", os.W_OK) else None  # noqa: S108


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
