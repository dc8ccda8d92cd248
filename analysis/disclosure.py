"""The gate: from a tally to a release, so that nothing told gives anybody away.

What may be told of a group is decided item by item, on the valid answers to it: everything from
ten answers on, a band of the favourable share from k, nothing below. What is told in full is chosen
so that whatever can be had from it by subtraction is as large and as mixed as what is told itself
(:mod:`analysis.suppression`); the bands are then held against an attacker who subtracts, adds and
knows his own answer (:mod:`analysis.attacker`), and taken back where they give anybody away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.attacker import gives_someone_away, nested_bounds, rules_someone_out
from analysis.breakdowns import told_breakdowns
from analysis.hierarchy import Bools, Hierarchy, Ints
from analysis.instrument import Instrument, Item, ScaleKind
from analysis.measures import Measure, construct_measures, item_measures
from analysis.participation import Participation
from analysis.release import (
    OTHER,
    Band,
    Cell,
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    RoundFacts,
    Shown,
)
from analysis.small_groups import forget_small_groups, merge_small_categories
from analysis.suppression import Needs, Sizes, told_in_full
from analysis.tally import ORGANISATION, GroupTally, ItemCounts, Tally
from analysis.told_together import told_together

#: Valid answers that a distribution needs, unless the round's k is larger still.
DISTRIBUTION_MINIMUM = 10

#: Valid answers that choices made together need: like correlations, more than 25.
PAIRS_MINIMUM = 26

#: People who gave another answer than any one option or box: two would know each other's.
APART_MINIMUM = 3

#: The same where a round tells groups from k answers in full: nobody is known from outside.
APART_IN_FULL_DETAIL = 2

#: The bands of the favourable share, ends included. Five bands would not do: of 5 to 9 answers, a
#: share of at most 20 % is one favourable answer or none, and whoever gave it knows all others.
BANDS = ((0.0, 0.4), (0.4, 0.6), (0.6, 1.0))

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
    """What may be told of a round.

    * Fewer than k answers in all: nothing but that.
    * An item or construct is told in full where at least ten people (or k, if that is more) gave a
      valid answer and at least three of them another one than any single option or box. A
      construct is told in full only where each of its items is: its scores, less the answers to
      an item that is told, would give away the answers to one that is not.
    * Where it is not, and k people gave a valid answer, the favourable share is told as a band.
    * What the groups told in full leave over of the groups above them meets the same numbers; as
      few groups as possible are told less of for that.
    * Which options of a multiple choice were chosen together is told with more than 25 in the
      place of ten, and never of an attribute.
    * Attributes (role, tenure) are told for the organisation only; categories with fewer than k
      people are merged into ``"_other"``. A question that was asked by the answer to such an
      attribute is hidden: how many were asked would count a merged category.
    * Answers by attribute are told where closing let the table pass, beside what it passed beside.
    * With ``facts.full_detail``, k takes the place of ten, and there are no bands.

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
    gate = _Gate(forget_small_groups(tally, facts.k), instrument, units, Rules.of(facts))
    groups = gate.groups()
    return Release(
        facts,
        instrument,
        groups,
        number,
        told_together(tally, instrument),
        breakdowns=told_breakdowns(tally.cuts, instrument, groups),
    )


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
    return Release(facts, instrument, (group,), together=told_together(tally, instrument))


def with_participation(release: Release, rates: Mapping[str, Any] | None) -> Release:
    """The release with the response rates by attribute that were told when the round closed.

    ``rates`` is what closing stored, ``None`` behind an open link. The attributes were judged
    beside the groups named in it: where the release shows others, or counts other answers, none
    of them is told.
    """
    if not rates or release.organisation.hidden:
        return release
    titles = [one["title"] for one in rates["attributes"]]
    shown = [group for group in release.groups if group.answers is not None]
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


_Reasons = Mapping[str, HiddenReason | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of a round, frozen when it opened.

    ``in_full`` is what telling everything needs; from ``band_from`` answers on, up to there, a
    band is told (``None``: never).
    """

    k: int
    in_full: Needs
    band_from: int | None

    @classmethod
    def of(cls, facts: RoundFacts) -> Rules:
        """From the facts of a round.

        >>> Rules.of(RoundFacts("dx", "r", "R", "confidential", k=5)).in_full
        Needs(answers=10, apart=3)
        """
        if facts.full_detail:
            return cls(facts.k, Needs(facts.k, APART_IN_FULL_DETAIL), None)
        answers = max(DISTRIBUTION_MINIMUM, facts.k)
        return cls(facts.k, Needs(answers, APART_MINIMUM), facts.k)


class _Gate:
    """The rules, applied to one tally. Arrays go by unit, parents before children."""

    def __init__(
        self, tally: Tally, instrument: Instrument, units: Sequence[UnitFrame], rules: Rules
    ) -> None:
        self.tally = tally
        self.instrument = instrument
        self.units = units
        self.rules = rules
        self.tree = Hierarchy.of([unit.path for unit in units])
        self.counted = [tally.groups.get(unit.path, GroupTally()) for unit in units]
        self.people: Ints = np.array([group.respondents for group in self.counted], dtype=np.int64)
        everywhere = np.ones(len(units), dtype=bool)
        nothing = np.empty((len(units), 0), dtype=np.int64)
        heads = Sizes(self.people, self.people, nothing, everywhere)
        needs = Needs(rules.in_full.answers, 0)
        self.counted_in_full = told_in_full(self.tree, heads, needs, everywhere)

    def groups(self) -> tuple[ReleasedGroup, ...]:
        """What may be told of each unit."""
        items = {measure.code: self._item(measure) for measure in item_measures(self.instrument)}
        full = {code: _told(cells) for code, cells in items.items()}
        constructs = {
            measure.code: self._cells(
                measure,
                [group.constructs.get(measure.code) for group in self.counted],
                np.logical_and.reduce([full[item.code] for item in measure.items]),
            )
            for measure in construct_measures(self.instrument)
        }
        return tuple(self._group(place, items, constructs) for place in range(len(self.units)))

    def _group(
        self,
        place: int,
        items: Mapping[str, Sequence[Cell]],
        constructs: Mapping[str, Sequence[Cell]],
    ) -> ReleasedGroup:
        unit, people = self.units[place], int(self.people[place])
        if people < self.rules.k:
            return _all_hidden(self.instrument, unit, HiddenReason.TOO_FEW)
        in_full = bool(self.counted_in_full[place])
        least = self.rules.in_full.answers
        return ReleasedGroup(
            path=unit.path,
            title=unit.title,
            parent=unit.parent,
            invited=unit.invited,
            answers=people if in_full else None,
            between=None if in_full else _range(people, self.rules.k, least),
            items={code: cells[place] for code, cells in items.items()},
            constructs={code: cells[place] for code, cells in constructs.items()},
        )

    def _item(self, measure: Measure) -> Sequence[Cell]:
        (item,) = measure.items
        counts = [group.items.get(item.code) for group in self.counted]
        if item.attribute:
            return self._attribute(item, counts[0])
        if self._follows_from_a_small_category(item):
            return [self._reason(place, counts) for place in range(len(counts))]
        cells = self._cells(measure, counts, self.counted_in_full)
        return self._with_pairs(cells) if item.scale.kind is ScaleKind.MULTIPLE else cells

    def _attribute(self, item: Item, counts: ItemCounts | None) -> Sequence[Cell]:
        """Of the organisation alone, small categories together.

        One that was asked by a small category of another is not told: how many were asked is in it.
        """
        cells: list[Cell] = [Hidden(HiddenReason.SIBLING) for _ in self.units]
        if counts is None or counts.answered < self.rules.in_full.answers:
            return [Hidden(HiddenReason.TOO_FEW) for _ in self.units]
        if self._follows_from_a_small_category(item):
            cells[0] = Hidden(HiddenReason.GIVES_AWAY)
            return cells
        cells[0] = Shown(replace(merge_small_categories(counts, item, self.rules.k), pairs={}))
        return cells

    def _follows_from_a_small_category(self, item: Item) -> bool:
        """Whether the number of people who were asked counts a category that is merged."""
        while item.show_if:
            item = self.instrument.item(item.show_if.item)
            counts = self.tally.organisation.items.get(item.code)
            if item.attribute and counts:
                told = merge_small_categories(counts, item, self.rules.k).options
                if OTHER in told:
                    return True
        return False

    def _cells(
        self, measure: Measure, counts: Sequence[ItemCounts | None], allowed: Bools
    ) -> Sequence[Cell]:
        """What may be told of an item or construct, by unit."""
        sizes = self._sizes(measure, counts)
        full = told_in_full(self.tree, sizes, self.rules.in_full, allowed)
        bands = self._bands(measure, counts, sizes, full)
        cells: list[Cell] = []
        for place, (one, band) in enumerate(zip(counts, bands, strict=True)):
            if full[place] and one is not None:
                cells.append(Shown(one))
            else:
                cells.append(band or self._reason(place, counts))
        return cells

    def _sizes(self, measure: Measure, counts: Sequence[ItemCounts | None]) -> Sizes:
        alike = [measure.alike(one) if one else {} for one in counts]
        answered = np.array([one.answered if one else 0 for one in counts], dtype=np.int64)
        # Only what nearly everybody of a pool could share; a pool is never larger than the whole.
        common = self.rules.in_full.answers - self.rules.in_full.apart
        shared = [name for name, people in alike[0].items() if people > common]
        in_common = np.array(
            [[people.get(name, 0) for name in shared] for people in alike], dtype=np.int64
        ).reshape(len(counts), len(shared))
        known = np.array([one is not None for one in counts])
        return Sizes(self.people, answered, answered[:, None] - in_common, known)

    def _reason(self, place: int, counts: Sequence[ItemCounts | None]) -> Hidden:
        one = counts[place]
        answered = one.answered if one else int(self.people[place])
        if answered < self.rules.k or (one and answered < self.rules.in_full.answers):
            return Hidden(HiddenReason.TOO_FEW)
        # Not why: that nearly all gave one answer must not be told apart from anything else.
        return Hidden(HiddenReason.GIVES_AWAY if one else HiddenReason.SIBLING)

    def _bands(
        self,
        measure: Measure,
        counts: Sequence[ItemCounts | None],
        sizes: Sizes,
        full: Bools,
    ) -> list[Band | None]:
        """Where k people answered and not everything is told, unless bands give somebody away."""
        found: list[Band | None] = [None] * len(counts)
        if self.rules.band_from is None or not measure.has_direction:
            return found
        favourable = np.array(
            [measure.favourable(one) if one else 0 for one in counts], dtype=np.int64
        )
        for place, answered in enumerate(sizes.answered.tolist()):
            if answered >= self.rules.band_from and not full[place]:
                ends = _range(answered, self.rules.band_from, self.rules.in_full.answers)
                found[place] = Band(*band_of(int(favourable[place]), answered), *ends)
        taken_back = bands_to_take_back(self.tree, sizes.answered, favourable, full, found)
        return [None if place in taken_back else band for place, band in enumerate(found)]

    def _with_pairs(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Which options were chosen together stays where more than 25 answered, and in no pool."""
        answered = np.array(
            [cell.counts.answered if isinstance(cell, Shown) else 0 for cell in cells],
            dtype=np.int64,
        )
        told = _told(cells)
        nothing = np.empty((len(cells), 0), dtype=np.int64)
        sizes = Sizes(self.people, answered, nothing, told)
        needs = Needs(max(PAIRS_MINIMUM, self.rules.k), 0)
        kept = told_in_full(self.tree, sizes, needs, told)
        return [
            Shown(replace(cell.counts, pairs={})) if isinstance(cell, Shown) and not keep else cell
            for cell, keep in zip(cells, kept, strict=True)
        ]


def band_of(favourable: int, answered: int) -> tuple[float, float]:
    """The band that a share lies in; 40 % and 60 % belong to the outer ones.

    >>> band_of(2, 5), band_of(3, 6), band_of(6, 9)
    ((0.0, 0.4), (0.4, 0.6), (0.6, 1.0))
    """
    if favourable * 5 <= answered * 2:
        return BANDS[0]
    return BANDS[2] if favourable * 5 >= answered * 3 else BANDS[1]


def band_counts(band: Band, answered: int) -> tuple[int, int]:
    """How many favourable answers a band leaves possible, of a known number of answers.

    >>> band_counts(Band(0.4, 0.6, 5, 9), 9), band_counts(Band(0.6, 1.0, 5, 9), 7)
    ((4, 5), (5, 7))
    """
    possible = [n for n in range(answered + 1) if band_of(n, answered) == (band.low, band.high)]
    # Of five people no share lies strictly between 40 % and 60 %.
    return (possible[0], possible[-1]) if possible else (0, answered)


def bands_to_take_back(
    tree: Hierarchy, answered: Ints, favourable: Ints, full: Bools, bands: Sequence[Band | None]
) -> set[int]:
    """The groups whose bands, beside what is told in full, would give somebody away.

    ``answered`` and ``favourable`` go by group, 0 where the counts are not there. Where a pool
    gives somebody away, the bands of its lowest level go first, all at once.
    """
    left = {place for place, band in enumerate(bands) if band}
    taken: set[int] = set()
    size = tree.with_remainders(answered)
    exact = tree.with_remainders(favourable)
    free = np.concatenate([~full, np.ones(len(tree.split), dtype=bool)])
    low, high = np.where(free, 0, exact)[:, None], np.where(free, size, exact)[:, None]
    plain = rules_someone_out(nested_bounds(tree, low, high), size)
    while left:
        with_bands = low.copy(), high.copy()
        for place in left:
            band = bands[place]
            if band is not None:
                with_bands[0][place], with_bands[1][place] = band_counts(band, int(answered[place]))
        bounds = nested_bounds(tree, *with_bands)
        bad = gives_someone_away(bounds, size) | (rules_someone_out(bounds, size) & ~plain)
        bad[: len(tree)] &= ~full[:, None]
        if not bad.any():
            break
        tops = {_top_of_pool(tree, full, int(place)) for place in np.flatnonzero(bad.any(axis=1))}
        inside = [place for place in left if _top_of_pool(tree, full, place) in tops]
        if not inside:
            break  # nothing that a band could have told
        deepest = max(_depth(tree, place) for place in inside)
        gone = {place for place in inside if _depth(tree, place) == deepest}
        taken |= gone
        left -= gone
    return taken


def _top_of_pool(tree: Hierarchy, full: Bools, place: int) -> int:
    """The nearest group above that is told in full, or the root; of a remainder too."""
    place = tree.whole.parents[place]
    while place > 0 and not full[place]:
        place = tree.parents[place]
    return place


def _depth(tree: Hierarchy, place: int) -> int:
    depth = 0
    while (place := tree.parents[place]) >= 0:
        depth += 1
    return depth


def _told(cells: Sequence[Cell]) -> Bools:
    return np.array([isinstance(cell, Shown) for cell in cells])


def _range(people: int, least: int, in_full: int) -> tuple[int, int | None]:
    """In which range a number lies that is not told: below what is told in full, or from there."""
    return (least, in_full - 1) if people < in_full else (in_full, None)


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
