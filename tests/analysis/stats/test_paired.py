"""The same people asked twice, against scipy and statsmodels on the rows."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.contingency_tables import mcnemar as on_table

from analysis.stats.paired import (
    mcnemar,
    partially_overlapping_t,
    stuart_maxwell,
    wilcoxon_signed_rank,
)
from tests.analysis.stats.oracles import data

Table = list[list[int]]
Rows = np.ndarray[tuple[int], np.dtype[np.int64]]
OVERLAP = data("q1_rounds_1_and_2")
BOTH: Table = OVERLAP["both"]
counts = st.lists(st.integers(0, 6), min_size=4, max_size=4)
tables = st.lists(counts, min_size=4, max_size=4)


def pairs(table: Table) -> tuple[Rows, Rows]:
    """The answers of each person, first and second, as 1, 2, 3, ..."""
    first, second = np.indices(np.shape(table))
    times = np.ravel(table)
    return np.repeat(first.ravel() + 1, times), np.repeat(second.ravel() + 1, times)


def rows(single: list[int]) -> Rows:
    return np.repeat(np.arange(1, len(single) + 1), single)


class TestMcNemar:
    @given(st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=2), min_size=2, max_size=2))
    def test_agrees_with_statsmodels(self, table: Table) -> None:
        result = mcnemar(table, correction=False)
        if table[0][1] + table[1][0] == 0:
            assert math.isnan(result.p_value) == (result.n == 0)
            return
        other = on_table(table, exact=False, correction=False)
        assert result.statistic == pytest.approx(other.statistic, rel=1e-12)
        assert result.p_value == pytest.approx(other.pvalue, rel=1e-12)
        assert result.p_exact == pytest.approx(on_table(table).pvalue, rel=1e-12)
        assert result.low <= result.high
        first, second = pairs(table)
        assert result.estimate == pytest.approx(second.mean() - first.mean(), abs=1e-12)

    def test_the_interval_covers(self) -> None:
        # Every table of 30 people, weighed by its probability: no simulation.
        n, up, down = 30, 0.25, 0.10
        covered = 0.0
        for risen, fallen in itertools.product(range(n + 1), repeat=2):
            if risen + fallen <= n:
                result = mcnemar([[n - risen - fallen, risen], [fallen, 0]])
                chance = stats.multinomial.pmf(
                    [risen, fallen, n - risen - fallen], n, [up, down, 0.65]
                )
                covered += float(chance) * (result.low <= up - down <= result.high)
        assert 0.94 < covered < 0.97

    def test_edges(self) -> None:
        assert math.isnan(mcnemar([[0, 0], [0, 0]]).estimate)
        nobody = mcnemar([[3, 0], [0, 4]])
        assert (nobody.statistic, nobody.p_value, nobody.p_exact, nobody.estimate) == (0, 1, 1, 0)
        assert nobody.low < 0 < nobody.high
        assert mcnemar([[3, 2], [2, 4]]).statistic == 0.0
        assert mcnemar([[0, 1], [0, 0]]).p_exact == 1.0

    def test_refuses_what_is_not_2_by_2(self) -> None:
        with pytest.raises(ValueError, match="5 levels: McNemar's test takes 2"):
            mcnemar(BOTH)
        with pytest.raises(ValueError, match="2 x 3"):
            mcnemar([[1, 2, 3], [1, 2, 3]])
        with pytest.raises(ValueError, match="0 or more"):
            mcnemar([[1, -2], [1, 2]])
        with pytest.raises(ValueError, match="confidence is 2"):
            mcnemar([[1, 2], [1, 2]], confidence=2)


class TestStuartMaxwell:
    @given(tables)
    def test_agrees_with_statsmodels(self, table: Table) -> None:
        result = stuart_maxwell(table)
        if result.df == 3:  # one island: statsmodels' matrix can be inverted
            other = SquareTable(np.array(table), shift_zeros=False).homogeneity()
            assert result.statistic == pytest.approx(other.statistic, rel=1e-12, abs=1e-12)
            assert result.p_value == pytest.approx(other.pvalue, rel=1e-12, abs=1e-12)

    @given(tables)
    def test_turns_with_the_rounds_and_the_levels(self, table: Table) -> None:
        result = stuart_maxwell(table)
        for other in (np.transpose(table), np.array(table)[::-1, ::-1]):
            turned = stuart_maxwell(other)
            assert turned.df == result.df
            assert turned.statistic == pytest.approx(result.statistic, abs=1e-9, nan_ok=True)

    def test_of_two_levels_is_mcnemar(self) -> None:
        other = mcnemar(data("approval"), correction=False)
        assert stuart_maxwell(data("approval")).statistic == pytest.approx(other.statistic)

    def test_levels_without_moves_are_left_out(self) -> None:
        wide = np.zeros((7, 7), dtype=np.int64)
        wide[1:6, 1:6] = BOTH
        wide[6, 6] = 9
        assert stuart_maxwell(wide).statistic == pytest.approx(stuart_maxwell(BOTH).statistic)
        assert stuart_maxwell(wide).df == 4

    def test_islands_add_up(self) -> None:
        table = np.zeros((4, 4), dtype=np.int64)
        table[:2, :2], table[2:, 2:] = [[5, 7], [2, 3]], [[1, 1], [9, 4]]
        result = stuart_maxwell(table)
        assert result.df == 2
        assert result.statistic == pytest.approx((7 - 2) ** 2 / 9 + (9 - 1) ** 2 / 10)

    def test_edges(self) -> None:
        assert math.isnan(stuart_maxwell([[0, 0], [0, 0]]).p_value)
        assert stuart_maxwell([[3, 0], [0, 4]]).p_value == 1.0
        assert stuart_maxwell([[0, 1], [0, 0]]).statistic == 1.0


class TestSignedRank:
    @given(tables, st.booleans(), st.booleans())
    def test_agrees_with_scipy_on_the_rows(
        self,
        table: Table,
        pratt: bool,  # noqa: FBT001 -- drawn
        correction: bool,  # noqa: FBT001 -- drawn
    ) -> None:
        first, second = pairs(table)
        result = wilcoxon_signed_rank(table, pratt=pratt, correction=correction)
        if not np.any(first != second):
            assert math.isnan(result.p_value) if result.n == 0 else result.p_value == 1.0
            return
        other = stats.wilcoxon(
            second,
            first,
            zero_method="pratt" if pratt else "wilcox",
            correction=correction,
            method="approx",
        )
        assert result.p_value == pytest.approx(other.pvalue, rel=1e-12, abs=1e-12)

    @given(st.lists(st.integers(-6, 6).filter(bool), min_size=1, max_size=8, unique_by=abs))
    def test_exact_is_scipys_where_there_are_no_ties(self, moves: list[int]) -> None:
        table = np.zeros((13, 13), dtype=np.int64)
        for move in moves:
            table[6, 6 + move] = 1
        other = stats.wilcoxon(moves, method="exact")
        assert wilcoxon_signed_rank(table, exact=True).p_value == pytest.approx(other.pvalue)

    def test_values_make_the_moves(self) -> None:
        table = [[0, 2, 1], [1, 0, 0], [0, 4, 0]]
        stretched = wilcoxon_signed_rank(table, values=[0, 1, 10])
        assert stretched.estimate != wilcoxon_signed_rank(table).estimate
        assert wilcoxon_signed_rank(table, values=[2, 4, 6]) == wilcoxon_signed_rank(table)

    def test_edges(self) -> None:
        assert math.isnan(wilcoxon_signed_rank([[0, 0], [0, 0]]).estimate)
        still = wilcoxon_signed_rank([[3, 0], [0, 4]])
        assert (still.n, still.zeros, still.p_value, still.estimate) == (7, 7, 1.0, 0.0)
        assert wilcoxon_signed_rank([[0, 1], [0, 0]], exact=True).p_value == 1.0

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match=r"values are \[1, nan\]: give 2 finite"):
            wilcoxon_signed_rank([[1, 2], [3, 4]], values=[1, math.nan])
        with pytest.raises(ValueError, match="600 people moved"):
            wilcoxon_signed_rank([[0, 600], [0, 0]], exact=True)
        with pytest.raises(ValueError, match="2 x 3"):
            wilcoxon_signed_rank([[1, 2, 3], [1, 2, 3]])


class TestPartiallyOverlapping:
    @given(counts.filter(any), counts.filter(any), st.booleans())
    def test_is_welchs_or_students_test_of_different_people(
        self,
        first: list[int],
        second: list[int],
        equal: bool,  # noqa: FBT001 -- drawn
    ) -> None:
        result = partially_overlapping_t(first, second, [[0] * 4] * 4, equal_variances=equal)
        a, b = rows(first), rows(second)
        if np.unique(a).size == 1 or np.unique(b).size == 1:  # scipy warns of lost precision
            assert result.estimate == pytest.approx(b.mean() - a.mean(), abs=1e-12)
            return
        other = stats.ttest_ind(b, a, equal_var=equal)
        assert result.statistic == pytest.approx(other.statistic, rel=1e-12, abs=1e-12)
        assert result.df == pytest.approx(other.df, rel=1e-12)
        assert result.p_value == pytest.approx(other.pvalue, rel=1e-12, abs=1e-12)

    @given(tables)
    def test_is_scipys_paired_t_test(self, table: Table) -> None:
        first, second = pairs(table)
        result = partially_overlapping_t([0] * 4, [0] * 4, table)
        if len(first) > 1 and np.unique(second - first).size > 1:
            other = stats.ttest_rel(second, first)
            assert result.statistic == pytest.approx(other.statistic, rel=1e-12, abs=1e-12)
            assert result.p_value == pytest.approx(other.pvalue, rel=1e-12, abs=1e-12)

    def test_edges(self) -> None:
        nobody = [[0, 0], [0, 0]]
        assert math.isnan(partially_overlapping_t([0, 0], [1, 2], nobody).estimate)
        one = partially_overlapping_t([1, 0], [1, 2], nobody)
        assert one.estimate == pytest.approx(2 / 3)
        assert math.isnan(one.statistic)
        same = partially_overlapping_t([4, 0], [5, 0], nobody)
        assert (same.statistic, same.p_value, same.estimate) == (0.0, 1.0, 0.0)
        # Everybody moved by the same step: no spread to judge it by.
        step = partially_overlapping_t([0] * 3, [0] * 3, [[0, 3, 0], [0, 0, 4], [0, 0, 0]])
        assert step.estimate == pytest.approx(1.0)
        assert math.isnan(step.p_value)
        # One person in both rounds: no correlation to be known.
        lone = partially_overlapping_t([2, 3], [3, 2], [[0, 1], [0, 0]])
        assert math.isfinite(lone.p_value)

    def test_refuses_bad_input(self) -> None:
        with pytest.raises(ValueError, match="table has 2 levels, the others 3"):
            partially_overlapping_t([1, 2, 3], [1, 2, 3], [[1, 2], [3, 4]])
        with pytest.raises(ValueError, match="same levels"):
            partially_overlapping_t([1, 2, 3], [1, 2], [[1, 2], [3, 4]])
        with pytest.raises(ValueError, match="give 2 finite numbers"):
            partially_overlapping_t([1, 2], [1, 2], [[1, 2], [3, 4]], values=[1, 2, 3])
