"""An anonymous round behind a running server, answered in a browser: what its tests share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment, Invitation, Response, SpentToken
from questionnaires.services.invitations import issue_links
from tests.devices import opened_anonymous
from tests.instruments import all_scales
from tests.rounds import version

PHONE = ViewportSize(width=375, height=812)


class AnonymousRound:
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


#: Whether the page would open without a network, with what it needs later.
IS_KEPT = """async () => {
  const [name] = await caches.keys();
  if (!name || !navigator.serviceWorker.controller) return false;
  const kept = (await (await caches.open(name)).keys()).map(({ url }) => url);
  const parts = ["survey.css", "blindrsa", "identifying"];
  return parts.every((part) => kept.some((url) => url.includes(part)));
}"""


def wait_until_kept(page: Page) -> None:
    """Until the page is on the device for the way through a tunnel."""
    for _ in range(100):
        if page.evaluate(IS_KEPT):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the page is not kept")


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
