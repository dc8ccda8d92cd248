"""Which tables by attribute may be told, decided from the rows when a round closes.

A table is one item by the categories of one attribute, in the organisation or in a department. It
is all or nothing: each category is large and mixed enough to be told, and an attacker who sees it
beside everything told of units, and beside the tables before it, learns of nobody
(:mod:`analysis.overlaps`). Where a table by option gives somebody away, one by box may not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb

import numpy as np

from analysis.breakdowns import beside_key, cut_attributes, cut_measures, fingerprint
from analysis.counting import coded, scored
from analysis.crosstabs import Codes
from analysis.dataset import SPECIALS, Answer, Responses
from analysis.disclosure import DISTRIBUTION_MINIMUM, Rules, UnitFrame, band_counts, release
from analysis.hierarchy import Bools, Ints
from analysis.instrument import SKIPPED, Item
from analysis.measures import BOXES, Measure
from analysis.overlaps import MOST_VARIABLES, Told, World, gives_someone_away, told_exactly
from analysis.release import OTHER, Band, Cell, ReleasedGroup, RoundFacts, Shown
from analysis.tally import ORGANISATION, Cut, GroupTally, ItemCounts, Tally

#: People outside a group, or without a valid answer.
NOBODY = -1
#: Options of a multiple choice up to which everything that can be chosen together is tried.
MOST_OPTIONS = 12


def told_cuts(
    responses: Responses,
    counted: Tally,
    *,
    k: int,
    full_detail: bool = False,
    progress: Callable[[str], None] | None = None,
) -> tuple[Cut, ...]:
    """The tables that may be told of a whole round, and nothing of any other.

    ``counted`` is the tally of ``responses``. In the order of the attributes, the organisation
    before its departments: where only one of two can be told, it is the first.
    """
    facts = RoundFacts("", "", "", "", k, full_detail=full_detail)
    groups = release(counted, responses.instrument, facts, _frame(counted)).groups
    cuts = _categories(responses, max(DISTRIBUTION_MINIMUM, k))
    if not cuts or groups[0].hidden:
        return ()
    if progress:
        progress("Trying whether answers by role and other attributes give anybody away.")
    tables = _Tables(responses, groups, Rules.of(facts), max(DISTRIBUTION_MINIMUM, k))
    told: dict[str, list[_Table]] = {}
    for measure in cut_measures(responses.instrument):
        candidates = [
            cut
            for cut in cuts
            if not measure.is_construct
            or all(any(one.cut is cut for one in told[item.code]) for item in measure.items)
        ]
        told[beside_key(measure)] = tables.told(measure, candidates)
    return tuple(_stored(cut, told, groups, cut_measures(responses.instrument)) for cut in cuts)


def _frame(counted: Tally) -> list[UnitFrame]:
    """The units of which there are answers; no other can be told."""
    return [
        UnitFrame(path, path, path.rpartition("/")[0] if path else None, None)
        for path in sorted({ORGANISATION, *counted.groups})
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """Everybody's category, as a place in ``categories``; :data:`NOBODY` outside ``within``."""

    attribute: str
    within: str
    categories: tuple[str, ...]
    of_person: Codes


def _categories(responses: Responses, fewest: int) -> list[_Cut]:
    """All cuts with two categories or more, small ones merged."""
    departments = sorted({unit.split("/")[0] for unit in responses.units if unit})
    top = np.array([unit.split("/")[0] for unit in responses.units], dtype=object)
    found = []
    for item in cut_attributes(responses.instrument):
        codes, cells = coded(responses.answers[item.code])
        given = np.array([SKIPPED if c in SPECIALS else c for c in cells], dtype=object)[codes]
        for within in (ORGANISATION, *departments):
            inside = np.ones(len(given), dtype=bool) if not within else top == within
            name = merged(Counter(given[inside].tolist()), item, fewest)
            names = list(dict.fromkeys(name.values()))
            if len(names) > 1:
                names.sort(key=lambda code: (code == OTHER, _rank(item, code)))
                places = {code: names.index(name[code]) for code in name}
                of_person = np.array(
                    [places[c] if i else NOBODY for c, i in zip(given, inside, strict=True)],
                    dtype=np.int64,
                )
                found.append(_Cut(item.code, within, tuple(names), of_person))
    return found


def _rank(item: Item, code: str) -> int:
    codes = [option.code for option in item.scale.options]
    return codes.index(code) if code in codes else len(codes)


def merged(people: Mapping[str, int], item: Item, fewest: int) -> dict[str, str]:
    """By category, the one that it is told as: those of fewer than ``fewest`` people in one.

    More are merged, the smallest first, while that one has too few itself. Whoever gave none is a
    category too.

    >>> from analysis.instrument import Option, Scale, ScaleKind
    >>> role = Scale("role", ScaleKind.SINGLE, tuple(Option(c, c) for c in ("dev", "ops", "qa")))
    >>> merged({"dev": 22, "ops": 12, "qa": 3}, Item("role", "Role?", role), 10)
    {'dev': 'dev', 'ops': '_other', 'qa': '_other'}
    """
    there = sorted((code for code in people if people[code]), key=lambda c: (people[c], c))
    pool = [code for code in there if people[code] < fewest]
    rest = there[len(pool) :]
    while pool and rest and sum(people[code] for code in pool) < fewest:
        pool.append(rest.pop(0))
    if pool and sum(people[code] for code in pool) < fewest:
        return {}
    ordered = sorted(there, key=lambda code: (_rank(item, code), code))
    return {code: OTHER if code in pool else code for code in ordered}


@dataclass(frozen=True, eq=False)
class _Answers:
    """What can be answered to a measure, what answers have in common, and who gave which.

    ``of_person`` is a place in ``options``, each the set of options (or the score) that an answer
    consists of; :data:`NOBODY` without a valid answer.
    """

    measure: Measure
    options: tuple[tuple[str, ...], ...]
    of_person: Codes

    @cached_property
    def marks(self) -> Mapping[str, Ints]:
        """By option and box, 1 for each answer that has it."""
        alike = [
            self.measure.alike(ItemCounts(answered=1, options=dict.fromkeys(answer, 1)))
            for answer in self.options
        ]
        names = sorted({name for one in alike for name, n in one.items() if n})
        return {name: np.array([one.get(name, 0) for one in alike]) for name in names}

    @cached_property
    def by_option(self) -> Ints:
        """What counts by option tell: option x answer."""
        names = sorted({name for answer in self.options for name in answer})
        return np.array([[name in answer for answer in self.options] for name in names], np.int64)

    @cached_property
    def by_box(self) -> Ints:
        """What counts by box tell: favourable, neutral, unfavourable x answer."""
        nothing = np.zeros(len(self.options), dtype=np.int64)
        names = ("favourable ", "neutral ", "unfavourable ")
        return np.array([self.marks.get(name, nothing) for name in names])

    @cached_property
    def by_pair(self) -> Ints:
        """What choices made together tell, and counts by option: pair or option x answer."""
        codes = sorted({name for answer in self.options for name in answer})
        pairs = [
            [one in answer and two in answer for answer in self.options]
            for one, two in combinations(codes, 2)
        ]
        return np.concatenate([self.by_option, np.array(pairs, dtype=np.int64)])


def _answers(responses: Responses, measure: Measure) -> _Answers | None:
    """``None`` where more can be answered than could be tried."""
    if measure.is_construct:
        construct = responses.instrument.construct(measure.code)
        places, names = scored(responses, construct)
        return _coded(measure, places, list(names), None)
    (item,) = measure.items
    places, cells = coded(responses.answers[item.code])
    if not item.scale.takes_several:
        return _coded(measure, places, cells, None)
    used = {code for cell in cells if not isinstance(cell, str) for code in cell}
    most = min(len(used), item.scale.max_choices or len(used))
    if (
        len(used) > MOST_OPTIONS
        or sum(comb(len(used), n) for n in range(most + 1)) > MOST_VARIABLES
    ):
        return None
    return _coded(measure, places, cells, tuple(_choices(item, sorted(used), most)))


def _choices(item: Item, used: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    alone = {option.code for option in item.scale.options if option.exclusive}
    for size in range(1, most + 1):
        for choice in combinations(used, size):
            if size == 1 or not alone.intersection(choice):
                yield choice


def _coded(
    measure: Measure,
    places: Codes,
    cells: Sequence[Answer],
    possible: tuple[tuple[str, ...], ...] | None,
) -> _Answers:
    """Answers that nobody gave are left out, but for choices of several."""
    given = np.unique(places)
    as_options = {
        place: (cell,) if isinstance(cell, str) else tuple(cell)
        for place, cell in enumerate(cells)
        if place in given and cell not in SPECIALS
    }
    options = possible or tuple(dict.fromkeys(as_options.values()))
    at = {answer: number for number, answer in enumerate(options)}
    number = [at[as_options[p]] if p in as_options else NOBODY for p in range(len(cells))]
    return _Answers(measure, options, np.array(number, dtype=np.int64)[places])


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """A measure by the categories of a cut, by option or by box."""

    cut: _Cut
    answers: _Answers
    in_boxes: bool

    def counts(self, category: int) -> ItemCounts:
        """Of the valid answers; who gave none is not told."""
        of_person = self.answers.of_person
        there = (self.cut.of_person == category) & (of_person != NOBODY)
        people = np.bincount(of_person[there], minlength=len(self.answers.options))
        if self.in_boxes:
            sums = self.answers.by_box @ people
            options = dict(zip(BOXES, sums.tolist(), strict=True))
        else:
            options = _empty(self.answers.measure)
            for answer, n in zip(self.answers.options, people.tolist(), strict=True):
                for code in answer:
                    options[code] = options.get(code, 0) + n
        return ItemCounts(answered=int(there.sum()), options=options)

    def forms(self) -> Ints:
        """What it tells of each category."""
        return self.answers.by_box if self.in_boxes else self.answers.by_option


def _empty(measure: Measure) -> dict[str, int]:
    if measure.is_construct:
        return {}
    return {option.code: 0 for option in measure.items[0].scale.options}


class _Tables:
    """Decides about the tables of one measure after another."""

    def __init__(
        self, responses: Responses, groups: Sequence[ReleasedGroup], rules: Rules, fewest: int
    ) -> None:
        self.responses = responses
        self.groups = groups
        self.rules = rules
        self.fewest = fewest
        paths = sorted(set(responses.units))
        places = {path: place for place, path in enumerate(paths)}
        self.paths = paths
        self.unit_of_person = np.array([places[unit] for unit in responses.units])

    def told(self, measure: Measure, cuts: Sequence[_Cut]) -> list[_Table]:
        """The tables of a measure that can stand beside the units and one another."""
        cells = {group.path: _cell(group, measure) for group in self.groups}
        cuts = [cut for cut in cuts if isinstance(cells.get(cut.within), Shown)]
        answers = _answers(self.responses, measure) if cuts else None
        if answers is None:
            return []
        in_full = [
            table
            for cut in cuts
            if not measure.is_construct
            and self._is_mixed(table := _Table(cut, answers, in_boxes=False))
        ]
        if in_full and len(in_full) == len(cuts) and not self._follows(in_full, cells):
            return in_full
        told: list[_Table] = []
        for cut in cuts:
            for in_boxes in (False, True):
                table = _Table(cut, answers, in_boxes=in_boxes)
                if self._may_be_tried(table) and not self._follows([*told, table], cells):
                    told.append(table)
                    break
        return told

    def _may_be_tried(self, table: _Table) -> bool:
        measure = table.answers.measure
        # Of scores hardly two people have the same: they are told by box or not at all.
        exists = measure.has_boxes if table.in_boxes else not measure.is_construct
        return exists and self._is_mixed(table)

    def _is_mixed(self, table: _Table) -> bool:
        """Whether each category is large enough, and some in it answered something else."""
        apart = self.rules.in_full.apart
        for category in range(len(table.cut.categories)):
            counts = _Table(table.cut, table.answers, in_boxes=False).counts(category)
            alike = table.answers.measure.alike(counts).values()
            if counts.answered < self.fewest or any(counts.answered - n < apart for n in alike):
                return False
        return True

    def _follows(self, tables: Sequence[_Table], cells: Mapping[str, Cell | None]) -> bool:
        """Whether an attacker learns something from these tables beside what is told of units."""
        answers = tables[0].answers
        told = {path: cell for path, cell in cells.items() if isinstance(cell, Shown | Band)}
        pools = list(told)
        of_unit = np.array([pools.index(_nearest(path, told)) for path in self.paths])
        pool = of_unit[self.unit_of_person]
        valid = answers.of_person != NOBODY
        keys = np.column_stack([pool, *(table.cut.of_person for table in tables)])[valid]
        atoms, of_person = np.unique(keys, axis=0, return_inverse=True)
        people = np.zeros((len(atoms), len(answers.options)), dtype=np.int64)
        np.add.at(people, (of_person.ravel(), answers.of_person[valid]), 1)
        if people.size > MOST_VARIABLES:
            return True
        units = (
            _told_of_unit(cell, _below(path, pools)[atoms[:, 0]], answers, people)
            for path, cell in told.items()
        )
        categories = (
            told_exactly(atoms[:, place] == category, table.forms(), people)
            for place, table in enumerate(tables, start=1)
            for category in range(len(table.cut.categories))
        )
        marks = np.array(list(answers.marks.values()), dtype=bool)
        world = World(people, marks, (*units, *categories))
        return gives_someone_away(world, self.rules.in_full.answers)


def _cell(group: ReleasedGroup, measure: Measure) -> Cell | None:
    cells = group.constructs if measure.is_construct else group.items
    return cells.get(measure.code)


def _nearest(path: str, told: Mapping[str, Cell]) -> str:
    """The smallest unit above a collection unit, or itself, of which something is told."""
    while path not in told:
        path = path.rpartition("/")[0]
    return path


def _below(path: str, pools: Sequence[str]) -> Bools:
    return np.array([not path or f"{pool}/".startswith(f"{path}/") for pool in pools])


def _told_of_unit(cell: Shown | Band, members: Bools, answers: _Answers, people: Ints) -> Told:
    if isinstance(cell, Shown):
        forms = answers.by_pair if cell.counts.pairs else answers.by_option
        return told_exactly(members, forms, people)
    low, high = band_counts(cell, int(people[members].sum()))
    return Told(members, answers.by_box[:1], np.array([low]), np.array([high]), is_band=True)


def _stored(
    cut: _Cut,
    told: Mapping[str, Sequence[_Table]],
    groups: Sequence[ReleasedGroup],
    measures: Sequence[Measure],
) -> Cut:
    tables = {
        beside_key(measure): (measure, table)
        for measure in measures
        for table in told[beside_key(measure)]
        if table.cut is cut
    }
    counts = {
        name: GroupTally(
            items={m.code: t.counts(place) for m, t in tables.values() if not m.is_construct},
            constructs={m.code: t.counts(place) for m, t in tables.values() if m.is_construct},
        )
        for place, name in enumerate(cut.categories)
    }
    beside = {key: fingerprint(groups, measure) for key, (measure, _table) in tables.items()}
    return Cut(cut.attribute, cut.within, counts, beside)
