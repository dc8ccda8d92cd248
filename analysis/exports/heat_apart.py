"""Units by constructs: how far each is from everybody, or from the round before.

Both are functions of cells that the release tells in full, and of nothing else: a band and a hidden
cell have neither. Whoever subtracts learns the share that stands in the other heatmap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.charts import theme
from analysis.charts.heatmap import HeatCell, HeatRow, Shade, heatmap_chart
from analysis.charts.numbers import points
from analysis.charts.theme import Chart
from analysis.estimates import (
    Change,
    NotCompared,
    NotComparedReason,
    Verdict,
    compare_constructs,
)
from analysis.exports import words
from analysis.exports.heatmap import HeatTable, heat_table, page_in_words, page_of, unit_name
from analysis.release import Release
from analysis.stats.proportions import wilson_interval
from analysis.tally import ORGANISATION
from analysis.words import gettext as _
from analysis.words import gettext_noop, listed, ngettext, remembered, translate

#: Said wherever a share stands beside that of everybody.
NOT_TESTED = gettext_noop(
    "The difference from everybody is not tested, because each unit is a part of everybody. A cell "
    "is shaded where the share of everybody lies outside the unit's own 95 % interval, which the "
    "head count does not narrow here; of 20 cells about one does so by chance alone."
)
#: Said wherever the change of a unit stands.
JUDGED_WITHIN = gettext_noop(
    "Changes in points, each judged among the constructs of its unit; only clear and possible ones "
    "are shaded. Small units show large changes only: no evidence of change does not mean that "
    "nothing changed."
)
#: Titles that are longer name how many there are instead of which.
LONGEST = 150
CLEAR, POSSIBLE = gettext_noop("clear"), gettext_noop("possible")


@remembered(maxsize=16)
def apart_from_whole(release: Release, group: str = ORGANISATION) -> HeatTable:
    """The share of each unit less that of everybody; the first row has the shares of everybody."""
    table = heat_table(release, group)
    whole, *units = table.rows
    first = replace(whole, cells=tuple(replace(cell, plain=True) for cell in whole.cells))
    rows = [
        replace(row, cells=tuple(map(_from_whole, row.cells, whole.cells))) if row.cells else row
        for row in units
    ]
    return replace(table, rows=(first, *rows))


def _from_whole(cell: HeatCell, whole: HeatCell) -> HeatCell:
    if cell.hidden or (cell.share is None and cell.band is None):
        return cell
    if cell.share is None:
        return replace(cell, why=_("told as a band"))
    if whole.share is None:
        return replace(cell, share=None, why=_("everybody is not told in full"))
    interval = wilson_interval(round(cell.share * cell.n), cell.n)
    shade = 0 if whole.share > interval.high else 1 if whole.share < interval.low else None
    return replace(cell, apart=cell.share - whole.share, shade=shade)


@remembered(maxsize=16)
def since_before(release: Release, before: Release, group: str = ORGANISATION) -> HeatTable:
    """The share of each unit less that of the same unit in an earlier round, with the verdict."""
    table = heat_table(release, group)
    rows = [
        replace(row, cells=_moved(release, before, row, table.codes)) if row.cells else row
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))


def _moved(
    release: Release, before: Release, row: HeatRow, codes: Sequence[str]
) -> tuple[HeatCell, ...]:
    path = row.code if row.depth else ORGANISATION
    found = {one.code: one for one in compare_constructs(before, release, path)}
    return tuple(_since(cell, found[code]) for cell, code in zip(row.cells, codes, strict=True))


def _since(cell: HeatCell, found: Change | NotCompared) -> HeatCell:
    if cell.hidden:
        return cell
    if isinstance(found, NotCompared):
        return replace(cell, share=None, why=_why(cell, found.reason))
    if found.before.favourable is None or found.after.favourable is None:
        return replace(cell, share=None, why=_("no answers in one of the rounds"))
    shades = {Verdict.CLEAR: (1, CLEAR), Verdict.POSSIBLE: (0, POSSIBLE)}
    shade, word = shades.get(found.verdict, (None, ""))
    return replace(
        cell, apart=found.difference.estimate, shade=shade, word=translate(word) if word else ""
    )


def _why(cell: HeatCell, reason: NotComparedReason) -> str:
    if cell.band is not None:
        return _("told as a band")
    return translate(words.NOT_COMPARED[reason])


def palette_of_whole() -> tuple[Shade, ...]:
    """Below and above everybody."""
    return (
        Shade(theme.LESS, theme.INK, _("below everybody by more than its interval")),
        Shade(theme.MORE, theme.SURFACE, _("above everybody by more than its interval")),
    )


def palette_of_changes() -> tuple[Shade, ...]:
    """Possible changes and clear ones."""
    return (
        Shade(theme.LESS, theme.INK, _("possible change")),
        Shade(theme.MORE, theme.SURFACE, _("clear change")),
    )


def heatmap_whole_picture(
    release: Release, group: str = ORGANISATION, *, page: str = "", width: float = theme.WIDE
) -> Chart:
    """How far each unit is from everybody; ``KeyError`` for a page that is not there."""
    table = apart_from_whole(release, group)
    return heatmap_chart(
        table.columns,
        page_of(table, page),
        title=_furthest(table),
        subtitle=_(
            "Favourable share of each unit less that of everybody, in points{part}; the first row "
            "is the share of everybody; hatched: not shown",
            part=page_in_words(table, page),
        ),
        foot=words.foot(release, ORGANISATION, translate(NOT_TESTED)),
        palette=palette_of_whole(),
        width=width,
    )


def heatmap_before_picture(
    before: Release,
    release: Release,
    group: str = ORGANISATION,
    *,
    page: str = "",
    width: float = theme.WIDE,
) -> Chart:
    """How far each unit has moved since an earlier round; ``KeyError`` for an unknown page."""
    table = since_before(release, before, group)
    return heatmap_chart(
        table.columns,
        page_of(table, page),
        title=_moves(table, before.round.title),
        subtitle=_(
            "Favourable share less that of {round}, in points{part}; hatched: not shown; a dash: "
            "not compared",
            round=before.round.title,
            part=page_in_words(table, page),
        ),
        foot=words.foot(release, ORGANISATION, translate(JUDGED_WITHIN), *not_compared(table)),
        palette=palette_of_changes(),
        width=width,
    )


def not_compared(table: HeatTable) -> tuple[str, ...]:
    """Why a whole column has no change, by construct."""
    whole = table.rows[0]
    found = [
        f"{name}: {cell.why}."
        for name, cell in zip(table.columns, whole.cells, strict=True)
        if cell.why
    ]
    return tuple(found)


def _furthest(table: HeatTable) -> str:
    """The shaded cell that is furthest from everybody."""
    shaded = [
        (abs(cell.apart), row, name, cell.apart)
        for row in table.rows[1:]
        for name, cell in zip(table.columns, row.cells, strict=False)
        if cell.apart is not None and cell.shade is not None
    ]
    if not shaded:
        return _("Everybody lies within the interval of every unit that is told in full")
    _size, row, name, apart = max(shaded, key=lambda one: one[0])
    return _(
        "Furthest from everybody: {unit} on {construct}, {points} points",
        unit=unit_name(row),
        construct=name,
        points=points(apart),
    )


def _moves(table: HeatTable, earlier: str) -> str:
    """What clearly changed in units, everybody apart."""
    clear = [
        f"{name}, {unit_name(row)} ({points(cell.apart)})"
        for row in table.rows[1:]
        for name, cell in zip(table.columns, row.cells, strict=False)
        if cell.apart is not None and cell.shade == 1
    ]
    if not clear:
        return _("No clear evidence of change in any unit since {round}", round=earlier)
    said = _(
        "Clearly changed in units since {round}: {changes}", round=earlier, changes=listed(clear)
    )
    if len(said) <= LONGEST:
        return said
    return ngettext(
        "{n} clear change in units since {round}",
        "{n} clear changes in units since {round}",
        len(clear),
        round=earlier,
    )
