"""What a comparison of two rounds could have shown, and how many answers it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import optimize, special

from analysis.stats.counts import as_fraction, as_number, as_numbers, as_probability, as_whole

_Quantiles = tuple[float, float]


def detectable_difference(
    n_before: float,
    n_after: float,
    share_before: float,
    power: float = 0.8,
    alpha: float = 0.05,
    *,
    population: int | None = None,
) -> float:
    """The shift of a share, from 0 to 1, that these two rounds would probably show.

    A shift of this size or more, up or down, is found with probability ``power``; a smaller one
    may well be missed.

    The d for which a two-sided test of two proportions at level ``alpha`` has this ``power``:
    ``d = z_a sqrt(P(1-P)(1/n1 + 1/n2)) + z_b sqrt(p1(1-p1)/n1 + p2(1-p2)/n2)`` with
    ``p2 = p1 +- d`` and P the pooled share; of the two directions the one that shows later (a
    direction in which not even a shift to 0 or 1 would show is left out). NaN where that is so in
    both directions, or where a round is empty.

    With a ``population`` N the shift is one of that organisation, not of what makes its people
    answer: each n counts as ``n (N-1) / (N-n)``, and a census shows any shift (0.0).

    Source: Fleiss, Levin and Paik (2003) 4; agrees with R 4.2.2 ``power.prop.test`` to 1e-5.

    >>> round(detectable_difference(58, 56, 0.33), 2)
    0.26
    >>> round(detectable_difference(169.311371419669, 169.311371419669, 0.5), 6)
    0.15
    """
    share = as_fraction(share_before, "share_before")
    power, alpha = as_probability(power, "power"), as_probability(alpha, "alpha")
    n_before, n_after = _answers(n_before, "n_before"), _answers(n_after, "n_after")
    if n_before == 0 or n_after == 0:
        return math.nan
    n_before, n_after = _effective(n_before, population), _effective(n_after, population)
    if math.isinf(n_before) and math.isinf(n_after):
        return 0.0
    # Down from p is up from 1 - p.
    z = _quantiles(power, alpha)
    found = [_shift_up(n_before, n_after, start, z) for start in (share, 1 - share)]
    return max((shift for shift in found if not math.isnan(shift)), default=math.nan)


def required_n(
    share_before: float,
    difference: float,
    power: float = 0.8,
    alpha: float = 0.05,
    *,
    population: int | None = None,
) -> float:
    """Answers that each of two rounds needs to show this difference; not rounded up.

    ``(z_a sqrt(2 P (1 - P)) + z_b sqrt(p1 (1 - p1) + p2 (1 - p2)))^2 / difference^2`` with P the
    mean of both shares. ``difference`` is signed: -0.1 is a fall by 10 points. The inverse of
    :func:`detectable_difference` for rounds of the same size, also with a ``population``, of which
    it never takes more than all.

    Source: agrees with R 4.2.2 ``power.prop.test`` to 1e-5.

    >>> round(required_n(0.5, 0.15), 3)
    169.311
    """
    before = as_fraction(share_before, "share_before")
    difference = as_number(difference, "difference")
    after = as_fraction(before + difference, "share_before + difference")
    power, alpha = as_probability(power, "power"), as_probability(alpha, "alpha")
    if difference == 0:
        raise ValueError("difference is 0: no number of answers shows it")
    n = _least_visible(1, 1, before, after, _quantiles(power, alpha)) ** 2 / difference**2
    return _asked(n, population)


def whitehead_power(
    shares: Sequence[float], odds_ratio: float, n1: float, n2: float, alpha: float = 0.05
) -> float:
    """The chance that two rounds of ordinal answers show this odds ratio.

    ``shares`` are those of the levels, over both rounds together; ``odds_ratio`` that of a higher
    answer, at every boundary. ``Phi(|log OR| sqrt(V) - z_a)``,
    ``V = n1 n2 n / (3 (n+1)^2) (1 - sum(p^3))`` with n = n1 + n2. NaN where a round is empty.

    Source: Whitehead (1993); agrees with R: Hmisc 4.8.0 ``popower`` to 1e-9.

    >>> round(whitehead_power([0.1, 0.15, 0.3, 0.3, 0.15], 1.8, 60, 60), 3)
    0.431
    """
    spread, size = _level_spread(shares), abs(_log_odds(odds_ratio))
    z = -float(special.ndtri(as_probability(alpha, "alpha") / 2))
    n1, n2 = _answers(n1, "n1"), _answers(n2, "n2")
    if n1 == 0 or n2 == 0:
        return math.nan
    information = n1 * n2 * (n1 + n2) / (3 * (n1 + n2 + 1) ** 2) * spread
    return float(special.ndtr(size * math.sqrt(information) - z))


def whitehead_required_n(
    shares: Sequence[float],
    odds_ratio: float,
    power: float = 0.8,
    alpha: float = 0.05,
    *,
    population: int | None = None,
) -> float:
    """Answers that each of two rounds needs to show this odds ratio of ordinal answers.

    ``6 (z_a + z_b)^2 / (log OR^2 (1 - sum(p^3)))``, not rounded up; ``shares`` as in
    :func:`whitehead_power`, ``population`` as in :func:`detectable_difference`.

    Source: Whitehead (1993); agrees with R: Hmisc 4.8.0 ``posamsize`` (n of both rounds) to 1e-9.

    >>> round(2 * whitehead_required_n([0.1, 0.15, 0.3, 0.3, 0.15], 1.8), 2)
    290.56
    """
    spread, size = _level_spread(shares), _log_odds(odds_ratio)
    if size == 0:
        raise ValueError("odds_ratio is 1: no number of answers shows it")
    z = _quantiles(as_probability(power, "power"), as_probability(alpha, "alpha"))
    return _asked(6 * sum(z) ** 2 / (size**2 * spread), population)


def _answers(value: float, name: str) -> float:
    number = as_number(value, name)
    if not 0 <= number < math.inf:
        raise ValueError(f"{name} is {value}: give numbers of answers, 0 or more")
    return number


def _asked(n: float, population: int | None) -> float:
    """How many of the organisation are worth ``n`` answers of a process."""
    if population is None:
        return n
    people = as_whole(population, "population")
    if people < 2:
        raise ValueError(f"population is {population}: give at least 2 people")
    return n * people / (people - 1 + n)


def _effective(n: float, population: int | None) -> float:
    """What ``n`` answers of an organisation are worth; infinite where all answered."""
    if population is None:
        return n
    people = as_whole(population, "population")
    if n > people:
        raise ValueError(f"{n:g} people answered, but the population is {population}")
    return math.inf if n == people else n * (people - 1) / (people - n)


def _level_spread(shares: Sequence[float]) -> float:
    p = as_numbers(shares, "shares")
    if p.ndim != 1 or not np.all(p >= 0) or abs(float(p.sum()) - 1) > 1e-9:
        raise ValueError(f"shares are {shares}: give shares of 0 or more that add up to 1")
    spread = 1 - float((p**3).sum())
    if spread <= 0:
        raise ValueError(f"shares are {shares}: two levels at least have answers")
    return spread


def _log_odds(odds_ratio: float) -> float:
    number = as_number(odds_ratio, "odds_ratio")
    if not 0 < number < math.inf:
        raise ValueError(f"odds_ratio is {odds_ratio}: give a number above 0")
    return math.log(number)


def _shift_up(n1: float, n2: float, share: float, z: _Quantiles) -> float:
    def surplus(shift: float) -> float:
        return shift - _least_visible(n1, n2, share, min(1.0, share + shift), z)

    # surplus is convex and not above 0 at 0: it crosses 0 once, or never within reach.
    smallest, largest = 1e-9, 1 - share
    if largest <= smallest or surplus(largest) < 0:
        return math.nan
    if surplus(smallest) >= 0:
        return smallest
    return float(optimize.brentq(surplus, smallest, largest, xtol=1e-14))


def _least_visible(n1: float, n2: float, p1: float, p2: float, z: _Quantiles) -> float:
    """The difference that a test of these two shares shows with this power."""
    # Of two rounds an infinite one, a census, knows the pooled share by itself.
    if math.isinf(n1) or math.isinf(n2):
        pooled = p1 if math.isinf(n1) else p2
    else:
        pooled = min(1.0, (n1 * p1 + n2 * p2) / (n1 + n2))
    under_null = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    under_shift = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    z_alpha, z_power = z
    return z_alpha * under_null + z_power * under_shift


def _quantiles(power: float, alpha: float) -> _Quantiles:
    """Of the normal distribution: the upper ``alpha / 2``, the lower ``power``."""
    return -float(special.ndtri(alpha / 2)), float(special.ndtri(power))
