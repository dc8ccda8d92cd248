"""A browser for tests: the system's Chromium or Chrome, else Playwright's own download."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Frame,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
#: A name of this machine under which a server behaves as in production.
NAME = "candor.localhost"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: Milliseconds before a page is given up: a machine that does much else is slow, and not wrong.
PATIENCE = 60_000
NO_BROWSER = (
    "No browser found: install Chromium or Chrome, or run 'python -m playwright install chromium'."
)


def find_browser(playwright: Playwright) -> str | None:
    """The path of a browser, or nothing."""
    return _find(Path(playwright.chromium.executable_path))


def find_browser_of(browser: Browser) -> str | None:
    """The path of the program that a running browser is."""
    return _find(Path(browser.browser_type.executable_path))


def _find(own: Path) -> str | None:
    found = [path for name in NAMES if (path := shutil.which(name))]
    return next(iter(found), None) or next((str(p) for p in (MACOS, own) if p.exists()), None)


def barriers(page: Page) -> list[str]:
    """What axe finds once the page shows its heading, each by its rule and the first place of it.

    A survey shows its first page when the device has said what it keeps, which may be after all
    that the page asked for has come.
    """
    expect(page.locator("h1:visible")).not_to_have_count(0)
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def wider(page: Page | Frame) -> int:
    """By how many pixels a page scrolls sideways, once there is one.

    Just after a click there can be a document with nothing in it.
    """
    page.locator("body").wait_for(state="attached")
    pixels: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return pixels


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; without one they are skipped, and fail where ``CI=true``."""
    with sync_playwright() as playwright:
        path = find_browser(playwright)
        if path is None:
            if os.environ.get("CI") == "true":
                pytest.fail(NO_BROWSER)
            pytest.skip(NO_BROWSER)
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        expect.set_options(timeout=PATIENCE / 2)
        yield running
        running.close()


@pytest.fixture(autouse=True, scope="session")
def one_request_at_a_time() -> Iterator[None]:
    """All threads of a live server share one connection to a database in memory.

    Two requests at once would share its transactions too, or find a table locked, which no
    database in a file or on a server does to them.
    """
    handle, alone = WSGIHandler.__call__, Lock()

    def in_turn(handler: WSGIHandler, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        with alone:
            return handle(handler, environ, start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", in_turn)
        yield


@dataclass
class Tabs:
    """Opens pages and watches them: what they ask for, and what they complain about."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def open(self, **options: Any) -> Page:
        """A page in a context of its own; ``options`` are Playwright's."""
        context = self.browser.new_context(**{"reduced_motion": "reduce", **options})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)
        return page

    def visit(self, address: str, width: int, **options: Any) -> Page:
        """A page at a width, once nothing more is loaded."""
        page = self.open(viewport={"width": width, "height": 800}, **options)
        page.goto(address, wait_until="networkidle")
        return page

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 on purpose is no complaint of the page.
        on_purpose = message.location.get("url") == (message.page.url if message.page else None)
        if message.type in ("error", "warning") and not on_purpose:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).hostname or "")


@pytest.fixture
def tabs(browser: Browser) -> Iterator[Tabs]:
    """Pages that must neither complain nor ask another host for anything."""
    opened = Tabs(browser)
    yield opened
    for context in browser.contexts:
        context.close()
    assert opened.complaints == []
    assert opened.hosts <= {"localhost", "127.0.0.1", NAME}
