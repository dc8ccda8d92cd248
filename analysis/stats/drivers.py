"""Which answers go along with an outcome? Shares of R squared. Association, never cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from analysis.stats.counts import FloatArray
from analysis.stats.moments import ItemData, MomentSums, covariances, refuse_singular

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
    explained = _explained(within, beside)
    parts = np.zeros(p)
    for subset, gain_from in explained.items():
        for j in set(range(p)) - set(subset):
            larger = tuple(sorted((*subset, j)))
            weight = 1 / (p * comb(p - 1, len(subset)))
            parts[j] += weight * (explained[larger] - gain_from)
    return _importance(n, outcome, names, parts)


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


def _explained(within: FloatArray, beside: FloatArray) -> dict[tuple[int, ...], float]:
    """R squared by subset of the predictors."""
    p = len(beside)
    result: dict[tuple[int, ...], float] = {(): 0.0}
    for size in range(1, p + 1):
        subsets = list(combinations(range(p), size))
        places = np.array(subsets)
        right = beside[places]
        left = within[places[:, :, None], places[:, None, :]]
        solved = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        result.update(zip(subsets, (right * solved).sum(axis=1).tolist(), strict=True))
    return result


def _importance(n: int, outcome: str, names: tuple[str, ...], parts: FloatArray) -> Importance:
    whole = float(parts.sum())
    shares = parts / whole if whole > 0 else np.full(parts.shape, np.nan)
    drivers = zip(names, parts.tolist(), shares.tolist(), strict=True)
    return Importance(n, outcome, whole, tuple(Driver(*driver) for driver in drivers))
