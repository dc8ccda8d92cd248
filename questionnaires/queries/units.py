"""Units: those of now, those that were, and the paths that each has had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import QuerySet

from questionnaires.models import CollectionUnit, Round, Unit, UnitLead, UnitPath


def paths_of(unit: Unit) -> tuple[str, ...]:
    """The path of a unit and all that it has had, newest first, each once.

    Collection units of earlier rounds keep the path they had, so these are the names under which
    a trend finds them.
    """
    former = unit.former_paths.order_by("-until", "-pk").values_list("path", flat=True)
    return tuple(dict.fromkeys([unit.path, *former]))


def retired_units() -> QuerySet[Unit]:
    """Units in which nobody works any more, by path."""
    return Unit.objects.exclude(retired_on=None).order_by("path")


def names_of(path: str) -> tuple[str, ...]:
    """All paths of the unit that has or had this one, this one first; only it where nobody knows.

    The newest bearer of a name counts: a unit that has it now, else the one that lost it last.
    """
    unit = Unit.objects.filter(path=path).first()
    if unit is None:
        former = UnitPath.objects.filter(path=path).select_related("unit")
        bearer = former.order_by("-until", "-pk").first()
        unit = bearer.unit if bearer else None
    return tuple(dict.fromkeys([path, *(paths_of(unit) if unit else ())]))


def is_unit(path: str) -> bool:
    """Whether a unit has this path, or had it once."""
    return Unit.objects.filter(path=path).exists() or UnitPath.objects.filter(path=path).exists()


def counted_at(round: Round) -> dict[str, tuple[str, ...]]:
    """Paths at which each pooled unit of a round was counted, the smallest pool first.

    The second is a pool that takes over at close, where it did.
    """
    later = {
        unit: pool["path"]
        for pool in (round.manifest or {}).get("fallback_pools", ())
        for unit in pool["units"]
    }
    found: dict[str, tuple[str, ...]] = {unit: (pool,) for unit, pool in later.items()}
    for pool, pooled in round.collection_units.values_list("path", "pooled"):
        at = (pool, later[pool]) if pool in later else (pool,)
        found |= dict.fromkeys(pooled, at)
    return found


def may_be_counted_with(round: Round, path: str) -> tuple[str, ...]:
    """Titles of the units with which a collection unit is counted if one has too few answers."""
    manifest = round.manifest or {}
    titles = {unit["path"]: unit["title"] for unit in manifest.get("units", ())}
    return tuple(
        titles[unit]
        for pool in manifest.get("fallback_pools", ())
        if path in pool["units"]
        for unit in pool["units"]
        if unit != path
    )


def path_led_by(user: User) -> str:
    """Path of the unit that somebody leads; empty where there is none."""
    led = UnitLead.objects.filter(user=user).select_related("unit").first()
    return led.unit.path if led else ""


@dataclass(frozen=True, slots=True)
class Bearers:
    """Which unit had which path when, as they are known now."""

    now: Mapping[str, int]
    former: Mapping[str, tuple[tuple[date, int], ...]]

    @classmethod
    def known(cls) -> Bearers:
        """All of them, in two queries."""
        former: dict[str, list[tuple[date, int]]] = {}
        for path, until, unit in UnitPath.objects.values_list("path", "until", "unit_id"):
            former.setdefault(path, []).append((until, unit))
        return cls(
            dict(Unit.objects.values_list("path", "pk")),
            {path: tuple(sorted(held)) for path, held in former.items()},
        )

    def of(self, path: str, on: date | None) -> int | None:
        """The unit that had a path on a day, the first that is known where the day is not.

        ``None`` where none did: of a pool, or of an import whose units nobody knows.
        """
        for until, unit in self.former.get(path, ()):
            if on is None or on < until:
                return unit
        return self.now.get(path)


def pooled_units(rounds: Iterable[Round]) -> dict[int, set[str]]:
    """Paths of the units that each round counted together with others, or might have, by its key.

    Those that a pool takes over at close are among them; where it did not, they were counted.
    """
    rounds = tuple(rounds)
    pooled: dict[int, set[str]] = {round.pk: set() for round in rounds}
    found = CollectionUnit.objects.filter(round__in=rounds).values_list("round_id", "pooled")
    for round_id, units in found:
        pooled[round_id].update(units)
    for round in rounds:
        for pool in (round.manifest or {}).get("fallback_pools", ()):
            pooled[round.pk].update(pool["units"])
    return pooled
