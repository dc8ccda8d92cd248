"""Terms that set two groups of comments apart: the share of people who used each, in both groups.

What fewer people used than may be told is a dashed range from nobody to one person fewer, and never
a point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.axes import share_axis
from analysis.charts.numbers import NBSP, percent
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart, Interval
from analysis.words import gettext as _

#: Height of a row, how far its two marks stand from its middle, and how tall a range is.
BODY, APART, RANGE = 44.0, 9.0, 10.0


@dataclass(frozen=True, slots=True)
class TermShare:
    """The people of a group who used a term, as a fraction, or at most how many that may be.

    ``words`` say the count: "14 of 40", or "fewer than 5 of 38".
    """

    words: str
    share: Interval | None = None
    at_most: float = math.nan


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term in both groups."""

    label: str
    here: TermShare
    there: TermShare
    code: str


def terms_chart(
    rows: Sequence[TermRow],
    *,
    groups: tuple[str, str],
    title: str,
    subtitle: str,
    foot: str,
    width: float = theme.WIDE,
) -> Chart:
    """Draw a row for each term, in the order given: a dot for this group, a ring for the other.

    The colour says which group it is: to write of something is neither good nor bad.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    if not rows:
        return sheet.closed(_("nothing to show"), title=title, subtitle=subtitle, foot=foot)
    column = sheet.label_column(row.label for row in rows)
    said = [one.words for row in rows for one in (row.here, row.there)]
    figures = max(theme.text_width(one, theme.SMALL, bold=True) for one in said)
    left = sheet.left + column + 6
    panel = Panel(left, sheet.right - figures * theme.SLACK - 14 - left, 0.0, _end(rows))
    _key(sheet, groups)
    for row in rows:
        _row(sheet, panel, column, row)
    share_axis(sheet, panel)
    told = (_say(row, groups) for row in rows)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *told, foot))


def _end(rows: Sequence[TermRow]) -> float:
    """The right end of the axis: the next tenth beyond everything that is drawn."""
    both = [one for row in rows for one in (row.here, row.there)]
    ends = [one.share.high if one.share else one.at_most for one in both]
    return min(1.0, max(0.1, math.ceil(max(ends) * 10 + 1e-9) / 10))


def _key(sheet: Sheet, groups: tuple[str, str]) -> None:
    """Which mark is which group, below each other where they do not fit on a line."""
    for name, is_here in zip(groups, (True, False), strict=True):
        y = sheet.y + 9
        _mark(
            sheet, sheet.left + 6, y, is_here=is_here, gid=f"key-{'here' if is_here else 'there'}"
        )
        lines = theme.wrap(theme.printable(name), theme.SMALL, sheet.right - sheet.left - 20)
        for line in lines:
            sheet.write(sheet.left + 18, sheet.y + 9, line, theme.SMALL, colour=theme.INK_2)
            sheet.y += theme.SMALL * theme.LEADING
    sheet.y += 6


def _mark(sheet: Sheet, x: float, y: float, *, is_here: bool, gid: str) -> None:
    colour = theme.ACCENT if is_here else theme.EARLIER
    sheet.dot(x, y, colour, gid=gid, size=8.0, hollow=not is_here)


def _row(sheet: Sheet, panel: Panel, column: float, row: TermRow) -> None:
    middle, _height = sheet.row(row.label, column=column, body=BODY)
    for one, y, is_here in (
        (row.here, middle - APART, True),
        (row.there, middle + APART, False),
    ):
        gid = f"{'here' if is_here else 'there'}-{row.code}"
        sheet.rule(panel.left, panel.right, y)
        if one.share:
            colour = theme.INK if is_here else theme.INK_2
            sheet.whisker(
                panel, one.share.low, one.share.high, y, gid=f"interval-{gid}", colour=colour
            )
            _mark(sheet, panel.x(one.share.estimate), y, is_here=is_here, gid=f"share-{gid}")
        else:
            wide = panel.x(one.at_most) - panel.left
            sheet.band(panel.left, y - RANGE / 2, wide, RANGE, gid=f"untold-{gid}")
        colour = theme.INK if is_here else theme.INK_2
        sheet.write(
            sheet.right, y, one.words, theme.SMALL, bold=is_here, colour=colour, align="right"
        )


def _say(row: TermRow, groups: tuple[str, str]) -> str:
    both = zip(groups, (row.here, row.there), strict=True)
    told = (f"{name}{NBSP}{_figure(one)}" for name, one in both)
    return f"{row.label}: {', '.join(told)}"


def _figure(one: TermShare) -> str:
    if one.share is None:
        return one.words
    return _(
        "{count}, {share} ({low} to {high})",
        count=one.words,
        share=percent(one.share.estimate),
        low=percent(one.share.low),
        high=percent(one.share.high),
    )
