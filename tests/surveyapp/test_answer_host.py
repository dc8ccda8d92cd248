"""Answers are taken at one place: beside the site, or on a host that knows nothing of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.models import Response, Round
from surveyapp.answer_host import answers_address, connect_sources
from tests.devices import Device, opened_anonymous, people_of
from tests.surveyapp.views.test_ballots import FIELDS, base64url

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
HOST = "answers.example.org"
SITE = "https://candor.example.org"


@pytest.fixture
def own_host(settings: Any) -> None:
    settings.ANSWER_HOST = HOST
    settings.BASE_URL = SITE
    settings.ALLOWED_HOSTS = ["testserver", HOST]


@pytest.fixture
def round_() -> Round:
    return opened_anonymous()


def post(round_: Round, *, host: str = "testserver", **headers: str) -> Any:
    """Somebody draws at the people side, without HTTP, and hands in."""
    person = next(person for person in people_of(round_) if not person.used)
    ballot = Device(person).draw()
    fields = {
        "unit": ballot.unit,
        "message": base64url(ballot.message),
        "signature": base64url(ballot.signature),
        "answers": FIELDS,
    }
    return hand_in(round_, fields, host=host, **headers)


def hand_in(round_: Round, fields: Any, *, host: str, **headers: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    client.cookies["candor"] = "a-session"
    return client.post(
        f"/s/a/{round_.public_id}/answers/",
        json.dumps(fields),
        content_type="application/json",
        headers={"Host": host, **headers},
    )


def test_without_a_host_of_its_own_the_site_takes_answers(round_: Round) -> None:
    assert answers_address(round_) == f"/s/a/{round_.public_id}/answers/"
    assert connect_sources() == "'self'"
    response = post(round_)
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers
    assert Response.objects.count() == 1


@pytest.mark.usefixtures("own_host")
def test_with_one_the_site_takes_none(round_: Round) -> None:
    assert answers_address(round_) == f"https://{HOST}/s/a/{round_.public_id}/answers/"
    assert connect_sources() == f"'self' https://{HOST}"
    assert post(round_).status_code == 404
    assert not Response.objects.exists()
    assert post(round_, host=HOST).status_code == 200
    assert Response.objects.count() == 1


@pytest.mark.usefixtures("own_host")
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/login/", "/rounds/", "/api/v1/", "/static/candor/survey.css"),
        *("/s/open/{id}/", "/s/a/{id}/", "/s/a/{id}/invitation/", "/s/a/{id}/ballot/"),
        "/s/a/{id}/answers",
    ],
)
def test_the_host_serves_nothing_else(round_: Round, path: str) -> None:
    address = path.format(id=round_.public_id)
    for ask in (Client().get, Client().post):
        with (
            CaptureQueriesContext(connections["default"]) as people,
            CaptureQueriesContext(connections["answers"]) as answers,
        ):
            response = ask(address, headers={"Host": HOST})
        assert response.status_code == 404
        assert b"Candor" not in response.content
        assert not [*people, *answers]


@pytest.mark.usefixtures("own_host")
def test_a_page_of_the_site_may_ask_and_no_other(round_: Round) -> None:
    address = f"/s/a/{round_.public_id}/answers/"
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    preflight = Client().options(address, headers={"Host": HOST, **asked})
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST"
    assert preflight.headers["Access-Control-Allow-Headers"] == "content-type"
    assert int(preflight.headers["Access-Control-Max-Age"]) > 0
    stranger = {"Origin": "https://example.net", "Access-Control-Request-Method": "POST"}
    refused = Client().options(address, headers={"Host": HOST, **stranger})
    for response in (preflight, refused, post(round_, host=HOST, Origin=SITE)):
        assert response.headers["Access-Control-Allow-Origin"] == SITE
        assert "Access-Control-Allow-Credentials" not in response.headers
    assert Client().options(address, headers=asked).status_code == 404  # at the site


@pytest.mark.usefixtures("own_host")
def test_it_reads_no_cookie_and_sets_none(round_: Round) -> None:
    response = post(round_, host=HOST)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Content-Length"] == str(len(response.content))
    # The same session does make the site answer according to it.
    client = Client()
    client.cookies["candor"] = "a-session"
    assert "Cookie" in client.get("/login/").headers["Vary"]


@pytest.mark.parametrize("host", ["testserver", HOST])
def test_no_query_of_the_people_side(
    round_: Round, settings: Any, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever answers are taken: it works while that database is away."""
    settings.ALLOWED_HOSTS = ["testserver", HOST]
    settings.ANSWER_HOST = HOST if host == HOST else ""
    first, second = (Device(person).draw() for person in people_of(round_)[:2])

    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the people side is away")

    def fields(ballot: Any) -> dict[str, Any]:
        octets = {name: base64url(getattr(ballot, name)) for name in ("message", "signature")}
        return {"unit": ballot.unit, "answers": FIELDS, **octets}

    with CaptureQueriesContext(connections["default"]) as people:
        assert hand_in(round_, fields(first), host=host).status_code == 200
    assert not list(people)
    monkeypatch.setattr(connections["default"], "cursor", away)
    address = f"/s/a/{round_.public_id}/invitation/"
    drawn = Client().post(address, {"secret": "x"}, content_type="application/json")
    assert drawn.status_code == 503  # the side that needs it notices
    assert hand_in(round_, fields(second), host=host).status_code == 200
    assert Response.objects.count() == 2


def test_a_host_that_is_not_ours_is_refused(round_: Round) -> None:
    assert post(round_, host="example.net").status_code == 400
    assert not Response.objects.exists()


def test_refusals_are_worded_in_the_language_asked_for(round_: Round) -> None:
    said = [
        hand_in(round_, {"unit": 1}, host="testserver", **{"Accept-Language": language})
        for language in ("en", "de")
    ]
    assert [response.status_code for response in said] == [400, 400]
    assert "was not complete" in said[0].json()["error"]
