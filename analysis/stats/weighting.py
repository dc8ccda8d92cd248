"""Weights for people who did not answer, and estimates with them.

Everything is counted by cell: the people who answered in a unit, or in a unit and a level. A weight
is how many people of the organisation each answer of a cell stands for.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from analysis.stats.counts import (
    Counts,
    FloatArray,
    IntArray,
    as_array,
    as_counts,
    as_number,
    as_numbers,
    as_probability,
    as_table,
    as_whole,
)


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """Kish's design effect (``estimate``, 1 or more), and what n answers are worth."""

    n: int
    estimate: float
    effective_n: float


@dataclass(frozen=True, slots=True)
class RIndicator:
    """How alike the chances to answer are: ``estimate`` 1 where all are, lower where they differ.

    Of ``n`` people invited. ``propensities`` are the chances by cell, ``deviation`` their standard
    deviation over people, ``bias_bound`` the largest bias of a mean, in its standard deviations.
    """

    n: int
    answered: int
    estimate: float
    deviation: float
    bias_bound: float
    propensities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """Weighted mean of ``n`` answers, in scale units, with its standard error and t interval."""

    n: int
    estimate: float
    standard_error: float
    low: float
    high: float
    df: int


def post_stratify(answered: Counts, population: Counts) -> FloatArray:
    """The weight of an answer in each cell: people over answers, ``N_h / n_h``.

    0 where a cell has neither. ``ValueError`` where nobody answered for the people of a cell
    (merge it with another first), or more answered than there are.

    Source: Holt and Smith (1979); agrees with R: survey 4.5 ``postStratify`` to 1e-9.

    >>> post_stratify([26, 16, 15], [37, 26, 33]).round(3).tolist()
    [1.423, 1.625, 2.2]
    """
    n, total = as_counts(answered, "answered"), as_counts(population, "population")
    if n.shape != total.shape:
        raise ValueError(f"{n.size} cells of answers, but {total.size} of people")
    _refuse_cells("more answers than people", n > total, n)
    _refuse_cells("people but no answers: merge the cell with another", (n == 0) & (total > 0), n)
    return np.divide(total, n, out=np.zeros(n.size), where=n > 0)


def rake(
    answered: Sequence[Counts] | NDArray[np.integer],
    margins: Sequence[Counts],
    *,
    tolerance: float = 1e-12,
    most_rounds: int = 1000,
) -> FloatArray:
    """Weights by cell that meet the head counts of every axis, one axis after the other.

    ``answered``: answers by cell, an array of one axis an attribute; ``margins``: the head counts
    of each axis. Iterative proportional fitting from equal weights: ``w <- w N_a / sum(n w)`` in
    each category a of one axis after the other, until every margin is met to ``tolerance`` of all
    people; 0 in cells without answers. ``ValueError`` where margins differ in
    their total or cannot be met.

    Source: Deming and Stephan (1940); agrees with R: survey 4.5 ``rake`` to 1e-7.

    >>> rake([[10, 5], [5, 20]], [[30, 50], [40, 40]]).round(3).tolist()
    [[2.38, 1.241], [3.241, 1.69]]
    """
    cells = as_array(answered, "answered")
    counts = as_counts(cells.ravel(), "answered").reshape(cells.shape)
    if len(margins) != counts.ndim:
        raise ValueError(f"{counts.ndim} attributes, but {len(margins)} margins")
    targets = [as_counts(margin, f"margin {axis}") for axis, margin in enumerate(margins, start=1)]
    if len({int(target.sum()) for target in targets}) != 1:
        sums = ", ".join(str(int(target.sum())) for target in targets)
        raise ValueError(f"margins count different numbers of people: {sums}")
    for axis, target in enumerate(targets):
        reached = _margin(counts, axis)
        if reached.shape != target.shape:
            raise ValueError(f"margin {axis + 1} has {target.size} cells, answers {reached.size}")
        _refuse_cells(
            f"margin {axis + 1}: people but no answers", (reached == 0) & (target > 0), target
        )
        _refuse_cells(
            f"margin {axis + 1}: answers but no people", (reached > 0) & (target == 0), target
        )
    people = counts.astype(np.float64)
    for _ in range(most_rounds):
        for axis, target in enumerate(targets):
            people = people * _along(_ratio(target, _margin(people, axis)), axis, people.ndim)
        if _furthest(people, targets) <= tolerance * int(targets[0].sum()):
            return _ratio(people, counts)
    raise ValueError(f"margins are not met after {most_rounds} rounds: too many cells are empty")


def calibrate(
    answered: Counts, auxiliary: ArrayLike, totals: ArrayLike, start: ArrayLike | None = None
) -> FloatArray:
    """Weights by cell, as near to ``start`` as can be, that meet totals of known variables.

    ``w = d (1 + x' (sum n d x x')^-1 (t - sum n d x))`` with d the weights to ``start`` from (1
    where none are given), x a cell's row of ``auxiliary`` and t the ``totals``. Weights may come
    out below 0: :func:`trim_weights` refuses those. Indicators of cells give
    :func:`post_stratify`. ``ValueError`` where variables are redundant among those who answered.

    Source: Deville and Sarndal (1992), the linear method.

    >>> calibrate([10, 20], [[1, 3.5], [1, 1.5]], [60, 130]).round(3).tolist()
    [2.0, 2.0]
    """
    n, x = as_counts(answered, "answered"), _finite(auxiliary, "auxiliary")
    t = _finite(totals, "totals")
    d = np.ones(n.size) if start is None else _finite(start, "start")
    if x.ndim != 2 or x.shape[0] != n.size or t.shape != (x.shape[1],) or d.shape != n.shape:
        raise ValueError(
            f"auxiliary is {x.shape}, totals {t.shape}, start {d.shape}: "
            f"give {n.size} rows, one total a column and one start a row"
        )
    if np.any(d <= 0):
        raise ValueError(f"start is {d.min()}: weights to start from are above 0")
    information = (x.T * (n * d)) @ x
    if np.linalg.matrix_rank(x[n > 0]) < x.shape[1]:
        raise ValueError("auxiliary: a variable follows from the others among those who answered")
    adjust = np.linalg.solve(information, t - x.T @ (n * d))
    return np.asarray(d * (1 + x @ adjust), dtype=np.float64)


def trim_weights(
    weights: ArrayLike, upper: float, lower: float = 0.0, counts: Counts | None = None
) -> FloatArray:
    """Weights cut to ``lower`` .. ``upper``; what is cut off is shared out equally.

    ``min(upper, max(lower, w + s))`` with the one s that keeps the total. ``counts``: answers of
    each weight, 1 where none are given. ``ValueError`` where the total does not fit.

    Source: R: survey 4.5 ``trimWeights(strict = TRUE)``, the same for an upper limit.

    >>> trim_weights([1.0, 1.0, 4.0], upper=3.0).tolist()
    [1.5, 1.5, 3.0]
    """
    w, n = _weights(weights, counts)
    upper, lower = as_number(upper, "upper"), as_number(lower, "lower")
    if not 0 <= lower < upper < math.inf:
        raise ValueError(f"lower is {lower} and upper {upper}: give 0 <= lower < upper")
    total, people = float(n @ w), int(n.sum())
    if people == 0:
        return np.clip(w, lower, upper)
    if not lower * people <= total <= upper * people:
        raise ValueError(f"the mean weight {total / people} is not from {lower} to {upper}")

    def surplus(shift: float) -> float:
        return float(n @ np.clip(w + shift, lower, upper)) - total

    if surplus(0.0) == 0:
        return np.clip(w, lower, upper)
    reach = float(w.max()) + upper
    shift = float(optimize.brentq(surplus, -reach, reach, xtol=1e-15))
    return np.clip(w + shift, lower, upper)


def kish_design_effect(weights: ArrayLike, counts: Counts | None = None) -> DesignEffect:
    """What unequal weights cost: ``n sum(w^2) / sum(w)^2``, and ``n`` over that.

    ``counts``: answers of each weight, 1 where none are given. NaN where nobody answered.

    Source: Kish (1965) 11.2; agrees with the formula in R 4.2.2 to 1e-7.

    >>> kish_design_effect([1.0, 3.0], [10, 10])
    DesignEffect(n=20, estimate=1.25, effective_n=16.0)
    """
    w, n = _weights(weights, counts)
    people = int(n.sum())
    if people == 0:
        return DesignEffect(0, math.nan, math.nan)
    if n @ w == 0:
        raise ValueError("weights are all 0")
    effect = people * float(n @ w**2) / float(n @ w) ** 2
    return DesignEffect(people, effect, people / effect)


def r_indicator(
    answered: Counts, invited: Counts, attributes: Mapping[str, Sequence[str]]
) -> RIndicator:
    """Do some kinds of people answer more than others? ``R = 1 - 2 S``, 0 to 1.

    S is the standard deviation, over the people invited, of their chance to answer, from a logit
    on the main effects of ``attributes`` (each one value a cell; a cell may be one person). The
    response rate by cell where there is one attribute. Values are compared as text. R falls to 0,
    and for few people a trace below, where an attribute tells exactly who answers. NaN where fewer
    than two were invited; ``bias_bound`` also where nobody answered.

    Source: Schouten, Cobben and Bethlehem (2009), without adjustment for bias; statsmodels does
    the logit; agrees with R 4.2.2 ``glm`` and the formula to 1e-8.

    >>> result = r_indicator([26, 15], [37, 33], {"team": ["api", "mobile"]})
    >>> round(result.estimate, 3)
    0.75
    """
    k, n = as_counts(answered, "answered"), as_counts(invited, "invited")
    if k.shape != n.shape:
        raise ValueError(f"{k.size} cells of answers, but {n.size} of people")
    _refuse_cells("more answers than people", k > n, k)
    if not isinstance(attributes, Mapping):
        raise ValueError(f"attributes are {attributes!r}: give the values of each by its name")
    for name, values in attributes.items():
        if len(values) != n.size:
            raise ValueError(f"{name} has {len(values)} values: give {n.size}, one a cell")
    total, k_total = int(n.sum()), int(k.sum())
    if total < 2:
        return RIndicator(total, k_total, math.nan, math.nan, math.nan, (math.nan,) * n.size)
    chances = _propensities(k, n, attributes)
    known = n > 0
    mean = k_total / total
    deviation = math.sqrt(float(n[known] @ (chances[known] - mean) ** 2) / (total - 1))
    bound = deviation / mean if mean else math.nan
    return RIndicator(total, k_total, 1 - 2 * deviation, deviation, bound, tuple(chances.tolist()))


def weighted_mean(
    counts: Sequence[Counts] | NDArray[np.integer],
    values: Sequence[float],
    weights: ArrayLike,
    *,
    missing: Counts | None = None,
    population: int | Counts | None = None,
    strata: bool = False,
    calibrated_on: ArrayLike | None = None,
    confidence: float = 0.95,
) -> WeightedMean:
    """Weighted mean of answers by cell (row) and level, with its linearised standard error.

    With ``z = w (y - mean) / sum(w)`` of each answer, and 0 for the ``missing`` of each cell
    (people who took part and skipped this item):
    ``variance = (1 - n/N) n / (n-1) sum((z - mean(z))^2)``.
    ``population``: N, none for no correction. ``strata``: every cell was sampled by itself, and
    variances add up over cells (``population`` then by cell). ``calibrated_on``: the variables (one
    row a cell) whose totals the weights meet; what they explain of z is taken out (indicators of
    units after post-stratification, of each attribute after raking).

    t interval with n - 1 degrees of freedom of the valid answers (less the number of cells for
    strata). Width zero where everybody answered. NaN as in
    :func:`~analysis.stats.descriptives.summarize_counts` at n = 0 and 1 and for one common answer;
    with strata also where a cell that is not a census has one answer.

    Source: Cochran (1977) 5.6 and 6.10, Deville and Sarndal (1992); agrees with R: survey 4.5
    ``svymean`` with ``fpc``, after ``postStratify`` and ``rake`` to 1e-7.

    >>> counts = [[4, 6, 16], [5, 5, 5]]
    >>> mean = weighted_mean(counts, [1, 2, 3], [37 / 26, 33 / 15], population=70)
    >>> round(mean.estimate, 3), round(mean.standard_error, 3)
    (2.244, 0.086)
    """
    table = _cells(counts)
    y, w = _finite(values, "values"), _weights(weights, None)[0]
    skipped = np.zeros(len(table), np.int64) if missing is None else as_counts(missing, "missing")
    if y.shape != (table.shape[1],) or not w.shape == skipped.shape == (len(table),):
        raise ValueError(
            f"counts are {table.shape}, values {y.shape}, weights {w.shape}, "
            f"missing {skipped.shape}: give one value a level, one weight and missing a cell"
        )
    confidence = as_probability(confidence, "confidence")
    sizes = table.sum(axis=1) + skipped
    correction = _corrections(population, sizes if strata else sizes.sum(keepdims=True))
    n = int(table.sum())
    df = n - (int(np.count_nonzero(sizes)) if strata else 1)
    if n == 0:
        return WeightedMean(0, *(math.nan,) * 4, 0)
    total = float(w @ table.sum(axis=1))
    if total == 0:
        raise ValueError("weights are all 0 where somebody answered")
    mean = float(w @ table @ y) / total
    z = np.column_stack([w[:, None] * (y - mean) / total, np.zeros(len(table))])
    people = np.column_stack([table, skipped])
    if calibrated_on is not None:
        z = _unexplained(z, people, w, calibrated_on)
    if not strata:
        z, people = z.reshape(1, -1), people.reshape(1, -1)
    variance = sum(map(_spread, z, people, correction.tolist()))
    constant = np.unique(y[table.sum(axis=0) > 0]).size == 1 and np.any(correction > 0)
    error = math.nan if constant or (df < 1 and variance) else math.sqrt(variance)
    half = 0.0 if error == 0 else float(stats.t.isf((1 - confidence) / 2, max(df, 1))) * error
    return WeightedMean(n, mean, error, mean - half, mean + half, max(df, 0))


def _cells(counts: Sequence[Counts] | NDArray[np.integer]) -> IntArray:
    """One row of counts a cell; one cell is enough."""
    rows = [as_counts(row, f"counts, row {number}") for number, row in enumerate(counts, start=1)]
    if not rows:
        raise ValueError("counts: give at least one cell")
    return as_table([*rows, rows[0]])[:-1]


def _corrections(population: int | Counts | None, sizes: IntArray) -> FloatArray:
    """``1 - n/N`` of the whole, or of each stratum."""
    if population is None:
        return np.ones(sizes.size)
    people = np.array([as_whole(size, "population") for size in np.atleast_1d(population)])
    if people.shape != sizes.shape:
        raise ValueError(f"population has {people.size} numbers: give {sizes.size}")
    _refuse_cells("more answers than people", sizes > people, sizes)
    return 1 - _ratio(sizes, people)


def _unexplained(
    z: FloatArray, people: IntArray, weights: FloatArray, auxiliary: ArrayLike
) -> FloatArray:
    """z less what the auxiliary variables explain of z / w, by least squares over people."""
    x = _finite(auxiliary, "calibrated_on")
    if x.ndim != 2 or len(x) != len(z):
        raise ValueError(f"calibrated_on is {x.shape}: give {len(z)} rows, one a cell")
    # Cells of weight 0 have z = 0.
    sums, root = _ratio((people * z).sum(axis=1), weights), np.sqrt(people.sum(axis=1))
    slope = np.linalg.lstsq(x * root[:, None], _ratio(sums, root), rcond=None)[0]
    return np.asarray(z - (weights * (x @ slope))[:, None])


def _spread(z: FloatArray, people: IntArray, correction: float) -> float:
    n = int(people.sum())
    if n == 0 or correction == 0:
        return 0.0
    if n == 1:
        return math.nan
    centre = float(people @ z) / n
    return float(correction * n / (n - 1) * (people @ (z - centre) ** 2))


def _propensities(k: IntArray, n: IntArray, attributes: Mapping[str, Sequence[str]]) -> FloatArray:
    columns = [np.ones((n.size, 1))]
    for values in attributes.values():
        labels = np.array([str(value) for value in values])
        columns.append((labels[:, None] == np.unique(labels)[None, 1:]).astype(np.float64))
    design, known = np.hstack(columns), n > 0
    if k[known].sum() in (0, n.sum()) or design.shape[1] == 1:
        return np.full(n.size, k.sum() / n.sum())
    if len(attributes) == 1:
        cells = np.unique(design, axis=0, return_inverse=True)[1].ravel()
        people = np.bincount(cells, weights=n)
        return _ratio(np.bincount(cells, weights=k), people)[cells]
    outcome = np.column_stack([k, n - k])[known]
    with warnings.catch_warnings():
        # An attribute that tells exactly who answered has no finite coefficient, but chances.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = GLM(outcome, design[known], family=Binomial()).fit(maxiter=100, tol=1e-14)
    return np.asarray(fit.predict(design), dtype=np.float64)


def _finite(values: ArrayLike, name: str) -> FloatArray:
    array = as_numbers(values, name)
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} are {array.tolist()}: give finite numbers")
    return array


def _weights(weights: ArrayLike, counts: Counts | None) -> tuple[FloatArray, IntArray]:
    w = _finite(weights, "weights").ravel()
    n = np.ones(w.size, dtype=np.int64) if counts is None else as_counts(np.ravel(counts))
    if n.shape != w.shape:
        raise ValueError(f"{w.size} weights, but {n.size} counts")
    if np.any(w < 0):
        raise ValueError(f"a weight is {w.min()}: weights are 0 or more")
    return w, n


def _refuse_cells(problem: str, bad: NDArray[np.bool_], counts: IntArray) -> None:
    if np.any(bad):
        cell = int(np.flatnonzero(bad)[0])
        raise ValueError(f"cell {cell + 1} ({counts[cell]}): {problem}")


def _margin(cells: NDArray[np.floating] | NDArray[np.integer], axis: int) -> FloatArray:
    others = tuple(other for other in range(cells.ndim) if other != axis)
    return np.asarray(cells.sum(axis=others), dtype=np.float64)


def _along(factors: FloatArray, axis: int, dimensions: int) -> FloatArray:
    return factors.reshape([-1 if other == axis else 1 for other in range(dimensions)])


def _ratio(above: ArrayLike, below: ArrayLike) -> FloatArray:
    a, b = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.divide(a, b, out=np.zeros_like(a), where=b > 0)


def _furthest(people: FloatArray, targets: Sequence[IntArray]) -> float:
    return max(
        float(np.abs(_margin(people, axis) - target).max()) for axis, target in enumerate(targets)
    )
