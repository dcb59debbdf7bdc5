"""Every setting of Pelita: its name, type, range and default, read from the environment and checked at start.

A bad value stops the program with one sentence that names it (`SettingsError`). Nothing else in the project reads
`os.environ`.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PROJECT_DIR = Path(__file__).resolve().parent
MIN_SECRET_LENGTH = 32
MAX_DIGITS = 9
HOST_PATTERN = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
ADDRESS_PATTERN = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
WEAK_SECRETS = ("secret", "changeme", "password", "development", "pelita")

NUMBER_RANGES = {
    "session_days": (1, 365),
    "jp_floor_pns": (1, 200),
    "jp_ceiling_pppk": (1, 200),
    "competency_course_cap": (1, 5),
}
"""Least and most of each whole number."""
CHANGEABLE = ("site_name", "site_motto", "contact_email", "mail_from", "default_time_zone", *NUMBER_RANGES)
"""What an administrator may change while the site runs; secrets, addresses and folders stay with the environment."""


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and the remedy in one sentence."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The checked settings. Environment variables carry the same names in capitals (`PELITA_ENV` for `environment`)."""

    environment: Environment = Environment.DEVELOPMENT
    demo: bool = True
    testing: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    instance_dir: Path = PROJECT_DIR / "instance"
    courses_dir: Path = PROJECT_DIR / "courses"
    database_url: str = field(default="", repr=False)
    job_queue_url: str = field(default="file:", repr=False)
    secret_key: str = field(default="", repr=False)
    trusted_proxies: int = 0
    public_url: str = ""
    default_time_zone: str = "Asia/Jakarta"
    site_name: str = "Pelita"
    site_motto: str = "Pembelajaran ASN"
    contact_email: str = "bantuan@pelita.example"
    mail_url: str = field(default="file:", repr=False)
    mail_from: str = "pelita@pelita.example"
    session_days: int = 30
    log_level: str = "INFO"
    jp_floor_pns: int = 20
    jp_ceiling_pppk: int = 24
    competency_course_cap: int = 2

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


_DEFAULTS: dict[str, Any] = {each.name: each.default for each in fields(Settings)}


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check all settings; creates `instance_dir`, and in development a secret kept inside it.

    Raises:
        SettingsError: a value is missing, of the wrong type or out of range.
    """
    environment = _environment(environ)
    host = _host(environ)
    port = _number(environ, "PORT", 8000, 1, 65535)
    instance_dir = _directory(environ, "INSTANCE_DIR", PROJECT_DIR / "instance")
    database_url = _database_url(environ, instance_dir)
    demo = _flag(environ, "DEMO", default=environment is Environment.DEVELOPMENT)
    if demo and environment is Environment.PRODUCTION:
        raise SettingsError("DEMO=1 tidak boleh dipakai bersama PELITA_ENV=production; hapus DEMO atau isi 0.")
    return Settings(
        environment=environment,
        demo=demo,
        host=host,
        port=port,
        instance_dir=instance_dir,
        courses_dir=_courses_dir(environ),
        database_url=database_url,
        job_queue_url=_job_queue_url(environ, database_url),
        secret_key=_secret(environ, environment, instance_dir),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0, 0, 10),
        public_url=_public_url(environ, environment, f"http://{_shown_host(host)}:{port}"),
        mail_url=_mail_url(environ),
        log_level=_choice(environ, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        **{name: _changeable(environ, name) for name in CHANGEABLE},
    )


def changed_settings(settings: Settings, texts: Mapping[str, str]) -> Settings:
    """The settings with some of the changeable ones replaced, given as the environment would give them.

    Raises:
        SettingsError: a value is of the wrong type or out of range.
    """
    environ = {name.upper(): text for name, text in texts.items()}
    return replace(settings, **{name: _changeable(environ, name) for name in texts})


def _changeable(environ: Mapping[str, str], name: str) -> Any:
    """One of the settings that may also be changed while the site runs."""
    default, variable = _DEFAULTS[name], name.upper()
    if name in NUMBER_RANGES:
        return _number(environ, variable, default, *NUMBER_RANGES[name])
    if name == "default_time_zone":
        return _time_zone(environ)
    read = _address if name in ("contact_email", "mail_from") else _text
    return read(environ, variable, default)


def _text(environ: Mapping[str, str], name: str, default: str) -> str:
    value = environ.get(name, "").strip() or default
    if not value.isprintable():
        raise SettingsError(f"{name}={value!r} memuat karakter yang tidak tercetak; tulis dalam satu baris.")
    return value


def _choice(environ: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = _text(environ, name, default)
    if value not in allowed:
        raise SettingsError(f"{name}={value!r} tidak dikenal; pilih salah satu dari {', '.join(allowed)}.")
    return value


def _environment(environ: Mapping[str, str]) -> Environment:
    return Environment(_choice(environ, "PELITA_ENV", "development", tuple(Environment)))


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = _text(environ, name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS and low <= int(value) <= high):
        raise SettingsError(f"{name}={value!r} harus bilangan bulat {low} sampai {high}.")
    return int(value)


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    return _choice(environ, name, "1" if default else "0", ("0", "1")) == "1"


def _directory(environ: Mapping[str, str], name: str, default: Path) -> Path:
    path = Path(_text(environ, name, str(default))).resolve()
    try:
        # The database, letters and links in it concern nobody else on the machine.
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{name}={str(path)!r} tidak dapat dibuat: {error.strerror}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingsError(f"{name}={str(path)!r} tidak dapat ditulisi; beri izin tulis atau pilih folder lain.")
    return path


def _host(environ: Mapping[str, str]) -> str:
    value = _text(environ, "HOST", "127.0.0.1")
    if not HOST_PATTERN.fullmatch(value):
        raise SettingsError(f"HOST={value!r} harus alamat atau nama mesin seperti 127.0.0.1.")
    return value


def _courses_dir(environ: Mapping[str, str]) -> Path:
    path = Path(_text(environ, "COURSES_DIR", str(PROJECT_DIR / "courses"))).resolve()
    if not path.is_dir():
        raise SettingsError(f"COURSES_DIR={str(path)!r} tidak ada; sebutkan folder yang memuat paket kursus.")
    return path


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    value = _text(environ, name, default)
    if not ADDRESS_PATTERN.fullmatch(value):
        raise SettingsError(f"{name}={value!r} harus satu alamat surel seperti pelita@contoh.go.id.")
    return value


def _database_url(environ: Mapping[str, str], instance_dir: Path) -> str:
    value = _text(environ, "DATABASE_URL", f"sqlite:///{instance_dir / 'pelita.sqlite'}")
    scheme, _, rest = value.partition("://")
    # Three slashes would be a path relative to somewhere: only a whole path says where the state lies.
    if scheme == "sqlite" and rest.startswith("//") and len(rest) > len("//"):
        return value
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and _names_a_database(rest):
        return f"postgresql+psycopg://{rest}"
    # The value is not repeated: it may hold a password.
    raise SettingsError("DATABASE_URL harus sqlite:////jalur/lengkap.sqlite atau postgresql://pengguna@host/nama.")


def _job_queue_url(environ: Mapping[str, str], database_url: str) -> str:
    """`file:`, an address of Redis, or one of PostgreSQL as libpq reads it."""
    value = _text(environ, "JOB_QUEUE_URL", "file:")
    if value == "database" and not database_url.startswith("postgresql"):
        raise SettingsError("JOB_QUEUE_URL=database memerlukan DATABASE_URL PostgreSQL; isi file: atau alamat lain.")
    scheme, _, rest = (database_url if value == "database" else value).partition("://")
    if value == "file:":
        return value
    if scheme in ("redis", "rediss") and _names_a_redis(value):
        return value
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and _names_a_database(rest):
        return f"postgresql://{rest}"
    # The value is not repeated: it may hold a password.
    raise SettingsError(
        "JOB_QUEUE_URL harus file: (di folder instance), database (PostgreSQL yang sama dengan DATABASE_URL), "
        "postgresql://pengguna@host/nama, atau redis://:sandi@host:6379/0."
    )


def _names_a_redis(url: str) -> bool:
    """Whether an address of Redis has a host and, if any, a database that is a number; options are not taken."""
    parts = _parts(url)
    if parts is None or not parts.hostname or parts.query or parts.fragment:
        return False
    number = parts.path.strip("/")
    return not number or (number.isascii() and number.isdigit() and len(number) <= MAX_DIGITS)


def _names_a_database(rest: str) -> bool:
    """Whether `user:password@host:port/name` has a name and, if any, a port that is one."""
    parts = _parts(f"postgresql://{rest}")
    return parts is not None and len(parts.path) > 1


def _parts(url: str) -> SplitResult | None:
    """The parts of an address; none when it cannot be one (a bracket too few, a port that is no number, a space)."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (reading it is the check)
    except ValueError:
        return None
    return None if " " in url else parts


def _secret(environ: Mapping[str, str], environment: Environment, instance_dir: Path) -> str:
    value = environ.get("SECRET_KEY", "").strip()
    if value:
        if len(value) < MIN_SECRET_LENGTH or len(set(value)) < 10 or value.lower().startswith(WEAK_SECRETS):
            raise SettingsError(
                f"SECRET_KEY terlalu lemah; pakai paling sedikit {MIN_SECRET_LENGTH} karakter acak "
                "(python -c 'import secrets; print(secrets.token_urlsafe(48))')."
            )
        return value
    if environment is Environment.PRODUCTION:
        raise SettingsError("SECRET_KEY wajib diisi pada PELITA_ENV=production.")
    return _kept_secret(instance_dir / "secret_key")


def _kept_secret(path: Path) -> str:
    """The generated development secret; created once, readable by its owner only, safe when two processes start
    together.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii", errors="replace").strip()
        if len(kept) < MIN_SECRET_LENGTH or not kept.isascii():
            raise SettingsError(f"Berkas {path} rusak; hapus berkas itu lalu jalankan lagi.") from None
        return kept
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value


def _shown_host(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)


def _public_url(environ: Mapping[str, str], environment: Environment, own_address: str) -> str:
    """Certificates carry it for ever, so production has no default: an address of the machine would be one."""
    if environment is Environment.PRODUCTION and not environ.get("PUBLIC_URL", "").strip():
        raise SettingsError(
            "PUBLIC_URL wajib diisi pada PELITA_ENV=production, seperti https://pelita.contoh.go.id: "
            "alamat ini tercetak di sertifikat."
        )
    value = _text(environ, "PUBLIC_URL", own_address).rstrip("/")
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"PUBLIC_URL={value!r} harus alamat lengkap seperti https://pelita.contoh.go.id.")
    is_open = parts.scheme == "http" and not _is_loopback(parts.hostname)
    if environment is Environment.PRODUCTION and is_open:
        raise SettingsError(f"PUBLIC_URL={value!r} harus https:// pada PELITA_ENV=production.")
    return value


def _is_loopback(hostname: str) -> bool:
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return hostname == "localhost"


def _time_zone(environ: Mapping[str, str]) -> str:
    value = _text(environ, "DEFAULT_TIME_ZONE", "Asia/Jakarta")
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"DEFAULT_TIME_ZONE={value!r} tidak dikenal; contoh: Asia/Jakarta.") from None
    return value


def _mail_url(environ: Mapping[str, str]) -> str:
    value = _text(environ, "MAIL_URL", "file:")
    parts = _parts(value)
    if value == "file:" or (parts is not None and parts.scheme in ("smtp", "smtps") and parts.hostname):
        return value
    raise SettingsError("MAIL_URL harus file: (kotak keluar di instance/) atau smtp://pengguna:sandi@host:587.")
