"""The report: one HTML document with every chart and table beside it as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.charts import theme
from analysis.charts.theme import png_bytes, svg_bytes
from analysis.exports.csv import TABLES, table_bytes
from analysis.exports.html import Picture, report_html
from analysis.exports.pictures import draw_picture, file_stem, has_boxes
from analysis.release import Release
from analysis.tally import ORGANISATION

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture of the report: its name in the registry, the group and the code that it is of."""

    name: str
    group: str = ORGANISATION
    code: str = ""

    @property
    def stem(self) -> str:
        """Its file name without ending."""
        return file_stem(self.name, group=self.group, code=self.code)


def write_report(
    releases: Sequence[Release], out: Path, progress: Progress = lambda _line: None
) -> list[Path]:
    """Write the report on the last of the releases, which are given oldest first.

    Into the folder ``out`` go ``index.html``, ``pictures/*.svg`` and ``*.png``, and
    ``tables/*.csv``; the same releases give the same bytes. Files that are there are replaced.
    ``progress`` is told what is being done. Returns the paths written, the document first.
    ``ValueError`` without a release.
    """
    if not releases:
        raise ValueError("A report needs at least one release.")
    files: dict[str, bytes] = {}
    pictures: dict[str, Picture] = {}
    wanted = list(wanted_pictures(releases))
    for number, one in enumerate(wanted, start=1):
        progress(f"Drawing {one.stem} ({number} of {len(wanted)})")
        pictures[one.stem] = _draw(one, releases, files)
    tables = [name for name in TABLES if len(releases) > 1 or name not in ("changes", "trends")]
    for name in tables:
        progress(f"Writing {name}.csv")
        files[f"tables/{name}.csv"] = table_bytes(name, releases)
    document = report_html(releases, pictures, tables).encode()
    return _write(out, {"index.html": document, **files})


def wanted_pictures(releases: Sequence[Release]) -> Iterator[Wanted]:
    """The pictures that a report on these releases has, in the order of the document."""
    release, is_first = releases[-1], len(releases) < 2
    if release.organisation.hidden is not None:
        return
    if release.instrument.constructs:
        yield Wanted("constructs")
        if not is_first:
            yield Wanted("change-constructs")
            yield Wanted("trend-constructs")
    elif not is_first:
        yield Wanted("trend-items")
    yield from _of_sections(release, is_first=is_first)
    if release.instrument.constructs:
        yield from (Wanted("constructs", unit.path) for unit in release.units if not unit.hidden)


def _of_sections(release: Release, *, is_first: bool) -> Iterator[Wanted]:
    """Questions with a good end together, every other one on its own."""
    for section in release.instrument.sections:
        items = [release.instrument.item(code) for code in section.items]
        if any(has_boxes(item) for item in items):
            yield Wanted("items", code=section.code)
            if not is_first:
                yield Wanted("change-items", code=section.code)
        for item in items:
            if item.is_counted and not has_boxes(item):
                yield Wanted("item", code=item.code)


def _draw(one: Wanted, releases: Sequence[Release], files: dict[str, bytes]) -> Picture:
    wide = draw_picture(one.name, releases, group=one.group, code=one.code)
    narrow = draw_picture(one.name, releases, group=one.group, code=one.code, width=theme.NARROW)
    picture = Picture(one.stem, wide.alt, svg_bytes(wide), svg_bytes(narrow))
    files[f"pictures/{one.stem}.svg"] = picture.wide
    files[f"pictures/{one.stem}.png"] = png_bytes(wide)
    return picture


def _write(out: Path, files: dict[str, bytes]) -> list[Path]:
    written = []
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written
