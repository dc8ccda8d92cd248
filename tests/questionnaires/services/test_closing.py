"""Closing: counted, checked, destroyed; whatever breaks, no answer is lost and none is left."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import analysis.associations
import analysis.counting
from analysis.instrument import instrument_as_json
from analysis.tally import Cut, Tally
from questionnaires.models import (
    Attribute,
    AuditEntry,
    CollectedRound,
    Comment,
    Invitation,
    InvitationSecret,
    Person,
    Response,
    Round,
    StoredTally,
)
from questionnaires.services import closing, erasing
from questionnaires.services.closing import close_round
from questionnaires.services.erasing import UnfinishedError
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import issue_links
from questionnaires.services.responses import (
    RoundNotOpenError,
    accept_response,
    confidential_response_id,
)
from questionnaires.services.roster import import_roster
from tests.frozen import overrule
from tests.instruments import all_scales
from tests.rounds import (
    ANSWERS,
    TODAY,
    WOKEN,
    answer,
    answers_left,
    draft,
    everything_stored,
    opened,
    roster,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

PROJECT = Path(__file__).resolve().parents[3]


def close(round_: Round, **more: Any) -> Round:
    return close_round(round=round_, actor="ann", today=TODAY, **more)


def tally_of(round_: Round) -> Tally:
    return Tally.from_json(StoredTally.objects.get(pk=round_.public_id).content)


def test_answers_are_counted_and_every_response_is_gone() -> None:
    round_ = opened()
    answer(round_, 20)
    answer(round_, 5, {**ANSWERS, "release_at_will": "1"})
    assert answers_left(round_) == (25, 0)
    closed = close(round_)
    assert (closed.status, closed.closed_on, closed.response_key) == ("closed", TODAY, "")
    assert answers_left(round_) == (0, 0)
    organisation = tally_of(round_).organisation
    assert organisation.respondents == 25
    assert organisation.items["release_at_will"].options == {
        "1": 5, "2": 0, "3": 0, "4": 20, "5": 0,
    }  # fmt: skip
    assert tally_of(round_).groups["Ops"].respondents == 24
    assert tally_of(round_).groups["Product/Data + Search"].respondents == 1


def test_the_only_answer_of_a_unit_is_not_kept_as_its_counts() -> None:
    """Who has answered is known; the counts of a unit of one answer would say what."""
    round_ = opened()
    answer(round_, 25)
    assert Response.objects.filter(unit="Product/Data + Search").count() == 1
    close(round_)
    kept = tally_of(round_).groups
    assert {path for path, group in kept.items() if group.items} == {""}
    assert kept["Ops/Build"].respondents == 12


def test_nobody_having_answered_is_a_count_too() -> None:
    round_ = opened()
    assert close(round_).closed_on == TODAY
    assert tally_of(round_).organisation.respondents == 0


def test_behind_an_open_link_the_organisation_is_counted() -> None:
    round_ = opened(mode=Round.Mode.OPEN)
    answer(round_, 12)
    close(round_)
    assert set(tally_of(round_).groups) == {""}
    assert answers_left(round_) == (0, 0)


def test_nothing_in_both_databases_links_a_person_to_an_answer() -> None:
    round_ = opened()
    links = issue_links(round=round_, actor="ann")
    answer(round_, 20, comments={"best_thing": "Quiet mornings."})
    key = round_.response_key
    ids = {confidential_response_id(round_, i) for i in Invitation.objects.filter(used=True)}
    # While it is open the link exists: that is what "confidential, not anonymous" says.
    assert set(Response.objects.values_list("id", flat=True)) == ids
    assert key in everything_stored("default")
    assert InvitationSecret.objects.count() == len(links)
    close(round_)
    stored = everything_stored("default") + everything_stored("answers")
    assert key not in stored
    assert not [one for one in ids if one in stored]
    assert not InvitationSecret.objects.exists()
    assert not Invitation.objects.exists()
    assert Comment.objects.count() == 20
    assert set(Comment.objects.values_list("unit", flat=True)) == {""}


def test_response_rates_stay_and_nobody_can_tell_who_answered() -> None:
    Attribute.objects.create(code="site", title="Site")
    import_roster(data=roster(), actor="test")
    by_site()
    round_ = opened()
    assert set(Invitation.objects.values_list("attributes__site", flat=True)) == {
        "Berlin", "Oslo", "Rome", None
    }  # fmt: skip
    assert not Invitation.objects.filter(attributes__has_key="shoe-size").exists()
    answer(round_, 20)
    answered = Counter(
        Invitation.objects.filter(used=True).values_list("attributes__site", flat=True)
    )
    assert answered.total() == 20
    rates = close(round_).response_rates
    assert rates == {
        "invited": 38,
        "answered": 20,
        "attributes": [
            {
                "code": "site",
                "title": "Site",
                "categories": [
                    {"categories": ["Berlin"], "invited": 14, "answered": answered["Berlin"]},
                    {"categories": ["Oslo"], "invited": 14, "answered": answered["Oslo"]},
                    {
                        "categories": ["", "Rome"],
                        "invited": 10,
                        "answered": answered[None] + answered["Rome"],
                    },
                ],
            }
        ],
        "left_out": [],
        "beside": ["", "Ops"],
    }
    assert not Invitation.objects.exists()
    assert Person.objects.count() == 38


def by_site() -> None:
    """Fourteen in Berlin, fourteen in Oslo, a few elsewhere or unknown, across all units."""
    sites = ["Berlin", "Oslo", "Rome", "", "Berlin", "Oslo", "Berlin", "Oslo"]
    for index, person in enumerate(sorted(Person.objects.all(), key=lambda one: one.mail)):
        site = sites[index % 8]
        person.attributes = {"shoe-size": "40"} | ({"site": site} if site else {})
        person.save()


def test_behind_an_open_link_there_are_no_response_rates() -> None:
    round_ = opened(mode=Round.Mode.OPEN)
    answer(round_, 12)
    assert close(round_).response_rates is None


@pytest.mark.sqlite("bytes of files; PostgreSQL: test_erasing_postgresql.py")
def test_the_files_hold_no_byte_of_an_answer(tmp_path: Path) -> None:
    """In a process of its own, on real files in the mode that is served."""
    program = PROJECT / "tests" / "close_on_files.py"
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {
        "in the answers files before": ["answer", "comment", "response id"],
        "in the people files before": ["response key", "link digest"],
        "in the answers files while a reader holds them": "unfinished",
        "in the answers files after": [],
        "in the people files after": [],
    }


def test_tables_by_attribute_that_were_not_declared_are_not_kept() -> None:
    """What may be told by is frozen at opening; a table more would be one chosen afterwards."""
    round_ = opened()
    collected = CollectedRound.objects.get(pk=round_.public_id)
    declared = [name for name in collected.manifest["breakdowns"] if name != "units"]
    assert declared == ["role", "role by department"]
    cuts = (Cut("role", "", {}, {}), Cut("role", "Ops", {}, {}), Cut("editor", "", {}, {}))

    def kept(*names: str) -> list[tuple[str, str]]:
        collected.manifest["breakdowns"] = list(names)
        tally = closing._to_keep(Tally(cuts=cuts), collected)
        return [(cut.attribute, cut.within) for cut in tally.cuts]

    assert kept("units", *declared) == [("role", ""), ("role", "Ops")]
    assert kept("units", "role") == [("role", "")]
    assert kept("units", "role by department") == [("role", "Ops")]
    assert kept("units") == []


def test_few_comments_are_destroyed_at_once() -> None:
    round_ = opened()
    answer(round_, 4, comments={"best_thing": "Only four wrote this."})
    answer(round_, 20, WOKEN, comments={"woken_why": "Many wrote this."})
    assert answers_left(round_) == (24, 24)
    close(round_)
    assert set(Comment.objects.values_list("text", flat=True)) == {"Many wrote this."}


def test_comments_of_fewer_than_ten_people_are_destroyed_at_once() -> None:
    round_ = opened()
    answer(round_, 9, comments={"best_thing": "Nine answered, and all wrote."})
    assert answers_left(round_) == (9, 9)
    close(round_)
    assert answers_left(round_) == (0, 0)


def test_no_answer_is_accepted_after_closing() -> None:
    round_ = opened()
    collected = CollectedRound.objects.get(pk=round_.public_id)
    close(round_)
    with pytest.raises(RoundNotOpenError):
        accept_response(
            collected=collected, unit="", answers=ANSWERS, comments={}, response_id=None
        )
    assert not Response.objects.exists()


def test_kept_responses_stay_under_ids_that_no_key_makes() -> None:
    round_ = opened(kept_responses_days=30)
    answer(round_, 12)
    ids = set(Response.objects.values_list("id", flat=True))
    contents = sorted(map(str, Response.objects.values_list("answers")))
    assert set(Response.objects.values_list("unit", flat=True)) == {"Ops/Build"}
    close(round_)
    assert sorted(map(str, Response.objects.values_list("answers"))) == contents
    # Nobody of Ops/Cloud answered, so both were counted together.
    assert set(Response.objects.values_list("unit", flat=True)) == {"Ops"}
    assert ids.isdisjoint(Response.objects.values_list("id", flat=True))
    assert AuditEntry.objects.get(action="close round").detail["responses"] == "kept"


def test_a_draft_and_a_closed_round_are_refused() -> None:
    with pytest.raises(ServiceError, match="Open it first"):
        close(draft("later"))
    round_ = opened()
    close(round_)
    with pytest.raises(ServiceError, match="closed already"):
        close(round_)


def test_closing_inside_a_transaction_is_a_programming_error() -> None:
    from django.db import transaction

    round_ = opened()
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction.atomic():
        close(round_)
    assert Round.objects.get(pk=round_.pk).is_open


def test_progress_is_told_step_by_step() -> None:
    steps: list[str] = []
    close(opened(), progress=steps.append)
    assert len(steps) == 4
    assert steps[0] == "Stopping the acceptance of answers."


# Counts that do not agree


def test_wrong_counts_keep_every_response_and_say_what_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = opened()
    answer(round_, 20)
    before = sorted(Response.objects.values_list("id", flat=True))
    count = analysis.counting.tally

    def miscount(responses: Any) -> Tally:
        right = count(responses)
        wrong = replace(right.organisation, respondents=19)
        return Tally({**right.groups, "": wrong})

    with monkeypatch.context() as patch:
        patch.setattr(analysis.associations, "tally", miscount)
        with pytest.raises(ServiceError, match="“”: 19 counted, 20 responses"):
            close(round_)
    assert sorted(Response.objects.values_list("id", flat=True)) == before
    assert not StoredTally.objects.exists()
    assert Round.objects.get(pk=round_.pk).closed_on is None
    close(round_)
    assert tally_of(round_).organisation.respondents == 20


def test_an_item_that_does_not_add_up_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = opened()
    answer(round_, 20)
    count = analysis.counting.tally

    def miscount(responses: Any) -> Tally:
        right = count(responses)
        cell = right.organisation.items["role"]
        items = {**right.organisation.items, "role": replace(cell, answered=cell.answered - 1)}
        return Tally({**right.groups, "": replace(right.organisation, items=items)})

    monkeypatch.setattr(analysis.associations, "tally", miscount)
    with pytest.raises(ServiceError, match="“”, role: answered and missing are not 20"):
        close(round_)
    assert answers_left(round_) == (20, 0)


def test_a_unit_that_the_manifest_does_not_name_is_not_counted_away() -> None:
    round_ = opened()
    answer(round_, 20)
    Response.objects.create(round_id=round_.public_id, unit="Sham", answers=dict(ANSWERS))
    with pytest.raises(ServiceError, match="the unit “Sham”, which the manifest does not"):
        close(round_)
    assert answers_left(round_) == (21, 0)


def test_an_answer_that_cannot_be_counted_keeps_all() -> None:
    round_ = opened()
    answer(round_, 20)
    stray = {**ANSWERS, "release_at_will": "9"}
    Response.objects.create(round_id=round_.public_id, unit="Ops/Build", answers=stray)
    with pytest.raises(ServiceError, match=r"release_at_will: '9' is not an option"):
        close(round_)
    assert answers_left(round_) == (21, 0)


# Breaking off: the two databases commit one after the other, and either may be the last


class PowerCutError(Exception):
    pass


STEPS = [
    (closing, "_stop_accepting"),
    (closing, "_count_and_destroy"),
    (closing, "_destroy_invitations"),
    (closing, "erase_deleted_rows"),
    (closing, "_finish"),
]


@pytest.mark.parametrize("step", STEPS, ids=[name for _module, name in STEPS])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_close_that_broke_off_is_finished_by_the_next(
    step: tuple[Any, str], when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = opened()
    issue_links(round=round_, actor="ann")
    answer(round_, 20, comments={"best_thing": "Quiet mornings."})
    module, name = step
    done = getattr(module, name)

    def power_cut(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            done(*args, **kwargs)
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(module, name, power_cut)
        with pytest.raises(PowerCutError):
            close(round_)
    if (name, when) == ("_finish", "after"):
        assert Round.objects.get(pk=round_.pk).closed_on == TODAY
    else:
        assert close(round_).closed_on == TODAY
    assert tally_of(round_).organisation.respondents == 20
    assert answers_left(round_) == (0, 20)
    assert Round.objects.get(pk=round_.pk).response_key == ""
    assert not InvitationSecret.objects.exists()
    assert not Invitation.objects.exists()
    rates = Round.objects.get(pk=round_.pk).response_rates
    assert rates is not None
    assert (rates["invited"], rates["answered"]) == (38, 20)
    assert AuditEntry.objects.filter(action="close round").count() == 1


def test_a_cut_between_the_databases_leaves_no_round_that_takes_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The answers side has stopped, the people side has not heard of it."""
    round_ = opened()
    answer(round_, 20)
    update = Round.objects.filter(pk=round_.pk).__class__.update

    def power_cut(self: Any, **fields: Any) -> int:
        if self.model is Round:
            raise PowerCutError
        return update(self, **fields)

    with monkeypatch.context() as patch:
        patch.setattr("django.db.models.query.QuerySet.update", power_cut)
        with pytest.raises(PowerCutError):
            close(round_)
    assert Round.objects.get(pk=round_.pk).is_open
    collected = CollectedRound.objects.get(pk=round_.public_id)
    assert not collected.is_open
    with pytest.raises(RoundNotOpenError):
        accept_response(
            collected=collected, unit="", answers=ANSWERS, comments={}, response_id=None
        )
    close(round_)
    assert tally_of(round_).organisation.respondents == 20


@pytest.mark.sqlite("its log; PostgreSQL: test_erasing_postgresql.py")
def test_a_file_in_use_is_reported_as_unfinished_and_finished_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = opened()
    answer(round_, 20)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_truncate_log", lambda alias: False)
        with pytest.raises(UnfinishedError, match="is in use"):
            close(round_)
    assert answers_left(round_) == (0, 0)
    assert Round.objects.get(pk=round_.pk).status == "closed"
    assert Round.objects.get(pk=round_.pk).closed_on is None
    assert close(round_).closed_on == TODAY


def test_a_lost_answers_database_is_not_closed_over() -> None:
    round_ = opened()
    CollectedRound.objects.all().delete()
    with pytest.raises(ServiceError, match="ANSWERS_DATABASE_URL"):
        close(round_)
    assert Round.objects.get(pk=round_.pk).is_open


def test_the_instrument_counted_is_the_one_that_was_asked() -> None:
    """Not what the version says by now: the answers side never asks the people side."""
    round_ = opened()
    answer(round_, 12)
    other = replace(all_scales(), items=all_scales().items[:1], sections=(), constructs=())
    versions = type(round_.version).objects.filter(pk=round_.version_id)
    overrule(versions, content=instrument_as_json(other))
    close(round_)
    assert "role" in tally_of(round_).organisation.items
