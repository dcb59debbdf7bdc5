"""Reads a GIFT file into questions: titles, formats, stems with their gap, ids and tags, categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from elearning.content.formats.gift.answers import AnswerBlock, RefusedError, read_answers
from elearning.content.formats.gift.blocks import Block, read_blocks
from elearning.content.formats.gift.marks import MARKERS, SignFinder, as_text, unescape
from elearning.content.formats.source import (
    MOST_PROBLEMS,
    MOST_QUESTIONS,
    WHITE,
    UnreadableFileError,
    read_text,
)
from elearning.content.formats.values import (
    GAP,
    Description,
    FormatProblem,
    Question,
    QuestionType,
    Reading,
    TextFormat,
)

TITLE_SIGN = "::"

_TITLE_END = SignFinder(TITLE_SIGN)
_BRACES = SignFinder("{", "}")


def read_gift(stream: BinaryIO) -> Reading:
    """The questions of a GIFT file and what is wrong with the others; see `Reader`."""
    try:
        text = read_text(stream)
    except UnreadableFileError as error:
        return Reading((), (error.problem,))
    return read_gift_text(text)


def read_gift_text(text: str) -> Reading:
    r"""The questions of a text whose line ends are `\n`."""
    work = _FileReader()
    work.read(read_blocks(text))
    return Reading(tuple(work.questions), tuple(work.problems))


class _FileReader:
    """Collects questions and problems; remembers the category that holds."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.problems: list[FormatProblem] = []
        self._category = ""
        self._is_unclosed = False
        self._held: list[Block] = []

    def read(self, blocks: Iterator[Block]) -> None:
        for block in blocks:
            if len(self.questions) >= MOST_QUESTIONS or len(self.problems) >= MOST_PROBLEMS:
                message = (
                    f"Sisa file tidak dibaca: paling banyak {MOST_QUESTIONS} pertanyaan dan {MOST_PROBLEMS} masalah."
                )
                self.problems.append(FormatProblem(block.first_line, message))
                return
            if self._is_unclosed:
                self._take_after_unclosed(block)
            else:
                self._take(block)
        self._release()

    def _take_after_unclosed(self, block: Block) -> None:
        """Blank lines may have cut the answers in two: what follows up to a lone } belongs to the refused question."""
        braces = "" if block.category is not None else "".join(block.text[at] for at in _BRACES.all(block.text))
        if block.category is None and not braces:
            self._held.append(block)
        elif braces == "}":
            self._is_unclosed = False
            self._held.clear()
        else:
            self._release()
            self._take(block)

    def _release(self) -> None:
        """What was held belonged to nothing else."""
        self._is_unclosed = False
        held, self._held = self._held, []
        for block in held:
            self._take(block)

    def _take(self, block: Block) -> None:
        if block.category is not None:
            self._category = block.category
            return
        text = block.text
        if not text:
            self._tell_of_loose_names(block)
            return
        try:
            self._question(block, text)
        except RefusedError as error:
            self.problems.append(FormatProblem(block.line_at(error.offset), str(error)))

    def _tell_of_loose_names(self, block: Block) -> None:
        for line, comment in block.comments:
            if _bracketed(comment, "[id:") or _bracketed(comment, "[tag:"):
                message = "[id:…] atau [tag:…] ini tidak menempel pada pertanyaan; hapus baris kosong di bawahnya."
                self.problems.append(FormatProblem(line, message, refused=False))
                return

    def _question(self, block: Block, text: str) -> None:
        title, at = _title(text)
        format_, at = _format(text, at)
        opening, closing = self._braces(text, at)
        answers = AnswerBlock(QuestionType.DESCRIPTION, Description())
        before, after = text[at:], ""
        if opening >= 0:
            answers = read_answers(text[opening + 1 : closing], opening + 1, format_)
            before, after = text[at:opening], text[closing + 1 :]
        raw = f"{before}{GAP}{after}" if after.strip(WHITE) else before
        stem = unescape(raw)
        if not stem and not title:
            raise RefusedError(at, "Pertanyaan ini tanpa teks; tulis pertanyaannya sebelum {.")
        ids, tags = _names(block)
        self.questions.append(
            Question(
                type=answers.type,
                body=answers.body,
                stem=as_text(stem, format_),
                line=block.first_line,
                title=title,
                category=self._category,
                id=ids[0] if ids else "",
                tags=tuple(tags),
                general_feedback=answers.general_feedback,
            )
        )
        self._note(block, ids, answers.rounded_at)

    def _note(self, block: Block, ids: list[str], rounded_at: list[int]) -> None:
        if len(ids) > 1:
            message = "Pertanyaan ini punya lebih dari satu [id:…]; yang pertama dipakai."
            self.problems.append(FormatProblem(block.comments[0][0], message, refused=False))
        if rounded_at:
            message = "Bobot ini lebih halus dari lima desimal persen; dibulatkan ke lima desimal."
            self.problems.append(FormatProblem(block.line_at(rounded_at[0]), message, refused=False))

    def _braces(self, text: str, start: int) -> tuple[int, int]:
        """Where the answers open and close, or −1 twice."""
        found = _BRACES.all(text, start)
        opening = next(found, -1)
        if opening < 0:
            return -1, -1
        if text[opening] == "}":
            raise RefusedError(opening, "Ada } tanpa { sebelumnya; dalam teks biasa tulis \\}.")
        closing = next(found, -1)
        if closing < 0:
            self._is_unclosed = True
            message = "Jawaban dibuka dengan { tetapi tidak ditutup sebelum baris kosong; tambahkan } atau hapus baris kosongnya."
            raise RefusedError(opening, message)
        if text[closing] == "{":
            raise RefusedError(closing, "Ada { di dalam jawaban; dalam teks biasa tulis \\{ dan \\}.")
        extra = next(found, -1)
        if extra >= 0:
            message = "Ada kurung kurawal lagi sesudah jawaban; beri baris kosong antarpertanyaan, atau tulis \\{ dan \\} dalam teks."
            raise RefusedError(extra, message)
        return opening, closing


def _title(text: str) -> tuple[str, int]:
    """The title, and where the rest begins."""
    start = len(text) - len(text.lstrip(WHITE))
    if not text.startswith(TITLE_SIGN, start):
        return "", start
    end = _TITLE_END.first(text, start + 2)
    if end < 0:
        raise RefusedError(start, "Judul dibuka dengan :: tetapi tidak ditutup; tulis ::Judul:: sebelum pertanyaan.")
    return unescape(text[start + 2 : end]), end + 2


def _format(text: str, at: int) -> tuple[TextFormat, int]:
    start = at + len(text[at:]) - len(text[at:].lstrip(WHITE))
    for marker, format_ in MARKERS.items():
        if text.startswith(marker, start):
            return format_, start + len(marker)
    return TextFormat.MOODLE, start


def _names(block: Block) -> tuple[list[str], list[str]]:
    """The ids and tags that the comments of a question name."""
    comments = [comment for _, comment in block.comments]
    ids = [name for comment in comments for name in _bracketed(comment, "[id:")]
    return ids, [name for comment in comments for name in _bracketed(comment, "[tag:")]


def _bracketed(comment: str, sign: str) -> list[str]:
    r"""What stands between `sign` and the next `]` that is not written `\]`."""
    found = []
    start = comment.find(sign)
    while start >= 0:
        begin = start + len(sign)
        end = comment.find("]", begin)
        while end > 0 and comment[end - 1] == "\\":
            end = comment.find("]", end + 1)
        if end < 0:
            break
        found.append(comment[begin:end].replace("\\]", "]").strip(WHITE))
        start = comment.find(sign, end)
    return [name for name in found if name]
