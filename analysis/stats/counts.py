"""What every statistic asks of the numbers it is given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

#: Counts of answers over the levels of a scale, lowest level first.
Counts = Sequence[int] | NDArray[np.integer]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def as_counts(counts: Counts, name: str = "counts") -> IntArray:
    """The counts as a 1-D array of 64-bit integers; ``ValueError`` for anything but counts.

    >>> as_counts([3, 0, 2]).tolist()
    [3, 0, 2]
    """
    array = np.asarray(counts)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name}: give one count for each level of the scale")
    if not np.issubdtype(array.dtype, np.number) or np.iscomplexobj(array):
        raise ValueError(f"{name}: counts are whole numbers")
    if not np.all(np.isfinite(array)) or np.any(array < 0) or np.any(array != np.floor(array)):
        raise ValueError(f"{name}: counts are whole numbers of 0 or more")
    return array.astype(np.int64)


def as_table(counts: Sequence[Counts] | NDArray[np.integer], name: str = "counts") -> IntArray:
    """Several groups over the same levels: one row a group; ``ValueError`` where they differ."""
    rows = [as_counts(row, f"{name}, row {number}") for number, row in enumerate(counts, start=1)]
    if len(rows) < 2:
        raise ValueError(f"{name}: give at least two groups")
    if len({row.size for row in rows}) != 1:
        raise ValueError(f"{name}: every group needs a count for the same levels")
    return np.vstack(rows)


def as_whole(value: SupportsFloat, name: str) -> int:
    """The value as a whole number of 0 or more; ``ValueError`` for anything else."""
    number = float(value)
    if not math.isfinite(number) or number < 0 or number != math.floor(number):
        raise ValueError(f"{name} is {value}: give a whole number of 0 or more")
    return int(number)


def as_fraction(value: SupportsFloat, name: str) -> float:
    """The value as a number from 0 to 1, both included; ``ValueError`` for anything else."""
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(f"{name} is {value}: give a number from 0 to 1")
    return number


def as_probability(value: SupportsFloat, name: str) -> float:
    """The value as a number between 0 and 1, both left out; ``ValueError`` for anything else."""
    number = float(value)
    if not 0 < number < 1:
        raise ValueError(f"{name} is {value}: give a number between 0 and 1")
    return number
