"""Likert bars of 100 %: every answer in one bar, unfavourable first, favourable up to its end.

What speaks for begins where the favourable share does, counted from the right: its interval stands
there. The diverging bars of :mod:`analysis.charts.likert` show the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.likert import A_BAND, BAR, LikertRow, say
from analysis.charts.numbers import NBSP, band, percent, percent_range
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart
from analysis.words import gettext as _
from analysis.words import translate


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand across: the right edges of the columns of figures."""

    label: float
    against: float
    panel: Panel
    neutral: float
    favour: float
    interval: float


def whole_chart(
    rows: Sequence[LikertRow],
    *,
    title: str,
    subtitle: str,
    foot: str,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one row for each item or construct, in the order given, as :func:`likert_chart` does."""
    sheet = Sheet(width, title=title, subtitle=subtitle)
    columns = _columns(sheet, rows)
    _head(sheet, columns, rows)
    heading = ""
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            sheet.y += 10
            sheet.paragraph(heading, bold=True)
            sheet.y += 2
        _row(sheet, columns, row)
    _axis(sheet, columns.panel)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *map(say, rows), foot))


def _columns(sheet: Sheet, rows: Sequence[LikertRow]) -> _Columns:
    label = sheet.label_column(row.label for row in rows)
    people = [row.people or f"{row.n}" for row in rows]
    number = _wide(["n", *people], theme.TEXT) + 10
    bands = [f"{band(*row.band)}{NBSP}%" for row in rows if row.band]
    beside = [percent_range(row.share) for row in rows if row.share]
    small = [_("interval"), *beside, *([translate(A_BAND)] if bands else [])]
    interval = 0.0 if sheet.narrow else _wide(small, theme.SMALL) + 12
    favour = _wide(["100 %", *bands], theme.TEXT) + 10
    if not sheet.narrow:
        favour = max(favour, _wide([_("favourable")], theme.SMALL) + 12)
    neutral = 0.0 if sheet.narrow else _wide([_("neutral"), "100 %"], theme.SMALL) + 14
    against = 36.0
    end_interval = sheet.right - number
    end_favour = end_interval - interval
    end_neutral = end_favour - favour
    left = sheet.left + label + against
    panel = Panel(left, end_neutral - neutral - left - 6, 0.0, 1.0)
    return _Columns(label, left - 6, panel, end_neutral, end_favour, end_interval)


def _wide(texts: Sequence[str], size: float) -> float:
    return max(theme.text_width(theme.printable(text), size) for text in texts) * theme.SLACK


def _head(sheet: Sheet, columns: _Columns, rows: Sequence[LikertRow]) -> None:
    """The key to the shades on the first line, the names of the columns on the second."""
    y, size = sheet.y + 10, theme.SMALL
    worst = theme.shades(theme.UNFAVOURABLE, max([1, *(len(row.left) for row in rows)]))
    best = theme.shades(theme.FAVOURABLE, max([1, *(len(row.right) for row in rows)]))
    x = sheet.left if sheet.narrow else columns.panel.left
    for name, said, colours in (
        ("against", _("unfavourable"), worst),
        ("neutral", _("neutral"), (theme.NEUTRAL,)),
        ("favour", _("favourable"), tuple(reversed(best))),
    ):
        for number, colour in enumerate(colours):
            sheet.box(x + number * 13, y - 5, 12, 10, colour, gid=f"key-{name}-{number}")
        x += len(colours) * 13 + 4
        sheet.write(x, y, said, size, colour=theme.INK_2)
        x += theme.text_width(said, size) * theme.SLACK + 12
    y += 22
    named = [(columns.favour, _("favourable"))]
    if not sheet.narrow:
        named += [(columns.neutral, _("neutral")), (columns.interval, _("interval"))]
    for edge, said in (*named, (sheet.right, "n")):
        sheet.write(edge, y, said, size, colour=theme.INK_2, align="right")
    sheet.y += 46


def _row(sheet: Sheet, columns: _Columns, row: LikertRow) -> None:
    body = BAR + 12
    if row.word is not None:
        left = sheet.left if sheet.narrow else columns.panel.left
        sheet.hidden_row(
            row.label, row.word, column=columns.label, left=left, body=body, code=row.code
        )
        return
    middle, _height = sheet.row(row.label, column=columns.label, body=body)
    sheet.write(sheet.right, middle, row.people or f"{row.n}", align="right")
    if row.band is not None:
        _band(sheet, columns, row, row.band, middle)
        return
    _bar(sheet, columns.panel, row, middle)
    _figures(sheet, columns, row, middle)


def _band(
    sheet: Sheet, columns: _Columns, row: LikertRow, ends: tuple[float, float], middle: float
) -> None:
    """The range in which the favourable part begins, counted from the right."""
    low, high = (columns.panel.x(1 - end) for end in reversed(ends))
    sheet.band(low, middle - BAR / 2, high - low, BAR, gid=f"band-{row.code}")
    said = f"{band(*ends)}{NBSP}%"
    sheet.write(columns.favour, middle, said, bold=True, align="right")
    if not sheet.narrow:
        sheet.write(
            columns.interval, middle, translate(A_BAND), theme.SMALL, colour=theme.INK_2,
            align="right",
        )  # fmt: skip


def _bar(sheet: Sheet, panel: Panel, row: LikertRow, middle: float) -> None:
    """From the worst answer to the best, in one bar; the interval where the favourable begins."""
    against, favour = row.left[::-1], row.right
    parts = [
        *_shaded("unfavourable", against, theme.UNFAVOURABLE, outermost_first=True),
        ("neutral", row.neutral, theme.NEUTRAL),
        *_shaded("favourable", favour, theme.FAVOURABLE, outermost_first=False),
    ]
    edge = 0.0
    for name, share, colour in parts:
        gid = f"{name}-{row.code}"
        sheet.bar(panel, edge, share, middle, height=BAR, colour=colour, gid=gid)
        edge += share
    if row.share is not None and not math.isnan(row.share.low):
        sheet.whisker(
            panel, 1 - row.share.high, 1 - row.share.low, middle, gid=f"interval-{row.code}"
        )


def _shaded(
    name: str,
    shares: Sequence[float],
    palette: dict[int, tuple[str, ...]],
    *,
    outermost_first: bool,
) -> list[tuple[str, float, str]]:
    if not shares:
        return []
    colours = theme.shades(palette, len(shares))
    ordered = colours if outermost_first else colours[::-1]
    pairs = zip(shares, ordered, strict=True)
    return [(f"{name}-{number}", share, colour) for number, (share, colour) in enumerate(pairs)]


def _figures(sheet: Sheet, columns: _Columns, row: LikertRow, middle: float) -> None:
    """The numbers themselves: nobody has to measure a bar."""
    quiet: list[tuple[float, str]] = [(columns.against, percent(sum(row.unfavourable)))]
    if not sheet.narrow:
        quiet.append((columns.neutral, percent(row.neutral)))
        if row.share is not None:
            quiet.append((columns.interval, percent_range(row.share)))
    for edge, said in quiet:
        sheet.write(edge, middle, said, theme.SMALL, colour=theme.INK_2, align="right")
    sheet.write(columns.favour, middle, percent(sum(row.favourable)), bold=True, align="right")


def _axis(sheet: Sheet, panel: Panel) -> None:
    y = sheet.y + 4
    sheet.rule(panel.left, panel.right, y)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0) if panel.width > 260 else (0.0, 0.5, 1.0):
        x = panel.x(tick)
        sheet.upright(x, y, y + 4, theme.LINE if tick else theme.INK)
        text = percent(tick) if tick in (0.0, 1.0) else f"{tick * 100:.0f}"
        sheet.write(x, y + 13, text, theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 20
