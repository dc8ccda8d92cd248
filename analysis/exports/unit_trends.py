"""One construct over the rounds, a small panel for each unit, everybody pale behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.charts import theme
from analysis.charts.theme import Chart
from analysis.charts.trend import trend_chart
from analysis.charts.trend_row import TrendRow
from analysis.estimates import TrendLine, UnitPaths, Verdict, trend_constructs, trend_units
from analysis.events import Event
from analysis.exports import words
from analysis.exports.marks import event_marks
from analysis.exports.rows import cells_of, trend_row
from analysis.release import Release
from analysis.tally import ORGANISATION
from analysis.words import gettext as _
from analysis.words import gettext_noop, listed, ngettext, translate

#: Panels that a chart has room for: where there are more units, each stands for those below it.
MOST_PANELS = 24
#: The word for a round that counted a unit together with others.
POOLED = gettext_noop("pooled")
#: Titles that are longer name how many units there are instead of which.
LONGEST = 150
#: Said under the panels: what they are judged with, and what may differ between rounds.
JUDGED_TOGETHER = gettext_noop(
    "The units are judged together, all of them. A unit is followed under the names it has had; a "
    "round that counted it with others is no part of its line."
)


def paths_as_named(releases: Sequence[Release]) -> tuple[UnitPaths, ...]:
    """Every unit of the last release, in each round under the same path.

    It is all that releases alone can tell. A pool goes by a path of its own, so it is never one
    line with a unit.
    """
    known = [{group.path for group in release.groups} for release in releases]
    return tuple(
        UnitPaths(
            unit.path,
            unit_label(unit.path),
            tuple(unit.path if unit.path in paths else None for paths in known),
        )
        for unit in releases[-1].units
    )


def unit_label(path: str) -> str:
    """A unit below another one with all names of its path.

    >>> unit_label("Platform/Build")
    'Platform / Build'
    """
    return path.replace("/", " / ")


def units_drawn(units: Sequence[UnitPaths], group: str = ORGANISATION) -> tuple[UnitPaths, ...]:
    """The units below a group; only the nearest where all would be more than a chart holds."""
    below = [unit for unit in units if not group or unit.path.startswith(f"{group}/")]
    if len(below) <= MOST_PANELS:
        return tuple(below)
    depth = group.count("/") + 1 if group else 0
    return tuple(unit for unit in below if unit.path.count("/") == depth)


def trend_units_picture(
    releases: Sequence[Release],
    construct: str = "",
    group: str = ORGANISATION,
    *,
    units: Sequence[UnitPaths] = (),
    events: Sequence[Event] = (),
    width: float = theme.WIDE,
) -> Chart:
    """A construct over the rounds in each unit below a group, oldest release first.

    ``construct`` is the first one unless told. ``units`` says how each unit of the last release was
    counted before; without it they are followed by their paths. ``ValueError`` without a unit or a
    construct, ``KeyError`` for an unknown construct or group.
    """
    if not releases[-1].units or not releases[-1].instrument.constructs:
        raise ValueError("Panels by unit need a unit and a construct.")
    releases[-1].group(group)
    units = units or paths_as_named(releases)
    whole = {line.code: line for line in trend_constructs(releases)}
    everybody = whole[construct] if construct else next(iter(whole.values()))
    found = dict(zip(units, trend_units(releases, everybody.code, units), strict=True))
    drawn = units_drawn(units, group)
    rows = [unit_row(found[unit], unit, releases) for unit in drawn]
    bands = any(row.bands for row in rows)
    return trend_chart(
        rows,
        [release.round.title for release in releases],
        title=_headline(everybody.title, found, len(releases)),
        subtitle=_(
            "{construct}: favourable share by round in each unit with its 95 % interval; the "
            "latest round in blue, n under each round; hatched: not shown, and why{bands}",
            construct=everybody.title,
            bands=_("; dashed: a band that the share lies in") if bands else "",
        ),
        foot=words.foot(
            releases[-1], ORGANISATION, translate(theme.WHAT_CHANGED), translate(JUDGED_TOGETHER)
        ),
        marks=event_marks(events, releases),
        behind=_everybody(everybody, releases),
        width=width,
    )


def unit_row(line: TrendLine, unit: UnitPaths, releases: Sequence[Release]) -> TrendRow:
    """A unit as drawn, with the reason wherever a round has no point of it."""
    cells = [
        None if path is None else cells_of(release, path, "constructs")
        for release, path in zip(releases, unit.paths, strict=True)
    ]
    row = trend_row(line, cells, unit.label)
    gaps = tuple(
        translate(POOLED) if index in unit.pooled else gap for index, gap in enumerate(row.gaps)
    )
    return replace(row, gaps=gaps, code=f"{line.code}-{unit.path}")


def _everybody(line: TrendLine, releases: Sequence[Release]) -> TrendRow:
    cells = [cells_of(release, ORGANISATION, "constructs") for release in releases]
    return replace(trend_row(line, cells, _("Everybody")), verdict="")


def _headline(title: str, found: dict[UnitPaths, TrendLine], rounds: int) -> str:
    """In which units it moved in one direction."""
    named = {"construct": title, "rounds": rounds}
    if rounds < 3:
        return _about_few_rounds(title, found, rounds)
    clear = [(one.label, line) for one, line in found.items() if line.verdict is Verdict.CLEAR]
    better = [label for label, line in clear if line.direction > 0]
    worse = [label for label, line in clear if line.direction <= 0]
    if better and worse:
        return _(
            "{construct}: clear trend to the better in {better}; to the worse in {worse}",
            better=_units(better),
            worse=_units(worse),
            **named,
        )
    if better:
        return _("{construct}: clear trend to the better in {units}", units=_units(better), **named)
    if worse:
        return _("{construct}: clear trend to the worse in {units}", units=_units(worse), **named)
    tested = sum(line.p_value is not None for line in found.values())
    if not tested:
        return _(
            "{construct}: too few answers to test a trend over {rounds} rounds in any unit", **named
        )
    return ngettext(
        "{construct}: no clear evidence of a trend in {n} unit over {rounds} rounds",
        "{construct}: no clear evidence of a trend in {n} units over {rounds} rounds",
        tested,
        **named,
    )


def _about_few_rounds(title: str, found: dict[UnitPaths, TrendLine], rounds: int) -> str:
    n = len(found)
    if rounds == 1:
        return ngettext(
            "{construct} in {n} unit: one round so far",
            "{construct} in {n} units: one round so far",
            n,
            construct=title,
        )
    return ngettext(
        "{construct} in {n} unit: two rounds, and a trend needs three",
        "{construct} in {n} units: two rounds, and a trend needs three",
        n,
        construct=title,
    )


def _units(labels: Sequence[str]) -> str:
    said = listed(labels)
    return said if len(said) <= LONGEST else ngettext("{n} unit", "{n} units", len(labels))
