"""Mean, spread, median and boxes of answers that are given as counts."""

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

#: Answers at either end that count as favourable and unfavourable where a scale does not say, and
#: the fewest levels on which that can be.
BOXES, FEWEST_LEVELS = 2, 4


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean of ``n`` answers with its interval, standard deviation and median, in scale units.

    ``favourable`` and ``unfavourable`` are the shares of the highest and of the lowest values, from
    0 to 1, ``net`` the first less the second. NaN marks what these answers cannot tell: everything
    at n = 0; ``sd`` and the interval at n = 1; the interval where all answers are the same.
    """

    n: int
    mean: float
    sd: float
    median: float
    low: float
    high: float
    favourable: float
    unfavourable: float

    @property
    def net(self) -> float:
        """Favourable less unfavourable, from -1 to 1."""
        return self.favourable - self.unfavourable

    @property
    def estimate(self) -> float:
        """The mean, by the name that every figure with an interval has."""
        return self.mean


def summarize_counts(
    counts: Counts,
    values: Sequence[float],
    population: int | None = None,
    confidence: float = 0.95,
    *,
    boxes: int | None = None,
) -> Summary:
    """Describe answers of which ``counts[i]`` have the value ``values[i]``.

    ``low`` and ``high``: t interval of the mean, ``mean +- t sd / sqrt(n)``; with a ``population``
    N the standard error is multiplied by ``sqrt(1 - n/N)``, so that a census has width zero. The
    t interval says nothing where all answers are the same, and is NaN there. The ``boxes`` highest
    values are favourable and the ``boxes`` lowest unfavourable: 2 where none are given and the
    scale has four levels or more, NaN on a shorter one.

    Source: R 4.2.2 ``t.test``; survey 4.5 ``svymean`` with ``fpc``, both to 1e-9.

    >>> summary = summarize_counts([14, 21, 22, 24, 14], [1, 2, 3, 4, 5])
    >>> round(summary.mean, 3), round(summary.sd, 3), summary.median
    (3.032, 1.292, 3.0)
    >>> round(summary.favourable, 3), round(summary.unfavourable, 3), round(summary.net, 3)
    (0.4, 0.368, 0.032)
    """
    array = as_counts(counts)
    numbers = _values(values, array)
    ends = _boxes(boxes, numbers)
    confidence = as_probability(confidence, "confidence")
    n = int(array.sum())
    if population is not None and as_whole(population, "population") < n:
        raise ValueError(f"{n} people answered, but the population is {population}")
    if n == 0:
        return Summary(0, *(math.nan,) * 7)
    mean = float(array @ numbers) / n
    sd = _deviation(array, numbers, mean)
    half_width = _half_width(n, sd, population, confidence)
    median, (low, high) = _median(array, numbers), (mean - half_width, mean + half_width)
    return Summary(n, mean, sd, median, low, high, *_ends(array, numbers, ends))


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


def _boxes(boxes: int | None, values: FloatArray) -> int:
    """How many levels at either end are counted together; 0 for none."""
    levels = np.unique(values).size
    if boxes is None:
        return BOXES if levels >= FEWEST_LEVELS else 0
    if not 1 <= as_whole(boxes, "boxes") <= levels // 2:
        raise ValueError(f"boxes is {boxes}: give from 1 to {levels // 2} of {levels} levels")
    return int(boxes)


def _ends(counts: IntArray, values: FloatArray, boxes: int) -> tuple[float, float]:
    """The shares of the highest and of the lowest values."""
    if not boxes:
        return math.nan, math.nan
    ordered = np.unique(values)
    high, low = (np.isin(values, part) for part in (ordered[-boxes:], ordered[:boxes]))
    return float(counts[high].sum() / counts.sum()), float(counts[low].sum() / counts.sum())


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
