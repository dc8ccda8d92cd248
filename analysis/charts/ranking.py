"""What came first: a bar of places for each option of a ranking, the best placed on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import percent
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart
from analysis.words import gettext as _

BAR = 20.0
GAP = 12.0


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One option: the share of all who answered that put it in place 1, 2 and so on.

    ``figure`` is what the rows are sorted by, in words: a mean rank or points. ``first`` people put
    it first, ``first_three`` among the first three.
    """

    label: str
    shares: tuple[float, ...]
    first: int
    first_three: int
    figure: str
    code: str = ""


def ranking_chart(
    rows: Sequence[RankingRow],
    n: int,
    *,
    figure: str,
    title: str,
    subtitle: str,
    foot: str,
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one bar of places for each option, in the order given; ``n`` people answered.

    ``figure`` names what stands behind the bars. ``hidden`` is the reason why nothing may be shown.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    word = hidden or (None if n and rows else _("no answers"))
    if word is not None:
        return sheet.closed(word, title=title, subtitle=subtitle, foot=foot)
    column = sheet.label_column(row.label for row in rows)
    left = sheet.left + column
    figures = _figures_width(rows, figure)
    panel = Panel(left, sheet.right - left - figures, 0.0, 1.0)
    sheet.write(sheet.right, sheet.y + 6, figure, theme.SMALL, colour=theme.INK_2, align="right")
    sheet.y += 18
    for row in rows:
        _row(sheet, panel, column, row)
    _axis(sheet, panel)
    said = (
        _(
            "{answer}: {what} {figure}, first for {first} of {n} ({share}), in the first three of "
            "{first_three}",
            answer=row.label,
            what=figure,
            figure=row.figure,
            first=row.first,
            n=n,
            share=percent(row.first / n),
            first_three=row.first_three,
        )
        for row in rows
    )
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *said, foot))


def _row(sheet: Sheet, panel: Panel, column: float, row: RankingRow) -> None:
    middle, _height = sheet.row(row.label, column=column, body=BAR + GAP)
    shades = theme.sequence(len(row.shares))[::-1]  # the first place is the darkest
    start = 0.0
    for place, (share, shade) in enumerate(zip(row.shares, shades, strict=True), start=1):
        if not share:
            continue
        sheet.bar(
            panel, start, share, middle, height=BAR, colour=shade, gid=f"place-{row.code}-{place}"
        )
        if share * panel.width > theme.text_width(str(place), theme.SMALL) + 8:
            sheet.write(
                panel.x(start + share / 2),
                middle,
                str(place),
                theme.SMALL,
                bold=True,
                colour=theme.text_on(shade),
                align="center",
            )
        start += share
    sheet.upright(panel.left, middle - BAR / 2 - 3, middle + BAR / 2 + 3, theme.INK)
    sheet.write(sheet.right, middle, row.figure, bold=True, align="right")


def _figures_width(rows: Sequence[RankingRow], figure: str) -> float:
    wide = max(theme.text_width(row.figure, theme.TEXT, bold=True) for row in rows)
    return 14 + theme.SLACK * max(wide, min(80.0, theme.text_width(figure, theme.SMALL)))


def _axis(sheet: Sheet, panel: Panel) -> None:
    y = sheet.y + 4
    sheet.rule(panel.left, panel.right, y)
    for tick in range(5):
        x = panel.x(tick / 4)
        sheet.upright(x, y, y + 4, theme.LINE if tick else theme.INK)
        text = f"{tick * 25}" if tick else percent(0)
        sheet.write(x, y + 13, text, theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 20
