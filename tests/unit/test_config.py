"""A bad value stops the start with one sentence that names the setting; nothing else comes through but `SettingsError`."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config import Environment, SettingsError, load_settings

GOOD_SECRET = "q8Zk2-vN5_xW1rT7yB3mC6pL9sD4fG0hJaEuIoKe"


def _load(tmp_path: Path, **environ: str) -> object:
    return load_settings({"INSTANCE_DIR": str(tmp_path), **environ})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PELITA_ENV", "prod"),
        ("DEMO", "yes"),
        ("HOST", "dua kata"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "²"),
        ("PORT", "9" * 5000),
        ("TRUSTED_PROXIES", "-1"),
        ("DATABASE_URL", "mysql://nama"),
        ("DATABASE_URL", "sqlite:///pelita.sqlite"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "postgres://pelita@127.0.0.1:port/pelita"),
        ("DATABASE_URL", "postgres://pelita@127.0.0.1"),
        ("JOB_QUEUE_URL", "jobs.sqlite"),
        ("JOB_QUEUE_URL", "amqp://antrean"),
        ("JOB_QUEUE_URL", "redis://"),
        ("JOB_QUEUE_URL", "redis://antrean:port"),
        ("JOB_QUEUE_URL", "redis://antrean/nol"),
        ("JOB_QUEUE_URL", "redis://antrean/0?socket_timeout=9999"),
        ("JOB_QUEUE_URL", "postgresql://pelita@127.0.0.1"),
        ("JOB_QUEUE_URL", "database"),
        ("SECRET_KEY", "pendek"),
        ("SECRET_KEY", "changeme" * 6),
        ("PUBLIC_URL", "pelita.contoh.go.id"),
        ("PUBLIC_URL", "http://[x"),
        ("PUBLIC_URL", "http://127.0.0.1:port"),
        ("PUBLIC_URL", "https://dua kata/"),
        ("DEFAULT_TIME_ZONE", "Mars/Phobos"),
        ("DEFAULT_TIME_ZONE", "Asia"),
        ("DEFAULT_TIME_ZONE", "../Asia/Jakarta"),
        ("MAIL_URL", "http://surat"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtp://[x"),
        ("MAIL_URL", "smtp://surat:port"),
        ("MAIL_FROM", "tanpa-tanda"),
        ("MAIL_FROM", "a@contoh.go.id\nBcc: b@contoh.go.id"),
        ("CONTACT_EMAIL", "dua kata@contoh.go.id"),
        ("SITE_NAME", "Pelita\nBcc: b@contoh.go.id"),
        ("SESSION_DAYS", "0"),
        ("SESSION_DAYS", "366"),
        ("LOG_LEVEL", "LOUD"),
        ("JP_FLOOR_PNS", "dua puluh"),
        ("JP_CEILING_PPPK", "0"),
        ("COMPETENCY_COURSE_CAP", "6"),
        ("INSTANCE_DIR", "/proc/tidak-ada"),
        ("COURSES_DIR", "/tidak/ada"),
    ],
)
def test_a_bad_value_is_refused_by_one_sentence_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        _load(tmp_path, **{name: value})
    sentence = str(refused.value)
    assert sentence.startswith(name)
    assert sentence.endswith((".", ")."))
    assert "\n" not in sentence


def test_no_environment_at_all_gives_a_development_site(tmp_path: Path) -> None:
    settings = load_settings({"INSTANCE_DIR": str(tmp_path)})
    assert settings.environment is Environment.DEVELOPMENT
    assert settings.demo
    assert settings.database_url == f"sqlite:///{tmp_path / 'pelita.sqlite'}"
    assert settings.public_url == "http://127.0.0.1:8000"


def test_the_generated_secret_stays_the_same_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = load_settings({"INSTANCE_DIR": str(tmp_path)}).secret_key
    assert load_settings({"INSTANCE_DIR": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("kept", [b"", b"caf\xe9", b"pendek"])
def test_a_damaged_secret_file_is_named(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(kept)
    with pytest.raises(SettingsError, match="secret_key"):
        _load(tmp_path)


PRODUCTION = {"PELITA_ENV": "production", "SECRET_KEY": GOOD_SECRET, "PUBLIC_URL": "https://pelita.contoh.go.id"}


def test_production_demands_a_secret_and_knows_no_demo(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        _load(tmp_path, **PRODUCTION | {"SECRET_KEY": ""})
    with pytest.raises(SettingsError, match="DEMO"):
        _load(tmp_path, **PRODUCTION, DEMO="1")
    assert load_settings({"INSTANCE_DIR": str(tmp_path), **PRODUCTION}).demo is False


@pytest.mark.parametrize(
    "url", ["", "  ", "http://pelita.contoh.go.id", "http://10.0.0.8", "http://127.0.0.1.contoh.go.id"]
)
def test_production_demands_an_address_that_certificates_may_carry(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        _load(tmp_path, **PRODUCTION | {"PUBLIC_URL": url})
    assert str(refused.value).startswith("PUBLIC_URL")
    assert "https://" in str(refused.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_a_production_site_may_be_tried_on_its_own_machine(tmp_path: Path, url: str) -> None:
    settings = load_settings({"INSTANCE_DIR": str(tmp_path), **PRODUCTION, "PUBLIC_URL": url})
    assert settings.public_url == url


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_scheme_of_postgresql_is_understood(tmp_path: Path, scheme: str) -> None:
    settings = load_settings({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": f"{scheme}://u:p%40@db:5433/pelita"})
    assert settings.database_url == "postgresql+psycopg://u:p%40@db:5433/pelita"


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("", "file:"),
        ("file:", "file:"),
        ("redis://:s%40ndi@antrean:6379/3", "redis://:s%40ndi@antrean:6379/3"),
        ("rediss://antrean", "rediss://antrean"),
        ("postgres://u@lain/antrean", "postgresql://u@lain/antrean"),
        ("database", "postgresql://u:p%40@db:5433/pelita?sslmode=require"),
    ],
)
def test_the_queue_may_lie_in_a_file_in_redis_or_in_postgresql(tmp_path: Path, given: str, understood: str) -> None:
    database = "postgres://u:p%40@db:5433/pelita?sslmode=require"
    environ = {"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": database, "JOB_QUEUE_URL": given}
    assert load_settings(environ).job_queue_url == understood


def test_a_refused_queue_does_not_give_its_password_away(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        _load(tmp_path, JOB_QUEUE_URL="amqp://pelita:sangat-rahasia@antrean")
    assert "rahasia" not in str(refused.value)
