"""Takes the pictures of the README from a fresh demonstration: ``make screenshots``."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.demo import PROJECT, address, copy_of_the_tree, make_demo
from tests.e2e.conftest import ARGUMENTS, find_browser

IMAGES = PROJECT / "docs" / "img"
PORT = 8017


def survey(browser: Browser, link: str) -> None:
    """A page of the survey on a phone, one answer given."""
    page = browser.new_page(viewport={"width": 375, "height": 740}, device_scale_factor=2)
    page.goto(link)
    page.click("[data-next]")
    page.click("[data-next]")
    page.locator("#q-test_speed-4").check()
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / "survey-375.png")


def results(browser: Browser, base: str, link: str, password: str) -> None:
    """The head of the results of a round."""
    page = browser.new_page(viewport={"width": 1280, "height": 1480})
    page.goto(f"{base}/login/")
    page.fill("[name=login]", "analyst")
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    page.goto(link)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / "results-1280.png")


def main() -> None:
    """Make the demonstration in a folder of its own, and photograph it."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy = copy_of_the_tree(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=find_browser(playwright), args=ARGUMENTS
        )
        with make_demo(copy, PORT) as printed:
            survey(browser, address(printed, "Answer a survey"))
            login = re.search(r"^  analyst\s+(\S+)$", printed, flags=re.MULTILINE)
            assert login
            base = f"http://127.0.0.1:{PORT}"
            results(browser, base, address(printed, "Results"), login[1])
        browser.close()


if __name__ == "__main__":
    main()
