"""p-values of many comparisons, adjusted together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.multitest import multipletests

from analysis.stats.counts import FloatArray


def holm(p_values: Sequence[float] | NDArray[np.floating]) -> FloatArray:
    """Holm's step-down adjustment: the chance of any false alarm stays below the level.

    For a few planned comparisons. NaN stays NaN and does not count as a comparison.

    Source: Holm (1979); statsmodels does the work; agrees with R 4.2.2 ``p.adjust(p, "holm")``.

    >>> holm([0.01, 0.04, float("nan")]).tolist()
    [0.02, 0.04, nan]
    """
    return _adjusted(p_values, "holm")


def benjamini_hochberg(p_values: Sequence[float] | NDArray[np.floating]) -> FloatArray:
    """Benjamini and Hochberg's adjustment: the share of false alarms among alarms stays below.

    For a page full of comparisons. NaN stays NaN and does not count as a comparison.

    Source: Benjamini and Hochberg (1995); statsmodels does the work; agrees with R 4.2.2
    ``p.adjust(p, "BH")``.

    >>> benjamini_hochberg([0.01, 0.04, float("nan")]).tolist()
    [0.02, 0.04, nan]
    """
    return _adjusted(p_values, "fdr_bh")


def _adjusted(p_values: Sequence[float] | NDArray[np.floating], method: str) -> FloatArray:
    p = np.array(p_values, dtype=np.float64)
    known = ~np.isnan(p)
    if p.ndim != 1 or np.any((p[known] < 0) | (p[known] > 1)):
        raise ValueError("p-values are numbers from 0 to 1, or NaN")
    if known.any():
        p[known] = multipletests(p[known], method=method)[1]
    return p
