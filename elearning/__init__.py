"""Pelita: self-paced learning for Indonesian civil servants. `create_app` is the only composition root."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_compress import Compress

import config
from elearning import cli, tables
from elearning.accounts import viewer
from elearning.accounts.routes import blueprint as accounts_blueprint
from elearning.administration.routes import blueprint as administration_blueprint
from elearning.authoring.routes import blueprint as authoring_blueprint
from elearning.certificates.routes import blueprint as certificates_blueprint
from elearning.competency.level_imports import forget_level_imports
from elearning.competency.routes import blueprint as competency_blueprint
from elearning.core import (
    assets,
    database,
    errors,
    health,
    i18n,
    jinja,
    jobs,
    logs,
    mail,
    navigation,
    permissions,
    security,
    site_changes,
    site_logo,
    throttle,
)
from elearning.extensions import csrf, db, migrate
from elearning.learning.routes import blueprint as learning_blueprint
from elearning.notifications.jobs import send_digests
from elearning.notifications.routes import blueprint as notifications_blueprint
from elearning.organization.import_batches import forget_old_imports
from elearning.progress.jobs import remind_of_due_dates, remind_of_untouched_courses
from elearning.quizzes.jobs import close_due_attempts, warn_of_ends
from elearning.quizzes.routes import blueprint as quizzes_blueprint
from elearning.styleguide.routes import blueprint as styleguide_blueprint
from elearning.supervision.routes import blueprint as supervision_blueprint

BLUEPRINTS = (
    health.blueprint,
    accounts_blueprint,
    learning_blueprint,
    quizzes_blueprint,
    certificates_blueprint,
    competency_blueprint,
    notifications_blueprint,
    supervision_blueprint,
    authoring_blueprint,
    administration_blueprint,
)


class Application(Flask):
    """Flask without its search for coroutines among the twenty hooks of every request: Pelita has none."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Every view and hook is a plain function."""
        return func


def create_app(settings: config.Settings | None = None) -> Flask:
    """A ready application with the given settings (those of the environment when none are given)."""
    app = Application(__name__)
    app.jinja_environment = jinja.TemplateEnvironment
    register_settings(app, settings or config.load_settings())
    register_extensions(app)
    register_core(app)
    register_features(app)
    register_jobs(app)
    cli.register(app)
    return app


def register_settings(app: Flask, settings: config.Settings) -> None:
    """Hand the checked settings to Flask and its extensions."""
    app.config.update(
        SETTINGS=settings,
        TESTING=settings.testing,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(is_sqlite=settings.is_sqlite),
        COMPRESS_ALGORITHM=["br", "gzip"],
        # What has a validator is answered conditionally where it is made; pages have none.
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
        # Levels for pages made anew each time: a tenth larger than the best, in a third of its time.
        COMPRESS_BR_LEVEL=3,
        COMPRESS_LEVEL=4,
    )


def register_extensions(app: Flask) -> None:
    """Bind the extensions; `tables` makes the metadata whole."""
    db.init_app(app)
    app.extensions["pelita_tables"] = tables
    migrate.init_app(app, db, directory=str(config.PROJECT_DIR / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    Compress(app)
    viewer.register(app)


def register_core(app: Flask) -> None:
    """Infrastructure, in the order in which a request meets it."""
    logs.register(app)
    security.register(app)
    database.register(app)
    site_changes.register(app)
    site_logo.register(app)
    i18n.register(app)
    jinja.register(app)
    assets.register(app)
    navigation.register(app)
    errors.register(app)


def register_features(app: Flask) -> None:
    """The pages of every feature; the style guide only where nobody learns."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if not app.config["SETTINGS"].is_production:
        app.register_blueprint(styleguide_blueprint)
    permissions.register(app)
    database.register_writes(app)


def register_jobs(app: Flask) -> None:
    """Work that the worker finds by scanning rows."""
    work = jobs.register(app)
    work.add("mail", lambda now: mail.deliver_due(now=now))
    work.add("throttle", lambda now: throttle.sweep(now=now))
    work.add("quizzes", close_due_attempts)
    work.add("imports", lambda now: forget_old_imports(now) + forget_level_imports(now))
    work.add("quiz_ends", warn_of_ends)
    work.add("due_dates", remind_of_due_dates)
    work.add("untouched", remind_of_untouched_courses)
    work.add("digests", send_digests)
