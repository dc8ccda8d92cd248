"""p-values of many comparisons, adjusted together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.stats.counts import FloatArray, as_numbers


def holm(p_values: Sequence[float] | NDArray[np.floating]) -> FloatArray:
    """Holm's step-down adjustment: the chance of any false alarm stays below the level.

    For a few planned comparisons. The i-th of m sorted p-values becomes the largest of
    ``min(1, (m - j + 1) p_j)`` for ``j <= i``. NaN stays NaN and does not count as a comparison.

    Source: Holm (1979); agrees with R 4.2.2 ``p.adjust(p, "holm")`` and with statsmodels'
    ``multipletests``, which collects all garbage at every call: a tenth of a second of a page.

    >>> holm([0.01, 0.04, float("nan")]).tolist()
    [0.02, 0.04, nan]
    """
    return _adjusted(p_values, _step_down)


def benjamini_hochberg(p_values: Sequence[float] | NDArray[np.floating]) -> FloatArray:
    """Benjamini and Hochberg's adjustment: the share of false alarms among alarms stays below.

    For a page full of comparisons. The i-th of m sorted p-values becomes the smallest of
    ``min(1, m p_j / j)`` for ``j >= i``. NaN stays NaN and does not count as a comparison.

    Source: Benjamini and Hochberg (1995); scipy does the work; agrees with R 4.2.2
    ``p.adjust(p, "BH")``.

    >>> benjamini_hochberg([0.01, 0.04, float("nan")]).tolist()
    [0.02, 0.04, nan]
    """
    return _adjusted(p_values, stats.false_discovery_control)


def _step_down(p: FloatArray) -> FloatArray:
    """Each p-value times how many are as large or larger, never below one that is smaller."""
    order = np.argsort(p)
    times = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * times), 1)
    return adjusted


def _adjusted(
    p_values: Sequence[float] | NDArray[np.floating], adjust: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    p = as_numbers(p_values, "p-values").copy()
    known = ~np.isnan(p)
    if p.ndim != 1 or np.any((p[known] < 0) | (p[known] > 1)):
        raise ValueError(f"p-values are {p.tolist()}: give a list of numbers from 0 to 1, or NaN")
    if known.any():
        p[known] = adjust(p[known])
    return p
