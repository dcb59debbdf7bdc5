"""Who may call which route: every view declares `@requires(Permission.X)` or `@public`; one hook enforces it.

A route without a declaration is refused (500) and found by a test. Object access is not decided here but by the query
that loads
the object (`attempt_of(viewer, id)`): what is not yours does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "required_permission"
PUBLIC = "public"


class Role(StrEnum):
    """Roles a person may hold, several at once; officer and administrator hold theirs for one agency or for the whole
    site.
    """

    LEARNER = "learner"
    TRAINING_OFFICER = "training_officer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a route may ask for. OWN_ACCOUNT is open to people who must still choose a password, everything else is
    not.
    """

    OWN_ACCOUNT = "own_account"
    LEARN = "learn"
    SUPERVISE = "supervise"
    MANAGE_COURSES = "manage_courses"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CERTIFICATES = "manage_certificates"
    MANAGE_SITE = "manage_site"


@dataclass(frozen=True)
class Grant:
    """One role held; `agency_id` None means the whole site."""

    role: Role
    agency_id: int | None


class Viewer(Protocol):
    """What this module asks of the signed-in person."""

    is_authenticated: bool
    must_change_password: bool
    grants: frozenset[Grant]


def permissions_of(grants: frozenset[Grant]) -> frozenset[Permission]:
    """The permissions that a set of roles gives; everybody signed in learns."""
    granted = {Permission.OWN_ACCOUNT, Permission.LEARN}
    for grant in grants:
        match grant.role:
            case Role.SUPERVISOR:
                granted.add(Permission.SUPERVISE)
            case Role.TRAINING_OFFICER:
                granted |= {Permission.MANAGE_COURSES, Permission.MANAGE_CERTIFICATES}
            case Role.ADMINISTRATOR:
                granted |= {Permission.MANAGE_PEOPLE, Permission.MANAGE_CERTIFICATES}
                if grant.agency_id is None:
                    granted.add(Permission.MANAGE_SITE)
            case Role.LEARNER:
                pass
    return frozenset(granted)


def agencies_in_scope(grants: frozenset[Grant], role: Role) -> frozenset[int] | None:
    """Agencies that a role reaches; None means all of them, an empty set none."""
    held = [grant for grant in grants if grant.role is role]
    if any(grant.agency_id is None for grant in held):
        return None
    return frozenset(grant.agency_id for grant in held if grant.agency_id is not None)


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission of a view."""

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, permission)
        return view

    return declare


def public(view: View) -> View:
    """Declare that anybody may call a view."""
    setattr(view, _ATTRIBUTE, PUBLIC)
    return view


def declared_permission(view: Callable[..., Any] | None) -> str | None:
    """What a view declares: a permission, `PUBLIC`, or None when it declares nothing."""
    return cast("str | None", getattr(view, _ATTRIBUTE, None))


def register(app: Flask) -> None:
    """Enforce the declarations before every request; Flask's own file route is public."""
    public(app.view_functions["static"]) if "static" in app.view_functions else None
    app.before_request(_enforce)


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    declared = declared_permission(current_app.view_functions[request.endpoint])
    if declared is None:
        raise LookupError(f"view {request.endpoint} declares no permission")
    if declared == PUBLIC:
        return None
    viewer = cast("Viewer", current_user._get_current_object())
    if not viewer.is_authenticated:
        return cast("ResponseReturnValue", current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
    if viewer.must_change_password and declared != Permission.OWN_ACCOUNT:
        return redirect(url_for("accounts.first_password"), 303)
    if declared not in permissions_of(viewer.grants):
        abort(403)
    return None
