"""Two rounds side by side: a line for each item or construct, as heavy as what it supports.

Names and shares stand on both sides, moved apart where they would touch, with a line to their
point. A phone has no room for names beside the lines: there they have numbers, and a list below.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.change import ARROW
from analysis.charts.displacement import apart
from analysis.charts.numbers import EN_DASH, NBSP, percent, percent_range, points, points_range
from analysis.charts.sheet import Align, Panel, Sheet
from analysis.charts.theme import Chart, Interval
from analysis.stats.verdicts import Verdict
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

#: Least height of the plot, and what a label takes beyond its lines.
LEAST, BESIDE = 300.0, 10.0
#: Where a share stands beside the axis, and a name beside its share.
TO_SHARE, TO_NAME = 18.0, 46.0
#: Parts of the paper that names have on the left, and names and changes on the right.
LEFT, RIGHT = 0.23, 0.33
#: Intervals that would touch stand side by side, at most so far apart and so wide together.
LANE, LANES = 7.0, 84.0
#: With more lines than this, only clear and possible changes have intervals, and lines to labels
#: need more room to be told apart.
MOST_INTERVALS, FAR_SHARE = 16, 44.0
ELLIPSIS = "\u2026"
#: Lines by what a comparison supports: colour, width, dashes.
STYLES: Mapping[Verdict, tuple[str, float, tuple[float, float] | None]] = {
    Verdict.CLEAR: (theme.INK, 2.8, None),
    Verdict.POSSIBLE: (theme.INK_2, 1.8, (4.0, 2.0)),
    Verdict.NONE: (theme.EARLIER, 1.0, None),
    Verdict.TOO_FEW: (theme.EARLIER, 1.0, (1.0, 2.5)),
}
WORDS = {
    Verdict.CLEAR: gettext_noop("clear change"),
    Verdict.POSSIBLE: gettext_noop("possible change"),
    Verdict.NONE: gettext_noop("no evidence of change"),
    Verdict.TOO_FEW: gettext_noop("too few answers to tell"),
}


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """Favourable shares of two rounds with their intervals, and what their difference supports.

    Fractions; ``difference`` is the second minus the first. ``words`` say the verdict with its
    direction.
    """

    label: str
    before: Interval
    after: Interval
    n_before: int
    n_after: int
    difference: Interval
    verdict: Verdict
    words: str
    code: str = ""

    @property
    def figures(self) -> str:
        """The change in points, with its interval where there is one."""
        moved = points(self.difference.estimate)
        if math.isnan(self.difference.low):
            return moved
        return f"{moved} ({points_range(self.difference)})"

    @property
    def numbers(self) -> str:
        """How many answered in both rounds."""
        return f"n{NBSP}{self.n_before}{NBSP}{ARROW}{NBSP}{self.n_after}"


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Why some have no line, and which."""

    reason: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the two rounds stand, and the scale of shares between ``top`` and ``bottom``."""

    across: Panel
    top: float
    bottom: float
    to_share: float

    def y(self, share: float) -> float:
        return self.bottom - share * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class _Label:
    """What stands on one side of a line: its first line with the share, and small ones below."""

    name: list[str]
    below: list[str]
    bold: bool

    @property
    def height(self) -> float:
        lines = max(1, len(self.name)) * theme.TEXT + len(self.below) * theme.SMALL
        return lines * 1.3 + BESIDE


def slope_chart(
    rows: Sequence[SlopeRow],
    *,
    rounds: tuple[str, str],
    not_drawn: Sequence[NotDrawn] = (),
    title: str,
    subtitle: str,
    foot: str,
    width: float = theme.WIDE,
) -> Chart:
    """Draw a line for each row from the earlier round to the later; what has none is listed."""
    sheet = Sheet(width, title=title, subtitle=subtitle)
    if rows:
        _key(sheet, [row.verdict for row in rows])
        _body(sheet, rows, rounds)
        if sheet.narrow:
            _list(sheet, rows)
    _rest(sheet, not_drawn)
    return sheet.finish(foot=foot, alt=_alt(rows, rounds, not_drawn, title, subtitle, foot))


def _key(sheet: Sheet, verdicts: Sequence[Verdict]) -> None:
    """What the lines are, of those that are there."""
    x = sheet.left
    for verdict in [one for one in STYLES if one in verdicts]:
        said = translate(WORDS[verdict])
        room = 40 + theme.text_width(said, theme.SMALL) * theme.SLACK + 16
        if x > sheet.left and x + room > sheet.right:
            x, sheet.y = sheet.left, sheet.y + 20
        colour, wide, dashes = STYLES[verdict]
        y = sheet.y + 10
        sheet.line([x, x + 32], [y, y], colour, wide, dashes=dashes, gid=f"key-{verdict}")
        sheet.write(x + 40, y, said, theme.SMALL, colour=theme.INK_2)
        x += room
    sheet.y += 30


def _body(sheet: Sheet, rows: Sequence[SlopeRow], rounds: tuple[str, str]) -> None:
    left, right = _labels(sheet, rows)
    tall = max(sum(one.height for one in side) for side in (left, right))
    to_share = TO_SHARE if sheet.narrow or len(rows) <= MOST_INTERVALS else FAR_SHARE
    across = _across(sheet, to_share)
    heads = [
        theme.wrap(theme.printable(name), theme.SMALL, room, bold=True)
        for name, room in zip(rounds, _rooms(sheet, across), strict=True)
    ]
    step = theme.SMALL * theme.LEADING
    sheet.y += max(map(len, heads)) * step
    sides: tuple[tuple[float, Align], ...] = ((across.left, "right"), (across.right, "left"))
    for lines, (x, align) in zip(heads, sides, strict=True):
        middle = sheet.y - len(lines) * step / 2
        sheet.write_lines(x, middle, lines, theme.SMALL, bold=True, align=align)
    top = sheet.y + 14
    plot = _Plot(across, top, top + max(LEAST, tall), to_share)
    _grid(sheet, plot)
    for side, labels in ((0, left), (1, right)):
        _side(sheet, plot, rows, labels, is_after=bool(side))
    _lines(sheet, plot, rows)
    sheet.y = plot.bottom + 16


def _across(sheet: Sheet, to_share: float) -> Panel:
    """The earlier round at 0 and the later one at 1."""
    if sheet.narrow:
        start, end = sheet.left + 70, sheet.right - 70
    else:
        beside = to_share + TO_NAME - 6
        start = sheet.left + LEFT * sheet.width + beside
        end = sheet.right - RIGHT * sheet.width - beside
    return Panel(start, end - start, 0, 1)


def _rooms(sheet: Sheet, across: Panel) -> tuple[float, float]:
    """Pixels beside the two axes."""
    return across.left - sheet.left, sheet.right - across.right


def _labels(sheet: Sheet, rows: Sequence[SlopeRow]) -> tuple[list[_Label], list[_Label]]:
    """What stands left and right; names are told in full on the left and cut on the right."""
    if sheet.narrow:
        numbers = [_Label([f"{n}"], [], bold=_is_bold(row)) for n, row in enumerate(rows, 1)]
        return numbers, numbers
    left, right = LEFT * sheet.width, RIGHT * sheet.width
    before, after = list[_Label](), list[_Label]()
    for row in rows:
        name, bold = theme.printable(row.label), _is_bold(row)
        before.append(_Label(theme.wrap(name, theme.TEXT, left, bold=bold), [], bold))
        told = theme.wrap(f"{row.figures}, {row.words}, {row.numbers}", theme.SMALL, right)
        after.append(_Label([_cut(name, right, bold=bold)], told, bold))
    return before, after


def _is_bold(row: SlopeRow) -> bool:
    return row.verdict is Verdict.CLEAR


def _cut(name: str, room: float, *, bold: bool) -> str:
    """As much of a name as fits on one line."""
    first, *rest = theme.wrap(name, theme.TEXT, room - 14, bold=bold)
    return f"{first}{ELLIPSIS}" if rest else first


def _grid(sheet: Sheet, plot: _Plot) -> None:
    """The two rounds, and the scale in the middle between them."""
    across = plot.across
    for x in (across.left, across.right):
        sheet.upright(x, plot.top - 6, plot.bottom + 6, theme.HATCH)
    for share in (0.0, 0.5, 1.0):
        y = plot.y(share)
        sheet.rule(across.left, across.right, y)
        said = percent(1) if share == 1 else f"{share * 100:.0f}"
        sheet.write(
            across.x(0.5), y, said, theme.SMALL, colour=theme.INK_2, align="center", backed=True
        )


def _side(
    sheet: Sheet, plot: _Plot, rows: Sequence[SlopeRow], labels: Sequence[_Label], *, is_after: bool
) -> None:
    """The labels of one round, moved apart, each with a line to its place on the axis."""
    shares = [row.after if is_after else row.before for row in rows]
    wanted = [plot.y(share.estimate) for share in shares]
    middles = apart(wanted, [one.height for one in labels], top=plot.top, bottom=plot.bottom)
    axis = plot.across.right if is_after else plot.across.left
    away = 1 if is_after else -1
    for row, share, label, y, middle in zip(rows, shares, labels, wanted, middles, strict=True):
        first = middle - _first_line(label)
        leader = [axis, axis + away * (plot.to_share - 4)]
        sheet.line(leader, [y, first], theme.HATCH, 0.8, gid=f"leader-{is_after:d}-{row.code}")
        sheet.write(
            axis + away * plot.to_share, first, percent(share.estimate), theme.SMALL, bold=True,
            align="left" if is_after else "right",
        )  # fmt: skip
        _name(sheet, label, axis + away * (plot.to_share + TO_NAME - 6), middle, is_after=is_after)


def _first_line(label: _Label) -> float:
    """How far above the middle of a label the line with its share is."""
    if not label.below:
        return 0.0
    return (label.height - BESIDE) / 2 - theme.TEXT * 0.65


def _name(sheet: Sheet, label: _Label, x: float, middle: float, *, is_after: bool) -> None:
    top = middle - (label.height - BESIDE) / 2
    for lines, size, bold, colour in (
        (label.name, theme.TEXT, label.bold, theme.INK),
        (label.below, theme.SMALL, False, theme.INK_2),
    ):
        for line in lines:
            sheet.write(
                x, top + size * 0.65, line, size, bold=bold, colour=colour,
                align="left" if is_after else "right",
            )  # fmt: skip
            top += size * 1.3


def _lines(sheet: Sheet, plot: _Plot, rows: Sequence[SlopeRow]) -> None:
    """Intervals and points in lanes inside the axes, the heaviest lines on top."""
    barred = [index for index, row in enumerate(rows) if has_intervals(row, len(rows))]
    starts, ends = [0] * len(rows), [0] * len(rows)
    for index, start, end in zip(
        barred,
        _lanes([rows[index].before for index in barred]),
        _lanes([rows[index].after for index in barred]),
        strict=True,
    ):
        starts[index], ends[index] = start, end
    step = min(LANE, LANES / max(1, *starts, *ends))
    strength = list(STYLES)[::-1]
    for index, (row, start, end) in enumerate(zip(rows, starts, ends, strict=True)):
        colour, wide, dashes = STYLES[row.verdict]
        order = 3 + strength.index(row.verdict) / 10
        x, to = plot.across.left + 6 + start * step, plot.across.right - 6 - end * step
        y, at = plot.y(row.before.estimate), plot.y(row.after.estimate)
        sheet.line(
            [plot.across.left, x, to, plot.across.right], [y, y, at, at], colour, wide,
            order=order, dashes=dashes, gid=f"line-{row.code}",
        )  # fmt: skip
        if index in barred:
            _interval(sheet, plot, x, row.before, colour, order, gid=f"before-{row.code}")
            _interval(sheet, plot, to, row.after, colour, order, gid=f"after-{row.code}")
        sheet.dot(x, y, theme.EARLIER, size=7, hollow=True, gid=f"point-before-{row.code}")
        sheet.dot(to, at, theme.ACCENT, size=8, gid=f"point-after-{row.code}")


def has_intervals(row: SlopeRow, rows: int) -> bool:
    """Whether the shares of a row, one of so many, are drawn with their intervals."""
    return rows <= MOST_INTERVALS or row.verdict in (Verdict.CLEAR, Verdict.POSSIBLE)


def _lanes(shares: Sequence[Interval]) -> list[int]:
    """The lane of each interval, 0 nearest to the axis: none touches another in its lane."""
    ends: list[float] = []
    lanes = [0] * len(shares)
    for index in sorted(range(len(shares)), key=lambda one: shares[one].low):
        low, high = shares[index].low, shares[index].high
        free = next((lane for lane, end in enumerate(ends) if end < low - 0.01), len(ends))
        ends[free : free + 1] = [high]
        lanes[index] = free
    return lanes


def _interval(
    sheet: Sheet, plot: _Plot, x: float, share: Interval, colour: str, order: float, *, gid: str
) -> None:
    if math.isnan(share.low):
        return
    low, high = plot.y(share.low), plot.y(share.high)
    cap = [x - 2.5, x + 2.5]
    xs = [x, x, math.nan, *cap, math.nan, *cap]
    ys = [low, high, math.nan, low, low, math.nan, high, high]
    sheet.line(xs, ys, colour, 1.1, order=order, gid=f"interval-{gid}")


def _list(sheet: Sheet, rows: Sequence[SlopeRow]) -> None:
    """What the numbers of a narrow chart stand for, with their changes."""
    for number, row in enumerate(rows, start=1):
        sheet.paragraph(f"{number}{NBSP}{NBSP}{row.label}", bold=_is_bold(row))
        shares = f"{percent(row.before.estimate)} {ARROW} {percent(row.after.estimate)}"
        told = f"{shares}, {row.figures}, {row.words}, {row.numbers}"
        sheet.paragraph(told, size=theme.SMALL, colour=theme.INK_2)
        sheet.y += 6


def _rest(sheet: Sheet, not_drawn: Sequence[NotDrawn]) -> None:
    if not not_drawn:
        return
    sheet.y += 8
    sheet.paragraph(_("Not compared"), bold=True)
    for one in not_drawn:
        said = f"{one.reason} {EN_DASH} {'; '.join(one.labels)}"
        sheet.paragraph(said, size=theme.SMALL, colour=theme.INK_2)
        sheet.y += 2


def _alt(
    rows: Sequence[SlopeRow], rounds: tuple[str, str], not_drawn: Sequence[NotDrawn], *said: str
) -> str:
    title, subtitle, foot = said
    between = _("{earlier} compared with {later}", earlier=rounds[0], later=rounds[1])
    rest = (f"{one.reason}: {'; '.join(one.labels)}" for one in not_drawn)
    return theme.alt_text(title, subtitle, between, *map(_say, rows), *rest, foot)


def _say(row: SlopeRow) -> str:
    return _(
        "{label}: {before} (interval {before_interval}, n {n_before}) to {after} (interval "
        "{after_interval}, n {n_after}), {change} points, {verdict}",
        label=row.label.rstrip("."),
        before=percent(row.before.estimate),
        before_interval=percent_range(row.before),
        n_before=row.n_before,
        after=percent(row.after.estimate),
        after_interval=percent_range(row.after),
        n_after=row.n_after,
        change=row.figures,
        verdict=row.words,
    )
