"""Tallies: additive counts of answers, from which everything that is shown is made.

A tally of two sets of responses is the sum of their tallies, exactly:
``tally(a + b) == tally(a) + tally(b)``. It holds counts by group, item and option, and nothing
that belongs to one person.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from analysis.measurement import (
    ItemMoments,
    Together,
    moments_as_json,
    moments_from_json,
)

#: How :meth:`Tally.as_json` writes. The second format had no cuts; the first had groups and
#: nothing else, not even its name.
SECOND_FORMAT, FORMAT = "candor-tally/2", "candor-tally/3"

#: Two options chosen together, or an option and its place.
Pair = tuple[str, str]
Key = TypeVar("Key", bound=Hashable)

#: The group of everybody who answered.
ORGANISATION = ""


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """How a group answered one item.

    ``answered`` is the number of people with a valid answer: on single-answer scales the sum of
    ``options``, on multiple choice and rankings at most that sum. Everybody in the group is in
    exactly one of ``answered``, ``not_applicable``, ``skipped`` and ``not_shown``.

    ``pairs`` counts people who chose two options together (multiple choice, codes in order of the
    alphabet), or who put an option in a place (rankings, ``("docs", "1")`` is first); those that
    nobody gave are left out.
    """

    answered: int = 0
    not_applicable: int = 0
    skipped: int = 0
    not_shown: int = 0
    options: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[Pair, int] = field(default_factory=dict)

    def __add__(self, other: ItemCounts) -> ItemCounts:
        return ItemCounts(
            answered=self.answered + other.answered,
            not_applicable=self.not_applicable + other.not_applicable,
            skipped=self.skipped + other.skipped,
            not_shown=self.not_shown + other.not_shown,
            options=_sum(self.options, other.options),
            pairs=_sum(self.pairs, other.pairs),
        )

    @property
    def missing(self) -> int:
        """People without a valid answer, whatever the reason."""
        return self.not_applicable + self.skipped + self.not_shown

    def as_json(self) -> dict[str, Any]:
        """Plain data, options in order of their codes; ``pairs`` only where there are any."""
        rows: dict[str, dict[str, int]] = {}
        for (one, other), count in sorted(self.pairs.items()):
            rows.setdefault(one, {})[other] = count
        return {
            "answered": self.answered,
            "not_applicable": self.not_applicable,
            "skipped": self.skipped,
            "not_shown": self.not_shown,
            "options": dict(sorted(self.options.items())),
            **({"pairs": rows} if rows else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ItemCounts:
        """The inverse of :meth:`as_json`."""
        return cls(
            answered=int(data["answered"]),
            not_applicable=int(data["not_applicable"]),
            skipped=int(data["skipped"]),
            not_shown=int(data["not_shown"]),
            options={str(code): int(n) for code, n in data["options"].items()},
            pairs={
                (str(one), str(other)): int(n)
                for one, row in data.get("pairs", {}).items()
                for other, n in row.items()
            },
        )


@dataclass(frozen=True, slots=True)
class GroupTally:
    """How a group answered everything.

    ``constructs`` counts people by their score on a construct, an exact fraction as text
    (``"7/2"``), so that derived scores add up like items do.
    """

    respondents: int = 0
    items: Mapping[str, ItemCounts] = field(default_factory=dict)
    constructs: Mapping[str, ItemCounts] = field(default_factory=dict)

    def __add__(self, other: GroupTally) -> GroupTally:
        return GroupTally(
            respondents=self.respondents + other.respondents,
            items=_merge(self.items, other.items),
            constructs=_merge(self.constructs, other.constructs),
        )

    def as_json(self) -> dict[str, Any]:
        """Plain data, in a fixed order."""
        return {
            "respondents": self.respondents,
            "items": {code: self.items[code].as_json() for code in sorted(self.items)},
            "constructs": {
                code: self.constructs[code].as_json() for code in sorted(self.constructs)
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> GroupTally:
        """The inverse of :meth:`as_json`."""
        return cls(
            respondents=int(data["respondents"]),
            items={code: ItemCounts.from_json(cell) for code, cell in data["items"].items()},
            constructs={
                code: ItemCounts.from_json(cell) for code, cell in data["constructs"].items()
            },
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """How the categories of an attribute answered, ``within`` a unit: only what may be told.

    By category, counts of valid answers by option, or by box where only boxes may be told; nobody
    else is counted, so ``respondents`` is 0. ``beside`` holds, by item or construct, a fingerprint
    of all that was told of units when this was judged.
    """

    attribute: str
    within: str
    groups: Mapping[str, GroupTally]
    beside: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain data; the categories stay in their order."""
        return {
            "attribute": self.attribute,
            "within": self.within,
            "groups": [[code, group.as_json()] for code, group in self.groups.items()],
            "beside": dict(sorted(self.beside.items())),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Cut:
        """The inverse of :meth:`as_json`."""
        groups = {str(code): GroupTally.from_json(group) for code, group in data["groups"]}
        return cls(data["attribute"], data["within"], groups, dict(data["beside"]))


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for every group. The key of a group is its path (``"Platform/Payments"``).

    The organisation as a whole is the group :data:`ORGANISATION`. An empty tally is the zero of
    the addition, which adds counts: ``moments`` (of items by construct), ``together`` and ``cuts``
    are made of a whole round when it closes, are not additive, and are left out of a sum.

    >>> one = Tally({ORGANISATION: GroupTally(respondents=1)})
    >>> (one + Tally() + one).groups[ORGANISATION].respondents
    2
    """

    groups: Mapping[str, GroupTally] = field(default_factory=dict)
    moments: Mapping[str, ItemMoments] = field(default_factory=dict)
    together: Together = field(default_factory=Together)
    cuts: tuple[Cut, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        keys = {*self.groups, *other.groups}
        zero = GroupTally()
        return Tally(
            {key: self.groups.get(key, zero) + other.groups.get(key, zero) for key in keys}
        )

    @property
    def organisation(self) -> GroupTally:
        """Everybody who answered."""
        return self.groups.get(ORGANISATION, GroupTally())

    def as_json(self) -> dict[str, Any]:
        """Plain data, in a fixed order."""
        return {
            "format": FORMAT,
            "groups": {key: self.groups[key].as_json() for key in sorted(self.groups)},
            "moments": {key: moments_as_json(self.moments[key]) for key in sorted(self.moments)},
            "together": self.together.as_json(),
            "cuts": [cut.as_json() for cut in self.cuts],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Tally:
        """The inverse of :meth:`as_json`."""
        known = data.get("format") in (SECOND_FORMAT, FORMAT)
        groups = data["groups"] if known else data
        return cls(
            {key: GroupTally.from_json(group) for key, group in groups.items()},
            {key: moments_from_json(one) for key, one in data["moments"].items()} if known else {},
            Together.from_json(data["together"]) if known else Together(),
            tuple(Cut.from_json(cut) for cut in data.get("cuts", ())) if known else (),
        )


def _sum(one: Mapping[Key, int], other: Mapping[Key, int]) -> dict[Key, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {*one, *other}}


def _merge(one: Mapping[str, ItemCounts], other: Mapping[str, ItemCounts]) -> dict[str, ItemCounts]:
    zero = ItemCounts()
    return {key: one.get(key, zero) + other.get(key, zero) for key in {*one, *other}}
