"""Retention: what was kept for a number of days is destroyed when they are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from questionnaires.models import Response, Round, StoredTally
from questionnaires.routers import ANSWERS
from questionnaires.services.audit import record_act
from questionnaires.services.erasing import erase_deleted_rows
from questionnaires.services.rounds import TALLY_DAYS, name_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What is still kept of a released round. ``due`` are days on which it has to go."""

    round: Round
    responses: int
    responses_due: date | None
    tally: bool
    tally_due: date
    responses_expired: bool
    tally_expired: bool


def kept_data(*, today: date) -> list[Kept]:
    """What is kept of released rounds, by programme and place."""
    tallies = set(StoredTally.objects.values_list("round_id", flat=True))
    released = Round.objects.filter(status=Round.Status.RELEASED, released_on__isnull=False)
    found = [
        _kept(round, today=today, tally=round.public_id in tallies)
        for round in released.select_related("programme").order_by("programme__code", "position")
    ]
    return [kept for kept in found if kept.responses or kept.tally]


def destroy_expired_responses(*, today: date, dry_run: bool = False) -> list[Kept]:
    """Afterwards responses and counts whose days are over are gone; says what that was, or is.

    May be repeated; with ``dry_run`` nothing is destroyed. Must not run inside a transaction.
    """
    expired = [
        kept for kept in kept_data(today=today) if kept.responses_expired or kept.tally_expired
    ]
    if dry_run:
        return expired
    for kept in expired:
        with transaction.atomic(using=ANSWERS):
            if kept.responses_expired:
                Response.objects.filter(round_id=kept.round.public_id).delete()
            if kept.tally_expired:
                StoredTally.objects.filter(round_id=kept.round.public_id).delete()
        record_act(
            actor="retain",
            action="destroy expired data",
            subject=name_of(kept.round),
            responses=kept.responses_expired,
            tally=kept.tally_expired,
        )
    # Also where nothing expired today: an earlier run may have broken off before this step.
    erase_deleted_rows()
    return expired


def _kept(round: Round, *, today: date, tally: bool) -> Kept:
    released_on = round.released_on or today
    responses = Response.objects.filter(round_id=round.public_id).count()
    responses_due = released_on + timedelta(days=round.kept_responses_days)
    days = int((round.manifest or {}).get("kept_tally_days", TALLY_DAYS))
    tally_due = released_on + timedelta(days=days)
    return Kept(
        round=round,
        responses=responses,
        responses_due=responses_due if responses else None,
        tally=tally,
        tally_due=tally_due,
        responses_expired=bool(responses) and responses_due <= today,
        tally_expired=tally and tally_due <= today,
    )
