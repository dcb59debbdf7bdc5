"""The catalogue: search that forgives, filters in the address, entries that say what a course costs."""

from __future__ import annotations

import pytest

from tests.support.page_rules import assert_page_rules

ALL = {"Kursus kecil", "Kursus latihan surat", "Kursus ringkas menyapa"}


def listed(html: str) -> set[str]:
    return {title for title in ALL if f">{title}</a></h3>" in html}


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("", ALL),
        ("?q=surat", {"Kursus latihan surat", "Kursus kecil"}),
        ("?q=KL-01", {"Kursus latihan surat"}),
        ("?q=kl-01", {"Kursus latihan surat"}),
        ("?q=tersenyumlah", {"Kursus ringkas menyapa"}),
        ("?q=menyappa", {"Kursus ringkas menyapa"}),
        ("?q=SURAT%20tiga%20halaman", {"Kursus latihan surat"}),
        ("?q=qqqqqqqq", set()),
        ("?topik=persuratan", {"Kursus latihan surat"}),
        ("?topik=layanan", {"Kursus latihan surat", "Kursus ringkas menyapa"}),
        ("?topik=tidak-ada", ALL),
        ("?kompetensi=M.2", {"Kursus ringkas menyapa"}),
        ("?kompetensi=M.2&kompetensi=M.3", {"Kursus ringkas menyapa", "Kursus latihan surat"}),
        ("?jp=sampai-2", ALL),
        ("?jp=lebih-5", set()),
        ("?jp=junk&lihat=junk&halaman=junk", ALL),
        ("?halaman=999", ALL),
        ("?halaman=-3", ALL),
        ("?q=" + "x" * 3000, set()),
        ("?q=%27%20OR%201%3D1%20--", set()),
        ("?q=%3Cscript%3Ealert(1)%3C/script%3E", set()),
    ],
)
def test_search_and_filters(reader, address, titles):
    html = reader.get(f"/katalog{address}").text
    assert listed(html) == titles
    assert "<script>alert" not in html


def test_every_entry_says_for_whom_how_long_and_how_heavy(reader):
    html = reader.get("/katalog").text
    assert_page_rules(html)
    assert "Semua ASN yang menulis surat" in html
    assert "23 menit" in html
    assert "Komunikasi sampai level 2" in html
    assert "Belum diikuti" in html


def test_a_misspelled_word_is_put_right_and_said(reader):
    html = reader.get("/katalog?q=surta").text
    assert "Menampilkan hasil untuk “surat”." in html
    assert_page_rules(html)


def test_what_i_do_not_follow_yet_can_be_asked_for(reader, join, finish, course, plain_course):
    join(course)
    assert listed(reader.get("/katalog?lihat=belum").text) == ALL - {"Kursus latihan surat"}
    assert listed(reader.get("/katalog?lihat=sedang").text) == {"Kursus latihan surat"}
    finish(course)
    assert listed(reader.get("/katalog?lihat=selesai").text) == {"Kursus latihan surat"}
    assert "Selesai, 1" in reader.get("/katalog").text


def test_filters_stay_in_the_links(reader):
    html = reader.get("/katalog?q=surat&topik=layanan").text
    assert 'href="/katalog?q=surat&amp;lihat=belum&amp;topik=layanan"' in html
    assert 'value="layanan" checked' in html


def test_control_characters_are_refused(reader):
    assert reader.get("/katalog?q=%00").status_code == 400


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/katalog").status_code == 303
