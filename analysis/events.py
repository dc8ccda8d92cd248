"""Dated events of the organisation, and where among rounds they belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

#: As many letters as a title has room for: a few words.
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happened in the organisation on a day, in a few words: "new CI"."""

    on: date
    title: str


def place_among(on: date, days: Sequence[date | None]) -> float | None:
    """Where a day stands among rounds that stand at 0, 1, 2 and so on, the oldest first.

    Between two rounds it is as far along as it is between their ``days``; rounds whose day is
    unknown, or not after the one before, are passed over. ``None`` before the first day and after
    the last, and where fewer than two days are known.

    >>> days = [date(2026, 4, 14), None, date(2027, 4, 14)]
    >>> place_among(date(2026, 10, 14), days)
    1.0027397260273974
    >>> place_among(date(2025, 1, 1), days) is None
    True
    """
    known: list[tuple[int, date]] = []
    for index, day in enumerate(days):
        if day is not None and (not known or day > known[-1][1]):
            known.append((index, day))
    for (first, start), (second, end) in pairwise(known):
        if start <= on <= end:
            return first + (second - first) * ((on - start) / (end - start))
    return None
