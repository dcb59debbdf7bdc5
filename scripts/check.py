"""What `make check` starts: everything that can be judged by reading. Runs all of it, two at a time, also after a complaint."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AT_A_TIME = 2
CHECKS = (  # the longest first
    ("tipe", ["mypy"]),
    ("gaya", ["ruff", "check", "."]),
    ("bentuk", ["ruff", "format", "--check", "--diff", "--quiet", "."]),
    ("impor", ["lint-imports", "--no-cache"]),
    ("susunan, templat, terjemahan", ["pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"]),
)


def main() -> int:
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        verdicts = list(pool.map(lambda check: passes(*check), CHECKS))
    failed = [name for (name, _), has_passed in zip(CHECKS, verdicts, strict=True) if not has_passed]
    if failed:
        print(f"\nperiksa: gagal pada {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check; its output is shown only when it complains."""
    started = time.monotonic()
    completed = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=PROJECT_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    has_passed = completed.returncode == 0
    verdict = "baik" if has_passed else "GAGAL"
    told = f"periksa: {name}: {verdict} ({time.monotonic() - started:.1f} detik)\n"
    print(told if has_passed else f"{told}{completed.stdout}", end="", flush=True)  # in one go: another may speak
    return has_passed


if __name__ == "__main__":
    sys.exit(main())
