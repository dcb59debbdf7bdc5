"""Small enough to read: files, functions, nesting, scripts of the browser."""

from __future__ import annotations

import ast

import pytest

from tests.support.source import PACKAGE, depth, functions, length, python_files, shown, template_files, tree

FILE_LINES = 500
FUNCTION_LINES = 50
NESTING = 3
TEMPLATE_LINES = 120
SCRIPT_LINES = 80
CHAIN_LINES = 120
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_stay_under_500_lines():
    long = [f"{shown(path)}: {lines(path)}" for path in python_files() if lines(path) >= FILE_LINES]
    assert not long, "\n".join(long)


def test_functions_stay_under_50_lines():
    long = [
        f"{shown(path)}:{node.lineno}: {node.name} has {length(node)}"
        for path in python_files()
        for node in functions(path)
        if length(node) >= FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_blocks_nest_three_deep_at_most():
    deep = [
        f"{shown(path)}:{node.lineno}: {node.name} nests {depth(node)}"
        for path in python_files()
        for node in functions(path)
        if depth(node) > NESTING
    ]
    assert not deep, "\n".join(deep)


def test_the_chain_of_a_result_stays_readable_in_one_sitting():
    chain = PACKAGE / "outcomes.py"
    assert not chain.exists() or lines(chain) <= CHAIN_LINES


def test_templates_stay_under_120_lines():
    long = [f"{shown(path)}: {lines(path)}" for path in template_files() if lines(path) > TEMPLATE_LINES]
    assert not long, "\n".join(long)


def test_browser_modules_stay_under_80_lines():
    long = [
        f"{shown(path)}: {lines(path)}" for path in (PACKAGE / "static").rglob("*.js") if lines(path) >= SCRIPT_LINES
    ]
    assert not long, "\n".join(long)


def test_names_say_what_is_inside():
    vague = [
        shown(path)
        for path in [*python_files(), *(PACKAGE / "static").rglob("*.js"), *template_files()]
        if path.stem.lower() in FORBIDDEN_NAMES or path.parent.name.lower() in FORBIDDEN_NAMES
    ]
    assert not vague, "\n".join(vague)


def test_modules_say_what_they_own():
    silent = [
        shown(path)
        for path in python_files("elearning", "scripts")
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    assert not silent, "\n".join(silent)


def test_services_and_queries_never_commit():
    """The route, the command or the job commits once, at the end; begin_write in core may end a read."""
    places = [path for path in python_files("elearning") if path.stem in ("services", "queries", "models", "outcomes")]
    places += [path for path in python_files("elearning") if path.parent.name in ("services", "queries", "models")]
    commits = [
        f"{shown(path)}:{node.lineno}"
        for path in places
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not commits, "\n".join(commits)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n    return 1", 0),
        ("def f(a):\n    if a:\n        pass\n    elif a:\n        pass\n    else:\n        pass", 1),
        ("def f(a):\n    for x in a:\n        if x:\n            while x:\n                pass", 3),
        (
            "def f(a):\n    for x in a:\n        if x:\n            while x:\n                with x:\n                    pass",
            4,
        ),
        ("def f(a):\n    if a:\n        pass\n    else:\n        for x in a:\n            pass", 2),
        ("def f(a):\n    for x in a:\n        def g():\n            if a:\n                pass", 1),
    ],
)
def test_nesting_is_counted_as_people_see_it(source, expected):
    assert depth(ast.parse(source).body[0]) == expected
