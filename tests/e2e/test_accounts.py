"""From an admin's first click to a lead's results, in a browser, with a second factor."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Unit
from surveyapp.access import Role
from surveyapp.accounts import add_account
from tests.e2e.conftest import barriers, wider
from tests.releases import demo_releases
from tests.stored import stored_programme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

PASSWORD = "correct horse battery"


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> LiveServer:
    """Released rounds, an admin, and a second factor required, behind a running server."""
    settings.SECOND_FACTOR_REQUIRED = True
    settings.BASE_URL = live_server.url
    stored_programme()
    admin = add_account(mail="ada@example.org", name="Ada", roles={Role.ADMIN}, actor="test")
    admin.set_password(PASSWORD)
    admin.save()
    return live_server


def code_for(secret: str) -> str:
    """What an app shows now."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return code


def log_in(page: Page, mail: str) -> None:
    """Type user name and password, by keyboard alone."""
    page.goto("/login/")
    page.get_by_label("User name or mail address").focus()
    page.keyboard.type(mail)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def set_up(page: Page) -> None:
    """Set up the app that makes codes, and go on."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    picture = page.get_by_alt_text("QR code for the app")
    assert picture.evaluate("image => image.naturalWidth") > 0
    key = page.locator(".key").inner_text()
    page.get_by_label("Code", exact=True).focus()
    page.keyboard.type(code_for(key))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have them; go on").click()


def looked_at(page: Page) -> None:
    """Accessible, and no wider than the window at 320, 375 and 1280 px, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (320, 375, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert wider(page) <= 0, f"{page.url} at {width}"
        assert barriers(page) == []


def test_an_admin_makes_a_lead_whose_results_open_at_the_unit(tabs: Any, site: LiveServer) -> None:
    shown = next(group for group in demo_releases()[-1].units if group.hidden is None)
    Unit.objects.create(path=shown.path, title=shown.title)
    page: Page = tabs.open(base_url=site.url)
    log_in(page, "ada@example.org")
    set_up(page)
    page.get_by_role("link", name="Accounts").click()
    page.get_by_role("link", name="Add an account").click()
    page.get_by_label("Mail address").fill("grace@example.org")
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_label("Lead", exact=True).check()
    page.get_by_label("Unit of a lead").select_option(shown.path)
    page.get_by_role("button", name="Add the account").click()
    link = page.locator(".letter code").inner_text()
    assert User.objects.filter(username="grace@example.org").exists()

    lead: Page = tabs.open(base_url=site.url, viewport={"width": 375, "height": 740})
    lead.goto(link)
    lead.get_by_label("New password").fill(PASSWORD)
    lead.get_by_label("The same again").fill(PASSWORD)
    lead.get_by_role("button", name="Set the password").click()
    lead.get_by_role("link", name="Log in").click()
    log_in(lead, "grace@example.org")
    set_up(lead)
    expect(lead.get_by_role("link", name="Accounts")).to_have_count(0)
    lead.get_by_role("link", name=f"Results of {shown.path}").first.click()
    expect(lead.get_by_role("heading", level=1)).to_have_text(shown.path.rpartition("/")[2])
    lead.wait_for_load_state("networkidle")


def test_every_page_of_an_account_is_accessible_and_fits(tabs: Any, site: LiveServer) -> None:
    page: Page = tabs.open(base_url=site.url)
    for address in ("/login/?next=/rounds/", "/password/reset/", "/password/reset/sent/"):
        page.goto(address)
        looked_at(page)
    log_in(page, "ada@example.org")
    expect(page.locator(".key")).to_be_visible()
    looked_at(page)
    set_up(page)
    path = next(group.path for group in demo_releases()[-1].units if group.hidden is None)
    for address in (
        "/account/",
        "/account/codes/",
        "/account/password/",
        "/account/second-factor/remove/",
        "/accounts/",
        "/accounts/new/",
        "/accounts/ada@example.org/",
        f"/results/engineering/2027-spring/units/{path}/",
    ):
        page.goto(address, wait_until="networkidle")
        looked_at(page)
