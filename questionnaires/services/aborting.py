"""Aborting: an open round ends without results. Nothing is counted, everything is destroyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import (
    CollectedRound,
    CollectionUnit,
    Comment,
    Invitation,
    Mailing,
    Response,
    Round,
    SpentToken,
    StoredTally,
)
from questionnaires.routers import ANSWERS
from questionnaires.services.audit import record_act
from questionnaires.services.erasing import erase_deleted_rows, refuse_inside_transaction
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import locked, name_of


def abort_round(
    *,
    round: Round,
    actor: str,
    today: date | None = None,
    progress: Callable[[str], None] | None = None,
    answers_lost: bool = False,
) -> Round:
    """Afterwards an open round has ended, and no answer, comment, invitation or key of it is left.

    Nothing is counted and nothing can ever be released. The round stays as aborted, with its code.
    ``answers_lost``: also where the answers database knows nothing of it, because a disk broke.
    An abort that broke off is finished by running it again; a round is aborted completely once it
    has ``aborted_on``. Must not run inside a transaction.
    """
    say = progress or (lambda step: None)
    refuse_inside_transaction()
    if not answers_lost:
        _refuse_lost_answers(round)
    _end(round)
    say(_("Destroying answers and comments."))
    _destroy_answers(round.public_id)
    say(_("Destroying keys, links and who answered."))
    _destroy_invitations(round)
    say(_("Rewriting the files, so that nothing deleted is left in them."))
    erase_deleted_rows()
    return _finish(round, actor=actor, today=today or timezone.localdate())


def destroy_unknown_answers(*, public_id: str, actor: str) -> None:
    """Afterwards nothing is left of a round that only the answers side knows.

    So it is where people were restored from a backup that is older than the round: nobody could
    ever close it. ``ServiceError`` where there is none of this id, or where the people side knows
    the round. Must not run inside a transaction.
    """
    refuse_inside_transaction()
    known = Round.objects.filter(public_id=public_id).exclude(status=Round.Status.DRAFT).first()
    if known is not None:
        raise ServiceError(
            _("%(round)s is known to the people side: close or abort it.")
            % {"round": name_of(known)}
        )
    if not CollectedRound.objects.filter(pk=public_id).exists():
        raise ServiceError(_("The answers side has no round “%(id)s”.") % {"id": public_id})
    _destroy_answers(public_id)
    CollectedRound.objects.filter(pk=public_id).delete()
    erase_deleted_rows()
    record_act(actor=actor, action="destroy unknown answers", subject=public_id)


def _refuse_lost_answers(round: Round) -> None:
    """Answers in a database that is not at hand could not be destroyed."""
    current = Round.objects.select_related("programme").get(pk=round.pk)
    has_answers = current.is_open or current.is_abort_unfinished
    if has_answers and not CollectedRound.objects.filter(pk=current.public_id).exists():
        raise ServiceError(
            _(
                "The answers database knows nothing of %(round)s. Check ANSWERS_DATABASE_URL and "
                "CANDOR_DATA_DIR. Where it is lost, end the round with --answers-lost."
            )
            % {"round": current}
        )


@transaction.atomic
def _end(round: Round) -> None:
    """The people side first and under a lock: a round is closed or aborted, never both."""
    current = locked(round)
    if current.is_open:
        current.status = Round.Status.ABORTED
        current.save(update_fields=["status"])
    elif not current.is_abort_unfinished:
        raise ServiceError(
            _("The state of %(round)s is “%(status)s”. Only an open round can be aborted.")
            % {"round": current, "status": current.get_status_display()}
        )


def _destroy_answers(public_id: str) -> None:
    """In one transaction: no answer is accepted any more, and those that came are deleted."""
    with transaction.atomic(using=ANSWERS, durable=True):
        collected = CollectedRound.objects.select_for_update().filter(pk=public_id).first()
        if collected is None:
            return
        collected.status = CollectedRound.Status.CLOSED
        collected.receipt_key = ""
        collected.save(update_fields=["status", "receipt_key"])
        SpentToken.objects.filter(round=collected).delete()
        Response.objects.filter(round=collected).delete()
        Comment.objects.filter(round=collected).delete()
        StoredTally.objects.filter(round=collected).delete()


@transaction.atomic
def _destroy_invitations(round: Round) -> None:
    Mailing.objects.filter(round=round).delete()
    Invitation.objects.filter(round=round).delete()
    CollectionUnit.objects.filter(round=round).update(signing_key="")
    Round.objects.filter(pk=round.pk).update(response_key="")


@transaction.atomic
def _finish(round: Round, *, actor: str, today: date) -> Round:
    current = locked(round)
    if current.aborted_on is None:
        current.aborted_on = today
        current.save(update_fields=["aborted_on"])
        record_act(
            actor=actor,
            action="abort round",
            subject=name_of(current),
            responses="destroyed",
            keys="destroyed",
            invitations="destroyed",
        )
    return current
