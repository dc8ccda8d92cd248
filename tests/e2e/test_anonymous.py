"""An anonymous round in a browser: sent, offline, killed, in two tabs, and back again."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Error,
    Page,
    Request,
    Route,
    ViewportSize,
    expect,
)
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment, Invitation, Response, Round, SpentToken
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from tests.devices import Device, opened_anonymous
from tests.e2e.conftest import ARGUMENTS, find_browser_of
from tests.frozen import overrule
from tests.instruments import all_scales
from tests.rounds import version

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

PHONE = ViewportSize(width=375, height=812)


class Asked:
    """An anonymous round behind a running server, and links of it."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        german = {"title": "Wie wir bauen", "items.on_call.text": "Hattest du Bereitschaft?"}
        asked = version(replace(all_scales(), translations={"de": german}))
        self.round = opened_anonymous(version=asked)
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


STORED = {"release_at_will": "4", "fix_first": ["builds"], "role": "data"}
#: Everything that a browser keeps of a page, as one text.
ON_THE_DEVICE = """async () => {
  const request = indexedDB.open("candor");
  const kept = await new Promise((done) => (request.onsuccess = () => done(request.result)));
  const rows = {};
  for (const store of kept.objectStoreNames) {
    const all = kept.transaction(store).objectStore(store).getAll();
    rows[store] = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  }
  kept.close();
  const pages = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) pages.push(url);
  }
  const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
  return JSON.stringify({
    rows, pages, fields, state: history.state,
    local: {...localStorage}, session: {...sessionStorage},
    workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
  });
}"""


def send(page: Page) -> None:
    press(page, "Send answers")
    heading(page, "Your receipt")


def expect_complaints(tabs: Any, *texts: str) -> None:
    """What a browser has to say of a network that is away, or of a refusal."""
    assert tabs.complaints
    tabs.complaints[:] = [
        said for said in tabs.complaints if not any(text in said for text in texts)
    ]


def stored_once() -> None:
    assert Response.objects.get().answers == STORED
    assert Comment.objects.get().text == "Quiet mornings"
    assert SpentToken.objects.count() == 1
    assert Invitation.objects.filter(used=True).count() == 1


def test_answers_are_sent_with_a_ballot_and_a_receipt_comes_back(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    answer = page.goto(asked.link())
    policy = answer.headers["content-security-policy"] if answer else ""
    assert "require-trusted-types-for 'script'; trusted-types candor-worker;" in policy
    assert "unsafe" not in policy
    expect(page.locator(".facts [data-own-unit]")).to_have_text("Build, one of 12 people")
    fill_in(page)
    send(page)
    expect(page.locator("[data-receipt-text]")).to_contain_text(
        f"ballot {SpentToken.objects.get().pk}"
    )
    stored_once()


def test_the_secret_is_sent_to_one_side_and_the_answers_to_the_other(
    tabs: Any, asked: Asked
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.context.add_cookies([{"name": "seen", "value": "before", "url": asked.server.url}])
    requests: list[Request] = []

    def note(one: Request) -> None:
        requests.append(one)

    page.on("request", note)
    page.goto(asked.link())
    fill_in(page)
    send(page)
    assert requests[0].all_headers()["cookie"] == "seen=before", "there is one to be sent"
    sent = [(one.url, one.post_data or "", one) for one in requests]
    secret = urlsplit(asked.link()).fragment.partition(".")[0]
    with_secret = {urlsplit(url).path for url, body, _one in sent if secret in url + body}
    with_answers = {urlsplit(url).path for url, body, _one in sent if "release_at_will" in body}
    base = f"/s/a/{asked.round.public_id}"
    assert with_secret == {f"{base}/invitation/", f"{base}/ballot/"}
    assert with_answers == {f"{base}/answers/"}
    handed_in = next(one for _url, body, one in sent if "release_at_will" in body).all_headers()
    assert not any(handed_in.get(name) for name in ("cookie", "referer", "authorization"))


# What is left on the device -------------------------------------------------------------------


def test_after_the_receipt_nothing_of_the_answer_is_on_the_device(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.wait_for_function("navigator.serviceWorker.controller")
    before = page.evaluate(ON_THE_DEVICE)
    for text in ("Quiet mornings", "release_at_will", "/s/a/", '"workers":["http'):
        assert text in before
    send(page)
    after = page.evaluate(ON_THE_DEVICE)
    assert SpentToken.objects.get().pk in after, "the receipt stays"
    for text in ("Quiet", "release_at_will", "builds", "inverse", "message", "/s/a/", "secret"):
        assert text not in after
    assert '"workers":[]' in after


def test_back_after_sending_shows_the_receipt(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    send(page)
    for _step in range(3):
        page.go_back()
        heading(page, "Your receipt")
        assert "Quiet" not in page.content()
    page.goto("about:blank")
    page.goto(asked.link())
    heading(page, "Your receipt")
    stored_once()


def test_what_was_typed_is_cleared_on_request(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.on("dialog", Dialog.accept)
    page.goto(asked.link())
    fill_in(page)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    assert "Quiet" in page.evaluate(ON_THE_DEVICE)
    press(page, "clear")
    expect(page.get_by_text("Saved on this device")).to_be_hidden()
    assert "Quiet" not in page.evaluate(ON_THE_DEVICE)
    page.reload()
    press(page, "Start")
    assert page.locator("input:checked").count() == 0


def test_a_further_link_finds_what_was_typed_and_later_the_receipt(tabs: Any, asked: Asked) -> None:
    def another() -> str:
        """As a reminder has it: nobody stored the secret of the first."""
        mail = asked.people[0].mail
        links = issue_links(round=asked.round, actor="test", everybody=True)
        address = urlsplit(next(link.url for link in links if link.mail == mail))
        return f"{asked.server.url}{address.path}#{address.fragment}"

    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.goto("about:blank")
    page.goto(another())
    heading(page, "Before you send")
    expect(page.locator("[data-comments]")).to_contain_text("Quiet mornings")
    send(page)
    stored_once()
    for link in (asked.link(), another(), another()):
        page.goto("about:blank")
        page.goto(link)
        heading(page, "Your receipt")
        assert "secret" not in page.evaluate(ON_THE_DEVICE)
    stored_once()


# Without a network ----------------------------------------------------------------------------


def test_it_opens_offline_waits_and_is_sent_when_the_network_is_back(
    tabs: Any, asked: Asked
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.wait_for_function("navigator.serviceWorker.controller")
    page.wait_for_function(
        "async () => (await (await caches.open((await caches.keys())[0])).keys()).length > 8"
    )
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
    tabs: Any, asked: Asked, what: str
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
    browser: Browser, asked: Asked, tmp_path: Path
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


# Two at once ----------------------------------------------------------------------------------


def test_a_second_tab_is_for_reading_and_takes_over_later(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    other = page.context.new_page()
    other.goto(asked.link())
    expect(other.get_by_text("The survey is open in another tab")).to_be_visible()
    expect(other.locator("#q-release_at_will-4")).to_be_checked()
    assert other.evaluate("document.querySelector('#survey').inert")
    page.close()
    expect(other.get_by_text("The survey is open in another tab")).to_be_hidden()
    assert not other.evaluate("document.querySelector('#survey').inert")
    other.locator("#q-release_at_will-3").check()


def test_a_ballot_that_was_drawn_elsewhere_is_not_drawn_again(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    Device(Invitation.objects.get(person__mail=asked.people[0].mail)).draw()
    press(page, "Send answers")
    heading(page, "This link was used before")
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE), "nothing typed is lost"
    page.reload()
    heading(page, "This link was used before")
    assert not Response.objects.exists()
    expect_complaints(tabs, "409")


# What is refused ------------------------------------------------------------------------------


def test_a_round_that_closed_meanwhile_leaves_nothing_here_and_says_so(
    tabs: Any, asked: Asked
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
    tabs: Any, asked: Asked
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


def test_a_round_that_closed_while_the_page_was_away(tabs: Any, asked: Asked) -> None:
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


def test_other_rules_than_those_of_the_invitation_are_refused(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    base, _dot, fingerprint = asked.link().rpartition(".")
    page.goto(f"{base}.{'0' * len(fingerprint)}")
    heading(page, "These are not the rules that you were invited under")
    page.goto("about:blank")
    page.goto(asked.link())
    heading(page, "Developer experience")
    rules = {**(asked.round.manifest or {}), "k": 4}
    overrule(Round.objects.filter(pk=asked.round.pk), manifest=rules)
    page.reload()
    heading(page, "These are not the rules that you were invited under")


@pytest.mark.parametrize(
    ("without", "title"),
    [
        ("Object.defineProperty(crypto, 'subtle', { value: undefined })", "This connection is"),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "This connection"),
    ],
)
def test_a_browser_that_cannot_blind_is_told_why(
    tabs: Any, asked: Asked, without: str, title: str
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script(without)
    page.goto(asked.link())
    heading(page, title)
    expect(page.locator("form[data-survey]")).to_be_hidden()


def test_a_browser_that_keeps_nothing_sends_and_says_so(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(asked.link())
    expect(page.get_by_text("This browser keeps nothing").last).to_be_visible()
    fill_in(page)
    send(page)
    expect(page.locator("[data-receipt-text]")).to_contain_text(
        f"ballot {SpentToken.objects.get().pk}"
    )
    stored_once()


def test_answers_that_the_server_does_not_take_come_back_and_can_be_mended(
    tabs: Any, asked: Asked
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.evaluate("document.querySelector('#q-release_at_will-4').value = '99'")
    press(page, "Send answers")
    expect(page.get_by_text("Your answers were not stored")).to_be_visible()
    assert not Response.objects.exists()
    page.evaluate("document.querySelector('#q-release_at_will-4').value = '4'")
    send(page)
    stored_once()
    expect_complaints(tabs, "422")


def test_an_empty_form_draws_no_ballot(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.evaluate("document.querySelector('#survey').reset()")
    page.evaluate(
        "document.querySelectorAll('[data-missing]').forEach((q) => delete q.dataset.missing)"
    )
    press(page, "Send answers")
    expect(page.get_by_text("Nothing was sent, because no question has an answer")).to_be_visible()
    assert not Invitation.objects.filter(used=True).exists()


def test_without_javascript_the_page_says_why_it_needs_it(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE, java_script_enabled=False)
    page.goto(asked.link())
    expect(page.get_by_text("This survey needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Send answers")).to_be_hidden()


def test_another_language_keeps_the_link_and_the_answers(tabs: Any, asked: Asked) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.go_back()
    language = page.locator("a[data-keep-hash]").first
    code = language.get_attribute("lang")
    language.click()
    expect(page.locator("form[data-survey]")).to_have_attribute("lang", str(code))
    expect(page.locator("#q-release_at_will-4")).to_be_checked()


@pytest.mark.parametrize("width", [320, 375])
def test_in_another_language_it_is_whole_from_the_link_to_the_receipt(
    tabs: Any, asked: Asked, width: int
) -> None:
    page: Page = tabs.open(viewport={"width": width, "height": 812}, locale="de-DE")
    page.goto(asked.link())
    heading(page, "Wie wir bauen")
    assert page.evaluate(WIDER) <= 0
    press(page, "Beginnen")
    page.locator("#q-release_at_will-4").check()
    assert page.evaluate(WIDER) <= 0
    press(page, "Weiter")
    press(page, "Weiter")
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-best_thing-text").fill("So ist es.")
    assert page.evaluate(WIDER) <= 0
    press(page, "Weiter")
    press(page, "Weiter")
    heading(page, "Bevor du sendest")
    assert page.evaluate(WIDER) <= 0
    assert Axe().run(page).violations_count == 0
    press(page, "Antworten senden")
    heading(page, "Deine Quittung")
    assert page.evaluate(WIDER) <= 0
    expect(page.locator("html")).to_have_attribute("lang", "de")


# How it looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_what_is_said_is_clean_for_axe_and_fits(
    tabs: Any, asked: Asked, scheme: str, width: int
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
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate(WIDER) <= 0, name
        page.evaluate("document.querySelector('#survey').hidden = false")
    fill_in(page)
    send(page)
    assert Axe().run(page).violations_count == 0
    assert page.evaluate(WIDER) <= 0


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
