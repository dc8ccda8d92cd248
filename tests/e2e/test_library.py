"""Authors find questions in the library and take them along: by keyboard, on a phone, for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from questionnaires.models import QuestionSetVersion
from questionnaires.services.question_sets import import_question_set
from surveyapp import settings
from tests.e2e.conftest import barriers, wider
from tests.question_sets import SMALL
from tests.stored import persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

Open = Callable[..., Page]
LIBRARY = "/question-sets/small-set/1/library/"
BEGINNINGS = ("/question-sets/new/", "/question-sets/new/library/?bundle=whole")
#: The smallest side of what is pressed with a thumb.
TARGET = 44


@pytest.fixture
def author(tabs: Any, live_server: Any) -> Open:
    """Opens a page of somebody who is logged in as an author."""
    import_question_set(source=SMALL, filename="small.yaml", actor="ann")

    def opened(path: str, **options: Any) -> Page:
        browser = Client()
        browser.force_login(persona("author"))
        page: Page = tabs.open(**options)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}{path}")
        return page

    return opened


def draft() -> QuestionSetVersion:
    return QuestionSetVersion.objects.get(question_set__code="small-set")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_editor_and_back(author: Open, *, scripts: bool) -> None:
    page = author("/question-sets/small-set/1/edit/", java_script_enabled=scripts)
    page.get_by_role("link", name="From the library").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Library")
    page.locator("#group-flow summary").click()
    page.locator("#pick-focus_time input").check()
    page.get_by_label("Words").fill("purpose")
    page.get_by_label("Framework that its source names").select_option("Drive")
    page.get_by_role("button", name="Find").click()
    kept = page.locator("#pick-focus_time input")
    if scripts:  # what was ticked before goes along
        expect(kept).to_be_checked()
        kept.uncheck()
    else:
        expect(page.get_by_text("3 questions", exact=True).first).to_be_visible()
    page.get_by_role("checkbox", name="I can tell whom my work helps.").check()
    page.get_by_role("checkbox", name="I see what my work is good for.").check()
    expect(page.get_by_label("Add to")).to_have_value("shipping")
    page.get_by_role("button", name="Add what is ticked").click()
    expect(page.get_by_text("Saved. Added 2 questions from the library.")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("purpose")
    expect(page.locator("#pick-purpose_users .tag")).to_have_text("in this draft")
    page.get_by_role("link", name="Small set, version 1").click()
    expect(page.locator("#item-purpose_users h3")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#item-purpose_users")).to_have_count(0)
    assert not draft().instrument.has_item("purpose_users")


def test_by_keyboard_alone(author: Open) -> None:
    page = author(f"{LIBRARY}?construct=purpose", viewport={"width": 1280, "height": 700})
    page.locator("#pick-purpose_aims input").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Add to")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. Added 1 question from the library.")).to_be_visible()
    assert draft().instrument.sections[-1].code == "purpose"


def test_no_tick_hides_behind_the_bar(author: Open) -> None:
    """Where the bar stays in sight, what has the focus is above it."""
    page = author(f"{LIBRARY}?framework=DORA", viewport={"width": 1280, "height": 700})
    boxes = page.locator(".entry input")
    assert boxes.count() > 40
    boxes.first.focus()
    for _press in range(25):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            "() => document.activeElement.type === 'checkbox'"
            " && document.activeElement.getBoundingClientRect().bottom"
            " > document.querySelector('.take').getBoundingClientRect().top"
        )
        assert not hidden
    assert page.evaluate("scrollY") > 500


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_the_pages_for_everybody(
    author: Open, width: int, scheme: Literal["light", "dark"]
) -> None:
    size = {"width": width, "height": 800}
    found = (LIBRARY, f"{LIBRARY}?dimension=dora:burnout", "/library/?q=on-call")
    for address in (*found, *BEGINNINGS):
        page = author(address, viewport=size, color_scheme=scheme)
        assert barriers(page) == [], address
        assert wider(page) <= 0, address
        small = page.evaluate(
            "n => [...document.querySelectorAll('main button, main summary, main .choice')]"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < n)"
            ".map(e => e.outerHTML.slice(0, 80))",
            TARGET,
        )
        assert small == []
