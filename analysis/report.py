"""The report: one document, as HTML with every chart and table beside it, and as one PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.charts import theme
from analysis.charts.theme import Chart, png_bytes, svg_bytes
from analysis.charts.typesetting import pdf_bytes
from analysis.events import Event
from analysis.exports.blocks import Document, Figure
from analysis.exports.csv import TABLES, table_bytes
from analysis.exports.document import report_document
from analysis.exports.html import Picture, report_html
from analysis.exports.pdf import Drawing, report_pdf
from analysis.exports.pictures import draw_picture
from analysis.release import Release

Progress = Callable[[str], None]
PDF = "report.pdf"


def _silently(_line: str) -> None:
    pass


def write_report(
    releases: Sequence[Release],
    out: Path,
    progress: Progress = _silently,
    *,
    events: Sequence[Event] = (),
    with_pdf: bool = False,
) -> list[Path]:
    """Write the report on the last of the releases, which are given oldest first.

    Into the folder ``out`` go ``index.html``, ``pictures/*.svg``, ``*.png`` and ``*.pdf``,
    ``tables/*.csv`` and, where wanted, the whole as ``report.pdf``; the same releases and events
    give the same bytes. Files that are there are replaced. ``progress`` is told what is being
    done. Returns the paths written, the document first. ``ValueError`` without a release.
    """
    document = report_document(releases)
    files: dict[str, bytes] = {}
    pictures: dict[str, Picture] = {}
    for number, one in enumerate(document.figures, start=1):
        progress(f"Drawing {one.stem} ({number} of {len(document.figures)})")
        pictures[one.stem] = _picture(one, releases, events, files)
    beside = [(PDF, PDF)] if with_pdf else []
    for name in [one for one in TABLES if len(releases) > 1 or one not in ("changes", "trends")]:
        progress(f"Writing {name}.csv")
        files[f"tables/{name}.csv"] = table_bytes(name, releases)
        beside.append((f"{name}.csv", f"tables/{name}.csv"))
    if with_pdf:
        files[PDF] = pdf_of_report(releases, progress, events=events)
    page = report_html(document, pictures, beside).encode()
    return _write(out, {"index.html": page, **files})


def pdf_of_report(
    releases: Sequence[Release],
    progress: Progress = _silently,
    *,
    events: Sequence[Event] = (),
) -> bytes:
    """The report on the last of the releases as one PDF; ``ValueError`` without a release."""
    document = report_document(releases, paged=True)
    drawings: dict[str, Drawing] = {}
    for number, one in enumerate(document.figures, start=1):
        progress(f"Drawing {one.stem} for paper ({number} of {len(document.figures)})")
        chart = _draw(one, releases, events, theme.PAPER)
        drawings[one.stem] = Drawing(svg_bytes(chart), chart.alt)
    progress(f"Typesetting {_pages(document)}")
    return report_pdf(document, drawings)


def _pages(document: Document) -> str:
    return f"{len(document.parts)} parts with {len(document.figures)} pictures"


def _picture(
    one: Figure, releases: Sequence[Release], events: Sequence[Event], files: dict[str, bytes]
) -> Picture:
    wide = _draw(one, releases, events, theme.WIDE)
    narrow = _draw(one, releases, events, theme.NARROW)
    picture = Picture(one.stem, wide.alt, svg_bytes(wide), svg_bytes(narrow))
    files[f"pictures/{one.stem}.svg"] = picture.wide
    files[f"pictures/{one.stem}.png"] = png_bytes(wide)
    files[f"pictures/{one.stem}.pdf"] = pdf_bytes(wide)
    return picture


def _draw(one: Figure, releases: Sequence[Release], events: Sequence[Event], width: float) -> Chart:
    return draw_picture(
        one.name, releases, group=one.group, code=one.code, width=width, events=events
    )


def _write(out: Path, files: dict[str, bytes]) -> list[Path]:
    written = []
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written
