"""How well the constructs were measured, and what goes along with the outcome: plain values.

These figures need more than counts of single items, so they are of the whole organisation and of
more than 25 complete answers only, and they are made once, when the round closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Complete answers that correlations and drivers need.
FEWEST_COMPLETE = 26


@dataclass(frozen=True, slots=True)
class ItemMoments:
    """Sums over ``n`` people with an answer to every one of ``items``.

    ``sums[i]`` and ``products[i][j]`` are whole: of scores (reverse scoring applied) times
    ``unit``, so that they add up exactly.
    """

    items: tuple[str, ...]
    n: int
    unit: int
    sums: tuple[int, ...]
    products: tuple[tuple[int, ...], ...]

    def __add__(self, other: ItemMoments) -> ItemMoments:
        if (self.items, self.unit) != (other.items, other.unit):
            raise ValueError(f"moments of {self.items} and of {other.items} cannot be added")
        return ItemMoments(
            self.items,
            self.n + other.n,
            self.unit,
            tuple(a + b for a, b in zip(self.sums, other.sums, strict=True)),
            tuple(
                tuple(a + b for a, b in zip(one, two, strict=True))
                for one, two in zip(self.products, other.products, strict=True)
            ),
        )


@dataclass(frozen=True, slots=True)
class ItemFit:
    """An item beside the others of its construct.

    ``r_drop`` is its correlation with the sum of the others, from -1 to 1; ``looks_reversed``:
    the answers run against the others, as if it had to be reverse-scored and is not.
    """

    item: str
    r_drop: float | None
    alpha_if_dropped: float | None
    looks_reversed: bool


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well a construct of several items holds together, over ``n`` complete answers.

    Cronbach's ``alpha`` with Feldt's interval, McDonald's ``omega`` and the average variance
    extracted; each up to 1, ``None`` where it cannot be told.
    """

    construct: str
    n: int
    alpha: float | None
    low: float | None
    high: float | None
    omega: float | None
    variance_extracted: float | None
    items: tuple[ItemFit, ...]


@dataclass(frozen=True, slots=True)
class ConstructPair:
    """The heterotrait-monotrait ``ratio`` of two constructs; near 1 they are hardly two."""

    first: str
    second: str
    n: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Driver:
    """A construct's ``share`` (0 to 1) of what all constructs tell of the outcome (LMG).

    ``low`` and ``high``: 95 % bootstrap interval. ``johnson``: Johnson's relative weight as a
    share, beside it. An association, never a cause.
    """

    construct: str
    share: float
    low: float
    high: float
    johnson: float


@dataclass(frozen=True, slots=True)
class KeyDrivers:
    """What goes along with the item ``outcome``; together the constructs tell ``explained``."""

    outcome: str
    n: int
    explained: float
    drivers: tuple[Driver, ...]

    @property
    def by_chance(self) -> float:
        """What as many constructs tell of answers given by chance, on average: p / (n - 1)."""
        return min(1.0, len(self.drivers) / max(1, self.n - 1))


@dataclass(frozen=True, slots=True)
class Together:
    """What answers say together: of one round, not additive, made at close."""

    reliability: tuple[Reliability, ...] = ()
    pairs: tuple[ConstructPair, ...] = ()
    drivers: KeyDrivers | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Together:
        """The inverse of :meth:`as_json`."""
        drivers = data["drivers"]
        return cls(
            reliability=tuple(
                Reliability(**{**one, "items": tuple(ItemFit(**item) for item in one["items"])})
                for one in data["reliability"]
            ),
            pairs=tuple(ConstructPair(**pair) for pair in data["pairs"]),
            drivers=drivers
            and KeyDrivers(
                **{**drivers, "drivers": tuple(Driver(**driver) for driver in drivers["drivers"])}
            ),
        )


def moments_as_json(moments: ItemMoments) -> dict[str, Any]:
    """Plain data."""
    return asdict(moments)


def moments_from_json(data: Mapping[str, Any]) -> ItemMoments:
    """The inverse of :func:`moments_as_json`."""
    return ItemMoments(
        items=tuple(data["items"]),
        n=int(data["n"]),
        unit=int(data["unit"]),
        sums=tuple(int(x) for x in data["sums"]),
        products=tuple(tuple(int(x) for x in row) for row in data["products"]),
    )
