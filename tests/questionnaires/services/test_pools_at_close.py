"""Pools at close: what was named at opening is counted, released and told together."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analysis.release import Release, Shown, load_release
from analysis.tally import Tally
from questionnaires.models import (
    CollectedRound,
    Invitation,
    Response,
    Round,
    StoredTally,
)
from questionnaires.queries.units import counted_at
from questionnaires.services import closing
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.manifests import manifest_sha256
from questionnaires.services.releasing import release_round
from questionnaires.services.responses import answer_invitation
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round, plan_opening
from tests.frozen import thawed
from tests.rounds import ANSWERS, TODAY, draft, roster

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

#: Two pairs of small teams beside a large one, and a department that is one pool altogether.
TEAMS = {
    "Ops/Build": 12, "Ops/Cloud": 9, "Ops/Data": 9, "Ops/Edge": 14, "Ops/Fleet": 30,
    "Shop/Pay": 12, "Shop/Web": 13,
}  # fmt: skip
POOLS = [
    ("Ops/Build + Edge", ["Ops/Build", "Ops/Edge"]),
    ("Ops/Cloud + Data", ["Ops/Cloud", "Ops/Data"]),
    ("Shop", ["Shop/Pay", "Shop/Web"]),
]
#: Of Cloud and of Web fewer than five answer.
FEW = {
    "Ops/Build": 10, "Ops/Cloud": 4, "Ops/Data": 7, "Ops/Edge": 11, "Ops/Fleet": 20,
    "Shop/Pay": 9, "Shop/Web": 3,
}  # fmt: skip
ENOUGH = {**FEW, "Ops/Cloud": 5, "Shop/Web": 5}


def opened(**fields: object) -> Round:
    import_roster(data=roster(TEAMS), actor="test")
    return open_round(round=draft(**fields), actor="test", today=TODAY)  # type: ignore[arg-type]


def answer_by_unit(round_: Round, answers: Mapping[str, int]) -> None:
    """So many people of each unit answer, one after the other in another way."""
    for path, people in answers.items():
        unused = Invitation.objects.filter(round=round_, collection_unit__path=path, used=False)
        invitations = unused.select_related("round", "collection_unit").order_by("person__mail")
        assert len(invitations) >= people
        for number, invitation in enumerate(invitations[:people]):
            given = {**ANSWERS, "release_at_will": str(1 + number % 5)}
            answer_invitation(invitation=invitation, answers=given, comments={})


def closed(answers: Mapping[str, int], **fields: object) -> Round:
    round_ = opened(**fields)
    answer_by_unit(round_, answers)
    return close_round(round=round_, actor="ann", today=TODAY)


def counted(round_: Round) -> dict[str, int]:
    tally = Tally.from_json(StoredTally.objects.get(pk=round_.public_id).content)
    return {path: group.respondents for path, group in tally.groups.items()}


def released(round_: Round) -> Release:
    return load_release(release_round(round=round_, actor="ann", today=TODAY).content)


def test_the_manifest_names_the_pools_and_its_hash_holds_them() -> None:
    import_roster(data=roster(TEAMS), actor="test")
    planned = [(pool.path, list(pool.units)) for pool in plan_opening(draft()).fallback_pools]
    round_ = open_round(round=Round.objects.get(), actor="test", today=TODAY)
    manifest = round_.manifest
    assert manifest is not None
    assert [(pool["path"], pool["units"]) for pool in manifest["fallback_pools"]] == POOLS
    assert planned == POOLS
    without = {name: part for name, part in manifest.items() if name != "fallback_pools"}
    assert manifest_sha256(without) != round_.manifest_sha256 == manifest_sha256(manifest)
    assert CollectedRound.objects.get().manifest == manifest


def test_a_pool_takes_over_all_its_members_where_one_has_too_few() -> None:
    round_ = closed(FEW)
    assert counted(round_) == {
        "": 64, "Ops": 52, "Ops/Build": 10, "Ops/Cloud + Data": 11, "Ops/Edge": 11, "Ops/Fleet": 20,
        "Shop": 12,
    }  # fmt: skip
    assert not Response.objects.exists()


def test_no_pool_takes_over_where_each_member_has_enough() -> None:
    groups = counted(closed(ENOUGH))
    assert {path for path in groups if path} == {"Ops", "Shop", *TEAMS}


def test_the_counts_that_are_kept_hold_no_group_below_k_that_had_a_pool() -> None:
    assert min(FEW.values()) < 5
    assert min(counted(closed(FEW)).values()) >= 5


def test_the_release_names_the_pool_with_the_head_counts_added() -> None:
    shown = released(closed(FEW))
    assert {group.path: (group.invited, group.answers) for group in shown.groups} == {
        "": (99, 64),
        "Ops": (74, 52),
        "Ops/Build": (12, 10),
        "Ops/Cloud + Data": (18, 11),
        "Ops/Edge": (14, 11),
        "Ops/Fleet": (30, 20),
        "Shop": (25, 12),
    }
    assert isinstance(shown.group("Ops/Cloud + Data").items["release_at_will"], Shown)
    assert shown.group("Ops/Cloud + Data").title == "Cloud + Data"


def test_response_rates_are_judged_beside_the_groups_that_are_released() -> None:
    round_ = closed(FEW)
    rates = round_.response_rates
    assert rates is not None
    told = {group.path for group in released(round_).groups if group.answers is not None}
    assert set(rates["beside"]) == told
    assert "Ops/Cloud + Data" in told


def test_a_pool_with_too_few_is_hidden_as_any_group_is() -> None:
    round_ = closed({**FEW, "Ops/Cloud": 1, "Ops/Data": 2})
    groups = counted(round_)
    assert groups["Ops/Cloud + Data"] == 3
    tally = Tally.from_json(StoredTally.objects.get().content)
    assert not tally.groups["Ops/Cloud + Data"].items
    shown = released(round_)
    assert shown.group("Ops/Cloud + Data").hidden
    assert "Ops/Cloud" not in {group.path for group in shown.groups}


def test_a_pool_of_which_nobody_answered_is_in_the_frame() -> None:
    shown = released(closed({"Ops/Build": 12, "Ops/Edge": 14, "Ops/Fleet": 20}))
    invited = {group.path: group.invited for group in shown.groups}
    assert invited["Ops/Cloud + Data"] == 18
    assert invited["Shop"] == 25
    assert not invited.keys() & {"Ops/Cloud", "Ops/Data", "Shop/Pay"}


def test_a_manifest_from_before_there_were_pools_closes_as_before() -> None:
    round_ = opened()
    for stored in (round_, CollectedRound.objects.get()):
        assert stored.manifest
        del stored.manifest["fallback_pools"]
        with thawed():
            stored.save()
    answer_by_unit(round_, FEW)
    closed_ = close_round(round=round_, actor="ann", today=TODAY)
    assert counted(closed_)["Ops/Cloud"] == 4
    shown = released(closed_)
    assert {group.path for group in shown.units} == {"Ops", "Shop", *TEAMS}
    assert shown.group("Ops/Cloud").hidden


def test_a_response_that_names_a_pool_is_a_sham() -> None:
    """The manifest names pools too, but nobody is collected in one."""
    round_ = opened()
    answer_by_unit(round_, FEW)
    Response.objects.create(round_id=round_.public_id, unit="Ops/Cloud + Data", answers=ANSWERS)
    with pytest.raises(ServiceError, match="“Ops/Cloud \\+ Data”, which the manifest does not"):
        close_round(round=round_, actor="ann", today=TODAY)
    assert Response.objects.count() == 65


def test_a_member_left_where_it_was_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = opened()
    answer_by_unit(round_, FEW)
    count = closing._counted

    def at_their_own(collected: CollectedRound, _rows: object, say: closing.Progress) -> Tally:
        return count(collected, list(collected.responses.values_list("unit", "answers")), say)

    with monkeypatch.context() as patch:
        patch.setattr(closing, "_counted", at_their_own)
        with pytest.raises(ServiceError, match="“Ops/Cloud”: 4 counted, 0 responses"):
            close_round(round=round_, actor="ann", today=TODAY)
    assert Response.objects.count() == 64
    close_round(round=round_, actor="ann", today=TODAY)


def test_kept_responses_say_the_pool_and_not_the_unit() -> None:
    closed(FEW, kept_responses_days=30)
    kept = set(Response.objects.values_list("unit", flat=True))
    assert kept == {"Ops/Build", "Ops/Cloud + Data", "Ops/Edge", "Ops/Fleet", "Shop"}


def test_whoever_looks_for_a_member_finds_where_it_was_counted() -> None:
    at = counted_at(opened())
    assert at["Ops/Cloud"] == ("Ops/Cloud + Data",)
    assert at["Shop/Pay"] == ("Shop",)
    assert "Ops/Fleet" not in at
