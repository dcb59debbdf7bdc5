"""What is asked of the server: for each page the requests of eight sessions, byte for byte as a browser sends them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.load import SEQUENCE_MARK, Job
from benchmarks.site import SESSIONS, Site, Visitor, sign_in_body

STRANGERS = 1_000


@dataclass(frozen=True)
class Scenario:
    """A page or deed. `expects` is the status of every answer; `once`: each request can be measured just once."""

    name: str
    lanes: list[list[str]] = field(repr=False)
    expects: int = 200
    once: bool = False

    def job(self, port: int, seconds: float, first_sequence: int) -> Job:
        return Job(port, seconds, self.lanes, once=self.once, first_sequence=first_sequence)


def floor_scenarios(cookie: str) -> tuple[Scenario, ...]:
    """The floors: an empty view, the reads that judge, and the same reads without SQLAlchemy."""
    visitor = Visitor(cookie, "")
    return (
        Scenario("Flask, empty view", [[get("/empty", visitor)]] * SESSIONS),
        Scenario("Flask, session + three reads + template", [[get("/reads", visitor)]] * SESSIONS),
        Scenario("the same through the bare driver", [[get("/driver", visitor)]] * SESSIONS),
    )


def scenarios(site: Site) -> list[Scenario]:
    """Everything of Pelita that is measured; a certificate's first rendering comes before the stored one."""
    first = [[get(f"/sertifikat/{number}.pdf", visitor)] for visitor, number in site.holders]
    stored = get(f"/sertifikat/{site.rendered[1]}.pdf", site.rendered[0])
    return [
        Scenario("lesson page", [[get(site.lesson, learner)] for learner in site.learners]),
        Scenario("answer save", [[save(*pair)] for pair in zip(site.learners, site.attempts, strict=True)]),
        Scenario("sign-in", [[post("/masuk", site.stranger, sign_in_body(site.stranger))]] * SESSIONS, expects=303),
        Scenario("home", [[get("/", learner)] for learner in site.learners]),
        Scenario("team page, 12 people", [[get("/tim", site.small_supervisor)]] * SESSIONS),
        Scenario("team page, 1,000 people", [[get("/tim", site.supervisor)]] * SESSIONS),
        Scenario("CSV, 1,000 rows", [[get("/tim/unduhan.csv", site.supervisor)]] * 2),
        Scenario("certificate, first rendering", [[each for lane in first for each in lane]], once=True),
        Scenario("certificate, stored", [[stored]] * SESSIONS),
        Scenario("check page", [_strangers(site, lane) for lane in range(SESSIONS)]),
    ]


def get(path: str, visitor: Visitor, address: str = "") -> str:
    """A GET as a browser sends it; `address` is the one that a reverse proxy in front would name."""
    return _request(f"GET {path} HTTP/1.1", visitor, {"X-Forwarded-For": address})


def post(path: str, visitor: Visitor, fields: dict[str, str]) -> str:
    """A form."""
    return _request(
        f"POST {path} HTTP/1.1", visitor, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields)
    )


def save(visitor: Visitor, attempt: tuple[int, str]) -> str:
    """An answer as the quiz's script sends it; its number rises with every request."""
    slot, _, choice = attempt[1].partition(":")
    mark = int(SEQUENCE_MARK)
    body = json.dumps({"sequence": mark, "fields": {f"q{slot}": [choice]}, "flagged": False})
    headers = {"Content-Type": "application/json", "X-CSRFToken": visitor.token}
    return _request(f"PUT /percobaan/{attempt[0]}/jawaban/{slot} HTTP/1.1", visitor, headers, body)


def _strangers(site: Site, lane: int) -> list[str]:
    """Looks at the check page from many networks: look-ups are counted by address, and one alone is soon refused."""
    return [
        get(f"/verify/{site.check_code}", site.stranger, f"10.{lane}.{number // 250}.{number % 250 + 1}")
        for number in range(STRANGERS)
    ]


def _request(line: str, visitor: Visitor, headers: dict[str, str], body: str = "") -> str:
    sent = {
        "Host": "localhost",
        "Accept": "text/html,*/*",
        "Accept-Encoding": "gzip, br",
        "Accept-Language": "id",
        "Cookie": visitor.cookie,
        **headers,
    }
    if body:
        sent["Content-Length"] = str(len(body))
    return "\r\n".join([line, *(f"{name}: {value}" for name, value in sent.items() if value), "", body])
