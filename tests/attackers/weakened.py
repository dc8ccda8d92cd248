"""Builds that somebody could make by mistake, as patches: the attackers must succeed on each."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections, transaction

from questionnaires.models import CollectedRound, Response
from questionnaires.models.answers import random_key
from questionnaires.receipts import Receipt
from questionnaires.routers import AnswersRouter
from questionnaires.services import ballots, responses, spent_tokens
from questionnaires.services.spent_tokens import Ballot
from tests import devices

_SERVICES = "questionnaires.services"
#: Where a device gets and hands in its ballot.
_DOORS = sys.modules[devices.Device.draw.__module__]


@contextmanager
def order_kept() -> Iterator[None]:
    """Nothing is rewritten after an answer; on SQLite responses have numbers of rows too."""
    with ExitStack() as stack:
        stack.enter_context(patch(f"{_SERVICES}.spent_tokens.forget_order_of_arrival"))
        stack.enter_context(patch(f"{_SERVICES}.ballots.forget_order_of_answering"))
        yield


def number_the_rows() -> None:
    """SQLite: the table of responses as Django would have made it."""
    connection = connections["answers"]
    if connection.vendor != "sqlite":
        return
    table = Response._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        made = cursor.fetchall()[0][0]
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL "
                       "AND type = 'index'", [table])  # fmt: skip
        indexes = [row[0] for row in cursor.fetchall()]
        assert "WITHOUT ROWID" in made
        cursor.execute(f'DROP TABLE "{table}"')
        for statement in [made.replace("WITHOUT ROWID", ""), *indexes]:
            cursor.execute(statement)


@contextmanager
def times_kept() -> Iterator[None]:
    """The people side logs who drew, as access logs do; a response keeps the time it came."""
    with connections["answers"].cursor() as cursor:
        cursor.execute("ALTER TABLE questionnaires_response ADD COLUMN submitted bigint")

    def stored(key: str, *others: Any) -> None:
        store(key, *others)
        with connections["answers"].cursor() as cursor:
            cursor.execute(
                "UPDATE questionnaires_response SET submitted = %s WHERE id = %s",
                [time.time_ns(), key],
            )

    def drawn(*, invitation: Any, blinded: bytes) -> bytes:
        logging.getLogger("access").info("ballot drawn with the link of %s", invitation.person.mail)
        return draw(invitation=invitation, blinded=blinded)

    store, draw = responses.store_response, ballots.draw_ballot
    with (
        patch.object(spent_tokens, "store_response", stored),
        patch.object(_DOORS, "draw_ballot", drawn),
    ):
        yield


@contextmanager
def digest_kept() -> Iterator[None]:
    """The response is found by the digest of its token, to answer repeats quickly."""
    current: list[str] = []

    def handed_in(*, ballot: Ballot, **others: Any) -> Receipt:
        current[:] = [ballot.digest]
        return hand_in(ballot=ballot, **others)

    hand_in = spent_tokens.hand_in_ballot
    with (
        patch.object(spent_tokens, "random_key", lambda: current[0]),
        patch.object(_DOORS, "hand_in_ballot", handed_in),
    ):
        yield


@contextmanager
def body_without_message() -> Iterator[None]:
    """The hash that tells a repeat from a second answer is one of the answers alone."""

    def digest(ballot: Ballot, answers: Mapping[str, Any], comments: Mapping[str, str]) -> str:
        body = json.dumps([answers, comments], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()

    with patch.object(spent_tokens, "_body_digest", digest):
        yield


@contextmanager
def responses_kept() -> Iterator[None]:
    """Closing keeps the rows beside the counts, "anonymised": without unit, role and tenure."""

    def keep(collected: CollectedRound, _kept: Any) -> None:
        rows = [
            {code: chosen for code, chosen in answers.items() if code not in ("role", "tenure")}
            for answers in collected.responses.values_list("answers", flat=True)
        ]
        collected.responses.all().delete()
        Response.objects.bulk_create(
            Response(id=random_key(), round=collected, unit="", answers=row) for row in rows
        )

    with patch(f"{_SERVICES}.closing._destroy_or_rename", keep):
        yield


@contextmanager
def one_database() -> Iterator[None]:
    """Both sides in one database, so that one transaction can hold a draw and its response."""
    with (
        patch.object(AnswersRouter, "db_for_read", lambda *_args, **_hints: "default"),
        patch.object(AnswersRouter, "allow_migrate", lambda _self, db, *_a, **_h: db == "default"),
    ):
        yield


@contextmanager
def one_transaction() -> Iterator[None]:
    """Drawing and handing in are one transaction, "so that nothing is lost between them"."""
    send = devices.Device.send

    def sent(device: devices.Device, *args: Any) -> Receipt:
        outer = transaction.atomic()
        # As Django's own tests mark theirs, so that the two durable ones can run inside.
        outer._from_testcase = True  # type: ignore[attr-defined]
        with outer:
            return send(device, *args)

    with patch.object(devices.Device, "send", sent):
        yield
