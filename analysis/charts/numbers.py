"""How charts, sentences and tables for people write a number. Nothing is rounded before this."""

from __future__ import annotations

import math

from analysis.charts.theme import NBSP, Interval
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

__all__ = [
    "EN_DASH",
    "MINUS",
    "NBSP",
    "NO_WIDTH",
    "band",
    "percent",
    "percent_range",
    "points",
    "points_range",
    "whole",
]

MINUS = "\u2212"
EN_DASH = "\u2013"
NO_WIDTH = gettext_noop("no width")


def whole(fraction: float) -> int:
    """A fraction in whole hundredths, halves away from zero, as the sentences have it.

    >>> whole(1 / 8), whole(0.285), whole(-0.285)
    (13, 29, -29)
    """
    # The tiny addition keeps 28.499999999999996, which is 28.5, from being rounded down.
    return int(math.copysign(math.floor(abs(fraction) * 100 + 0.5 + 1e-9), fraction))


def percent(share: float | None) -> str:
    """A fraction as a whole percentage.

    >>> percent(2 / 3)
    '67\\xa0%'
    >>> percent(None)
    '\u2013'
    """
    if share is None or math.isnan(share):
        return EN_DASH
    return f"{whole(share)}{NBSP}%"


def percent_range(interval: Interval) -> str:
    """Both ends of an interval of fractions, as percentages without the sign.

    In words where it has no width: of a census nothing is left to estimate.

    >>> from types import SimpleNamespace
    >>> percent_range(SimpleNamespace(estimate=0.5, low=0.41, high=0.59))
    '41\u201359'
    """
    if math.isnan(interval.low) or math.isnan(interval.high):
        return EN_DASH
    if interval.low == interval.high:
        return translate(NO_WIDTH)
    return f"{whole(interval.low)}{EN_DASH}{whole(interval.high)}"


def band(low: float, high: float) -> str:
    """A range of fractions that a share lies in, where no more is told; without the sign.

    >>> band(0.0, 0.4), band(0.4, 0.6), band(0.6, 1.0)
    ('\u2264\xa040', '40\u201360', '\u2265\xa060')
    """
    if low <= 0:
        return f"\u2264{NBSP}{whole(high)}"
    if high >= 1:
        return f"\u2265{NBSP}{whole(low)}"
    return f"{whole(low)}{EN_DASH}{whole(high)}"


def points(difference: float) -> str:
    """A difference of fractions in percentage points, always with its sign.

    >>> points(0.16), points(-0.0449), points(0.001)
    ('+16', '\u22124', '0')
    """
    if math.isnan(difference):
        return EN_DASH
    number = whole(difference)
    if number == 0:
        return "0"
    return f"+{number}" if number > 0 else f"{MINUS}{-number}"


def points_range(interval: Interval) -> str:
    """Both ends of an interval of differences, in percentage points.

    >>> from types import SimpleNamespace
    >>> points_range(SimpleNamespace(estimate=0.34, low=0.16, high=0.49))
    '+16 to +49'
    """
    return _("{low} to {high}", low=points(interval.low), high=points(interval.high))
