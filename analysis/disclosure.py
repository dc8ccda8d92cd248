"""The gate: from a tally to a release, so that nothing shown gives away a few people.

The rule is the cautious one. The organisation as a whole is shown; units only where every sibling
is large enough, otherwise none of them, and never below a unit that is hidden. So nothing that is
shown can be subtracted from anything else that is shown to leave fewer than ten people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.instrument import Construct, Instrument, Item, ScaleKind
from analysis.measurement import (
    FEWEST_COMPLETE,
    ItemFit,
    ItemMoments,
    Reliability,
    Together,
)
from analysis.participation import Participation
from analysis.release import (
    OTHER,
    Cell,
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    RoundFacts,
    Shown,
)
from analysis.stats.moments import MomentSums
from analysis.stats.reliability import McDonaldOmega, alpha_interval, item_total, mcdonald_omega
from analysis.tally import ORGANISATION, GroupTally, ItemCounts, Tally

#: Digits that figures of several items keep.
DECIMALS = 2

#: Valid answers that a distribution needs, unless the round's k is larger still.
DISTRIBUTION_MINIMUM = 10

#: Valid answers that choices made together need: like correlations, more than 25.
PAIRS_MINIMUM = 26

#: The smallest k that a round may choose.
K_FLOOR = 4


@dataclass(frozen=True, slots=True)
class UnitFrame:
    """A group of people as frozen when the round opened.

    ``path`` is ``""`` for the organisation, whose ``parent`` is ``None``; ``invited`` is the head
    count, ``None`` behind an open link.
    """

    path: str
    title: str
    parent: str | None
    invited: int | None


def release(
    tally: Tally,
    instrument: Instrument,
    facts: RoundFacts,
    frame: Sequence[UnitFrame],
    number: int = 1,
) -> Release:
    """What may be shown of a round.

    * Fewer than k answers in all: nothing but that.
    * An item or construct is shown in full where at least ten people (or k, if that is more) gave
      a valid answer. A construct is shown only where each of its items is: its scores, less the
      answers to a shown item, would give away the answers to a hidden one.
    * The units of one parent are shown only where each of them, and whoever answered in the parent
      but in none of them, reaches that number too, on the round and again on each item; and only
      where the parent is shown.
    * Which options of a multiple choice were chosen together is shown by the same rule with more
      than 25 in the place of ten, and never of an attribute.
    * Attributes (role, tenure) are shown for the organisation only; categories with fewer than k
      people are merged into ``"_other"``. A question that was asked by the answer to such an
      attribute is hidden: how many were asked would count a merged category.

    ``frame`` names the organisation and every unit, in any order. Raises ``ValueError`` where it
    does not fit the tally, or where k is below its floor.
    """
    if facts.k < K_FLOOR:
        raise ValueError(f"k is {facts.k}; it is never below {K_FLOOR}.")
    units = _ordered(frame)
    _check_frame(units, tally)
    if tally.organisation.respondents < facts.k:
        too_small = _all_hidden(instrument, units[0], HiddenReason.ROUND_TOO_SMALL)
        return Release(facts, instrument, (too_small,), number)
    gate = _Gate(tally, instrument, units, facts.k)
    groups = tuple(gate.group(unit) for unit in units)
    return Release(facts, instrument, groups, number, _together(tally, instrument))


def whole_file_release(
    tally: Tally, instrument: Instrument, facts: RoundFacts, invited: int | None = None
) -> Release:
    """Everything about the organisation as a whole, ungated: for a file that the user holds.

    Whoever has the file has every answer in it, so hiding its counts would protect nobody.
    ``invited`` is the head count where it is known.
    """
    counts = tally.organisation
    group = ReleasedGroup(
        path=ORGANISATION,
        title=facts.title,
        parent=None,
        invited=invited,
        answers=counts.respondents,
        items={
            item.code: Shown(counts.items.get(item.code, ItemCounts()))
            for item in instrument.counted_items
        },
        constructs={
            construct.code: Shown(counts.constructs.get(construct.code, ItemCounts()))
            for construct in instrument.constructs
        },
    )
    return Release(facts, instrument, (group,), together=_together(tally, instrument))


def with_participation(release: Release, rates: Mapping[str, Any] | None) -> Release:
    """The release with the response rates by attribute that were told when the round closed.

    ``rates`` is what closing stored, ``None`` behind an open link. The attributes were judged
    beside the groups named in it: where the release shows others, or counts other answers, none
    of them is told.
    """
    if not rates or release.organisation.hidden:
        return release
    titles = [one["title"] for one in rates["attributes"]]
    shown = [group for group in release.groups if group.hidden is None]
    is_as_judged = (
        {group.path for group in shown} == set(rates.get("beside", ()))
        and release.organisation.answers == rates["answered"]
        and release.organisation.invited == rates["invited"]
    )
    told = (
        Participation.from_json(rates)
        if is_as_judged
        else Participation((), (*titles, *rates["left_out"]))
    )
    return replace(release, participation=told)


def _together(tally: Tally, instrument: Instrument) -> Together:
    """What the answers say together: of more than 25 complete answers, and rounded.

    Figures of one organisation to two digits cannot be solved for the answers of a person.
    """
    found = (
        _reliability(construct, tally.moments[construct.code])
        for construct in instrument.constructs
        if construct.code in tally.moments and tally.moments[construct.code].n >= FEWEST_COMPLETE
    )
    made, drivers = tally.together, tally.together.drivers
    return Together(
        reliability=tuple(found),
        pairs=tuple(pair for pair in made.pairs if pair.n >= FEWEST_COMPLETE),
        drivers=drivers if drivers and drivers.n >= FEWEST_COMPLETE else None,
    )


def _reliability(construct: Construct, moments: ItemMoments) -> Reliability:
    sums = MomentSums(
        moments.items,
        moments.n,
        tuple(total / moments.unit for total in moments.sums),
        tuple(tuple(x / moments.unit**2 for x in row) for row in moments.products),
    )
    alpha = alpha_interval(sums)
    omega = _omega(sums)
    return Reliability(
        construct=construct.code,
        n=moments.n,
        alpha=_rounded(alpha.estimate),
        low=_rounded(alpha.low),
        high=_rounded(alpha.high),
        omega=_rounded(omega.estimate) if omega else None,
        variance_extracted=_rounded(omega.variance_extracted) if omega else None,
        items=tuple(
            ItemFit(
                one.item, _rounded(one.r_drop), _rounded(one.alpha_if_dropped), one.looks_reversed
            )
            for one in item_total(sums)
        ),
    )


def _omega(sums: MomentSums) -> McDonaldOmega | None:
    """``None`` of fewer than three items, and where one of them says nothing of its own."""
    if len(sums.items) < 3:
        return None
    try:
        return mcdonald_omega(sums)
    except ValueError:
        return None


def _rounded(figure: float) -> float | None:
    return None if math.isnan(figure) else round(figure, DECIMALS)


_Reasons = Mapping[str, HiddenReason | None]


class _Gate:
    """The cautious rule, applied to one tally. Reasons are by path, ``None`` where shown."""

    def __init__(
        self, tally: Tally, instrument: Instrument, units: Sequence[UnitFrame], k: int
    ) -> None:
        self.tally = tally
        self.instrument = instrument
        self.units = units
        self.k = k
        self.minimum = max(DISTRIBUTION_MINIMUM, k)
        self.children: dict[str, list[str]] = {}
        for unit in units:
            if unit.parent is not None:
                self.children.setdefault(unit.parent, []).append(unit.path)
        self.hidden_groups = self._reasons(lambda counts: counts.respondents)
        self.hidden_items = {
            item.code: self._reasons(_answered_item(item.code)) for item in instrument.counted_items
        }
        self.hidden_pairs = {
            item.code: self._reasons(_answered_item(item.code), max(PAIRS_MINIMUM, k))
            for item in instrument.counted_items
            if item.scale.kind is ScaleKind.MULTIPLE
        }
        self.hidden_constructs = {
            construct.code: self._reasons(_answered_construct(construct.code))
            for construct in instrument.constructs
        }

    def group(self, unit: UnitFrame) -> ReleasedGroup:
        """What may be shown of this unit."""
        hidden = self.hidden_groups[unit.path]
        if hidden:
            return _all_hidden(self.instrument, unit, hidden)
        items = {item.code: self._item(unit, item) for item in self.instrument.counted_items}
        return ReleasedGroup(
            path=unit.path,
            title=unit.title,
            parent=unit.parent,
            invited=unit.invited,
            answers=self.tally.groups[unit.path].respondents,
            items=items,
            constructs={
                construct.code: self._construct(unit, construct.code, items)
                for construct in self.instrument.constructs
            },
        )

    def _item(self, unit: UnitFrame, item: Item) -> Cell:
        reason = self.hidden_items[item.code][unit.path]
        if reason:
            return Hidden(reason)
        if self._follows_from_a_small_category(item):
            return Hidden(HiddenReason.SIBLING)
        counts = self.tally.groups[unit.path].items[item.code]
        pairs = self.hidden_pairs.get(item.code)
        if pairs and (item.attribute or pairs[unit.path]):
            counts = replace(counts, pairs={})
        if not item.attribute:
            return Shown(counts)
        if unit.path != ORGANISATION:
            return Hidden(HiddenReason.SIBLING)
        return Shown(merge_small_categories(counts, item, self.k))

    def _follows_from_a_small_category(self, item: Item) -> bool:
        """Whether the number of people who were asked counts a category that is merged."""
        while item.show_if:
            item = self.instrument.item(item.show_if.item)
            counts = self.tally.organisation.items.get(item.code)
            if item.attribute and counts:
                return OTHER in merge_small_categories(counts, item, self.k).options
        return False

    def _construct(self, unit: UnitFrame, code: str, items: Mapping[str, Cell]) -> Cell:
        reason = self.hidden_constructs[code][unit.path]
        if reason:
            return Hidden(reason)
        for item in self.instrument.construct(code).items:
            cell = items[item]
            if isinstance(cell, Hidden):
                return cell
        return Shown(self.tally.groups[unit.path].constructs[code])

    def _reasons(self, size: Callable[[GroupTally], int], minimum: int = 0) -> _Reasons:
        """Why each unit is hidden, judged by one size: its answers, or those to one item.

        ``minimum`` is the number that a size has to reach, the usual one unless told.
        """
        needed = minimum or self.minimum
        sizes = {
            unit.path: size(self.tally.groups[unit.path]) if unit.path in self.tally.groups else 0
            for unit in self.units
        }
        reasons: dict[str, HiddenReason | None] = {}
        for unit in self.units:
            too_few = HiddenReason.TOO_FEW if sizes[unit.path] < needed else None
            if unit.parent is None or (
                reasons[unit.parent] is None and self._may_split(unit.parent, sizes, needed)
            ):
                reasons[unit.path] = too_few
            else:
                reasons[unit.path] = too_few or HiddenReason.SIBLING
        return reasons

    def _may_split(self, parent: str, sizes: Mapping[str, int], needed: int) -> bool:
        """Whether every part of a unit is large enough, and so is what the parts leave over."""
        parts = self.children[parent]
        people = self._respondents(parent) - sum(self._respondents(part) for part in parts)
        left_over = sizes[parent] - sum(sizes[part] for part in parts)
        return all(sizes[part] >= needed for part in parts) and (people == 0 or left_over >= needed)

    def _respondents(self, path: str) -> int:
        return self.tally.groups.get(path, GroupTally()).respondents


# A group whose counts were forgotten at closing has none; it is hidden by its size anyway.


def _answered_item(code: str) -> Callable[[GroupTally], int]:
    return lambda counts: counts.items.get(code, ItemCounts()).answered


def _answered_construct(code: str) -> Callable[[GroupTally], int]:
    return lambda counts: counts.constructs.get(code, ItemCounts()).answered


def forget_small_groups(tally: Tally, k: int) -> Tally:
    """The tally without the counts of groups of fewer than k people; their number stays.

    The counts of one person are that person's response, so they are not to be kept where
    responses are destroyed. Nor are those of the siblings of such a group, from which and the
    parent they would follow, nor anything below. :func:`release` hides all of these by their
    size, so it shows the same before and after.

    >>> one = ItemCounts(answered=1, options={"yes": 1})
    >>> counts = {"": GroupTally(9, {"q": one}), "A": GroupTally(8, {"q": one}), "B": GroupTally(1)}
    >>> kept = forget_small_groups(Tally(counts), 5).groups
    >>> len(kept[""].items), kept["A"]
    (1, GroupTally(respondents=8, items={}, constructs={}))
    """
    children: dict[str, list[str]] = {}
    for path in tally.groups:
        if path != ORGANISATION:
            children.setdefault(path.rpartition("/")[0], []).append(path)
    kept: set[str] = set()

    def keep(parent: str) -> None:
        kept.add(parent)
        sizes = [tally.groups[path].respondents for path in children.get(parent, ())]
        left_over = tally.groups[parent].respondents - sum(sizes)
        if not any(0 < people < k for people in (*sizes, left_over)):
            for path in children.get(parent, ()):
                keep(path)

    if tally.organisation.respondents >= k:
        keep(ORGANISATION)
    groups = {
        path: counts if path in kept else GroupTally(counts.respondents)
        for path, counts in tally.groups.items()
    }
    return replace(tally, groups=groups)


def merge_small_categories(counts: ItemCounts, item: Item, k: int) -> ItemCounts:
    """Merge the options that fewer than k people chose, and more while the pool is below k.

    On multiple choice the pool's people are at least as many as chose its largest option; only
    that number is relied on.

    >>> from analysis.instrument import Item, Option, Scale
    >>> role = Scale("role", ScaleKind.SINGLE, tuple(Option(c, c) for c in ("dev", "ops", "qa")))
    >>> counts = ItemCounts(answered=20, options={"dev": 12, "ops": 6, "qa": 2})
    >>> merge_small_categories(counts, Item("role", "Role?", role), 5).options
    {'dev': 12, '_other': 8}
    """
    smallest_first = sorted(counts.options, key=lambda code: (counts.options[code], code))
    pool = [code for code in smallest_first if counts.options[code] < k]
    if not any(counts.options[code] for code in pool):
        return counts
    people = max if item.scale.takes_several else sum
    for code in smallest_first[len(pool) :]:
        if people([counts.options[code] for code in pool]) >= k:
            break
        pool.append(code)
    options = {code: n for code, n in counts.options.items() if code not in pool}
    options[OTHER] = sum(counts.options[code] for code in pool)
    return ItemCounts(
        counts.answered, counts.not_applicable, counts.skipped, counts.not_shown, options
    )


def forget_rare_options(
    instrument: Instrument, tally: Tally, items: Collection[str], k: int
) -> Instrument:
    """The instrument without the options of these items that fewer than k people chose.

    For options that were learned from the answers: there, the label alone says that somebody gave
    that answer, and perhaps who. Their counts stay in the tally, and the gate merges them.
    """

    def forget(item: Item) -> Item:
        if item.code not in items:
            return item
        counts = tally.organisation.items.get(item.code, ItemCounts()).options
        kept = tuple(one for one in item.scale.options if counts.get(one.code, 0) >= k)
        return replace(item, scale=replace(item.scale, options=kept))

    return replace(instrument, items=tuple(forget(item) for item in instrument.items))


def _all_hidden(instrument: Instrument, unit: UnitFrame, reason: HiddenReason) -> ReleasedGroup:
    return ReleasedGroup(
        path=unit.path,
        title=unit.title,
        parent=unit.parent,
        invited=unit.invited,
        answers=None,
        hidden=reason,
        items={item.code: Hidden(reason) for item in instrument.counted_items},
        constructs={construct.code: Hidden(reason) for construct in instrument.constructs},
    )


def _ordered(frame: Sequence[UnitFrame]) -> list[UnitFrame]:
    """The organisation, then all units alphabetically, parents before children."""
    return sorted(frame, key=lambda unit: unit.path.split("/") if unit.path else [])


def _check_frame(units: Sequence[UnitFrame], tally: Tally) -> None:
    paths = [unit.path for unit in units]
    if not units or units[0].path != ORGANISATION or len(paths) != len(set(paths)):
        raise ValueError("The frame names the organisation and each unit exactly once.")
    for unit in units[1:]:
        if unit.parent != unit.path.rpartition("/")[0] or unit.parent not in paths:
            raise ValueError(f"The frame does not name the parent of {unit.path!r}.")
    unknown = sorted(tally.groups.keys() - set(paths))
    if unknown:
        raise ValueError(f"The tally counts units that the frame does not name: {unknown}.")
