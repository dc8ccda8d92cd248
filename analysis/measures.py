"""Items and constructs as one thing: what is measured, and how a group answered it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache

from analysis.instrument import Instrument, Item, ScaleKind
from analysis.release import OTHER, Band, Cell, Hidden, ReleasedGroup, Shown
from analysis.tally import ItemCounts

#: Options of counts that tell boxes and no more, as tables by attribute may.
FAVOURABLE, NEUTRAL, UNFAVOURABLE = BOXES = ("_favourable", "_neutral", "_unfavourable")

#: Scores as they are written, of which a questionnaire has some dozens.
_REMEMBERED_SCORES = 4096


def is_in_boxes(counts: ItemCounts) -> bool:
    """Whether the counts tell boxes and no more."""
    return FAVOURABLE in counts.options


def turned_round(counts: ItemCounts) -> ItemCounts:
    """The counts of a question whose scale is read the other way: boxes change places.

    >>> turned_round(ItemCounts(9, options={FAVOURABLE: 5, NEUTRAL: 3, UNFAVOURABLE: 1})).options
    {'_favourable': 1, '_neutral': 3, '_unfavourable': 5}
    """
    if not is_in_boxes(counts):
        return counts
    return replace(
        counts,
        options={
            FAVOURABLE: counts.options[UNFAVOURABLE],
            NEUTRAL: counts.options[NEUTRAL],
            UNFAVOURABLE: counts.options[FAVOURABLE],
        },
    )


@dataclass(frozen=True, slots=True)
class Measure:
    """An item, or a construct: what is estimated, compared and followed."""

    code: str
    title: str
    items: tuple[Item, ...]
    is_construct: bool

    @property
    def identity(self) -> frozenset[tuple[object, ...]]:
        """Equal where two rounds asked the same: words, answers, and what is favourable."""
        return frozenset(
            (
                item.code,
                item.wording,
                item.scale.kind,
                item.favourable,
                item.unfavourable,
                tuple((option.code, option.value) for option in item.scale.options),
            )
            for item in self.items
        )

    @property
    def has_boxes(self) -> bool:
        """Whether some answers are favourable."""
        return all(item.scale.is_ordered and item.favourable for item in self.items)

    @property
    def has_direction(self) -> bool:
        """Whether one round can be better than another."""
        return self.has_boxes and not any(item.attribute for item in self.items)

    def shown(self, group: ReleasedGroup) -> ItemCounts | Band | Hidden:
        """How a group answered, where that may be shown; ``KeyError`` where it was not asked."""
        cells: Mapping[str, Cell] = group.constructs if self.is_construct else group.items
        if self.code not in cells and group.hidden:
            return Hidden(group.hidden)
        cell = cells[self.code]
        return cell.counts if isinstance(cell, Shown) else cell

    @property
    def low_is_good(self) -> bool:
        """Whether less is better: scores run from bad to good then when they are read backwards."""
        good, bad = (
            [item.score(code) for code in codes]
            for item in self.items[:1]
            for codes in (item.favourable, item.unfavourable)
        )
        return bool(good and bad) and min(good) < min(bad)

    def scores(self, counts: ItemCounts) -> dict[Fraction, int]:
        """People by score, worst first for constructs. Empty where the answers have no order."""
        if is_in_boxes(counts):
            return {}
        if self.is_construct:
            # In order of the scores: the last digits of float sums depend on it.
            return dict(sorted((_score(score), n) for score, n in counts.options.items()))
        (item,) = self.items
        people: dict[Fraction, int] = {}
        if item.scale.is_ordered and OTHER not in counts.options:
            for option in item.scale.options:
                score = Fraction(item.score(option.code))
                people[score] = people.get(score, 0) + counts.options.get(option.code, 0)
        return people

    def favourable(self, counts: ItemCounts) -> int:
        """People whose answer, or nearest box, is favourable."""
        return self.favourable_counter()(counts)

    def favourable_counter(self) -> Callable[[ItemCounts], int]:
        """The same for the counts of many groups: what is favourable is looked up once.

        A score is judged where it is first met, not in every group that has it.
        """
        boxes = self.items[0].favourable
        is_good: Callable[[str], bool] = boxes.__contains__
        if self.is_construct:
            lowest = min(Fraction(self.items[0].score(code)) for code in boxes) - self._half_step
            is_good = cache(lambda score: _score(score) >= lowest)

        def count(counts: ItemCounts) -> int:
            if is_in_boxes(counts):
                return counts.options[FAVOURABLE]
            return sum(n for code, n in counts.options.items() if is_good(code))

        return count

    @property
    def _half_step(self) -> Fraction:
        """How far a score may lie from a box and still be nearest to it."""
        scale = self.items[0].scale
        return Fraction(str(scale.range.step)) / 2 if scale.is_number else Fraction(1, 2)

    def alike(self, counts: ItemCounts) -> dict[str, int]:
        """People by what they have in common: an option, a place in a ranking, a score, a box.

        Of multiple choice these add up to more than the people who answered.
        """
        if self.items[0].scale.kind is ScaleKind.RANKING:
            people = {f"{code} {place}": n for (code, place), n in counts.pairs.items()}
        else:
            people = dict(counts.options)
        if self.has_boxes:
            good, bad = self.favourable(counts), self.unfavourable(counts)
            people |= {"favourable ": good, "unfavourable ": bad}
            people["neutral "] = counts.answered - good - bad
        return people

    def unfavourable(self, counts: ItemCounts) -> int:
        """People whose answer, or nearest box (ties upwards), is unfavourable."""
        if is_in_boxes(counts):
            return counts.options[UNFAVOURABLE]
        boxes = self.items[0].unfavourable
        if not self.is_construct or not boxes:
            return sum(counts.options.get(code, 0) for code in boxes)
        highest = max(Fraction(self.items[0].score(code)) for code in boxes) + self._half_step
        return sum(n for score, n in self.scores(counts).items() if score < highest)


@lru_cache(maxsize=_REMEMBERED_SCORES)
def _score(written: str) -> Fraction:
    """The score that people are counted under: reading one costs more than counting it."""
    return Fraction(written)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a group answered a measure, where that is shown."""

    measure: Measure
    group: ReleasedGroup
    counts: ItemCounts


def read(measure: Measure, group: ReleasedGroup) -> Reading | Band | Hidden:
    """How a group answered a measure, or what is told instead."""
    counts = measure.shown(group)
    return Reading(measure, group, counts) if isinstance(counts, ItemCounts) else counts


def item_measure(item: Item) -> Measure:
    """An item as a measure."""
    return Measure(item.code, item.text, (item,), is_construct=False)


def item_measures(instrument: Instrument) -> tuple[Measure, ...]:
    """All closed items, in the order asked."""
    return tuple(item_measure(item) for item in instrument.counted_items)


def construct_measures(instrument: Instrument) -> tuple[Measure, ...]:
    """All constructs, in the order of the instrument."""
    return tuple(
        Measure(one.code, one.title, instrument.items_of(one.code), is_construct=True)
        for one in instrument.constructs
    )
