"""The answers database away while somebody sends: the browser waits, and delivers once.

The site is the real program on databases of its own, because a database that is taken away has to
be missed by a server as it runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import Page, Response, expect
from pytest_django import DjangoDbBlocker

from questionnaires.models import Comment, SpentToken
from questionnaires.models import Response as StoredResponse
from questionnaires.services.invitations import issue_links
from tests.devices import opened_anonymous
from tests.e2e.anonymous import (
    ON_THE_DEVICE,
    PHONE,
    STORED,
    expect_complaints,
    fill_in,
    heading,
    press,
)
from tests.programs import environment_with_tables
from tests.servers import DATABASES, Server, databases_of, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite("what a browser does; faults/test_databases_away.py takes servers away too"),
]


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Mapping[str, str]]:
    """An installation whose databases the models of the tests read too."""
    variables = environment_with_tables(tmp_path_factory.mktemp("away"))
    with django_db_blocker.unblock(), databases_of(variables):
        yield variables


@pytest.fixture(scope="module")
def server(installation: Mapping[str, str]) -> Iterator[Server]:
    with serving(installation) as running:
        yield running
        assert "Traceback" not in running.printed, running.printed


@pytest.fixture
def link(server: Server) -> str:
    """A link of somebody who is asked, at the running server."""
    round_ = opened_anonymous()
    address = urlsplit(issue_links(round=round_, actor="test")[0].url)
    return f"http://127.0.0.1:{server.port}{address.path}#{address.fragment}"


@contextmanager
def away(installation: Mapping[str, str]) -> Iterator[None]:
    """There is no answers database, and none can be made in its place."""
    connections.close_all()
    file = Path(installation["CANDOR_DATA_DIR"]) / DATABASES["answers"][1]
    kept = file.rename(file.with_suffix(".kept"))
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        kept.rename(file)


def test_answers_wait_in_the_browser_for_their_database_and_arrive_once(
    tabs: Any, link: str, installation: Mapping[str, str]
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    replies: list[int] = []
    sent: list[str] = []

    def note(reply: Response) -> None:
        if urlsplit(reply.url).path.endswith("/answers/"):
            replies.append(reply.status)
            sent.append(reply.request.post_data or "")

    page.on("response", note)
    page.goto(link)
    fill_in(page)
    with away(installation):
        press(page, "Send answers")
        heading(page, "Not sent yet")
        expect(page.get_by_text("Next try in 30 seconds")).to_be_visible()
        # Closed and opened again it still waits, and the ballot is not drawn anew.
        page.reload()
        heading(page, "Not sent yet")
        press(page, "Try now")
        expect(page.get_by_text("Next try in 30 seconds")).to_be_visible()
        assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE)
    assert set(replies) == {503}
    assert len(replies) == 3
    assert not StoredResponse.objects.exists()
    press(page, "Try now")
    heading(page, "Your receipt")
    assert replies[3:] == [200]
    assert len({json.loads(body)["message"] for body in sent}) == 1, "one ballot all the time"
    assert StoredResponse.objects.get().answers == STORED
    assert Comment.objects.get().text == "Quiet mornings"
    digest = SpentToken.objects.get().pk
    expect(page.locator("[data-receipt-text]")).to_contain_text(f"ballot {digest}")
    assert "Quiet" not in page.evaluate(ON_THE_DEVICE)
    # Once more from the same device: the receipt, and nothing is sent.
    page.goto("about:blank")
    page.goto(link)
    heading(page, "Your receipt")
    assert len(replies) == 4
    assert StoredResponse.objects.count() == 1
    expect_complaints(tabs, "503")
