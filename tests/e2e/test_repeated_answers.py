"""An earlier choice is repeated in later texts, in the browser alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.anonymous import heading, press
from tests.e2e.test_order_and_piping import (
    INERT,
    ShuffledRound,
    in_document,
    visit,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def asked(live_server: LiveServer) -> ShuffledRound:
    """A round with a section in random order, and an answer that is repeated."""
    return ShuffledRound(live_server)


def says(page: Page, words: str) -> None:
    """Wherever the question stands it reads so."""
    question = page.locator("#q-tool_works")
    expect(question.locator("legend")).to_contain_text(f"I trust {words}.")
    expect(question.locator("[data-clear]")).to_have_text(f"Clear: I trust {words}.")
    expect(page.locator("#q-better legend")).to_contain_text("better?")


def test_what_was_chosen_stands_in_the_later_texts(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    says(page, "the tool I use most")
    expect(page.locator("#q-tool_works-help")).to_have_text("Think of it.")
    page.locator("#q-tool").get_by_text("my editor").click()
    says(page, "my editor")
    expect(page.locator("#q-tool_works-help")).to_have_text("Think of my editor.")
    expect(page.get_by_role("group", name="I trust my editor.")).to_be_visible()
    page.reload()
    heading(page, "Your work")
    says(page, "my editor")
    page.locator("#q-tool-na").check()
    says(page, "the tool I use most")
    page.locator("#q-tool-ide").check()
    says(page, "my editor")
    page.locator("#q-tool").get_by_role("button", name="Clear").click()
    says(page, "the tool I use most")
    page.locator("#q-tool-ide").check()
    page.locator("#q-tool-other").check()
    says(page, "the tool I use most")


def test_it_follows_the_keyboard_and_stands_on_the_next_page_and_in_the_review(
    tabs: Any, asked: ShuffledRound
) -> None:
    page = visit(tabs, asked.link())
    page.locator("#q-tool-marked").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q-tool-ide")).to_be_checked()
    says(page, "my editor")
    for code in ("calm_00", "calm_01", "calm_02", "tool_works"):
        page.locator(f"#q-{code}-4").check()
    press(page, "Next")
    expect(page.locator("#q-better legend")).to_have_text("What would make my editor better?")
    press(page, "Next")
    heading(page, "Before you send")
    page.locator("[data-unanswered] summary").click()
    link = page.get_by_role("link", name="What would make my editor better?", exact=True)
    expect(link).to_be_visible()
    page.reload()
    heading(page, "Before you send")
    page.locator("[data-unanswered] summary").click()
    expect(link).to_be_visible()


def test_the_mark_of_a_required_question_is_not_in_the_review(
    tabs: Any, asked: ShuffledRound
) -> None:
    page = visit(tabs, asked.link())
    expect(page.locator("#q-tool_works legend .needed")).to_be_visible()
    page.evaluate(
        "document.querySelectorAll('[data-missing]').forEach((one) => delete one.dataset.missing)"
    )
    press(page, "Next")
    press(page, "Next")
    heading(page, "Before you send")
    page.locator("[data-unanswered] summary").click()
    link = page.get_by_role("link", name="I trust the tool I use most.", exact=True)
    expect(link).to_be_visible()


def test_markup_in_a_label_is_text(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    page.locator("#q-tool-marked").check()
    says(page, INERT)
    assert page.locator("img").count() == 0


def test_it_reads_in_the_language_of_the_page(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    page.locator("#q-tool-ide").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    order = in_document(page)
    address, _, secret = asked.link().partition("#")
    page.goto(f"{address}?lang=de#{secret}")
    expect(page.locator("#q-tool_works legend")).to_contain_text("Mein Editor tut, was es soll.")
    assert in_document(page) == order
    page.locator("#q-tool-na").check()
    expect(page.locator("#q-tool_works legend")).to_contain_text("Mein Werkzeug tut, was es soll.")
