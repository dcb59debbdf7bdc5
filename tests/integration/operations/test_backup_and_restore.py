"""A backup taken at any moment comes back row by row, or is refused and leaves everything as it was."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.engine import make_url

from elearning.core import instance_lock
from elearning.core.backup_record import last_backup
from elearning.extensions import db
from elearning.operations import archive, schema
from elearning.operations.stores import PostgresqlStore, SqliteStore
from tests.factories import make_person
from tests.support.backups import PHOTOGRAPH, WRITERS, assert_untouched, folder, rewritten, run, tables_of, taken
from tests.support.rows import all_rows
from tests.support.small_course import complete, make_course

pytestmark = pytest.mark.real_transactions


def test_every_row_and_file_comes_back(site, empty_site, tmp_path):
    path = taken(site, tmp_path)
    new = empty_site()

    result = run(new, "restore", path, "--json")

    assert result.exit_code == 0, result.stderr
    before, after = all_rows(site), all_rows(new)
    restored = after["audit_entry"].pop()
    assert after == before
    assert "site.restored" in restored
    digest = hashlib.sha256(PHOTOGRAPH).hexdigest()
    assert (folder(new) / "files" / digest[:2] / digest).read_bytes() == PHOTOGRAPH
    assert not [path for path in folder(new).iterdir() if path.name.startswith(".")]
    assert json.loads(result.stdout)["tables"]["certificate"] == 1


def test_a_restored_site_goes_on_where_it_was(site, empty_site, tmp_path):
    path = taken(site, tmp_path)
    new = empty_site()
    run(new, "restore", path)

    with new.app_context():
        person = make_person()
        complete(person, make_course("KC-78"))
        db.session.commit()
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(text("DELETE FROM evidence"))
        db.session.rollback()


def test_secrets_stay_out_and_only_the_owner_can_read(site, tmp_path):
    for name in ("outbox/00000001.eml", "activation-links/9001.csv", "secret_key"):
        (folder(site) / name).parent.mkdir(exist_ok=True)
        (folder(site) / name).write_text("rahasia")

    path = taken(site, tmp_path)

    with zipfile.ZipFile(path) as opened:
        names = opened.namelist()
        manifest = json.loads(opened.read(archive.MANIFEST))
    digest = hashlib.sha256(PHOTOGRAPH).hexdigest()
    dump = archive.DUMPS[manifest["engine"]]
    assert sorted(names) == sorted([dump, f"files/{digest[:2]}/{digest}", archive.MANIFEST])
    assert manifest["members"][f"files/{digest[:2]}/{digest}"] == {"size_bytes": len(PHOTOGRAPH), "sha256": digest}
    assert manifest["tables"]["attempt"] == WRITERS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert last_backup(folder(site)).name == path.name


def test_a_backup_never_overwrites(site, tmp_path):
    path = tmp_path / "cadangan.zip"
    path.write_bytes(b"yang lama")

    result = run(site, "backup", path)

    assert (result.exit_code, path.read_bytes()) == (1, b"yang lama")
    assert "sudah ada" in result.stderr


def test_a_place_that_is_not_there_is_named(site, tmp_path):
    result = run(site, "backup", tmp_path / "tidak-ada" / "cadangan.zip")

    assert result.exit_code == 1
    assert "tidak-ada" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_without_tables_has_nothing_to_back_up(empty_site, tmp_path):
    result = run(empty_site(), "backup", tmp_path / "cadangan.zip")

    assert result.exit_code == 1
    assert "tidak ada yang dapat dicadangkan" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_changed_byte_is_found_and_nothing_is_restored(site, empty_site, tmp_path):
    path = rewritten(taken(site, tmp_path), change=lambda name, raw: raw + b"!" if name.startswith("files/") else raw)
    new = empty_site()

    result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "bukan cadangan Pelita yang utuh" in result.stderr
    assert_untouched(new)


def test_a_name_that_leads_elsewhere_is_refused(site, empty_site, tmp_path):
    def lead_out(name: str, raw: bytes) -> bytes:
        if name != archive.MANIFEST:
            return raw
        told = json.loads(raw)
        told["members"]["../luar"] = {"size_bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
        return json.dumps(told).encode()

    path = rewritten(taken(site, tmp_path), change=lead_out, more={"../luar": b"x"})
    new = empty_site()

    result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "tidak dikenal" in result.stderr
    assert_untouched(new)
    assert not (folder(new).parent / "luar").exists()


@pytest.mark.parametrize("content", [b"", b"bukan zip", b"PK\x03\x04 setengah"])
def test_what_is_no_backup_is_refused(empty_site, tmp_path, content):
    path = tmp_path / "aneh.zip"
    path.write_bytes(content)
    new = empty_site()

    result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "bukan cadangan Pelita" in result.stderr
    assert_untouched(new)


def test_a_backup_that_counts_otherwise_is_taken_back_whole(site, empty_site, tmp_path):
    def miscount(name: str, raw: bytes) -> bytes:
        if name != archive.MANIFEST:
            return raw
        told = json.loads(raw)
        told["tables"]["attempt"] += 1
        return json.dumps(told).encode()

    path = rewritten(taken(site, tmp_path), change=miscount)
    new = empty_site()

    result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "attempt" in result.stderr
    assert_untouched(new)


@pytest.mark.parametrize("place", ["upgrade", "publish"])
def test_a_failure_on_the_way_leaves_nothing_behind(site, empty_site, tmp_path, monkeypatch, place):
    def fail(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    path = taken(site, tmp_path)
    new = empty_site()
    owner = {"upgrade": schema, "publish": SqliteStore if is_sqlite(new) else PostgresqlStore}[place]
    with monkeypatch.context() as broken:
        broken.setattr(owner, place, fail)
        result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert_untouched(new)
    assert run(new, "restore", path).exit_code == 0


def is_sqlite(app: Flask) -> bool:
    return app.config["SETTINGS"].is_sqlite


def test_a_backup_from_a_newer_pelita_is_refused_with_the_remedy(site, empty_site, tmp_path):
    def newer(name: str, raw: bytes) -> bytes:
        return raw if name != archive.MANIFEST else json.dumps(json.loads(raw) | {"migration": "9999"}).encode()

    path = rewritten(taken(site, tmp_path), change=newer)
    new = empty_site()

    result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "9999" in result.stderr
    assert "pasang versi itu" in result.stderr
    assert_untouched(new)


def test_a_backup_of_the_other_engine_is_refused_with_the_way_to_go(site, empty_site, tmp_path):
    def other(name: str, raw: bytes) -> bytes:
        if name != archive.MANIFEST:
            return raw
        told = json.loads(raw)
        engine = "postgresql" if told["engine"] == "sqlite" else "sqlite"
        old, new = archive.DUMPS[told["engine"]], archive.DUMPS[engine]
        told["members"][new] = told["members"].pop(old)
        return json.dumps(told | {"engine": engine}).encode()

    path = rewritten(taken(site, tmp_path), change=other, swap_dump=True)
    new = empty_site()

    result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "flask database copy" in result.stderr
    assert_untouched(new)


def test_an_older_backup_is_brought_up_to_date(empty_site, tmp_path):
    old = empty_site()
    with old.app_context():
        upgrade(revision="0001")
        db.engine.dispose()
    path = taken(old, tmp_path)
    new = empty_site()

    result = run(new, "restore", path, "--json")

    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["migration"] == "0001"
    with new.app_context():
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == told["migrated_to"]
        db.session.remove()
    assert set(tables_of(new)) == {*db.metadata.tables, "alembic_version"}


def test_a_folder_in_use_is_left_alone(site, empty_site, tmp_path):
    path = taken(site, tmp_path)
    before = all_rows(site)

    result = run(site, "restore", path)

    assert result.exit_code == 1
    assert "harus kosong" in result.stderr
    assert all_rows(site) == before


def test_a_database_with_tables_is_left_alone_though_the_folder_is_empty(site, empty_site, tmp_path):
    path = taken(site, tmp_path)
    new = empty_site()
    with new.app_context():
        upgrade()
        db.engine.dispose()

    result = run(new, "restore", path)

    assert result.exit_code == 1
    assert "harus kosong" in result.stderr
    with new.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM person")) == 0
        db.session.remove()
        downgrade(revision="base")


def test_nothing_is_restored_under_a_running_server(site, empty_site, tmp_path):
    path = taken(site, tmp_path)
    new = empty_site()

    with instance_lock.share(folder(new)):
        refused = run(new, "restore", path)
        assert_untouched(new)
    allowed = run(new, "restore", path)

    assert refused.exit_code == 1
    assert "masih berjalan" in refused.stderr
    assert allowed.exit_code == 0


def test_a_server_does_not_start_while_the_folder_is_held_alone(tmp_path):
    with instance_lock.alone(tmp_path), pytest.raises(instance_lock.InstanceInUseError):
        instance_lock.share(tmp_path)
    with (
        instance_lock.share(tmp_path),
        instance_lock.share(tmp_path),
        pytest.raises(instance_lock.InstanceInUseError),
        instance_lock.alone(tmp_path),
    ):
        pytest.fail("two servers share the folder")


def test_a_worker_does_not_start_while_the_folder_is_held_alone(site):
    with instance_lock.alone(folder(site)):
        refused = run(site, "jobs", "work", "--until-idle")
    allowed = run(site, "jobs", "work", "--until-idle")

    assert (refused.exit_code, allowed.exit_code) == (1, 0)
    assert "sedang dipulihkan" in refused.stderr


@pytest.mark.engines("postgresql")
def test_a_missing_pg_dump_is_named(site, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    result = run(site, "backup", tmp_path / "cadangan.zip")

    assert result.exit_code == 1
    assert "pg_dump" in result.stderr
    assert "postgresql-client" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engines("sqlite")
def test_a_damaged_database_is_not_called_a_backup(site, tmp_path):
    with site.app_context():
        path = Path(db.engine.url.database)
        db.engine.dispose()  # the last connection writes its log into the file
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 20_000] = b"\xff" * 20_000
    path.write_bytes(raw)

    result = run(site, "backup", tmp_path / "cadangan.zip")

    assert result.exit_code == 1
    assert "basis data rusak" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engines("postgresql")
def test_a_password_with_odd_letters_reaches_the_server_and_no_argument(site, engine_databases, tmp_path, monkeypatch):
    told: list[list[str]] = []
    plain = subprocess.run

    def listen(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        told.append(command)
        passfile = re.search(r"passfile=([^&]+)", command[1])
        told.append([Path(unquote(passfile[1])).read_text()])
        return plain(command, **options)

    monkeypatch.setattr(subprocess, "run", listen)
    url = make_url(site.config["SETTINGS"].database_url).set(password="odd:letters\\here")
    PostgresqlStore(url).snapshot(tmp_path)

    assert not any("odd:letters" in unquote(argument) for argument in told[0])
    assert told[1] == ["*:*:*:*:odd\\:letters\\\\here\n"]
    assert not Path(tmp_path / "pgpass").exists()
