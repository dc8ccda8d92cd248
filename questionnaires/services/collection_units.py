"""Who is counted together: teams large enough stand alone, smaller ones are pooled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from questionnaires.formats.roster_values import POOL_SIGN

#: Members that a collection unit has, so that one answer never stands for one team of a few.
MEMBERS_MINIMUM = 8

_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A collection unit before it is frozen.

    ``pooled`` are the paths whose people it holds; empty where that is its own path alone.
    """

    path: str
    title: str
    members: int
    pooled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Node:
    """A unit, or several that were pooled: people of its own, and what lies below."""

    titles: tuple[str, ...]
    paths: tuple[str, ...]
    people: Mapping[str, int] = field(default_factory=dict)
    children: tuple[_Node, ...] = ()

    @property
    def size(self) -> int:
        """Everybody in it."""
        return sum(self.people.values()) + sum(child.size for child in self.children)

    @property
    def rank(self) -> tuple[int, tuple[str, ...]]:
        """Smallest first; the names decide between equals."""
        return self.size, self.titles

    @property
    def title(self) -> str:
        """The name of all that is in it."""
        return joined_titles(self.titles)


def joined_titles(titles: Sequence[str]) -> str:
    """``Data + Search``, shortened where that would be too long to read."""
    joined = POOL_SIGN.join(titles)
    if len(joined) <= _LONGEST_TITLE:
        return joined
    return f"{titles[0][:60]}{POOL_SIGN}{len(titles) - 1} more"


def plan_units(head_counts: Mapping[str, int]) -> list[PlannedUnit]:
    """The collection units of an organisation, by path; ``head_counts`` is people by unit path.

    A unit with fewer than eight people is pooled with the smallest sibling that makes eight,
    small siblings first; where none does, with the smallest, again and again. What a pool is made
    of shares a parent, so that departments stay whole. People who work in a department but in
    none of its teams count as one more team of it. Fewer than eight people in all are one unit.

    >>> for unit in plan_units({"Ops/Build": 9, "Ops/Data": 6, "Ops/Search": 8}):
    ...     print(unit.path, unit.members, unit.pooled)
    Ops/Build 9 ()
    Ops/Data + Search 14 ('Ops/Data', 'Ops/Search')
    """
    root = _tree(head_counts)
    if root.size < MEMBERS_MINIMUM:
        return [PlannedUnit("", "", root.size, tuple(sorted(_homes(root))))]
    return sorted(_settle(root, ""), key=lambda unit: unit.path)


def _tree(head_counts: Mapping[str, int]) -> _Node:
    below: dict[str, set[str]] = {}
    for path in head_counts:
        titles = path.split("/")
        for depth in range(1, len(titles) + 1):
            below.setdefault("/".join(titles[: depth - 1]), set()).add("/".join(titles[:depth]))

    def node(path: str) -> _Node:
        title = path.rpartition("/")[2]
        own = {path: head_counts[path]} if head_counts.get(path) else {}
        children = tuple(child for p in sorted(below.get(path, ())) if (child := node(p)).size)
        if own and children:
            # People between two levels: a team of their own, named like the department.
            children = (_Node((title,), (path,), own), *children)
            own = {}
        return _Node((title,), (path,), own, children)

    return node("")


def _settle(node: _Node, path: str) -> Iterator[PlannedUnit]:
    """The collection units of a node that is large enough, whose path is already known."""
    if not node.children:
        homes = tuple(sorted(node.people))
        yield PlannedUnit(path, node.title, node.size, () if homes == (path,) else homes)
        return
    for child in _pool(node.children):
        stays = child.paths == (path,)  # people of the department itself keep its path
        below = path if stays else f"{path}/{child.title}" if path else child.title
        yield from _settle(child, below)


def _pool(siblings: Iterable[_Node]) -> list[_Node]:
    """The siblings, the small ones merged until each has enough people or one is left."""
    nodes = sorted(siblings, key=lambda node: node.rank)
    while len(nodes) > 1 and nodes[0].size < MEMBERS_MINIMUM:
        smallest, *others = nodes
        small = [node for node in others if node.size < MEMBERS_MINIMUM]
        enough = [node for node in small if smallest.size + node.size >= MEMBERS_MINIMUM]
        partner = (enough or others)[0]
        others.remove(partner)
        nodes = sorted([*others, _merge(smallest, partner)], key=lambda node: node.rank)
    return nodes


def _merge(one: _Node, other: _Node) -> _Node:
    """Two siblings as one; where one has teams, the other becomes a team beside them."""
    pairs = sorted(zip(one.titles + other.titles, one.paths + other.paths, strict=True))
    titles, paths = tuple(title for title, _ in pairs), tuple(path for _, path in pairs)
    if not one.children and not other.children:
        return _Node(titles, paths, {**one.people, **other.people})
    parts = [(node, child) for node in (one, other) for child in (node.children or (node,))]
    taken = Counter(child.title for _node, child in parts)
    children = tuple(
        replace(child, titles=(f"{node.title}: {child.title}",))
        if taken[child.title] > 1
        else child
        for node, child in parts
    )
    return _Node(titles, paths, {}, children)


def _homes(node: _Node) -> Iterator[str]:
    yield from node.people
    for child in node.children:
        yield from _homes(child)
