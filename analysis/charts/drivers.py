"""What goes along with an outcome: a share with its interval for each construct, largest on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.axes import share_axis
from analysis.charts.numbers import EN_DASH, percent, percent_range
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

BODY = 30.0
#: The names of the columns of figures.
SHARE, JOHNSON = gettext_noop("share (interval)"), "Johnson"


@dataclass(frozen=True, slots=True)
class DriverRow:
    """A construct: its share with its interval and Johnson's weight, fractions; NaN: none."""

    label: str
    estimate: float
    low: float
    high: float
    johnson: float
    code: str = ""

    @property
    def figures(self) -> str:
        """The share with its interval, in percent."""
        if math.isnan(self.low) or math.isnan(self.high):
            return percent(self.estimate)
        return f"{percent(self.estimate)} ({percent_range(self)})"


def drivers_chart(
    rows: Sequence[DriverRow],
    *,
    title: str,
    subtitle: str,
    foot: str,
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one row for each construct, in the order given: a dot, its interval, Johnson's hollow.

    The colour is ink: going along with something is neither good nor bad. ``hidden`` is the reason
    why there is nothing to show.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    if hidden is not None or not rows:
        word = hidden or _("nothing to show")
        return sheet.closed(word, title=title, subtitle=subtitle, foot=foot)
    column = sheet.label_column(row.label for row in rows)
    figures, johnson = _widths(rows, narrow=sheet.narrow)
    left = sheet.left + column + 6
    panel = Panel(left, sheet.right - figures - johnson - left, 0.0, _end(rows))
    _head(sheet, johnson)
    for row in rows:
        _row(sheet, panel, column, row, johnson)
    share_axis(sheet, panel)
    sheet.y += 6
    sheet.paragraph(
        _("Dot: share by all orders of entry (LMG), with its interval. Ring: Johnson's weight."),
        size=theme.SMALL,
        colour=theme.INK_2,
    )
    said = (f"{row.label}: {row.figures}, Johnson {percent(row.johnson)}" for row in rows)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *said, foot))


def _widths(rows: Sequence[DriverRow], *, narrow: bool) -> tuple[float, float]:
    """Room for the share with its interval, and for Johnson's weight; less on a phone."""
    said = [theme.text_width(row.figures, theme.TEXT, bold=True) for row in rows]
    figures = max(theme.text_width(translate(SHARE), theme.SMALL), *said) * theme.SLACK + 12
    return figures, 0.0 if narrow else theme.text_width(JOHNSON, theme.SMALL) * theme.SLACK + 18


def _end(rows: Sequence[DriverRow]) -> float:
    """The right end of the axis: the next tenth beyond everything that is drawn."""
    ends = [row.high for row in rows] + [row.estimate for row in rows] + [r.johnson for r in rows]
    most = max((one for one in ends if math.isfinite(one)), default=0.0)
    return min(1.0, max(0.1, math.ceil(most * 10 + 1e-9) / 10))


def _head(sheet: Sheet, johnson: float) -> None:
    middle = sheet.y + 6
    said = translate(SHARE)
    sheet.write(sheet.right - johnson, middle, said, theme.SMALL, colour=theme.INK_2, align="right")
    if johnson:
        sheet.write(sheet.right, middle, JOHNSON, theme.SMALL, colour=theme.INK_2, align="right")
    sheet.y += 18


def _row(sheet: Sheet, panel: Panel, column: float, row: DriverRow, johnson: float) -> None:
    middle, _height = sheet.row(row.label, column=column, body=BODY)
    sheet.rule(panel.left, panel.right, middle)
    if math.isfinite(row.low) and math.isfinite(row.high):
        sheet.whisker(panel, row.low, row.high, middle, gid=f"interval-{row.code}")
    if math.isfinite(row.johnson):
        x = panel.x(row.johnson)
        sheet.dot(x, middle, theme.EARLIER, gid=f"johnson-{row.code}", size=11.0, hollow=True)
    if math.isfinite(row.estimate):
        sheet.dot(panel.x(row.estimate), middle, theme.INK, gid=f"share-{row.code}", size=7.5)
    sheet.write(sheet.right - johnson, middle, row.figures, bold=True, align="right")
    if johnson:
        said = percent(row.johnson) if math.isfinite(row.johnson) else EN_DASH
        sheet.write(sheet.right, middle, said, colour=theme.INK_2, align="right")
