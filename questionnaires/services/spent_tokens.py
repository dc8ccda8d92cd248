"""Ballots, the answers side: each is handed in once, with the answers of somebody unknown.

Nothing here asks the people side. Keys, items and rules are those that opening copied; they cannot
change while a round is open, so each process keeps them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from analysis.instrument import Instrument, shown_items
from questionnaires.blindrsa import PublicKey, verify
from questionnaires.models import CollectedRound, SpentToken
from questionnaires.models.answers import random_key
from questionnaires.receipts import Receipt, sign_receipt
from questionnaires.routers import ANSWERS
from questionnaires.services.erasing import forget_order_of_arrival
from questionnaires.services.errors import ServiceError
from questionnaires.services.responses import (
    RoundNotOpenError,
    refuse_what_is_not_offered,
    store_response,
)
from questionnaires.services.storing import insert_row, lock_round

#: Random octets with which a token begins (RFC 9474, 4.1).
PREFIX_OCTETS = 32
#: Rounds whose rules a process keeps.
_REMEMBERED = 64


class ForgedBallotError(ServiceError):
    """No key of this round and unit has signed this."""


class AnsweredOtherwiseError(ServiceError):
    """The ballot was handed in before, with other answers."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a device hands in: ``message`` is 32 random octets and :func:`token_of`."""

    round: str
    unit: str
    message: bytes
    signature: bytes

    @property
    def digest(self) -> str:
        """What is stored and published of it, and stands on the receipt."""
        return hashlib.sha256(self.message).hexdigest()


@dataclass(frozen=True, slots=True)
class GenuineBallot:
    """A ballot that a key of its round and unit has signed, and what its holder is asked.

    Made by :func:`examine_ballot` alone.
    """

    ballot: Ballot
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class _Rules:
    instrument: Instrument
    keys: Mapping[str, PublicKey]


def token_of(round: str, unit: str) -> bytes:
    """What every token of a round and unit says after its random octets.

    >>> token_of("5e", "Ops/Build")
    b'candor-ballot/1\\n5e\\nOps/Build'
    """
    return f"candor-ballot/1\n{round}\n{unit}".encode()


def examine_ballot(ballot: Ballot) -> GenuineBallot:
    """The ballot with what its holder is asked; ``ForgedBallotError`` before anything is read."""
    rules = _rules(ballot.round)
    _refuse_forged(ballot, rules)
    return GenuineBallot(ballot, rules.instrument)


def hand_in_ballot(
    *,
    ballot: Ballot | GenuineBallot,
    answers: Mapping[str, Any],
    comments: Mapping[str, str],
) -> Receipt:
    """Afterwards the ballot is spent and its response stored, in one step; the receipt.

    Handed in again with the same answers, nothing changes and the receipt is the same. Raises
    ``ForgedBallotError`` before any query of what is stored, ``AnsweredOtherwiseError``,
    ``RoundNotOpenError``, and ``ServiceError`` on answers that the instrument does not offer.
    """
    genuine = ballot if isinstance(ballot, GenuineBallot) else examine_ballot(ballot)
    given, digest = genuine.ballot, genuine.ballot.digest
    _refuse_unasked(genuine.instrument, answers, comments)
    refuse_what_is_not_offered(genuine.instrument, answers, comments)
    body = _body_digest(given, answers, comments)
    with transaction.atomic(using=ANSWERS, durable=True):
        round_ = lock_round(given.round)
        if round_ is None or not round_.is_open:
            raise RoundNotOpenError(_("This round is not open: answers cannot be stored."))
        is_new = insert_row(SpentToken, id=digest, round_id=given.round, body=body)
        if is_new:
            store_response(random_key(), given.round, given.unit, answers, comments)
        elif SpentToken.objects.get(pk=digest).body != body:
            raise AnsweredOtherwiseError(
                _("This ballot was handed in before, with other answers. The first ones count.")
            )
    if is_new:
        forget_order_of_arrival()
    return sign_receipt(round_.receipt_key, round=given.round, digest=digest)


@lru_cache(maxsize=_REMEMBERED)
def _rules(public_id: str) -> _Rules:
    try:
        collected = CollectedRound.objects.get(pk=public_id)
    except CollectedRound.DoesNotExist:
        raise RoundNotOpenError(_("This round is not open: answers cannot be stored.")) from None
    units = collected.manifest["units"]
    keys = {unit["path"]: PublicKey.from_jwk(unit["key"]) for unit in units if "key" in unit}
    return _Rules(collected.instrument, keys)


def _refuse_forged(ballot: Ballot, rules: _Rules) -> None:
    key = rules.keys.get(ballot.unit)
    says = ballot.message[PREFIX_OCTETS:]
    if (
        key is None
        or len(ballot.message) < PREFIX_OCTETS
        or says != token_of(ballot.round, ballot.unit)
        or not verify(key, ballot.message, ballot.signature)
    ):
        raise ForgedBallotError(_("This ballot is not one of this round and unit."))


def _refuse_unasked(
    instrument: Instrument, answers: Mapping[str, Any], comments: Mapping[str, str]
) -> None:
    """A form shows only what is asked; what comes without a form is held to the same."""
    if not answers and not comments:
        raise ServiceError(_("Nothing is answered."))
    shown = {item.code: item for item in shown_items(instrument, answers)}
    for code in [*answers, *comments]:
        if code not in shown:
            raise ServiceError(_("%(item)s: the question was not asked.") % {"item": code})
    for code, item in shown.items():
        if item.required and code not in answers and code not in comments:
            raise ServiceError(_("%(item)s: the question needs an answer.") % {"item": code})


def _body_digest(ballot: Ballot, answers: Mapping[str, Any], comments: Mapping[str, str]) -> str:
    body = json.dumps([answers, comments], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(ballot.message + body.encode()).hexdigest()
