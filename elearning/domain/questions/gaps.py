"""Gaps in the text of a question: where ``[[3]]`` stands in the stem. Knows no question type.

A stem is Markdown when it is checked and HTML when it is asked; a gap inside a tag (an alternative text, an address) is
no gap.
"""

import re

_GAP = re.compile(r"""<[a-zA-Z/!](?:[^>"']|"[^"]*"|'[^']*')*>|\[\[(?P<number>[0-9]{1,3})\]\]""")


def gap_numbers(stem: str) -> tuple[int, ...]:
    """Return what stands between the brackets of each gap, in the order of the text."""
    return tuple(int(found["number"]) for found in _GAP.finditer(stem) if found["number"])


def with_numbered_gaps(stem: str) -> str:
    """Return ``stem`` with its gaps counted from 1 in the order of the text, as ``(1) ……``: what stood between the
    brackets would tell the answer.
    """
    place = 0

    def shown(found: re.Match[str]) -> str:
        nonlocal place
        if not found["number"]:
            return found[0]
        place += 1
        return f"({place})\N{NO-BREAK SPACE}……"

    return _GAP.sub(shown, stem)
