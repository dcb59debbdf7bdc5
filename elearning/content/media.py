"""The pictures of one package: each file is read and checked at most once."""

from __future__ import annotations

from dataclasses import dataclass, field

from elearning.content.drawings import MAX_DRAWING_BYTES, Drawing, read_drawing
from elearning.content.package_folder import PackageFileError, PackageFolder
from elearning.content.photographs import MAX_PHOTOGRAPH_BYTES, Photograph, read_photograph
from elearning.content.problems import Place, ProblemLog

MEDIA_FOLDER = "media"
DRAWING_ENDING = ".svg"
PHOTOGRAPH_ENDINGS = {".webp": "webp", ".avif": "avif", ".jpg": "jpg", ".jpeg": "jpg", ".png": "png"}

Picture = Drawing | Photograph


@dataclass(slots=True)
class Media:
    """Pictures by path (`media/surat.svg`); faults go to the log at the picture's own lines."""

    folder: PackageFolder
    log: ProblemLog
    _read: dict[str, Picture | None] = field(default_factory=dict)

    def picture(self, path: str) -> Picture | None:
        """The picture, or None when it is missing or may not be shown."""
        if path not in self._read:
            self._read[path] = self._load(path)
        return self._read[path]

    def exists(self, path: str) -> bool:
        return self.folder.exists(path)

    def unused(self) -> list[str]:
        """Paths of files in the media folder that nobody has asked for yet."""
        return [name for name in self.folder.names(MEDIA_FOLDER) if name not in self._read]

    def _load(self, path: str) -> Picture | None:
        ending = path[path.rfind(".") :].lower()
        try:
            if ending == DRAWING_ENDING:
                return self._drawing(path, self.folder.read_bytes(path, MAX_DRAWING_BYTES * 40))
            return self._photograph(path, ending, self.folder.read_bytes(path))
        except PackageFileError as error:
            if error.code != "missing-file":
                self.log.error(Place(path), error.code, error.message)
            return None

    def _drawing(self, path: str, raw: bytes) -> Drawing | None:
        drawing, faults = read_drawing(raw)
        for fault in faults:
            self.log.error(Place(path, fault.line), fault.code, fault.message)
        return drawing

    def _photograph(self, path: str, ending: str, raw: bytes) -> Photograph | None:
        photograph = read_photograph(raw)
        if ending not in PHOTOGRAPH_ENDINGS or photograph is None:
            self.log.error(Place(path), "bad-picture", "Gambar harus SVG, WebP, AVIF, JPEG, atau PNG yang utuh.")
            return None
        if photograph.format != PHOTOGRAPH_ENDINGS[ending]:
            self.log.error(Place(path), "bad-picture", f"Isi berkas {photograph.format}, namanya {ending}; samakan.")
        if photograph.size > MAX_PHOTOGRAPH_BYTES:
            message = f"Foto {photograph.size / 1000:.0f} KB; batasnya {MAX_PHOTOGRAPH_BYTES // 1000} KB."
            self.log.error(Place(path), "photograph-too-big", message)
        return photograph
