"""Retention: what was kept for a number of days is destroyed when they are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from questionnaires.models import Response, Round, StoredTally
from questionnaires.routers import ANSWERS
from questionnaires.services.audit import record_act
from questionnaires.services.erasing import erase_deleted_rows
from questionnaires.services.manifests import TALLY_DAYS
from questionnaires.services.rounds import name_of


@dataclass(frozen=True, slots=True)
class Backups:
    """The days, ends included, on which a backup of the answers database held what is expired.

    Until ``responses_until`` (``None``: never) that was single responses, and counts from
    ``counts_from`` (``None``: they are not expired) on.
    """

    since: date
    until: date
    is_import: bool
    responses_until: date | None
    counts_from: date | None


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

    def backups(self, *, today: date) -> Backups:
        """Which backups have to be destroyed with what is expired, up to those of today.

        Backups of the field period too: they hold single responses, also of a round whose
        responses were destroyed when it closed.
        """
        counted = self.round.closed_on or self.round.released_on or today
        if self.round.mode == Round.Mode.IMPORTED:
            # Its days are those of long ago; here it came on the day it was imported.
            since = self.round.released_on or today
            return Backups(since, today, True, None, since)
        until = today if self.responses_expired else counted
        if self.round.kept_responses_days and not self.responses_expired:
            # They went on a day of their own, and their backups were named then.
            until = max(counted, (self.round.released_on or today) + self._kept_for)
        return Backups(
            since=self.round.opened_on or counted,
            until=today,
            is_import=False,
            responses_until=min(until, today),
            counts_from=counted if self.tally_expired else None,
        )

    @property
    def _kept_for(self) -> timedelta:
        return timedelta(days=self.round.kept_responses_days)


def counts_due(round: Round, released_on: date) -> date:
    """The day on which the counts of a round go; from then on no correction is possible."""
    days = int((round.manifest or {}).get("kept_tally_days", TALLY_DAYS))
    return released_on + timedelta(days=days)


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
    due = counts_due(round, released_on)
    return Kept(
        round=round,
        responses=responses,
        responses_due=responses_due if responses else None,
        tally=tally,
        tally_due=due,
        responses_expired=bool(responses) and responses_due <= today,
        tally_expired=tally and due <= today,
    )
