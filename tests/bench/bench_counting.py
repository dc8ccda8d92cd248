"""A million responses: counting is bounded in time, in memory and against pandas.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``. Each
goal prints one line. ``BENCH_PEOPLE=10000 make bench`` tries it out: goals are held at full size.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.crosstabs import Codes, count_levels, sums_of_products
from analysis.stats.moments import MomentSums
from tests.analysis.stats.calls import FINE, FRAME
from tests.analysis.stats.names import PATHS, function

FULL = 1_000_000
PEOPLE, ITEMS, LEVELS = int(os.environ.get("BENCH_PEOPLE", FULL)), 40, 8
#: Five breakdowns; the last one has the 200 units.
GROUPS = [1, 3, 12, 40, 200]
#: The goals: seconds on 2 cores, times faster than crosstab, times the data as one byte an answer,
#: and times as long for a hundred thousand times the answers.
SECONDS, TIMES_FASTER, TIMES_THE_DATA, TIMES_AS_LONG = 1.0, 30.0, 6.0, 1.5
THREADS = [1, 2]
MORE = 100_000
#: Arguments that are numbers of people.
PEOPLE_IN = {
    "successes", "n", "population", "successes1", "n1", "successes2", "n2", "answered", "invited",
    "counts_0_to_10", "counts", "counts_a", "counts_b", "counts_by_round", "table", "only_first",
    "only_second", "n_before", "n_after", "totals", "margins",
}  # fmt: skip


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


def _crosstab(columns: list[Codes], breakdowns: list[Codes]) -> list[pd.DataFrame]:
    """The same 200 tables: 40 items by 5 breakdowns."""
    return [pd.crosstab(groups, codes) for groups in breakdowns for codes in columns]


def _seconds(function: Callable[..., Any], *arguments: Any, times: int = 1) -> float:
    """The middle of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        function(*arguments)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]


def _say(goal: str, figure: float, limit: float, *, at_least: bool = False) -> None:
    """One line a goal, which is held at full size."""
    reached = figure >= limit if at_least else figure <= limit
    said = ("reached" if reached else "MISSED") if PEOPLE >= FULL else f"held at {FULL:,} people"
    word = "at least" if at_least else "at most"
    print(f"\n{goal}: {figure:.2f} ({word} {limit:g}: {said}; here {PEOPLE:,} people)")
    assert reached or PEOPLE < FULL


def test_the_same_tables(columns: list[Codes], breakdowns: list[Codes]) -> None:
    """What is compared in speed is the same in numbers: the 200 units by one item."""
    ours = count_levels([columns[0]], [LEVELS], [breakdowns[-1]], [GROUPS[-1]])[0][0]
    theirs = pd.crosstab(breakdowns[-1], columns[0])
    assert np.array_equal(ours, theirs.to_numpy())


def test_counting_a_million(benchmark: Any, columns: list[Codes], breakdowns: list[Codes]) -> None:
    benchmark.pedantic(_count, (columns, breakdowns), rounds=5, warmup_rounds=1)
    _say("Seconds for counts and moment sums", benchmark.stats.stats.median, SECONDS)
    counts = _seconds(count_levels, columns, [LEVELS] * ITEMS, breakdowns, GROUPS, times=3)
    moments = _seconds(sums_of_products, columns, times=3)
    print(f"\nOf these: counts {counts:.2f} s, moment sums {moments:.2f} s")


@pytest.mark.parametrize("threads", THREADS)
def test_moment_sums_by_blas_threads(threads: int) -> None:
    """In a process of its own: BLAS reads how many threads it may use when it is loaded."""
    code = (
        "from tests.bench import bench_counting as b; import numpy as np;"
        "rng = np.random.default_rng(1);"
        "columns = [rng.integers(0, b.LEVELS, b.PEOPLE).astype(np.int8) for _ in range(b.ITEMS)];"
        "print(b._seconds(b.sums_of_products, columns, times=5))"
    )
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {**os.environ, **dict.fromkeys(names, str(threads))}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    name = f"Seconds for moment sums, BLAS threads {threads} of {os.cpu_count()} cores"
    _say(name, float(done.stdout), SECONDS)


def test_against_crosstab(benchmark: Any, columns: list[Codes], breakdowns: list[Codes]) -> None:
    benchmark.pedantic(_crosstab, (columns, breakdowns), rounds=1)
    ours = _seconds(_count, columns, breakdowns, times=5)
    faster = benchmark.stats.stats.median / ours
    benchmark.extra_info["times faster"] = round(faster, 1)
    _say("Times faster than 200 tables by pandas.crosstab", faster, TIMES_FASTER, at_least=True)


def test_memory(columns: list[Codes], breakdowns: list[Codes]) -> None:
    """What numpy holds at the peak, answers and groups among it."""
    held = sum(column.nbytes for column in [*columns, *breakdowns])
    tracemalloc.start()
    _count(columns, breakdowns)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    _say("Peak memory, times the data as int8", (held + peak) / (PEOPLE * ITEMS), TIMES_THE_DATA)


def test_statistics_cost_the_same_for_few_and_for_many() -> None:
    """Every statistic that starts from counts or moment sums, for few and for many answers."""
    slowest, total_few, total_many = ("", 0.0), 0.0, 0.0
    for path in PATHS:
        if not (PEOPLE_IN | {"data"}) & set(FINE[path]):
            continue
        few, many = _with(path, 1), _with(path, MORE)
        one = _seconds(lambda path=path, few=few: function(path)(**few), times=15)
        other = _seconds(lambda path=path, many=many: function(path)(**many), times=15)
        total_few, total_many = total_few + one, total_many + other
        slowest = max(slowest, (path, other / one), key=lambda found: found[1])
    _say(f"Statistics, time for {MORE:,} times the answers", total_many / total_few, TIMES_AS_LONG)
    print(f"\nThe largest ratio of one of them: {slowest[1]:.2f} ({slowest[0]})")


def _with(path: str, times: int) -> dict[str, Any]:
    """A call of a statistic with so many times the people."""
    call = dict(FINE[path])
    for name in PEOPLE_IN & set(call):
        call[name] = (np.array(call[name]) * times).tolist()
    if "data" in call:
        sums = MomentSums.from_frame(FRAME)
        products = tuple(tuple(x * times for x in row) for row in sums.products)
        call["data"] = MomentSums(
            sums.items, sums.n * times, tuple(x * times for x in sums.sums), products
        )
    return call
