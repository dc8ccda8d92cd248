"""How numbers are spread: a histogram, and below it the quartiles, the median and the mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import EN_DASH, percent
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart
from analysis.words import decimal, shortest
from analysis.words import gettext as _

TALL = 170.0
ROW = 26.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Numbers from ``low`` to ``high``, both included, and how many people gave one of them."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What ``n`` people say together: quartiles, and the mean with its interval where it has one.

    Values are in ``unit`` (empty: none) and were given in steps of ``step``.
    """

    n: int
    quartiles: tuple[float, float, float]
    mean: float
    mean_low: float | None
    mean_high: float | None
    unit: str
    step: float


def amounts_chart(
    bins: Sequence[Bin],
    spread: Spread | None,
    *,
    title: str,
    subtitle: str,
    foot: str,
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw a histogram of bins of one width, the lowest first, and the spread below it.

    ``hidden`` is the reason why nothing may be shown; ``spread`` is ``None`` where nobody answered.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    if hidden is not None or spread is None or not bins:
        word = hidden or _("no answers")
        return sheet.closed(word, title=title, subtitle=subtitle, foot=foot)
    half = spread.step / 2
    panel = Panel(
        sheet.left + 8, sheet.right - sheet.left - 16, bins[0].low - half, bins[-1].high + half
    )
    _histogram(sheet, panel, bins, spread)
    _axis(sheet, panel, bins, spread.unit)
    _band(sheet, panel, spread)
    said = (
        _(
            "{answer}: {count} of {n} ({share})",
            answer=_from_to(one),
            count=one.count,
            n=spread.n,
            share=percent(one.count / spread.n),
        )
        for one in bins
    )
    figures = _("Counted in {unit}", unit=spread.unit) if spread.unit else ""
    alt = theme.alt_text(title, subtitle, spread_words(spread), figures, *said, foot)
    return sheet.finish(foot=foot, alt=alt)


def spread_words(spread: Spread) -> str:
    """The spread as a sentence without its full stop.

    >>> spread_words(Spread(9, (1, 2, 4), 2.5, 1.5, 3.5, "hours", 1))
    'Mean 2.5 hours (interval 1.5 to 3.5), median 2, the middle half from 1 to 4'
    """
    lower, median, upper = map(shortest, spread.quartiles)
    mean = decimal(spread.mean, 1)
    figures = {
        "mean": f"{mean} {spread.unit}" if spread.unit else mean,
        "median": median,
        "lower": lower,
        "upper": upper,
    }
    if spread.mean_low is None or spread.mean_high is None:
        return _("Mean {mean}, median {median}, the middle half from {lower} to {upper}", **figures)
    return _(
        "Mean {mean} (interval {low} to {high}), median {median}, the middle half from {lower} to "
        "{upper}",
        low=decimal(spread.mean_low, 1),
        high=decimal(spread.mean_high, 1),
        **figures,
    )


def _from_to(one: Bin) -> str:
    low, high = shortest(one.low), shortest(one.high)
    return low if one.low == one.high else f"{low}{EN_DASH}{high}"


def _histogram(sheet: Sheet, panel: Panel, bins: Sequence[Bin], spread: Spread) -> None:
    most = max(one.count for one in bins)
    sheet.y += 18  # for the number above the tallest
    floor = sheet.y + TALL
    half = spread.step / 2
    for one in bins:
        left, right = panel.x(one.low - half), panel.x(one.high + half)
        tall = TALL * one.count / most
        if one.count:
            sheet.box(
                left + 1, floor - tall, right - left - 2, tall, theme.PLAIN, gid=f"bin-{one.low:g}"
            )
        sheet.write(
            (left + right) / 2, floor - tall - 9, f"{one.count}", theme.SMALL,
            bold=bool(one.count), colour=theme.INK if one.count else theme.INK_2, align="center",
        )  # fmt: skip
    sheet.y = floor


def _axis(sheet: Sheet, panel: Panel, bins: Sequence[Bin], unit: str) -> None:
    sheet.rule(panel.left, panel.right, sheet.y, theme.INK)
    widest = max(theme.text_width(_from_to(one), theme.SMALL) for one in bins) * theme.SLACK + 8
    every = max(1, math.ceil(widest / (panel.width / len(bins))))
    for index, one in enumerate(bins):
        if index % every == 0:
            sheet.write(
                panel.x((one.low + one.high) / 2), sheet.y + 13, _from_to(one), theme.SMALL,
                colour=theme.INK_2, align="center",
            )  # fmt: skip
    sheet.y += 22
    if unit:
        sheet.write(panel.right, sheet.y + 8, unit, theme.SMALL, colour=theme.INK_2, align="right")
        sheet.y += 18


def _band(sheet: Sheet, panel: Panel, spread: Spread) -> None:
    """The middle half as a band with the median in it, the mean with its interval below."""
    lower, median, upper = spread.quartiles
    sheet.y += 8
    middle = sheet.y + ROW / 2
    start, end = panel.x(lower), panel.x(upper)
    sheet.rule(panel.left, panel.right, middle)
    sheet.box(start, middle - 7, max(end - start, 2.0), 14, theme.NEUTRAL, gid="quartiles", order=2)
    x = panel.x(median)
    sheet.line([x, x], [middle - 10, middle + 10], theme.INK, 2.4, order=3, gid="median")
    sheet.y += ROW
    middle = sheet.y + ROW / 2
    sheet.rule(panel.left, panel.right, middle)
    if spread.mean_low is not None and spread.mean_high is not None:
        low, high = max(spread.mean_low, panel.low), min(spread.mean_high, panel.high)
        sheet.whisker(panel, low, high, middle, gid="interval")
    sheet.dot(panel.x(spread.mean), middle, theme.INK, gid="mean")
    sheet.y += ROW + 6
    sheet.paragraph(f"{_band_words(spread)} {_mean_words(spread)}", size=theme.SMALL)


def _band_words(spread: Spread) -> str:
    lower, median, upper = map(shortest, spread.quartiles)
    return _(
        "Band: the middle half of the answers, {lower} to {upper}, with the median {median}.",
        lower=lower,
        upper=upper,
        median=median,
    )


def _mean_words(spread: Spread) -> str:
    mean = decimal(spread.mean, 1)
    if spread.mean_low is None or spread.mean_high is None:
        return _("Dot: the mean {mean}.", mean=mean)
    return _(
        "Dot: the mean {mean} with its interval {low} to {high}.",
        mean=mean,
        low=decimal(spread.mean_low, 1),
        high=decimal(spread.mean_high, 1),
    )
