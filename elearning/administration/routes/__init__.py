"""Pages of this feature: load, authorise, act, commit, answer. One module a page; all hang on `blueprint`."""

from elearning.administration.routes import information, overview
from elearning.administration.routes.blueprint import blueprint

__all__ = ["blueprint", "information", "overview"]
