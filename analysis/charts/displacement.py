"""Labels in a column beside what they name: as near to it as leaves them apart."""

from __future__ import annotations

from collections.abc import Sequence


def apart(
    wanted: Sequence[float], heights: Sequence[float], *, top: float, bottom: float
) -> list[float]:
    """Middles of labels, in the order given: none overlaps, and the sum of squared moves is least.

    ``wanted`` are the middles that they would have alone, ``heights`` their heights with the white
    around them, ``top`` and ``bottom`` the ends of the column; where all together are taller, they
    go on below it. Labels that want the same place keep their order. ``ValueError`` where there
    are not as many heights as middles.

    It is isotonic regression by pooling adjacent violators (Barlow and others 1972), of the middles
    less the room that the labels above take up.

    >>> apart([10, 12, 40], [10, 10, 10], top=0, bottom=100)
    [6.0, 16.0, 40.0]
    """
    if len(wanted) != len(heights):
        raise ValueError(f"{len(wanted)} labels with {len(heights)} heights.")
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    offsets = _offsets([heights[index] for index in order])
    pooled = _pooled([wanted[index] - offset for index, offset in zip(order, offsets, strict=True)])
    # All may lie between these: the first as high as it can, the last as low.
    least = top + (heights[order[0]] / 2 if order else 0.0)
    most = bottom - (offsets[-1] + heights[order[-1]] / 2 if order else 0.0)
    middles = [0.0] * len(wanted)
    for index, offset, place in zip(order, offsets, pooled, strict=True):
        middles[index] = max(least, min(place, most)) + offset
    return middles


def _offsets(heights: Sequence[float]) -> list[float]:
    """How far below the first label each stands at least."""
    offsets = [0.0] * len(heights)
    for place in range(1, len(heights)):
        offsets[place] = offsets[place - 1] + (heights[place - 1] + heights[place]) / 2
    return offsets


def _pooled(values: Sequence[float]) -> list[float]:
    """The nearest values that never fall."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        blocks.append((value, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (after, more), (before, some) = blocks.pop(), blocks.pop()
            blocks.append(((before * some + after * more) / (some + more), some + more))
    return [value for value, size in blocks for _ in range(size)]
