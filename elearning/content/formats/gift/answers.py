"""Reads what stands between the braces of a GIFT question, and so decides its type.

Which type it is follows Moodle: nothing is an essay, `#` begins numbers, `~` makes choices, `->` in every answer makes
pairs, T or F alone is true or false, and only `=` is a short answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from elearning.content.formats.gift.marks import SignFinder, read_marked, unescape
from elearning.content.formats.gift.numbers import ANY_OTHER, BadNumberError, read_number, read_weight
from elearning.content.formats.source import WHITE
from elearning.content.formats.values import (
    NO_TEXT,
    Answer,
    Body,
    Choices,
    Essay,
    Matching,
    NumberAnswer,
    Numerical,
    Pair,
    QuestionType,
    ShortAnswer,
    Text,
    TextFormat,
    TrueFalse,
)
from elearning.domain.scores import FRACTION_ONE, FRACTION_ZERO

ARROW = "->"
MOST_ANSWERS = 500
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}

_ANSWER_SIGNS = SignFinder("=", "~")
_WRONG_SIGN = SignFinder("~")
_FEEDBACK_SIGN = SignFinder("#")
_GENERAL_SIGN = SignFinder("####")


class RefusedError(Exception):
    """A question that is not carried over; `offset` is where in its text, the message an Indonesian sentence."""

    def __init__(self, offset: int, message: str) -> None:
        self.offset = offset
        super().__init__(message)


@dataclass(slots=True)
class AnswerBlock:
    """What a pair of braces says; `rounded_at` holds the offsets of weights that are finer than what is kept."""

    type: QuestionType
    body: Body
    general_feedback: Text = NO_TEXT
    rounded_at: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Written:
    """An answer as it stands there: from its sign to the next."""

    sign: str
    raw: str
    offset: int


def read_answers(inner: str, start: int, default: TextFormat) -> AnswerBlock:
    """What `inner`, the text between the braces, says; it begins at offset `start` of the question.

    Raises: RefusedError.
    """
    cut = _GENERAL_SIGN.first(inner)
    core, general = (inner, "") if cut < 0 else (inner[:cut], inner[cut + 4 :])
    block = _Reader(core, start, default).read()
    block.general_feedback = read_marked(general, default)
    return block


class _Reader:
    """Reads one block of answers."""

    def __init__(self, core: str, start: int, default: TextFormat) -> None:
        bare = core.lstrip(WHITE)
        self._core = bare.rstrip(WHITE)
        self._start = start + len(core) - len(bare)
        self._default = default
        self._rounded_at: list[int] = []

    def read(self) -> AnswerBlock:
        core = self._core
        if not core:
            return AnswerBlock(QuestionType.ESSAY, Essay())
        if core.startswith("#"):
            return self._block(QuestionType.NUMERICAL, self._numerical())
        if _ANSWER_SIGNS.first(core) < 0:
            return self._block(QuestionType.TRUE_FALSE, self._true_false())
        parts = self._parts(core, 0)
        if _WRONG_SIGN.first(core) >= 0:
            return self._choices(parts)
        if any(ARROW in part.raw for part in parts):
            return self._block(QuestionType.MATCHING, self._matching(parts))
        return self._block(QuestionType.SHORT_ANSWER, ShortAnswer(tuple(self._answer(part) for part in parts)))

    def _block(self, type_: QuestionType, body: Body) -> AnswerBlock:
        return AnswerBlock(type_, body, rounded_at=self._rounded_at)

    def _refuse(self, offset: int, message: str) -> RefusedError:
        return RefusedError(self._start + offset, message)

    def _parts(self, core: str, begin: int) -> list[_Written]:
        """Each answer from its sign on; numbers alone may leave out the first sign."""
        cuts = []
        for cut in _ANSWER_SIGNS.all(core, begin):
            cuts.append(cut)
            if len(cuts) > MOST_ANSWERS:
                raise self._refuse(cut, f"Satu pertanyaan paling banyak {MOST_ANSWERS} jawaban.")
        unsigned = core[begin : cuts[0] if cuts else len(core)]
        found = [_Written("=", unsigned, begin)] if begin and unsigned.strip(WHITE) else []
        if not begin and unsigned.strip(WHITE):
            raise self._refuse(0, "Jawaban harus diawali = (benar) atau ~ (salah); tambahkan tandanya.")
        ends = [*cuts[1:], len(core)]
        found += [_Written(core[cut], core[cut + 1 : end], cut) for cut, end in zip(cuts, ends, strict=False)]
        return found

    def _choices(self, parts: list[_Written]) -> AnswerBlock:
        answers = tuple(self._answer(part) for part in parts)
        if len(answers) < 2:
            raise self._refuse(0, "Pertanyaan pilihan perlu paling sedikit dua pilihan; tambahkan satu lagi.")
        has_right = any(part.sign == "=" for part in parts)
        if not has_right and all(answer.fraction <= 0 for answer in answers):
            raise self._refuse(0, "Belum ada jawaban benar; tandai dengan = atau beri bobot, misalnya ~%50%.")
        kind = QuestionType.SINGLE_CHOICE if has_right else QuestionType.MULTIPLE_CHOICE
        return self._block(kind, Choices(answers))

    def _answer(self, part: _Written) -> Answer:
        fraction, rest = self._weighed(part)
        written, feedback = self._with_feedback(rest)
        text = read_marked(written, self._default)
        if not text:
            raise self._refuse(part.offset, f"Tidak ada teks jawaban sesudah {part.sign}; isi, atau hapus tandanya.")
        return Answer(text, fraction, feedback)

    def _weighed(self, part: _Written) -> tuple[int, str]:
        """The fraction of the answer, and what follows its weight."""
        raw = part.raw.strip(WHITE)
        try:
            weight = read_weight(raw)
        except BadNumberError as error:
            raise self._refuse(part.offset, str(error)) from error
        if weight is None:
            return (FRACTION_ONE if part.sign == "=" else FRACTION_ZERO), raw
        if weight.is_rounded:
            self._rounded_at.append(self._start + part.offset)
        return weight.fraction, raw[weight.length :]

    def _with_feedback(self, raw: str) -> tuple[str, Text]:
        cut = _FEEDBACK_SIGN.first(raw)
        return (raw, NO_TEXT) if cut < 0 else (raw[:cut], read_marked(raw[cut + 1 :], self._default))

    def _true_false(self) -> TrueFalse:
        cuts = list(_FEEDBACK_SIGN.all(self._core))
        pieces = [self._core[a:b] for a, b in zip([0, *(c + 1 for c in cuts)], [*cuts, len(self._core)], strict=True)]
        word = pieces[0].strip(WHITE).upper()
        if word not in TRUTHS:
            message = "Isi kurung kurawal bukan jawaban: awali tiap jawaban dengan = atau ~, atau tulis {T} atau {F}."
            raise self._refuse(0, f"{message} Kurung kurawal dalam kalimat ditulis \\{{ dan \\}}.")
        if len(pieces) > 3:
            raise self._refuse(cuts[2], "Benar/salah hanya punya dua umpan balik; tulis # dalam teks sebagai \\#.")
        wrong, right = [read_marked(piece, self._default) for piece in [*pieces[1:], "", ""][:2]]
        answer = TRUTHS[word]
        return TrueFalse(answer, right if answer else wrong, wrong if answer else right)

    def _matching(self, parts: list[_Written]) -> Matching:
        if len(parts) < 2:
            raise self._refuse(0, "Menjodohkan perlu paling sedikit dua pasangan; tambahkan satu lagi.")
        pairs = tuple(self._pair(part) for part in parts)
        if not any(pair.stem for pair in pairs):
            raise self._refuse(0, "Semua sisi kiri kosong; isi paling sedikit satu: =kiri -> kanan.")
        return Matching(pairs)

    def _pair(self, part: _Written) -> Pair:
        left, arrow, right = part.raw.partition(ARROW)
        match = unescape(right)
        if not arrow or not match:
            raise self._refuse(part.offset, "Pasangan ini belum lengkap; tulis =kiri -> kanan.")
        return Pair(read_marked(left, self._default), match)

    def _numerical(self) -> Numerical:
        answers = tuple(self._number(part) for part in self._parts(self._core, 1))
        if not answers:
            raise self._refuse(0, "Belum ada angka sesudah #; tulis misalnya {#1945} atau {#3.14:0.01}.")
        if all(answer.fraction <= 0 for answer in answers):
            raise self._refuse(0, "Belum ada angka yang benar; tulis misalnya {#=1945 =%50%1945:2}.")
        return Numerical(answers)

    def _number(self, part: _Written) -> NumberAnswer:
        fraction, rest = self._weighed(part)
        written, feedback = self._with_feedback(rest)
        text = unescape(written)
        if part.sign == "~" and not text:
            text = ANY_OTHER
        try:
            answer = read_number(text)
        except BadNumberError as error:
            raise self._refuse(part.offset, str(error)) from error
        return replace(answer, fraction=fraction, feedback=feedback)
