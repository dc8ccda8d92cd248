"""Events of the organisation: added once, removed, and logged."""

from __future__ import annotations

from datetime import date

import pytest

from questionnaires.models import AuditEntry, Event
from questionnaires.services.errors import ServiceError
from questionnaires.services.events import add_event, remove_event
from questionnaires.services.programmes import create_programme
from tests.rounds import programme

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

DAY = date(2027, 3, 1)


def add(title: str = "New CI", on: date = DAY, code: str = "dx") -> Event:
    return add_event(programme=programme(code), on=on, title=title, actor="ann")


def test_events_of_a_programme_come_by_day() -> None:
    add("Reorganisation", date(2027, 9, 1))
    add("  New \n CI ")
    add("New CI", date(2026, 3, 1))
    assert [(event.on.year, event.title) for event in programme().events.all()] == [
        (2026, "New CI"),
        (2027, "New CI"),
        (2027, "Reorganisation"),
    ]


def test_an_event_is_there_once_for_a_programme_and_a_day() -> None:
    add()
    with pytest.raises(ServiceError, match="“New CI” on 1 Mar 2027 is there already"):
        add(" New  CI")
    create_programme(code="pulse", title="Pulse", actor="ann")
    add(code="pulse")
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("title", "said"), [("", "blank"), ("  ", "blank"), ("x" * 61, "at most 60 characters")]
)
def test_a_bad_title_is_refused(title: str, said: str) -> None:
    with pytest.raises(ServiceError, match=said):
        add(title)
    assert not Event.objects.exists()


def test_an_event_is_removed_once_and_both_acts_are_logged() -> None:
    event = add()
    kept = add("Reorganisation")
    remove_event(event=event, actor="bo")
    remove_event(event=event, actor="bo")
    assert list(Event.objects.all()) == [kept]
    logged = AuditEntry.objects.filter(action="remove event")
    assert [(entry.actor, entry.subject, entry.detail) for entry in logged] == [
        ("bo", "dx", {"on": "2027-03-01", "title": "New CI"})
    ]
    assert AuditEntry.objects.filter(action="add event").count() == 2
