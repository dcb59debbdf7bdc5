"""How one question of an attempt is answered, checked and marked: the same contract for every behaviour.

A ``History`` is what happened to the question so far; ``apply`` leads it through one event and ``standing`` says what
it has come to: state, mark, what may be shown, what may be done next. Marks are derived from the answers each time,
never stored in the history, so that a corrected question marks old answers anew.

Fractions and penalties are in ten-millionths (``domain/scores.py``). What a moment allows to be shown is in
``review_options``; here stands only what the behaviour has revealed.

Source: the question behaviours of Moodle as documented, with these differences on purpose: a right answer closes the
question in the adaptive behaviour too (no later try could earn more), and giving up is an event of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.domain.questions.base import EMPTY_RESPONSE, Marking, Outcome, PartReason, Question, Response
from elearning.domain.review_options import OF_A_QUESTION, ReviewItem
from elearning.domain.scores import FRACTION_ONE, FRACTION_ZERO, to_exact, to_scaled

DEFAULT_PENALTY = 3_333_333


class Behaviour(StrEnum):
    """When answers are marked, and what another try costs."""

    DEFERRED = "deferred"
    """Marked when the attempt is sent."""
    IMMEDIATE = "immediate"
    """Marked at "check", then locked."""
    INTERACTIVE = "interactive"
    """A hint after each failed try; there is one try more than hints. Each failed try costs the penalty."""
    COUNT_BACK = "count_back"
    """As interactive, but each part pays only for the tries before it stayed as it ended."""
    ADAPTIVE = "adaptive"
    """Any number of tries at once; each costs the penalty, the best result stands."""
    CERTAINTY = "certainty"
    """As deferred, weighted by how sure the learner was."""


class Certainty(IntEnum):
    """How sure a learner is of an answer. Not said means LOW."""

    LOW = 1
    MIDDLE = 2
    HIGH = 3


RIGHT_FACTOR = {Certainty.LOW: 1, Certainty.MIDDLE: 2, Certainty.HIGH: 3}
WRONG_POINTS = {Certainty.LOW: 0, Certainty.MIDDLE: -2, Certainty.HIGH: -6}
_CERTAIN_FROM = {Certainty.HIGH: Fraction(4, 5), Certainty.MIDDLE: Fraction(2, 3)}


class QuestionEvent(StrEnum):
    """What can happen to a question of an open attempt."""

    SAVE = "save"
    CHECK = "check"
    TRY_AGAIN = "try_again"
    GIVE_UP = "give_up"
    """Close this question now with what finishing would give."""
    FINISH = "finish"
    """The attempt is sent, by the learner or by time."""


class Phase(StrEnum):
    """What a question takes: answers, only the wish to go on, or nothing any more."""

    OPEN = "open"
    HINTED = "hinted"
    CLOSED = "closed"


class QuestionState(StrEnum):
    """What a question has come to."""

    TODO = "todo"
    """Open, not (completely) answered."""
    ANSWERED = "answered"
    """Open, answered and not marked."""
    TRIED = "tried"
    """Open, and a try was marked."""
    NEEDS_GRADING = "needs_grading"
    """Closed; people mark it."""
    GAVE_UP = "gave_up"
    """Closed without an answer."""
    WRONG = "wrong"
    PARTIAL = "partial"
    RIGHT = "right"


class QuestionLockedError(DomainError):
    """Something is done to a question that is closed."""

    code: ClassVar[str] = "question_locked"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_("Soal ini sudah diperiksa, jadi jawabannya tidak dapat diubah lagi.")


class QuestionEventRefusedError(DomainError):
    """An event that the behaviour does not know, or not in this phase."""

    code: ClassVar[str] = "question_event_refused"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Langkah ini tidak tersedia untuk soal ini sekarang. Muat ulang halaman untuk melihat yang dapat dilakukan."
    )


class AnswerIncompleteError(DomainError):
    """A check of an answer that is not whole; it costs no try."""

    code: ClassVar[str] = "answer_incomplete"
    message_template: ClassVar[str] = N_(
        "Jawaban belum lengkap. Lengkapi dulu, lalu periksa; kesempatan tidak berkurang."
    )


@dataclass(frozen=True, slots=True)
class Hint:
    """Help after a failed try. ``text`` is opaque, as the texts of a question are."""

    text: str
    clears_wrong: bool = False
    shows_number_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourRules:
    """How one question is asked in one quiz. ``penalty`` is in ten-millionths, 0…FRACTION_ONE.

    A question that people mark (an essay) is treated as deferred whatever the quiz says: nothing can check it.
    Raises: ValueError for a penalty outside its range.
    """

    behaviour: Behaviour = Behaviour.DEFERRED
    penalty: int = DEFAULT_PENALTY
    hints: tuple[Hint, ...] = ()
    is_marked_by_people: bool = False

    def __post_init__(self) -> None:
        if not FRACTION_ZERO <= self.penalty <= FRACTION_ONE:
            raise ValueError("penalty must lie in 0…FRACTION_ONE")

    @property
    def effective(self) -> Behaviour:
        """The behaviour that counts for this question."""
        return Behaviour.DEFERRED if self.is_marked_by_people else self.behaviour


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and how sure of it the learner was."""

    response: Response = EMPTY_RESPONSE
    certainty: Certainty | None = None


NO_ANSWER = Answer()


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a question. ``saved`` is the last answer; once closed, it is the one that closed it. ``tries``
    are the checked answers that did not close the question, oldest first.
    """

    saved: Answer = NO_ANSWER
    tries: tuple[Answer, ...] = ()
    phase: Phase = Phase.OPEN


NEW = History()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a question has come to.

    ``fraction`` is what it earns (ten-millionths of its mark), None while nothing is marked or people must mark it;
    0…FRACTION_ONE, with CERTAINTY −6…3 times FRACTION_ONE. ``marking`` explains ``marked``, the answer that is spoken
    about; both None while nothing is revealed. ``tries_left`` is None where tries are not counted.
    """

    state: QuestionState
    fraction: int | None
    may: frozenset[QuestionEvent]
    shows: frozenset[ReviewItem]
    marked: Answer | None = None
    marking: Marking | None = None
    hint: Hint | None = None
    tries_left: int | None = None


_WITH_HINTS = frozenset({Behaviour.INTERACTIVE, Behaviour.COUNT_BACK})
_CHECKED = frozenset({Behaviour.IMMEDIATE, Behaviour.ADAPTIVE}) | _WITH_HINTS
_OPEN_EVENTS = frozenset({QuestionEvent.SAVE, QuestionEvent.FINISH})
_CHECKED_EVENTS = _OPEN_EVENTS | {QuestionEvent.CHECK, QuestionEvent.GIVE_UP}
_HINTED_EVENTS = frozenset({QuestionEvent.TRY_AGAIN, QuestionEvent.GIVE_UP, QuestionEvent.FINISH})
_STATES = {
    Outcome.RIGHT: QuestionState.RIGHT,
    Outcome.PARTIAL: QuestionState.PARTIAL,
    Outcome.WRONG: QuestionState.WRONG,
    Outcome.UNANSWERED: QuestionState.GAVE_UP,
}
_SHOWN_WHEN_HINTED = frozenset({ReviewItem.ATTEMPT, ReviewItem.CORRECTNESS, ReviewItem.SPECIFIC_FEEDBACK})


def may_happen(rules: BehaviourRules, phase: Phase) -> frozenset[QuestionEvent]:
    """Return the events that are taken now. FINISH always is: sending an attempt passes over what is closed."""
    if phase is Phase.CLOSED:
        return frozenset({QuestionEvent.FINISH})
    if phase is Phase.HINTED:
        return _HINTED_EVENTS
    return _CHECKED_EVENTS if rules.effective in _CHECKED else _OPEN_EVENTS


def apply(
    question: Question, rules: BehaviourRules, history: History, event: QuestionEvent, answer: Answer | None = None
) -> History:
    """Return the history after ``event``. ``answer`` is what came with it, None where nothing did; it replaces the saved
    one while the question is open and is passed over when the question takes no answer.

    Raises: QuestionLockedError for anything but FINISH on a closed question; QuestionEventRefusedError for an event
    that is not in ``may_happen``; AnswerIncompleteError for a check of less than a whole answer. None of them costs a
    try.
    """
    if event not in may_happen(rules, history.phase):
        raise QuestionLockedError if history.phase is Phase.CLOSED else QuestionEventRefusedError
    if answer is not None and history.phase is Phase.OPEN:
        history = replace(history, saved=answer)
    match event:
        case QuestionEvent.SAVE:
            return history
        case QuestionEvent.CHECK:
            return _checked(question, rules, history)
        case QuestionEvent.TRY_AGAIN:
            return _tried_again(question, rules, history)
        case QuestionEvent.GIVE_UP | QuestionEvent.FINISH:
            return replace(history, phase=Phase.CLOSED)


def standing(question: Question, rules: BehaviourRules, history: History) -> Standing:
    """Return what the question has come to."""
    allowed = may_happen(rules, history.phase)
    if history.phase is Phase.CLOSED:
        return _closed(question, rules, history, allowed)
    left = len(rules.hints) + 1 - len(history.tries) if rules.effective in _WITH_HINTS else None
    marked = _spoken_about(rules, history)
    if marked is None:
        state = QuestionState.ANSWERED if question.is_complete(history.saved.response) else QuestionState.TODO
        return Standing(state, None, allowed, frozenset({ReviewItem.ATTEMPT}), tries_left=left)
    is_adaptive = rules.effective is Behaviour.ADAPTIVE
    return Standing(
        state=QuestionState.TRIED,
        fraction=_best(question, rules, history)[0] if is_adaptive else None,
        may=allowed,
        shows=_SHOWN_WHEN_HINTED | {ReviewItem.MARKS} if is_adaptive else _SHOWN_WHEN_HINTED,
        marked=marked,
        marking=question.mark(marked.response),
        hint=None if is_adaptive else rules.hints[len(history.tries) - 1],
        tries_left=left,
    )


def optimal_certainty(chance: Fraction) -> Certainty:
    """Return the certainty that earns most on average for somebody who is right with ``chance`` (0…1).

    LOW up to two thirds, MIDDLE from there, HIGH from four fifths on; on a border both sides earn the same.
    """
    return next((each for each, least in _CERTAIN_FROM.items() if chance >= least), Certainty.LOW)


def _checked(question: Question, rules: BehaviourRules, history: History) -> History:
    response = history.saved.response
    if not question.is_complete(response):
        raise AnswerIncompleteError
    is_last = rules.effective is Behaviour.IMMEDIATE
    is_last |= rules.effective in _WITH_HINTS and len(history.tries) >= len(rules.hints)
    if is_last or question.mark(response).outcome is Outcome.RIGHT:
        return replace(history, phase=Phase.CLOSED)
    if rules.effective is Behaviour.ADAPTIVE and _is_last_try(history):
        return history
    phase = Phase.HINTED if rules.effective in _WITH_HINTS else Phase.OPEN
    return replace(history, tries=(*history.tries, history.saved), phase=phase)


def _is_last_try(history: History) -> bool:
    """Return whether the saved answer was the last one checked: the same twice costs nothing."""
    return bool(history.tries) and history.tries[-1].response == history.saved.response


def _tried_again(question: Question, rules: BehaviourRules, history: History) -> History:
    saved = history.saved
    if rules.hints[len(history.tries) - 1].clears_wrong:
        saved = replace(saved, response=_without_wrong(question, saved.response))
    return replace(history, saved=saved, phase=Phase.OPEN)


def _without_wrong(question: Question, response: Response) -> Response:
    """Return the answer without what was wrong: parts, or chosen options. What is answered as a whole goes whole."""
    right = {reason.part_id for reason in question.mark(response).reasons if reason.is_right}
    kept = (pair for pair in response.given if (pair[0] or pair[1]) in right)
    return Response(tuple(kept))


def _spoken_about(rules: BehaviourRules, history: History) -> Answer | None:
    """Return the try that an open question tells about."""
    tells = history.phase is Phase.HINTED or rules.effective is Behaviour.ADAPTIVE
    return history.tries[-1] if tells and history.tries else None


def _closed(question: Question, rules: BehaviourRules, history: History, allowed: frozenset[QuestionEvent]) -> Standing:
    if rules.is_marked_by_people and not question.is_empty(history.saved.response):
        shows = frozenset({ReviewItem.ATTEMPT, ReviewItem.GENERAL_FEEDBACK})
        return Standing(QuestionState.NEEDS_GRADING, None, allowed, shows)
    fraction, marked = _FINAL[rules.effective](question, rules, history)
    marking = question.mark(marked.response)
    return Standing(_STATES[marking.outcome], fraction, allowed, OF_A_QUESTION, marked, marking)


_Earned = tuple[int, Answer]


def _plain(question: Question, _rules: BehaviourRules, history: History) -> _Earned:
    return question.mark(history.saved.response).fraction, history.saved


def _less_tries(question: Question, rules: BehaviourRules, history: History) -> _Earned:
    """f less the penalty for every failed try before, never below 0."""
    fraction = question.mark(history.saved.response).fraction
    return max(FRACTION_ZERO, fraction - rules.penalty * len(history.tries)), history.saved


def _by_part(question: Question, rules: BehaviourRules, history: History) -> _Earned:
    """f less what each part loses by the tries in which it was not yet as it ended. One part alone is interactive."""
    marking = question.mark(history.saved.response)
    if len(marking.reasons) < 2:
        return _less_tries(question, rules, history)
    earlier = [
        {reason.part_id: reason.fraction for reason in question.mark(each.response).reasons} for each in history.tries
    ]
    penalty = to_exact(rules.penalty)
    lost = sum((_loss(reason, earlier, penalty) for reason in marking.reasons), Fraction(0))
    return max(FRACTION_ZERO, to_scaled(to_exact(marking.fraction) - lost)), history.saved


def _loss(reason: PartReason, earlier: list[dict[str, int]], penalty: Fraction) -> Fraction:
    if reason.fraction <= 0:
        return Fraction(0)
    others = (number for number, parts in enumerate(earlier, 1) if parts.get(reason.part_id, 0) != reason.fraction)
    return to_exact(reason.fraction) * min(Fraction(1), penalty * max(others, default=0))


def _best(question: Question, rules: BehaviourRules, history: History) -> _Earned:
    """The best of all tries, each less the penalty for those before it. An answer saved when the question is closed is
    one more try, unless it is empty or was the last one checked.
    """
    answers = list(history.tries)
    is_one_more = history.phase is Phase.CLOSED and not _is_last_try(history)
    if not answers or (is_one_more and not question.is_empty(history.saved.response)):
        answers.append(history.saved)
    earned = [question.mark(each.response).fraction - rules.penalty * number for number, each in enumerate(answers)]
    best = max(range(len(answers)), key=lambda number: (earned[number], -number))
    return max(FRACTION_ZERO, earned[best]), answers[best]


def _by_certainty(question: Question, _rules: BehaviourRules, history: History) -> _Earned:
    """Right and partly right answers times the factor of the certainty, wrong ones its points; none earns nothing."""
    saved = history.saved
    certainty = saved.certainty or Certainty.LOW
    marking = question.mark(saved.response)
    if marking.outcome is Outcome.UNANSWERED:
        return FRACTION_ZERO, saved
    if marking.fraction > FRACTION_ZERO:
        return marking.fraction * RIGHT_FACTOR[certainty], saved
    return WRONG_POINTS[certainty] * FRACTION_ONE, saved


_FINAL: dict[Behaviour, Callable[[Question, BehaviourRules, History], _Earned]] = {
    Behaviour.DEFERRED: _plain,
    Behaviour.IMMEDIATE: _plain,
    Behaviour.INTERACTIVE: _less_tries,
    Behaviour.COUNT_BACK: _by_part,
    Behaviour.ADAPTIVE: _best,
    Behaviour.CERTAINTY: _by_certainty,
}
