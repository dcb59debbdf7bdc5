"""The project's own files, as the architecture tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from config import PROJECT_DIR

PACKAGE = PROJECT_DIR / "elearning"
PYTHON_PLACES = ("elearning", "scripts", "tests", "benchmarks")
TOP_FILES = ("config.py", "wsgi.py", "gunicorn.conf.py")
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*places: str) -> list[Path]:
    """Python files of the named places, of all when none is named."""
    folders = [PROJECT_DIR / place for place in places or PYTHON_PLACES]
    tops = [] if places else [PROJECT_DIR / name for name in TOP_FILES]
    return sorted(path for folder in folders for path in folder.rglob("*.py")) + tops


def template_files() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.html"))


def shown(path: Path) -> str:
    """A path as a person names it."""
    return str(path.relative_to(PROJECT_DIR))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """All functions of a file, methods and inner ones included."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(node: Function) -> int:
    """Lines of a function without its decorators and docstring."""
    first = node.body[0]
    is_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    words = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - words


def depth(node: ast.AST, level: int = 0) -> int:
    """How many blocks stand inside one another; an `elif` stands beside its `if`, an inner function starts anew."""
    deepest = level
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, Function | ast.Lambda):
                continue
            is_elif = name == "orelse" and isinstance(node, ast.If) and isinstance(child, ast.If)
            deeper = isinstance(child, BLOCKS) and not is_elif
            deepest = max(deepest, depth(child, level + deeper))
    return deepest


def imported_names(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports at any place (`from a import b` is "a.b")."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)
