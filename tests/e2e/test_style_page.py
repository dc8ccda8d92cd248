"""The style page in a browser: light and dark, narrow and wide, and no other than the survey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from surveyapp.style_tokens import read_tokens
from tests.e2e.conftest import barriers, wider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [320, 375, 1280]
#: What sticks out of the page, so that it is cut off; what scrolls in a box of its own does not.
OUTSIDE = """() => [...document.querySelectorAll('main *')]
  .filter((e) => !e.closest('.scroll > *') && !e.matches('.visually-hidden, .word'))
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
    || e.getBoundingClientRect().left < -0.5)
  .map((e) => e.outerHTML.slice(0, 80))"""
#: Height of every question by its code.
HEIGHTS = """() => Object.fromEntries([...document.querySelectorAll('[data-item]')]
  .map((e) => [e.dataset.item, Math.round(e.getBoundingClientRect().height)]))"""

Open = Callable[..., Page]


@pytest.fixture
def style(tabs: Any, live_server: LiveServer) -> Open:
    def visit(path: str = "/style/", **options: Any) -> Page:
        page: Page = tabs.open(base_url=live_server.url, **options)
        page.goto(path)
        return page

    return visit


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(style: Open, scheme: str, width: int) -> None:
    # The page's policy keeps foreign scripts out; axe is one.
    page = style(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    assert barriers(page) == []
    page.evaluate("document.querySelector('.problem p').style.color = '#808080'")
    assert [one.split(":")[0] for one in barriers(page)] == ["color-contrast"]


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out(style: Open, width: int, language: str) -> None:
    page = style(viewport={"width": width, "height": 800}, locale=language)
    assert page.evaluate("document.documentElement.lang") == language
    assert wider(page) == 0
    assert page.evaluate(OUTSIDE) == []
    page.locator("h1").evaluate("e => e.style.inlineSize = '3000px'")
    assert wider(page) > 0
    assert page.evaluate(OUTSIDE) != []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_shown_is_what_the_browser_draws(style: Open, scheme: str) -> None:
    page = style(color_scheme=scheme)
    tokens = read_tokens()
    values = getattr(tokens, scheme)
    drawn = page.evaluate(
        "names => names.map((n) => getComputedStyle(document.documentElement).getPropertyValue(n))",
        [f"--{name}" for name in tokens.colour_names],
    )
    assert drawn == [values[name] for name in tokens.colour_names]
    seen = page.locator(".pair rect").first.evaluate("e => getComputedStyle(e).fill")
    paper = values["paper"]
    assert seen == f"rgb({', '.join(str(int(paper[n : n + 2], 16)) for n in (1, 3, 5))})"
    assert page.locator(".of-text-5").evaluate("e => getComputedStyle(e).fontSize") == "31px"
    widest = page.locator(".of-space-8")
    assert widest.evaluate("e => e.getBoundingClientRect().width") == 64


@pytest.mark.parametrize("width", [320, 375])
def test_questions_are_as_tall_as_in_the_survey(style: Open, width: int) -> None:
    options = {"viewport": {"width": width, "height": 800}, "java_script_enabled": False}
    here = style(**options).evaluate(HEIGHTS)
    there = style("/style/survey/?sent", **options).evaluate(HEIGHTS)
    assert len(here) == 25
    assert here == there


def test_questions_can_be_tried(style: Open) -> None:
    page = style()
    put = page.locator("#q-order [data-put]")
    put.nth(1).click()
    expect(page.locator("#q-order .is-placed")).to_have_count(1)
    slider = page.locator("#q-slider [data-slider]")
    expect(slider).to_have_class("untouched")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).not_to_have_class("untouched")
    expect(page.locator("#q-slider [data-number]")).to_have_value("51")
    page.locator("#q-slider [data-clear]").click()
    expect(slider).to_have_class("untouched")
    expect(page.locator("#q-slider [data-number]")).to_be_focused()
    words = page.locator("#q-own .own-words")
    expect(words).to_be_hidden()
    page.get_by_label("Elsewhere, namely", exact=True).check()
    expect(words).to_be_visible()


def test_every_link_of_the_contents_leads_to_its_part(style: Open) -> None:
    page = style()
    links = page.get_by_role("navigation", name="On this page").get_by_role("link").all()
    assert len(links) == 10
    for link in links:
        name = link.inner_text()
        link.click()
        expect(page.locator(":target")).to_have_text(name)


def test_the_survey_is_one_link_away_and_sends_nothing(style: Open) -> None:
    page = style()
    page.get_by_role("link", name="The survey, from its first page").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Ratings")).to_be_visible()
    expect(page.locator("[data-progress]")).to_contain_text("Page 1 of")
    page.goto("/style/survey/?sent&lang=es")
    problems = page.locator("#problems")
    expect(problems).to_be_focused()
    expect(problems.get_by_role("link")).to_have_count(3)
    assert page.evaluate("document.documentElement.lang") == "es"
    assert page.locator("[data-send]").get_attribute("type") == "button"


def test_with_forced_colours_samples_keep_theirs_and_words_follow(style: Open) -> None:
    page = style(forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    fills = page.locator(".swatch rect").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).fill)"
    )
    assert len(set(fills)) > 20
    ink = page.locator(".button.primary").first.evaluate("e => getComputedStyle(e).color")
    plain = style().locator(".button.primary").first.evaluate("e => getComputedStyle(e).color")
    assert ink != plain
