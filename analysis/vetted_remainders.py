"""What is left when tables of departments are taken from the table of everybody.

Whoever subtracts has the answers of the people of a category in all other departments. Small
categories are merged in one table and not in another, so categories are taken together until both
tell them. Whatever can be had so is a sum and difference of what is told, of which closing made
sure (:mod:`analysis.overlaps`) that it is of nobody, or of enough people who do not all agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.attacker import KNOWN_BESIDE
from analysis.doubts import Doubt, cell_of, has_negative, less
from analysis.instrument import SKIPPED, Item
from analysis.measures import BOXES, Measure, is_in_boxes
from analysis.release import OTHER, Breakdown, Shown
from analysis.tally import ItemCounts

#: Categories, told together or alone.
Categories = frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One measure by the categories of an attribute; nobody is in a category that is missing."""

    within: str
    cells: Mapping[Categories, ItemCounts]

    @property
    def is_in_boxes(self) -> bool:
        """Whether it tells boxes and no more."""
        return any(is_in_boxes(counts) for counts in self.cells.values())

    def tells(self, union: Categories) -> bool:
        """Whether no category of the union is merged with one outside it."""
        return all(cell <= union or not cell & union for cell in self.cells)

    def counts(self, union: Categories) -> list[ItemCounts]:
        """The counts that add up to those of a union that it tells."""
        return [counts for cell, counts in self.cells.items() if cell <= union]


def told_table(table: Breakdown, measure: Measure, attribute: Item) -> Table:
    """The table of a measure that is told: all categories that it does not name are merged.

    So are those that nobody names, because closing forgot them; they stand as :data:`OTHER`.
    """
    named = {group.path for group in table.groups} - {OTHER}
    options = {option.code for option in attribute.scale.options}
    merged = frozenset({*options, SKIPPED, OTHER} - named)
    cells: dict[Categories, ItemCounts] = {}
    for group in table.groups:
        cell = cell_of(group, measure)
        if isinstance(cell, Shown):
            cells[merged if group.path == OTHER else frozenset({group.path})] = cell.counts
    return Table(table.within, cells)


def in_boxes(measure: Measure, counts: ItemCounts) -> ItemCounts:
    """The same people by box."""
    good, bad = measure.favourable(counts), measure.unfavourable(counts)
    people = (good, counts.answered - good - bad, bad)
    return ItemCounts(counts.answered, options=dict(zip(BOXES, people, strict=True)))


def left_over(
    measure: Measure, tables: Sequence[Table], least: int, *, is_first: bool
) -> Iterator[Doubt]:
    """Of tables of one measure by one attribute, each sound by itself.

    ``least`` is how many answers have to be left. A correction may have turned the scale round:
    unless it ``is_first``, closing judged other boxes than those that options have now.
    """
    in_full = [one for one in tables if not one.is_in_boxes]
    yield from _by_subtraction(measure, in_full, least, is_first=is_first)
    if any(one.is_in_boxes for one in tables):
        boxed = [
            Table(one.within, {cell: in_boxes(measure, n) for cell, n in one.cells.items()})
            for one in tables
        ]
        yield from _by_subtraction(measure, boxed, least, is_first=is_first)


def _by_subtraction(
    measure: Measure, tables: Sequence[Table], least: int, *, is_first: bool
) -> Iterator[Doubt]:
    whole = next((one for one in tables if not one.within), None)
    parts = [one for one in tables if one.within]
    if whole is None or not parts:
        return
    for union in _unions(whole, parts):
        inside = [part for part in parts if part.tells(union)]
        taken = [counts for part in inside for counts in part.counts(union)]
        if not taken:
            continue
        left = less(_sum(whole.counts(union)), taken)
        alike = measure.alike(left) if is_first else left.options
        if has_negative(left) or (not left.answered and any(left.options.values())):
            yield Doubt.SUMS
        elif left.answered and (
            left.answered < least or any(left.answered - n <= KNOWN_BESIDE for n in alike.values())
        ):
            yield Doubt.REMAINDER


def _unions(whole: Table, parts: Iterable[Table]) -> set[Categories]:
    """Categories that the whole tells apart or together, and those that all tables tell."""
    cells = {*whole.cells, *(cell for part in parts for cell in part.cells)}
    found = {cell.union(*(one for one in whole.cells if one & cell)) for cell in cells}
    apart: list[Categories] = []
    for cell in cells:
        touching = [one for one in apart if one & cell]
        apart = [one for one in apart if not one & cell]
        apart.append(cell.union(*touching))
    return {*found, *apart}


def _sum(counts: Sequence[ItemCounts]) -> ItemCounts:
    """Valid answers of several groups together."""
    options: dict[str, int] = {}
    for one in counts:
        for code, n in one.options.items():
            options[code] = options.get(code, 0) + n
    return ItemCounts(sum(one.answered for one in counts), options=options)
