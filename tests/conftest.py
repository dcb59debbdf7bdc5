"""Fixtures of all tests. Ask for `app`, `client` or `db_session` and the test runs on SQLite and on PostgreSQL; without them it runs once.

Each test sees an empty, migrated database and leaves nothing behind: its transaction is rolled back. Tests that must really commit
(threads, processes, kill -9) carry `@pytest.mark.real_transactions` and get a database of their own.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from playwright.sync_api import Browser, Page, sync_playwright

from config import PROJECT_DIR, Settings
from elearning import create_app
from elearning.accounts.models import Person
from elearning.catalog.models import Course
from elearning.extensions import db
from tests.support import courses, databases, postgresql, redis_server, statements
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.client import Client
from tests.support.live_server import LiveServer
from tests.support.transactions import rolled_back

SERVER_VARIABLE = "PELITA_TEST_POSTGRESQL"
NOON = datetime(2026, 5, 14, 5, 0, tzinfo=UTC)  # 12.00 WIB, a Thursday
WITHOUT_DATABASE = "sqlite:////nonexistent/never-opened.sqlite"
BROWSER_FIXTURES = {"browser", "page", "open_page", "live_server", "live_server_on_postgresql"}
IS_CI = os.environ.get("CI", "").lower() in ("1", "true")


# The run: one database server for all worker processes, and no silent skip where CI promises everything.


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=databases.ENGINES, help="run database tests on this engine only")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SERVER] = _Server()
    is_controller = not hasattr(config, "workerinput")
    if is_controller:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    has_workers = bool(getattr(config.option, "numprocesses", None))
    if is_controller and has_workers and config.getoption("--engine") != "sqlite":
        os.environ[SERVER_VARIABLE] = config.stash[_SERVER].url_or_reason()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage seldom, and not among what stays to the end: by default that is a fifth of all computing here."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_SERVER].stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = config.getoption("--engine")
    kept, dropped = [], []
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        engine = getattr(item, "callspec", None) and item.callspec.params.get("engine")  # type: ignore[attr-defined]
        marker = item.get_closest_marker("engines")
        is_wanted = engine is None or (chosen in (None, engine) and (marker is None or engine in marker.args))
        (kept if is_wanted else dropped).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=dropped)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and IS_CI:
        terminalreporter.write_line(f"CI: {len(skipped)} tes terlewat; di sini itu kegagalan.", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IS_CI and reporter and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@dataclass
class _Server:
    """The PostgreSQL server of this run: started when first needed, or by the controlling process for its workers."""

    server: postgresql.PostgresqlServer | None = None
    reason: str = ""

    def url_or_reason(self) -> str:
        """Its URL, or in words why there is none."""
        given = os.environ.get(SERVER_VARIABLE)
        if given:
            return given
        if self.server is None and not self.reason:
            try:
                self.server = postgresql.start_server()
            except postgresql.PostgresqlMissingError as error:
                self.reason = str(error)
        return self.server.url if self.server else self.reason

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()


_SERVER = pytest.StashKey[_Server]()


# Databases and applications: made once per engine and worker process.


@pytest.fixture(scope="session", params=databases.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The engine's name; asking for it (directly or not) makes a test run on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgresql_databases(request: pytest.FixtureRequest, worker_id: str) -> Iterator[databases.PostgresqlDatabases]:
    url = request.config.stash[_SERVER].url_or_reason()
    if not url.startswith("postgresql"):
        pytest.skip(url)
    made = databases.PostgresqlDatabases(url, worker_id)
    yield made
    made.close()


@pytest.fixture
def redis() -> Iterator[redis_server.RedisServer]:
    """A running Redis server of the test's own."""
    program = redis_server.find_server()
    if program is None:
        pytest.skip("Redis tidak ditemukan (Debian: apt-get install redis-server)")
    server = redis_server.RedisServer(program)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteDatabases:
    return databases.SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    """Makes an application with test settings; `make_app(url, demo=True)` changes single ones."""

    def make(database_url: str, **changes: Any) -> Flask:
        defaults: dict[str, Any] = {
            "testing": True,
            "demo": False,
            "instance_dir": tmp_path_factory.mktemp("instance"),
            "courses_dir": PROJECT_DIR / "tests" / "fixtures" / "courses",
            "secret_key": "only-for-tests-0123456789-abcdefghij",
            "public_url": "http://localhost",
            "log_level": "ERROR",
        }
        app = create_app(Settings(database_url=database_url, **(defaults | changes)))
        app.test_client_class = Client
        return app

    return make


@pytest.fixture(scope="session")
def engine_databases(engine: str, request: pytest.FixtureRequest) -> databases.Databases:
    """Databases of the engine under test."""
    made: databases.Databases = request.getfixturevalue(f"{engine}_databases")
    return made


@pytest.fixture(scope="session")
def migrated(make_app: Callable[..., Flask]) -> Callable[[databases.Databases, str], str]:
    """`migrated(sqlite_databases, name)`: a database with all tables and no rows, migrated once and then copied; its URL."""
    made: list[databases.Databases] = []

    def migrated(where: databases.Databases, name: str) -> str:
        if where not in made:
            databases.migrate(make_app(where.create(databases.MIGRATED)))
            made.append(where)
        return where.copy(databases.MIGRATED, name)

    return migrated


@pytest.fixture(scope="session")
def template(
    engine_databases: databases.Databases, make_app: Callable[..., Flask], migrated: Callable[..., str]
) -> Iterator[str]:
    """Name of a migrated database that others are copied from; it holds the courses of tests/fixtures and nobody."""
    app = make_app(migrated(engine_databases, "template"))
    courses.import_courses(app)
    yield "template"
    engine_databases.drop("template")


@pytest.fixture(scope="session")
def shared_app(engine_databases: databases.Databases, template: str, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_app(engine_databases.copy(template, "shared"))
    yield app
    with app.app_context():
        db.engine.dispose()
    engine_databases.drop("shared")


@pytest.fixture
def app(request: pytest.FixtureRequest, engine: str) -> Iterator[Flask]:
    """The application of a test, in an application context; what the test commits is rolled back after it."""
    if request.node.get_closest_marker("real_transactions"):
        yield request.getfixturevalue("own_app")
        return
    shared: Flask = request.getfixturevalue("shared_app")
    with rolled_back(shared), shared.app_context():
        yield shared


@pytest.fixture
def own_app(engine_databases: databases.Databases, template: str, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application with a database of its own that really commits; no application context is pushed."""
    name = databases.next_name()
    app = make_app(engine_databases.copy(template, name))
    yield app
    with app.app_context():
        db.engine.dispose()
    engine_databases.drop(name)


@pytest.fixture
def db_session(app: Flask) -> Any:
    """The session of the test. Use it to arrange and to look; the client commits it before each request."""
    return db.session


@pytest.fixture
def course(app: Flask) -> Course:
    """KL-01: one module of two lessons (one marked, one viewed) and a quiz of all seven types; issues a certificate."""
    return courses.course("kursus-latihan")


@pytest.fixture
def plain_course(app: Flask) -> Course:
    """KR-01: one lesson to mark; issues no certificate."""
    return courses.course("kursus-ringkas")


@pytest.fixture
def client(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def sign_in(client: Client) -> Callable[[Person], Client]:
    """Signs a person in on `client` without the password form."""

    def sign_in(person: Person) -> Client:
        client.sign_in(person)
        return client

    return sign_in


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs commands of the operator: `runner.invoke(args=["courses", "list"])` → `.stdout`, `.stderr`, `.exit_code`."""
    return _Runner(app)


class _Runner(FlaskCliRunner):
    """Commits what the test has written before a command, reads anew after."""

    def invoke(self, cli: Any = None, args: Any = None, **kwargs: Any) -> Result:
        db.session.commit()
        result = super().invoke(cli, args, **kwargs)
        db.session.expire_all()
        return result


@pytest.fixture
def count_statements() -> Callable[..., Any]:
    """`with count_statements(at_most=8) as seen:` fails with the list of statements when there are more."""
    return statements.count_statements


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stops the clock at NOON; `clock.move_to(moment)` and `clock.shift(timedelta)` move it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


# The browser: one per worker process, pages and servers as a test asks for them.


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            pytest.skip("Chromium tidak ditemukan (Debian: apt-get install chromium)")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(width=1280, color_scheme="dark", java_script_enabled=False)`: a page in a fresh browser profile.

    A script error or a broken content policy on any of them fails the test.
    """
    contexts, troubles = [], []

    def open_page(width: int = 360, height: int = 740, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, f"the page complained: {troubles}"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A phone of 360 × 740 px."""
    return open_page()


def _serve(app: Flask) -> Iterator[LiveServer]:
    server = LiveServer(app)
    server.start()
    yield server
    server.stop()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def live_server(
    sqlite_databases: databases.SqliteDatabases, make_app: Callable[..., Flask], migrated: Callable[..., str]
) -> Iterator[LiveServer]:
    """A running server on SQLite for the tests of one module; arrange through `live_server.app`."""
    yield from _serve(make_app(migrated(sqlite_databases, f"live_{databases.next_name()}")))


@pytest.fixture(scope="module")
def live_server_on_postgresql(
    postgresql_databases: databases.PostgresqlDatabases, make_app: Callable[..., Flask], migrated: Callable[..., str]
) -> Iterator[LiveServer]:
    """The same on PostgreSQL."""
    yield from _serve(make_app(migrated(postgresql_databases, f"live_{databases.next_name()}")))
