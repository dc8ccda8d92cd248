"""From data to PDF with typst: tagged, with alt texts, text as text, the same bytes every time.

Whatever a person typed reaches a template as data and is never read as markup. Nothing is loaded:
no package, no font of this machine; the fonts are those of the charts, which matplotlib carries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import typst

from analysis.charts import theme
from analysis.charts.theme import Chart
from analysis.words import spoken

#: Of a PDF, PDF/UA-1: tags, a title, a language, and alt texts, or it is refused.
STANDARD: Final = "ua-1"
#: One CSS pixel is three quarters of a point.
POINTS = 0.75

_CHART = b"""
#let chart = json(bytes(sys.inputs.data))
#set document(title: chart.title, date: none)
#set page(width: chart.width * 1pt, height: chart.height * 1pt, margin: 0pt)
#set text(lang: chart.lang, font: chart.font)
#image(bytes(chart.svg), format: "svg", width: 100%, alt: chart.alt)
"""
_SIZE = re.compile(rb'width="([\d.]+)px" height="([\d.]+)px"')


def pdf_bytes(chart: Chart) -> bytes:
    """The chart as a page of its size: vectors, fonts embedded, its title, its alt text.

    The picture is that of :func:`analysis.charts.theme.svg_bytes`. The same chart gives the same
    bytes; they carry no date. They name the version of typst that made them.
    """
    svg = theme.svg_bytes(chart)
    width, height = svg_size(svg)
    data = {
        "lang": spoken(),
        "title": theme.printable(chart.title),
        "alt": chart.alt,
        "svg": svg.decode(),
        "width": width * POINTS,
        "height": height * POINTS,
    }
    return typeset(_CHART, data)


def typeset(template: bytes, data: Mapping[str, Any]) -> bytes:
    """The template filled with plain data, which it finds as JSON in ``sys.inputs.data``.

    The name of the font is among the data as ``font``. ``RuntimeError`` where the template does
    not compile.
    """
    inputs = {"data": json.dumps({"font": theme.FONT, **data})}
    # Its own folder: a template has no business with other files.
    compiler = typst.Compiler(template, root=str(_HERE), font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=[STANDARD])
    if not isinstance(made, bytes):
        raise RuntimeError("typst made no single document.")
    return made


def svg_size(svg: bytes) -> tuple[float, float]:
    """Width and height of a chart in pixels; ``ValueError`` where it names none."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("This SVG names no size in pixels.")
    return float(found[1]), float(found[2])


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that matplotlib carries, and none of this machine."""
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )


_HERE = Path(__file__).parent
