"""What an anonymous round refuses, as a browser says it: bad input, other keys, a full disk.

Nobody loses what was typed, and nothing that a device can know beforehand costs a ballot.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Invitation, Response, SpentToken
from tests.e2e.anonymous import (
    ON_THE_DEVICE,
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
from tests.e2e.conftest import ARGUMENTS, find_browser_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]
MEGABYTE = 1024 * 1024


@pytest.fixture
def page(tabs: Any) -> Page:
    opened: Page = tabs.open(viewport=PHONE)
    return opened


@pytest.fixture
def round_(live_server: LiveServer) -> AnonymousRound:
    return AnonymousRound(live_server)


def write_a_megabyte(page: Page) -> None:
    """As somebody who pastes a file into a comment."""
    page.locator("#q-best_thing-text").evaluate(
        "(field, size) => { field.value = 'Quiet '.repeat(size / 6);"
        " field.dispatchEvent(new Event('input', { bubbles: true })); }",
        MEGABYTE,
    )


def altered(change: Callable[[dict[str, Any]], Any]) -> Callable[[Route], None]:
    """Another reply than the server's, on its way to the browser."""

    def answer(route: Route) -> None:
        reply = route.fetch()
        told = reply.json()
        change(told)
        route.fulfill(response=reply, body=json.dumps(told))

    return answer


def nothing_was_sent() -> None:
    assert not Invitation.objects.filter(used=True).exists(), "no ballot is used up"
    assert not Response.objects.exists()


# Bad input ------------------------------------------------------------------------------------


def test_a_megabyte_is_too_long_before_a_ballot_is_drawn(
    page: Page, round_: AnonymousRound
) -> None:
    page.goto(round_.link())
    fill_in(page)
    press(page, "Back")
    press(page, "Back")
    write_a_megabyte(page)
    for step in ("Next", "Next"):
        press(page, step)
        expect(page.get_by_text("Shorten this to 2000 characters")).to_be_visible()
    nothing_was_sent()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    assert len(page.evaluate(ON_THE_DEVICE)) > 2 * MEGABYTE, "in the field, and kept"
    page.reload()
    page.wait_for_function(
        "size => document.querySelector('#q-best_thing-text').value.length > size - 6", arg=MEGABYTE
    )
    page.locator("#q-best_thing-text").fill("Quiet mornings")
    press(page, "Next")
    press(page, "Next")
    send(page)
    stored_once()


def test_a_megabyte_that_a_page_lets_through_is_refused_and_comes_back(
    tabs: Any, page: Page, round_: AnonymousRound
) -> None:
    page.goto(round_.link())
    fill_in(page)
    page.evaluate("delete document.querySelector('#q-best_thing').dataset.longest")
    write_a_megabyte(page)
    press(page, "Send answers")
    expect(page.get_by_text("Your answers were not stored. All that you")).to_be_visible()
    words = page.locator("[data-say=refused]").get_by_text("This is more than the questions take.")
    expect(words).to_be_visible()
    assert not Response.objects.exists()
    page.locator("#q-best_thing-text").evaluate("field => { field.value = 'Quiet mornings'; }")
    send(page)
    stored_once()
    expect_complaints(tabs, "413")


@pytest.mark.parametrize(
    ("change", "mend", "words"),
    [
        (
            "document.querySelector('#q-best_thing-text').name = 'q.nobody_asks'",
            "document.querySelector('#q-best_thing-text').name = 'q.best_thing'",
            "This survey has no question “q.nobody_asks”. Load the page again and send again.",
        ),
        (
            (
                "document.querySelector('#q-woken').disabled = false;"
                "document.querySelector('#q-woken input').checked = true"
            ),
            "document.querySelector('#q-woken').disabled = true",
            (
                "“How often does on-call work take your sleep?”: this was not asked, because of "
                "another answer."
            ),
        ),
        (
            "document.querySelector('#q-release_at_will-4').value = '99'",
            "document.querySelector('#q-release_at_will-4').value = '4'",
            "“I can release a change whenever I decide to.”: That is not one of the answers.",
        ),
    ],
    ids=["unknown item", "hidden item", "unknown option"],
)
def test_what_no_page_sends_is_refused_by_the_name_of_its_question(
    tabs: Any, page: Page, round_: AnonymousRound, change: str, mend: str, words: str
) -> None:
    page.goto(round_.link())
    fill_in(page)
    page.evaluate(change)
    press(page, "Send answers")
    expect(page.get_by_text("Your answers were not stored. All that you")).to_be_visible()
    expect(page.locator("[data-say=refused]").get_by_text(words)).to_be_visible()
    assert not Response.objects.exists()
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE)
    page.evaluate(mend)
    send(page)
    stored_once()
    expect_complaints(tabs, "422")


# Other keys than those of the rules -----------------------------------------------------------


def test_nobody_answers_as_a_unit_that_the_rules_do_not_name(
    page: Page, round_: AnonymousRound
) -> None:
    page.route("**/invitation/", altered(lambda told: told.update(unit="Ops/Just you")))
    page.goto(round_.link())
    heading(page, "The rules of this round do not have your unit")
    expect(page.locator("form[data-survey]")).to_be_hidden()
    nothing_was_sent()


def test_a_signature_of_another_key_ends_it_and_no_answer_is_sent(
    page: Page, round_: AnonymousRound
) -> None:
    def forge(told: dict[str, Any]) -> None:
        told["signature"] = told["signature"][:-4] + "AAAA"

    page.route("**/ballot/", altered(forge))
    page.goto(round_.link())
    fill_in(page)
    press(page, "Send answers")
    heading(page, "The signature is not right")
    assert not Response.objects.exists()
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE)
    # Where it was the way there and not the server, the link opened again is enough.
    page.unroute("**/ballot/")
    page.reload()
    heading(page, "Your receipt")
    stored_once()


def test_a_receipt_of_another_key_is_none(page: Page, round_: AnonymousRound) -> None:
    def forge(told: dict[str, Any]) -> None:
        told["signature"] = "AAAA" + told["signature"][4:]

    page.route("**/answers/", altered(forge))
    page.goto(round_.link())
    fill_in(page)
    press(page, "Send answers")
    heading(page, "The signature is not right")
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE)
    page.unroute("**/answers/")
    page.reload()
    heading(page, "Your receipt")
    stored_once()


# An old page -----------------------------------------------------------------------------------


def test_a_page_that_was_kept_from_other_rules_says_so_without_a_network(
    tabs: Any, page: Page, round_: AnonymousRound
) -> None:
    page.goto(round_.link())
    heading(page, "Developer experience")
    fill_in(page)
    wait_until_kept(page)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.context.set_offline(True)
    base, _dot, fingerprint = round_.link().rpartition(".")
    page.goto(f"{base}.{'0' * len(fingerprint)}")  # as a link of rules that were made anew
    heading(page, "This page is out of date")
    expect(page.locator("form[data-survey]")).to_be_hidden()
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE), "nothing typed is lost"
    assert not Invitation.objects.filter(used=True).exists()
    expect_complaints(tabs, "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


# Nowhere to keep it ---------------------------------------------------------------------------

FULL = """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...row) {
    if (window.isFull) throw new DOMException("no room", "QuotaExceededError");
    return put.apply(this, row);
  };
"""
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
LEAVE_IT_OPEN = "Leave this page open until you see the receipt. This browser keeps nothing"
OPEN_IT_LATER = "or open the link again later on this device"


@pytest.mark.parametrize("without", [NO_DATABASE, FULL + "window.isFull = true"])
def test_where_nothing_is_kept_the_page_has_to_stay_open_and_says_so(
    tabs: Any, page: Page, round_: AnonymousRound, without: str
) -> None:
    page.add_init_script(without)
    page.goto(round_.link())
    expect(page.get_by_text("as private windows do")).to_be_visible()
    fill_in(page)
    page.route("**/ballot/", lambda route: route.abort("internetdisconnected"))
    press(page, "Send answers")
    heading(page, "Not sent yet")
    expect(page.get_by_text(LEAVE_IT_OPEN)).to_be_visible()
    expect(page.get_by_text(OPEN_IT_LATER)).to_be_hidden()
    asks: list[str] = []

    def stay(dialog: Any) -> None:
        asks.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("location.reload()")
    page.wait_for_timeout(500)
    assert asks == ["beforeunload"], "who leaves is asked first"
    page.unroute("**/ballot/")
    press(page, "Try now")
    heading(page, "Your answers are stored")
    assert asks == ["beforeunload"]
    stored_once()
    expect_complaints(tabs, "ERR_INTERNET_DISCONNECTED")


def test_a_disk_that_fills_up_meanwhile_stops_nobody(
    tabs: Any, page: Page, round_: AnonymousRound
) -> None:
    page.add_init_script(FULL)
    page.goto(round_.link())
    expect(page.get_by_text("as private windows do")).to_be_hidden()
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.evaluate("window.isFull = true")
    page.locator("#q-release_at_will-3").check()
    expect(page.get_by_text("as private windows do")).to_be_visible()
    expect(page.get_by_text("Saved on this device")).to_be_hidden()
    page.evaluate("window.isFull = false")
    page.locator("#q-release_at_will-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.evaluate("window.isFull = true")
    press(page, "Next")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-best_thing-text").fill("Quiet mornings")
    press(page, "Next")
    page.locator("#q-role-data").check()
    press(page, "Next")
    press(page, "Send answers")
    heading(page, "Your answers are stored")
    stored_once()
    page.evaluate("window.isFull = false")
    assert "Quiet" not in page.evaluate(ON_THE_DEVICE)
    assert SpentToken.objects.count() == 1


# No secure connection -------------------------------------------------------------------------


def test_over_plain_http_from_another_machine_it_says_why_not(
    browser: Browser, round_: AnonymousRound, settings: Any
) -> None:
    """The real thing: a name that is not this machine, without TLS, has no WebCrypto."""
    settings.ALLOWED_HOSTS = ["candor.example.org"]
    address = urlsplit(round_.link())
    link = address._replace(netloc=f"candor.example.org:{address.port}").geturl()
    rule = "--host-resolver-rules=MAP candor.example.org 127.0.0.1"
    running = browser.browser_type.launch(
        executable_path=find_browser_of(browser), args=[*ARGUMENTS, rule]
    )
    try:
        page = running.new_page()
        page.goto(link)
        assert page.evaluate("crypto.subtle === undefined && !isSecureContext")
        heading(page, "This connection is not safe enough")
        expect(page.get_by_text("Open the link exactly as it stands in the mail")).to_be_visible()
        expect(page.locator("form[data-survey]")).to_be_hidden()
    finally:
        running.close()
    nothing_was_sent()
