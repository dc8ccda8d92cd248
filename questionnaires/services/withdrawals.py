"""Withdrawals: of a comment taken back after the release, digest and reason stay."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.models import CommentQuote, CommentTag, Round
from questionnaires.services.audit import record_act
from questionnaires.services.comments import released_comments_on
from questionnaires.services.erasing import erase_deleted_rows, refuse_inside_transaction
from questionnaires.services.errors import ServiceError
from questionnaires.services.moderation import checked_reason
from questionnaires.services.rounds import locked, name_of


def withdraw_comment(*, round: Round, item: str, digest: str, reason: str, actor: str) -> int:
    """Afterwards no page, export or file of a database here holds the comment, its tags go too.

    Comments with the same words go together, because one digest names them; says how many went.
    What was downloaded or backed up before is not reached. May be repeated where the rewriting of
    the files broke off. Must not run inside a transaction.
    """
    refuse_inside_transaction()
    gone = _withdraw(round, item, digest, reason, actor)
    erase_deleted_rows()
    return gone


@transaction.atomic
def _withdraw(round: Round, item: str, digest: str, reason: str, actor: str) -> int:
    current = locked(round)
    checked = checked_reason(reason)
    stored = released_comments_on(current, item)
    if not current.is_released or stored is None or digest not in stored.digests:
        raise ServiceError(_("This comment is not there. Load the page again."))
    left = [text for text in stored.texts if stored.digest_of(text) != digest]
    gone = len(stored.texts) - len(left)
    if gone:
        stored.withdrawn += [{"digest": digest, "reason": checked.value}] * gone
        stored.texts = left
        stored.save(update_fields=["texts", "withdrawn"])
        for mark in (CommentTag, CommentQuote):
            mark.objects.filter(comments=stored, digest=digest).delete()
        record_act(
            actor=actor,
            action="withdraw comment",
            subject=name_of(current),
            item=item,
            digest=digest,
            reason=checked.value,
        )
    return gone
