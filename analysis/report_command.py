"""What ``report``, ``render`` and ``digest`` write: which forms, into which files, how far it is.

A release file is all that is looked at; data files were counted before they come here.
"""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from analysis.dataset import DatasetError
from analysis.release import Release
from analysis.sources.events import read_events
from analysis.sources.tables import read_bytes
from analysis.words import language

#: The forms of a report by name, and what each writes. The first is written unless told.
FORMATS = {
    "page": "index.html with every chart (SVG, PNG, PDF) and table (CSV) beside it",
    "html": "report.html, the whole report as one file",
    "pdf": "report.pdf, the same for paper",
    "pptx": "report.pptx, slides",
    "xlsx": "tables.xlsx, all tables and the codebook as one workbook",
    "csv": "tables/*.csv, a file for each table and the codebook",
    "parquet": "tables/*.parquet, the same with types",
    "svg": "pictures/*.svg, every chart and those of units",
    "png": "pictures/*.png, the same as pixels, twice as fine as a screen",
}
USUAL = "page"
#: How names of data files end.
_OF_DATA = (".csv", ".tsv", ".txt")
CLEAR = "\r\x1b[2K"


class ProgressLine:
    """Says what is being done: on a terminal in one line that is written over, elsewhere in many.

    >>> ProgressLine(sys.stdout)("Drawing items (1 of 9)")
    Drawing items (1 of 9)
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()

    def __call__(self, line: str) -> None:
        """Say the next thing."""
        if self._is_terminal:
            width = shutil.get_terminal_size().columns - 1
            print(f"{CLEAR}{line[:width]}", end="", file=self._stream, flush=True)
        else:
            print(line, file=self._stream, flush=True)

    def end(self) -> None:
        """Leave the line as if nothing had been said."""
        if self._is_terminal:
            print(CLEAR, end="", file=self._stream, flush=True)


def formats(text: str) -> tuple[str, ...]:
    """Names of forms with commas between them, each once.

    >>> formats("pdf,html,pdf")
    ('pdf', 'html')
    """
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",")))
    for name in names:
        if name not in FORMATS:
            known = ", ".join(FORMATS)
            raise ArgumentTypeError(f"{name!r} is no form of a report; these are: {known}")
    return names


def read_release_files(options: Namespace) -> list[Release]:
    """The releases that a command names; :class:`DatasetError` for files that are none."""
    from analysis.rendering import ReleaseFileError, read_releases  # noqa: PLC0415 -- slow import

    _check_release_options(options)
    try:
        return read_releases(options.data)
    except ReleaseFileError as error:
        raise DatasetError(str(error)) from error


def _check_release_options(options: Namespace) -> None:
    """Say what is amiss before the work begins, not after."""
    data = [path.name for path in options.data if path.suffix.lower() in _OF_DATA]
    if data:
        raise DatasetError(
            f"{data[0]} needs a --questions file that says what its columns ask. "
            "Only release files (.json) need none."
        )
    given = [name for name in ("population", "day", "skip_unknown") if getattr(options, name, None)]
    if given:
        name = given[0].replace("_", "-")
        raise DatasetError(f"--{name} is for data files: a release says this itself.")


def write_reports(releases: Sequence[Release], options: Namespace) -> None:
    """Write what was asked for, and say how many files and where."""
    from analysis.rendering import write_forms  # noqa: PLC0415 -- slow import
    from analysis.report import pdf_of_report  # noqa: PLC0415 -- slow import

    events = read_events(read_bytes(options.events), options.events.name) if options.events else ()
    say = ProgressLine(sys.stderr)
    if options.out:
        with _writing(options.out, say):
            written = write_forms(releases, options.format, options.out, say, events=events)
        print(f"{len(written)} files written to {options.out}")
    if options.pdf:
        with _writing(options.pdf, say):
            whole = pdf_of_report(releases, say, events=events)
            options.pdf.parent.mkdir(parents=True, exist_ok=True)
            options.pdf.write_bytes(whole)
        print(f"1 file written to {options.pdf}")


def write_digest(options: Namespace) -> None:
    """Say the overview of the last release in short, and draw it where that was asked for."""
    from analysis.charts.theme import png_bytes, svg_bytes  # noqa: PLC0415 -- slow import
    from analysis.exports.digest import (  # noqa: PLC0415 -- slow import
        alone_words,
        digest,
        digest_markdown,
        digest_picture,
        digest_text,
    )
    from analysis.showing import release_in  # noqa: PLC0415 -- slow import

    releases = [release_in(one, language()) for one in read_release_files(options)]
    before = releases[-2] if len(releases) > 1 else None
    path: Path | None = options.picture
    if path is not None:
        made = {".png": png_bytes, ".svg": svg_bytes}.get(path.suffix.lower())
        if made is None:
            raise DatasetError(f"--picture {path.name}: its name ends with .png or .svg.")
        with _writing(path, ProgressLine(sys.stderr)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made(digest_picture(releases[-1], before)))
    say = digest_markdown if options.markdown else digest_text
    told = digest(releases[-1], before, alone=alone_words())
    print(say(told, options.link), end="")


@contextmanager
def _writing(path: Path, say: ProgressLine) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatasetError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        say.end()
