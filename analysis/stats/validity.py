"""Do two constructs measure two things? The check that *Accelerate* asks of Likert scales.

That a construct holds together (convergent validity) is :func:`analysis.stats.reliability.
mcdonald_omega`'s ``variance_extracted``: half of the variance of its items or more. That it is not
another construct under another name (discriminant validity) is what this file answers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.counts import FloatArray
from analysis.stats.moments import ItemData, covariances

#: Above this ratio two constructs are hardly two (Henseler and others, 2015).
HARDLY_TWO = 0.85


@dataclass(frozen=True, slots=True)
class HeterotraitMonotrait:
    """How far two constructs are one: 0 have nothing in common, 1 are the same.

    Sampling can carry ``estimate`` above 1; it is NaN where it has no meaning.
    """

    n: int
    estimate: float


def heterotrait_monotrait(
    data: ItemData,
    first: Sequence[str],
    second: Sequence[str],
    *,
    reverse: Collection[str] = (),
) -> HeterotraitMonotrait:
    """The heterotrait-monotrait ratio of two constructs, over complete cases of their items.

    Mean correlation between the items of both, divided by the geometric mean of the two mean
    correlations within (1 for a construct of one item). NaN where n < 2, where an item does not
    vary, and where the items of a construct do not agree with each other (a mean correlation
    within of 0 or less). ``ValueError`` for no items, or for an item in both.

    Source: Henseler, Ringle and Sarstedt (2015), Journal of the Academy of Marketing Science 43,
    equation 6. Traits of a known correlation are found again in a simulation.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "a": [1, 2, 4, 5, 3, 4], "b": [2, 2, 5, 4, 3, 4],
    ...     "c": [5, 3, 2, 1, 4, 2], "d": [4, 4, 1, 2, 5, 3]})
    >>> round(heterotrait_monotrait(frame, ["a", "b"], ["c", "d"], reverse=["c", "d"]).estimate, 3)
    0.975
    """
    if not first or not second:
        raise ValueError("a construct has no items: give at least one of each")
    if shared := sorted(set(first) & set(second)):
        raise ValueError(f"{', '.join(shared)} in both constructs: an item belongs to one")
    spread = covariances(data, [*first, *second]).turned(reverse)
    correlations = spread.correlations()
    k = len(first)
    within = _within(correlations[:k, :k]) * _within(correlations[k:, k:])
    between = float(correlations[:k, k:].mean())
    return HeterotraitMonotrait(spread.n, between / math.sqrt(within) if within > 0 else math.nan)


def _within(correlations: FloatArray) -> float:
    """Mean correlation between different items; NaN where it is not positive."""
    if len(correlations) == 1:
        return float(correlations[0, 0])
    mean = float(correlations[np.triu_indices(len(correlations), 1)].mean())
    return mean if mean > 0 else math.nan
