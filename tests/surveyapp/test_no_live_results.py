"""While a round is open, no page and no API tells within a day that somebody has answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from questionnaires.models import Invitation, Round
from questionnaires.services.ballots import draw_ballot
from questionnaires.services.participation import note_participation
from questionnaires.services.rounds import open_round
from tests.devices import Device, opened_anonymous
from tests.rounds import TODAY, answer, draft, programme
from tests.surveyapp.personas import ROWS, Persona, World, build_world, client_of

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

#: What differs from one request to the next for reasons of its own.
DRAWN_ANEW = re.compile(rb'name="(csrfmiddlewaretoken|submission)" value="[^"]+"|csrf[Tt]oken[^,]+')
#: The beginning of the addresses of a round.
OF_A_ROUND = re.compile(r"^/rounds/[\w-]+/[\w-]+/")
MODES = (Round.Mode.ANONYMOUS, Round.Mode.CONFIDENTIAL, Round.Mode.OPEN)


def one_more_answers(round_: Round) -> None:
    if round_.mode != Round.Mode.ANONYMOUS:
        answer(round_, 1)
        return
    unused = Invitation.objects.select_related("round", "collection_unit").filter(used=False)
    device = Device(unused.filter(round=round_).order_by("person__mail")[0])
    draw_ballot(invitation=device.invitation, blinded=device.blinding.blinded)


def body(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    return bytes(getattr(response, "content", b""))


def all_that_is_told(world: World, round_: Round) -> dict[str, bytes]:
    """Every address that may be read, of the whole site and of this round, as an admin sees it."""
    client = client_of(Persona.ADMIN)
    own = f"/rounds/{round_.programme.code}/{round_.code}/"
    told: dict[str, bytes] = {}
    for row in ROWS:
        # The holder of a link sees that their own answer was sent.
        if row.get is None or row.name in {"survey", "account_logout"}:
            continue
        address = world.address_of(row)
        told[address] = seen(client, address)
        if OF_A_ROUND.match(address):
            address = OF_A_ROUND.sub(own, address)
            told[address] = seen(client, address)
    return told


def seen(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code < 500
    return DRAWN_ANEW.sub(b"", body(response))


@pytest.fixture
def world() -> World:
    return build_world()


def opened_in(mode: Round.Mode, world: World) -> Round:
    if mode == Round.Mode.CONFIDENTIAL:
        return world.open
    asked = world.open.version
    if mode == Round.Mode.ANONYMOUS:
        return opened_anonymous("2027-summer", programme=programme("ballots"), version=asked)
    by_link = draft("2027-summer", mode, programme=programme("by-link"), version=asked)
    return open_round(round=by_link, actor="test", today=TODAY)


@pytest.mark.parametrize("mode", MODES)
def test_nothing_that_is_told_moves_within_a_day(mode: Round.Mode, world: World) -> None:
    round_ = opened_in(mode, world)
    today = timezone.localdate()
    for _ in range(9):
        one_more_answers(round_)
    note_participation(round=round_, today=today)
    before = all_that_is_told(world, round_)
    assert len(before) > 60
    for _ in range(8):  # 17 in all: three steps of five lie between
        one_more_answers(round_)
        note_participation(round=round_, today=today)
    assert changed(before, all_that_is_told(world, round_)) == set()
    # The next day it is counted, and the pages that tell it have changed: they could.
    note_participation(round=round_, today=today + timedelta(days=1))
    after = all_that_is_told(world, round_)
    own = f"/rounds/{round_.programme.code}/{round_.code}/"
    assert {own, f"{own}close/", f"{own}abort/"} == changed(before, after)
    assert b"t least 15" in after[own]


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    assert before.keys() == after.keys()
    return {address for address in before if before[address] != after[address]}
