"""Releases -> one construct over the rounds in each unit, for the trend page of a programme.

A unit is followed under the names that it has had. Where a round counted it with others, or did not
know it, its line says so in words: the figures of a pool are never its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.words import remembered
from questionnaires.models import Programme, Round
from questionnaires.queries.releases import released_rounds_of
from questionnaires.queries.units import Bearers, pooled_units
from surveyapp import result_pictures, results
from surveyapp.result_documents import REMEMBERED, Document
from surveyapp.result_pages import POOLED, Picture, TrendCell, TrendRow

if TYPE_CHECKING:
    from analysis.estimates import UnitPaths
    from analysis.release import Release


@dataclass(frozen=True, slots=True)
class UnitTrend:
    """What the trend page shows of one construct by unit.

    ``constructs`` are codes and titles to choose from, ``departments`` paths and labels of the
    parts of the tree; ``group`` is the path of the one chosen. ``renamed`` says which unit a round
    knew by another name, ``gone`` which units only earlier rounds had.
    """

    code: str
    title: str
    constructs: tuple[tuple[str, str], ...]
    group: str
    departments: tuple[tuple[str, str], ...]
    rows: tuple[TrendRow, ...]
    picture: Picture
    renamed: tuple[tuple[str, str, str], ...]
    gone: tuple[tuple[str, str], ...]


def unit_trend(
    programme: Programme,
    documents: tuple[Document, ...],
    code: str = "",
    group: str = "",
) -> UnitTrend | None:
    """The construct ``code``, the first one unless told, in the units below ``group``.

    ``None`` where nothing can be drawn: no units, no constructs, or an unknown code or group.
    """
    rounds = tuple(released_rounds_of(programme))
    releases = [document.release for document in documents]
    units = unit_paths(rounds, releases)
    if not units:
        return None
    constructs, _items = results.trends(documents)
    choices = tuple((row.line.code, row.line.title) for row in constructs)
    code = code or next((one for one, _title in choices), "")
    drawn = result_pictures.picture("trend-units", documents, group=group, code=code, units=units)
    drawn_units = below(units, group)
    if drawn is None or code not in dict(choices) or not drawn_units:
        return None
    return UnitTrend(
        code=code,
        title=dict(choices)[code],
        constructs=choices,
        group=group,
        departments=_departments(units),
        rows=tuple(row for unit, row in _rows(documents, code, units) if unit in drawn_units),
        picture=drawn,
        renamed=_renamed(units, rounds),
        gone=_gone(units, releases),
    )


def unit_paths(rounds: Sequence[Round], releases: Sequence[Release]) -> tuple[UnitPaths, ...]:
    """Every unit of the last release, with the path that it was counted at in each round."""
    from analysis.estimates import UnitPaths
    from analysis.exports.unit_trends import unit_label

    bearers, pooled = Bearers.known(), pooled_units(rounds)
    days = [round_.opened_on or round_.closed_on for round_ in rounds]
    last = days[-1] if days else None
    by_round = [
        {bearers.of(unit.path, day) or unit.path: unit.path for unit in release.units}
        for release, day in zip(releases, days, strict=True)
    ]
    together = [
        {bearers.of(path, day) or path for path in pooled[round_.pk]}
        for round_, day in zip(rounds, days, strict=True)
    ]
    lines = []
    for unit in releases[-1].units if releases else ():
        who = bearers.of(unit.path, last) or unit.path
        paths = tuple(known.get(who) for known in by_round)
        counted_with_others = frozenset(
            index
            for index, (path, those) in enumerate(zip(paths, together, strict=True))
            if path is None and who in those
        )
        lines.append(UnitPaths(unit.path, unit_label(unit.path), paths, counted_with_others))
    return tuple(lines)


def below(units: tuple[UnitPaths, ...], group: str) -> tuple[UnitPaths, ...]:
    """The units that a chart of a group draws."""
    from analysis.exports.unit_trends import units_drawn

    return units_drawn(units, group)


@remembered(maxsize=REMEMBERED)
def _rows(
    documents: tuple[Document, ...], code: str, units: tuple[UnitPaths, ...]
) -> tuple[tuple[UnitPaths, TrendRow], ...]:
    """The table beside the chart: every unit with its line, all of them judged together."""
    from analysis.estimates import trend_units

    releases = [document.release for document in documents]
    lines = trend_units(releases, code, units)
    rows = []
    for unit, line in zip(units, lines, strict=True):
        groups = [
            results.group_of(release, path) if path is not None else None
            for release, path in zip(releases, unit.paths, strict=True)
        ]
        (row,) = results.trend_rows_of([line], [one.constructs if one else None for one in groups])
        cells = tuple(
            TrendCell(None, POOLED) if index in unit.pooled else cell
            for index, cell in enumerate(row.cells)
        )
        rows.append((unit, TrendRow(replace(line, title=unit.label), cells)))
    return tuple(rows)


def _departments(units: Sequence[UnitPaths]) -> tuple[tuple[str, str], ...]:
    """The units that have others below them."""
    above = {unit.path.rpartition("/")[0] for unit in units}
    return tuple((unit.path, unit.label) for unit in units if unit.path in above)


def _renamed(
    units: Sequence[UnitPaths], rounds: Sequence[Round]
) -> tuple[tuple[str, str, str], ...]:
    """A unit, its name then, and the round that knew it by that."""
    return tuple(
        (unit.label, path, round_.title)
        for unit in units
        for path, round_ in zip(unit.paths, rounds, strict=True)
        if path not in (None, unit.path)
    )


def _gone(units: Sequence[UnitPaths], releases: Sequence[Release]) -> tuple[tuple[str, str], ...]:
    """Units and pools of earlier rounds that are on no line, and the round."""
    found = []
    for index, release in enumerate(releases[:-1]):
        followed = {unit.paths[index] for unit in units}
        found += [
            (one.path, release.round.title) for one in release.units if one.path not in followed
        ]
    return tuple(found)
