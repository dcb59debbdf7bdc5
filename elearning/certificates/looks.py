"""What an agency prints on its certificates: wording, logo, and who signs on the day of issue. Reads and writes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import or_, select

from elearning.accounts.models import Person, RoleGrant
from elearning.certificates.models import CertificateLogo, CertificateLook
from elearning.certificates.snapshot import Issuer
from elearning.content.photographs import read_photograph
from elearning.core import audit, clock
from elearning.core.permissions import Role
from elearning.core.upsert import insert, insert_once
from elearning.domain.errors import N_, DomainError
from elearning.domain.names import check_printable
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.organization.models import Agency
from elearning.organization.signatories import signer_on

LONGEST_WORDING = 160
LARGEST_LOGO_BYTES = 200_000
SMALLEST_SIDE, LARGEST_SIDE = 64, 2_000


class WordingError(DomainError):
    """A sentence that a certificate has no room for."""

    code: ClassVar[str] = "certificate_wording"
    message_template: ClassVar[str] = N_("Tulis kalimat dalam satu baris, paling banyak %(most)s karakter.")


class LogoSizeError(DomainError):
    """A file that is too heavy to be printed on every certificate."""

    code: ClassVar[str] = "logo_size"
    message_template: ClassVar[str] = N_("Berkas logo paling besar %(most)s KB. Kecilkan gambarnya, lalu unggah lagi.")


class LogoFormatError(DomainError):
    """Something other than a PNG picture, or a broken one, whatever the file is called."""

    code: ClassVar[str] = "logo_format"
    message_template: ClassVar[str] = N_(
        "Logo harus gambar PNG yang utuh. Simpan gambar sebagai PNG, lalu unggah lagi."
    )


class LogoMeasureError(DomainError):
    """A picture too small to be printed or too large to be drawn."""

    code: ClassVar[str] = "logo_measure"
    message_template: ClassVar[str] = N_(
        "Sisi logo harus antara %(least)s dan %(most)s piksel; gambar ini %(width)s × %(height)s."
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What an agency prints: "" where it has chosen nothing. `logo` is the hash of a picture."""

    wording: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class NewLook:
    """What somebody wants printed. Without `logo` the present one stays, unless `removes_logo`."""

    wording: str
    logo: bytes | None = None
    removes_logo: bool = False


def look_of(agency_id: int) -> Look:
    """What an agency prints; one statement."""
    query = (
        select(CertificateLook.wording, CertificateLogo.sha256)
        .outerjoin(CertificateLogo, CertificateLogo.id == CertificateLook.logo_id)
        .where(CertificateLook.agency_id == agency_id)
    )
    row = db.session.execute(query).one_or_none()
    return Look(row.wording, row.sha256 or "") if row else Look()


def logo_picture(sha256: str) -> bytes | None:
    """The picture with a hash, None where no agency has such a logo."""
    return db.session.scalar(select(CertificateLogo.png).where(CertificateLogo.sha256 == sha256).limit(1))


def issuing(agency: Agency, *, now: datetime) -> Issuer:
    """The agency with who signs today and what it prints. Is nobody in office, its administrators are told once."""
    look = look_of(agency.id)
    signer = signer_on(agency.id, clock.local_date(now, agency.time_zone))
    if not signer.is_in_office:
        facts: dict[str, str | int] = {"agency": agency.name, "name": signer.signatory.name}
        path = f"/admin/sertifikat/instansi/{agency.code}"
        news = News(NoticeKind.SIGNATORY_MISSING, f"{agency.id}:{signer.signatory.id}", facts, path)
        for person_id in people_with(agency.id, (Role.ADMINISTRATOR,)):
            notify(person_id, news, now=now)
    return Issuer(agency, signer.signatory, look.wording, look.logo)


def people_with(agency_id: int, roles: Collection[Role]) -> list[int]:
    """Active people who hold one of the roles for an agency or for the whole site."""
    query = (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role.in_(roles), or_(RoleGrant.agency_id == agency_id, RoleGrant.agency_id.is_(None)))
        .where(Person.is_active)
        .distinct()
        .order_by(RoleGrant.person_id)
    )
    return list(db.session.scalars(query))


def check_wording(text: str) -> str:
    """A wording as it is kept, spaces folded; "" for the site's own. Raises: WordingError, UnprintableLetterError."""
    line = " ".join(text.split())
    if len(line) > LONGEST_WORDING or not line.isprintable():
        raise WordingError(most=LONGEST_WORDING)
    check_printable(line)
    return line


def check_logo(png: bytes) -> None:
    """Let a picture pass that certificates can bear. That it is whole, a rendering must show.

    Raises: LogoSizeError, LogoFormatError, LogoMeasureError.
    """
    if len(png) > LARGEST_LOGO_BYTES:
        raise LogoSizeError(most=LARGEST_LOGO_BYTES // 1000)
    picture = read_photograph(png)
    if picture is None or picture.format != "png":
        raise LogoFormatError
    sides = (picture.width, picture.height)
    if min(sides) < SMALLEST_SIDE or max(sides) > LARGEST_SIDE:
        raise LogoMeasureError(least=SMALLEST_SIDE, most=LARGEST_SIDE, width=sides[0], height=sides[1])


def change_look(agency: Agency, new: NewLook, *, actor_id: int, now: datetime) -> bool:
    """Print something else from now on; what is certified already keeps its look. False when nothing differs.

    Raises: WordingError, UnprintableLetterError, and what `check_logo` refuses.
    """
    before = look_of(agency.id)
    wording, logo = check_wording(new.wording), before.logo
    if new.logo is not None:
        check_logo(new.logo)
        logo = _keep_logo(agency.id, new.logo, now)
    elif new.removes_logo:
        logo = ""
    after = Look(wording, logo)
    if after == before:
        return False
    _keep_look(agency.id, after, now)
    audit.record(
        "certificate_look.changed",
        agency,
        actor_id=actor_id,
        now=now,
        agency_id=agency.id,
        old={"wording": before.wording, "logo": before.logo[:12]},
        new={"wording": after.wording, "logo": after.logo[:12]},
    )
    return True


def _keep_logo(agency_id: int, png: bytes, now: datetime) -> str:
    digest = hashlib.sha256(png).hexdigest()
    values = {"agency_id": agency_id, "sha256": digest, "png": png, "created_at": now}
    insert_once(CertificateLogo, ("agency_id", "sha256"), values)
    return digest


def _keep_look(agency_id: int, look: Look, now: datetime) -> None:
    query = select(CertificateLogo.id).where(
        CertificateLogo.agency_id == agency_id, CertificateLogo.sha256 == look.logo
    )
    changed = {
        "wording": look.wording,
        "logo_id": db.session.scalar(query) if look.logo else None,
        "changed_at": now,
    }
    statement = insert(CertificateLook).values(agency_id=agency_id, **changed)
    db.session.execute(statement.on_conflict_do_update(index_elements=["agency_id"], set_=changed))
