"""Rules on attributes: how many people would share an answer at an organisation of this size.

Groups are taken as equal, which is the best case: of groups that are not, the smallest is smaller.
Where nobody is on the roster nothing is known of the size, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from analysis.instrument import Instrument, Item
from questionnaires.advice.values import WHOLE_SET, Advice, Circumstances, Rule


def attribute_advice(item: Item, circumstances: Circumstances) -> Iterator[Advice]:
    """An attribute of which the groups would be smaller than results tell of."""
    if not item.attribute or not circumstances.people:
        return
    group = circumstances.people // max(1, len(item.scale.options))
    if group < circumstances.k:
        yield Advice(
            Rule.IDENTIFYING,
            f"items.{item.code}",
            _judged([item], group, circumstances),
            found=str(len(item.scale.options)),
            number=group,
            limit=circumstances.k,
        )


def attributes_together(instrument: Instrument, circumstances: Circumstances) -> Iterator[Advice]:
    """Attributes that, put together, leave hardly anybody with the same answers."""
    asked = [item for item in instrument.items if item.attribute and item.scale.options]
    if len(asked) < 2 or not circumstances.people:
        return
    combinations = prod(len(item.scale.options) for item in asked)
    group = circumstances.people // combinations
    if group < circumstances.k:
        yield Advice(
            Rule.IDENTIFYING_TOGETHER,
            WHOLE_SET,
            _judged(asked, group, circumstances),
            found=str(combinations),
            number=group,
            limit=circumstances.k,
        )


def _judged(items: list[Item], group: int, circumstances: Circumstances) -> str:
    """The attributes with their answers and the size of a group: smaller groups are new advice."""
    answers = (f"{item.code} {option.code}" for item in items for option in item.scale.options)
    return "\n".join((str(group), str(circumstances.k), *answers))
