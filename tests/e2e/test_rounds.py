"""A round in a browser, as an admin runs it: made, opened, extended, closed, repeated, aborted."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.formats import date_format
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Invitation, Programme, Response, Round
from questionnaires.services.events import add_event
from questionnaires.services.participation import note_participation
from questionnaires.services.roster import import_roster
from tests.e2e.conftest import barriers
from tests.rounds import answer, draft, opened, roster, version
from tests.stored import logged_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

SPRING = "/rounds/developer-experience/spring-2027/"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Everything that is touched and stands apart; links inside a sentence may be as high as it is.
TOO_SMALL = """() => [...document.querySelectorAll(
    'main button, main a.button, main .others a, main summary, main input:not([type=hidden])')]
  .filter((e) => e.checkVisibility() && !['radio', 'checkbox'].includes(e.type))
  .map((e) => [e.textContent.trim() || e.id, e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9)
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""

#: What the thing with the focus is called; nothing where the page itself has it.
FOCUSED = """() => { const it = document.activeElement;
  return it === document.body ? '' : (it.labels?.[0] ?? it).textContent }"""


def day(after: int) -> date:
    """So many days from today: the pages look at the calendar."""
    return date.today() + timedelta(days=after)  # noqa: DTZ011 -- the same clock as the server's


def shown(when: date) -> str:
    return date_format(when, "j M Y")


def visit(tabs: Any, site: LiveServer, address: str, **options: Any) -> Page:
    page: Page = tabs.open(base_url=site.url, **options)
    cookie = logged_in("admin").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}]
    )
    page.goto(address)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).click()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True, level=1)).to_be_visible()


def links_of(page: Page, folder: Path) -> list[str]:
    """The personal links, as the file names them."""
    follow(page, "Download links")
    with page.expect_download() as download:
        press(page, "Make the links and download them")
    file = folder / "links.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [row["link"].removeprefix(settings.BASE_URL) for row in csv.DictReader(rows)]


def test_a_round_from_draft_to_release_and_the_next_one_aborted(
    tabs: Any, live_server: LiveServer, tmp_path: Path
) -> None:
    version()
    import_roster(data=roster(), actor="test")
    page = visit(tabs, live_server, "/rounds/")

    follow(page, "New round")
    page.get_by_label("Title of a new programme").fill("Developer experience")
    page.get_by_label("Title", exact=True).fill("Spring 2027")
    page.get_by_label("Announced last day").fill(day(7).isoformat())
    page.get_by_label("What the round is for").fill("To find out what slows us down.")
    press(page, "Make the draft")

    # Nobody would be told who is responsible: said before anything is frozen.
    follow(page, "Check and open")
    expect(page.get_by_role("alert")).to_contain_text("Nobody would be told who is responsible")
    expect(page.get_by_role("button", name="Open the round")).to_have_count(0)
    follow(page, "Change the draft")
    expect(page.get_by_label("Who sees the results")).to_have_value(
        "After the release, everybody who has an account with a role on this site: counts of "
        "groups, and comments without name or unit. Before that, nobody."
    )
    page.get_by_label("Who is responsible").fill("Platform team, platform@example.org")
    press(page, "Store the draft")
    follow(page, "Check and open")
    press(page, "Open the round")
    fingerprint = page.locator("code.hash").inner_text()

    extend_by_keyboard(page, day(14))
    expect(page.locator(".state")).to_contain_text(f"announced until {shown(day(14))}")
    assert page.locator("code.hash").inner_text() == fingerprint

    links = links_of(page, tmp_path)
    assert len(links) == 38
    respondent = tabs.open(base_url=live_server.url, viewport={"width": 375, "height": 812})
    respondent.goto(links[0])
    for told in (
        "To find out what slows us down.",
        "Platform team",
        f"Until {shown(day(14))}",
        "Voluntary, and without consequences.",
    ):
        expect(respondent.get_by_text(told).first).to_be_visible()
    respondent.get_by_text("What else holds for this round").click()
    expect(respondent.get_by_text("cannot be changed or taken back").first).to_be_visible()
    expect(respondent.get_by_text(fingerprint)).to_have_count(1)

    answer(Round.objects.get(), 20)
    page.goto(SPRING)
    follow(page, "Close")
    press(page, "Close the round")
    expect(page.locator(".state")).to_contain_text("counted, shown to nobody yet")
    follow(page, "Release")
    press(page, "Release the round")
    expect(page).to_have_url(f"{live_server.url}/results/developer-experience/spring-2027/")

    page.goto(SPRING)
    follow(page, "Make the next round like this one")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Autumn 2027")
    expect(page.get_by_label("Code")).to_have_value("autumn-2027")
    expect(page.get_by_label("Who is responsible")).to_have_value(
        "Platform team, platform@example.org"
    )
    press(page, "Make the draft")
    follow(page, "Check and open")
    press(page, "Open the round")
    links = links_of(page, tmp_path)
    answer(Round.objects.get(code="autumn-2027"), 7)
    note_participation(round=Round.objects.get(code="autumn-2027"))
    page.goto("/rounds/developer-experience/autumn-2027/")
    abort_by_keyboard(page)
    expect(page.locator(".state")).to_contain_text("without results")
    assert not Response.objects.exists()
    assert not Invitation.objects.exists()
    respondent.goto(links[0])
    expect(respondent.get_by_text("This round was ended without results")).to_be_visible()
    page.goto("/rounds/")
    expect(page.locator(".rows > li", has_text="Autumn 2027")).to_contain_text("aborted")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(60):
        focused = page.evaluate(FOCUSED)
        if name in " ".join(focused.split()):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {name}")


def extend_by_keyboard(page: Page, last: date) -> None:
    tab_to(page, "Extend the field period")
    page.keyboard.press("Enter")
    heading(page, "Extend Spring 2027")
    tab_to(page, "New last day")
    page.keyboard.type(last.strftime("%m%d%Y"))
    tab_to(page, "Announce this day")
    page.keyboard.press("Enter")
    heading(page, "Spring 2027")


def abort_by_keyboard(page: Page) -> None:
    tab_to(page, "Abort the round")
    page.keyboard.press("Enter")
    heading(page, "Abort Autumn 2027")
    expect(page.get_by_text("There were at least 5 on")).to_be_visible()
    tab_to(page, "Type the code of the round")
    page.keyboard.type("autumn")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The code of this round is autumn-2027.")).to_be_visible()
    assert Response.objects.count() == 7
    tab_to(page, "Type the code of the round")
    page.keyboard.press("Control+A")
    page.keyboard.type("autumn-2027")
    tab_to(page, "Destroy all answers")
    page.keyboard.press("Enter")
    heading(page, "Autumn 2027")


def test_events_are_added_and_removed_without_javascript(
    tabs: Any, live_server: LiveServer
) -> None:
    draft()
    page = visit(tabs, live_server, "/rounds/", java_script_enabled=False)
    follow(page, "Events")
    page.get_by_label("Day").fill("2027-03-01")
    page.get_by_label("What happened").fill("New CI")
    press(page, "Add the event")
    expect(page.locator(".events")).to_contain_text("1 Mar 2027")
    press(page, "Remove New CI, 1 Mar 2027")
    expect(page.get_by_text("No event yet.")).to_be_visible()


PAGES = ("", "extend/", "abort/", "next/", "close/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit(tabs: Any, live_server: LiveServer, scheme: str) -> None:
    opened(closes_on=date(2027, 4, 21))
    add_event(programme=Programme.objects.get(), on=day(0), title="New CI", actor="test")
    addresses = [
        *(f"/rounds/dx/2027-spring/{page}" for page in PAGES),
        "/rounds/",
        "/programmes/dx/events/",
    ]
    page = visit(tabs, live_server, "/rounds/", color_scheme=scheme)
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(address)
            assert page.evaluate(OVERFLOW) <= 0, (address, width)
            assert page.evaluate(TOO_SMALL) == [], (address, width)
            if width != 320:
                assert barriers(page) == [], address
