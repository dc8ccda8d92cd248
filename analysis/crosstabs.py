"""Counting millions of coded answers by group, in numpy: small whole numbers in, counts out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

#: Codes 0, 1, 2, ... of one item, or numbers of groups; a column has one entry a person.
Codes: TypeAlias = NDArray[np.integer]
IntArray: TypeAlias = NDArray[np.int64]

#: People looked at together: their codes stay in the processor's cache.
_CHUNK = 1 << 17
#: Items are packed into one code while it has at most so many levels.
_PACKED_LEVELS = 1024
#: People whose products of numbers up to 15 add up exactly in single precision.
_EXACT_CHUNK = 1 << 16
_EXACT_UP_TO = 15


def count_levels(
    columns: Sequence[Codes],
    levels: Sequence[int],
    breakdowns: Sequence[Codes],
    groups: Sequence[int],
) -> list[list[IntArray]]:
    """People by group and level, for each breakdown and item.

    ``columns[i]`` holds the answers to item i as codes below ``levels[i]``; ``breakdowns[b]`` the
    number of each person's group, below ``groups[b]``. The result ``[b][i]`` has the shape
    (``groups[b]``, ``levels[i]``). All columns are of one length. ``ValueError`` for a code or a
    group that is negative or too large.

    >>> answers, teams = np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1])
    >>> count_levels([answers], [3], [teams], [2])[0][0].tolist()
    [[1, 1, 0], [0, 1, 1]]
    """
    _refuse_strange(columns, levels, "code")
    _refuse_strange(breakdowns, groups, "group")
    if len({len(column) for column in [*columns, *breakdowns]}) > 1:
        raise ValueError("columns and breakdowns differ in length: one entry a person each")
    counted: list[list[IntArray]] = [[] for _ in breakdowns]
    for pack in _packs(levels):
        sizes = [levels[item] for item in pack]
        tables = _count_pack([columns[item] for item in pack], sizes, breakdowns, groups)
        for found, table in zip(counted, tables, strict=True):
            for place in range(len(pack)):
                others = tuple(axis for axis in range(1, 1 + len(pack)) if axis != 1 + place)
                found.append(table.sum(axis=others))
    return counted


def sums_of_products(columns: Sequence[Codes]) -> tuple[IntArray, IntArray]:
    """Sums of numbers, and of the products of each two of them, over people; exact.

    ``columns[i]`` holds one whole number a person, negative ones too. The shapes are (k,) and
    (k, k); the diagonal holds the sums of squares.

    >>> sums, products = sums_of_products([np.array([1, 2, 3]), np.array([5, 4, 4])])
    >>> sums.tolist(), products.tolist()
    ([6, 13], [[14, 25], [25, 57]])
    """
    k, people = len(columns), len(columns[0]) if columns else 0
    sums, products = np.zeros(k, np.int64), np.zeros((k, k), np.int64)
    largest = max((int(np.abs(c).max()) for c in columns if len(c)), default=0)
    precision = np.float32 if largest <= _EXACT_UP_TO else np.float64
    for start in range(0, people, _EXACT_CHUNK):
        rows = np.empty((k, min(_EXACT_CHUNK, people - start)), precision)
        for row, column in zip(rows, columns, strict=True):
            row[:] = column[start : start + _EXACT_CHUNK]
        sums += rows.sum(axis=1, dtype=np.float64).astype(np.int64)
        products += (rows @ rows.T).astype(np.int64)
    return sums, products


def _packs(levels: Sequence[int]) -> Iterator[list[int]]:
    """Neighbouring items whose levels multiply to a small number."""
    pack: list[int] = []
    size = 1
    for item, count in enumerate(levels):
        if pack and size * count > _PACKED_LEVELS:
            yield pack
            pack, size = [], 1
        pack.append(item)
        size *= count
    if pack:
        yield pack


def _count_pack(
    columns: Sequence[Codes],
    levels: Sequence[int],
    breakdowns: Sequence[Codes],
    groups: Sequence[int],
) -> list[IntArray]:
    """By breakdown: people by group and by all these items at once."""
    width = int(np.prod(levels))
    tables = [np.zeros(count * width, np.int64) for count in groups]
    for start in range(0, len(columns[0]), _CHUNK):
        part = slice(start, start + _CHUNK)
        joint = columns[0][part].astype(np.intp)
        for column, count in zip(columns[1:], levels[1:], strict=True):
            joint *= count
            joint += column[part]
        for table, group in zip(tables, breakdowns, strict=True):
            places = group[part].astype(np.intp)
            places *= width
            places += joint
            table += np.bincount(places, minlength=len(table))
    return [table.reshape(count, *levels) for table, count in zip(tables, groups, strict=True)]


def _refuse_strange(columns: Sequence[Codes], sizes: Sequence[int], name: str) -> None:
    if len(columns) != len(sizes):
        raise ValueError(f"{len(columns)} columns, but {len(sizes)} sizes")
    for column, size in zip(columns, sizes, strict=True):
        if len(column) and not (column.min() >= 0 and column.max() < size):
            strange = column[(column < 0) | (column >= size)][0]
            raise ValueError(f"{name} {strange}: give whole numbers from 0 to {size - 1}")
