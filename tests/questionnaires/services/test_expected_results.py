"""The preview of a draft says what the gate then does."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.expectations import Expected
from analysis.release import Band, Shown, load_release
from questionnaires.models import Invitation, Round
from questionnaires.services.closing import close_round
from questionnaires.services.expected_results import SHARES, ExpectedUnit, expected_results
from questionnaires.services.releasing import release_round
from questionnaires.services.responses import answer_invitation
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round, plan_opening
from tests.rounds import ANSWERS, TODAY, draft, roster

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
whole = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

FULL, BAND, HIDDEN = Expected.FULL, Expected.BAND, Expected.HIDDEN
#: At 60 %, five of the eight in Cloud answer; at 50 % four, and Data takes it in.
TEAMS = {
    "Ops/Build": 14, "Ops/Cloud": 8, "Ops/Data": 9, "Ops/Edge": 14, "Ops/Fleet": 30,
    "Shop/Pay": 12, "Shop/Tiny": 3, "Shop/Web": 20,
}  # fmt: skip


def preview(
    teams: dict[str, int] = TEAMS, shares: tuple[float, ...] = SHARES, **rules: Any
) -> dict[str, ExpectedUnit]:
    import_roster(data=roster(teams), actor="test", confirm_shrink=True)
    Round.objects.all().delete()
    round_ = draft(**rules)
    return {unit.path: unit for unit in expected_results(round_, plan_opening(round_), shares)}


def told(units: dict[str, ExpectedUnit]) -> dict[str, list[str]]:
    return {path: [result.told.value for result in unit.results] for path, unit in units.items()}


def test_units_are_previewed_at_three_shares_with_all_above_them() -> None:
    units = preview()
    assert told(units) == {
        "": ["full", "full", "full"],
        "Ops": ["full", "full", "full"],
        "Ops/Build": ["band", "full", "full"],
        "Ops/Cloud": ["band", "band", "band"],
        "Ops/Data": ["band", "band", "band"],
        "Ops/Edge": ["band", "full", "full"],
        "Ops/Fleet": ["full", "full", "full"],
        "Shop": ["full", "full", "full"],
        "Shop/Pay + Tiny": ["band", "full", "full"],
        "Shop/Web": ["band", "full", "full"],
    }
    assert [result.answers for result in units["Ops/Cloud"].results] == [5, 6, 8]
    assert (units["Ops"].members, units["Ops"].teams) == (75, 0)
    assert (units["Shop/Pay + Tiny"].members, units["Shop/Pay + Tiny"].teams) == (15, 2)


def test_a_pool_takes_over_where_so_few_would_answer() -> None:
    cloud, data = (preview(shares=(0.5,))[f"Ops/{team}"].results[0] for team in ("Cloud", "Data"))
    assert cloud.pool == data.pool == "Ops/Cloud + Data"
    assert cloud.told == data.told == BAND
    assert cloud.answers == 4


def test_where_the_parent_stands_for_a_pool_its_members_are_told_as_it() -> None:
    units = preview({"Ops/A": 8, "Ops/B": 9, "Shop": 60}, shares=(0.5,))
    assert units["Ops/A"].results[0].pool == "Ops"
    assert units["Ops/A"].results[0].told == units["Ops"].results[0].told == BAND


def test_too_few_in_all_hide_everything() -> None:
    units = preview({"Ops": 9}, shares=(0.4,))
    assert {unit.results[0].told for unit in units.values()} == {HIDDEN}


def test_full_detail_and_k_decide() -> None:
    teams = {"Ops/A": 9, "Ops/B": 9, "Shop": 60}
    assert preview(teams)["Ops/A"].results[1].told == BAND
    assert preview(teams, k=8)["Ops/A"].results[1].told != BAND
    import_roster(data=roster(teams), actor="test")
    round_ = Round.objects.get()
    round_.k, round_.full_detail = 5, True
    units = expected_results(round_, plan_opening(round_))
    assert {unit.results[1].told for unit in units} == {FULL}


def test_behind_an_open_link_there_is_nothing_to_preview() -> None:
    round_ = draft(mode=Round.Mode.OPEN)
    assert expected_results(round_, plan_opening(round_)) == ()


@whole
@pytest.mark.parametrize("share", [0.5, 0.8])
def test_the_release_then_tells_what_was_previewed(share: float) -> None:
    units = preview(shares=(share,))
    round_ = open_round(round=Round.objects.get(), actor="test", today=TODAY)
    given = 0
    for path in round_.collection_units.order_by("path").values_list("path", flat=True):
        invited = Invitation.objects.filter(round=round_, collection_unit__path=path)
        people = invited.select_related("round", "collection_unit").order_by("person__mail")
        for invitation in people[: units[path].results[0].answers]:
            mixed = {**ANSWERS, "release_at_will": str(1 + given % 5)}
            answer_invitation(invitation=invitation, answers=mixed, comments={})
            given += 1
    close_round(round=round_, actor="ann", today=TODAY)
    release = load_release(release_round(round=round_, actor="ann", today=TODAY).content)
    for path, unit in units.items():
        (result,) = unit.results
        cell = release.group(path if result.pool is None else result.pool).items["release_at_will"]
        assert (isinstance(cell, Shown), isinstance(cell, Band)) == (
            result.told == FULL,
            result.told == BAND,
        ), path
    assert any(unit.results[0].pool for unit in units.values()) == (share == 0.5)
