"""Targets of the made-up organisation: above their start, for the next round, set once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from questionnaires.models import OutcomeTarget
from questionnaires.services import demonstration_targets
from questionnaires.services.demonstration_actions import ACTIONS
from questionnaires.services.demonstration_targets import (
    HIGHEST,
    TARGETS,
    MadeUpTarget,
    made_up_target,
    set_made_up_targets,
)
from tests.releases import demo_release
from tests.stored import stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_they_are_set_once_and_from_the_newest_round(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = (
        MadeUpTarget("release", 0.25, "Team Build", "O1"),
        MadeUpTarget("vcs", 0.5, "Team Build", "O1"),
    )
    monkeypatch.setattr(demonstration_targets, "TARGETS", {1: wanted})
    first, newest = (stored_round(demo_release(number)) for number in (1, 2))
    set_made_up_targets(1, first, due="2027-autumn", actor="demo")
    set_made_up_targets(0, newest, due="2027-autumn", actor="demo")
    assert not OutcomeTarget.objects.exists()
    for _again in range(2):
        set_made_up_targets(1, newest, due="2027-autumn", actor="demo")
    one, other = OutcomeTarget.objects.order_by("pk")
    # 78 % and 25 points are 103: no goal is beyond 95 %.
    assert (one.to_value, other.to_value) == (HIGHEST, HIGHEST)
    assert newest.released_on is not None
    assert one.set_on == newest.released_on < newest.released_on + timedelta(days=14)
    assert made_up_target(newest, "vcs") == other
    assert made_up_target(newest, "") is None


def test_what_is_done_about_them_is_told() -> None:
    aims = {(number, one.construct) for number, several in TARGETS.items() for one in several}
    told = {(number, one.construct) for number, several in ACTIONS.items() for one in several}
    assert (1, "feedback_loops") in aims & told
    assert (2, "flow") in aims & told
