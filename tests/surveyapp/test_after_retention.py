"""Retention destroys the counts, and every page, file and answer of the API stays what it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.http import StreamingHttpResponse
from django.test import Client

from analysis.exports.pictures import OF_ONE_CONSTRUCT
from questionnaires.models import Invitation, Response, Round, StoredTally
from questionnaires.services.closing import close_round
from questionnaires.services.releasing import release_round
from questionnaires.services.responses import answer_invitation
from surveyapp import results
from tests.rounds import ANSWERS, TODAY, opened
from tests.surveyapp.personas import ROWS, Persona, client_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

#: Where the table of personas looks at results, and where they are here.
HERE = (("engineering", "dx"), ("Platform/Build", "Ops/Build"))
SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def released(code: str) -> Round:
    """A round in which all but two answered, not all the same, and kept for a day."""
    round_ = opened(code, kept_responses_days=1)
    people = Invitation.objects.filter(round=round_).order_by("person__mail")
    for number, invitation in enumerate(people.select_related("round", "collection_unit")[2:]):
        answer_invitation(
            invitation=invitation,
            answers={**ANSWERS, "release_at_will": str(1 + number % 5)},
            comments={"best_thing": f"The colleagues, says number {number}."},
        )
    close_round(round=round_, actor="test", today=TODAY)
    release_round(round=round_, actor="test", today=TODAY)
    return round_


def addresses(client: Client) -> set[str]:
    """All that shows results, with each chart and table that the API lists."""
    known = {
        row.address
        for row in ROWS
        if row.get and row.address.startswith(("/results/", "/api/v1/programmes/", "/rounds/"))
        and "engineering" in row.address
    }  # fmt: skip
    instrument = Round.objects.latest("pk").version.instrument
    construct = instrument.constructs[0].code
    for old, new in (*HERE, ("constructs/docs", f"constructs/{construct}")):
        known = {address.replace(old, new) for address in known}
    listed = {
        address.removeprefix("http://testserver")
        for name in ("charts", "tables")
        for address in _links(
            client.get(f"/api/v1/programmes/dx/rounds/2027-spring/{name}/").json()
        )
    }
    assert len(listed) > 10
    codes = {"item": "release_at_will", **dict.fromkeys(OF_ONE_CONSTRUCT, construct)}
    asked = {_with_code(address, codes) for address in listed}
    return {"/rounds/", "/rounds/dx/2027-spring/", *known, *asked}


def _with_code(address: str, codes: dict[str, str]) -> str:
    """The address of a chart of one question or construct names it."""
    name = address.rpartition("/")[2].partition(".")[0]
    return f"{address}?item={codes[name]}" if name in codes else address


def _links(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        if data.startswith(("http://testserver/", "/")):
            yield data
    elif data:
        for one in data.values() if isinstance(data, dict) else data:
            yield from _links(one)


def everything_shown(client: Client, wanted: set[str]) -> dict[str, tuple[int, bytes]]:
    found = {}
    for address in sorted(wanted):
        response: Any = client.get(address)
        streams = isinstance(response, StreamingHttpResponse)
        body = b"".join(response) if streams else bytes(response.content)
        found[address] = (response.status_code, SECRET.sub(b"", body))
    return found


def test_everything_looks_the_same_before_and_after_retention() -> None:
    released("2026-autumn")
    released("2027-spring")
    client = client_of(Persona.ADMIN)
    wanted = addresses(client)
    before = everything_shown(client, wanted)
    assert [status for status, _body in before.values()].count(200) >= len(before) * 9 // 10
    assert everything_shown(client, wanted) == before
    # On the day that the counts have to go.
    assert StoredTally.objects.count() == 2
    assert Response.objects.exists()
    Round.objects.update(released_on=TODAY - timedelta(days=365 * 20))
    at_first = everything_shown(client, wanted)
    call_command("retain", verbosity=0)
    assert not StoredTally.objects.exists()
    assert not Response.objects.exists()
    for remembered in vars(results).values():
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()
    after = everything_shown(client, wanted)
    assert [address for address in wanted if after[address] != at_first[address]] == []
