"""Reads Aiken: a question, options `A. text` or `A) text` in order, `ANSWER: B`; as documented for Moodle 2.0 to 4.5.

Letters are upper case. The question may take several lines. A line that fits nowhere refuses its question, never the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import BinaryIO

from elearning.content.formats.source import (
    MOST_PROBLEMS,
    MOST_QUESTIONS,
    WHITE,
    UnreadableFileError,
    numbered_lines,
    read_text,
)
from elearning.content.formats.values import (
    Answer,
    Choices,
    FormatProblem,
    Question,
    QuestionType,
    Reading,
    Text,
    TextFormat,
)
from elearning.domain.scores import FRACTION_ONE, FRACTION_ZERO

_OPTION = re.compile(r"([A-Za-z])[.)](?:[ \t]+(.*))?")
_ANSWER = re.compile(r"(answer)[ \t]*:[ \t]*(.*)", re.IGNORECASE)


class _RefusedError(Exception):
    """A question that is not carried over."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


@dataclass(slots=True)
class _Draft:
    """The lines of one question so far."""

    stem: list[tuple[int, str]] = field(default_factory=list)
    options: list[tuple[int, str, str]] = field(default_factory=list)
    answer: tuple[int, str] | None = None
    stray: int = 0
    """The line of a text among the options, if there is one."""

    @property
    def first_line(self) -> int:
        numbers = [number for number, _ in self.stem[:1]] + [number for number, _, _ in self.options[:1]]
        return numbers[0] if numbers else (self.answer or (1, ""))[0]

    def __bool__(self) -> bool:
        return bool(self.stem or self.options or self.answer)


def read_aiken(stream: BinaryIO) -> Reading:
    """The questions of an Aiken file and what is wrong with the others; see `Reader`."""
    try:
        text = read_text(stream)
    except UnreadableFileError as error:
        return Reading((), (error.problem,))
    questions: list[Question] = []
    problems: list[FormatProblem] = []
    for draft in _drafts(text, problems):
        if len(questions) >= MOST_QUESTIONS or len(problems) >= MOST_PROBLEMS:
            message = f"Sisa file tidak dibaca: paling banyak {MOST_QUESTIONS} pertanyaan dan {MOST_PROBLEMS} masalah."
            problems.append(FormatProblem(draft.first_line, message))
            break
        try:
            questions.append(_question(draft))
        except _RefusedError as error:
            problems.append(FormatProblem(error.line, str(error)))
    return Reading(tuple(questions), tuple(problems))


def _drafts(text: str, problems: list[FormatProblem]) -> Iterator[_Draft]:
    """The lines of each question: it ends with its ANSWER line, or where a new question begins after a blank line."""
    draft, after_blank, after_answer = _Draft(), True, False
    for number, line in numbered_lines(text):
        bare = line.strip(WHITE)
        if not bare:
            after_blank, after_answer = True, False
            continue
        if draft and after_blank and _begins_anew(draft, bare):
            yield draft
            draft = _Draft()
        if after_answer:
            message = "Baris kosong sebelum pertanyaan ini tidak ada; pertanyaannya tetap dibaca."
            problems.append(FormatProblem(number, message, refused=False))
        _add(draft, number, bare)
        after_blank, after_answer = False, draft.answer is not None
        if draft.answer is not None:
            yield draft
            draft = _Draft()
    if draft:
        yield draft


def _begins_anew(draft: _Draft, bare: str) -> bool:
    """Whether a line after a blank one belongs to the next question: it is neither an option nor the answer."""
    option = _OPTION.fullmatch(bare)
    is_first_again = option is not None and option[1] in "Aa" and bool(draft.options)
    return is_first_again or not (option or _ANSWER.fullmatch(bare))


def _add(draft: _Draft, number: int, bare: str) -> None:
    answer, option = _ANSWER.fullmatch(bare), _OPTION.fullmatch(bare)
    if answer and (draft.options or answer[1].isupper()):
        draft.answer = (number, bare)
    elif option and option[1].isupper():
        draft.options.append((number, option[1], (option[2] or "").strip(WHITE)))
    elif draft.options:
        draft.stray = draft.stray or number
    else:
        draft.stem.append((number, bare))


def _question(draft: _Draft) -> Question:
    _check_options(draft)
    right = _right_letter(draft)
    answers = [
        Answer(Text(text, TextFormat.PLAIN), FRACTION_ONE if letter == right else FRACTION_ZERO)
        for _, letter, text in draft.options
    ]
    stem = "\n".join(line for _, line in draft.stem)
    return Question(
        QuestionType.SINGLE_CHOICE,
        Choices(tuple(answers)),
        Text(stem, TextFormat.PLAIN),
        line=draft.first_line,
    )


def _check_options(draft: _Draft) -> None:
    small = [number for number, line in draft.stem if _OPTION.fullmatch(line)]
    if not draft.options and small:
        raise _RefusedError(small[0], "Huruf pilihan harus besar; tulis A. atau A), bukan a. atau a).")
    if draft.stray:
        message = "Baris ini bukan pilihan dan bukan ANSWER; tulis pilihan dalam satu baris dengan huruf besar, misalnya C. teks."
        raise _RefusedError(draft.stray, message)
    if not draft.stem:
        raise _RefusedError(draft.first_line, "Pertanyaan ini tanpa teks; tulis pertanyaannya di atas pilihan A.")
    for (number, letter, text), expected in zip(draft.options, ascii_uppercase, strict=False):
        if letter != expected:
            raise _RefusedError(number, f"Pilihan {letter} tidak pada urutannya; di sini seharusnya {expected}.")
        if not text:
            raise _RefusedError(number, f"Pilihan {letter} belum ada isinya; tulis teksnya sesudah {letter}.")
    if len(draft.options) > len(ascii_uppercase):
        raise _RefusedError(draft.options[26][0], "Satu pertanyaan paling banyak 26 pilihan, A sampai Z.")
    if len(draft.options) < 2:
        raise _RefusedError(draft.first_line, "Pertanyaan ini perlu paling sedikit dua pilihan; tulis A. dan B.")


def _right_letter(draft: _Draft) -> str:
    if draft.answer is None:
        last = draft.options[-1][0]
        raise _RefusedError(last, "Belum ada baris ANSWER sesudah pilihan; tulis misalnya ANSWER: B.")
    number, line = draft.answer
    found = _ANSWER.fullmatch(line)
    name, letter = (found[1], found[2].strip(WHITE)) if found else ("", "")
    if name != "ANSWER" or (letter.islower() and len(letter) == 1):
        raise _RefusedError(number, "Kunci jawaban ditulis dengan huruf besar, misalnya ANSWER: B.")
    if letter not in [letter for _, letter, _ in draft.options]:
        raise _RefusedError(
            number, f"Kunci “{letter[:20]}” tidak ada di antara pilihan; tulis satu huruf pilihan yang ada."
        )
    return letter
