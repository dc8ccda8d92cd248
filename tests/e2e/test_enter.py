"""Enter goes on and sends nothing by mistake; of a list no more is taken than may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Response, Round
from tests.e2e.anonymous import PHONE, heading, press
from tests.instruments import all_scales
from tests.open_rounds import make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

MODES = [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN]
GERMAN = {"title": "Wie wir bauen", "items.best_thing.text": "Was läuft am besten?"}


def visit(tabs: Any, live_server: LiveServer, mode: Round.Mode, **options: Any) -> Page:
    """A survey in two languages, so that there are buttons that switch."""
    instrument = replace(all_scales(), translations={"de": GERMAN})
    page: Page = tabs.open(base_url=live_server.url, **{"viewport": PHONE, **options})
    page.goto(make_open_round(mode=mode, instrument=instrument).path)
    assert page.locator("[data-language]").count() == 1
    return page


def is_english(page: Page) -> None:
    expect(page.locator("form[data-survey]")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("mode", MODES)
def test_enter_on_a_level_turns_the_page(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    page = visit(tabs, live_server, mode)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-release_at_will-4").press("Enter")
    heading(page, "On call")
    is_english(page)


@pytest.mark.parametrize("mode", MODES)
def test_enter_in_a_number_turns_the_page(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    page = visit(tabs, live_server, mode)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-change_fail-number").fill("12")
    page.locator("#q-change_fail-number").press("Enter")
    heading(page, "On call")
    is_english(page)


@pytest.mark.parametrize("mode", MODES)
def test_without_the_script_enter_sends_what_is_complete(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    page = visit(tabs, live_server, mode, java_script_enabled=False)
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-change_fail-number").fill("12")
    page.locator("#q-change_fail-number").press("Enter")
    heading(page, "Your answers are stored")
    assert Response.objects.get().answers["change_fail"] == "12"


@pytest.mark.parametrize("mode", MODES)
def test_without_the_script_enter_gives_back_what_is_not(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    page = visit(tabs, live_server, mode, java_script_enabled=False)
    page.locator("#q-change_fail-number").fill("12")
    page.locator("#q-change_fail-number").press("Enter")
    expect(page.locator("#problems")).to_contain_text("2 questions need another look")
    expect(page.locator("#q-change_fail-number")).to_have_value("12")
    is_english(page)
    assert not Response.objects.exists()


@pytest.mark.parametrize("by", ["key", "touch"])
def test_up_to_three_are_taken(tabs: Any, live_server: LiveServer, by: str) -> None:
    page = visit(tabs, live_server, Round.Mode.CONFIDENTIAL, has_touch=True)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    press(page, "Next")
    boxes = page.locator("#q-fix_first input[type=checkbox]")
    assert boxes.count() == 5

    def take(code: str) -> None:
        box = page.locator(f"#q-fix_first-{code}")
        if by == "touch":
            page.locator(f"label:has(#q-fix_first-{code})").tap(force=True)
            return
        page.locator("#page-fixing-title").focus()
        for _ in range(30):
            page.keyboard.press("Tab")
            if box.evaluate("e => e === document.activeElement"):
                page.keyboard.press("Space")
                return

    for code in ("builds", "docs", "reviews"):
        take(code)
    expect(page.locator("#q-fix_first input:checked")).to_have_count(3)
    take("deploys")  # there is no more room
    expect(page.locator("#q-fix_first-deploys")).not_to_be_checked()
    expect(page.locator("#q-fix_first [data-count]")).to_contain_text("3 of 3 chosen")
    take("docs")
    expect(page.locator("#q-fix_first-docs")).not_to_be_checked()
    take("deploys")
    expect(page.locator("#q-fix_first-deploys")).to_be_checked()
    take("meetings")
    expect(page.locator("#q-fix_first input:checked")).to_have_count(3)
    for _ in range(2):
        press(page, "Next")
    press(page, "Send answers")
    heading(page, "Your answers are stored")
    assert Response.objects.get().answers["fix_first"] == ["builds", "reviews", "deploys"]
