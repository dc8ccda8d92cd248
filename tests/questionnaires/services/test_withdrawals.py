"""Withdrawals: a comment leaves pages and files; its digest, reason and number stay."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, transaction

from questionnaires.models import AuditEntry, ReleasedComments, Round
from questionnaires.queries.comments import comments_of, comments_to_withdraw
from questionnaires.services import withdrawals
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.releasing import release_round
from questionnaires.services.withdrawals import withdraw_comment
from tests.rounds import TODAY, answer, everything_stored, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

HARM = "Ada broke the build again."


def released() -> Round:
    """A released round with twelve comments on one question, one of them about Ada."""
    round_ = opened()
    answer(round_, 1, comments={"best_thing": HARM})
    answer(round_, 11, comments={"best_thing": "Quiet mornings."})
    close_round(round=round_, actor="ann", today=TODAY)
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    return round_


def digest_of(round_: Round, text: str = HARM) -> str:
    return next(
        digest for digest, said in comments_to_withdraw(round_)["best_thing"] if said == text
    )


def withdraw(round_: Round, digest: str, reason: str = "asked", item: str = "best_thing") -> int:
    return withdraw_comment(round=round_, item=item, digest=digest, reason=reason, actor="ann")


def test_a_withdrawn_comment_is_named_by_its_digest_and_its_words_are_gone() -> None:
    round_ = released()
    digest = digest_of(round_)
    assert HARM in everything_stored("default")
    assert withdraw(round_, digest) == 1
    stored = everything_stored("default")
    assert "Quiet mornings." in stored
    assert HARM not in stored
    shown = comments_of(round_)["best_thing"]
    assert shown.texts == ("Quiet mornings.",) * 11
    assert shown.withdrawn_words == (("was taken back by its writer", 1),)
    kept = ReleasedComments.objects.get()
    assert kept.withdrawn == [{"digest": digest, "reason": "asked"}]
    # Whoever has a copy of the comment can tell that it is the one.
    assert kept.digest_of(HARM) == digest
    assert digest in kept.digests
    assert len(kept.digests) == 12


def test_who_withdrew_what_why_is_logged_and_never_the_words() -> None:
    round_ = released()
    digest = digest_of(round_)
    withdraw(round_, digest)
    act = AuditEntry.objects.get(action="withdraw comment")
    assert (act.actor, act.subject) == ("ann", "dx/2027-spring")
    assert act.detail == {"item": "best_thing", "digest": digest, "reason": "asked"}


def test_the_same_words_go_together() -> None:
    round_ = released()
    assert withdraw(round_, digest_of(round_, "Quiet mornings.")) == 11
    shown = comments_of(round_)["best_thing"]
    assert shown.texts == (HARM,)
    assert shown.withdrawn == {"asked": 11}


def test_twice_changes_nothing_more_and_finishes_what_broke_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = released()
    digest = digest_of(round_)
    done: list[bool] = []
    with monkeypatch.context() as patch:
        patch.setattr(withdrawals, "erase_deleted_rows", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            withdraw(round_, digest)
    monkeypatch.setattr(withdrawals, "erase_deleted_rows", lambda: done.append(True))
    assert withdraw(round_, digest) == 0
    assert done == [True]
    assert AuditEntry.objects.filter(action="withdraw comment").count() == 1
    assert len(ReleasedComments.objects.get().withdrawn) == 1


def test_what_is_not_there_and_what_has_no_reason_is_refused() -> None:
    round_ = released()
    digest = digest_of(round_)
    with pytest.raises(ServiceError, match="Choose a reason"):
        withdraw(round_, digest, reason="Ada")
    for item, wrong in (("best_thing", "f" * 64), ("woken_why", digest)):
        with pytest.raises(ServiceError, match="not there"):
            withdraw(round_, wrong, item=item)
    assert len(comments_of(round_)["best_thing"].texts) == 12


def test_what_was_released_before_there_were_digests_gets_them() -> None:
    round_ = released()
    ReleasedComments.objects.update(salt="", digests=[])
    migration = import_module("questionnaires.migrations.0007_comments_withheld_and_withdrawn")
    migration.make_digests(apps, SimpleNamespace(connection=connection))
    stored = ReleasedComments.objects.get()
    assert len(stored.salt) == 64
    assert stored.digests == sorted(stored.digest_of(text) for text in stored.texts)
    assert len(stored.digests) == 12
    assert withdraw(round_, digest_of(round_)) == 1


def test_inside_a_transaction_it_is_a_programming_error() -> None:
    round_ = released()
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        withdraw(round_, digest_of(round_))
