"""Counting: from responses to the additive tally, from which everything else is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from math import lcm

import pandas as pd

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


def tally(responses: Responses) -> Tally:
    """Count every closed item and every construct, for the organisation and each of its units.

    A unit counts in itself and in every unit above it: ``"Platform/Payments"`` in ``""``,
    ``"Platform"`` and ``"Platform/Payments"``. Options that nobody chose are counted as 0.
    Counting is additive and does not depend on the order of the responses.
    """
    units = pd.Series(responses.units, dtype=object)
    groups: dict[str, GroupTally] = {}
    for unit, answers in responses.answers.groupby(units, sort=False):
        counted = _count_group(responses.instrument, answers)
        for group in _groups_of(str(unit)):
            groups[group] = groups.get(group, GroupTally()) + counted
    return Tally(groups)


def _groups_of(unit: str) -> Iterator[str]:
    yield ORGANISATION
    parts = unit.split("/") if unit else []
    for depth in range(1, len(parts) + 1):
        yield "/".join(parts[:depth])


def _count_group(instrument: Instrument, answers: pd.DataFrame) -> GroupTally:
    return GroupTally(
        respondents=len(answers),
        items={
            item.code: _count_item(item, answers[item.code]) for item in instrument.counted_items
        },
        constructs={
            construct.code: _count_construct(instrument, construct, answers)
            for construct in instrument.constructs
        },
    )


def _count_item(item: Item, column: pd.Series) -> ItemCounts:
    # A multiple choice is a tuple in its cell; exploded, each choice stands alone.
    counts = Counter(column.explode().value_counts().to_dict())
    cells = Counter(column.to_list()) if item.scale.takes_several else Counter[Answer]()
    return ItemCounts(
        answered=len(column) - sum(int(counts[special]) for special in SPECIALS),
        not_applicable=int(counts[NOT_APPLICABLE]),
        skipped=int(counts[SKIPPED]),
        not_shown=int(counts[NOT_SHOWN]),
        options={option.code: int(counts[option.code]) for option in item.scale.options},
        pairs=_count_pairs(cells, is_ranking=item.scale.kind is ScaleKind.RANKING),
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


def _count_construct(
    instrument: Instrument, construct: Construct, answers: pd.DataFrame
) -> ItemCounts:
    """Count people by score: the exact mean of the scores of the items they answered.

    A score needs an answer to at least half of the items. Whoever has none is counted as "not
    shown" if no item was shown, as "skipped" if one was left empty, else as "not applicable".
    """
    items = instrument.items_of(construct.code)
    given = answers[[item.code for item in items]].astype(object)
    numbers = {item.code: _exact_scores(item) for item in items}
    # Scores times their common denominator are whole numbers, so that sums are exact.
    unit = lcm(*(score.denominator for scores in numbers.values() for score in scores.values()))
    scaled = pd.DataFrame(
        {
            item.code: given[item.code].map(
                {option: int(score * unit) for option, score in numbers[item.code].items()}
            )
            for item in items
        },
        index=given.index,
    ).astype("float64")
    answered = scaled.notna().sum(axis="columns")
    scored = answered * 2 >= len(items)
    sums = pd.DataFrame({"total": scaled.sum(axis="columns"), "answered": answered})[scored]
    options: Counter[str] = Counter()
    for total, count in sums.itertuples(index=False):
        options[str(Fraction(int(total), int(count) * unit))] += 1
    rest = given[~scored]
    unseen = int((rest == NOT_SHOWN).all(axis="columns").sum())
    skipped = int((rest == SKIPPED).any(axis="columns").sum())
    return ItemCounts(
        answered=int(scored.sum()),
        not_applicable=len(rest) - unseen - skipped,
        skipped=skipped,
        not_shown=unseen,
        options=dict(options),
    )


def _exact_scores(item: Item) -> dict[str, Fraction]:
    return {
        option.code: Fraction(item.score(option.code)).limit_denominator(10**6)
        for option in item.scale.options
    }
