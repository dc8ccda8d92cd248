"""A sheet of white paper: title, subtitle, something drawn, foot. Every chart is drawn on one.

Lengths are pixels, measured from the top left corner. The height follows from what is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from analysis.charts import theme

Align = Literal["left", "center", "right"]

#: Height of a capital letter as a share of the type size: text is centred by its capitals.
CAPITALS = 0.73
#: The widest column of labels, on paper less wide than a screen, and the white to its right.
LABELS, LABELS_ON_PAPER, LABEL_GAP = 330.0, 250.0, 14.0
#: White around the word of a hatch, left and right together.
HATCH_INSET = 12.0


_has_frame: ContextVar[bool] = ContextVar("sheets_have_title_and_foot", default=True)


@contextmanager
def bare() -> Iterator[None]:
    """Sheets made inside have neither title nor foot: a slide says both itself."""
    token = _has_frame.set(False)
    try:
        yield
    finally:
        _has_frame.reset(token)


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the sheet with a scale of its own: ``low`` stands at ``left``.

    >>> Panel(left=100, width=200, low=0, high=1).x(0.5)
    200.0
    """

    left: float
    width: float
    low: float
    high: float

    @property
    def right(self) -> float:
        """The pixel where ``high`` stands."""
        return self.left + self.width

    @property
    def unit(self) -> float:
        """Pixels of one unit of the scale."""
        return self.width / (self.high - self.low)

    def x(self, value: float) -> float:
        """The pixel of a value."""
        return self.left + (value - self.low) * self.unit


class Sheet:
    """Paper to draw on, from top to bottom; ``y`` is where the next thing goes."""

    def __init__(self, width: float, *, title: str, subtitle: str) -> None:
        self.width = width
        self.title = title
        self.left = theme.MARGIN
        self.right = width - theme.MARGIN
        self.y = theme.MARGIN
        self.figure = Figure(facecolor=theme.SURFACE)
        # From pixels below the top left corner to the figure; the height is known at the end.
        self._pixels = Affine2D()
        self._canvas = self._pixels + self.figure.transFigure
        if _has_frame.get():
            self.paragraph(title, size=theme.TITLE, bold=True, leading=1.3)
            self.y += 4
        self.paragraph(subtitle, colour=theme.INK_2)
        self.y += 12

    @property
    def narrow(self) -> bool:
        """Whether this is paper for a phone."""
        return theme.is_narrow(self.width)

    def finish(self, *, foot: str, alt: str) -> theme.Chart:
        """Write the foot, cut the paper to length."""
        self.y += 12
        if foot and _has_frame.get():
            self.rule(self.left, self.right, self.y)
            self.y += 8
            self.paragraph(foot, size=theme.SMALL, colour=theme.INK_2)
        height = self.y + theme.MARGIN
        self._pixels.scale(1 / self.width, -1 / height).translate(0, 1)
        self.figure.set_size_inches(
            self.width / theme.UNITS_PER_INCH, height / theme.UNITS_PER_INCH
        )
        return theme.Chart(self.figure, alt, self.title)

    def closed(self, word: str, *, title: str, subtitle: str, foot: str) -> theme.Chart:
        """A sheet on which nothing may be shown, or nothing is there: hatched, with the reason."""
        tall = max(64.0, self.hatch_height(word, self.right - self.left))
        self.hatch(self.left, self.y, self.right - self.left, tall, word, gid="hidden-all")
        self.y += tall
        return self.finish(foot=foot, alt=theme.alt_text(title, subtitle, word, foot))

    def paragraph(
        self,
        text: str,
        *,
        size: float = theme.TEXT,
        bold: bool = False,
        colour: str = theme.INK,
        leading: float = theme.LEADING,
    ) -> None:
        """Write across the whole sheet and move down."""
        if not text:
            return
        lines = theme.wrap(theme.printable(text), size, self.right - self.left, bold=bold)
        for line in lines:
            self.write(self.left, self.y + size * leading / 2, line, size, bold=bold, colour=colour)
            self.y += size * leading

    def write(
        self,
        x: float,
        middle: float,
        text: str,
        size: float = theme.TEXT,
        *,
        bold: bool = False,
        colour: str = theme.INK,
        align: Align = "left",
        backed: bool = False,
    ) -> Text:
        """One line of text whose capitals are centred on ``middle``.

        ``backed`` puts white behind it where a line would strike it through.
        """
        if backed:
            wide = theme.text_width(theme.printable(text), size, bold=bold) + 4
            start = x - 2 - {"left": 0.0, "center": (wide - 4) / 2, "right": wide - 4}[align]
            self.box(start, middle - size / 2, wide, size, theme.SURFACE, gid="back", order=2.5)
        return self.figure.text(
            x,
            middle + size * CAPITALS / 2,
            theme.printable(text),
            fontfamily=theme.FONT,
            fontsize=size,
            fontweight="bold" if bold else "normal",
            color=colour,
            ha=align,
            va="baseline",
            parse_math=False,
            usetex=False,
            zorder=6,
            transform=self._canvas,
        )

    def write_lines(
        self,
        x: float,
        middle: float,
        lines: list[str],
        size: float = theme.TEXT,
        *,
        bold: bool = False,
        colour: str = theme.INK,
        align: Align = "left",
    ) -> None:
        """Several lines, together centred on ``middle``."""
        step = size * theme.LEADING
        top = middle - step * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            self.write(x, top + number * step, line, size, bold=bold, colour=colour, align=align)

    def label_column(self, labels: Iterable[str]) -> float:
        """Width of a column for these labels; 0 on narrow paper, where they stand above."""
        if self.narrow:
            return 0.0
        widths = (theme.text_width(theme.printable(label), theme.TEXT) for label in labels)
        widest = LABELS if self.width >= theme.WIDE else LABELS_ON_PAPER
        return min(widest, max([0.0, *widths]) * theme.SLACK + LABEL_GAP + 1)

    def row(self, label: str, *, column: float, body: float) -> tuple[float, float]:
        """Write a label beside or above a body of this height and move below both.

        Returns the middle of the body and the height of the row beside it.
        """
        room = column - LABEL_GAP if column else self.right - self.left
        lines = theme.wrap(theme.printable(label), theme.TEXT, room)
        tall = len(lines) * theme.TEXT * theme.LEADING
        if column:
            height = max(body, tall + 10)
            middle = self.y + height / 2
            self.write_lines(self.left, middle, lines)
        else:
            self.write_lines(self.left, self.y + 8 + tall / 2, lines)
            self.y += tall + 9
            height = body
            middle = self.y + height / 2
        self.y += height
        return middle, height

    def hidden_row(
        self, label: str, word: str, *, column: float, left: float, body: float, code: str,
        air: float = 8.0,
    ) -> None:  # fmt: skip
        """A label, and hatch from ``left`` to the edge with the reason: what may not be shown."""
        tall = self.hatch_height(word, self.right - left)
        middle, _height = self.row(label, column=column, body=max(body, tall + air))
        self.hatch(left, middle - tall / 2, self.right - left, tall, word, gid=f"hidden-{code}")

    def bar(
        self, panel: Panel, start: float, length: float, middle: float, *, height: float,
        colour: str, gid: str,
    ) -> Rectangle:  # fmt: skip
        """A bar in the panel's own units: its width is the figure that it shows."""
        patch = Rectangle(
            (start, middle - height / 2),
            length,
            height,
            transform=self._in(panel),
            facecolor=colour,
            edgecolor=theme.SURFACE,
            linewidth=0.8,
            gid=theme.identifier(gid),
            zorder=2,
        )
        self.figure.add_artist(patch)
        return patch

    def whisker(
        self, panel: Panel, low: float, high: float, middle: float, *, gid: str,
        colour: str = theme.INK, cap: float = 4.0,
    ) -> None:  # fmt: skip
        """A horizontal interval with end caps and a white edge that shows on dark bars."""
        left, right = panel.x(low), panel.x(high)
        # One line with its caps, lifted in between: a third of the parts that six would be.
        xs = [left, right, math.nan, left, left, math.nan, right, right]
        ends = [middle - cap, middle + cap]
        ys = [middle, middle, math.nan, *ends, math.nan, *ends]
        self.line(xs, ys, theme.SURFACE, 3.6, order=3, gid=f"{gid}-edge")
        self.line(xs, ys, colour, 1.4, order=4, gid=gid)

    def dot(
        self, x: float, y: float, colour: str, *, gid: str, size: float = 9.0, hollow: bool = False
    ) -> None:
        """A round mark with a white edge; hollow marks have a white heart."""
        mark = Line2D(
            [x],
            [y],
            marker="o",
            markersize=size,
            markerfacecolor=theme.SURFACE if hollow else colour,
            markeredgecolor=colour if hollow else theme.SURFACE,
            markeredgewidth=1.8 if hollow else 1.0,
            linestyle="none",
            gid=theme.identifier(gid),
            zorder=5,
            transform=self._canvas,
        )
        self.figure.add_artist(mark)

    def diamond(self, x: float, y: float, colour: str, *, gid: str, size: float = 9.0) -> None:
        """An open diamond, unlike the mark of anything that was answered."""
        mark = Line2D(
            [x],
            [y],
            marker="D",
            markersize=size,
            markerfacecolor=theme.SURFACE,
            markeredgecolor=colour,
            markeredgewidth=1.6,
            linestyle="none",
            gid=theme.identifier(gid),
            zorder=4,
            transform=self._canvas,
        )
        self.figure.add_artist(mark)

    def line(
        self, xs: list[float], ys: list[float], colour: str, width: float = 1.0, *,
        order: float = 1, dashes: tuple[float, float] | None = None, gid: str | None = None,
    ) -> None:  # fmt: skip
        """A line through pixels; ``dashes`` are its on and off lengths."""
        self.figure.add_artist(
            Line2D(
                xs,
                ys,
                color=colour,
                linewidth=width,
                linestyle=(0, dashes) if dashes else "-",
                solid_capstyle="butt",
                dash_capstyle="butt",
                gid=None if gid is None else theme.identifier(gid),
                zorder=order,
                transform=self._canvas,
            )
        )

    def rule(self, left: float, right: float, y: float, colour: str = theme.LINE) -> None:
        """A hairline across."""
        self.line([left, right], [y, y], colour, 0.8)

    def upright(self, x: float, top: float, bottom: float, colour: str = theme.LINE) -> None:
        """A hairline from top to bottom."""
        self.line([x, x], [top, bottom], colour, 0.8)

    def box(
        self, left: float, top: float, width: float, height: float, colour: str, *, gid: str,
        order: float = 2,
    ) -> None:  # fmt: skip
        """A filled rectangle in pixels."""
        self.figure.add_artist(
            Rectangle(
                (left, top), width, height, facecolor=colour, edgecolor="none",
                gid=theme.identifier(gid), zorder=order, transform=self._canvas,
            )
        )  # fmt: skip

    def band(self, left: float, top: float, width: float, height: float, *, gid: str) -> None:
        """A range that a figure lies in: pale with a dashed edge, unlike any bar."""
        self.figure.add_artist(
            Rectangle(
                (left, top), width, height, facecolor=theme.BAND, edgecolor=theme.BAND_EDGE,
                linewidth=1.2, linestyle=(0, theme.DASHES), transform=self._canvas,
                gid=theme.identifier(gid), zorder=2,
            )
        )  # fmt: skip

    def hatch_height(self, word: str, width: float) -> float:
        """How tall a hatch has to be for its word."""
        lines = theme.wrap(theme.printable(word), theme.SMALL, width - HATCH_INSET)
        return max(22.0, len(lines) * theme.SMALL * theme.LEADING + 8)

    def hatch(
        self, left: float, top: float, width: float, height: float, word: str, *, gid: str,
        inset: float = HATCH_INSET,
    ) -> None:  # fmt: skip
        """A place whose figure is not shown: fine hatch, and the reason in words.

        ``inset`` is the least white around the word, left and right together.
        """
        patch = Rectangle(
            (left, top),
            width,
            height,
            facecolor=theme.SURFACE,
            edgecolor=theme.HATCH,
            linewidth=0.8,
            hatch="////",
            transform=self._canvas,
            gid=theme.identifier(gid),
            zorder=2,
        )
        patch.set_hatch_linewidth(0.7)
        self.figure.add_artist(patch)
        if self.is_too_slim(word, width - inset):
            self._write_upright(left + width / 2, top + height / 2, word, gid=gid)
            return
        lines = theme.wrap(theme.printable(word), theme.SMALL, width - inset)
        needed = max(theme.text_width(line, theme.SMALL) for line in lines) * theme.SLACK + inset
        room = len(lines) * theme.SMALL * theme.LEADING + 2
        middle = top + height / 2
        tab = min(needed, width)
        start = left + min(8.0, (width - tab) / 2)
        self.box(start, middle - room / 2, tab, room, theme.SURFACE, gid=f"{gid}-tab", order=3)
        self.write_lines(
            start + tab / 2, middle, lines, theme.SMALL, colour=theme.INK_2, align="center"
        )

    def is_too_slim(self, word: str, room: float) -> bool:
        """Whether a hatch has no room for its word across, and has it upright."""
        return any(
            theme.text_width(part, theme.SMALL) * theme.SLACK > room
            for part in theme.printable(word).split(" ")
        )

    def write_upwards(self, x: float, bottom: float, text: str) -> None:
        """A small line of text that is read from below, where there is no room across."""
        written = self.write(x, bottom, text, theme.SMALL, colour=theme.INK_2)
        written.set(rotation=90, ha="center", va="bottom", y=bottom)

    def _write_upright(self, x: float, y: float, word: str, *, gid: str) -> None:
        """The word of a hatch that is too slim for it, read from below."""
        long = theme.text_width(word, theme.SMALL) * theme.SLACK + 8
        self.box(x - 8, y - long / 2, 16, long, theme.SURFACE, gid=f"{gid}-tab", order=3)
        text = self.write(x, y, word, theme.SMALL, colour=theme.INK_2, align="center")
        text.set(rotation=90, va="center", y=y)

    def _in(self, panel: Panel) -> Transform:
        """From the panel's units across and pixels down to the canvas."""
        across = Affine2D().scale(panel.unit, 1).translate(panel.x(0), 0)
        return across + self._canvas
