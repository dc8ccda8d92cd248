"""A database that is away while a round is open: 503 until it is back, and the other side works.

On SQLite a file that cannot be opened or is locked, on PostgreSQL a server that is broken off and
started again. The program that serves is never started again.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from questionnaires.models import Invitation, Round
from tests.clusters import SETTINGS, Clusters, start_clusters
from tests.programs import environment
from tests.servers import DATABASES, Reply, Server, databases_of, migrate, serving
from tests.submissions import (
    Phone,
    Submission,
    Submissions,
    address,
    as_message,
    assert_stored_once,
    at_once,
    invitations,
    opened_for_faults,
    send,
    signed_ballots,
    submission,
)

ON_POSTGRESQL = "postgresql" in os.environ.get("DATABASE_URL", "")
#: Makes a database, by its alias, unreachable for as long as a block lasts.
Away = Callable[[str], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def clusters() -> Iterator[Clusters | None]:
    """Servers that may be broken off: those of the other tests go on."""
    if not ON_POSTGRESQL:
        yield None
        return
    # Those would forget what was committed in the last moments.
    own = start_clusters(settings=f"{SETTINGS}\nsynchronous_commit = on")
    try:
        for name in ("people", "answers"):
            with psycopg.connect(own.url(name, "postgres"), autocommit=True) as one:
                one.execute("CREATE DATABASE candor")
        yield own
    finally:
        own.stop()


@pytest.fixture(scope="module")
def apart(
    installation: Mapping[str, str],
    clusters: Clusters | None,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Mapping[str, str]]:
    """The environment of an installation whose databases may be taken away."""
    with django_db_blocker.unblock():
        variables = installation
        if clusters is not None:
            variables = environment(
                tmp_path_factory.mktemp("apart"),
                DATABASE_URL=clusters.url("people"),
                ANSWERS_DATABASE_URL=clusters.url("answers"),
            )
            migrate(variables)
        with databases_of(variables):
            yield variables


@pytest.fixture(scope="module")
def server(apart: Mapping[str, str]) -> Iterator[Server]:
    with serving(apart) as running:
        yield running
        assert "Traceback" not in running.printed, running.printed


@pytest.fixture(scope="module")
def one_round(apart: Mapping[str, str]) -> Round:
    return opened_for_faults("away")


@pytest.fixture
def away(apart: Mapping[str, str], clusters: Clusters | None) -> Away:
    names = {"default": "people", "answers": "answers"}

    @contextmanager
    def broken_off(alias: str) -> Iterator[None]:
        connections.close_all()
        if clusters is None:
            file = Path(apart["CANDOR_DATA_DIR"]) / DATABASES[alias][1]
            kept = file.rename(file.with_suffix(".kept"))
            file.mkdir()
            try:
                yield
            finally:
                file.rmdir()
                kept.rename(file)
        else:
            clusters.break_off(names[alias])
            try:
                yield
            finally:
                clusters.start_again(names[alias])

    return broken_off


def warm_both_workers(server: Server, one: Submission, other: Submission) -> None:
    """Each of the two has read keys and items: one waits for an octet, so the other answers."""
    assert len(server.workers) == 2
    with server.begun(one.path, one.body) as finish:
        assert server.post(other.path, other.body).status == 200
        assert finish().status == 200


def assert_try_again(reply: Reply) -> None:
    assert reply.status == 503, reply
    assert int(reply.retry_after or 0) > 0
    assert json.loads(reply.body)["error"]


def forged(round_: Round) -> dict[str, bytes]:
    """Messages with ballots that no key of this round and unit has signed."""
    ballot = next(signed_ballots(round_))
    other_unit = next(one.path for one in round_.collection_units.exclude(path=ballot.unit))
    bits = bytearray(ballot.signature)
    bits[-1] ^= 1
    changed = {
        "a flipped bit": replace(ballot, signature=bytes(bits)),
        "another unit": replace(ballot, unit=other_unit),
        "a made-up signature": replace(ballot, signature=os.urandom(384)),
        "another message": replace(ballot, message=os.urandom(32) + ballot.message[32:]),
    }
    return {
        name: json.dumps(as_message(one, [["q.release_at_will", "4"]])).encode()
        for name, one in changed.items()
    }


def test_answers_wait_for_their_database_and_forgeries_are_refused_without_it(
    server: Server, one_round: Round, away: Away
) -> None:
    waiting = Submissions(one_round)
    first, second, later = waiting.next(), waiting.next(), waiting.next()
    phone = Phone(invitations(one_round)[0])
    warm_both_workers(server, first, second)
    workers = server.workers
    with away("answers"):
        for _ in range(2):
            assert_try_again(server.post(later.path, later.body))
            assert_try_again(server.post(first.path, first.body))  # its receipt is there as well
        for name, body in forged(one_round).items():
            for _ in range(2):
                reply = server.post(address(one_round, "answers"), body)
                assert reply.status == 403, (name, reply)
        drawn = server.post(phone.path, phone.body)
        assert drawn.status == 200  # the two sides do not ask each other
    own = submission(one_round, phone.ballot(drawn), 99)
    sent = [later, later, own, own]
    assert [
        reply.status for reply in at_once(4, lambda n: server.post(own.path, sent[n].body))
    ] == [200] * 4
    assert_stored_once(one_round, [first, second, later, own])
    assert server.workers == workers


def test_ballots_wait_for_their_database_and_answers_do_not(
    server: Server, one_round: Round, away: Away
) -> None:
    early, late = map(Phone, invitations(one_round)[10:12])
    one = submission(one_round, early.ballot(server.post(early.path, early.body)), 100)
    with away("default"):
        for _ in range(2):
            assert_try_again(server.post(late.path, late.body))
            assert_try_again(server.post(address(one_round, "invitation"), late.body))
        receipt = server.post(one.path, one.body)
        assert receipt.status == 200
    replies = [server.post(late.path, late.body) for _ in range(2)]
    assert replies[0].status == 200
    assert replies[0] == replies[1]
    assert server.post(one.path, one.body) == receipt
    used = Invitation.objects.filter(round=one_round, used=True)
    assert set(used.values_list("pk", flat=True)) >= {
        early.device.invitation.pk,
        late.device.invitation.pk,
    }


@pytest.mark.postgresql
def test_a_database_that_breaks_off_among_many_answers_keeps_those_it_acknowledged(
    server: Server, away: Away
) -> None:
    round_ = opened_for_faults("away-among-many")
    waiting = Submissions(round_)

    def deliver(number: int) -> tuple[list[Submission], int]:
        """What was acknowledged, and how often it was refused before."""
        if number == 4:
            for _ in range(3):
                with away("answers"):
                    pass
            return [], 0
        acknowledged, refusals = [], 0
        for _ in range(12):
            one = waiting.next()
            for _ in range(2_000):
                reply = send(server, one)
                assert reply is not None
                if reply.status == 200:
                    acknowledged.append(one)
                    break
                assert_try_again(reply)
                refusals += 1
        return acknowledged, refusals

    outcomes = at_once(5, deliver)
    acknowledged = [one for delivered, _refusals in outcomes for one in delivered]
    assert len(acknowledged) == 48
    assert sum(refusals for _delivered, refusals in outcomes)
    connections.close_all()
    assert_stored_once(round_, acknowledged)


@pytest.mark.sqlite("locks of a file; on PostgreSQL nobody locks a whole database")
def test_a_lock_that_is_held_too_long_is_said_and_nothing_hangs(
    server: Server, one_round: Round, apart: Mapping[str, str]
) -> None:
    one = submission(one_round, next(signed_ballots(one_round)), 200)
    file = Path(apart["CANDOR_DATA_DIR"]) / "answers.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for reply in at_once(2, lambda _number: server.post(one.path, one.body)):
            assert_try_again(reply)
        other.execute("ROLLBACK")
    assert server.post(one.path, one.body).status == 200
