"""Trends over rounds, against R and statsmodels on the rows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.nonparametric import jonckheere_terpstra as on_rows

from analysis.stats.trends import (
    cochran_armitage,
    jonckheere_terpstra,
    mann_kendall,
    theil_sen,
)
from tests.analysis.stats.oracles import ROUNDS

FAVOURABLE = [row[3] + row[4] for row in ROUNDS]
TOTALS = [sum(row) for row in ROUNDS]
Table = list[list[int]]
tables = st.lists(
    st.lists(st.integers(0, 8), min_size=4, max_size=4).filter(any), min_size=2, max_size=5
)


class TestJonckheereTerpstra:
    @given(tables)
    def test_agrees_with_statsmodels_on_the_rows(self, table: Table) -> None:
        if np.count_nonzero(np.sum(table, axis=0)) < 2:
            assert jonckheere_terpstra(table).p_value == 1.0
            return
        samples = [np.repeat(np.arange(4), row) for row in table]
        other = on_rows(samples, alternative="two-sided")
        result = jonckheere_terpstra(table)
        assert result.statistic == pytest.approx(other.statistic)
        assert result.p_value == pytest.approx(other.pvalue, rel=1e-12, abs=1e-12)

    @given(tables)
    def test_turns_with_the_order_of_rounds(self, table: Table) -> None:
        forth, back = jonckheere_terpstra(table), jonckheere_terpstra(table[::-1])
        assert forth.z == pytest.approx(-back.z, abs=1e-9)
        assert forth.estimate == pytest.approx(1 - back.estimate)

    def test_edges(self) -> None:
        assert math.isnan(jonckheere_terpstra([[0, 0], [1, 2]]).p_value)
        assert jonckheere_terpstra([[0, 1], [0, 1]]).p_value == 1.0
        assert jonckheere_terpstra([*ROUNDS, [0] * 5]) == jonckheere_terpstra(ROUNDS)
        with pytest.raises(ValueError, match="at least two"):
            jonckheere_terpstra([[1, 2]])


class TestCochranArmitage:
    def test_the_slope_is_the_least_squares_line(self) -> None:
        slope = np.polyfit(np.arange(6), np.divide(FAVOURABLE, TOTALS), 1, w=np.sqrt(TOTALS))[0]
        assert cochran_armitage(FAVOURABLE, TOTALS).estimate == pytest.approx(slope)

    def test_edges(self) -> None:
        assert cochran_armitage([3, 4, 5], [3, 4, 5]).p_value == 1.0
        assert cochran_armitage([0, 0, 0], [3, 4, 5]).estimate == 0.0
        assert math.isnan(cochran_armitage([1, 0, 0], [3, 0, 0]).p_value)
        assert math.isnan(cochran_armitage([0], [0]).p_value)

    def test_refuses_what_does_not_fit(self) -> None:
        with pytest.raises(ValueError, match="outnumber"):
            cochran_armitage([4, 1], [3, 3])
        with pytest.raises(ValueError, match="same rounds"):
            cochran_armitage([1, 1], [3, 3, 3])
        with pytest.raises(ValueError, match="same rounds"):
            cochran_armitage([1, 1], [3, 3], scores=[0, math.nan])

    @given(
        st.lists(st.integers(1, 40), min_size=3, max_size=6).flatmap(
            lambda n: st.tuples(st.tuples(*(st.integers(0, m) for m in n)), st.just(tuple(n)))
        ),
        st.floats(0.5, 4),
        st.floats(-10, 10),
    )
    def test_only_the_spacing_of_rounds_matters(
        self, counts: tuple[tuple[int, ...], tuple[int, ...]], scale: float, shift: float
    ) -> None:
        successes, totals = counts
        one = cochran_armitage(successes, totals)
        moved = [shift + scale * index for index in range(len(totals))]
        other = cochran_armitage(successes, totals, scores=moved)
        assert other.statistic == pytest.approx(one.statistic, abs=1e-6)
        assert other.estimate * scale == pytest.approx(one.estimate, abs=1e-6)


class TestMannKendall:
    @given(st.lists(st.integers(0, 9), min_size=2, max_size=12))
    def test_agrees_with_scipy(self, figures: list[int]) -> None:
        result = mann_kendall(figures)
        if len(set(figures)) == 1:
            assert (result.statistic, result.p_value) == (0.0, 1.0)
            return
        other = stats.kendalltau(range(len(figures)), figures)
        assert result.estimate == pytest.approx(other.statistic, rel=1e-12, abs=1e-12)
        if len(set(figures)) == len(figures):
            assert result.p_value == pytest.approx(other.pvalue, rel=1e-12)
        else:
            # scipy's approximation has no continuity correction: take it out of z.
            z = result.statistic / math.sqrt(result.variance)
            asymptotic = stats.kendalltau(range(len(figures)), figures, method="asymptotic")
            assert 2 * stats.norm.sf(abs(z)) == pytest.approx(asymptotic.pvalue, rel=1e-12)

    @given(st.lists(st.floats(0, 1), min_size=2, max_size=60))
    def test_turns_with_the_order_of_rounds(self, figures: list[float]) -> None:
        forth, back = mann_kendall(figures), mann_kendall(figures[::-1])
        assert forth.statistic == -back.statistic
        assert forth.p_value == pytest.approx(back.p_value)
        assert 0 <= forth.p_value <= 1

    def test_a_round_without_a_figure_is_left_out(self) -> None:
        assert mann_kendall([0.1, math.nan, 0.3, 0.2]) == mann_kendall([0.1, 0.3, 0.2])

    def test_edges(self) -> None:
        assert mann_kendall([]).n == 0
        assert math.isnan(mann_kendall([0.5]).p_value)
        assert mann_kendall([0.1, 0.2]).p_value == 1.0
        assert mann_kendall([0.1, 0.2, 0.3]).p_value == pytest.approx(1 / 3)
        assert mann_kendall(range(60)).p_value < 1e-9

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match="tied"):
            mann_kendall([1, 2, 2], exact=True)
        with pytest.raises(ValueError, match="one finite number a round"):
            mann_kendall([1, math.inf])
        with pytest.raises(ValueError, match="one finite number a round"):
            mann_kendall(np.ones((2, 2)))


class TestTheilSen:
    @given(st.lists(st.floats(-5, 5), min_size=2, max_size=12), st.integers(0, 9))
    def test_agrees_with_scipy(self, figures: list[float], gap: int) -> None:
        positions = [float(index + gap * (index > 1)) for index in range(len(figures))]
        other = stats.theilslopes(figures, positions)
        line = theil_sen(figures, positions)
        assert (line.estimate, line.intercept) == (other[0], other[1])
        if len(figures) >= 5:
            assert (line.low, line.high) == (other[2], other[3])

    def test_the_interval_keeps_its_word(self) -> None:
        # Of four rounds no interval reaches 95 %: 2 of the 24 orders give the extreme slopes.
        assert math.isnan(theil_sen([1, 2, 3, 5]).low)
        assert theil_sen([1, 2, 3, 5], confidence=0.9).low == 1.0
        generator = np.random.default_rng(4)
        lines = [theil_sen(generator.normal(size=6) + np.arange(6)) for _ in range(2000)]
        covered = np.mean([line.low <= 1 <= line.high for line in lines])
        assert 0.94 < covered < 0.995  # of six rounds there are few intervals to choose from

    def test_one_odd_round_does_not_bend_it(self) -> None:
        assert theil_sen([1, 2, 3, 40, 5, 6]).estimate == 1.0

    def test_edges(self) -> None:
        assert math.isnan(theil_sen([0.5]).estimate)
        assert math.isnan(theil_sen([]).estimate)
        assert theil_sen([1.0, math.nan, 5.0]).estimate == 2.0

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match="give 2 numbers that rise"):
            theil_sen([1, 2], positions=[1, 1])
        with pytest.raises(ValueError, match="give 2 numbers that rise"):
            theil_sen([1, 2], positions=[1, math.nan])
        with pytest.raises(ValueError, match="give 2 numbers that rise"):
            theil_sen([1, 2], positions=[1, 2, 3])
