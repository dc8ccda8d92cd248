"""Mean, spread and median from counts, against R and numpy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.descriptives import summarize_counts
from tests.analysis.stats.oracles import ROUND_1, expected

FIVE = [1, 2, 3, 4, 5]


def test_agrees_with_the_survey_package() -> None:
    # R: survey 4.5, svymean(~q1, svydesign(id = ~1, fpc = ~160)), confint(df = degf)
    summary = summarize_counts(ROUND_1, FIVE, population=160)
    assert summary.mean == expected("fpc.devex.mean", "mean")
    assert summary.low == expected("fpc.devex.mean", "low")
    assert summary.high == expected("fpc.devex.mean", "high")


def test_the_published_lead_times() -> None:
    # DORA 2025: bands 1..6 with 2.0, 13.2, 28.3, 31.9, 15.0 and 9.4 % give 5.46 +- 2.41 on 0-10.
    scores = [10 * (band - 1) / 5 for band in range(1, 7)]
    summary = summarize_counts([20, 132, 283, 319, 150, 94], scores)
    assert summary.mean == pytest.approx(5.46, abs=0.01)
    assert summary.sd == pytest.approx(2.41, abs=0.01)


def test_nobody_and_one_person() -> None:
    nobody = summarize_counts([0, 0], [1, 2])
    assert all(math.isnan(x) for x in (nobody.mean, nobody.sd, nobody.median, nobody.low))
    one = summarize_counts([0, 1], [1, 2])
    assert (one.n, one.mean, one.median) == (1, 2.0, 2.0)
    assert math.isnan(one.sd)
    assert math.isnan(one.low)


def test_the_same_answer_from_everybody_tells_no_interval() -> None:
    # R 4.2.2: t.test(rep(0.1, 3)) stops: "data are essentially constant".
    summary = summarize_counts([0, 3], [7.0, 0.1])
    assert (summary.sd, summary.median) == (0.0, 0.1)
    assert math.isnan(summary.low)
    assert math.isnan(summary.high)


def test_a_census_has_no_width() -> None:
    for counts in ([3, 4], [0, 1], [0, 4]):
        summary = summarize_counts(counts, [1, 2], population=sum(counts))
        assert summary.low == summary.mean == summary.high


def test_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="as many finite values"):
        summarize_counts([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="as many finite values"):
        summarize_counts([1, 2], [1, math.inf])
    with pytest.raises(ValueError, match="population is 2"):
        summarize_counts([1, 2], [1, 2], population=2)


@given(st.lists(st.integers(0, 20), min_size=5, max_size=5).filter(lambda counts: sum(counts) > 1))
def test_agrees_with_numpy_on_the_rows(counts: list[int]) -> None:
    rows = np.repeat(FIVE, counts)
    summary = summarize_counts(counts, FIVE)
    assert summary.mean == pytest.approx(rows.mean())
    assert summary.sd == pytest.approx(rows.std(ddof=1), abs=1e-12)
    assert summary.median == np.median(rows)


class TestBoxes:
    def test_are_the_two_highest_and_the_two_lowest_of_five_and_of_seven(self) -> None:
        # R: mean(x >= 4), mean(x <= 2) of the first round
        five = summarize_counts(ROUND_1, FIVE)
        assert five.favourable == expected("desc.q1.round1", "top2")
        assert five.unfavourable == expected("desc.q1.round1", "bottom2")
        assert five.net == expected("desc.q1.round1", "net")
        seven = summarize_counts([1, 2, 3, 4, 5, 6, 7], range(1, 8))
        assert (seven.favourable, seven.unfavourable) == (13 / 28, 3 / 28)

    def test_are_those_of_the_scale_where_it_says_so(self) -> None:
        three = summarize_counts([1, 2, 3, 4, 5, 6, 7], range(1, 8), boxes=3)
        assert (three.favourable, three.unfavourable) == (18 / 28, 6 / 28)
        assert summarize_counts([2, 5, 3], [0, 1, 2], boxes=1).favourable == 0.3

    def test_go_by_the_values_and_not_by_the_places(self) -> None:
        assert summarize_counts([1, 2, 3, 4, 10], [5, 4, 3, 2, 1]).favourable == 0.15

    def test_of_a_short_scale_have_to_be_given(self) -> None:
        short = summarize_counts([2, 5, 3], [0, 1, 2])
        assert math.isnan(short.favourable)
        assert math.isnan(short.net)

    @pytest.mark.parametrize("boxes", [0, 3, 1.5, -1])
    def test_that_overlap_or_are_none_are_refused(self, boxes: int) -> None:
        with pytest.raises(ValueError, match=f"boxes is {boxes}: give"):
            summarize_counts(ROUND_1, FIVE, boxes=boxes)


@given(st.permutations(range(5)))
def test_the_order_of_the_levels_does_not_matter(order: list[int]) -> None:
    counts, values = [ROUND_1[i] for i in order], [FIVE[i] for i in order]
    one, other = summarize_counts(counts, values), summarize_counts(ROUND_1, FIVE)
    assert one.mean == pytest.approx(other.mean)
    assert (one.median, one.net) == (other.median, other.net)
