"""The columns of a table of units by constructs: what sorts it, on its page and in the overview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from analysis.exports.heatmap import HeatTable

#: What ``?order=`` may say; figures begin with the highest unless told, names with the first.
ORDERS = ("", "ascending", "descending")
ASCENDING, DESCENDING = ORDERS[1:]


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """A column of the table and the address that sorts by it.

    ``sorted`` is ``ascending``, ``descending`` or empty; ``order`` is what a click asks for.
    """

    code: str
    title: str
    sorted: str
    order: str


@dataclass(frozen=True, slots=True)
class SortedHeat:
    """A table as it was asked for, and the columns that sort it."""

    table: HeatTable
    columns: tuple[HeatColumn, ...]


def sorted_heat(table: HeatTable, sort: str, order: str) -> SortedHeat | None:
    """A table by one of its columns; ``None`` for a column or an order that is not there."""
    if order not in ORDERS:
        return None
    try:
        return SortedHeat(_sorted(table, sort, order), _columns(table, sort, order))
    except KeyError:
        return None


def _sorted(table: HeatTable, sort: str, order: str) -> HeatTable:
    from analysis.exports.heatmap import sort_heat_table

    if not sort:
        return table
    return sort_heat_table(table, sort, descending=_order(sort, order) == DESCENDING)


def _order(sort: str, order: str) -> str:
    from analysis.exports.heatmap import BY_NAME

    return order or (ASCENDING if sort == BY_NAME else DESCENDING)


def _columns(table: HeatTable, sort: str, order: str) -> tuple[HeatColumn, ...]:
    """The names of units, then the constructs."""
    from analysis.exports.heatmap import BY_NAME

    found = [(BY_NAME, _("Unit")), *zip(table.codes, table.columns, strict=True)]
    return tuple(
        HeatColumn(code, title, now, _other(code, now))
        for code, title in found
        for now in [_order(sort, order) if code == sort else ""]
    )


def _other(code: str, now: str) -> str:
    """What a click on the head of a column asks for: the way round that it is not."""
    if not now:
        return _order(code, "")
    return ASCENDING if now == DESCENDING else DESCENDING
