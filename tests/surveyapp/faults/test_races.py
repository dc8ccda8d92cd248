"""Many processes at one database, and a round that closes while people send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

from django.db import connections

from analysis.tally import Tally
from questionnaires.models import CollectedRound, Invitation, Response, Round, StoredTally
from questionnaires.services.closing import close_round
from questionnaires.services.erasing import UnfinishedError
from questionnaires.services.verification import verify_round
from tests.rounds import TODAY
from tests.servers import Server, serving, until
from tests.submissions import (
    Phone,
    Submission,
    Submissions,
    assert_stored_once,
    at_once,
    invitations,
    stored,
    submission,
)

PROCESSES = 16
SENDERS = 6


def test_sixteen_processes_race_for_three_hundred_ballots(
    installation: Mapping[str, str], round_: Round
) -> None:
    phones = [Phone(invitation) for invitation in invitations(round_)]
    assert len(phones) == 300

    with serving(installation, workers=PROCESSES, options=["--preload"]) as server:

        def draw_and_hand_in(number: int) -> tuple[list[Submission], list[int]]:
            sent, statuses = [], []
            for place in range(number, len(phones), PROCESSES):
                drawn = server.post(phones[place].path, phones[place].body)
                assert drawn.status == 200, (drawn, server.printed)
                statuses.append(drawn.status)
                one = submission(round_, phones[place].ballot(drawn), place)
                statuses.append(server.post(one.path, one.body).status)
                sent.append(one)
            return sent, statuses

        outcomes = at_once(PROCESSES, draw_and_hand_in)
    assert [status for _sent, statuses in outcomes for status in statuses] == [200] * 600
    assert_stored_once(round_, [one for sent, _statuses in outcomes for one in sent])
    assert Invitation.objects.filter(round=round_, used=True).count() == 300


def test_a_round_that_closes_meanwhile_counts_what_was_acknowledged(
    site: Server, round_: Round
) -> None:
    waiting = Submissions(round_)
    Invitation.objects.filter(round=round_).update(used=True)  # all 300 have drawn

    def has_closed() -> bool:
        return not CollectedRound.objects.get(pk=round_.public_id).is_open

    def closes() -> bool:
        """A file that is in use cannot be rewritten; an operator does the same again."""
        with suppress(UnfinishedError):
            close_round(round=round_, actor="test", today=TODAY)
            return True
        return False

    def send_until_refused(_number: int) -> tuple[list[str], int, str]:
        """The digests on the receipts, and what was said in the end."""
        digests: list[str] = []
        for left in reversed(range(300 // SENDERS)):
            if not left:
                until(has_closed, "the close has begun")
            one = waiting.next()
            reply = site.post(one.path, one.body)
            while reply.status == 503:  # SQLite: the close holds the file for longer than 20 s
                assert reply.retry_after
                reply = site.post(one.path, one.body)
            if reply.status != 200:
                return digests, reply.status, json.loads(reply.body)["error"]
            digests.append(json.loads(reply.body)["digest"])
        return digests, 200, ""

    def close(_number: int) -> tuple[list[str], int, str]:
        until(lambda: Response.objects.filter(round_id=round_.public_id).count() >= 20, "answers")
        until(closes, "the close is finished")
        return [], 410, "closed"

    *senders, _closer = at_once(
        SENDERS + 1, lambda number: (close if number == SENDERS else send_until_refused)(number)
    )
    receipts = [digest for digests, _status, _words in senders for digest in digests]
    assert len(receipts) >= 20
    for _digests, status, words in senders:
        assert status == 410
        assert "not open" in words
    round_.refresh_from_db()
    assert round_.spent_tokens == sorted(receipts)
    tally = StoredTally.objects.get(pk=round_.public_id)
    assert Tally.from_json(tally.content).organisation.respondents == len(receipts)
    assert has_closed()
    assert stored(round_)[:2] == (0, 0)
    assert all(check.holds for check in verify_round(round_))
    connections.close_all()
