"""What to work on first: how constructs are rated beside what people chose to fix first.

Performance is the favourable share; importance is what respondents chose, and beside it the share
of the construct in what goes along with the outcome, which alone makes no candidate. Whatever is
told only as a band, or hidden, is neither ranked nor a candidate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    Verdict,
    compare_constructs,
    estimate_construct,
    estimate_item,
)
from analysis.instrument import Instrument, Item, ScaleKind
from analysis.measurement import Driver, KeyDrivers
from analysis.measures import Reading, item_measure, read
from analysis.release import Band, Hidden, Release
from analysis.stats.proportions import Share, wilson_interval
from analysis.stats.unions import AtLeastOne, at_least_one, even_share
from analysis.tally import ORGANISATION, ItemCounts

#: At most so many candidates to work on: more than anybody does between two rounds.
MOST_CANDIDATES = 5
HALF = 0.5
#: How often any of the constructs may look chosen more than evenly where choices are spread evenly.
BY_CHANCE = 0.05
REMEMBERED = 64


class Reason(StrEnum):
    """Why a construct could be worked on."""

    LOW = "low"  # fewer than half are favourable, the interval too
    CHOSEN = "chosen"  # chosen more often than evenly spread choices give, beyond chance
    WORSE = "worse"  # clearly worse than in the round before
    DRIVER = "driver"  # goes along with the outcome more than an even share; alone, no candidate


#: Reasons that the answers carry by themselves.
CARRYING = frozenset({Reason.LOW, Reason.CHOSEN, Reason.WORSE})


@dataclass(frozen=True, slots=True)
class People:
    """People who answered in some way: from ``least`` to ``most`` of ``n`` who answered.

    Both are the same where the counts leave one number. ``low`` and ``high`` are the ends of the
    95 % interval of their share, as fractions, of the people of this organisation where the head
    count ``population`` is known, else of the process (Wilson).
    """

    n: int
    least: int
    most: int
    low: float
    high: float
    population: int | None = None

    @property
    def is_exact(self) -> bool:
        """Whether one number is known."""
        return self.least == self.most

    @property
    def estimate(self) -> float:
        """The share, the middle where a range is known; NaN where nobody answered."""
        return (self.least + self.most) / 2 / self.n if self.n else math.nan

    @property
    def of_all(self) -> tuple[int, int] | None:
        """Between how many and how many of all people, whole numbers; ``None``: of unknown many.

        Never fewer than answered so, never more than that and all who did not answer.

        >>> People(58, 21, 21, 0.32, 0.41, 70).of_all
        (22, 29)
        """
        if self.population is None or not self.n:
            return None
        low, high = self.low * self.population, self.high * self.population
        # Outwards, so that no one is cut off; the tiny step keeps 29.000000000000004 at 29.
        return (
            max(self.least, math.floor(low + 1e-9)),
            min(self.most + self.population - self.n, math.ceil(high - 1e-9)),
        )


@dataclass(frozen=True, slots=True)
class Priority:
    """A construct: how it is rated, who chose it, what goes along with it, and what changed.

    ``options`` are the labels of the options that are about it, ``even`` the share of people that
    would choose one of them if choices were spread evenly. What is ``None`` was not asked or is not
    told; ``untold`` is what stands in the place of the favourable share then.
    """

    code: str
    title: str
    favourable: Share | None = None
    unfavourable: People | None = None
    options: tuple[str, ...] = ()
    chosen: People | None = None
    even: float | None = None
    driver: Driver | None = None
    change: Change | NotCompared | None = None
    untold: Band | Hidden | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def carrying(self) -> int:
        """How many reasons the answers carry beyond chance: candidates have at least one."""
        return len(CARRYING & {*self.reasons})


@dataclass(frozen=True, slots=True)
class HoursLost:
    """Hours that people lose in a week: of one person on average, and of all together.

    ``mean`` with its 95 % interval is of a person, ``total`` of all ``population`` people, in
    engineer-hours a week; ``None`` where it cannot be told. ``in_bands``: answers were bands, whose
    middles (the values of the scale) were added up.
    """

    code: str
    title: str
    n: int
    population: int | None
    mean: float
    low: float | None
    high: float | None
    total: float | None
    total_low: float | None
    total_high: float | None
    in_bands: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    """Who chose what is about a construct, and how many would if choices were spread evenly."""

    options: tuple[str, ...] = ()
    chosen: People | None = None
    even: float | None = None


def choosing_item(instrument: Instrument) -> Item | None:
    """The question whose options are about constructs: the first one; ``None`` without any."""
    known = {construct.code for construct in instrument.constructs}
    for item in instrument.counted_items:
        if not item.attribute and any(o.construct in known for o in item.scale.options):
            return item
    return None


@lru_cache(maxsize=REMEMBERED)
def priorities(release: Release, previous: Release | None = None) -> tuple[Priority, ...]:
    """Every construct of a release, the one to work on first in the first place.

    Constructs with more reasons that the answers carry come first; among as many, those that more
    people chose; then those that a larger share is unfavourable about; then as they are listed.
    What is not told in full comes last. Empty where nothing of the round is shown.
    """
    if release.organisation.hidden:
        return ()
    changes = {one.code: one for one in compare_constructs(previous, release)} if previous else {}
    drivers = {one.construct: one for one in _drivers(release)}
    choices = _choices(release)
    found = []
    for construct in release.instrument.constructs:
        choice = choices.get(construct.code, _Choice())
        one = replace(
            _rated(release, construct.code, construct.title),
            options=choice.options,
            chosen=choice.chosen,
            even=choice.even,
            driver=drivers.get(construct.code),
            change=changes.get(construct.code),
        )
        found.append(_with_reasons(one, release.together.drivers, len(choices)))
    return tuple(sorted(found, key=_rank))


def candidates(release: Release, previous: Release | None = None) -> tuple[Priority, ...]:
    """At most five constructs to work on, and none where the answers give no reason.

    Each has a reason that the answers carry beyond chance; a share in what goes along with the
    outcome alone is none.
    """
    found = [one for one in priorities(release, previous) if one.carrying]
    return tuple(found[:MOST_CANDIDATES])


def hours_lost(release: Release) -> HoursLost | Band | Hidden | None:
    """Hours lost in a week; ``None`` where the question set names no question for them."""
    code = release.instrument.time_lost
    if not code or not release.instrument.has_item(code):
        return None
    if release.organisation.hidden:
        return Hidden(release.organisation.hidden)
    cell = estimate_item(release, ORGANISATION, code)
    if not isinstance(cell, Estimate):
        return cell
    scale = release.instrument.item(code).scale
    mean = math.nan if cell.mean is None else cell.mean
    ends = (min(scale.values), max(scale.values))
    total = _total(cell, mean, ends)
    return HoursLost(
        code, cell.title, cell.n, _population(cell), mean,
        None if cell.mean_low is None else max(ends[0], cell.mean_low),
        None if cell.mean_high is None else min(ends[1], cell.mean_high),
        *total,
        in_bands=scale.kind is ScaleKind.ORDINAL,
    )  # fmt: skip


def _total(
    cell: Estimate, mean: float, ends: tuple[float, float]
) -> tuple[float | None, float | None, float | None]:
    """Hours of all people with their interval, which leaves room for those who did not answer."""
    population = _population(cell)
    if population is None or not cell.n:
        return None, None, None
    silent = population - cell.n
    least, most = (mean * cell.n + silent * end for end in ends)
    if cell.mean_low is None or cell.mean_high is None:
        return mean * population, None, None
    return (
        mean * population,
        max(least, cell.mean_low * population),
        min(most, cell.mean_high * population),
    )


def _population(cell: Estimate) -> int | None:
    """The head count, where it is one: not below the answers, and of a question for everybody."""
    return cell.population if cell.population is not None and cell.population >= cell.n else None


def _rated(release: Release, code: str, title: str) -> Priority:
    cell = estimate_construct(release, ORGANISATION, code)
    if not isinstance(cell, Estimate):
        return Priority(code, title, untold=cell)
    if cell.favourable is None or cell.unfavourable is None or not cell.n:
        return Priority(code, title)
    count = round(cell.unfavourable * cell.n)
    people = _people(AtLeastOne(cell.n, count, count), _population(cell))
    return Priority(code, title, favourable=cell.favourable, unfavourable=people)


def _people(found: AtLeastOne, population: int | None) -> People:
    low = wilson_interval(found.least, found.n, population).low
    high = wilson_interval(found.most, found.n, population).high
    return People(found.n, found.least, found.most, low, high, population)


def _choices(release: Release) -> dict[str, _Choice]:
    """By construct, who chose one of its options; empty where that is not asked or not told."""
    item = choosing_item(release.instrument)
    if item is None:
        return {}
    reading = read(item_measure(item), release.organisation)
    if not isinstance(reading, Reading) or not reading.counts.answered:
        return {}
    counts, pairs = _counted(item, reading.counts)
    if not sum(counts.values()):
        return {}
    population = None if item.show_if else release.organisation.people
    n = reading.counts.answered
    if population is not None and population < n:
        population = None
    return {
        construct.code: _choice_of(item, construct.code, n, counts, pairs, population)
        for construct in release.instrument.constructs
        if any(option.construct == construct.code for option in item.scale.options)
    }


def _choice_of(
    item: Item,
    construct: str,
    n: int,
    counts: Mapping[str, int],
    pairs: Mapping[tuple[str, str], int] | None,
    population: int | None,
) -> _Choice:
    about = [option for option in item.scale.options if option.construct == construct]
    of = [option.code for option in about]
    # Of somebody who wants nothing fixed, nothing could have been spread.
    able = [option.code for option in item.scale.options if not option.exclusive]
    choices = sum(counts.get(code, 0) for code in able) / n
    found = at_least_one(n, counts, pairs, of, _limit(item))
    return _Choice(
        tuple(option.label for option in about),
        _people(found, population),
        even_share(len([code for code in of if code in able]), len(able), choices),
    )


def _counted(
    item: Item, counts: ItemCounts
) -> tuple[dict[str, int], Mapping[tuple[str, str], int] | None]:
    """People by option, and by two options where that is told. Of a ranking, its first places."""
    if item.scale.kind is ScaleKind.RANKING:
        first = {
            option.code: counts.pairs.get((option.code, "1"), 0) for option in item.scale.options
        }
        return first, None
    return dict(counts.options), counts.pairs or None


def _limit(item: Item) -> int | None:
    """How many options one person can have chosen; first place takes one."""
    return item.scale.max_choices if item.scale.kind is ScaleKind.MULTIPLE else 1


def _drivers(release: Release) -> tuple[Driver, ...]:
    found = release.together.drivers
    return found.drivers if found else ()


def _with_reasons(one: Priority, drivers: KeyDrivers | None, chosen_from: int) -> Priority:
    if one.favourable is None:
        return one
    holds = {
        Reason.LOW: one.favourable.high < HALF,
        Reason.CHOSEN: _is_chosen_more(one, chosen_from),
        Reason.WORSE: _is_worse(one.change),
        Reason.DRIVER: _drives_more(one.driver, drivers),
    }
    return replace(one, reasons=tuple(reason for reason, is_so in holds.items() if is_so))


def _is_chosen_more(one: Priority, chosen_from: int) -> bool:
    """Whether evenly spread choices would hardly have given so many, all constructs looked at.

    By Wilson's interval of the process, as chance is about that; its confidence is raised by the
    number of constructs that can be chosen (Bonferroni).
    """
    if one.chosen is None or one.even is None or math.isnan(one.even):
        return False
    confidence = 1 - BY_CHANCE / max(1, chosen_from)
    return wilson_interval(one.chosen.least, one.chosen.n, None, confidence).low > one.even


def _is_worse(change: Change | NotCompared | None) -> bool:
    return (
        isinstance(change, Change)
        and change.verdict is Verdict.CLEAR
        and change.difference.estimate < 0
    )


def _drives_more(driver: Driver | None, drivers: KeyDrivers | None) -> bool:
    """Whether its share lies above an even one, where all tell more than chance would."""
    if driver is None or drivers is None or drivers.explained <= drivers.by_chance:
        return False
    return driver.low > 1 / len(drivers.drivers)


def _rank(one: Priority) -> tuple[bool, int, float, float]:
    """More reasons first, then more choices, then more unfavourable; the rest stays in order."""
    return (
        one.favourable is None,
        -one.carrying,
        -one.chosen.estimate if one.chosen else 0.0,
        -one.unfavourable.estimate if one.unfavourable else 0.0,
    )
