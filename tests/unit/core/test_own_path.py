"""Where a form may send somebody back to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.core.own_path import own_path


@pytest.mark.parametrize("path", ["/", "/profil", "/kursus/km-01?x=1&y=2", "/kursus/km-01#bagian", "/cari?q=a%2Fb"])
def test_a_path_of_this_site_is_kept(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        None, "", "profil", "//jahat.example", "///jahat.example", "/\\jahat.example", "\\/jahat.example",
        "https://jahat.example", "http:/jahat.example", "javascript:alert(1)", "/\t/jahat.example", "/\n/jahat.example",
        " //jahat.example", "/" + "x" * 1_000, "/x\x00", "/x\u2028y",
    ],
)  # fmt: skip
def test_everything_else_is_not(address):
    assert own_path(address) is None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="/\\:.@?#ax\t\n %", max_size=12))
def test_what_is_kept_never_leads_to_another_host(address):
    kept = own_path(address)
    assert kept is None or (kept.startswith("/") and not kept.startswith("//") and "\\" not in kept)
