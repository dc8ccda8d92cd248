"""An integer program over everything that is stored and published of a closed round.

The attacker knows who answered, in which unit they are and what they say of themselves. Of each he
asks: what answers may they have given, so that all counts come out? A response is found where it
stands in every such world. Beside responses that were kept, he asks instead which of them are those
of a unit: one solution means that he knows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from analysis.instrument import Instrument, Item, ScaleKind
from analysis.measures import BOXES
from analysis.release import OTHER
from analysis.tally import Cut, GroupTally, ItemCounts, Tally

#: What somebody answers to the items of a block: an option, or several, by item.
Choice = dict[str, tuple[str, ...]]
#: Unit and attributes of each who answered.
Cells = Sequence[tuple[str, ...]]
_SECONDS = 60.0


def members_of(
    rows: Sequence[Mapping[str, Any]], groups: Mapping[str, GroupTally]
) -> dict[str, list[int]]:
    """The places of the rows that belong to each group, where only one set of rows fits.

    >>> from analysis.tally import ItemCounts
    >>> cell = ItemCounts(2, options={"1": 1, "2": 1, "3": 0})
    >>> group = {"A": GroupTally(2, {"q": cell})}
    >>> members_of([{"q": "1"}, {"q": "2"}, {"q": "3"}], group)
    {'A': [0, 1]}
    >>> members_of([{"q": "1"}, {"q": "2"}, {"q": "2", "r": "1"}], group)
    {}
    """
    found = {}
    asked = {code for row in rows for code in row}  # rows may have been stripped of attributes
    for path, group in groups.items():
        sums = [np.ones(len(rows))]
        totals = [group.respondents]
        for code in asked & group.items.keys():
            for option, count in group.items[code].options.items():
                sums.append(np.array([option in _chosen(row.get(code)) for row in rows], float))
                totals.append(count)
        if len(sums) == 1 or group.respondents == len(rows):
            continue
        rng = np.random.default_rng(1)
        weights = rng.random(len(rows))
        # Of two sets that fit, one is lighter: the weights are arbitrary reals.
        lightest, heaviest = (
            _solve(sign * weights, np.array(sums), np.array(totals), np.ones(len(rows)))
            for sign in (1, -1)
        )
        if lightest is not None and heaviest is not None and (lightest == heaviest).all():
            found[path] = np.flatnonzero(lightest).tolist()
    return found


def _chosen(answer: Any) -> tuple[str, ...]:
    if answer is None:
        return ()
    return tuple(answer) if isinstance(answer, list) else (str(answer),)


def _solve(
    cost: NDArray[np.float64],
    sums: Any,
    totals: NDArray[Any],
    most: NDArray[np.float64],
    low: NDArray[Any] | None = None,
) -> NDArray[np.int64] | None:
    """The lightest solution in whole numbers; ``None`` where there is none."""
    result = milp(
        cost,
        constraints=LinearConstraint(csr_array(sums), totals if low is None else low, totals),
        integrality=np.ones(len(cost), dtype=np.int64),
        bounds=Bounds(0, most),
        options={"time_limit": _SECONDS, "mip_rel_gap": 0},
    )
    if result.status == 2:  # no solution: proved
        return None
    if result.x is None:
        raise TimeoutError(f"the integer program did not end: {result.message}")
    return np.round(result.x).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Block:
    """Items that some stored figure takes together, and everything that can be chosen in them."""

    items: tuple[Item, ...]
    choices: tuple[Choice, ...]


def certain_responses(instrument: Instrument, tally: Tally, cells: Cells) -> list[Choice]:
    """Responses that stand in every world that has these counts.

    One of them would stand in the first world that is found, so only that world's are tried: all
    at once, and where they cannot all be absent, one by one. Left out are figures that are no sum
    over people (reliabilities, ratios of correlations): they follow from the sums of products
    for each construct, and between constructs there must be none, which is checked.
    """
    program = _Program(instrument, tally, cells)
    first = program.world([])
    if first is None:
        raise ValueError("the counts fit no answers at all: the program is wrong")
    if program.world(first) is not None:
        return []
    return [one for one in first if program.world([one]) is None]


class _Program:
    def __init__(self, instrument: Instrument, tally: Tally, cells: Cells) -> None:
        if tally.together.pairs or tally.together.drivers:
            raise ValueError("figures between constructs are not sums: ask a simpler questionnaire")
        self.cells = cells
        attributes = [item.code for item in instrument.items if item.attribute]
        self.attributes = {code: place + 1 for place, code in enumerate(attributes)}
        self.blocks = list(_blocks(instrument, tally, set(attributes)))
        self.place: list[int] = []
        size = 0
        for block in self.blocks:
            self.place.append(size)
            size += len(block.choices)
        self.width = size
        self.rows: list[tuple[list[int], list[float]]] = []
        self.totals: list[float] = []
        for person in range(len(cells)):
            for place, block in zip(self.place, self.blocks, strict=True):
                self._sum([person], dict.fromkeys(range(place, place + len(block.choices)), 1), 1)
        for path, group in tally.groups.items():
            self._group(self._inside(path), group)
        for cut in tally.cuts:
            self._table(cut)
        for moments in tally.moments.values():
            if moments.n == len(cells):
                for i, j in combinations(range(len(moments.items)), 2):
                    pair = moments.items[i], moments.items[j]
                    self._products(instrument, pair, moments.unit, moments.products[i][j])

    def _inside(self, path: str) -> list[int]:
        return [
            p for p, cell in enumerate(self.cells) if f"{cell[0]}/".startswith(path and f"{path}/")
        ]

    def _table(self, cut: Cut) -> None:
        place = self.attributes[cut.attribute]
        inside = {p: self.cells[p][place] for p in self._inside(cut.within)}
        for name, group in cut.groups.items():
            people = [
                person
                for person, own in inside.items()
                if own == name or (name == OTHER and own not in cut.groups)
            ]
            self._group(people, group, boxes=True)

    def _sum(self, people: Sequence[int], weights: Mapping[int, float], total: float) -> None:
        columns = [p * self.width + place for p in people for place in weights]
        self.rows.append((columns, list(weights.values()) * len(people)))
        self.totals.append(total)

    def _group(self, people: Sequence[int], group: GroupTally, *, boxes: bool = False) -> None:
        for code, counts in group.items.items():
            if code in self.attributes:
                continue  # known of everybody
            number, item = self._item(code)
            by_box = boxes and set(counts.options) <= set(BOXES)
            for option, count in counts.options.items():
                options = _in_box(item, option) if by_box else {option}
                self._count(people, number, lambda c, o=options, i=code: bool(o & {*c[i]}), count)
            for pair, count in counts.pairs.items():
                self._count(people, number, lambda c, p=pair, i=code: {*p} <= {*c[i]}, count)
            for pair in _unpaired(item, counts):
                self._count(people, number, lambda c, p=pair, i=code: {*p} <= {*c[i]}, 0)
        for code, counts in group.constructs.items():
            for number, block in enumerate(self.blocks):
                if block.items[0].construct == code and not boxes:
                    for score, count in counts.options.items():
                        self._count(
                            people, number, lambda c, b=block, s=score: _score(b, c) == s, count
                        )

    def _count(self, people: Sequence[int], number: int, fits: Any, count: int) -> None:
        weights = {
            self.place[number] + c: 1.0
            for c, choice in enumerate(self.blocks[number].choices)
            if fits(choice)
        }
        self._sum(people, weights, count)

    def _products(
        self, instrument: Instrument, pair: tuple[str, str], unit: int, total: int
    ) -> None:
        number, _item = self._item(pair[0])
        one, other = (instrument.item(code) for code in pair)
        weights = {
            self.place[number] + c: one.score(choice[one.code][0])
            * other.score(choice[other.code][0])
            * unit**2
            for c, choice in enumerate(self.blocks[number].choices)
        }
        self._sum(range(len(self.cells)), weights, total)

    def _item(self, code: str) -> tuple[int, Item]:
        for number, block in enumerate(self.blocks):
            for item in block.items:
                if item.code == code:
                    return number, item
        raise KeyError(code)

    def world(self, absent: Sequence[Choice]) -> list[Choice] | None:
        """Answers of everybody with these counts, in which nobody gave any of those absent."""
        rows, low, high = list(self.rows), list(self.totals), list(self.totals)
        for response in absent:
            taken = [
                place
                + block.choices.index({item.code: response[item.code] for item in block.items})
                for place, block in zip(self.place, self.blocks, strict=True)
            ]
            for person in range(len(self.cells)):
                rows.append(([person * self.width + t for t in taken], [1.0] * len(taken)))
                low.append(0)
                high.append(len(taken) - 1)
        places = np.repeat(np.arange(len(rows)), [len(columns) for columns, _w in rows])
        columns = np.concatenate([np.array(columns, int) for columns, _w in rows])
        weights = np.concatenate([np.array(w, float) for _c, w in rows])
        size = len(self.cells) * self.width
        matrix = csr_array((weights, (places, columns)), shape=(len(rows), size))
        # Any world will do: without a cost the first one that is found ends the search.
        solved = _solve(np.zeros(size), matrix, np.array(high), np.ones(size), np.array(low))
        if solved is None:
            return None
        return [self._read(solved[p * self.width : (p + 1) * self.width])
                for p in range(len(self.cells))]  # fmt: skip

    def _read(self, taken: NDArray[np.int64]) -> Choice:
        answers: Choice = {}
        for number, block in enumerate(self.blocks):
            mine = taken[self.place[number] : self.place[number] + len(block.choices)]
            answers |= block.choices[int(np.argmax(mine))]
        return answers


def _in_box(item: Item, box: str) -> set[str]:
    boxes = dict(zip(BOXES, (item.favourable, None, item.unfavourable), strict=True))
    named = boxes[box]
    every = {option.code for option in item.scale.options}
    return set(named) if named is not None else every - item.favourable - item.unfavourable


def _unpaired(item: Item, counts: ItemCounts) -> Iterator[tuple[str, str]]:
    """Pairs that nobody chose are left out of a tally; that is told too."""
    if item.scale.kind is ScaleKind.MULTIPLE and counts.pairs:
        codes = sorted(option.code for option in item.scale.options)
        yield from (pair for pair in combinations(codes, 2) if pair not in counts.pairs)


def _score(block: _Block, choice: Choice) -> str:
    scores = [Fraction(item.score(choice[item.code][0])) for item in block.items]
    return str(sum(scores, Fraction(0)) / len(scores))


def _blocks(instrument: Instrument, tally: Tally, attributes: set[str]) -> Iterator[_Block]:
    together = [construct.items for construct in instrument.constructs]
    alone = {item.code for item in instrument.counted_items} - {c for one in together for c in one}
    for codes in [*together, *((code,) for code in sorted(alone - attributes))]:
        items = tuple(instrument.item(code) for code in codes)
        ways = [
            [(item.code, chosen) for chosen in _ways(item, tally.organisation.items[item.code])]
            for item in items
        ]
        yield _Block(items, tuple(dict(choice) for choice in product(*ways)))


def _ways(item: Item, counts: ItemCounts) -> list[tuple[str, ...]]:
    if item.scale.kind is ScaleKind.RANKING or counts.missing:
        raise ValueError(f"{item.code}: rankings and missing answers are not written down here")
    used = [code for code, count in counts.options.items() if count]
    if item.scale.kind is not ScaleKind.MULTIPLE:
        return [(code,) for code in used]
    most = item.scale.max_choices or len(used)
    return [way for size in range(1, most + 1) for way in combinations(sorted(used), size)]


def read_tally(stored: Any) -> Tally:
    """What the attacker reads in the table of counts."""
    return Tally.from_json(json.loads(stored) if isinstance(stored, str) else stored)


def multiset(rows: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Rows by content."""
    return Counter(json.dumps(row, sort_keys=True) for row in rows)
