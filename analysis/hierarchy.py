"""A tree of groups as numbers: who lies below whom, and sums over it. Plain values.

Groups are numbered with every parent before its children; 0 is the root. People who are in a group
but in none of its parts are one more part of it, so that parts always add up to the whole: a
*remainder*, whose number lies after those of all groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Hierarchy:
    """``parents[i]`` is the number of the group above ``i``, -1 for the root.

    >>> tree = Hierarchy.of(["", "A", "A/x", "B"])
    >>> tree.parents, tree.children[0]
    ((-1, 0, 1, 0), (1, 3))
    """

    parents: tuple[int, ...]

    @classmethod
    def of(cls, paths: Sequence[str]) -> Hierarchy:
        """From paths like ``"A/x"``, parents first; the root's path is ``""``.

        ``ValueError`` where a parent does not stand before its child.
        """
        places: dict[str, int] = {}
        parents = []
        for place, path in enumerate(paths):
            parent = path.rpartition("/")[0] if path else None
            if (parent is None) != (place == 0) or (parent is not None and parent not in places):
                raise ValueError(f"The parent of {path!r} does not stand before it.")
            parents.append(-1 if parent is None else places[parent])
            places[path] = place
        return cls(tuple(parents))

    def __len__(self) -> int:
        return len(self.parents)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """By group, the groups right below it."""
        below: list[list[int]] = [[] for _ in self.parents]
        for place, parent in enumerate(self.parents):
            if parent >= 0:
                below[parent].append(place)
        return tuple(map(tuple, below))

    @cached_property
    def split(self) -> tuple[int, ...]:
        """The groups that have parts, parents first."""
        return tuple(place for place, below in enumerate(self.children) if below)

    @cached_property
    def whole(self) -> Hierarchy:
        """The same tree with a remainder below each group that has parts."""
        return Hierarchy((*self.parents, *self.split))

    def with_remainders(self, sizes: Ints) -> Ints:
        """Sizes of groups (first axis), and of what their parts leave over, for :attr:`whole`."""
        rest = [
            sizes[place] - sizes[list(self.children[place])].sum(axis=0) for place in self.split
        ]
        return np.concatenate(
            [sizes, np.array(rest, dtype=sizes.dtype).reshape(-1, *sizes.shape[1:])]
        )

    def below(self, top: int) -> Iterator[int]:
        """Everything below a group, parents first."""
        for child in self.children[top]:
            yield child
            yield from self.below(child)
