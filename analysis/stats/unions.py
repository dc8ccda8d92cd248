"""People who chose at least one of several options, from how many chose each and each two."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    """From ``least`` to ``most`` of ``n`` people; equal where the counts leave one number."""

    n: int
    least: int
    most: int

    @property
    def is_exact(self) -> bool:
        """Whether the counts leave one number."""
        return self.least == self.most


def at_least_one(
    n: int,
    counts: Mapping[str, int],
    pairs: Mapping[Pair, int] | None,
    of: Collection[str],
    limit: int | None = None,
) -> AtLeastOne:
    """How many of ``n`` people chose at least one of the options ``of``.

    Each chose one option or more, at most ``limit`` (``None``: any number). ``counts`` are people
    by option, of all options; ``pairs`` people by two options in order of the alphabet, those that
    nobody chose left out, or ``None`` where they are not told. Exact for one option, for two with
    their pair, and wherever nobody can have chosen three of them. Else, with S the sum of the
    counts, P that of the pairs and K the most of these options that one person can have chosen:

    * at least the largest option; the largest union of two; S - P (Bonferroni); S / K; all people
      less the sum of the other options; ``2S/(k+1) - 2P/(k(k+1))``, k = 1 + floor(2P / S) (Dawson
      and Sankoff, 1967);
    * at most n; S; S less the pairs of a spanning tree, the heaviest (Hunter, 1976; Worsley, 1982);
      S - 2P/K (Kwerel, 1975); all people less those who chose another option and none of these.

    ``ValueError`` where no answers have these counts.

    >>> at_least_one(10, {"a": 6, "b": 5, "c": 4}, {("a", "b"): 3, ("a", "c"): 2}, ["a", "b"])
    AtLeastOne(n=10, least=8, most=8)
    >>> at_least_one(10, {"a": 6, "b": 5, "c": 4}, None, ["a", "b"])
    AtLeastOne(n=10, least=6, most=10)
    """
    chosen = sorted(of)
    parts = [counts.get(code, 0) for code in chosen]
    total, everything = sum(parts), sum(counts.values())
    known = {} if pairs is None and everything == n else pairs
    most_each = min(len(chosen), limit or len(chosen)) or 1
    least = max([0, *parts, math.ceil(total / most_each), n - (everything - total)])
    most = min(n, total)
    if known is not None:
        least = max(least, *_lower_bounds(chosen, counts, known))
        most = min(most, *_upper_bounds(chosen, counts, known, n, most_each))
    if least > most:
        raise ValueError(f"no {n} people have chosen so: {dict(counts)}, {pairs}")
    return AtLeastOne(n, least, most)


def even_share(of: int, options: int, choices: float) -> float:
    """The share of people who would choose at least one of ``of`` options if all were alike.

    Each of ``options`` is as likely as any other; a person makes ``choices`` different choices, on
    average. ``1 - C(options - of, m) / C(options, m)`` for m choices, on a line between whole m:
    that is concave in m, so no other numbers of choices with this mean give more. NaN without
    options; 0 without choices.

    >>> round(even_share(1, 10, 2.5), 3), round(even_share(3, 14, 3), 3)
    (0.25, 0.547)
    """
    if not options:
        return math.nan
    below = math.floor(choices)
    one, other = (_even(of, options, min(options, m)) for m in (below, below + 1))
    return one + (other - one) * (choices - below)


def _even(of: int, options: int, choices: int) -> float:
    return 1 - math.comb(options - of, choices) / math.comb(options, choices)


def _lower_bounds(
    chosen: list[str], counts: Mapping[str, int], pairs: Mapping[Pair, int]
) -> list[int]:
    total = sum(counts.get(code, 0) for code in chosen)
    both = {pair: pairs.get(pair, 0) for pair in combinations(chosen, 2)}
    shared = sum(both.values())
    of_two = [counts.get(one, 0) + counts.get(other, 0) - n for (one, other), n in both.items()]
    if not total:
        return [0]
    k = 1 + 2 * shared // total
    # In whole numbers: 2S/(k+1) - 2P/(k(k+1)), rounded up.
    sankoff = -((2 * shared - 2 * total * k) // (k * (k + 1)))
    return [total - shared, sankoff, *of_two]


def _upper_bounds(
    chosen: list[str],
    counts: Mapping[str, int],
    pairs: Mapping[Pair, int],
    n: int,
    most_each: int,
) -> list[int]:
    total = sum(counts.get(code, 0) for code in chosen)
    both = {pair: pairs.get(pair, 0) for pair in combinations(chosen, 2)}
    elsewhere = [
        count - sum(pairs.get((min(code, one), max(code, one)), 0) for one in chosen)
        for code, count in counts.items()
        if code not in chosen
    ]
    return [
        total - _heaviest_tree(chosen, both),
        total - math.ceil(2 * sum(both.values()) / most_each),
        n - max([0, *elsewhere]),
    ]


def _heaviest_tree(chosen: list[str], both: Mapping[Pair, int]) -> int:
    """The weight of the heaviest tree that connects all options: the heaviest pairs, no circle."""
    tree = {code: code for code in chosen}
    weight = 0
    for (one, other), people in sorted(both.items(), key=lambda pair: -pair[1]):
        if tree[one] != tree[other]:
            weight += people
            old, new = tree[one], tree[other]
            tree = {code: new if root == old else root for code, root in tree.items()}
    return weight
