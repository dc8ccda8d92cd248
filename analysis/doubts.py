"""What cannot have passed the gate, and whether counts add up: plain values and sums."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from analysis.instrument import Item, ScaleKind
from analysis.measures import Measure
from analysis.release import OTHER, Cell, ReleasedGroup
from analysis.tally import ItemCounts

#: What may be a score, before it is read as one.
_SCORE = re.compile(r"-?[0-9]{1,12}(/[1-9][0-9]{0,11})?", re.ASCII)


class Doubt(StrEnum):
    """Why something cannot have passed the gate."""

    GROUPS = "groups"  # groups, or what they were asked, are not those of a round
    HIDDEN = "hidden"  # told although what it belongs to is not
    SUMS = "sums"  # the numbers do not add up
    TOO_FEW = "too_few"  # of fewer answers than that needs
    ALIKE = "alike"  # all but a few gave one answer, or one kind of answer
    REMAINDER = "remainder"  # what is left by subtraction is too few, or too much alike
    BAND = "band"  # a band that the gate does not know
    TOGETHER = "together"  # figures of several items, of fewer complete answers than they need
    RATES = "rates"  # response rates by attribute that tell of somebody whether they answered


@dataclass(frozen=True, slots=True, order=True)
class Doubtful:
    """What cannot have passed the gate: a group's path, an item or construct, and why."""

    path: str
    code: str
    doubt: Doubt


def cell_of(group: ReleasedGroup, measure: Measure) -> Cell:
    """What a group tells of a measure; ``KeyError`` where it was not asked."""
    return (group.constructs if measure.is_construct else group.items)[measure.code]


def is_attribute(measure: Measure) -> bool:
    """Whether it describes people, and is told of everybody alone."""
    return any(item.attribute for item in measure.items)


def is_multiple(measure: Measure) -> bool:
    """Whether any of several options can be chosen."""
    return measure.items[0].scale.kind is ScaleKind.MULTIPLE and not measure.is_construct


def adds_up(measure: Measure, counts: ItemCounts) -> bool:
    """Whether counts are of this scale, and of as many people as are said to have answered."""
    if measure.is_construct:
        ends = _ends(measure.items)
        is_known = all(_is_score(score, *ends) for score in counts.options)
        return is_known and not counts.pairs and sum(counts.options.values()) == counts.answered
    (item,) = measure.items
    known = {option.code for option in item.scale.options}
    if not counts.options.keys() <= (known | {OTHER} if item.attribute else known):
        return False
    if not item.scale.takes_several:
        return not counts.pairs and sum(counts.options.values()) == counts.answered
    chosen = sum(counts.options.values())
    largest = max((n for code, n in counts.options.items() if code != OTHER), default=0)
    return largest <= counts.answered <= chosen and _pairs_add_up(item, counts, known)


def _ends(items: Sequence[Item]) -> tuple[Fraction, Fraction]:
    """The lowest and the highest score that answers to these items can have.

    Turning a scale round leaves both where they are.
    """
    values = [value for item in items for value in item.scale.values]
    lowest, highest = (
        Fraction(value).limit_denominator(10**6) for value in (min(values), max(values))
    )
    return lowest, highest


def _is_score(text: str, lowest: Fraction, highest: Fraction) -> bool:
    """Whether this is a score, written as counting writes it: one score has one name."""
    if not _SCORE.fullmatch(text):
        return False
    score = Fraction(text)
    return str(score) == text and lowest <= score <= highest


def _pairs_add_up(item: Item, counts: ItemCounts, known: set[str]) -> bool:
    if item.scale.kind is ScaleKind.RANKING:
        places = {str(place) for place in range(1, item.scale.places + 1)}
        by_option, by_place = Counter[str](), Counter[str]()
        for (code, place), n in counts.pairs.items():
            by_option[code] += n
            by_place[place] += n
        return (
            by_option.keys() <= known
            and by_place.keys() <= places
            and (item.attribute or all(by_option[code] == n for code, n in counts.options.items()))
            and max(by_place.values(), default=0) <= counts.answered
        )
    return all(
        one in known and other in known and one < other
        and n <= min(counts.options.get(one, 0), counts.options.get(other, 0))
        for (one, other), n in counts.pairs.items()
    )  # fmt: skip


def less(whole: ItemCounts, parts: Sequence[ItemCounts]) -> ItemCounts:
    """Counts without those of some parts. Of pairs, those of rankings are always told."""

    def left(kind: str) -> int:
        return int(getattr(whole, kind)) - sum(int(getattr(one, kind)) for one in parts)

    options, pairs = Counter(whole.options), Counter(whole.pairs)
    for part in parts:
        options.subtract(part.options)
        pairs.subtract(part.pairs)
    return ItemCounts(
        left("answered"), left("not_applicable"), left("skipped"), left("not_shown"), options, pairs
    )


def has_negative(counts: ItemCounts) -> bool:
    """Whether parts hold more people than their whole."""
    numbers = (counts.answered, counts.not_applicable, counts.skipped, counts.not_shown)
    return min((*numbers, *counts.options.values(), *counts.pairs.values())) < 0
