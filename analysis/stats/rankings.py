"""Rankings: how often an option came first, among the first, and where on average."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.stats.counts import as_counts, as_whole


@dataclass(frozen=True, slots=True)
class Standing:
    """How an option stands among ``n`` rankings.

    ``first`` people put it first, ``first_three`` among the first three, ``placed`` anywhere.
    ``mean_rank`` is from 1 (everybody put it first) upwards, for rankings of all options; NaN for
    others. ``points`` is from 0 (nobody named it) to the number of places (everybody put it first).
    """

    n: int
    first: int
    first_three: int
    placed: int
    mean_rank: float
    points: float


def standing(places: Sequence[int], n: int) -> Standing:
    """Describe an option that ``places[i]`` of ``n`` people put in place i + 1.

    ``mean_rank = sum(place x people) / n`` where all n placed it, else NaN: of those who did not
    name it nobody knows the rank. ``points = sum((p + 1 - place) x people) / n`` with p places: who
    did not name it gives none (a truncated Borda count). Both are NaN at n = 0. No interval and no
    test: a place that one option takes is one that another loses, so options are not independent.

    >>> standing([3, 1, 0], 4)
    Standing(n=4, first=3, first_three=4, placed=4, mean_rank=1.25, points=2.75)
    """
    counts = as_counts(places, "places")
    people = as_whole(n, "n")
    placed = int(counts.sum())
    if placed > people:
        raise ValueError(f"{placed} people placed it, of {people}")
    ranks = range(1, counts.size + 1)
    total = sum(rank * int(count) for rank, count in zip(ranks, counts, strict=True))
    points = (counts.size + 1) * placed - total
    return Standing(
        n=people,
        first=int(counts[0]),
        first_three=int(counts[:3].sum()),
        placed=placed,
        mean_rank=total / people if people and placed == people else math.nan,
        points=points / people if people else math.nan,
    )
