"""Does something rise or fall over ordered rounds? Rounds oldest first, mostly as counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.stats.counts import (
    Counts,
    FloatArray,
    IntArray,
    as_counts,
    as_numbers,
    as_probability,
    as_table,
)
from analysis.stats.ordinal_logit import OrdinalLogitTrend, ordinal_logit_trend

__all__ = [
    "CochranArmitage",
    "JonckheereTerpstra",
    "MannKendall",
    "OrdinalLogitTrend",
    "TheilSen",
    "cochran_armitage",
    "jonckheere_terpstra",
    "mann_kendall",
    "ordinal_logit_trend",
    "theil_sen",
]
#: Up to this many rounds without ties, Mann and Kendall's p-value is exact.
EXACT_UP_TO = 50


@dataclass(frozen=True, slots=True)
class JonckheereTerpstra:
    """Trend of ordinal answers. ``statistic`` is J, ``z`` its standardised value.

    ``estimate``: of all pairs of answers from different rounds, the share in which the later one
    is higher (ties half): one half means no trend.
    """

    n: int
    statistic: float
    z: float
    p_value: float
    estimate: float


@dataclass(frozen=True, slots=True)
class CochranArmitage:
    """Trend of a share. ``statistic`` is z, positive when the share rises.

    ``estimate``: change of the share per unit of the round scores, by weighted least squares.
    """

    n: int
    statistic: float
    p_value: float
    estimate: float


@dataclass(frozen=True, slots=True)
class MannKendall:
    """Trend of one figure over ``n`` rounds. ``statistic`` is S, the rises less the falls.

    ``variance`` of S and ``z`` (with continuity correction) are those of the normal approximation;
    ``estimate`` is Kendall's tau-b, from -1 to 1.
    """

    n: int
    statistic: float
    variance: float
    z: float
    p_value: float
    estimate: float


@dataclass(frozen=True, slots=True)
class TheilSen:
    """The middle of all slopes between two of ``n`` rounds, per unit of their positions.

    ``intercept``: the median figure less the slope times the median position.
    """

    n: int
    estimate: float
    low: float
    high: float
    intercept: float


def jonckheere_terpstra(
    counts_by_round: Sequence[Counts] | NDArray[np.integer],
) -> JonckheereTerpstra:
    """Do answers get higher or lower from round to round? Two-sided, with tie correction.

    One row of counts a round. J counts, over all pairs of rounds, the pairs of answers in which
    the later is higher, ties half: ``z = (J - (N^2 - sum(n^2)) / 4) / sqrt(V)``. V is Hollander and
    Wolfe's with ties, so that z is that of Kendall's tau between round and answer: with n the
    sizes of rounds, t those of ties, ``a(x) = x (x - 1) (2x + 5)``, ``b(x) = x (x - 1) (x - 2)``
    and ``c(x) = x (x - 1)`` it is ``(a(N) - sum(a(n)) - sum(a(t))) / 72 + sum(b(n)) sum(b(t)) /
    (36 b(N)) + sum(c(n)) sum(c(t)) / (8 c(N))``. p = 1 where everybody gave the same answer; NaN
    where fewer than two rounds have answers.

    Source: Hollander and Wolfe (1999) 6.2; agrees with R 4.2.2 ``cor.test(method = "kendall",
    exact = FALSE)`` and statsmodels 0.15 ``jonckheere_terpstra`` on the rows to 1e-9.

    >>> rounds = [[14, 21, 22, 24, 14], [8, 20, 26, 35, 10], [7, 15, 23, 25, 15],
    ...           [9, 14, 24, 31, 21], [6, 13, 27, 25, 19], [3, 17, 19, 32, 23]]
    >>> round(jonckheere_terpstra(rounds).z, 3)
    3.373
    """
    table = as_table(counts_by_round)
    sizes, levels = table.sum(axis=1), table.sum(axis=0)
    n = int(sizes.sum())
    pairs = (n**2 - sum(t**2 for t in sizes.tolist())) // 2
    if pairs == 0:
        return JonckheereTerpstra(n, math.nan, math.nan, math.nan, math.nan)
    statistic = _later_wins(table)
    if np.count_nonzero(levels) == 1:
        return JonckheereTerpstra(n, statistic, 0.0, 1.0, statistic / pairs)
    z = (statistic - pairs / 2) / math.sqrt(_tied_variance(n, sizes, levels))
    p_value = float(2 * stats.norm.sf(abs(z)))
    return JonckheereTerpstra(n, statistic, z, p_value, statistic / pairs)


def cochran_armitage(
    successes: Sequence[int] | NDArray[np.integer],
    totals: Sequence[int] | NDArray[np.integer],
    scores: Sequence[float] | None = None,
) -> CochranArmitage:
    """Does a share rise or fall in a straight line over the rounds? Two-sided.

    ``successes[i]`` of ``totals[i]`` people in round i, at position ``scores[i]`` (0, 1, 2, ...
    where none are given). ``z = sum(s (k - n p)) / sqrt(p (1 - p) (sum(n s^2) - sum(n s)^2 / N))``.
    p = 1 where the share is 0 or 1 throughout; NaN where fewer than two positions have answers.

    Source: Armitage (1955); agrees with R 4.2.2 ``prop.trend.test`` and DescTools 0.99.59
    ``CochranArmitageTest`` to 1e-9.

    >>> round(cochran_armitage([38, 45, 40, 52, 44, 55], [95, 99, 85, 99, 90, 94]).p_value, 5)
    0.01143
    """
    k, n = as_counts(successes, "successes"), as_counts(totals, "totals")
    s = np.arange(k.size, dtype=np.float64) if scores is None else as_numbers(scores, "scores")
    if not k.shape == n.shape == s.shape or not np.all(np.isfinite(s)):
        raise ValueError(
            f"{k.size} successes, {n.size} totals and scores {s.tolist()}: give successes, totals "
            "and finite scores for the same rounds"
        )
    if np.any(k > n):
        place = int(np.argmax(k > n))
        raise ValueError(f"{k[place]} of {n[place]}: successes cannot outnumber totals")
    total = int(n.sum())
    if total == 0 or np.unique(s[n > 0]).size < 2:
        return CochranArmitage(total, math.nan, math.nan, math.nan)
    share = int(k.sum()) / total
    centred = s - float(n @ s) / total
    spread = float(n @ centred**2)
    moved = float(centred @ k)
    if share in (0, 1):
        return CochranArmitage(total, 0.0, 1.0, 0.0)
    z = moved / math.sqrt(share * (1 - share) * spread)
    return CochranArmitage(total, z, float(2 * stats.norm.sf(abs(z))), moved / spread)


def mann_kendall(
    figures: Sequence[float] | NDArray[np.floating], *, exact: bool | None = None
) -> MannKendall:
    """Does a figure of each round, such as a mean or a share, tend to rise or fall? Two-sided.

    S counts the pairs of rounds in which the later figure is higher, less those in which it is
    lower. p comes from all orders of the rounds (``exact``; the default without ties up to 50
    rounds), or from ``z = (S -+ 1) / sqrt(variance)`` with ``variance = (n (n-1) (2n+5) - sum(t
    (t-1) (2t+5))) / 18``, t the sizes of ties. It knows nothing of how many people stand behind a
    figure, and needs about six rounds: of fewer than four none is below 5 %. NaN stands for a
    round without a figure and is left out. p = 1 where all figures are the same; NaN where there
    are fewer than two.

    Source: Mann (1945), Kendall (1975); scipy ``kendalltau`` does the exact test; agrees with R:
    trend 1.1.6 ``mk.test`` and R 4.2.2 ``cor.test(method = "kendall", exact = TRUE)`` to 1e-9.

    >>> result = mann_kendall([0.40, 0.45, 0.47, 0.53, 0.49, 0.59])
    >>> result.statistic, round(result.p_value, 4)
    (13.0, 0.0167)
    """
    y = _figures(figures)
    y = y[~np.isnan(y)]
    n, ties = len(y), np.unique(y, return_counts=True)[1].tolist()
    tied = max(ties, default=0) > 1
    if exact and tied:
        raise ValueError("figures are tied: the exact p-value is for figures that all differ")
    if n < 2:
        return MannKendall(n, *(math.nan,) * 5)
    if len(ties) == 1:
        return MannKendall(n, 0.0, 0.0, 0.0, 1.0, 0.0)
    statistic = float(np.sign(y[None, :] - y[:, None])[np.triu_indices(n, 1)].sum())
    variance = (_cubes(n) - sum(map(_cubes, ties))) / 18
    z = (statistic - np.sign(statistic)) / math.sqrt(variance)
    p_value = float(2 * stats.norm.sf(abs(z)))
    if exact or (exact is None and not tied and n <= EXACT_UP_TO):
        p_value = float(stats.kendalltau(np.arange(n), y, method="exact").pvalue)
    pairs = n * (n - 1) / 2
    untied = pairs - sum(t * (t - 1) / 2 for t in ties)
    return MannKendall(
        n, statistic, variance, float(z), p_value, statistic / math.sqrt(pairs * untied)
    )


def theil_sen(
    figures: Sequence[float] | NDArray[np.floating],
    positions: Sequence[float] | None = None,
    confidence: float = 0.95,
) -> TheilSen:
    """By how much does a figure change per round? One odd round does not bend the line.

    The median of the slopes between any two rounds, ``(y_j - y_i) / (x_j - x_i)``, at ``positions``
    (0, 1, 2, ... where none are given; strictly rising), with the interval that inverts Kendall's
    test. NaN stands for a round without a figure, and is left out. The interval is NaN where even
    the widest, from the smallest slope to the largest, would not reach the ``confidence`` (fewer
    than five rounds at 95 %); all NaN where there are fewer than two.

    Source: Theil (1950), Sen (1968); scipy ``theilslopes`` does the work; agrees with R: trend
    1.1.6 ``sens.slope`` to 1e-9.

    >>> line = theil_sen([0.40, 0.45, 0.47, 0.53, 0.49, 0.59])
    >>> round(line.estimate, 3), round(line.low, 3), round(line.high, 3)
    (0.035, 0.01, 0.06)
    """
    y, confidence = _figures(figures), as_probability(confidence, "confidence")
    x = np.arange(len(y), dtype=np.float64) if positions is None else _figures(positions)
    if x.shape != y.shape or not np.all(np.diff(x) > 0):
        raise ValueError(f"positions are {positions}: give {len(y)} numbers that rise, one a round")
    known = ~np.isnan(y)
    x, y, n = x[known], y[known], int(known.sum())
    if n < 2:
        return TheilSen(n, *(math.nan,) * 4)
    line = stats.theilslopes(y, x, alpha=confidence)
    # Of n! orders of the rounds two give the extreme slopes.
    reached = 2 / math.factorial(min(n, 20)) <= 1 - confidence
    low, high = (float(line[2]), float(line[3])) if reached else (math.nan, math.nan)
    return TheilSen(n, float(line[0]), low, high, float(line[1]))


def _figures(values: Sequence[float] | NDArray[np.floating]) -> FloatArray:
    figures = as_numbers(values, "figures")
    if figures.ndim != 1 or np.any(np.isinf(figures)):
        raise ValueError(f"{values}: give one finite number a round, NaN where there is none")
    return figures


def _later_wins(table: IntArray) -> float:
    doubled = 0
    earlier = np.zeros_like(table[0])
    for row in table:
        below = np.cumsum(earlier) - earlier
        doubled += sum(
            later * (2 * under + equal)
            for later, under, equal in zip(
                row.tolist(), below.tolist(), earlier.tolist(), strict=True
            )
        )
        earlier = earlier + row
    return doubled / 2


def _tied_variance(n: int, sizes: IntArray, levels: IntArray) -> float:
    t, u = sizes.tolist(), levels.tolist()
    variance = (_cubes(n) - sum(map(_cubes, t)) - sum(map(_cubes, u))) / 72
    if n > 2:
        triples = sum(x * (x - 1) * (x - 2) for x in t) * sum(x * (x - 1) * (x - 2) for x in u)
        variance += triples / (36 * n * (n - 1) * (n - 2))
    doubles = sum(x * (x - 1) for x in t) * sum(x * (x - 1) for x in u)
    return float(variance + doubles / (8 * n * (n - 1)))


def _cubes(x: int) -> int:
    return x * (x - 1) * (2 * x + 5)
