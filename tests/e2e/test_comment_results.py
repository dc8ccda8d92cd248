"""Released comments in a browser: read, tagged, filtered and quoted on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import CommentQuote, ReleasedComments
from tests.e2e.conftest import barriers, wider
from tests.releases import OPEN_QUESTION
from tests.stored import logged_in, stored_programme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

PAGE = "/results/engineering/2027-spring/comments/"
NOW = [f"Slow builds, number {n}." for n in range(14)] + ["Fewer meetings."] * 5 + ["Docs."] * 11
BEFORE = ["Fewer meetings, please."] * 20 + ["Docs."] * 8 + ["Slow builds."] * 4


def is_fine(page: Page, without: str) -> None:
    """No wider than the window, and accessible; what looks at that needs scripts itself."""
    if without:
        return
    assert wider(page) <= 0
    assert barriers(page) == []


@pytest.mark.parametrize(
    ("width", "scheme", "without"),
    [(375, "light", ""), (375, "dark", "script"), (1280, "dark", "")],
)
def test_an_analyst_reads_tags_and_quotes(
    tabs: Any, live_server: LiveServer, width: int, scheme: str, without: str
) -> None:
    rounds = stored_programme()
    ReleasedComments.objects.filter(round=rounds[-1]).update(texts=NOW)
    ReleasedComments.objects.create(round=rounds[-2], item=OPEN_QUESTION, texts=BEFORE)
    analyst = logged_in("analyst")
    assert analyst.get(PAGE).status_code == 200  # the libraries of charts are loaded once
    page: Page = tabs.open(
        base_url=live_server.url,
        viewport={"width": width, "height": 812},
        color_scheme=scheme,
        java_script_enabled=not without,
    )
    cookie = analyst.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="Since Autumn 2026")).to_be_visible()
    expect(page.get_by_role("row", name="slow builds 14 of 30 fewer than 5 of 32")).to_be_visible()
    expect(page.locator("figure.chart img")).to_be_visible()
    is_fine(page, without)
    first = page.locator(".comments > li").first
    first.get_by_text("Tag or quote").click()
    first.get_by_label("Tag").fill("build times")
    is_fine(page, without)
    first.get_by_role("button", name="Add the tag").click()
    expect(page.get_by_text("The comment is tagged.")).to_be_visible()
    page.get_by_role("link", name="build times 1").click()
    expect(page.locator(".comments > li")).to_have_count(1)
    only = page.locator(".comments > li")
    only.get_by_text("Tag or quote").click()
    only.get_by_role("button", name="Quote it in the report").click()
    expect(page.get_by_text("The comment stands in the report.")).to_be_visible()
    expect(page.locator(".comments > li")).to_have_count(1)  # still those with the tag
    expect(page.locator(".quoted")).to_be_visible()
    assert CommentQuote.objects.count() == 1
    is_fine(page, without)
    page.get_by_text("How to read terms and tags").click()
    expect(page.get_by_text("A word is no opinion")).to_be_visible()
