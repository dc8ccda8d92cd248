"""Reliability of constructs, against R, an analysis of variance and simulations."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.moments import MomentSums
from analysis.stats.reliability import (
    alpha_interval,
    cronbach_alpha,
    item_total,
    mcdonald_omega,
)
from tests.analysis.stats.answers import ITEMS, devex_answers

Rows = list[list[int]]
tables = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), max_size=25)


@pytest.fixture(scope="module")
def first_round() -> pd.DataFrame:
    answers = devex_answers()
    return answers.loc[answers["round"] == 1, ITEMS]


def _frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list("abcd"), dtype="float64")


class TestAlpha:
    def test_a_reversed_item_is_the_turned_answer(self, first_round: pd.DataFrame) -> None:
        turned = first_round.assign(q6=6 - first_round["q6"])
        other = cronbach_alpha(turned).estimate
        assert cronbach_alpha(first_round, reverse=["q6"]).estimate == pytest.approx(other)
        assert cronbach_alpha(first_round).estimate < other

    @settings(deadline=None)
    @given(tables.filter(lambda rows: len(rows) > 1))
    def test_agrees_with_an_analysis_of_variance_of_the_rows(self, rows: Rows) -> None:
        # Hoyt (1941): 1 - MS(residual) / MS(people); computed from the rows themselves.
        answers = np.array(rows, dtype=float)
        people = answers.mean(axis=1, keepdims=True) - answers.mean()
        rest = answers - answers.mean(axis=0) - people
        n, k = answers.shape
        between = k * float((people**2).sum()) / (n - 1)
        alpha = cronbach_alpha(_frame(rows)).estimate
        if np.unique(answers.sum(axis=1)).size == 1:
            assert math.isnan(alpha)
            return
        within = float((rest**2).sum()) / ((n - 1) * (k - 1))
        assert alpha == pytest.approx(1 - within / between, rel=1e-10, abs=1e-10)

    @settings(deadline=None)
    @given(tables, tables)
    def test_sums_of_groups_give_the_number_of_the_rows(self, one: Rows, other: Rows) -> None:
        sums = MomentSums.from_frame(_frame(one)) + MomentSums.from_frame(_frame(other))
        both = _frame(one + other)
        assert repr(cronbach_alpha(sums)) == repr(cronbach_alpha(both))
        assert repr(item_total(sums)) == repr(item_total(both))

    def test_edges(self) -> None:
        for rows in ([], [[1, 2, 3, 4]], [[3, 3, 3, 3]] * 5, [[1, 5, 1, 5], [5, 1, 5, 1]]):
            result = cronbach_alpha(_frame(rows))
            assert result.n == len(rows)
            assert math.isnan(result.estimate)
            assert math.isnan(result.low)
            assert math.isnan(result.standard_error)
        perfect = cronbach_alpha(_frame([[1] * 4, [2] * 4, [5] * 4]))
        assert perfect.estimate == pytest.approx(1)
        assert perfect.low == pytest.approx(1)
        assert perfect.high == pytest.approx(1)
        assert math.isnan(perfect.lambda6)

    def test_refuses_one_item(self) -> None:
        with pytest.raises(ValueError, match=r"1 item \(a\): give at least two"):
            cronbach_alpha(pd.DataFrame({"a": [1, 2, 3]}))


class TestInterval:
    def test_holds_alpha_and_widens(self, first_round: pd.DataFrame) -> None:
        narrow = alpha_interval(first_round, reverse=["q6"], confidence=0.8)
        wide = alpha_interval(first_round, reverse=["q6"])
        assert wide.low < narrow.low < narrow.estimate < narrow.high < wide.high
        alpha = cronbach_alpha(first_round, reverse=["q6"])
        assert (alpha.low, alpha.high) == (wide.low, wide.high)
        with pytest.raises(ValueError, match="confidence"):
            alpha_interval(first_round, confidence=95)

    def test_covers_the_true_alpha_as_often_as_it_says(self) -> None:
        # Four parallel items with reliability 1/2: alpha is 4/5. 2000 draws: standard error 0.5 %.
        generator = np.random.default_rng(20230614)
        covered = 0
        for _ in range(2000):
            answers = generator.normal(size=(20, 1)) + generator.normal(size=(20, 4))
            interval = alpha_interval(pd.DataFrame(answers, columns=list("abcd")))
            covered += interval.low <= 0.8 <= interval.high
        assert covered / 2000 == pytest.approx(0.95, abs=0.015)


class TestItemTotal:
    def test_detects_a_forgotten_reversal(self, first_round: pd.DataFrame) -> None:
        assert [r.item for r in item_total(first_round) if r.looks_reversed] == ["q6"]
        wrongly = item_total(first_round, reverse=["q2", "q6"])
        assert [r.item for r in wrongly if r.looks_reversed] == ["q2"]
        both = item_total(first_round[["q1", "q6"]])
        assert [r.looks_reversed for r in both] == [True, True]

    def test_edges(self) -> None:
        for rows in ([], [[1, 2, 3, 4]], [[3, 3, 3, 3]] * 5):
            for row in item_total(_frame(rows)):
                assert math.isnan(row.r_drop)
                assert not row.looks_reversed
        flat = item_total(_frame([[1, 2, 3, 3], [2, 2, 4, 3], [5, 4, 4, 3]]))
        assert math.isnan(flat[3].r_total)
        assert not math.isnan(flat[0].r_total)


class TestOmega:
    def test_is_alpha_where_all_items_load_alike(self) -> None:
        # Equal covariances 1 and variances 2, as exact sums: alpha = omega = 4/5.
        products = tuple(tuple(200.0 if i == j else 100.0 for j in range(4)) for i in range(4))
        sums = MomentSums(("a", "b", "c", "d"), 101, (0.0,) * 4, products)
        omega = mcdonald_omega(sums)
        assert omega.estimate == pytest.approx(0.8, abs=1e-9)
        assert omega.estimate == pytest.approx(cronbach_alpha(sums).estimate, abs=1e-9)
        assert omega.variance_extracted == pytest.approx(0.5, abs=1e-9)

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 10**6), st.integers(7, 60))
    def test_sums_give_the_number_of_the_rows(self, seed: int, n: int) -> None:
        generator = np.random.default_rng(seed)
        raw = 3 + generator.normal(size=(n, 1)) + generator.normal(size=(n, 4))
        frame = pd.DataFrame(np.clip(np.round(raw), 1, 5), columns=list("abcd"))
        parts = MomentSums.from_frame(frame[: n // 2]) + MomentSums.from_frame(frame[n // 2 :])
        try:
            omega = mcdonald_omega(frame)
        except ValueError as error:  # a few answers may well be singular, for both
            with pytest.raises(ValueError, match=str(error)[:30]):
                mcdonald_omega(parts)
            return
        assert repr(mcdonald_omega(parts)) == repr(omega)
        assert math.isnan(omega.estimate) or 0 <= omega.estimate <= 1

    def test_no_proper_solution_is_no_number(self) -> None:
        # The squared loading of a is r(ab) r(ac) / r(bc) = 1.16: nothing left for its own variance.
        wanted = [[1, 0.9, 0.9], [0.9, 1, 0.7], [0.9, 0.7, 1]]
        products = tuple(tuple(99.0 * r for r in row) for row in wanted)
        omega = mcdonald_omega(MomentSums(("a", "b", "c"), 100, (0.0,) * 3, products))
        assert math.isnan(omega.estimate)
        assert all(math.isnan(loading) for loading in omega.loadings)

    def test_edges(self) -> None:
        for rows in ([], [[1, 2, 3, 4]], [[1, 2, 3, 4], [2, 1, 4, 4]]):
            assert math.isnan(mcdonald_omega(_frame(rows)).estimate)
        with pytest.raises(ValueError, match="2 items: one factor needs at least 3"):
            mcdonald_omega(pd.DataFrame({"a": [1, 2], "b": [2, 1]}))
        with pytest.raises(ValueError, match="same answer to d"):
            mcdonald_omega(_frame([[1, 2, 3, 3], [2, 2, 4, 3], [5, 4, 4, 3]] * 3))
        with pytest.raises(ValueError, match="singular"):
            mcdonald_omega(_frame([[1, 2, 1, 3], [2, 3, 4, 1], [4, 5, 2, 5], [3, 4, 2, 1]] * 3))
