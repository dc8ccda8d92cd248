"""Two or more groups of ordinal answers, given as counts over the same levels.

Everything of two groups is read as "second over first": ``estimate`` is positive (Cliff's delta)
or above one half (superiority) when the second group answers higher.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats
from statsmodels.stats.nonparametric import rank_compare_2ordinal

from analysis.stats.counts import Counts, IntArray, as_counts, as_probability, as_table

#: Most people for whom a p-value is taken from all ways to share the answers out.
EXACT_UP_TO = 100


@dataclass(frozen=True, slots=True)
class BrunnerMunzel:
    """Brunner and Munzel's test. ``estimate``: P(second > first) + P(equal)/2, from 0 to 1.

    ``statistic`` is t with ``df`` degrees of freedom, positive when the second group is higher,
    infinite (and ``df`` NaN) where the groups do not overlap.
    """

    n1: int
    n2: int
    statistic: float
    df: float
    p_value: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MannWhitney:
    """Mann and Whitney's test. ``statistic``: U of the first group, as scipy and R give it.

    ``estimate``: P(second > first) + P(equal)/2, with the interval of :func:`brunner_munzel`.
    """

    n1: int
    n2: int
    statistic: float
    p_value: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CliffsDelta:
    """P(second > first) - P(second < first), from -1 to 1, with its interval and ``variance``."""

    n1: int
    n2: int
    estimate: float
    variance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ChiSquareTest:
    """A statistic that is chi-square distributed with ``df`` degrees of freedom."""

    n: int
    statistic: float
    df: int
    p_value: float


def brunner_munzel(counts_a: Counts, counts_b: Counts, confidence: float = 0.95) -> BrunnerMunzel:
    """Does the second group tend to answer higher? Two-sided, unequal variances allowed.

    Welch-Satterthwaite t test of ``P(b > a) + P(b = a)/2 = 1/2``, interval cut to 0..1:
    ``t = n1 n2 (Rb - Ra) / (N sqrt(n1 Sa + n2 Sb))`` with R the mean ranks among all N answers and
    S the variance, in each group, of these ranks less the ranks within the group. It has no
    variance where the groups do not overlap or where everybody gave one and the same
    answer. There p is the permutation p-value: ``2 / C(n1 + n2, n1)`` without overlap (an upper
    bound where ties make the mirror image impossible), 1 for one common answer; the interval is
    that of :func:`cliffs_delta`. NaN where a group has fewer than two answers, ``estimate`` only
    where one is empty.

    Source: Brunner and Munzel (2000); statsmodels does the work; agrees with R: brunnermunzel 2.0
    ``brunnermunzel.test`` to 1e-9.

    >>> result = brunner_munzel([14, 21, 22, 24, 14], [3, 17, 19, 32, 23])
    >>> round(result.p_value, 5), round(result.estimate, 3)
    (0.00258, 0.621)
    """
    a, b = _pair(counts_a, counts_b)
    alpha = 1 - as_probability(confidence, "confidence")
    n1, n2 = int(a.sum()), int(b.sum())
    estimate = _superiority(a, b)
    if min(n1, n2) < 2:
        return BrunnerMunzel(n1, n2, math.nan, math.nan, math.nan, estimate, math.nan, math.nan)
    if _is_degenerate(a, b):
        return _degenerate(a, b, confidence)
    result = rank_compare_2ordinal(b, a)
    test = result.test_prob_superior()
    low, high = result.conf_int(alpha=alpha)
    return BrunnerMunzel(
        n1,
        n2,
        float(test.statistic),
        float(result.df),
        float(test.pvalue),
        estimate,
        max(0.0, float(low)),
        min(1.0, float(high)),
    )


def mann_whitney(
    counts_a: Counts, counts_b: Counts, *, continuity: bool = True, exact: bool = False
) -> MannWhitney:
    """Mann-Whitney (Wilcoxon rank-sum) test, two-sided, normal approximation with ties.

    ``z = (U - n1 n2 / 2 -+ 1/2) / sqrt(n1 n2 / 12 (N + 1 - sum(t^3 - t) / (N (N - 1))))``. p = 1
    where everybody gave the same answer; NaN where a group is empty. ``exact`` takes p from all
    ways to share these very answers out between the groups, ties included, for at most 100 people
    (``ValueError`` above): the share of them with a U as far from its mean. scipy's exact p leaves
    ties out, which the answers of a scale are full of.

    Source: agrees with R 4.2.2 ``wilcox.test(exact = FALSE)`` and scipy ``mannwhitneyu`` to 1e-9;
    ``exact`` with exactRankTests 0.8 ``wilcox.exact`` and coin 1.4.2.

    >>> result = mann_whitney([3, 17, 19, 32, 23], [14, 21, 22, 24, 14])
    >>> result.statistic, round(result.p_value, 6)
    (5543.5, 0.003226)
    """
    a, b = _pair(counts_a, counts_b)
    n1, n2 = int(a.sum()), int(b.sum())
    if min(n1, n2) == 0:
        return MannWhitney(n1, n2, *(math.nan,) * 5)
    n, pairs = n1 + n2, n1 * n2
    statistic = _doubled_wins(b, a) / 2
    ties = sum(t**3 - t for t in (a + b).tolist())
    variance = pairs / 12 * (n + 1 - ties / (n * (n - 1)))
    distance = max(0.0, abs(statistic - pairs / 2) - (0.5 if continuity else 0.0))
    if np.count_nonzero(a + b) == 1:
        p_value = 1.0
    elif exact:
        p_value = _exact_divisions(a, b)
    else:
        p_value = float(2 * stats.norm.sf(distance / math.sqrt(variance)))
    both = brunner_munzel(a, b)
    return MannWhitney(n1, n2, statistic, min(1.0, p_value), both.estimate, both.low, both.high)


def change_p_value(counts_a: Counts, counts_b: Counts) -> float:
    """How surprising the shift between two groups is: the larger p of two tests, from 0 to 1.

    :func:`brunner_munzel` allows for different spread, but its t is too small far out in the tail
    with few answers; :func:`mann_whitney` holds its level there, but not with different spread.
    Whoever asks both is misled by neither. NaN where a group is empty.

    Source: simulated in ``tests/analysis/stats/coverage.py``.

    >>> round(change_p_value([14, 21, 22, 24, 14], [3, 17, 19, 32, 23]), 6)
    0.003226
    """
    tests = brunner_munzel(counts_a, counts_b).p_value, mann_whitney(counts_a, counts_b).p_value
    return math.nan if math.isnan(sum(tests)) else max(tests)


def cliffs_delta(counts_a: Counts, counts_b: Counts, confidence: float = 0.95) -> CliffsDelta:
    """How often a second answer is higher than a first, less how often it is lower.

    Unbiased variance v and asymmetric interval of Cliff, with t on n1 + n2 - 2 degrees of freedom:
    ``(d - d^3 -+ t sqrt(v) sqrt((1 - d^2)^2 + t^2 v)) / (1 - d^2 + t^2 v)``.
    The variance is at least ``(1 - d^2) / (n1 n2 - 1)``, and where the groups do not overlap the
    inner limit is ``(m - t^2) / (m + t^2)`` with m the smaller n. The interval is NaN where a
    group has fewer than two answers, ``estimate`` where one is empty.

    Source: Cliff (1993, 1996); Feng and Cliff (2004) for no overlap; agrees with R: effsize 0.8.1
    ``cliff.delta(second, first, return.dm = TRUE)`` to 1e-9.

    >>> delta = cliffs_delta([14, 21, 22, 24, 14], [3, 17, 19, 32, 23])
    >>> round(delta.estimate, 3), round(delta.low, 3), round(delta.high, 3)
    (0.242, 0.082, 0.389)
    """
    a, b = _pair(counts_a, counts_b)
    tail = (1 - as_probability(confidence, "confidence")) / 2
    n1, n2 = int(a.sum()), int(b.sum())
    estimate = 2 * _superiority(a, b) - 1
    if min(n1, n2) < 2:
        return CliffsDelta(n1, n2, estimate, math.nan, math.nan, math.nan)
    t = float(stats.t.isf(tail, n1 + n2 - 2))
    if abs(estimate) == 1:
        inner = math.copysign((min(n1, n2) - t**2) / (min(n1, n2) + t**2), estimate)
        return CliffsDelta(n1, n2, estimate, 0.0, *sorted((inner, estimate)))
    variance = _cliff_variance(a, b, estimate)
    centre = estimate - estimate**3
    half = t * math.sqrt(variance * ((1 - estimate**2) ** 2 + t**2 * variance))
    scale = 1 - estimate**2 + t**2 * variance
    return CliffsDelta(n1, n2, estimate, variance, (centre - half) / scale, (centre + half) / scale)


def kruskal_wallis(counts: Sequence[Counts] | NDArray[np.integer]) -> ChiSquareTest:
    """Do several groups (one row each) differ in how high they answer? With tie correction.

    ``H = 12 / (N (N + 1)) sum(n_i (R_i - (N + 1)/2)^2) / (1 - sum(t^3 - t) / (N^3 - N))`` with R_i
    a group's mean rank and t the sizes of ties. Empty groups are left out. p = 1 where everybody
    gave the same answer; NaN where fewer than two groups have answers.

    Source: Kruskal and Wallis (1952); agrees with R 4.2.2 ``kruskal.test`` to 1e-9.

    >>> rounds = [[14, 21, 22, 24, 14], [8, 20, 26, 35, 10], [7, 15, 23, 25, 15],
    ...           [9, 14, 24, 31, 21], [6, 13, 27, 25, 19], [3, 17, 19, 32, 23]]
    >>> round(kruskal_wallis(rounds).statistic, 3)
    11.767
    """
    table = as_table(counts)
    table = table[table.sum(axis=1) > 0]
    n, df = int(table.sum()), len(table) - 1
    if df < 1:
        return ChiSquareTest(n, math.nan, max(df, 0), math.nan)
    levels = table.sum(axis=0)
    ties = 1 - sum(t**3 - t for t in levels.tolist()) / (n**3 - n)
    if ties == 0:
        return ChiSquareTest(n, 0.0, df, 1.0)
    ranks = np.cumsum(levels) - (levels - 1) / 2
    distance = table @ (ranks - (n + 1) / 2)
    statistic = float(12 / (n * (n + 1)) * (distance**2 / table.sum(axis=1)).sum()) / ties
    return ChiSquareTest(n, statistic, df, float(stats.chi2.sf(statistic, df)))


def chi_square(counts: Sequence[Counts] | NDArray[np.integer]) -> ChiSquareTest:
    """Pearson's chi-square test of independence, without continuity correction.

    ``sum((O - E)^2 / E)`` with ``E = row x column / n``, from the totals. Rows and columns without
    anybody are left out. p = 1 where one level is left; NaN where fewer
    than two groups have answers.

    Source: scipy does the work; agrees with R 4.2.2 ``chisq.test`` to 1e-9.

    >>> round(chi_square([[14, 21, 22, 24, 14], [3, 17, 19, 32, 23]]).p_value, 6)
    0.025622
    """
    table = as_table(counts)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n = int(table.sum())
    if len(table) < 2:
        return ChiSquareTest(n, math.nan, 0, math.nan)
    if table.shape[1] < 2:
        return ChiSquareTest(n, 0.0, 0, 1.0)
    result = stats.chi2_contingency(table, correction=False)
    return ChiSquareTest(n, float(result.statistic), int(result.dof), float(result.pvalue))


def _exact_divisions(a: IntArray, b: IntArray) -> float:
    """Two-sided p over all ways to draw the first group from everybody.

    ``ways[k, s]`` is the number of ways to draw k people whose doubled mean ranks add up to s,
    level by level: ``prod (1 + y x^r)^t`` in doubles.
    """
    people = (a + b).tolist()
    n, drawn = sum(people), int(a.sum())
    if n > EXACT_UP_TO:
        raise ValueError(f"{n} people: the exact p-value is for {EXACT_UP_TO} at most")
    ranks = [2 * sum(people[:level]) + t + 1 for level, t in enumerate(people)]
    ways = np.zeros((drawn + 1, drawn * 2 * n + 1))
    ways[0, 0] = 1.0
    for rank, t in zip(ranks, people, strict=True):
        longer = np.zeros_like(ways)
        for k in range(min(t, drawn) + 1):
            shifted = ways[: drawn + 1 - k, : ways.shape[1] - k * rank]
            longer[k:, k * rank :] += math.comb(t, k) * shifted
        ways = longer
    centre = drawn * (n + 1)
    distance = np.abs(np.arange(ways.shape[1]) - centre)
    seen = abs(sum(rank * k for rank, k in zip(ranks, a.tolist(), strict=True)) - centre)
    return min(1.0, float(ways[drawn, distance >= seen].sum()) / math.comb(n, drawn))


def _pair(counts_a: Counts, counts_b: Counts) -> tuple[IntArray, IntArray]:
    table = as_table([as_counts(counts_a, "first group"), as_counts(counts_b, "second group")])
    return table[0], table[1]


def _doubled_wins(lower: IntArray, higher: IntArray) -> int:
    """Twice the number of pairs that ``higher`` wins, half wins for ties: a whole number."""
    below = np.cumsum(lower) - lower
    return sum(h * (2 * b + e) for h, b, e in zip(*_lists(higher, below, lower), strict=True))


def _lists(*arrays: IntArray) -> tuple[list[int], ...]:
    # Python's integers do not overflow where millions of answers are multiplied.
    return tuple(array.tolist() for array in arrays)


def _superiority(a: IntArray, b: IntArray) -> float:
    pairs = int(a.sum()) * int(b.sum())
    return _doubled_wins(a, b) / (2 * pairs) if pairs else math.nan


def _is_degenerate(a: IntArray, b: IntArray) -> bool:
    """Whether nobody's place among the other group varies, so that there is no variance."""
    place_a, place_b = (2 * np.cumsum(other) - other for other in (b, a))
    return bool(np.ptp(place_a[a > 0]) == 0 and np.ptp(place_b[b > 0]) == 0)


def _degenerate(a: IntArray, b: IntArray, confidence: float) -> BrunnerMunzel:
    n1, n2 = int(a.sum()), int(b.sum())
    delta = cliffs_delta(a, b, confidence)
    estimate, low, high = ((x + 1) / 2 for x in (delta.estimate, delta.low, delta.high))
    if delta.estimate == 0:
        return BrunnerMunzel(n1, n2, 0.0, math.nan, 1.0, estimate, low, high)
    splits = special.gammaln(n1 + n2 + 1) - special.gammaln(n1 + 1) - special.gammaln(n2 + 1)
    p_value = min(1.0, 2 * math.exp(-float(splits)))
    statistic = math.copysign(math.inf, delta.estimate)
    return BrunnerMunzel(n1, n2, statistic, math.nan, p_value, estimate, low, high)


def _cliff_variance(a: IntArray, b: IntArray, delta: float) -> float:
    n1, n2 = int(a.sum()), int(b.sum())
    of_a = (n2 - np.cumsum(b) - (np.cumsum(b) - b)) / n2  # b above less b below, by level of a
    of_b = ((np.cumsum(a) - a) - (n1 - np.cumsum(a))) / n1
    ties = sum(x * y for x, y in zip(*_lists(a, b), strict=True))
    within = n1 * n2 * (1 - delta**2) - ties
    between = n2**2 * float(a @ (of_a - delta) ** 2) + n1**2 * float(b @ (of_b - delta) ** 2)
    unbiased = (between - within) / (n1 * n2 * (n1 - 1) * (n2 - 1))
    return float(max(unbiased, (1 - delta**2) / (n1 * n2 - 1)))
