"""Tables by attribute, as they are stored and as they are told.

Which tables may be told is decided from the rows when a round closes (:mod:`analysis.cuts`),
beside all that is told of its units. A release tells them only beside exactly that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.instrument import SKIPPED, Instrument, Item, ScaleKind
from analysis.measures import Measure, construct_measures, item_measures
from analysis.release import (
    OTHER,
    Band,
    Breakdown,
    Cell,
    Hidden,
    HiddenReason,
    ReleasedGroup,
    Shown,
)
from analysis.tally import Cut, GroupTally, ItemCounts
from analysis.words import gettext_noop

#: Kinds of attributes that have categories.
_CATEGORIES = frozenset({ScaleKind.SINGLE, ScaleKind.ORDINAL})
#: What the merged categories, and people who gave none, are called.
OTHER_TITLE = gettext_noop("Other categories together")
NO_ANSWER_TITLE = gettext_noop("No answer")


def cut_attributes(instrument: Instrument) -> tuple[Item, ...]:
    """The attributes that answers may be told by, in the order asked; earlier ones come first."""
    return tuple(
        item
        for item in instrument.counted_items
        if item.attribute and item.scale.kind in _CATEGORIES and not item.show_if
    )


def cut_measures(instrument: Instrument) -> tuple[Measure, ...]:
    """Items, then constructs, that may be told by an attribute.

    None that is an attribute itself; no ranking; and none that was asked by the answer to another,
    for how many were asked tells of that one.
    """
    items = {
        measure.code: measure
        for measure in item_measures(instrument)
        for item in measure.items
        if not item.attribute and not item.show_if and item.scale.kind is not ScaleKind.RANKING
    }
    constructs = [
        measure
        for measure in construct_measures(instrument)
        if all(item.code in items for item in measure.items)
    ]
    return (*items.values(), *constructs)


def fingerprint(groups: Sequence[ReleasedGroup], measure: Measure) -> str:
    """Of all that is told of units on a measure: 16 hexadecimal digits."""
    told = {group.path: _plainly(cell) for group, cell in _cells(groups, measure)}
    told = {path: cell for path, cell in told.items() if cell is not None}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _plainly(cell: Cell) -> Any:
    if isinstance(cell, Shown):
        return cell.counts.as_json()
    return [cell.low, cell.high] if isinstance(cell, Band) else None


def _cells(
    groups: Sequence[ReleasedGroup], measure: Measure
) -> Iterator[tuple[ReleasedGroup, Cell]]:
    for group in groups:
        cells = group.constructs if measure.is_construct else group.items
        if measure.code in cells:
            yield group, cells[measure.code]


def told_breakdowns(
    cuts: Sequence[Cut], instrument: Instrument, groups: Sequence[ReleasedGroup]
) -> tuple[Breakdown, ...]:
    """The tables that closing let pass, of whatever is still told of units as it was then.

    A table of which nothing is left is left out; a measure that is not told is hidden in all of
    its categories.
    """
    measures = cut_measures(instrument)
    now = {beside_key(measure): fingerprint(groups, measure) for measure in measures}
    found = []
    for cut in cuts:
        told = [
            one
            for one in measures
            if cut.beside.get(beside_key(one)) == now[beside_key(one)] and _is_in(cut, one)
        ]
        codes = {one.code for one in told if not one.is_construct}
        told = [one for one in told if all(item.code in codes for item in one.items)]
        if told:
            item = instrument.item(cut.attribute)
            categories = tuple(
                _category(item, code, cut, counts, measures, told)
                for code, counts in cut.groups.items()
            )
            found.append(Breakdown(cut.attribute, cut.within, categories))
    return tuple(found)


def beside_key(measure: Measure) -> str:
    """Under which a fingerprint is stored: a construct may have the code of an item."""
    return f"construct:{measure.code}" if measure.is_construct else measure.code


def _is_in(cut: Cut, measure: Measure) -> bool:
    return all(measure.code in _counts(group, measure) for group in cut.groups.values())


def _counts(group: GroupTally, measure: Measure) -> Mapping[str, ItemCounts]:
    return group.constructs if measure.is_construct else group.items


def _category(
    item: Item,
    code: str,
    cut: Cut,
    counts: GroupTally,
    measures: Sequence[Measure],
    told: Sequence[Measure],
) -> ReleasedGroup:
    items: dict[str, Cell] = {}
    constructs: dict[str, Cell] = {}
    for measure in measures:
        cells = constructs if measure.is_construct else items
        cells[measure.code] = (
            Shown(_counts(counts, measure)[measure.code])
            if measure in told
            else Hidden(HiddenReason.GIVES_AWAY)
        )
    return ReleasedGroup(
        path=code,
        title=category_title(item, code),
        parent=cut.within,
        invited=None,
        answers=None,
        items=items,
        constructs=constructs,
    )


def category_title(item: Item, code: str) -> str:
    """What a category is called."""
    if code in (OTHER, SKIPPED):
        return OTHER_TITLE if code == OTHER else NO_ANSWER_TITLE
    return item.scale.option(code).label
