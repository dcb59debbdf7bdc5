"""Pages of the supervisor: load, authorise, act, commit, answer. One module per resource; all hang on `blueprint`."""

from elearning.supervision.routes import assignments, confirmations, exports, person, team, withdrawals
from elearning.supervision.routes.blueprint import blueprint

__all__ = ["assignments", "blueprint", "confirmations", "exports", "person", "team", "withdrawals"]
