"""The JSON Schemas that editors use say the same as the loader: every package in the repository fits both."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from ruamel.yaml import YAML

PROJECT = Path(__file__).parents[3]
FOLDERS = [*sorted((PROJECT / "courses").iterdir()), PROJECT / "tests/fixtures/courses/kursus-kecil"]


def schema(name: str) -> dict[str, Any]:
    return json.loads((PROJECT / "docs" / name).read_text("utf-8"))


def validator(name: str) -> Draft202012Validator:
    registry = Registry().with_resources(
        (each, Resource.from_contents(schema(each))) for each in ("course-package.schema.json", "quiz.schema.json")
    )
    return Draft202012Validator(schema(name), registry=registry)


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(child) for key, child in value.items()}
    if isinstance(value, list):
        return [as_json(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


def content(path: Path) -> Any:
    return as_json(YAML(typ="safe").load(path.read_text("utf-8")))


@pytest.mark.parametrize("name", ["course-package.schema.json", "quiz.schema.json"])
def test_the_schemas_are_schemas(name):
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_course_file_fits_its_schema(folder):
    assert [
        e.message for e in validator("course-package.schema.json").iter_errors(content(folder / "course.yaml"))
    ] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_quiz_file_fits_its_schema(folder):
    quizzes = sorted(folder.glob("modules/**/*.quiz.yaml"))

    faults = {q.name: [e.message[:200] for e in validator("quiz.schema.json").iter_errors(content(q))] for q in quizzes}

    assert quizzes
    assert not {name: found for name, found in faults.items() if found}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"code": "km"}, "course-package.schema.json"),
        ({"jp": 0.7}, "course-package.schema.json"),
        ({"titel": "x"}, "course-package.schema.json"),
        ({"completion": {"all": [], "any": []}}, "course-package.schema.json"),
        ({"layout": "two_pages"}, "quiz.schema.json"),
        ({"requires": {"semua": []}}, "quiz.schema.json"),
        ({"questions": [{"id": "a", "type": "essay", "stem": "x"}]}, "quiz.schema.json"),
        ({"behaviour": "kilat"}, "quiz.schema.json"),
        ({"penalty": 1.5}, "quiz.schema.json"),
        ({"review": {"kemudian": ["marks"]}}, "quiz.schema.json"),
        ({"sections": [{"title": "Dasar", "ask": [{"draw": 0}]}]}, "quiz.schema.json"),
        ({"sections": [{"title": "Dasar", "ask": [{"question": "a", "draw": 1}]}]}, "quiz.schema.json"),
        ({"overall_feedback": [{"from": 101, "text": "x"}]}, "quiz.schema.json"),
        ({"opens_at": "2026-12-01T08:00"}, "quiz.schema.json"),
    ],
)
def test_what_the_loader_refuses_the_schemas_refuse(change, name):
    folder = FOLDERS[-1]
    file = folder / "course.yaml" if name.startswith("course") else next(folder.glob("modules/**/*.quiz.yaml"))

    assert not validator(name).is_valid(content(file) | change)
