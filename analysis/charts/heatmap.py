"""Favourable shares of many units and constructs at once, or how far they are from others.

Each cell has its figure and its n, so nobody reads a colour; the colour helps the eye to find rows
and columns. One hue from pale to dark: more is darker, in grey too. Teal is the answers'; what is
apart from others or has moved is slate, because being above others is not being good.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import EN_DASH, NBSP, band, percent, points, whole
from analysis.charts.sheet import Sheet
from analysis.charts.theme import Chart
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

HIDDEN = gettext_noop("hidden")
BAND_WORDS = gettext_noop("a band, not told in full")
#: Height of a row with figures, and the room between departments.
ROW, APART = 38.0, 8.0
#: A word below the figures of a cell.
WORD = 15.0
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

    ``apart`` is what stands in the place of the share: how far it is from another one, from -1 to
    1, with the ``shade`` of a palette where it has one and a ``word`` for what it supports. ``why``
    says why there is no such figure, and ``plain`` that a share has no shade.
    """

    n: int = 0
    share: float | None = None
    band: tuple[float, float] | None = None
    hidden: bool = False
    people: str = ""
    apart: float | None = None
    shade: int | None = None
    word: str = ""
    why: str = ""
    plain: bool = False

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
            return translate(HIDDEN)
        if self.why:
            return EN_DASH
        if self.apart is not None:
            return points(self.apart)
        if self.share is not None:
            return percent(self.share)
        if self.band is not None:
            return band(*self.band)
        return EN_DASH

    @property
    def is_band(self) -> bool:
        """Whether a range stands in the place of the share."""
        return self.has_band and not self.why

    @property
    def has_band(self) -> bool:
        """Whether a range is all that is told of the share, whatever stands in the cell."""
        return self.band is not None and self.share is None and not self.hidden

    @property
    def n_words(self) -> str:
        """How many gave a valid answer, or the range of their number."""
        return f"n{NBSP}{self.people or self.n}"

    @property
    def step(self) -> int | None:
        """Which of the shades it has: of a share by the whole percentage, 0 to 4.

        ``None`` where it has none.
        """
        if self.hidden or self.why or self.plain:
            return None
        if self.apart is not None:
            return self.shade
        return None if self.share is None else step_of(self.share)

    @property
    def figure(self) -> float | None:
        """What the cell is sorted by, where it tells a figure in full."""
        if self.hidden or self.why:
            return None
        return self.share if self.apart is None else self.apart


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
class Shade:
    """One colour of a heatmap, that of text on it, and what it stands for."""

    colour: str
    ink: str
    words: str


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


def shades_of_shares() -> tuple[Shade, ...]:
    """The palette of favourable shares."""
    found = zip(theme.STEPS, theme.ON_STEPS, step_ranges(), strict=True)
    return tuple(Shade(*one) for one in found)


def heatmap_chart(
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    *,
    title: str,
    subtitle: str,
    foot: str,
    palette: Sequence[Shade] = (),
    width: float = theme.WIDE,
) -> Chart:
    """Draw a row for each unit and a column for each construct, in the order given.

    Where not all columns fit side by side, they stand in grids below each other, each with all
    rows. ``palette`` are the shades, those of shares unless told. ``ValueError`` when a row that is
    shown has not one cell for each column.
    """
    palette = palette or shades_of_shares()
    for row in rows:
        if not row.hidden and len(row.cells) != len(columns):
            raise ValueError(f"{row.label}: {len(row.cells)} cells for {len(columns)} columns.")
    sheet = Sheet(width, title=title, subtitle=subtitle)
    _key(sheet, palette, has_bands=any(cell.has_band for row in rows for cell in row.cells))
    for grid in _grids(sheet, columns, rows):
        _head(sheet, grid, columns)
        for number, row in enumerate(rows):
            sheet.y += APART if number and row.depth <= 1 and not row.hidden else 0
            _row(sheet, grid, row, palette)
        sheet.y += 20
    sheet.y -= 20
    return sheet.finish(foot=foot, alt=_alt(columns, rows, title, subtitle, foot))


def _key(sheet: Sheet, palette: Sequence[Shade], *, has_bands: bool) -> None:
    """What the shades stand for; the last is what is told as a band."""
    x, size = sheet.left, theme.SMALL
    for number, shade in enumerate(palette):
        said = shade.words
        room = 18 + theme.text_width(said, size) * theme.SLACK + 14
        if x > sheet.left and x + room > sheet.right:
            x, sheet.y = sheet.left, sheet.y + 20
        sheet.box(x, sheet.y + 3, 14, 14, theme.LINE, gid=f"key-edge-{number}", order=1)
        sheet.box(x + 0.8, sheet.y + 3.8, 12.4, 12.4, shade.colour, gid=f"key-{number}")
        sheet.write(x + 20, sheet.y + 10, said, size, colour=theme.INK_2)
        x += room + 4
    if has_bands:
        said = translate(BAND_WORDS)
        room = 30 + theme.text_width(said, size) * theme.SLACK
        if x > sheet.left and x + room > sheet.right:
            x, sheet.y = sheet.left, sheet.y + 20
        sheet.band(x + 1, sheet.y + 3.5, 24, 13, gid="key-band")
        sheet.write(x + 31, sheet.y + 10, said, size, colour=theme.INK_2)
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
    narrowest = theme.text_width(translate(HIDDEN), theme.SMALL) * theme.SLACK + 4
    for word in {cell.word for row in rows for cell in row.cells}:
        narrowest = max(narrowest, theme.text_width(word, theme.SMALL) * theme.SLACK + 4)
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


def _row(sheet: Sheet, grid: _Grid, row: HeatRow, palette: Sequence[Shade]) -> None:
    indent = _indent(sheet, row)
    room = grid.left - sheet.left - 10 - indent
    bold = row.depth <= 1 and not row.hidden
    lines = theme.wrap(theme.printable(row.label), theme.TEXT, room, bold=bold)
    note = theme.wrap(theme.printable(row.note), theme.SMALL, room) if row.note else []
    step, small = theme.TEXT * 1.3, theme.SMALL * 1.3
    tall = len(lines) * step + len(note) * small
    height = max(ROW + (WORD if any(cell.word for cell in row.cells) else 0), tall + 8)
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
            _cell(sheet, grid, number, row, height, palette)
    sheet.y += height


def _cell(
    sheet: Sheet, grid: _Grid, column: int, row: HeatRow, height: float, palette: Sequence[Shade]
) -> None:
    cell, left, gid = row.cells[column], grid.x(column) + 1, f"{column}-{row.code}"
    wide, tall, top = grid.cell - 2, height - 2, sheet.y + 1
    if cell.hidden:
        sheet.hatch(left, top, wide, tall, translate(HIDDEN), gid=f"hidden-{gid}", inset=2.0)
        return
    if cell.has_band:
        _band(sheet, cell, left, top, wide, tall, gid)
        return
    shade = None if cell.step is None else palette[cell.step]
    told = cell.figure is not None
    ink = shade.ink if shade else theme.INK if told else theme.INK_2
    sheet.box(left, top, wide, tall, shade.colour if shade else theme.SURFACE, gid=f"cell-{gid}")
    x, middle = left + wide / 2, top + tall / 2 - (WORD / 2 if cell.word else 0)
    sheet.write(x, middle - 7, cell.text, bold=True, colour=ink, align="center")
    sheet.write(x, middle + 9, cell.n_words, theme.SMALL, colour=ink, align="center")
    if cell.word:
        sheet.write(x, middle + 9 + WORD, cell.word, theme.SMALL, colour=ink, align="center")


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
    """A figure, or the range that it lies in, and how many answered."""
    text = _("{band} %, a band", band=cell.text) if cell.is_band else cell.text
    text = cell.why or (f"{text} {cell.word}" if cell.word else text)
    return f"{text} (n {cell.people or cell.n})"


def _say_ends(columns: Sequence[str], row: HeatRow) -> str:
    """The highest and the lowest of a row, and how many are hidden."""
    if row.hidden:
        return f"{row.label}: {row.hidden}"
    shown = [
        (cell.figure, name, cell)
        for name, cell in zip(columns, row.cells, strict=True)
        if cell.figure is not None
    ]
    rest = _say_rest(row)
    if not shown:
        nothing = rest or _("no answers")
        return f"{_name(row)}: {nothing}"
    (_high, best, high), (_low, worst, low) = max(shown, key=_share), min(shown, key=_share)
    said = _(
        "{unit}: from {worst} to {best}",
        unit=_name(row),
        worst=f"{worst} {low.text} (n {low.n})",
        best=f"{best} {high.text} (n {high.n})",
    )
    return f"{said}, {rest}" if rest else said


def _say_rest(row: HeatRow) -> str:
    """How many cells of a row are ranges or have no figure, which and why, how many are hidden."""
    told = Counter(cell.text for cell in row.cells if cell.is_band)
    why = Counter(cell.why for cell in row.cells if cell.why and not cell.hidden)
    hidden = sum(cell.hidden for cell in row.cells)
    ranges = [
        _("{number} in the band {band} %", number=number, band=text)
        for text, number in sorted(told.items())
    ]
    untold = [f"{number} {reason}" for reason, number in why.items()]
    return ", ".join([*ranges, *untold, *([_("{number} hidden", number=hidden)] if hidden else [])])


def _share(one: tuple[float, str, HeatCell]) -> float:
    return one[0]


def _name(row: HeatRow) -> str:
    return f"{row.label} ({row.note})" if row.note else row.label
