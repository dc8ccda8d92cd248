"""Tables by attribute of a release that was made elsewhere, held against the rules of closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.breakdowns import beside_key, cut_attributes, cut_measures
from analysis.disclosure import DISTRIBUTION_MINIMUM
from analysis.doubts import Doubt, Doubtful, adds_up, cell_of, less
from analysis.instrument import SKIPPED, Item
from analysis.measures import BOXES, Measure, is_in_boxes
from analysis.release import OTHER, Band, Breakdown, Cell, Release, Shown
from analysis.tally import ItemCounts
from analysis.vetted_remainders import Table, in_boxes, left_over, told_table


def doubtful_tables(release: Release, *, least: int, apart: int) -> Iterator[Doubtful]:
    """Tables by attribute that closing would not have let pass, alone or beside one another.

    ``least`` is how many answers there have to be in what is left by subtraction, ``apart`` how
    many people have to differ from any one option or box in what is told.
    """
    fewest = max(DISTRIBUTION_MINIMUM, release.round.k)
    attributes = {item.code: item for item in cut_attributes(release.instrument)}
    measures = cut_measures(release.instrument)
    groups = {group.path: group for group in release.groups}
    seen: set[tuple[str, str]] = set()
    sound: dict[tuple[str, str], list[Table]] = {}
    for table in release.breakdowns:
        path = f"{table.within}?{table.attribute}"
        key = (table.attribute, table.within)
        within = groups.get(table.within)
        attribute = attributes.get(table.attribute)
        is_new = key not in seen and "/" not in table.within
        if not (within and attribute and is_new and _is_table(table, attribute, measures)):
            yield Doubtful(path, "", Doubt.GROUPS)
        else:
            for measure in measures:
                cells = [cell_of(group, measure) for group in table.groups]
                doubts = [*_of_table(measure, cells, cell_of(within, measure), fewest, apart)]
                yield from (Doubtful(path, measure.code, doubt) for doubt in doubts)
                if not doubts and isinstance(cells[0], Shown):
                    place = (table.attribute, beside_key(measure))
                    sound.setdefault(place, []).append(told_table(table, measure, attribute))
        seen.add(key)
    for code in attributes:
        for measure in measures:
            tables = sound.get((code, beside_key(measure)), [])
            for doubt in left_over(measure, tables, least, is_first=release.number == 1):
                yield Doubtful(f"?{code}", measure.code, doubt)


def _is_table(table: Breakdown, attribute: Item, measures: Sequence[Measure]) -> bool:
    categories = [group.path for group in table.groups]
    known = {*(option.code for option in attribute.scale.options), OTHER, SKIPPED}
    items = {one.code for one in measures if not one.is_construct}
    constructs = {one.code for one in measures if one.is_construct}
    return (
        len(categories) > 1
        and len(set(categories)) == len(categories)
        and known.issuperset(categories)
        and all(
            group.parent == table.within
            and not (group.hidden or group.between or group.reissued)
            and group.answers is group.invited is None
            and group.items.keys() == items
            and group.constructs.keys() == constructs
            for group in table.groups
        )
    )


def _of_table(
    measure: Measure, cells: Sequence[Cell], within: Cell, fewest: int, apart: int
) -> Iterator[Doubt]:
    """All or nothing of a measure; told beside the same of the whole, to which it adds up."""
    told = [cell.counts for cell in cells if isinstance(cell, Shown)]
    if any(isinstance(cell, Band) for cell in cells):
        yield Doubt.BAND
    if not told:
        return
    if len(told) < len(cells) or not isinstance(within, Shown):
        yield Doubt.HIDDEN
        return
    boxed = {is_in_boxes(counts) for counts in told}
    if len(boxed) > 1 or any(counts.pairs or counts.missing for counts in told):
        yield Doubt.SUMS
        return
    whole = within.counts
    if boxed == {True}:
        if not measure.has_boxes or any(counts.options.keys() != {*BOXES} for counts in told):
            yield Doubt.SUMS
            return
        whole = in_boxes(measure, whole)
        is_even = all(sum(counts.options.values()) == counts.answered for counts in told)
    else:
        is_even = all(adds_up(measure, counts) for counts in told)
    left = less(ItemCounts(whole.answered, options=whole.options), told)
    if not is_even or left.answered or any(left.options.values()):
        yield Doubt.SUMS
        return
    for counts in told:
        if counts.answered < fewest:
            yield Doubt.TOO_FEW
        elif any(counts.answered - n < apart for n in measure.alike(counts).values()):
            yield Doubt.ALIKE
