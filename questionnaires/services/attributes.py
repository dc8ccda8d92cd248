"""Attributes of people: a few, declared, for response rates and nothing else."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from questionnaires.formats.roster import ALIASES, OPTIONAL, REQUIRED
from questionnaires.formats.roster_values import is_printable, tidy
from questionnaires.models import Attribute, Invitation, Person
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError, invalid

#: More would tell people apart one by one.
MOST_ATTRIBUTES = 4
#: Headings of a roster that are taken.
_TAKEN = {*REQUIRED, *OPTIONAL, *ALIASES}


def add_attribute(*, title: str, code: str = "", actor: str) -> Attribute:
    """Afterwards a roster can say the category of each person under this title or code."""
    title = tidy(title)
    with transaction.atomic():
        declared = list(Attribute.objects.select_for_update())
        if len(declared) >= MOST_ATTRIBUTES:
            raise ServiceError(
                _(
                    "There are %(n)s attributes, and no more are possible: together they would "
                    "tell people apart. Remove one first."
                )
                % {"n": len(declared)}
            )
        attribute = Attribute(code=code.strip() or _code_for(title, declared), title=title)
        _refuse_heading(attribute, declared)
        try:
            attribute.full_clean()
        except ValidationError as error:
            raise invalid(attribute, error) from error
        attribute.save()
        record_act(actor=actor, action="add attribute", subject=attribute.code)
    return attribute


def remove_attribute(*, attribute: Attribute, actor: str) -> None:
    """Afterwards nobody's category is known, in open rounds neither."""
    code = attribute.code
    with transaction.atomic():
        people = list(Person.objects.filter(attributes__has_key=code))
        invitations = list(Invitation.objects.filter(attributes__has_key=code))
        for person in people:
            del person.attributes[code]
        for invitation in invitations:
            del invitation.attributes[code]
        Person.objects.bulk_update(people, ["attributes"], batch_size=500)
        Invitation.objects.bulk_update(invitations, ["attributes"], batch_size=500)
        Attribute.objects.filter(code=code).delete()
        record_act(actor=actor, action="remove attribute", subject=code)


def _code_for(title: str, declared: list[Attribute]) -> str:
    """A code made of the title; in scripts without Latin letters, the next number."""
    taken = {attribute.code for attribute in declared}
    numbers = (f"attribute-{number}" for number in range(1, MOST_ATTRIBUTES + 2))
    return slugify(title).replace("_", "-")[:60].strip("-") or next(
        code for code in numbers if code not in taken
    )


def _refuse_heading(attribute: Attribute, declared: list[Attribute]) -> None:
    """A roster has one column of each heading."""
    if not is_printable(attribute.title):
        raise ServiceError(_("The title has characters that cannot be printed."))
    headings = {
        heading.casefold() for other in declared for heading in (other.code, other.title)
    } | _TAKEN
    for heading in (attribute.title, attribute.code):
        if heading.casefold() in headings:
            raise ServiceError(
                _("“%(heading)s” is a column of the roster already. Take another title.")
                % {"heading": heading}
            )
