"""Change between two rounds: dumbbells of favourable shares, intervals of the difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import NBSP, percent, points, points_range, whole
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart, Interval
from analysis.words import gettext as _

ARROW = "\u2192"
#: The column of words: its least width, and the room between its two sides.
LEAST_WORDS, WORDS_APART = 242.0, 8.0


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Favourable shares of two rounds and their difference, second minus first, as fractions.

    ``verdict`` is the word for the change, ``detectable`` the shift that these n would have shown
    (NaN where none would have). ``not_compared`` is the reason why there is no comparison; then the
    figures are not looked at.
    """

    label: str
    n_before: int = 0
    n_after: int = 0
    before: float = math.nan
    after: float = math.nan
    difference: Interval | None = None
    verdict: str = ""
    is_clear: bool = False
    detectable: float = math.nan
    not_compared: str | None = None
    code: str = ""

    @property
    def word(self) -> str | None:
        """Why there is no comparison, or ``None`` where there is one."""
        if self.not_compared or self.difference is None:
            return self.not_compared or _("not compared")
        return None

    @property
    def power(self) -> str:
        """What these n could have shown, in words."""
        if math.isnan(self.detectable):
            return _("no shift would show")
        return _("shows from {shift}", shift=whole(self.detectable))


@dataclass(frozen=True, slots=True)
class _Columns:
    label_width: float
    shares: Panel
    change: Panel
    words: float


def change_chart(
    rows: Sequence[ChangeRow],
    *,
    rounds: tuple[str, str],
    title: str,
    subtitle: str,
    foot: str,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one row for each item or construct: the earlier round hollow, the later one filled.

    ``rounds`` names the two rounds, the earlier first. The interval belongs to the difference.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    columns = _columns(sheet, rows)
    _head(sheet, columns, rounds)
    for row in rows:
        _row(sheet, columns, row)
    _axes(sheet, columns)
    return sheet.finish(foot=foot, alt=_alt(rows, rounds, title, subtitle, foot))


def _columns(sheet: Sheet, rows: Sequence[ChangeRow]) -> _Columns:
    """Dumbbells get the larger part; both panels leave room for the numbers at their ends."""
    label = sheet.label_column(row.label for row in rows)
    words, gap, end = (0.0, 10.0, 36.0) if sheet.narrow else (_words_width(rows), 20.0, 40.0)
    free = sheet.right - sheet.left - label - words - gap * 2 - 2 * end
    shares = Panel(sheet.left + label + end, free * 0.62, 0.0, 1.0)
    reach = _reach(rows)
    change = Panel(shares.right + end + gap, free * 0.38, -reach, reach)
    return _Columns(label, shares, change, change.right + gap)


def _words_width(rows: Sequence[ChangeRow]) -> float:
    """Room for the verdict and, at the end of its line, for what would have shown."""
    sides = (
        theme.text_width(row.verdict, theme.SMALL, bold=row.is_clear)
        + theme.text_width(row.power, theme.SMALL)
        for row in rows
        if row.word is None
    )
    return max([LEAST_WORDS, *(wide * theme.SLACK + WORDS_APART for wide in sides)])


def _head(sheet: Sheet, columns: _Columns, rounds: tuple[str, str]) -> None:
    """Say which mark is which round; the second line is for what does not fit beside it."""
    size = theme.SMALL
    x, y = (sheet.left if sheet.narrow else columns.shares.left), sheet.y + 10
    for number, name in enumerate(rounds):
        sheet.dot(
            x + 5, y, theme.ACCENT if number else theme.EARLIER, hollow=not number,
            gid=f"key-{number}",
        )  # fmt: skip
        sheet.write(x + 14, y, name, size, colour=theme.INK_2)
        x += 14 + theme.text_width(theme.printable(name), size) * theme.SLACK + 16
    if sheet.narrow or x > columns.change.left:
        y += 20
        sheet.y += 20
    said = _("change in points")
    start = min(columns.change.left, sheet.right - theme.text_width(said, size) * theme.SLACK)
    sheet.write(start, y, said, size, colour=theme.INK_2)
    if not sheet.narrow:
        numbers = _("n before → now")
        sheet.write(sheet.right, y, numbers, size, colour=theme.INK_2, align="right")
    sheet.y += 24


def _row(sheet: Sheet, columns: _Columns, row: ChangeRow) -> None:
    left = sheet.left + columns.label_width
    if row.word is not None:
        sheet.hidden_row(
            row.label, row.word, column=columns.label_width, left=left, body=34.0, code=row.code,
            air=10.0,
        )  # fmt: skip
        return
    body = 30.0 if sheet.narrow else 42.0
    middle, height = sheet.row(row.label, column=columns.label_width, body=body)
    _dumbbell(sheet, columns.shares, row, middle)
    _difference(sheet, columns.change, row, middle, height)
    if sheet.narrow:
        sheet.y += 4
        for line in _in_two_lines(row):
            sheet.write(sheet.left, sheet.y + 8, line, theme.SMALL, bold=row.is_clear)
            sheet.y += 17
        sheet.y += 6
    else:
        _figures(sheet, columns.words, row, middle)


def _figures(sheet: Sheet, x: float, row: ChangeRow, middle: float) -> None:
    """Change and interval on the first line, what they mean on the second."""
    if row.difference is None:
        return
    sheet.write(x, middle - 9, points(row.difference.estimate), bold=True)
    sheet.write(x + 46, middle - 9, points_range(row.difference), theme.SMALL, colour=theme.INK_2)
    sheet.write(x, middle + 9, row.verdict, theme.SMALL, bold=row.is_clear)
    sheet.write(sheet.right, middle + 9, row.power, theme.SMALL, colour=theme.INK_2, align="right")
    sheet.write(
        sheet.right, middle - 9, f"{row.n_before} {ARROW} {row.n_after}", theme.SMALL, align="right"
    )


def _dumbbell(sheet: Sheet, panel: Panel, row: ChangeRow, middle: float) -> None:
    """Numbers stand outside the two marks, so that they never meet."""
    before, after = panel.x(row.before), panel.x(row.after)
    sheet.rule(panel.left, panel.right, middle)
    sheet.line(
        [before, after], [middle, middle], theme.EARLIER, 3.0, order=2, gid=f"from-to-{row.code}"
    )
    sheet.dot(before, middle, theme.EARLIER, hollow=True, gid=f"before-{row.code}")
    sheet.dot(after, middle, theme.ACCENT, size=10.5, gid=f"after-{row.code}")
    rising = after >= before
    for x, share, is_left, is_now in (
        (before, row.before, rising, False),
        (after, row.after, not rising, True),
    ):
        sheet.write(
            x - 9 if is_left else x + 9, middle, percent(share), theme.SMALL, bold=is_now,
            colour=theme.INK if is_now else theme.INK_2,
            align="right" if is_left else "left", backed=True,
        )  # fmt: skip


def _difference(sheet: Sheet, panel: Panel, row: ChangeRow, middle: float, height: float) -> None:
    if row.difference is None:
        return
    reach = height / 2 if not sheet.narrow else 12
    sheet.upright(panel.x(0), middle - reach, middle + reach, theme.INK)
    if math.isnan(row.difference.low):
        return
    sheet.whisker(
        panel, row.difference.low, row.difference.high, middle, gid=f"interval-{row.code}"
    )
    sheet.dot(
        panel.x(row.difference.estimate), middle, theme.INK, size=7, gid=f"difference-{row.code}"
    )


def _axes(sheet: Sheet, columns: _Columns) -> None:
    y = sheet.y + 2
    reach = columns.change.high
    shares = [(tick, percent(tick) if tick == 1 else f"{tick * 100:.0f}") for tick in (0, 0.5, 1)]
    change = [(tick, points(tick)) for tick in (-reach, 0.0, reach)]
    for panel, ticks in ((columns.shares, shares), (columns.change, change)):
        sheet.rule(panel.left, panel.right, y)
        for value, text in ticks:
            x = panel.x(value)
            sheet.upright(x, y, y + 4)
            sheet.write(x, y + 13, text, theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 20


def _reach(rows: Sequence[ChangeRow]) -> float:
    """Half the width of the axis of differences: the widest interval, to the next ten points."""
    ends = [
        abs(end)
        for row in rows
        if row.word is None and row.difference is not None
        for end in (row.difference.low, row.difference.high)
        if not math.isnan(end)
    ]
    return min(1.0, math.ceil(max([0.1, *ends]) * 10 - 1e-9) / 10)


def _in_two_lines(row: ChangeRow) -> list[str]:
    if row.difference is None:
        return []
    change = f"{points(row.difference.estimate)} ({points_range(row.difference)}), {row.verdict}"
    numbers = f"n{NBSP}{row.n_before}{NBSP}{ARROW}{NBSP}{row.n_after}"
    return [change, f"{numbers}, {row.power}"]


def _alt(
    rows: Sequence[ChangeRow], rounds: tuple[str, str], title: str, subtitle: str, foot: str
) -> str:
    between = _("{earlier} compared with {later}", earlier=rounds[0], later=rounds[1])
    return theme.alt_text(title, subtitle, between, *map(_say, rows), foot)


def _say(row: ChangeRow) -> str:
    label = row.label.rstrip(".")
    if row.word is not None or row.difference is None:
        return f"{label}: {row.word}"
    return _(
        "{label}: {before} to {after} favourable, {change} points (interval {interval}), "
        "{verdict}, n {n_before} and {n_after}, {power}",
        label=label,
        before=percent(row.before),
        after=percent(row.after),
        change=points(row.difference.estimate),
        interval=points_range(row.difference),
        verdict=row.verdict,
        n_before=row.n_before,
        n_after=row.n_after,
        power=row.power,
    )
