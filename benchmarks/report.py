"""What was measured, and whether it is enough. Ratios are of the same round; figures are the medians of the rounds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.load import Outcome

LEAST_LESSON, LEAST_SAVE = 0.33, 0.35
MOST_P99_SECONDS, MOST_RENDER_SECONDS = 0.150, 0.300
CLIENT_FACTOR = 2.0


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    name: str
    per_second: float
    of_empty: float
    of_reads: float
    median_ms: float
    p99_ms: float
    kilobytes: float


@dataclass(frozen=True)
class Verdict:
    """A required figure and what was measured."""

    requirement: str
    measured: str
    is_met: bool


@dataclass(frozen=True)
class Report:
    """All of it."""

    lines: list[Line]
    session_loop_per_second: float
    driver_loop_per_second: float
    save_of_loop: float
    client_per_second: float
    verdicts: list[Verdict]

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @property
    def is_enough(self) -> bool:
        return all(verdict.is_met for verdict in self.verdicts)


def line(name: str, outcomes: list[Outcome], floors: list[tuple[float, float]]) -> Line:
    """One row from all rounds; `floors` are the rates of the empty view and of the three reads in the same rounds."""
    rates = [outcome.per_second for outcome in outcomes]
    together = Outcome(latencies=[latency for outcome in outcomes for latency in outcome.latencies])
    answers = len(together.latencies) or 1
    return Line(
        name=name,
        per_second=median(rates),
        of_empty=median(rate / empty for rate, (empty, _) in zip(rates, floors, strict=False)),
        of_reads=median(rate / reads for rate, (_, reads) in zip(rates, floors, strict=False)),
        median_ms=together.percentile(50) * 1000,
        p99_ms=together.percentile(99) * 1000,
        kilobytes=sum(outcome.bytes_received for outcome in outcomes) / answers / 1024,
    )


def verdicts(lines: dict[str, Line], save_of_loop: float, client: float, floor: float) -> list[Verdict]:
    """The required figures of the house."""
    lesson, render = lines["lesson page"], lines["certificate, first rendering"]
    slowest = max((lines[name] for name in ("lesson page", "answer save", "home")), key=lambda each: each.p99_ms)
    return [
        Verdict(
            "lesson page ≥ 33 % of three reads (goal 50 %)", percent(lesson.of_reads), lesson.of_reads >= LEAST_LESSON
        ),
        Verdict("answer save ≥ 35 % of the bare loop in SQLAlchemy", percent(save_of_loop), save_of_loop >= LEAST_SAVE),
        Verdict(
            f"p99 under 8 sessions < 150 ms ({slowest.name})",
            f"{slowest.p99_ms:.0f} ms",
            slowest.p99_ms < MOST_P99_SECONDS * 1000,
        ),
        Verdict("certificate ≤ 300 ms", f"{render.median_ms:.0f} ms", render.median_ms <= MOST_RENDER_SECONDS * 1000),
        Verdict("the client reaches twice the floor", f"{client / floor:.1f} times", client >= CLIENT_FACTOR * floor),
    ]


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def as_text(report: Report) -> str:
    """The table as people read it."""
    head = f"{'':40}{'a second':>10}{'of empty':>10}{'of reads':>10}{'median ms':>11}{'p99 ms':>9}{'KB':>8}"
    rows = [
        f"{each.name:40}{each.per_second:>10.0f}{percent(each.of_empty):>10}{percent(each.of_reads):>10}"
        f"{each.median_ms:>11.1f}{each.p99_ms:>9.1f}{each.kilobytes:>8.1f}"
        for each in report.lines
    ]
    more = [
        f"{'answer save, bare loop in SQLAlchemy':40}{report.session_loop_per_second:>10.0f}",
        f"{'answer save, bare loop in the driver':40}{report.driver_loop_per_second:>10.0f}",
        f"{'the client against a mute server':40}{report.client_per_second:>10.0f}",
    ]
    judged = [f"{'pass' if each.is_met else 'FAIL'}  {each.requirement}: {each.measured}" for each in report.verdicts]
    return "\n".join([head, *rows, *more, "", *judged])
