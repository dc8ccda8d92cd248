"""Favourable shares over the rounds, one small panel for each item or construct."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.charts import theme
from analysis.charts.marks import LANE, Marks, draw_marks
from analysis.charts.numbers import band, percent
from analysis.charts.sheet import HATCH_INSET, Panel, Sheet
from analysis.charts.targets import (
    Room,
    column_width,
    draw_ahead,
    draw_target,
    marks_ahead,
    name_parts,
)
from analysis.charts.theme import Chart, Interval
from analysis.charts.trend_row import REWORDED, TrendRow
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

ONE_ROUND = gettext_noop("There is one round so far: a trend begins with the second.")
NO_ROUND = gettext_noop("There is no round yet.")
GAP = 28.0
HEIGHT = 120.0
#: Room above 100 % for the numbers over the points, and for the word at a break.
ABOVE, BREAK_WORD = 22.0, 18.0
#: Room at the left for the scale.
SCALE = 46.0
#: Room at the right for the number of the current round.
NUMBER = 52.0
#: The most that the word of a hatch takes up, on up to three lines.
WORD = 56.0
#: How wide the pale line is that stands behind others.
BEHIND_WIDTH = 5.0
NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where one panel stands; shares run upwards from ``bottom`` to ``top``."""

    across: Panel
    slot: float
    top: float
    bottom: float
    ahead: tuple[float, ...] = ()

    def y(self, share: float) -> float:
        return self.bottom - share * (self.bottom - self.top)


def trend_chart(
    lines: Sequence[TrendRow],
    rounds: Sequence[str],
    *,
    title: str,
    subtitle: str,
    foot: str,
    marks: Marks = NO_MARKS,
    behind: TrendRow | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw a panel for each line, all on the same scale from 0 to 100 %.

    ``rounds`` names the rounds, the oldest first; the last is the current one. ``marks`` are what
    happened between them. Targets of rounds that come after them stand in columns of their own.
    ``behind`` is a line that stands pale in every panel, to compare with. ``ValueError`` when a
    line has another number of rounds.
    """
    for line in (*lines, *([behind] if behind else [])):
        if len(line.shares) != len(rounds):
            raise ValueError(f"{line.label}: {len(line.shares)} shares for {len(rounds)} rounds.")
    sheet = Sheet(width, title=title, subtitle=subtitle)
    note = translate({0: NO_ROUND, 1: ONE_ROUND}.get(len(rounds), ""))
    if note:
        sheet.paragraph(note, bold=True)
        sheet.y += 8
    layout = _Layout.of(sheet, lines, rounds)
    if lines and rounds:
        _key(sheet, marks, layout, behind)
    for start in range(0, len(lines) if rounds else 0, layout.columns):
        _panels(sheet, lines[start : start + layout.columns], marks, layout, behind)
    said = (line.say(rounds) for line in (*([behind] if behind else []), *lines))
    happened = marks.say(rounds)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, note, happened, *said, foot))


@dataclass(frozen=True, slots=True)
class _Layout:
    """Panels side by side, each so ``wide``.

    All have as many columns ``ahead``, each so wide as ``column``, as the line with most targets in
    rounds that come after these.
    """

    columns: int
    wide: float
    rounds: tuple[str, ...]
    ahead: int
    column: float
    lines_of_names: int

    @classmethod
    def of(cls, sheet: Sheet, lines: Sequence[TrendRow], rounds: Sequence[str]) -> _Layout:
        marks = [mark for line in lines for mark in marks_ahead(line.targets, len(rounds))]
        ahead = max([0, *(len(marks_ahead(line.targets, len(rounds))) for line in lines)])
        columns = 1 if sheet.narrow else max(1, min(2 if ahead else 3, len(lines)))
        wide = min((sheet.right - sheet.left - GAP * (columns - 1)) / columns, 560.0)
        column = column_width(marks, words=not sheet.narrow)
        names = _names(rounds, _across(0, wide - column * ahead, len(rounds))[1]) if rounds else []
        parts = [*names, *(name_parts(mark.round) for mark in marks)]
        return cls(columns, wide, tuple(rounds), ahead, column, max([1, *map(len, parts)]))

    def across(self, left: float) -> tuple[Panel, float]:
        """The scale of rounds in a panel that begins at ``left``, and the pixels of one round."""
        return _across(left, self.wide - self.column * self.ahead, len(self.rounds))

    def xs_ahead(self, left: float) -> tuple[float, ...]:
        """Where the rounds ahead stand, at the right of the panel."""
        first = left + self.wide - self.column * self.ahead
        return tuple(first + self.column * (place + 0.5) for place in range(self.ahead))

    @property
    def names(self) -> list[list[str]]:
        """The names of the rounds by line."""
        return _names(self.rounds, self.across(0)[1])


def _key(sheet: Sheet, marks: Marks, layout: _Layout, behind: TrendRow | None) -> None:
    """What the pale line is, what the marks are without their titles, and what has no mark."""
    if behind:
        pale = _("pale: {label}", label=behind.label)
        sheet.line(
            [sheet.left, sheet.left + 24], [sheet.y + 8, sheet.y + 8], theme.BEHIND, BEHIND_WIDTH,
            gid="key-behind",
        )  # fmt: skip
        sheet.write(sheet.left + 31, sheet.y + 8, pale, theme.SMALL, colour=theme.INK_2)
        sheet.y += 22
    wide = layout.wide
    across, slot = layout.across(sheet.left)
    by_letter = not marks.titles_fit(across, across.left - slot / 2, sheet.left + wide)
    key = _("What happened: {events}", events=marks.key()) if marks.marks and by_letter else ""
    said = [key, marks.elsewhere]
    for text in filter(None, said):
        sheet.paragraph(text, size=theme.SMALL, colour=theme.INK_2)
        sheet.y += 4
    sheet.y += 8 if any(said) else 0


def _across(left: float, wide: float, rounds: int) -> tuple[Panel, float]:
    """The scale of rounds in a panel that begins at ``left``, and the pixels of one round."""
    slot = _slot(wide - SCALE, rounds)
    first = left + SCALE + slot / 2
    return Panel(first, max(1.0, slot * (rounds - 1)), 0, max(1, rounds - 1)), slot


def _panels(
    sheet: Sheet,
    lines: Sequence[TrendRow],
    marks: Marks,
    layout: _Layout,
    behind: TrendRow | None,
) -> None:
    """Panels side by side, their plots on one height whatever the length of the labels."""
    wide = layout.wide
    labels = [
        theme.wrap(theme.printable(line.label), theme.TEXT, wide, bold=True) for line in lines
    ]
    step = theme.TEXT * theme.LEADING
    above = ABOVE + (BREAK_WORD if any(line.breaks for line in lines) else 0)
    marks_top = above
    above += LANE if marks.marks else 0
    plot_top = sheet.y + max(map(len, labels)) * step + step + above
    verdict = plot_top - above - step / 2
    for number, (line, label) in enumerate(zip(lines, labels, strict=True)):
        left = sheet.left + number * (wide + GAP)
        sheet.write_lines(left, verdict - step * (len(label) + 1) / 2, label, bold=True)
        sheet.write(
            left, verdict, line.verdict, theme.SMALL,
            colour=theme.INK if line.is_clear else theme.INK_2,
        )  # fmt: skip
        across, slot = layout.across(left)
        plot = _Plot(across, slot, plot_top, plot_top + HEIGHT, layout.xs_ahead(left))
        _grid(sheet, plot, left, left + wide)
        draw_marks(
            sheet, marks.labels(across, across.left - slot / 2, left + wide), across,
            top=plot_top - marks_top, bottom=plot.bottom, gid=line.code,
        )  # fmt: skip
        _rounds(sheet, plot, line, layout)
        if behind:
            _behind(sheet, plot, behind, gid=line.code)
        taken = _series(sheet, plot, line)
        _targets(sheet, plot, line, taken, right=left + wide)
    sheet.y = plot_top + HEIGHT + 12 + 15 * (layout.lines_of_names + 1) + 14


def _slot(room: float, rounds: int) -> float:
    """Pixels of one round, so that the number of the current one fits to the right of it."""
    slot = room / rounds
    return slot if slot / 2 >= NUMBER else (room - NUMBER) / (rounds - 0.5)


def _names(rounds: Sequence[str], slot: float) -> list[list[str]]:
    """The names on one line, or all of them on two, or only the ends so, or only the last."""
    plain = [theme.printable(name) for name in rounds]
    last = len(plain) - 1
    by_lines = [[name.split(" ", split - 1) for name in plain] for split in (1, 2)]
    for parts in by_lines:
        if max(map(_wide, parts)) + 8 <= slot:
            return parts
    for parts in by_lines:
        first, current = _wide(parts[0]), _wide(parts[last])
        # The first name stays clear of the scale: a wide one begins where its round does.
        if max(first / 2, first - slot / 2) + current / 2 + 8 <= slot * last:
            return [part if index in (0, last) else [] for index, part in enumerate(parts)]
    return [[name] if index == last else [] for index, name in enumerate(plain)]


def _wide(lines: Sequence[str]) -> float:
    return max(theme.text_width(line, theme.SMALL) for line in lines)


def _grid(sheet: Sheet, plot: _Plot, left: float, right: float) -> None:
    for share in (0.0, 0.5, 1.0):
        y = plot.y(share)
        sheet.rule(left + SCALE, right, y)
        text = percent(1) if share == 1 else f"{share * 100:.0f}"
        sheet.write(left + SCALE - 6, y, text, theme.SMALL, colour=theme.INK_2, align="right")


def _rounds(sheet: Sheet, plot: _Plot, line: TrendRow, layout: _Layout) -> None:
    """The name of each round, and under it how many answered."""
    below = plot.bottom + 13 + 15 * layout.lines_of_names
    ahead = [mark.round for mark in marks_ahead(line.targets, len(layout.rounds))]
    draw_ahead(sheet, plot.ahead, ahead, top=plot.top - ABOVE, bottom=plot.bottom, gid=line.code)
    start = plot.across.left - plot.slot / 2
    answered = [line.n_words(index) for index in range(len(layout.rounds))]
    shown = [n if theme.text_width(n, theme.SMALL) + 4 <= plot.slot else "" for n in answered]
    if any(shown):
        sheet.write(start - 6, below, "n", theme.SMALL, colour=theme.INK_2, align="right")
    for index, parts in enumerate(layout.names):
        x = plot.across.x(index)
        for number, part in enumerate(parts):
            wide = theme.text_width(part, theme.SMALL)
            inside = max(x, start + wide / 2)
            sheet.write(
                inside, plot.bottom + 13 + 15 * number, part, theme.SMALL, colour=theme.INK_2,
                align="center",
            )  # fmt: skip
        if shown[index]:
            sheet.write(x, below, shown[index], theme.SMALL, colour=theme.INK_2, align="center")


def _series(sheet: Sheet, plot: _Plot, line: TrendRow) -> list[Room]:
    """Connections first, then intervals and points, the current round in accent.

    Returns what all of it takes up.
    """
    taken = list[Room]()
    last = len(line.shares) - 1
    for index in range(1, last + 1):
        _connection(sheet, plot, line, index)
    for index, share in enumerate(line.shares):
        x = plot.across.x(index)
        if share is None or math.isnan(share.estimate):
            taken.append(_untold(sheet, plot, line, index))
            continue
        colour = theme.ACCENT if index == last else theme.EARLIER
        _interval(sheet, plot, x, share, colour, gid=f"interval-{index}-{line.code}")
        sheet.dot(x, plot.y(share.estimate), colour, size=8, gid=f"point-{index}-{line.code}")
        taken += _around(plot, x, share)
        taken += _number(sheet, plot, line, index)
    return taken + _beside_connections(plot, line)


def _untold(sheet: Sheet, plot: _Plot, line: TrendRow, index: int) -> Room:
    """A round without a share: the range that it lies in, or a hatch with the reason.

    Returns what its word takes up, or the whole range.
    """
    x, wide = plot.across.x(index), min(plot.slot * 0.8, 72.0)
    told = line.band(index)
    if told is None:
        sheet.hatch(
            x - wide / 2, plot.top, wide, plot.bottom - plot.top, line.gap(index),
            gid=f"hidden-{index}-{line.code}",
        )  # fmt: skip
        slim = sheet.is_too_slim(line.gap(index), wide - HATCH_INSET)
        return _word_of_hatch(plot, x, wide, is_upright=slim)
    low, high, _people = told
    top, tall = plot.y(high), plot.y(low) - plot.y(high)
    sheet.band(x - wide / 2, top, wide, tall, gid=f"band-{index}-{line.code}")
    said = band(low, high)
    if theme.text_width(said, theme.SMALL) * theme.SLACK + 4 <= wide:
        sheet.write(x, top + tall / 2, said, theme.SMALL, align="center", backed=True)
    return Room(x - wide / 2, x + wide / 2, top, top + tall)


def _behind(sheet: Sheet, plot: _Plot, line: TrendRow, *, gid: str) -> None:
    """A pale line without points, broken where nothing can be compared or shown."""
    xs, ys = list[float](), list[float]()
    for index, share in enumerate(line.shares):
        if index in line.breaks or share is None:
            xs.append(math.nan)
            ys.append(math.nan)
        if share is not None:
            xs.append(plot.across.x(index))
            ys.append(plot.y(share.estimate))
    sheet.line(xs, ys, theme.BEHIND, BEHIND_WIDTH, order=2.2, gid=f"behind-{gid}")


def _targets(
    sheet: Sheet, plot: _Plot, line: TrendRow, taken: Sequence[Room], *, right: float
) -> None:
    """What was to be reached, above everything that was answered."""
    start = plot.across.left - plot.slot / 2
    within = Room(start, right, plot.top - ABOVE, plot.bottom - 1)
    ahead = marks_ahead(line.targets, len(line.shares))
    places = [
        (
            plot.ahead[ahead.index(mark)] if mark in ahead else plot.across.x(mark.at),
            plot.y(mark.goal),
        )
        for mark in line.targets
    ]
    rooms = list(taken)
    for mark, (x, y) in zip(line.targets, places, strict=True):
        others = [Room.of_diamond(*place) for place in places if place != (x, y)]
        rooms += draw_target(
            sheet, mark, x, y,
            within=within, taken=[*rooms, *others], gid=f"{mark.at}-{line.code}",
        )  # fmt: skip


def _word_of_hatch(plot: _Plot, x: float, wide: float, *, is_upright: bool) -> Room:
    """What the word of a hatch takes up: its middle, or all of one that is read from below."""
    middle, half = (plot.top + plot.bottom) / 2, (plot.bottom - plot.top) / 2
    tall = half if is_upright else WORD / 2
    return Room(x - wide / 2, x + wide / 2, middle - tall, middle + tall)


def _around(plot: _Plot, x: float, share: Interval) -> list[Room]:
    """What a point and its interval take up."""
    y = plot.y(share.estimate)
    if math.isnan(share.low):
        return [Room(x - 6, x + 6, y - 6, y + 6)]
    return [Room(x - 6, x + 6, min(plot.y(share.high), y - 6), max(plot.y(share.low), y + 6))]


def _beside_connections(plot: _Plot, line: TrendRow) -> list[Room]:
    """What the lines between points take up, piece by piece."""
    rooms = []
    for index, (one, other) in enumerate(pairwise(line.shares)):
        if one is None or other is None or index + 1 in line.breaks:
            continue
        ends = (
            plot.across.x(index), plot.y(one.estimate),
            plot.across.x(index + 1), plot.y(other.estimate),
        )  # fmt: skip
        if not any(map(math.isnan, ends)):
            rooms += _along(*ends)
    return rooms


def _along(x0: float, y0: float, x1: float, y1: float) -> list[Room]:
    steps = [step / 12 for step in range(13)]
    points = [(x0 + (x1 - x0) * step, y0 + (y1 - y0) * step) for step in steps]
    return [Room(x - 2, x + 2, y - 2, y + 2) for x, y in points]


def _connection(sheet: Sheet, plot: _Plot, line: TrendRow, index: int) -> None:
    """A line where two neighbouring rounds can be compared, a mark where they cannot."""
    before, after = line.shares[index - 1], line.shares[index]
    xs = [plot.across.x(index - 1), plot.across.x(index)]
    if index in line.breaks:
        middle = sum(xs) / 2
        sheet.line(
            [middle, middle], [plot.top - ABOVE - 2, plot.bottom], theme.INK_2, 1.0,
            dashes=(3, 3), gid=f"break-{index}-{line.code}",
        )  # fmt: skip
        sheet.write(
            middle, plot.top - ABOVE - 10, translate(REWORDED), theme.SMALL, colour=theme.INK_2,
            align="center", backed=True,
        )  # fmt: skip
    elif before is not None and after is not None:
        ys = [plot.y(before.estimate), plot.y(after.estimate)]
        sheet.line(xs, ys, theme.EARLIER, 1.8, order=2, gid=f"line-{index}-{line.code}")


def _interval(
    sheet: Sheet, plot: _Plot, x: float, share: Interval, colour: str, *, gid: str
) -> None:
    if math.isnan(share.low):
        return
    low, high = plot.y(share.low), plot.y(share.high)
    cap = [x - 4, x + 4]
    xs = [x, x, math.nan, *cap, math.nan, *cap]
    ys = [low, high, math.nan, low, low, math.nan, high, high]
    sheet.line(xs, ys, colour, 1.6, order=3, gid=gid)


def _number(sheet: Sheet, plot: _Plot, line: TrendRow, index: int) -> list[Room]:
    """The current share to the right of its point, earlier ones above their intervals.

    The first one is left out where rounds are so narrow that it would touch the current one; those
    between wherever they have no room. Returns what the number takes up.
    """
    share, current = line.shares[index], line.shares[-1]
    if share is None:
        return []
    said = percent(share.estimate)
    if index == len(line.shares) - 1:
        room = _beside(plot, line, share)
        sheet.write(room.left + 2, plot.y(share.estimate), said, bold=True, backed=True)
        return [room]
    room = _above(plot, line, index, share)
    if index and plot.slot < 46:
        return []
    is_told = current is not None and not math.isnan(current.estimate)
    if current and is_told and room.touches(_beside(plot, line, current)):
        return []
    sheet.write(
        room.left + 2 + theme.text_width(said, theme.SMALL) / 2, (room.top + room.bottom) / 2,
        said, theme.SMALL, colour=theme.INK_2, align="center", backed=True,
    )  # fmt: skip
    return [room]


def _beside(plot: _Plot, line: TrendRow, current: Interval) -> Room:
    """What the current number takes up."""
    x, y = plot.across.x(len(line.shares) - 1), plot.y(current.estimate)
    return Room.of(percent(current.estimate), x + 10, y, bold=True)


def _above(plot: _Plot, line: TrendRow, index: int, share: Interval) -> Room:
    """What an earlier number takes up: below its interval where a target stands above."""
    low, high = (share.estimate if math.isnan(end) else end for end in (share.low, share.high))
    goals = [plot.y(mark.goal) for mark in line.targets if mark.at == index]
    above, below = plot.y(high) - 10, plot.y(low) + 10
    struck = any(abs(goal - above) < 16 for goal in goals) and below < plot.bottom - 8
    said = percent(share.estimate)
    half = theme.text_width(said, theme.SMALL) / 2
    # The first number stays clear of the scale, however narrow a round is.
    x = max(plot.across.x(index), plot.across.left - plot.slot / 2 + half)
    return Room.of(said, x - half, below if struck else above)
