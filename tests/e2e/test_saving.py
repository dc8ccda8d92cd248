"""What is typed behind a personal or an open link stays on the device until it is sent."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment, InvitationSecret, Response, Round
from questionnaires.queries.invitations import secret_digest
from tests.e2e.anonymous import ON_THE_DEVICE, PHONE, heading, press
from tests.e2e.conftest import ARGUMENTS, PATIENCE, find_browser_of
from tests.instruments import all_scales
from tests.open_rounds import OpenRound, make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

GERMAN = {"title": "Wie wir bauen", "items.best_thing.text": "Was läuft am besten?"}
TRACES = ("Quiet", "release_at_will", "page-fixing")


@pytest.fixture
def asked() -> OpenRound:
    """A confidential round, in English and German."""
    return make_open_round(instrument=replace(all_scales(), translations={"de": GERMAN}))


def visit(tabs: Any, live_server: LiveServer, asked: OpenRound, **options: Any) -> Page:
    page: Page = tabs.open(base_url=live_server.url, viewport=PHONE, **options)
    page.goto(asked.path)
    return page


def answer(page: Page) -> None:
    """Two answers and a comment, up to the page of the comment; all of it is kept."""
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-best_thing-text").fill("Quiet mornings")
    wait_until(page, lambda kept: "Quiet" in kept)
    expect(page.get_by_text("Saved on this device")).to_be_visible()


def wait_until(page: Page, holds: Callable[[str], bool]) -> None:
    """Until what is kept on the device is so; what is kept is written soon, not at once."""
    for _ in range(50):
        if holds(page.evaluate(ON_THE_DEVICE)):
            return
        page.wait_for_timeout(100)
    pytest.fail(page.evaluate(ON_THE_DEVICE))


def expect_all_back(page: Page) -> None:
    """On the page where it was left, with all that was typed."""
    expect(page.locator("#q-best_thing-text")).to_be_visible()
    expect(page.locator("#q-best_thing-text")).to_have_value("Quiet mornings")
    expect(page.locator("#q-fix_first-builds")).to_be_checked()
    expect(page.locator("#q-release_at_will-4")).to_be_checked()


def to_the_end(page: Page) -> None:
    press(page, "Next")
    press(page, "Next")
    heading(page, "Before you send")


def nothing_is_left(page: Page) -> None:
    wait_until(page, lambda kept: not any(trace in kept for trace in TRACES))
    kept = page.evaluate(ON_THE_DEVICE)
    assert '"drafts":[]' in kept.replace(" ", "")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


# Coming back ----------------------------------------------------------------------------------


def test_a_reload_in_the_middle_loses_nothing(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    answer(page)
    page.reload()
    expect_all_back(page)
    page.go_back()
    heading(page, "On call")  # the history of pages goes on as it was


def test_a_further_link_of_the_same_person_finds_it(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    invitation = asked.invitation(asked.secrets[0])
    reminder = "a-link-of-a-reminder"
    InvitationSecret.objects.create(invitation=invitation, digest=secret_digest(reminder))
    page = visit(tabs, live_server, asked)
    answer(page)
    page.goto(f"/s/{reminder}/")
    expect_all_back(page)
    page.goto(f"/s/{asked.secrets[1]}/")  # somebody else's
    heading(page, "Developer experience")
    press(page, "Start")
    expect(page.locator("#q-release_at_will-4")).not_to_be_checked()


def test_a_killed_browser_goes_on_where_it_was(
    browser: Browser, live_server: LiveServer, asked: OpenRound, tmp_path: Path
) -> None:
    first = _own_browser(browser, tmp_path, live_server)
    page = first.pages[0]
    page.goto(asked.path)
    answer(page)
    for process in _processes_of(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with suppress(Error):
        first.close()
    again = _own_browser(browser, tmp_path, live_server)
    page = again.pages[0]
    page.goto(asked.path)
    expect_all_back(page)
    to_the_end(page)
    press(page, "Send answers")
    heading(page, "Your answers are stored")
    assert Comment.objects.get().text == "Quiet mornings"
    nothing_is_left(page)
    again.close()


def _own_browser(browser: Browser, folder: Path, live_server: LiveServer) -> BrowserContext:
    context = browser.browser_type.launch_persistent_context(
        str(folder),
        executable_path=find_browser_of(browser),
        args=ARGUMENTS,
        base_url=live_server.url,
        viewport=PHONE,
    )
    context.set_default_timeout(PATIENCE)
    return context


def _processes_of(folder: Path) -> list[int]:
    """The processes of a browser by its profile, the parent of all first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                command = (entry / "cmdline").read_bytes()
                if f"--user-data-dir={folder}".encode() in command:
                    found.append(int(entry.name))
    return sorted(found)


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_another_language_in_the_middle_loses_nothing(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    german = replace(all_scales(), translations={"de": GERMAN})
    page = visit(tabs, live_server, make_open_round(mode=mode, instrument=german))
    answer(page)
    page.locator(".language summary").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_text("Was läuft am besten?")).to_be_visible()
    expect_all_back(page)
    assert not Response.objects.exists()


@pytest.mark.parametrize("without", ["script", "storage"])
def test_another_language_goes_by_way_of_the_server_where_nothing_is_kept(
    tabs: Any, live_server: LiveServer, asked: OpenRound, without: str
) -> None:
    page: Page = tabs.open(
        base_url=live_server.url, viewport=PHONE, java_script_enabled=without != "script"
    )
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(asked.path)
    if without == "storage":
        press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-change_fail-number").fill("many")
    page.locator(".language summary").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("form[data-survey]")).to_have_attribute("lang", "de")
    expect(page.locator("#q-release_at_will-4")).to_be_checked()
    expect(page.locator("#q-change_fail-number")).to_have_value("many")
    expect(page.locator("#problems")).to_have_count(0)
    assert not Response.objects.exists()


def test_without_a_network_for_a_while_nothing_is_lost(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    answer(page)
    page.context.set_offline(True)
    to_the_end(page)
    press(page, "Send answers")
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.goto(asked.path)
    expect(page.locator("#q-release_at_will-4")).to_be_checked()
    heading(page, "Before you send")
    press(page, "Send answers")
    heading(page, "Your answers are stored")
    nothing_is_left(page)


def test_what_the_server_gives_back_is_kept_too(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    page.evaluate(
        "document.querySelectorAll('[data-item]').forEach((q) => delete q.dataset.missing)"
    )
    press(page, "Start")
    for _ in range(2):
        press(page, "Next")
    page.locator("#q-best_thing-text").fill("Quiet mornings")
    to_the_end(page)
    press(page, "Send answers")
    expect(page.locator("#problems")).to_be_focused()
    wait_until(page, lambda kept: "Quiet" in kept)
    page.goto("about:blank")
    page.goto(asked.path)
    expect(page.locator("#q-best_thing-text")).to_have_value("Quiet mornings")


# Two tabs, two people -------------------------------------------------------------------------


def test_a_second_tab_is_for_reading_and_takes_over_later(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    answer(page)
    other = page.context.new_page()
    other.goto(asked.path)
    expect(other.get_by_text("open in another tab or window")).to_be_visible()
    expect(other.locator("#q-best_thing-text")).to_have_value("Quiet mornings")
    page.close()
    expect(other.get_by_text("open in another tab or window")).to_be_hidden()
    expect_all_back(other)


def somebody_typed(tabs: Any, live_server: LiveServer) -> tuple[Page, str]:
    """A new tab of an open link, on a device where somebody typed and went away."""
    asked = make_open_round(mode=Round.Mode.OPEN)
    page = visit(tabs, live_server, asked)
    answer(page)
    other: Page = page.context.new_page()
    page.close()
    other.goto(asked.path)
    expect(other.get_by_text("Somebody typed answers on this device")).to_be_visible()
    return other, asked.path


@pytest.mark.parametrize("wish", ["Go on with them", "Remove them"])
def test_behind_an_open_link_what_somebody_typed_is_shown_to_whoever_asks(
    tabs: Any, live_server: LiveServer, wish: str
) -> None:
    page, _path = somebody_typed(tabs, live_server)
    assert page.locator("#q-best_thing-text").input_value() == ""
    press(page, wish)
    check: Callable[[Page], None] = (
        expect_all_back if wish == "Go on with them" else nothing_is_left
    )
    check(page)


def test_behind_an_open_link_to_start_removes_nothing_of_somebody_else(
    tabs: Any, live_server: LiveServer
) -> None:
    page, path = somebody_typed(tabs, live_server)
    press(page, "Start")
    page.wait_for_timeout(500)
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE)
    later = page.context.new_page()
    page.close()
    later.goto(path)
    press(later, "Go on with them")
    expect_all_back(later)


def test_behind_an_open_link_a_tab_gives_its_own_answers_back_without_asking(
    tabs: Any, live_server: LiveServer
) -> None:
    page = visit(tabs, live_server, make_open_round(mode=Round.Mode.OPEN))
    answer(page)
    page.reload()
    expect_all_back(page)
    expect(page.get_by_text("Somebody typed answers on this device")).to_be_hidden()


def test_behind_an_open_link_another_tab_keeps_nothing_and_shows_nothing(
    tabs: Any, live_server: LiveServer
) -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    page = visit(tabs, live_server, asked)
    answer(page)
    other = page.context.new_page()
    other.goto(asked.path)
    press(other, "Start")
    expect(other.locator("#q-release_at_will-4")).not_to_be_checked()
    other.locator("#q-release_at_will-2").check()
    expect(other.locator(".saved:visible")).to_contain_text("open in another tab")
    assert '"q.release_at_will","4"' in page.evaluate(ON_THE_DEVICE)
