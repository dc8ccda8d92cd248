"""A million responses: counting is bounded in time, in memory and against pandas.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``.
"""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.crosstabs import Codes, count_levels, sums_of_products
from analysis.stats.descriptives import summarize_counts
from analysis.stats.ordinal import brunner_munzel, cliffs_delta
from analysis.stats.proportions import newcombe_difference, wilson_interval

PEOPLE, ITEMS, LEVELS = 1_000_000, 40, 8
GROUPS = [1, 3, 12, 40, 200]
#: The goals: seconds on 2 cores, times faster than crosstab, times the data as one byte an answer.
SECONDS, TIMES_FASTER, TIMES_THE_DATA = 1.0, 30, 6


@pytest.fixture(scope="module")
def columns() -> list[Codes]:
    rng = np.random.default_rng(1)
    return [rng.integers(0, LEVELS, PEOPLE).astype(np.int8) for _ in range(ITEMS)]


@pytest.fixture(scope="module")
def breakdowns() -> list[Codes]:
    rng = np.random.default_rng(2)
    return [rng.integers(0, groups, PEOPLE).astype(np.int16) for groups in GROUPS]


def _count(columns: list[Codes], breakdowns: list[Codes]) -> Any:
    counted = count_levels(columns, [LEVELS] * ITEMS, breakdowns, GROUPS)
    return counted, sums_of_products(columns)


def _crosstab(columns: list[Codes], breakdowns: list[Codes]) -> Any:
    return [[pd.crosstab(groups, codes) for codes in columns] for groups in breakdowns]


def _seconds(function: Any, *arguments: Any) -> float:
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def test_counting_a_million(benchmark: Any, columns: list[Codes], breakdowns: list[Codes]) -> None:
    benchmark.pedantic(_count, (columns, breakdowns), rounds=5, warmup_rounds=1)
    assert benchmark.stats.stats.median <= SECONDS


def test_against_crosstab(benchmark: Any, columns: list[Codes], breakdowns: list[Codes]) -> None:
    benchmark.pedantic(_crosstab, (columns, breakdowns), rounds=1)
    ours = sorted(_seconds(_count, columns, breakdowns) for _ in range(5))[2]
    benchmark.extra_info["times faster"] = round(benchmark.stats.stats.median / ours, 1)
    print(f"\n{benchmark.extra_info['times faster']} times faster than pandas.crosstab")
    assert benchmark.extra_info["times faster"] >= TIMES_FASTER


def test_memory(columns: list[Codes], breakdowns: list[Codes]) -> None:
    tracemalloc.start()
    _count(columns, breakdowns)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\npeak {peak / (PEOPLE * ITEMS):.1f} times the data as one byte an answer")
    assert peak + PEOPLE * ITEMS <= TIMES_THE_DATA * PEOPLE * ITEMS


@pytest.mark.parametrize("people", [100, 10_000_000], ids=["100 people", "10 million people"])
def test_statistics_cost_the_same_for_few_and_for_many(benchmark: Any, people: int) -> None:
    before = (np.array([0.10, 0.20, 0.25, 0.30, 0.15]) * people).astype(int)
    after = (np.array([0.05, 0.15, 0.20, 0.35, 0.25]) * people).astype(int)

    def all_of_them() -> None:
        n, m = int(before.sum()), int(after.sum())
        wilson_interval(int(before[3:].sum()), n)
        summarize_counts(before, [1, 2, 3, 4, 5])
        brunner_munzel(before, after)
        cliffs_delta(before, after)
        newcombe_difference(int(before[3:].sum()), n, int(after[3:].sum()), m)

    benchmark(all_of_them)
