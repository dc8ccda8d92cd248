"""From release files back to pictures and tables: what was published can be drawn again.

A release file is all that this needs, and all that it looks at; the same file and the same locked
libraries give the same bytes, next year too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from analysis.charts.theme import svg_bytes
from analysis.events import Event
from analysis.exports.pictures import draw_picture, file_stem
from analysis.release import Release, load_release
from analysis.report import write_report

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
    unit of which something is told. ``releases`` are those of one programme, oldest first. Returns
    the paths written.
    """
    written = write_report(releases, out, progress, events=events)
    pictures = list(_of_units(releases[-1]))
    folder = out / "units"
    if pictures:
        folder.mkdir(parents=True, exist_ok=True)
    for number, (name, group) in enumerate(pictures, start=1):
        stem = file_stem(name, group=group)
        progress(f"Drawing {stem} ({number} of {len(pictures)} of units)")
        path = folder / f"{stem}.svg"
        path.write_bytes(svg_bytes(draw_picture(name, releases, group=group)))
        written.append(path)
    return written


def _of_units(release: Release) -> Iterator[tuple[str, str]]:
    for group in release.units:
        if group.hidden is None:
            if release.instrument.constructs:
                yield "constructs", group.path
            yield "items", group.path
