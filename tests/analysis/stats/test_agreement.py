"""Kendall's tau-b: numbers from elsewhere, and what has to hold of any two orders."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.agreement import rank_agreement

places = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12)


def test_the_example_of_scipy() -> None:
    # scipy 1.11 documentation of kendalltau: x1 = [12, 2, 1, 12, 2], x2 = [1, 4, 7, 1, 0].
    found = rank_agreement([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])
    assert found.estimate == pytest.approx(-0.47140452079103173)
    # By hand: of 10 pairs, 2 rise together, 6 do not, and 2 are tied in x1, one of them in x2 too.
    assert (found.same, found.opposite, found.tied, found.pairs) == (2, 6, 2, 10)
    assert found.estimate == pytest.approx((2 - 6) / math.sqrt((10 - 2) * (10 - 1)))


def test_the_same_order_and_its_reverse() -> None:
    assert rank_agreement([1, 2, 3], [10, 20, 30]).estimate == pytest.approx(1)
    assert rank_agreement([1, 2, 3], [3, 2, 1]).estimate == pytest.approx(-1)


@pytest.mark.parametrize("pair", [([], []), ([1], [2]), ([1, 1, 1], [1, 2, 3])])
def test_there_is_no_agreement_without_an_order(pair: tuple[list[float], list[float]]) -> None:
    found = rank_agreement(*pair)
    assert math.isnan(found.estimate)
    assert found.pairs == found.tied


@pytest.mark.parametrize("pair", [([1], []), ([1, math.nan], [1, 2])])
def test_what_has_no_order_is_refused(pair: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match=r"beside|finite"):
        rank_agreement(*pair)


@given(places)
def test_pairs_add_up_and_give_the_same_tau(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    found = rank_agreement(first, second)
    assert found.pairs == len(pairs) * (len(pairs) - 1) // 2
    turned = rank_agreement(second, first)
    assert (turned.same, turned.opposite, turned.tied) == (found.same, found.opposite, found.tied)
    backwards = rank_agreement([-a for a in first], second)
    assert (backwards.same, backwards.opposite) == (found.opposite, found.same)
    ties = [sum(a == b for i, a in enumerate(one) for b in one[i + 1 :]) for one in (first, second)]
    free = (found.pairs - ties[0]) * (found.pairs - ties[1])
    if free:
        assert found.estimate == pytest.approx((found.same - found.opposite) / math.sqrt(free))
    else:
        assert math.isnan(found.estimate)
