"""A reply that never arrives, and many that ask for the same one, on a real server."""

from __future__ import annotations

import json

from questionnaires.models import Invitation, Response, Round, SpentToken
from questionnaires.receipts import Receipt, is_genuine
from tests.servers import Server, until
from tests.submissions import (
    Phone,
    Submissions,
    address,
    assert_stored_once,
    at_once,
    invitations,
    octets,
    signed_ballots,
    stored,
    submission,
)


def test_twenty_at_once_are_one_response_and_one_receipt(site: Server, round_: Round) -> None:
    one = Submissions(round_).next()
    replies = at_once(20, lambda _number: site.post(one.path, one.body))
    assert [reply.status for reply in replies] == [200] * 20
    assert len({reply.body for reply in replies}) == 1
    said = json.loads(replies[0].body)
    receipt = Receipt(said["round"], said["digest"], octets(said["signature"]))
    assert receipt.digest == one.digest
    assert is_genuine(receipt, (round_.manifest or {})["receipt_key"])
    assert_stored_once(round_, [one])


def test_of_one_ballot_with_different_answers_the_first_stand(site: Server, round_: Round) -> None:
    ballot = next(signed_ballots(round_))
    each = [submission(round_, ballot, number) for number in range(20)]
    replies = at_once(20, lambda number: site.post(each[number].path, each[number].body))
    assert sorted(reply.status for reply in replies) == [200] + [409] * 19
    (first,) = [one for one, reply in zip(each, replies, strict=True) if reply.status == 200]
    assert_stored_once(round_, [first])
    again = site.post(first.path, first.body)
    assert again in replies
    other = each[0] if first is not each[0] else each[1]
    refused = site.post(other.path, other.body)
    assert refused.status == 409
    assert "first ones count" in json.loads(refused.body)["error"]
    assert_stored_once(round_, [first])


def test_an_answer_whose_receipt_was_lost_gets_the_same_one_again(
    site: Server, round_: Round
) -> None:
    one = Submissions(round_).next()
    site.post_and_hang_up(one.path, one.body)
    until(lambda: SpentToken.objects.filter(pk=one.digest).exists(), "the answer is stored")
    response = Response.objects.get()
    retries = [site.post(one.path, one.body) for _ in range(2)]
    assert [retry.status for retry in retries] == [200, 200]
    assert retries[0] == retries[1]
    assert json.loads(retries[0].body)["digest"] == one.digest
    assert_stored_once(round_, [one])
    assert Response.objects.get().pk == response.pk


def test_a_ballot_whose_signature_was_lost_gets_the_same_one_again(
    site: Server, round_: Round
) -> None:
    phone, *others = map(Phone, invitations(round_)[:3])
    site.post_and_hang_up(phone.path, phone.body)
    drawn = Invitation.objects.filter(pk=phone.device.invitation.pk, used=True)
    until(drawn.exists, "the ballot is drawn")
    replies = at_once(8, lambda _number: site.post(phone.path, phone.body))
    assert [reply.status for reply in replies] == [200] * 8
    assert len({reply.body for reply in replies}) == 1
    one = submission(round_, phone.ballot(replies[0]))
    assert site.post(one.path, one.body).status == 200
    assert_stored_once(round_, [one])
    # The same link with another value, at once: one of them is signed, the other never.
    rivals = [Phone(others[0].device.invitation) for _ in range(6)]
    statuses = [
        reply.status for reply in at_once(6, lambda n: site.post(rivals[n].path, rivals[n].body))
    ]
    assert sorted(statuses) == [200] + [409] * 5
    assert Invitation.objects.filter(round=round_, used=True).count() == 2


def test_a_request_that_breaks_off_leaves_nothing(site: Server, round_: Round) -> None:
    one = Submissions(round_).next()
    with site.begun(one.path, one.body):
        pass  # the connection closes before the last octet
    for _ in range(2):  # each of the two workers, the one that was kept busy too
        assert site.ask("GET", address(round_, "answers")).status == 405
    assert stored(round_) == (0, 0, 0)
    with site.begun(one.path, one.body) as finish:
        assert finish().status == 200
    assert_stored_once(round_, [one])
