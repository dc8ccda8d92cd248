"""People, unit by unit. Only admins see them, and nothing here knows who answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from questionnaires.models import Person


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """The people who work in a unit itself, by name."""

    path: str
    people: tuple[Person, ...]


def people_asked() -> QuerySet[Person]:
    """The head count N: staff who did not decline, in units that are not retired."""
    return Person.objects.filter(
        standing=Person.Standing.STAFF, declined=False, unit__retired_on=None
    )


def people_by_unit() -> list[UnitPeople]:
    """Every unit with people, by path, in one query."""
    units: dict[str, list[Person]] = {}
    for person in Person.objects.select_related("unit").order_by("unit__path", "name"):
        units.setdefault(person.unit.path, []).append(person)
    return [UnitPeople(path, tuple(people)) for path, people in units.items()]
