"""The competency codes that courses may name, with their names (Permenpan-RB 38/2017, lampiran).

Technical competencies differ per field of government; a site that has them passes its own mapping.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources


def standard_competencies() -> Mapping[str, str]:
    """Code → name of the managerial and socio-cultural competencies."""
    text = resources.files("elearning.content").joinpath("data/competencies.json").read_text("utf-8")
    return {str(code): str(name) for code, name in json.loads(text).items()}
