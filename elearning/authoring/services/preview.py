"""What an import of one package would do, before it is done: changes, problems, and what becomes of running learners.

Nothing is written. The comparison is the one that the import itself makes (`domain/revisions`): the package is described
as the revision it would become.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from elearning.authoring.queries.packages import FollowedRevision, StoredCourse, revisions_followed, stored_courses
from elearning.authoring.services.learners import describe
from elearning.authoring.services.revisions import stored_condition, stored_quiz_rules
from elearning.authoring.services.sync import PackageState, SyncOutcome, problems_of, read_package
from elearning.catalog.outline import ModuleOutline, Outline, Step
from elearning.catalog.queries import outlines_of
from elearning.content.checks import Examination, Surroundings
from elearning.content.package_folder import PackageFolder
from elearning.content.problems import Problem, has_errors
from elearning.content.schema import Activity as PackageStep
from elearning.content.schema import Module, Quiz
from elearning.domain.completion import CompletionRule
from elearning.domain.revisions import Change, compare


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one revision; `moves_anyway` when the import only corrects what they follow."""

    revision: FollowedRevision
    moves_anyway: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One package against what is stored of it. `content_hash` names exactly this state of the package."""

    slug: str
    title: str
    content_hash: str
    outcome: SyncOutcome | None
    revision_number: int
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] = ()
    step_titles: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether an error keeps the package out."""
        return has_errors(self.problems)

    @property
    def moving(self) -> int:
        """How many move in any case."""
        return sum(group.revision.running for group in self.groups if group.moves_anyway)

    @property
    def staying(self) -> int:
        """How many stay where they are unless told otherwise."""
        return sum(group.revision.running for group in self.groups if not group.moves_anyway)

    @property
    def is_idle(self) -> bool:
        """Whether nothing at all could happen."""
        return self.outcome is SyncOutcome.UNCHANGED and not self.moving and not self.staying


def preview_sync(root: Path, around: Surroundings) -> Preview:
    """What the import of the package in a folder would do now."""
    stored = stored_courses()
    state = read_package(PackageFolder(root), stored, around)
    problems = tuple(problems_of(state, stored))
    if has_errors(problems):
        return _refused(state, problems)
    if state.stored is None:
        return _of_new_course(state, problems)
    return _of_known_course(state, state.stored, problems)


def outline_of_package(examination: Examination) -> Outline:
    """The outline of the revision that an importable package would become; its rows have no ids yet."""
    package = examination.package
    if package is None:
        raise ValueError("only a package without errors has an outline")
    modules = [_module(number, module, examination) for number, module in enumerate(package.modules, start=1)]
    return Outline(
        course_id=0,
        revision_id=0,
        revision_number=0,
        slug=package.slug,
        code=package.code,
        title=package.title,
        minutes=package.minutes,
        jp_halves=package.jp_halves,
        completion=stored_condition(package.completion),
        prerequisites=tuple(code for code, _ in package.prerequisites),
        modules=tuple(modules),
    )


def _refused(state: PackageState, problems: tuple[Problem, ...]) -> Preview:
    package = state.examination.package if state.examination else None
    return Preview(
        slug=state.folder.slug,
        title=package.title if package else state.folder.slug,
        content_hash=state.content_hash,
        outcome=None,
        revision_number=state.stored.revision_number if state.stored else 0,
        problems=problems,
    )


def _of_new_course(state: PackageState, problems: tuple[Problem, ...]) -> Preview:
    if state.examination is None:
        raise LookupError(f"package {state.folder.slug} is neither stored nor examined")
    outline = outline_of_package(state.examination)
    return Preview(
        slug=state.folder.slug,
        title=outline.title,
        content_hash=state.content_hash,
        outcome=SyncOutcome.NEW,
        revision_number=1,
        problems=problems,
        step_titles={step.key: step.title for step in outline.steps},
    )


def _of_known_course(state: PackageState, known: StoredCourse, problems: tuple[Problem, ...]) -> Preview:
    """Whoever follows the current revision of an unchanged package is where they belong."""
    followed = revisions_followed(known.id)
    outlines = outlines_of({known.revision_id, *(each.id for each in followed)})
    present = outlines[known.revision_id]
    is_same = state.examination is None
    new = present if state.examination is None else outline_of_package(state.examination)
    described = {key: describe(outline) for key, outline in outlines.items()}
    comparison = compare(described[known.revision_id], describe(new))
    outcome = SyncOutcome.CORRECTED if comparison.is_correction else SyncOutcome.CHANGED
    groups = [
        Group(each, compare(described[each.id], describe(new)).is_correction)
        for each in followed
        if not (is_same and each.id == known.revision_id)
    ]
    return Preview(
        slug=state.folder.slug,
        title=new.title,
        content_hash=state.content_hash,
        outcome=SyncOutcome.UNCHANGED if is_same else outcome,
        revision_number=known.revision_number if is_same else known.revision_number + 1,
        problems=problems,
        changes=comparison.changes,
        step_titles={step.key: step.title for step in (*present.steps, *new.steps)},
        groups=tuple(groups),
    )


def _module(number: int, module: Module, examination: Examination) -> ModuleOutline:
    steps = [_step(f"{number}.{place}", module, step, examination) for place, step in enumerate(module.activities, 1)]
    return ModuleOutline(module.id, number, module.title, module.jp_halves, module.outcome, tuple(steps))


def _step(number: str, module: Module, step: PackageStep, examination: Examination) -> Step:
    rules = stored_quiz_rules(step, examination.quizzes[step.id]) if isinstance(step, Quiz) else {}
    return Step(
        id=0,
        activity_id=0,
        key=step.id,
        kind=step.kind,
        title=step.title,
        minutes=step.minutes,
        transfer_bytes=0,
        completion=CompletionRule.PASSED if isinstance(step, Quiz) else step.completion,
        requires=stored_condition(step.requires),
        rules=rules,
        module_key=module.id,
        number=number,
    )
