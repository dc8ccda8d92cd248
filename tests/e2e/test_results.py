"""Results in a browser: wide and narrow, light and dark, by keyboard, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import barriers, wider
from tests.stored import logged_in, open_round_beside, persona, stored_programme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

ROUND = "/results/engineering/2027-spring/"
TREND = "/results/engineering/"
PAGES = {
    "round": ROUND,
    "first round": "/results/engineering/2026-spring/",
    "trend": TREND,
    "between": f"{ROUND}two-rounds/",
    "heatmap": f"{ROUND}heatmap/?heat=whole&sort=docs",
    "home": "/",
}
LOADED = """() => [...document.images].filter((i) => i.loading !== 'lazy' || i.complete)
  .every((i) => i.complete && i.naturalWidth > 0)"""


@pytest.fixture
def site(live_server: LiveServer) -> LiveServer:
    """Three released rounds and an open one behind a running server."""
    open_round_beside(stored_programme()[-1])
    return live_server


def visit(tabs: Any, site: LiveServer, address: str, name: str = "viewer", **options: Any) -> Page:
    page: Page = tabs.open(base_url=site.url, **options)
    cookie = logged_in(name).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}]
    )
    # Until the charts in view are there: a page that leaves while they are drawn breaks the pipe.
    page.goto(address, wait_until="networkidle")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", list(PAGES))
def test_pages_are_accessible(tabs: Any, site: LiveServer, name: str, scheme: str) -> None:
    for width in (375, 1280):
        page = visit(
            tabs,
            site,
            PAGES[name],
            "analyst",
            color_scheme=scheme,
            viewport={"width": width, "height": 800},
        )
        for summary in page.locator("main summary").all()[:4]:
            summary.click()
        page.wait_for_load_state("networkidle")
        assert barriers(page) == []


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("name", list(PAGES))
def test_pages_do_not_scroll_sideways(tabs: Any, site: LiveServer, name: str, width: int) -> None:
    page = visit(tabs, site, PAGES[name], viewport={"width": width, "height": 800})
    assert wider(page) <= 0


def test_charts_load_under_the_policy_and_fit_the_screen(tabs: Any, site: LiveServer) -> None:
    for width, drawn in ((375, 360), (1280, 960)):
        page = visit(tabs, site, ROUND, viewport={"width": width, "height": 800})
        chart = page.locator("#constructs img").first
        chart.scroll_into_view_if_needed()
        page.wait_for_function("(i) => i.complete && i.naturalWidth", arg=chart.element_handle())
        assert chart.evaluate("(i) => i.naturalWidth") == drawn
        alt = chart.get_attribute("alt") or ""
        assert alt.startswith("Most favourable: ")
        assert page.evaluate(LOADED)


def test_a_sentence_leads_to_its_figures_and_they_to_every_answer(
    tabs: Any, site: LiveServer
) -> None:
    page = visit(tabs, site, ROUND)
    sentence = page.get_by_role("listitem").filter(has_text="Ease of release: clearly better")
    sentence.get_by_role("link", name="Figures of Ease of release").click()
    page.wait_for_url("**/constructs/release/")
    expect(page.get_by_role("heading", name="Ease of release", level=1)).to_be_visible()
    page.goto(f"{ROUND}#construct-release", wait_until="networkidle")
    expect(page.locator("#construct-release")).to_be_in_viewport()
    row = page.locator("#question-release_1")
    expect(row).to_be_hidden()
    page.goto(f"{ROUND}#question-release_1")
    expect(row).to_be_in_viewport()
    row.get_by_text("Answers").click()
    expect(row.get_by_text("Strongly agree")).to_be_visible()
    expect(row.locator("img")).to_be_visible()


def test_every_sentence_leads_to_a_chart_that_is_there(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, ROUND)
    charts = page.locator("#found .see[href^='#chart-']")
    targets = {one.get_attribute("href") or "" for one in charts.all()}
    assert {"#chart-constructs", "#chart-change-constructs"} < targets
    for target in sorted(targets):
        page.goto(f"{ROUND}{target}")
        expect(page.locator(target).locator("img")).to_be_in_viewport()
    page.wait_for_load_state("networkidle")


def test_a_sentence_is_copied_with_its_method_and_source(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, ROUND, permissions=["clipboard-read", "clipboard-write"])
    sentence = page.get_by_role("listitem").filter(has_text="Ease of release: clearly better")
    button = sentence.get_by_role("button", name="Copy")
    button.focus()
    page.keyboard.press("Enter")
    expect(sentence.get_by_role("button", name="Copied")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Copied: Ease of release")
    words = page.evaluate("navigator.clipboard.readText()")
    assert words.startswith(
        "Ease of release: clearly better, 19\u00a0% \u2192 78\u00a0% favourable"
    )
    assert "(Brunner-Munzel test, adjusted for all compared (Benjamini-Hochberg)" in words
    assert "; Spring 2027, 58 of 70 answered (83\u00a0%), release " in words


def test_without_script_there_is_no_button_that_does_nothing(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, ROUND, java_script_enabled=False)
    expect(page.locator("#found .how").first).to_be_visible()
    expect(page.locator("#found button")).to_have_count(0)


def test_the_overview_is_short_and_sections_open_by_keyboard(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, ROUND, viewport={"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollHeight") < 10_000
    section = page.locator("details.section").first
    question = section.locator("tbody tr").first
    expect(question).to_be_hidden()
    section.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(question).to_be_visible()


def test_downloads_have_names(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, ROUND)
    for link, name in (
        (page.locator("#constructs figcaption a").nth(1), "engineering-2027-spring-constructs.png"),
        (
            page.get_by_role("link", name="Table of questions (CSV)"),
            "engineering-2027-spring-items.csv",
        ),
        (
            page.get_by_role("link", name="The release, as one file"),
            "engineering-2027-spring-release.json",
        ),
    ):
        with page.expect_download() as caught:
            link.click()
        assert caught.value.suggested_filename == name


def test_from_the_login_back_to_the_page_asked_for(tabs: Any, site: LiveServer) -> None:
    user = persona("viewer")
    user.set_password("correct horse battery")
    user.save()
    page: Page = tabs.open(base_url=site.url)
    page.goto(ROUND)
    page.get_by_label("User name or mail address").fill("viewer")
    page.get_by_label("Password").fill("correct horse battery")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring 2027")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in").first).to_be_visible()


def test_paper_has_sentences_unfolded_and_no_buttons(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, ROUND)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    for way in page.locator(".contents").all():
        expect(way).to_be_hidden()
    expect(page.get_by_text("Focus time: no evidence of change")).to_be_visible()
    expect(page.locator("#question-release_1")).to_be_visible()
    expect(page.locator("#construct-release")).to_be_visible()
    assert wider(page) <= 0


def test_the_page_for_programs_loads_under_the_policy(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, "/api/v1/docs/")
    expect(page.get_by_text("/api/v1/programmes/{programme}/trend/", exact=True)).to_be_visible()


def test_an_analyst_is_told_why_an_open_round_shows_nothing(tabs: Any, site: LiveServer) -> None:
    page = visit(tabs, site, "/results/engineering/2027-autumn/", "analyst")
    expect(page.get_by_text("Nothing is shown before it is closed and released.")).to_be_visible()
