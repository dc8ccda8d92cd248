"""A hundred times a process is killed in the middle of a submission, and nothing is lost or split.

A client does what a browser does: without a reply it sends the same octets again.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from django.db import connections

from questionnaires.models import Round, SpentToken
from questionnaires.routers import ANSWERS
from tests.servers import PATIENCE, Server, serving
from tests.submissions import (
    Submission,
    Submissions,
    assert_stored_once,
    at_once,
    send,
    stored,
)

BROKEN = 100
CLIENTS = 3
#: A client that was refused so often in a row will not be served any more.
TRIES = 500


class Clients:
    """Some that send one submission after the other, each until it is acknowledged."""

    def __init__(self, server: Server, round_: Round) -> None:
        self._server = server
        self._waiting = Submissions(round_)
        self._lock = threading.Lock()
        self.acknowledged: list[Submission] = []
        #: Connections that broke while an answer was under way: before it was stored, and after.
        self.broken_before = 0
        self.broken_after = 0
        self.enough = threading.Event()

    @property
    def broken(self) -> int:
        """How often a submission was cut off."""
        return self.broken_before + self.broken_after

    def run(self) -> None:
        """Send until there was enough; no submission is given up."""
        try:
            while not self.enough.is_set():
                one = self._waiting.next()
                self._deliver(one)
                with self._lock:
                    self.acknowledged.append(one)
        finally:
            self.enough.set()

    def _deliver(self, one: Submission) -> None:
        for _ in range(TRIES):
            reply = send(self._server, one)
            if reply is not None:
                assert reply.status == 200, reply
                assert one.digest.encode() in reply.body
                return
            is_there = SpentToken.objects.filter(pk=one.digest).exists()
            connections.close_all()
            with self._lock:
                self.broken_after += is_there
                self.broken_before += not is_there
            time.sleep(0.005)
        raise AssertionError("never acknowledged")


def kill_workers(server: Server, clients: Clients, look: Callable[[], None]) -> int:
    """Kill one worker after the other at random moments, until enough submissions broke."""
    kills, end = 0, time.monotonic() + PATIENCE
    chance = random.SystemRandom()
    while not clients.enough.is_set():
        served = len(clients.acknowledged)
        while len(clients.acknowledged) <= served and not clients.enough.is_set():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
        with suppress(ProcessLookupError, IndexError):
            os.kill(chance.choice(server.workers), signal.SIGKILL)
            kills += 1
        look()
        if clients.broken >= BROKEN and clients.broken_before and clients.broken_after:
            break
        assert time.monotonic() < end, (kills, clients.broken_before, clients.broken_after)
    clients.enough.set()
    return kills


def test_a_hundred_kills_lose_nothing_and_split_nothing(
    installation: Mapping[str, str], round_: Round
) -> None:
    def look() -> None:
        tokens, responses, comments = stored(round_)
        connections.close_all()
        assert tokens == responses == comments

    with serving(installation, options=["--preload"]) as server:
        clients = Clients(server, round_)

        def take_part(number: int) -> int:
            if number == CLIENTS:
                try:
                    return kill_workers(server, clients, look)
                finally:
                    clients.enough.set()
            clients.run()
            return 0

        kills = at_once(CLIENTS + 1, take_part)[CLIENTS]
        assert server.process.poll() is None
        assert "Traceback" not in server.printed
    assert kills >= BROKEN / 2
    assert clients.broken >= BROKEN
    assert_stored_once(round_, clients.acknowledged)
    assert is_intact()
    print(
        f"{kills} kills: {clients.broken_before} submissions broke before they were stored, "
        f"{clients.broken_after} after; {len(clients.acknowledged)} acknowledged and stored"
    )


def is_intact() -> bool:
    """Whether an SQLite file is what it should be; PostgreSQL has lost no process of its own."""
    if connections[ANSWERS].vendor != "sqlite":
        return True
    with connections[ANSWERS].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = cursor.fetchall()
    assert said == [("ok",)]
    return True
