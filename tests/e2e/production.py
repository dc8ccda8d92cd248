"""The site as in production, with the default questionnaire open in each mode, and what it sends.

Gunicorn with the files that ``collectstatic`` made, asked as by a proxy that speaks https with the
world. A browser counts the octets of all replies with their headers.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from questionnaires.models import QuestionSetVersion, Round
from questionnaires.services.invitations import issue_links
from questionnaires.services.question_sets import import_library
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round
from tests.e2e.conftest import NAME
from tests.programs import environment_with_tables
from tests.rounds import TODAY, draft, programme, roster
from tests.servers import PROJECT, Server, databases_of, serving

MODES = (Round.Mode.ANONYMOUS, Round.Mode.CONFIDENTIAL, Round.Mode.OPEN)


#: Seventy engineers: an anonymous round has a key for each of their teams, which the page is told.
TEAMS = {f"Department {n % 3}/Team {n}": 8 - n % 2 for n in range(9)}


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and by mode where the default questionnaire is answered."""

    server: Server
    links: Mapping[str, str]


@contextmanager
def production(folder: Path) -> Iterator[Site]:
    """The site, until it is left. The databases of the test run must be unblocked."""
    variables = environment_with_tables(folder, CANDOR_SECRET_KEY=secrets.token_urlsafe(50))
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=PROJECT,
        env={**variables, "CANDOR_BASE_URL": f"https://{NAME}"},
        check=True,
    )
    with databases_of(variables), serving(variables, name=NAME) as server:
        yield Site(server, _opened(server))


def _opened(server: Server) -> dict[str, str]:
    import_library(actor="test", today=TODAY)
    import_roster(data=roster(TEAMS), actor="test")
    version = QuestionSetVersion.objects.get(question_set__code="developer-experience")
    links = {}
    for mode in MODES:
        drafted = draft("2027-spring", mode, version=version, programme=programme(f"dx-{mode}"))
        round_ = open_round(round=drafted, actor="test", today=TODAY)
        address = urlsplit(f"/s/open/{round_.public_id}/")
        if mode in Round.PERSONAL:
            address = urlsplit(issue_links(round=round_, actor="test")[0].url)
        links[str(mode)] = f"{server.address}{address.path}#{address.fragment}"
    return links


@dataclass
class Wire:
    """What a page was sent: the octets of each reply by its address."""

    octets: dict[str, int] = field(default_factory=dict)
    _asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> Wire:
        """What comes from now on."""
        wire = cls()
        network = page.context.new_cdp_session(page)
        network.on("Network.requestWillBeSent", wire._begin)
        network.on("Network.loadingFinished", wire._end)
        network.send("Network.enable")
        return wire

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.octets.values())

    def _begin(self, event: Any) -> None:
        self._asked[event["requestId"]] = event["request"]["url"]

    def _end(self, event: Any) -> None:
        url = self._asked[event["requestId"]]
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", urlsplit(url).path.rpartition("/")[2]) or "page"
        self.octets[name] = self.octets.get(name, 0) + int(event["encodedDataLength"])
