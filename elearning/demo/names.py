"""Words that invented people, agencies and units are put together from. Second names are plants, birds, winds and colours, no families."""

from __future__ import annotations

from dataclasses import dataclass

WOMEN = (
    "Anggun", "Ayu", "Bunga", "Cahya", "Dara", "Embun", "Fitri", "Gita", "Hapsari", "Indah", "Jingga", "Kirana", "Laras", "Lestari",
    "Melati", "Nila", "Padma", "Puspa", "Ratih", "Ratna", "Rinjani", "Sekar", "Seruni", "Sinta", "Tari", "Tiara", "Wening", "Wulan",
)  # fmt: skip
MEN = (
    "Aji", "Angga", "Bagas", "Banyu", "Bayu", "Bima", "Cakra", "Damar", "Darma", "Elang", "Fajar", "Galih", "Gilang", "Guntur",
    "Hanif", "Jaka", "Jatmika", "Krisna", "Langit", "Mahesa", "Nanda", "Pandu", "Raka", "Rangga", "Satria", "Surya", "Taufan", "Wira",
)  # fmt: skip
SECOND_NAMES = (
    "Alamanda", "Angsana", "Arumdalu", "Bahari", "Bentala", "Biduri", "Camar", "Cemara", "Cendana", "Dananjaya", "Gaharu", "Gemintang",
    "Handaru", "Jenggala", "Kamboja", "Kasturi", "Kecubung", "Kenanga", "Kencana", "Lazuardi", "Lembayung", "Mahoni", "Mandala",
    "Merapu", "Nagasari", "Nirmala", "Pinus", "Pualam", "Rimbawan", "Samudra", "Sanjaya", "Saraswita", "Segara", "Selasih", "Semesta",
    "Tanjung", "Teratai", "Tirtawan", "Trembesi", "Wijaya", "Zamrud",
)  # fmt: skip
DEGREES = ("S.Sos.", "S.E.", "S.H.", "S.Kom.", "S.I.Kom.", "S.A.P.", "S.STP.", "A.Md.", "S.Pd.", "S.IP., M.Si.", "")


@dataclass(frozen=True, slots=True)
class AgencyWords:
    """An invented agency: the unit of its head, then its teams as (unit path, position of the head, positions of the members)."""

    code: str
    name: str
    office: str
    city: str
    time_zone: str
    mail_domain: str
    head_unit: str
    head_position: str
    teams: tuple[tuple[str, str, tuple[str, ...]], ...]


_CLERKS = ("Pengadministrasi Perkantoran", "Penelaah Teknis Kebijakan")
_SERVICE = ("Pengelola Layanan Operasional", "Penata Layanan Operasional")

ARUNIKA = AgencyWords(
    code="9961",
    name="Pemerintah Kabupaten Arunika",
    office="Badan Kepegawaian dan Pengembangan SDM",
    city="Arunika",
    time_zone="Asia/Jakarta",
    mail_domain="arunika.example",
    head_unit="Sekretariat Daerah",
    head_position="Sekretaris Daerah",
    teams=(
        (
            "Dinas Komunikasi dan Informatika/Bidang Informasi dan Komunikasi Publik",
            "Kepala Bidang",
            ("Pranata Humas Ahli Muda", "Pranata Humas Ahli Pertama", *_CLERKS),
        ),
        (
            "Dinas Komunikasi dan Informatika/Bidang Layanan Digital",
            "Kepala Bidang",
            ("Pranata Komputer Ahli Muda", "Pranata Komputer Terampil", *_CLERKS),
        ),
        (
            "Dinas Kependudukan dan Pencatatan Sipil/Bidang Pendaftaran Penduduk",
            "Kepala Bidang",
            ("Administrator Database Kependudukan", *_SERVICE),
        ),
        (
            "Dinas Kependudukan dan Pencatatan Sipil/Bidang Pencatatan Sipil",
            "Kepala Bidang",
            ("Administrator Database Kependudukan", *_SERVICE),
        ),
        (
            "Dinas Kesehatan/Bidang Pelayanan Kesehatan",
            "Kepala Bidang",
            ("Administrator Kesehatan Ahli Muda", "Perawat Terampil", *_CLERKS),
        ),
        ("Dinas Sosial/Bidang Rehabilitasi Sosial", "Kepala Bidang", ("Pekerja Sosial Ahli Pertama", *_SERVICE)),
        (
            "Badan Kepegawaian dan Pengembangan SDM/Bidang Pengembangan Kompetensi",
            "Kepala Bidang",
            ("Analis SDM Aparatur Ahli Muda", *_CLERKS),
        ),
        ("Kecamatan Tirta Arunika/Seksi Pelayanan Umum", "Camat", ("Pengelola Layanan Operasional", *_CLERKS)),
        ("Kecamatan Bukit Kejora/Seksi Pelayanan Umum", "Camat", ("Pengelola Layanan Operasional", *_CLERKS)),
        (
            "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu/Bidang Pelayanan Perizinan",
            "Kepala Bidang",
            ("Penata Perizinan Ahli Muda", *_SERVICE),
        ),
    ),
)

LINTANG = AgencyWords(
    code="9962",
    name="Pemerintah Kota Lintang Kejora",
    office="Badan Kepegawaian Daerah",
    city="Lintang Kejora",
    time_zone="Asia/Makassar",
    mail_domain="lintangkejora.example",
    head_unit="Sekretariat Daerah",
    head_position="Sekretaris Daerah",
    teams=(
        (
            "Dinas Komunikasi, Informatika, dan Statistik/Bidang Komunikasi Publik",
            "Kepala Bidang",
            ("Pranata Humas Ahli Muda", "Statistisi Ahli Pertama", *_CLERKS),
        ),
        ("Dinas Perhubungan/Bidang Lalu Lintas", "Kepala Bidang", ("Penguji Kendaraan Bermotor Terampil", *_SERVICE)),
        (
            "Dinas Pendidikan/Bidang Pembinaan Sekolah Dasar",
            "Kepala Bidang",
            ("Analis Kebijakan Ahli Pertama", *_CLERKS),
        ),
        ("Kecamatan Teluk Senja/Seksi Pelayanan Umum", "Camat", ("Pengelola Layanan Operasional", *_CLERKS)),
        (
            "Dinas Lingkungan Hidup/Bidang Pengelolaan Sampah",
            "Kepala Bidang",
            ("Pengendali Dampak Lingkungan Ahli Pertama", *_SERVICE),
        ),
        ("Kecamatan Karang Biru/Seksi Pelayanan Umum", "Camat", ("Pengelola Layanan Operasional", *_CLERKS)),
    ),
)

AGENCIES = (ARUNIKA, LINTANG)
