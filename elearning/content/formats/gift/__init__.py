"""GIFT, Moodle's line format for questions, as documented for Moodle 2.0 to 4.5: reading and writing."""

from elearning.content.formats.gift.reader import read_gift
from elearning.content.formats.gift.writer import write_gift

__all__ = ["read_gift", "write_gift"]
