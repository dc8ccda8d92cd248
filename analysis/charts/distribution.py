"""How the answers of one question are spread: a bar from zero for each option."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import percent
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart, Interval
from analysis.words import gettext as _

BAR = 17.0


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """One option: how many of the people who answered chose it.

    ``share`` is that number divided by all who answered (more than one option may be chosen),
    with its interval if it has one. ``colour`` says whether the
    option is good or bad, if it is either.
    """

    label: str
    count: int = 0
    share: float = 0.0
    interval: Interval | None = None
    colour: str = theme.PLAIN
    code: str = ""


def distribution_chart(
    rows: Sequence[DistributionRow],
    n: int,
    *,
    title: str,
    subtitle: str,
    foot: str,
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one bar for each option, in the order given; ``n`` people gave a valid answer.

    ``hidden`` is the reason why nothing may be shown; then the rows are not looked at.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    word = hidden or (None if n and rows else _("no answers"))
    if word is not None:
        return sheet.closed(word, title=title, subtitle=subtitle, foot=foot)
    column = sheet.label_column(row.label for row in rows)
    left = sheet.left + column
    panel = Panel(left, sheet.right - left - _figures_width(n), 0.0, _extent(rows))
    for row in rows:
        _row(sheet, panel, column, row, n)
    _axis(sheet, panel)
    said = (
        _(
            "{answer}: {count} of {n} ({share})",
            answer=row.label,
            count=row.count,
            n=n,
            share=percent(row.share),
        )
        for row in rows
    )
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *said, foot))


def _row(sheet: Sheet, panel: Panel, column: float, row: DistributionRow, n: int) -> None:
    middle, height = sheet.row(row.label, column=column, body=BAR + 11)
    reach = BAR / 2 + 3 if sheet.narrow else height / 2
    sheet.upright(panel.left, middle - reach, middle + reach, theme.INK)
    sheet.bar(panel, 0, row.share, middle, height=BAR, colour=row.colour, gid=f"bar-{row.code}")
    end = row.share
    if row.interval is not None and not math.isnan(row.interval.low):
        sheet.whisker(
            panel, row.interval.low, row.interval.high, middle, gid=f"interval-{row.code}"
        )
        end = max(end, row.interval.high)
    x = panel.x(end) + 8
    share = percent(row.share)
    sheet.write(x, middle, share, bold=True)
    x += theme.text_width(share, theme.TEXT, bold=True) * theme.SLACK + 6
    sheet.write(x, middle, _of(row.count, n), theme.SMALL, colour=theme.INK_2)


def _figures_width(n: int) -> float:
    """Room for the longest numbers that can stand behind a bar."""
    share = theme.text_width(percent(1), theme.TEXT, bold=True)
    count = theme.text_width(_of(n, n), theme.SMALL)
    return 8 + share * theme.SLACK + 6 + count * theme.SLACK


def _of(count: int, n: int) -> str:
    return _("{count} of {n}", count=count, n=n)


def _axis(sheet: Sheet, panel: Panel) -> None:
    y = sheet.y + 4
    step = 0.1 if panel.high <= 0.5 else 0.25
    sheet.rule(panel.left, panel.right, y)
    for tick in range(math.floor(panel.high / step + 1e-9) + 1):
        x = panel.x(tick * step)
        sheet.upright(x, y, y + 4, theme.LINE if tick else theme.INK)
        text = f"{tick * step * 100:.0f}" if tick else percent(0)
        sheet.write(x, y + 13, text, theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 20


def _extent(rows: Sequence[DistributionRow]) -> float:
    """The scale: the largest share or interval, to the next tenth."""
    ends = [0.1]
    for row in rows:
        ends.append(row.share)
        if row.interval is not None and not math.isnan(row.interval.high):
            ends.append(row.interval.high)
    return min(1.0, math.ceil(max(ends) * 10 - 1e-9) / 10)
