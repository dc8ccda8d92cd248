"""Authors in a browser: read on a phone, correct a file, publish by keyboard, try it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import FilePayload, Page, expect

from questionnaires.models import QuestionSetVersion, Response
from questionnaires.services.question_sets import import_question_set, publish_version
from surveyapp import settings
from tests.e2e.conftest import barriers
from tests.question_sets import SMALL
from tests.stored import persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

ADDRESSES = (
    "",
    "import/",
    "small-set/",
    "small-set/1/",
    "small-set/1/exports/",
    "small-set/2/",
    "small-set/2/preview/",
    "small-set/changes/",
    "small-set/1/clone/",
    "small-set/2/review/",
)
Open = Callable[..., Page]


@pytest.fixture
def author(tabs: Any, live_server: Any) -> Open:
    """Opens a page of somebody who is logged in as an author."""

    def opened(path: str, **options: Any) -> Page:
        browser = Client()
        browser.force_login(persona("author"))
        page: Page = tabs.open(**options)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/question-sets/{path}")
        return page

    return opened


def two_versions() -> QuestionSetVersion:
    """A published version, and a draft in which one item is reworded."""
    first = import_question_set(source=SMALL, filename="small.yaml", actor="test")
    publish_version(version=first, actor="test")
    changed = SMALL.replace("Are you on call?", "Were you on call?")
    return import_question_set(source=changed, filename="small.yaml", actor="test")


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_can_be_read_by_all(author: Open, width: int, scheme: str) -> None:
    two_versions()
    page = author("", viewport={"width": width, "height": 800}, color_scheme=scheme)
    base = page.url
    for address in ADDRESSES:
        page.goto(base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert barriers(page) == [], address


def test_a_file_is_corrected_where_it_stands(author: Open) -> None:
    page = author("import/")
    page.get_by_label("Or its text").fill(SMALL.replace("scale: frequency_5", "scale: often"))
    page.get_by_role("button", name="Import as a draft").click()
    problems = page.get_by_role("alert")
    expect(problems).to_contain_text("there is no scale 'often'")
    line = problems.get_by_role("link").inner_text().split()[-1]
    expect(page.locator(".numbers .wrong")).to_have_text(line)
    text = page.get_by_label("Or the text that you handed in")
    number, area = page.locator(f"#line-{line}").bounding_box(), text.bounding_box()
    assert number is not None
    assert area is not None
    height = number["height"]  # the number stands beside its line, 8 px below the edge
    assert abs(number["y"] - area["y"] - 8 - (int(line) - 1) * height) < height / 2
    text.fill(text.input_value().replace("scale: often", "scale: frequency_5"))
    page.get_by_role("button", name="Import as a draft").click()
    expect(page.get_by_role("status")).to_contain_text("Version 1 is a draft now.")
    assert QuestionSetVersion.objects.get().source == SMALL


def test_publishing_by_keyboard(author: Open) -> None:
    two_versions()
    page = author("small-set/2/")
    page.get_by_role("radio", name="It still measures the same").focus()
    page.keyboard.press("Space")
    page.get_by_role("checkbox", name="I have read it").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Version 2 is published.")
    assert QuestionSetVersion.objects.get(number=2).is_published


def test_nothing_is_published_before_everything_is_decided(author: Open) -> None:
    two_versions()
    page = author("small-set/2/")
    page.get_by_role("checkbox", name="I have read it").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Publish version 2")).to_be_visible()
    assert not QuestionSetVersion.objects.get(number=2).is_published


def test_a_preview_goes_through_all_pages_and_cannot_be_sent(author: Open) -> None:
    two_versions()
    page = author("small-set/2/preview/", viewport={"width": 375, "height": 800})
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Getting changes out")).to_be_visible()
    page.locator("#q-deploy_ease-4").check()
    page.get_by_role("button", name="Next").click()
    send = page.get_by_role("button", name="Send answers")
    expect(send).to_be_disabled()
    assert not Response.objects.exists()


SURVEY = b"""{"title": "Our survey", "candor": {"code": "small-set"}, "elements": [
  {"type": "html", "name": "hello", "html": "<b>Hi</b>"},
  {"type": "radiogroup", "name": "on_call", "title": "Are you on call?", "choices": ["Yes", "No"]},
  {"type": "comment", "name": "more", "title": "What else?", "visibleIf": "{on_call} = 'Yes'"}]}"""


@pytest.mark.parametrize("width", [320, 1280])
def test_a_file_of_another_tool_is_looked_at_and_then_imported(author: Open, width: int) -> None:
    two_versions()
    page = author("import/", viewport={"width": width, "height": 800})
    file: FilePayload = {"name": "ours.json", "mimeType": "application/json", "buffer": SURVEY}
    page.get_by_label("File").set_input_files([file])
    page.get_by_role("button", name="Import as a draft").click()
    expect(page.get_by_role("heading", name="2 parts dropped")).to_be_visible()
    expect(page.get_by_text("Its history keeps it as it is now")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []
    page.get_by_role("button", name="Replace the draft").press("Enter")
    page.wait_for_url("**/question-sets/small-set/2/")
    expect(page.get_by_role("heading", name="What else?")).to_be_visible()
