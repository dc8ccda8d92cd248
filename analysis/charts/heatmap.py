"""Favourable shares of many units and constructs at once: a cell for each pair.

Each cell has its share and its n, so nobody reads a colour; the colour helps the eye to find rows
and columns. One hue from pale to dark: more is darker, in grey too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import EN_DASH, NBSP, band, percent, whole
from analysis.charts.sheet import Sheet
from analysis.charts.theme import Chart

HIDDEN = "hidden"
BAND_WORDS = "a band, not told in full"
#: Height of a row with figures, and the room between departments.
ROW, APART = 38.0, 8.0
#: The column of labels: its least width, and its least and largest share of the paper.
LABELS, SMALLEST, LARGEST = 112.0, 0.18, 0.25
WIDEST = 110.0
INDENT = 14.0
#: Names of columns that are read upwards are cut into lines of this length.
UPWARDS = 150.0
#: A picture of more cells than this names only the ends of each row in its alt text.
MOST_SAID = 80


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One unit on one construct: a favourable share of ``n`` people, from 0 to 1.

    Where no share may be shown but a ``band`` that it lies in, the band stands for it: its ends
    from 0 to 1; ``people`` are the words for how many answered. ``hidden`` says that nothing may be
    shown; then nothing else is looked at. A cell with none of them is one that nobody answered.
    ``ValueError`` for a share outside 0 to 1.
    """

    n: int = 0
    share: float | None = None
    band: tuple[float, float] | None = None
    hidden: bool = False
    people: str = ""

    def __post_init__(self) -> None:
        ends = self.band or ((self.share, self.share) if self.share is not None else (0.0, 0.0))
        if not 0 <= ends[0] <= ends[1] <= 1:
            raise ValueError(f"{ends} are no shares from 0 to 1.")

    @property
    def text(self) -> str:
        """What stands in the cell.

        >>> HeatCell(12, 0.335).text, HeatCell(band=(0.4, 0.6)).text, HeatCell().text
        ('34\\xa0%', '40\u201360', '\u2013')
        """
        if self.hidden:
            return HIDDEN
        if self.share is not None:
            return percent(self.share)
        if self.band is not None:
            return band(*self.band)
        return EN_DASH

    @property
    def is_band(self) -> bool:
        """Whether a range stands in the place of the share."""
        return self.band is not None and self.share is None and not self.hidden

    @property
    def n_words(self) -> str:
        """How many gave a valid answer, or the range of their number."""
        return f"n{NBSP}{self.people or self.n}"

    @property
    def step(self) -> int | None:
        """Which of the shades it has, 0 to 4, by the whole percentage; ``None`` without a share."""
        return None if self.hidden or self.share is None else step_of(self.share)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit: how deep it is below the organisation, how many answered, and its cells.

    ``hidden`` is the reason why nothing of it is shown; then it has no cells. Units that are
    hidden for one reason can share a row.
    """

    label: str
    note: str = ""
    depth: int = 0
    cells: tuple[HeatCell, ...] = ()
    hidden: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the columns that stand side by side are."""

    left: float
    cell: float
    columns: range

    def x(self, column: int) -> float:
        return self.left + (column - self.columns.start) * self.cell

    @property
    def right(self) -> float:
        return self.x(self.columns.stop)


def step_of(share: float) -> int:
    """The shade of a share: 0 below 20 %, 4 from 80 %, as the whole percentage has it.

    >>> step_of(0.0), step_of(0.196), step_of(1.0)
    (0, 1, 4)
    """
    return min(len(theme.STEPS) - 1, whole(share) * len(theme.STEPS) // 100)


def step_ranges() -> list[str]:
    """What each shade stands for: "0-19 %" and so on, with a dash."""
    wide = 100 // len(theme.STEPS)
    ends = [(low, low + wide - 1) for low in range(0, 100, wide)]
    ends[-1] = (ends[-1][0], 100)
    return [f"{low}{EN_DASH}{high}{NBSP}%" for low, high in ends]


def heatmap_chart(
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    *,
    title: str,
    subtitle: str,
    foot: str,
    width: float = theme.WIDE,
) -> Chart:
    """Draw a row for each unit and a column for each construct, in the order given.

    Where not all columns fit side by side, they stand in grids below each other, each with all
    rows. ``ValueError`` when a row that is shown has not one cell for each column.
    """
    for row in rows:
        if not row.hidden and len(row.cells) != len(columns):
            raise ValueError(f"{row.label}: {len(row.cells)} cells for {len(columns)} columns.")
    sheet = Sheet(width, title=title, subtitle=subtitle)
    _key(sheet, has_bands=any(cell.is_band for row in rows for cell in row.cells))
    for grid in _grids(sheet, columns, rows):
        _head(sheet, grid, columns)
        for number, row in enumerate(rows):
            sheet.y += APART if number and row.depth <= 1 and not row.hidden else 0
            _row(sheet, grid, row)
        sheet.y += 20
    sheet.y -= 20
    return sheet.finish(foot=foot, alt=_alt(columns, rows, title, subtitle, foot))


def _key(sheet: Sheet, *, has_bands: bool) -> None:
    """What the shades stand for; the last is what is told as a band."""
    x, size = sheet.left, theme.SMALL
    for number, said in enumerate(step_ranges()):
        room = 18 + theme.text_width(said, size) * theme.SLACK + 14
        if x + room > sheet.right:
            x, sheet.y = sheet.left, sheet.y + 20
        sheet.box(x, sheet.y + 3, 14, 14, theme.LINE, gid=f"key-edge-{number}", order=1)
        sheet.box(x + 0.8, sheet.y + 3.8, 12.4, 12.4, theme.STEPS[number], gid=f"key-{number}")
        sheet.write(x + 20, sheet.y + 10, said, size, colour=theme.INK_2)
        x += room + 4
    if has_bands:
        room = 30 + theme.text_width(BAND_WORDS, size) * theme.SLACK
        if x + room > sheet.right:
            x, sheet.y = sheet.left, sheet.y + 20
        sheet.band(x + 1, sheet.y + 3.5, 24, 13, gid="key-band")
        sheet.write(x + 31, sheet.y + 10, BAND_WORDS, size, colour=theme.INK_2)
    sheet.y += 30


def _labels(sheet: Sheet, rows: Sequence[HeatRow]) -> float:
    """The width of the column of labels: what the units that are shown need, within bounds."""
    needed = [
        _indent(sheet, row) + theme.SLACK * theme.text_width(theme.printable(text), size, bold=bold)
        for row in rows
        if not row.hidden
        for text, size, bold in ((row.label, theme.TEXT, True), (row.note, theme.SMALL, False))
    ]
    least, most = (max(LABELS, share * sheet.width) for share in (SMALLEST, LARGEST))
    return min(max([least, *(one + 11 for one in needed)]), most)


def _indent(sheet: Sheet, row: HeatRow) -> float:
    return INDENT * max(0, row.depth - 1) / (2 if sheet.narrow else 1)


def _grids(sheet: Sheet, names: Sequence[str], rows: Sequence[HeatRow]) -> list[_Grid]:
    """As few grids below each other as the widths allow, and as many columns in each."""
    columns = len(names)
    left = sheet.left + _labels(sheet, rows)
    room = sheet.right - left
    narrowest = theme.text_width(HIDDEN, theme.SMALL) * theme.SLACK + 4
    ranges = [cell for row in rows for cell in row.cells if cell.is_band]
    for text, size, bold in {
        one
        for cell in ranges
        for one in ((cell.text, theme.TEXT, True), (cell.n_words, theme.SMALL, False))
    }:
        narrowest = max(narrowest, theme.text_width(text, size, bold=bold) * theme.SLACK + 7)
    grids = max(1, math.ceil(columns / max(1, int(room / narrowest))))
    each = math.ceil(columns / grids) if columns else 1
    cell = min(room / each, WIDEST)
    return [
        _Grid(left, cell, range(start, min(start + each, columns)))
        for start in range(0, columns, each)
    ]


def _head(sheet: Sheet, grid: _Grid, columns: Sequence[str]) -> None:
    """Names of the columns: across where every word fits, else upwards."""
    size, step = theme.SMALL, theme.SMALL * theme.LEADING
    names = [theme.printable(columns[number]) for number in grid.columns]
    words = (word for name in names for word in name.split(" "))
    if all(theme.text_width(word, size) * theme.SLACK <= grid.cell - 4 for word in words):
        across = [theme.wrap(name, size, grid.cell - 4) for name in names]
        sheet.y += max(map(len, across)) * step
        for number, lines in zip(grid.columns, across, strict=True):
            middle = sheet.y - step * len(lines) / 2
            sheet.write_lines(
                grid.x(number) + grid.cell / 2, middle, lines, size, colour=theme.INK_2,
                align="center",
            )  # fmt: skip
    else:
        upwards = [theme.wrap(name, size, UPWARDS) for name in names]
        wide = max(theme.text_width(line, size) for lines in upwards for line in lines)
        sheet.y += wide * theme.SLACK
        for number, lines in zip(grid.columns, upwards, strict=True):
            first = grid.x(number) + grid.cell / 2 - step * (len(lines) - 1) / 2
            for place, line in enumerate(lines):
                sheet.write_upwards(first + place * step, sheet.y, line)
    sheet.y += 8


def _row(sheet: Sheet, grid: _Grid, row: HeatRow) -> None:
    indent = _indent(sheet, row)
    room = grid.left - sheet.left - 10 - indent
    bold = row.depth <= 1 and not row.hidden
    lines = theme.wrap(theme.printable(row.label), theme.TEXT, room, bold=bold)
    note = theme.wrap(theme.printable(row.note), theme.SMALL, room) if row.note else []
    step, small = theme.TEXT * 1.3, theme.SMALL * 1.3
    tall = len(lines) * step + len(note) * small
    height = max(ROW, tall + 8)
    if row.hidden:
        height = max(height, sheet.hatch_height(row.hidden, grid.right - grid.left) + 4)
    top = sheet.y + (height - tall) / 2
    for line in lines:
        colour = theme.INK_2 if row.hidden else theme.INK
        sheet.write(sheet.left + indent, top + step / 2, line, bold=bold, colour=colour)
        top += step
    for line in note:
        sheet.write(sheet.left + indent, top + small / 2, line, theme.SMALL, colour=theme.INK_2)
        top += small
    if row.hidden:
        sheet.hatch(
            grid.left, sheet.y + 1, grid.right - grid.left, height - 2, row.hidden,
            gid=f"hidden-{row.code}",
        )  # fmt: skip
    else:
        for number in grid.columns:
            _cell(sheet, grid, number, row, height)
    sheet.y += height


def _cell(sheet: Sheet, grid: _Grid, column: int, row: HeatRow, height: float) -> None:
    cell, left, gid = row.cells[column], grid.x(column) + 1, f"{column}-{row.code}"
    wide, tall, top = grid.cell - 2, height - 2, sheet.y + 1
    if cell.hidden:
        sheet.hatch(left, top, wide, tall, HIDDEN, gid=f"hidden-{gid}", inset=2.0)
        return
    if cell.is_band:
        _band(sheet, cell, left, top, wide, tall, gid)
        return
    step = cell.step
    colour = theme.SURFACE if step is None else theme.STEPS[step]
    ink = theme.INK_2 if step is None else theme.ON_STEPS[step]
    sheet.box(left, top, wide, tall, colour, gid=f"cell-{gid}")
    x, middle = left + wide / 2, top + tall / 2
    sheet.write(x, middle - 7, cell.text, bold=True, colour=ink, align="center")
    sheet.write(x, middle + 9, cell.n_words, theme.SMALL, colour=ink, align="center")


def _band(
    sheet: Sheet, cell: HeatCell, left: float, top: float, wide: float, tall: float, gid: str
) -> None:
    """A range: its ends within a dashed edge, in no shade of the key."""
    sheet.band(left + 1.5, top + 1.5, wide - 3, tall - 3, gid=f"band-{gid}")
    x, middle = left + wide / 2, top + tall / 2
    sheet.write(x, middle - 7, cell.text, bold=True, align="center")
    sheet.write(x, middle + 9, cell.n_words, theme.SMALL, colour=theme.INK_2, align="center")


def _alt(
    columns: Sequence[str], rows: Sequence[HeatRow], title: str, subtitle: str, foot: str
) -> str:
    in_full = len(columns) * len(rows) <= MOST_SAID
    said = (_say(columns, row) if in_full else _say_ends(columns, row) for row in rows)
    return theme.alt_text(title, subtitle, *said, foot)


def _say(columns: Sequence[str], row: HeatRow) -> str:
    if row.hidden:
        return f"{row.label}: {row.hidden}"
    cells = (
        f"{name} {cell.text}" if cell.hidden else f"{name} {_told(cell)}"
        for name, cell in zip(columns, row.cells, strict=True)
    )
    return f"{_name(row)}: {', '.join(cells)}"


def _told(cell: HeatCell) -> str:
    """A share, or the range that it lies in, and how many answered."""
    text = f"{cell.text}{NBSP}%, a band" if cell.is_band else cell.text
    return f"{text} (n {cell.people or cell.n})"


def _say_ends(columns: Sequence[str], row: HeatRow) -> str:
    """The highest and the lowest of a row, and how many are hidden."""
    if row.hidden:
        return f"{row.label}: {row.hidden}"
    shown = [
        (cell.share, name, cell)
        for name, cell in zip(columns, row.cells, strict=True)
        if not cell.hidden and cell.share is not None
    ]
    rest = _say_rest(row)
    if not shown:
        return f"{_name(row)}: {rest or 'no answers'}"
    (_, best, high), (_, worst, low) = max(shown, key=_share), min(shown, key=_share)
    return (
        f"{_name(row)}: from {worst} {low.text} (n {low.n}) to {best} {high.text} (n {high.n})"
        f"{f', {rest}' if rest else ''}"
    )


def _say_rest(row: HeatRow) -> str:
    """How many cells of a row are ranges, which, and how many are hidden."""
    told = Counter(cell.text for cell in row.cells if cell.is_band)
    hidden = sum(cell.hidden for cell in row.cells)
    ranges = [f"{number} in the band {text}{NBSP}%" for text, number in sorted(told.items())]
    return ", ".join([*ranges, *([f"{hidden} hidden"] if hidden else [])])


def _share(one: tuple[float, str, HeatCell]) -> float:
    return one[0]


def _name(row: HeatRow) -> str:
    return f"{row.label} ({row.note})" if row.note else row.label
