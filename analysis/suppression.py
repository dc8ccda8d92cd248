"""Complementary suppression: which groups can be told in full beside the ones that cannot.

What is told in full grows down from the root. Whatever of a group is not told in a part of it can
be had by subtraction: it is a *pool*, whose answers are as good as told. So a pool is empty, or
large and mixed enough to be told itself. Where the groups that have to be hidden do not make such
a pool, others are hidden with them: as few as possible, and among equals those with the fewest
answers (an integer program, solved by HiGHS).

Source of the method: Fischetti and Salazar, Management Science 47 (2001), 1008-1027; here the
constraints are those of pools, not of intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from analysis.hierarchy import Bools, Hierarchy, Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a group, or a pool, needs to be told in full.

    ``answers`` valid answers, of which ``apart`` lie outside any one option or box.
    """

    answers: int
    apart: int


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """How many people a tree of groups holds, for one item or construct.

    By group: ``people`` who took part, ``answered`` validly, and ``apart`` (by group and option or
    box) who answered validly but something else. ``known`` says where the counts are there.
    """

    people: Ints
    answered: Ints
    apart: Ints
    known: Bools


def told_in_full(tree: Hierarchy, sizes: Sizes, needs: Needs, allowed: Bools) -> Bools:
    """Which groups are told in full: as many as possible of those that are ``allowed``.

    Nothing is told below a group that is not, and every pool is empty or has what it ``needs``.
    """
    may = _grown_from_the_root(tree, allowed & sizes.known & _suffice(sizes, needs))
    if not may.any():
        return may
    short = [
        place
        for place in tree.split
        if may[place] and not _pool_suffices(tree, sizes, needs, may, place)
    ]
    if not short:
        return may
    easy = may.copy()
    if not any(_is_below_one_of(tree, place, short) for place in short):
        single = [_one_more(tree, sizes, needs, may, place) for place in short]
        if all(place is not None for place in single):
            easy[[place for place in single if place is not None]] = False
            return easy
    return _solved(tree, sizes, needs, may)


def _suffice(sizes: Sizes, needs: Needs) -> Bools:
    enough: Bools = sizes.answered >= needs.answers
    return enough & (sizes.apart >= needs.apart).all(axis=1)


def _grown_from_the_root(tree: Hierarchy, allowed: Bools) -> Bools:
    may = allowed.copy()
    for place, parent in enumerate(tree.parents):
        if parent >= 0 and not may[parent]:
            may[place] = False
    return may


def _pool_suffices(tree: Hierarchy, sizes: Sizes, needs: Needs, full: Bools, place: int) -> bool:
    parts = [child for child in tree.children[place] if full[child]]
    if sizes.people[place] == sizes.people[parts].sum():
        return True
    answered = sizes.answered[place] - sizes.answered[parts].sum()
    apart = sizes.apart[place] - sizes.apart[parts].sum(axis=0)
    return bool(answered >= needs.answers and (apart >= needs.apart).all())


def _is_below_one_of(tree: Hierarchy, place: int, tops: list[int]) -> bool:
    while (place := tree.parents[place]) >= 0:
        if place in tops:
            return True
    return False


def _one_more(tree: Hierarchy, sizes: Sizes, needs: Needs, may: Bools, place: int) -> int | None:
    """The smallest part without parts that is enough, alone, when hidden too.

    No fewer than one can be hidden, so this is as few as possible.
    """
    parts = [child for child in tree.children[place] if may[child]]
    for child in sorted(parts, key=lambda child: (sizes.answered[child], child)):
        if tree.children[child]:
            continue
        without = may.copy()
        without[child] = False
        if _pool_suffices(tree, sizes, needs, without, place):
            return child
    return None


def _solved(tree: Hierarchy, sizes: Sizes, needs: Needs, may: Bools) -> Bools:
    """The integer program. One variable a group: told in full; one a pool: not empty."""
    program = _Program(len(tree) + len(tree.split))
    for child, parent in enumerate(tree.parents):
        if parent >= 0:
            program.at_least(0, {parent: 1, child: -1})  # no part without the whole
    for place, pool in zip(tree.split, range(len(tree), program.width), strict=True):
        parts = [child for child in tree.children[place] if sizes.people[child]]
        rest = sizes.people[place] - sizes.people[parts].sum()
        if rest:
            program.at_least(0, {pool: 1, place: -1})
        for child in parts:
            program.at_least(0, {pool: 1, place: -1, child: 1})
        columns = np.column_stack([sizes.answered, sizes.apart])
        least = np.array([needs.answers] + [needs.apart] * sizes.apart.shape[1])
        for column in np.unique(np.column_stack([columns[[place, *parts]].T, least]), axis=0):
            whole, *of_parts, need = (int(number) for number in column)
            # What is left when the parts told in full are taken away.
            program.at_least(
                -whole, {pool: -need} | {c: -n for c, n in zip(parts, of_parts, strict=True)}
            )
    # One hidden group more is worse than any number of answers.
    people = sizes.answered / (1.0 + sizes.answered.sum())
    gain = np.concatenate([1.0 + people, np.zeros(len(tree.split))])
    solved = program.most(gain, upper=np.concatenate([may.astype(float), np.ones(len(tree.split))]))
    return np.asarray(solved[: len(tree)] > 0.5)


class _Program:
    """An integer program over variables that are 0 or 1."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._low: list[float] = []

    def at_least(self, low: float, terms: dict[int, int]) -> None:
        """The sum of the terms is at least ``low``."""
        self._rows += [len(self._low)] * len(terms)
        self._columns += terms
        self._values += terms.values()
        self._low.append(low)

    def most(self, gain: Floats, upper: Floats) -> Floats:
        """The values that gain most; ``RuntimeError`` where the solver finds none."""
        table = csr_array(
            (self._values, (self._rows, self._columns)), shape=(len(self._low), self.width)
        )
        found = milp(
            -gain,
            integrality=np.ones(self.width, dtype=np.int64),
            bounds=Bounds(np.zeros(self.width), upper),
            constraints=LinearConstraint(table, lb=np.array(self._low)),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            raise RuntimeError(f"Which groups to hide could not be decided: {found.message}")
        return np.asarray(found.x)
