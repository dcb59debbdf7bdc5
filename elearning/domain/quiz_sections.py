"""Sections of a quiz: which questions an attempt asks, drawn from the bank, and which pages a learner may open.

Like ``quiz_layout`` all is fixed by a kept seed and stays the same for ever. What a learner was asked before is given
as counts; a question comes again only when nothing that was asked less often fits.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from elearning.domain.errors import N_, DomainError, ErrorKind
from elearning.domain.questions.base import seeded_order


class DrawTooFewError(DomainError):
    """A section wants more questions than fit it, once what other draws and fixed questions take is taken."""

    code: ClassVar[str] = "draw_too_few"
    message_template: ClassVar[str] = N_(
        "Bagian “%(section)s” perlu %(needed)s soal, tetapi hanya %(found)s yang cocok. "
        "Tambah soal atau longgarkan pilihannya."
    )


class PageOutOfSequenceError(DomainError):
    """A page of a sequential quiz that is neither the present one nor the next."""

    code: ClassVar[str] = "page_out_of_sequence"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
    message_template: ClassVar[str] = N_(
        "Kuis ini dikerjakan berurutan: hanya halaman ini, halaman berikutnya, dan ringkasan yang dapat dibuka."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BankQuestion:
    """A question that may be drawn. ``key`` is unique in the bank; ``category`` is a path of names, the widest first;
    ``difficulty`` is a level that authors give, None when they gave none.
    """

    key: str
    category: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    competencies: frozenset[str] = frozenset()
    difficulty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """``count`` questions at random of those that fit everything that is set: in ``category`` or below it, with all
    ``tags``, for one of ``competencies``, of a difficulty from ``least`` to ``most``. What has no difficulty fits
    neither bound.

    Raises: ValueError for a count under 1.
    """

    count: int
    category: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    competencies: frozenset[str] = frozenset()
    least: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a draw takes at least one question")

    def fits(self, question: BankQuestion) -> bool:
        """Return whether the question may be drawn here."""
        return (
            question.category[: len(self.category)] == self.category
            and self.tags <= question.tags
            and (not self.competencies or bool(self.competencies & question.competencies))
            and self._fits_difficulty(question.difficulty)
        )

    def _fits_difficulty(self, difficulty: int | None) -> bool:
        if self.least is None and self.most is None:
            return True
        return (
            difficulty is not None
            and (self.least is None or difficulty >= self.least)
            and (self.most is None or difficulty <= self.most)
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a quiz: keys of fixed questions and draws, in written order. ``shuffles`` mixes what it asks,
    never across its border.
    """

    title: str
    entries: tuple[str | Draw, ...]
    shuffles: bool = False


@dataclass(frozen=True, slots=True)
class AskedSection:
    """What one attempt asks in a section, in this order."""

    title: str
    keys: tuple[str, ...]


def ask_sections(
    sections: Sequence[Section], bank: Collection[BankQuestion], asked_before: Mapping[str, int], seed: int
) -> tuple[AskedSection, ...]:
    """Return what an attempt with ``seed`` asks. Nothing is asked twice; fixed questions are never drawn.

    ``asked_before`` counts for each key in how many earlier attempts this learner was asked it. Of all ways to fill
    the draws the one with the least-asked questions is taken: nothing repeats until what fits has been used up. Among
    equals ``seed`` decides. A draw never takes what only another one could use, as long as both can be filled.

    Raises: DrawTooFewError that names the first section whose draws cannot all be filled.
    """
    fixed = {entry for section in sections for entry in section.entries if isinstance(entry, str)}
    draws = [entry for section in sections for entry in section.entries if isinstance(entry, Draw)]
    by_key = {question.key: question for question in bank if question.key not in fixed}
    ranked = seeded_order(tuple(by_key), f"{seed}:draw")
    order = {key: place for place, key in enumerate(ranked)}
    table = _Table(draws, by_key)
    for key in sorted(ranked, key=lambda each: (asked_before.get(each, 0), order[each])):
        if table.is_full:
            break
        table.seat(key)
    drawn = iter([tuple(sorted(keys, key=order.__getitem__)) for keys in table.taken])
    return tuple(_asked(section, number, drawn, seed) for number, section in enumerate(sections))


def page_reached(current: int, asked: int, pages: int, *, is_sequential: bool) -> int:
    """Return the page that counts as current after ``asked`` was opened. Pages are 0…pages−1; ``pages`` itself is the
    summary, which is always open and leaves the current page as it is.

    Raises: PageOutOfSequenceError when a sequential quiz is asked for an earlier page or one after the next;
    ValueError when there is no such page.

    Source: the navigation rule of Moodle's quiz module.
    """
    if not 0 <= asked <= pages:
        raise ValueError("no such page")
    if asked == pages:
        return current
    if is_sequential and asked not in (current, current + 1):
        raise PageOutOfSequenceError
    return asked


def pages_open(current: int, pages: int, *, is_sequential: bool) -> tuple[int, ...]:
    """Return the pages that may be opened from ``current``, the summary (``pages``) among them."""
    if not is_sequential:
        return tuple(range(pages + 1))
    return tuple(sorted({current, min(current + 1, pages), pages}))


class _Table:
    """Questions seated at draws. A question that finds its draw full may send another one to a different draw, so that
    in the end as many places are taken as can be (an augmenting path). Questions are seated in order of preference and
    never stand up again, which makes the set of them the most preferred of all possible ones.
    """

    def __init__(self, draws: Sequence[Draw], by_key: Mapping[str, BankQuestion]) -> None:
        self.draws = draws
        self.by_key = by_key
        self.taken: list[list[str]] = [[] for _ in draws]

    @property
    def is_full(self) -> bool:
        return all(len(taken) >= draw.count for taken, draw in zip(self.taken, self.draws, strict=True))

    def seat(self, key: str) -> bool:
        """Seat a question if that is possible at all."""
        reached: dict[int, tuple[str, int | None]] = {}
        waiting: list[tuple[str, int | None]] = [(key, None)]
        while waiting:
            mover, home = waiting.pop(0)
            for place in self._new_places(mover, reached):
                reached[place] = (mover, home)
                if len(self.taken[place]) < self.draws[place].count:
                    self._move(place, reached)
                    return True
                waiting += [(other, place) for other in self.taken[place]]
        return False

    def _new_places(self, key: str, reached: Mapping[int, object]) -> Iterator[int]:
        for place, draw in enumerate(self.draws):
            if place not in reached and draw.fits(self.by_key[key]):
                yield place

    def _move(self, place: int, reached: Mapping[int, tuple[str, int | None]]) -> None:
        """Move everybody on the path that led to ``place`` one draw on."""
        to: int | None = place
        while to is not None:
            mover, home = reached[to]
            self.taken[to].append(mover)
            if home is not None:
                self.taken[home].remove(mover)
            to = home


def _asked(section: Section, number: int, drawn: Iterator[tuple[str, ...]], seed: int) -> AskedSection:
    keys: list[str] = []
    needed = found = 0
    for entry in section.entries:
        chosen = (entry,) if isinstance(entry, str) else next(drawn)
        needed += 1 if isinstance(entry, str) else entry.count
        found += len(chosen)
        keys += chosen
    if found < needed:
        raise DrawTooFewError(section=section.title, needed=needed, found=found)
    return AskedSection(
        section.title, seeded_order(keys, f"{seed}:section:{number}") if section.shuffles else tuple(keys)
    )
