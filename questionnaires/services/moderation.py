"""Moderation: between closing and release, a comment is withheld, or put back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.models import CommentReason, Round, WithheldComment
from questionnaires.queries.comments import can_be_moderated, comments_to_moderate
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import locked, name_of


@transaction.atomic
def withhold_comment(*, round: Round, comment: str, reason: str, actor: str) -> None:
    """Afterwards the release will not show the comment; why is logged, what it says is not.

    ``comment`` is its key in :func:`questionnaires.queries.comments.comments_to_moderate`.
    """
    current = _refuse_unless_moderated(round)
    checked = checked_reason(reason)
    item = _item_of(current, comment)
    _mark, new = WithheldComment.objects.get_or_create(
        round=current, comment=comment, defaults={"reason": checked}
    )
    if not new:
        raise ServiceError(_("This comment is withheld already."))
    record_act(
        actor=actor,
        action="withhold comment",
        subject=name_of(current),
        item=item,
        reason=checked.value,
    )


@transaction.atomic
def put_back_comment(*, round: Round, comment: str, actor: str) -> None:
    """Afterwards the release will show the comment."""
    current = _refuse_unless_moderated(round)
    item = _item_of(current, comment)
    gone, _by_model = WithheldComment.objects.filter(round=current, comment=comment).delete()
    if not gone:
        raise ServiceError(_("This comment is not withheld."))
    record_act(actor=actor, action="put back comment", subject=name_of(current), item=item)


def checked_reason(reason: str) -> CommentReason:
    """The reason as a value; ``ServiceError`` where it is none of the list."""
    try:
        return CommentReason(reason)
    except ValueError:
        raise ServiceError(_("Choose a reason: whoever reads the results is told it.")) from None


def _refuse_unless_moderated(round: Round) -> Round:
    """The round, locked: so no release happens meanwhile."""
    current = locked(round)
    if not can_be_moderated(current):
        raise ServiceError(
            _("Comments of %(round)s are withheld between closing and release, not now.")
            % {"round": current}
        )
    return current


def _item_of(round: Round, comment: str) -> str:
    for item, comments in comments_to_moderate(round).items():
        if any(one.key == comment for one in comments):
            return item
    raise ServiceError(_("This comment is not there. Load the page again."))
