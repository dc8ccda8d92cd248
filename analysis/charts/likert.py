"""Diverging Likert bars: what speaks against to the left, what speaks for to the right of one zero.

The neutral share stands in a column with an axis of its own, so that it moves neither end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import NBSP, band, percent, percent_range
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart, Interval
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

BAR = 17.0
#: More boxes than this on one side are drawn as one.
MOST_BOXES = max(theme.FAVOURABLE)
NO_ANSWERS = gettext_noop("no answers")
#: Beside a range, where the interval of an exact share stands.
A_BAND = gettext_noop("a band")
#: Over a sheet of nothing else.
FAVOURABLE_BAND = gettext_noop("favourable share, as a band")


@dataclass(frozen=True, slots=True)
class LikertRow:
    """One item or construct: shares of the people who gave a valid answer, 0 to 1, sum 1.

    ``unfavourable`` runs from the worst box inwards, ``favourable`` from the inner box to the best:
    on a reverse-scored item that is the scale turned round. ``share`` is the favourable share with
    its interval. ``band`` is a range that the favourable share lies in, ``people`` the words for
    how many answered, where no more may be shown. ``hidden`` is the reason why nothing of this may
    be shown; then the other figures are not looked at. Rows that follow each other with the same
    ``heading`` stand under it. ``ValueError`` when the shares do not sum to 1.
    """

    label: str
    n: int = 0
    unfavourable: tuple[float, ...] = ()
    neutral: float = 0.0
    favourable: tuple[float, ...] = ()
    share: Interval | None = None
    hidden: str | None = None
    heading: str = ""
    code: str = ""
    band: tuple[float, float] | None = None
    people: str = ""

    def __post_init__(self) -> None:
        total = sum(self.unfavourable) + self.neutral + sum(self.favourable)
        if self.is_exact and not math.isclose(total, 1.0, abs_tol=1e-6):
            raise ValueError(f"{self.label}: the shares sum to {total:.6f}, not to 1.")

    @property
    def word(self) -> str | None:
        """Why there is no bar and no band, or ``None`` where there is one."""
        return self.hidden or (None if self.n or self.band else translate(NO_ANSWERS))

    @property
    def is_exact(self) -> bool:
        """Whether there are bars."""
        return self.word is None and self.band is None

    @property
    def left(self) -> tuple[float, ...]:
        """Unfavourable boxes as drawn, from the zero line outwards."""
        return _drawn(self.unfavourable[::-1])

    @property
    def right(self) -> tuple[float, ...]:
        """Favourable boxes as drawn, from the zero line outwards."""
        return _drawn(self.favourable)

    @property
    def reach(self) -> float:
        """How far to the right bar and interval go; a range is drawn on a whole scale."""
        if self.band is not None:
            return 1.0
        high = self.share.high if self.share else 0.0
        return max(sum(self.favourable), 0.0 if math.isnan(high) else high)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand across the sheet; a sheet of nothing but bands has no neutral column."""

    label_width: float
    opposite: Panel
    neutral: Panel
    share_right: float
    only_bands: bool
    top: float


def likert_chart(
    rows: Sequence[LikertRow],
    *,
    title: str,
    subtitle: str,
    foot: str,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one row for each item or construct, in the order given.

    ``title`` states the finding, ``subtitle`` names what is drawn, ``foot`` gives n, round, mode
    and release. Every row carries its n and its favourable share with the interval.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    columns = _columns(sheet, rows)
    _head(sheet, columns, rows)
    heading = ""
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            _heading(sheet, heading)
        _row(sheet, columns, row)
    _axes(sheet, columns)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *map(say, rows), foot))


def _columns(sheet: Sheet, rows: Sequence[LikertRow]) -> _Columns:
    """Share the width out so that one point is equally wide left, right and in the middle."""
    shown = [row for row in rows if row.word is None]
    ranges = [row.people for row in shown if row.band]
    only_bands = bool(ranges) and not any(row.is_exact for row in shown)
    against = 0.0 if only_bands else _extent(sum(row.unfavourable) for row in shown)
    favour = _extent(row.reach for row in shown)
    middle = 0.0 if only_bands else _extent(row.neutral for row in shown)
    label, left_word, middle_word, share, number = (
        (0.0, 38.0, 36.0, 40.0, 28.0)
        if sheet.narrow
        else (sheet.label_column(row.label for row in rows), 50.0, 44.0, _share_width(ranges), 44.0)
    )
    number = max([number, *(theme.text_width(one, theme.TEXT) * theme.SLACK + 6 for one in ranges)])
    wider = 18.0 if sheet.narrow and ranges else 0.0
    gap = 14.0 if sheet.narrow else 28.0
    taken = label + left_word + middle_word + share + wider + number + 2 * gap
    unit = (sheet.right - sheet.left - taken) / (against + favour + middle)
    start = sheet.left + label + left_word
    opposite = Panel(start, unit * (against + favour), -against, favour)
    neutral = Panel(opposite.right + gap, unit * middle, 0.0, middle)
    # Favourable shares end here, right-aligned under their name; ranges take more room.
    share_right = neutral.right + middle_word + gap + (38.0 if sheet.narrow else 58.0) + wider
    return _Columns(label, opposite, neutral, share_right, only_bands, sheet.y)


def _share_width(ranges: Sequence[str]) -> float:
    """Room for a share and, behind it, for its interval, or for the word that it is a range."""
    said = [_("interval"), *([translate(A_BAND)] if ranges else [])]
    beside = max(theme.text_width(word, theme.SMALL) for word in said) * theme.SLACK
    return 68.0 + max(50.0, beside)


def _head(sheet: Sheet, columns: _Columns, rows: Sequence[LikertRow]) -> None:
    """Name the columns where they are; the swatches are the key to the shades."""
    y, size = sheet.y + 10, theme.SMALL
    if columns.only_bands:
        said = translate(FAVOURABLE_BAND)
        sheet.write(columns.opposite.x(0) + 2, y, said, size, colour=theme.INK_2)
        sheet.y += 24
        _head_numbers(sheet, columns, y)
        return
    zero = columns.opposite.x(0)
    boxes = max([1, *(len(row.right) for row in rows)]), max([1, *(len(row.left) for row in rows)])
    word = theme.text_width(_("unfavourable"), size) * theme.SLACK
    key = 13.0 * boxes[1]
    start = max(sheet.left, zero - 8 - key - word)
    for number, colour in enumerate(theme.shades(theme.UNFAVOURABLE, boxes[1])):
        sheet.box(
            start + word + 3 + number * 13, y - 5, 12, 10, colour, gid=f"key-against-{number}"
        )
    sheet.write(start, y, _("unfavourable"), size, colour=theme.INK_2)
    start = max(zero + 8, start + word + key + 12)
    for number, colour in enumerate(reversed(theme.shades(theme.FAVOURABLE, boxes[0]))):
        sheet.box(start + number * 13, y - 5, 12, 10, colour, gid=f"key-favour-{number}")
    sheet.write(start + boxes[0] * 13 + 3, y, _("favourable"), size, colour=theme.INK_2)
    sheet.y += 24
    _head_numbers(sheet, columns, y)


def _head_numbers(sheet: Sheet, columns: _Columns, y: float) -> None:
    size = theme.SMALL
    if sheet.narrow:
        y += 18
        sheet.y += 18
    if not columns.only_bands:
        sheet.write(columns.neutral.left, y, _("neutral"), size, colour=theme.INK_2)
    sheet.write(columns.share_right, y, _("favourable"), size, colour=theme.INK_2, align="right")
    if not sheet.narrow and not columns.only_bands:
        sheet.write(columns.share_right + 10, y, _("interval"), size, colour=theme.INK_2)
    sheet.write(sheet.right, y, "n", size, colour=theme.INK_2, align="right")


def _heading(sheet: Sheet, heading: str) -> None:
    if not heading:
        return
    sheet.y += 10
    sheet.paragraph(heading, bold=True)
    sheet.y += 2


def _row(sheet: Sheet, columns: _Columns, row: LikertRow) -> None:
    """Label, bars, figures; a row that may not be shown is hatched from end to end."""
    body = BAR + 12
    if row.word is not None:
        left = sheet.left if sheet.narrow else columns.opposite.left
        sheet.hidden_row(
            row.label, row.word, column=columns.label_width, left=left, body=body, code=row.code
        )
        return
    middle, height = sheet.row(row.label, column=columns.label_width, body=body)
    for panel in (columns.opposite, columns.neutral) if row.is_exact else (columns.opposite,):
        reach = BAR / 2 + 3 if sheet.narrow else height / 2
        sheet.upright(panel.x(0), middle - reach, middle + reach, theme.INK)
    if row.band is not None:
        _band(sheet, columns, row, row.band, middle)
        return
    _bars(sheet, columns, row, middle)
    _figures(sheet, columns, row, middle)


def _band(
    sheet: Sheet, columns: _Columns, row: LikertRow, ends: tuple[float, float], middle: float
) -> None:
    """The range that the favourable share lies in, its words beside it, and nothing else."""
    low, high = (columns.opposite.x(end) for end in ends)
    sheet.band(low, middle - BAR / 2, high - low, BAR, gid=f"band-{row.code}")
    said, right = f"{band(*ends)}{NBSP}%", columns.share_right
    sheet.write(right, middle, said, bold=True, align="right")
    if not sheet.narrow:
        sheet.write(right + 10, middle, translate(A_BAND), theme.SMALL, colour=theme.INK_2)
    sheet.write(sheet.right, middle, row.people, align="right")


def _bars(sheet: Sheet, columns: _Columns, row: LikertRow, middle: float) -> None:
    for side, name, sign, palette in (
        (row.left, "unfavourable", -1, theme.UNFAVOURABLE),
        (row.right, "favourable", 1, theme.FAVOURABLE),
    ):
        edge = 0.0
        for number, share in enumerate(side):
            colour = theme.shades(palette, len(side))[len(side) - 1 - number]
            start = edge if sign > 0 else -edge - share
            gid = f"{name}-{number}-{row.code}"
            sheet.bar(columns.opposite, start, share, middle, height=BAR, colour=colour, gid=gid)
            edge += share
    sheet.bar(
        columns.neutral, 0, row.neutral, middle,
        height=BAR, colour=theme.NEUTRAL, gid=f"neutral-{row.code}",
    )  # fmt: skip
    if row.share is not None and not math.isnan(row.share.low):
        sheet.whisker(
            columns.opposite, row.share.low, row.share.high, middle, gid=f"interval-{row.code}"
        )


def _figures(sheet: Sheet, columns: _Columns, row: LikertRow, middle: float) -> None:
    """The numbers themselves: nobody has to measure a bar."""
    against = sum(row.unfavourable)
    sheet.write(
        columns.opposite.x(-against) - 6, middle, percent(against), theme.SMALL,
        colour=theme.INK_2, align="right",
    )  # fmt: skip
    sheet.write(
        columns.neutral.x(row.neutral) + 6, middle, percent(row.neutral), theme.SMALL,
        colour=theme.INK_2,
    )  # fmt: skip
    sheet.write(
        columns.share_right,
        middle,
        percent(sum(row.favourable)),
        bold=True,
        align="right",
    )
    if row.share is not None and not sheet.narrow:
        sheet.write(
            columns.share_right + 10,
            middle,
            percent_range(row.share),
            theme.SMALL,
            colour=theme.INK_2,
        )
    sheet.write(sheet.right, middle, f"{row.n}", align="right")


def _axes(sheet: Sheet, columns: _Columns) -> None:
    """The scale, written once below; every bar carries its own number."""
    y = sheet.y + 4
    for panel in (columns.opposite,) if columns.only_bands else (columns.opposite, columns.neutral):
        sheet.rule(panel.left, panel.right, y)
        step = 0.25 if panel.unit * 0.25 >= 34 else 0.5
        first, last = math.ceil(panel.low / step - 1e-9), math.floor(panel.high / step + 1e-9)
        for tick in range(first, last + 1):
            x = panel.x(tick * step)
            sheet.upright(x, y, y + 4, theme.LINE if tick else theme.INK)
            text = percent(0) if tick == 0 else f"{abs(tick) * step * 100:.0f}"
            if panel is columns.opposite and x + 34 > columns.neutral.left:
                continue  # its number would touch the zero of the neutral column
            sheet.write(x, y + 13, text, theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 20


def _drawn(boxes: tuple[float, ...]) -> tuple[float, ...]:
    return boxes if len(boxes) <= MOST_BOXES else (sum(boxes),)


def _extent(shares: Iterable[float]) -> float:
    """Room for the largest share, to the next twentieth, at least 15 %."""
    largest = max([0.15, *shares])
    return min(1.0, math.ceil(largest * 20 - 1e-9) / 20)


def say(row: LikertRow) -> str:
    """What a row shows, for somebody who cannot see it."""
    label = row.label.rstrip(".")
    if row.word is not None:
        return f"{label}: {row.word}"
    if row.band is not None:
        return _(
            "{label}: {band} % favourable, a band, n {people}",
            label=label,
            band=band(*row.band),
            people=row.people,
        )
    figures = {
        "label": label,
        "unfavourable": percent(sum(row.unfavourable)),
        "neutral": percent(row.neutral),
        "favourable": percent(sum(row.favourable)),
        "n": row.n,
    }
    if row.share is None:
        return _(
            "{label}: {unfavourable} unfavourable, {neutral} neutral, {favourable} favourable, "
            "n {n}",
            **figures,
        )
    return _(
        "{label}: {unfavourable} unfavourable, {neutral} neutral, {favourable} favourable "
        "(interval {interval}), n {n}",
        interval=percent_range(row.share),
        **figures,
    )
