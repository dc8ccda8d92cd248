"""How many have answered an open round, as it was counted once a day and is told until the next.

Pages and commands read what is stored with the round and count nothing: whoever looks again and
again sees nobody answer. What is stored, and why it may be told, says
:mod:`questionnaires.services.participation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from questionnaires.models import Round

#: Participation is told in steps of so many answers, and not below the first step.
PARTICIPATION_STEP = 5
#: So many people of those asked, or a tenth of them where that is more, are never told to have
#: answered: who is missing among a few would be easy to guess.
LEFT_OPEN = 5


@dataclass(frozen=True, slots=True)
class UnitParticipation:
    """Units of one parent that are told together. ``titles`` has "" for people of no team.

    ``at_least`` 0: fewer than ten.
    """

    within: str
    titles: tuple[str, ...]
    people: int
    at_least: int

    @property
    def path(self) -> str:
        """The first unit of these, by which they are put in order."""
        return "/".join(filter(None, (self.within, self.titles[0])))


@dataclass(frozen=True, slots=True)
class NotedParticipation:
    """What was counted on a day: of everybody, and of units. ``at_least`` 0: fewer than five."""

    day: date
    at_least: int
    units: tuple[UnitParticipation, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "day": self.day.isoformat(),
            "at_least": self.at_least,
            "units": [
                {
                    "within": unit.within,
                    "titles": list(unit.titles),
                    "people": unit.people,
                    "at_least": unit.at_least,
                }
                for unit in self.units
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> NotedParticipation:
        """The inverse of :meth:`as_json`."""
        return cls(
            date.fromisoformat(data["day"]),
            data["at_least"],
            tuple(
                UnitParticipation(
                    one["within"], tuple(one["titles"]), one["people"], one["at_least"]
                )
                for one in data["units"]
            ),
        )


def noted_participation(round: Round) -> NotedParticipation | None:
    """What was last counted of an open round; ``None`` before that, and once it is not open."""
    if not round.is_open or round.participation is None:
        return None
    return NotedParticipation.from_json(round.participation)


def told_in_steps(answered: int, people: int | None = None) -> int:
    """A number of answers as it is told: rounded down, and not near to all ``people`` asked.

    >>> [told_in_steps(n, 24) for n in (4, 5, 14, 15, 19, 20, 24)]
    [0, 5, 10, 15, 15, 15, 15]
    """
    told = answered // PARTICIPATION_STEP * PARTICIPATION_STEP
    return told if people is None else min(told, highest_told(people))


def highest_told(people: int) -> int:
    """The highest number of answers that is ever told of so many people.

    >>> [highest_told(people) for people in (8, 15, 24, 100, 400)]
    [0, 10, 15, 90, 360]
    """
    left_open = max(LEFT_OPEN, -(-people // 10))
    return max(0, people - left_open) // PARTICIPATION_STEP * PARTICIPATION_STEP
