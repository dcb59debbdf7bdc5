"""Every address that takes a post: who may send there, and a body that is accepted. And a small world in which all of it exists.

A new route fails `tests/functional/test_bad_input.py` until it stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask

from elearning.accounts.models import Person, SignInSession
from elearning.accounts.services import grant_role
from elearning.accounts.services.credentials import LinkPurpose, create_link
from elearning.authoring.services.sync import content_hash_of
from elearning.catalog.queries import open_assignment
from elearning.catalog.services import NewAssignment, Withdrawing, assign, withdraw_course
from elearning.catalog.services import enrol as enrol_at
from elearning.certificates.changes import revoke
from elearning.certificates.corrections import CorrectionField, NewRequest, ask, requests_about
from elearning.certificates.models import Certificate, SiasnRow
from elearning.competency.services import Confirmation, confirm_level
from elearning.content.logo_pictures import draw_logo
from elearning.content.package_folder import PackageFolder
from elearning.core import clock, storage
from elearning.core.job_runs import JobRun
from elearning.core.mail import MailMessage
from elearning.core.permissions import Role
from elearning.core.site_changes import SiteSettingChange, change_logo
from elearning.core.site_logo import keep_logo
from elearning.extensions import db
from elearning.notifications.kinds import NoticeKind
from elearning.notifications.services import News, notify
from elearning.organization.signatories import signatories_of
from tests.factories import (
    PASSWORD,
    home_agency,
    make_agency,
    make_nip,
    make_person,
    make_site_administrator,
    make_team,
)
from tests.quiz_factories import begin, choice_questions, make_quiz
from tests.quiz_factories import enrol as enrol_in_quiz
from tests.support.courses import course
from tests.support.import_routes import IMPORT_ROUTES, kept_imports
from tests.support.people_routes import PEOPLE_ROUTES, kept_person
from tests.support.pictures import png
from tests.support.post_route import PostRoute
from tests.support.small_course import complete, make_course

NEW_PASSWORD = "sampan kuning menyeberang pagi"
LEARNER_NIP, HOLDER_NIP = make_nip(9_801), make_nip(9_802)


_OWN_QUIZ = "/kursus/{quiz_slug}/kuis/kuis"
_LESSON = "/kursus/kursus-latihan/langkah/tujuan-surat"
_ATTEMPT = "/percobaan/{attempt}"
_ONE_ANSWER = {"shown1": "-", "q1": "a", "ke": "ringkasan", "di": "1"}
_TWO_PASSWORDS = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
_CONFIRMATION = {"competency": "M.3", "level": "3", "confirmed_on": "01-05-2026", "note": "Menenangkan warga di loket."}
_SIGNATORY = {"name": "Dr. Contoh Pengganti", "title": "Kepala Badan", "nip": "", "starts_on": "01-01-2027"}
_SETTINGS = {
    "site_name": "Pelita contoh",
    "site_motto": "Semboyan contoh",
    "contact_email": "bantuan@contoh.example",
    "mail_from": "pelita@contoh.example",
    "default_time_zone": "Asia/Makassar",
    "session_days": "14",
    "jp_floor_pns": "20",
    "jp_ceiling_pppk": "24",
    "competency_course_cap": "2",
    "own_password": PASSWORD,
}
_ANSWER_ROWS = frozenset({"response"})  # the same answer, counted on
_SESSION_ROWS = frozenset({"sign_in_session", "audit_entry"})
_GRANT_ROWS = frozenset({"attempt_grant", "activity_progress", "audit_entry", "notice"})
_TAUGHT = "/studio/kursus/{limited_slug}/peserta/{member}"
_LETTER_ROWS = frozenset({"one_time_link", "mail_message", "audit_entry"})

POST_ROUTES: dict[str, PostRoute] = {
    "accounts.enter": PostRoute(
        who="",
        path="/masuk",
        body={"identifier": "{nip}", "password": PASSWORD, "is_remembered": "y", "next": "/profil"},
        needed=("identifier", "password"),
        repeats=_SESSION_ROWS,
    ),
    "accounts.sign_in_as_demo": PostRoute(
        who="", path="/masuk/contoh", body={"role": "learner"}, needed=("role",), repeats=_SESSION_ROWS
    ),
    "accounts.sign_out": PostRoute(who="learner", path="/keluar"),
    "accounts.set_language": PostRoute(
        who="learner", path="/bahasa", body={"language": "en", "next": "/profil"}, needed=("language",)
    ),
    "accounts.forgotten_password": PostRoute(
        who="", path="/lupa-sandi", body={"identifier": "{nip}"}, text=("identifier",), repeats=_LETTER_ROWS
    ),
    "accounts.reset_password": PostRoute(
        who="", path="/sandi-baru/{reset_token}", body=_TWO_PASSWORDS, needed=("password", "again")
    ),
    "accounts.activate": PostRoute(
        who="", path="/aktivasi/{activation_token}", body=_TWO_PASSWORDS, needed=("password", "again")
    ),
    "accounts.first_password": PostRoute(
        who="newcomer", path="/sandi-pertama", body=_TWO_PASSWORDS, needed=("password", "again")
    ),
    "accounts.change_password": PostRoute(
        who="learner",
        path="/profil/sandi",
        body={"present": PASSWORD, **_TWO_PASSWORDS},
        needed=("present", "password", "again"),
    ),
    "accounts.revoke_device": PostRoute(who="learner", path="/perangkat/{session}/pencabutan", object_of="neighbour"),
    "accounts.revoke_other_devices": PostRoute(who="learner", path="/perangkat/pencabutan"),
    "display.save": PostRoute(who="learner", path="/display", body={"theme": "dark", "text": "large", "next": "/"}),
    "notifications.read_one": PostRoute(who="learner", path="/kotak-masuk/{notice}/dibaca", object_of="neighbour"),
    "notifications.read_all": PostRoute(who="learner", path="/kotak-masuk/dibaca"),
    "notifications.choose": PostRoute(who="learner", path="/kotak-masuk/pilihan", body={"wants_digest": "y"}),
    "learning.enrol": PostRoute(who="learner", path="/kursus/kursus-ringkas/pendaftaran"),
    "learning.leave": PostRoute(who="learner", path="/kursus/kursus-latihan/pendaftaran/akhir"),
    "learning.mark": PostRoute(who="learner", path=f"{_LESSON}/selesai"),
    "learning.place": PostRoute(who="learner", path=f"{_LESSON}/tempat", body={"heading": "bagian-dua"}, answer=204),
    "quizzes.start": PostRoute(who="learner", path=_OWN_QUIZ),
    "quizzes.save_responses": PostRoute(
        who="learner", path=f"{_ATTEMPT}/jawaban", body=_ONE_ANSWER, object_of="neighbour", repeats=_ANSWER_ROWS
    ),
    "quizzes.save_response": PostRoute(
        who="learner", path=f"{_ATTEMPT}/jawaban/1", body=_ONE_ANSWER, object_of="neighbour", repeats=_ANSWER_ROWS
    ),
    "quizzes.submit": PostRoute(who="learner", path=f"{_ATTEMPT}/pengumpulan", object_of="neighbour"),
    "certificates.compare_nip": PostRoute(
        who="", path="/verify/{check_code}", body={"nip": HOLDER_NIP}, needed=("nip",)
    ),
    "administration.retry_job": PostRoute(who="site_administrator", path="/admin/kesehatan/pekerjaan/mail/percobaan"),
    "administration.retry_mail": PostRoute(
        who="site_administrator", path="/admin/kesehatan/surel/{dead_letter}/percobaan"
    ),
    "administration.drop_mail": PostRoute(
        who="site_administrator", path="/admin/kesehatan/surel/{other_dead_letter}/penghapusan"
    ),
    "administration.save_settings": PostRoute(
        who="site_administrator",
        path="/admin/pengaturan",
        body=_SETTINGS,
        needed=tuple(_SETTINGS.keys() - {"site_name", "site_motto"}),
        text=("site_name", "site_motto"),
    ),
    "administration.save_site_logo": PostRoute(
        who="site_administrator",
        path="/admin/pengaturan/logo",
        body={"own_password": PASSWORD, "removes_logo": "y"},
        needed=("own_password",),
    ),
    "administration.restore_setting": PostRoute(
        who="site_administrator",
        path="/admin/pengaturan/riwayat/{setting_change}/pemulihan",
        body={"own_password": PASSWORD},
        needed=("own_password",),
    ),
    "supervision.assign": PostRoute(
        who="supervisor",
        path="/tim/penugasan",
        body={"course": "KR-01", "due_on": "31-12-2026", "note": "Perlu.", "people": "{member}"},
        needed=("course", "due_on", "people"),
        object_of="other_supervisor",
    ),
    "supervision.extend": PostRoute(
        who="supervisor",
        path="/tim/penugasan/tenggat",
        body={"assignments": "{assignment}", "due_on": "31-12-2026"},
        needed=("assignments", "due_on"),
        object_of="other_supervisor",
        repeats=frozenset({"audit_entry", "notice"}),
    ),
    "supervision.cancel": PostRoute(
        who="supervisor",
        path="/tim/penugasan/pembatalan",
        body={"assignments": "{assignment}"},
        needed=("assignments",),
        object_of="other_supervisor",
    ),
    "supervision.confirm": PostRoute(
        who="supervisor",
        path="/tim/{member}/penegasan",
        body=_CONFIRMATION,
        needed=("competency", "level", "confirmed_on"),
        text=("note",),
        object_of="other_supervisor",
    ),
    "supervision.withdraw_confirmation": PostRoute(
        who="supervisor",
        path="/tim/{member}/penegasan/{evidence}/penarikan",
        body={"note": "Keliru orang."},
        text=("note",),
        object_of="other_supervisor",
    ),
    "administration.change_certificate_look": PostRoute(
        who="administrator",
        path="/admin/sertifikat/instansi/{agency_code}",
        body={"wording": "telah menyelesaikan kursus mandiri"},
        object_of="other_administrator",
    ),
    "administration.create_signatory": PostRoute(
        who="administrator",
        path="/admin/sertifikat/instansi/{agency_code}/penanda-tangan",
        body=_SIGNATORY,
        needed=("starts_on",),
        text=("name", "title"),
        object_of="other_administrator",
    ),
    "administration.update_signatory": PostRoute(
        who="administrator",
        path="/admin/sertifikat/instansi/{agency_code}/penanda-tangan/{signatory}",
        body=_SIGNATORY,
        needed=("starts_on",),
        text=("name", "title"),
        object_of="other_administrator",
    ),
    "authoring.assign_many_people": PostRoute(
        who="officer",
        path="/studio/kursus/{limited_slug}/penugasan",
        body={"deed": "tugaskan", "due_on": "31-12-2026", "note": "Perlu.", "people": "{member}"},
        needed=("deed", "due_on", "people"),
        object_of="other_officer",
    ),
    "authoring.sync_package": PostRoute(
        who="site_officer",
        path="/studio/paket/kursus-latihan/sinkron",
        body={"fingerprint": "{package}", "learners": "tetap"},
        needed=("fingerprint", "learners"),
    ),
    "authoring.withdraw": PostRoute(
        who="site_officer",
        path="/studio/kursus/kursus-ringkas/penarikan",
        body={"reason": "Aturannya diganti.", "first_day": "31-12-2026"},
        text=("reason",),
    ),
    "authoring.offer": PostRoute(who="site_officer", path="/studio/kursus/{withdrawn_slug}/penawaran"),
    "authoring.grant": PostRoute(
        who="officer",
        path=f"{_TAUGHT}/kesempatan",
        body={"quiz": "kuis", "extra": "1", "reason": "Listrik padam."},
        needed=("quiz", "extra"),
        text=("reason",),
        object_of="other_officer",
        repeats=_GRANT_ROWS,
    ),
    "authoring.add_time": PostRoute(
        who="officer",
        path=f"{_TAUGHT}/tambahan-waktu",
        body={"attempt": "{running}", "minutes": "10", "time_reason": "Listrik padam."},
        needed=("attempt", "minutes"),
        text=("time_reason",),
        object_of="other_officer",
        repeats=frozenset({"attempt", "attempt_extension", "audit_entry", "notice"}),
    ),
    "authoring.set_quiz_time": PostRoute(
        who="officer",
        path=f"{_TAUGHT}/waktu-kuis",
        body={"percent": "150"},
        needed=("percent",),
        object_of="other_officer",
    ),
    "authoring.set_due_date": PostRoute(
        who="officer",
        path=f"{_TAUGHT}/tenggat",
        body={"due_on": "31-12-2026", "note": "Perlu."},
        needed=("due_on",),
        object_of="other_officer",
    ),
    "authoring.cancel_assignment": PostRoute(
        who="officer", path="/studio/kursus/kursus-latihan/peserta/{member}/pembatalan", object_of="other_officer"
    ),
    "administration.revoke_certificate": PostRoute(
        who="officer",
        path="/admin/sertifikat/terbit/{certificate}/pencabutan",
        body={"reason": "Salah orang.", "own_password": PASSWORD},
        needed=("own_password",),
        text=("reason",),
        object_of="other_administrator",
    ),
    "administration.reissue_certificate": PostRoute(
        who="officer",
        path="/admin/sertifikat/terbit/{certificate}/penerbitan-ulang",
        body={"name": "Dr. Contoh Pembelajar", "position": "", "unit": "", "reason": "Gelar kurang."},
        text=("name", "reason"),
        object_of="other_administrator",
    ),
    "administration.siasn_file": PostRoute(who="administrator", path="/admin/siasn/unduhan.csv"),
    "administration.siasn_take_back": PostRoute(who="administrator", path="/admin/siasn/1/pembatalan"),
    # The file stands beside the fields, so without one the form comes back.
    "administration.record_siasn_ids": PostRoute(
        who="administrator", path="/admin/siasn/id", body={"replaces": ""}, answer=422
    ),
    "administration.siasn_withdrawal_done": PostRoute(
        who="administrator",
        path="/admin/siasn/penarikan/{withdrawn}/selesai",
        object_of="other_administrator",
    ),
    "administration.siasn_withdrawal_reopened": PostRoute(
        who="administrator",
        path="/admin/siasn/penarikan/{withdrawn}/pembatalan",
        object_of="other_administrator",
    ),
    "certificates.ask_correction": PostRoute(
        who="learner",
        path="/sertifikat/{certificate}/koreksi",
        body={"field": "name", "wanted": "Dr. Contoh Pembelajar", "note": ""},
        needed=("field",),
        text=("wanted",),
        object_of="neighbour",
    ),
    "administration.refuse_correction": PostRoute(
        who="officer",
        path="/admin/sertifikat/koreksi/{request}/penolakan",
        body={"reason": "Sudah sesuai surat keputusan."},
        text=("reason",),
        object_of="other_administrator",
    ),
}

POST_ROUTES |= IMPORT_ROUTES
POST_ROUTES |= PEOPLE_ROUTES


@dataclass
class World:
    """People by what they are here, and what fills the places of paths and bodies."""

    people: dict[str, Person]
    names: dict[str, Any]

    def fill(self, text: str) -> str:
        """A path or value with its places filled."""
        return text.format_map(self.names)

    def body_of(self, route: PostRoute) -> dict[str, str]:
        """The accepted body of a route."""
        return {name: self.fill(value) for name, value in route.body.items()}


def make_world(app: Flask) -> World:
    """Everything that the table speaks of. The application must offer demo accounts."""
    learner = make_person("Contoh Pembelajar", email="learner@pelita.example", nip=LEARNER_NIP)
    newcomer = make_person("Contoh Baru", must_change_password=True)
    supervisor, members = make_team(2)
    other_supervisor, _ = make_team(1)
    people = {
        "learner": learner,
        "newcomer": newcomer,
        "neighbour": make_person("Contoh Tetangga"),
        "supervisor": supervisor,
        "other_supervisor": other_supervisor,
        "officer": make_person("Contoh Pengelola", roles=(Role.LEARNER, Role.TRAINING_OFFICER)),
        "site_officer": make_person("Contoh Pusat"),
        "other_officer": make_person(agency=make_agency(), roles=(Role.LEARNER, Role.TRAINING_OFFICER)),
        "administrator": make_person("Contoh Administrator", roles=(Role.LEARNER, Role.ADMINISTRATOR)),
        "site_administrator": make_site_administrator(name="Contoh Penjaga Situs"),
        "other_administrator": make_person(
            "Contoh Administrator Lain", agency=make_agency("9002"), roles=(Role.LEARNER, Role.ADMINISTRATOR)
        ),
    }
    grant_role(people["site_officer"], Role.TRAINING_OFFICER, None, actor_id=None, now=clock.now())
    package = PackageFolder(app.config["SETTINGS"].courses_dir / "kursus-latihan")
    storage.put((app.config["SETTINGS"].courses_dir / "kursus-latihan" / "media" / "surat.png").read_bytes())
    names = (
        _learning(learner)
        | _teamwork(supervisor, members[0])
        | _account(learner, newcomer)
        | _certificates()
        | _failures()
        | kept_person(supervisor)
    )
    names |= kept_imports(people["administrator"]) | _withdrawn(people["administrator"])
    return World(people, names | {"package": content_hash_of(package)})


def _failures() -> dict[str, Any]:
    """Two letters that were given up, a job that failed, a setting that was changed, and a logo."""
    facts = {"recipient": "gagal@contoh.example", "subject": "Contoh", "body": "Isi", "created_at": clock.now()}
    letters = [MailMessage(**facts, tries=6, last_error="550") for _ in range(2)]
    change = SiteSettingChange(at=clock.now(), name="site_motto", old_value="Semboyan lama", new_value="Semboyan baru")
    db.session.add(change)
    failed = JobRun(name="mail", started_at=clock.now(), failures=3, last_error="contoh", next_try_at=clock.now())
    db.session.add_all([*letters, failed])
    db.session.flush()
    logo = keep_logo(draw_logo(png()), now=clock.now())
    change_logo(logo, actor_id=None, now=clock.now())
    return {
        "dead_letter": letters[0].id,
        "other_dead_letter": letters[1].id,
        "setting_change": change.id,
        "site_logo": logo,
    }


def _learning(learner: Person) -> dict[str, Any]:
    practice = course("kursus-latihan")
    enrol_at(learner.id, practice.id, practice.current_revision_id or 0, now=clock.now())
    begun, waiting = make_quiz(choice_questions(2)), make_quiz(choice_questions(1))
    attempt = begin(learner, begun)
    enrol_in_quiz(learner, waiting)
    holder = make_person("Contoh Pemegang", nip=HOLDER_NIP)
    certificate_id = complete(holder, make_course()).certificate_id
    own_certificate_id = complete(learner, make_course("KC-02")).certificate_id
    certificate = db.session.get_one(Certificate, certificate_id)
    ask(certificate, NewRequest(CorrectionField.NAME, "Dr. Contoh Pemegang"), now=clock.now())
    request = requests_about(certificate.id)[0]
    news = News(NoticeKind.COURSE_COMPLETED, "contoh", {"course": "Kursus contoh"}, "/kompetensi")
    notify(learner.id, news, now=clock.now())
    notice = db.session.execute(db.text("SELECT max(id) FROM notice")).scalar_one()
    return {
        "attempt": attempt,
        "quiz_slug": waiting.course.slug,
        "check_code": certificate.check_code,
        "certificate": own_certificate_id,
        "request": request.id,
        "notice": notice,
    }


def _teamwork(supervisor: Person, member: Person) -> dict[str, Any]:
    given = course("kursus-latihan")
    today = clock.now().date()
    new = NewAssignment(person_id=member.id, course_id=given.id, due_on=today + timedelta(days=30))
    assign(new, actor_id=supervisor.id, today=today, now=clock.now())
    assignment = open_assignment(member.id, given.id)
    assert assignment is not None
    limited = make_quiz(choice_questions(1), attempts=3, time_limit_minutes=30)
    running = begin(member, limited)
    word = confirm_level(Confirmation(member.id, "M.1", 2, "Contoh", today), actor_id=supervisor.id, now=clock.now())
    withdrawn = make_course("KC-03")
    withdraw_course(withdrawn, Withdrawing(reason="Contoh"), time_zone="Asia/Jakarta", actor_id=None, now=clock.now())
    return {
        "member": member.id,
        "withdrawn_slug": withdrawn.slug,
        "assignment": assignment.id,
        "limited_slug": limited.course.slug,
        "running": running,
        "evidence": word.id,
    }


def _account(learner: Person, newcomer: Person) -> dict[str, Any]:
    now = clock.now()
    elsewhere = SignInSession(
        person_id=learner.id,
        token_hash="0" * 64,
        device="Peramban contoh",
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=1),
    )
    db.session.add(elsewhere)
    names = {
        "nip": LEARNER_NIP,
        "reset_token": create_link(learner, LinkPurpose.RESET, now=now),
        "activation_token": create_link(newcomer, LinkPurpose.ACTIVATION, now=now),
    }
    db.session.flush()
    return names | {"session": elsewhere.id}


def _certificates() -> dict[str, Any]:
    agency = home_agency()
    return {"agency_code": agency.code, "signatory": signatories_of(agency.id)[0].id}


def _withdrawn(administrator: Person) -> dict[str, Any]:
    """A certificate that SIASN has a row of and that was revoked."""
    certificate_id = complete(make_person("Contoh Dicabut"), make_course("KC-04")).certificate_id
    certificate = db.session.get_one(Certificate, certificate_id)
    facts = {"recorded_at": clock.now(), "recorded_by_id": administrator.id}
    db.session.add(SiasnRow(completion_id=certificate.completion_id, row_id="8AE4" * 8, **facts))
    db.session.flush()
    revoke(certificate, "Contoh", actor_id=administrator.id, now=clock.now())
    return {"withdrawn": certificate.id}
