"""Two constructs, or one under two names?"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.moments import MomentSums
from analysis.stats.validity import HARDLY_TWO, heterotrait_monotrait

FIRST, SECOND = ["a1", "a2", "a3"], ["b1", "b2"]


def _answers(seed: int, n: int, apart: float) -> pd.DataFrame:
    """Two traits that correlate by ``1 - apart``; every item is half trait, half its own."""
    rng = np.random.default_rng(seed)
    common, own = rng.normal(size=n), rng.normal(size=(n, 2))
    traits = math.sqrt(1 - apart) * common[:, None] + math.sqrt(apart) * own
    columns = {
        item: np.round(3 + traits[:, place] + rng.normal(size=n), 3)
        for place, items in enumerate((FIRST, SECOND))
        for item in items
    }
    return pd.DataFrame(columns)


@pytest.mark.parametrize(("apart", "expected"), [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)])
def test_finds_the_correlation_of_the_traits(apart: float, expected: float) -> None:
    found = heterotrait_monotrait(_answers(1, 20_000, apart), FIRST, SECOND)
    assert found.n == 20_000
    assert found.estimate == pytest.approx(expected, abs=0.03)
    assert (found.estimate > HARDLY_TWO) == (expected > HARDLY_TWO)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 39))
def test_sums_of_groups_give_the_number_of_the_rows(seed: int, cut: int) -> None:
    frame = _answers(seed, 40, 0.5).round(0)
    sums = MomentSums.from_frame(frame[:cut]) + MomentSums.from_frame(frame[cut:])
    rows = heterotrait_monotrait(frame, FIRST, SECOND).estimate
    assert heterotrait_monotrait(sums, FIRST, SECOND).estimate == pytest.approx(rows, nan_ok=True)


def test_a_reversed_item_is_the_turned_answer() -> None:
    frame = _answers(2, 500, 0.3)
    turned = frame.assign(b2=6 - frame["b2"])
    straight = heterotrait_monotrait(frame, FIRST, SECOND).estimate
    assert heterotrait_monotrait(turned, FIRST, SECOND, reverse=["b2"]).estimate == pytest.approx(
        straight
    )
    assert math.isnan(heterotrait_monotrait(turned, FIRST, SECOND).estimate)


def test_one_item_is_a_construct_too() -> None:
    frame = _answers(3, 500, 0.3)
    alone = heterotrait_monotrait(frame, ["a1"], ["b1"]).estimate
    assert alone == pytest.approx(frame["a1"].corr(frame["b1"]))


def test_edges() -> None:
    frame = _answers(4, 20, 0.5)
    assert math.isnan(heterotrait_monotrait(frame[:1], FIRST, SECOND).estimate)
    assert heterotrait_monotrait(frame[:0], FIRST, SECOND).n == 0
    constant = frame.assign(a1=3.0)
    assert math.isnan(heterotrait_monotrait(constant, FIRST, SECOND).estimate)


def test_refuses_bad_input() -> None:
    frame = _answers(5, 20, 0.5)
    with pytest.raises(ValueError, match="no items"):
        heterotrait_monotrait(frame, FIRST, [])
    with pytest.raises(ValueError, match="a1 in both constructs"):
        heterotrait_monotrait(frame, FIRST, ["a1"])
    with pytest.raises(ValueError, match="c9"):
        heterotrait_monotrait(frame, FIRST, ["c9"])
