"""What the API says of numbers, rankings and choices made together: the estimates, unrounded."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.estimates import Estimate, estimate_item
from surveyapp.result_documents import document_of
from tests.stored import logged_in
from tests.surveyapp.views.test_results_of_kinds import released

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def figures_of(people: int) -> tuple[dict[str, Any], dict[str, Estimate]]:
    """Figures by item as the API gives them, and as the release has them."""
    round_ = released(people)
    address = f"/api/v1/programmes/{round_.programme.code}/rounds/{round_.code}/items/"
    rows = logged_in().get(address).json()["rows"]
    release = document_of(round_).release
    cells = {row["code"]: estimate_item(release, "", row["code"]) for row in rows}
    shown = {code: cell for code, cell in cells.items() if isinstance(cell, Estimate)}
    return {row["code"]: row["figures"].get("shown") for row in rows}, shown


def test_numbers_rankings_and_pairs_are_those_of_the_release() -> None:
    said, expected = figures_of(30)
    amount = expected["hours_lost"]
    assert amount.quartiles is not None
    assert said["hours_lost"]["unit"] == amount.unit == "hours a week"
    named = dict(zip(("lower", "median", "upper"), amount.quartiles, strict=True))
    assert said["hours_lost"]["quartiles"] == named
    ranking = expected["improve_first"]
    for given, label, places, one in zip(
        said["improve_first"]["standings"],
        ranking.labels,
        ranking.places,
        ranking.standings,
        strict=True,
    ):
        assert given["answer"] == label
        assert given["places"] == list(places)
        assert (given["first"], given["placed"]) == (one.first, one.placed)
        assert given["points"] == one.points
        # Not everybody names three, so nobody knows the mean rank.
        assert given["mean_rank"] is None or given["placed"] == ranking.n
    (pair,) = said["tools_slow"]["pairs"]
    assert (pair["one"], pair["other"], pair["people"]) == expected["tools_slow"].pairs[0]
    assert pair["people"] == 22


def test_what_a_scale_does_not_have_is_empty() -> None:
    said, _expected = figures_of(30)
    plain = said["release_at_will"]
    assert (plain["unit"], plain["quartiles"], plain["standings"], plain["pairs"]) == (
        "",
        None,
        [],
        [],
    )


def test_pairs_of_few_are_not_given() -> None:
    said, _expected = figures_of(12)
    assert said["tools_slow"]["answers"]
    assert said["tools_slow"]["pairs"] == []
