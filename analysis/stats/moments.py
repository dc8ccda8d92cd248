"""Moment sums: what several items say together, in sums that add up over groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_any_real_numeric_dtype

from analysis.stats.counts import FloatArray, as_whole

#: A variance below this share of the squared mean is rounding error: everybody answered the same.
_ROUNDING = 1e-13
#: The smallest eigenvalue of a correlation matrix that can still be inverted with some digits.
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True)
class MomentSums:
    """Sums over the ``n`` people who answered every one of ``items`` (complete cases).

    ``sums[i]``: sum of the answers to item i; ``products[i][j]``: sum of the products of the
    answers to items i and j, in squared scale units. The sums of two groups of people add up to
    the sums of both, exactly where the answers are whole numbers.

    >>> one = MomentSums.from_frame(pd.DataFrame({"a": [1, 2], "b": [5, None]}))
    >>> two = MomentSums.from_frame(pd.DataFrame({"a": [3, 4], "b": [2, 1]}))
    >>> (one + two).n, (one + two).sums, (one + two).products
    (3, (8.0, 8.0), ((26.0, 15.0), (15.0, 30.0)))
    """

    items: tuple[str, ...]
    n: int
    sums: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        k = len(self.items)
        as_whole(self.n, "n")
        _refuse_duplicates(self.items)
        if len(self.sums) != k or [len(row) for row in self.products] != [k] * k:
            raise ValueError(f"{k} items need {k} sums and {k} rows of {k} products")
        if not np.all(np.isfinite([*self.sums, *(x for row in self.products for x in row)])):
            raise ValueError("sums and products are finite numbers")
        if not np.array_equal(np.asarray(self.products).T, np.asarray(self.products)):
            raise ValueError("products: the sum for items i and j is that for items j and i")

    def __add__(self, other: MomentSums) -> MomentSums:
        if self.items != other.items:
            raise ValueError(f"sums of {self.items} and of {other.items} cannot be added")
        sums = np.add(self.sums, other.sums)
        return _moments(self.items, self.n + other.n, sums, np.add(self.products, other.products))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> MomentSums:
        """The sums of a table with one row a person and one column an item; missing is NaN."""
        items, rows = complete_cases(frame)
        return _moments(items, len(rows), rows.sum(axis=0), rows.T @ rows)


#: Several items: a row for each person, or the sums of such rows.
ItemData = pd.DataFrame | MomentSums


@dataclass(frozen=True, slots=True, eq=False)
class Covariances:
    """Covariance ``matrix`` (divisor n - 1, squared scale units) of n complete cases.

    All NaN where n < 2. Rows of items that everybody answered alike are exactly 0.
    """

    items: tuple[str, ...]
    n: int
    matrix: FloatArray

    def correlations(self) -> FloatArray:
        """Pearson's correlations; NaN in the rows of items that do not vary."""
        spread = np.sqrt(np.diag(self.matrix))
        safe = np.where(spread > 0, spread, np.nan)
        result: FloatArray = self.matrix / np.outer(safe, safe)
        np.fill_diagonal(result, np.where(spread > 0, 1.0, np.nan))
        return result

    def turned(self, reverse: Collection[str]) -> Covariances:
        """With the items in ``reverse`` turned round, which changes signs and nothing else."""
        if isinstance(reverse, str) or (strange := [x for x in reverse if x not in self.items]):
            shown = reverse if isinstance(reverse, str) else strange
            raise ValueError(f"reverse has {shown!r}: give a list of some of {self.items}")
        signs = np.array([-1.0 if item in reverse else 1.0 for item in self.items])
        return Covariances(self.items, self.n, self.matrix * np.outer(signs, signs))


def covariances(data: ItemData, items: Sequence[str] | None = None) -> Covariances:
    """Covariances of ``items`` (all when None) over complete cases.

    From a table, people are complete who answered all of ``items``; moment sums were made of
    people who answered every item in the sums, also those that are not asked for here.
    ``ValueError`` for answers that are not finite numbers and for names that are not there.

    ``(n sum(xy) - sum(x) sum(y)) / (n (n - 1))``, for a table too, so that both give one number;
    sums of whole numbers are exact. Agrees with ``numpy.cov`` on the rows of a scale to 1e-12;
    for numbers that are large beside their spread (years) subtract a constant first.

    >>> covariances(pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 4]})).matrix.tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    if isinstance(data, pd.DataFrame):
        data = MomentSums.from_frame(data if items is None else _columns(data, items))
    if not isinstance(data, MomentSums):
        raise ValueError(f"{type(data).__name__}: give a pandas DataFrame or MomentSums")
    chosen = data.items if items is None else _known(items, data.items)
    places = [data.items.index(item) for item in chosen]
    sums = np.array(data.sums)[places]
    products = np.array(data.products)[np.ix_(places, places)]
    return Covariances(chosen, data.n, _from_sums(data.n, sums, products))


def refuse_singular(items: Sequence[str], correlations: FloatArray) -> None:
    """``ValueError`` where an item does not vary, or is a linear combination of the others."""
    flat = [name for name, r in zip(items, np.diag(correlations), strict=True) if np.isnan(r)]
    if flat:
        raise ValueError(f"everybody gave the same answer to {', '.join(flat)}: leave it out")
    smallest = float(np.linalg.eigvalsh(correlations)[0])
    if smallest < SINGULAR:
        raise ValueError(
            f"the correlation matrix of {', '.join(items)} is singular (smallest eigenvalue "
            f"{smallest:.1e}): an item follows from the others; leave it out"
        )


def complete_cases(frame: pd.DataFrame) -> tuple[tuple[str, ...], FloatArray]:
    """Names of the columns and the rows without a missing value; ``ValueError`` for non-numbers.

    >>> complete_cases(pd.DataFrame({"a": [1, None], "b": [2, 3]}))[1].tolist()
    [[1.0, 2.0]]
    """
    items = tuple(str(label) for label in frame.columns)
    if not items:
        raise ValueError("the table has no columns: give one column an item")
    _refuse_duplicates(items)
    for place, item in enumerate(items):
        _refuse_words(item, frame.iloc[:, place])
    rows = frame.to_numpy(dtype=np.float64, na_value=np.nan)
    infinite = np.argwhere(np.isinf(rows))
    if infinite.size:
        row, column = (int(place) for place in infinite[0])
        raise ValueError(f"{items[column]}, row {row + 1}: {rows[row, column]} is not an answer")
    return items, rows[~np.isnan(rows).any(axis=1)]


def _refuse_words(item: str, column: pd.Series[Any]) -> None:
    if is_any_real_numeric_dtype(column.dtype) or column.isna().all():
        return
    strange = next(
        (x for x in column.dropna() if isinstance(x, bool) or not isinstance(x, int | float)),
        column.dropna().iloc[0],
    )
    raise ValueError(f"{item}: {strange!r} is not a number, or the column does not hold numbers")


def _refuse_duplicates(items: Sequence[str]) -> None:
    twice = sorted({item for item in items if items.count(item) > 1})
    if twice:
        raise ValueError(f"{', '.join(twice)}: every item is given once")


def _known(items: Sequence[str], names: tuple[str, ...]) -> tuple[str, ...]:
    _refuse_duplicates(items)
    strange = [item for item in items if item not in names]
    if strange:
        raise ValueError(f"there is no item {', '.join(map(str, strange))}: there are {names}")
    return tuple(items)


def _moments(items: tuple[str, ...], n: int, sums: FloatArray, products: FloatArray) -> MomentSums:
    return MomentSums(items, n, tuple(sums.tolist()), tuple(tuple(x) for x in products.tolist()))


def _columns(frame: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    names = [str(label) for label in frame.columns]
    _refuse_duplicates(names)
    return frame.iloc[:, [names.index(item) for item in _known(items, tuple(names))]]


def _from_sums(n: int, sums: FloatArray, products: FloatArray) -> FloatArray:
    if n < 2:
        return np.full(products.shape, np.nan)
    matrix = (n * products - np.outer(sums, sums)) / (n * (n - 1))
    # So that rounding error is not taken for spread.
    flat = np.diag(matrix) <= _ROUNDING * (sums / n) ** 2
    return np.where(flat[:, None] | flat[None, :], 0.0, matrix)
