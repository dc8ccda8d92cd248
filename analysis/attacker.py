"""The attacker: what follows from everything that is told, for whoever can add and subtract.

He knows how many people of every group gave a valid answer, told or not, and his own answer. Of
each option and each box (favourable, neutral, unfavourable) he bounds the number of people in every
group. Nobody's answer may follow: no group may be known to lie in one option or box altogether, nor
would it be if one more answer were known.

In a tree the bounds are exact and cost one walk up and one down. Cuts that overlap are bounded by
integer programs, and by the row space of what is told (:mod:`analysis.overlaps`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.hierarchy import Bools, Hierarchy, Ints

#: Answers that the attacker may know beside what is told: his own.
KNOWN_BESIDE = 1


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """People of each group in an option or box, at least ``low`` and at most ``high``.

    By group and then remainder (first axis) and by option or box (second). ``low_from_outside``
    and ``high_from_outside`` are what the other groups leave, before a group's own size is used.
    """

    low: Ints
    high: Ints
    low_from_outside: Ints
    high_from_outside: Ints


def nested_bounds(tree: Hierarchy, low: Ints, high: Ints) -> Bounds:
    """Exact integer bounds in a tree whose parts add up to the whole.

    ``low`` and ``high`` are what is told of each group and remainder of ``tree.whole``, by option
    or box: equal where it is told in full, 0 and its size where nothing is. Of hidden groups
    beside a total R of N people this is ``max(0, n + R - N) .. min(n, R)``.

    >>> import numpy as np
    >>> tree = Hierarchy.of(["", "A", "B"])
    >>> told = nested_bounds(tree, np.array([[4], [0], [0], [0]]), np.array([[4], [3], [2], [0]]))
    >>> told.low.ravel().tolist(), told.high.ravel().tolist()
    ([4, 2, 1, 0], [4, 3, 2, 0])
    """
    whole = tree.whole
    low, high = low.copy(), high.copy()
    for place in reversed(tree.split):
        parts = list(whole.children[place])
        low[place] = np.maximum(low[place], low[parts].sum(axis=0))
        high[place] = np.minimum(high[place], high[parts].sum(axis=0))
    from_below, from_above = np.full_like(low, -1), np.full_like(high, np.iinfo(np.int64).max)
    for place in tree.split:
        parts = list(whole.children[place])
        # Of the bounds as they came up: those of a group are about to be narrowed by its own.
        others_low = low[parts].sum(axis=0) - low[parts]
        others_high = high[parts].sum(axis=0) - high[parts]
        # Where there are no others, these are the people of the group above.
        alone = others_high == 0
        from_below[parts] = np.where(alone, from_below[place], low[place] - others_high)
        from_above[parts] = np.where(alone, from_above[place], high[place] - others_low)
        low[parts] = np.maximum(low[parts], from_below[parts])
        high[parts] = np.minimum(high[parts], from_above[parts])
    return Bounds(low, high, from_below, from_above)


def gives_someone_away(bounds: Bounds, answered: Ints) -> Bools:
    """By group and option or box: whether all who are there would be known to be in it.

    ``answered`` are the valid answers by group and remainder. A group nobody is in gives nobody
    away.
    """
    size = answered[:, None]
    inside = size - KNOWN_BESIDE - 1
    # A group of one is not told anything by its own member; another's answer may still bound it.
    by_its_own = (size > 1) & (bounds.low > inside)
    by_others = bounds.low_from_outside > inside
    found: Bools = (size > 0) & (by_its_own | by_others | (bounds.low >= size))
    return found


def rules_someone_out(bounds: Bounds, answered: Ints) -> Bools:
    """By group and option or box: whether nobody there could be in it.

    One more answer, of somebody there or elsewhere, may be known.
    """
    size = answered[:, None]
    outside = KNOWN_BESIDE + 1
    by_its_own = (size > 1) & (bounds.high < outside)
    found: Bools = (size > 0) & (by_its_own | (bounds.high_from_outside < outside))
    return found
