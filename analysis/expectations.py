"""What a round would tell if so many answered: the gate, tried before anybody is asked.

Nothing here is about anybody: the answers are made up, as mixed as can be, so that what decides is
how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from analysis.disclosure import UnitFrame, release
from analysis.instrument import AGREEMENT_5, Instrument, Item, likert
from analysis.release import Band, RoundFacts, Shown
from analysis.tally import ORGANISATION, GroupTally, ItemCounts, Tally

_ITEM = Item("expected", "", likert("agreement_5", AGREEMENT_5, boxes=2))
_INSTRUMENT = Instrument("expected", "", items=(_ITEM,), sections=())


class Expected(StrEnum):
    """What is told of a group."""

    FULL = "full"
    BAND = "band"
    HIDDEN = "hidden"


def expected(
    answers: Mapping[str, int], *, k: int, full_detail: bool = False
) -> dict[str, Expected]:
    """What would be told of everybody, of each unit, and of all above these.

    ``answers`` are expected numbers by the unit that people are counted in. In every unit they are
    as mixed as can be; where nearly all agree, less is told.

    >>> told = expected({"Ops/Build": 14, "Ops/Cloud": 12, "Shop/Pay": 11, "Shop/Web": 4}, k=5)
    >>> {path: str(one) for path, one in told.items()}
    {'': 'full', 'Ops': 'full', 'Ops/Build': 'full', 'Ops/Cloud': 'full', 'Shop': 'full', \
'Shop/Pay': 'hidden', 'Shop/Web': 'hidden'}
    """
    tally = _mixed(answers)
    facts = RoundFacts("", "", "", "", k, full_detail=full_detail)
    found = release(tally, _INSTRUMENT, facts, list(_frame(answers)))
    told = {group.path: group.items[_ITEM.code] for group in found.groups}
    return {
        unit.path: Expected.FULL
        if isinstance(told.get(unit.path), Shown)
        else Expected.BAND
        if isinstance(told.get(unit.path), Band)
        else Expected.HIDDEN
        for unit in _frame(answers)
    }


def _mixed(answers: Mapping[str, int]) -> Tally:
    """Of every unit, one answer to each option in turn, going on where the last unit ended."""
    options = [option.code for option in _ITEM.scale.options]
    groups: dict[str, GroupTally] = {}
    given = 0
    for path in sorted(answers):
        chosen = dict.fromkeys(options, 0)
        for _ in range(answers[path]):
            chosen[options[given % len(options)]] += 1
            given += 1
        cell = ItemCounts(answered=answers[path], options=chosen)
        counted = GroupTally(answers[path], {_ITEM.code: cell})
        for above in _at_and_above(path):
            groups[above] = groups.get(above, GroupTally()) + counted
    return Tally(groups)


def _frame(answers: Mapping[str, int]) -> Iterator[UnitFrame]:
    paths = sorted({above for path in answers for above in _at_and_above(path)})
    for path in paths:
        parent, _slash, title = path.rpartition("/")
        yield UnitFrame(path, title, None if path == ORGANISATION else parent, None)


def _at_and_above(path: str) -> Iterator[str]:
    yield ORGANISATION
    titles = path.split("/") if path else []
    for depth in range(1, len(titles) + 1):
        yield "/".join(titles[:depth])
