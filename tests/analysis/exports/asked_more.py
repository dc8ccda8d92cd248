"""A release of the demonstration that asks more: what to fix is about constructs, DORA's metrics.

The demonstration itself stays as it is, because the hashes of its releases are written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.instrument import Item
from analysis.release import Cell, Hidden, HiddenReason, Release, ReleasedGroup
from tests.deliveries import METRICS, delivery_releases

#: What each option of ``fix_first`` is about; of alerts no construct tells.
ABOUT: Mapping[str, str] = {
    "tests": "tests", "reviews": "feedback", "docs": "docs", "meetings": "focus",
    "environments": "release",
}  # fmt: skip


def asking_more(release: Release) -> Release:
    """The release with both; the metrics are told of everybody, as 58 of 70 answered them too.

    Units do not tell them.
    """
    other = delivery_releases()[-1]
    more = {code: other.instrument.item(code) for code in METRICS}
    items = [_about(one) for one in release.instrument.items if one.code not in more]
    nothing = dict.fromkeys(METRICS, Hidden(HiddenReason.TOO_FEW))
    whole, *units = release.groups
    cells = {code: other.organisation.items[code] for code in METRICS}
    return replace(
        release,
        instrument=replace(release.instrument, items=(*items, *more.values())),
        groups=(_with(whole, cells), *(_with(unit, nothing) for unit in units)),
    )


def _about(item: Item) -> Item:
    if item.code != "fix_first":
        return item
    options = (replace(one, construct=ABOUT.get(one.code)) for one in item.scale.options)
    return replace(item, scale=replace(item.scale, options=tuple(options)))


def _with(group: ReleasedGroup, cells: Mapping[str, Cell]) -> ReleasedGroup:
    return replace(group, items={**group.items, **cells})
