"""After sending, in a browser: from the receipt to the results, and to what is done about them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Action
from surveyapp.access import Role
from tests.e2e.after import After
from tests.e2e.conftest import barriers, wider
from tests.stored import persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

WIDTHS = [320, 375, 1280]
PAGES = ("done", "results", "did", "how")
STAFF = "/rounds/engineering/2027-spring/actions/"


@pytest.fixture
def after(live_server: LiveServer) -> After:
    return After(live_server)


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_sticks_out(
    tabs: Any, after: After, width: int, scheme: str
) -> None:
    # The pages' policy keeps foreign scripts out; axe is one.
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    for what in PAGES:
        page = after.visit(tabs, what, bypass_csp=True, **options)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert wider(page) == 0, what
        if what != "results":  # all of it is opened in test_results.py
            open_everything(page)
        assert barriers(page) == [], what
        assert wider(page) == 0, what
        page.context.close()


def test_axe_would_find_what_cannot_be_read(tabs: Any, after: After) -> None:
    page = after.visit(tabs, "did", bypass_csp=True)
    page.evaluate(
        "document.querySelector('main p').style.cssText = 'color: #888; background: #777'"
    )
    assert [one.split(":")[0] for one in barriers(page)] == ["color-contrast"]


def test_from_the_receipt_to_the_results_and_on_by_keyboard_without_javascript(
    tabs: Any, after: After
) -> None:
    page = after.visit(tabs, "done", java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("The results are released")

    def follow(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            link = page.locator("a:focus")
            if link.count() and name in (link.text_content() or ""):
                assert link.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"no link “{name}” by Tab")

    follow("Read the results")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring 2027")
    chart = page.locator("figure.chart img").first
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_js_property("complete", True)
    assert chart.evaluate("e => e.naturalWidth") > 300
    page.wait_for_load_state("networkidle")
    follow("You said, we did")
    expect(page.get_by_role("heading", level=1)).to_have_text("You said, we did")
    expect(page.locator(".told-actions > li")).to_have_count(4)
    follow("The results of this round")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring 2027")
    page.wait_for_load_state("networkidle")  # charts that are still drawn read the database
    assert page.context.cookies() == []


def test_an_address_of_figures_opens_their_table(tabs: Any, after: After) -> None:
    page = after.visit(tabs, "results")
    table = page.locator("#constructs details table").first
    expect(table).to_be_hidden()
    page.locator("#constructs details > summary").first.click()
    expect(table).to_be_visible()
    expect(table.locator("tbody tr")).not_to_have_count(0)


def logged_in(tabs: Any, after: After, **options: Any) -> Page:
    """A page of an analyst."""
    user = persona(Role.ANALYST)
    user.set_password("a long password")
    user.save()
    page: Page = tabs.open(base_url=after.server.url, **options)
    page.goto(f"/login/?next={STAFF}")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", "a long password")
    page.press("[name=password]", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You said, we did")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_those_who_write_it(tabs: Any, after: After, scheme: str) -> None:
    page = logged_in(tabs, after, color_scheme=scheme, bypass_csp=True)
    code = Action.objects.earliest("pk").code
    for address in (STAFF, f"{STAFF}{code}/", f"{STAFF}{code}/remove/"):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert barriers(page) == [], (address, width)
            assert wider(page) == 0, (address, width)


def test_an_entry_is_written_and_published_by_keyboard(tabs: Any, after: After) -> None:
    Action.objects.all().delete()
    page = logged_in(tabs, after)
    page.get_by_label("What was said").focus()
    page.keyboard.insert_text("Builds are slow.")
    page.get_by_label("What is done, or why not").focus()
    page.keyboard.insert_text("A cache.")
    page.get_by_role("button", name="Store the draft").focus()
    page.keyboard.press("Enter")
    publish = page.get_by_role("button", name="Publish “Builds are slow.”")
    publish.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is published")
    read = after.visit(tabs, "did")
    expect(read.locator(".told-actions > li")).to_have_count(1)
