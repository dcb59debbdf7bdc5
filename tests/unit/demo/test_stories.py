"""The invented year: in order, in working hours, and with everything that pages want to show."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from elearning.catalog.outline import ModuleOutline, Outline, Step
from elearning.core.permissions import Role
from elearning.demo import stories
from elearning.demo.cast import invent_cast
from elearning.demo.stories import Plot, write_stories

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def outline(number: int, code: str) -> Outline:
    steps = tuple(
        Step(
            id=place,
            activity_id=number * 100 + place,
            key=f"langkah-{place}",
            kind="quiz" if place % 4 == 0 else "lesson",
            title="Langkah",
            minutes=12,
            transfer_bytes=1,
            completion="passed" if place % 4 == 0 else "marked",
            requires={},
            rules={},
            module_key="modul",
            number=f"1.{place}",
        )
        for place in range(1, 13)
    )
    module = ModuleOutline("modul", 1, "Modul", 4, "", steps)
    return Outline(number, number, 1, code.lower(), code, code, 144, 4, {}, (), (module,))


@pytest.fixture(scope="module")
def cast():
    return invent_cast(NOW.date())


@pytest.fixture(scope="module")
def plots():
    return [
        Plot(outline(1, "AA-01"), False, (("M.1", 2),)),
        Plot(outline(2, "BB-01"), True, (("M.3", 3),)),
        Plot(outline(3, "CC-01"), False, ()),
    ]


@pytest.fixture(scope="module")
def deeds(cast, plots):
    return write_stories(cast, plots, now=NOW)


def test_deeds_come_in_the_order_of_time_and_none_lies_ahead(deeds):
    moments = [deed.at for deed in deeds]
    assert moments == sorted(moments)
    assert moments[0] >= NOW - stories.YEAR
    assert moments[-1] < NOW


def test_learning_happens_in_working_hours_of_the_person(cast, deeds):
    for deed in deeds:
        if isinstance(deed, stories.Read):
            local = deed.at.astimezone(ZoneInfo(cast[deed.person].agency.time_zone))
            assert local.weekday() < 5
            assert 7 <= local.hour <= 16


def test_every_kind_of_deed_happens(deeds):
    kinds = Counter(type(deed) for deed in deeds)
    for kind in (stories.Enrol, stories.Leave, stories.Read, stories.Attempt, stories.Assign, stories.Confirm):
        assert kinds[kind] >= 2, kind
    assert kinds[stories.Handover] == 1
    attempts = [deed for deed in deeds if isinstance(deed, stories.Attempt)]
    assert any(deed.is_open for deed in attempts)
    assert any(deed.score < 70 for deed in attempts)


def test_the_learner_has_finished_the_certified_course_and_stands_in_the_middle_of_another(cast, deeds):
    learner = next(member.number for member in cast if member.account is Role.LEARNER)
    own = [deed for deed in deeds if deed.person == learner]
    done = Counter(deed.course for deed in own if isinstance(deed, stories.Read | stories.Attempt))
    assert done["bb-01"] >= 12
    assert 1 <= done["cc-01"] < 12
    assert done["aa-01"] == 0
    assert [deed.course for deed in deeds if isinstance(deed, stories.Assign) and deed.learner == learner][
        -1
    ] == "aa-01"


def test_the_same_seed_gives_the_same_year(cast, plots, deeds):
    assert write_stories(cast, plots, now=NOW) == deeds
    assert write_stories(cast, plots, now=NOW, seed=2) != deeds


def test_a_site_without_courses_has_only_people(cast):
    assert {type(deed) for deed in write_stories(cast, [], now=NOW)} == {stories.ReadInbox, stories.Handover}
