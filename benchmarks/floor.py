"""What no Flask page can be faster than: an empty view, and a view with a session, three reads and an inherited template.

Served by gunicorn with the same settings as Pelita. The reads go straight to SQLite through its driver.
"""

from __future__ import annotations

import os
import sqlite3
import threading

from flask import Flask, render_template, session
from jinja2 import DictLoader

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


def make_app() -> Flask:
    """The application; FLOOR_DATABASE names its SQLite file."""
    app = Flask(__name__)
    app.secret_key = "floor of the benchmark, no secret"  # noqa: S105
    app.jinja_loader = DictLoader(TEMPLATES)
    app.add_url_rule("/empty", view_func=empty)
    app.add_url_rule("/reads", view_func=reads)
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
