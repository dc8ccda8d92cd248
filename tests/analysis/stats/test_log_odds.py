"""Log-odds with an informative prior: against exact fractions, and what has to hold."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.log_odds import log_odds_ratios
from analysis.stats.multiplicity import benjamini_hochberg

#: Users of a term in two groups of 30 and 25 people.
PAIRS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 25)).filter(lambda pair: 0 < sum(pair) < 55),
    min_size=1,
    max_size=20,
)


def test_a_term_by_hand() -> None:
    # By hand with exact fractions, Monroe et al. (2008), eq. 16 and 19: 12 of 30 and 3 of 30 used
    # the term, the prior weighs 10 people. alpha = 10 * 15 / 60 = 5/2; the odds are
    # (29/2) / (51/2) = 29/51 and (11/2) / (69/2) = 11/69; their ratio is (29 * 69) / (51 * 11)
    # = 2001/561 = 667/187; the variance is 2/29 + 2/51 + 2/11 + 2/69.
    found = log_odds_ratios([12], [3], n_first=30, n_second=30, prior=10)
    ratio = Fraction(667, 187)
    variance = Fraction(2, 29) + Fraction(2, 51) + Fraction(2, 11) + Fraction(2, 69)
    assert found.estimate[0] == pytest.approx(math.log(ratio), rel=1e-12)
    assert found.variance[0] == pytest.approx(float(variance), rel=1e-12)
    assert found.z[0] == pytest.approx(math.log(ratio) / math.sqrt(variance), rel=1e-12)
    # erfc from the standard library, not from scipy.
    assert found.p_value[0] == pytest.approx(math.erfc(found.z[0] / math.sqrt(2)), rel=1e-9)


def test_groups_of_different_sizes_by_hand() -> None:
    # 6 of 20 against 6 of 40, prior 6: alpha = 6 * 12 / 60 = 6/5. Odds (36/5) / (94/5) = 18/47 and
    # (36/5) / (194/5) = 18/97: the ratio is 97/47.
    found = log_odds_ratios([6], [6], n_first=20, n_second=40, prior=6)
    assert found.estimate[0] == pytest.approx(math.log(Fraction(97, 47)), rel=1e-12)
    variance = 2 * Fraction(5, 36) + Fraction(5, 94) + Fraction(5, 194)
    assert found.variance[0] == pytest.approx(float(variance), rel=1e-12)


@given(PAIRS)
def test_swapping_the_groups_flips_the_sign(pairs: list[tuple[int, int]]) -> None:
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    there = log_odds_ratios(first, second, n_first=30, n_second=25, prior=10)
    back = log_odds_ratios(second, first, n_first=25, n_second=30, prior=10)
    np.testing.assert_allclose(there.estimate, -back.estimate, atol=1e-12)
    np.testing.assert_allclose(there.p_value, back.p_value, atol=1e-12)


@given(st.integers(1, 9), st.integers(1, 5), st.floats(0.5, 500))
def test_a_term_that_is_used_as_often_has_zero(used: int, times: int, prior: float) -> None:
    found = log_odds_ratios([used], [used * times], n_first=10, n_second=10 * times, prior=prior)
    assert found.estimate[0] == pytest.approx(0, abs=1e-9)
    assert found.p_value[0] == pytest.approx(1, abs=1e-9)


@given(PAIRS, st.floats(0.5, 100), st.floats(1.1, 50))
def test_a_heavier_prior_holds_back_more(
    pairs: list[tuple[int, int]], prior: float, times: float
) -> None:
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    light = log_odds_ratios(first, second, n_first=30, n_second=25, prior=prior)
    heavy = log_odds_ratios(first, second, n_first=30, n_second=25, prior=prior * times)
    assert np.all(np.abs(heavy.estimate) <= np.abs(light.estimate) + 1e-9)


def test_what_nobody_or_everybody_used_says_nothing() -> None:
    found = log_odds_ratios([0, 30], [0, 30], n_first=30, n_second=30, prior=10)
    assert np.isnan(found.z).all()
    assert np.isnan(found.p_value).all()


def test_where_nothing_differs_hardly_any_page_calls_a_term() -> None:
    """Two rounds of 40 and 50 people who use 30 words alike: at most one page in twenty."""
    random = np.random.default_rng(2008)
    shares = random.uniform(0.05, 0.5, size=30)
    called = 0
    for _ in range(1000):
        found = log_odds_ratios(
            random.binomial(40, shares),
            random.binomial(50, shares),
            n_first=40,
            n_second=50,
            prior=10,
        )
        called += bool(np.any(benjamini_hochberg(found.p_value) < 0.05))
    assert 0 < called <= 50


@pytest.mark.parametrize(
    ("first", "second", "n", "prior", "said"),
    [
        ([5], [31], 30, 10, "more people than wrote"),
        ([5], [1, 2], 30, 10, "both need the same"),
        ([5], [5], 30, 0, "above 0"),
        ([5], [5], 30, math.inf, "above 0"),
        ([0], [0], 0, 10, "more people than wrote"),
        ([-1], [5], 30, 10, "whole numbers"),
    ],
)
def test_refuses_what_are_no_counts_of_people(
    first: list[int], second: list[int], n: int, prior: float, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        log_odds_ratios(first, second, n_first=n, n_second=n, prior=prior)
