"""A released round that everybody who was asked may read, behind a running server."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Action, Round
from questionnaires.services.actions import add_action, publish_action
from tests.releases import demo_release
from tests.stored import stored_round

#: A word that no line of a phone holds.
LONG = "https://example.org/" + "long" * 30


class After:
    """A released round behind a running server, compared with the one before."""

    def __init__(self, server: LiveServer, said: str = f"Builds take too long, see {LONG}") -> None:
        self.server = server
        rules = {
            "results_for": Round.ResultsFor.ASKED,
            "manifest": {"results_for": "asked"},
            "responsible": "Platform team, platform@example.org",
            "audience": "The platform team reads them, too.",
        }
        self.round = [stored_round(demo_release(n), **rules) for n in (1, 2)][-1]
        for state in Action.State.values:
            action = add_action(
                round=self.round,
                said=said,
                done="One build cache for all services.\n\nThen shorter tests.",
                construct="feedback",
                state=state,
                by="Team Build",
                on=self.round.released_on,
                actor="test",
            )
            publish_action(action=action, actor="test")

    def visit(self, tabs: Any, what: str, **options: Any) -> Page:
        """A page below ``/s/``, read by somebody without an account."""
        page: Page = tabs.open(base_url=self.server.url, **options)
        page.goto(f"/s/{what}/{self.round.public_id}/")
        page.wait_for_load_state("networkidle")  # a chart that is still drawn reads the database
        return page
