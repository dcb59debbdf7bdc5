"""The printed certificate: two pages, the same bytes every time, nothing read as source, no substitute for a font."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from elearning.certificates import rendering
from elearning.certificates.models import Certificate
from elearning.certificates.rendering import CertificateLetterError, RenderingError, qr_code, render
from elearning.certificates.wording import printed, printed_jp, printed_number, printed_pass_rule, printed_period
from elearning.domain.names import unprintable_letters

SNAPSHOT = {
    "name": "Dewi Contoh, S.Sos.",
    "nip": "197404122000032999",
    "position": "Pranata Humas Ahli Muda",
    "unit": "Bidang Humas, Dinas Kominfo",
    "agency": "Pemerintah Kabupaten Contoh",
    "issuer_code": "5108",
    "issuer": "Pemerintah Kabupaten Contoh",
    "issuer_office": "Badan Kepegawaian Contoh",
    "city": "Kota Contoh",
    "signatory_name": "Ratna Contoh, S.H.",
    "signatory_title": "Kepala Badan Contoh",
    "signatory_nip": "196909081994032999",
    "course_code": "KC-01",
    "course_title": "Kursus Contoh",
    "course_revision": 2,
    "wording": "telah menyelesaikan kursus mandiri dan lulus uji akhir",
    "logo": "",
    "jp_halves": 12,
    "modules": [{"title": f"Modul {n}", "outcome": "menulis contoh yang jelas", "jp_halves": 2} for n in range(6)],
    "competencies": [{"code": "M.3", "name": "Komunikasi", "level": 3}],
    "pass_rule": {"asks_every_step": True, "quizzes": 2, "pass_marks": ["70"]},
    "started_on": "2026-08-04",
    "finished_on": "2026-09-18",
    "issued_on": "2026-09-18",
    "time_zone": "Asia/Jakarta",
}


def words_of(revision: int = 0, **changes: object):
    certificate = Certificate(
        number="000318/KC-01/5108/2026",
        revision=revision,
        check_code="0123456789ABCDEFGHJKMNPQRST",
        snapshot=SNAPSHOT | changes,
        issued_at=datetime(2026, 9, 18, 8, 7, 6, tzinfo=UTC),
    )
    return printed(certificate, "https://pelita.contoh.example")


def pages_of(pdf: bytes) -> int:
    return int(re.search(rb"/Type\s*/Pages.*?/Count (\d+)", pdf, re.DOTALL).group(1))


def test_the_document_is_two_pages_of_tagged_pdf_a_for_everybody():
    pdf = render(words_of()).pdf
    assert pages_of(pdf) == 2
    for claim in (b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>", b"<pdfuaid:part>1"):
        assert claim in pdf
    assert b"/MarkInfo" in pdf
    assert b"/Lang(id)" in pdf


def test_the_same_certificate_gives_the_same_bytes():
    first, second = render(words_of()), render(words_of())
    assert first.pdf == second.pdf
    assert first.sha256 == second.sha256
    assert len(first.template_version) == 16


def test_the_date_of_the_document_is_the_date_of_issue():
    assert b"2026-09-18T08:07:06" in render(words_of()).pdf


def test_a_document_takes_at_most_three_hundred_milliseconds():
    render(words_of())
    took = []
    for number in range(5):
        begin = time.perf_counter()
        render(words_of(name=f"Contoh {number}"))
        took.append(time.perf_counter() - begin)
    assert min(took) < 0.3


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Sukarno", "nip": "", "position": "", "unit": "", "agency": "", "city": "", "signatory_nip": ""},
        {"name": "Ni’matul Ma'rifah #panic() *tebal* $x$ <b> \\ @kutip", "issuer_office": "", "competencies": []},
        {"name": "Prof. Dr. Raden Mas " + "Haryokusumaningrat " * 7 + ", " + "S.Kom., " * 12},
        {"position": "Jabatan Fungsional " * 10, "unit": "Bidang Pelayanan Sangat Panjang Sekali Nama, " * 13},
        {"course_title": "Judul Kursus Panjang " * 9, "issuer": "Kementerian Koordinator " * 8},
        {"signatory_name": "Nama Penanda " * 15, "signatory_title": "Kepala Badan " * 15},
        {"name": "Łukasz Ḥasan Đặng"},
    ],
    ids=["single name", "source and quotes", "long name", "long unit", "long titles", "long signatory", "letters"],
)
def test_unusual_texts_stay_on_two_pages(changes):
    assert pages_of(render(words_of(**changes)).pdf) == 2


def test_a_course_of_many_modules_goes_on_to_a_third_page():
    modules = [{"title": f"Modul {n} " * 5, "outcome": "menulis " * 20, "jp_halves": 1} for n in range(18)]
    assert pages_of(render(words_of(modules=modules)).pdf) == 3


def test_a_letter_that_no_font_has_is_refused_by_its_name():
    with pytest.raises(CertificateLetterError) as raised:
        render(words_of(name="Contoh 漢字"))
    assert raised.value.params == {"letters": "漢字"}


def test_the_fonts_have_every_letter_that_the_rule_of_names_lets_pass():
    allowed = "".join(chr(code) for code in range(0x20, 0x3000) if not unprintable_letters(chr(code)))
    assert len(allowed) > 800
    assert render(words_of(unit=" ".join(allowed[start : start + 40] for start in range(0, len(allowed), 40)))).pdf


def test_a_missing_font_is_an_error(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(rendering, "FONTS", tmp_path)
    with pytest.raises(RenderingError, match="Plus Jakarta Sans is missing"):
        render(words_of())


def test_a_missing_weight_is_an_error(tmp_path: Path, monkeypatch):
    for font in rendering.FONTS.glob("*.ttf"):
        if "Light" not in font.name:
            (tmp_path / font.name).write_bytes(font.read_bytes())
    monkeypatch.setattr(rendering, "FONTS", tmp_path)
    with pytest.raises(RenderingError, match="300"):
        render(words_of())


def test_the_fonts_come_with_their_licence():
    assert "SIL OPEN FONT LICENSE" in (rendering.FONTS / "OFL.txt").read_text("utf-8").upper()


def test_the_document_claims_no_certified_signature():
    template = rendering.TEMPLATE.read_text("utf-8")
    assert "Tanpa tanda tangan elektronik tersertifikasi" in template
    assert "BSrE" not in template


def test_the_qr_code_is_a_drawing_of_the_check_address():
    drawing = qr_code("https://pelita.contoh.example/verify/0123456789ABCDEFGHJKMNPQRST")
    assert drawing.startswith("<svg")
    assert drawing == qr_code("https://pelita.contoh.example/verify/0123456789ABCDEFGHJKMNPQRST")
    assert drawing != qr_code("https://pelita.contoh.example/verify/1123456789ABCDEFGHJKMNPQRST")


def test_the_printed_words():
    words = words_of(revision=1)
    assert words.number == "000318/KC-01/5108/2026 rev. 2"
    assert (words.jp, words.jp_words) == ("6", "enam")
    assert words.nip == "19740412 200003 2 999"
    assert words.place_date == "Kota Contoh, 18 September 2026"
    assert words.check_url == "https://pelita.contoh.example/verify/0123456789ABCDEFGHJKMNPQRST"
    assert words.check_place == "pelita.contoh.example/verify"
    assert words.check_code == "0123-4567-89AB-CDEF-GHJK-MNPQ-RST"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 8, 4), date(2026, 9, 18), "4 Agustus sampai 18 September 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Desember 2025 sampai 2 Januari 2026"),
        (date(2026, 5, 14), date(2026, 5, 14), "14 Mei 2026"),
    ],
)
def test_the_period_is_as_short_as_it_can_be(first, last, words):
    assert printed_period(first, last) == words


@pytest.mark.parametrize(
    ("marks", "every_step", "words"),
    [
        (["70"], True, "Semua langkah selesai; setiap kuis lulus dengan nilai paling sedikit 70 dari 100."),
        (
            ["66.5", "75"],
            True,
            "Semua langkah selesai; setiap kuis lulus dengan nilai paling sedikit 66,5 sampai 75 dari 100, "
            "menurut kuisnya.",
        ),
        (["70"], False, "Syarat kelulusan kursus terpenuhi; nilai lulus kuisnya paling sedikit 70 dari 100."),
        ([], True, "Semua langkah selesai."),
    ],
)
def test_the_pass_rule_is_told_as_it_was(marks, every_step, words):
    rule = {"asks_every_step": every_step, "quizzes": len(marks), "pass_marks": marks}
    assert printed_pass_rule(rule) == words


def test_numbers_and_jp_are_printed_plainly():
    assert printed_number("000001/KC-01/5108/2026", 0) == "000001/KC-01/5108/2026"
    assert [printed_jp(halves) for halves in (1, 3, 12)] == ["0,5", "1,5", "6"]
