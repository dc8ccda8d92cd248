"""Charts that PowerPoint draws itself: whoever gets the slides can edit them.

Figures are fractions, unrounded; a number format shows them as percentages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_MARK,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.slide import Slide
from pptx.util import Pt

from analysis.charts import theme
from analysis.charts.numbers import percent, percent_range
from analysis.exports.csv import is_formula
from analysis.exports.pptx_places import POINTS, Place
from analysis.exports.pptx_texts import Text, describe_shape, fitted, write
from analysis.exports.slides import Bar, Bars, Pair, Pairs, Trend
from analysis.words import gettext as _

#: Shares below 5 % have no room for their figure.
PERCENT, PERCENT_WHERE_ROOM, SCORE = "0%", '[<0.05]"";0%', "0.0"
LABEL, TICK, FIGURE = 14.0, 11.0, 13.0
LEADING = 1.3
#: What XlsxWriter takes for an array formula, or for a link.
_RUN = re.compile(r"\s*(\{=|\w+:/|mailto:|internal:|external:)", re.IGNORECASE)
#: Rows that a slide has room for where labels are short.
MOST_BARS = 14
#: The share of the width that the labels of bars take, and the height that the legend takes.
LABELS, LEGEND = 0.42, 0.08
#: Small charts: how many beside each other, the white between them, the height of their titles.
BESIDE, APART, HEAD = 3, 24.0, 58.0


def bars_by_slide(bars: Bars, place: Place) -> Iterator[Bars]:
    """So many rows to a slide that each has room for its label, and all slides about as many."""
    yield from map(Bars, _by_slide(bars.rows, place))


def pairs_by_slide(pairs: Pairs, place: Place) -> Iterator[Pairs]:
    """The same for rows of two bars."""
    yield from (replace(pairs, rows=rows) for rows in _by_slide(pairs.rows, place))


_Row = TypeVar("_Row", Bar, Pair)


def _by_slide(rows: tuple[_Row, ...], place: Place) -> Iterator[tuple[_Row, ...]]:
    room = Place(0, 0, label_place(place, 1).width, place.height)
    tallest = max(Text(row.label, LABEL, below=0.3).height(room.width) for row in rows)
    most = max(1, min(MOST_BARS, int(place.height * (1 - LEGEND) / tallest)))
    slides = math.ceil(len(rows) / most)
    each = math.ceil(len(rows) / slides)
    for start in range(0, len(rows), each):
        yield rows[start : start + each]


def add_bars(slide: Slide, bars: Bars, place: Place, alt: str) -> None:
    """Stacked bars to 100 %, unfavourable to the left, labels with share, interval and n."""
    data = CategoryChartData(number_format=PERCENT)
    data.categories = [harmless(row.label) for row in bars.rows]
    data.add_series(_("unfavourable"), [row.unfavourable for row in bars.rows])
    data.add_series(_("neutral"), [row.neutral for row in bars.rows])
    data.add_series(_("favourable"), [row.favourable for row in bars.rows])
    chart = _add(slide, XL_CHART_TYPE.BAR_STACKED_100, place, data, alt, _("Constructs"))
    colours = (theme.UNFAVOURABLE[1][0], theme.NEUTRAL, theme.FAVOURABLE[1][0])
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 35, 100
    for series, colour in zip(plot.series, colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = PERCENT_WHERE_ROOM, False
        _font(labels.font, FIGURE, theme.text_on(colour))
    _style_rows(chart)


def add_pairs(slide: Slide, pairs: Pairs, place: Place, alt: str, name: str) -> None:
    """Two bars a row with their intervals, labels with the figures; all from 0 to the most."""
    of_one = pairs.most == 1.0
    data = CategoryChartData(number_format=PERCENT if of_one else SCORE)
    data.categories = [harmless(row.label) for row in pairs.rows]
    figures = [
        [_figures(row.first) for row in pairs.rows],
        [_figures(row.second) for row in pairs.rows],
    ]
    for called, told in zip(pairs.names, figures, strict=True):
        data.add_series(called, [one and one[0] for one in told])
    chart = _add(slide, XL_CHART_TYPE.BAR_CLUSTERED, place, data, alt, name)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 0
    colours = (theme.FAVOURABLE[1][0] if of_one else theme.ACCENT, theme.EARLIER)
    for series, told, colour in zip(plot.series, figures, colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)
        if any(one and (one[1] or one[2]) for one in told):
            _add_intervals(series, told, along="")
    _style_rows(chart)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0.0, pairs.most


def _style_rows(chart: Chart) -> None:
    """The legend above, the first row at the top, every label, and no scale: labels say it."""
    chart.has_legend = True
    if chart.legend is not None:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        _font(chart.legend.font, LABEL, theme.INK)
    chart.category_axis.reverse_order = True
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.format.line.color.rgb = _rgb(theme.LINE)
    _font(chart.category_axis.tick_labels.font, LABEL, theme.INK)
    every = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
    chart.category_axis._element.find(f"{{{_NAMESPACE}}}noMultiLvlLbl").addprevious(every)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    _lay_out(chart, LABELS, LEGEND, 1 - LABELS - 0.02, 1 - LEGEND)


def harmless(label: str) -> str:
    """A label as the workbook inside the chart takes it for text: neither formula nor address.

    >>> harmless("=1+1"), harmless("https://example.org"), harmless("Flow: 40 %")
    ("'=1+1", "'https://example.org", 'Flow: 40\\xa0%')
    """
    text = theme.printable(label)
    return f"'{text}" if is_formula(text) or _RUN.match(text) else text


def label_place(place: Place, rows: int) -> Place:
    """Where the label of one of so many bars stands."""
    tall = place.height * (1 - LEGEND) / rows
    return Place(place.left, place.top, place.width * LABELS - 8, tall)


def add_trend(slide: Slide, line: Trend, place: Place, number: int) -> None:
    """A small chart of one line: its name and verdict, then shares with their intervals."""
    head, body = trend_places(place, number)
    named = fitted(line.title, Place(0, 0, head.width, head.height - 20), (14, 12, 11), bold=True)
    said = fitted(line.verdict, Place(0, 0, head.width, 20), (12, 11, 10), theme.INK_2)
    write(slide, head, [_close(named), _close(said)])
    data = CategoryChartData(number_format=PERCENT)
    data.categories = _names_of_rounds(line, body.width)
    shares = [_figures(share) for share in line.shares]
    data.add_series(_("favourable"), [share and share[0] for share in shares])
    alt = theme.alt_text(f"{line.title}: {line.verdict}", *_told(line))
    chart = _add(slide, XL_CHART_TYPE.LINE_MARKERS, body, data, alt, line.title)
    chart.has_legend = False
    _style_line(chart, shares)
    values, categories = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = 0.0, 1.0, 0.5
    values.major_gridlines.format.line.color.rgb = _rgb(theme.LINE)
    values.format.line.fill.background()
    values.tick_labels.number_format = PERCENT
    values.tick_labels.number_format_is_linked = False
    categories.format.line.color.rgb = _rgb(theme.LINE)
    categories.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE
    for axis in (values, categories):
        _font(axis.tick_labels.font, TICK, theme.INK_2)


def trend_places(place: Place, number: int) -> tuple[Place, Place]:
    """Where the words and the chart of a small chart stand, the first being 0."""
    width = (place.width - (BESIDE - 1) * APART) / BESIDE
    height = (place.height - APART) / 2
    row, column = divmod(number, BESIDE)
    left = place.left + column * (width + APART)
    top = place.top + row * (height + APART)
    return Place(left, top, width, HEAD), Place(left, top + HEAD, width, height - HEAD)


def _names_of_rounds(line: Trend, width: float) -> list[str]:
    """The rounds below a small chart: their titles, or where these are too wide their codes."""
    titles = [theme.printable(title) for title in line.rounds]
    room = (width - 60) / len(titles) / theme.SLACK
    fit = all(theme.text_width(title, TICK) <= room for title in titles)
    return [harmless(name) for name in (titles if fit else line.codes)]


def _close(text: Text) -> Text:
    """Without the room below it that a paragraph has: the next line belongs to it."""
    return Text(text.text, text.size, text.bold, text.colour, below=0.0)


def _told(line: Trend) -> list[str]:
    """The figures of a line in words."""
    nothing = _("not told, or other wording")
    return [
        f"{title}: {percent(share.estimate)} ({percent_range(share)})"
        if share
        else f"{title}: {nothing}"
        for title, share in zip(line.rounds, line.shares, strict=True)
    ]


def _figures(share: theme.Interval | None) -> tuple[float, float, float] | None:
    """A share and how far its interval reaches down and up; nothing where there is none."""
    if share is None or math.isnan(share.estimate):
        return None
    return share.estimate, share.estimate - share.low, share.high - share.estimate


def _style_line(chart: Chart, shares: Sequence[tuple[float, float, float] | None]) -> None:
    """Earlier rounds grey, the last one in the accent; the interval at each."""
    (series,) = chart.plots[0].series
    series.smooth = False
    series.format.line.color.rgb = _rgb(theme.EARLIER)
    series.format.line.width = Pt(1.75)
    last = max((place for place, share in enumerate(shares) if share), default=-1)
    for place, share in enumerate(shares):
        if share is None:
            continue
        colour = _rgb(theme.ACCENT if place == last else theme.EARLIER)
        point = series.points[place]
        point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        point.marker.format.fill.solid()
        point.marker.format.fill.fore_color.rgb = colour
        point.marker.format.line.color.rgb = colour
    told = [place for place, share in enumerate(shares) if share]
    for place in dict.fromkeys((*told[:1], *told[-1:])):
        _label(series, place, is_last=place == last)
    _add_intervals(series, shares)


def _label(series: Any, place: int, *, is_last: bool) -> None:
    """The share beside its point, on the side where no line runs; the others are in the figures."""
    label = series.points[place].data_label
    _font(label.font, TICK, theme.INK)
    label.position = XL_LABEL_POSITION.RIGHT if is_last else XL_LABEL_POSITION.LEFT


def _add_intervals(
    series: Any,
    shares: Sequence[tuple[float, float, float] | None],
    along: str = '<c:errDir val="y"/>',
) -> None:
    """Error bars, which the library does not know: they stand before the categories.

    Those of bars name no direction ``along`` which they go: they go along the bar.
    """

    def reach(side: int) -> str:
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{share[side]!r}</c:v></c:pt>'
            for place, share in enumerate(shares)
            if share
        )
        return (
            f"<c:numLit><c:formatCode>General</c:formatCode>"
            f'<c:ptCount val="{len(shares)}"/>{points}</c:numLit>'
        )

    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}>{along}<c:errBarType val="both"/>'
        f'<c:errValType val="cust"/><c:noEndCap val="0"/><c:plus>{reach(2)}</c:plus>'
        f'<c:minus>{reach(1)}</c:minus><c:spPr><a:ln w="12700"><a:solidFill>'
        f'<a:srgbClr val="{theme.INK_2[1:]}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    categories = series._element.find(f"{{{_NAMESPACE}}}cat")
    categories.addprevious(bars)


_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def _add(slide: Slide, kind: XL_CHART_TYPE, place: Place, data: Any, alt: str, name: str) -> Chart:
    left, top, width, height = place.emu
    frame: Any = slide.shapes.add_chart(kind, left, top, width, height, data)
    describe_shape(frame, name, alt)
    chart: Chart = frame.chart
    chart.has_title = False
    _font(chart.font, LABEL, theme.INK)
    return chart


def _lay_out(chart: Chart, left: float, top: float, width: float, height: float) -> None:
    """Where the bars themselves stand, as shares of the chart: labels get what is left."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(f"{{{_NAMESPACE}}}layout"):
        area.remove(old)
    parts = "".join(
        f'<c:{name} val="{value:.4f}"/>'
        for name, value in (("x", left), ("y", top), ("w", width), ("h", height))
    )
    area.insert(0, parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{parts}</c:manualLayout></c:layout>'
    ))  # fmt: skip


def _font(font: Any, size: float, colour: str) -> None:
    font.name = theme.FONT
    font.size = Pt(size * POINTS)
    font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))
