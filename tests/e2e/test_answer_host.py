"""Answers of an anonymous round at a host of their own, in a browser: another origin, another log.

Both names are of this machine, as browsers know without asking anybody: two origins of one site, as
``candor.example.org`` and ``answers.candor.example.org`` are, so that a cookie could be sent along.
One server is behind both, and its middleware says what really arrived at which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Invitation, Response
from surveyapp.answer_host import AnswersMiddleware
from surveyapp.views import ballots as ballot_views
from tests.demo import PROJECT
from tests.e2e.anonymous import (
    PHONE,
    AnonymousRound,
    expect_complaints,
    fill_in,
    heading,
    press,
    send,
    stored_once,
    wait_until_kept,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

SITE = "candor.localhost"
ANSWERS = f"answers.{SITE}"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as the server got it."""

    host: str
    method: str
    path: str
    headers: dict[str, str]


@dataclass
class TwoHosts:
    """An anonymous round whose answers are taken elsewhere, and what arrived where."""

    asked: AnonymousRound
    site: str
    answers: str
    arrived: list[Arrived] = field(default_factory=list)

    @property
    def link(self) -> str:
        """A link of somebody who is asked."""
        return urlsplit(self.asked.link())._replace(netloc=self.site).geturl()

    @property
    def handing_in(self) -> str:
        """The path at which answers are taken."""
        return f"/s/a/{self.asked.round.public_id}/answers/"

    def at(self, host: str) -> list[Arrived]:
        """What arrived at one of the two."""
        return [one for one in self.arrived if one.host == host]


@pytest.fixture
def hosts(
    tabs: Any, live_server: LiveServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TwoHosts]:
    port = urlsplit(live_server.url).port
    two = TwoHosts(AnonymousRound(live_server), f"{SITE}:{port}", f"{ANSWERS}:{port}")
    settings.BASE_URL = f"http://{two.site}"
    settings.ANSWER_HOST = two.answers
    settings.ALLOWED_HOSTS = [SITE, ANSWERS]
    serve = AnswersMiddleware.__call__

    def note(middleware: AnswersMiddleware, request: HttpRequest) -> HttpResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        method = str(request.method)
        two.arrived.append(Arrived(request.get_host(), method, request.path, headers))
        return serve(middleware, request)

    monkeypatch.setattr(AnswersMiddleware, "__call__", note)
    yield two
    tabs.hosts -= {SITE, ANSWERS}


def with_cookies(page: Page, hosts: TwoHosts) -> None:
    """Both hosts have put something into this browser before."""
    page.context.add_cookies(
        [
            {"name": "seen", "value": "before", "url": f"http://{host}/"}
            for host in (hosts.site, hosts.answers)
        ]
    )


def test_answers_go_to_their_host_without_anything_that_the_site_knows(
    tabs: Any, hosts: TwoHosts
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    with_cookies(page, hosts)
    sent: list[Request] = []

    def note(one: Request) -> None:
        sent.append(one)

    page.on("request", note)
    answer = page.goto(hosts.link)
    policy = answer.headers["content-security-policy"] if answer else ""
    assert f"connect-src 'self' http://{hosts.answers}" in policy.split("; ")
    fill_in(page)
    send(page)
    stored_once()
    # The other host is asked whether a page of the site may, and gets the answers: nothing else.
    there = hosts.at(hosts.answers)
    assert [(one.method, one.path) for one in there] == [
        ("OPTIONS", hosts.handing_in),
        ("POST", hosts.handing_in),
    ]
    for one in there:
        assert one.headers["origin"] == f"http://{hosts.site}"
        assert not {"cookie", "referer", "authorization"} & one.headers.keys()
    # Cookies of the site do travel to the site, so there was one that could have been sent.
    here = hosts.at(hosts.site)
    assert any("seen=before" in one.headers.get("cookie", "") for one in here)
    assert hosts.handing_in not in {one.path for one in here}
    secret = urlsplit(hosts.link).fragment.partition(".")[0]
    told = {urlsplit(one.url).netloc for one in sent if secret in one.url + (one.post_data or "")}
    assert told == {hosts.site}
    told = {urlsplit(one.url).netloc for one in sent if "release_at_will" in (one.post_data or "")}
    assert told == {hosts.answers}


def test_a_careless_script_would_have_sent_a_cookie(tabs: Any, hosts: TwoHosts) -> None:
    """So there is one that the test above could have found."""
    page: Page = tabs.open(viewport=PHONE)
    with_cookies(page, hosts)
    text = (PROJECT / "surveyapp/static/candor/rules.js").read_text()
    careless = text.replace('credentials: "omit"', 'credentials: "include"')
    assert careless != text

    def instead(route: Route) -> None:
        route.fulfill(body=careless, content_type="text/javascript")

    page.route("**/rules.js", instead)
    page.goto(hosts.link)
    fill_in(page)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    (there,) = [one for one in hosts.at(hosts.answers) if one.method == "POST"]
    assert there.headers["cookie"] == "seen=before"
    expect_complaints(tabs, "CORS policy", "ERR_FAILED")


def test_it_opens_offline_and_is_sent_to_the_other_host_later(tabs: Any, hosts: TwoHosts) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(hosts.link)
    fill_in(page)
    wait_until_kept(page)
    page.context.set_offline(True)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    page.context.set_offline(False)
    heading(page, "Your receipt")
    stored_once()
    assert [one.method for one in hosts.at(hosts.answers)] == ["OPTIONS", "POST"]
    expect_complaints(tabs, "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


def test_trouble_at_the_other_host_is_waited_for_as_long_as_it_asks(
    tabs: Any, hosts: TwoHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(hosts.link)
    fill_in(page)

    def away(**_fields: Any) -> None:
        raise OperationalError("the answers database is away")

    with monkeypatch.context() as broken:
        broken.setattr(ballot_views, "hand_in_ballot", away)
        broken.setattr(ballot_views, "RETRY_AFTER", 77)
        press(page, "Send answers")
        heading(page, "Not sent yet")
        # Of another origin a page reads only those headers that it may.
        expect(page.get_by_text("Next try in 77 seconds")).to_be_visible()
    assert not Response.objects.exists()
    press(page, "Try now")
    heading(page, "Your receipt")
    stored_once()
    expect_complaints(tabs, "503")


def test_a_page_whose_policy_does_not_list_the_host_cannot_send_there(
    tabs: Any, hosts: TwoHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveyapp.views.survey.connect_sources", lambda: "'self'")
    page: Page = tabs.open(viewport=PHONE)
    page.goto(hosts.link)
    fill_in(page)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    assert not hosts.at(hosts.answers)
    assert Invitation.objects.filter(used=True).count() == 1, "only the answers wait"
    expect_complaints(tabs, "Content Security Policy")


def test_a_page_of_another_site_is_not_allowed_to_hand_in(
    tabs: Any, hosts: TwoHosts, settings: Any
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(hosts.link)
    fill_in(page)
    settings.BASE_URL = "http://candor.example.org"
    press(page, "Send answers")
    heading(page, "Not sent yet")
    assert [one.method for one in hosts.at(hosts.answers)] == ["OPTIONS"]
    assert not Response.objects.exists()
    expect_complaints(tabs, "CORS policy", "ERR_FAILED")
