"""The vetting of a release that was made elsewhere: what the gate would never have let pass.

The audit (:mod:`analysis.audit`) needs the true counts, which nobody has of another site's round.
From a release alone follows less, and all of that is held against the rules of the gate: what is
told in full, and what is left over of it by subtraction, is as large and as mixed as it has to be,
and the numbers add up. How many answers stand behind a band or a hidden cell is not in a release,
so whether bands beside totals give somebody away is not seen here, nor whether tables by attribute
beside totals of units do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from analysis.attacker import KNOWN_BESIDE
from analysis.corrections import WITHDRAWN
from analysis.disclosure import BANDS, PAIRS_MINIMUM, Rules
from analysis.doubts import (
    Doubt,
    Doubtful,
    adds_up,
    cell_of,
    has_negative,
    is_attribute,
    is_multiple,
    less,
)
from analysis.hierarchy import Hierarchy
from analysis.measurement import FEWEST_COMPLETE, Together
from analysis.measures import Measure, construct_measures, item_measures
from analysis.participation import Participation
from analysis.release import (
    OTHER,
    Band,
    Cell,
    HiddenReason,
    Release,
    ReleasedGroup,
    Shown,
)
from analysis.response_rates import CATEGORIES_MAXIMUM, CATEGORY_MINIMUM
from analysis.tally import ItemCounts
from analysis.vetted_tables import doubtful_tables

#: Characters of a group's path.
LONGEST_PATH = 300


def vetted(release: Release) -> tuple[Doubtful, ...]:
    """What of a release the gate would never have let pass; nothing is how it should be.

    The k of its round is taken as it is: whether it is large enough is for the site to say.
    """
    if shapes := {*_of_groups(release)}:
        return tuple(sorted(shapes))  # the rest relies on them
    if release.organisation.hidden:
        return tuple(sorted({*_beside_nothing(release)}))
    vetting = _Vetting(release)
    found = {
        *vetting.numbers_of_answers(),
        *vetting.cells(),
        *doubtful_tables(release, least=vetting.least, apart=vetting.apart),
        *_of_several(release),
        *_rates(release),
    }
    return tuple(sorted(found))


# ------------------------------------------------------------------ groups


def _of_groups(release: Release) -> Iterator[Doubtful]:
    paths = [group.path for group in release.groups]
    try:
        Hierarchy.of(paths)
    except ValueError:
        yield Doubtful("", "", Doubt.GROUPS)
        return
    if not paths or len(set(paths)) < len(paths):
        yield Doubtful("", "", Doubt.GROUPS)
        return
    items = {measure.code for measure in item_measures(release.instrument)}
    constructs = {measure.code for measure in construct_measures(release.instrument)}
    ranges = _ranges(release)
    for group in release.groups:
        parent = group.path.rpartition("/")[0] if group.path else None
        is_as_asked = group.items.keys() == items and group.constructs.keys() == constructs
        is_name = len(f"{group.path} ".splitlines()) == 1 and (
            max(len(group.path), len(group.title)) <= LONGEST_PATH
        )
        if group.parent != parent or not is_name or not is_as_asked:
            yield Doubtful(group.path, "", Doubt.GROUPS)
        elif group.hidden:
            yield from _inside_hidden(group)
        elif (group.answers is None) is (group.between is None):
            yield Doubtful(group.path, "", Doubt.GROUPS)
        elif group.between and group.between not in ranges:
            yield Doubtful(group.path, "", Doubt.BAND)
        elif group.invited is not None and _fewest_answers(group) > group.invited + group.reissued:
            yield Doubtful(group.path, "", Doubt.SUMS)


def _fewest_answers(group: ReleasedGroup) -> int:
    """How many answers there are, or are at least."""
    return group.between[0] if group.between else group.answers or 0


def _inside_hidden(group: ReleasedGroup) -> Iterator[Doubtful]:
    if group.answers is not None or group.between or group.reissued:
        yield Doubtful(group.path, "", Doubt.HIDDEN)
    for code, cell in (*group.items.items(), *group.constructs.items()):
        if isinstance(cell, Shown | Band):
            yield Doubtful(group.path, code, Doubt.HIDDEN)


def _beside_nothing(release: Release) -> Iterator[Doubtful]:
    """A round that is too small tells nothing, of no unit either."""
    is_all = (
        release.organisation.hidden is HiddenReason.ROUND_TOO_SMALL
        and len(release.groups) == 1
        and release.together == Together()
        and not release.participation.attributes
        and not release.breakdowns
        and release.ballots is None
    )
    if not is_all:
        yield Doubtful("", "", Doubt.HIDDEN)


def _ranges(release: Release) -> set[tuple[int, int | None]]:
    """The ranges in which a number lies that is not told."""
    rules = Rules.of(release.round)
    least = rules.in_full.answers
    return {(rules.k, least - 1), (least, None)} if rules.k < least else {(least, None)}


# ------------------------------------------------------------------ cells


class _Vetting:
    """The cells of one release, held against the rules of its round."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.rules = Rules.of(release.round)
        self.tree = Hierarchy.of([group.path for group in release.groups])
        self.least = self.rules.in_full.answers
        # A scale that was turned round has other boxes, of which the attacker's rule is asked.
        is_first = release.number == 1
        self.apart = self.rules.in_full.apart if is_first else KNOWN_BESIDE + 1

    def numbers_of_answers(self) -> Iterator[Doubtful]:
        """How many people answered, by group, and what is left of that by subtraction."""
        groups = self.release.groups
        for place, group in enumerate(groups):
            if group.answers is None:
                continue
            above = self.tree.parents[place]
            if group.answers < self.least:
                yield Doubtful(group.path, "", Doubt.TOO_FEW)
            if above >= 0 and groups[above].answers is None:
                yield Doubtful(group.path, "", Doubt.HIDDEN)
        for place in self.tree.split:
            whole = groups[place].answers
            if whole is None:
                continue
            left = whole - sum(groups[child].answers or 0 for child in self.tree.children[place])
            if left < 0:
                yield Doubtful(groups[place].path, "", Doubt.SUMS)
            elif 0 < left < self.least:
                yield Doubtful(groups[place].path, "", Doubt.REMAINDER)

    def cells(self) -> Iterator[Doubtful]:
        """Every cell, and what is left over of it by subtraction."""
        instrument = self.release.instrument
        for measure in (*item_measures(instrument), *construct_measures(instrument)):
            cells = [cell_of(group, measure) for group in self.release.groups]
            yield from self._of_measure(measure, cells)

    def _of_measure(self, measure: Measure, cells: Sequence[Cell]) -> Iterator[Doubtful]:
        found: list[Doubtful] = []
        told: dict[int, ItemCounts] = {}
        for place, (group, cell) in enumerate(zip(self.release.groups, cells, strict=True)):
            doubts = [*self._of_cell(measure, place, group, cell)]
            found += [Doubtful(group.path, measure.code, doubt) for doubt in doubts]
            if isinstance(cell, Shown) and Doubt.SUMS not in doubts:
                told[place] = cell.counts
        yield from found
        if not is_attribute(measure) and not any(one.doubt is Doubt.SUMS for one in found):
            for place in self.tree.split:
                if place in told:
                    path = self.release.groups[place].path
                    for doubt in self._left_over(measure, place, told):
                        yield Doubtful(path, measure.code, doubt)

    def _of_cell(
        self, measure: Measure, place: int, group: ReleasedGroup, cell: Cell
    ) -> Iterator[Doubt]:
        if isinstance(cell, Band):
            ends = (cell.at_least, cell.at_most)
            is_one = (cell.low, cell.high) in BANDS and ends in _ranges(self.release)
            if not is_one or self.rules.band_from is None or not measure.has_direction:
                yield Doubt.BAND
            return
        if not isinstance(cell, Shown):
            return
        counts = cell.counts
        if not adds_up(measure, counts) or (
            group.answers is not None and counts.answered + counts.missing != group.answers
        ):
            yield Doubt.SUMS
            return
        if is_attribute(measure):
            yield from self._of_attribute(place, counts)
            return
        above = self.tree.parents[place]
        if group.answers is None or (
            above >= 0 and not isinstance(cell_of(self.release.groups[above], measure), Shown)
        ):
            yield Doubt.HIDDEN
        if self._is_hidden_with_others(measure, group):
            yield Doubt.HIDDEN
        yield from self._too_plain(measure, counts)
        if is_multiple(measure) and counts.pairs and counts.answered < self._pairs_least:
            yield Doubt.TOO_FEW

    @property
    def _pairs_least(self) -> int:
        return max(PAIRS_MINIMUM, self.rules.k)

    def _of_attribute(self, place: int, counts: ItemCounts) -> Iterator[Doubt]:
        """Told of everybody alone, in categories of several people."""
        if place:
            yield Doubt.HIDDEN
        if counts.answered < self.least or any(
            0 < n < self.rules.k for n in counts.options.values()
        ):
            yield Doubt.TOO_FEW
        if counts.pairs:
            yield Doubt.HIDDEN

    def _is_hidden_with_others(self, measure: Measure, group: ReleasedGroup) -> bool:
        """A construct without an item of it, or a question asked by a category that is not told."""
        if measure.is_construct:
            return not all(isinstance(group.items[one.code], Shown) for one in measure.items)
        return measure.code in self._asked_by_few

    @cached_property
    def _asked_by_few(self) -> frozenset[str]:
        """Items asked by an attribute that is merged or hidden, or by what was asked by one."""
        asked_by: dict[str, list[str]] = {}
        for item in self.release.instrument.items:
            if item.show_if:
                asked_by.setdefault(item.show_if.item, []).append(item.code)
        found: set[str] = set()
        left = [*self._merged_attributes]
        while left:
            new = [code for code in asked_by.get(left.pop(), ()) if code not in found]
            found.update(new)
            left += new
        return frozenset(found)

    @property
    def _merged_attributes(self) -> Iterator[str]:
        """Attributes of which a category is too small to be told, or of which that is not known."""
        cells = self.release.organisation.items
        is_correction = self.release.number > 1
        for item in self.release.instrument.counted_items:
            cell = cells[item.code]
            # Of one that was taken out afterwards, the gate had the categories.
            is_withdrawn = is_correction and cell == WITHDRAWN
            is_whole = isinstance(cell, Shown) and OTHER not in cell.counts.options
            if item.attribute and not (is_whole or is_withdrawn):
                yield item.code

    def _too_plain(self, measure: Measure, counts: ItemCounts) -> Iterator[Doubt]:
        """Too few valid answers, or too few of them apart from any one option or box."""
        if counts.answered < self.least:
            yield Doubt.TOO_FEW
        elif any(counts.answered - n < self.apart for n in measure.alike(counts).values()):
            yield Doubt.ALIKE

    def _left_over(
        self, measure: Measure, place: int, told: Mapping[int, ItemCounts]
    ) -> Iterator[Doubt]:
        """What is left of a group when its parts that are told are taken away."""
        groups = self.release.groups
        parts = [child for child in self.tree.children[place] if child in told]
        if not parts:
            return
        left = less(told[place], [told[child] for child in parts])
        people = (groups[place].answers or 0) - sum(groups[child].answers or 0 for child in parts)
        if people < 0 or has_negative(left) or (people == 0 and left.answered):
            yield Doubt.SUMS
        elif people and [*self._too_plain(measure, left)]:
            yield Doubt.REMAINDER
        if is_multiple(measure) and told[place].pairs:
            with_pairs = [child for child in parts if told[child].pairs]
            answers = told[place].answered - sum(told[child].answered for child in with_pairs)
            rest = (groups[place].answers or 0) - sum(
                groups[child].answers or 0 for child in with_pairs
            )
            if with_pairs and rest and answers < self._pairs_least:
                yield Doubt.REMAINDER


# ------------------------------------------------------------------ figures of the whole


def _of_several(release: Release) -> Iterator[Doubtful]:
    """Reliability, pairs and drivers: of more than 25 complete answers, of what was asked."""
    made, answers = release.together, release.organisation.answers or 0
    constructs = {one.code for one in release.instrument.constructs}
    numbers = [(one.construct, one.n, {one.construct}) for one in made.reliability]
    numbers += [(one.first, one.n, {one.first, one.second}) for one in made.pairs]
    if made.drivers:
        named = {one.construct for one in made.drivers.drivers}
        numbers.append((made.drivers.outcome, made.drivers.n, named))
        if not release.instrument.has_item(made.drivers.outcome):
            yield Doubtful("", made.drivers.outcome, Doubt.GROUPS)
    for code, n, named in numbers:
        if not named <= constructs:
            yield Doubtful("", code, Doubt.GROUPS)
        if not FEWEST_COMPLETE <= n <= answers:
            yield Doubtful("", code, Doubt.TOGETHER)


def _rates(release: Release) -> Iterator[Doubtful]:
    """Response rates by attribute: categories of ten people, some of whom answered and some not."""
    found: Participation = release.participation
    everybody = release.organisation
    minimum = max(CATEGORY_MINIMUM, release.round.k)
    codes = Counter(attribute.code for attribute in found.attributes)
    for attribute in found.attributes:
        rates = attribute.categories
        # Who has no category is counted under an empty name, which is one like any other.
        names = [name for rate in rates for name in rate.categories]
        if (
            codes[attribute.code] > 1
            or len({*names}) < len(names)
            or not all(rate.categories for rate in rates)
        ):
            yield Doubtful("", attribute.code, Doubt.GROUPS)
        if (
            not 1 < len(rates) <= CATEGORIES_MAXIMUM
            or any(rate.invited < minimum or rate.is_unanimous for rate in rates)
            or any(rate.answered > rate.invited for rate in rates)
        ):
            yield Doubtful("", attribute.code, Doubt.RATES)
        elif (
            sum(rate.invited for rate in rates) != everybody.invited
            or sum(rate.answered for rate in rates) != everybody.answers
        ):
            yield Doubtful("", attribute.code, Doubt.SUMS)
