"""The shape of what is typed about agencies, units, positions and the levels they require."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired

from elearning.administration.people_forms import bounded, otherwise
from elearning.competency.models import Competency
from elearning.core.forms import Form, SelectChoice
from elearning.domain.competency import HIGHEST_LEVEL, LOWEST_LEVEL
from elearning.organization.agency_texts import LONGEST_TEXT
from elearning.organization.services import LONGEST_CITY, LONGEST_CODE, LONGEST_UNIT, TIME_ZONES

LONGEST_TYPED = 60


class AgencyForm(Form):
    """An agency; who signs its certificates is dated and has a page of its own."""

    code = StringField(
        lazy_gettext("Kode"),
        [DataRequired(lazy_gettext("Isi kodenya.")), bounded(LONGEST_CODE)],
        description=lazy_gettext("Berdiri di nomor sertifikat; tetap sejak sertifikat pertama terbit."),
    )
    name = StringField(
        lazy_gettext("Nama"), [DataRequired(lazy_gettext("Isi nama instansinya.")), bounded(LONGEST_TEXT)]
    )
    office = StringField(
        lazy_gettext("Kantor penyelenggara"),
        [bounded(LONGEST_TEXT)],
        description=lazy_gettext("Misalnya badan kepegawaian; tercetak di sertifikat."),
    )
    city = StringField(lazy_gettext("Kota penerbitan"), [bounded(LONGEST_CITY)])
    time_zone = SelectField(
        lazy_gettext("Zona waktu"),
        [InputRequired(lazy_gettext("Pilih zona waktunya."))],
        choices=[SelectChoice(zone, f"{short} ({zone})") for short, zone in TIME_ZONES.items()],
        **otherwise(lazy_gettext("Pilih zona waktu dari daftar.")),
    )
    instansi_id = StringField(
        lazy_gettext("ID SIASN (instansiId)"),
        [bounded(LONGEST_TYPED)],
        description=lazy_gettext("Perlu untuk menyerahkan sertifikat ke SIASN."),
    )


class NewAgencyForm(AgencyForm):
    """A new agency needs who signs from today on: no certificate can lack it."""

    signatory_name = StringField(
        lazy_gettext("Penanda tangan sertifikat"),
        [DataRequired(lazy_gettext("Isi nama penanda tangan.")), bounded(LONGEST_TEXT)],
        description=lazy_gettext("Dengan gelarnya."),
    )
    signatory_title = StringField(
        lazy_gettext("Jabatan penanda tangan"),
        [DataRequired(lazy_gettext("Isi jabatan penanda tangan.")), bounded(LONGEST_TEXT)],
    )
    signatory_nip = StringField(lazy_gettext("NIP penanda tangan"), [bounded(LONGEST_TYPED)])


class NewUnitForm(Form):
    """A unit and where it stands; the list is filled by the page."""

    name = StringField(
        lazy_gettext("Nama unit"),
        [DataRequired(lazy_gettext("Isi nama unitnya.")), bounded(LONGEST_UNIT)],
        description=lazy_gettext("Tanpa nama unit di atasnya dan tanpa garis miring."),
    )
    parent = SelectField(
        lazy_gettext("Di bawah unit"),
        **otherwise(lazy_gettext("Pilih unit dari daftar.")),
    )


class PositionNameForm(Form):
    """The name of a position."""

    name = StringField(
        lazy_gettext("Nama jabatan"), [DataRequired(lazy_gettext("Isi nama jabatannya.")), bounded(LONGEST_TEXT)]
    )


def levels_form(competencies: Iterable[Competency]) -> type[Form]:
    """A form with one list of levels for each competency, named by its id."""
    levels = range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)
    choices = [SelectChoice("0", gettext("tidak diwajibkan")), *(SelectChoice(str(each), str(each)) for each in levels)]
    fields = {
        f"level_{each.id}": SelectField(
            f"{each.code} {each.name}",
            choices=choices,
            default="0",
            **otherwise(lazy_gettext("Pilih level 1 sampai 5, atau tidak diwajibkan.")),
        )
        for each in competencies
    }
    return type("LevelsForm", (Form,), fields)
