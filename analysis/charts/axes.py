"""Axes that several charts share."""

from __future__ import annotations

from analysis.charts import theme
from analysis.charts.numbers import percent
from analysis.charts.sheet import Panel, Sheet


def share_axis(sheet: Sheet, panel: Panel) -> None:
    """An axis of shares from nothing on, below what is drawn; where it is long, in fewer steps."""
    y = sheet.y + 4
    sheet.rule(panel.left, panel.right, y)
    tenths = round(panel.high * 10)
    every = 1 if tenths <= 4 and not sheet.narrow else 2 if tenths <= 6 else 5
    for tick in range(0, tenths + 1, every):
        x = panel.x(tick / 10)
        sheet.upright(x, y, y + 4, theme.LINE if tick else theme.INK)
        text = f"{tick * 10}" if tick else percent(0)
        sheet.write(x, y + 13, text, theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 20
