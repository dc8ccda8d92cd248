"""Retention: kept responses go on their day, counts on theirs; releases stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from questionnaires.models import AuditEntry, Response, Round, StoredRelease, StoredTally
from questionnaires.services.closing import close_round
from questionnaires.services.releasing import release_round
from questionnaires.services.retention import Backups, destroy_expired_responses, kept_data
from tests.frozen import overrule
from tests.rounds import TODAY, answer, answers_left, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def released(days: int, code: str = "2027-spring") -> Round:
    round_ = opened(code, kept_responses_days=days)
    answer(round_, 12)
    close_round(round=round_, actor="ann", today=TODAY)
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    return round_


def test_kept_responses_stay_until_their_day_and_are_destroyed_on_it() -> None:
    round_ = released(10)
    assert destroy_expired_responses(today=TODAY + timedelta(days=9)) == []
    assert answers_left(round_)[0] == 12
    (gone,) = destroy_expired_responses(today=TODAY + timedelta(days=10))
    assert (gone.round, gone.responses, gone.responses_due) == (
        round_,
        12,
        TODAY + timedelta(days=10),
    )
    assert answers_left(round_)[0] == 0
    assert StoredTally.objects.exists()
    assert AuditEntry.objects.filter(action="destroy expired data").count() == 1
    assert destroy_expired_responses(today=TODAY + timedelta(days=10)) == []


def test_a_dry_run_destroys_nothing() -> None:
    round_ = released(10)
    (would_go,) = destroy_expired_responses(today=TODAY + timedelta(days=10), dry_run=True)
    assert would_go.responses == 12
    assert answers_left(round_)[0] == 12
    assert not AuditEntry.objects.filter(action="destroy expired data").exists()


def test_counts_go_thirty_days_after_release_or_with_the_responses_if_later() -> None:
    short, long = released(0, "short"), released(60, "long")
    (gone,) = destroy_expired_responses(today=TODAY + timedelta(days=30))
    assert (gone.round, gone.tally_expired, gone.responses_expired) == (short, True, False)
    assert list(StoredTally.objects.values_list("pk", flat=True)) == [long.public_id]
    (gone,) = destroy_expired_responses(today=TODAY + timedelta(days=60))
    assert (gone.round, gone.tally_expired, gone.responses_expired) == (long, True, True)
    assert not StoredTally.objects.exists()
    assert not Response.objects.exists()
    assert StoredRelease.objects.count() == 2


def test_what_is_kept_is_listed_with_its_days() -> None:
    released(40)
    (kept,) = kept_data(today=TODAY)
    assert kept.responses_due == kept.tally_due == TODAY + timedelta(days=40)
    assert not kept.responses_expired
    assert not kept.tally_expired


def test_a_round_that_is_not_released_is_never_touched() -> None:
    round_ = opened(kept_responses_days=1)
    answer(round_, 12)
    destroy_expired_responses(today=TODAY + timedelta(days=999))
    assert answers_left(round_)[0] == 12
    close_round(round=round_, actor="ann", today=TODAY)
    destroy_expired_responses(today=TODAY + timedelta(days=999))
    assert answers_left(round_)[0] == 12


# Backups


def days(backups: Backups) -> tuple[int, int, int | None, int | None]:
    """Days after TODAY: since, until, responses until, counts from."""
    ends = (backups.responses_until, backups.counts_from)
    responses, counts = ((end - TODAY).days if end else None for end in ends)
    return (backups.since - TODAY).days, (backups.until - TODAY).days, responses, counts


def test_backups_of_the_field_period_go_with_the_counts() -> None:
    round_ = opened()
    answer(round_, 12)
    close_round(round=round_, actor="ann", today=TODAY + timedelta(days=14))
    release_round(round=round_, actor="ann", today=TODAY + timedelta(days=20))
    today = TODAY + timedelta(days=52)  # two days late
    (gone,) = destroy_expired_responses(today=today, dry_run=True)
    assert days(gone.backups(today=today)) == (0, 52, 14, 14)


def test_backups_of_kept_responses_go_on_the_day_of_the_responses() -> None:
    released(10)
    today = TODAY + timedelta(days=11)
    (gone,) = destroy_expired_responses(today=today)
    assert days(gone.backups(today=today)) == (0, 11, 11, None)
    today = TODAY + timedelta(days=30)
    (gone,) = destroy_expired_responses(today=today)
    assert days(gone.backups(today=today)) == (0, 30, 10, 0)


def test_of_an_imported_round_no_backup_holds_a_response() -> None:
    round_ = released(0)
    closed_on = TODAY - timedelta(days=900)
    overrule(
        Round.objects.filter(pk=round_.pk),
        mode=Round.Mode.IMPORTED,
        opened_on=None,
        closed_on=closed_on,
    )
    today = TODAY + timedelta(days=30)
    (gone,) = destroy_expired_responses(today=today)
    assert gone.backups(today=today).is_import
    assert days(gone.backups(today=today)) == (0, 30, None, 0)
