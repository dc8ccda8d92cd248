"""What a comparison of two rounds could have shown, and how many answers it takes."""

from __future__ import annotations

import math

from scipy import optimize, special

from analysis.stats.counts import as_fraction, as_probability

_Quantiles = tuple[float, float]


def detectable_difference(
    n_before: float,
    n_after: float,
    share_before: float,
    power: float = 0.8,
    alpha: float = 0.05,
) -> float:
    """The shift of a share, from 0 to 1, that these two rounds would probably show.

    A shift of this size or more, up or down, is found with probability ``power``; a smaller one
    may well be missed.

    The d for which a two-sided test of two proportions at level ``alpha`` has this ``power``:
    ``d = z_a sqrt(P(1-P)(1/n1 + 1/n2)) + z_b sqrt(p1(1-p1)/n1 + p2(1-p2)/n2)`` with
    ``p2 = p1 +- d`` and P the pooled share; of the two directions the one that shows later (a
    direction in which not even a shift to 0 or 1 would show is left out). NaN where that is so in
    both directions, or where a round is empty.

    Source: Fleiss, Levin and Paik (2003) 4; agrees with R 4.2.2 ``power.prop.test`` to 1e-5.

    >>> round(detectable_difference(58, 56, 0.33), 2)
    0.26
    >>> round(detectable_difference(169.311371419669, 169.311371419669, 0.5), 6)
    0.15
    """
    share = as_fraction(share_before, "share_before")
    power, alpha = as_probability(power, "power"), as_probability(alpha, "alpha")
    if not (n_before >= 0 and n_after >= 0):
        raise ValueError("n_before and n_after are numbers of answers, 0 or more")
    if n_before == 0 or n_after == 0:
        return math.nan
    # Down from p is up from 1 - p.
    z = _quantiles(power, alpha)
    found = [_shift_up(n_before, n_after, start, z) for start in (share, 1 - share)]
    return max((shift for shift in found if not math.isnan(shift)), default=math.nan)


def required_n(
    share_before: float, difference: float, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Answers that each of two rounds needs to show this difference; not rounded up.

    ``difference`` is signed: -0.1 is a fall by 10 points. The inverse of
    :func:`detectable_difference` for rounds of the same size.

    Source: agrees with R 4.2.2 ``power.prop.test`` to 1e-5.

    >>> round(required_n(0.5, 0.15), 3)
    169.311
    """
    before = as_fraction(share_before, "share_before")
    after = as_fraction(before + difference, "share_before + difference")
    power, alpha = as_probability(power, "power"), as_probability(alpha, "alpha")
    if difference == 0:
        raise ValueError("difference is 0: no number of answers shows it")
    return _least_visible(1, 1, before, after, _quantiles(power, alpha)) ** 2 / difference**2


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
    pooled = min(1.0, (n1 * p1 + n2 * p2) / (n1 + n2))
    under_null = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    under_shift = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    z_alpha, z_power = z
    return z_alpha * under_null + z_power * under_shift


def _quantiles(power: float, alpha: float) -> _Quantiles:
    """Of the normal distribution: the upper ``alpha / 2``, the lower ``power``."""
    return -float(special.ndtri(alpha / 2)), float(special.ndtri(power))
