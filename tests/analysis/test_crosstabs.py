"""Counting of coded answers, against pandas and against plain products."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.crosstabs import count_levels, sums_of_products


def _columns(seed: int, people: int, sizes: tuple[int, ...]) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, size, people).astype(np.int8) for size in sizes]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 60), st.lists(st.integers(1, 104), max_size=6))
def test_counts_are_those_of_crosstab(seed: int, people: int, levels: list[int]) -> None:
    columns = _columns(seed, people, tuple(levels))
    breakdowns = _columns(seed + 1, people, (1, 3, 12))
    counted = count_levels(columns, levels, breakdowns, [1, 3, 12])
    assert [len(tables) for tables in counted] == [len(levels)] * 3
    for groups, tables in zip(breakdowns, counted, strict=True):
        for codes, size, table in zip(columns, levels, tables, strict=True):
            assert table.shape[1] == size
            assert table.sum() == people
            if people:
                expected = pd.crosstab(groups, codes)
                assert (
                    table[expected.index][:, expected.columns].tolist() == expected.values.tolist()
                )


def test_people_beyond_one_chunk_count_once() -> None:
    columns = _columns(1, 300_000, (5, 7))
    (one,), (other,) = (
        count_levels(columns, [5, 7], [columns[0]], [5])[0][i : i + 1] for i in (0, 1)
    )
    assert one.tolist() == np.diag(np.bincount(columns[0])).tolist()
    assert other.tolist() == pd.crosstab(columns[0], columns[1]).values.tolist()


@pytest.mark.parametrize(("low", "high"), [(1, 6), (-5, 6), (0, 101)])
def test_products_are_exact(low: int, high: int) -> None:
    rng = np.random.default_rng(2)
    columns = [rng.integers(low, high, 200_000).astype(np.int8) for _ in range(4)]
    sums, products = sums_of_products(columns)
    rows = np.array(columns, dtype=np.int64)
    assert sums.tolist() == rows.sum(axis=1).tolist()
    assert products.tolist() == (rows @ rows.T).tolist()


def test_nobody_and_nothing() -> None:
    assert count_levels([], [], [np.zeros(0, int)], [2]) == [[]]
    assert count_levels([np.zeros(0, int)], [3], [np.zeros(0, int)], [2])[0][0].tolist() == [
        [0, 0, 0],
        [0, 0, 0],
    ]
    sums, products = sums_of_products([])
    assert (sums.shape, products.shape) == ((0,), (0, 0))


def test_refuses_bad_input() -> None:
    two = np.array([0, 1])
    with pytest.raises(ValueError, match="code 3: give whole numbers from 0 to 2"):
        count_levels([np.array([0, 3])], [3], [two], [2])
    with pytest.raises(ValueError, match="code -1"):
        count_levels([np.array([0, -1])], [3], [two], [2])
    with pytest.raises(ValueError, match="group 1: give whole numbers from 0 to 0"):
        count_levels([two], [2], [two], [1])
    with pytest.raises(ValueError, match="differ in length"):
        count_levels([two], [2], [np.zeros(3, int)], [2])
    with pytest.raises(ValueError, match="1 columns, but 2 sizes"):
        count_levels([two], [2, 2], [two], [2])
