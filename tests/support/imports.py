"""Imports of employees as an administrator makes them: a file is sent, carried out, taken back."""

from __future__ import annotations

import io
from typing import Any

from tests.factories import PASSWORD

HEAD = "nip;nama;gelar_depan;gelar_belakang;email;unit;jabatan;nip_atasan;peran;mulai_kontrak;pns_orang_id"
COLUMNS = HEAD.split(";")
PASSWORD_FIELD = {"own_password": PASSWORD}


def line(**cells: str) -> str:
    """A line of the file from its cells by column."""
    assert set(cells) <= set(COLUMNS)
    return ";".join(cells.get(name, "") for name in COLUMNS)


def send(desk: Any, agency_id: int, *lines: str) -> str:
    """Send a file for an agency; the address of its page."""
    file = (io.BytesIO("\n".join([HEAD, *lines]).encode()), "pegawai.csv")
    data = {"agency": str(agency_id), "file": file}
    response = desk.post("/admin/impor", data=data, content_type="multipart/form-data")
    assert response.status_code == 303, response.text
    return str(response.location)


def carry_out(desk: Any, address: str) -> str:
    """Agree to a plan; the page afterwards."""
    return _deed(desk, address, "pelaksanaan")


def take_back(desk: Any, address: str) -> str:
    """Undo an import; the page afterwards."""
    return _deed(desk, address, "pembatalan")


def _deed(desk: Any, address: str, deed: str) -> str:
    response = desk.post(f"{address}/{deed}", data=PASSWORD_FIELD)
    assert (response.status_code, response.location) == (303, address), response.text
    return str(desk.get(address).text)
