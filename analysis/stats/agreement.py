"""Agreement of two rankings of the same things."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from scipy import stats


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """How far two orders of ``n`` things agree.

    ``estimate`` is Kendall's tau-b, from -1 (reversed) to 1 (the same), NaN where one of the two
    ties everything. Of all pairs, ``same`` stand in the same order in both, ``opposite`` in
    opposite order, and ``tied`` are tied in one or both.
    """

    n: int
    estimate: float
    same: int
    opposite: int
    tied: int

    @property
    def pairs(self) -> int:
        """All pairs: n (n - 1) / 2."""
        return self.same + self.opposite + self.tied


def rank_agreement(first: Sequence[float], second: Sequence[float]) -> RankAgreement:
    """Compare two orders of the same things, given by any numbers that rise with the place.

    ``tau-b = (same - opposite) / sqrt((pairs - ties in first) (pairs - ties in second))``. No test:
    the things are all that there are, not a sample. NaN at n = 0 and n = 1. ``ValueError`` where
    the lengths differ or a number is not finite.

    Source: Kendall (1945); scipy ``kendalltau``; R ``cor(method = "kendall")``.

    >>> found = rank_agreement([1, 2, 3, 4], [1, 3, 2, 4])
    >>> found.same, found.opposite, round(found.estimate, 3)
    (5, 1, 0.667)
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} numbers beside {len(second)}: both are of the same things.")
    if not all(map(math.isfinite, [*first, *second])):
        raise ValueError("Only finite numbers have an order.")
    signs = [
        _sign(a - c) * _sign(b - d)
        for (a, b), (c, d) in combinations(zip(first, second, strict=True), 2)
    ]
    has_order = len(set(first)) > 1 and len(set(second)) > 1
    return RankAgreement(
        n=len(first),
        estimate=float(stats.kendalltau(first, second).statistic) if has_order else math.nan,
        same=signs.count(1),
        opposite=signs.count(-1),
        tied=signs.count(0),
    )


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
