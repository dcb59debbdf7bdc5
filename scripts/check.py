"""What `make check` starts: everything that can be judged by reading. Runs all of it, also after the first complaint."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("gaya", ["ruff", "check", "."]),
    ("bentuk", ["ruff", "format", "--check", "--diff", "--quiet", "."]),
    ("tipe", ["mypy"]),
    ("impor", ["lint-imports", "--no-cache"]),
    ("susunan, templat, terjemahan", ["pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"]),
)


def main() -> int:
    failed = [name for name, command in CHECKS if not passes(name, command)]
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
    print(f"periksa: {name}: {verdict} ({time.monotonic() - started:.1f} detik)", flush=True)
    if not has_passed:
        print(completed.stdout, flush=True)
    return has_passed


if __name__ == "__main__":
    sys.exit(main())
