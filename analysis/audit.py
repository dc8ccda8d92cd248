"""The audit of a release: the attacker is let loose on all that is told of a round.

He is given every release of the round, this one and those before it, and more than they say: how
many people of each group gave a valid answer, and one answer, his own. Other rounds of a programme
add nothing: they were answered anew, and nobody is linked between them.

What the gate decided is not looked at, only what stands in the releases. A release in which
anything is found is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np

from analysis.attacker import gives_someone_away, nested_bounds, rules_someone_out
from analysis.disclosure import BANDS, Rules, band_counts
from analysis.hierarchy import Bools, Hierarchy, Ints
from analysis.measures import Measure, construct_measures, item_measures
from analysis.release import Band, Cell, Release, ReleasedGroup, Shown
from analysis.tally import GroupTally, ItemCounts, Tally

#: The box of which bands tell.
FAVOURABLE = "favourable "


class Leak(StrEnum):
    """What an attacker would learn."""

    TOO_FEW = "too_few"  # all answers of fewer people than a distribution needs
    REMAINDER = "remainder"  # the same, by subtracting what is told in full
    ALIKE = "alike"  # that everybody there gave one answer, or one kind of answer
    FROM_BAND = "from_band"  # the same, from bands
    NOT_A_BAND = "not_a_band"  # a share that is told more exactly than in bands
    FROM_ITEMS = "from_items"  # answers to an item that is not told, from a construct that is
    CORRECTED = "corrected"  # the answers of the few that differ between two releases


@dataclass(frozen=True, slots=True, order=True)
class OpenCell:
    """A cell that gives somebody away: the group's path, the item or construct, and how."""

    path: str
    code: str
    leak: Leak


def audit(releases: Sequence[Release], tally: Tally) -> tuple[OpenCell, ...]:
    """What would be given away by the releases of one round together; nothing is how it should be.

    ``releases`` are all of them, oldest first; ``tally`` holds the true counts. Raises
    ``ValueError`` where they are of several rounds or of different units: such a correction cannot
    be audited, and is not made.
    """
    if not releases:
        raise ValueError("There is no release to audit.")
    newest = releases[-1]
    for other in releases[:-1]:
        if (other.round.programme, other.round.code) != (newest.round.programme, newest.round.code):
            raise ValueError("These releases are of several rounds; audit each round by itself.")
        if [group.path for group in other.groups] != [group.path for group in newest.groups]:
            raise ValueError("The units differ from those of an earlier release of this round.")
    found = set[OpenCell]()
    for measure in (*item_measures(newest.instrument), *construct_measures(newest.instrument)):
        asked = [release for release in releases if _has(release, measure)]
        found |= set(_corrected(newest, measure, [_cells(one, measure) for one in asked]))
        # Turned round, it is another measure: its boxes are others.
        same = [one for one in asked if _identity(one, measure) == measure.identity]
        told = [_cells(release, measure) for release in same]
        found |= set(_Attack(newest, measure, _merged(told), tally).found())
    for release in releases:
        found |= set(_broken_down(release))
        found |= set(_from_constructs(release))
    return tuple(sorted(found))


def _identity(release: Release, measure: Measure) -> object:
    measures = construct_measures if measure.is_construct else item_measures
    return next(one.identity for one in measures(release.instrument) if one.code == measure.code)


def _has(release: Release, measure: Measure) -> bool:
    group = release.organisation
    return measure.code in (group.constructs if measure.is_construct else group.items)


def _cells(release: Release, measure: Measure) -> list[Cell]:
    return [
        (group.constructs if measure.is_construct else group.items)[measure.code]
        for group in release.groups
    ]


def _merged(told: Sequence[Sequence[Cell]]) -> list[Cell]:
    """The most that any of the releases tells of each group."""
    return [
        next((cell for cell in cells if isinstance(cell, Shown)), None)
        or next((cell for cell in cells if isinstance(cell, Band)), cells[0])
        for cells in zip(*told, strict=True)
    ]


def _corrected(
    newest: Release, measure: Measure, told: Sequence[Sequence[Cell]]
) -> Iterator[OpenCell]:
    """Cells whose counts moved, from one release to another, by a few people."""
    needed = Rules.of(newest.round).in_full.answers
    for one, other in combinations(told, 2):
        for group, before, after in zip(newest.groups, one, other, strict=True):
            if isinstance(before, Shown) and isinstance(after, Shown):
                moved = _people_moved(before.counts, after.counts)
                if 0 < moved < needed:
                    yield OpenCell(group.path, measure.code, Leak.CORRECTED)


def _people_moved(before: ItemCounts, after: ItemCounts) -> int:
    """The people who have to differ, at least, between two counts."""
    one, other = _parts(before), _parts(after)
    differences = [other.get(key, 0) - one.get(key, 0) for key in {*one, *other}]
    return max(sum(d for d in differences if d > 0), -sum(d for d in differences if d < 0))


def _parts(counts: ItemCounts) -> Mapping[str, int]:
    missing = {
        "not_applicable ": counts.not_applicable,
        "skipped ": counts.skipped,
        "not_shown ": counts.not_shown,
    }
    return {**counts.options, **{f"{a}+{b}": n for (a, b), n in counts.pairs.items()}, **missing}


class _Attack:
    """One item or construct, over the tree of units."""

    def __init__(
        self, release: Release, measure: Measure, cells: Sequence[Cell], tally: Tally
    ) -> None:
        self.measure = measure
        self.cells = cells
        self.needs, self.k = Rules.of(release.round).in_full, release.round.k
        self.paths = [group.path for group in release.groups]
        self.tree = Hierarchy.of(self.paths)
        groups = [tally.groups.get(path, GroupTally()) for path in self.paths]
        self.people: Ints = np.array([group.respondents for group in groups], dtype=np.int64)
        counts = [
            (group.constructs if measure.is_construct else group.items).get(measure.code)
            for group in groups
        ]
        self.full: Bools = np.array([isinstance(cell, Shown) for cell in cells])
        self.answered: Ints = np.array(
            [
                cell.counts.answered if isinstance(cell, Shown) else one.answered if one else 0
                for cell, one in zip(cells, counts, strict=True)
            ],
            dtype=np.int64,
        )

    def found(self) -> Iterator[OpenCell]:
        """Every group of which the cells give somebody away."""
        if any(item.attribute for item in self.measure.items):
            yield from self._attributes()
            return
        yield from self._too_few()
        yield from self._remainders()
        yield from self._alike()

    def _open(self, place: int, leak: Leak) -> OpenCell:
        """A remainder, which has no path, is named by the group that it is a part of."""
        if place >= len(self.tree):
            place = self.tree.whole.parents[place]
        return OpenCell(self.paths[place], self.measure.code, leak)

    def _attributes(self) -> Iterator[OpenCell]:
        """Told of the organisation alone, in categories of several people."""
        for place, cell in enumerate(self.cells):
            if not isinstance(cell, Shown):
                continue
            people = cell.counts.options.values()
            is_few = cell.counts.answered < self.needs.answers
            if place or is_few or any(0 < n < self.k for n in people):
                yield self._open(place, Leak.TOO_FEW)

    def _too_few(self) -> Iterator[OpenCell]:
        for place, cell in enumerate(self.cells):
            if isinstance(cell, Shown) and cell.counts.answered < self.needs.answers:
                yield self._open(place, Leak.TOO_FEW)
            if isinstance(cell, Band) and (cell.low, cell.high) not in BANDS:
                yield self._open(place, Leak.NOT_A_BAND)

    def _remainders(self) -> Iterator[OpenCell]:
        """What is left of a group told in full when its parts that are told are taken away."""
        for place in self.tree.split:
            if not self.full[place]:
                continue
            parts = self._told_below(place)
            if self.people[place] == self.people[parts].sum():
                continue
            left = int(self.answered[place] - self.answered[parts].sum())
            if left < self.needs.answers:
                yield self._open(place, Leak.REMAINDER)

    def _told_below(self, place: int) -> list[int]:
        """The largest groups below that are told in full."""
        found = []
        for child in self.tree.children[place]:
            found += [child] if self.full[child] else self._told_below(child)
        return found

    def _alike(self) -> Iterator[OpenCell]:
        names, low, high, size = self._told()
        plain = nested_bounds(self.tree, low, high)
        for place in np.flatnonzero(gives_someone_away(plain, size).any(axis=1)).tolist():
            yield self._open(place, Leak.ALIKE)
        if FAVOURABLE not in names or not any(isinstance(cell, Band) for cell in self.cells):
            return
        column = [names.index(FAVOURABLE)]
        low, high = low[:, column].copy(), high[:, column].copy()
        out_already = rules_someone_out(nested_bounds(self.tree, low, high), size)
        for place, cell in enumerate(self.cells):
            if isinstance(cell, Band):
                low[place], high[place] = band_counts(cell, int(self.answered[place]))
        bounds = nested_bounds(self.tree, low, high)
        bad = gives_someone_away(bounds, size) | (rules_someone_out(bounds, size) & ~out_already)
        bad[: len(self.tree)] &= ~self.full[:, None]
        for place in np.flatnonzero(bad.any(axis=1)).tolist():
            yield self._open(place, Leak.FROM_BAND)

    def _told(self) -> tuple[list[str], Ints, Ints, Ints]:
        """By group and remainder, and by option or box: the least and the most that is told."""
        people = [
            self.measure.alike(cell.counts) if isinstance(cell, Shown) else {}
            for cell in self.cells
        ]
        names = sorted({*(name for one in people for name in one), FAVOURABLE})
        exact = np.array([[one.get(name, 0) for name in names] for one in people], dtype=np.int64)
        size = self.tree.with_remainders(self.answered)
        told = self.tree.with_remainders(exact)
        free = np.concatenate([~self.full, np.ones(len(self.tree.split), dtype=bool)])[:, None]
        return names, np.where(free, 0, told), np.where(free, size[:, None], told), size


def _broken_down(release: Release) -> Iterator[OpenCell]:
    """Tables by attribute: what a look at the table alone can find."""
    needs = Rules.of(release.round).in_full
    for table in release.breakdowns:
        for group in table.groups:
            for measure, cell in _shown(release, group):
                alike = measure.alike(cell.counts).values()
                few_apart = any(cell.counts.answered - n < needs.apart for n in alike)
                if cell.counts.answered < needs.answers or few_apart or cell.counts.pairs:
                    yield OpenCell(f"{table.within}?{table.attribute}", measure.code, Leak.ALIKE)


def _shown(release: Release, group: ReleasedGroup) -> Iterator[tuple[Measure, Shown]]:
    measures: Iterable[Measure] = item_measures(release.instrument)
    for measure in (*measures, *construct_measures(release.instrument)):
        cells = group.constructs if measure.is_construct else group.items
        cell = cells.get(measure.code)
        if isinstance(cell, Shown):
            yield measure, cell


def _from_constructs(release: Release) -> Iterator[OpenCell]:
    for group in release.groups:
        for construct in release.instrument.constructs:
            if isinstance(group.constructs.get(construct.code), Shown):
                items = (group.items.get(code) for code in construct.items)
                if not all(isinstance(cell, Shown) for cell in items):
                    yield OpenCell(group.path, construct.code, Leak.FROM_ITEMS)
