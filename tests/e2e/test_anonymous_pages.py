"""An anonymous round as it looks: without JavaScript, in another language, small and dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.anonymous import (
    PHONE,
    AnonymousRound,
    fill_in,
    heading,
    press,
    send,
)
from tests.e2e.conftest import barriers, wider

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def asked(live_server: LiveServer) -> AnonymousRound:
    return AnonymousRound(live_server)


def test_without_javascript_the_page_says_why_it_needs_it(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE, java_script_enabled=False)
    page.goto(asked.link())
    expect(page.get_by_text("This survey needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Send answers")).to_be_hidden()


def test_another_language_keeps_the_link_and_the_answers(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.locator(".language summary").click()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("form[data-survey]")).to_have_attribute("lang", "de")
    expect(page.locator("#q-release_at_will-4")).to_be_checked()
    expect(page.locator("#q-release_at_will-4")).to_be_visible()  # on the same page


@pytest.mark.parametrize("width", [320, 375])
def test_in_another_language_it_is_whole_from_the_link_to_the_receipt(
    tabs: Any, asked: AnonymousRound, width: int
) -> None:
    page: Page = tabs.open(viewport={"width": width, "height": 812}, locale="de-DE")
    page.goto(asked.link())
    heading(page, "Wie wir bauen")
    assert wider(page) <= 0
    press(page, "Beginnen")
    page.locator("#q-release_at_will-4").check()
    assert wider(page) <= 0
    press(page, "Weiter")
    press(page, "Weiter")
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-best_thing-text").fill("So ist es.")
    assert wider(page) <= 0
    press(page, "Weiter")
    press(page, "Weiter")
    heading(page, "Bevor du sendest")
    assert wider(page) <= 0
    assert barriers(page) == []
    press(page, "Antworten senden")
    heading(page, "Deine Quittung")
    assert wider(page) <= 0
    expect(page.locator("html")).to_have_attribute("lang", "de")


# How it looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_what_is_said_is_clean_for_axe_and_fits(
    tabs: Any, asked: AnonymousRound, scheme: str, width: int
) -> None:
    page: Page = tabs.open(viewport={"width": width, "height": 812}, color_scheme=scheme)
    page.goto(asked.link())
    heading(page, "Developer experience")
    for name in page.eval_on_selector_all("[data-say]", "all => all.map((one) => one.dataset.say)"):
        page.evaluate(
            "name => document.querySelectorAll('[data-say]').forEach("
            "(one) => { one.hidden = one.dataset.say !== name; })",
            name,
        )
        if "h1" in page.locator(f"[data-say={name}]").inner_html():
            page.evaluate("document.querySelector('#survey').hidden = true")
        assert barriers(page) == [], name
        assert wider(page) <= 0, name
        page.evaluate("document.querySelector('#survey').hidden = false")
    fill_in(page)
    send(page)
    assert barriers(page) == []
    assert wider(page) <= 0
