"""What can be wrong with a line of an employee file, each with the remedy. See `import_errors` for files as a whole."""

from __future__ import annotations

from typing import ClassVar

from elearning.domain.errors import N_, DomainError


class UnitClosedError(DomainError):
    """A closed unit, or one below it, for somebody who does not work there."""

    code: ClassVar[str] = "import_unit_closed"
    message_template: ClassVar[str] = N_(
        "Unit “%(path)s” sudah ditutup. Tulis unit lain, atau pakai lagi unit itu di halaman Unit kerja."
    )


class PositionRetiredError(DomainError):
    """A retired position for somebody who does not hold it."""

    code: ClassVar[str] = "import_position_retired"
    message_template: ClassVar[str] = N_(
        "Jabatan “%(name)s” tidak diberikan lagi. Tulis jabatan lain, atau pakai lagi jabatan itu di halaman Jabatan."
    )
