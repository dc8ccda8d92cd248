"""The digest in a browser: copied by a button, marked without script, as wide as the screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Round
from tests.e2e.conftest import barriers, wider
from tests.releases import demo_releases
from tests.stored import stored_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def address(live_server: LiveServer) -> str:
    """The digest of the last of three rounds, for everybody who was asked."""
    *_earlier, round_ = [
        stored_round(one, results_for=Round.ResultsFor.ASKED, manifest={"results_for": "asked"})
        for one in demo_releases()
    ]
    return f"{live_server.url}/s/results/{round_.public_id}/digest/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(tabs: Any, address: str, scheme: str) -> None:
    for width in (375, 1280):
        page = tabs.visit(address, width, color_scheme=scheme)
        expect(page.get_by_role("heading", level=1)).to_have_text("Digest")
        assert barriers(page) == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_it_does_not_scroll_sideways(tabs: Any, address: str, width: int) -> None:
    assert wider(tabs.visit(address, width)) <= 0


def test_a_button_copies_the_text_and_another_the_markdown(tabs: Any, address: str) -> None:
    page = tabs.visit(address, 1280, permissions=["clipboard-read", "clipboard-write"])
    for name, start in (("As text", "Engineering"), ("As Markdown", "**Engineering")):
        part = page.locator("section", has=page.get_by_role("heading", name=name)).first
        button = part.get_by_role("button", name=f"Copy {name}")
        button.focus()
        page.keyboard.press("Enter")
        expect(part.get_by_role("button", name="Copied")).to_be_focused()
        expect(page.get_by_role("status")).to_contain_text(f"Copied: {name}")
        words = page.evaluate("navigator.clipboard.readText()")
        assert words == part.locator("pre").text_content()
        assert words.startswith(start)
        assert "Ease of release: clearly better" in words


def test_without_script_the_text_is_there_to_be_marked(tabs: Any, address: str) -> None:
    page = tabs.visit(address, 375, java_script_enabled=False)
    expect(page.locator("#digest-text")).to_contain_text("58 of 70 answered (83 %).")
    expect(page.locator("[data-digest] button")).to_have_count(0)


def test_the_picture_is_twice_as_fine_as_a_screen(tabs: Any, address: str) -> None:
    page = tabs.visit(address, 1280)
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG As a picture").click()
    assert download.value.suggested_filename.endswith("-digest.png")
    size = download.value.path().read_bytes()[16:24]
    assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (1920, 1080)
