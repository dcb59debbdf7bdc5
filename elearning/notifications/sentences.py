"""How a notice reads: its sentence and the reason for it, in the reader's language; dates in its manner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from elearning.core.jinja import format_day
from elearning.notifications.kinds import DATES, REASONS, SENTENCES, NoticeKind


def sentence(kind: str, params: Mapping[str, Any]) -> str:
    """What a notice says."""
    shown = {name: format_day(date.fromisoformat(value)) if name in DATES else value for name, value in params.items()}
    return str(gettext(SENTENCES[NoticeKind(kind)], **shown))


def reason(kind: str) -> str:
    """Why somebody gets a notice of this kind."""
    return str(gettext(REASONS[NoticeKind(kind)]))
