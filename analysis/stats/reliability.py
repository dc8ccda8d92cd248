"""Do the items of a construct measure one thing? From answers, or from their moment sums.

Only complete cases count. Items on which agreeing is bad are named in ``reverse``; turning an
item round changes the signs of its covariances and nothing else, so the ends of its scale are not
needed.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.multivariate.factor import Factor

from analysis.stats.counts import FloatArray, as_probability
from analysis.stats.moments import Covariances, ItemData, covariances, refuse_singular

#: Where an item has no more residual variance (of 1) than this, the item is the factor itself.
_NO_VARIANCE_LEFT = 1e-4
#: The slope of the log-likelihood, an item, at which a maximum counts as found.
_FLAT = 1e-6


@dataclass(frozen=True, slots=True)
class CronbachAlpha:
    """Internal consistency of ``items`` items; at most 1, and negative where items disagree.

    ``low``, ``high``: Feldt's 95 % interval. ``standard_error``: large-sample. ``standardized``:
    alpha of items with equal variances. ``average_r``, ``median_r``: of the correlations between
    items. ``lambda6``: Guttman's lambda 6.
    """

    n: int
    items: int
    estimate: float
    low: float
    high: float
    standard_error: float
    standardized: float
    average_r: float
    median_r: float
    lambda6: float


@dataclass(frozen=True, slots=True)
class AlphaInterval:
    """Cronbach's alpha with Feldt's interval."""

    n: int
    items: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """One item beside the others of its construct. Correlations from -1 to 1.

    ``r_total``: with the sum of all items, itself among them. ``r_drop``: with the sum of the
    others. ``r_corrected``: with the sum, its own part replaced by its squared multiple
    correlation. ``alpha_if_dropped``: alpha of the others; NaN where only one is left.
    ``looks_reversed``: the item runs against the others, as one does whose reverse scoring was
    forgotten.
    """

    item: str
    n: int
    r_total: float
    r_drop: float
    r_corrected: float
    alpha_if_dropped: float
    looks_reversed: bool


@dataclass(frozen=True, slots=True)
class McDonaldOmega:
    """Share of the variance of the sum of the items that one common factor explains, 0 to 1.

    ``loadings`` (scale units) and ``residual_variances`` (squared) have divisor n and the order of
    the items. ``variance_extracted``: mean squared loading of standardised items, 0 to 1.
    """

    n: int
    items: int
    estimate: float
    loadings: tuple[float, ...]
    residual_variances: tuple[float, ...]
    variance_extracted: float


def cronbach_alpha(data: ItemData, *, reverse: Collection[str] = ()) -> CronbachAlpha:
    """Cronbach's alpha, ``k / (k - 1) (1 - sum(var_i) / var_total)``, with what goes with it.

    Everything is NaN where n < 2 or where everybody has the same total. ``standardized``,
    ``average_r``, ``median_r`` and ``lambda6`` are NaN where an item does not vary; ``lambda6``
    also where the correlation matrix is singular. ``ValueError`` for fewer than two items.

    Sources: Cronbach (1951), Psychometrika 16; Duhachek and Iacobucci (2004), Journal of Applied
    Psychology 89, for the standard error; Guttman (1945), Psychometrika 10. Agrees with R: psych
    2.2.9 ``alpha`` to 1e-9.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"a": [1, 2, 4, 5, 3], "b": [2, 2, 5, 4, 3], "c": [5, 3, 2, 1, 4]})
    >>> round(cronbach_alpha(frame, reverse=["c"]).estimate, 4)
    0.9322
    """
    spread = _prepare(data, reverse)
    interval = _interval(spread, 0.95)
    correlations = spread.correlations()
    pairs = correlations[np.triu_indices(interval.items, 1)]
    return CronbachAlpha(
        interval.n,
        interval.items,
        interval.estimate,
        interval.low,
        interval.high,
        _standard_error(spread),
        _alpha(correlations),
        float(pairs.mean()),
        float(np.median(pairs)),
        _lambda6(correlations),
    )


def alpha_interval(
    data: ItemData, *, reverse: Collection[str] = (), confidence: float = 0.95
) -> AlphaInterval:
    """Cronbach's alpha with Feldt's interval ``1 - (1 - alpha) F``.

    F: upper (for ``low``) and lower (for ``high``) quantile of the F distribution with n - 1 and
    (n - 1)(k - 1) degrees of freedom; exact for normal items with equal covariances. NaN where
    alpha is.

    Source: Feldt, Woodruff and Salih (1987), Applied Psychological Measurement 11. Coverage is
    tested by simulation.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"a": [1, 2, 4, 5, 3], "b": [2, 2, 5, 4, 3], "c": [1, 3, 4, 5, 2]})
    >>> interval = alpha_interval(frame)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.657, 0.992)
    """
    return _interval(_prepare(data, reverse), as_probability(confidence, "confidence"))


def item_total(data: ItemData, *, reverse: Collection[str] = ()) -> tuple[ItemTotal, ...]:
    """Each item beside the others, in their order.

    ``r_total = cov(x, s) / sqrt(var(x) var(s))`` with s the sum of all items, ``r_drop`` with s - x
    in its place. ``looks_reversed`` is set where the item's weight in the first principal component
    of the correlations has the sign of the minority, and its correlation with the sum of the others
    is negative after the other items were turned to run one way. With two items that disagree
    nobody can tell which one it is: both are marked. Correlations are NaN where n < 2, and for an
    item (or a sum) that does not vary; ``r_corrected`` also where the correlation matrix is
    singular.

    Source: R: psych 2.2.9 ``alpha``, ``item.stats`` and ``alpha.drop``, to 1e-9.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"a": [1, 2, 4, 5, 3], "b": [2, 2, 5, 4, 3], "c": [5, 3, 2, 1, 4]})
    >>> [(row.item, round(row.r_drop, 2), row.looks_reversed) for row in item_total(frame)]
    [('a', -0.29, False), ('b', 0.27, False), ('c', -0.85, True)]
    """
    spread = _prepare(data, reverse)
    matrix, variances = spread.matrix, np.diag(spread.matrix)
    whole = matrix.sum(axis=1)
    total = _variance(matrix)
    corrected = _corrected(spread.correlations())
    against = _running_against(spread)
    rows = []
    for place, item in enumerate(spread.items):
        others = np.delete(np.delete(matrix, place, axis=0), place, axis=1)
        rows.append(
            ItemTotal(
                item,
                spread.n,
                _ratio(whole[place], variances[place], total),
                _ratio(whole[place] - variances[place], variances[place], _variance(others)),
                float(corrected[place]),
                _alpha(others),
                item in against,
            )
        )
    return tuple(rows)


def mcdonald_omega(data: ItemData, *, reverse: Collection[str] = ()) -> McDonaldOmega:
    """McDonald's omega of one factor, ``(sum l)^2 / ((sum l)^2 + sum theta)``, maximum likelihood.

    Loadings l and residual variances theta are those of the covariances. Everything is NaN where
    there are fewer answers than items plus two, and where the likelihood has no proper maximum (a
    residual variance of 0: one item is the factor). ``ValueError`` for fewer than three items,
    for items that do not vary or follow from the others.

    Source: McDonald (1999), Test Theory; statsmodels ``Factor(method="ml")`` does the work; agrees
    with R: semTools 0.5.6 ``reliability`` of lavaan 0.6.14 ``cfa`` to 1e-5.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "a": [1, 2, 4, 5, 3, 4, 2, 5], "b": [2, 2, 5, 4, 1, 4, 1, 3],
    ...     "c": [1, 3, 4, 4, 2, 3, 3, 4]})
    >>> round(mcdonald_omega(frame).estimate, 3)
    0.877
    """
    spread = _prepare(data, reverse)
    k = len(spread.items)
    if k < 3:
        raise ValueError(f"{k} items: one factor needs at least 3 to be found")
    if spread.n < k + 2:
        return _no_omega(spread)
    correlations = spread.correlations()
    refuse_singular(spread.items, correlations)
    standard = _one_factor(correlations)
    if standard is None:
        return _no_omega(spread)
    scale = np.sqrt(np.diag(spread.matrix) * (spread.n - 1) / spread.n)
    loadings, residuals = scale * standard, scale**2 * (1 - standard**2)
    common = float(loadings.sum()) ** 2
    return McDonaldOmega(
        spread.n,
        k,
        common / (common + float(residuals.sum())),
        tuple(loadings.tolist()),
        tuple(residuals.tolist()),
        float(np.mean(standard**2)),
    )


def _prepare(data: ItemData, reverse: Collection[str]) -> Covariances:
    spread = covariances(data)
    if len(spread.items) < 2:
        raise ValueError(f"{len(spread.items)} item ({spread.items[0]}): give at least two")
    return spread.turned(reverse)


def _interval(spread: Covariances, confidence: float) -> AlphaInterval:
    n, k, alpha = spread.n, len(spread.items), _alpha(spread.matrix)
    if math.isnan(alpha):
        return AlphaInterval(n, k, alpha, math.nan, math.nan)
    tail = (1 - confidence) / 2
    df = (n - 1, (n - 1) * (k - 1))
    upper, lower = float(stats.f.isf(tail, *df)), float(stats.f.ppf(tail, *df))
    return AlphaInterval(n, k, alpha, 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower)


def _alpha(matrix: FloatArray) -> float:
    k, total = len(matrix), _variance(matrix)
    if k < 2 or not total > 0:
        return math.nan
    return k / (k - 1) * (1 - float(np.trace(matrix)) / total)


def _variance(matrix: FloatArray) -> float:
    """Of the sum of the items; exactly 0 where the covariances cancel up to rounding."""
    total = float(matrix.sum())
    return 0.0 if total <= 1e-12 * float(np.abs(matrix).sum()) else total


def _ratio(covariance: float, one: float, other: float) -> float:
    return float(covariance) / math.sqrt(one * other) if one > 0 and other > 0 else math.nan


def _standard_error(spread: Covariances) -> float:
    matrix, k, total = spread.matrix, len(spread.items), _variance(spread.matrix)
    if not total > 0:
        return math.nan
    trace, square = float(np.trace(matrix)), matrix @ matrix
    inner = total * (float(np.trace(square)) + trace**2) - 2 * trace * float(square.sum())
    return math.sqrt(max(0.0, 2 * k**2 / ((k - 1) ** 2 * total**3) * inner) / spread.n)


def _multiple(correlations: FloatArray) -> FloatArray:
    """Squared multiple correlation of each item with the others; NaN where there is none."""
    try:
        refuse_singular([""] * len(correlations), correlations)
    except ValueError:
        return np.full(len(correlations), np.nan)
    return np.asarray(1 - 1 / np.diag(np.linalg.inv(correlations)))


def _lambda6(correlations: FloatArray) -> float:
    total = _variance(correlations)
    unique = float((1 - _multiple(correlations)).sum())
    return 1 - unique / total if total > 0 else math.nan


def _corrected(correlations: FloatArray) -> FloatArray:
    shared = correlations.copy()
    np.fill_diagonal(shared, _multiple(correlations))
    total = float(shared.sum())
    return np.asarray(shared.sum(axis=0) / math.sqrt(total if total > 0 else math.nan))


def _running_against(spread: Covariances) -> frozenset[str]:
    moving = [place for place, variance in enumerate(np.diag(spread.matrix)) if variance > 0]
    if len(moving) < 2:
        return frozenset()
    correlations = spread.correlations()[np.ix_(moving, moving)]
    weights = np.linalg.eigh(correlations)[1][:, -1]
    signs = np.where(weights < 0, -1.0, 1.0)
    if signs.sum() < 0:
        signs = -signs
    with_others = (correlations * np.outer(signs, signs)).sum(axis=1) - 1
    minority = [moving[i] for i in range(len(moving)) if signs[i] < 0 and with_others[i] > 0]
    if signs.sum() == 0 and len(moving) == 2:
        minority = moving
    return frozenset(spread.items[place] for place in minority)


def _one_factor(correlations: FloatArray) -> FloatArray | None:
    """Loadings of standardised items, positive in sum; None without a proper maximum."""
    k = len(correlations)
    values, vectors = np.linalg.eigh(correlations)
    # The start that statsmodels takes by itself is random.
    first = (vectors[:, [-1]] * math.sqrt(values[-1])).clip(-0.95, 0.95)
    start = (first, 1 - first[:, 0] ** 2)
    model = Factor(corr=correlations, n_factor=1, method="ml")
    with warnings.catch_warnings():
        # Convergence is judged below: the optimiser also complains when it is as near as it gets.
        warnings.simplefilter("ignore")
        result = model.fit(start=start, opt={"gtol": 1e-9, "maxiter": 5000})
    # statsmodels rotates by numpy's eig, which from numpy 2.5 on is complex with nothing imaginary.
    loadings = np.asarray(np.real(result.loadings), dtype=np.float64).reshape(k)
    unique = np.asarray(np.real(result.uniqueness), dtype=np.float64)
    if not np.all(np.isfinite(loadings)) or float(unique.min()) < _NO_VARIANCE_LEFT:
        return None
    if float(np.abs(model.score((loadings[:, None], unique))).max()) > _FLAT:
        return None
    return loadings if loadings.sum() >= 0 else -loadings


def _no_omega(spread: Covariances) -> McDonaldOmega:
    nothing = (math.nan,) * len(spread.items)
    return McDonaldOmega(spread.n, len(spread.items), math.nan, nothing, nothing, math.nan)
