"""An anonymous round in a tunnel: it waits, outlives a killed browser, and is sent once or not."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Invitation, Response
from questionnaires.services.closing import close_round
from tests.e2e.anonymous import (
    ON_THE_DEVICE,
    PHONE,
    AnonymousRound,
    expect_complaints,
    fill_in,
    heading,
    press,
    stored_once,
    wait_until_kept,
)
from tests.e2e.conftest import ARGUMENTS, find_browser_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def asked(live_server: LiveServer) -> AnonymousRound:
    return AnonymousRound(live_server)


# Without a network ----------------------------------------------------------------------------


def test_it_opens_offline_waits_and_is_sent_when_the_network_is_back(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    wait_until_kept(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#q-release_at_will-4")).to_be_checked()
    press(page, "Next")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-best_thing-text").fill("Quiet mornings")
    press(page, "Next")
    page.locator("#q-role-data").check()
    press(page, "Next")
    press(page, "Send answers")
    heading(page, "Not sent yet")
    page.reload()
    heading(page, "Not sent yet")
    assert not Response.objects.exists()
    page.context.set_offline(False)
    heading(page, "Your receipt")
    stored_once()
    expect_complaints(tabs, "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.mark.parametrize("what", ["ballot", "answers"])
def test_a_reply_that_is_lost_is_asked_for_again_and_counts_once(
    tabs: Any, asked: AnonymousRound, what: str
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort("connectionreset")

    page.route(f"**/{what}/", lose_first)
    page.goto(asked.link())
    fill_in(page)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    assert Invitation.objects.filter(used=True).count() == 1
    press(page, "Try now")
    heading(page, "Your receipt")
    assert "signature" in lost[0]
    stored_once()
    expect_complaints(tabs, "ERR_CONNECTION_RESET")


def test_a_killed_browser_goes_on_where_it_was(
    browser: Browser, asked: AnonymousRound, tmp_path: Path
) -> None:
    def opened() -> tuple[BrowserContext, Page]:
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path), executable_path=find_browser_of(browser), args=ARGUMENTS, viewport=PHONE
        )
        return context, context.pages[0]

    context, page = opened()
    page.goto(asked.link())
    fill_in(page)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    kill_processes_of(tmp_path)
    with suppress(Error):
        context.close()
    context, page = opened()
    page.goto(asked.link())
    heading(page, "Before you send")
    expect(page.locator("[data-comments]")).to_contain_text("Quiet mornings")
    context.set_offline(True)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    kill_processes_of(tmp_path)
    with suppress(Error):
        context.close()
    context, page = opened()
    page.goto(asked.link())
    heading(page, "Your receipt")
    context.close()
    stored_once()


def kill_processes_of(profile: Path) -> None:
    """SIGKILL for the browser whose folder this is, and for no other program."""
    killed = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in command:
            os.kill(int(folder.name), signal.SIGKILL)
            killed += 1
    assert killed


# A round that closes meanwhile ----------------------------------------------------------------


def test_a_round_that_closed_meanwhile_leaves_nothing_here_and_says_so(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.route("**/ballot/", lambda route: route.abort("internetdisconnected"))
    press(page, "Send answers")
    heading(page, "Not sent yet")
    close_round(round=asked.round, actor="test")
    page.unroute("**/ballot/")
    heading(page, "This round is closed")
    expect(page.get_by_text("Answers of yours were waiting on this device")).to_be_visible()
    expect(page.get_by_text("The list of ballots")).to_be_hidden()
    assert "Quiet" not in page.evaluate(ON_THE_DEVICE)
    expect_complaints(tabs, "ERR_INTERNET_DISCONNECTED", "404", "410")


def test_a_reply_that_was_lost_just_before_the_close_names_the_ballot(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/answers/", lose)
    page.goto(asked.link())
    fill_in(page)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    page.goto("about:blank")
    close_round(round=asked.round, actor="test")
    page.goto(asked.link())
    asked.round.refresh_from_db()
    expect(page.locator("[data-ballot]")).to_have_text((asked.round.spent_tokens or [""])[0])
    expect(page.get_by_text("The list of ballots")).to_be_visible()
    expect_complaints(tabs, "ERR_CONNECTION_RESET", "410")


def test_a_round_that_closed_while_the_page_was_away(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.route("**/ballot/", lambda route: route.abort("internetdisconnected"))
    press(page, "Send answers")
    heading(page, "Not sent yet")
    page.goto("about:blank")
    close_round(round=asked.round, actor="test")
    page.goto(asked.link())
    heading(page, "This round is closed")
    expect(page.get_by_text("Answers of yours were waiting on this device")).to_be_visible()
    assert "Quiet" not in page.evaluate(ON_THE_DEVICE)
    expect_complaints(tabs, "ERR_INTERNET_DISCONNECTED", "410")
