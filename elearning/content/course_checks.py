"""Checks of the course as a whole: ids, sums, conditions, competencies, dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from elearning.content.problems import Place, ProblemLog
from elearning.content.schema import MINUTES_PER_JP, CoursePackage, Lesson, Quiz, Rule
from elearning.domain.conditions import LeafKind, activity_targets, leaves
from elearning.domain.names import unprintable_letters

MAX_MINUTES_OFF = Decimal("0.10")
NEAR = 0.6
MOST_CODES = 20


def check_course(
    package: CoursePackage, codes: Mapping[str, str], competencies: Mapping[str, str], today: date, log: ProblemLog
) -> None:
    """Everything that course.yaml claims, held against its own parts and the other courses (`codes` by slug)."""
    _check_ids(package, log)
    _check_sums(package, log)
    _check_outcomes(package, competencies, log)
    _check_letters(package, log)
    _check_rules(package, codes, log)
    _check_other_courses(package, codes, log)
    if package.review_due and package.review_due < today:
        place = package.places["review_due"]
        log.warning(place, "review-overdue", f"Tinjauan jatuh tempo {package.review_due.isoformat()}; periksa isinya.")


def _check_ids(package: CoursePackage, log: ProblemLog) -> None:
    questions = [question for quiz in package.quizzes for question in quiz.questions]
    _refuse_repeated("Id langkah", ((a.id, a.place) for a in package.activities), log)
    _refuse_repeated("Id modul", ((m.id, m.place) for m in package.modules), log)
    _refuse_repeated("Id pertanyaan", ((q.id, q.place_of("id")) for q in questions), log)
    _refuse_repeated("Id sumber", ((s.id, s.place) for s in package.sources), log)
    _refuse_repeated("Istilah", ((t.term.casefold(), t.place) for t in package.glossary), log)
    _refuse_repeated("Kompetensi", ((o.competency, o.place) for o in package.outcomes), log)
    if not package.modules:
        log.error(package.places.get("modules", Place("course.yaml")), "missing-value", "Kursus belum punya modul.")


def _refuse_repeated(kind: str, named: Iterable[tuple[str, Place]], log: ProblemLog) -> None:
    first: dict[str, Place] = {}
    for name, place in named:
        if name and name in first:
            seen = first[name]
            log.error(place, "duplicate-id", f"{kind} “{name}” sudah dipakai di {seen.file}:{seen.line}.")
        first.setdefault(name, place)


def _check_sums(package: CoursePackage, log: ProblemLog) -> None:
    minutes = sum(activity.minutes for activity in package.activities)
    halves = sum(module.jp_halves for module in package.modules)
    if minutes != package.minutes:
        message = f"minutes {package.minutes}, padahal jumlah langkah-langkahnya {minutes} menit."
        log.error(package.places.get("minutes", Place("course.yaml")), "minutes-sum", message)
    if halves != package.jp_halves:
        message = f"jp {_jp(package.jp_halves)}, padahal jumlah JP modul {_jp(halves)}."
        log.error(package.places.get("jp", Place("course.yaml")), "jp-sum", message)
    _check_weight(f"Kursus: {minutes} menit", minutes, package.jp_halves, package.places.get("jp"), log)
    for module in package.modules:
        own = sum(activity.minutes for activity in module.activities)
        _check_weight(f"Modul “{module.title}”: {own} menit", own, module.jp_halves, module.place, log)


def _check_weight(what: str, minutes: int, jp_halves: int, place: Place | None, log: ProblemLog) -> None:
    claimed = Decimal(jp_halves * MINUTES_PER_JP) / 2
    if abs(minutes - claimed) > claimed * MAX_MINUTES_OFF:
        minutes_claimed = f"{claimed.normalize():f}".replace(".", ",")
        message = f"{what} untuk {_jp(jp_halves)} JP ({minutes_claimed} menit); selisihnya lebih dari 10 persen."
        log.error(place or Place("course.yaml"), "minutes-jp", message)


def _jp(halves: int) -> str:
    return str(halves // 2) if halves % 2 == 0 else f"{halves // 2},5"


def _check_outcomes(package: CoursePackage, competencies: Mapping[str, str], log: ProblemLog) -> None:
    if not package.outcomes:
        log.error(Place("course.yaml"), "missing-value", "Kursus belum punya capaian (outcomes).")
    for outcome in package.outcomes:
        if outcome.competency not in competencies:
            message = (
                f"Kompetensi “{outcome.competency}” tidak terdaftar; {_registered(outcome.competency, competencies)}."
            )
            log.error(outcome.place, "unknown-competency", message)


def _registered(code: str, competencies: Mapping[str, str]) -> str:
    """The registered codes, with the names of those that look like `code` before the rest."""
    near = get_close_matches(code, competencies, n=3, cutoff=NEAR)
    rest = [each for each in competencies if each not in near]
    more = f", dan {len(rest) - MOST_CODES} lainnya" if len(rest) > MOST_CODES else ""
    listed = ", ".join([*(f"{each} ({competencies[each]})" for each in near), *rest[:MOST_CODES]])
    return f"yang terdaftar: {listed}{more}"


def _check_letters(package: CoursePackage, log: ProblemLog) -> None:
    """What the certificate prints of a course."""
    whole = Place("course.yaml")
    printed = [
        (package.title, package.places.get("title", whole)),
        (package.certificate.wording, package.places.get("certificate", whole)),
    ]
    printed += [(f"{module.title} {module.outcome}", module.place) for module in package.modules]
    for text, place in printed:
        if letters := unprintable_letters(text):
            message = f"Sertifikat tidak dapat mencetak {letters}; tulis dengan huruf Latin."
            log.error(place, "unprintable-letter", message)


def _check_rules(package: CoursePackage, codes: Mapping[str, str], log: ProblemLog) -> None:
    activities = {activity.id: activity for activity in package.activities}
    rules = [(activity.id, activity.requires) for activity in package.activities if activity.requires]
    for owner, rule in [("", package.completion), *rules]:
        if rule:
            _check_rule(rule, owner, activities, codes, log)
    _refuse_circles({owner: rule for owner, rule in rules if rule}, log)


def _check_rule(
    rule: Rule, owner: str, activities: Mapping[str, Lesson | Quiz], codes: Mapping[str, str], log: ProblemLog
) -> None:
    for leaf in leaves(rule.condition):
        if leaf.kind is LeafKind.COURSE:
            if leaf.target not in codes.values():
                log.error(rule.place, "unknown-course", f"Syarat menyebut kursus {leaf.target} yang tidak ada.")
            continue
        activity = activities.get(leaf.target)
        if activity is None:
            log.error(rule.place, "unknown-activity", f"Syarat menyebut langkah “{leaf.target}” yang tidak ada.")
        elif leaf.target == owner:
            log.error(rule.place, "circular-requires", f"Langkah “{owner}” mensyaratkan dirinya sendiri.")
        elif (leaf.kind is LeafKind.PASSED) != isinstance(activity, Quiz) and leaf.kind in (
            LeafKind.PASSED,
            LeafKind.MARKED,
        ):
            message = f"Syarat {leaf.kind}: {leaf.target} tidak cocok: passed untuk kuis, marked untuk pelajaran."
            log.error(rule.place, "wrong-condition", message)


def _refuse_circles(rules: Mapping[str, Rule], log: ProblemLog) -> None:
    """A step that waits for itself over others could never be opened."""
    needs = {owner: activity_targets(rule.condition) for owner, rule in rules.items()}
    for owner, rule in rules.items():
        waiting, seen = list(needs[owner]), set()
        while waiting:
            step = waiting.pop()
            if step not in seen:
                seen.add(step)
                waiting.extend(needs.get(step, ()))
        if owner in seen and owner not in needs[owner]:
            log.error(
                rule.place, "circular-requires", f"Langkah “{owner}” menunggu dirinya sendiri lewat langkah lain."
            )


def _check_other_courses(package: CoursePackage, codes: Mapping[str, str], log: ProblemLog) -> None:
    for code, place in package.prerequisites:
        if code == package.code or code not in codes.values():
            log.error(place, "unknown-course", f"Prasyarat {code} bukan kode kursus lain yang ada.")
    shared = Counter(codes.values())
    if shared[package.code] > 1:
        others = ", ".join(slug for slug, code in codes.items() if code == package.code and slug != package.slug)
        log.error(package.places["code"], "duplicate-code", f"Kode {package.code} juga dipakai oleh {others}.")
