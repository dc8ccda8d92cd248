"""An anonymous round in a browser: sent, offline, killed, in two tabs, and back again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment, Invitation, Response, SpentToken
from questionnaires.services.invitations import issue_links
from tests.devices import opened_anonymous

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

PHONE = {"width": 375, "height": 812}


class Asked:
    """An anonymous round behind a running server, and links of it."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.round = opened_anonymous()
        self.people = issue_links(round=self.round, actor="test")

    def link(self, number: int = 0) -> str:
        address = urlsplit(self.people[number].url)
        return f"{self.server.url}{address.path}#{address.fragment}"


@pytest.fixture
def asked(live_server: LiveServer) -> Asked:
    return Asked(live_server)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text)).to_be_visible()


def fill_in(page: Page) -> None:
    """To the page before sending, on the way of most people."""
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-best_thing-text").fill("Quiet mornings")
    press(page, "Next")
    page.locator("#q-role-data").check()
    press(page, "Next")
    heading(page, "Before you send")


def test_answers_are_sent_with_a_ballot_and_a_receipt_comes_back(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    expect(page.locator(".facts [data-own-unit]")).to_have_text("Build, one of 12 people")
    fill_in(page)
    press(page, "Send answers")
    heading(page, "Your receipt")
    token = SpentToken.objects.get()
    expect(page.locator("[data-receipt-text]")).to_contain_text(f"ballot {token.pk}")
    assert Response.objects.get().answers == {
        "release_at_will": "4",
        "fix_first": ["builds"],
        "role": "data",
    }
    assert Comment.objects.get().text == "Quiet mornings"
    assert Invitation.objects.filter(used=True).count() == 1
