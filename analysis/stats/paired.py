"""The same people asked twice: only for imports of past rounds in which people are identified.

``table[i][j]`` counts the people who gave level ``i`` first and level ``j`` second, lowest level
first. Everything is read as "second over first": ``estimate`` is positive when answers went up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special, stats
from scipy.sparse import csgraph
from statsmodels.stats.contingency_tables import mcnemar as _statsmodels_mcnemar

from analysis.stats.counts import (
    Counts,
    FloatArray,
    IntArray,
    as_counts,
    as_numbers,
    as_probability,
    as_table,
)

Table = Sequence[Counts] | NDArray[np.integer]
#: Up to this many people who moved, the signed ranks' exact distribution may be asked for.
EXACT_UP_TO = 500


@dataclass(frozen=True, slots=True)
class McNemar:
    """Change of a share among ``n`` people asked twice. ``estimate``: second share minus first.

    ``statistic`` is chi-square with ``df`` 1, ``p_value`` its p-value; ``p_exact`` that of the
    binomial test of those who moved.
    """

    n: int
    statistic: float
    df: int
    p_value: float
    p_exact: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StuartMaxwell:
    """Change of a whole distribution among ``n`` people asked twice: chi-square with ``df``."""

    n: int
    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True)
class SignedRank:
    """Wilcoxon's signed ranks. ``statistic``: V, the sum of the ranks of those who went up.

    ``n`` people of whom ``zeros`` did not move; ``z`` positive where answers went up;
    ``estimate``: the rank-biserial correlation ``(V - W) / (V + W)``, from -1 to 1, with W the sum
    of the ranks of those who went down.
    """

    n: int
    zeros: int
    statistic: float
    z: float
    p_value: float
    estimate: float


@dataclass(frozen=True, slots=True)
class PartiallyOverlapping:
    """Second mean minus first, in scale units, of rounds that share ``n_both`` people.

    ``n1`` and ``n2`` are all answers of a round, those of the shared people included.
    """

    n1: int
    n2: int
    n_both: int
    statistic: float
    df: float
    p_value: float
    estimate: float
    low: float
    high: float


def mcnemar(table: Table, *, correction: bool = True, confidence: float = 0.95) -> McNemar:
    """Did the share of favourable people change? ``table``: 2 x 2, unfavourable first.

    Of those who moved, ``up`` and ``down``: ``statistic = (|up - down| - 1)^2 / (up + down)``
    (without the 1 where ``correction`` is off); ``p_exact`` from ``up ~ Binomial(up + down, 1/2)``,
    which is the one to read below about 25 moves. ``estimate = (up - down) / n`` with Bonett and
    Price's interval: Wald's after adding one person to each kind of move. Statistic 0 and p = 1
    where nobody moved; NaN at n = 0.

    Source: McNemar (1947); Bonett and Price (2012); statsmodels does the tests; agrees with R 4.2.2
    ``mcnemar.test`` and ``binom.test`` to 1e-9.

    >>> result = mcnemar([[794, 150], [86, 570]])
    >>> round(result.statistic, 3), round(result.estimate, 3)
    (16.818, 0.04)
    """
    counts = _square(table)
    confidence = as_probability(confidence, "confidence")
    if len(counts) != 2:
        raise ValueError(f"table has {len(counts)} levels: McNemar's test takes 2")
    n, up, down = int(counts.sum()), int(counts[0, 1]), int(counts[1, 0])
    if n == 0:
        return McNemar(0, math.nan, 1, *(math.nan,) * 5)
    low, high = _bonett_price(n, up, down, confidence)
    estimate = (up - down) / n
    if up + down == 0:
        return McNemar(n, 0.0, 1, 1.0, 1.0, estimate, low, high)
    # As R does: no correction of a distance of 0, which it would turn into 1.
    chi = _statsmodels_mcnemar(counts, exact=False, correction=correction and up != down)
    exact = _statsmodels_mcnemar(counts, exact=True)
    return McNemar(
        n, float(chi.statistic), 1, float(chi.pvalue), float(exact.pvalue), estimate, low, high
    )


def stuart_maxwell(table: Table) -> StuartMaxwell:
    """Did the distribution over the levels change, in whatever way?

    ``d' V^-1 d`` with ``d_i`` the second total of level i less its first, ``V_ii`` the people who
    entered or left level i and ``V_ij = -(n_ij + n_ji)``. Levels fall into islands between which
    nobody moved; of each island one level is redundant and left out, so that ``df`` is the number
    of levels less the number of islands (k - 1 where every level is reached). Statistic 0, ``df``
    0 and p = 1 where nobody moved; NaN at n = 0.

    Source: Stuart (1955), Maxwell (1970); agrees with R: DescTools 0.99.59 ``StuartMaxwellTest`` to
    1e-9 and, where there is one island, with statsmodels ``SquareTable(shift_zeros=False)``.

    >>> result = stuart_maxwell([[1520, 266, 124, 66], [234, 1512, 432, 78],
    ...                          [117, 362, 1772, 205], [36, 82, 179, 492]])
    >>> round(result.statistic, 3), result.df
    (11.957, 3)
    """
    counts = _square(table)
    n = int(counts.sum())
    if n == 0:
        return StuartMaxwell(0, math.nan, 0, math.nan)
    moved = (counts + counts.T).astype(np.float64)
    np.fill_diagonal(moved, 0)
    shift = (counts.sum(axis=0) - counts.sum(axis=1)).astype(np.float64)
    spread = np.diag(moved.sum(axis=1)) - moved
    islands = csgraph.connected_components(sparse.csr_matrix(moved), directed=False)[1]
    kept = np.concatenate([np.flatnonzero(islands == island)[:-1] for island in np.unique(islands)])
    df = int(kept.size)
    if df == 0:
        return StuartMaxwell(n, 0.0, 0, 1.0)
    inner = np.linalg.solve(spread[np.ix_(kept, kept)], shift[kept])
    statistic = max(0.0, float(shift[kept] @ inner))
    return StuartMaxwell(n, statistic, df, float(stats.chi2.sf(statistic, df)))


def wilcoxon_signed_rank(
    table: Table,
    values: Sequence[float] | None = None,
    *,
    pratt: bool = False,
    correction: bool = False,
    exact: bool = False,
) -> SignedRank:
    """Did people's own answers go up or down? Two-sided.

    Ranks the sizes of the moves (in ``values`` of the levels, 1, 2, 3, ... where none are given),
    ties by their mean rank, and sums the ranks of those who went up:
    ``z = (V - sum(r)/2 -+ 1/2) / sqrt(sum(r^2) / 4)`` over those who moved. People who did not move
    are left out before ranking, or ranked and left out after (``pratt``). ``exact`` takes p from
    all ``2^m`` ways to sign these very ranks, ties included. p = 1 where nobody moved; NaN at
    n = 0.

    Source: Wilcoxon (1945), Pratt (1959); agrees with R 4.2.2 ``wilcox.test(paired = TRUE, exact =
    FALSE)``, coin 1.4.2 ``wilcoxsign_test`` (also ``distribution = "exact"``) and scipy
    ``wilcoxon`` to 1e-9; ``estimate`` with effectsize 0.8.3 ``rank_biserial``.

    >>> result = wilcoxon_signed_rank([[2, 4, 3, 1, 0], [2, 7, 4, 2, 0], [1, 0, 5, 6, 1],
    ...                                [0, 2, 4, 6, 1], [0, 0, 1, 5, 2]])
    >>> result.statistic, round(result.p_value, 4), round(result.estimate, 3)
    (428.5, 0.2239, 0.219)
    """
    counts = _square(table)
    n, zeros, doubled, up, down = _signed_ranks(counts, _values(values, len(counts)), pratt=pratt)
    if n == 0:
        return SignedRank(0, 0, *(math.nan,) * 4)
    statistic, lost = float(doubled @ up) / 2, float(doubled @ down) / 2
    if statistic + lost == 0:
        return SignedRank(n, zeros, 0.0, 0.0, 1.0, 0.0)
    distance = (statistic - lost) / 2
    if correction:
        distance -= math.copysign(0.5, distance) if distance else 0.0
    # The variance is sum(r^2) / 4, and the ranks are doubled.
    z = distance / math.sqrt(float(doubled.astype(np.float64) ** 2 @ (up + down)) / 16)
    p_value = _exact_signs(doubled, up, down) if exact else float(2 * stats.norm.sf(abs(z)))
    return SignedRank(n, zeros, statistic, z, p_value, (statistic - lost) / (statistic + lost))


def partially_overlapping_t(
    only_first: Counts,
    only_second: Counts,
    table: Table,
    values: Sequence[float] | None = None,
    *,
    equal_variances: bool = False,
    confidence: float = 0.95,
) -> PartiallyOverlapping:
    """Did the mean change between rounds that some people answered twice and others once?

    ``t = (m2 - m1) / sqrt(s1^2/n1 + s2^2/n2 - 2 r s1 s2 c / (n1 n2))`` with r the correlation of
    the c people in both rounds; with ``equal_variances`` both s are the pooled one. Degrees of
    freedom ``c - 1 + (g - c + 1) (a + b) / (a + b + 2c)`` with a and b the people of one round
    only and g Welch's degrees of freedom (``a + b + 2c - 2`` of the pooled one). It is the paired
    t test where a = b = 0 and Welch's (Student's) where c = 0. r is 0 where it cannot be known: of
    fewer than two people, or of constant answers, which makes the test cautious where those who
    answered twice agree with themselves.

    t = 0 and p = 1 without interval where all answers of both rounds are one and the same. All but
    ``estimate`` NaN where a round has fewer than two answers or where there is no spread to judge
    a difference by; ``estimate`` where a round is empty.

    Source: Derrick, Russ, Toher and White (2017); agrees with R: Partiallyoverlapping 2.0
    ``Partover.test`` to 1e-9.

    >>> both = [[2, 4, 3, 1, 0], [2, 7, 4, 2, 0], [1, 0, 5, 6, 1], [0, 2, 4, 6, 1], [0, 0, 1, 5, 2]]
    >>> result = partially_overlapping_t([4, 6, 9, 11, 6], [3, 7, 9, 15, 6], both)
    >>> result.n_both, round(result.estimate, 3)
    (59, 0.16)
    """
    counts, confidence = _square(table), as_probability(confidence, "confidence")
    numbers = _values(values, len(counts))
    single = as_table([as_counts(only_first, "only_first"), as_counts(only_second, "only_second")])
    if single.shape[1] != len(counts):
        raise ValueError(f"table has {len(counts)} levels, the others {single.shape[1]}")
    rounds = single + np.vstack([counts.sum(axis=1), counts.sum(axis=0)])
    n1, n2, both = int(rounds[0].sum()), int(rounds[1].sum()), int(counts.sum())
    if min(n1, n2) == 0:
        return PartiallyOverlapping(n1, n2, both, *(math.nan,) * 6)
    means = rounds @ numbers / (n1, n2)
    estimate = float(means[1] - means[0])
    unknown = PartiallyOverlapping(n1, n2, both, *(math.nan,) * 3, estimate, *(math.nan,) * 2)
    if np.unique(numbers[rounds.sum(axis=0) > 0]).size == 1:
        return PartiallyOverlapping(n1, n2, both, 0.0, math.nan, 1.0, 0.0, math.nan, math.nan)
    if min(n1, n2) < 2:
        return unknown
    variances = np.array(
        [_variance(row, numbers, mean) for row, mean in zip(rounds, means, strict=True)]
    )
    error, df = _overlap_error(
        n1, n2, both, variances, _correlation(counts, numbers), equal=equal_variances
    )
    if error == 0:
        return unknown
    t = estimate / error
    half = float(stats.t.isf((1 - confidence) / 2, df)) * error
    p_value = float(2 * stats.t.sf(abs(t), df))
    return PartiallyOverlapping(
        n1, n2, both, t, df, p_value, estimate, estimate - half, estimate + half
    )


def _square(table: Table) -> IntArray:
    counts = as_table(table, "table")
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"table is {counts.shape[0]} x {counts.shape[1]}: give one row and one column a level"
        )
    return counts


def _values(values: Sequence[float] | None, levels: int) -> FloatArray:
    if values is None:
        return np.arange(1, levels + 1, dtype=np.float64)
    numbers = as_numbers(values, "values")
    if numbers.shape != (levels,) or not np.all(np.isfinite(numbers)):
        raise ValueError(f"values are {values}: give {levels} finite numbers, one a level")
    return numbers


def _bonett_price(n: int, up: int, down: int, confidence: float) -> tuple[float, float]:
    z = float(special.ndtri((1 + confidence) / 2))
    risen, fallen = (up + 1) / (n + 2), (down + 1) / (n + 2)
    centre = risen - fallen
    half = z * math.sqrt((risen + fallen - centre**2) / (n + 2))
    return max(-1.0, centre - half), min(1.0, centre + half)


def _signed_ranks(
    counts: IntArray, values: FloatArray, *, pratt: bool
) -> tuple[int, int, IntArray, IntArray, IntArray]:
    """n, zeros, and for every size of move: doubled mean rank, people up, people down."""
    moves = values[None, :] - values[:, None]
    sizes, which = np.unique(np.abs(moves), return_inverse=True)
    which = which.reshape(moves.shape)
    up, down = (
        np.bincount(which[side], weights=counts[side], minlength=sizes.size).astype(np.int64)
        for side in (moves > 0, moves < 0)
    )
    zeros = int(counts[moves == 0].sum())
    people = up + down
    if pratt:
        people[0] += zeros
    doubled = 2 * np.cumsum(people) - people + 1
    return int(counts.sum()), zeros, doubled, up, down


def _exact_signs(doubled: IntArray, up: IntArray, down: IntArray) -> float:
    """Two-sided p over all ways to sign the ranks: the polynomial prod (1 + x^r)^t, in doubles."""
    people = up + down
    moved = int(people.sum())
    if moved > EXACT_UP_TO:
        raise ValueError(f"{moved} people moved: the exact p-value is for {EXACT_UP_TO} at most")
    ways = np.ones(1)
    for rank, times in zip(doubled.tolist(), people.tolist(), strict=True):
        for _ in range(times):
            longer = np.zeros(ways.size + rank)
            longer[: ways.size] += ways / 2
            longer[rank:] += ways / 2
            ways = longer
    total, seen = ways.size - 1, int(doubled @ up)
    tail = float(ways[: min(seen, total - seen) + 1].sum())
    return min(1.0, 2 * tail)


def _variance(counts: IntArray, values: FloatArray, mean: float) -> float:
    if np.unique(values[counts > 0]).size == 1:  # exactly zero, whatever the mean's rounding error
        return 0.0
    return float(counts @ (values - mean) ** 2) / (int(counts.sum()) - 1)


def _correlation(counts: IntArray, values: FloatArray) -> float:
    n, first, second = int(counts.sum()), counts.sum(axis=1), counts.sum(axis=0)
    if np.count_nonzero(first) < 2 or np.count_nonzero(second) < 2:
        return 0.0
    x, y = values - first @ values / n, values - second @ values / n
    spread = float(first @ x**2) * float(second @ y**2)
    return float(x @ counts @ y) / math.sqrt(spread) if spread else 0.0


def _overlap_error(
    n1: int, n2: int, both: int, variances: FloatArray, r: float, *, equal: bool
) -> tuple[float, float]:
    once = n1 + n2 - 2 * both
    if equal:
        pooled = ((n1 - 1) * variances[0] + (n2 - 1) * variances[1]) / (n1 + n2 - 2)
        variances = np.array([pooled, pooled])
        freedom = float(n1 + n2 - 2)
    parts = variances / (n1, n2)
    if not equal:
        weight = parts[0] ** 2 / (n1 - 1) + parts[1] ** 2 / (n2 - 1)
        freedom = float(parts.sum() ** 2 / weight) if weight else math.nan
    shared = 2 * r * math.sqrt(variances[0] * variances[1]) * both / (n1 * n2)
    squared = float(parts.sum()) - shared
    # Rounding leaves a trace where everybody moved by the same step.
    error = math.sqrt(squared) if squared > 1e-14 * float(parts.sum()) else 0.0
    return error, both - 1 + (freedom - both + 1) * once / (n1 + n2)
