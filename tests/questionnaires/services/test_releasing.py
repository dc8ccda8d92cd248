"""Releasing: what passes the gate is stored and hashed; nothing else, and nothing before."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from analysis.release import Band, Hidden, HiddenReason, Release, Shown, load_release
from questionnaires.models import (
    Attribute,
    Comment,
    Person,
    ReleasedComments,
    Round,
    StoredRelease,
    StoredTally,
)
from questionnaires.services import releasing
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.releasing import release_round
from questionnaires.services.roster import import_roster
from tests.rounds import ANSWERS, TODAY, answer, answers_left, draft, opened, roster

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def closed(people: int = 0, **more: Any) -> Round:
    comments = more.pop("comments", None)
    round_ = opened(**more)
    answer(round_, people, comments=comments)
    return close_round(round=round_, actor="ann", today=TODAY)


def release(round_: Round) -> Release:
    return load_release(release_round(round=round_, actor="ann", today=TODAY).content)


def mixed(round_: Round, *teams: int) -> Round:
    """So many of each team answer, every other one the opposite; then the round is closed.

    Teams are answered for in the order of addresses, so all but the last must be whole.
    """
    for people in teams:
        for number in range(people):
            said = "1" if number % 2 else "5"
            answer(round_, 1, {**ANSWERS, "release_at_will": said})
    return close_round(round=round_, actor="ann", today=TODAY)


@pytest.mark.parametrize("full_detail", [False, True])
def test_full_detail_is_a_fact_of_the_release_and_shows_no_band(*, full_detail: bool) -> None:
    told = release(mixed(opened(full_detail=full_detail), 12, 12, 8))
    assert told.round.full_detail is full_detail
    small = told.group("Product").items["release_at_will"]
    if full_detail:
        assert isinstance(small, Shown)
        assert small.counts.answered == told.group("Product").answers == 8
    else:
        assert isinstance(small, Band)
        assert told.group("Product").answers is None


def test_a_release_is_stored_with_its_facts_and_its_hash() -> None:
    round_ = closed(25, k=6)
    stored = release_round(round=round_, actor="ann", today=TODAY)
    assert stored.sha256 == hashlib.sha256(stored.content.encode()).hexdigest()
    shown = load_release(stored.content)
    facts = shown.round
    assert not facts.full_detail
    assert (facts.programme, facts.code, facts.title) == ("dx", "2027-spring", "Spring 2027")
    assert (facts.mode, facts.k, facts.kept_responses_days) == ("confidential", 6, 0)
    assert (facts.opened_on, facts.closed_on) == ("2027-04-06", "2027-04-06")
    assert facts.manifest_sha256 == round_.manifest_sha256
    round_.refresh_from_db()
    assert (round_.status, round_.released_on) == ("released", TODAY)


def test_head_counts_are_those_at_opening_and_departments_are_the_sum_of_their_units() -> None:
    round_ = opened()
    import_roster(data=roster({"Ops/Build": 1}), actor="ann", confirm_shrink=True)
    shown = release(mixed(round_, 12, 12, 14))
    invited = {group.path: group.invited for group in shown.groups}
    assert invited == {
        "": 38,
        "Ops": 24,
        "Ops/Build": 12,
        "Ops/Cloud": 12,
        "Product": 14,
        "Product/Data + Search": 14,
    }
    assert shown.organisation.response_rate == 1.0
    assert isinstance(shown.group("Ops").items["release_at_will"], Shown)


def test_what_would_reveal_a_small_unit_is_not_told_in_full() -> None:
    shown = release(mixed(opened(), 12, 12, 2))
    assert isinstance(shown.organisation.items["release_at_will"], Shown)
    assert shown.group("Product").hidden is HiddenReason.TOO_FEW
    ops = shown.group("Ops")
    assert (ops.answers, ops.between) == (None, (10, None))
    assert not isinstance(ops.items["release_at_will"], Shown)
    teams = [shown.group(path) for path in ("Ops/Build", "Ops/Cloud")]
    assert sum(isinstance(team.items["release_at_will"], Shown) for team in teams) < 2


def test_fewer_than_k_answers_release_nothing_but_that() -> None:
    shown = release(closed(4))
    assert [group.path for group in shown.groups] == [""]
    assert shown.organisation.hidden is HiddenReason.ROUND_TOO_SMALL
    assert all(isinstance(cell, Hidden) for cell in shown.organisation.items.values())


def test_nobody_having_answered_can_be_released() -> None:
    assert release(closed(0)).organisation.hidden is HiddenReason.ROUND_TOO_SMALL


def test_behind_an_open_link_there_is_no_head_count() -> None:
    shown = release(closed(12, mode=Round.Mode.OPEN))
    assert (shown.organisation.answers, shown.organisation.invited) == (12, None)
    assert shown.units == ()


def test_response_rates_by_attribute_are_part_of_the_release() -> None:
    import_roster(data=roster(), actor="test")
    Attribute.objects.create(code="site", title="Site")
    for index, person in enumerate(Person.objects.order_by("mail")):
        person.attributes = {"site": "Oslo" if index % 2 else "Rome"}
        person.save()
    round_ = opened()
    answer(round_, 25)
    (site,) = release(close_round(round=round_, actor="ann", today=TODAY)).participation.attributes
    assert site.title == "Site"
    assert [(one.categories, one.invited) for one in site.categories] == [
        (("Oslo",), 19),
        (("Rome",), 19),
    ]
    assert sum(one.answered for one in site.categories) == 25


def test_kept_responses_are_said_in_the_release() -> None:
    round_ = closed(12, kept_responses_days=30)
    assert release(round_).round.kept_responses_days == 30
    assert answers_left(round_)[0] == 12


def test_nothing_is_released_before_its_time() -> None:
    with pytest.raises(ServiceError, match="is a draft"):
        release(draft("later"))
    round_ = opened()
    answer(round_, 12)
    with pytest.raises(ServiceError, match="still open"):
        release(round_)
    assert not StoredRelease.objects.exists()


def test_a_close_that_broke_off_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = closed(12)
    Round.objects.filter(pk=round_.pk).update(closed_on=None)
    with pytest.raises(ServiceError, match="broke off"):
        release(round_)


class PowerCutError(Exception):
    pass


def test_a_release_that_broke_off_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = closed(12, comments={"best_thing": "Quiet mornings."})

    def power_cut() -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(releasing, "erase_deleted_rows", power_cut)
        with pytest.raises(PowerCutError):
            release(round_)
    first = StoredRelease.objects.get()
    Comment.objects.create(round_id=round_.public_id, item="best_thing", text="left behind")
    again = release_round(round=round_, actor="ann")
    assert again == first
    assert not Comment.objects.exists()
    assert ReleasedComments.objects.count() == 1


def test_a_gate_that_fails_releases_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = closed(12, comments={"best_thing": "Quiet mornings."})
    content = StoredTally.objects.get(pk=round_.public_id).content
    content["groups"]["Sham"] = content["groups"][""]
    StoredTally.objects.filter(pk=round_.public_id).update(content=content)
    with pytest.raises(ValueError, match="Sham"):
        release(round_)
    round_.refresh_from_db()
    assert round_.status == "closed"
    assert not StoredRelease.objects.exists()
    assert not ReleasedComments.objects.exists()
    assert Comment.objects.count() == 12
