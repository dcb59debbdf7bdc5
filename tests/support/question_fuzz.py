"""Spoils files of questions at random, from a seed, and says what must hold whatever a file is.

`make fuzz` runs it for minutes; the tests run the first seeds.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from pathlib import Path

from elearning.content.formats import READERS, WRITERS
from elearning.content.formats.question_json import write_json
from elearning.content.formats.values import FormatProblem, Question

FIXTURES = Path(__file__).parents[1] / "fixtures" / "questions"
ENDINGS = {"gift": "gift", "aiken": "aiken", "moodle-xml": "xml"}
"""Under which names a format's sound files lie; a new format adds its line and its files."""

PIECES = [
    b"{", b"}", b"=", b"~", b"#", b"####", b"::", b"\\", b"\\n", b"->", b"//", b"\n", b"\n\n", b"\r", b"\t", b"%50%", b"%-1e9%",
    b"#1..", b":", b"[html]", b"[id:", b"]", b"$CATEGORY:", b"A. ", b"ANSWER:", b"\x00", b"\xff", b"\xe2\x82", b"\xef\xbb\xbf",
    b"<script>alert(1)</script>", b"<", b">", b"&", b"&x;", b"<![CDATA[", b"]]>", b"9" * 60, b"{" * 200, b"_____", b"<text>",
    b"</question>",
]  # fmt: skip


def sound_files(name: str) -> list[bytes]:
    """The files of that format that the suite knows to be right."""
    return [path.read_bytes() for path in sorted(FIXTURES.glob(f"*.{ENDINGS[name]}"))]


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """`data` after a few cuts, doublings, swaps and foreign pieces."""
    for _ in range(chance.randint(1, 8)):
        first, second = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        part = data[first : min(second, first + 300)]
        data = chance.choice(
            [
                data[:first] + data[first + len(part) :],
                data[:first] + part + part + data[first + len(part) :],
                data[:first] + chance.choice(PIECES) + data[first:],
                data[:first] + bytes([chance.randrange(256)]) + data[first + 1 :],
                data[:second] + chance.choice(PIECES) * chance.randint(1, 3) + data[second:],
            ]
        )
    return data


def check(name: str, data: bytes) -> None:
    """Raises AssertionError when a promise is broken; anything else that escapes is a broken promise too."""
    reading = READERS[name](io.BytesIO(data))
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= problem.line <= lines for problem in reading.problems), "a line outside of the file"
    assert all(1 <= question.line <= lines for question in reading.questions), "a question outside of the file"
    assert all(problem.message.endswith(".") for problem in reading.problems), "no sentence"
    told = json.loads(write_json(reading.questions, reading.problems).data)
    assert len(told["questions"]) == len(reading.questions), "a question lost on its way to JSON"
    for target in WRITERS:
        check_written(target, reading.questions)


def check_written(target: str, questions: tuple[Question, ...]) -> None:
    """Each question is written or refused, and what was written is read again and written alike."""
    written = WRITERS[target](questions)
    again = READERS[target](io.BytesIO(written.data))
    assert not refused(again.problems), f"{target} refuses what it wrote"
    assert len(again.questions) + len(refused(written.problems)) == len(questions), f"a question lost in {target}"
    assert WRITERS[target](again.questions).data == written.data, f"{target} is not the same bytes again"


def refused(problems: tuple[FormatProblem, ...]) -> list[FormatProblem]:
    return [problem for problem in problems if problem.refused]


def run(seed: int) -> None:
    """One spoilt file of each format."""
    for name in READERS:
        chance = random.Random(f"{name} {seed}")
        for data in sound_files(name):
            check(name, spoilt(data, chance))


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Spoils files of questions until the time is over or a promise breaks."
    )
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0, help="the first seed, to see a failure again")
    told = parser.parse_args()
    end, seed = time.monotonic() + told.seconds, told.seed
    while time.monotonic() < end:
        try:
            run(seed)
        except Exception:
            sys.stderr.write(f"seed {seed}\n")
            raise
        seed += 1
    sys.stdout.write(f"{seed - told.seed} seeds, nothing broken\n")


if __name__ == "__main__":
    main()
