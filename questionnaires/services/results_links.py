"""Links to the results of one round that expire: made, and ended at once.

The log names the link, its last day and who made it; never its secret, nor whom it is for.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import ResultsLink, Round
from questionnaires.queries.invitations import secret_digest
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError, invalid
from questionnaires.services.rounds import locked, name_of

#: Random bytes in a secret: 256 bits.
SECRET_BYTES = 32
#: Days that a link opens something unless told, and the most that it may.
USUAL_DAYS, MOST_DAYS = 14, 90


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link on its way to whoever made it. Its secret is stored nowhere."""

    link: ResultsLink
    secret: str


@transaction.atomic
def make_results_link(
    *,
    round: Round,
    actor: str,
    expires_on: date | None = None,
    made_for: str = "",
    today: date | None = None,
) -> MadeLink:
    """Afterwards the results of a released round can be read by a link until a day.

    ``ServiceError`` before the release, where the people asked were told that only people with a
    role read the results, and for a day that is past or more than 90 days ahead.
    """
    current, day = locked(round), today or timezone.localdate()
    if not current.is_released:
        raise ServiceError(_("There is nothing to read before the release."))
    if not current.is_read_by_link:
        raise ServiceError(
            _(
                "No link can be made: whoever was asked was told that only people with a role read "
                "the results on this site, and nobody can widen that afterwards."
            )
        )
    last = expires_on or day + timedelta(days=USUAL_DAYS)
    if not day <= last <= day + timedelta(days=MOST_DAYS):
        raise ServiceError(
            _("A link expires today at the earliest, and in %(days)s days at the latest.")
            % {"days": MOST_DAYS}
        )
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = ResultsLink(
        round=current,
        digest=secret_digest(secret),
        made_for=" ".join(made_for.split()),
        made_by=actor,
        made_on=day,
        expires_on=last,
    )
    try:
        link.full_clean()
    except ValidationError as error:
        raise invalid(link, error) from error
    link.save()
    record_act(
        actor=actor, action="make results link", subject=name_of(current), link=link.code,
        expires_on=last.isoformat(),
    )  # fmt: skip
    return MadeLink(link, secret)


@transaction.atomic
def end_results_link(*, link: ResultsLink, actor: str, today: date | None = None) -> ResultsLink:
    """Afterwards a link opens nothing any more. To end it twice changes nothing."""
    current = (
        ResultsLink.objects.select_for_update().select_related("round__programme").get(pk=link.pk)
    )
    if current.ended_on is not None:
        return current
    current.ended_on, current.ended_by = today or timezone.localdate(), actor
    current.save(update_fields=["ended_on", "ended_by"])
    record_act(
        actor=actor, action="end results link", subject=name_of(current.round), link=current.code
    )
    return current
