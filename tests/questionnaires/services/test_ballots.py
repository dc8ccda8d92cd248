"""Drawing: one ballot for each invitation, and nothing of it on the other side."""

from __future__ import annotations

import hashlib

import pytest

from questionnaires.blindrsa import RANDOMIZED, BlindRSAError, blind, prepare
from questionnaires.models import CollectionUnit, Invitation, SpentToken
from questionnaires.services.aborting import abort_round
from questionnaires.services.ballots import BallotDrawnError, draw_ballot, signing_keys
from questionnaires.services.closing import close_round
from questionnaires.services.responses import RoundNotOpenError
from questionnaires.services.spent_tokens import token_of
from tests.devices import Device, opened_anonymous, people_of
from tests.rounds import TODAY, everything_stored

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def test_the_same_value_has_the_same_signature() -> None:
    invitation = people_of(opened_anonymous())[0]
    blinded = Device(invitation).blinding.blinded
    first = draw_ballot(invitation=invitation, blinded=blinded)
    invitation.refresh_from_db()
    assert invitation.used
    assert invitation.ballot == hashlib.sha256(blinded).hexdigest()
    assert draw_ballot(invitation=invitation, blinded=blinded) == first


def test_another_value_is_refused_whatever_the_caller_knows() -> None:
    invitation = people_of(opened_anonymous())[0]
    Device(invitation).draw()
    other = Device(invitation).blinding.blinded
    with pytest.raises(BallotDrawnError, match="another device"):
        draw_ballot(invitation=invitation, blinded=other)  # as it was before
    invitation.refresh_from_db()
    with pytest.raises(BallotDrawnError):
        draw_ballot(invitation=invitation, blinded=other)


@pytest.mark.parametrize("blinded", [b"", b"\1" * 383, b"\xff" * 384, b"\1" * 385])
def test_what_cannot_be_signed_uses_up_nothing(blinded: bytes) -> None:
    invitation = people_of(opened_anonymous())[0]
    with pytest.raises(BlindRSAError):
        draw_ballot(invitation=invitation, blinded=blinded)
    invitation.refresh_from_db()
    assert not invitation.used


def test_nothing_is_drawn_after_the_end_and_no_key_is_left() -> None:
    round_ = opened_anonymous()
    device, late = (Device(one) for one in people_of(round_)[:2])
    key = CollectionUnit.objects.get(pk=device.invitation.collection_unit_id).signing_key
    secret = key.splitlines()[5]
    device.send()
    assert secret in everything_stored("default")
    close_round(round=round_, actor="test", today=TODAY)
    assert secret not in everything_stored("default")
    with pytest.raises((RoundNotOpenError, Invitation.DoesNotExist)):
        late.draw()


def test_a_draw_after_the_state_has_changed_is_refused() -> None:
    round_ = opened_anonymous()
    device = Device(people_of(round_)[0])
    type(round_).objects.filter(pk=round_.pk).update(status="closed")
    with pytest.raises(RoundNotOpenError):
        device.draw()
    device.invitation.refresh_from_db()
    assert not device.invitation.used


def test_aborting_destroys_keys_and_tokens() -> None:
    round_ = opened_anonymous()
    Device(people_of(round_)[0]).send()
    abort_round(round=round_, actor="test", today=TODAY)
    assert not CollectionUnit.objects.exclude(signing_key="").exists()
    assert not SpentToken.objects.exists()
    assert "PRIVATE KEY" not in everything_stored("default") + everything_stored("answers")


def test_the_people_side_never_sees_what_is_handed_in() -> None:
    round_ = opened_anonymous()
    device = Device(people_of(round_)[0])
    receipt = device.send()
    people = everything_stored("default")
    assert device.invitation.ballot or Invitation.objects.filter(used=True).exists()
    for told in (device.message.hex(), receipt.digest, receipt.signature.hex()):
        assert told not in people
    blinded = device.blinding.blinded
    answers = everything_stored("answers")
    for told in (blinded.hex(), hashlib.sha256(blinded).hexdigest()):
        assert told not in answers


def test_a_value_blinded_for_another_unit_makes_no_ballot() -> None:
    round_ = opened_anonymous()
    mine, other = people_of(round_)[0], people_of(round_, "Ops/Cloud")[0]
    device, theirs = Device(mine), Device(other)
    message = prepare(token_of(theirs.round, theirs.unit), RANDOMIZED)
    device.message, device.blinding = message, blind(theirs.key, message, RANDOMIZED)
    with pytest.raises(BlindRSAError):
        device.draw()


def test_making_keys_says_how_far_it_is() -> None:
    said: list[str] = []
    keys = signing_keys(["a", "b"], said.append)
    assert keys.keys() == {"a", "b"}
    assert keys["a"] != keys["b"]
    assert said == ["2 of 2 keys made."]
