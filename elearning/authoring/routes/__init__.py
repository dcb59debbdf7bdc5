"""Pages of this feature: load, authorise, act, commit, answer. One module a page; all hang on `blueprint`."""

from elearning.authoring.routes import analysis, assignments, courses, exports, offering, packages, participants, person
from elearning.authoring.routes.blueprint import blueprint

__all__ = [
    "analysis",
    "assignments",
    "blueprint",
    "courses",
    "exports",
    "offering",
    "packages",
    "participants",
    "person",
]
