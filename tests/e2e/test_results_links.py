"""A link to results in a browser: made, opened by somebody else, ended; accessible on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Round
from tests.e2e.conftest import barriers, wider
from tests.releases import demo_releases
from tests.stored import logged_in, stored_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

PAGE = "/rounds/engineering/2027-spring/results-links/"


@pytest.fixture
def site(live_server: LiveServer) -> LiveServer:
    """Three released rounds whose people were told of such links."""
    for release in demo_releases():
        stored_round(release, results_for=Round.ResultsFor.LINK, manifest={"results_for": "link"})
    return live_server


def checked(page: Page, name: str, scheme: str) -> None:
    """Nothing for axe to complain of, nothing that scrolls sideways; a picture where wanted."""
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert wider(page) <= 0, (name, width)
        assert barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_is_made_read_by_somebody_else_and_ended(
    tabs: Any, site: LiveServer, scheme: str
) -> None:
    analyst: Page = tabs.open(base_url=site.url, color_scheme=scheme)
    cookie = logged_in("analyst").cookies[settings.SESSION_COOKIE_NAME].value
    analyst.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}]
    )
    analyst.goto(PAGE)
    analyst.get_by_label("Whom it is for").fill("Board meeting")
    analyst.get_by_role("button", name="Make the link").click()
    address = analyst.locator("#made-link").get_attribute("href") or ""
    path = address.removeprefix(settings.BASE_URL)
    assert path.startswith("/s/link/")
    checked(analyst, "links", scheme)

    reader: Page = tabs.open(base_url=site.url, color_scheme=scheme)
    reader.goto(path, wait_until="networkidle")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Spring 2027")
    checked(reader, "read", scheme)
    reader.get_by_role("navigation", name="Pages of this round").get_by_role(
        "link", name="Priorities"
    ).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("What to work on first")
    assert reader.context.cookies() == []

    analyst.get_by_role("button", name="End it now").click()
    expect(analyst.get_by_text("The link is ended.")).to_be_visible()
    reader.goto(path)
    expect(reader.get_by_role("heading", level=1)).to_have_text("This link opens no results")
    checked(reader, "ended", scheme)
