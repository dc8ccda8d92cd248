"""Favourable shares over the rounds, one small panel for each item or construct."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.marks import LANE, Marks, draw_marks
from analysis.charts.numbers import percent, percent_range
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart, Interval

ONE_ROUND = "There is one round so far: a trend begins with the second."
NO_ROUND = "There is no round yet."
GAP = 28.0
HEIGHT = 120.0
#: Room above 100 % for the numbers over the points, and for the word at a break.
ABOVE, BREAK_WORD = 22.0, 18.0
#: Room at the left for the scale.
SCALE = 46.0
#: Room at the right for the number of the current round.
NUMBER = 52.0
REWORDED = "reworded"
NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Favourable shares of one item or construct, one for each round, the oldest first.

    A share is ``None`` where nothing may be shown or nothing was asked; ``gaps`` then has the
    word for it. ``breaks`` are the indexes of rounds whose wording differs from the round before:
    no line leads there. ``ValueError`` when the lengths differ.
    """

    label: str
    shares: tuple[Interval | None, ...]
    n: tuple[int | None, ...]
    gaps: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()
    verdict: str = ""
    is_clear: bool = False
    code: str = ""

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.n) or (self.gaps and len(self.gaps) != len(self.n)):
            raise ValueError(f"{self.label}: shares, n and gaps need one entry for each round.")

    def gap(self, index: int) -> str:
        """The word for a round without a share."""
        return (self.gaps[index] if self.gaps else "") or "hidden"


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where one panel stands; shares run upwards from ``bottom`` to ``top``."""

    across: Panel
    slot: float
    top: float
    bottom: float

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
    width: float = theme.WIDE,
) -> Chart:
    """Draw a panel for each line, all on the same scale from 0 to 100 %.

    ``rounds`` names the rounds, the oldest first; the last is the current one. ``marks`` are what
    happened between them. ``ValueError`` when a line has another number of rounds.
    """
    for line in lines:
        if len(line.shares) != len(rounds):
            raise ValueError(f"{line.label}: {len(line.shares)} shares for {len(rounds)} rounds.")
    sheet = Sheet(width, title=title, subtitle=subtitle)
    note = {0: NO_ROUND, 1: ONE_ROUND}.get(len(rounds), "")
    if note:
        sheet.paragraph(note, bold=True)
        sheet.y += 8
    columns = _columns(sheet, lines)
    if lines and rounds:
        _key(sheet, marks, len(rounds), columns)
    for start in range(0, len(lines) if rounds else 0, columns):
        _band(sheet, lines[start : start + columns], rounds, marks, columns)
    said = (_say(line, rounds) for line in lines)
    happened = marks.say(rounds)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, note, happened, *said, foot))


def _columns(sheet: Sheet, lines: Sequence[TrendRow]) -> int:
    return 1 if sheet.narrow else max(1, min(3, len(lines)))


def _key(sheet: Sheet, marks: Marks, rounds: int, columns: int) -> None:
    """What the marks are, where their titles do not stand at them, and what has no mark."""
    wide = _wide(sheet, columns)
    across, slot = _across(sheet.left, wide, rounds)
    by_letter = not marks.titles_fit(across, across.left - slot / 2, sheet.left + wide)
    said = [f"What happened: {marks.key()}" if marks.marks and by_letter else "", marks.elsewhere]
    for text in filter(None, said):
        sheet.paragraph(text, size=theme.SMALL, colour=theme.INK_2)
        sheet.y += 4
    sheet.y += 8 if any(said) else 0


def _wide(sheet: Sheet, columns: int) -> float:
    """The width of a panel."""
    return min((sheet.right - sheet.left - GAP * (columns - 1)) / columns, 560.0)


def _across(left: float, wide: float, rounds: int) -> tuple[Panel, float]:
    """The scale of rounds in a panel that begins at ``left``, and the pixels of one round."""
    slot = _slot(wide - SCALE, rounds)
    first = left + SCALE + slot / 2
    return Panel(first, max(1.0, slot * (rounds - 1)), 0, max(1, rounds - 1)), slot


def _band(
    sheet: Sheet, lines: Sequence[TrendRow], rounds: Sequence[str], marks: Marks, columns: int
) -> None:
    """Panels side by side, their plots on one height whatever the length of the labels."""
    wide = _wide(sheet, columns)
    labels = [
        theme.wrap(theme.printable(line.label), theme.TEXT, wide, bold=True) for line in lines
    ]
    step = theme.TEXT * theme.LEADING
    above = ABOVE + (BREAK_WORD if any(line.breaks for line in lines) else 0)
    marks_top = above
    above += LANE if marks.marks else 0
    plot_top = sheet.y + max(map(len, labels)) * step + step + above
    verdict = plot_top - above - step / 2
    names = _names(rounds, _across(0, wide, len(rounds))[1])
    for number, (line, label) in enumerate(zip(lines, labels, strict=True)):
        left = sheet.left + number * (wide + GAP)
        sheet.write_lines(left, verdict - step * (len(label) + 1) / 2, label, bold=True)
        sheet.write(
            left, verdict, line.verdict, theme.SMALL,
            colour=theme.INK if line.is_clear else theme.INK_2,
        )  # fmt: skip
        across, slot = _across(left, wide, len(rounds))
        plot = _Plot(across, slot, plot_top, plot_top + HEIGHT)
        _grid(sheet, plot, left, left + wide)
        draw_marks(
            sheet, marks.labels(across, across.left - slot / 2, left + wide), across,
            top=plot_top - marks_top, bottom=plot.bottom, gid=line.code,
        )  # fmt: skip
        _rounds(sheet, plot, line, names)
        _series(sheet, plot, line)
    sheet.y = plot_top + HEIGHT + 12 + 15 * (max(map(len, names)) + 1) + 14


def _slot(room: float, rounds: int) -> float:
    """Pixels of one round, so that the number of the current one fits to the right of it."""
    slot = room / rounds
    return slot if slot / 2 >= NUMBER else (room - NUMBER) / (rounds - 0.5)


def _names(rounds: Sequence[str], slot: float) -> list[list[str]]:
    """The names on one line, or all of them on two, or only the first and the last."""
    plain = [theme.printable(name) for name in rounds]
    for split in (1, 2):
        parts = [name.split(" ", split - 1) for name in plain]
        widths = [theme.text_width(part, theme.SMALL) for name in parts for part in name]
        if max(widths) + 8 <= slot:
            return parts
    last = len(plain) - 1
    return [[name] if index in (0, last) else [] for index, name in enumerate(plain)]


def _grid(sheet: Sheet, plot: _Plot, left: float, right: float) -> None:
    for share in (0.0, 0.5, 1.0):
        y = plot.y(share)
        sheet.rule(left + SCALE, right, y)
        text = percent(1) if share == 1 else f"{share * 100:.0f}"
        sheet.write(left + SCALE - 6, y, text, theme.SMALL, colour=theme.INK_2, align="right")


def _rounds(sheet: Sheet, plot: _Plot, line: TrendRow, names: list[list[str]]) -> None:
    """The name of each round, and under it how many answered."""
    below = plot.bottom + 13 + 15 * max(map(len, names))
    start = plot.across.left - plot.slot / 2
    sheet.write(start - 6, below, "n", theme.SMALL, colour=theme.INK_2, align="right")
    for index, parts in enumerate(names):
        x = plot.across.x(index)
        for number, part in enumerate(parts):
            wide = theme.text_width(part, theme.SMALL)
            inside = max(x, start + wide / 2)
            sheet.write(
                inside, plot.bottom + 13 + 15 * number, part, theme.SMALL, colour=theme.INK_2,
                align="center",
            )  # fmt: skip
        n = line.n[index]
        if n is not None and theme.text_width(f"{n}", theme.SMALL) + 4 <= plot.slot:
            sheet.write(x, below, f"{n}", theme.SMALL, colour=theme.INK_2, align="center")


def _series(sheet: Sheet, plot: _Plot, line: TrendRow) -> None:
    """Connections first, then intervals and points, the current round in accent."""
    last = len(line.shares) - 1
    for index in range(1, last + 1):
        _connection(sheet, plot, line, index)
    for index, share in enumerate(line.shares):
        x = plot.across.x(index)
        if share is None or math.isnan(share.estimate):
            wide = min(plot.slot * 0.8, 72.0)
            sheet.hatch(
                x - wide / 2, plot.top, wide, plot.bottom - plot.top, line.gap(index),
                gid=f"hidden-{index}-{line.code}",
            )  # fmt: skip
            continue
        colour = theme.ACCENT if index == last else theme.EARLIER
        _interval(sheet, plot, x, share, colour, gid=f"interval-{index}-{line.code}")
        sheet.dot(x, plot.y(share.estimate), colour, size=8, gid=f"point-{index}-{line.code}")
        _number(sheet, plot, line, index)


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
            middle, plot.top - ABOVE - 10, REWORDED, theme.SMALL, colour=theme.INK_2,
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


def _number(sheet: Sheet, plot: _Plot, line: TrendRow, index: int) -> None:
    """The current share to the right of its point, earlier ones above their intervals."""
    share, x = line.shares[index], plot.across.x(index)
    if share is None:
        return
    if index == len(line.shares) - 1:
        sheet.write(x + 10, plot.y(share.estimate), percent(share.estimate), bold=True, backed=True)
    elif index == 0 or plot.slot >= 46:
        high = share.estimate if math.isnan(share.high) else share.high
        said = percent(share.estimate)
        # The first number stays clear of the scale, however narrow a round is.
        start = plot.across.left - plot.slot / 2 + theme.text_width(said, theme.SMALL) / 2
        sheet.write(
            max(x, start), plot.y(high) - 10, said, theme.SMALL, colour=theme.INK_2,
            align="center", backed=True,
        )  # fmt: skip


def _say(line: TrendRow, rounds: Sequence[str]) -> str:
    said = []
    for index, name in enumerate(rounds):
        share = line.shares[index]
        reworded = f" ({REWORDED})" if index in line.breaks else ""
        figure = (
            line.gap(index)
            if share is None
            else f"{percent(share.estimate)} (interval {percent_range(share)}, n {line.n[index]})"
        )
        said.append(f"{name}{reworded} {figure}")
    verdict = f"; {line.verdict}" if line.verdict else ""
    return f"{line.label.rstrip('.')}: {', '.join(said)}{verdict}"
