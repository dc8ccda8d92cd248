"""A past round in a browser, from its file to its results: without barriers, without script."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from analysis.release import dump_release, release_sha256
from questionnaires.models import Round
from tests import past_round_files as files
from tests.e2e.conftest import barriers, wider
from tests.releases import demo_releases
from tests.stored import logged_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

PICTURES = os.environ.get("CANDOR_SCREENSHOTS", "")


def analyst(tabs: Any, site: LiveServer, **options: Any) -> Page:
    page: Page = tabs.open(base_url=site.url, **options)
    cookie = logged_in("analyst").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}]
    )
    return page


def checked(page: Page, heading: str) -> None:
    """The step of this heading: nothing for axe, nothing that scrolls sideways."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert wider(page) <= 0, (heading, width)
        if width > 320:
            assert barriers(page) == [], (heading, width)
            if PICTURES:
                name = f"{heading.replace(' ', '-').lower()}-{width}.png"
                page.screenshot(path=Path(PICTURES) / name, full_page=True)


def choose(page: Page, title: str) -> None:
    """The first step, with a file of LimeSurvey that holds codes instead of labels."""
    page.goto("/rounds/")
    page.get_by_role("link", name="Bring in a past round").click()
    page.get_by_label("CSV or XLSX file").set_input_files(
        {
            "name": "results.csv",
            "mimeType": "text/csv",
            "buffer": files.limesurvey("both", codes=True),
        }
    )
    page.get_by_label("Title", exact=True).fill(title)


def test_a_round_comes_in_step_by_step_and_the_next_one_at_once(
    tabs: Any, live_server: LiveServer
) -> None:
    page = analyst(tabs, live_server)
    choose(page, "Spring 2026")
    page.get_by_label("Title of a new programme").fill("Engineering")
    checked(page, "Bring in a past round")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("Read as LimeSurvey: 40 responses.")).to_be_visible()
    for statement in (files.EASE, files.DOCS):
        group = page.get_by_role("group", name=f"{files.MATRIX} [{statement}]")
        group.get_by_text("As a new question").click()
        group.get_by_label("How it was answered").select_option("agreement")
    checked(page, "What the columns ask")
    page.get_by_role("button", name="Go on").click()
    checked(page, "What the labels mean")
    first = page.get_by_role("group").first
    expect(first.get_by_label("A1")).to_have_value("Strongly disagree")
    page.get_by_role("button", name="Go on").click()
    checked(page, "What would come in")
    page.get_by_role("button", name="Bring the round in").click()
    expect(page.get_by_text("40 responses are counted.")).to_be_visible()
    assert page.url.endswith("/results/engineering/spring-2026/")
    assert Round.objects.get().mode == Round.Mode.IMPORTED

    choose(page, "Autumn 2026")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would come in")
    expect(page.get_by_text("All columns are matched as last time.")).to_be_visible()
    page.get_by_role("button", name="Bring the round in").click()
    assert page.url.endswith("/results/engineering/autumn-2026/")


def test_the_steps_work_without_script_and_back_again(tabs: Any, live_server: LiveServer) -> None:
    page = analyst(tabs, live_server, java_script_enabled=False, color_scheme="dark")
    choose(page, "Spring 2026")
    page.get_by_label("Title of a new programme").fill("Engineering")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Change the columns").click()
    role = page.get_by_role("group", name=files.ROLE)
    role.get_by_label("It asks").select_option(label="leave it out")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name=files.ROLE)).to_have_count(0)
    page.get_by_role("button", name="Bring the round in").click()
    expect(page.get_by_text("40 responses are counted.")).to_be_visible()


def test_a_round_of_another_candor_comes_in_by_its_release(
    tabs: Any, live_server: LiveServer
) -> None:
    page = analyst(tabs, live_server)
    file: FilePayload = {
        "name": "release.json",
        "mimeType": "application/json",
        "buffer": dump_release(demo_releases()[-1]).encode(),
    }
    page.goto("/past-rounds/import/")
    page.get_by_label("CSV or XLSX file, or release.json").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text(release_sha256(demo_releases()[-1]))).to_be_visible()
    checked(page, "What would come in")
    page.get_by_label("Title of the new programme").fill("Engineering")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Spring 2027")
    page.goto("/past-rounds/import/")
    page.get_by_label("CSV or XLSX file, or release.json").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("alert")).to_contain_text("This release is here already")
