"""Who answered, by attribute, for whoever doubts that the answers speak for all: the gate of it.

An attribute (site, kind of contract) serves response rates and nothing else, and a response rate
must not tell of anybody whether they answered. So small categories are merged, categories in which
all or none answered too, and an attribute is left out where its categories, less units or
categories of another attribute, would leave a few people over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.disclosure import K_FLOOR, UnitFrame, release
from analysis.instrument import Instrument
from analysis.participation import CategoryRate
from analysis.release import RoundFacts
from analysis.tally import ORGANISATION, GroupTally, Tally

#: People that a category needs, unless the round's k is larger still.
CATEGORY_MINIMUM = 10
#: Categories that an attribute has at most; more are merged, the smallest first.
CATEGORIES_MAXIMUM = 12
#: The category of people of whom the attribute is not known.
NOT_KNOWN = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One person who was invited: the unit they were counted in, attributes, and if they answered.

    ``attributes`` holds the category by the code of an attribute.
    """

    unit: str
    attributes: Mapping[str, str]
    answered: bool


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """What may be told: overall, and by attribute where there is something to compare.

    ``answered`` is ``None`` below k answers. ``left_out`` names attributes that cannot be told.
    ``beside`` are the groups that a release shows, beside which the attributes were judged.
    """

    invited: int
    answered: int | None
    attributes: Mapping[str, tuple[CategoryRate, ...]]
    left_out: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def response_rates(people: Sequence[Asked], attributes: Iterable[str], k: int) -> ResponseRates:
    """The response rates that tell of nobody whether they answered.

    Attributes are taken in the order given; one that cannot stand beside the units, the units
    that a release shows, and those before it is left out. Fewer than k answers in all: nothing but
    the number of people invited.
    """
    codes = tuple(attributes)
    answered = sum(person.answered for person in people)
    if answered < k:
        return ResponseRates(len(people), None, {}, codes)
    minimum = max(CATEGORY_MINIMUM, k)
    beside = shown_groups(people, k)
    cuts: list[list[str]] = [
        [person.unit for person in people],
        [_smallest(beside, person.unit) for person in people],
    ]
    told: dict[str, tuple[CategoryRate, ...]] = {}
    for code in codes:
        categories = [person.attributes.get(code, NOT_KNOWN) for person in people]
        rates = merge_small_rates(_rates(categories, people), minimum)
        if not rates:
            continue
        group = {category: rate.categories[0] for rate in rates for category in rate.categories}
        cut = [group[category] for category in categories]
        if not any(leaves_few_over(cut, other, minimum) for other in cuts):
            cuts.append(cut)
            told[code] = rates
    left_out = tuple(code for code in codes if code not in told)
    return ResponseRates(len(people), answered, told, left_out, beside)


def shown_groups(people: Sequence[Asked], k: int) -> tuple[str, ...]:
    """Paths of the groups of which a release shows how many answered; everybody is ``""``.

    >>> shown_groups([Asked("A/a", {}, True)] * 12 + [Asked("B", {}, True)] * 10, 5)
    ('', 'A', 'A/a', 'B')
    """
    answered: Counter[str] = Counter()
    for person in people:
        titles = person.unit.split("/") if person.unit else []
        for depth in range(len(titles) + 1):
            answered["/".join(titles[:depth])] += person.answered
    groups = {path: GroupTally(n) for path, n in answered.items()}
    frame = [
        UnitFrame(path, path, None if path == ORGANISATION else path.rpartition("/")[0], None)
        for path in answered
    ]
    facts = RoundFacts("", "", "", "", max(k, K_FLOOR))
    found = release(Tally(groups), Instrument("", "", (), ()), facts, frame)
    return tuple(group.path for group in found.groups if group.answers is not None)


def _smallest(shown: Sequence[str], unit: str) -> str:
    """The smallest shown group that a unit is in."""
    above = [path for path in shown if not path or f"{unit}/".startswith(f"{path}/")]
    return max(above, key=len, default=ORGANISATION)


def merge_small_rates(rates: Iterable[CategoryRate], minimum: int) -> tuple[CategoryRate, ...]:
    """Categories by name, the ones that must not stand alone merged into one pool at the end.

    Merged are categories with fewer than ``minimum`` people invited, those in which all or none
    answered, and the next smallest while the pool itself is such a one or more than twelve
    categories are left. Nothing where fewer than two remain: one category is everybody.

    >>> rates = [CategoryRate(("A",), 30, 20), CategoryRate(("B",), 12, 5),
    ...          CategoryRate(("C",), 8, 4), CategoryRate(("D",), 1, 1)]
    >>> [(rate.categories, rate.invited) for rate in merge_small_rates(rates, 10)]
    [(('A',), 30), (('B', 'C', 'D'), 21)]
    """
    by_size = sorted(rates, key=lambda rate: (rate.invited, rate.categories))
    alone = [rate for rate in by_size if rate.invited >= minimum and not rate.is_unanimous]
    pooled = [rate for rate in by_size if rate not in alone]
    while alone and (
        (pooled and _must_grow(_merged(pooled), minimum))
        or len(alone) + bool(pooled) > CATEGORIES_MAXIMUM
    ):
        pooled.append(alone.pop(0))
    merged = sorted(alone, key=lambda rate: rate.categories)
    if pooled:
        merged.append(_merged(pooled))
    return tuple(merged) if len(merged) > 1 else ()


def leaves_few_over(
    categories: Sequence[Hashable], units: Sequence[Hashable], minimum: int
) -> bool:
    """Whether categories less units that lie wholly in them leave over 1 to ``minimum - 1`` people.

    Each sequence names the part of every person, in one order. Two partitions of the same people
    give away, by adding and subtracting, the people of a union of categories less those of units
    inside it, and nothing smaller; so all unions are tried. Parts of one partition that are
    smaller than ``minimum`` on their own are not held against the other.

    >>> leaves_few_over(["remote"] * 21 + ["office"] * 30, ["A"] * 20 + ["B"] * 31, 10)
    True
    >>> leaves_few_over(["remote"] * 30 + ["office"] * 21, ["A"] * 20 + ["B"] * 31, 10)
    False
    """
    together: dict[Hashable, set[Hashable]] = {}
    people: Counter[tuple[Hashable, Hashable]] = Counter(zip(categories, units, strict=True))
    for category, unit in people:
        together.setdefault(unit, set()).add(category)
    names = sorted(set(categories), key=str)
    for size in range(1, len(names)):
        for union in map(set, combinations(names, size)):
            left_over = sum(
                n
                for (category, unit), n in people.items()
                if category in union and not together[unit] <= union
            )
            if 0 < left_over < minimum:
                return True
    return False


def _rates(categories: Sequence[str], people: Sequence[Asked]) -> list[CategoryRate]:
    invited = Counter(categories)
    answered = Counter(
        category for category, one in zip(categories, people, strict=True) if one.answered
    )
    return [CategoryRate((name,), invited[name], answered[name]) for name in sorted(invited)]


def _must_grow(pool: CategoryRate, minimum: int) -> bool:
    return pool.invited < minimum or pool.is_unanimous


def _merged(rates: Iterable[CategoryRate]) -> CategoryRate:
    parts = list(rates)
    return CategoryRate(
        tuple(sorted(name for rate in parts for name in rate.categories)),
        sum(rate.invited for rate in parts),
        sum(rate.answered for rate in parts),
    )
