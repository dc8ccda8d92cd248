"""The proportional odds model of ordinal answers over ordered rounds, fitted to counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from analysis.stats.counts import (
    Counts,
    FloatArray,
    IntArray,
    as_numbers,
    as_probability,
    as_table,
)

#: Newton's steps at most; the log-likelihood is concave, and 5 to 8 are usual.
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class OrdinalLogitTrend:
    """Log odds ratio per unit of the round scores: positive when answers rise.

    ``statistic`` is Wald's z. ``thresholds`` and ``threshold_errors`` belong to the boundaries
    between the levels that anybody chose, lowest first.
    """

    n: int
    estimate: float
    standard_error: float
    low: float
    high: float
    statistic: float
    p_value: float
    thresholds: tuple[float, ...]
    threshold_errors: tuple[float, ...]
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Cells:
    """What was counted: answers of each cell, and what lies above and below it.

    ``upper`` and ``lower`` are rows of the parameters (thresholds, slope); the lowest level has no
    lower boundary and the highest no upper one (``bounded`` False).
    """

    counts: FloatArray
    upper: FloatArray
    lower: FloatArray
    bounded_above: NDArray[np.bool_]
    bounded_below: NDArray[np.bool_]


def ordinal_logit_trend(
    counts_by_round: Sequence[Counts] | NDArray[np.integer],
    scores: Sequence[float] | None = None,
    confidence: float = 0.95,
) -> OrdinalLogitTrend:
    """By how much do the odds of a higher answer change per round?

    ``P(answer <= j in round i) = 1 / (1 + exp(-(threshold_j - b s_i)))``, maximum likelihood;
    ``exp(b)`` is the ratio of the odds to be above any boundary, per unit of the positions ``s``
    (0, 1, 2, ... where none are given). Errors from the observed information. One row of counts a
    round; levels that nobody chose are left out.

    Slope 0 and p = 1 without interval where everybody gave the same answer. An infinite slope, and
    NaN elsewhere, where no answer is higher than any answer of a later round, or none is lower
    (:func:`~analysis.stats.trends.jonckheere_terpstra` judges that). NaN where fewer than two
    positions have answers.

    Source: McCullagh (1980); agrees with R: MASS 7.3.58.2 ``polr`` to 1e-4 (its own iteration
    stops there) and with statsmodels 0.15 ``OrderedModel`` on the rows.

    >>> rounds = [[14, 21, 22, 24, 14], [8, 20, 26, 35, 10], [7, 15, 23, 25, 15],
    ...           [9, 14, 24, 31, 21], [6, 13, 27, 25, 19], [3, 17, 19, 32, 23]]
    >>> trend = ordinal_logit_trend(rounds)
    >>> round(trend.estimate, 3), round(trend.low, 3), round(trend.high, 3)
    (0.15, 0.063, 0.237)
    """
    table, confidence = as_table(counts_by_round), as_probability(confidence, "confidence")
    positions = _positions(scores, len(table))
    answered = table.sum(axis=1) > 0
    table, positions = table[answered][:, table.sum(axis=0) > 0], positions[answered]
    n, nan = int(table.sum()), math.nan
    if np.unique(positions).size < 2:
        return OrdinalLogitTrend(n, *(nan,) * 6, (), (), nan)
    if table.shape[1] == 1:
        return OrdinalLogitTrend(n, 0.0, *(nan,) * 3, 0.0, 1.0, (), (), 0.0)
    slope = _infinite_slope(table, positions)
    if slope:
        return OrdinalLogitTrend(n, slope, *(nan,) * 5, (), (), nan)
    return _fitted(table, positions, confidence)


def _positions(scores: Sequence[float] | None, rounds: int) -> FloatArray:
    if scores is None:
        return np.arange(rounds, dtype=np.float64)
    positions = as_numbers(scores, "scores")
    if positions.shape != (rounds,) or not np.all(np.isfinite(positions)):
        raise ValueError(f"scores are {scores}: give {rounds} finite numbers, one a round")
    return positions


def _infinite_slope(table: IntArray, positions: FloatArray) -> float:
    """Infinity, signed, where answers never fall (or never rise) with the position; else 0.

    Then, and only then, has the likelihood no maximum: boundaries can be moved along with a
    growing slope so that no answer becomes less likely.
    """
    used = table > 0
    first = np.where(used, positions[:, None], np.inf).min(axis=0)
    last = np.where(used, positions[:, None], -np.inf).max(axis=0)
    if np.all(last[:-1] <= first[1:]):
        return math.inf
    return -math.inf if np.all(first[:-1] >= last[1:]) else 0.0


def _fitted(table: IntArray, positions: FloatArray, confidence: float) -> OrdinalLogitTrend:
    sizes, n = table.sum(axis=1), int(table.sum())
    # Centred and scaled, so that years fit as well as 0, 1, 2.
    centre = float(sizes @ positions) / n
    scale = math.sqrt(float(sizes @ (positions - centre) ** 2) / n)
    cells = _cells(table, (positions - centre) / scale)
    start = np.append(special.logit(np.cumsum(table.sum(axis=0))[:-1] / n), 0.0)
    parameters, log_likelihood, information = _maximised(cells, start)
    back = np.eye(len(start))
    back[:-1, -1], back[-1, -1] = centre / scale, 1 / scale
    parameters = back @ parameters
    errors = np.sqrt(np.diag(back @ np.linalg.inv(information) @ back.T))
    slope, error = float(parameters[-1]), float(errors[-1])
    half, z = float(special.ndtri((1 + confidence) / 2)) * error, slope / error
    return OrdinalLogitTrend(
        n,
        slope,
        error,
        slope - half,
        slope + half,
        z,
        float(2 * stats.norm.sf(abs(z))),
        tuple(parameters[:-1].tolist()),
        tuple(errors[:-1].tolist()),
        log_likelihood,
    )


def _cells(table: IntArray, positions: FloatArray) -> _Cells:
    where, level = np.nonzero(table)
    boundaries = table.shape[1] - 1
    above, below = level < boundaries, level > 0
    # One row a boundary, and a row of zeros for the ends, which have none.
    indicators = np.vstack([np.eye(boundaries), np.zeros((1, boundaries))])
    slope = -positions[where]
    upper = np.column_stack([indicators[level], np.where(above, slope, 0)])
    lower = np.column_stack([indicators[level - 1], np.where(below, slope, 0)])
    lower[~below] = 0
    return _Cells(table[where, level].astype(np.float64), upper, lower, above, below)


def _maximised(cells: _Cells, start: FloatArray) -> tuple[FloatArray, float, FloatArray]:
    """Newton's method with halved steps: the maximum, its value and the information there."""
    parameters = start
    value, score, information = _likelihood(cells, parameters)
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(information, score)
        if float(score @ step) < 1e-24 * max(1.0, float(cells.counts.sum())):
            return parameters, value, information
        while True:
            trial, trial_score, trial_information = _likelihood(cells, parameters + step)
            # Near the maximum the value no longer tells; rounding must not stop the last steps.
            if trial >= value - 1e-12 * abs(value):
                break
            step = step / 2
        parameters = parameters + step
        value, score, information = trial, trial_score, trial_information
    raise ValueError(f"the slope did not settle in {MOST_STEPS} steps: too little is counted")


def _likelihood(cells: _Cells, parameters: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Log-likelihood (minus infinity where boundaries cross), score and observed information."""
    above = np.where(cells.bounded_above, cells.upper @ parameters, np.inf)
    below = np.where(cells.bounded_below, cells.lower @ parameters, -np.inf)
    if np.any(above <= below):
        return -math.inf, parameters, np.eye(len(parameters))
    # The difference is taken in the tail where the two are small.
    high = above + below > 0
    chance = np.where(
        high,
        special.expit(-below) - special.expit(-above),
        special.expit(above) - special.expit(below),
    )
    value = float(cells.counts @ np.log(chance))
    density_above = special.expit(above) * special.expit(-above)
    density_below = special.expit(below) * special.expit(-below)
    push = (cells.upper.T * density_above - cells.lower.T * density_below) / chance
    # The slope of the logistic density f is f (1 - 2 F) = -f tanh(x / 2).
    bend_above = -density_above * np.tanh(above / 2) * cells.counts / chance
    bend_below = -density_below * np.tanh(below / 2) * cells.counts / chance
    hessian = (cells.upper.T * bend_above) @ cells.upper
    hessian -= (cells.lower.T * bend_below) @ cells.lower
    hessian -= (push * cells.counts) @ push.T
    return value, push @ cells.counts, -hessian
