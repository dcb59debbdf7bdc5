"""Checks of quizzes: right answers, feedback, marks, and habits that give the answer away."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from elearning.content.fields import Plain
from elearning.content.problems import ProblemLog
from elearning.content.quiz_plan_checks import check_plan
from elearning.content.schema import CoursePackage, QuestionText, Quiz
from elearning.domain.questions import QuestionContentError, load
from elearning.domain.questions.quantities import UnitRule
from elearning.domain.schedule import OverdueHandling

SUM_TOLERANCE = Fraction(1, 100_000)  # thirds are written 0.3333333
PATTERN_LEAST = 4  # fewer single choices show no pattern

Entry = Mapping[str, Plain]


def check_quizzes(package: CoursePackage, anchors: Mapping[str, frozenset[str]], log: ProblemLog) -> None:
    """All quizzes; `anchors` are the headings of each lesson."""
    sources = {source.id for source in package.sources}
    for quiz in package.quizzes:
        _check_pool(quiz, log)
        _check_times(quiz, log)
        check_plan(quiz, log)
        for question in quiz.questions:
            _check_question(question, log)
            _check_references(question, sources, anchors, log)
        _warn_of_patterns(quiz, log)


def _check_pool(quiz: Quiz, log: ProblemLog) -> None:
    asked = [question for question in quiz.questions if question.is_asked]
    draw, count = quiz.rules.draw, len(asked)
    if not count:
        log.error(quiz.place, "empty-quiz", "Kuis belum punya pertanyaan.")
    if draw is None:
        return
    if draw > count:
        log.error(quiz.place, "draw-too-many", f"draw {draw}, padahal hanya ada {count} pertanyaan.")
    if len({question.mark for question in asked}) > 1:
        message = "Pertanyaan yang ditarik acak harus sama bobotnya, agar nilai penuh setiap orang sama."
        log.error(quiz.place, "unequal-marks", message)


def _check_times(quiz: Quiz, log: ProblemLog) -> None:
    rules = quiz.rules
    if rules.overdue is OverdueHandling.GRACE and not (rules.time_limit_minutes and rules.grace_minutes):
        message = "overdue: grace perlu time_limit_minutes dan grace_minutes: masa tenggang itulah waktu mengirimnya."
        log.error(quiz.place, "grace-missing", message)
    if rules.wait_minutes and rules.attempts == 1:
        message = "wait_minutes tidak berarti pada kuis dengan satu kesempatan; hapus, atau tambah attempts."
        log.warning(quiz.place, "idle-wait", message)


def _check_question(question: QuestionText, log: ProblemLog) -> None:
    found = len(log.found)
    if question.is_asked:
        _CHECKS[question.type](question, log)
    if len(log.found) > found:
        return
    try:
        load(question.content)
    except QuestionContentError as error:
        path = error.key.replace("[", ".").replace("]", "")
        log.error(question.place_of(path), "bad-question", f"{error.key}: {error.reason}.")


def _entries(question: QuestionText, key: str) -> list[Entry]:
    found = question.content.get(key)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def _share(entry: Entry, default: int = 0) -> Fraction:
    if entry.get("correct") is True:
        return Fraction(1)
    return Fraction(str(entry.get("fraction", default)))


def _check_single_choice(question: QuestionText, log: ProblemLog) -> None:
    choices = _entries(question, "choices")
    _check_choices(question, choices, log)
    if sum(_share(choice) == 1 for choice in choices) != 1:
        place = question.place_of("choices")
        log.error(place, "no-right-answer", "Harus tepat satu pilihan yang benar (correct: true atau fraction: 1).")


def _check_multiple_choice(question: QuestionText, log: ProblemLog) -> None:
    choices = _entries(question, "choices")
    _check_choices(question, choices, log)
    place = question.place_of("choices")
    shares = [_share(choice) for choice in choices]
    if not any(share > 0 for share in shares):
        log.error(place, "no-right-answer", "Belum ada pilihan yang benar.")
    elif any("fraction" in choice for choice in choices):
        total = sum((share for share in shares if share > 0), Fraction(0))
        if abs(total - 1) > SUM_TOLERANCE:
            shown = f"{float(total):.4g}".replace(".", ",")
            log.error(place, "marks-sum", f"Fraction pilihan yang benar berjumlah {shown}, seharusnya 1.")


def _check_choices(question: QuestionText, choices: list[Entry], log: ProblemLog) -> None:
    if len(choices) < 2:
        log.error(
            question.place_of("choices"), "too-few-choices", "Pertanyaan pilihan perlu paling sedikit dua pilihan."
        )
    if any("fraction" in choice for choice in choices) and any("correct" in choice for choice in choices):
        log.error(question.place_of("choices"), "mixed-marks", "Pakai correct atau fraction, jangan keduanya.")
    _check_entry_ids(question, "choices", choices, log)
    _check_entry_feedback(question, "choices", choices, log)


def _check_true_false(question: QuestionText, log: ProblemLog) -> None:
    for key in ("feedback_true", "feedback_false"):
        if not question.content.get(key):
            log.error(question.place_of(key), "no-feedback", f"“{key}” belum ditulis: jelaskan mengapa.")


def _check_written(question: QuestionText, log: ProblemLog) -> None:
    answers = _entries(question, "answers")
    _check_entry_feedback(question, "answers", answers, log)
    if not any(_share(answer, 1) == 1 for answer in answers):
        log.error(question.place_of("answers"), "no-right-answer", "Belum ada jawaban dengan fraction 1.")
    if not (question.content.get("other_feedback") or question.content.get("feedback")):
        message = "Tulis “other_feedback” bagi jawaban yang tidak dikenali."
        log.error(question.place, "no-feedback", message)


def _check_numerical(question: QuestionText, log: ProblemLog) -> None:
    _check_written(question, log)
    if question.content.get("unit_rule") == UnitRule.REQUIRED and not question.content.get("unit_feedback"):
        message = "Tulis “unit_feedback” bagi angka yang tepat tanpa satuan yang tepat."
        log.error(question.place_of("unit_rule"), "no-feedback", message)


def _check_matching(question: QuestionText, log: ProblemLog) -> None:
    pairs = _entries(question, "pairs")
    _check_entry_ids(question, "pairs", pairs, log)
    if len(pairs) < 2:
        log.error(question.place_of("pairs"), "too-few-choices", "Menjodohkan perlu paling sedikit dua pasangan.")
    _check_group_feedback(question, log)


def _check_ordering(question: QuestionText, log: ProblemLog) -> None:
    items = _entries(question, "items")
    _check_entry_ids(question, "items", items, log)
    if len(items) < 2:
        log.error(question.place_of("items"), "too-few-choices", "Mengurutkan perlu paling sedikit dua butir.")
    _check_group_feedback(question, log)


def _check_group_feedback(question: QuestionText, log: ProblemLog) -> None:
    content = question.content
    if not (content.get("feedback") or (content.get("correct_feedback") and content.get("partial_feedback"))):
        message = "Tulis “feedback”, atau “correct_feedback” dan “partial_feedback”."
        log.error(question.place, "no-feedback", message)


def _check_entry_ids(question: QuestionText, key: str, entries: list[Entry], log: ProblemLog) -> None:
    seen: set[Plain] = set()
    for index, entry in enumerate(entries):
        if entry["id"] in seen:
            log.error(question.place_of(f"{key}.{index}"), "duplicate-id", f"Id “{entry['id']}” tertulis dua kali.")
        seen.add(str(entry["id"]))


def _check_entry_feedback(question: QuestionText, key: str, entries: list[Entry], log: ProblemLog) -> None:
    for index, entry in enumerate(entries):
        if not entry.get("feedback"):
            name = entry.get("id") or entry.get("text") or entry.get("value")
            message = f"“{name}” belum punya umpan balik yang menjelaskan."
            log.error(question.place_of(f"{key}.{index}"), "no-feedback", message)


def _check_references(
    question: QuestionText, sources: set[str], anchors: Mapping[str, frozenset[str]], log: ProblemLog
) -> None:
    lesson, _, anchor = question.read_again.partition("#")
    if question.source and question.source not in sources:
        log.error(
            question.place_of("source"), "unknown-source", f"Sumber “{question.source}” tidak ada di course.yaml."
        )
    if question.content.get("locator") and not question.source:
        log.error(question.place_of("locator"), "unknown-source", "“locator” tanpa “source”.")
    if lesson and lesson not in anchors:
        log.error(question.place_of("read_again"), "broken-link", f"Pelajaran “{lesson}” tidak ada.")
    elif anchor and anchor not in anchors[lesson]:
        log.error(question.place_of("read_again"), "broken-anchor", f"Judul “#{anchor}” tidak ada di “{lesson}”.")


def _warn_of_patterns(quiz: Quiz, log: ProblemLog) -> None:
    """Single choices that can be answered without reading: the right one always longest, or always in one place."""
    positions, is_longest = [], []
    for question in quiz.questions:
        choices = _entries(question, "choices") if question.type == "single_choice" else []
        right = [index for index, choice in enumerate(choices) if _share(choice) == 1]
        if len(right) != 1:
            continue
        lengths = [len(str(choice["text"])) for choice in choices]
        positions.append(right[0])
        is_longest.append(lengths[right[0]] == max(lengths) and lengths.count(max(lengths)) == 1)
    if len(positions) < PATTERN_LEAST:
        return
    if all(is_longest):
        log.warning(quiz.place, "longest-is-right", "Pada semua pilihan tunggal, jawaban benar selalu yang terpanjang.")
    if len(set(positions)) == 1:
        message = f"Pada semua pilihan tunggal, jawaban benar selalu di urutan {positions[0] + 1}."
        log.warning(quiz.place, "same-position", message)


_CHECKS = {
    "single_choice": _check_single_choice,
    "multiple_choice": _check_multiple_choice,
    "true_false": _check_true_false,
    "short_answer": _check_written,
    "numerical": _check_numerical,
    "matching": _check_matching,
    "ordering": _check_ordering,
    "select_missing_words": _check_group_feedback,
}
