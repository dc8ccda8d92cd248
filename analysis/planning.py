"""Before a round: what could its comparison with the next one show, group by group?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.stats.counts import as_fraction, as_whole
from analysis.stats.power import detectable_difference
from analysis.stats.verdicts import FEWEST_ANSWERS


@dataclass(frozen=True, slots=True)
class PlannedComparison:
    """What two rounds of a group could show.

    ``answers`` of ``people`` are expected in each. ``detectable`` is the shift of the favourable
    share (a fraction) that would be found four times in five; NaN where no shift would be, and
    where ``answers`` are too few for anything to be said about a change.
    """

    group: str
    people: int
    answers: int
    detectable: float


def plan_comparisons(
    groups: Mapping[str, int], rate: float, share: float = 0.5, power: float = 0.8
) -> tuple[PlannedComparison, ...]:
    """What each group could show, in the order given.

    ``groups`` are head counts; ``rate`` is the share of people who will answer, ``share`` the
    favourable share to start from (one half is the hardest to move visibly), both from 0 to 1. The
    comparison is that of the pages: two rounds of what makes people answer, without a correction
    for the head count.

    >>> for row in plan_comparisons({"everybody": 70, "Payments": 9}, rate=0.8):
    ...     print(row.group, row.answers, round(row.detectable, 2))
    everybody 56 0.25
    Payments 7 nan
    """
    rate, share = as_fraction(rate, "rate"), as_fraction(share, "share")
    return tuple(
        _planned(group, as_whole(people, group), rate, share, power)
        for group, people in groups.items()
    )


def _planned(group: str, people: int, rate: float, share: float, power: float) -> PlannedComparison:
    answers = int(people * rate + 0.5)
    if answers < FEWEST_ANSWERS:
        return PlannedComparison(group, people, answers, math.nan)
    shift = detectable_difference(answers, answers, share, power)
    return PlannedComparison(group, people, answers, shift)
