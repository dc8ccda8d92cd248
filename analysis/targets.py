"""Targets: which figure is to be where in which later round, as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a target is set on; its code names one of these."""

    CONSTRUCT = "construct"
    ITEM = "item"
    METRIC = "metric"  # of software delivery, by its name in analysis.delivery


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of the whole organisation that is to reach ``goal`` in a later round.

    It starts from what the round ``since`` found, and is judged in the round ``due``, both by their
    codes; the later one need not be there yet. ``goal`` is a favourable share from 0 to 1; on a
    question that asks for a number it is the mean, in the units of the scale; on a metric it is the
    score from 0 to 10. ``due_title`` is what the later round is called, where it is there.
    """

    kind: Kind
    code: str
    since: str
    goal: float
    due: str
    due_title: str = ""

    @property
    def due_name(self) -> str:
        """The later round as people read it."""
        return self.due_title or self.due


#: Words in codes of rounds by their place in a year.
SEASONS = {
    "winter": 0, "spring": 1, "h1": 1, "q1": 1, "q2": 2, "summer": 2, "q3": 3, "autumn": 3,
    "fall": 3, "h2": 3, "q4": 4,
}  # fmt: skip


def names_ahead(targets: Iterable[Target], rounds: Sequence[str]) -> dict[str, str]:
    """Rounds that targets wait for and that are not among ``rounds``: names by code, in order.

    A code tells where it belongs by its year and its season; one that tells neither comes last.

    >>> found = [Target(Kind.ITEM, "x", "2026-spring", 0.5, due)
    ...          for due in ("soon", "2027-autumn", "2027-spring", "2026-spring")]
    >>> list(names_ahead(found, ["2026-spring"]))
    ['2027-spring', '2027-autumn', 'soon']
    """
    waited_for = {one.due: one.due_name for one in targets if one.due not in rounds}
    return {code: waited_for[code] for code in sorted(waited_for, key=_place_in_time)}


def _place_in_time(code: str) -> tuple[int, int, str]:
    year = re.search(r"(?:19|20)\d\d", code)
    words = re.split(r"[^a-z0-9]+", code.lower())
    season = next((SEASONS[word] for word in words if word in SEASONS), len(SEASONS))
    return int(year[0]) if year else 9999, season, code
