"""Comparisons of ordinal answers, against R, scipy on the rows, and what must always hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.ordinal import (
    brunner_munzel,
    chi_square,
    cliffs_delta,
    kruskal_wallis,
    mann_whitney,
)
from tests.analysis.stats.oracles import ROUNDS

Counts = list[int]
groups = st.lists(st.integers(0, 15), min_size=5, max_size=5).filter(lambda c: sum(c) >= 2)


def rows(counts: Counts) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.repeat(np.arange(len(counts)), counts)


def overlap(a: Counts, b: Counts) -> bool:
    """Whether some answer has a different place among the other group than another."""
    low, high = rows(a), rows(b)
    return (low.min() < high.max() and high.min() < low.max()) or bool(
        set(low) & set(high) and len(set(low) | set(high)) > 1
    )


class TestBrunnerMunzel:
    @given(groups, groups)
    def test_agrees_with_scipy_on_the_rows(self, a: Counts, b: Counts) -> None:
        if overlap(a, b):
            other = stats.brunnermunzel(rows(a), rows(b))
            result = brunner_munzel(a, b)
            assert result.statistic == pytest.approx(other.statistic, rel=1e-12, abs=1e-12)
            assert result.p_value == pytest.approx(other.pvalue, rel=1e-12, abs=1e-12)

    def test_no_overlap_is_a_permutation_test(self) -> None:
        # Of the C(10, 5) = 252 ways to split ten different answers, two are as extreme.
        result = brunner_munzel([1, 1, 1, 1, 1] + [0] * 5, [0] * 5 + [1, 1, 1, 1, 1])
        assert result.p_value == pytest.approx(2 / 252, rel=1e-9)
        assert result.estimate == result.high == 1.0
        assert 0.3 < result.low < 1.0
        assert result.statistic == math.inf

    def test_no_overlap_downwards(self) -> None:
        result = brunner_munzel([0, 0, 12], [12, 0, 0])
        assert result.statistic == -math.inf
        assert result.estimate == result.low == 0.0
        assert 0 < result.high < 0.5

    def test_one_answer_from_everybody(self) -> None:
        result = brunner_munzel([0, 12, 0], [0, 30, 0])
        assert (result.statistic, result.p_value, result.estimate) == (0.0, 1.0, 0.5)
        assert result.low < 0.5 < result.high

    def test_many_answers_without_overlap_do_not_overflow(self) -> None:
        assert brunner_munzel([10_000_000, 0], [0, 20_000_000]).p_value == 0.0

    @pytest.mark.parametrize(
        ("a", "b"), [([0, 0], [3, 4]), ([3, 4], [0, 0]), ([1, 0], [3, 4]), ([3, 4], [0, 1])]
    )
    def test_too_few_to_test(self, a: Counts, b: Counts) -> None:
        result = brunner_munzel(a, b)
        assert math.isnan(result.p_value)
        assert math.isnan(result.low)
        assert math.isnan(result.estimate) == (0 in (sum(a), sum(b)))

    @given(groups, groups)
    def test_is_symmetric_and_in_bounds(self, a: Counts, b: Counts) -> None:
        forth, back = brunner_munzel(a, b), brunner_munzel(b, a)
        assert 0 <= forth.low <= forth.estimate <= forth.high <= 1
        assert 0 <= forth.p_value <= 1
        assert forth.p_value == pytest.approx(back.p_value, rel=1e-12, abs=1e-12)
        assert forth.estimate == pytest.approx(1 - back.estimate, abs=1e-12)
        assert forth.low == pytest.approx(1 - back.high, abs=1e-12)

    def test_refuses_other_levels(self) -> None:
        with pytest.raises(ValueError, match="same levels"):
            brunner_munzel([1, 2], [1, 2, 3])


class TestMannWhitney:
    @given(groups, groups)
    def test_agrees_with_scipy_on_the_rows(self, a: Counts, b: Counts) -> None:
        if np.count_nonzero(np.add(a, b)) > 1:
            other = stats.mannwhitneyu(rows(a), rows(b), method="asymptotic")
            result = mann_whitney(a, b)
            assert result.statistic == other.statistic
            assert result.p_value == pytest.approx(other.pvalue, rel=1e-12)

    def test_edges(self) -> None:
        assert math.isnan(mann_whitney([0, 0], [1, 2]).p_value)
        assert mann_whitney([0, 3], [0, 4]).p_value == 1.0
        assert mann_whitney([1, 0], [0, 1]).p_value <= 1.0

    def test_millions_of_answers_do_not_overflow(self) -> None:
        many = [14_000_000, 21_000_000, 22_000_000, 24_000_000, 14_000_000]
        result = mann_whitney(many, many)
        assert result.estimate == 0.5
        assert result.p_value == pytest.approx(1.0)


class TestCliffsDelta:
    def test_no_overlap_is_not_certainty(self) -> None:
        # Feng and Cliff 2004: (m - t^2) / (m + t^2), m = 12, t(0.975, 22) = 2.073873
        delta = cliffs_delta([12, 0], [0, 12])
        assert (delta.estimate, delta.high) == (1.0, 1.0)
        assert delta.low == pytest.approx((12 - 2.073873**2) / (12 + 2.073873**2), abs=1e-6)

    def test_edges(self) -> None:
        assert math.isnan(cliffs_delta([0, 0], [1, 2]).estimate)
        assert cliffs_delta([1, 0], [0, 5]).estimate == 1.0
        assert math.isnan(cliffs_delta([1, 0], [0, 5]).low)
        constant = cliffs_delta([0, 12], [0, 12])
        assert constant.estimate == 0.0
        assert constant.low < 0 < constant.high

    @given(groups, groups)
    def test_is_the_dominance_of_all_pairs(self, a: Counts, b: Counts) -> None:
        pairs = np.sign(rows(b)[:, None] - rows(a)[None, :])
        delta = cliffs_delta(a, b)
        assert delta.estimate == pytest.approx(pairs.mean(), abs=1e-12)
        assert -1 <= delta.low <= delta.estimate <= delta.high <= 1

    @given(groups, groups)
    def test_is_symmetric(self, a: Counts, b: Counts) -> None:
        forth, back = cliffs_delta(a, b), cliffs_delta(b, a)
        assert forth.estimate == pytest.approx(-back.estimate, abs=1e-12)
        assert forth.low == pytest.approx(-back.high, abs=1e-12)

    @given(groups, groups, st.integers(0, 3))
    def test_rises_when_one_person_answers_higher(self, a: Counts, b: Counts, level: int) -> None:
        if b[level]:
            higher = list(b)
            higher[level] -= 1
            higher[level + 1] += 1
            assert cliffs_delta(a, higher).estimate >= cliffs_delta(a, b).estimate


class TestKruskalWallis:
    def test_edges(self) -> None:
        assert kruskal_wallis([[0, 3], [0, 4]]).p_value == 1.0
        assert math.isnan(kruskal_wallis([[0, 0], [1, 2]]).p_value)
        assert kruskal_wallis([*ROUNDS, [0] * 5]) == kruskal_wallis(ROUNDS)


class TestChiSquare:
    def test_edges(self) -> None:
        assert chi_square([[0, 3, 0], [0, 4, 0]]).p_value == 1.0
        assert math.isnan(chi_square([[0, 0], [1, 2]]).p_value)
        assert chi_square([[1, 0, 2], [2, 0, 1]]) == chi_square([[1, 2], [2, 1]])
