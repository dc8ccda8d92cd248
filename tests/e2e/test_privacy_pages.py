"""How answers stay anonymous, and the check of a receipt, in a browser: read, by keyboard, bare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Round
from questionnaires.receipts import Receipt, receipt_text
from questionnaires.services.closing import close_round
from tests.devices import Device, opened_anonymous, people_of
from tests.e2e.conftest import barriers, wider
from tests.frozen import overrule
from tests.rounds import TODAY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

#: What sticks out of the page to the right, so that it is cut off or runs over its neighbour.
OUTSIDE = """() => [...document.querySelectorAll('main *')]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .map((e) => e.outerHTML.slice(0, 80))"""


class Asked:
    """A round with six receipts behind a running server; it is open until :meth:`close`."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.round = opened_anonymous(closes_on=TODAY)
        self.receipts = [Device(person).send() for person in people_of(self.round)[:6]]

    def close(self) -> None:
        """Afterwards the list of ballots is published."""
        close_round(round=self.round, actor="test", today=TODAY)

    def visit(self, tabs: Any, what: str, **options: Any) -> Page:
        """The page ``how`` or ``receipt`` of the round."""
        page: Page = tabs.open(base_url=self.server.url, **options)
        page.goto(f"/s/{what}/{self.round.public_id}/")
        return page


@pytest.fixture
def asked(live_server: LiveServer) -> Asked:
    return Asked(live_server)


def paste(page: Page, text: str) -> None:
    page.get_by_label("Your receipt").fill(text)
    page.get_by_role("button", name="Check").click()


def states(page: Page, receipt: Receipt) -> Iterator[str]:
    """Every state of the check, one after the other."""
    paste(page, receipt_text(receipt))
    yield "genuine"
    paste(page, "hello")
    yield "no receipt"
    paste(page, receipt_text(Receipt(receipt.round, "a" * 64, receipt.signature)))
    yield "not genuine"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tabs: Any, asked: Asked, scheme: str) -> None:
    # The page's policy keeps foreign scripts out; axe is one.
    page = asked.visit(tabs, "how", color_scheme=scheme, bypass_csp=True)
    assert barriers(page) == []
    page.goto(f"/s/receipt/{asked.round.public_id}/")
    assert barriers(page) == []
    for state in states(page, asked.receipts[0]):
        assert barriers(page) == [], state
    page.evaluate("document.querySelector('.problem p').style.color = '#808080'")
    assert [one.split(":")[0] for one in barriers(page)] == ["color-contrast"]


@pytest.mark.parametrize("mode", [*Round.PERSONAL, Round.Mode.OPEN])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_sticks_out(tabs: Any, asked: Asked, width: int, mode: str) -> None:
    overrule(Round.objects.all(), mode=mode, kept_responses_days=14, full_detail=True)
    page = asked.visit(tabs, "how", viewport={"width": width, "height": 800})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert wider(page) == 0
    assert page.evaluate(OUTSIDE) == []
    if mode != Round.Mode.ANONYMOUS:
        return
    page.goto(f"/s/receipt/{asked.round.public_id}/")
    for state in states(page, asked.receipts[0]):
        assert page.evaluate(OUTSIDE) == [], state
    page.locator("h1").evaluate("e => e.style.whiteSpace = 'nowrap'")
    page.locator("h1").evaluate("e => e.textContent = 'x'.repeat(400)")
    assert wider(page) > 0


def test_a_receipt_is_checked_by_keyboard_and_without_javascript(tabs: Any, asked: Asked) -> None:
    page = asked.visit(tabs, "receipt", java_script_enabled=False)
    for _ in range(10):
        if page.locator("textarea:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.insert_text(receipt_text(asked.receipts[0]))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    found = page.get_by_role("status")
    expect(found.get_by_role("heading")).to_have_text("Genuine")
    expect(found).to_contain_text("come back")
    asked.close()
    page.get_by_role("button", name="Check").click()
    expect(found.get_by_role("heading")).to_have_text("Genuine, and on the list")
    expect(page.get_by_role("link", name="the whole list")).to_have_count(1)
    listed = page.request.get(f"/s/receipt/{asked.round.public_id}/ballots.txt")
    assert asked.receipts[0].digest in listed.text().splitlines()
    assert page.context.cookies() == []


def test_the_manifest_in_the_browser_has_the_fingerprint_of_the_page(
    tabs: Any, asked: Asked
) -> None:
    page = asked.visit(tabs, "how", bypass_csp=True)
    shown = page.locator(".fingerprint").text_content()
    found = page.evaluate(
        """async (address) => {
          const octets = await (await fetch(address)).arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
          return Array.from(hash, (octet) => octet.toString(16).padStart(2, "0")).join("");
        }""",
        f"/s/manifest/{asked.round.public_id}.json",
    )
    assert found == shown == asked.round.manifest_sha256
    assert len(found) == 64
