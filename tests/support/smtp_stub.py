"""A mail server on the loopback that keeps what it is given, and refuses what it is told to refuse."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SmtpStub(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP for one letter after another. `refusals` maps a command word to the answer that refuses it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[str] = []
        self.commands: list[str] = []
        self.connections = 0
        self.extensions: list[str] = ["SMTPUTF8"]
        self.refusals: dict[str, str] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: SmtpStub

    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 stub")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            word = line.split(" ")[0].upper()
            self.server.commands.append(word)
            if word in self.server.refusals:
                self._say(self.server.refusals[word])
            elif word == "EHLO":
                self._say(*[f"250-{name}" for name in ["stub", *self.server.extensions]], "250 8BITMIME")
            elif word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())
                self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        return "".join(lines)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def smtp_stub() -> Iterator[SmtpStub]:
    """A stub that answers while the block runs."""
    with SmtpStub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
