"""A release is audited before it is stored; a correction stands in its place, or is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from analysis import suppression
from analysis.audit import audit
from analysis.corrections import WITHDRAWN
from analysis.release import Release, load_release
from analysis.suppression import Needs
from analysis.tally import Tally
from questionnaires.models import AuditEntry, Round, StoredRelease, StoredTally
from questionnaires.queries.releases import release_of
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.releasing import correct_release, release_round
from tests.rounds import TODAY, answer, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def closed(people: int) -> Round:
    round_ = opened()
    answer(round_, people)
    return close_round(round=round_, actor="ann", today=TODAY)


def released(people: int = 25) -> Round:
    round_ = closed(people)
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    return round_


def shown(round_: Round) -> Release:
    return load_release(release_of(round_).content)


def an_item(round_: Round) -> str:
    return shown(round_).instrument.counted_items[0].code


def correct(round_: Round, **more: Any) -> StoredRelease:
    given = {"reason": "It asked two things.", "withdrawn": [an_item(round_)], **more}
    return correct_release(round=round_, actor="ann", **given)


def test_a_release_that_gives_somebody_away_is_refused_with_the_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = opened()
    answer(round_, 25)
    round_ = close_round(round=round_, actor="ann", today=TODAY)
    told_in_full = suppression.told_in_full
    monkeypatch.setattr(
        "analysis.disclosure.told_in_full",
        lambda tree, sizes, _needs, allowed: told_in_full(tree, sizes, Needs(10, 0), allowed),
    )
    with pytest.raises(ServiceError, match=r"Found at: .*Everybody") as refused:
        release_round(round=round_, actor="ann", today=TODAY)
    assert "Nothing was published" in str(refused.value)
    round_.refresh_from_db()
    assert (round_.status, StoredRelease.objects.count()) == ("closed", 0)


def test_a_correction_stands_in_the_place_of_the_first_and_is_logged() -> None:
    round_ = released()
    first, code = release_of(round_), an_item(round_)
    made = correct(round_)
    assert (made.number, release_of(round_)) == (2, made)
    assert shown(round_).corrects == "It asked two things."
    assert shown(round_).organisation.items[code] == WITHDRAWN
    first.refresh_from_db()
    assert load_release(first.content).organisation.items[code] != WITHDRAWN
    entry = AuditEntry.objects.get(action="correct release")
    assert entry.detail["reason"] == "It asked two things."
    assert entry.detail["sha256"] == made.sha256
    tally = Tally.from_json(StoredTally.objects.get().content)
    assert audit([load_release(one.content) for one in (first, made)], tally) == ()


def test_the_command_takes_out_and_turns_round(capsys: pytest.CaptureFixture[str]) -> None:
    round_ = released()
    code = an_item(round_)
    call_command(
        "correct_release", f"{round_.programme.code}/{round_.code}",
        "--take-out", code, "--reason", "It asked two things.",
    )  # fmt: skip
    assert "Release 2 of" in capsys.readouterr().out
    assert shown(round_).organisation.items[code] == WITHDRAWN


def test_nothing_is_corrected_once_the_counts_are_destroyed() -> None:
    round_ = released()
    StoredTally.objects.all().delete()
    with pytest.raises(ServiceError, match="destroyed on their day"):
        correct(round_)
    assert StoredRelease.objects.count() == 1


def test_what_is_not_released_cannot_be_corrected() -> None:
    round_ = closed(25)
    with pytest.raises(ServiceError, match="has no release"):
        correct_release(round=round_, reason="x", withdrawn=["y"], actor="ann")


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(ServiceError, match="no closed question 'nothing'"):
        correct(released(), withdrawn=["nothing"])


@pytest.mark.parametrize("late", [1, 4])
def test_a_correction_is_made_of_the_release_and_not_of_counts_that_changed(late: int) -> None:
    """Somebody changed the stored counts by a few people."""
    round_ = released()
    code = an_item(round_)
    stored = StoredTally.objects.get()
    content = stored.content
    for group in content["groups"].values():
        if code in group["items"]:
            option = next(iter(group["items"][code]["options"]))
            group["items"][code]["options"][option] += late
            group["items"][code]["answered"] += late
            group["respondents"] += late
    stored.content = content
    stored.save()
    other = next(item.code for item in shown(round_).instrument.counted_items if item.code != code)
    assert correct(round_, withdrawn=[other]).number == 2  # made from the release, not the counts
    assert shown(round_).organisation.answers == 25
