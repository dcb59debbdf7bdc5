"""The words of the error pages: what happened and what to do next, by status. Needs no database."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext


@dataclass(frozen=True)
class ErrorWords:
    """Title, what happened, what to do next."""

    title: str
    happened: str
    next_step: str


def error_words(status: int) -> ErrorWords:
    """The words for a status; an unknown one below 500 reads as 400, any other as 500."""
    words = _words()
    return words.get(status) or words[400 if status < 500 else 500]


def _words() -> dict[int, ErrorWords]:
    return {**_request_words(), **_moment_words()}


def _request_words() -> dict[int, ErrorWords]:
    """What the address, the form or the reader's rights caused."""
    return {
        400: ErrorWords(
            gettext("Permintaan tidak dapat dibaca"),
            gettext("Isi yang dikirim tidak lengkap atau rusak di jalan. Tidak ada yang berubah."),
            gettext("Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi."),
        ),
        403: ErrorWords(
            gettext("Halaman ini bukan untuk peran Anda"),
            gettext("Anda sudah masuk, tetapi peran Anda tidak mencakup halaman ini."),
            gettext("Bila ini memang tugas Anda, minta pengelola menambahkan perannya."),
        ),
        404: ErrorWords(
            gettext("Halaman tidak ditemukan"),
            gettext("Alamat ini tidak ada, sudah dipindahkan, atau bukan milik Anda."),
            gettext("Periksa alamatnya, atau mulai lagi dari halaman depan."),
        ),
        405: ErrorWords(
            gettext("Alamat ini tidak menerima kiriman itu"),
            gettext("Halaman dibuka dengan cara yang tidak dikenalnya, misalnya alamat tombol yang diketik langsung."),
            gettext("Kembali ke halaman sebelumnya, lalu pakai tombol di halaman itu."),
        ),
        413: ErrorWords(
            gettext("Kiriman terlalu besar"),
            gettext("Ukurannya melewati batas yang diterima. Tidak ada yang tersimpan dari kiriman ini."),
            gettext("Kecilkan berkasnya atau pendekkan isinya, lalu kirim lagi."),
        ),
        422: ErrorWords(
            gettext("Belum dapat dijalankan"),
            gettext("Ada aturan yang belum terpenuhi. Tidak ada yang berubah."),
            gettext("Kembali ke halaman sebelumnya, perbaiki isinya, lalu kirim lagi."),
        ),
    }


def _moment_words() -> dict[int, ErrorWords]:
    """What only this moment caused: waiting or trying again helps."""
    return {
        409: ErrorWords(
            gettext("Keadaannya sudah berubah"),
            gettext("Sesudah halaman Anda dibuka, hal ini sudah berubah. Kiriman Anda tidak dijalankan."),
            gettext("Muat ulang halamannya untuk melihat keadaan terbaru."),
        ),
        429: ErrorWords(
            gettext("Terlalu banyak percobaan"),
            gettext("Permintaan dari perangkat atau jaringan ini datang terlalu sering."),
            gettext("Tunggu beberapa menit, lalu coba lagi. Jaringan kantor yang dipakai bersama ikut terhitung."),
        ),
        500: ErrorWords(
            gettext("Terjadi kesalahan di pihak kami"),
            gettext("Permintaan Anda tidak selesai dan tidak ada perubahan setengah jadi yang tersimpan."),
            gettext("Coba sekali lagi. Bila terulang, sampaikan nomor permintaan di bawah kepada pengelola."),
        ),
        503: ErrorWords(
            gettext("Pelita sedang tidak dapat melayani"),
            gettext("Layanan sedang dirawat atau basis data tidak menjawab. Yang sudah tersimpan tetap aman."),
            gettext("Tunggu beberapa menit, lalu muat ulang halaman ini."),
        ),
    }
