"""People, unit by unit. Only admins see them, and nothing here knows who answered."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from questionnaires.models import Attribute, Person

_SIGNER = Signer(salt="candor.person")


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person, and the code that addresses of pages have instead of a mail address."""

    person: Person
    code: str


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """The people who work in a unit itself, by name."""

    path: str
    people: tuple[ListedPerson, ...]


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many people there are, and why some of them are not asked.

    ``asked`` is N. Who declined is counted there alone, whatever else they are.
    """

    total: int
    asked: int
    contractors: int
    on_leave: int
    declined: int


def declared_attributes() -> QuerySet[Attribute]:
    """What is known of people beside their unit, by title."""
    return Attribute.objects.order_by("title")


def names_of_people() -> list[str]:
    """The names on the roster: what a comment may name."""
    return list(Person.objects.order_by("name").values_list("name", flat=True))


def people_asked() -> QuerySet[Person]:
    """The head count N: staff who did not decline, in units that are not retired."""
    return Person.objects.filter(
        standing=Person.Standing.STAFF, declined=False, unit__retired_on=None
    )


def people_by_unit(*, search: str = "", unit: str | None = None) -> list[UnitPeople]:
    """Units with people, by path, in one query; with a search, those whom it finds.

    A search looks for each of its words in name, mail and unit, without regard to case and
    accents. ``unit`` is the path of the only unit to look in.
    """
    words = _plain(search).split()
    units: dict[str, list[ListedPerson]] = {}
    people = Person.objects.select_related("unit").order_by("unit__path", "name", "mail")
    for person in people if unit is None else people.filter(unit__path=unit):
        text = _plain(f"{person.name}\n{person.mail}\n{person.unit.path}") if words else ""
        if all(word in text for word in words):
            units.setdefault(person.unit.path, []).append(ListedPerson(person, code_of(person)))
    return [UnitPeople(path, tuple(listed)) for path, listed in units.items()]


def head_count(units: list[UnitPeople]) -> HeadCount:
    """The head count of people by unit, without a further query."""
    people = [listed.person for unit in units for listed in unit.people]
    willing = [person.standing for person in people if not person.declined]
    return HeadCount(
        total=len(people),
        asked=willing.count(Person.Standing.STAFF),
        contractors=willing.count(Person.Standing.CONTRACTOR),
        on_leave=willing.count(Person.Standing.ON_LEAVE),
        declined=len(people) - len(willing),
    )


def code_of(person: Person) -> str:
    """Names a person in the address of a page: addresses are logged, and mail is not to be."""
    return _SIGNER.sign_object(person.pk)


def person_by_code(code: str) -> Person | None:
    """The person that :func:`code_of` made the code for; ``None`` if there is none (any more)."""
    try:
        key = _SIGNER.unsign_object(code)
    except BadSignature:
        return None
    return Person.objects.select_related("unit").filter(pk=key).first()


def _plain(text: str) -> str:
    """Without accents and case, so that "jose" finds "José"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
