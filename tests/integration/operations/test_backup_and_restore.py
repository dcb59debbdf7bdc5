"""A backup taken at any moment comes back row by row, or is refused and leaves everything as it was."""

from __future__ import annotations

import hashlib
import json
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

import instance_lock
from elearning.core import clock as site_clock
from elearning.core import storage
from elearning.core.backup_record import last_backup
from elearning.extensions import db
from elearning.operations import archive
from elearning.quizzes import queries
from elearning.quizzes.services import save_answer
from elearning.quizzes.values import GivenAnswer
from tests.factories import make_person
from tests.quiz_factories import begin, choice_questions, make_quiz
from tests.support import databases
from tests.support.rows import all_rows
from tests.support.small_course import complete, make_course

pytestmark = pytest.mark.real_transactions

PHOTOGRAPH = b"\x89PNG a made-up photograph"
WRITERS = 4
QUESTIONS = 3


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A site where somebody has completed a course and several are in the middle of a quiz; one photograph is stored."""
    with own_app.app_context():
        course = make_course("KC-77")
        complete(make_person(), course)
        storage.put(PHOTOGRAPH)
        made = make_quiz(choice_questions(QUESTIONS))
        for _ in range(WRITERS):
            begin(make_person(), made)
        db.session.commit()
        db.session.remove()
    return own_app


@pytest.fixture
def empty_site(engine_databases: databases.Databases, make_app: Callable[..., Flask]) -> Iterator[Callable[..., Flask]]:
    """Makes sites without any table, in an instance folder of their own."""
    made: list[tuple[str, Flask]] = []

    def make(**changes: object) -> Flask:
        name = databases.next_name()
        app = make_app(engine_databases.create(name), **changes)
        made.append((name, app))
        return app

    yield make
    for name, app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        engine_databases.drop(name)


def run(app: Flask, *words: object):
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def folder(app: Flask) -> Path:
    return app.config["SETTINGS"].instance_dir


def taken(app: Flask, tmp_path: Path) -> Path:
    path = tmp_path / "cadangan.zip"
    result = run(app, "backup", path)
    assert result.exit_code == 0, result.stderr
    return path


def tables_of(app: Flask) -> list[str]:
    with app.app_context():
        if db.engine.dialect.name == "sqlite" and not Path(db.engine.url.database).exists():
            return []  # a look would make the file
        names = inspect(db.engine).get_table_names()
        db.engine.dispose()
    return names


def assert_untouched(app: Flask) -> None:
    """Neither a table nor a file, and nothing half-done beside."""
    left = {path.name for path in folder(app).iterdir()} - {"jobs.sqlite", "secret_key", instance_lock.LOCK_NAME}
    assert left == set()
    assert tables_of(app) == []


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


class Writer(threading.Thread):
    """Saves answers to one attempt, one after the other, until told to stop; knows which were confirmed when."""

    def __init__(self, app: Flask, attempt_id: int, person_id: int) -> None:
        super().__init__(daemon=True)
        self._app, self._attempt_id, self._person_id = app, attempt_id, person_id
        self.confirmed = 0
        self.begun = 0
        self.is_stopped = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.is_stopped.is_set():
                self.begun += 1
                self._save(self.begun)
                self.confirmed = self.begun
        except BaseException as error:  # noqa: BLE001 (told by the test)
            self.error = error

    def _save(self, sequence: int) -> None:
        with self._app.app_context():
            attempt = queries.attempt_of(self._person_id, self._attempt_id)
            slot = sequence % QUESTIONS + 1
            fields = GivenAnswer({f"q{slot}": ["abc"[sequence % 3]]}, sequence % 2 == 0)
            save_answer(attempt, slot, fields, sequence, now=site_clock.now())
            db.session.commit()


def writers_of(app: Flask) -> list[Writer]:
    with app.app_context():
        found = db.session.execute(text("SELECT id, person_id FROM attempt ORDER BY id")).all()
    return [Writer(app, attempt_id, person_id) for attempt_id, person_id in found]


def newest(app: Flask) -> dict[int, int]:
    """The newest saved sequence of each attempt."""
    with app.app_context():
        query = text("SELECT attempt_id, max(sequence) FROM response GROUP BY attempt_id ORDER BY attempt_id")
        found = {attempt: int(sequence) for attempt, sequence in db.session.execute(query)}
        db.session.remove()
        db.engine.dispose()
    return found


def test_a_backup_under_load_holds_one_moment_and_nothing_confirmed_is_missing(site, empty_site, tmp_path):
    writers = writers_of(site)
    for writer in writers:
        writer.start()
    wait_until(lambda: all(writer.confirmed >= 3 for writer in writers))
    confirmed_before = [writer.confirmed for writer in writers]

    path = taken(site, tmp_path)

    begun_after = [writer.begun for writer in writers]
    wait_until(lambda: all(writer.confirmed > begun for writer, begun in zip(writers, begun_after, strict=True)))
    for writer in writers:
        writer.is_stopped.set()
    for writer in writers:
        writer.join(30)
    assert [writer.error for writer in writers] == [None] * WRITERS

    new = empty_site()
    assert run(new, "restore", path).exit_code == 0
    kept = list(newest(new).values())
    assert all(low <= held <= high for low, held, high in zip(confirmed_before, kept, begun_after, strict=True)), (
        confirmed_before,
        kept,
        begun_after,
    )
    live, restored = all_rows(site), all_rows(new)
    moving = {"response", "attempt", "audit_entry"}
    assert {name: rows for name, rows in restored.items() if name not in moving} == {
        name: rows for name, rows in live.items() if name not in moving
    }

    assert run(second := empty_site(), "restore", retaken(site, tmp_path)).exit_code == 0
    still = all_rows(second)
    still["audit_entry"].pop()
    assert still == live


def retaken(app: Flask, tmp_path: Path) -> Path:
    (tmp_path / "kedua").mkdir()
    return taken(app, tmp_path / "kedua")


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    waiting = threading.Event()
    deadline = datetime.now(UTC).timestamp() + seconds
    while not is_so():
        assert datetime.now(UTC).timestamp() < deadline, "it took too long"
        waiting.wait(0.01)


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


def rewritten(
    path: Path,
    *,
    change: Callable[[str, bytes], bytes],
    more: dict[str, bytes] | None = None,
    swap_dump: bool = False,
) -> Path:
    """The archive with other bytes in its members."""
    target = path.with_name("diubah.zip")
    swapped = dict(zip(archive.DUMPS.values(), reversed(archive.DUMPS.values()), strict=True)) if swap_dump else {}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(swapped.get(name, name), change(name, old.read(name)))
        for name, raw in (more or {}).items():
            new.writestr(name, raw)
    return target
