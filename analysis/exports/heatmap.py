"""Units by constructs: the favourable share and n of each, or the reason why it is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.charts import theme
from analysis.charts.heatmap import HeatCell, HeatRow, heatmap_chart
from analysis.charts.numbers import percent
from analysis.charts.theme import Chart
from analysis.estimates import estimate_construct
from analysis.exports import words
from analysis.exports.rows import people_in_charts
from analysis.findings import people_in_words
from analysis.release import Band, Hidden, Release, ReleasedGroup
from analysis.tally import ORGANISATION
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

#: Rows that a page has room for.
ROWS_OF_A_PAGE = 24
#: What a table is sorted by, where it is not a construct.
BY_NAME = "unit"
#: Said under every heatmap.
BY_CHANCE = gettext_noop(
    "Small units differ by chance alone: where n is 10, the 95 % interval of a share reaches up "
    "to 26 points either way."
)


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Titles of the constructs, and a row for the organisation and each of its units.

    Units stand in the order of the tree, each parent before its children, siblings by name; one
    of which nothing may be shown stands among them with the reason. ``codes`` are those of the
    constructs.
    """

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    codes: tuple[str, ...] = ()


def has_heatmap(release: Release) -> bool:
    """Whether there are units and constructs to show side by side."""
    return bool(
        release.organisation.hidden is None
        and release.instrument.constructs
        and any(unit.hidden is None for unit in release.units)
    )


def heat_table(release: Release, group: str = ORGANISATION) -> HeatTable:
    """Every construct of every unit, or of one unit and those below it.

    ``ValueError`` where :func:`has_heatmap` says no, ``KeyError`` for an unknown group.
    """
    if not has_heatmap(release):
        raise ValueError("A heatmap needs a unit that is shown, and a construct.")
    top = release.group(group).path
    below = [one for one in release.units if not top or f"{one.path}/".startswith(f"{top}/")]
    rows = [_row(release, release.organisation)]
    rows += [_hidden_row(release, one) if one.hidden else _row(release, one) for one in below]
    constructs = release.instrument.constructs
    return HeatTable(
        tuple(one.title for one in constructs), tuple(rows), tuple(one.code for one in constructs)
    )


def sort_heat_table(table: HeatTable, by: str, *, descending: bool) -> HeatTable:
    """The table sorted by a construct, or by the names of units (:data:`BY_NAME`).

    Everybody stays first. What is told as a band has no place among figures: it comes after them in
    the order of the tree, then what has no figure, and rows of which nothing is shown at the end.
    ``KeyError`` for an unknown construct.
    """
    if by != BY_NAME and by not in table.codes:
        raise KeyError(by)
    whole, *units = table.rows
    rows = [replace(row, label=unit_name(row), depth=min(row.depth, 1)) for row in units]
    if by == BY_NAME:
        shown = [row for row in rows if not row.hidden]
        ranked = sorted(shown, key=lambda row: row.label.casefold(), reverse=descending)
        rest = list[HeatRow]()
    else:
        column = table.codes.index(by)
        figures = {row.code: row.cells[column].figure for row in rows if not row.hidden}
        told = [row for row in rows if figures.get(row.code) is not None]
        ranked = sorted(told, key=lambda row: figures[row.code] or 0.0, reverse=descending)
        rest = [row for row in rows if not row.hidden and figures[row.code] is None]
        rest.sort(key=lambda row: not row.cells[column].band)
    hidden = [row for row in rows if row.hidden]
    return replace(table, rows=(whole, *ranked, *rest, *hidden))


def unit_name(row: HeatRow) -> str:
    """A unit below another one with all names of its path."""
    return row.label if row.depth < 2 else row.code.replace("/", " / ")


def page_of(table: HeatTable, page: str) -> Sequence[HeatRow]:
    """All rows, or those of a page; ``KeyError`` for one that is not there."""
    return heat_pages(table)[page] if page else table.rows


def page_in_words(table: HeatTable, page: str) -> str:
    """Which page it is, where there are several."""
    pages = len(heat_pages(table)) if page else 1
    return _(", page {page} of {pages}", page=page, pages=pages) if pages > 1 else ""


def heatmap_picture(
    release: Release, group: str = ORGANISATION, *, page: str = "", width: float = theme.WIDE
) -> Chart:
    """The whole table, or one page of it ("1", "2"); ``KeyError`` for a page that is not there."""
    table = heat_table(release, group)
    bands = _("; dashed: a band that the share lies in") if words.has_bands(release) else ""
    return heatmap_chart(
        table.columns,
        page_of(table, page),
        title=_headline(table),
        subtitle=_(
            "Favourable share and n of each construct, by unit{part}; under each unit how many "
            "of how many answered; hatched: not shown{bands}",
            part=page_in_words(table, page),
            bands=bands,
        ),
        foot=words.foot(release, ORGANISATION, translate(BY_CHANCE)),
        width=width,
    )


def heat_pages(table: HeatTable) -> dict[str, tuple[HeatRow, ...]]:
    """The rows by page, each with the organisation, a department begun before named again."""
    whole, *units = table.rows
    pages: list[list[HeatRow]] = [[whole]]
    heading: HeatRow | None = None
    for department in _departments(units):
        fits = len(pages[-1]) + len(department) <= ROWS_OF_A_PAGE
        if not fits and len(pages[-1]) > 1:
            pages.append([whole])
        heading = department[0] if len(department) > 1 else None
        for row in department:
            if len(pages[-1]) == ROWS_OF_A_PAGE:
                pages.append([whole, *([heading] if heading else [])])
            pages[-1].append(row)
    return {str(number): tuple(rows) for number, rows in enumerate(pages, start=1)}


def _departments(rows: Sequence[HeatRow]) -> Iterator[list[HeatRow]]:
    """The rows below the organisation, each with what is below it."""
    department: list[HeatRow] = []
    for row in rows:
        if row.depth <= 1 and department:
            yield department
            department = []
        department.append(row)
    if department:
        yield department


def _row(release: Release, unit: ReleasedGroup) -> HeatRow:
    codes = [construct.code for construct in release.instrument.constructs]
    return HeatRow(
        unit.title if unit.path else _("Everybody"),
        _answered(unit),
        _depth(unit),
        tuple(_cell(release, unit, code) for code in codes),
        code=unit.path or "all",
    )


def _answered(unit: ReleasedGroup) -> str:
    if unit.between:
        return _("{people} answers", people=people_in_words(*unit.between))
    if unit.invited is None:
        return f"{unit.answers}"
    return _("{count} of {n}", count=unit.answers, n=unit.invited)


def _hidden_row(release: Release, unit: ReleasedGroup) -> HeatRow:
    why = words.unit_words(release, unit)
    return HeatRow(unit.title, depth=_depth(unit), hidden=why, code=unit.path)


def _depth(unit: ReleasedGroup) -> int:
    return len(unit.path.split("/")) if unit.path else 0


def _cell(release: Release, unit: ReleasedGroup, code: str) -> HeatCell:
    cell = estimate_construct(release, unit.path, code)
    if isinstance(cell, Hidden):
        return HeatCell(hidden=True)
    if isinstance(cell, Band):
        people = people_in_charts(cell.at_least, cell.at_most)
        return HeatCell(band=(cell.low, cell.high), people=people)
    return HeatCell(cell.n, cell.favourable.estimate if cell.favourable else None)


def _headline(table: HeatTable) -> str:
    """The construct on which the shown units are furthest apart."""
    units = [row for row in table.rows[1:] if not row.hidden]
    spreads = []
    for number, name in enumerate(table.columns):
        shown = [
            (share, unit_name(row))
            for row in units
            if (share := row.cells[number].share) is not None
        ]
        if len(shown) > 1:
            low, high = min(shown), max(shown)
            spreads.append((high[0] - low[0], name, low, high))
    if not spreads or max(spreads)[0] == 0:
        return _("Favourable shares by unit")
    _spread, name, low, high = max(spreads)
    said = {
        "construct": name,
        "low": percent(low[0]),
        "lowest": low[1],
        "high": percent(high[0]),
        "highest": high[1],
    }
    if any(cell.is_band for row in units for cell in row.cells):
        return _(
            "Of shares told in full, units are furthest apart on {construct}: {low} in {lowest}, "
            "{high} in {highest}",
            **said,
        )
    return _(
        "Units are furthest apart on {construct}: {low} in {lowest}, {high} in {highest}", **said
    )
