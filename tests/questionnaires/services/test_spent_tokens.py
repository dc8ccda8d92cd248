"""Handing in: once, with a ballot of this round and unit, and nothing stored that leads back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from questionnaires.models import (
    CollectedRound,
    Comment,
    Invitation,
    Response,
    Round,
    SpentToken,
)
from questionnaires.receipts import Receipt, is_genuine
from questionnaires.routers import ANSWERS as ANSWERS_DATABASE
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.manifests import manifest_sha256
from questionnaires.services.responses import RoundNotOpenError
from questionnaires.services.spent_tokens import (
    AnsweredOtherwiseError,
    Ballot,
    ForgedBallotError,
    hand_in_ballot,
)
from tests.devices import Device, opened_anonymous, people_of
from tests.rounds import ANSWERS, TODAY, answers_left, everything_stored

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
PROJECT = Path(__file__).resolve().parents[3]
OTHER: Mapping[str, Any] = {**ANSWERS, "role": "other"}


def handed_in(round_: Round, person: int = 0, **comments: str) -> Receipt:
    return Device(people_of(round_)[person]).send(comments=comments)


def test_the_manifest_names_the_keys_and_is_the_same_on_both_sides() -> None:
    round_ = opened_anonymous()
    manifest = round_.manifest or {}
    assert round_.manifest_sha256 == manifest_sha256(manifest)
    assert CollectedRound.objects.get().manifest == manifest
    keys = {unit["key"]["n"] for unit in manifest["units"]}
    assert len(keys) == len(manifest["units"]) == 3
    assert manifest["mode"] == "anonymous"
    assert manifest["receipt_key"]["crv"] == "P-256"
    assert "PRIVATE" not in str(manifest)


def test_a_response_is_stored_with_its_unit_and_nothing_of_the_ballot() -> None:
    round_ = opened_anonymous()
    receipt = handed_in(round_, best_thing="Quiet mornings")
    response, comment = Response.objects.get(), Comment.objects.get()
    assert response.answers == ANSWERS
    assert response.unit == "Ops/Build"
    assert comment.unit == "Ops"
    token = SpentToken.objects.get()
    assert receipt.digest == token.pk
    assert len({response.pk, comment.pk, token.pk, token.body}) == 4
    assert is_genuine(receipt, (round_.manifest or {})["receipt_key"])


def test_handing_in_again_changes_nothing_and_gives_the_same_receipt() -> None:
    device = Device(people_of(opened_anonymous())[0])
    first = device.send(comments={"best_thing": "Quiet mornings"})
    assert device.send(comments={"best_thing": "Quiet mornings"}) == first
    assert Response.objects.count() == Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "comments"), [(OTHER, {}), (ANSWERS, {"best_thing": "Quiet mornings"})]
)
def test_the_first_answers_of_a_ballot_stand(
    answers: Mapping[str, Any], comments: Mapping[str, str]
) -> None:
    device = Device(people_of(opened_anonymous())[0])
    device.send()
    with pytest.raises(AnsweredOtherwiseError):
        device.send(answers, comments)
    assert Response.objects.get().answers == ANSWERS
    assert not Comment.objects.exists()


@pytest.mark.sqlite("bytes of a file; PostgreSQL: test_erasing_postgresql.py")
def test_the_bytes_of_the_files_tell_no_order_and_nothing_after_the_close(tmp_path: Path) -> None:
    program = PROJECT / "tests" / "ballots_on_files.py"
    done = subprocess.run(
        [sys.executable, program, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    secrets = ["comment", "response", "hash of the answers", "token", "receipt key"]
    assert json.loads(done.stdout) == {
        "nothing rewritten": ["tokens", "responses"],
        "rows grow": ["ballots"],
        "rightly": [],
        "before": [secrets, ["blinded value", "signing key"]],
        "after": [[], ["token"]],  # the published list, and nothing else
    }


def forgeries(ballot: Ballot) -> dict[str, Ballot]:
    flipped = bytes([ballot.signature[0] ^ 1]) + ballot.signature[1:]
    return {
        "one flipped bit of the signature": replace(ballot, signature=flipped),
        "one flipped bit of the message": replace(
            ballot, message=bytes([ballot.message[0] ^ 1]) + ballot.message[1:]
        ),
        "another unit": replace(ballot, unit="Ops/Cloud"),
        "a unit that nobody knows": replace(ballot, unit="Ops"),
        "a made-up signature": replace(ballot, signature=b"\1" * 384),
        "no signature": replace(ballot, signature=b""),
        "no message": replace(ballot, message=b""),
    }


def test_a_forged_ballot_is_refused_before_any_query() -> None:
    round_ = opened_anonymous()
    ballot = Device(people_of(round_)[0]).draw()
    handed_in(round_, 1)  # the process knows the keys from now on
    for name, forged in forgeries(ballot).items():
        with (
            CaptureQueriesContext(connections[ANSWERS_DATABASE]) as queries,
            pytest.raises(ForgedBallotError),
        ):
            hand_in_ballot(ballot=forged, answers=ANSWERS, comments={})
        assert len(queries) == 0, name
    assert Response.objects.count() == 1


def test_a_ballot_of_another_round_is_refused() -> None:
    first = opened_anonymous()
    ballot = Device(people_of(first)[0]).draw()
    close_round(round=first, actor="test", today=TODAY)
    second = opened_anonymous("2027-autumn")
    with pytest.raises(ForgedBallotError):
        hand_in_ballot(ballot=replace(ballot, round=second.public_id), answers=ANSWERS, comments={})
    with pytest.raises(RoundNotOpenError):
        hand_in_ballot(ballot=ballot, answers=ANSWERS, comments={})
    with pytest.raises(RoundNotOpenError):
        hand_in_ballot(ballot=replace(ballot, round="f" * 32), answers=ANSWERS, comments={})


@pytest.mark.parametrize(
    ("answers", "comments", "told"),
    [
        ({}, {}, "Nothing"),
        ({**ANSWERS, "nobody_asks": "1"}, {}, "nobody_asks"),
        ({**ANSWERS, "release_at_will": "17"}, {}, "release_at_will"),
        ({**ANSWERS, "woken": "5"}, {}, "woken"),  # hidden: nobody said that they are on call
        ({"fix_first": ["builds"]}, {}, "release_at_will"),
        (ANSWERS, {"release_at_will": "words"}, "release_at_will"),
        (ANSWERS, {"nobody_asks": "words"}, "nobody_asks"),
    ],
)
def test_answers_that_the_form_would_not_send_are_refused(
    answers: Mapping[str, Any], comments: Mapping[str, str], told: str
) -> None:
    device = Device(people_of(opened_anonymous())[0])
    with pytest.raises(ServiceError, match=told):
        device.send(answers, comments)
    assert not Response.objects.exists()
    assert not SpentToken.objects.exists()
    device.send()  # the ballot is not used up
    assert Response.objects.count() == 1


def test_closing_publishes_tokens_and_keeps_nothing_else() -> None:
    round_ = opened_anonymous()
    receipts = [handed_in(round_, person, best_thing="Quiet") for person in range(8)]
    bodies = list(SpentToken.objects.values_list("body", flat=True))
    ids = list(Response.objects.values_list("pk", flat=True))
    key = CollectedRound.objects.get().receipt_key
    assert bodies[0] in everything_stored("answers")
    assert key.splitlines()[1] in everything_stored("answers")
    close_round(round=round_, actor="test", today=TODAY)
    round_.refresh_from_db()
    assert round_.spent_tokens == sorted(receipt.digest for receipt in receipts)
    assert round_.response_rates is not None
    assert round_.response_rates["answered"] == 8
    assert answers_left(round_)[0] == 0
    left = everything_stored("answers") + everything_stored("default")
    for told in (*bodies, *ids, key.splitlines()[1]):
        assert told not in left
    assert not Invitation.objects.exists()


def test_a_close_that_broke_off_keeps_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = opened_anonymous()
    receipt = handed_in(round_)

    def breaks(*_arguments: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("questionnaires.services.closing._destroy_invitations", breaks)
        with pytest.raises(OSError, match="disk full"):
            close_round(round=round_, actor="test", today=TODAY)
    close_round(round=round_, actor="test", today=TODAY)
    round_.refresh_from_db()
    assert round_.spent_tokens == [receipt.digest]
