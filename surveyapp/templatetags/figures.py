"""How pages write figures: rounded here and nowhere before, the way the charts do it.

Charts write theirs with :mod:`analysis.charts.numbers`, which is slow to import; a test holds the
two together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Protocol

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis import words

register = template.Library()

MINUS = "\u2212"
NBSP = "\u00a0"
EN_DASH = "\u2013"


class Interval(Protocol):
    """An estimate with its interval, as fractions; NaN where there is none."""

    @property
    def estimate(self) -> float:
        """The figure itself."""

    @property
    def low(self) -> float:
        """Its lower end."""

    @property
    def high(self) -> float:
        """Its upper end."""


class Range(Protocol):
    """A share that is only told as a band (:class:`analysis.release.Band`), as fractions."""

    @property
    def low(self) -> float:
        """Its lower end."""

    @property
    def high(self) -> float:
        """Its upper end."""

    @property
    def at_least(self) -> int:
        """The fewest people who may have answered."""

    @property
    def at_most(self) -> int | None:
        """The most; ``None`` where no upper end is told."""


class Trend(Protocol):
    """What the words for a trend are made of (:class:`analysis.estimates.TrendLine`)."""

    @property
    def direction(self) -> int:
        """1, -1 or 0."""

    @property
    def p_value(self) -> float | None:
        """``None`` below three rounds."""

    @property
    def verdict(self) -> str:
        """``clear``, ``possible``, ``none`` or ``too_few``."""

    @property
    def detectable(self) -> float:
        """The shift that would have shown, as a fraction; NaN where none would."""


def whole(fraction: float) -> int:
    """A fraction in whole hundredths, halves away from zero."""
    # The tiny addition keeps 28.499999999999996, which is 28.5, from being rounded down.
    return int(math.copysign(math.floor(abs(fraction) * 100 + 0.5 + 1e-9), fraction))


@register.filter
def whole_points(shift: float) -> str:
    """A fraction in whole points, without a sign.

    >>> whole_points(0.249)
    '25'
    """
    return f"{whole(shift)}"


@register.filter
def percent(share: float | None) -> str:
    """A fraction as a whole percentage; an en dash where there is none."""
    if share is None or math.isnan(share):
        return EN_DASH
    return f"{whole(share)}{NBSP}%"


@register.filter
def percent_range(interval: Interval | None) -> str:
    """Both ends of an interval of fractions; an en dash where there is none, words for a census."""
    if interval is None or math.isnan(interval.low) or math.isnan(interval.high):
        return EN_DASH
    if interval.low == interval.high:
        return _("no width")
    return f"{whole(interval.low)}{EN_DASH}{whole(interval.high)}{NBSP}%"


@register.filter
def band_words(band: Range) -> str:
    """In which range a favourable share lies that is not told in full."""
    ends = {"low": percent(band.low), "high": percent(band.high)}
    if whole(band.low) <= 0:
        return _("%(high)s or less favourable") % ends
    if whole(band.high) >= 100:
        return _("%(low)s or more favourable") % ends
    return _("%(low)s to %(high)s favourable") % {**ends, "low": whole(band.low)}


@register.filter
def band_answers(band: Range) -> str:
    """How many people gave a valid answer, where their number is not told."""
    return _("%(range)s answers") % {"range": people_range((band.at_least, band.at_most))}


@register.filter
def people_range(ends: tuple[int, int | None]) -> str:
    """A number of people by its ends.

    >>> people_range((5, 9)), people_range((10, None)), people_range((9, 9))
    ('5\u20139', '10 or more', '9')
    """
    at_least, at_most = ends
    if at_most is None:
        return _("%(number)s or more") % {"number": at_least}
    return str(at_least) if at_least == at_most else f"{at_least}{EN_DASH}{at_most}"


@register.filter
def band_width(band: Range) -> str:
    """How wide a band is, in hundredths, as the picture of it is drawn."""
    return str(whole(band.high) - whole(band.low))


@register.filter
def points(difference: float) -> str:
    """A difference of fractions in points, with its sign.

    >>> points(0.16), points(-0.0449), points(0.001)
    ('+16', '\\u22124', '0')
    """
    number = whole(difference)
    if number == 0:
        return "0"
    return f"+{number}" if number > 0 else f"{MINUS}{-number}"


@register.filter
def points_range(interval: Interval) -> str:
    """Both ends of an interval of differences, in points."""
    return _("%(low)s to %(high)s") % {"low": points(interval.low), "high": points(interval.high)}


@register.filter
def decimal(number: float | None) -> str:
    """A mean, with one decimal; an en dash where there is none."""
    if number is None or math.isnan(number):
        return EN_DASH
    return words.decimal(number, 1).replace("-", MINUS)


@register.filter
def coefficient(number: float | None) -> str:
    """A coefficient as the release has it, with two decimals; an en dash where there is none."""
    if number is None or math.isnan(number):
        return EN_DASH
    return words.decimal(number, 2).replace("-", MINUS)


@register.filter
def day(iso: str | None) -> str:
    """An ISO day as people write it: 21 Apr 2027."""
    return date_format(date.fromisoformat(iso), "j M Y") if iso else ""


@register.filter
def typeset(sentence: str) -> str:
    """A sentence of :mod:`analysis.findings` with the signs that print has and a keyboard lacks.

    >>> typeset("33 % -> 27 % (-16 to +4)") == "33\\u00a0% \\u2192 27\\u00a0% (\\u221216 to +4)"
    True
    >>> typeset("10 - p / 10") == "10 \\u2212 p / 10"
    True
    """
    sentence = re.sub(r'"([^"]*)"', "\u201c\\1\u201d", sentence)
    sentence = sentence.replace(" -> ", " \u2192 ").replace(" %", f"{NBSP}%")
    sentence = re.sub(r"(?<=\d) - (?=\w)", f" {MINUS} ", sentence)
    return re.sub(r"(?<![\w-])-(?=\d)", MINUS, sentence)


#: Why a round has no point on a line of the trend page.
GAP_WORDS: dict[str, Promise] = {
    "round_too_small": gettext_lazy("hidden: too few answered the round"),
    "too_few": gettext_lazy("hidden: too few answers"),
    "sibling": gettext_lazy("hidden: it would reveal a smaller group"),
    "withdrawn": gettext_lazy("taken out by a correction"),
    "gives_away": gettext_lazy("hidden: it would give some answers away"),
    "band": gettext_lazy("told as a band"),
    "not_asked": gettext_lazy("not asked"),
    "reworded": gettext_lazy("asked in other words"),
    "no_answers": gettext_lazy("no answers"),
    "no_group": gettext_lazy("no such unit"),
    "pooled": gettext_lazy("counted together with others"),
}


@register.filter
def gap_word(reason: str) -> str:
    """Why a round has no point on a line."""
    return str(GAP_WORDS[reason])


@register.filter
def trend_words(line: Trend) -> str:
    """The verdict on a trend over three rounds or more, and what could have shown."""
    if line.p_value is None:
        return _("Too few rounds with the same wording to tell: a trend needs three.")
    said = _TREND_WORDS[str(line.verdict)](line.direction > 0)
    if math.isnan(line.detectable):
        shows = _("No shift would show.")
    else:
        shows = _("Shows from %(shift)s.") % {"shift": whole(line.detectable)}
    return f"{said} {shows}"


_TREND_WORDS: dict[str, Callable[[bool], str]] = {
    "clear": lambda up: _("Clear trend, better.") if up else _("Clear trend, worse."),
    "possible": lambda up: _("Possible trend, better.") if up else _("Possible trend, worse."),
    "none": lambda up: _("No evidence of a trend."),
    "too_few": lambda up: _("Too few answers to tell."),
}
