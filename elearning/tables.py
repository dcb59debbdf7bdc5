"""Every table, imported so that the metadata is whole whoever asks (migrations, tests, commands)."""

from elearning.accounts import models as accounts
from elearning.catalog import models as catalog
from elearning.certificates import models as certificates
from elearning.competency import import_models as level_imports
from elearning.competency import models as competency
from elearning.core import audit, job_runs, jobs, mail, site_changes, site_logo, throttle
from elearning.notifications import models as notifications
from elearning.organization import import_models
from elearning.organization import models as organization
from elearning.progress import models as progress
from elearning.quizzes import models as quizzes

__all__ = [
    "accounts",
    "audit",
    "catalog",
    "certificates",
    "competency",
    "import_models",
    "job_runs",
    "jobs",
    "level_imports",
    "mail",
    "notifications",
    "organization",
    "progress",
    "quizzes",
    "site_changes",
    "site_logo",
    "throttle",
]
