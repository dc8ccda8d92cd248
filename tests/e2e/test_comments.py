"""Comments in a browser: the hint before sending, and the moderator's page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment
from tests.identifying_examples import FOUND, NOT_FOUND
from tests.open_rounds import make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

SAID = (
    "This holds a user name, a ticket number. It may tell who you are, or name somebody else. "
    "You can send it as it is."
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def page(tabs: Any, live_server: LiveServer) -> Page:
    opened: Page = tabs.open(base_url=live_server.url, viewport={"width": 375, "height": 812})
    opened.goto(make_open_round().path)
    return opened


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_script_finds_what_the_server_finds(page: Page) -> None:
    found = page.evaluate(
        """async (texts) => {
          const { kindsIn } = await import("/static/candor/identifying.js");
          return texts.map(kindsIn);
        }""",
        [text for text, _kinds in FOUND] + list(NOT_FOUND),
    )
    expected = [[kind for kind, _words in kinds] for _text, kinds in FOUND]
    assert found == expected + [[]] * len(NOT_FOUND)


def test_what_may_identify_is_said_beside_the_field_and_before_sending(page: Page) -> None:
    sent: list[str] = []
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    page.on("request", lambda request: sent.append(request.url))
    field = page.locator("#q-best_thing-text")
    hint = page.locator("#q-best_thing [data-identifying]")
    field.fill("The tests are quick.")
    expect(hint).to_be_empty()
    field.fill("@grace's tests, see OPS-17 and OPS-18.")
    expect(hint).to_have_text(SAID)
    field.fill("The tests are quick.")
    expect(hint).to_be_empty()
    field.fill("@grace's tests, see OPS-17.")
    assert sent == []  # typing asks nobody
    assert page.evaluate(WIDER) <= 0
    press(page, "Next")
    press(page, "Next")
    expect(page.get_by_role("heading", name="Before you send")).to_be_focused()
    expect(page.locator(".review .identifying")).to_have_text(SAID)
    press(page, "Send answers")
    expect(page.get_by_role("heading", name="Your answers are stored")).to_be_visible()
    assert Comment.objects.get().text == "@grace's tests, see OPS-17."


def test_without_the_script_the_hint_stands_there_always(
    tabs: Any, live_server: LiveServer
) -> None:
    page: Page = tabs.open(base_url=live_server.url, java_script_enabled=False)
    page.goto(make_open_round().path)
    expect(page.locator("#q-best_thing-hint")).to_contain_text(
        "Leave out names, addresses, links, ticket and commit numbers"
    )
    expect(page.locator("#q-best_thing [data-identifying]")).to_be_hidden()
