"""People, one by one: their standing, and their deletion at any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.models import Invitation, Person, Round
from questionnaires.services.audit import record_act
from questionnaires.services.erasing import erase_deleted_rows, refuse_inside_transaction
from questionnaires.services.errors import ServiceError


def set_standing(*, person: Person, standing: str, declined: bool, actor: str) -> Person:
    """Afterwards the person is asked in rounds to come, or is not; who declined gets no mail.

    Who is asked in an open round was fixed when it opened.
    """
    if standing not in Person.Standing.values:
        raise ServiceError(_("The standing is staff, contractor or on leave."))
    with transaction.atomic():
        current = Person.objects.select_for_update().get(pk=person.pk)
        current.standing = standing
        current.declined = declined
        current.save(update_fields=["standing", "declined"])
        stop_mail([current])
        record_act(actor=actor, action="change standing", subject="a person", standing=standing)
    return current


def stop_mail(people: Iterable[Person]) -> None:
    """Afterwards those of the people who declined get no reminder of any round."""
    for declined in _some(person.pk for person in people if person.declined):
        Invitation.objects.filter(person__in=declined).update(no_reminders=True)


def delete_person(*, person: Person, actor: str) -> None:
    """Afterwards nothing of the person is left but, while a round is open, a nameless invitation.

    It keeps the head count as it was frozen, and the link that was sent. The log does not say who.
    May be repeated where the file could not be rewritten. Must not run inside a transaction.
    """
    refuse_inside_transaction()
    with transaction.atomic():
        forget([person])
        record_act(actor=actor, action="delete person", subject="a person")
    erase_deleted_rows()


def forget(people: Iterable[Person]) -> None:
    """Afterwards the people are gone; what they were invited to has neither name nor attributes."""
    for gone in _some(person.pk for person in people):
        Invitation.objects.filter(person__in=gone).update(attributes={}, no_reminders=True)
        Person.objects.filter(pk__in=gone).delete()


def _some(keys: Iterable[int]) -> Iterator[list[int]]:
    """The keys, not more at once than a database takes in one statement."""
    rest = iter(keys)
    while some := list(islice(rest, 500)):
        yield some


def nameless_invitations(person: Person) -> list[Round]:
    """The open rounds in which an invitation without a name would remain."""
    open_rounds = Round.objects.filter(status=Round.Status.OPEN, invitations__person=person)
    return list(open_rounds.select_related("programme").order_by("programme__title", "position"))
