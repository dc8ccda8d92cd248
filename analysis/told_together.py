"""What answers say together, as it may be told: of more than 25 complete answers, and rounded."""

from __future__ import annotations

import math

from analysis.instrument import Construct, Instrument
from analysis.measurement import (
    FEWEST_COMPLETE,
    ItemFit,
    ItemMoments,
    Reliability,
    Together,
)
from analysis.stats.moments import MomentSums
from analysis.stats.reliability import McDonaldOmega, alpha_interval, item_total, mcdonald_omega
from analysis.tally import Tally

#: Digits that figures of several items keep.
DECIMALS = 2


def told_together(tally: Tally, instrument: Instrument) -> Together:
    """What the answers say together: of more than 25 complete answers, and rounded.

    Figures of one organisation to two digits cannot be solved for the answers of a person.
    """
    found = (
        _reliability(construct, tally.moments[construct.code])
        for construct in instrument.constructs
        if construct.code in tally.moments and tally.moments[construct.code].n >= FEWEST_COMPLETE
    )
    made, drivers = tally.together, tally.together.drivers
    return Together(
        reliability=tuple(found),
        pairs=tuple(pair for pair in made.pairs if pair.n >= FEWEST_COMPLETE),
        drivers=drivers if drivers and drivers.n >= FEWEST_COMPLETE else None,
    )


def _reliability(construct: Construct, moments: ItemMoments) -> Reliability:
    sums = MomentSums(
        moments.items,
        moments.n,
        tuple(total / moments.unit for total in moments.sums),
        tuple(tuple(x / moments.unit**2 for x in row) for row in moments.products),
    )
    alpha = alpha_interval(sums)
    omega = _omega(sums)
    return Reliability(
        construct=construct.code,
        n=moments.n,
        alpha=_rounded(alpha.estimate),
        low=_rounded(alpha.low),
        high=_rounded(alpha.high),
        omega=_rounded(omega.estimate) if omega else None,
        variance_extracted=_rounded(omega.variance_extracted) if omega else None,
        items=tuple(
            ItemFit(
                one.item, _rounded(one.r_drop), _rounded(one.alpha_if_dropped), one.looks_reversed
            )
            for one in item_total(sums)
        ),
    )


def _omega(sums: MomentSums) -> McDonaldOmega | None:
    """``None`` of fewer than three items, and where one of them says nothing of its own."""
    if len(sums.items) < 3:
        return None
    try:
        return mcdonald_omega(sums)
    except ValueError:
        return None


def _rounded(figure: float) -> float | None:
    return None if math.isnan(figure) else round(figure, DECIMALS)
