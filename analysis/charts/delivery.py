"""Software delivery: dots with intervals from 0 to 10, a published mean and its spread behind them.

The spread is grey, because it is of other people: nothing of it is good or bad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import theme
from analysis.charts.numbers import EN_DASH, NBSP
from analysis.charts.sheet import Panel, Sheet
from analysis.charts.theme import Chart
from analysis.words import decimal
from analysis.words import gettext as _

BEST = 10.0
ROW, SPREAD = 34.0, 18.0
#: Smaller than elsewhere: with a known head count an interval can be hardly wider.
DOT = 7.0
#: Half the height of the mark at a published mean.
TICK = 12.0
PLUS_MINUS = "\u00b1"


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A metric, or a mean of several: its score from 0 to 10, the interval where it has one.

    ``mean`` and ``sd`` are what was published beside it, ``None`` where nothing was. ``n`` says how
    many answered, or of how many metrics it is the mean. ``hidden`` is the reason why there is no
    score; the other figures are not looked at then. Rows that follow each other with the same
    ``heading`` stand under it.
    """

    label: str
    n: str = ""
    score: float = 0.0
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    sd: float | None = None
    hidden: str | None = None
    heading: str = ""
    code: str = ""

    @property
    def interval(self) -> str:
        """Both ends, or a dash."""
        if self.low is None or self.high is None:
            return EN_DASH
        if self.low == self.high:
            return _("no width")
        return f"{decimal(self.low, 1)}{EN_DASH}{decimal(self.high, 1)}"

    @property
    def published(self) -> str:
        """The published mean with its standard deviation."""
        if self.mean is None:
            return EN_DASH
        mean = decimal(self.mean, 1)
        spread = "" if self.sd is None else f"{NBSP}{PLUS_MINUS}{NBSP}{decimal(self.sd, 1)}"
        return f"{mean}{spread}"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand across the sheet: right edges of the columns of figures."""

    label: float
    panel: Panel
    score: float
    interval: float
    published: float
    top: float


def delivery_chart(
    rows: Sequence[DeliveryRow],
    *,
    baseline: str,
    title: str,
    subtitle: str,
    foot: str,
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    """Draw one row for each metric, in the order given.

    ``baseline`` names what stands behind them, ``hidden`` is the reason why there are no rows.
    """
    sheet = Sheet(width, title=title, subtitle=subtitle)
    if hidden is not None:
        return sheet.closed(hidden, title=title, subtitle=subtitle, foot=foot)
    _key(sheet, baseline)
    columns = _columns(sheet, rows)
    _head(sheet, columns)
    heading = ""
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            sheet.y += 10
            sheet.paragraph(heading, bold=True)
        _row(sheet, columns, row)
    _axis(sheet, columns.panel)
    return sheet.finish(foot=foot, alt=theme.alt_text(title, subtitle, *map(_say, rows), foot))


def _columns(sheet: Sheet, rows: Sequence[DeliveryRow]) -> _Columns:
    label = sheet.label_column(row.label for row in rows)
    number = _wide([_("n"), *(row.n for row in rows)], theme.TEXT) + 8
    score = _wide([_("score"), "10.0"], theme.TEXT) + 6
    if sheet.narrow:
        interval = published = 0.0
    else:
        interval = _wide([_("interval"), *(row.interval for row in rows)], theme.SMALL) + 12
        published = _wide([_("published"), *(row.published for row in rows)], theme.SMALL) + 16
    end_n = sheet.right - number
    end_published = end_n
    end_interval = end_published - published
    end_score = end_interval - interval
    left = sheet.left + label + 10
    panel = Panel(left, end_score - score - 22 - left, 0.0, BEST)
    return _Columns(label, panel, end_score, end_interval, end_published, sheet.y)


def _wide(texts: Sequence[str], size: float) -> float:
    """Room for the widest of these."""
    return max(theme.text_width(theme.printable(text), size) for text in texts) * theme.SLACK


def _key(sheet: Sheet, baseline: str) -> None:
    """What the dot is, and what stands behind it."""
    size, y = theme.SMALL, sheet.y + 8
    x = sheet.left
    sheet.dot(x + 5, y, theme.ACCENT, size=DOT, gid="key-dot")
    said = _("this round, with its interval")
    sheet.write(x + 16, y, said, size, colour=theme.INK_2)
    x += 16 + theme.text_width(said, size) * theme.SLACK + 18
    behind = _("{baseline}: mean and one standard deviation", baseline=baseline)
    lines = theme.wrap(theme.printable(behind), size, sheet.right - x - 36)
    if len(lines) > 1:
        x, y = sheet.left, y + 20
        lines = theme.wrap(theme.printable(behind), size, sheet.right - x - 36)
    sheet.box(x, y - 6, 28, 12, theme.NEUTRAL, gid="key-spread")
    sheet.line([x + 14, x + 14], [y - 8, y + 8], theme.INK_2, 1.6, order=3, gid="key-mean")
    for line in lines:
        sheet.write(x + 36, y, line, size, colour=theme.INK_2)
        y += 16
    sheet.y = y + 2


def _head(sheet: Sheet, columns: _Columns) -> None:
    y, size = sheet.y + 8, theme.SMALL
    sheet.write(columns.score, y, _("score"), size, colour=theme.INK_2, align="right")
    if not sheet.narrow:
        sheet.write(columns.interval, y, _("interval"), size, colour=theme.INK_2, align="right")
        sheet.write(columns.published, y, _("published"), size, colour=theme.INK_2, align="right")
    sheet.write(sheet.right, y, _("n"), size, colour=theme.INK_2, align="right")
    sheet.y += 20


def _row(sheet: Sheet, columns: _Columns, row: DeliveryRow) -> None:
    if row.hidden is not None:
        left = sheet.left if sheet.narrow else columns.panel.left
        sheet.hidden_row(
            row.label, row.hidden, column=columns.label, left=left, body=ROW, code=row.code
        )
        return
    middle, _height = sheet.row(row.label, column=columns.label, body=ROW)
    panel = columns.panel
    sheet.rule(panel.left, panel.right, middle)
    _behind(sheet, panel, row, middle)
    if row.low is not None and row.high is not None:
        sheet.whisker(panel, row.low, row.high, middle, gid=f"interval-{row.code}", cap=DOT - 1)
    x, is_mean = panel.x(row.score), bool(row.heading)
    sheet.dot(x, middle, theme.ACCENT, size=DOT, hollow=is_mean, gid=f"score-{row.code}")
    sheet.write(columns.score, middle, decimal(row.score, 1), bold=True, align="right")
    if not sheet.narrow:
        for edge, said in ((columns.interval, row.interval), (columns.published, row.published)):
            sheet.write(edge, middle, said, theme.SMALL, colour=theme.INK_2, align="right")
    sheet.write(sheet.right, middle, row.n, align="right")


def _behind(sheet: Sheet, panel: Panel, row: DeliveryRow, middle: float) -> None:
    """The published mean and one standard deviation to either side, within the scale."""
    if row.mean is None:
        return
    if row.sd is not None:
        low, high = max(0.0, row.mean - row.sd), min(BEST, row.mean + row.sd)
        sheet.bar(
            panel, low, high - low, middle,
            height=SPREAD, colour=theme.NEUTRAL, gid=f"spread-{row.code}",
        )  # fmt: skip
    x = panel.x(row.mean)
    sheet.line(
        [x, x], [middle - TICK, middle + TICK], theme.INK_2, 1.6, order=2.5, gid=f"mean-{row.code}"
    )


def _axis(sheet: Sheet, panel: Panel) -> None:
    y = sheet.y + 4
    sheet.rule(panel.left, panel.right, y)
    for tick in (0, 2, 4, 6, 8, 10) if panel.width > 220 else (0, 5, 10):
        x = panel.x(tick)
        sheet.upright(x, y, y + 4, theme.INK if not tick else theme.LINE)
        sheet.write(x, y + 13, f"{tick}", theme.SMALL, colour=theme.INK_2, align="center")
    sheet.y = y + 20


def _say(row: DeliveryRow) -> str:
    if row.hidden is not None:
        return f"{row.label}: {row.hidden}"
    figures = {"label": row.label, "score": decimal(row.score, 1), "n": row.n}
    if row.heading:
        said = _("{label}: {score}, the mean of {n} metrics", **figures)
    elif row.low is not None:
        said = _("{label}: {score} (interval {interval}), n {n}", interval=row.interval, **figures)
    else:
        said = _("{label}: {score}, without an interval, n {n}", **figures)
    if row.mean is None:
        return said
    return _("{said}; published {mean}", said=said, mean=row.published)
