"""Pages of this feature: load, authorise, act, commit, answer. One module a page; all hang on `blueprint`."""

from elearning.learning.routes import catalogue, course, home, lesson, media
from elearning.learning.routes.blueprint import blueprint

__all__ = ["blueprint", "catalogue", "course", "home", "lesson", "media"]
