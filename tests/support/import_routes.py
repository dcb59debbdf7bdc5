"""The addresses of imports that take a post, and what they speak of."""

from __future__ import annotations

from typing import Any

from elearning.accounts.models import Person
from elearning.competency.level_imports import keep_level_import
from elearning.core import clock
from elearning.organization.import_batches import Upload, carry_out_import, keep_import
from elearning.organization.services import ensure_position
from tests.factories import PASSWORD, home_agency, make_nip
from tests.support.post_route import PostRoute

_OWN = {"own_password": PASSWORD}
IMPORT_ROUTES: dict[str, PostRoute] = {
    # The file stands beside the fields, so without one the form comes back.
    "administration.check_import": PostRoute(
        who="administrator", path="/admin/impor", body={"agency": "{home_agency}"}, needed=("agency",), answer=422
    ),
    "administration.carry_out": PostRoute(
        who="administrator",
        path="/admin/impor/{checked_import}/pelaksanaan",
        body=_OWN | {"deactivated": ""},
        needed=("own_password",),
        object_of="other_administrator",
    ),
    "administration.take_import_links": PostRoute(
        who="administrator", path="/admin/impor/{linked_import}/tautan", answer=200, object_of="other_administrator"
    ),
    "administration.check_level_import": PostRoute(
        who="administrator",
        path="/admin/jabatan/level-wajib",
        body={"agency": "{home_agency}"},
        needed=("agency",),
        answer=422,
    ),
    "administration.carry_out_levels": PostRoute(
        who="administrator",
        path="/admin/jabatan/level-wajib/impor/{level_import}/pelaksanaan",
        object_of="other_administrator",
    ),
    "administration.undo": PostRoute(
        who="administrator",
        path="/admin/impor/{done_import}/pembatalan",
        body=_OWN,
        needed=("own_password",),
        object_of="other_administrator",
    ),
}


def kept_imports(administrator: Person) -> dict[str, Any]:
    """An import that waits for a yes, one whose links wait, one that may be taken back; one of levels that waits."""
    agency, now = home_agency(), clock.now()
    found: dict[str, Any] = {"home_agency": agency.id}
    head = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran"
    for number, name in enumerate(("linked_import", "done_import", "checked_import"), 9_810):
        content = f"{head}\n{make_nip(number)};Contoh Impor;;;;;;;".encode()
        upload = Upload(agency=agency, file_name="pegawai.csv", content=content, is_whole_list=False)
        found[name] = keep_import(upload, actor_id=administrator.id, now=now).id
        if name != "checked_import":
            assert carry_out_import(found[name], "", actor_id=administrator.id, now=now)
    ensure_position(agency.id, "Juru Contoh")
    levels = Upload(agency=agency, file_name="level.csv", content=b"jabatan;kode;level\nJuru Contoh;M.3;4")
    return found | {"level_import": keep_level_import(levels, actor_id=administrator.id, now=now).id}
