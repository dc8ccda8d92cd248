"""Software delivery and a construct in a browser: accessible, in any width, chosen by links."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Round
from tests.deliveries import delivery_releases
from tests.e2e.conftest import barriers, wider
from tests.e2e.test_results import visit
from tests.frozen import overrule
from tests.stored import logged_in, stored_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

ROUND = "/results/engineering/2027-spring/"
PAGES = {
    "delivery": f"{ROUND}delivery/?industry=financial",
    "construct": f"{ROUND}constructs/loose_coupling/?bars=whole",
    "overview": f"{ROUND}?bars=whole",
}
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


@pytest.fixture
def site(live_server: LiveServer) -> LiveServer:
    """Two rounds that asked the Quick Check, the last for everybody who was asked."""
    rounds = [stored_round(release) for release in delivery_releases()]
    overrule(Round.objects.filter(pk=rounds[-1].pk), results_for=Round.ResultsFor.ASKED)
    for address in PAGES.values():  # figures are made once; a browser waits ten seconds and no more
        assert logged_in().get(address).status_code == 200
    return live_server


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", list(PAGES))
def test_pages_are_accessible_in_every_width(
    tabs: Any, site: LiveServer, name: str, scheme: str
) -> None:
    for width in (320, 1280):
        page = visit(
            tabs, site, PAGES[name], color_scheme=scheme, viewport={"width": width, "height": 900}
        )
        page.evaluate(OPEN_ALL)
        page.wait_for_load_state("networkidle")
        assert wider(page) <= 0
        assert barriers(page) == []


def test_choices_are_links_that_work_without_a_script(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, f"{ROUND}delivery/", java_script_enabled=False)
    page.get_by_role("link", name="financial services").click()
    expect(page.get_by_text("DORA 2025, financial services").first).to_be_visible()
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="100 %").first.click()
    assert page.url.endswith("?bars=whole#constructs")
    page.locator("summary", has_text="Figures of each construct").click()
    page.get_by_role("link", name="Loosely coupled teams", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Loosely coupled teams")


def test_everybody_asked_goes_from_page_to_page(tabs: Any, site: LiveServer) -> None:
    told = Round.objects.get(code="2027-spring")
    page = tabs.open(base_url=site.url, viewport={"width": 375, "height": 800})
    page.goto(f"/s/results/{told.public_id}/", wait_until="networkidle")
    page.get_by_role("link", name="Software delivery").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Software delivery")
    page.wait_for_load_state("networkidle")
    assert wider(page) <= 0
    assert page.context.cookies() == []
