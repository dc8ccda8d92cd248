"""What every statistic asks of the numbers it is given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, SupportsFloat

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Counts of answers over the levels of a scale, lowest level first.
Counts = Sequence[int] | NDArray[np.integer]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
#: Above this, numbers with a decimal point skip whole numbers.
MOST = 2**53


def as_array(counts: object, name: str) -> NDArray[Any]:
    """The counts as an array; ``ValueError`` where rows have different lengths."""
    try:
        return np.asarray(counts)
    except ValueError:
        raise ValueError(f"{name} are {counts!r}: every row needs as many counts") from None


def as_counts(counts: Counts, name: str = "counts") -> IntArray:
    """The counts as a 1-D array of 64-bit integers; ``ValueError`` for anything but counts.

    >>> as_counts([3, 0, 2]).tolist()
    [3, 0, 2]
    """
    array = as_array(counts, name)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(
            f"{name} has the shape {array.shape}: give one count for each level of the scale"
        )
    # Among words every number is a word, too: what was given says which one is wrong.
    words = array.dtype.kind == "U" and not isinstance(counts, np.ndarray)
    values = list(counts) if words else array.tolist()
    for place, value in enumerate(values, start=1):
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_count(value):
            raise ValueError(
                f"{name}: {value!r} in place {place}; counts are whole numbers of 0 or more"
            )
    return array.astype(np.int64)


def as_table(counts: Sequence[Counts] | NDArray[np.integer], name: str = "counts") -> IntArray:
    """Several groups over the same levels: one row a group; ``ValueError`` where they differ."""
    try:
        given = list(counts)
    except TypeError:
        raise ValueError(f"{name} is {counts!r}: give one row of counts a group") from None
    rows = [as_counts(row, f"{name}, row {number}") for number, row in enumerate(given, start=1)]
    if len(rows) < 2:
        raise ValueError(f"{name}: {len(rows)} group; give at least two groups")
    if len(sizes := {row.size for row in rows}) != 1:
        raise ValueError(
            f"{name}: rows of {', '.join(map(str, sorted(sizes)))} counts; "
            "every group needs a count for the same levels"
        )
    return np.vstack(rows)


def as_numbers(values: ArrayLike, name: str) -> FloatArray:
    """The values as an array of numbers, NaN among them; ``ValueError`` for anything else.

    >>> as_numbers([1, 2.5], "scores").tolist()
    [1.0, 2.5]
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} are {values!r}: give finite numbers") from None


def as_number(value: SupportsFloat, name: str) -> float:
    """The value as a number; ``ValueError`` for anything else.

    >>> as_number(2, "n")
    2.0
    """
    try:
        if isinstance(value, np.ndarray) and value.ndim:
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {value!r}: give a number") from None


def as_whole(value: SupportsFloat, name: str) -> int:
    """The value as a whole number of 0 or more; ``ValueError`` for anything else."""
    number = as_number(value, name)
    if not math.isfinite(number) or number < 0 or number != math.floor(number):
        raise ValueError(f"{name} is {value}: give a whole number of 0 or more")
    return int(number)


def as_fraction(value: SupportsFloat, name: str) -> float:
    """The value as a number from 0 to 1, both included; ``ValueError`` for anything else."""
    number = as_number(value, name)
    if not 0 <= number <= 1:
        raise ValueError(f"{name} is {value}: give a number from 0 to 1")
    return number


def as_probability(value: SupportsFloat, name: str) -> float:
    """The value as a number between 0 and 1, both left out; ``ValueError`` for anything else."""
    number = as_number(value, name)
    if not 0 < number < 1:
        raise ValueError(f"{name} is {value}: give a number between 0 and 1")
    return number


def _is_count(value: float) -> bool:
    return 0 <= value <= MOST and value == math.floor(value)
