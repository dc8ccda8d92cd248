"""Where something of a survey is wrong: said before the page is turned, and by the server."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Response
from tests.e2e.test_survey import heading, press, visit
from tests.open_rounds import OpenRound, make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def asked(live_server: LiveServer) -> OpenRound:
    """An open round behind a running server."""
    return make_open_round()


def test_a_missing_answer_is_said_before_the_page_is_turned(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    press(page, "Start")
    page.locator("#q-change_fail-number").fill("120")
    press(page, "Next")
    expect(page.locator("#q-release_at_will-1")).to_be_focused()
    expect(page.locator("#q-release_at_will-error")).to_contain_text("needs an answer")
    expect(page.locator("#q-change_fail-error")).to_contain_text("from 0 to 100")
    page.locator("#q-release_at_will-4").check()
    expect(page.locator("#q-release_at_will-error")).to_be_hidden()
    page.locator("#q-change_fail-number").fill("20")
    press(page, "Next")
    heading(page, "On call")


def test_errors_of_the_server_lead_to_their_questions(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    # The script's own checks are taken away, so that the server has to find it.
    page.evaluate(
        "document.querySelectorAll('[data-item]').forEach((q) => { delete q.dataset.missing;"
        " delete q.dataset.range; })"
    )
    press(page, "Start")
    page.locator("#q-release_fear-2").check()
    page.locator("#q-change_fail-number").fill("many")
    for _ in range(4):
        press(page, "Next")
    press(page, "Send answers")
    summary = page.locator("#problems")
    expect(summary).to_be_focused()
    expect(page.get_by_role("heading", name="Getting changes out")).to_be_visible()
    expect(page.locator("#q-release_fear-2")).to_be_checked()
    expect(page.locator("#q-change_fail-number")).to_have_value("many")
    summary.get_by_role("link", name="What should be fixed first?").click()
    expect(page.locator("#q-fix_first-builds")).to_be_focused()
    assert not Response.objects.exists()
