"""What the style guide shows: invented people, courses and figures, as the plain values that macros take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from werkzeug.datastructures import MultiDict

from elearning.core.charts import jp_ruler
from elearning.core.display import Display
from elearning.learning.step_list import ModuleRow, StepRow

ICONS = (
    "pelita",
    "arrow-right",
    "arrow-left",
    "chevron",
    "check",
    "done",
    "half",
    "circle",
    "cross",
    "lock",
    "warning",
    "info",
    "offline",
    "clock",
    "calendar",
    "book",
    "pencil",
    "certificate",
    "person",
    "flag",
    "list",
    "search",
    "filter",
    "bell",
    "download",
    "print",
)
COLOURS = (
    ("paper", "kertas"),
    ("surface", "lembar"),
    ("wash", "alas"),
    ("ink", "tinta"),
    ("ink-soft", "tinta lembut"),
    ("rule", "garis"),
    ("edge", "tepi isian"),
    ("action", "tindakan"),
    ("action-strong", "tindakan, disentuh"),
    ("action-wash", "alas tindakan"),
    ("attention", "perhatian"),
    ("attention-mark", "tanda perhatian"),
    ("attention-wash", "alas perhatian"),
    ("loss", "kehilangan"),
    ("loss-wash", "alas kehilangan"),
    ("focus", "fokus"),
    ("deep", "bidang dalam"),
    ("kawung", "kawung"),
)
TYPED = MultiDict(
    [
        ("name", "Dewi Rengganis, S.Sos."),
        ("nip", "19740412 200003 2 99"),
        ("finished", "31 April 2025"),
        ("unit", "Sekretariat"),
        ("note", "Modul 4 menolong saya menjawab tiga aduan minggu ini."),
        ("language", "id"),
        ("reminders", "mail"),
    ]
)
DISPLAY = Display(text="large")
DUE = date(2025, 11, 20)
NOW = datetime(2025, 11, 13, 3, 32, 5, tzinfo=UTC)
ENDS = datetime(2025, 11, 13, 3, 46, 5, tzinfo=UTC)
RULERS = {
    "short": jp_ruler(40, 24, 12),
    "half": jp_ruler(40, 23, 7),
    "full": jp_ruler(40, 48, 4),
    "pppk": jp_ruler(48, 30),
}
RULER_KEYS = (
    ("taken", "Selesai dan tercatat", "12"),
    ("now", "Sedang dipelajari: Komunikasi Publik", "6"),
    ("rest", "Ditugaskan: Pelindungan Data Pribadi", "2"),
)
REQUIREMENTS = (
    {"state": "met", "what": "Terpenuhi", "why": "Bukti dan waktunya disebut."},
    {
        "state": "unmet",
        "what": "Belum terpenuhi",
        "why": "Apa yang kurang, dan satu tautan.",
        "href": "#sg-syarat",
        "link": "Ulangi kuis modul 2",
    },
    {"state": "loss", "what": "Menghalangi", "why": "Harus dibereskan dulu."},
    {"state": "locked", "what": "Terkunci", "why": "Disebut apa yang membukanya."},
)
STEPS = (
    StepRow("Dari LAPOR! ke meja Anda", "#sg-susunan", "done", "dibaca 11 Nov"),
    StepRow("Menulis jawaban", "#sg-susunan", "now", "Anda di sini", current=True),
    StepRow("Kuis modul 2", "#sg-susunan", "attention", "60, ulangi"),
    StepRow("Satu menit di depan warga", "#sg-susunan", "", "10 menit"),
    StepRow("Uji akhir", None, "locked", "terkunci"),
)
MODULES = (
    ModuleRow(3, "hak", "Hak atas informasi", "#sg-susunan", "selesai", ()),
    ModuleRow(4, "pengaduan", "Mengelola pengaduan", None, "sisa 25 menit", STEPS),
)
QUESTIONS = (
    {"number": 1, "href": "#q3", "saved": True, "flagged": False, "current": False},
    {"number": 2, "href": "#q3", "saved": True, "flagged": True, "current": False},
    {"number": 3, "href": "#q3", "saved": False, "flagged": False, "current": True},
    {"number": 4, "href": "#q3", "saved": False, "flagged": False, "current": False},
)
PAGES = (("1", "?page=1", True), ("2", "?page=2", False), ("…", None, False), ("4", "?page=4", False))
STEM = (
    "<p>Warga melapor: “Petugas loket meminta Rp30.000 supaya berkas saya didahulukan.” Apa langkah pertama Anda?</p>"
)
LESSON = """<p class="rich-text__lead">Warga tidak menunggu jawaban yang panjang. Ia menunggu tiga hal: laporannya dibaca,
sesuatu dikerjakan, dan ada tanggalnya.</p>
<p class="rich-text__goal"><b>Setelah langkah ini</b> Anda dapat menulis jawaban paling banyak 120 kata.</p>
<h3>Empat bagian jawaban</h3>
<ol><li><strong>Akui.</strong> Sebut masalahnya dengan kata-kata warga.</li><li><strong>Fakta.</strong> Apa yang sudah
diperiksa, dan apa hasilnya.</li></ol>
<blockquote><p>Laporan akan kami koordinasikan dengan instansi terkait.</p></blockquote>
<div class="alert alert--attention"><svg class="icon" aria-hidden="true"><use href="icons.svg#warning"/></svg>
<div class="alert__body"><p class="alert__title">Jangan meminjam janji</p><p>Bila tanggal ditentukan unit lain, tanyakan
dulu.</p></div></div>
<p class="rich-text__source">Sumber: pedoman pengelolaan aduan, ditinjau 3 Oktober 2025.</p>"""


@dataclass(frozen=True)
class ExampleViewer:
    """Stands for the signed-in person in the page head."""

    name: str = "Dewi Rengganis"
    short_name: str = "Dewi"
    agency_name: str = "BKPSDM Kabupaten Arunika"


@dataclass(frozen=True)
class Link:
    """A place of the page head, the account menu or the footer."""

    label: str
    url: str
    is_current: bool = False
    is_here: bool = False


FRAME = {
    "viewer": ExampleViewer(),
    "unread_count": 3,
    "places": (
        Link("Beranda", "/styleguide", is_current=True, is_here=True),
        Link("Katalog", "#sg-warna"),
        Link("Kompetensi", "#sg-kemajuan"),
        Link("Sertifikat", "#sg-bukti"),
    ),
    "account_places": (Link("Kotak masuk, 3 baru", "#sg-pesan"), Link("Profil dan jabatan", "#sg-isian")),
    "footer_places": (Link("Bantuan", "#sg-warna"), Link("Aksesibilitas", "#sg-huruf"), Link("Privasi", "#sg-ikon")),
    "languages": (("en", "English"),),
    "language_url": "/styleguide",
    "sign_out_url": "/styleguide",
}
