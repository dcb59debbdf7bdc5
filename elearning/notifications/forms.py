"""The shape of what people wish to be told."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField

from elearning.core.forms import Form


class WishesForm(Form):
    """Two wishes; a box that is not sent is a wish not had."""

    wants_reminders = BooleanField(
        lazy_gettext("Ingatkan saya tentang kursus yang lama tidak dibuka"),
        description=lazy_gettext("Paling banyak sekali seminggu. Tenggat penugasan tetap diberitahukan."),
    )
    wants_digest = BooleanField(
        lazy_gettext("Kirim surel bila ada pemberitahuan yang belum saya baca"),
        description=lazy_gettext("Paling banyak satu surel sehari, tanpa isi pemberitahuannya."),
    )
