"""A pilot in browsers: an author makes it, testers try it, and no answer goes anywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Pilot, PilotLink
from questionnaires.queries.pilots import timed_sections
from questionnaires.services.pilots import MadePilot, make_pilot
from tests.e2e.conftest import barriers, wider
from tests.instruments import all_scales
from tests.rounds import everything_stored, version
from tests.stored import logged_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

GERMAN = {"title": "Wie wir bauen", "items.on_call.text": "Hattest du Bereitschaft?"}
TIMED = timed_sections(all_scales())
PHONE = {"width": 375, "height": 812}
#: Words that a tester types, which nobody else says.
WORDS = "quokka-in-the-build"


class Wire:
    """Every request of a page, with its body."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    @property
    def sent(self) -> list[Request]:
        """Those that carry something."""
        return [one for one in self.requests if one.method != "GET"]

    def everything(self) -> str:
        """Addresses and bodies, as one text to search in."""
        return "\n".join(f"{one.url} {one.post_data or ''}" for one in self.requests)


def asked() -> Any:
    return version(replace(all_scales(), translations={"de": GERMAN}), published=False)


def made(links: int = 5) -> MadePilot:
    return make_pilot(version=asked(), title="Colleagues", links=links, actor="ann")


def author_page(tabs: Any, server: LiveServer, **options: Any) -> Page:
    page: Page = tabs.open(base_url=server.url, **options)
    cookie = logged_in("author").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}]
    )
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill_in(page: Page, seconds: int = 0) -> None:
    """Answer everything that has to be, with words, staying so long on each section."""
    press(page, "Start")
    page.clock.run_for(seconds * 1000)
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    page.clock.run_for(seconds * 1000)
    page.locator("#q-on_call-yes").check()
    press(page, "Next")
    page.clock.run_for(seconds * 1000)
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-best_thing-text").fill(WORDS)
    press(page, "Next")
    page.clock.run_for(seconds * 1000)
    page.locator("#q-role-data").check()
    press(page, "Next")
    expect(page.get_by_role("heading", name="The end of the trial")).to_be_visible()


def on_trial(tabs: Any, server: LiveServer, path: str, **options: Any) -> tuple[Page, Wire]:
    page: Page = tabs.open(base_url=server.url, viewport=PHONE, **options)
    page.clock.install()
    wire = Wire(page)
    page.goto(path)
    return page, wire


def assert_no_answer_went(wire: Wire) -> None:
    """Whatever was requested: no name of a question's field, no code of an item, no word."""
    said = wire.everything()
    assert "/s/pilot/" in said, "the page itself was asked for"
    assert WORDS not in said
    codes = {item.code for item in all_scales().items} - set(TIMED)
    assert not [code for code in codes if code in said]


def test_an_author_makes_a_pilot_five_testers_try_it_and_medians_are_told(
    tabs: Any, live_server: LiveServer
) -> None:
    asked()
    author = author_page(tabs, live_server, viewport=PHONE)
    author.goto("/question-sets/all-scales/1/")
    author.get_by_role("link", name="Pilot", exact=True).click()
    author.get_by_label("Title").fill("Three colleagues")
    author.get_by_label("What testers read first").fill("Ada asks. Say what is unclear.")
    author.get_by_label("Links").fill("6")
    press(author, "Make the pilot")
    links = author.locator(".pilot-links a")
    expect(links).to_have_count(6)
    paths = [urlsplit(links.nth(n).get_attribute("href") or "").path for n in range(6)]
    author.get_by_role("link", name="To the pilot").click()
    pilot_address = author.url
    expect(author.get_by_text("Fewer than five testers")).to_be_visible()

    for path, seconds in zip(paths, (20, 20, 41, 51, 63), strict=False):
        page, wire = on_trial(tabs, live_server, path)
        expect(page.get_by_text("Ada asks. Say what is unclear.")).to_be_visible()
        fill_in(page, seconds)
        assert wire.sent == []
        press(page, "Send the times")
        expect(page.get_by_text("The times are sent. You can close this page.")).to_be_visible()
        assert_no_answer_went(wire)
        (message,) = wire.sent
        steps = dict.fromkeys(TIMED, 5 * round(seconds / 5))
        assert json.loads(message.post_data or "") == {"seconds": steps}
        assert "cookie" not in message.headers
        assert message.headers.get("referer", "") == ""
        assert page.context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        author.goto(pilot_address)
        enough = "Five testers or more" if seconds == 63 else "Fewer than five testers"
        expect(author.get_by_text(enough).first).to_be_visible()
        page.context.close()

    stored = everything_stored("default") + everything_stored("answers")
    assert WORDS not in stored
    press(author, "End the pilot")
    expect(author.get_by_text("5 of 6 links were used to send times.")).to_be_visible()
    row = author.get_by_role("row", name="Getting changes out")
    expect(row.get_by_role("cell").last).to_have_text("45 s")
    author.locator("#item-on_call summary").click()
    author.locator("#note-on_call").fill("Two took it to mean being reachable by phone.")
    author.locator("#item-on_call").get_by_role("button", name="Save the note").click()
    expect(author.locator("#item-on_call")).to_contain_text("reachable by phone")
    assert not PilotLink.objects.exists()


def test_a_tester_may_send_nothing(tabs: Any, live_server: LiveServer) -> None:
    pilot = made()
    before = everything_stored("default") + everything_stored("answers")
    page, wire = on_trial(tabs, live_server, f"/s/pilot/{pilot.secrets[0]}/")
    fill_in(page, 10)
    press(page, "Send nothing")
    expect(page.get_by_text("Nothing was sent. You can close this page.")).to_be_visible()
    expect(page.get_by_role("button", name="Send the times")).to_be_hidden()
    assert wire.sent == []
    assert_no_answer_went(wire)
    assert everything_stored("default") + everything_stored("answers") == before


def test_time_is_not_counted_while_the_page_is_hidden_and_no_more_than_ten_minutes(
    tabs: Any, live_server: LiveServer
) -> None:
    pilot = made()
    page, wire = on_trial(tabs, live_server, f"/s/pilot/{pilot.secrets[0]}/")
    hide = """hidden => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    press(page, "Start")
    page.clock.run_for(15_000)
    page.evaluate(hide, True)
    page.clock.run_for(300_000)
    page.evaluate(hide, False)
    page.clock.run_for(15_000)
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    page.clock.run_for(3_600_000)
    press(page, "Back")
    page.clock.run_for(10_000)
    press(page, "Next")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    press(page, "Next")
    press(page, "Next")
    expect(page.locator("[data-times] li").first).to_have_text("Getting changes out: 40 s")
    press(page, "Send the times")
    expect(page.get_by_text("The times are sent.")).to_be_visible()
    told = json.loads(wire.sent[0].post_data or "")["seconds"]
    assert [told[section] for section in TIMED] == [40, 600, 0, 0]


def test_enter_turns_the_page_and_sends_nothing(tabs: Any, live_server: LiveServer) -> None:
    pilot = made()
    page, wire = on_trial(tabs, live_server, f"/s/pilot/{pilot.secrets[0]}/")
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-change_fail-number").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("#page-on_call")).to_be_visible()
    assert wire.sent == []
    assert_no_answer_went(wire)


@pytest.mark.parametrize("how", ["script is off", "scripts do not come"])
def test_without_script_it_is_read_and_there_is_no_way_to_send(
    tabs: Any, live_server: LiveServer, how: str
) -> None:
    pilot = made()
    before = everything_stored("default") + everything_stored("answers")
    page: Page = tabs.open(
        base_url=live_server.url, viewport=PHONE, java_script_enabled=how != "script is off"
    )
    if how != "script is off":
        page.route("**/*.js", lambda route: route.abort())
    wire = Wire(page)
    page.goto(f"/s/pilot/{pilot.secrets[0]}/")
    expect(page.get_by_text("Without JavaScript all questions stand on one page")).to_be_visible()
    expect(page.get_by_text("Hours", exact=False).first).to_be_attached()
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-change_fail-number").fill("12")
    page.locator("#q-change_fail-number").press("Enter")
    page.locator("#q-best_thing-text").fill(WORDS)
    assert page.get_by_role("button").filter(visible=True).count() == 0
    page.wait_for_timeout(300)
    assert wire.sent == []
    assert_no_answer_went(wire)
    assert everything_stored("default") + everything_stored("answers") == before
    if how != "script is off":
        tabs.complaints[:] = [one for one in tabs.complaints if "ERR_FAILED" not in one]


@pytest.mark.parametrize("way", ["submit()", "requestSubmit()", "click"])
def test_even_a_script_of_somebody_else_cannot_send_the_form(
    tabs: Any, live_server: LiveServer, way: str
) -> None:
    """An extension, a console: the browser refuses, by the policy of the page."""
    pilot = made()
    page, wire = on_trial(tabs, live_server, f"/s/pilot/{pilot.secrets[0]}/")
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.evaluate(
        """way => {
          const form = document.getElementById("survey");
          form.method = "post";
          form.action = location.href;
          if (way === "submit()") form.submit();
          else if (way === "requestSubmit()") form.requestSubmit();
          else form.querySelector("[data-send]").click();
        }""",
        way,
    )
    page.wait_for_timeout(300)
    assert wire.sent == []
    assert_no_answer_went(wire)
    if way == "submit()":
        (refused,) = tabs.complaints
        assert "form-action" in refused
        tabs.complaints.clear()


def test_a_trial_that_ended_meanwhile_says_so_and_an_absent_server_too(
    tabs: Any, live_server: LiveServer
) -> None:
    pilot = made()
    page, _wire = on_trial(tabs, live_server, f"/s/pilot/{pilot.secrets[0]}/")
    fill_in(page, 10)
    page.context.set_offline(True)
    press(page, "Send the times")
    expect(page.get_by_text("The server did not answer.")).to_be_visible()
    page.context.set_offline(False)
    PilotLink.objects.all().delete()
    press(page, "Send the times")
    expect(page.get_by_text("The trial has ended, so nothing was sent.")).to_be_visible()
    assert Pilot.objects.get().times == {}
    noted = ("ERR_INTERNET_DISCONNECTED", "404")
    tabs.complaints[:] = [one for one in tabs.complaints if not any(n in one for n in noted)]


def test_a_tester_reads_german(tabs: Any, live_server: LiveServer) -> None:
    pilot = made()
    page, _wire = on_trial(tabs, live_server, f"/s/pilot/{pilot.secrets[0]}/", locale="de-DE")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie wir bauen")
    assert page.locator("html").get_attribute("lang") == "de"
    page.locator(".language summary").click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Developer experience")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_the_pages_have_no_barriers(
    tabs: Any, live_server: LiveServer, width: int, scheme: str
) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    author = author_page(tabs, live_server, bypass_csp=True, **options)
    asked()

    def check(page: Page, name: str) -> None:
        assert wider(page) <= 0, name
        assert barriers(page) == [], name

    author.goto("/question-sets/all-scales/1/pilots/")
    check(author, "empty list")
    author.get_by_label("Title").fill("Three colleagues")
    press(author, "Make the pilot")
    check(author, "links")
    path = urlsplit(author.locator(".pilot-links a").first.get_attribute("href") or "").path
    author.get_by_role("link", name="To the pilot").click()
    author.locator("#item-on_call summary").click()
    author.locator("#note-on_call").fill("Clear.")
    author.locator("#item-on_call").get_by_role("button", name="Save the note").click()
    expect(author.locator("#item-on_call")).to_contain_text("Clear.")
    check(author, "running")
    press(author, "Delete the pilot")
    expect(author.get_by_text("Tick the box below")).to_be_visible()
    check(author, "refused")

    page: Page = tabs.open(base_url=live_server.url, bypass_csp=True, **options)
    page.clock.install()
    page.goto(path)
    check(page, "start")
    fill_in(page, 20)
    check(page, "end")
    for name in ("Send the times", "Send nothing", "Back"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["height"] >= 44, name
    press(page, "Send the times")
    expect(page.get_by_text("The times are sent.")).to_be_visible()
    check(page, "sent")

    author.goto("/question-sets/all-scales/1/pilots/")
    author.get_by_role("link", name="Three colleagues").click()
    pilot = Pilot.objects.get()
    Pilot.objects.update(sent=5, times={}, medians=dict.fromkeys(TIMED, 45), ended_on=pilot.made_on)
    author.reload()
    check(author, "ended")
    page.goto("/s/pilot/nobody-made-this/")
    check(page, "unknown")
