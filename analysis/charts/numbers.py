"""How charts, sentences and tables for people write a number. Nothing is rounded before this."""

from __future__ import annotations

import math

from analysis.charts.theme import Interval

MINUS = "\u2212"
#: Between a number and its unit or word: the two stay on one line.
NBSP = "\u00a0"
EN_DASH = "\u2013"


def percent(share: float | None) -> str:
    """A fraction as a whole percentage.

    >>> percent(2 / 3)
    '67\\xa0%'
    >>> percent(None)
    '\u2013'
    """
    if share is None or math.isnan(share):
        return EN_DASH
    return f"{share * 100:.0f}{NBSP}%"


def percent_range(interval: Interval) -> str:
    """Both ends of an interval of fractions, as percentages without the sign.

    >>> from types import SimpleNamespace
    >>> percent_range(SimpleNamespace(estimate=0.5, low=0.41, high=0.59))
    '41\u201359'
    """
    if math.isnan(interval.low) or math.isnan(interval.high):
        return EN_DASH
    return f"{interval.low * 100:.0f}{EN_DASH}{interval.high * 100:.0f}"


def points(difference: float) -> str:
    """A difference of fractions in percentage points, always with its sign.

    >>> points(0.16), points(-0.0449), points(0.001)
    ('+16', '\u22124', '0')
    """
    whole = round(difference * 100)
    if whole == 0:
        return "0"
    return f"+{whole}" if whole > 0 else f"{MINUS}{-whole}"


def points_range(interval: Interval) -> str:
    """Both ends of an interval of differences, in percentage points.

    >>> from types import SimpleNamespace
    >>> points_range(SimpleNamespace(estimate=0.34, low=0.16, high=0.49))
    '+16 to +49'
    """
    return f"{points(interval.low)} to {points(interval.high)}"
