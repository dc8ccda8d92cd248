"""Targets in the API: the figures behind the page of outcomes, and nothing beyond it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.delivery import delivery
from analysis.release import Hidden, HiddenReason, dump_release, release_sha256
from questionnaires.models import OutcomeTarget, Round, StoredRelease
from questionnaires.services.targets import drop_target, set_target
from tests.deliveries import delivery_releases
from tests.releases import demo_releases
from tests.stored import logged_in, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

LIST = "/api/v1/programmes/engineering/targets/"


@pytest.fixture
def before() -> Round:
    """The second of three rounds; the third is not there yet."""
    stored_round(demo_releases()[0])
    return stored_round(demo_releases()[1])


def aim(round_: Round, measure: str = "release", goal: float = 0.6, **fields: Any) -> OutcomeTarget:
    values: dict[str, Any] = {"due": "2027-spring", "kind": "construct"} | fields
    return set_target(round=round_, measure=measure, to_value=goal, actor="ann", **values)


def told(address: str = LIST, name: str = "viewer") -> Any:
    response = logged_in(name).get(address)
    assert response.status_code == 200
    return response.json()


def test_without_targets_the_list_is_empty(before: Round) -> None:
    assert told() == []


def test_an_open_target_has_its_start_and_no_verdict(before: Round) -> None:
    target = aim(before, by="Team Build", objective="O2")
    (one,) = told()
    assert (one["code"], one["state"], one["since"], one["due"]) == (
        target.code, "open", before.code, "2027-spring",
    )  # fmt: skip
    assert (one["verdict"], one["judged_in"], one["latest"], one["change"]) == (None,) * 4
    # 11 of 58 answered favourably in the second round of the demonstration.
    start = one["start"]
    assert round(start["estimate"] * start["n"]) == pytest.approx(start["estimate"] * start["n"])
    assert start["low"] < start["estimate"] < start["high"]
    assert (one["to_value"], one["is_mean"], one["by"]) == (0.6, False, "Team Build")
    assert told(f"{LIST}{target.code}/") == one


def test_an_answered_target_has_verdict_figures_and_change(before: Round) -> None:
    aim(before)
    aim(before, "focus", 0.9)
    stored_round(demo_releases()[2])
    by_measure = {one["measure"]: one for one in told()}
    release, focus = by_measure["release"], by_measure["focus"]
    assert (release["state"], release["verdict"], release["judged_in"]) == (
        "answered", "met", "2027-spring",
    )  # fmt: skip
    assert release["change"]["verdict"] == "clear"
    assert release["change"]["estimate"] == pytest.approx(
        release["latest"]["estimate"] - release["start"]["estimate"]
    )
    assert release["latest"]["estimate"] != round(release["latest"]["estimate"], 4), "not rounded"
    assert focus["verdict"] == "no_evidence"
    assert release["words"]


def test_what_was_given_up_says_why_and_has_no_verdict(before: Round) -> None:
    drop_target(target=aim(before), because="Other plans.", actor="ann")
    (one,) = told()
    assert (one["state"], one["dropped_because"], one["verdict"]) == (
        "dropped", "Other plans.", None,
    )  # fmt: skip


def test_a_start_that_a_correction_took_out_is_not_told(before: Round) -> None:
    target = aim(before)
    assert told()[0]["start"], "there is a figure that could be told"
    release = demo_releases()[1]
    whole, *units = release.groups
    cells = {**whole.constructs, "release": Hidden(HiddenReason.WITHDRAWN)}
    corrected = replace(release, number=2, groups=(replace(whole, constructs=cells), *units))
    StoredRelease.objects.create(
        round=before, number=2, content=dump_release(corrected),
        sha256=release_sha256(corrected),
    )  # fmt: skip
    (one,) = told()
    assert one["start"] is None
    assert str(target.from_value) not in str(one)


@pytest.mark.parametrize("address", [LIST, f"{LIST}nothing/"])
def test_who_may_not_read_results_reads_no_target(before: Round, address: str) -> None:
    aim(before)
    assert logged_in("stranger").get(address).status_code == 404


def test_a_target_of_another_programme_is_not_found(before: Round) -> None:
    assert logged_in().get(f"{LIST}nothing/").status_code == 404


def test_words_are_those_of_data_files_whoever_asks(before: Round) -> None:
    aim(before)
    stored_round(demo_releases()[2])
    german = logged_in().get(LIST, headers={"Accept-Language": "de"}).json()
    assert german == told()


def test_the_list_costs_the_same_queries_with_one_target_and_with_three(
    before: Round, django_assert_max_num_queries: Any
) -> None:
    client = logged_in()
    for measure, due in (("release", "2027-spring"), ("release", "soon"), ("focus", "later")):
        aim(before, measure, 0.95, due=due)
        with django_assert_max_num_queries(14):
            assert client.get(LIST).status_code == 200
    assert len(told()) == 3


def test_a_target_on_a_metric_has_scores_and_the_change_of_the_page_about_delivery() -> None:
    first, second = delivery_releases()
    target = aim(stored_round(first), "lead_time", 9.5, kind="metric")
    (one,) = told()
    assert (one["kind"], one["measure"], one["title"]) == (
        "metric", "lead_time", "Change lead time",
    )  # fmt: skip
    stored_round(second)
    one = told(f"{LIST}{target.code}/")
    lead = delivery(second, "", first).metrics[0]
    assert lead.score is not None
    assert lead.before is not None
    assert one["latest"] == {
        "n": 58, "estimate": lead.score.estimate, "low": lead.score.low, "high": lead.score.high,
    }  # fmt: skip
    assert one["start"]["estimate"] == lead.before.estimate == target.from_value
    assert (one["is_mean"], one["unit"], one["to_value"]) == (True, "", 9.5)
    assert (one["verdict"], one["change"]["verdict"]) == ("moving", "clear")
    assert "3.7 → 6.1" in one["words"][-1]
    german = logged_in().get(LIST, headers={"Accept-Language": "de"}).json()
    assert german == [one]


def test_the_schema_names_every_kind() -> None:
    schemas = logged_in().get("/api/v1/schema/").json()["components"]["schemas"]
    kind = schemas["Target"]["properties"]["kind"]
    if "$ref" in kind:
        kind = schemas[kind["$ref"].rpartition("/")[2]]
    assert kind["enum"] == ["construct", "item", "metric"]
