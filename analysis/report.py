"""The report: as a page with every chart and table beside it, as one HTML file, and as one PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.charts import theme
from analysis.charts.sheet import bare
from analysis.charts.theme import Chart, png_bytes, svg_bytes
from analysis.charts.typesetting import pdf_bytes
from analysis.events import Event
from analysis.exports.blocks import Document, Figure
from analysis.exports.csv import table_bytes
from analysis.exports.deck import report_deck
from analysis.exports.document import report_document
from analysis.exports.html import Picture, report_html
from analysis.exports.loudness import loudness_picture
from analysis.exports.pdf import Drawing, report_pdf
from analysis.exports.pictures import draw_picture
from analysis.exports.pptx import Image, report_pptx
from analysis.exports.pptx_places import BODY
from analysis.exports.provenance import made_on
from analysis.exports.quotes import Quotes
from analysis.exports.tables import names_of_tables
from analysis.loudness import LOUD_AND_SILENT, RequestsBeside
from analysis.release import Release
from analysis.showing import release_in
from analysis.targets import Target
from analysis.words import language

Progress = Callable[[str], None]
PDF = "report.pdf"


@dataclass(frozen=True, slots=True)
class _Marked:
    """What trends mark beside the answers, and the support requests beside them."""

    events: Sequence[Event]
    targets: Sequence[Target]
    asked: RequestsBeside | None = None


def _silently(_line: str) -> None:
    pass


def write_report(
    releases: Sequence[Release],
    out: Path,
    progress: Progress = _silently,
    *,
    events: Sequence[Event] = (),
    targets: Sequence[Target] = (),
    with_pdf: bool = False,
) -> list[Path]:
    """Write the report on the last of the releases, which are given oldest first.

    Into the folder ``out`` go ``index.html``, ``pictures/*.svg``, ``*.png`` and ``*.pdf``,
    ``tables/*.csv`` and, where wanted, the whole as ``report.pdf``; the same releases, events and
    targets in one language give the same bytes. Files that are there are replaced. ``progress`` is
    told what is being done. Returns the paths written, the document first. ``ValueError`` without a
    release.
    """
    stored, releases = releases, [release_in(one, language()) for one in releases]
    document = report_document(releases)
    marked = _Marked(events, targets)
    files: dict[str, bytes] = {}
    pictures: dict[str, Picture] = {}
    for number, one in enumerate(document.figures, start=1):
        progress(f"Drawing {one.stem} ({number} of {len(document.figures)})")
        pictures[one.stem] = _picture(one, releases, marked, files)
    beside = [(PDF, PDF)] if with_pdf else []
    for name in names_of_tables(len(releases)):
        progress(f"Writing {name}.csv")
        files[f"tables/{name}.csv"] = table_bytes(name, stored)
        beside.append((f"{name}.csv", f"tables/{name}.csv"))
    if with_pdf:
        files[PDF] = pdf_of_report(releases, progress, events=events, targets=targets)
    page = report_html(document, pictures, beside).encode()
    return _write(out, {"index.html": page, **files})


def html_of_report(
    releases: Sequence[Release],
    progress: Progress = _silently,
    *,
    events: Sequence[Event] = (),
    targets: Sequence[Target] = (),
    asked: RequestsBeside | None = None,
    quotes: Sequence[Quotes] = (),
) -> bytes:
    """The report as one HTML file that needs no other, and no network.

    ``ValueError`` without a release.
    """
    releases = [release_in(one, language()) for one in releases]
    document = report_document(releases, asked=asked, quotes=quotes)
    pictures: dict[str, Picture] = {}
    marked = _Marked(events, targets, asked)
    for number, one in enumerate(document.figures, start=1):
        progress(f"Drawing {one.stem} ({number} of {len(document.figures)})")
        wide, narrow = (_draw(one, releases, marked, width) for width in (theme.WIDE, theme.NARROW))
        pictures[one.stem] = Picture(one.stem, wide.alt, svg_bytes(wide), svg_bytes(narrow))
    return report_html(document, pictures).encode()


def pdf_of_report(
    releases: Sequence[Release],
    progress: Progress = _silently,
    *,
    events: Sequence[Event] = (),
    targets: Sequence[Target] = (),
    asked: RequestsBeside | None = None,
    quotes: Sequence[Quotes] = (),
) -> bytes:
    """The report on the last of the releases as one PDF; ``ValueError`` without a release."""
    releases = [release_in(one, language()) for one in releases]
    document = report_document(releases, paged=True, asked=asked, quotes=quotes)
    marked = _Marked(events, targets, asked)
    drawings: dict[str, Drawing] = {}
    for number, one in enumerate(document.figures, start=1):
        progress(f"Drawing {one.stem} for paper ({number} of {len(document.figures)})")
        chart = _draw(one, releases, marked, theme.PAPER)
        drawings[one.stem] = Drawing(svg_bytes(chart), chart.alt)
    progress(f"Typesetting {_pages(document)}")
    return report_pdf(document, drawings)


def pptx_of_report(
    releases: Sequence[Release],
    progress: Progress = _silently,
    *,
    events: Sequence[Event] = (),
    targets: Sequence[Target] = (),
    asked: RequestsBeside | None = None,
    quotes: Sequence[Quotes] = (),
) -> bytes:
    """The report as slides; ``ValueError`` without a release."""
    releases = [release_in(one, language()) for one in releases]
    deck = report_deck(releases, asked, quotes)
    shown = {slide.figure for slide in deck.slides if slide.body is None}
    images: dict[str, Image] = {}
    marked = _Marked(events, targets, asked)
    for number, one in enumerate(deck.figures, start=1):
        progress(f"Drawing {one.stem} for slides ({number} of {len(deck.figures)})")
        with bare():
            chart = _draw(one, releases, marked, BODY.width)
        images[one.stem] = _image(chart, is_shown=one in shown)
    progress(f"Setting {len(deck.slides) + 1} slides")
    return report_pptx(deck, images, made_on(releases[-1]))


def _image(chart: Chart, *, is_shown: bool) -> Image:
    if not is_shown:
        return Image(chart.title, chart.alt)
    width, height = chart.figure.get_size_inches() * theme.UNITS_PER_INCH
    return Image(chart.title, chart.alt, png_bytes(chart), float(width), float(height))


def _pages(document: Document) -> str:
    return f"{len(document.parts)} parts with {len(document.figures)} pictures"


def _picture(
    one: Figure, releases: Sequence[Release], marked: _Marked, files: dict[str, bytes]
) -> Picture:
    wide = _draw(one, releases, marked, theme.WIDE)
    narrow = _draw(one, releases, marked, theme.NARROW)
    picture = Picture(one.stem, wide.alt, svg_bytes(wide), svg_bytes(narrow))
    files[f"pictures/{one.stem}.svg"] = picture.wide
    files[f"pictures/{one.stem}.png"] = png_bytes(wide)
    files[f"pictures/{one.stem}.pdf"] = pdf_bytes(wide)
    return picture


def _draw(one: Figure, releases: Sequence[Release], marked: _Marked, width: float) -> Chart:
    if one.name == LOUD_AND_SILENT and marked.asked:  # needs more than releases: no other has it
        found, period = marked.asked.beside(releases[-1]), marked.asked.period
        return loudness_picture(releases[-1], found, period=period, width=width)
    return draw_picture(
        one.name,
        releases,
        group=one.group,
        code=one.code,
        width=width,
        events=marked.events,
        targets=marked.targets,
    )


def _write(out: Path, files: dict[str, bytes]) -> list[Path]:
    written = []
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written
