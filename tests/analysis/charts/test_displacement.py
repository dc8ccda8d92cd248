"""Labels beside a column never overlap, and are moved no more than that needs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from analysis.charts.displacement import apart


def test_labels_that_touch_nothing_stay() -> None:
    assert apart([50, 10], [10, 10], top=0, bottom=100) == [50, 10]
    assert apart([], [], top=0, bottom=100) == []


def test_equal_places_share_the_move_and_keep_their_order() -> None:
    assert apart([50, 50, 50], [10, 10, 10], top=0, bottom=100) == [40, 50, 60]


def test_labels_keep_inside_the_column() -> None:
    assert apart([0, 0], [10, 20], top=0, bottom=100) == [5, 20]
    assert apart([100, 100], [10, 20], top=0, bottom=100) == [75, 90]


@pytest.mark.parametrize("seed", range(20))
def test_the_moves_are_the_least_and_nothing_overlaps(seed: int) -> None:
    """Against a general solver: scipy's SLSQP on the same problem."""
    generator = np.random.default_rng(seed)
    size = int(generator.integers(2, 12))
    wanted, heights = generator.uniform(0, 400, size), generator.uniform(8, 30, size)
    found = apart(list(wanted), list(heights), top=0, bottom=400)
    order = np.argsort(wanted, kind="stable")
    gaps: list[Any] = [
        {"type": "ineq", "fun": lambda x, a=a, b=b: x[b] - x[a] - (heights[a] + heights[b]) / 2}
        for a, b in pairwise(order)
    ]
    bounds = [(h / 2, 400 - h / 2) for h in heights]

    def moved(middles: Any) -> float:
        return float(((np.asarray(middles) - wanted) ** 2).sum())

    start = np.asarray(found)
    best = minimize(moved, start, constraints=gaps, bounds=bounds, method="SLSQP")
    assert moved(found) <= best.fun + 1e-3
    for a, b in pairwise(order):
        assert found[b] - found[a] >= (heights[a] + heights[b]) / 2 - 1e-9
    for y, h in zip(found, heights, strict=True):
        assert y - h / 2 >= -1e-9
        assert y + h / 2 <= 400 + 1e-9


def test_as_many_heights_as_labels() -> None:
    with pytest.raises(ValueError, match="2 labels with 1 heights"):
        apart([1, 2], [1], top=0, bottom=10)
