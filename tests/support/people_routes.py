"""The addresses of people, units, positions and agencies that take a post, and what they speak of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from elearning.accounts.models import Person
from elearning.core import clock
from elearning.core.permissions import Role
from elearning.extensions import db
from elearning.organization.models import PositionHolding, SupervisorLink
from elearning.organization.services import ensure_position, ensure_unit
from tests.factories import PASSWORD, give_position, home_agency, make_agency, make_nip, make_person, put_under
from tests.support.post_route import PostRoute

KEPT_NIP = make_nip(9_803)
_LETTER_ROWS = frozenset({"one_time_link", "mail_message", "audit_entry"})
_POSITION = "/admin/jabatan/{kept_position}"
_AGENCY = {"name": "Pemerintah Contoh Baru", "office": "", "city": "", "time_zone": "Asia/Jakarta", "instansi_id": ""}
_KEPT = "/admin/orang/{kept}"
# What a form that changes something does not send stays as it is, so only forms of something new need their texts.
PEOPLE_ROUTES: dict[str, PostRoute] = {
    "administration.new_person": PostRoute(
        who="administrator",
        path="/admin/orang/baru",
        body={"agency": "{home}", "name": "Contoh Pendatang", "email": "pendatang@contoh.example", "nip": ""},
        needed=("agency",),
        text=("name",),
    ),
    "administration.person_name": PostRoute(
        who="administrator",
        path=f"{_KEPT}/nama",
        body={"name": "Contoh Ganti Nama", "title_before": "Dr.", "title_after": "S.E."},
        object_of="other_administrator",
    ),
    "administration.person_details": PostRoute(
        who="administrator",
        path=f"{_KEPT}/data",
        body={"email": "ganti@contoh.example", "contract_start": "", "time_percent": "150", "locale": "en"},
        needed=("time_percent",),
        object_of="other_administrator",
    ),
    "administration.person_nip": PostRoute(
        who="administrator",
        path=f"{_KEPT}/nip",
        body={"kind": "correction", "nip": KEPT_NIP},
        needed=("kind", "nip"),
        object_of="other_administrator",
    ),
    "administration.person_position": PostRoute(
        who="administrator",
        path=f"{_KEPT}/jabatan",
        body={"position": "{kept_position}", "unit": "{kept_unit}", "starts_on": "01-06-2026"},
        needed=("position", "unit", "starts_on"),
        object_of="other_administrator",
    ),
    "administration.person_supervisor": PostRoute(
        who="administrator",
        path=f"{_KEPT}/atasan",
        body={
            "supervisor": "{nip}",
            "kind": "plt",
            "starts_on": "01-06-2026",
            "ends_on": "30-06-2026",
            "reason": "SP 1",
        },
        needed=("supervisor", "kind", "starts_on"),
        object_of="other_administrator",
    ),
    "administration.person_supervisor_end": PostRoute(
        who="administrator",
        path=f"{_KEPT}/atasan/{{kept_link}}/akhir",
        body={"last_day": "14-05-2026"},
        needed=("last_day",),
        object_of="other_administrator",
    ),
    "administration.person_link": PostRoute(
        who="administrator",
        path=f"{_KEPT}/tautan",
        body={"how": "mail"},
        needed=("how",),
        object_of="other_administrator",
        repeats=_LETTER_ROWS,
    ),
    "administration.person_sign_out": PostRoute(
        who="administrator", path=f"{_KEPT}/perangkat/pencabutan", object_of="other_administrator"
    ),
    "administration.person_deactivation": PostRoute(
        who="administrator",
        path=f"{_KEPT}/penonaktifan",
        body={"own_password": PASSWORD},
        needed=("own_password",),
        object_of="other_administrator",
    ),
    "administration.person_reactivation": PostRoute(
        who="administrator", path=f"{_KEPT}/pengaktifan", object_of="other_administrator"
    ),
    "administration.person_role": PostRoute(
        who="administrator",
        path=f"{_KEPT}/peran",
        body={"grant": "training_officer:{home}", "own_password": PASSWORD},
        needed=("grant", "own_password"),
        object_of="other_administrator",
    ),
    "administration.person_role_end": PostRoute(
        who="administrator",
        path=f"{_KEPT}/peran/supervisor/{{home}}/akhir",
        body={"own_password": PASSWORD},
        needed=("own_password",),
        object_of="other_administrator",
    ),
    "administration.new_agency": PostRoute(
        who="site_administrator",
        path="/admin/instansi/baru",
        body=_AGENCY | {"code": "9777", "signatory_name": "Contoh", "signatory_title": "Kepala", "signatory_nip": ""},
        needed=("time_zone",),
        text=("code", "name", "signatory_name", "signatory_title"),
    ),
    "administration.agency": PostRoute(
        who="site_administrator",
        path="/admin/instansi/{kept_agency}",
        body=_AGENCY | {"code": "9778"},
        needed=("time_zone",),
    ),
    "administration.new_unit": PostRoute(
        who="administrator",
        path="/admin/unit/baru/{home}",
        body={"name": "Unit Tambahan", "parent": "{kept_unit}"},
        text=("name",),
        object_of="other_administrator",
    ),
    "administration.unit": PostRoute(
        who="administrator",
        path="/admin/unit/{kept_unit}",
        body={"name": "Bidang Ganti Nama", "parent": "0"},
        object_of="other_administrator",
    ),
    "administration.unit_closing": PostRoute(
        who="administrator", path="/admin/unit/{empty_unit}/penutupan", object_of="other_administrator"
    ),
    "administration.unit_opening": PostRoute(
        who="administrator", path="/admin/unit/{empty_unit}/pembukaan", object_of="other_administrator"
    ),
    "administration.new_position": PostRoute(
        who="administrator",
        path="/admin/jabatan/baru/{home}",
        body={"name": "Jabatan Tambahan"},
        text=("name",),
        object_of="other_administrator",
    ),
    "administration.position_name": PostRoute(
        who="administrator",
        path=f"{_POSITION}/nama",
        body={"name": "Jabatan Ganti Nama"},
        object_of="other_administrator",
    ),
    "administration.position_retirement": PostRoute(
        who="administrator", path=f"{_POSITION}/penghentian", object_of="other_administrator"
    ),
    "administration.position_return": PostRoute(
        who="administrator", path=f"{_POSITION}/pemakaian", object_of="other_administrator"
    ),
    "administration.position_levels": PostRoute(
        who="administrator",
        path=f"{_POSITION}/level",
        body={"level_1": "3"},
        object_of="other_administrator",
    ),
}


def kept_person(chief: Person) -> dict[str, Any]:
    """Somebody with a position, a supervisor and a role, whom an administrator changes."""
    kept = make_person("Contoh Dikelola", email="dikelola@contoh.example", roles=(Role.LEARNER, Role.SUPERVISOR))
    give_position(kept)
    put_under(chief, kept)
    db.session.flush()
    unit_id = db.session.scalar(select(PositionHolding.unit_id).where(PositionHolding.person_id == kept.id))
    link_id = db.session.scalar(select(SupervisorLink.id).where(SupervisorLink.person_id == kept.id))
    position = ensure_position(home_agency().id, "Jabatan Lain Contoh")
    return {
        "kept": kept.id,
        "home": home_agency().id,
        "kept_unit": unit_id,
        "kept_link": link_id,
        "kept_position": position.id,
        "kept_agency": make_agency("9776").id,
        "empty_unit": ensure_unit(home_agency().id, "Unit Kosong", actor_id=None, now=clock.now()).id,
    }
