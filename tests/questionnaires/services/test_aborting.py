"""Aborting: whatever breaks, nothing is counted, and in the end nothing of an answer is left."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from questionnaires.models import (
    AuditEntry,
    CollectedRound,
    Delivery,
    Invitation,
    InvitationSecret,
    Mailing,
    Round,
    StoredRelease,
    StoredTally,
)
from questionnaires.services import aborting, closing, erasing
from questionnaires.services.aborting import abort_round
from questionnaires.services.closing import close_round
from questionnaires.services.erasing import UnfinishedError
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import issue_links
from questionnaires.services.releasing import release_round
from questionnaires.services.responses import RoundNotOpenError, accept_response
from questionnaires.services.retention import kept_data
from tests.rounds import ANSWERS, TODAY, answer, answers_left, draft, everything_stored, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

PROJECT = Path(__file__).resolve().parents[3]
COMMENTS = {"best_thing": "Quiet mornings."}


def abort(round_: Round, **more: Any) -> Round:
    return abort_round(round=round_, actor="ann", today=TODAY, **more)


def answered() -> Round:
    """An open round with links, mails and answers; also with some that are to be kept."""
    round_ = opened(kept_responses_days=30)
    issue_links(round=round_, actor="ann")
    mailing = Mailing.objects.create(round=round_, number=1, kind=Mailing.Kind.INVITATION)
    invitation = Invitation.objects.filter(round=round_)[0]
    Delivery.objects.create(mailing=mailing, invitation=invitation)
    answer(round_, 20, comments=COMMENTS)
    return round_


def test_nothing_is_counted_and_nothing_of_an_answer_is_left() -> None:
    round_ = answered()
    key = round_.response_key
    assert answers_left(round_) == (20, 20)
    assert Invitation.objects.filter(used=True).count() == 20
    assert "Quiet mornings." in everything_stored("answers")
    assert key in everything_stored("default")
    aborted = abort(round_)
    assert (aborted.status, aborted.aborted_on, aborted.response_key) == ("aborted", TODAY, "")
    assert answers_left(round_) == (0, 0)
    for model in (Invitation, InvitationSecret, Mailing, Delivery, StoredTally, StoredRelease):
        assert not model._default_manager.exists()
    stored = everything_stored("default") + everything_stored("answers")
    assert key not in stored
    assert "Quiet mornings." not in stored


def test_what_remains_is_the_round_its_day_and_who_did_it() -> None:
    round_ = answered()
    manifest = round_.manifest
    abort(round_)
    round_.refresh_from_db()
    assert (round_.code, round_.opened_on, round_.manifest) == ("2027-spring", TODAY, manifest)
    assert round_.response_rates is None
    entry = AuditEntry.objects.get(action="abort round")
    assert (entry.actor, entry.subject) == ("ann", "dx/2027-spring")
    assert "20" not in str(entry.detail)
    with pytest.raises(ServiceError, match="a round 2027-spring already"):
        draft("2027-spring")


def test_another_round_of_the_same_people_keeps_everything() -> None:
    first = answered()
    abort(first)
    second = opened("2027-spring-2")
    issue_links(round=second, actor="ann")
    answer(second, 12, comments=COMMENTS)
    with pytest.raises(ServiceError, match="Only an open round can be aborted"):
        abort(first)
    assert answers_left(second) == (12, 12)
    assert Invitation.objects.filter(round=second).count() == 38
    assert close_round(round=second, actor="ann", today=TODAY).closed_on == TODAY


def test_behind_an_open_link_too() -> None:
    round_ = opened(mode=Round.Mode.OPEN)
    answer(round_, 7)
    assert abort(round_).aborted_on == TODAY
    assert answers_left(round_) == (0, 0)


def test_no_answer_is_accepted_afterwards() -> None:
    round_ = answered()
    collected = CollectedRound.objects.get(pk=round_.public_id)
    abort(round_)
    with pytest.raises(RoundNotOpenError):
        accept_response(collected=collected, unit="", answers=ANSWERS, comments={})
    assert answers_left(round_) == (0, 0)


def test_an_aborted_round_is_neither_closed_nor_released_nor_kept() -> None:
    round_ = answered()
    abort(round_)
    with pytest.raises(ServiceError, match="was aborted: there is nothing to count"):
        close_round(round=round_, actor="ann")
    with pytest.raises(ServiceError, match="was aborted: nothing was counted"):
        release_round(round=round_, actor="ann")
    assert not StoredTally.objects.exists()
    assert not StoredRelease.objects.exists()
    assert kept_data(today=TODAY) == []


def test_only_an_open_round_is_aborted() -> None:
    with pytest.raises(ServiceError, match=r"“draft”\. Only an open round can be aborted"):
        abort(draft("later"))
    round_ = answered()
    close_round(round=round_, actor="ann", today=TODAY)
    kept = answers_left(round_)
    assert kept == (20, 20)
    with pytest.raises(ServiceError, match=r"“closed”\. Only an open round can be aborted"):
        abort(round_)
    assert answers_left(round_) == kept
    assert Round.objects.get(pk=round_.pk).status == "closed"


def test_aborting_inside_a_transaction_is_a_programming_error() -> None:
    round_ = answered()
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction.atomic():
        abort(round_)
    assert Round.objects.get(pk=round_.pk).is_open


def test_a_lost_answers_database_is_not_aborted_over() -> None:
    round_ = opened()
    CollectedRound.objects.all().delete()
    with pytest.raises(ServiceError, match="ANSWERS_DATABASE_URL"):
        abort(round_)
    assert Round.objects.get(pk=round_.pk).is_open


def test_progress_is_told_step_by_step() -> None:
    steps: list[str] = []
    abort(opened(), progress=steps.append)
    assert steps[0] == "Destroying answers and comments."
    assert len(steps) == 3


# Breaking off: the two databases commit one after the other, and either may be the last


class PowerCutError(Exception):
    pass


STEPS = ["_end", "_destroy_answers", "_destroy_invitations", "erase_deleted_rows", "_finish"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_abort_that_broke_off_is_finished_by_the_next(
    step: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = answered()
    done = getattr(aborting, step)

    def power_cut(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            done(*args, **kwargs)
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(aborting, step, power_cut)
        with pytest.raises(PowerCutError):
            abort(round_)
    round_.refresh_from_db()
    if (step, when) == ("_end", "before"):
        assert round_.is_open
    elif (step, when) != ("_finish", "after"):
        assert round_.is_abort_unfinished
        with pytest.raises(ServiceError, match="was aborted"):
            close_round(round=round_, actor="ann")
    if (step, when) != ("_finish", "after"):
        abort(round_)
    round_.refresh_from_db()
    assert (round_.status, round_.aborted_on, round_.response_key) == ("aborted", TODAY, "")
    assert answers_left(round_) == (0, 0)
    assert not Invitation.objects.exists()
    assert not StoredTally.objects.exists()
    assert AuditEntry.objects.filter(action="abort round").count() == 1


def test_a_file_in_use_is_reported_as_unfinished_and_finished_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = answered()
    with monkeypatch.context() as patch:
        patch.setattr(aborting, "erase_deleted_rows", in_use)
        with pytest.raises(UnfinishedError, match="is in use"):
            abort(round_)
    assert answers_left(round_) == (0, 0)
    assert Round.objects.get(pk=round_.pk).is_abort_unfinished
    assert abort(round_).aborted_on == TODAY


def in_use() -> None:
    raise erasing.UnfinishedError("The file is in use.")


def test_a_round_that_is_aborted_while_somebody_closes_it_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The abort falls between the check of the close and its first step."""
    round_ = answered()
    stop = closing._stop_accepting

    def abort_first(current: Round) -> None:
        aborting._end(current)
        stop(current)

    monkeypatch.setattr(closing, "_stop_accepting", abort_first)
    with pytest.raises(ServiceError, match="was aborted"):
        close_round(round=round_, actor="ann", today=TODAY)
    assert not StoredTally.objects.exists()
    assert Round.objects.get(pk=round_.pk).is_abort_unfinished
    assert abort(round_).aborted_on == TODAY
    assert answers_left(round_) == (0, 0)


@pytest.mark.sqlite("bytes of files; PostgreSQL: test_erasing_postgresql.py")
def test_the_files_hold_no_byte_of_an_answer(tmp_path: Path) -> None:
    """In a process of its own, on real files in the mode that is served."""
    program = PROJECT / "tests" / "close_on_files.py"
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path), "abort"],
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
