"""A round on one card to paste into a chat: who answered, what clearly changed, what to look at.

The card is 16 to 9 on a screen, whatever it says. Letters are as large as all has room; where names
are long, reasons go, the last first, and then rows, and how many are missing is written. On a phone
it is as tall as it has to be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.charts import theme
from analysis.charts.change import ARROW, ChangeRow
from analysis.charts.numbers import percent, points, points_range
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart
from analysis.words import gettext as _
from analysis.words import ngettext

#: Height of the card as a share of its width.
RATIO = 9 / 16
#: Sizes of the title and of who answered.
TITLE, LARGE = 24.0, 17.0
#: Sizes of names and of what is said of them, in the order in which they are tried.
SIZES = ((17.5, 15.0), (16.0, 14.0), (14.5, 12.5))
#: The column of changes as a share of the card, where there are some and where none; the white
#: beside it; the part of a change that is drawn, as a share of its column.
COLUMN, EMPTY_COLUMN, GAP, DRAWN = 0.55, 0.36, 36.0, 0.33
#: White below a row, the indent behind a number, and the height of the axis under the changes.
AIR, INDENT, AXIS = 9.0, 26.0, 24.0


@dataclass(frozen=True, slots=True)
class DigestRow:
    """Something to look at, and why."""

    label: str
    figures: str


@dataclass(frozen=True, slots=True)
class DigestColumn:
    """What a column is called. ``remark`` is said below its rows, or in their place."""

    title: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of text that belong together: each with its size, and whether it is bold."""

    lines: tuple[tuple[str, float, bool], ...] = ()

    @property
    def height(self) -> float:
        """Height of the lines and of the white below them; 0 without a line."""
        tall = sum(size * theme.LEADING for _text, size, _bold in self.lines)
        return tall + AIR if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is set: blocks that have room, and how many rows had none."""

    title: _Block
    blocks: tuple[_Block, ...]
    remark: _Block
    more: _Block
    missing: int = 0
    has_axis: bool = False

    @property
    def height(self) -> float:
        """Height of all."""
        rows = sum(block.height for block in self.blocks)
        more = self.more.height if self.missing else 0.0
        axis = AXIS if self.has_axis else 0.0
        return self.title.height + rows + more + axis + self.remark.height

    def within(self, room: float) -> _Column:
        """The same with as many rows as have room."""
        column = self
        while column.height > room and column.blocks:
            missing = column.missing + 1
            said = _paragraph(_more(missing), self.more.lines[0][1], math.inf)
            column = replace(column, blocks=column.blocks[:-1], missing=missing, more=said)
        return column


def digest_chart(
    changes: Sequence[ChangeRow],
    candidates: Sequence[DigestRow],
    *,
    title: str,
    answered: str,
    changed: DigestColumn,
    to_look_at: DigestColumn,
    foot: str,
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw the card. ``changes`` are clear ones, each with the interval of its difference.

    ``hidden`` is the reason why nothing of the round is shown.
    """
    sheet = Sheet(width, title="", subtitle="")
    sheet.title = title
    _head(sheet, title, answered)
    bottom = _bottom(sheet, foot)
    if hidden is not None:
        tall = max(64.0, sheet.hatch_height(hidden, sheet.right - sheet.left))
        sheet.hatch(sheet.left, sheet.y, sheet.right - sheet.left, tall, hidden, gid="hidden-all")
        sheet.y = max(sheet.y + tall, bottom)
        return sheet.finish(foot=foot, alt=theme.alt_text(title, answered, hidden, foot))
    whole = sheet.right - sheet.left
    wide = whole if sheet.narrow else whole * (COLUMN if changes else EMPTY_COLUMN)
    left = sheet.left if sheet.narrow else sheet.left + wide + GAP
    first, second = _set(
        sheet, (changed, changes, wide), (to_look_at, candidates, sheet.right - left), bottom
    )
    top = sheet.y
    _draw_changes(sheet, first, changes, wide)
    below = sheet.y
    if not sheet.narrow:
        sheet.y = top
        sheet.upright(left - GAP / 2, top + 4, bottom)
    _draw_candidates(sheet, second, left)
    sheet.y = max(sheet.y, below, 0.0 if sheet.narrow else bottom)
    alt = _alt(changes, candidates, title, answered, changed, to_look_at, foot)
    return sheet.finish(foot=foot, alt=alt)


def _head(sheet: Sheet, title: str, answered: str) -> None:
    sheet.y = theme.MARGIN + (0 if sheet.narrow else 6)
    sheet.paragraph(title, size=theme.TITLE if sheet.narrow else TITLE, bold=True, leading=1.3)
    sheet.y += 2
    sheet.paragraph(answered, size=SIZES[-1][0] if sheet.narrow else LARGE, colour=theme.INK_2)
    sheet.y += 12


def _bottom(sheet: Sheet, foot: str) -> float:
    """The pixel above which everything but the foot stands; 0 on a phone, which has no end."""
    if sheet.narrow:
        return 0.0
    lines = theme.wrap(theme.printable(foot), theme.SMALL, sheet.right - sheet.left)
    tall = len(lines) * theme.SMALL * theme.LEADING
    return sheet.width * RATIO - theme.MARGIN - tall - 20


# ------------------------------------------------------------------------------- what has room


def _set(
    sheet: Sheet,
    changed: tuple[DigestColumn, Sequence[ChangeRow], float],
    to_look_at: tuple[DigestColumn, Sequence[DigestRow], float],
    bottom: float,
) -> tuple[_Column, _Column]:
    """Both columns in the largest letters with which all has room, else without what has none."""
    room = math.inf if sheet.narrow else bottom - sheet.y
    sizes = SIZES[-1:] if sheet.narrow else SIZES
    for size in sizes:
        first = _change_column(*changed, size, is_narrow=sheet.narrow)
        second = _candidate_column(*to_look_at, size)
        if max(first.height, second.height) <= room:
            return first, second
    column, rows, wide = to_look_at
    for reasons in range(len(rows) - 1, -1, -1):
        if second.height <= room:
            break
        shorter = [*rows[:reasons], *(DigestRow(row.label, "") for row in rows[reasons:])]
        second = _candidate_column(column, shorter, wide, size)
    return first.within(room), second.within(room)


def _change_column(
    column: DigestColumn,
    rows: Sequence[ChangeRow],
    wide: float,
    size: tuple[float, float],
    *,
    is_narrow: bool,
) -> _Column:
    room = wide if is_narrow else wide * (1 - DRAWN) - 20
    blocks = tuple(_block(row.label, change_in_figures(row), room, size) for row in rows)
    return _column(column, blocks, wide, size, has_axis=bool(rows) and not is_narrow)


def _candidate_column(
    column: DigestColumn, rows: Sequence[DigestRow], wide: float, size: tuple[float, float]
) -> _Column:
    blocks = tuple(_block(row.label, row.figures, wide - INDENT, size) for row in rows)
    return _column(column, blocks, wide, size)


def _column(
    column: DigestColumn,
    blocks: tuple[_Block, ...],
    wide: float,
    size: tuple[float, float],
    *,
    has_axis: bool = False,
) -> _Column:
    names, text = size
    return _Column(
        _paragraph(column.title, names, wide * (1 - DRAWN) if has_axis else wide, bold=True),
        blocks,
        _paragraph(column.remark, text, wide),
        _paragraph(_more(1), text, math.inf),
        has_axis=has_axis,
    )


def _block(label: str, figures: str, room: float, size: tuple[float, float]) -> _Block:
    names, text = size
    name = _paragraph(label, names, room, bold=True)
    return _Block((*name.lines, *_paragraph(figures, text, room).lines))


def _paragraph(text: str, size: float, wide: float, *, bold: bool = False) -> _Block:
    if not text:
        return _Block()
    lines = theme.wrap(theme.printable(text), size, wide, bold=bold)
    return _Block(tuple((line, size, bold) for line in lines))


def _more(number: int) -> str:
    return ngettext("and {n} more", "and {n} more", number)


# --------------------------------------------------------------------------------- both columns


def _draw_changes(sheet: Sheet, column: _Column, rows: Sequence[ChangeRow], wide: float) -> None:
    reach = _reach(rows)
    panel = Panel(sheet.left + wide * (1 - DRAWN), wide * DRAWN - 20, -reach, reach)
    if column.has_axis:
        middle = sheet.y + column.title.lines[0][1] * theme.LEADING / 2
        said = _("change in points")
        start = max(0.0, theme.text_width(said, theme.SMALL) * theme.SLACK - panel.width - 20)
        sheet.write(panel.left - start, middle, said, theme.SMALL, colour=theme.INK_2)
    _write(sheet, sheet.left, column.title)
    top = sheet.y
    for row, block in zip(rows, column.blocks, strict=False):
        middle = sheet.y + (block.height - AIR) / 2
        _write(sheet, sheet.left, block)
        if column.has_axis:
            _interval(sheet, panel, row, middle)
    if column.has_axis:
        _axis(sheet, panel, top)
    _end(sheet, sheet.left, column)


def _interval(sheet: Sheet, panel: Panel, row: ChangeRow, middle: float) -> None:
    if row.difference is None:
        return
    if not math.isnan(row.difference.low):
        sheet.whisker(
            panel, row.difference.low, row.difference.high, middle, gid=f"interval-{row.code}"
        )
    sheet.dot(
        panel.x(row.difference.estimate), middle, theme.ACCENT, size=10.5, gid=f"change-{row.code}"
    )


def _axis(sheet: Sheet, panel: Panel, top: float) -> None:
    """Zero from top to bottom, and the ends in points."""
    bottom = sheet.y
    sheet.upright(panel.x(0), top, bottom, theme.EARLIER)
    sheet.rule(panel.left, panel.right, bottom)
    for value in (panel.low, 0.0, panel.high):
        x = panel.x(value)
        sheet.upright(x, bottom, bottom + 4)
        sheet.write(x, bottom + 13, points(value), theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = bottom + AXIS


def _reach(rows: Sequence[ChangeRow]) -> float:
    """Half the width of the axis: the widest interval, to the next ten points."""
    ends = [
        abs(end)
        for row in rows
        if row.difference is not None
        for end in (row.difference.low, row.difference.estimate, row.difference.high)
        if not math.isnan(end)
    ]
    return min(1.0, math.ceil(max([0.1, *ends]) * 10 - 1e-9) / 10)


def _draw_candidates(sheet: Sheet, column: _Column, left: float) -> None:
    _write(sheet, left, column.title)
    for number, block in enumerate(column.blocks, start=1):
        size = block.lines[0][1]
        sheet.write(left, sheet.y + size * theme.LEADING / 2, f"{number}", size, bold=True)
        _write(sheet, left + INDENT, block)
    _end(sheet, left, column)


def _end(sheet: Sheet, left: float, column: _Column) -> None:
    """How many rows had no room, and what else is said of the column."""
    if column.missing:
        _write(sheet, left, column.more)
    _write(sheet, left, column.remark, theme.INK_2)


def _write(sheet: Sheet, left: float, block: _Block, colour: str = theme.INK) -> None:
    for text, size, bold in block.lines:
        tall = size * theme.LEADING
        sheet.write(left, sheet.y + tall / 2, text, size, bold=bold, colour=colour)
        sheet.y += tall
    sheet.y += AIR if block.lines else 0.0


# ----------------------------------------------------------------------------------------- words


def change_in_figures(row: ChangeRow) -> str:
    """Both shares and the interval of the difference, as the sentence about them has it.

    >>> from types import SimpleNamespace
    >>> difference = SimpleNamespace(estimate=0.34, low=0.16, high=0.49)
    >>> change_in_figures(ChangeRow("Ease", 58, 58, 0.33, 0.67, difference)).replace(chr(160), " ")
    '33 % → 67 % favourable (+16 to +49 points)'
    """
    if row.difference is None:
        return row.word or ""
    said = _(
        "{before} {arrow} {after} favourable ({interval} points)",
        before=percent(row.before),
        arrow=ARROW,
        after=percent(row.after),
        interval=points_range(row.difference),
    )
    # An interval stays on one line.
    return re.sub(r"\(.*\)", lambda found: found[0].replace(" ", theme.NBSP), said)


def _alt(
    changes: Sequence[ChangeRow],
    candidates: Sequence[DigestRow],
    title: str,
    answered: str,
    changed: DigestColumn,
    to_look_at: DigestColumn,
    foot: str,
) -> str:
    """All that is known, also what the card has no room for."""

    def looked_at() -> Iterator[str]:
        for number, row in enumerate(candidates, start=1):
            yield f"{number}: {row.label.rstrip('.')}{row.figures and f': {row.figures}'}"

    said = [f"{row.label.rstrip('.')}: {change_in_figures(row)}" for row in changes]
    return theme.alt_text(
        title, answered, changed.title, *said, changed.remark, to_look_at.title, *looked_at(),
        to_look_at.remark, foot,
    )  # fmt: skip
