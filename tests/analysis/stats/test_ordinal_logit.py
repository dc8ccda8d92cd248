"""The ordinal logit of counts, against R and statsmodels on the rows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis.stats.trends import ordinal_logit_trend
from tests.analysis.stats.oracles import ROUNDS

Table = list[list[int]]
tables = st.lists(
    st.lists(st.integers(0, 8), min_size=4, max_size=4).filter(any), min_size=2, max_size=5
)


def on_rows(table: Table) -> tuple[float, float, float]:
    """Slope, its error and the log-likelihood from statsmodels, one row a person.

    It accepts ``freq_weights`` and ignores them without a word: so the rows are written out.
    """
    where, level = np.indices(np.shape(table))
    answers, rounds = (np.repeat(grid.ravel(), np.ravel(table)) for grid in (level, where))
    codes = np.unique(answers, return_inverse=True)[1]
    model = OrderedModel(codes, rounds[:, None].astype(float), distr="logit")
    fit = model.fit(method="bfgs", maxiter=500, gtol=1e-7, disp=False)
    return float(fit.params[0]), float(fit.bse[0]), float(fit.llf)


@pytest.mark.parametrize("table", [ROUNDS, [[5, 9, 2], [3, 4, 8]], [[4, 1, 0, 2], [3, 3, 2, 9]]])
def test_agrees_with_statsmodels_on_the_rows(table: Table) -> None:
    trend = ordinal_logit_trend(table)
    slope, error, log_likelihood = on_rows(table)
    assert trend.estimate == pytest.approx(slope, rel=1e-5)
    # statsmodels differentiates its Hessian numerically.
    assert trend.standard_error == pytest.approx(error, rel=1e-4)
    assert trend.log_likelihood == pytest.approx(log_likelihood, rel=1e-10)


def likelihood(table: Table, thresholds: tuple[float, ...], slope: float) -> float:
    """The log-likelihood written out, level by level."""
    used = np.array(table)[:, np.sum(table, axis=0) > 0]
    below = [0.0, *(0.0 for _ in thresholds), 1.0]
    value = 0.0
    for position, row in enumerate(used):
        below[1:-1] = [1 / (1 + math.exp(-(limit - slope * position))) for limit in thresholds]
        value += sum(
            count * math.log(below[level + 1] - below[level])
            for level, count in enumerate(row.tolist())
            if count
        )
    return value


@given(tables)
def test_is_the_maximum_or_says_why_there_is_none(table: Table) -> None:
    trend = ordinal_logit_trend(table)
    if not trend.thresholds:
        assert math.isinf(trend.estimate) or trend.p_value == 1.0
        return
    best = likelihood(table, trend.thresholds, trend.estimate)
    assert trend.log_likelihood == pytest.approx(best, rel=1e-6, abs=1e-6)
    for step in (-0.01, 0.01):
        assert likelihood(table, trend.thresholds, trend.estimate + step) < best
        moved = (trend.thresholds[0] - abs(step), *trend.thresholds[1:])
        assert likelihood(table, moved, trend.estimate) < best
    assert trend.low < trend.estimate < trend.high


@given(tables)
def test_turns_with_the_rounds_and_the_levels(table: Table) -> None:
    trend = ordinal_logit_trend(table)
    for other in (table[::-1], [row[::-1] for row in table]):
        turned = ordinal_logit_trend(other)
        assert turned.estimate == pytest.approx(-trend.estimate, rel=1e-6, abs=1e-8, nan_ok=True)
        assert turned.p_value == pytest.approx(trend.p_value, rel=1e-6, abs=1e-9, nan_ok=True)


def test_two_levels_are_a_logit() -> None:
    # Two rounds, two levels: the slope is the log odds ratio, with Woolf's error.
    trend = ordinal_logit_trend([[30, 20], [18, 32]])
    assert trend.estimate == pytest.approx(math.log(30 * 32 / (20 * 18)))
    assert trend.standard_error == pytest.approx(math.sqrt(1 / 30 + 1 / 20 + 1 / 18 + 1 / 32))


def test_only_the_spacing_of_rounds_matters() -> None:
    plain = ordinal_logit_trend(ROUNDS)
    years = ordinal_logit_trend(ROUNDS, scores=[2020, 2022, 2024, 2026, 2028, 2030])
    assert years.estimate == pytest.approx(plain.estimate / 2, rel=1e-9)
    assert years.p_value == pytest.approx(plain.p_value, rel=1e-9)


def test_empty_levels_and_rounds_are_left_out() -> None:
    wide = [[0, *row[:2], 0, *row[2:]] for row in ROUNDS]
    assert ordinal_logit_trend(wide) == ordinal_logit_trend(ROUNDS)
    gap = ordinal_logit_trend([*ROUNDS[:3], [0] * 5, *ROUNDS[3:]], scores=[0, 1, 2, 9, 3, 4, 5])
    assert gap == ordinal_logit_trend(ROUNDS)


def test_edges() -> None:
    assert math.isnan(ordinal_logit_trend([[0, 0], [0, 0]]).estimate)
    assert math.isnan(ordinal_logit_trend([[1, 2], [0, 0]]).estimate)
    assert math.isnan(ordinal_logit_trend([[1, 2], [2, 1]], scores=[3, 3]).estimate)
    constant = ordinal_logit_trend([[0, 4], [0, 5]])
    assert (constant.estimate, constant.p_value) == (0.0, 1.0)
    assert ordinal_logit_trend([[3, 0, 0], [0, 3, 1]]).estimate == math.inf
    assert ordinal_logit_trend([[0, 1], [1, 0]]).estimate == -math.inf
    # Answers meet within a round, and no later answer is lower: still no maximum.
    assert ordinal_logit_trend([[2, 1, 0], [0, 1, 5]]).estimate == math.inf


def test_refuses_bad_input() -> None:
    with pytest.raises(ValueError, match="at least two"):
        ordinal_logit_trend([[1, 2]])
    with pytest.raises(ValueError, match="give 2 finite numbers"):
        ordinal_logit_trend([[1, 2], [2, 1]], scores=[1, math.nan])
    with pytest.raises(ValueError, match="give 2 finite numbers"):
        ordinal_logit_trend([[1, 2], [2, 1]], scores=[1, 2, 3])
    with pytest.raises(ValueError, match="confidence is 1"):
        ordinal_logit_trend([[1, 2], [2, 1]], confidence=1)
    with pytest.raises(ValueError, match="0 or more"):
        ordinal_logit_trend([[1, 2], [2, -1]])
