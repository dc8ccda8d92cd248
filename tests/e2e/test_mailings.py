"""Mails of a round in a browser: one press sends all, with the script; each press some, without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from questionnaires.models import Mailing
from questionnaires.services.invitations import issue_links
from surveyapp import settings
from tests.e2e.conftest import barriers, wider
from tests.mail_server import MailServer
from tests.rounds import opened
from tests.stored import persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

MAIL = "/rounds/dx/2027-spring/mail/"
Open = Callable[..., Page]


@pytest.fixture
def analyst(tabs: Any, live_server: Any) -> Open:
    """Opens the page of mails of somebody who runs rounds."""

    def opened_page(**options: Any) -> Page:
        browser = Client()
        browser.force_login(persona("analyst"))
        page: Page = tabs.open(**options)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto(live_server.url + MAIL)
        return page

    return opened_page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_one_press_sends_to_everybody_and_says_when_it_is_done(analyst: Open) -> None:
    opened()
    page = analyst()
    press(page, "Send 38 invitations")
    expect(page.get_by_role("heading", name="Remind who has not answered")).to_be_focused()
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 38
    expect(page.get_by_role("row", name="1 · Invitation 38 of 38 at its end")).to_be_visible()
    press(page, "Send a reminder")
    expect(
        page.get_by_role("row", name="2 · Reminder to those without an answer at its end")
    ).to_be_visible()
    assert len(mail.outbox) == 76
    assert Mailing.objects.count() == 2


def test_without_the_script_each_press_sends_some(analyst: Open) -> None:
    opened()
    page = analyst(java_script_enabled=False)
    press(page, "Send 38 invitations")
    expect(page.get_by_role("status")).to_have_text("20 of 38 people have had their turn.")
    assert len(mail.outbox) == 20
    page.goto(page.url)  # left, and come back to
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Remind who has not answered")).to_be_visible()
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 38


def test_the_script_stops_where_the_mail_server_does(
    analyst: Open, settings: Any, tabs: Any
) -> None:
    opened()
    with MailServer(dies_with=25) as server:
        page = analyst()
        server.serve(settings)
        press(page, "Send 38 invitations")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("The mail server stopped taking mails.")
        expect(page.get_by_role("status")).to_have_text("25 of 38 people have had their turn.")
        server.dies_with = None
        press(page, "Continue")
        expect(page.get_by_role("heading", name="Remind who has not answered")).to_be_focused()
        assert set(server.counts.values()) == {1}
        assert len(server.messages) == 38
    # The browser notes the refusal that the page shows.
    assert all("503" in complaint for complaint in tabs.complaints)
    tabs.complaints.clear()


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_can_be_read_by_all(
    analyst: Open, tabs: Any, live_server: Any, width: int, scheme: str
) -> None:
    round_ = opened()
    look = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = analyst(**look)
    assert_readable(page)
    for kind in ("invitation", "reminder"):
        frame = page.frame(url=f"**{MAIL}{kind}.html")
        assert frame is not None
        assert wider(frame) == 0
        expect(frame.get_by_text("Hello Ada Example,")).to_be_visible()
    link = issue_links(round=round_, actor="test")[0]
    respondent: Page = tabs.open(**look)
    respondent.goto(live_server.url + urlsplit(link.opt_out_url).path)
    assert_readable(respondent)
    respondent.get_by_label("No reminders of this round").check()
    press(respondent, "Save")
    expect(respondent.get_by_role("status")).to_contain_text("Saved.")
    expect(respondent.get_by_label("No reminders of this round")).to_be_checked()
    assert_readable(respondent)


def assert_readable(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert wider(page) == 0
    assert barriers(page) == []
