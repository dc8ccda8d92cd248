"""Ways to look at a chart in a test: its texts and where they stand, its bars, its greys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from analysis.charts.theme import UNITS_PER_INCH, Chart

#: A label that no column holds on one line.
LONG = (
    "The automated tests that run on my changes finish fast enough that I wait for their result "
    "instead of starting something else, even on the days on which everybody is merging at once."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A share or a difference with its interval, as charts take them."""

    estimate: float
    low: float
    high: float


def texts(chart: Chart) -> list[str]:
    """All that is written."""
    return [text.get_text() for text in chart.figure.texts]


def boxes(chart: Chart) -> list[tuple[str, Bbox]]:
    """Every text and where it stands, as a renderer measures it."""
    chart.figure.set_dpi(UNITS_PER_INCH)
    renderer = FigureCanvasAgg(chart.figure).get_renderer()  # type: ignore[no-untyped-call]
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in chart.figure.texts
        if text.get_text()
    ]


def collisions(chart: Chart) -> list[tuple[str, str]]:
    """Pairs of texts that touch, each shrunk by half a pixel."""
    return _touching(boxes(chart))


def _touching(found: list[tuple[str, Bbox]]) -> list[tuple[str, str]]:
    """All pairs at once: a heat map writes a thousand texts."""
    if not found:
        return []
    corners = np.array([box.padded(-0.5).get_points() for _text, box in found])
    low, high = corners.min(axis=1), corners.max(axis=1)
    touch = ((low[:, None] <= high[None]) & (low[None] <= high[:, None])).all(axis=2)
    return [(found[one][0], found[other][0]) for one, other in np.argwhere(np.triu(touch, 1))]


def outside(chart: Chart) -> list[str]:
    """Texts that leave the paper."""
    return _beyond(chart, boxes(chart))


def _beyond(chart: Chart, found: list[tuple[str, Bbox]]) -> list[str]:
    width, height = chart.figure.get_size_inches() * UNITS_PER_INCH
    return [
        text for text, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]


def misplaced(chart: Chart) -> list[str]:
    """Texts that touch another one or leave the paper: both of the above, of boxes taken once."""
    found = boxes(chart)
    return _beyond(chart, found) + [f"{one} | {other}" for one, other in _touching(found)]


def patch(chart: Chart, gid: str) -> Rectangle:
    """The rectangle with this name."""
    found = [one for one in rectangles(chart) if one.get_gid() == gid]
    assert len(found) == 1, (gid, sorted(str(one.get_gid()) for one in rectangles(chart)))
    return found[0]


def rectangles(chart: Chart) -> list[Rectangle]:
    """All rectangles that were drawn."""
    return [one for one in chart.figure.artists if isinstance(one, Rectangle)]


def lines(chart: Chart, start: str = "") -> dict[str, Line2D]:
    """Lines and marks whose name begins so, by name."""
    found = [one for one in chart.figure.artists if isinstance(one, Line2D)]
    return {name: one for one in found if (name := str(one.get_gid())).startswith(start)}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
