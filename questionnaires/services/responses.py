"""Answers come in: stored once, apart from the words that came with them.

:func:`answer_invitation` and :func:`answer_open_round` are the doors of two modes; behind them
:func:`accept_response` neither knows nor asks who made the response's id. Anonymous answers come in
at :func:`questionnaires.services.spent_tokens.hand_in_ballot`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from analysis.instrument import NOT_APPLICABLE, Instrument, Item, broken_rule
from questionnaires.models import CollectedRound, Comment, Invitation, Response, Round
from questionnaires.models.answers import random_key
from questionnaires.routers import ANSWERS
from questionnaires.services.erasing import forget_order_of_answering, forget_order_of_arrival
from questionnaires.services.errors import ServiceError
from questionnaires.services.storing import insert_row


class RoundNotOpenError(ServiceError):
    """The round takes no answers, not yet or not any more."""


def answer_invitation(
    *, invitation: Invitation, answers: Mapping[str, Any], comments: Mapping[str, str]
) -> bool:
    """Afterwards the invitation has its one response and is used; ``False``: it had it before.

    The response is stored first. Where the second step is lost, sending again finds the response
    by its id, changes nothing in it and makes up for the step.
    """
    if invitation.used:
        return False
    round_ = invitation.round
    stored = accept_response(
        collected=_collected(round_),
        unit=invitation.collection_unit.path,
        answers=answers,
        comments=comments,
        response_id=confidential_response_id(round_, invitation),
    )
    Invitation.objects.filter(pk=invitation.pk, used=False).update(used=True)
    forget_order_of_answering()
    return stored


def answer_open_round(
    *, round: Round, submission: str, answers: Mapping[str, Any], comments: Mapping[str, str]
) -> bool:
    """Afterwards the submission is stored; ``False``: it was before.

    ``submission`` is a random text that the form carries, so that a form that is sent twice counts
    once. Its digest becomes the id, so that the id stands in no page.
    """
    return accept_response(
        collected=_collected(round),
        unit="",
        answers=answers,
        comments=comments,
        response_id=hashlib.sha256(submission.encode()).hexdigest(),
    )


def accept_response(
    *,
    collected: CollectedRound,
    unit: str,
    answers: Mapping[str, Any],
    comments: Mapping[str, str],
    response_id: str | None = None,
) -> bool:
    """Afterwards the response is stored, exactly once; ``False``: its id was known already.

    ``answers`` are option codes by item code, a list of them for multiple choice and, in order, for
    rankings; ``comments`` are words by item code. ``unit`` is the path of a collection unit;
    comments keep its top only.
    Raises ``RoundNotOpenError`` where the round is not open at that moment, ``ServiceError`` on
    answers that the instrument does not offer: one of them would stop the counting at close.
    """
    refuse_what_is_not_offered(collected.instrument, answers, comments)
    key = response_id or random_key()
    with transaction.atomic(using=ANSWERS, durable=True):
        # The lock makes racing submissions and closing wait for each other; SQLite's immediate
        # transactions do the same.
        locked = CollectedRound.objects.using(ANSWERS).select_for_update()
        if not locked.get(pk=collected.pk).is_open:
            raise RoundNotOpenError(_("This round is not open: answers cannot be stored."))
        if Response.objects.filter(pk=key).exists():
            return False
        store_response(key, collected.pk, unit, answers, comments)
    forget_order_of_arrival()
    return True


def store_response(
    key: str, round_id: str, unit: str, answers: Mapping[str, Any], comments: Mapping[str, str]
) -> None:
    """Ratings and words, apart. Inside a transaction that has locked the row of the round."""
    insert_row(Response, id=key, round_id=round_id, unit=unit, answers=dict(answers))
    for item, text in comments.items():
        insert_row(Comment, round_id=round_id, item=item, unit=department(unit), text=text)


def confidential_response_id(round: Round, invitation: Invitation) -> str:
    """The id of an invitation's response: HMAC-SHA256 under the round's key, 64 hex digits.

    The key is destroyed when the round closes; nobody can compute the id after that.
    """
    if not round.response_key:
        raise RoundNotOpenError(_("This round is not open: answers cannot be stored."))
    key = round.response_key.encode()
    return hmac.new(key, str(invitation.pk).encode(), hashlib.sha256).hexdigest()


def department(unit: str) -> str:
    """The top of a unit's path.

    >>> department("Platform/Payments")
    'Platform'
    """
    return unit.split("/", 1)[0]


def _collected(round_: Round) -> CollectedRound:
    try:
        return CollectedRound.objects.get(pk=round_.public_id)
    except CollectedRound.DoesNotExist:
        raise RoundNotOpenError(_("This round is not open: answers cannot be stored.")) from None


def refuse_what_is_not_offered(
    instrument: Instrument, answers: Mapping[str, Any], comments: Mapping[str, str]
) -> None:
    """``ServiceError`` on answers and words that no question takes."""
    counted = {item.code: item for item in instrument.counted_items}
    worded = {item.code: item for item in instrument.worded_items}
    for code, answer in answers.items():
        if code not in counted or not _is_offered(counted[code], answer):
            raise ServiceError(
                _("%(item)s: the answer is not one that the question offers.") % {"item": code}
            )
    for code in comments:
        if code not in worded or not _asks_for_words(worded[code], answers.get(code)):
            raise ServiceError(_("%(item)s: the question takes no words.") % {"item": code})


def _is_offered(item: Item, answer: Any) -> bool:
    if answer == NOT_APPLICABLE:
        return item.allows_na
    chosen = answer if item.scale.takes_several else [answer]
    return (
        isinstance(chosen, list)
        and bool(chosen)
        and all(isinstance(code, str) for code in chosen)
        and broken_rule(item.scale, chosen) is None
    )


def _asks_for_words(item: Item, answer: Any) -> bool:
    """Whether words belong to this answer: to a question in words, or to "Other, please say"."""
    if item.scale.say is None:
        return not item.is_counted
    return item.scale.say.code in (answer if isinstance(answer, list) else [answer])
