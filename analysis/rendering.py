"""From release files back to reports, pictures and tables: what was published can be drawn again.

A release file is all that this needs, and all that it looks at; the same file and the same locked
libraries give the same bytes, next year too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from analysis.charts.theme import Chart, png_bytes, svg_bytes
from analysis.delivery import metric_items
from analysis.events import Event
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.parquet import parquet_bytes
from analysis.exports.pictures import draw_picture, file_stem
from analysis.exports.tables import names_of_tables
from analysis.exports.xlsx import workbook_bytes
from analysis.release import Release, load_release
from analysis.report import html_of_report, pdf_of_report, pptx_of_report, write_report
from analysis.showing import release_in
from analysis.tally import ORGANISATION
from analysis.words import language

Progress = Callable[[str], None]


class ReleaseFileError(ValueError):
    """A file is no release, or the files are not of one programme; says which and what to do."""


def read_releases(paths: Sequence[Path]) -> list[Release]:
    """The releases in files, as given; :class:`ReleaseFileError` where one is none."""
    releases = [_read(path) for path in paths]
    programmes = {release.round.programme for release in releases}
    if len(programmes) > 1:
        raise ReleaseFileError(
            f"These releases are of several programmes ({', '.join(sorted(programmes))}). "
            "Draw those of one programme, oldest round first."
        )
    return releases


def _read(path: Path) -> Release:
    try:
        return load_release(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReleaseFileError(f"{path} cannot be read: {error.strerror}.") from error
    except json.JSONDecodeError as error:
        raise ReleaseFileError(
            f"{path} is not a release: line {error.lineno} is no JSON. Take the file that "
            "the results page calls “release as JSON”."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseFileError(f"{path} is not a release that can be read: {error}") from error


def render(
    releases: Sequence[Release],
    out: Path,
    progress: Progress,
    *,
    events: Sequence[Event] = (),
) -> list[Path]:
    """Write every picture and table of the last release into the folder ``out``.

    As :func:`analysis.report.write_report`, and beside it ``units/*.svg``: the pictures of each
    unit of which something is told, and ``pages/*.svg``: those of software delivery, and of each
    construct its questions and its units. ``releases`` are those of one programme, oldest first.
    Returns the paths written.
    """
    written = write_report(releases, out, progress, events=events)
    return written + _write(out, _unit_pictures(releases, "", "svg", progress))


#: The forms that are one file, by its name.
_WHOLE: Mapping[str, tuple[str, Callable[..., bytes]]] = {
    "html": ("report.html", html_of_report),
    "pdf": ("report.pdf", pdf_of_report),
    "pptx": ("report.pptx", pptx_of_report),
}
_TABLES: Mapping[str, Callable[[str, Sequence[Release]], bytes]] = {
    "csv": table_bytes,
    "parquet": parquet_bytes,
}
_PICTURES: Mapping[str, Callable[[Chart], bytes]] = {"svg": svg_bytes, "png": png_bytes}


def write_forms(
    releases: Sequence[Release],
    forms: Sequence[str],
    out: Path,
    progress: Progress,
    *,
    events: Sequence[Event] = (),
) -> list[Path]:
    """Write the report on the last release in some of its forms into the folder ``out``.

    ``forms`` are names of :data:`analysis.report_command.FORMATS`; ``KeyError`` for any other. The
    same releases, events and language give the same bytes. Returns the paths written.
    """
    written: list[Path] = []
    for form in forms:
        if form == "page":
            written += render(releases, out, progress, events=events)
        else:
            written += _write(out, _files(form, releases, progress, events))
    return written


def _files(
    form: str, releases: Sequence[Release], progress: Progress, events: Sequence[Event]
) -> Iterator[tuple[str, bytes]]:
    """What a form writes: names in the folder, and bytes."""
    if form in _WHOLE:
        name, make = _WHOLE[form]
        yield name, make(releases, progress, events=events)
    elif form == "xlsx":
        progress("Writing tables.xlsx")
        yield "tables.xlsx", workbook_bytes(releases)
    elif form in _TABLES:
        for name in names_of_tables(len(releases)):
            progress(f"Writing {name}.{form}")
            yield f"tables/{name}.{form}", _TABLES[form](name, releases)
    else:
        yield from _pictures(form, releases, progress, events)
        yield from _unit_pictures(releases, "pictures", form, progress)


def _pictures(
    form: str, releases: Sequence[Release], progress: Progress, events: Sequence[Event]
) -> Iterator[tuple[str, bytes]]:
    shown = [release_in(one, language()) for one in releases]
    figures = report_document(shown).figures
    for number, one in enumerate(figures, start=1):
        progress(f"Drawing {one.stem} as {form.upper()} ({number} of {len(figures)})")
        chart = draw_picture(one.name, shown, group=one.group, code=one.code, events=events)
        yield f"pictures/{one.stem}.{form}", _PICTURES[form](chart)


def _unit_pictures(
    releases: Sequence[Release], folder: str, form: str, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """The pictures of units and pages, all in ``folder``, or each in its own where it is empty."""
    shown = [release_in(one, language()) for one in releases]
    pictures = [*_of_units(shown[-1]), *_of_pages(shown[-1])]
    for number, (own, name, group, code) in enumerate(pictures, start=1):
        stem = file_stem(name, group=group, code=code)
        progress(f"Drawing {own}/{stem} ({number} of {len(pictures)} of units and pages)")
        chart = draw_picture(name, shown, group=group, code=code)
        yield f"{folder or own}/{stem}.{form}", _PICTURES[form](chart)


def _write(out: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    written = []
    for name, content in files:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


#: A folder, the name of a picture, its group and its code.
_Drawn = tuple[str, str, str, str]


def _of_units(release: Release) -> Iterator[_Drawn]:
    for group in release.units:
        if group.hidden is None:
            if release.instrument.constructs:
                yield "units", "constructs", group.path, ""
            yield "units", "items", group.path, ""


def _of_pages(release: Release) -> Iterator[_Drawn]:
    if release.organisation.hidden:
        return
    if metric_items(release.instrument):
        yield "pages", "delivery", ORGANISATION, ""
    for construct in release.instrument.constructs:
        yield "pages", "construct", ORGANISATION, construct.code
        if release.units:
            yield "pages", "construct-units", ORGANISATION, construct.code
