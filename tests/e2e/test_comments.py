"""Comments in a browser: the hint before sending, and the moderator's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment
from questionnaires.services.closing import close_round
from questionnaires.services.releasing import release_round
from tests.e2e.conftest import barriers, wider
from tests.identifying_examples import (
    FOUND,
    NAMED,
    NAMED_IN_GERMAN,
    NOT_FOUND,
    NOT_NAMED,
    NOT_NAMED_IN_GERMAN,
)
from tests.open_rounds import make_open_round
from tests.rounds import TODAY, answer, opened
from tests.stored import logged_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

SAID = (
    "This holds a user name, a ticket number. It may tell who you are, or name somebody else. "
    "You can send it as it is."
)
MODERATE = "/rounds/dx/2027-spring/comments/"


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
          return texts.map((text) => kindsIn(text));
        }""",
        [text for text, _kinds in FOUND] + list(NOT_FOUND),
    )
    expected = [[kind for kind, _words in kinds] for _text, kinds in FOUND]
    assert found == expected + [[]] * len(NOT_FOUND)


def test_a_name_is_told_by_its_form_without_a_roster(page: Page) -> None:
    def named(texts: tuple[str, ...], language: str) -> list[bool]:
        found: list[bool] = page.evaluate(
            """async ([texts, language]) => {
              const { kindsIn } = await import("/static/candor/identifying.js");
              return texts.map((text) => kindsIn(text, language).includes("name"));
            }""",
            [texts, language],
        )
        return found

    assert dict(zip(NAMED, named(NAMED, "en"), strict=True)) == dict.fromkeys(NAMED, True)
    assert dict(zip(NOT_NAMED, named(NOT_NAMED, "en"), strict=True)) == dict.fromkeys(
        NOT_NAMED, False
    )
    assert named(NAMED_IN_GERMAN, "de") == [True] * len(NAMED_IN_GERMAN)
    assert named(NOT_NAMED_IN_GERMAN, "de-AT") == [False] * len(NOT_NAMED_IN_GERMAN)
    field = page.locator("#q-best_thing-text")
    hint = page.locator("#q-best_thing [data-identifying]")
    field.evaluate("(one) => { one.value = 'Ada Lovelace helps'; }")
    field.dispatch_event("input")
    expect(hint).to_contain_text("what looks like a name")


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
    assert wider(page) <= 0
    press(page, "Next")
    press(page, "Next")
    expect(page.get_by_role("heading", name="Before you send")).to_be_focused()
    expect(page.locator(".review .identifying")).to_have_text(SAID)
    press(page, "Send answers")
    expect(page.get_by_role("heading", name="Your answers are stored")).to_be_visible()
    assert Comment.objects.get().text == "@grace's tests, see OPS-17."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_moderator_withholds_and_withdraws_on_a_phone(
    tabs: Any, live_server: LiveServer, scheme: str
) -> None:
    round_ = opened()
    answer(round_, 1, comments={"best_thing": "Ask @lin, see OPS-17."})
    answer(round_, 11, comments={"best_thing": "Quiet mornings."})
    close_round(round=round_, actor="ann", today=TODAY)
    page: Page = tabs.open(
        base_url=live_server.url,
        viewport={"width": 375, "height": 812},
        color_scheme=scheme,
    )
    cookie = logged_in("analyst").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )

    def choose(address: str, label: str, button: str) -> None:
        page.goto(address)
        page.get_by_text(label, exact=True).first.click()
        page.get_by_label("The comment").first.select_option("names")
        assert wider(page) <= 0
        assert barriers(page) == []
        page.get_by_role("button", name=button).first.click()

    choose(MODERATE, "Withhold", "Withhold this comment")
    expect(page.get_by_text("The comment will not be released.")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Release it after all").click()
    expect(page.get_by_text("The comment will be released.")).to_be_visible()
    release_round(round=round_, actor="ann", today=TODAY)
    choose(f"{MODERATE}withdraw/", "Withdraw", "Withdraw this comment for good")
    expect(page.get_by_text("The comment is withdrawn.")).to_be_visible()
    expect(page.get_by_text("@lin")).to_have_count(0)


def test_without_the_script_the_hint_stands_there_always(
    tabs: Any, live_server: LiveServer
) -> None:
    page: Page = tabs.open(base_url=live_server.url, java_script_enabled=False)
    page.goto(make_open_round().path)
    expect(page.locator("#q-best_thing-hint")).to_contain_text(
        "Leave out names, addresses, links, ticket and commit numbers"
    )
    expect(page.locator("#q-best_thing [data-identifying]")).to_be_hidden()
