"""Who is counted together at close where too few answer: pools, named before anybody has.

A pool that were chosen after the answers came in could be chosen to learn something. So pools are
part of the manifest: what closing does with them follows from the numbers of answers alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.services.collection_units import PlannedUnit, joined_titles

#: A unit with so many times k people has k answers as soon as a quarter answers, and seeks no pool.
SMALL_UNTIL = 4


@dataclass(frozen=True, slots=True)
class FallbackPool:
    """Collection units that are counted at ``path`` if one of them has fewer than k answers.

    Where they are all that their parent is made of, ``path`` is the parent's.
    """

    path: str
    title: str
    units: tuple[str, ...]

    @property
    def is_parent(self) -> bool:
        """Whether the parent stands for them, so that no group of its own is made."""
        return not self.path or all(f"{u}/".startswith(f"{self.path}/") for u in self.units)


def fallback_pools(units: Sequence[PlannedUnit], k: int) -> tuple[FallbackPool, ...]:
    """The pools of a round, by path; no unit is in two of them.

    Siblings with fewer than four times k people are put together two by two, the smallest first;
    of an odd number the smallest three. One alone joins the smallest of its larger siblings.
    Whoever has no sibling to join has no pool. People who work in a department but in none of its
    teams are one more sibling of these.

    >>> small = {"Ops/Build": 12, "Ops/Cloud": 9, "Shop/Pay": 8, "Shop/Search": 9, "Shop/Web": 30}
    >>> for pool in fallback_pools([PlannedUnit(p, p[5:], n) for p, n in small.items()], k=5):
    ...     print(pool.path, pool.units)
    Ops ('Ops/Build', 'Ops/Cloud')
    Shop/Pay + Search ('Shop/Pay', 'Shop/Search')
    """
    above = {path for unit in units for path in _above(unit.path)}
    siblings: dict[str, list[PlannedUnit]] = {}
    for unit in units:
        parent = unit.path if unit.path in above else unit.path.rpartition("/")[0]
        siblings.setdefault(parent, []).append(unit)
    found = [
        _pool(parent, members, is_all=len(members) == len(_parts(parent, units)))
        for parent, of_one in siblings.items()
        for members in _together(of_one, k)
    ]
    return tuple(sorted(found, key=lambda pool: pool.path))


def pools_of(manifest: Mapping[str, Any]) -> tuple[FallbackPool, ...]:
    """The pools that a manifest names; none where it was written before there were any."""
    return tuple(
        FallbackPool(one["path"], one["title"], tuple(one["units"]))
        for one in manifest.get("fallback_pools", ())
    )


def taken_over(pools: Iterable[FallbackPool], answers: Mapping[str, int], k: int) -> dict[str, str]:
    """Where the members of a pool are counted, if one of them has fewer than k answers.

    ``answers`` are numbers of answers by unit. Units that are counted as themselves are left out.

    >>> pools = [FallbackPool("Ops", "Ops", ("Ops/Build", "Ops/Cloud"))]
    >>> taken_over(pools, {"Ops/Build": 9, "Ops/Cloud": 4}, k=5)
    {'Ops/Build': 'Ops', 'Ops/Cloud': 'Ops'}
    >>> taken_over(pools, {"Ops/Build": 9, "Ops/Cloud": 5}, k=5)
    {}
    """
    return {
        unit: pool.path
        for pool in pools
        if any(answers.get(member, 0) < k for member in pool.units)
        for unit in pool.units
    }


def were_taken_over(pools: Iterable[FallbackPool], counted: Collection[str]) -> dict[str, str]:
    """The same, from the groups that were counted at close.

    A pool that did not take over has at least k answers in each of its members, so all of them
    are there; of one that did, none is but perhaps the parent.

    >>> pools = [FallbackPool("Ops", "Ops", ("Ops/Build", "Ops/Cloud"))]
    >>> were_taken_over(pools, ["", "Ops"])
    {'Ops/Build': 'Ops', 'Ops/Cloud': 'Ops'}
    """
    return {
        unit: pool.path
        for pool in pools
        if any(member not in counted for member in pool.units)
        for unit in pool.units
    }


def _above(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path


def _parts(parent: str, units: Iterable[PlannedUnit]) -> set[str]:
    """The parts of a unit: those right below it, and itself for people in none of these."""
    start = f"{parent}/" if parent else ""
    inside = (unit.path for unit in units if f"{unit.path}/".startswith(start))
    return {path if path == parent else start + _first(path, start) for path in inside}


def _first(path: str, start: str) -> str:
    return path.removeprefix(start).partition("/")[0]


def _together(siblings: Sequence[PlannedUnit], k: int) -> Iterator[list[PlannedUnit]]:
    by_size = sorted(siblings, key=lambda unit: (unit.members, unit.path))
    small = [unit for unit in by_size if unit.members < SMALL_UNTIL * k]
    if len(small) == 1:
        small = by_size[:2]
    if len(small) < 2:
        return
    first = 2 + len(small) % 2
    yield small[:first]
    for start in range(first, len(small), 2):
        yield small[start : start + 2]


def _pool(parent: str, members: Sequence[PlannedUnit], *, is_all: bool) -> FallbackPool:
    paths = tuple(sorted(unit.path for unit in members))
    if is_all:
        return FallbackPool(parent, parent.rpartition("/")[2], paths)
    title = joined_titles(sorted(unit.title for unit in members))
    return FallbackPool(f"{parent}/{title}" if parent else title, title, paths)
