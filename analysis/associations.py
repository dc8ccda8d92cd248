"""What answers say together, made from the rows once, when a round closes.

Sums over complete answers are safe only where nobody can be subtracted out of them: next to the
counts of single items they would give away whoever answered most of a construct but not all of it.
So people are left out at random until nobody, or at least k people, make the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from math import lcm
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.counting import coded, exact_scores, tally
from analysis.crosstabs import sums_of_products
from analysis.cuts import told_cuts
from analysis.dataset import Responses
from analysis.instrument import Construct, Instrument
from analysis.measurement import (
    FEWEST_COMPLETE,
    ConstructPair,
    Driver,
    ItemMoments,
    KeyDrivers,
    Together,
)
from analysis.stats.drivers import bootstrap_importance, johnson_weights, lmg_importance
from analysis.stats.validity import heterotrait_monotrait
from analysis.tally import Tally

#: The gate's grain: figures are rounded to it, so that no row can be solved for.
DECIMALS = 2
RESAMPLES = 500

Progress = Callable[[str], None]
Bools = NDArray[np.bool_]


def count_round(
    responses: Responses,
    *,
    k: int,
    full_detail: bool = False,
    by_attribute: bool = True,
    generator: np.random.Generator | None = None,
    progress: Progress | None = None,
) -> Tally:
    """The tally of a whole round, with what its answers say together and by attribute.

    ``full_detail`` is whether groups are told in full from k answers, ``by_attribute`` whether
    tables by attribute may be told. ``generator`` draws whom to leave out and whom to draw anew;
    from the system where none is given, so that nobody can draw the same again.
    """
    drawing = generator or np.random.default_rng()
    counted = tally(responses)
    return replace(
        counted,
        cuts=told_cuts(responses, counted, k=k, full_detail=full_detail, progress=progress)
        if by_attribute
        else (),
        moments=item_moments(responses, k=k, generator=drawing),
        together=together(responses, generator=drawing, progress=progress),
    )


def item_moments(
    responses: Responses, *, k: int, generator: np.random.Generator
) -> dict[str, ItemMoments]:
    """Moments of the items of each construct of two items or more, by the construct's code.

    Of the whole organisation, over at least ``FEWEST_COMPLETE`` complete answers; a construct with
    fewer is left out. For each item, and for the score of the construct, the people who count
    there and not here are none or at least ``k``.
    """
    found = {}
    for construct in responses.instrument.constructs:
        if len(construct.items) > 1:
            moments = _moments(responses, construct, k, generator)
            if moments is not None:
                found[construct.code] = moments
    return found


def together(
    responses: Responses,
    *,
    generator: np.random.Generator,
    progress: Progress | None = None,
    resamples: int = RESAMPLES,
) -> Together:
    """Pairs of constructs, and the key drivers of the instrument's outcome, rounded.

    Of the whole organisation and of ``FEWEST_COMPLETE`` complete answers or more; what has fewer
    is left out. Reliability is made of moments, at release.
    """
    scores = item_scores(responses)
    if progress:
        progress("Comparing constructs.")
    pairs = _pairs(responses.instrument, scores)
    if progress and responses.instrument.outcome:
        progress("Drawing people anew to see how sure the key drivers are.")
    drivers = _drivers(responses.instrument, scores, generator, resamples)
    return Together(pairs=pairs, drivers=drivers)


def item_scores(responses: Responses) -> pd.DataFrame:
    """Scores by person and item, reverse scoring applied; NaN where there is no answer."""
    instrument = responses.instrument
    asked = {code for construct in instrument.constructs for code in construct.items}
    if instrument.outcome:
        asked.add(instrument.outcome)
    columns: dict[str, Any] = {}
    for item in instrument.counted_items:
        if item.code in asked:
            codes, cells = coded(responses.answers[item.code])
            known = {option.code: item.score(option.code) for option in item.scale.options}
            columns[item.code] = np.array([known.get(str(cell), np.nan) for cell in cells])[codes]
    return pd.DataFrame(columns)


def construct_scores(instrument: Instrument, scores: pd.DataFrame) -> pd.DataFrame:
    """Mean scores by person and construct, of those who answered at least half of its items."""
    columns = {}
    for construct in instrument.constructs:
        given = scores[list(construct.items)]
        enough = given.notna().sum(axis="columns") * 2 >= len(construct.items)
        columns[construct.code] = given.mean(axis="columns").where(enough)
    return pd.DataFrame(columns, index=scores.index)


def _moments(
    responses: Responses, construct: Construct, k: int, generator: np.random.Generator
) -> ItemMoments | None:
    items = responses.instrument.items_of(construct.code)
    exact = [exact_scores(item) for item in items]
    unit = lcm(*(score.denominator for scores in exact for score in scores.values()))
    answered, numbers = [], []
    for item, scores in zip(items, exact, strict=True):
        codes, cells = coded(responses.answers[item.code])
        names = [str(cell) for cell in cells]
        answered.append(np.array([name in scores for name in names], dtype=bool)[codes])
        whole = [int(scores.get(name, 0) * unit) for name in names]
        numbers.append(np.array(whole, dtype=np.int64)[codes])
    kept = _complete_and_safe(answered, k, generator)
    if int(kept.sum()) < FEWEST_COMPLETE:
        return None
    sums, products = sums_of_products([column[kept] for column in numbers])
    return ItemMoments(
        items=tuple(item.code for item in items),
        n=int(kept.sum()),
        unit=unit,
        sums=tuple(sums.tolist()),
        products=tuple(map(tuple, products.tolist())),
    )


def _complete_and_safe(answered: list[Bools], k: int, generator: np.random.Generator) -> Bools:
    """Who is counted: everybody complete, less as many at random as make the others k."""
    by_item = np.array(answered)
    complete: Bools = np.asarray(by_item.all(axis=0))
    scored = by_item.sum(axis=0) * 2 >= len(answered)
    beside = [int((there & ~complete).sum()) for there in [*by_item, scored]]
    if not any(0 < people < k for people in beside):
        return complete
    spared = generator.permutation(np.flatnonzero(complete))[: k - min(beside)]
    complete[spared] = False
    return complete


def _pairs(instrument: Instrument, scores: pd.DataFrame) -> tuple[ConstructPair, ...]:
    found = []
    for first, second in combinations(instrument.constructs, 2):
        one, two = set(first.items), set(second.items)
        if one & two or len(one) < 2 or len(two) < 2:
            continue
        result = heterotrait_monotrait(scores, first.items, second.items)
        if result.n >= FEWEST_COMPLETE and np.isfinite(result.estimate):
            found.append(
                ConstructPair(first.code, second.code, result.n, round(result.estimate, DECIMALS))
            )
    return tuple(found)


def _drivers(
    instrument: Instrument,
    scores: pd.DataFrame,
    generator: np.random.Generator,
    resamples: int,
) -> KeyDrivers | None:
    outcome = instrument.outcome
    if not outcome:
        return None
    predictors = [
        construct.code for construct in instrument.constructs if outcome not in construct.items
    ]
    # The outcome's name may be a construct's too.
    table = construct_scores(instrument, scores)[predictors].add_prefix("construct:")
    table["outcome"] = scores[outcome]
    try:
        shares = lmg_importance(table, "outcome")
        weights = johnson_weights(table, "outcome")
        intervals = bootstrap_importance(table, "outcome", generator=generator, resamples=resamples)
    except ValueError:  # too few complete answers, or constructs that follow from each other
        return None
    rows = zip(predictors, shares.drivers, intervals, weights.drivers, strict=True)
    drivers = tuple(
        Driver(code, *_rounded(driver.share, interval.low, interval.high, weight.share))
        for code, driver, interval, weight in rows
    )
    return KeyDrivers(outcome, shares.n, round(shares.estimate, DECIMALS), drivers)


def _rounded(*figures: float) -> tuple[float, ...]:
    return tuple(round(figure, DECIMALS) for figure in figures)
