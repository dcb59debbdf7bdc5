"""Pages of quizzes: load, authorise, act, commit, answer. One module per resource; all hang on `blueprint`."""

from elearning.quizzes.routes import answering, reviewing, starting
from elearning.quizzes.routes.blueprint import blueprint

__all__ = ["answering", "blueprint", "reviewing", "starting"]
