"""Exchange formats of questions: which there are, and who reads and writes each.

A format is added by a module with a `Reader` or a `Writer` (`values`) and a line here. No Flask, no database.
"""

from __future__ import annotations

from elearning.content.formats.aiken import read_aiken
from elearning.content.formats.gift import read_gift, write_gift
from elearning.content.formats.values import Reader, Writer

READERS: dict[str, Reader] = {"gift": read_gift, "aiken": read_aiken}
WRITERS: dict[str, Writer] = {"gift": write_gift}
