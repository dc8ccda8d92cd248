"""Field periods: the days in which a round takes answers. The announced last day can move on."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.models import Round
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import locked, name_of


@transaction.atomic
def extend_field_period(
    *, round: Round, closes_on: date, actor: str, today: date | None = None
) -> Round:
    """Afterwards people are told a later last day of an open round.

    The day is no part of the manifest, whose hash people have seen: nothing frozen changes. A day
    that was announced is never taken back.
    """
    current = locked(round)
    if not current.is_open:
        raise ServiceError(
            _("The state of %(round)s is “%(status)s”. Only an open round can be extended.")
            % {"round": current, "status": current.get_status_display()}
        )
    before = current.closes_on
    if before is not None and closes_on <= before:
        raise ServiceError(
            _(
                "People were told %(before)s. The new last day, %(day)s, has to be later: what was "
                "announced is not taken back."
            )
            % {"before": _shown(before), "day": _shown(closes_on)}
        )
    if closes_on < (today or timezone.localdate()):
        raise ServiceError(
            _("%(day)s has passed. Choose today or a later day.") % {"day": _shown(closes_on)}
        )
    current.closes_on = closes_on
    current.save(update_fields=["closes_on"])
    record_act(
        actor=actor,
        action="extend field period",
        subject=name_of(current),
        before=before.isoformat() if before else None,
        after=closes_on.isoformat(),
    )
    return current


def _shown(day: date) -> str:
    return date_format(day, "j M Y")
