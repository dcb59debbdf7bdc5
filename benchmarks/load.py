"""The client: keeps some connections busy with prepared requests over raw sockets, in a process of its own.

One thread and an epoll loop; it reads just enough of an answer to know its status and where it ends, so that it costs a
fraction of the server it measures. Bounded in time and in requests, loopback only. Run as `python -m benchmarks.load`: a
`Job` as JSON on stdin, an `Outcome` as JSON on stdout.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

SEQUENCE_MARK = b"111111111"  # nine digits, replaced by a number that rises with every request
MOST_REQUESTS = 200_000
LONGEST_SECONDS = 60.0
PIECE = 262_144


@dataclass(frozen=True)
class Job:
    """For each connection its requests, sent one after the other and again from the first; `once`: each just once."""

    port: int
    seconds: float
    lanes: list[list[str]]
    once: bool = False
    first_sequence: int = 0


@dataclass
class Outcome:
    """Answers by status, the seconds that each took in order of arrival, and how long all took."""

    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    bytes_received: int = 0

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: float) -> float:
        """Seconds within which that share of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


class Lane:
    """One connection and the answer that it waits for."""

    def __init__(self, port: int, requests: list[bytes]) -> None:
        self.requests = requests
        self.place = 0
        self.started = 0.0
        self._port = port
        self._received = b""
        self.socket = self._connect()

    def send(self, sequence: int) -> None:
        request = self.requests[self.place % len(self.requests)]
        if SEQUENCE_MARK in request:
            request = request.replace(SEQUENCE_MARK, b"%09d" % sequence)
        self.place += 1
        self._received = b""
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[int, int] | None:
        """Status and size once the answer is whole. Raises: ConnectionError when the server hangs up in the middle."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError("the server closed the connection in the middle of an answer")
        self._received += piece
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return None
        if not _is_whole(head.lower(), body):
            return None
        return int(head[9:12]), len(self._received)

    def reconnect(self) -> None:
        self.socket.close()
        self.socket = self._connect()

    def hangs_up(self) -> bool:
        """Whether the last answer said that the connection ends."""
        return b"connection: close" in self._received.partition(b"\r\n\r\n")[0].lower()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def run(job: Job) -> Outcome:
    """Keep every lane busy until the time is over (or each request was sent once)."""
    outcome, statuses = Outcome(), Counter[int]()
    selector = selectors.DefaultSelector()
    lanes = [Lane(job.port, [request.encode("latin-1") for request in requests]) for requests in job.lanes]
    sequence = job.first_sequence
    begun = time.perf_counter()
    for lane in lanes:
        selector.register(lane.socket, selectors.EVENT_READ, lane)
        sequence += 1
        lane.send(sequence)
    end = begun + min(job.seconds, LONGEST_SECONDS)
    while selector.get_map():
        events = selector.select(timeout=30)
        if not events:
            raise TimeoutError("no answer for half a minute")
        for key, _ in events:
            lane = key.data
            answer = lane.receive()
            if answer is None:
                continue
            arrived = time.perf_counter()
            outcome.latencies.append(arrived - lane.started)
            statuses[answer[0]] += 1
            outcome.bytes_received += answer[1]
            is_done = lane.place >= len(lane.requests) if job.once else arrived >= end
            selector.unregister(lane.socket)
            if is_done or len(outcome.latencies) >= MOST_REQUESTS:
                lane.socket.close()
                continue
            if lane.hangs_up():
                lane.reconnect()
            selector.register(lane.socket, selectors.EVENT_READ, lane)
            sequence += 1
            lane.send(sequence)
    outcome.seconds = time.perf_counter() - begun
    outcome.statuses = {str(status): count for status, count in statuses.items()}
    return outcome


def _is_whole(head: bytes, body: bytes) -> bool:
    if b"transfer-encoding: chunked" in head:
        return body.endswith(b"0\r\n\r\n")
    before, found, after = head.partition(b"content-length:")
    if not found:
        return head[9:12] in (b"204", b"304")
    return len(body) >= int(after.split(b"\r\n", 1)[0])


if __name__ == "__main__":
    json.dump(asdict(run(Job(**json.load(sys.stdin)))), sys.stdout)
