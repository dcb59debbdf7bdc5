"""Makes `.venv` hold exactly what the requirements files pin; a half-made or damaged one is made anew.

Standard library only, started by `scripts/install.sh`. Two marks decide: `.venv/<group>.stamp` holds the hash of the requirements
that were installed completely, `.venv/installing` stands while an installation runs and so betrays an interrupted one.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
VENV = PROJECT_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "installing"
FILES = {"run": ("requirements.txt",), "dev": ("requirements.txt", "requirements-dev.txt")}


class InstallError(Exception):
    """The environment cannot be made; the message says why and what helps."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("group", choices=sorted(FILES), help="run: what Pelita runs on; dev: tests and checks as well")
    parser.add_argument(
        "--check", action="store_true", help="only tell whether .venv is ready (exit 0) or not (exit 1)"
    )
    options = parser.parse_args()
    if options.check:
        return 0 if is_ready(options.group) else 1
    try:
        with (PROJECT_DIR / FILES["run"][0]).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once: the second waits, then finds the work done
            if not is_ready_for_itself(options.group):
                install(options.group)
    except InstallError as error:
        print(f"pasang: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pasang: dihentikan; `make install` berikutnya mengulang dari awal.", file=sys.stderr)
        return 130
    return 0


def is_ready(group: str) -> bool:
    """Whether the Python that runs this is the environment's own and every file of every pinned library is in place."""
    stamps = [VENV / f"{name}.stamp" for name in FILES if set(FILES[group]) <= set(FILES[name])]
    wanted = {stamp.stem: fingerprint(stamp.stem) for stamp in stamps}
    is_stamped = any(stamp.is_file() and stamp.read_text() == wanted[stamp.stem] for stamp in stamps)
    return is_stamped and not UNFINISHED.exists() and all(is_intact(name) for name in pinned_names(group))


def fingerprint(group: str) -> str:
    """Hash of the requirements and of the Python they were installed for."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}\n".encode())
    for name in FILES[group]:
        digest.update((PROJECT_DIR / name).read_bytes())
    return digest.hexdigest()


def pinned_names(group: str) -> list[str]:
    """Names of the pinned libraries, without those that a marker gives to other Pythons."""
    lines = [line.strip() for name in FILES[group] for line in (PROJECT_DIR / name).read_text().splitlines()]
    return [line.partition("==")[0].partition("[")[0] for line in lines if "==" in line and ";" not in line]


def is_intact(distribution_name: str) -> bool:
    """Whether a library and all the files it installed are there (its byte code does not count)."""
    try:
        distribution = importlib.metadata.distribution(distribution_name)
    except importlib.metadata.PackageNotFoundError:
        return False
    record = distribution.read_text("RECORD")
    if record is None:
        return False
    base = str(distribution.locate_file(""))
    paths = (line.rsplit(",", 2)[0].strip('"') for line in record.splitlines())
    return all(os.path.exists(os.path.join(base, path)) for path in paths if path and "__pycache__" not in path)


def install(group: str) -> None:
    """Make the environment if it is missing or damaged, then install what the group pins."""
    if not is_healthy():
        make_environment()
    UNFINISHED.touch()
    print(f"pasang: memasang {' dan '.join(FILES[group])} ke .venv", flush=True)
    requirements = ["-r", str(PROJECT_DIR / FILES[group][-1])]
    if not (install_with_uv(requirements) or install_with_pip(requirements)):
        raise InstallError("pustaka gagal dipasang; baris di atas menyebut sebabnya (sering: tidak ada jaringan).")
    (VENV / f"{group}.stamp").write_text(fingerprint_in_environment(group))
    UNFINISHED.unlink()


def is_healthy() -> bool:
    """Whether the present environment can be installed into: its Python starts, is new enough, and nothing is torn.

    Libraries that are merely missing or of another version are no damage.
    """
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    program = (
        "import sys, pathlib; sys.path.insert(0, 'scripts'); import install, importlib.metadata as m;"
        "sys.exit(sys.version_info < (3, 11) or not all(install.is_intact(d.name) for d in m.distributions()))"
    )
    return subprocess.run([PYTHON, "-c", program], cwd=PROJECT_DIR, capture_output=True, check=False).returncode == 0


def is_ready_for_itself(group: str) -> bool:
    """`is_ready`, asked by the environment's own Python (this one is another)."""
    if not PYTHON.exists():
        return False
    command = [str(PYTHON), "scripts/install.py", "--check", group]
    return subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    """A new `.venv` in place of what was there."""
    if VENV.is_dir() and not VENV.is_symlink():
        print("pasang: .venv belum jadi atau rusak, dibuat ulang", flush=True)
        shutil.rmtree(VENV)
    elif VENV.is_symlink() or VENV.exists():
        VENV.unlink()
    uv = shutil.which("uv")
    commands = [[sys.executable, "-m", "venv", str(VENV)]]
    if uv is not None:
        commands.append([uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(VENV)])
    if not has_ensurepip() and may_use_apt():
        install_venv_package()
    print(f"pasang: membuat .venv dengan Python {sys.version.split()[0]}", flush=True)
    if not any(subprocess.run(command, check=False).returncode == 0 for command in commands):
        raise InstallError(
            f"{sys.executable} tidak dapat membuat lingkungan virtual (Debian dan Ubuntu: apt-get install python3-venv)."
        )


def has_ensurepip() -> bool:
    program = "import venv, ensurepip"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0


def may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_venv_package() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    print(f"pasang: bagian venv dari Python ini belum ada, memasang {package}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", package],
    ):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def install_with_uv(requirements: list[str]) -> bool:
    """True when uv is here and could do it; it is faster, and never required."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *requirements]
    return subprocess.run(command, cwd=PROJECT_DIR, check=False).returncode == 0


def install_with_pip(requirements: list[str]) -> bool:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    return subprocess.run(command, cwd=PROJECT_DIR, check=False).returncode == 0


def fingerprint_in_environment(group: str) -> str:
    """The fingerprint as the environment's own Python will compute it when it checks."""
    program = (
        f"import sys; sys.path.insert(0, 'scripts'); import install; print(install.fingerprint({group!r}), end='')"
    )
    return subprocess.run([PYTHON, "-c", program], cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
