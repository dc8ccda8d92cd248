"""What the first page of a survey weighs over the wire, as a browser counts it in production."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from tests.e2e.production import MODES, Site, Wire, production

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite("what a browser is sent; the databases take no part in it"),
]

#: Octets, with all that belongs to it.
MOST = 50_000


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    with django_db_blocker.unblock(), production(tmp_path_factory.mktemp("weight")) as running:
        yield running


@pytest.mark.parametrize("mode", MODES)
def test_the_first_page_is_light(tabs: Any, site: Site, mode: str) -> None:
    page: Page = tabs.open(extra_http_headers=site.server.headers)
    wire = Wire.of(page)
    page.goto(site.links[mode])
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    page.wait_for_load_state("networkidle")
    print(f"\n{mode}: {wire.total} octets in {len(wire.octets)} replies")
    assert {"page", "survey.js", "survey.css"} <= wire.octets.keys()
    assert wire.total <= MOST
    assert len(wire.octets) <= 20
