"""What devices of an anonymous round send over HTTP, many at once, as bytes that can be sent again.

A ballot here is signed with the key of its unit, without a draw, where the draw is not what is
tested: it costs the server nothing and bears the same signature.
"""

from __future__ import annotations

import json
import secrets
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from itertools import cycle
from typing import Any, TypeVar

from django.db import connections

from questionnaires.blindrsa import (
    RANDOMIZED,
    PrivateKey,
    blind,
    blind_sign,
    finalize,
    prepare,
)
from questionnaires.models import (
    Comment,
    Invitation,
    InvitationSecret,
    Response,
    Round,
    SpentToken,
)
from questionnaires.queries.invitations import mail_secret, secret_digest
from questionnaires.routers import ANSWERS
from questionnaires.services.spent_tokens import Ballot, token_of
from tests.devices import Device, opened_anonymous
from tests.rounds import programme
from tests.servers import Reply, Server

#: Ten teams that need no pool: 300 people.
TEAMS = {f"Ops/Team {n}": 30 for n in range(10)}
Fields = list[list[str]]
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Submission:
    """A request to hand a ballot in, and what the server stores of it."""

    path: str
    body: bytes
    digest: str
    level: str
    words: str


def opened_for_faults(code: str) -> Round:
    """An open anonymous round of 300 people, in a programme of its own."""
    return opened_anonymous(code, teams=TEAMS, programme=programme(code))


def address(round_: Round, what: str) -> str:
    """Where devices send ``invitation``, ``ballot`` or ``answers`` of a round."""
    return f"/s/a/{round_.public_id}/{what}/"


def answered(number: int = 0) -> Fields:
    """Fields of the form, told apart by their words."""
    level = str(number % 5 + 1)
    return [
        ["q.release_at_will", level],
        ["q.fix_first", "builds"],
        ["q.best_thing", f"Quiet morning {number}"],
    ]


def as_message(ballot: Ballot, answers: Any) -> dict[str, Any]:
    """What a device says to the answers side."""
    return {
        "unit": ballot.unit,
        "message": base64url(ballot.message),
        "signature": base64url(ballot.signature),
        "answers": answers,
    }


def submission(round_: Round, ballot: Ballot, number: int = 0) -> Submission:
    """A ballot with the answers of :func:`answered`, ready to be sent."""
    fields = answered(number)
    body = json.dumps(as_message(ballot, fields)).encode()
    return Submission(address(round_, "answers"), body, ballot.digest, fields[0][1], fields[-1][1])


def signed_ballots(round_: Round) -> Iterator[Ballot]:
    """Ballots without end, of all units in turn, signed with their keys."""
    units = [
        (unit.path, PrivateKey.from_pem(unit.signing_key))
        for unit in round_.collection_units.order_by("path")
    ]
    for path, key in cycle(units):
        message = prepare(token_of(round_.public_id, path), RANDOMIZED)
        blinding = blind(key.public, message, RANDOMIZED)
        signed = blind_sign(key, blinding.blinded)
        signature = finalize(key.public, message, signed, blinding.inverse, RANDOMIZED)
        yield Ballot(round_.public_id, path, message, signature)


class Submissions:
    """Submissions without end, each with a ballot and words of its own; for several threads."""

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._ballots = enumerate(signed_ballots(round_))
        self._lock = threading.Lock()

    def next(self) -> Submission:
        """One that nobody else gets."""
        with self._lock:
            number, ballot = next(self._ballots)
        return submission(self._round, ballot, number)


class Phone:
    """The device of somebody with a link: draws over HTTP, and can do so again."""

    def __init__(self, invitation: Invitation) -> None:
        self.secret = secrets.token_urlsafe(24)
        digest = secret_digest(mail_secret(self.secret))
        InvitationSecret.objects.create(invitation=invitation, digest=digest)
        self.device = Device(invitation)
        self.path = address(invitation.round, "ballot")
        self.body = json.dumps(
            {"secret": self.secret, "blinded": base64url(self.device.blinding.blinded)}
        ).encode()

    def ballot(self, reply: Reply) -> Ballot:
        """The ballot that a reply to :attr:`body` holds."""
        device = self.device
        signed = octets(json.loads(reply.body)["signature"])
        signature = finalize(
            device.key, device.message, signed, device.blinding.inverse, RANDOMIZED
        )
        return Ballot(device.round, device.unit, device.message, signature)


def invitations(round_: Round) -> list[Invitation]:
    """Everybody who is asked, in the order of their mail addresses."""
    asked = Invitation.objects.select_related("round", "collection_unit")
    return list(asked.filter(round=round_).order_by("person__mail"))


def stored(round_: Round) -> tuple[int, int, int]:
    """Tokens, responses and comments of a round, counted at one moment.

    One statement sees one state of the database: half a submission would show as a difference.
    """
    counts = [
        f'(SELECT count(*) FROM "{model._meta.db_table}" WHERE round_id = %s)'  # noqa: S608
        for model in (SpentToken, Response, Comment)
    ]
    with connections[ANSWERS].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [round_.public_id] * 3)
        tokens, responses, comments = cursor.fetchone()
    return tokens, responses, comments


def assert_stored_once(round_: Round, acknowledged: Sequence[Submission]) -> None:
    """Each acknowledged submission is there, whole and once, and nothing else is."""
    of_round = {"round_id": round_.public_id}
    assert stored(round_) == (len(acknowledged),) * 3
    tokens = SpentToken.objects.filter(**of_round).values_list("pk", flat=True)
    assert sorted(tokens) == sorted(one.digest for one in acknowledged)
    words = Comment.objects.filter(**of_round).values_list("text", flat=True)
    assert Counter(words) == Counter(one.words for one in acknowledged)
    answers = Response.objects.filter(**of_round).values_list("answers", flat=True)
    levels = Counter(answer["release_at_will"] for answer in answers)
    assert levels == Counter(one.level for one in acknowledged)


def forget_answers() -> None:
    """Afterwards nothing is stored of any round's answers: the next test begins with none."""
    for model in (Comment, Response, SpentToken):
        model.objects.all().delete()


def send(server: Server, one: Submission) -> Reply | None:
    """What is answered; ``None`` where the connection broke before all of a reply was there."""
    with suppress(OSError, HTTPException):
        return server.post(one.path, one.body)
    return None


def at_once(threads: int, work: Callable[[int], Outcome]) -> list[Outcome]:
    """What each of so many threads got, in their order, started at the same moment."""
    start, got, failures = threading.Barrier(threads), dict[int, Outcome](), list[BaseException]()

    def run(number: int) -> None:
        try:
            start.wait(30)
            got[number] = work(number)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    running = [threading.Thread(target=run, args=[number]) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=300)
    if failures:
        raise failures[0]
    return [got[number] for number in range(threads)]


def base64url(data: bytes) -> str:
    """As numbers are written in a message."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def octets(text: str) -> bytes:
    """What :func:`base64url` was given."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
