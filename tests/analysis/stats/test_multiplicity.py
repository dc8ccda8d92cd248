"""Adjusted p-values, against R."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.multiplicity import benjamini_hochberg, holm
from tests.analysis.stats.oracles import data, expected

P: list[float] = data("pvalues")


def test_nan_stays_and_does_not_count() -> None:
    # R 4.2.2: p.adjust leaves NA in place and out of the number of comparisons.
    with_gap = benjamini_hochberg([*P[:3], math.nan, *P[3:]]).tolist()
    assert math.isnan(with_gap.pop(3))
    assert with_gap == expected("padjust", "BH")


def test_edges() -> None:
    assert holm([]).tolist() == []
    assert math.isnan(benjamini_hochberg([math.nan])[0])
    assert benjamini_hochberg([0.03]).tolist() == [0.03]


@pytest.mark.parametrize("bad", [[1.2], [-0.1], [[0.1, 0.2]]])
def test_refuses_what_is_no_p_value(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        holm(bad)


@given(st.lists(st.sampled_from([*P, 0.0, 1.0]), min_size=1, max_size=8))
def test_adjusting_never_lowers_and_holm_is_the_stricter(p: list[float]) -> None:
    for raw, strict, lenient in zip(p, holm(p), benjamini_hochberg(p), strict=True):
        assert raw <= lenient + 1e-12
        assert lenient <= strict + 1e-12
        assert strict <= 1
