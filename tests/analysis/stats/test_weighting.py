"""Weights and weighted means by cell, against R: survey, and what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.descriptives import summarize_counts
from analysis.stats.weighting import (
    calibrate,
    kish_design_effect,
    post_stratify,
    r_indicator,
    rake,
    trim_weights,
    weighted_mean,
)
from tests.analysis.stats.oracles import data

SURVEY = data("weighting")
FRAME = np.array(SURVEY["frame"])  # people by team and level
Q1 = np.array(SURVEY["q1"])  # answers by team, level and option
SKIPPED = np.array(SURVEY["missing"])
ANSWERED = Q1.sum(axis=2) + SKIPPED
SCALE = [1, 2, 3, 4, 5]
cells = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20)), min_size=1, max_size=6)


class TestPostStratify:
    @given(cells)
    def test_answers_stand_for_everybody(self, people: list[tuple[int, int]]) -> None:
        answered, others = np.array(people).T
        weights = post_stratify(answered, answered + others)
        assert weights * answered == pytest.approx(answered + others, rel=1e-12)

    def test_edges(self) -> None:
        assert post_stratify([0, 2], [0, 4]).tolist() == [0.0, 2.0]
        with pytest.raises(ValueError, match=r"cell 2 \(0\): people but no answers"):
            post_stratify([1, 0], [3, 3])
        with pytest.raises(ValueError, match=r"cell 1 \(4\): more answers than people"):
            post_stratify([4, 1], [3, 3])
        with pytest.raises(ValueError, match="1 cells of answers, but 2 of people"):
            post_stratify([4], [3, 3])


class TestRake:
    @given(st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=3), min_size=2, max_size=4))
    def test_meets_every_margin(self, answered: list[list[int]]) -> None:
        counts = np.array(answered)
        frame = counts * 2 + np.arange(counts.size).reshape(counts.shape)
        margins = [frame.sum(axis=1), frame.sum(axis=0)]
        people = rake(counts, margins) * counts
        assert people.sum(axis=1) == pytest.approx(margins[0], rel=1e-9)
        assert people.sum(axis=0) == pytest.approx(margins[1], rel=1e-9)

    def test_of_one_attribute_is_post_stratification(self) -> None:
        weights = rake(np.array([4, 5]), [[8, 20]])
        assert weights.tolist() == post_stratify([4, 5], [8, 20]).tolist()

    def test_refuses_what_cannot_be_met(self) -> None:
        with pytest.raises(ValueError, match="different numbers of people: 4, 5"):
            rake([[1, 1], [1, 1]], [[2, 2], [2, 3]])
        with pytest.raises(ValueError, match="margin 1: people but no answers"):
            rake([[0, 0], [1, 1]], [[2, 2], [2, 2]])
        with pytest.raises(ValueError, match="margin 2: answers but no people"):
            rake([[1, 1], [1, 1]], [[2, 2], [4, 0]])
        with pytest.raises(ValueError, match="not met after 1000 rounds"):
            rake([[1, 0], [0, 1]], [[3, 1], [1, 3]])
        with pytest.raises(ValueError, match="2 attributes, but 1 margins"):
            rake([[1, 1], [1, 1]], [[2, 2]])
        with pytest.raises(ValueError, match="margin 2 has 3 cells, answers 2"):
            rake([[1, 1], [1, 1]], [[2, 2], [1, 1, 2]])


class TestCalibrate:
    @given(cells)
    def test_on_cells_is_post_stratification(self, people: list[tuple[int, int]]) -> None:
        answered, others = np.array(people).T
        frame = answered + others
        weights = calibrate(answered, np.eye(len(people)), frame)
        assert weights == pytest.approx(post_stratify(answered, frame), rel=1e-9)

    def test_meets_the_totals(self) -> None:
        x = np.array([[1, 2.0], [1, 3.5], [1, 7.0]])
        weights = calibrate([5, 6, 7], x, [30, 150], start=[1.5, 1.5, 2.0])
        assert x.T @ (weights * [5, 6, 7]) == pytest.approx([30, 150])

    def test_totals_that_are_met_change_nothing(self) -> None:
        x = np.array([[1, 2.0], [1, 3.5]])
        weights = calibrate([5, 6], np.array(x), [22, 62], start=[2, 2])
        assert weights == pytest.approx([2, 2])

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match="a variable follows from the others"):
            calibrate([5, 6], [[1, 2], [2, 4]], [1, 2])
        with pytest.raises(ValueError, match="a variable follows from the others"):
            calibrate([5, 0], [[1, 2], [2, 5]], [1, 2])
        with pytest.raises(ValueError, match="give 2 rows"):
            calibrate([5, 6], np.ones((3, 1)), [1])
        with pytest.raises(ValueError, match="start is 0"):
            calibrate([5, 6], [[1], [2]], [1], start=[0, 1])
        with pytest.raises(ValueError, match="finite"):
            calibrate([5, 6], [[1.0], [math.nan]], [1])


class TestTrimWeights:
    @given(st.lists(st.floats(0.1, 9), min_size=2, max_size=8))
    def test_keeps_the_total_and_the_limits(self, weights: list[float]) -> None:
        upper = 1.2 * float(np.mean(weights))
        trimmed = trim_weights(weights, upper=upper)
        assert trimmed.sum() == pytest.approx(sum(weights), rel=1e-9)
        assert trimmed.max() <= upper
        assert np.all(np.diff(trimmed[np.argsort(weights)]) >= 0)

    def test_shares_out_until_nothing_is_left(self) -> None:
        # 6 is cut by 3; 1.5 of it takes 2 beyond 3, and what is too much goes to 1.
        assert trim_weights([1, 2, 6], upper=3.2) == pytest.approx([2.6, 3.2, 3.2])
        assert trim_weights([1, 6], upper=5, counts=[3, 1]) == pytest.approx([4 / 3, 5])
        assert trim_weights([1, 2, 3], upper=3).tolist() == [1, 2, 3]

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match=r"mean weight 2\.0 is not from 0\.0 to 1\.5"):
            trim_weights([1, 3], upper=1.5)
        with pytest.raises(ValueError, match="give 0 <= lower < upper"):
            trim_weights([1, 3], upper=1, lower=2)
        with pytest.raises(ValueError, match="a weight is -1"):
            trim_weights([-1, 3], upper=2)


class TestKish:
    @given(st.lists(st.floats(0.1, 9), min_size=1, max_size=8))
    def test_is_one_and_more(self, weights: list[float]) -> None:
        effect = kish_design_effect(weights)
        variation = np.std(weights) / np.mean(weights)
        assert effect.estimate == pytest.approx(1 + variation**2)
        assert effect.effective_n <= len(weights) + 1e-9

    def test_edges(self) -> None:
        assert math.isnan(kish_design_effect([1.0], [0]).estimate)
        assert kish_design_effect([3.0]).estimate == 1.0
        with pytest.raises(ValueError, match="all 0"):
            kish_design_effect([0.0, 0.0])
        with pytest.raises(ValueError, match="2 weights, but 1 counts"):
            kish_design_effect([1, 2], [1])


class TestRIndicator:
    def test_of_people_is_that_of_cells(self) -> None:
        attributes = {"team": ["a", "a", "b", "b"], "site": ["x", "y", "x", "y"]}
        whole = r_indicator([3, 4, 2, 5], [5, 6, 7, 8], attributes)
        people = [
            (answer, *pair)
            for k, n, *pair in zip([3, 4, 2, 5], [5, 6, 7, 8], *attributes.values(), strict=True)
            for answer in [1] * k + [0] * (n - k)
        ]
        answered, team, site = zip(*people, strict=True)
        single = r_indicator(answered, [1] * len(people), {"team": team, "site": site})
        assert single.estimate == pytest.approx(whole.estimate, rel=1e-9)

    def test_edges(self) -> None:
        assert math.isnan(r_indicator([1], [1], {"team": ["a"]}).estimate)
        assert r_indicator([5, 5], [5, 5], {"team": ["a", "b"]}).estimate == 1.0
        assert r_indicator([2, 4], [4, 8], {"team": ["a", "b"]}).estimate == 1.0
        assert math.isnan(r_indicator([0, 0], [4, 8], {"team": ["a", "b"]}).bias_bound)
        full = r_indicator([4, 2], [4, 8], {"team": ["a", "b"]})
        assert full.propensities == (1.0, 0.25)

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match="more answers than people"):
            r_indicator([5], [4], {})
        with pytest.raises(ValueError, match="team has 1 values: give 2"):
            r_indicator([1, 1], [4, 4], {"team": ["a"]})


class TestWeightedMean:
    @given(st.lists(st.integers(0, 9), min_size=3, max_size=3))
    def test_with_equal_weights_is_the_plain_mean(self, counts: list[int]) -> None:
        plain, mean = summarize_counts(counts, [1, 2, 3], 40), None
        mean = weighted_mean([counts], [1, 2, 3], [2.5], population=40)
        for one, other in ((plain.mean, mean.estimate), (plain.low, mean.low)):
            assert one == pytest.approx(other, rel=1e-9, nan_ok=True)

    def test_of_strata_is_the_textbooks(self) -> None:
        # Cochran (1977) 5.9: the variance of a stratified mean is sum W^2 (1 - f) s^2 / n.
        counts, people = [[3, 4, 5], [6, 2, 1]], np.array([20, 30])
        weights = post_stratify([12, 9], people)
        mean = weighted_mean(counts, [1, 2, 3], weights, population=people, strata=True)
        parts = [summarize_counts(row, [1, 2, 3]) for row in counts]
        variance = sum(
            (size / 50) ** 2 * (1 - part.n / size) * part.sd**2 / part.n
            for size, part in zip(people.tolist(), parts, strict=True)
        )
        assert mean.estimate == pytest.approx((20 * parts[0].mean + 30 * parts[1].mean) / 50)
        assert mean.standard_error == pytest.approx(math.sqrt(variance), rel=1e-12)
        assert mean.df == 19

    def test_edges(self) -> None:
        assert math.isnan(weighted_mean([[0, 0]], [1, 2], [1]).estimate)
        assert math.isnan(weighted_mean([[1, 0]], [1, 2], [1]).low)
        assert math.isnan(weighted_mean([[4, 0]], [1, 2], [1]).low)
        census = weighted_mean([[3, 4], [1, 2]], [1, 2], [1, 1], population=10)
        assert census.low == census.estimate == census.high

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match="one value a level"):
            weighted_mean([[1, 2]], [1, 2, 3], [1])
        with pytest.raises(ValueError, match="all 0"):
            weighted_mean([[1, 2]], [1, 2], [0])
        with pytest.raises(ValueError, match="more answers than people"):
            weighted_mean([[1, 2]], [1, 2], [1], population=2)
        with pytest.raises(ValueError, match="give 1 rows"):
            weighted_mean([[1, 2]], [1, 2], [1], calibrated_on=[[1], [2]])
        with pytest.raises(ValueError, match="at least one cell"):
            weighted_mean([], [1, 2], [])
        with pytest.raises(ValueError, match="give 2"):
            weighted_mean([[1, 2], [2, 1]], [1, 2], [1, 1], population=9, strata=True)
