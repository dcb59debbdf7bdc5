"""Reads how a quiz is asked, marked and shown, beyond what its pages do today, from a `*.quiz.yaml` file.

What is read here is whole and checked as far as the file alone can tell; `quiz_plan_checks` refuses what no page obeys
yet, so that nothing a writer asks for is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from ipaddress import ip_network

from elearning.content.fields import Fields
from elearning.content.problems import Place
from elearning.domain.behaviours import DEFAULT_PENALTY, Behaviour, Hint
from elearning.domain.grading import GradingMethod
from elearning.domain.quiz_grades import FeedbackBand
from elearning.domain.quiz_sections import Draw, Section
from elearning.domain.review_options import Moment, ReviewItem, ReviewOptions
from elearning.domain.scores import to_scaled

FREE = "free"
NAVIGATIONS = (FREE, "sequential")
MOST_HINTS = 9
MOST_SECTIONS = 50
MOST_DRAWN = 500
LONGEST_PASSWORD = 200
KEYS = (
    "behaviour", "penalty", "grade_method", "navigation", "review", "sections", "overall_feedback", "opens_at",
    "closes_at", "password", "ip_ranges",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizPlan:
    """How a quiz is asked. `penalty` is in ten-millionths; `places` tells where each written key stands."""

    behaviour: Behaviour = Behaviour.DEFERRED
    penalty: int = DEFAULT_PENALTY
    grade_method: GradingMethod = GradingMethod.HIGHEST
    navigation: str = FREE
    review: ReviewOptions = field(default_factory=ReviewOptions)
    sections: tuple[Section, ...] = ()
    overall_feedback: tuple[FeedbackBand, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    password: str = ""
    ip_ranges: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionTries:
    """What a question says about tries of its own: a penalty in ten-millionths (None: the quiz's) and hints."""

    penalty: int | None = None
    hints: tuple[Hint, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)


NO_TRIES = QuestionTries()


def read_plan(fields: Fields) -> QuizPlan:
    """The plan of a quiz; what is not written has its default."""
    return QuizPlan(
        behaviour=Behaviour(fields.option("behaviour", tuple(Behaviour), Behaviour.DEFERRED)),
        penalty=_penalty(fields, DEFAULT_PENALTY),
        grade_method=GradingMethod(fields.option("grade_method", tuple(GradingMethod), GradingMethod.HIGHEST)),
        navigation=fields.option("navigation", NAVIGATIONS, FREE),
        review=_review(fields),
        sections=_sections(fields),
        overall_feedback=tuple(_band(part) for part in fields.parts("overall_feedback")),
        opens_at=_moment(fields, "opens_at"),
        closes_at=_moment(fields, "closes_at"),
        password=fields.text("password", "", limit=LONGEST_PASSWORD),
        ip_ranges=_ip_ranges(fields),
        places=_places(fields, KEYS),
    )


def read_tries(fields: Fields) -> QuestionTries:
    """What a question says about tries."""
    hints = tuple(_hint(part) for part in fields.parts("hints"))
    if len(hints) > MOST_HINTS:
        fields.fault("hints", "too-many", f"Satu pertanyaan paling banyak {MOST_HINTS} petunjuk.")
    penalty = _penalty(fields, DEFAULT_PENALTY) if fields.has("penalty") else None
    return QuestionTries(penalty, hints, _places(fields, ("penalty", "hints")))


def _places(fields: Fields, keys: tuple[str, ...]) -> dict[str, Place]:
    return {key: fields.place_of(key) for key in keys if fields.has(key)}


def _penalty(fields: Fields, default: int) -> int:
    if not fields.has("penalty"):
        return default
    penalty = fields.number("penalty")
    if not 0 <= penalty <= 1:
        fields.fault(
            "penalty", "out-of-range", "“penalty” adalah bagian dari nilai soal: 0 sampai 1, misalnya 0.3333333."
        )
        return default
    return to_scaled(Fraction(penalty))


def _hint(fields: Fields) -> Hint:
    hint = Hint(
        fields.text("text"),
        clears_wrong=fields.flag("clears_wrong", default=False),
        shows_number_right=fields.flag("shows_number_right", default=False),
    )
    fields.finish()
    return hint


def _review(fields: Fields) -> ReviewOptions:
    items = dict(ReviewOptions().items)
    part = fields.part("review")
    if part is None:
        return ReviewOptions()
    for moment in Moment:
        if part.has(moment):
            items[moment] = _items(part, moment)
    part.finish()
    try:
        return ReviewOptions(items)
    except ValueError:
        part.fault(
            Moment.DURING, "bad-review", "“during” harus memuat attempt dan tidak boleh memuat overall_feedback."
        )
        return ReviewOptions()


def _items(fields: Fields, moment: Moment) -> frozenset[ReviewItem]:
    known = {item.value: item for item in ReviewItem}
    written = fields.texts(moment)
    for text, place in written:
        if text not in known:
            message = f"“{text}” tidak dikenal di “{moment}”; pilihannya {', '.join(known)}."
            fields.log.error(place, "unknown-option", message)
    return frozenset(known[text] for text, _ in written if text in known)


def _sections(fields: Fields) -> tuple[Section, ...]:
    sections = tuple(_section(part) for part in fields.parts("sections"))
    if len(sections) > MOST_SECTIONS:
        fields.fault("sections", "too-many", f"Satu kuis paling banyak {MOST_SECTIONS} bagian.")
    return sections


def _section(fields: Fields) -> Section:
    section = Section(
        fields.text("title", limit=120),
        tuple(_entry(part) for part in fields.parts("ask")),
        shuffles=fields.flag("shuffle", default=False),
    )
    if not section.entries:
        fields.fault("ask", "missing-value", "Bagian ini belum menanyakan apa pun; isi “ask”.")
    fields.finish()
    return section


def _entry(fields: Fields) -> str | Draw:
    """Either `question: id` or `draw: n` with what must fit."""
    if fields.has("question"):
        question_id = fields.identifier("question")
        fields.finish()
        return question_id
    category = fields.text("category", "", limit=500)
    draw = Draw(
        count=fields.whole("draw", least=1, most=MOST_DRAWN),
        category=tuple(name.strip() for name in category.split("/") if name.strip()),
        tags=frozenset(text for text, _ in fields.texts("tags")),
        competencies=frozenset(text for text, _ in fields.texts("competencies")),
        least=_difficulty(fields, "difficulty_from"),
        most=_difficulty(fields, "difficulty_to"),
    )
    if draw.least is not None and draw.most is not None and draw.least > draw.most:
        fields.fault("difficulty_to", "out-of-range", "“difficulty_to” lebih kecil daripada “difficulty_from”.")
    fields.finish()
    return draw


def _difficulty(fields: Fields, key: str) -> int | None:
    return fields.whole(key, least=1, most=5) if fields.has(key) else None


def _band(fields: Fields) -> FeedbackBand:
    least = fields.number("from")
    if not 0 <= least <= 100:
        fields.fault("from", "out-of-range", "“from” adalah persen: 0 sampai 100.")
    band = FeedbackBand(least, fields.text("text"))
    fields.finish()
    return band


def _moment(fields: Fields, key: str) -> datetime | None:
    """A moment with its distance from UTC, None when absent or wrong: without it nobody knows whose noon is meant."""
    text = fields.text(key, "", limit=40)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = f"“{key}” harus tanggal, jam, dan selisih waktunya, misalnya 2026-12-01T08:00+07:00."
        fields.fault(key, "wrong-type", message)
        return None
    return moment


def _ip_ranges(fields: Fields) -> tuple[str, ...]:
    found = []
    for text, place in fields.texts("ip_ranges"):
        try:
            found.append(str(ip_network(text)))
        except ValueError:
            message = f"“{text}” bukan rentang alamat; tulis seperti 10.12.0.0/16 atau satu alamat."
            fields.log.error(place, "wrong-type", message)
    return tuple(found)


def bands_by_least(bands: tuple[FeedbackBand, ...]) -> dict[Decimal, int]:
    """How many bands begin at each per cent."""
    return {band.least: sum(other.least == band.least for other in bands) for band in bands}
