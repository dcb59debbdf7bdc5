"""Reads conditions (`requires`, `completion`) out of package files."""

from __future__ import annotations

from elearning.content.fields import Fields
from elearning.content.schema import Rule
from elearning.domain.conditions import ConditionError, parse_condition


def read_rule(fields: Fields, key: str) -> Rule | None:
    """The condition under `key`, None when absent or wrong (which is then in the log)."""
    written = fields.plain(key)
    if written is None:
        return None
    try:
        return Rule(parse_condition(written), fields.place_of(key))
    except ConditionError as error:
        fields.fault(key, "bad-condition", f"“{key}”: {error.message}.")
        return None
