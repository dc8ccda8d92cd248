"""Advice while somebody types: said below the field, overruled with a note, back after a change."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from questionnaires.models import OverruledAdvice
from questionnaires.services.question_sets import import_question_set
from surveyapp import settings
from tests.e2e.conftest import barriers
from tests.question_sets import SMALL
from tests.stored import persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

Open = Callable[..., Page]
QUESTION = "The question, or the statement to agree with"
TWO = "“fast and reliable” may ask for two things at once."


@pytest.fixture
def author(tabs: Any, live_server: Any) -> Open:
    """Opens a page of the small question set as its author."""
    source = SMALL.replace("Are you on call?", "Are you not on call?")
    import_question_set(source=source, filename="small.yaml", actor="ann")

    def opened(path: str, **options: Any) -> Page:
        browser = Client()
        browser.force_login(persona("author"))
        page: Page = tabs.open(**options)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/question-sets/small-set/1/{path}")
        return page

    return opened


def test_it_is_said_while_typing_left_so_and_back_after_a_change(author: Open) -> None:
    page = author("edit/", viewport={"width": 1280, "height": 900})
    page.locator("#text-deploy_ease h3 a").click()
    live = page.locator("[data-advice]")
    text = page.get_by_label(QUESTION)
    text.fill("Builds are fast and reliable.")
    expect(live).to_contain_text(TWO)
    expect(live).to_have_attribute("aria-live", "polite")
    live.locator("summary").click()
    expect(live).to_contain_text("Source: Krosnick")
    text.fill("Builds are fast.")
    expect(live).to_have_text("")
    text.fill("Builds are fast and reliable.")
    expect(live).to_contain_text(TWO)
    page.get_by_role("button", name="Save").click()
    item = page.locator("#item-deploy_ease > .asked > .counsel")
    expect(page.locator("form[data-form]")).to_have_count(0)
    expect(item.locator("summary")).to_have_text(TWO)

    item.locator("summary").click()
    item.get_by_label("Why it is meant so").fill("They go together here.")
    item.get_by_role("button", name="Leave it so").click()
    expect(page.locator("[data-said]")).to_contain_text("Left as it is.")
    expect(item.locator("summary")).to_have_text(f"Left so: {TWO}")
    assert OverruledAdvice.objects.get().note == "They go together here."
    page.reload()
    expect(item.locator("summary")).to_have_text(f"Left so: {TWO}")

    page.locator("#text-deploy_ease h3 a").click()
    page.get_by_label(QUESTION).fill("Our builds are fast and reliable.")
    page.get_by_role("button", name="Save").click()
    expect(item.locator("summary")).to_have_text(TWO)


def test_a_form_that_opens_is_judged_as_it_stands(author: Open) -> None:
    page = author("edit/", viewport={"width": 1280, "height": 900})
    below = page.locator("#item-on_call > .asked > .counsel")
    expect(below).to_be_visible()
    page.locator("#text-on_call h3 a").click()
    expect(page.locator("[data-advice]")).to_contain_text("“not” is a negation")
    expect(below).to_be_hidden()
    page.get_by_role("link", name="Cancel").click()
    expect(below).to_be_visible()


def test_on_a_phone_in_the_dark_and_without_the_script(author: Open, tabs: Any) -> None:
    page = author(
        "edit/",
        viewport={"width": 375, "height": 700},
        color_scheme="dark",
        java_script_enabled=False,
    )
    item = page.locator("#item-on_call")
    item.locator(".counsel summary").click()
    item.get_by_label("Why it is meant so").fill("Most of us are.")
    item.get_by_role("button", name="Leave it so").click()
    expect(page).to_have_url(re.compile(r"/edit/#item-on_call$"))
    expect(item.locator(".counsel summary")).to_contain_text("Left so:")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["edit/", "advice/", ""])
def test_no_barriers(author: Open, path: str, scheme: str, width: int) -> None:
    page = author(path, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for summary in page.locator(".counsel summary").all():
        summary.click()
    if path == "edit/":
        page.locator("#text-deploy_ease h3 a").click()
        page.get_by_label(QUESTION).fill("Builds never fail here.")
        expect(page.locator("[data-advice]")).to_contain_text("“never”")
        page.locator("[data-advice] summary").click()
    assert barriers(page) == []
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider)
