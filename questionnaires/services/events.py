"""Dated events of the organisation, which charts of a programme show as marks."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.models import Event, Programme
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError, invalid


@transaction.atomic
def add_event(*, programme: Programme, on: date, title: str, actor: str) -> Event:
    """Afterwards charts of the programme show that something happened on a day."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    event = Event(programme=programme, on=on, title=" ".join(title.split()))
    if programme.events.filter(on=on, title=event.title).exists():
        raise ServiceError(
            _("“%(title)s” on %(day)s is there already.")
            % {"title": event.title, "day": date_format(on, "j M Y")}
        )
    try:
        event.full_clean()
    except ValidationError as error:
        raise invalid(event, error) from error
    event.save()
    _record("add event", event, actor)
    return event


@transaction.atomic
def remove_event(*, event: Event, actor: str) -> None:
    """Afterwards charts do not show the event any more; to remove it twice changes nothing."""
    if Event.objects.filter(pk=event.pk).delete()[0]:
        _record("remove event", event, actor)


def _record(action: str, event: Event, actor: str) -> None:
    record_act(
        actor=actor,
        action=action,
        subject=event.programme.code,
        on=event.on.isoformat(),
        title=event.title,
    )
