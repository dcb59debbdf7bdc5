"""Due work: one letter a day about unread notices, to those who wish for it. Says how many, never what about."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy import or_, update

from elearning.core import clock, mail
from elearning.core.i18n import in_language
from elearning.core.site import settings
from elearning.extensions import db
from elearning.notifications import queries
from elearning.notifications.models import NoticeWish
from elearning.notifications.queries import Digest

FIRST_HOUR = 6
BATCH = 200


def send_digests(now: datetime) -> int:
    """Write the letters of today, each in a transaction of its own; returns how many. Twice writes none twice."""
    if clock.local_time(now, settings().default_time_zone).hour < FIRST_HOUR:
        return 0
    due = queries.digests_due(clock.local_date(now, settings().default_time_zone), BATCH)
    db.session.commit()
    return sum(_send(digest, now) for digest in due)


def _send(digest: Digest, now: datetime) -> bool:
    today = clock.local_date(now, settings().default_time_zone)
    claimed = (
        update(NoticeWish)
        .where(
            NoticeWish.person_id == digest.person_id,
            NoticeWish.wants_digest,
            or_(NoticeWish.digest_on.is_(None), NoticeWish.digest_on < today),
        )
        .values(digest_on=today, told_up_to_id=digest.newest_id)
        .returning(NoticeWish.person_id)
    )
    is_ours = db.session.execute(claimed).scalar() is not None
    if is_ours:
        with in_language(digest.locale or "id"):
            subject, body = _letter(digest)
        mail.post(digest.email, subject, body, now=now)
    db.session.commit()
    return is_ours


def _letter(digest: Digest) -> tuple[str, str]:
    site = settings()
    subject = ngettext(
        "Satu pemberitahuan baru di %(site)s",
        "%(num)s pemberitahuan baru di %(site)s",
        digest.count,
        site=site.site_name,
    )
    body = gettext(
        "Ada pemberitahuan yang belum Anda baca (%(count)s). Bacalah di kotak masuk Anda:\n\n%(url)s\n\n"
        "Surat ini datang paling banyak sekali sehari karena Anda memintanya. "
        "Untuk menghentikannya, ubah pilihan di halaman yang sama.\n",
        count=digest.count,
        url=f"{site.public_url}/kotak-masuk",
    )
    return subject, body
