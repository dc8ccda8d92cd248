"""Which answers go along with an outcome? Shares of R squared. Association, never cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.stats.counts import FloatArray, as_probability, as_whole
from analysis.stats.moments import (
    SINGULAR,
    ItemData,
    MomentSums,
    complete_cases,
    covariances,
    refuse_singular,
)

#: With this many complete answers or fewer, shares of R squared are noise.
TOO_FEW = 25
#: The averages go over all subsets of the predictors: 2^15 of them.
MOST_PREDICTORS = 15


@dataclass(frozen=True, slots=True)
class Driver:
    """Part of R squared that goes with one predictor: ``estimate``, 0 to 1.

    ``share`` is the estimate as a part of the whole R squared; the shares sum to 1, and are NaN
    where R squared is 0.
    """

    item: str
    estimate: float
    share: float


@dataclass(frozen=True, slots=True)
class Importance:
    """``estimate``: R squared of the regression of ``outcome`` on all ``drivers``, 0 to 1."""

    n: int
    outcome: str
    estimate: float
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """Bootstrap interval of a predictor's share, 0 to 1."""

    item: str
    low: float
    high: float


def lmg_importance(
    data: ItemData, outcome: str, predictors: Sequence[str] | None = None
) -> Importance:
    """Lindeman, Merenda and Gold's shares: the mean gain in R squared over all orders of entry.

    ``sum over subsets S without j of |S|! (p - 1 - |S|)! / p! (R2(S + j) - R2(S))``, which is the
    Shapley value; the parts sum to R squared. ``predictors``: all other items when None. Complete
    cases only. ``ValueError`` for 25 complete answers or fewer, an item that does not vary,
    predictors of which one follows from the others, and more than 15 predictors.

    Source: Lindeman, Merenda and Gold (1980); Groemping (2006), Journal of Statistical Software
    17(1). Agrees with R: relaimpo 2.2.7 ``calc.relimp(type = "lmg")`` to 1e-9.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"y": [2, 1, 4, 3, 5, 5] * 5, "a": [1, 2, 3, 4, 5, 6] * 5,
    ...     "b": [2, 1, 2, 1, 3, 2] * 5})
    >>> [(driver.item, round(driver.estimate, 3)) for driver in lmg_importance(frame, "y").drivers]
    [('a', 0.569), ('b', 0.341)]
    """
    n, names, within, beside = _correlations(data, outcome, predictors)
    p = len(names)
    if p > MOST_PREDICTORS:
        raise ValueError(f"{p} predictors: give at most {MOST_PREDICTORS}")
    return _importance(n, outcome, names, _gains(p) @ _explained(within, beside))


def bootstrap_importance(
    frame: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str] | None = None,
    *,
    generator: np.random.Generator,
    resamples: int = 500,
    confidence: float = 0.95,
) -> tuple[ShareInterval, ...]:
    """Percentile intervals of the shares of :func:`lmg_importance`, people drawn anew each time.

    Rows are needed: sums cannot be drawn from. Draws in which an item does not vary, or follows
    from the others, are drawn again; ``ValueError`` where that is so in more than half, and for
    whatever :func:`lmg_importance` refuses.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, 13; as relaimpo's
    ``boot.relimp`` does it.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"y": [2, 1, 4, 3, 5, 5] * 5, "a": [1, 2, 3, 4, 5, 6] * 5,
    ...     "b": [2, 1, 2, 1, 3, 2] * 5})
    >>> found = bootstrap_importance(frame, "y", generator=np.random.default_rng(1), resamples=99)
    >>> [(one.item, round(one.low, 1), round(one.high, 1)) for one in found]
    [('a', 0.5, 0.8), ('b', 0.2, 0.5)]
    """
    tail = (1 - as_probability(confidence, "confidence")) / 2
    if as_whole(resamples, "resamples") < 1:
        raise ValueError(f"resamples is {resamples}: give a whole number of 1 or more")
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(f"{type(frame).__name__}: give a pandas DataFrame, sums cannot be drawn")
    whole = lmg_importance(frame, outcome, predictors)
    names = [driver.item for driver in whole.drivers]
    _, rows = complete_cases(frame[[outcome, *names]])
    gains, refused = _gains(len(names)), 0
    drawn: list[FloatArray] = []
    while len(drawn) < resamples:
        sample = rows[generator.integers(0, len(rows), len(rows))]
        if np.ptp(sample, axis=0).min() > 0:
            matrix: FloatArray = np.asarray(np.corrcoef(sample, rowvar=False))
            if np.linalg.eigvalsh(matrix[1:, 1:])[0] > SINGULAR:
                parts = gains @ _explained(matrix[1:, 1:], matrix[1:, 0])
                drawn.append(parts / parts.sum())
                continue
        refused += 1
        if refused > resamples:
            raise ValueError(f"{refused} of {refused + len(drawn)} draws have no shares")
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0).tolist()
    return tuple(ShareInterval(*one) for one in zip(names, low, high, strict=True))


def johnson_weights(
    data: ItemData, outcome: str, predictors: Sequence[str] | None = None
) -> Importance:
    """Johnson's relative weights: R squared by way of the nearest uncorrelated predictors.

    With the correlations R of the predictors and r with the outcome: ``(R^1/2)^2 (R^-1/2 r)^2``,
    squares by element; the parts sum to R squared. Same arguments and errors as
    :func:`lmg_importance`, without its limit on predictors.

    Source: Johnson (2000), Multivariate Behavioral Research 35; the same numbers as Genizi (1993).
    Agrees with R: relaimpo 2.2.7 ``calc.relimp(type = "genizi")`` to 1e-9.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"y": [2, 1, 4, 3, 5, 5] * 5, "a": [1, 2, 3, 4, 5, 6] * 5,
    ...     "b": [2, 1, 2, 1, 3, 2] * 5})
    >>> [(driver.item, round(driver.estimate, 3)) for driver in johnson_weights(frame, "y").drivers]
    [('a', 0.569), ('b', 0.341)]
    """
    n, names, within, beside = _correlations(data, outcome, predictors)
    values, vectors = np.linalg.eigh(within)
    root = vectors * np.sqrt(values) @ vectors.T
    return _importance(n, outcome, names, root**2 @ np.linalg.solve(root, beside) ** 2)


def _correlations(
    data: ItemData, outcome: str, predictors: Sequence[str] | None
) -> tuple[int, tuple[str, ...], FloatArray, FloatArray]:
    """Answers, predictors, correlations among them, and with the outcome."""
    if not isinstance(data, pd.DataFrame | MomentSums):
        raise ValueError(f"{type(data).__name__}: give a pandas DataFrame or MomentSums")
    there = data.items if isinstance(data, MomentSums) else tuple(map(str, data.columns))
    if isinstance(predictors, str):
        raise ValueError(f"predictors is {predictors!r}: give a list of items")
    chosen = predictors if predictors is not None else [x for x in there if x != outcome]
    if not chosen or outcome in chosen:
        raise ValueError(f"predictors are {tuple(chosen)}: give at least one beside {outcome}")
    spread = covariances(data, [outcome, *chosen])
    if spread.n <= TOO_FEW:
        raise ValueError(f"{spread.n} complete answers: key drivers need more than {TOO_FEW}")
    matrix = spread.correlations()
    refuse_singular([outcome], matrix[:1, :1])
    refuse_singular(chosen, matrix[1:, 1:])
    return spread.n, tuple(chosen), matrix[1:, 1:], matrix[1:, 0]


def _explained(within: FloatArray, beside: FloatArray) -> FloatArray:
    """R squared by subset of the predictors, in the order of :func:`_subsets`.

    Predictors are left out or taken in one by one, for all subsets at once: what is left of the
    others, and of the outcome in the last place, is a Schur complement.
    """
    rest = np.block([[within, beside[:, None]], [beside[None, :], np.ones((1, 1))]])[None]
    for _ in beside:
        without, column = rest[:, 1:, 1:], rest[:, 1:, :1]
        taken_in = without - column * column.transpose(0, 2, 1) / rest[:, :1, :1]
        rest = np.concatenate([without, taken_in])
    return np.asarray(1 - rest[_order(len(beside)), 0, 0])


@lru_cache(maxsize=4)
def _order(p: int) -> NDArray[np.intp]:
    """Where each subset of :func:`_subsets` stands when the first predictor is the lowest bit."""
    return np.array([sum(1 << j for j in subset) for subset in _subsets(p)], dtype=np.intp)


def _subsets(p: int) -> list[tuple[int, ...]]:
    """All subsets of p predictors, small ones first."""
    return [subset for size in range(p + 1) for subset in combinations(range(p), size)]


@lru_cache(maxsize=4)
def _gains(p: int) -> FloatArray:
    """Weights of the subsets' R squared in each predictor's mean gain, shape (p, 2^p)."""
    place = {subset: column for column, subset in enumerate(_subsets(p))}
    weights = np.zeros((p, len(place)))
    for subset, column in place.items():
        for j in set(range(p)) - set(subset):
            weight = 1 / (p * comb(p - 1, len(subset)))
            weights[j, place[tuple(sorted((*subset, j)))]] += weight
            weights[j, column] -= weight
    return weights


def _importance(n: int, outcome: str, names: tuple[str, ...], parts: FloatArray) -> Importance:
    whole = float(parts.sum())
    shares = parts / whole if whole > 0 else np.full(parts.shape, np.nan)
    drivers = zip(names, parts.tolist(), shares.tolist(), strict=True)
    return Importance(n, outcome, whole, tuple(Driver(*driver) for driver in drivers))
