"""What to work on first, in a browser: accessible, as wide as the screen, read without script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Round
from tests.e2e.conftest import barriers, wider
from tests.priorities import answers, released, with_drivers
from tests.stored import stored_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

HOURS = ("none", "few", "many")
CHOSEN = [["docs"], ["docs", "meetings"], ["docs", "goals"], ["other"]]


@pytest.fixture
def address(live_server: LiveServer) -> str:
    """The page of the second of two rounds, with all that it can have."""
    shown = None
    for code, good in (("before", 40), ("after", 12)):
        records = answers({"docs": good}, 58, CHOSEN)
        records = [{**one, "lost": HOURS[place % 3]} for place, one in enumerate(records)]
        made = with_drivers(released(records, 70, code=code), flow=(0.5, 0.3, 0.7))
        shown = stored_round(
            replace(made, round=replace(made.round, closed_on="2027-04-20")),
            results_for=Round.ResultsFor.ASKED,
            manifest={"results_for": "asked"},
        )
    assert shown is not None
    return f"{live_server.url}/s/results/{shown.public_id}/priorities/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(tabs: Any, address: str, scheme: str) -> None:
    for width in (375, 1280):
        page = tabs.visit(address, width, color_scheme=scheme)
        expect(page.get_by_role("heading", level=1)).to_have_text("What to work on first")
        assert barriers(page) == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_it_does_not_scroll_sideways(tabs: Any, address: str, width: int) -> None:
    assert wider(tabs.visit(address, width)) <= 0


def test_the_chart_fits_the_screen_and_says_what_was_found(tabs: Any, address: str) -> None:
    for width, drawn in ((375, 360), (1280, 960)):
        page = tabs.visit(address, width)
        chart = page.locator("#quadrant img")
        chart.scroll_into_view_if_needed()
        page.wait_for_function("(i) => i.complete && i.naturalWidth", arg=chart.element_handle())
        assert chart.evaluate("(i) => i.naturalWidth") == drawn
        said = chart.get_attribute("alt") or ""
        assert said.startswith("Documentation stands out among 4 constructs.")
        assert said.endswith("The table below has the figures.")


def test_all_of_it_is_there_without_script(tabs: Any, address: str) -> None:
    page = tabs.visit(address, 1280, java_script_enabled=False)
    candidates = page.locator("#candidates ol > li")
    expect(candidates).to_have_count(1)
    expect(candidates.first).to_contain_text("Fewer than half favourable (12 of 58)")
    expect(page.locator("#ranked tbody tr")).to_have_count(4)
    expect(page.locator("#hours")).to_contain_text("engineer-hours a week for all 70 people")
