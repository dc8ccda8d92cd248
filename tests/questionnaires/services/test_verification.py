"""Checking a round: each check fails when what it is there for is changed."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from questionnaires.models import (
    CollectedRound,
    CollectionUnit,
    QuestionSetVersion,
    Round,
    SpentToken,
    StoredRelease,
)
from questionnaires.receipts import Receipt, receipt_text
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.releasing import release_round
from questionnaires.services.verification import verify_receipt, verify_round
from tests.devices import Device, opened_anonymous, people_of
from tests.frozen import overrule
from tests.rounds import TODAY, answer, draft, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
NAME = "dx/2027-spring"


def failed(round_: Round) -> list[str]:
    fresh = Round.objects.select_related("version", "programme").get(pk=round_.pk)
    return [check.what for check in verify_round(fresh) if not check.holds]


def one_more_ballot(round_: Round) -> None:
    SpentToken.objects.create(id="a" * 64, round_id=round_.public_id, body="b" * 64)


def another_k(round_: Round) -> None:
    overrule(Round.objects.all(), manifest={**(round_.manifest or {}), "k": 4})


def more_members(_round: Round) -> None:
    overrule(CollectionUnit.objects.filter(path="Ops/Build"), members=9)


def another_hash(_round: Round) -> None:
    overrule(Round.objects.all(), manifest_sha256="0" * 64)


def other_questions(_round: Round) -> None:
    overrule(QuestionSetVersion.objects.all(), sha256="0" * 64)


CHANGES: dict[str, tuple[Callable[[Round], object], str]] = {
    "k": (lambda _round: overrule(Round.objects.all(), k=4), "rules"),
    "mode": (lambda _round: overrule(Round.objects.all(), mode="open"), "rules"),
    "readers": (lambda _round: overrule(Round.objects.all(), results_for="roles"), "rules"),
    "members": (more_members, "rules"),
    "manifest": (another_k, "fingerprint"),
    "hash": (another_hash, "fingerprint"),
    "questions": (other_questions, "questions"),
    "other manifest": (
        lambda _: overrule(CollectedRound.objects.all(), manifest={}),
        "answers side",
    ),
    "other questions": (
        lambda _: overrule(CollectedRound.objects.all(), content={}),
        "answers side",
    ),
    "ballots": (one_more_ballot, "ballots"),
}


def test_an_open_round_and_a_released_one_hold() -> None:
    round_ = opened_anonymous()
    for person in people_of(round_)[:8]:
        Device(person).send()
    assert failed(round_) == []
    close_round(round=round_, actor="test", today=TODAY)
    assert failed(round_) == []
    release_round(round=Round.objects.get(), actor="test", today=TODAY)
    assert failed(round_) == []


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_seen(name: str) -> None:
    round_ = opened_anonymous()
    change, told = CHANGES[name]
    change(round_)
    assert any(told in what for what in failed(round_))


def test_a_changed_release_and_a_changed_list_are_seen() -> None:
    round_ = opened_anonymous()
    for person in people_of(round_)[:8]:
        Device(person).send()
    close_round(round=round_, actor="test", today=TODAY)
    release_round(round=Round.objects.get(), actor="test", today=TODAY)
    overrule(StoredRelease.objects.all(), content="{}")
    tokens = Round.objects.get().spent_tokens or []
    Round.objects.update(spent_tokens=[*tokens, "a" * 64, tokens[0]])
    told = " ".join(failed(round_))
    for what in ("Release 1", "sorted", "No more ballots"):
        assert what in told


def test_a_receipt_is_checked_against_key_and_list(tmp_path: Path) -> None:
    round_ = opened_anonymous()
    people = people_of(round_)
    receipts = [Device(person).send() for person in people[:6]]
    assert [check.holds for check in verify_receipt(round_, receipts[0])] == [True]
    close_round(round=round_, actor="test", today=TODAY)
    round_ = Round.objects.get()
    assert [check.holds for check in verify_receipt(round_, receipts[0])] == [True, True]
    forged = Receipt(round_.public_id, "a" * 64, receipts[0].signature)
    assert [check.holds for check in verify_receipt(round_, forged)] == [False, False]
    kept = tmp_path / "receipt.txt"
    kept.write_text(receipt_text(receipts[0]))
    said = StringIO()
    call_command("verify_round", NAME, receipt=str(kept), stdout=said)
    assert "checks hold." in said.getvalue()
    Round.objects.update(spent_tokens=[])
    with pytest.raises(CommandError, match="1 of"):
        call_command("verify_round", NAME, receipt=str(kept), stdout=StringIO())


@pytest.mark.parametrize("text", ["", "{}", "candor-receipt/1", "\0"])
def test_a_file_without_a_receipt_is_explained(tmp_path: Path, text: str) -> None:
    opened_anonymous()
    kept = tmp_path / "receipt.txt"
    kept.write_text(text)
    with pytest.raises(CommandError, match="holds no receipt"):
        call_command("verify_round", NAME, receipt=str(kept), stdout=StringIO())
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_round", NAME, receipt=str(tmp_path / "none"), stdout=StringIO())


def test_a_confidential_round_is_checked_without_ballots() -> None:
    round_ = opened()
    answer(round_, 12)
    assert failed(round_) == []
    overrule(Round.objects.all(), k=4)
    assert failed(round_) == ["The rules of the round are those of the manifest."]
    with pytest.raises(ServiceError, match="not anonymous"):
        verify_receipt(round_, Receipt(round_.public_id, "a" * 64, b""))


def test_a_draft_has_nothing_to_check() -> None:
    with pytest.raises(ServiceError, match="no manifest"):
        verify_round(draft())
