"""How much of something comes from few: the share of the busiest tenth."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BusiestTenth:
    """``busiest`` of ``of`` units or people sent ``sent`` of ``total`` requests."""

    of: int
    busiest: int
    sent: int
    total: int

    @property
    def share(self) -> float:
        """What the busiest tenth sent, as a fraction of everything; NaN of nothing."""
        return self.sent / self.total if self.total else math.nan


def busiest_tenth(requests: Iterable[int]) -> BusiestTenth:
    """What the tenth of units or people sent that sent most.

    A tenth of m is ``ceil(m / 10)``: 1 of up to ten, 2 of eleven to twenty. ``requests`` has one
    number for each of them, those who sent nothing too. Where several sent equally many at the edge
    of the tenth, which of them belong to it changes nothing in the sum. ``ValueError`` for a
    negative number.

    >>> busiest_tenth([12, 3, 0, 5])
    BusiestTenth(of=4, busiest=1, sent=12, total=20)
    >>> busiest_tenth([1] * 11).sent
    2
    >>> busiest_tenth([])
    BusiestTenth(of=0, busiest=0, sent=0, total=0)
    """
    counts = sorted(requests, reverse=True)
    if counts and counts[-1] < 0:
        raise ValueError(f"{counts[-1]} requests: a count is not negative.")
    tenth = -(-len(counts) // 10)
    return BusiestTenth(len(counts), tenth, sum(counts[:tenth]), sum(counts))
