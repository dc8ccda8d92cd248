"""Every page that somebody who is asked can see, each brought up in a browser by one function.

The tests look at all of them in every size and colour; ``make screenshots`` puts the pictures into
``docs/img/survey``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Round
from questionnaires.services.aborting import abort_round
from tests.e2e.after import After
from tests.e2e.anonymous import AnonymousRound, fill_in, press, send
from tests.instruments import all_scales
from tests.open_rounds import OpenRound, make_open_round
from tests.rounds import draft, opened

GERMAN = {"title": "Wie wir bauen", "items.on_call.text": "Hattest du Bereitschaft?"}


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that opens pages of a running server."""

    page: Page
    server: LiveServer

    def open(self, path: str) -> None:
        """A page of the server."""
        self.page.goto(f"{self.server.url}{path}")

    def confidential(self) -> OpenRound:
        """An open round, opened by a personal link."""
        asked = make_open_round(instrument=replace(all_scales(), translations={"de": GERMAN}))
        self.open(asked.path)
        return asked

    def anonymous(self) -> AnonymousRound:
        """An anonymous round, opened by a personal link."""
        asked = AnonymousRound(self.server)
        self.page.goto(asked.link())
        expect(self.page.get_by_role("button", name="Start")).to_be_visible()
        return asked

    def turn(self, pages: int) -> None:
        """Go on by so many pages, with the answers that are needed on the way."""
        press(self.page, "Start")
        self.page.locator("#q-release_at_will-4").check()
        for _ in range(pages - 1):
            press(self.page, "Next")

    def rest(self) -> None:
        """Nothing has the focus or the mouse, and the page is at its top."""
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def start(visit: Visit) -> None:
    """Who asks, why, how long, who sees what."""
    visit.anonymous()
    visit.page.locator("#information summary").click()


def language(visit: Visit) -> None:
    """The list of languages, open."""
    visit.confidential()
    visit.page.locator(".language summary").click()


def scales(visit: Visit) -> None:
    """Scales of seven and five levels, answered and not; a number."""
    visit.confidential()
    visit.turn(1)
    visit.page.locator("#q-failure_known-na").check()


def appearing(visit: Visit) -> None:
    """Questions that appear after an answer."""
    visit.confidential()
    visit.turn(2)
    visit.page.locator("#q-on_call-yes").check()
    visit.page.locator("#q-woken-5").check()


def every_kind(visit: Visit) -> None:
    """Several answers, rankings, sliders, amounts, words, and a hint at what they may tell."""
    visit.confidential()
    visit.turn(3)
    page = visit.page
    for code in ("builds", "docs", "reviews"):
        page.locator(f"#q-fix_first-{code}").check()
    page.locator("#q-waits_for-other").check()
    page.locator("#q-hours_lost-number").fill("4")
    page.locator("#q-ease_of_work-number").fill("40")
    for name in ("Documents", "Faster builds"):
        page.get_by_role("button", name=f"Place next: {name}").click()
    page.locator("#q-recommend-8").check()
    page.locator("#q-best_thing-text").fill("Ask Jane Doe about BUILD-1234.")


def about_you(visit: Visit) -> None:
    """What groups are made of, asked last."""
    visit.confidential()
    visit.turn(3)
    visit.page.locator("#q-fix_first-builds").check()
    press(visit.page, "Next")
    visit.page.locator("#q-role-data").check()


def missing(visit: Visit) -> None:
    """Errors that the page finds itself."""
    visit.confidential()
    press(visit.page, "Start")
    visit.page.locator("#q-change_fail-number").fill("120")
    press(visit.page, "Next")
    expect(visit.page.locator("#q-release_at_will-error")).to_be_visible()


def refused(visit: Visit) -> None:
    """Errors that the server finds, with a list that leads to them."""
    visit.confidential()
    visit.page.evaluate(
        "document.querySelectorAll('[data-item]').forEach((q) => { delete q.dataset.missing;"
        " delete q.dataset.range; })"
    )
    press(visit.page, "Start")
    visit.page.locator("#q-change_fail-number").fill("many")
    for _ in range(4):
        press(visit.page, "Next")
    press(visit.page, "Send answers")
    expect(visit.page.locator("#problems")).to_be_visible()


def review(visit: Visit) -> None:
    """What is open, what was written, and one button."""
    visit.confidential()
    visit.turn(3)
    visit.page.locator("#q-fix_first-builds").check()
    visit.page.locator("#q-best_thing-text").fill("Quiet mornings. Ask Jane Doe.")
    press(visit.page, "Next")
    press(visit.page, "Next")
    visit.page.locator("[data-unanswered] summary").click()


def earlier(visit: Visit) -> None:
    """An open link on a device where somebody typed before."""
    asked = make_open_round(mode=Round.Mode.OPEN)
    other = visit.page.context.new_page()
    other.goto(f"{visit.server.url}{asked.path}")
    press(other, "Start")
    other.locator("#q-release_at_will-4").check()
    expect(other.locator("[data-saved]")).to_be_visible()
    other.wait_for_timeout(300)
    other.close()
    visit.open(asked.path)
    expect(visit.page.locator("[data-earlier]")).to_be_visible()


def elsewhere(visit: Visit) -> None:
    """A personal link that is open in another tab."""
    asked = make_open_round()
    other = visit.page.context.new_page()
    other.goto(f"{visit.server.url}{asked.path}")
    press(other, "Start")
    other.locator("#q-release_at_will-4").check()
    expect(other.locator("[data-saved]")).to_be_visible()
    visit.open(asked.path)
    expect(visit.page.get_by_text("open in another tab or window")).to_be_visible()


def without_script(visit: Visit) -> None:
    """A personal link where no script comes: one page."""
    visit.page.route("**/*.js", lambda route: route.abort())
    visit.confidential()
    expect(visit.page.get_by_label("No answer").first).to_be_visible()


def without_script_anonymous(visit: Visit) -> None:
    """An anonymous round where no script comes: it says what is missing."""
    visit.page.route("**/*.js", lambda route: route.abort())
    visit.page.goto(AnonymousRound(visit.server).link())
    said = visit.page.get_by_text("This survey needs JavaScript.")
    expect(said).to_be_visible(timeout=9_000)  # after the time that a script may take to come


def unsent(visit: Visit) -> None:
    """Sealed answers that wait for a network."""
    visit.anonymous()
    fill_in(visit.page)
    visit.page.context.set_offline(True)
    press(visit.page, "Send answers")
    expect(visit.page.get_by_role("heading", name="Not sent yet")).to_be_visible()


def receipt(visit: Visit) -> None:
    """The receipt of a ballot."""
    visit.anonymous()
    fill_in(visit.page)
    send(visit.page)


def stored(visit: Visit) -> None:
    """The answers of a personal link are stored."""
    visit.confidential()
    visit.turn(3)
    visit.page.locator("#q-fix_first-builds").check()
    for _ in range(2):
        press(visit.page, "Next")
    press(visit.page, "Send answers")
    visit.page.wait_for_url("**/s/done/**")


def again(visit: Visit) -> None:
    """A link that was used."""
    stored(visit)
    asked = Round.objects.get()
    assert asked.mode == Round.Mode.CONFIDENTIAL
    visit.page.go_back()
    expect(visit.page.get_by_role("heading", name="You have already answered")).to_be_visible()


def how(visit: Visit) -> None:
    """How answers stay anonymous."""
    visit.open(f"/s/how/{AnonymousRound(visit.server).round.public_id}/")


def how_confidential(visit: Visit) -> None:
    """How answers are kept behind personal links."""
    visit.open(f"/s/how/{make_open_round().round.public_id}/")


def how_open(visit: Visit) -> None:
    """How answers are kept behind an open link."""
    visit.open(f"/s/how/{make_open_round(mode=Round.Mode.OPEN).round.public_id}/")


def check(visit: Visit) -> None:
    """A receipt that does not hold."""
    visit.open(f"/s/receipt/{AnonymousRound(visit.server).round.public_id}/")
    visit.page.locator("textarea").fill("candor-receipt/1\nround 12\nballot 34\nsignature 56\n")
    visit.page.get_by_role("button", name="Check").click()


def decline(visit: Visit) -> None:
    """Where somebody says that they do not want to take part."""
    asked = make_open_round()
    visit.open(f"{asked.path}opt-out/")


def declined(visit: Visit) -> None:
    """The wish not to take part is kept, and can be taken back."""
    decline(visit)
    visit.page.get_by_role("checkbox").first.check()
    visit.page.locator("main form button").click()
    visit.page.wait_for_url("**?saved**")


def unknown(visit: Visit) -> None:
    """A link that opens nothing."""
    visit.open("/s/a-link-that-nobody-was-sent/")


def closed(visit: Visit) -> None:
    """A round that takes no more answers."""
    asked = make_open_round(mode=Round.Mode.OPEN)
    Round.objects.update(status=Round.Status.CLOSED, closed_on=date(2027, 4, 21))
    visit.open(asked.path)


def given_back(visit: Visit) -> None:
    """A round that closed before the answers came: words are given back."""
    visit.open(make_open_round(mode=Round.Mode.OPEN).path)
    visit.turn(3)
    visit.page.locator("#q-fix_first-builds").check()
    visit.page.locator("#q-best_thing-text").fill("Quiet mornings, and the tests.")
    for _ in range(2):
        press(visit.page, "Next")
    Round.objects.update(status=Round.Status.CLOSED, closed_on=date(2027, 4, 21))
    press(visit.page, "Send answers")
    expect(visit.page.get_by_role("heading", name="What you wrote")).to_be_visible()


def aborted(visit: Visit) -> None:
    """A round that ended without results."""
    round_ = opened(mode=Round.Mode.OPEN)
    abort_round(round=round_, actor="test", today=timezone.localdate())
    visit.open(f"/s/open/{round_.public_id}/")


def not_yet(visit: Visit) -> None:
    """A round that has not opened."""
    visit.open(f"/s/open/{draft(mode=Round.Mode.OPEN).public_id}/")


def counted(visit: Visit) -> None:
    """The page of the receipt while a round is closed and nothing is released."""
    receipt(visit)
    Round.objects.update(status=Round.Status.CLOSED, closed_on=date(2027, 4, 21))
    visit.page.reload()
    expect(visit.page.get_by_role("heading", name="This round is closed")).to_be_visible()


def released(visit: Visit) -> None:
    """The page of the receipt once results are released."""
    visit.open(f"/s/done/{After(visit.server).round.public_id}/")


def results(visit: Visit) -> None:
    """The results, for everybody who was asked."""
    visit.open(f"/s/results/{After(visit.server).round.public_id}/")
    visit.page.wait_for_load_state("networkidle")  # a chart that is still drawn reads the database


def did(visit: Visit) -> None:
    """You said, we did."""
    after = After(visit.server, said="Builds take too long.")
    visit.open(f"/s/did/{after.round.public_id}/")


#: Every page by its name, which is that of its picture too.
PAGES: Mapping[str, Callable[[Visit], object]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        start,
        language,
        scales,
        appearing,
        every_kind,
        about_you,
        missing,
        refused,
        review,
        earlier,
        elsewhere,
        without_script,
        without_script_anonymous,
        unsent,
        receipt,
        stored,
        again,
        how,
        how_confidential,
        how_open,
        check,
        decline,
        declined,
        unknown,
        closed,
        given_back,
        aborted,
        not_yet,
        counted,
        released,
        results,
        did,
    )
}


def brought_up(name: str, tabs: Any, server: LiveServer, **options: Any) -> Page:
    """A page by its name, in a browser of its own, whose policy lets the tests' scripts in."""
    options = {"viewport": {"width": 375, "height": 812}, "bypass_csp": True, **options}
    page: Page = tabs.open(**options)
    visit = Visit(page, server)
    PAGES[name](visit)
    visit.rest()
    return page
