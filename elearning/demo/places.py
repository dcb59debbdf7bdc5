"""Words that invented agencies, their unit trees and positions are put together from. No such agency, district or office exists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgencyWords:
    """An invented agency. `city` also names its mail domain."""

    code: str
    name: str
    city: str
    time_zone: str
    signatory: str

    @property
    def office(self) -> str:
        """The office that issues its certificates."""
        return "Badan Kepegawaian dan Pengembangan SDM"

    @property
    def mail_domain(self) -> str:
        """A domain that nobody can own."""
        return f"{self.city.lower().replace(' ', '')}.example"


_WIB, _WITA, _WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
AGENCIES = (
    AgencyWords("9961", "Pemerintah Kabupaten Arunika", "Arunika", _WIB, "Dr. Damar Sanjaya, M.Si."),
    AgencyWords("9962", "Pemerintah Kota Lintang Kejora", "Lintang Kejora", _WITA, "Ratna Segara, S.H., M.A.P."),
    AgencyWords("9963", "Pemerintah Kabupaten Samudra Wening", "Samudra Wening", _WIT, "Bayu Mandala, S.IP."),
    AgencyWords("9964", "Pemerintah Kota Bentala Raya", "Bentala Raya", _WIB, "Sekar Nirmala, S.Sos., M.Si."),
    AgencyWords("9965", "Pemerintah Kabupaten Gemintang", "Gemintang", _WIB, "Cakra Lazuardi, S.STP."),
    AgencyWords("9966", "Pemerintah Kota Cendana Wangi", "Cendana Wangi", _WITA, "Padma Kencana, S.E., M.M."),
    AgencyWords("9967", "Pemerintah Provinsi Nusa Lembayung", "Nusa Lembayung", _WITA, "Dr. Galih Pualam, M.P.A."),
    AgencyWords("9968", "Pemerintah Kabupaten Teluk Biduri", "Teluk Biduri", _WIT, "Nila Tanjung, S.A.P."),
    AgencyWords("9969", "Pemerintah Kota Tirta Kencana", "Tirta Kencana", _WIB, "Wira Angsana, S.H."),
    AgencyWords("9970", "Pemerintah Kabupaten Bukit Angsana", "Bukit Angsana", _WIB, "Laras Cemara, S.Pd., M.Pd."),
    AgencyWords("9971", "Pemerintah Kota Segara Jingga", "Segara Jingga", _WITA, "Taufan Mahoni, S.T."),
    AgencyWords("9972", "Pemerintah Kabupaten Lembah Seruni", "Lembah Seruni", _WIB, "Kirana Selasih, S.Kom."),
)

HEAD_OFFICE, HEAD_POSITION = "Sekretariat Daerah", "Sekretaris Daerah"
_CLERKS = ("Pengadministrasi Perkantoran", "Penelaah Teknis Kebijakan")
_SERVICE = ("Pengelola Layanan Operasional", "Penata Layanan Operasional")
HEAD_OFFICE_STAFF = ("Analis SDM Aparatur Ahli Muda", "Analis Kebijakan Ahli Pertama", *_CLERKS)
FORMER_HEAD = "Analis Kebijakan Ahli Madya"


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """An office of an agency, who heads it, its divisions, and the positions that its people hold."""

    name: str
    head: str
    divisions: tuple[str, ...]
    positions: tuple[str, ...]


OFFICES = (
    OfficeWords(
        "Dinas Komunikasi dan Informatika",
        "Kepala Dinas",
        ("Bidang Informasi dan Komunikasi Publik", "Bidang Layanan Digital", "Bidang Statistik", "Bidang Persandian"),
        ("Pranata Humas Ahli Muda", "Pranata Humas Ahli Pertama", "Pranata Komputer Terampil", *_CLERKS),
    ),
    OfficeWords(
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Kepala Dinas",
        (
            "Bidang Pendaftaran Penduduk",
            "Bidang Pencatatan Sipil",
            "Bidang Data Penduduk",
            "Bidang Pemanfaatan Dokumen",
        ),
        ("Administrator Database Kependudukan", *_SERVICE),
    ),
    OfficeWords(
        "Dinas Kesehatan",
        "Kepala Dinas",
        (
            "Bidang Pelayanan Kesehatan",
            "Bidang Kesehatan Masyarakat",
            "Bidang Pencegahan Penyakit",
            "Bidang Sumber Daya",
        ),
        ("Administrator Kesehatan Ahli Muda", "Perawat Terampil", "Bidan Terampil", *_CLERKS),
    ),
    OfficeWords(
        "Dinas Pendidikan",
        "Kepala Dinas",
        ("Bidang Sekolah Dasar", "Bidang Sekolah Menengah", "Bidang Guru", "Bidang Kebudayaan"),
        ("Analis Kebijakan Ahli Pertama", "Pengembang Teknologi Pembelajaran Ahli Pertama", *_CLERKS),
    ),
    OfficeWords(
        "Dinas Sosial",
        "Kepala Dinas",
        ("Bidang Rehabilitasi Sosial", "Bidang Perlindungan Sosial", "Bidang Pemberdayaan", "Bidang Data Bantuan"),
        ("Pekerja Sosial Ahli Pertama", *_SERVICE),
    ),
    OfficeWords(
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "Kepala Dinas",
        ("Bidang Pelayanan Perizinan", "Bidang Promosi", "Bidang Pengaduan", "Bidang Pengendalian"),
        ("Penata Perizinan Ahli Muda", *_SERVICE),
    ),
    OfficeWords(
        "Dinas Perhubungan",
        "Kepala Dinas",
        ("Bidang Lalu Lintas", "Bidang Angkutan", "Bidang Prasarana", "Bidang Keselamatan"),
        ("Penguji Kendaraan Bermotor Terampil", *_SERVICE),
    ),
    OfficeWords(
        "Dinas Lingkungan Hidup",
        "Kepala Dinas",
        ("Bidang Pengelolaan Sampah", "Bidang Tata Lingkungan", "Bidang Pengendalian Pencemaran", "Bidang Taman"),
        ("Pengendali Dampak Lingkungan Ahli Pertama", *_SERVICE),
    ),
    OfficeWords(
        "Badan Kepegawaian dan Pengembangan SDM",
        "Kepala Badan",
        ("Bidang Pengembangan Kompetensi", "Bidang Mutasi", "Bidang Kinerja", "Bidang Informasi Kepegawaian"),
        ("Analis SDM Aparatur Ahli Muda", "Analis SDM Aparatur Ahli Pertama", *_CLERKS),
    ),
)
DISTRICT_DIVISIONS = ("Seksi Pelayanan Umum", "Seksi Pemerintahan", "Seksi Ketenteraman", "Seksi Pembangunan")
DISTRICT_POSITIONS = ("Pengelola Layanan Operasional", "Analis Kebijakan Ahli Pertama", *_CLERKS)
PLACES = (
    "Tirta Arunika", "Bukit Kejora", "Teluk Senja", "Karang Biru", "Lembah Kenanga", "Muara Jingga", "Padang Seruni",
    "Rimba Cendana", "Pulau Camar", "Telaga Wening", "Gunung Pualam", "Tanjung Gaharu", "Ranah Melati", "Alun Samudra",
    "Kali Mahoni", "Bentang Fajar", "Sumber Embun", "Tapak Rinjani", "Hulu Biduri", "Hilir Nirmala",
)  # fmt: skip
SECTIONS = (
    "Seksi Layanan",
    "Balai Pelaksana/Subbagian Tata Usaha",
    "Seksi Perencanaan",
    "Balai Pelaksana/Wilayah {}/Pos Layanan",
)


def office(place: int) -> OfficeWords:
    """The words of the office with this place in its agency; after the offices come districts, as many as wanted."""
    if place < len(OFFICES):
        return OFFICES[place]
    number, name = divmod(place - len(OFFICES), len(PLACES))
    district = f"Kecamatan {PLACES[name]}" + (f" {number + 1}" if number else "")
    return OfficeWords(district, "Camat", DISTRICT_DIVISIONS, DISTRICT_POSITIONS)
