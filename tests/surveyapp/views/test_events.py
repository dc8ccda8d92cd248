"""The page of a programme's events, and what the API says of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.models import AuditEntry, Event
from questionnaires.services.events import add_event
from tests.rounds import programme
from tests.stored import stored_programme
from tests.surveyapp.test_round_pages import client, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/programmes/dx/events/"
FORM = {"on": "2027-03-01", "title": "New CI"}


@pytest.fixture
def analyst() -> Client:
    programme()
    return client("analyst")


def test_events_are_added_and_listed_by_day(analyst: Client) -> None:
    assert "No event yet." in text(analyst.get(PAGE))
    analyst.post(PAGE, {"on": "2027-09-01", "title": "Reorganisation"})
    response = analyst.post(PAGE, FORM, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    page = text(response)
    assert "“New CI” is added." in page
    assert page.index("1 Mar 2027 New CI") < page.index("1 Sep 2027 Reorganisation")
    assert AuditEntry.objects.filter(action="add event", actor="analyst").count() == 2


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({**FORM, "on": ""}, "This field is required."),
        ({**FORM, "on": "1.3.2027"}, "Enter a valid date."),
        ({**FORM, "title": " "}, "This field is required."),
        ({**FORM, "title": "x" * 61}, "at most 60 characters"),
        (FORM, "“New CI” on 1 Mar 2027 is there already."),
    ],
)
def test_a_bad_event_comes_back_with_what_was_typed(
    analyst: Client, form: dict[str, str], said: str
) -> None:
    analyst.post(PAGE, FORM)
    response = analyst.post(PAGE, form)
    assert response.status_code == 422
    assert said in text(response)
    assert f'value="{form["title"].strip()}"' in response.content.decode() or form["title"] == " "
    assert Event.objects.count() == 1


def test_an_event_is_removed_and_a_second_press_changes_nothing(analyst: Client) -> None:
    analyst.post(PAGE, FORM)
    analyst.post(PAGE, {**FORM, "title": "<b>Bold</b> move"})
    assert "&lt;b&gt;Bold&lt;/b&gt; move" in analyst.get(PAGE).content.decode()
    response = analyst.post(PAGE + "remove/", FORM, follow=True)
    assert "“New CI” is removed." in text(response)
    assert analyst.post(PAGE + "remove/", FORM).status_code == 302
    assert [event.title for event in Event.objects.all()] == ["<b>Bold</b> move"]
    assert AuditEntry.objects.filter(action="remove event").count() == 1


def test_an_unknown_programme_is_a_404_and_removing_needs_a_post(analyst: Client) -> None:
    assert analyst.get("/programmes/never/events/").status_code == 404
    assert analyst.post("/programmes/never/events/remove/", FORM).status_code == 404
    assert analyst.get(PAGE + "remove/").status_code == 405


def test_viewers_read_events_in_the_api() -> None:
    released = stored_programme()[-1]
    for on, title in ((date(2027, 9, 1), "Reorganisation"), (date(2026, 3, 1), "New CI")):
        add_event(programme=released.programme, on=on, title=title, actor="test")
    (found,) = client("viewer").get("/api/v1/programmes/").json()
    assert found["events"] == [
        {"on": "2026-03-01", "title": "New CI"},
        {"on": "2027-09-01", "title": "Reorganisation"},
    ]


def test_the_list_costs_the_same_for_one_event_and_for_three(analyst: Client) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            analyst.get(address)
        return len(queries)

    analyst.post(PAGE, FORM)
    analyst.get(PAGE)
    for address in (PAGE, "/api/v1/programmes/"):
        Event.objects.exclude(title="New CI").delete()
        one = cost(address)
        for title in ("Second", "Third"):
            analyst.post(PAGE, {**FORM, "title": title})
        analyst.get(PAGE)
        assert cost(address) == one
