"""Release -> pictures, tables and the report as files, each remembered.

As in :mod:`surveyapp.results`, everything is made from stored releases, and libraries that are slow
to import are imported when the first picture is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.events import Event
from analysis.targets import Target
from analysis.words import remembered
from surveyapp.result_documents import REMEMBERED, Document
from surveyapp.result_pages import Caption, Picture

if TYPE_CHECKING:
    from analysis.charts.theme import Chart
    from analysis.estimates import UnitPaths
    from analysis.loudness import RequestsBeside


#: Pictures of one programme over time; all others are of one round.
TREND_PICTURES = "trend-"
NARROW = 360.0
WIDE = 960.0


@remembered(maxsize=REMEMBERED * 8)
def picture(
    name: str,
    documents: tuple[Document, ...],
    *,
    group: str = "",
    code: str = "",
    width: float = WIDE,
    events: tuple[Event, ...] = (),
    targets: tuple[Target, ...] = (),
    units: tuple[UnitPaths, ...] = (),
) -> Picture | None:
    """A picture by its name in ``analysis.exports.pictures``; the document shown comes last.

    ``events`` and ``targets`` are marked on trends, ``units`` are followed by those of units.
    ``None`` where no such picture can be drawn: an unknown name, group or code, or too few rounds.
    """
    from analysis.charts.theme import svg_bytes

    chart = _chart(name, documents, group, code, width, events, targets, units)
    return Picture(chart.alt, svg_bytes(chart)) if chart else None


@remembered(maxsize=REMEMBERED * 8)
def caption(name: str, documents: tuple[Document, ...]) -> Caption | None:
    """What a page says of a wide picture, which is not written as SVG for it.

    ``None`` where there is no such picture.
    """
    from analysis.charts.theme import UNITS_PER_INCH

    chart = _chart(name, documents, "", "", WIDE, (), (), ())
    if chart is None:
        return None
    width, height = (_pixels(inches * UNITS_PER_INCH) for inches in chart.figure.get_size_inches())
    return Caption(chart.alt, (width, height))


def _pixels(length: float) -> str:
    """As matplotlib writes a length into an SVG."""
    return f"{length:f}".rstrip("0").rstrip(".")


#: The forms of a picture besides the SVG.
OTHER_FORMS = ("png", "pdf")


@remembered(maxsize=REMEMBERED * 2)
def picture_file(
    form: str,
    name: str,
    documents: tuple[Document, ...],
    *,
    group: str = "",
    code: str = "",
    width: float = WIDE,
    events: tuple[Event, ...] = (),
    targets: tuple[Target, ...] = (),
    units: tuple[UnitPaths, ...] = (),
) -> bytes | None:
    """The same as one of the other forms; ``KeyError`` for any other."""
    from analysis.charts.theme import png_bytes
    from analysis.charts.typesetting import pdf_bytes

    made = {"png": png_bytes, "pdf": pdf_bytes}[form]
    chart = _chart(name, documents, group, code, width, events, targets, units)
    return made(chart) if chart else None


def picture_names(documents: tuple[Document, ...]) -> list[str]:
    """Names of the pictures of a round that can be drawn; the document shown comes last."""
    from analysis.delivery import metric_items
    from analysis.exports.heatmap import has_heatmap
    from analysis.exports.pictures import OF_ONE_CONSTRUCT, OF_TWO, PICTURES
    from analysis.exports.priorities import has_priorities

    lacking = [TREND_PICTURES]
    lacking += [] if len(documents) > 1 else OF_TWO
    lacking += [] if has_heatmap(documents[-1].release) else ["heatmap"]
    lacking += [] if documents[-1].release.together.drivers else ["drivers"]
    lacking += [] if has_priorities(documents[-1].release) else ["priorities"]
    lacking += [] if has_sides(documents[-1]) else ["items"]
    lacking += [] if metric_items(documents[-1].release.instrument) else ["delivery"]
    without = () if documents[-1].release.instrument.constructs else OF_ONE_CONSTRUCT
    return [
        name for name in PICTURES if not name.startswith(tuple(lacking)) and name not in without
    ]


def table_names(*, has_before: bool) -> list[str]:
    """Names of the tables of a round that can be made."""
    from analysis.exports.tables import TABLES

    return [name for name in TABLES if has_before or name != "changes"]


@lru_cache(maxsize=REMEMBERED)
def table(name: str, documents: tuple[Document, ...]) -> bytes | None:
    """A table as CSV by its name in ``analysis.exports.tables``; the document shown comes last.

    ``None`` for an unknown name, or where there are too few rounds.
    """
    from analysis.exports.csv import table_bytes

    try:
        return table_bytes(name, [document.as_stored for document in documents])
    except (KeyError, ValueError):
        return None


@remembered(maxsize=REMEMBERED // 4)
def report(
    documents: tuple[Document, ...],
    events: tuple[Event, ...],
    targets: tuple[Target, ...] = (),
    asked: RequestsBeside | None = None,
) -> bytes:
    """The whole report on the last of the documents, oldest first, as one PDF."""
    from analysis.report import pdf_of_report

    releases = [document.release for document in documents]
    return pdf_of_report(releases, events=events, targets=targets, asked=asked)


def has_sides(document: Document) -> bool:
    """Whether any question belongs on the chart of favourable and unfavourable answers."""
    from analysis.exports.pictures import has_boxes

    return any(has_boxes(item) for item in document.release.instrument.items)


def _chart(
    name: str,
    documents: Sequence[Document],
    group: str,
    code: str,
    width: float,
    events: tuple[Event, ...],
    targets: tuple[Target, ...],
    units: tuple[UnitPaths, ...],
) -> Chart | None:
    from analysis.exports.pictures import draw_picture

    releases = [document.release for document in documents]
    try:
        return draw_picture(
            name,
            releases,
            group=group,
            code=code,
            width=width,
            events=events,
            targets=targets,
            units=units,
        )
    except (KeyError, ValueError):
        return None
