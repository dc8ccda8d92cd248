"""Performance and importance: how a construct is rated across, how many chose it upwards.

Every construct is a number in the quadrant and a row beside it, where its name and figures stand:
names in the quadrant would lie on each other. Numbers are moved off marks until none touch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import percent, percent_range
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart, Interval
from analysis.words import gettext as _

#: The quadrant on a screen and on a phone, in pixels; beside it the rows, with white in between.
WIDE_PLOT, NARROW_PLOT, GAP = (430.0, 400.0), (270.0, 270.0), 26.0
#: Room for words and ticks left of the quadrant, above it and below it.
GUTTER, ABOVE, BELOW = 74.0, 22.0, 40.0
DOT = 8.0
#: How far a number may stand from its mark: as near as it fits, in so many directions.
STEPS, DIRECTIONS = (17.0, 22.0, 28.0, 38.0, 50.0, 64.0, 80.0, 100.0, 125.0, 155.0), 16
HALF = 0.5


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """A construct: its favourable share and the share that chose it, with intervals; fractions.

    ``figures`` is what is written below its name; a ``candidate`` is drawn darker. ``is_range``:
    how many chose it is known only between two numbers, and the mark stands in their middle.
    """

    label: str
    favourable: Interval
    chosen: Interval
    figures: str
    candidate: bool = False
    is_range: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Plot:
    """The quadrant: its scale across, and upwards from ``bottom`` at 0 to ``top`` at ``most``."""

    across: Panel
    top: float
    bottom: float
    most: float
    split: float

    def y(self, share: float) -> float:
        """The pixel of a share that chose something."""
        return self.bottom - share / self.most * (self.bottom - self.top)


def priorities_chart(
    rows: Sequence[PriorityRow],
    *,
    title: str,
    subtitle: str,
    foot: str,
    remarks: Sequence[str] = (),
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw the constructs in the order given, numbered from 1.

    The upper half is above the mean share of the constructs that are drawn. ``remarks`` say what is
    not drawn, ``hidden`` is the reason why nothing is.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    if hidden is not None or not rows:
        word = hidden or _("nothing to show")
        return sheet.closed(word, title=title, subtitle=subtitle, foot=foot)
    wide, tall = NARROW_PLOT if sheet.narrow else WIDE_PLOT
    left, top = sheet.left + GUTTER, sheet.y + ABOVE
    across = Panel(left, min(wide, sheet.right - left), 0.0, 1.0)
    split = sum(row.chosen.estimate for row in rows) / len(rows)
    plot = _Plot(across, top, top + tall, _end(rows), split)
    _frame(sheet, plot)
    _marks(sheet, plot, rows)
    below = plot.bottom + BELOW
    if sheet.narrow:
        sheet.y = below + 8
        _list(sheet, sheet.left, rows)
    else:
        _list(sheet, across.right + GAP, rows)
        sheet.y = max(sheet.y, below)
    sheet.y += 8
    for remark in (_legend(rows), *remarks):
        sheet.paragraph(remark, size=theme.SMALL, colour=theme.INK_2)
    said = (f"{number}: {row.label}: {row.figures}" for number, row in enumerate(rows, start=1))
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *said, *remarks, foot))


def _end(rows: Sequence[PriorityRow]) -> float:
    """The upper end: the next tenth above every interval."""
    most = max(max(row.chosen.high, row.chosen.estimate) for row in rows)
    return min(1.0, max(0.2, math.ceil(most * 10 + 1e-9) / 10))


def _legend(rows: Sequence[PriorityRow]) -> str:
    said = _(
        "Dark: candidates to work on; grey: the others. Lines: 95 % intervals. The upper half is "
        "above the mean of these constructs."
    )
    if any(row.is_range for row in rows):
        said += " " + _("Ring: how many chose it is known only between two numbers.")
    return said


def _frame(sheet: Sheet, plot: _Plot) -> None:
    """Edges, halves with their words, ticks and the names of both scales."""
    left, right = plot.across.left, plot.across.right
    for y in (plot.top, plot.bottom):
        sheet.rule(left, right, y)
    for x in (left, right):
        sheet.upright(x, plot.top, plot.bottom)
    middle, split = plot.across.x(HALF), plot.y(plot.split)
    sheet.line([middle, middle], [plot.top, plot.bottom], theme.EARLIER, 1.0, gid="half-across")
    sheet.line([left, right], [split, split], theme.EARLIER, 1.0, gid="half-upwards")
    _words_across(sheet, plot)
    _words_upwards(sheet, plot)
    for tick in range(0, 101, 25):
        x = plot.across.x(tick / 100)
        sheet.upright(x, plot.bottom, plot.bottom + 4, theme.INK if not tick else theme.LINE)
        said = percent(0) if not tick else f"{tick}"
        sheet.write(x, plot.bottom + 13, said, theme.SMALL, colour=theme.INK_2, align="center")
    sheet.write(
        (left + right) / 2, plot.bottom + 30, _("favourable"), theme.SMALL, colour=theme.INK_2,
        align="center",
    )  # fmt: skip
    tenths = round(plot.most * 10)
    for tick in range(0, tenths + 1, 1 if tenths <= 5 else 2):
        y = plot.y(tick / 10)
        sheet.rule(left - 4, left, y, theme.INK if not tick else theme.LINE)
        said = percent(tick / 10) if tick + 2 > tenths else f"{tick * 10}"
        sheet.write(left - 7, y, said, theme.SMALL, colour=theme.INK_2, align="right")


def _words_across(sheet: Sheet, plot: _Plot) -> None:
    """What the left and the right half are, above them."""
    half = plot.across.width / 2 - 8
    for share, long, short in (
        (0.25, _("fewer than half favourable"), _("fewer than half")),
        (0.75, _("more than half favourable"), _("more than half")),
    ):
        said = long if theme.text_width(long, theme.SMALL) * theme.SLACK <= half else short
        x = plot.across.x(share)
        sheet.write(x, plot.top - 10, said, theme.SMALL, colour=theme.INK_2, align="center")


def _words_upwards(sheet: Sheet, plot: _Plot) -> None:
    """What the upper and the lower half are, read from below: each beside its half, or where one
    is too small for that at the ends of the scale; left out where both do not fit at all."""
    split = plot.y(plot.split)
    upper, lower = _("chosen by more"), _("chosen by fewer")
    high, low = (theme.text_width(said, theme.SMALL) * theme.SLACK for said in (upper, lower))
    if high + low + 8 > plot.bottom - plot.top:
        return
    fits = high <= split - plot.top and low <= plot.bottom - split
    ends = (
        ((plot.top + split + high) / 2, (split + plot.bottom + low) / 2)
        if fits
        else (plot.top + high, plot.bottom)
    )
    for bottom, said in zip(ends, (upper, lower), strict=True):
        sheet.write_upwards(sheet.left + 8, bottom, said)


def _marks(sheet: Sheet, plot: _Plot, rows: Sequence[PriorityRow]) -> None:
    points = [(plot.across.x(row.favourable.estimate), plot.y(row.chosen.estimate)) for row in rows]
    places = _places(plot, points)
    for number, (row, (x, y)) in enumerate(zip(rows, points, strict=True), start=1):
        colour = theme.INK if row.candidate else theme.EARLIER
        sheet.line(
            [plot.across.x(row.favourable.low), plot.across.x(row.favourable.high)], [y, y],
            colour, 1.0, order=2, gid=f"across-{row.code}",
        )  # fmt: skip
        sheet.line(
            [x, x], [plot.y(row.chosen.low), plot.y(row.chosen.high)], colour, 1.0, order=2,
            gid=f"upwards-{row.code}",
        )  # fmt: skip
        sheet.dot(x, y, colour, gid=f"dot-{row.code}", size=DOT, hollow=row.is_range)
        at_x, at_y = places[number - 1]
        if math.hypot(at_x - x, at_y - y) > STEPS[0] + 1:
            sheet.line([x, at_x], [y, at_y], theme.LINE, 0.8, order=2.2)
        sheet.write(
            at_x, at_y, f"{number}", theme.SMALL, bold=row.candidate,
            colour=theme.INK if row.candidate else theme.INK_2, align="center", backed=True,
        )  # fmt: skip


def _places(plot: _Plot, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where each number stands: as near to its mark as it touches no mark and no other number."""
    taken: list[tuple[float, float]] = []
    for point in points:
        taken.append(next(iter(_free(plot, point, points, taken)), point))
    return taken


def _free(
    plot: _Plot,
    point: tuple[float, float],
    points: Sequence[tuple[float, float]],
    taken: Sequence[tuple[float, float]],
) -> Iterable[tuple[float, float]]:
    for step in STEPS:
        for turn in range(DIRECTIONS):
            # Beginning to the upper right, where few lines are.
            angle = math.pi / 4 + turn * 2 * math.pi / DIRECTIONS
            x, y = point[0] + step * math.cos(angle), point[1] - step * math.sin(angle)
            inside = (
                plot.across.left + 12 < x < plot.across.right - 12
                and plot.top + 10 < y < plot.bottom - 10
            )
            marks = all(abs(x - a) > 12.5 or abs(y - b) > 11.5 for a, b in points)
            numbers = all(abs(x - a) > 21 or abs(y - b) > 16 for a, b in taken)
            if inside and marks and numbers:
                yield x, y


def _list(sheet: Sheet, left: float, rows: Sequence[PriorityRow]) -> None:
    """Number, name and figures of each construct, from the place that the sheet has reached."""
    start = left + 26
    room = sheet.right - start
    step = theme.SMALL * theme.LEADING
    for number, row in enumerate(rows, start=1):
        names = theme.wrap(theme.printable(row.label), theme.TEXT, room, bold=row.candidate)
        figures = theme.wrap(theme.printable(row.figures), theme.SMALL, room)
        middle = sheet.y + theme.TEXT * theme.LEADING / 2
        sheet.write(
            left + 18, middle, f"{number}", bold=row.candidate,
            colour=theme.INK if row.candidate else theme.INK_2, align="right",
        )  # fmt: skip
        for name in names:
            middle = sheet.y + theme.TEXT * theme.LEADING / 2
            sheet.write(start, middle, name, bold=row.candidate)
            sheet.y += theme.TEXT * theme.LEADING
        for line in figures:
            sheet.write(start, sheet.y + step / 2, line, theme.SMALL, colour=theme.INK_2)
            sheet.y += step
        sheet.y += 5


def share_in_figures(share: Interval) -> str:
    """A share with its interval, in percent.

    >>> from types import SimpleNamespace
    >>> share_in_figures(SimpleNamespace(estimate=0.38, low=0.27, high=0.5))
    '38\\xa0% (27\u201350)'
    """
    if math.isnan(share.low) or math.isnan(share.high):
        return percent(share.estimate)
    return f"{percent(share.estimate)} ({percent_range(share)})"
