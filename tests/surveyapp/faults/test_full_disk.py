"""No room for another page of the file: 503, nothing half stored, and well again by itself.

A limit on the size of files, set on the running processes and taken away again, stands for a full
disk. SQLite is told the same (a write that fails) at the same places.
"""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from questionnaires.models import Invitation, Round
from questionnaires.routers import ANSWERS
from tests.servers import Reply, Server
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

pytestmark = pytest.mark.sqlite("files of this machine; PostgreSQL: test_databases_away.py")
#: Octets up to which files can be written. The databases are larger, their logs (WAL) begin empty:
#: some submissions fit, and then none.
ROOM = 128 * 1024
#: More than fit into that.
MANY, FEW = 200, 60


@contextmanager
def full_disk(site: Server) -> Iterator[None]:
    """No process of the server can write beyond :data:`ROOM`."""
    connections.close_all()  # the last one to close empties the logs
    processes = [site.process.pid, *site.workers]
    usual = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in processes]
    for pid, (_soft, hard) in zip(processes, usual, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        for pid, limits in zip(processes, usual, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def assert_try_again(reply: Reply) -> None:
    assert reply.status == 503, reply
    assert int(reply.retry_after or 0) > 0
    assert "stay on this device" in json.loads(reply.body)["error"]


def test_on_a_full_disk_what_is_acknowledged_is_stored_and_it_recovers_by_itself(
    site: Server, round_: Round
) -> None:
    waiting = Submissions(round_)
    acknowledged: list[Submission] = []
    refused: list[Submission] = []

    def hand_in(*several: Submission) -> None:
        for one in several:
            reply = site.post(one.path, one.body)
            if reply.status == 200:
                acknowledged.append(one)
            else:
                assert_try_again(reply)
                refused.append(one)

    workers = site.workers
    with full_disk(site):
        while not refused:
            hand_in(waiting.next())
            assert len(acknowledged) < MANY, "there was room for all"
        at_once(4, lambda _number: hand_in(*(waiting.next() for _ in range(5))))
        assert len(refused) > 5
        assert acknowledged
        assert_stored_once(round_, acknowledged)
        for one in acknowledged[-3:]:  # asked for again, a receipt needs no room
            assert site.post(one.path, one.body).status in (200, 503)
        assert_stored_once(round_, acknowledged)
    kept = list(refused)
    at_once(4, lambda number: hand_in(*kept[number::4]))
    assert_stored_once(round_, list({one.digest: one for one in acknowledged}.values()))
    assert {one.digest for one in refused} <= {one.digest for one in acknowledged}
    assert site.workers == workers
    with connections[ANSWERS].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]


def test_a_ballot_drawn_on_a_full_disk_is_the_same_when_it_is_drawn_again(
    site: Server, round_: Round
) -> None:
    phones = [Phone(invitation) for invitation in invitations(round_)[:FEW]]
    signed: dict[str, Reply] = {}
    refused = []
    with full_disk(site):
        for phone in phones:
            reply = site.post(phone.path, phone.body)
            if reply.status == 200:
                signed[phone.secret] = reply
            else:
                assert_try_again(reply)
                refused.append(phone)
                if len(refused) == 3:
                    break
    assert signed
    assert refused, "there was room for all"
    used = Invitation.objects.filter(round=round_, used=True)
    assert used.count() == len(signed)
    asked = phones[: len(signed) + len(refused)]
    for phone in asked:
        reply = site.post(phone.path, phone.body)
        assert reply.status == 200
        assert signed.get(phone.secret, reply) == reply
    assert used.count() == len(asked)
    one = submission(round_, asked[-1].ballot(reply))
    assert site.post(one.path, one.body).status == 200
    assert stored(round_) == (1, 1, 1)
