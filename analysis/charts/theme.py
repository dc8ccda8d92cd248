"""How every chart looks, and how a figure becomes the same bytes every time.

One unit of length is one CSS pixel. ``pyplot`` is never used and no global setting stays changed,
so that charts can be made in the threads of a server.
"""

from __future__ import annotations

import io
import re
import threading
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from analysis.words import gettext_noop

SURFACE = "#ffffff"
LINE = "#d9dce3"
INK = "#1c1f26"
INK_2 = "#4a5160"
ACCENT = "#2f5bd7"
NEUTRAL = "#d5d7dc"
#: Bars that are neither good nor bad: the options of a nominal question.
PLAIN = "#8b93a5"
#: Marks of earlier rounds: at least 3:1 on white.
EARLIER = "#858c9b"
#: A line that others are compared with: wide, and behind them.
BEHIND = "#c3c8d2"
#: The lines of a hatch: visible, and lighter than any text on them.
HATCH = "#c3c8d2"

#: Shades of an answer, the outermost box first. Neighbours differ in grey by at least 1.5:1.
FAVOURABLE = {1: ("#0b6e6e",), 2: ("#0b6e6e", "#6fb7b7"), 3: ("#0b6e6e", "#55a3a3", "#a9d8d8")}
UNFAVOURABLE = {1: ("#b4530a",), 2: ("#b4530a", "#e6a565"), 3: ("#b4530a", "#dd8f45", "#f3c797")}

#: Shades of a favourable share, from none to all, and the text on each: at least 5:1. One hue,
#: because less of something good is not the same as something bad.
STEPS = ("#f2f7f7", "#cfe6e6", "#9bcaca", "#1f7272", "#073f3f")
ON_STEPS = (INK, INK, INK, SURFACE, SURFACE)

#: What is below others, or possibly moved, and what is above them, or clearly moved. Neither teal
#: nor orange: above others is not good, and the sign is written.
LESS, MORE = "#d5dae4", "#3b4660"

#: A range in which a share lies, where no more is told: pale, with a dashed edge, and no shade that
#: an exact share can have.
BAND, BAND_EDGE = "#eef6f6", "#0b6e6e"
DASHES = (3.0, 2.0)

#: How much of one thing, from little to much, and places of a ranking from the last to the first:
#: neither teal nor orange, as nothing of it is good or bad.
LITTLE, MUCH = "#dde1e8", "#3b4660"

FONT = "DejaVu Sans"
#: Named in the SVG for readers without the font; Verdana has nearly the same widths.
FONT_STACK = "'DejaVu Sans', Verdana, 'Source Sans 3', system-ui, sans-serif"
#: DejaVu Sans looks larger than its size: these are the steps 20, 14 and 14 of the type scale
#: at equal height of small letters.
TITLE, TEXT, SMALL = 18.0, 12.5, 11.5
LEADING = 1.45
#: Room that a text may need beyond its measured width when another font stands in.
SLACK = 1.1

NBSP = "\u00a0"
#: A screen, a phone, and a sheet of A4: as wide as leaves the letters large enough to read.
WIDE, NARROW, PAPER = 960.0, 360.0, 840.0
MARGIN = 16.0
UNITS_PER_INCH = 72.0
#: Of 9. More makes files a tenth smaller and takes several times as long.
PNG_EFFORT = 3

#: Of the two questions of the methods page, the one that the interval of a chart answers. The
#: first is for a known head count only.
WHAT_WE_SAY = gettext_noop(
    "Interval: 95 %, for the people of this organisation (what do our engineers say?). "
    "It has no width when everybody answered."
)
WHAT_CHANGED = gettext_noop(
    "Interval: 95 %, for the process that makes the answers (did something change?). "
    "It is not narrowed by the head count."
)

_RENDERING = threading.Lock()


class Interval(Protocol):
    """An estimate with its interval, all three as fractions; NaN where there is none."""

    @property
    def estimate(self) -> float:
        """The figure itself."""

    @property
    def low(self) -> float:
        """Its lower end."""

    @property
    def high(self) -> float:
        """Its upper end."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, the text that says the same to somebody who cannot see it, and its title."""

    figure: Figure
    alt: str
    title: str = "Chart"


def is_narrow(width: float) -> bool:
    """Whether labels stand above the bars because there is no room beside them."""
    return width < 600


def shades(side: dict[int, tuple[str, ...]], count: int) -> tuple[str, ...]:
    """Colours of ``count`` boxes of one side, the outermost first.

    >>> shades(FAVOURABLE, 2)
    ('#0b6e6e', '#6fb7b7')
    """
    if count not in side:
        raise ValueError(f"There are shades for 1 to {max(side)} boxes, not for {count}.")
    return side[count]


def sequence(steps: int) -> tuple[str, ...]:
    """Shades from little to much.

    >>> sequence(2)
    ('#dde1e8', '#3b4660')
    """
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (LITTLE, MUCH)]
    mixed = (
        [round(a + (b - a) * step / max(1, steps - 1)) for a, b in zip(*ends, strict=True)]
        for step in range(steps)
    )
    shades = ("#" + "".join(f"{part:02x}" for part in colour) for colour in mixed)
    return tuple(shades) if steps > 1 else (MUCH,)


def text_on(colour: str) -> str:
    """The colour of text that can be read on a shade.

    >>> text_on(LITTLE) == INK, text_on(MUCH) == SURFACE
    (True, True)
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return INK if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > 0.22 else SURFACE


@lru_cache(maxsize=2)
def font_file(*, bold: bool = False) -> str:
    """Path of the font that matplotlib carries."""
    wanted = FontProperties(family=FONT, weight="bold" if bold else "normal")
    return str(findfont(wanted, fallback_to_default=False))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in pixels, without hinting and without slack.

    The sum of its letters: pairs that stand closer together make a line a little shorter.

    >>> text_width("wide", 12) < text_width("wide", 12, bold=True)
    True
    """
    return size * sum(_advance(letter, bold=bold) for letter in text)


@lru_cache(maxsize=4096)
def _advance(letter: str, *, bold: bool) -> float:
    """Width of a letter as a share of the type size.

    A letter that the font lacks comes from another one: count a whole square for it.
    """
    font = get_font(font_file(bold=bold))
    if not font.get_char_index(ord(letter)):
        return 1.0
    font.set_size(UNITS_PER_INCH, UNITS_PER_INCH)
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / UNITS_PER_INCH


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The lines of a text that fit into ``width``, with 10 % slack; at least one line.

    >>> wrap("one two", 12, 40)
    ['one', 'two']
    """
    room = width / SLACK
    lines = [""]
    for word in _words(text, size, room, bold=bold):
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and text_width(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def printable(text: str) -> str:
    """The text on one line, without characters that an XML document may not hold.

    A percent sign stays with its number.
    """
    allowed = (" " if letter in "\t\r\n" else letter for letter in text)
    kept = "".join(letter for letter in allowed if letter.isprintable() or letter == NBSP)
    return kept.replace(" %", f"{NBSP}%")


def identifier(text: str) -> str:
    """The text as the name of a part of a picture.

    >>> identifier("bar-Is it 5 %?")
    'bar-Is-it-5---'
    """
    return re.sub(r"[^\w.-]", "-", text, flags=re.ASCII)


def alt_text(*sentences: str) -> str:
    """Sentences in a row, each with its full stop; empty ones are left out.

    >>> alt_text("Release is easier", "", "n 58.")
    'Release is easier. n 58.'
    """
    said = (printable(sentence).strip() for sentence in sentences)
    return " ".join(one if one.endswith((".", "?")) else f"{one}." for one in said if one)


def svg_bytes(chart: Chart | Figure) -> bytes:
    """The chart as SVG: text stays text, nothing is loaded from elsewhere, no date, no script.

    The same figure gives the same bytes. A :class:`Chart` carries its alt text as description.
    """
    figure, alt = (chart.figure, chart.alt) if isinstance(chart, Chart) else (chart, "")
    with _rendering():
        raw = io.StringIO()
        figure.savefig(
            raw, format="svg", facecolor=SURFACE, metadata={"Date": None, "Creator": None}
        )
    return _plain_svg(raw.getvalue(), alt).encode()


def png_bytes(chart: Chart | Figure, *, dpi: float = 2 * UNITS_PER_INCH) -> bytes:
    """The chart as PNG. At 72 dpi one unit is one pixel; the default, two, is for fine screens."""
    figure = chart.figure if isinstance(chart, Chart) else chart
    with _rendering():
        raw = io.BytesIO()
        figure.savefig(
            raw, format="png", dpi=dpi, facecolor=SURFACE, metadata={"Software": None},
            pil_kwargs={"compress_level": PNG_EFFORT},
        )  # fmt: skip
    return raw.getvalue()


@contextmanager
def _rendering() -> Iterator[None]:
    """Hold the few settings that matplotlib reads while it writes; one thread at a time."""
    settings = mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "candor"})
    with _RENDERING, settings, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        yield


def _words(text: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    """Words, cut where a single one is wider than a line."""

    def width_of_first(letters: int) -> float:
        return text_width(rest[:letters], size, bold=bold)

    for word in text.split(" "):
        rest = word
        while text_width(rest, size, bold=bold) > room and len(rest) > 1:
            cut = max(1, bisect_right(range(len(rest)), room, key=width_of_first) - 1)
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _plain_svg(raw: str, alt: str) -> str:
    """Drop what names other hosts, name fallback fonts, describe the picture."""
    text = re.sub(r"<!DOCTYPE.*?>\s*", "", raw, flags=re.DOTALL)
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(rf"'?{FONT}'?(?=[;\"])", FONT_STACK, text)
    text = re.sub(r'(<svg [^>]*?width="[\d.]+)pt(" height="[\d.]+)pt"', r'\1px\2px"', text)
    text = text.replace("stroke-linecap: butt}", "stroke-linecap: butt} " + _FIGURES, 1)
    if not alt:
        return text
    head = f'<svg role="img" aria-label={quoteattr(alt)} '
    text = text.replace("<svg ", head, 1)
    return re.sub(r"(<svg [^>]*>)", lambda m: f"{m[1]}\n <desc>{escape(alt)}</desc>", text, count=1)


_FIGURES = "text{font-variant-numeric: tabular-nums}"
