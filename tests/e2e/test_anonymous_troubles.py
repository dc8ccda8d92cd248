"""An anonymous round where a browser, a proxy or the other side does not do its part."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from playwright.sync_api import APIResponse, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import CollectedRound, Response
from questionnaires.services.aborting import abort_round
from surveyapp.views import survey as survey_views
from surveyapp.views import survey_messages
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
from tests.frozen import overrule

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

#: A disk that is full from the moment that a test says so.
FULL = """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    if (globalThis.isFull) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, given);
  };
"""
#: A browser that does not let go of the pages that it keeps, until it is told to.
STUBBORN = """
  if (globalThis.CacheStorage) {
    const own = CacheStorage.prototype.delete;
    CacheStorage.prototype.delete = function (name) {
      if (localStorage.lets) return own.call(this, name);
      return Promise.reject(new Error("the cache stays"));
    };
  }
"""


@pytest.fixture
def asked(live_server: LiveServer) -> AnonymousRound:
    return AnonymousRound(live_server)


# The browser ----------------------------------------------------------------------------------


def test_what_cannot_be_removed_does_not_hide_the_receipt_and_goes_the_next_time(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script(STUBBORN)
    page.goto(asked.link())
    fill_in(page)
    wait_until_kept(page)
    send(page)
    stored_once()
    assert '"draft"' in page.evaluate(ON_THE_DEVICE)
    page.evaluate("localStorage.lets = 'go'")
    page.goto("about:blank")
    page.goto(asked.link())
    heading(page, "Your receipt")
    after = page.evaluate(ON_THE_DEVICE)
    assert '"pages":[]' in after
    assert '"draft"' not in after
    expect_complaints(tabs, "the cache stays")


def test_a_browser_that_died_beside_its_receipt_is_cleared_by_the_next_visit(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    # It dies before the first of what has to go is gone.
    page.add_init_script(
        "const own = IDBObjectStore.prototype.delete;"
        "IDBObjectStore.prototype.delete = function (key) {"
        "  if (!localStorage.lets) throw new Error('killed');"
        "  return own.call(this, key); };"
    )
    page.goto(asked.link())
    fill_in(page)
    send(page)
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE)
    page.evaluate("localStorage.lets = 'go'")
    page.goto("about:blank")
    page.goto(asked.link())
    heading(page, "Your receipt")
    after = page.evaluate(ON_THE_DEVICE)
    for text in ("Quiet", "inverse", "message", "secret", '"draft"'):
        assert text not in after
    expect_complaints(tabs, "killed")


def test_a_browser_that_refuses_locks_shows_the_survey(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script(
        "LockManager.prototype.request = () =>"
        " Promise.reject(new DOMException('denied', 'SecurityError'))"
    )
    page.goto(asked.link())
    fill_in(page)
    send(page)
    stored_once()


def test_a_browser_that_fails_is_never_a_blank_page(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script("IDBObjectStore.prototype.get = () => { throw new Error('torn'); }")
    page.goto(asked.link())
    heading(page, "Something in this browser stands in the way")
    expect_complaints(tabs, "torn")


def test_a_tab_that_was_slower_than_the_one_that_sent_shows_the_receipt(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    held: list[tuple[Route, APIResponse]] = []
    other = page.context.new_page()
    other.route("**/invitation/", lambda route: held.append((route, route.fetch())))
    other.goto(asked.link())
    while not held:
        other.wait_for_timeout(50)
    send(page)
    route, before = held[0]
    assert before.json()["draft"]
    route.fulfill(response=before)
    heading(other, "Your receipt")
    assert '"draft"' not in other.evaluate(ON_THE_DEVICE)
    stored_once()


@pytest.fixture
def slow_page(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds for which a page of the survey stops in its middle; none until a test says so."""
    seconds: list[float] = []
    whole = survey_messages.page

    def halves(template: str, context: dict[str, Any], *status: Any) -> Any:
        made = whole(template, context, *status)
        return _in_halves(made, seconds[0]) if seconds else made

    monkeypatch.setattr(survey_views, "page", halves)
    return seconds


def _in_halves(made: HttpResponse, pause: float) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        middle = len(made.content) // 2
        yield made.content[:middle]
        time.sleep(pause)
        yield made.content[middle:]

    return StreamingHttpResponse(parts())


def test_a_page_that_comes_slowly_comes_whole(
    tabs: Any, asked: AnonymousRound, slow_page: list[float]
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    wait_until_kept(page)
    page.locator("#q-release_at_will").get_by_role("button", name="Clear").click()
    slow_page.append(5.0)  # longer than the worker waits for a page to begin
    page.reload()
    slow_page.clear()
    fill_in(page)
    send(page)
    stored_once()


def test_a_page_that_was_kept_has_its_parts_after_an_upgrade(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    wait_until_kept(page)
    of_before = """async (part) => {
      if (part.keep) {
        await (await caches.open((await caches.keys())[0])).put(part.url, new Response("kept"));
      }
      return (await fetch(part.url)).text();
    }"""
    gone = {"url": "/static/candor/survey.0123456789ab.js", "keep": False}
    assert page.evaluate(of_before, gone) != "kept"
    assert page.evaluate(of_before, {**gone, "keep": True}) == "kept"
    expect_complaints(tabs, "404")


def test_files_of_an_extension_do_not_keep_the_page_from_being_kept(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script(
        "const own = performance.getEntriesByType;"
        "performance.getEntriesByType = (kind) =>"
        "  [{ name: 'chrome-extension://abcdef/page.js' }, ...own.call(performance, kind)];"
    )
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    wait_until_kept(page)
    assert "candor/survey.js" in page.evaluate(ON_THE_DEVICE)


# What stands in between, and the other side ---------------------------------------------------


def test_what_a_proxy_says_is_no_word_of_the_server(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.route("**/ballot/", lambda route: route.fulfill(status=403, body="<h1>Blocked</h1>"))
    press(page, "Send answers")
    heading(page, "Not sent yet")
    page.unroute("**/ballot/")
    press(page, "Try now")
    heading(page, "Your receipt")
    stored_once()
    expect_complaints(tabs, "403")


def test_nobody_is_made_to_wait_for_hours(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    said = {"status": 503, "headers": {"Retry-After": "99999999"}, "body": "{}"}
    page.route("**/ballot/", lambda route: route.fulfill(**said))
    press(page, "Send answers")
    expect(page.locator("[data-status]")).to_contain_text("Next try in 300 seconds")
    expect_complaints(tabs, "503")


def test_an_answers_side_that_takes_nothing_alone_is_waited_for(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    loads: list[Request] = []

    def note(one: Request) -> None:
        loads.append(one)

    page.on("request", note)
    collected = CollectedRound.objects.filter(pk=asked.round.public_id)
    overrule(collected, status=CollectedRound.Status.CLOSED)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    page.wait_for_timeout(1000)
    assert loads
    assert not any(one.is_navigation_request() for one in loads), "it loads itself again and again"
    overrule(collected, status=CollectedRound.Status.OPEN)
    press(page, "Try now")
    heading(page, "Your receipt")
    stored_once()
    expect_complaints(tabs, "410")


def test_a_round_that_was_aborted_promises_no_list(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().text())
        route.abort("connectionreset")

    page.route("**/answers/", lose)
    page.goto(asked.link())
    fill_in(page)
    press(page, "Send answers")
    heading(page, "Not sent yet")
    assert "signature" in lost[0]
    page.goto("about:blank")
    abort_round(round=asked.round, actor="test")
    page.goto(asked.link())
    heading(page, "This round was ended without results")
    expect(page.get_by_text("Answers of yours were waiting on this device")).to_be_visible()
    assert "They count if they had arrived" not in page.content()
    assert "Quiet" not in page.evaluate(ON_THE_DEVICE)
    expect_complaints(tabs, "ERR_CONNECTION_RESET", "410")


# A server that does not play by the rules -----------------------------------------------------


def test_a_part_of_the_fingerprint_is_not_enough(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link()[:-1])
    heading(page, "These are not the rules that you were invited under")


@pytest.mark.parametrize("told", [{"unit": "Nowhere"}, {"draft": None}])
def test_what_does_not_fit_the_rules_is_refused_in_words(
    tabs: Any, asked: AnonymousRound, told: dict[str, Any]
) -> None:
    page: Page = tabs.open(viewport=PHONE)

    def alter(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps({**answer.json(), **told}))

    page.route("**/invitation/", alter)
    page.goto(asked.link())
    heading(page, "The rules of this round do not have your unit")
    assert not Response.objects.exists()


def test_nothing_that_comes_beside_a_receipt_stays(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)

    def mark(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps({**answer.json(), "mark": "of the server"}))

    page.route("**/answers/", mark)
    page.goto(asked.link())
    fill_in(page)
    send(page)
    stored_once()
    assert "of the server" not in page.evaluate(ON_THE_DEVICE)
