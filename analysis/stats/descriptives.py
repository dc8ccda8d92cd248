"""Mean, spread and median of answers that are given as counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.stats.counts import (
    Counts,
    FloatArray,
    IntArray,
    as_counts,
    as_numbers,
    as_probability,
    as_whole,
)


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean of ``n`` answers with its interval, standard deviation and median, in scale units.

    NaN marks what these answers cannot tell: everything at n = 0; ``sd`` and the interval at
    n = 1; the interval where all answers are the same.
    """

    n: int
    mean: float
    sd: float
    median: float
    low: float
    high: float

    @property
    def estimate(self) -> float:
        """The mean, by the name that every figure with an interval has."""
        return self.mean


def summarize_counts(
    counts: Counts,
    values: Sequence[float],
    population: int | None = None,
    confidence: float = 0.95,
) -> Summary:
    """Describe answers of which ``counts[i]`` have the value ``values[i]``.

    ``low`` and ``high``: t interval of the mean, ``mean +- t sd / sqrt(n)``; with a ``population``
    N the standard error is multiplied by ``sqrt(1 - n/N)``, so that a census has width zero. The
    t interval says nothing where all answers are the same, and is NaN there.

    Source: R 4.2.2 ``t.test``; survey 4.5 ``svymean`` with ``fpc``, both to 1e-9.

    >>> summary = summarize_counts([14, 21, 22, 24, 14], [1, 2, 3, 4, 5])
    >>> round(summary.mean, 3), round(summary.sd, 3), summary.median
    (3.032, 1.292, 3.0)
    """
    array = as_counts(counts)
    numbers = _values(values, array)
    confidence = as_probability(confidence, "confidence")
    n = int(array.sum())
    if population is not None and as_whole(population, "population") < n:
        raise ValueError(f"{n} people answered, but the population is {population}")
    if n == 0:
        return Summary(0, math.nan, math.nan, math.nan, math.nan, math.nan)
    mean = float(array @ numbers) / n
    sd = _deviation(array, numbers, mean)
    half_width = _half_width(n, sd, population, confidence)
    return Summary(n, mean, sd, _median(array, numbers), mean - half_width, mean + half_width)


def quantile_counts(counts: Counts, values: Sequence[float], share: float) -> float:
    """The value below which a share of the answers lies; NaN at n = 0.

    The smallest value that at least this share does not exceed; where exactly this share does not,
    half-way to the next value. At 0.5 that is the median.

    Source: R ``quantile(x, share, type = 2)``.

    >>> quantile_counts([1] * 10, list(range(1, 11)), 0.25), quantile_counts([1, 1], [0, 4], 0.5)
    (3.0, 2.0)
    """
    array = as_counts(counts)
    numbers = _values(values, array)
    n = int(array.sum())
    if n == 0:
        return math.nan
    order = np.argsort(numbers, kind="stable")
    reached = np.cumsum(array[order])
    rank = as_probability(share, "share") * n
    places = (math.ceil(rank) - 1, min(math.floor(rank), n - 1))
    return float(
        np.mean([numbers[order][np.searchsorted(reached, p, side="right")] for p in places])
    )


def _values(values: Sequence[float], counts: IntArray) -> FloatArray:
    numbers = as_numbers(values, "values")
    if numbers.shape != counts.shape or not np.all(np.isfinite(numbers)):
        raise ValueError(f"values are {values}: {counts.size} counts need as many finite values")
    return numbers


def _deviation(counts: IntArray, values: FloatArray, mean: float) -> float:
    n = int(counts.sum())
    if n < 2:
        return math.nan
    if np.unique(values[counts > 0]).size == 1:  # exactly zero, whatever the mean's rounding error
        return 0.0
    return math.sqrt(float(counts @ (values - mean) ** 2) / (n - 1))


def _half_width(n: int, sd: float, population: int | None, confidence: float) -> float:
    if n == population:
        return 0.0
    if n < 2 or sd == 0:
        return math.nan
    correction = 1.0 if population is None else 1 - n / population
    return float(stats.t.isf((1 - confidence) / 2, n - 1)) * sd * math.sqrt(correction / n)


def _median(counts: IntArray, values: FloatArray) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(counts[order])
    n = int(reached[-1])
    middle = [int(np.searchsorted(reached, rank, side="right")) for rank in ((n - 1) // 2, n // 2)]
    return float(values[order][middle].mean())
