"""Counting: from responses to the additive tally, from which everything else is made.

Answers are counted as codes (see :mod:`analysis.crosstabs`), each collection unit once; a unit
above is the sum of those below it. So counting costs the same for few and for many units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.crosstabs import Codes, count_levels
from analysis.dataset import SPECIALS, Answer, Responses
from analysis.instrument import (
    NOT_APPLICABLE,
    NOT_SHOWN,
    SKIPPED,
    Construct,
    Instrument,
    Item,
    ScaleKind,
)
from analysis.tally import ORGANISATION, GroupTally, ItemCounts, Pair, Tally

Counts = Mapping[str, int]


def tally(responses: Responses) -> Tally:
    """Count every closed item and every construct, for the organisation and each of its units.

    A unit counts in itself and in every unit above it: ``"Platform/Payments"`` in ``""``,
    ``"Platform"`` and ``"Platform/Payments"``. Options that nobody chose are counted as 0.
    Counting is additive and does not depend on the order of the responses.
    """
    places, paths = pd.factorize(pd.Series(responses.units, dtype=object))
    units = _Units(places, tuple(str(path) for path in paths))
    items = _count_items(responses, units)
    constructs = {
        construct.code: _count_construct(responses, construct, units)
        for construct in responses.instrument.constructs
    }
    respondents = np.bincount(places, minlength=len(paths)).tolist()
    groups: dict[str, GroupTally] = {}
    for place, path in enumerate(units.paths):
        counted = GroupTally(
            respondents=respondents[place],
            items={code: cells[place] for code, cells in items.items()},
            constructs={code: cells[place] for code, cells in constructs.items()},
        )
        for group in _groups_of(path):
            groups[group] = groups[group] + counted if group in groups else counted
    return Tally(groups)


def _groups_of(unit: str) -> Iterator[str]:
    yield ORGANISATION
    parts = unit.split("/") if unit else []
    for depth in range(1, len(parts) + 1):
        yield "/".join(parts[:depth])


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """The collection units: their ``paths``, and the place of each person's unit among them."""

    places: Codes
    paths: tuple[str, ...]

    def count(self, columns: Sequence[Codes], levels: Sequence[int]) -> list[list[list[int]]]:
        """People by item, unit and level."""
        (tables,) = count_levels(columns, levels, [self.places], [len(self.paths)])
        return [table.tolist() for table in tables]


def _count_items(responses: Responses, units: _Units) -> dict[str, list[ItemCounts]]:
    """By item, in the order of the units."""
    items = responses.instrument.counted_items
    columns = [coded(responses.answers[item.code]) for item in items]
    tables = units.count([codes for codes, _ in columns], [len(cells) for _, cells in columns])
    return {
        item.code: [_item_counts(item, cells, people) for people in table]
        for item, (_, cells), table in zip(items, columns, tables, strict=True)
    }


def coded(column: pd.Series[Any]) -> tuple[Codes, list[Answer]]:
    """A column as codes, and the cell that each code stands for."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories.to_list()
    codes, cells = pd.factorize(column)
    return codes, list(cells)


def _item_counts(item: Item, cells: Sequence[Answer], people: Sequence[int]) -> ItemCounts:
    """From the number of people who filled each distinct cell."""
    seen = {cell: n for cell, n in zip(cells, people, strict=True) if n}
    chosen: Counter[str] = Counter()
    for cell, n in seen.items():
        for code in (cell,) if isinstance(cell, str) else cell:
            chosen[code] += n
    is_ranking = item.scale.kind is ScaleKind.RANKING
    return ItemCounts(
        answered=sum(people) - sum(chosen[special] for special in SPECIALS),
        not_applicable=chosen[NOT_APPLICABLE],
        skipped=chosen[SKIPPED],
        not_shown=chosen[NOT_SHOWN],
        options={option.code: chosen[option.code] for option in item.scale.options},
        pairs=_count_pairs(seen, is_ranking=is_ranking) if item.scale.takes_several else {},
    )


def _count_pairs(cells: Mapping[Answer, int], *, is_ranking: bool) -> dict[Pair, int]:
    """People by option and place, or by two options chosen together."""
    pairs: Counter[Pair] = Counter()
    for cell, people in cells.items():
        if isinstance(cell, str):  # not answered
            continue
        if is_ranking:
            found = [(code, str(place)) for place, code in enumerate(cell, start=1)]
        else:
            found = list(combinations(cell, 2))  # cells hold their codes in alphabetical order
        for pair in found:
            pairs[pair] += people
    return dict(pairs)


def _count_construct(responses: Responses, construct: Construct, units: _Units) -> list[ItemCounts]:
    """Count people by score: the exact mean of the scores of the items they answered.

    A score needs an answer to at least half of the items. Whoever has none is counted as "not
    shown" if no item was shown, as "skipped" if one was left empty, else as "not applicable".
    """
    places, names = scored(responses, construct)
    (table,) = units.count([places], [len(names)])
    counted = []
    for people in table:
        seen: Counter[str] = Counter()
        for name, n in zip(names, people, strict=True):
            seen[name] += n
        special = {name: seen.pop(name, 0) for name in SPECIALS}
        counted.append(
            ItemCounts(
                answered=sum(seen.values()),
                not_applicable=special[NOT_APPLICABLE],
                skipped=special[SKIPPED],
                not_shown=special[NOT_SHOWN],
                options={name: n for name, n in seen.items() if n},
            )
        )
    return counted


def scored(responses: Responses, construct: Construct) -> tuple[Codes, list[str]]:
    """Everybody's score as a code, and what each code stands for: see :class:`_Scores`."""
    scores = _scores(responses.instrument, construct, responses.answers)
    keys, places = np.unique(scores.key, return_inverse=True)
    return places, [scores.name(int(key)) for key in keys]


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """Each person's score on a construct as one whole number, ``key``.

    ``key = total * width + answered`` of the scores times ``unit``, their common denominator, so
    that sums are exact; below ``lowest`` stand those who have no score, in the order of
    ``SPECIALS``.
    """

    key: NDArray[np.int64]
    width: int
    unit: int
    lowest: int

    def name(self, key: int) -> str:
        """The score as an exact fraction, or which of ``SPECIALS`` stands in its place."""
        if key < self.lowest:
            return SPECIALS[self.lowest - 1 - key]
        total, answered = divmod(key, self.width)
        return str(Fraction(total, answered * self.unit))


def _scores(instrument: Instrument, construct: Construct, answers: pd.DataFrame) -> _Scores:
    items = instrument.items_of(construct.code)
    exact = [exact_scores(item) for item in items]
    unit = lcm(*(score.denominator for scores in exact for score in scores.values()))
    people = len(answers)
    total, answered = np.zeros(people, np.int64), np.zeros(people, np.int64)
    skipped, unseen = np.zeros(people, bool), np.ones(people, bool)
    for item, scores in zip(items, exact, strict=True):
        codes, cells = coded(answers[item.code])
        names = [str(cell) for cell in cells]
        total += np.array([int(scores.get(name, 0) * unit) for name in names])[codes]
        answered += np.array([name in scores for name in names])[codes]
        skipped |= np.array([name == SKIPPED for name in names])[codes]
        unseen &= np.array([name == NOT_SHOWN for name in names])[codes]
    width = len(items) + 1
    key = total * width + answered
    lowest = int(key.min(initial=0))
    special = np.select([unseen, skipped], [SPECIALS.index(NOT_SHOWN), SPECIALS.index(SKIPPED)], 0)
    has_score = answered * 2 >= len(items)
    return _Scores(np.where(has_score, key, lowest - 1 - special), width, unit, lowest)


def exact_scores(item: Item) -> dict[str, Fraction]:
    """Scores by option, as exact fractions, reverse scoring applied."""
    return {
        option.code: Fraction(item.score(option.code)).limit_denominator(10**6)
        for option in item.scale.options
    }
