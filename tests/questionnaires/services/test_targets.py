"""Targets: set before their round is released, on what a release shows, and frozen after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from analysis.delivery import Metric, delivery
from analysis.estimates import Estimate, estimate_construct
from analysis.release import Hidden, HiddenReason, Release, dump_release, release_sha256
from questionnaires.models import Action, AuditEntry, OutcomeTarget, Round, StoredRelease
from questionnaires.queries.targets import (
    newest_released_round,
    rounds_waited_for,
    targets_in_force,
    targets_of,
)
from questionnaires.services.actions import add_action, change_action
from questionnaires.services.errors import ServiceError
from questionnaires.services.targets import change_target, drop_target, is_answered, set_target
from tests.deliveries import delivery_release, delivery_releases
from tests.frozen import overrule
from tests.releases import demo_release, demo_releases
from tests.rounds import TODAY, draft, programme
from tests.stored import open_round_beside, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

DUE = "2027-autumn"


@pytest.fixture
def released() -> Round:
    """The last of three; the two before are released too."""
    return [stored_round(release) for release in demo_releases()][-1]


def set_one(round_: Round, **fields: Any) -> OutcomeTarget:
    values: dict[str, Any] = {
        "kind": "construct", "measure": "feedback", "to_value": 0.9, "due": DUE, "actor": "ann",
    }  # fmt: skip
    return set_target(round=round_, **(values | fields))


def released_next(round_: Round) -> Round:
    """The round of half a year later, released."""
    later = replace(demo_release(2), round=replace(demo_release(2).round, code=DUE))
    return stored_round(later)


def share(release: Release, code: str) -> float:
    found = estimate_construct(release, "", code)
    assert isinstance(found, Estimate)
    assert found.favourable is not None
    return found.favourable.estimate


def test_it_starts_from_what_the_release_tells_and_names_that_release(released: Round) -> None:
    target = set_one(released, by=" Team \n Build ", objective=" O1 ", note=" why ", today=TODAY)
    last = demo_releases()[-1]
    assert target.from_value == share(last, "feedback")
    assert target.release_sha256 == release_sha256(last)
    assert (target.by, target.objective, target.note) == ("Team Build", "O1", "why")
    assert (target.set_on, target.changed_on, target.is_dropped) == (TODAY, None, False)
    assert list(targets_of(released.programme)) == [target]
    assert rounds_waited_for([target]) == {}
    later = open_round_beside(released)
    assert rounds_waited_for([target]) == {(released.programme_id, DUE): later}
    assert not is_answered(target)


def test_only_on_what_the_release_shows_in_full(released: Round) -> None:
    for kind, measure in (
        ("construct", "weather"), ("item", "feedback"), ("weather", "feedback"), ("item", "role"),
    ):  # fmt: skip
        with pytest.raises(ServiceError, match="shows no figure of"):
            set_one(released, kind=kind, measure=measure)
    last = demo_releases()[-1]
    whole = last.groups[0]
    assert set_one(released)
    told = {**whole.constructs, "feedback": Hidden(HiddenReason.GIVES_AWAY)}
    hidden = replace(last, number=2, groups=(replace(whole, constructs=told), *last.groups[1:]))
    StoredRelease.objects.create(
        round=released, number=2, content=dump_release(hidden), sha256=release_sha256(hidden)
    )
    with pytest.raises(ServiceError, match="shows no figure of"):
        set_one(released, due="2028-spring")
    # What a correction took away cannot be aimed at anew either.
    with pytest.raises(ServiceError, match="shows no figure of"):
        change_target(target=OutcomeTarget.objects.get(), to_value=0.95, actor="ann")


@pytest.mark.parametrize("goal", [0.0, 0.01, 1.01])
def test_the_goal_is_better_and_on_the_scale(released: Round, goal: float) -> None:
    with pytest.raises(ServiceError, match="better than what it starts from"):
        set_one(released, to_value=goal)
    kept = set_one(released)
    with pytest.raises(ServiceError, match="better than what it starts from"):
        change_target(target=kept, to_value=goal, actor="ann")
    assert OutcomeTarget.objects.get().to_value == 0.9


def test_the_start_cannot_be_picked_among_rounds(released: Round) -> None:
    first = released.programme.rounds.order_by("position")[0]
    assert first.is_released
    with pytest.raises(ServiceError, match="starts from the newest released round"):
        set_one(first)
    with pytest.raises(ServiceError, match="starts from the newest released round"):
        set_one(draft())
    assert newest_released_round(released.programme) == released
    assert newest_released_round(programme("empty")) is None


def test_the_later_round_is_later_and_nobody_knows_it_yet(released: Round) -> None:
    for code in ("2026-autumn", released.code):
        with pytest.raises(ServiceError, match="is no later round"):
            set_one(released, due=code)
    later = open_round_beside(released)
    assert set_one(released).due == later.code
    overrule(Round.objects.filter(pk=later.pk), status=Round.Status.ABORTED)
    with pytest.raises(ServiceError, match="was aborted"):
        set_one(released, measure="docs")
    with pytest.raises(ServiceError, match="due “Next half”"):
        set_one(released, due="Next half")


def test_after_its_round_is_released_only_the_note_changes(released: Round) -> None:
    target = set_one(released)
    released_next(released)
    assert is_answered(target)
    for fields in ({"to_value": 0.95}, {"due": "2028-spring"}, {"by": "Us"}, {"objective": "O2"}):
        with pytest.raises(ServiceError, match="Only its note can be changed"):
            change_target(target=target, actor="ann", **fields)
    with pytest.raises(ServiceError, match="Only its note can be changed"):
        drop_target(target=target, because="It was not met.", actor="ann")
    changed = change_target(target=target, note="Met by half.", actor="ann")
    assert (changed.note, changed.to_value, changed.changed_on) == ("Met by half.", 0.9, None)


def test_nobody_aims_at_a_round_that_is_released_between(released: Round) -> None:
    target = set_one(released, due="2028-spring")
    released_next(released)
    with pytest.raises(ServiceError, match="a target is set before its round is"):
        change_target(target=target, due=DUE, actor="ann")
    assert change_target(target=target, to_value=0.95, actor="ann", today=TODAY).to_value == 0.95
    assert OutcomeTarget.objects.get().changed_on == TODAY


def test_one_target_on_a_figure_for_a_round(released: Round) -> None:
    target = set_one(released)
    with pytest.raises(ServiceError, match="already"):
        set_one(released, to_value=0.95)
    other = set_one(released, due="2028-spring")
    with pytest.raises(ServiceError, match="already"):
        change_target(target=other, due=DUE, actor="ann")
    drop_target(target=target, because="Wrong aim.", actor="ann")
    again = set_one(released, to_value=0.95)
    assert list(targets_in_force(released.programme)) == [other, again]
    with pytest.raises(IntegrityError), transaction.atomic():
        OutcomeTarget.objects.filter(pk=target.pk).update(dropped_on=None)


def test_a_dropped_target_stays_with_its_reason(released: Round) -> None:
    target = set_one(released)
    with pytest.raises(ServiceError, match="Say why"):
        drop_target(target=target, because=" \n ", actor="ann")
    drop_target(target=target, because=" Another \n aim. ", actor="ann", today=TODAY)
    drop_target(target=target, because="Twice.", actor="ann")
    kept = OutcomeTarget.objects.get()
    assert (kept.dropped_on, kept.dropped_because) == (TODAY, "Another aim.")
    with pytest.raises(ServiceError, match="was given up"):
        change_target(target=target, to_value=0.95, actor="ann")
    assert AuditEntry.objects.filter(action="drop target").count() == 1


def test_actions_name_a_target_of_their_own_programme(released: Round) -> None:
    target = set_one(released)
    action = add_action(
        round=released, said="Builds are slow.", done="A cache.", target=target, actor="ann"
    )
    assert list(target.actions.all()) == [action]
    other = programme("other")
    OutcomeTarget.objects.filter(pk=target.pk).update(programme=other)
    with pytest.raises(ServiceError, match="belongs to another programme"):
        change_action(
            action=action, target=OutcomeTarget.objects.get(), done="Two caches.", actor="ann"
        )
    OutcomeTarget.objects.all().delete()
    assert Action.objects.get().target is None


def test_a_page_may_not_be_the_code_of_a_round() -> None:
    with pytest.raises(ServiceError, match="is the address of a page"):
        draft("outcomes")


class TestMetrics:
    @pytest.fixture
    def asked(self) -> Round:
        """The first of two rounds that asked for software delivery."""
        return stored_round(delivery_releases()[0])

    def aim(self, round_: Round, measure: str = "lead_time", **fields: Any) -> OutcomeTarget:
        values: dict[str, Any] = {"kind": "metric", "measure": measure, "to_value": 8.5}
        return set_one(round_, **(values | fields))

    def test_it_starts_from_the_score_that_the_page_about_delivery_tells(
        self, asked: Round
    ) -> None:
        for one in delivery(delivery_releases()[0]).told:
            target = self.aim(asked, one.metric.value, to_value=9.5)
            assert one.score is not None
            assert target.from_value == one.score.estimate
            assert target.get_kind_display() == "delivery metric"
        assert targets_in_force(asked.programme).filter(kind="metric").count() == len(Metric)
        # The question behind a metric has targets of its own, on its favourable share.
        assert self.aim(asked, "lead_time", kind="item", to_value=0.9).from_value < 1
        with pytest.raises(ServiceError, match="already"):
            self.aim(asked, "lead_time", to_value=9.0)

    @pytest.mark.parametrize("measure", ["deploy_frequency", "weather", "", "throughput"])
    def test_what_is_no_metric_is_refused(self, asked: Round, measure: str) -> None:
        with pytest.raises(ServiceError, match="shows no figure of"):
            self.aim(asked, measure)
        assert self.aim(asked)

    @pytest.mark.parametrize("goal", [-1.0, 0.5, 3.6, 3.7, 10.01, float("nan"), float("inf")])
    def test_a_goal_is_a_better_score_and_reads_better(self, asked: Round, goal: float) -> None:
        kept = self.aim(asked)
        assert f"{kept.from_value:.1f}" == "3.7"
        said = "score runs from 0 to 10.*better than what it"
        with pytest.raises(ServiceError, match=said):
            self.aim(asked, due="2028-spring", to_value=goal)
        with pytest.raises(ServiceError, match=said):
            change_target(target=kept, to_value=goal, actor="ann")
        assert change_target(target=kept, to_value=10.0, actor="ann").to_value == 10.0
        assert change_target(target=kept, to_value=3.8, actor="ann").to_value == 3.8

    def test_fewer_than_ten_answers_or_rounds_without_metrics_are_no_start(
        self, released: Round
    ) -> None:
        with pytest.raises(ServiceError, match="shows no figure of"):
            self.aim(released)
        records = [{"lead_time": "2"} if n < 9 else {"rework": str(n)} for n in range(40)]
        few = delivery_release(records, number=2)
        later = replace(few, round=replace(few.round, code="2028-spring"))
        with pytest.raises(ServiceError, match="shows no figure of"):
            self.aim(stored_round(later), due="later")

    def test_once_answered_only_its_note_changes(self, asked: Round) -> None:
        target = self.aim(asked, due=delivery_releases()[1].round.code)
        stored_round(delivery_releases()[1])
        assert is_answered(target)
        with pytest.raises(ServiceError, match="Only its note can be changed"):
            change_target(target=target, to_value=9.0, actor="ann")


def test_every_act_is_logged_with_numbers_and_no_word_of_it(released: Round) -> None:
    target = set_one(released, by="Secret", objective="Secret", note="Secret")
    change_target(target=target, actor="bo", to_value=0.95, note="Another secret")
    change_target(target=target, actor="bo", to_value=0.95)  # nothing new
    drop_target(target=target, actor="bo", because="Secret")
    logged = [
        (entry.actor, entry.action, entry.subject, entry.detail)
        for entry in AuditEntry.objects.order_by("pk")
    ]
    own, subject = {"target": target.code}, "engineering/2027-spring"
    assert logged == [
        ("ann", "set target", subject, {**own, "measure": "feedback", "to_value": 0.9, "due": DUE}),
        ("bo", "change target", subject,
         {**own, "fields": ["note", "to_value"], "to_value": 0.95}),
        ("bo", "drop target", subject, own),
    ]  # fmt: skip
    assert "ecret" not in str(list(AuditEntry.objects.values()))


def test_days_are_those_of_the_act(released: Round) -> None:
    target = set_one(released, today=date(2027, 5, 1))
    change_target(target=target, by="Team Build", actor="ann", today=date(2027, 6, 1))
    kept = OutcomeTarget.objects.get()
    assert (kept.set_on, kept.changed_on) == (date(2027, 5, 1), date(2027, 6, 1))
