"""Which words two groups of people use differently: log-odds that a prior holds back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.stats.counts import Counts, FloatArray, IntArray, as_counts, as_number, as_whole


@dataclass(frozen=True, slots=True)
class LogOddsRatios:
    """One value a term. ``estimate`` is positive where the first group uses it more.

    ``z`` is ``estimate`` in standard errors, ``p_value`` two-sided of it, both NaN where the term
    has no variance: used by nobody, or by everybody.
    """

    estimate: FloatArray
    variance: FloatArray
    z: FloatArray
    p_value: FloatArray


def log_odds_ratios(
    first: Counts,
    second: Counts,
    *,
    n_first: int,
    n_second: int,
    prior: float,
) -> LogOddsRatios:
    """How the odds of using each term differ between two groups, with an informative prior.

    ``first`` and ``second`` count the people who used each term, of ``n_first`` and ``n_second``
    who wrote. ``prior`` is the weight of the prior in people, above 0: to each group as many are
    added, of whom ``alpha = prior (y1 + y2) / (n1 + n2)`` used the term. So a rare term, or a small
    group, has to show more before it says anything; a term that is used as often in both has 0.

    ``estimate = log((y1 + alpha) / (n1 + prior - y1 - alpha)) - log((y2 + alpha) / ...)`` and
    ``variance = 1 / (y1 + alpha) + 1 / (n1 + prior - y1 - alpha) + 1 / (y2 + alpha) + ...``: all
    four terms, because a word that half of the people use is not rare.

    Source: Monroe, Colaresi and Quinn (2008), "Fightin' Words", Political Analysis 16, equations
    15 to 22, on people and not on occurrences: one person who repeats a word is still one.
    ``ValueError`` where counts do not fit the groups.

    >>> found = log_odds_ratios([12, 5], [3, 5], n_first=30, n_second=30, prior=10)
    >>> found.z.round(2).tolist()
    [2.25, 0.0]
    """
    people = np.array([[as_whole(n_first, "n_first")], [as_whole(n_second, "n_second")]])
    used = np.vstack(_of_same_terms(first, second)).astype(np.float64)
    weight = as_number(prior, "prior")
    if not 0 < weight < np.inf:
        raise ValueError(f"prior is {prior}: give a number of people above 0")
    if np.any(people < 1) or np.any(used > people):
        raise ValueError("a term was used by more people than wrote: give people, not occurrences")
    alpha = weight * used.sum(axis=0) / people.sum()
    with_term = used + alpha
    without = people + weight - with_term
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(with_term / without)
        estimate = odds[0] - odds[1]
        variance = (1 / with_term + 1 / without).sum(axis=0)
        z = np.where(np.isfinite(variance), estimate / np.sqrt(variance), np.nan)
    return LogOddsRatios(estimate, variance, z, 2 * special.ndtr(-np.abs(z)))


def _of_same_terms(first: Counts, second: Counts) -> tuple[IntArray, IntArray]:
    counts = as_counts(first, "first"), as_counts(second, "second")
    if counts[0].size != counts[1].size:
        raise ValueError(
            f"first has {counts[0].size} terms and second {counts[1].size}: both need the same"
        )
    return counts
