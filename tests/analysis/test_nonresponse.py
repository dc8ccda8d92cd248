"""Whether those who are silent could have changed the story, from a release alone."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.disclosure import UnitFrame, release, with_participation
from analysis.estimates import estimate_item
from analysis.instrument import AGREEMENT_5, Instrument, Item, Section, likert
from analysis.nonresponse import (
    NEGLIGIBLE_BIAS,
    SMALLEST_MOVE,
    Nonresponse,
    NonresponseVerdict,
    move_matters,
    nonresponse,
    nonresponse_verdict,
    strata,
)
from analysis.participation import AttributeRates, CategoryRate, Participation
from analysis.release import Hidden, Release, RoundFacts, dump_release, load_release
from analysis.stats.proportions import Share
from analysis.tally import GroupTally, ItemCounts, Tally
from tests.releases import demo_release

ITEM = Item("ease", "Releasing is easy.", likert("agreement", AGREEMENT_5, boxes=2))
ASKED = Instrument("dx", "DX", (Section("one", "One", ("ease",)),), (ITEM,))
FACTS = RoundFacts("dx", "2027-spring", "Spring 2027", "confidential", 5)

#: People invited, answered, and favourable of these, by unit.
Teams = dict[str, tuple[int, int, int]]
#: Nine in ten of the content team answer, four in ten of the other.
PLANTED: Teams = {"Content": (50, 45, 40), "Upset": (50, 20, 4)}
EVEN: Teams = {"Content": (50, 40, 35), "Upset": (50, 40, 8)}


def made(teams: Teams, *, k: int = 5, open_link: bool = False) -> Release:
    """The release of one question, by the real gate."""
    counts: dict[str, list[int]] = {}
    for path, figures in teams.items():
        titles = path.split("/") if path else []
        for depth in range(len(titles) + 1):
            above = counts.setdefault("/".join(titles[:depth]), [0, 0, 0])
            above[:] = [a + b for a, b in zip(above, figures, strict=True)]
    tally = Tally(
        {
            path: GroupTally(
                answered,
                {"ease": ItemCounts(answered, options={"4": good, "2": answered - good})},
            )
            for path, (_invited, answered, good) in counts.items()
        }
    )
    frame = [
        UnitFrame(
            path,
            path or "Everybody",
            path.rpartition("/")[0] if path else None,
            None if open_link else invited,
        )
        for path, (invited, _answered, _good) in counts.items()
    ]
    return release(tally, ASKED, replace(FACTS, k=k), frame)


def found(teams: Teams) -> Nonresponse:
    return nonresponse(made(teams))


def test_a_planted_nonresponse_effect_is_found() -> None:
    result = found(PLANTED)
    (ease,) = result.items
    assert ease.share.estimate == 44 / 65
    assert ease.weighted == pytest.approx((50 * 40 / 45 + 50 * 4 / 20) / 100)
    assert result.verdict is NonresponseVerdict.MOVES
    assert [one.code for one in result.moved] == ["ease"]
    assert result.cuts[0].p_adjusted < 0.001
    assert result.cuts[0].indicator.estimate == pytest.approx(1 - 2 * 0.25 * math.sqrt(100 / 99))
    assert result.design is not None
    weights = [50 / 45] * 45 + [50 / 20] * 20
    assert result.design.estimate == pytest.approx(65 * sum(w * w for w in weights) / 100**2)


def test_equal_rates_move_nothing() -> None:
    result = found(EVEN)
    assert result.items[0].move == pytest.approx(0, abs=1e-12)
    assert result.verdict is NonresponseVerdict.NO_SIGN
    assert result.design is not None
    assert result.design.estimate == pytest.approx(1)
    assert result.cuts[0].indicator.estimate == pytest.approx(1)
    assert result.cuts[0].p_adjusted == pytest.approx(1)


@given(
    st.lists(st.tuples(st.integers(10, 40), st.floats(0, 1)), min_size=2, max_size=5),
    st.integers(1, 4),
)
def test_weighted_is_unweighted_where_rates_are_equal(
    units: list[tuple[int, float]], times: int
) -> None:
    teams = {
        f"U{i}": (n * times, n, min(max(round(n * share), 3), n - 3))
        for i, (n, share) in enumerate(units)
    }
    (ease,) = found(teams).items
    assert ease.weighted == pytest.approx(ease.share.estimate)


def test_a_rate_that_differs_where_the_answers_do_not_is_uneven_and_moves_nothing() -> None:
    result = found({"A": (50, 45, 30), "B": (60, 30, 20)})
    assert result.verdict is NonresponseVerdict.UNEVEN
    assert result.items[0].move == pytest.approx(0, abs=1e-12)


def test_everybody_and_nobody_knows_and_too_few() -> None:
    everybody = found({"A": (20, 20, 10), "B": (20, 20, 5)})
    assert everybody.verdict is NonresponseVerdict.EVERYBODY
    assert everybody.silent == 0
    assert found({"": (40, 30, 20)}).verdict is NonresponseVerdict.TOO_FEW
    unknown = nonresponse(made({"A": (20, 15, 10), "B": (20, 15, 5)}, open_link=True))
    assert unknown.verdict is NonresponseVerdict.UNKNOWN
    assert (unknown.cuts, unknown.strata, unknown.silent, unknown.design) == ((), 0, None, None)
    assert unknown.items[0].weighted is unknown.items[0].at_least is None
    with pytest.raises(ValueError, match="nothing"):
        nonresponse(made({"": (40, 3, 2)}))


def test_the_silent_are_bounded_whatever_they_think() -> None:
    (ease,) = found(PLANTED).items
    assert (ease.at_least, ease.at_most) == (44 / 100, (44 + 35) / 100)
    assert ease.weighted is not None
    assert 44 / 100 <= ease.weighted <= 79 / 100
    assert not found(PLANTED).is_minority
    assert found({"A": (50, 20, 10), "B": (50, 20, 5)}).is_minority


# --------------------------------------------------------------------- the verdict at its edges


def judged(move: float, half_width: float, p: float = 1.0, parts: int = 2) -> NonresponseVerdict:
    share = Share(60, 0.5, 0.5 - half_width, 0.5 + half_width)
    return nonresponse_verdict(
        invited=100, answered=60, strata=parts, moves=[(move, share)], p_adjusted=[p]
    )


def test_two_points_are_the_smallest_move() -> None:
    assert judged(SMALLEST_MOVE, 0.01) is NonresponseVerdict.MOVES
    assert judged(-SMALLEST_MOVE, 0.01) is NonresponseVerdict.MOVES
    assert judged(SMALLEST_MOVE - 1e-6, 0.01) is NonresponseVerdict.NO_SIGN


def test_half_a_standard_error_is_the_smallest_move_of_a_wide_interval() -> None:
    half_width = 0.196
    edge = NEGLIGIBLE_BIAS * half_width / stats.norm.isf(0.025)
    assert judged(edge, half_width) is NonresponseVerdict.MOVES
    assert judged(edge - 1e-6, half_width) is NonresponseVerdict.NO_SIGN
    assert not move_matters(0.0499, Share(60, 0.5, 0.304, 0.696))


def test_the_threshold_is_where_an_interval_fails_in_eight_rounds_of_a_hundred() -> None:
    # Cochran (1977), table 1.1: 0.0791 at a bias of half a standard error.
    z = stats.norm.isf(0.025)
    fails = stats.norm.sf(z - NEGLIGIBLE_BIAS) + stats.norm.sf(z + NEGLIGIBLE_BIAS)
    assert fails == pytest.approx(0.0791, abs=5e-5)


def test_uneven_rates_are_said_below_five_percent_and_too_few_units_after_that() -> None:
    assert judged(0, 0.1, p=0.0499) is NonresponseVerdict.UNEVEN
    assert judged(0, 0.1, p=0.05) is NonresponseVerdict.NO_SIGN
    assert judged(0, 0.1, p=math.nan) is NonresponseVerdict.NO_SIGN
    assert judged(0, 0.1, parts=1) is NonresponseVerdict.TOO_FEW
    assert judged(0, 0.1, p=0.01, parts=1) is NonresponseVerdict.UNEVEN
    assert judged(0.1, 0.1, p=0.01) is NonresponseVerdict.MOVES


# ------------------------------------------------------------------------- what is not shown


def test_nothing_of_a_hidden_unit_is_in_the_weighted_figures() -> None:
    """One of two teams of A is told in bands, so both are: whoever of A answered, in which team,
    and how they did is the same to every figure."""
    first: Teams = {"A/a": (20, 6, 0), "A/b": (20, 14, 14), "B": (40, 30, 10)}
    other: Teams = {"A/a": (20, 9, 9), "A/b": (20, 11, 5), "B": (40, 30, 10)}
    for teams in (first, other):
        shown = made(teams)
        assert shown.group("A/a").between == (5, 9)
        assert shown.group("A/b").between == (10, None)
        assert shown.group("A").hidden is None
        assert [one.title for one in strata(shown)] == ["A", "B"]
    assert nonresponse(made(first)) == nonresponse(made(other))
    # Weights of the hidden teams would tell these rounds apart.
    apart = [20 * 0 / 6 + 20 * 14 / 14, 20 * 9 / 9 + 20 * 5 / 11]
    assert apart[0] != pytest.approx(apart[1])


def test_all_others_are_one_stratum_only_where_ten_of_them_answered() -> None:
    few = made({"A": (30, 20, 10), "B": (30, 20, 10), "": (20, 9, 5)})
    assert few.group("A").answers is None
    assert len(strata(few)) == 1
    enough = made({"A": (30, 20, 10), "B": (30, 20, 10), "": (20, 10, 5)})
    assert [(one.title, one.invited, one.answers) for one in strata(enough)] == [
        ("A", 30, 20), ("B", 30, 20), ("Everybody, in none of its units", 20, 10),
    ]  # fmt: skip


def test_people_of_whom_nobody_answered_are_weighed_with_their_parent() -> None:
    assert len(strata(made({"A": (30, 20, 10), "B": (30, 20, 10), "": (5, 0, 0)}))) == 1


def test_every_figure_comes_from_shown_cells() -> None:
    """The release read back from its file gives the same: there is nothing else to know."""
    shown = demo_release()
    assert nonresponse(load_release(dump_release(shown))) == nonresponse(shown)
    for one in nonresponse(shown).items:
        assert not isinstance(estimate_item(shown, "", one.code), Hidden)


# ------------------------------------------------------------------------------- attributes


RATES = {
    "invited": 100,
    "answered": 80,
    "attributes": [
        {
            "code": "site",
            "title": "Site",
            "categories": [
                {"categories": ["Oslo"], "invited": 60, "answered": 55},
                {"categories": ["", "Rome"], "invited": 40, "answered": 25},
            ],
        }
    ],
    "left_out": ["Contract"],
    "beside": ["", "Content", "Upset"],
}


def test_rates_by_attribute_become_part_of_the_release_and_are_judged() -> None:
    shown = with_participation(made(EVEN), RATES)
    site = AttributeRates(
        "site", "Site", (CategoryRate(("Oslo",), 60, 55), CategoryRate(("", "Rome"), 40, 25))
    )
    assert shown.participation == Participation((site,), ("Contract",))
    text = dump_release(shown)
    assert '"candor-release/2"' in text
    assert load_release(text) == shown
    result = nonresponse(shown)
    assert [cut.title for cut in result.cuts] == ["Units", "Site"]
    assert result.verdict is NonresponseVerdict.UNEVEN
    assert result.left_out == ("Contract",)
    # Two comparisons: Holm doubles the smaller p-value.
    assert result.cuts[1].p_adjusted == pytest.approx(2 * result.cuts[1].p_value)


@pytest.mark.parametrize("change", [{"beside": [""]}, {"answered": 79}, {"invited": 101}], ids=str)
def test_rates_that_were_judged_beside_something_else_are_not_told(
    change: dict[str, object],
) -> None:
    shown = with_participation(made(EVEN), {**RATES, **change})
    assert shown.participation == Participation((), ("Site", "Contract"))


def test_without_rates_a_release_is_as_it_was() -> None:
    assert with_participation(made(EVEN), None) == made(EVEN)
    assert "participation" not in dump_release(made(EVEN))
