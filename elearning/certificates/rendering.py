"""Certificates as PDF: A4 landscape, PDF/A-2a and PDF/UA-1, by typst. Values in, bytes out; the same bytes every time.

Values reach the template as JSON and are only set as text: nothing of them is ever read as source. A font that is
missing, and any warning at all, is an error: a document that lasts for ever is not made with a substitute.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import ClassVar

import segno
import typst

from elearning.certificates.wording import PrintedCertificate
from elearning.content.photographs import read_photograph
from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.domain.names import unprintable_letters

PACKAGE = Path(__file__).resolve().parents[1]
TEMPLATE = PACKAGE / "certificates" / "typst" / "certificate.typ"
FONTS = PACKAGE / "certificates" / "typst" / "fonts"
ORNAMENT = PACKAGE / "static" / "img" / "kawung.svg"
FAMILY = "Plus Jakarta Sans"
WEIGHTS = frozenset({300, 400, 600, 800})
MOST_LETTERS = 20
LOGO_HEIGHT, WIDEST_LOGO = 13.0, 34.0
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


class RenderingError(RuntimeError):
    """The document could not be made as it should be; the installation or the template is at fault, not the reader."""


class CertificateLetterError(DomainError):
    """A certified text has letters that the fonts lack: it was entered before they were refused. A re-issue mends it."""

    code: ClassVar[str] = "certificate_letter"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Sertifikat ini sah dan tercatat, tetapi lembarnya tidak dapat dicetak karena memuat %(letters)s. "
        "Minta pengelola pelatihan memperbaiki tulisannya."
    )


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished document."""

    pdf: bytes
    sha256: str
    template_version: str


def render(certificate: PrintedCertificate, logo: bytes | None = None) -> Rendering:
    """Make the document of a certificate; `logo` is a PNG picture in the place of the site's mark.

    Raises:
        CertificateLetterError: a text has letters that no font has.
        RenderingError: a font is missing, or the template does not compile without warnings.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            TEMPLATE,
            root=PACKAGE,
            font_paths=_fonts(FONTS),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=datetime(**certificate.issued, tzinfo=UTC),
            sys_inputs={
                "certificate": json.dumps(certificate.as_json() | {"logo_width": logo_width(logo)}),
                "qr": qr_code(certificate.check_url),
                "logo": json.dumps(list(logo or b"")),
            },
        )
    except typst.TypstError as error:
        letters = unprintable_letters(json.dumps(certificate.as_json(), ensure_ascii=False))
        if letters:
            raise CertificateLetterError(letters=letters[:MOST_LETTERS]) from error
        raise RenderingError(f"{error.message}: {error.diagnostic}") from error
    if warnings:
        raise RenderingError("; ".join(warning.message for warning in warnings))
    return Rendering(pdf, hashlib.sha256(pdf).hexdigest(), template_version())


def logo_width(logo: bytes | None) -> float:
    """How wide a logo stands on the sheet, in millimetres: it is 13 high, and narrower ones keep their shape."""
    picture = read_photograph(logo) if logo else None
    return min(LOGO_HEIGHT * picture.width / picture.height, WIDEST_LOGO) if picture else 0.0


def check_fonts() -> None:
    """Look whether every font is there that certificates are set in. Raises: RenderingError."""
    _fonts(FONTS)


def qr_code(address: str) -> str:
    """A QR code as SVG, without a border (the sheet around it is white); a quarter of it may be damaged."""
    drawing = io.BytesIO()
    segno.make(address, error="q", micro=False, boost_error=False).save(drawing, kind="svg", border=0, xmldecl=False)
    return drawing.getvalue().decode()


@cache
def template_version() -> str:
    """Names the state of template, ornament and fonts: changes by itself when one of them does."""
    digest = hashlib.sha256()
    for path in (TEMPLATE, ORNAMENT, *sorted(FONTS.glob("*.ttf"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _fonts(folder: Path) -> typst.Fonts:
    """The fonts that came with the template, and none of the machine's.

    Raises:
        RenderingError: one of the weights that the template sets is not there.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
    missing = WEIGHTS - {font.weight for font in fonts.fonts() if font.family == FAMILY}
    if missing:
        raise RenderingError(f"{FAMILY} is missing in {folder}: weights {sorted(missing)}")
    return fonts
