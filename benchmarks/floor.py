"""What no Flask page can be faster than: an empty view, and a view with a session, three reads and an inherited template.

Served by gunicorn with the same settings as Pelita. The reads go through Flask-SQLAlchemy, as every page of this stack
reads, with statements that are built once; beside them, for comparison, straight through the driver.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import Any

from flask import Flask, render_template, session
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import bindparam, column, select, table

TEMPLATES = {
    "base.html": (
        "<!doctype html><html lang=id><head><meta charset=utf-8><title>{% block title %}{% endblock %}</title></head>"
        "<body><header>{{ person }}</header><main>{% block main %}{% endblock %}</main><footer>Kaki</footer></body></html>"
    ),
    "page.html": (
        "{% extends 'base.html' %}{% block title %}{{ title }}{% endblock %}"
        "{% block main %}<h1>{{ title }}</h1><ul>{% for step in steps %}<li><a href='/{{ step[0] }}'>{{ step[1] }}</a></li>"
        "{% endfor %}</ul>{% endblock %}"
    ),
}
_local = threading.local()
db = SQLAlchemy()
_person: Any = select(column("name")).select_from(table("person")).where(column("id") == bindparam("id"))
_course: Any = select(column("title")).select_from(table("course")).where(column("id") == bindparam("id"))
_steps: Any = (
    select(column("id"), column("title"))
    .select_from(table("step"))
    .where(column("course_id") == bindparam("id"))
    .order_by(column("id"))
)


def make_app() -> Flask:
    """The application; FLOOR_DATABASE names its SQLite file."""
    app = Flask(__name__)
    app.secret_key = "floor of the benchmark, no secret"  # noqa: S105
    app.jinja_loader = DictLoader(TEMPLATES)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ.get('FLOOR_DATABASE', ':memory:')}"
    db.init_app(app)
    app.add_url_rule("/empty", view_func=empty)
    app.add_url_rule("/reads", view_func=reads)
    app.add_url_rule("/driver", view_func=driver)
    app.add_url_rule("/entrance", view_func=entrance)
    return app


def empty() -> str:
    """Nothing at all."""
    return ""


def entrance() -> str:
    """Sets the session that `reads` uses."""
    session["person"] = 7
    return ""


def reads() -> str:
    """The person of the session, a course, its steps; an inherited template."""
    person = db.session.scalar(_person, {"id": session["person"]})
    course = db.session.scalar(_course, {"id": 3})
    steps = db.session.execute(_steps, {"id": 3}).all()
    return render_template("page.html", person=person, title=course, steps=steps)


def driver() -> str:
    """The same, read straight through the driver."""
    connection = _connection()
    person = connection.execute("SELECT name FROM person WHERE id = ?", (session["person"],)).fetchone()
    course = connection.execute("SELECT title FROM course WHERE id = ?", (3,)).fetchone()
    steps = connection.execute("SELECT id, title FROM step WHERE course_id = ? ORDER BY id", (3,)).fetchall()
    return render_template("page.html", person=person[0], title=course[0], steps=steps)


def make_database(path: str) -> None:
    """Fill the floor's database."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("CREATE TABLE course (id INTEGER PRIMARY KEY, title TEXT)")
        connection.execute("CREATE TABLE step (id INTEGER PRIMARY KEY, course_id INTEGER, title TEXT)")
        connection.execute("CREATE INDEX step_course ON step (course_id)")
        connection.executemany("INSERT INTO person VALUES (?, ?)", [(n, f"Contoh {n}") for n in range(1, 201)])
        connection.executemany("INSERT INTO course VALUES (?, ?)", [(n, f"Kursus {n}") for n in range(1, 11)])
        steps = [(c * 100 + n, c, f"Langkah {n}") for c in range(1, 11) for n in range(1, 21)]
        connection.executemany("INSERT INTO step VALUES (?, ?, ?)", steps)
    connection.close()


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(os.environ["FLOOR_DATABASE"])
    connection: sqlite3.Connection = _local.connection
    return connection


app = make_app()
