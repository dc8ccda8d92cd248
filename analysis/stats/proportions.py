"""Shares of people: favourable answers, response rates, net promoter score.

Shares are fractions from 0 to 1, differences run from -1 to 1; nothing is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.stats.counts import Counts, as_counts, as_probability, as_whole

#: Up to this head count the finite-population interval is exact (hypergeometric).
EXACT_UP_TO = 50


@dataclass(frozen=True, slots=True)
class Share:
    """A share of ``n`` people with its interval. All NaN where ``n`` is 0."""

    n: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Second share minus first, with its interval. All NaN where either group is empty."""

    n1: int
    n2: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NetPromoterScore:
    """Promoters minus detractors as a fraction from -1 to 1, and how many people are which."""

    n: int
    estimate: float
    low: float
    high: float
    promoters: int
    passives: int
    detractors: int


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Second net promoter score minus the first, from -2 to 2, with its interval and test."""

    n1: int
    n2: int
    estimate: float
    low: float
    high: float
    statistic: float
    p_value: float


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """Answers per person invited: of everybody (``estimate``) and of each group (``rates``).

    ``n`` is the number of people invited. A rate is NaN where nobody was invited.
    """

    n: int
    answered: int
    estimate: float
    rates: tuple[float, ...]


def wilson_interval(
    successes: int, n: int, population: int | None = None, confidence: float = 0.95
) -> Share:
    """Wilson's score interval of a share.

    ``(p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)``. With a ``population`` it is
    :func:`finite_population_interval`. All NaN at n = 0; at n = 1 it is wide and well defined.

    Source: Wilson (1927); agrees with R 4.2.2 ``prop.test(correct = FALSE)`` and DescTools 0.99.59
    ``BinomCI(method = "wilson")`` to 1e-9.

    >>> share = wilson_interval(38, 95)
    >>> round(share.estimate, 3), round(share.low, 3), round(share.high, 3)
    (0.4, 0.307, 0.501)
    """
    if population is not None:
        return finite_population_interval(successes, n, population, confidence)
    successes, n = _checked_share(successes, n)
    return _wilson(successes, n, float(n), as_probability(confidence, "confidence"))


def finite_population_interval(
    successes: int,
    n: int,
    population: int,
    confidence: float = 0.95,
    *,
    exact: bool | None = None,
) -> Share:
    """Interval of the share in a finite population of which ``n`` people answered.

    Wilson's interval with the effective size ``n (N-1) / (N-n)``; for N up to 50 (or ``exact``)
    the equal-tailed inversion of the hypergeometric distribution. Width zero when all answered.
    All NaN at n = 0.

    Source: effective size from the variance of a simple random sample without replacement
    (Cochran, Sampling Techniques, 1977, 2.6 and 3.2); agrees with the formula in R 4.2.2 to 1e-9
    and with inverted ``phyper`` exactly.

    >>> share = finite_population_interval(3, 7, 9)
    >>> round(share.low * 9), round(share.high * 9)
    (3, 5)
    >>> finite_population_interval(5, 8, 8)
    Share(n=8, estimate=0.625, low=0.625, high=0.625)
    """
    successes, n = _checked_share(successes, n)
    population = as_whole(population, "population")
    confidence = as_probability(confidence, "confidence")
    if n > population:
        raise ValueError(f"{n} people answered, but the population is {population}")
    if n == 0 or n == population:
        share = successes / n if n else math.nan
        return Share(n, share, share, share)
    if exact if exact is not None else population <= EXACT_UP_TO:
        return _hypergeometric(successes, n, population, confidence)
    return _wilson(successes, n, n * (population - 1) / (population - n), confidence)


def newcombe_difference(
    successes1: int, n1: int, successes2: int, n2: int, confidence: float = 0.95
) -> Difference:
    """The second share minus the first, with Newcombe's hybrid score interval.

    From Wilson's limits l and u of both shares: ``p2 - p1 - sqrt((p2 - l2)^2 + (u1 - p1)^2)`` to
    ``p2 - p1 + sqrt((u2 - p2)^2 + (p1 - l1)^2)``. All NaN where a group is empty.

    Source: Newcombe (1998), method 10; statsmodels does the work; agrees with R: DescTools
    0.99.59 ``BinomDiffCI(method = "score")`` to 1e-9.

    >>> difference = newcombe_difference(38, 95, 55, 94)
    >>> round(difference.estimate, 3), round(difference.low, 3), round(difference.high, 3)
    (0.185, 0.043, 0.317)
    """
    successes1, n1 = _checked_share(successes1, n1)
    successes2, n2 = _checked_share(successes2, n2)
    alpha = 1 - as_probability(confidence, "confidence")
    if n1 == 0 or n2 == 0:
        return Difference(n1, n2, math.nan, math.nan, math.nan)
    low, high = confint_proportions_2indep(
        successes2, n2, successes1, n1, compare="diff", method="newcomb", alpha=alpha
    )
    estimate = successes2 / n2 - successes1 / n1
    return Difference(n1, n2, estimate, max(-1.0, float(low)), min(1.0, float(high)))


def net_promoter_score(counts_0_to_10: Counts, confidence: float = 0.95) -> NetPromoterScore:
    """Net promoter score from the counts of the answers 0, 1, ..., 10.

    Share of 9 and 10 less share of 0 to 6, from -1 to 1: ``s = (promoters - detractors) / n``, with
    the normal interval of the mean of +1, 0 and -1,
    ``s -+ z sqrt(((promoters + detractors)/n - s^2) / n)``. Where all answers fall in one class
    that interval would have no width; there the share of the others is bounded by Wilson's upper
    limit of 0 of n instead. All NaN at n = 0.

    Source: R: NPS 1.1 ``nps``, ``nps.test``, to 1e-9.

    >>> score = net_promoter_score([4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 2])
    >>> round(score.estimate, 3)
    -0.2
    """
    counts = as_counts(counts_0_to_10)
    confidence = as_probability(confidence, "confidence")
    if counts.size != 11:
        raise ValueError(f"{counts.size} counts: give eleven, of the answers 0 to 10")
    promoters, passives, detractors = (
        int(part.sum()) for part in (counts[9:], counts[7:9], counts[:7])
    )
    n = promoters + passives + detractors
    if n == 0:
        return NetPromoterScore(0, math.nan, math.nan, math.nan, 0, 0, 0)
    estimate = (promoters - detractors) / n
    half_width = _score_half_width(promoters, detractors, n, confidence)
    low, high = max(-1.0, estimate - half_width), min(1.0, estimate + half_width)
    return NetPromoterScore(n, estimate, low, high, promoters, passives, detractors)


def net_promoter_change(first: Counts, second: Counts, confidence: float = 0.95) -> ScoreChange:
    """Change of the net promoter score between two groups of people, second minus first.

    ``first`` and ``second`` are counts of the answers 0 to 10. ``z = (s2 - s1) / sqrt(v1/n1 +
    v2/n2)`` with ``v = (promoters + detractors)/n - s^2``, and the normal interval of the same
    standard error. All NaN where a group is empty; z and p NaN, and the interval that of the two
    scores' own half widths squared and added, where neither group has any spread.

    Source: R: NPS 1.1 ``nps.test``, to 1e-9.

    >>> change = net_promoter_change([4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 2], [1] * 10 + [30])
    >>> round(change.estimate, 2), round(change.low, 2), round(change.high, 2)
    (0.8, 0.28, 1.32)
    """
    one = net_promoter_score(first, confidence)
    two = net_promoter_score(second, confidence)
    if one.n == 0 or two.n == 0:
        return ScoreChange(one.n, two.n, *(math.nan,) * 5)
    estimate = two.estimate - one.estimate
    error = math.hypot(_score_error(one), _score_error(two))
    tail = (1 - as_probability(confidence, "confidence")) / 2
    if error == 0:
        half_width = math.hypot(
            *(_score_half_width(s.promoters, s.detractors, s.n, confidence) for s in (one, two))
        )
        z = p_value = math.nan
    else:
        half_width = float(stats.norm.isf(tail)) * error
        z = estimate / error
        p_value = float(2 * stats.norm.sf(abs(z)))
    low, high = max(-2.0, estimate - half_width), min(2.0, estimate + half_width)
    return ScoreChange(one.n, two.n, estimate, low, high, z, p_value)


def _score_error(score: NetPromoterScore) -> float:
    spread = (score.promoters + score.detractors) / score.n - score.estimate**2
    return math.sqrt(max(0.0, spread) / score.n)


def response_rates(answered: Sequence[int], invited: Sequence[int]) -> ResponseRates:
    """Answers per person invited, by group and in all.

    ``answered[i]`` of ``invited[i]`` people of group i answered: ``answered / invited``, sums over
    sums in all. These are counts of everybody, so they carry no interval. NaN where nobody was
    invited.

    Source: R 4.2.2 ``tapply(answered, group, mean)``.

    >>> response_rates([26, 16], [37, 26]).estimate
    0.6666666666666666
    """
    if np.ndim(answered) != 1 or np.ndim(invited) != 1:
        raise ValueError(f"answered is {answered!r}: give two lists, one number a group")
    if len(answered) != len(invited):
        raise ValueError(f"{len(answered)} groups answered, {len(invited)} were invited")
    pairs = [_checked_share(one, all_) for one, all_ in zip(answered, invited, strict=True)]
    total_answered, total_invited = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return ResponseRates(
        n=total_invited,
        answered=total_answered,
        estimate=_ratio(total_answered, total_invited),
        rates=tuple(_ratio(one, all_) for one, all_ in pairs),
    )


def _checked_share(successes: int, n: int) -> tuple[int, int]:
    successes, n = as_whole(successes, "successes"), as_whole(n, "n")
    if successes > n:
        raise ValueError(f"{successes} of {n} is no share")
    return successes, n


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _wilson(successes: int, n: int, effective_n: float, confidence: float) -> Share:
    if n == 0:
        return Share(0, math.nan, math.nan, math.nan)
    share = successes / n
    low, high = proportion_confint(
        share * effective_n, effective_n, alpha=1 - confidence, method="wilson"
    )
    # The limits at 0 and n are exactly 0 and 1; the formula misses them by a rounding error.
    return Share(
        n,
        share,
        0.0 if successes == 0 else min(float(low), share),
        1.0 if successes == n else max(float(high), share),
    )


def _hypergeometric(successes: int, n: int, population: int, confidence: float) -> Share:
    """All totals K of the population that the answers do not reject, each side at alpha/2."""
    totals = np.arange(successes, population - n + successes + 1)
    tail = (1 - confidence) / 2
    at_least = stats.hypergeom.sf(successes - 1, population, totals, n)
    at_most = stats.hypergeom.cdf(successes, population, totals, n)
    kept = totals[(at_least > tail) & (at_most > tail)]
    low, high = int(kept.min()) / population, int(kept.max()) / population
    return Share(n, successes / n, low, high)


def _score_half_width(promoters: int, detractors: int, n: int, confidence: float) -> float:
    mean = (promoters - detractors) / n
    if n in (promoters, detractors, n - promoters - detractors):
        return _wilson(0, n, float(n), confidence).high * (2 if mean else 1)
    variance = (promoters + detractors) / n - mean**2
    return -float(special.ndtri((1 - confidence) / 2)) * math.sqrt(variance / n)
