"""Corrections: a further release of a round, in place of one that was wrong.

The answers are destroyed by then, so there are two things to correct: a question is taken out (it
turned out to ask something else), or its scale is turned round (whoever wrote it forgot to mark
that agreeing is bad). Scores of people are made of their answers and cannot be made again, so the
constructs of such a question are taken out with it.

A correction tells no more than the release before it: where that told a band, a question that is
turned round is hidden.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from analysis.instrument import Instrument
from analysis.measurement import Together
from analysis.measures import turned_round
from analysis.release import (
    Breakdown,
    Cell,
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    Shown,
)

WITHDRAWN = Hidden(HiddenReason.WITHDRAWN)


def corrected(
    release: Release,
    *,
    reason: str,
    withdrawn: Collection[str] = (),
    turned: Collection[str] = (),
) -> Release:
    """The next release of the round, without some questions and with others turned round.

    ``withdrawn`` and ``turned`` are codes of items. ``ValueError`` where there is no reason or
    nothing to do, where a code is not one of a closed item, and where an item without order
    should be turned round.
    """
    _check(release.instrument, reason, {*withdrawn}, {*turned})
    instrument = _turned(release.instrument, turned)
    constructs = {
        construct.code
        for construct in instrument.constructs
        if {*construct.items} & {*withdrawn, *turned}
    }
    change = _Change({*withdrawn}, {*turned}, constructs)
    return replace(
        release,
        instrument=instrument,
        number=release.number + 1,
        groups=tuple(change.group(group) for group in release.groups),
        together=change.together(release.together, {*withdrawn, *turned}),
        breakdowns=tuple(
            Breakdown(one.attribute, one.within, tuple(change.group(group) for group in one.groups))
            for one in release.breakdowns
            if one.attribute not in withdrawn
        ),
        corrects=" ".join(part for part in (release.corrects, reason.strip()) if part),
    )


def _check(instrument: Instrument, reason: str, withdrawn: set[str], turned: set[str]) -> None:
    if not reason.strip():
        raise ValueError("A correction says why: readers see the reason beside the results.")
    if not withdrawn | turned:
        raise ValueError("Nothing to correct: name a question to take out or to turn round.")
    counted = {item.code: item for item in instrument.counted_items}
    for code in sorted(withdrawn | turned):
        if code not in counted:
            raise ValueError(f"There is no closed question {code!r} in this round.")
    for code in sorted(turned):
        if not counted[code].scale.is_ordered:
            raise ValueError(f"The answers to {code!r} have no order: nothing can be turned round.")
    if both := sorted(withdrawn & turned):
        raise ValueError(f"{both[0]!r} is taken out and turned round at once; choose one.")


def _turned(instrument: Instrument, codes: Collection[str]) -> Instrument:
    return replace(
        instrument,
        items=tuple(
            replace(item, reverse=not item.reverse) if item.code in codes else item
            for item in instrument.items
        ),
    )


class _Change:
    """What happens to the cells of items and constructs."""

    def __init__(self, withdrawn: set[str], turned: set[str], constructs: set[str]) -> None:
        self.withdrawn = withdrawn
        self.turned = turned
        self.constructs = constructs

    def group(self, group: ReleasedGroup) -> ReleasedGroup:
        """A group after the correction. One that is hidden stays as it is."""
        if group.hidden:
            return group
        return replace(
            group,
            items={code: self._item(code, cell) for code, cell in group.items.items()},
            constructs={
                code: WITHDRAWN if code in self.constructs else cell
                for code, cell in group.constructs.items()
            },
        )

    def _item(self, code: str, cell: Cell) -> Cell:
        if code in self.withdrawn:
            return WITHDRAWN
        if code in self.turned and not isinstance(cell, Shown):
            return cell if isinstance(cell, Hidden) else WITHDRAWN
        if code in self.turned and isinstance(cell, Shown):
            return Shown(turned_round(cell.counts))
        return cell

    def together(self, found: Together, items: set[str]) -> Together:
        """What answers say together, without what any of it was made of."""
        drivers = found.drivers
        has_changed = drivers and (
            drivers.outcome in items
            or any(driver.construct in self.constructs for driver in drivers.drivers)
        )
        return Together(
            reliability=tuple(
                one for one in found.reliability if one.construct not in self.constructs
            ),
            pairs=tuple(
                pair for pair in found.pairs if not {pair.first, pair.second} & self.constructs
            ),
            drivers=None if has_changed else drivers,
        )
