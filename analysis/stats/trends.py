"""Does something rise or fall over ordered rounds? From counts, rounds oldest first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.stats.counts import Counts, IntArray, as_counts, as_table


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


def jonckheere_terpstra(
    counts_by_round: Sequence[Counts] | NDArray[np.integer],
) -> JonckheereTerpstra:
    """Do answers get higher or lower from round to round? Two-sided, with tie correction.

    One row of counts a round. J counts, over all pairs of rounds, the pairs of answers in which
    the later is higher, ties half; its variance is Hollander and Wolfe's with ties, so that z is
    that of Kendall's tau between round and answer. p = 1 where everybody gave the same answer; NaN
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
    s = np.arange(k.size, dtype=np.float64) if scores is None else np.asarray(scores, np.float64)
    if not k.shape == n.shape == s.shape or not np.all(np.isfinite(s)):
        raise ValueError("give successes, totals and finite scores for the same rounds")
    if np.any(k > n):
        raise ValueError("successes cannot outnumber totals")
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
