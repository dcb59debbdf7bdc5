"""Pages of accounts: load, authorise, act, commit, answer. One module per resource; all hang on `blueprint`."""

from elearning.accounts.routes import devices, language, passwords, profile, sign_in
from elearning.accounts.routes.blueprint import blueprint

__all__ = ["blueprint", "devices", "language", "passwords", "profile", "sign_in"]
