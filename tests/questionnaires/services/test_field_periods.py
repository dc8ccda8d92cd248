"""Field periods: the last day moves on, and what was announced is never taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from questionnaires.models import AuditEntry, CollectedRound, Round
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.field_periods import extend_field_period
from questionnaires.services.manifests import manifest_sha256
from tests.rounds import TODAY, draft, opened

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

LAST = date(2027, 4, 21)
LATER = date(2027, 4, 28)


def extend(round_: Round, day: date = LATER, today: date = TODAY) -> Round:
    return extend_field_period(round=round_, closes_on=day, actor="ann", today=today)


def test_people_are_told_a_later_day_and_nothing_frozen_changes() -> None:
    round_ = opened(closes_on=LAST)
    before: dict[str, object] = dict(Round.objects.filter(pk=round_.pk).values().get())
    assert extend(round_).closes_on == LATER
    assert Round.objects.filter(pk=round_.pk).values().get() == {**before, "closes_on": LATER}


def test_the_manifest_does_not_hold_the_last_day() -> None:
    round_ = opened(closes_on=LAST)
    assert LAST.isoformat() not in str(round_.manifest)
    extended = extend(round_)
    assert extended.manifest is not None
    assert manifest_sha256(extended.manifest) == extended.manifest_sha256 == round_.manifest_sha256
    assert CollectedRound.objects.get(pk=round_.public_id).manifest == extended.manifest


def test_both_days_are_in_the_audit_log() -> None:
    extend(opened(closes_on=LAST))
    entry = AuditEntry.objects.get(action="extend field period")
    assert (entry.actor, entry.subject) == ("ann", "dx/2027-spring")
    assert entry.detail == {"before": "2027-04-21", "after": "2027-04-28"}


def test_a_day_can_be_announced_where_none_was() -> None:
    assert extend(opened()).closes_on == LATER
    assert AuditEntry.objects.get(action="extend field period").detail["before"] is None


def test_a_round_that_nobody_closed_on_its_day_can_be_extended() -> None:
    round_ = opened(closes_on=LAST)
    assert extend(round_, LATER, today=LATER).closes_on == LATER


@pytest.mark.parametrize(
    ("day", "today", "said"),
    [
        (LAST, TODAY, "People were told 21 Apr 2027. The new last day, 21 Apr 2027, has to be"),
        (LAST - timedelta(days=1), TODAY, "has to be later: what was announced is not taken back"),
        (LATER, LATER + timedelta(days=1), "28 Apr 2027 has passed. Choose today or a later day"),
    ],
)
def test_an_earlier_or_past_day_is_refused(day: date, today: date, said: str) -> None:
    round_ = opened(closes_on=LAST)
    with pytest.raises(ServiceError, match=said):
        extend(round_, day, today)
    round_.refresh_from_db()
    assert round_.closes_on == LAST
    assert not AuditEntry.objects.filter(action="extend field period").exists()


def test_a_draft_is_not_extended_but_changed() -> None:
    with pytest.raises(ServiceError, match=r"“draft”\. Only an open round can be extended"):
        extend(draft(closes_on=LAST))


@pytest.mark.django_db(transaction=True, databases=["default", "answers"])
def test_a_closed_round_is_not_extended() -> None:
    round_ = opened(closes_on=LAST)
    close_round(round=round_, actor="ann", today=TODAY)
    with pytest.raises(ServiceError, match=r"“closed”\. Only an open round can be extended"):
        extend(round_)
