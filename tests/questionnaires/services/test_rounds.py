"""Rounds: drafts that can change, and openings that freeze and hash the rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from questionnaires.models import (
    AuditEntry,
    CollectedRound,
    Comment,
    Invitation,
    Person,
    Response,
    Round,
    SpentToken,
    Unit,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.manifests import build_manifest, manifest_sha256
from questionnaires.services.programmes import create_programme
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import (
    change_round,
    create_round,
    open_round,
    plan_opening,
)
from tests.rounds import TODAY, draft, opened, programme, roster, version

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_a_programme_is_made_once() -> None:
    create_programme(code="dx", title=" Developer experience ", actor="ann")
    with pytest.raises(ServiceError, match="a programme dx already"):
        create_programme(code="dx", title="Again", actor="ann")
    with pytest.raises(ServiceError, match="lower-case letters"):
        create_programme(code="D X", title="Bad", actor="ann")


def test_rounds_of_a_programme_come_one_after_the_other() -> None:
    assert [draft(code).position for code in ("a", "b", "c")] == [1, 2, 3]
    with pytest.raises(ServiceError, match="a round b already"):
        draft("b")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"k": 3}, "never below 4"),
        ({"mode": "imported"}, "confidential"),
        ({"mode": "secret"}, "confidential"),
        ({"code": "Spring 2027"}, "lower-case"),
        ({"title": ""}, "blank"),
    ],
)
def test_a_draft_with_bad_rules_is_refused(fields: dict[str, object], said: str) -> None:
    rules = {"code": "2027-spring", "title": "Spring", "mode": "confidential", **fields}
    with pytest.raises(ServiceError, match=said):
        create_round(programme=programme(), version=version(), actor="ann", **rules)  # type: ignore[arg-type]
    assert not Round.objects.exists()


def test_a_draft_can_change() -> None:
    round_ = change_round(round=draft(), actor="ann", k=8, title="Spring", mode="open")
    assert (round_.k, round_.title, round_.mode) == (8, "Spring", "open")
    with pytest.raises(ServiceError, match="never below 4"):
        change_round(round=round_, actor="ann", k=2)


FROZEN = {
    "code": "other",
    "title": "Other",
    "version": None,
    "mode": "open",
    "k": 4,
    "full_detail": True,
    "kept_responses_days": 30,
    "closes_on": date(2030, 1, 1),
    "purpose": "Something else.",
    "responsible": "Mallory, mallory@example.org",
    "audience": "Everybody in the world.",
    "results_for": "roles",
}


def test_full_detail_is_chosen_before_opening_and_stands_in_the_manifest() -> None:
    round_ = draft()
    assert not round_.full_detail
    change_round(round=round_, actor="ann", full_detail=True)
    round_.refresh_from_db()
    assert round_.full_detail
    manifest = build_manifest(round_, plan_opening(round_))
    assert manifest["full_detail"] is True
    assert manifest_sha256({**manifest, "full_detail": False}) != manifest_sha256(manifest)


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_nothing_frozen_changes_after_opening_and_the_attempt_is_logged(name: str) -> None:
    round_ = opened()
    value = version() if name == "version" else FROZEN[name]
    before: dict[str, object] = dict(Round.objects.filter(pk=round_.pk).values().get())
    assert before[f"{name}_id" if name == "version" else name] != value
    with pytest.raises(ServiceError, match="frozen when it opened"):
        change_round(round=round_, actor="mallory", **{name: value})
    assert Round.objects.filter(pk=round_.pk).values().get() == before
    assert AuditEntry.objects.get(action="refused: change round").actor == "mallory"


@pytest.mark.parametrize("name", ["status", "manifest", "population", "response_key", "position"])
def test_what_services_own_can_never_be_set(name: str) -> None:
    with pytest.raises(ServiceError, match="cannot be changed"):
        change_round(round=draft(), actor="mallory", **{name: 1})


def test_opening_freezes_people_units_and_rules() -> None:
    round_ = opened(k=6, kept_responses_days=10)
    assert (round_.status, round_.opened_on, round_.population) == ("open", TODAY, 38)
    units = dict(round_.collection_units.values_list("path", "members"))
    assert units == {"Ops/Build": 12, "Ops/Cloud": 12, "Product/Data + Search": 14}
    pool = round_.collection_units.get(path="Product/Data + Search")
    assert (pool.title, pool.pooled) == ("Data + Search", ["Product/Data", "Product/Search"])
    assert Invitation.objects.filter(round=round_, used=False).count() == 38
    data = Invitation.objects.get(round=round_, person__mail="product-data-1@example.org")
    assert data.collection_unit == pool


def test_who_is_not_staff_declined_or_works_in_a_retired_unit_is_not_asked() -> None:
    import_roster(data=roster(), actor="ann")
    left_out: dict[str, dict[str, Any]] = {
        "ops-build-1@example.org": {"standing": Person.Standing.CONTRACTOR},
        "ops-build-2@example.org": {"standing": Person.Standing.ON_LEAVE},
        "ops-build-3@example.org": {"declined": True},
    }
    for mail, mark in left_out.items():
        Person.objects.filter(mail=mail).update(**mark)
    Unit.objects.filter(path="Product/Search").update(retired_on=TODAY)
    in_search = Person.objects.filter(unit__path="Product/Search").count()
    round_ = open_round(round=draft(), actor="ann", today=TODAY)
    assert round_.population == 38 - 3 - in_search == Invitation.objects.count()
    assert not Invitation.objects.filter(person__mail__in=left_out).exists()
    assert not Invitation.objects.filter(person__unit__path="Product/Search").exists()
    # Frozen: who becomes staff later is asked in the next round.
    Person.objects.update(standing=Person.Standing.STAFF, declined=False)
    round_.refresh_from_db()
    assert round_.population == 38 - 3 - in_search == Invitation.objects.count()


def test_the_manifest_says_the_rules_and_its_hash_is_that_of_its_text() -> None:
    round_ = opened(k=6, kept_responses_days=40)
    manifest = round_.manifest
    assert manifest is not None
    assert round_.manifest_sha256 == manifest_sha256(manifest)
    assert len(round_.manifest_sha256) == 64
    assert manifest_sha256({**manifest, "k": 5}) != round_.manifest_sha256
    assert manifest_sha256(dict(reversed(manifest.items()))) == round_.manifest_sha256
    asked = {"programme": "dx", "round": "2027-spring", "mode": "confidential", "k": 6}
    asked |= {"full_detail": False, "results_for": "asked"}
    frozen = {"kept_responses_days": 40, "kept_tally_days": 40, "opened_on": "2027-04-06"}
    by = ["units", "role", "role by department"]
    assert {**manifest, **asked, **frozen, "breakdowns": by} == manifest
    assert manifest["question_set"] == {"code": "all-scales", "version": 1, "sha256": "5e" * 32}
    assert manifest["units"][2] == {
        "path": "Product/Data + Search",
        "title": "Data + Search",
        "members": 14,
        "pooled": ["Product/Data", "Product/Search"],
    }


def test_the_answers_side_gets_what_it_needs_and_nobody_s_name() -> None:
    round_ = opened()
    collected = CollectedRound.objects.get(pk=round_.public_id)
    assert collected.is_open
    assert collected.manifest == round_.manifest
    assert collected.instrument == round_.version.instrument
    person = Person.objects.get(mail="ops-build-1@example.org")
    assert person.name not in str(collected.manifest)
    assert round_.response_key not in str(collected.manifest)


def test_behind_an_open_link_nobody_is_invited_and_nobody_counted() -> None:
    import_roster(data=roster(), actor="ann")
    round_ = opened(mode=Round.Mode.OPEN)
    assert round_.population is None
    assert round_.response_key == ""
    assert not Invitation.objects.exists()
    assert round_.collection_units.get().path == ""
    assert round_.manifest is not None
    assert round_.manifest["breakdowns"] == ["role"]


def refused(round_: Round, said: str, today: date = TODAY) -> None:
    assert any(said in problem for problem in plan_opening(round_, today=today).problems)
    with pytest.raises(ServiceError, match=said):
        open_round(round=round_, actor="ann", today=today)
    round_.refresh_from_db()
    assert round_.is_draft
    assert not CollectedRound.objects.filter(pk=round_.public_id).exists()
    assert not Invitation.objects.filter(round=round_).exists()


def test_a_round_without_people_is_not_opened() -> None:
    refused(draft(), "Import a roster")


def test_a_round_with_fewer_people_than_k_is_not_opened() -> None:
    import_roster(data=roster({"Ops": 9}), actor="ann")
    refused(draft(k=10), "fewer than k = 10")


def test_a_round_with_unpublished_questions_is_not_opened() -> None:
    import_roster(data=roster(), actor="ann")
    refused(draft(version=version(published=False)), "Publish it first")


def test_a_round_whose_last_day_has_passed_is_not_opened() -> None:
    import_roster(data=roster(), actor="ann")
    refused(draft(closes_on=TODAY - timedelta(days=1)), "5 Apr 2027, has passed")
    assert plan_opening(draft("today", closes_on=TODAY), today=TODAY).problems == ()


def test_two_rounds_of_a_programme_are_not_open_at_once_but_those_of_two_are() -> None:
    opened()
    refused(draft("2027-autumn", title="Autumn 2027"), "Spring 2027 is still open")
    other = create_programme(code="pulse", title="Pulse", actor="ann")
    assert open_round(round=draft(programme=other), actor="ann", today=TODAY).is_open


def test_a_round_opens_once() -> None:
    round_ = opened()
    before = Round.objects.filter(pk=round_.pk).values().get()
    with pytest.raises(ServiceError, match="Only a draft can be opened"):
        open_round(round=round_, actor="ann")
    assert Round.objects.filter(pk=round_.pk).values().get() == before


def test_people_who_join_later_are_not_invited() -> None:
    round_ = opened()
    import_roster(data=roster({"Ops/Build": 30}), actor="ann", confirm_shrink=True)
    assert Invitation.objects.filter(round=round_).count() == 38


def test_an_opening_that_breaks_off_is_made_good_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_roster(data=roster(), actor="ann")
    round_ = draft()

    class PowerCutError(Exception):
        pass

    def power_cut(*args: object, **kwargs: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(CollectedRound.objects, "create", power_cut)
        with pytest.raises(PowerCutError):
            open_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    assert round_.is_draft
    assert not Invitation.objects.exists()
    assert open_round(round=round_, actor="ann", today=TODAY).is_open


class LostError(Exception):
    """The people side's transaction does not end well."""


@transaction.atomic
def lose_opening(round_: Round) -> None:
    open_round(round=round_, actor="ann", today=TODAY)
    raise LostError


def broken_opening(mode: str = Round.Mode.CONFIDENTIAL) -> Round:
    """A draft, of which the answers side knows as if it were open."""
    import_roster(data=roster(), actor="ann")
    round_ = draft(mode=mode)
    with pytest.raises(LostError):
        lose_opening(round_)
    round_.refresh_from_db()
    assert round_.is_draft
    assert not Invitation.objects.exists()
    assert not round_.collection_units.exists()
    assert CollectedRound.objects.get().is_open
    return round_


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_what_an_opening_left_on_the_answers_side_is_replaced_by_the_next(mode: str) -> None:
    round_ = broken_opening(mode)
    before = CollectedRound.objects.get()
    change_round(round=round_, actor="ann", k=8)
    opened_ = open_round(round=round_, actor="ann", today=TODAY)
    after = CollectedRound.objects.get()
    assert (before.manifest["k"], after.manifest["k"]) == (5, 8)
    assert after.manifest == opened_.manifest
    assert after.is_open
    assert AuditEntry.objects.filter(action="open round").count() == 1


@pytest.mark.parametrize("trace", ["response", "comment", "token", "closed"])
def test_a_left_over_that_was_answered_or_closed_is_not_replaced(trace: str) -> None:
    round_ = broken_opening()
    (left,) = CollectedRound.objects.all()
    if trace == "response":
        Response.objects.create(round=left, unit="Ops/Build", answers={})
    elif trace == "comment":
        Comment.objects.create(round=left, item="best_thing", text="Quiet mornings.")
    elif trace == "token":
        SpentToken.objects.create(id="a" * 64, round=left, body="b" * 64)
    else:
        CollectedRound.objects.update(status=CollectedRound.Status.CLOSED)
    before = CollectedRound.objects.values().get()
    with pytest.raises(ServiceError, match="was answered or closed"):
        open_round(round=round_, actor="ann", today=TODAY)
    assert CollectedRound.objects.values().get() == before
    round_.refresh_from_db()
    assert round_.is_draft
    assert not Invitation.objects.exists()


def test_an_anonymous_round_of_fewer_than_eight_opens_only_for_who_has_seen_the_chances() -> None:
    import_roster(data=roster({"Ops/Build": 6}), actor="test")
    few = draft(mode=Round.Mode.ANONYMOUS)
    with pytest.raises(ServiceError, match="Fewer than 8 people are asked"):
        open_round(round=few, actor="ann", today=TODAY)
    few.refresh_from_db()
    assert few.is_draft
    steps: list[str] = []
    opened_ = open_round(
        round=few, actor="ann", today=TODAY, small_units_confirmed=True, progress=steps.append
    )
    assert opened_.is_open
    assert steps == ["1 of 1 key made."]
