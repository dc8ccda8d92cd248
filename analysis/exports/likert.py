"""Releases to Likert bars: constructs, questions, one construct and its units.

Each is drawn diverging, or ``whole``: in bars of 100 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.charts import theme
from analysis.charts.likert import LikertRow, likert_chart
from analysis.charts.numbers import percent
from analysis.charts.theme import Chart
from analysis.charts.whole import whole_chart
from analysis.estimates import Estimate, estimate_construct, estimate_item
from analysis.exports import headlines, words
from analysis.exports.rows import (
    by_construct,
    construct_row,
    has_boxes,
    item_row,
    names_in_titles,
    untold_row,
)
from analysis.instrument import Item
from analysis.release import Release
from analysis.tally import ORGANISATION
from analysis.words import gettext as _
from analysis.words import translate


def constructs_picture(
    release: Release,
    group: str = ORGANISATION,
    *,
    whole: bool = False,
    width: float = theme.WIDE,
) -> Chart:
    """All constructs of a round as bars. ``KeyError`` for an unknown group."""
    constructs = release.instrument.constructs
    found = [
        (one.code, one.title, estimate_construct(release, group, one.code)) for one in constructs
    ]
    cells = [cell for _code, _title, cell in found]
    draw = whole_chart if whole else likert_chart
    return draw(
        [_construct_row(release, code, title, cell) for code, title, cell in found],
        title=headlines.standing(release, group, cells, {}),
        subtitle=_of_people(cells, whole=whole),
        foot=words.foot(
            release,
            group,
            *words.foot_rules(cells, words.interval_rule(release, group)),
            translate(words.CONSTRUCT_RULE),
        ),
        width=width,
    )


def likert_picture(
    release: Release,
    group: str = ORGANISATION,
    *,
    section: str = "",
    whole: bool = False,
    width: float = theme.WIDE,
) -> Chart:
    """All questions that have favourable answers, under the construct that they measure.

    ``section`` picks the questions of one section; ``KeyError`` for an unknown one.
    """
    asked = section_items(release, section)
    items = [(item, heading) for item, heading in by_construct(release) if item.code in asked]
    return _items(release, group, items, whole=whole, width=width)


def construct_picture(
    release: Release,
    construct: str,
    group: str = ORGANISATION,
    *,
    whole: bool = False,
    width: float = theme.WIDE,
) -> Chart:
    """The questions of one construct, under its title. ``KeyError`` for an unknown one.

    Hatched where none of them has two sides.
    """
    title = release.instrument.construct(construct).title
    items = [(item, title) for item in release.instrument.items_of(construct) if has_boxes(item)]
    return _items(release, group, items, whole=whole, width=width)


def construct_units_picture(
    release: Release, construct: str, *, whole: bool = False, width: float = theme.WIDE
) -> Chart:
    """A construct in every unit, everybody first; what is told in bands or hidden stays so."""
    title = release.instrument.construct(construct).title
    found = [(unit, estimate_construct(release, unit.path, construct)) for unit in release.groups]
    cells = [cell for _unit, cell in found]
    rows = [
        replace(
            _construct_row(release, f"{construct}-{number}", title, cell),
            label=unit.path.replace("/", " / ") or _("Everybody"),
            code=f"unit-{number}",
        )
        for number, (unit, cell) in enumerate(found)
    ]
    draw = whole_chart if whole else likert_chart
    return draw(
        rows,
        title=_of_units(title, [(row.label, cell) for row, cell in zip(rows, cells, strict=True)]),
        subtitle=_of_people(cells, whole=whole),
        foot=words.foot(
            release,
            ORGANISATION,
            *words.foot_rules(cells, words.interval_rule(release)),
            _("Units are not tested against each other: small ones differ by chance."),
        ),
        width=width,
    )


def section_items(release: Release, section: str = "") -> frozenset[str]:
    """Codes of the questions of a section, of all without one; ``KeyError`` for an unknown one."""
    instrument = release.instrument
    if not section:
        return frozenset(item.code for item in instrument.items)
    for one in instrument.sections:
        if one.code == section:
            return frozenset(one.items)
    raise KeyError(section)


def _items(
    release: Release,
    group: str,
    items: Sequence[tuple[Item, str]],
    *,
    whole: bool,
    width: float,
) -> Chart:
    found = [(item, heading, estimate_item(release, group, item.code)) for item, heading in items]
    cells = [cell for _item, _heading, cell in found]
    rows = [
        item_row(item, cell, heading)
        if isinstance(cell, Estimate)
        else untold_row(release, item.code, item.text, cell, heading)
        for item, heading, cell in found
    ]
    draw = whole_chart if whole else likert_chart
    return draw(
        rows,
        title=headlines.standing(release, group, cells, names_in_titles(release)),
        subtitle=_of_answers(cells, whole=whole),
        foot=words.foot(
            release, group, *words.foot_rules(cells, words.interval_rule(release, group, cells))
        ),
        width=width,
    )


def _construct_row(release: Release, code: str, title: str, cell: headlines.Told) -> LikertRow:
    if isinstance(cell, Estimate):
        return construct_row(cell)
    return untold_row(release, code, title, cell)


def _of_units(construct: str, found: Sequence[tuple[str, headlines.Told]]) -> str:
    """Between which units told in full the favourable share lies; the first row is everybody."""
    shares = [
        (cell.favourable.estimate, name)
        for name, cell in found[1:]
        if isinstance(cell, Estimate) and cell.favourable
    ]
    if len(shares) < 2:
        return _("{construct} by unit", construct=construct)
    (low, last), (high, first) = min(shares), max(shares)
    return _(
        "{construct} by unit, of those told in full: {first} ({high}) to {last} ({low}) favourable",
        construct=construct,
        first=first,
        high=percent(high),
        last=last,
        low=percent(low),
    )


def _of_people(cells: Sequence[headlines.Told], *, whole: bool) -> str:
    if headlines.only_bands(cells):
        return _("Bands that the favourable share of people, by their score, lies in")
    if whole:
        return _("People by their score, in bars of 100 %: unfavourable, neutral, favourable")
    return _("People by their score: unfavourable to the left, favourable to the right")


def _of_answers(cells: Sequence[headlines.Told], *, whole: bool) -> str:
    if headlines.only_bands(cells):
        return _(
            "Bands that the favourable share of the answers to each question lies in; (R): "
            "agreeing is unfavourable"
        )
    if whole:
        return _(
            "Answers to each question in bars of 100 %: unfavourable, neutral, favourable, the "
            "outermost answers darkest; (R): agreeing is unfavourable"
        )
    return _(
        "Answers to each question: unfavourable to the left, favourable to the right, the "
        "outermost answers darkest; (R): agreeing is unfavourable"
    )
