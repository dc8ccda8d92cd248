"""Who took part, by attribute: what a release tells of it. Plain values.

An attribute (site, kind of contract) comes from the roster and serves response rates alone: no
answer is ever counted by it. What may be told is decided once, when a round closes
(:mod:`analysis.response_rates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CategoryRate:
    """People of one category, or of several that were merged: invited, and answered of these."""

    categories: tuple[str, ...]
    invited: int
    answered: int

    @property
    def is_unanimous(self) -> bool:
        """Whether all or none answered, so that it is known of each of them."""
        return self.answered in {0, self.invited}


@dataclass(frozen=True, slots=True)
class AttributeRates:
    """The response rates by the categories of one attribute."""

    code: str
    title: str
    categories: tuple[CategoryRate, ...]


@dataclass(frozen=True, slots=True)
class Participation:
    """The attributes that may be told, and the titles of those that may not.

    >>> rates = AttributeRates("site", "Site", (CategoryRate(("Oslo", "Rome"), 20, 12),))
    >>> Participation.from_json(Participation((rates,)).as_json()) == Participation((rates,))
    True
    """

    attributes: tuple[AttributeRates, ...] = ()
    left_out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Participation:
        """The inverse of :meth:`as_json`."""
        return cls(
            tuple(
                AttributeRates(
                    one["code"],
                    one["title"],
                    tuple(
                        CategoryRate(tuple(row["categories"]), row["invited"], row["answered"])
                        for row in one["categories"]
                    ),
                )
                for one in data["attributes"]
            ),
            tuple(data["left_out"]),
        )
