"""Moderation: what is withheld is not released, and nothing but its number and reasons stays."""

from __future__ import annotations

import pytest

from questionnaires.models import AuditEntry, Comment, Round, WithheldComment
from questionnaires.queries.comments import comments_of, comments_to_moderate
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.moderation import put_back_comment, withhold_comment
from questionnaires.services.releasing import release_round
from tests.frozen import overrule
from tests.rounds import TODAY, answer, draft, everything_stored, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

HARM = "Ada broke the build again."


def closed() -> Round:
    """A closed round with twelve comments on one question, one of them about Ada."""
    round_ = opened()
    answer(round_, 1, comments={"best_thing": HARM})
    answer(round_, 11, comments={"best_thing": "Quiet mornings."})
    return close_round(round=round_, actor="ann", today=TODAY)


def key_of(round_: Round, text: str = HARM) -> str:
    return next(one.key for one in comments_to_moderate(round_)["best_thing"] if one.text == text)


def test_a_withheld_comment_is_not_released_and_its_reason_is_counted() -> None:
    round_ = closed()
    withhold_comment(round=round_, comment=key_of(round_), reason="names", actor="ann")
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    shown = comments_of(round_)["best_thing"]
    assert shown.texts == ("Quiet mornings.",) * 11
    assert shown.withheld_words == (("names or describes somebody", 1),)
    assert shown.withdrawn_words == ()
    assert len(round_.released_comments.get().digests) == 11
    assert not WithheldComment.objects.exists()
    stored = everything_stored("default") + everything_stored("answers")
    assert "Quiet mornings." in stored
    assert HARM not in stored


def test_who_withheld_what_why_is_logged_and_never_the_words() -> None:
    round_ = closed()
    withhold_comment(round=round_, comment=key_of(round_), reason="names", actor="ann")
    put_back_comment(round=round_, comment=key_of(round_), actor="ben")
    held = AuditEntry.objects.get(action="withhold comment")
    assert (held.actor, held.subject) == ("ann", "dx/2027-spring")
    assert held.detail == {"item": "best_thing", "reason": "names"}
    assert AuditEntry.objects.get(action="put back comment").detail == {"item": "best_thing"}
    assert HARM not in everything_stored("default")


def test_a_comment_that_was_put_back_is_released() -> None:
    round_ = closed()
    key = key_of(round_)
    withhold_comment(round=round_, comment=key, reason="names", actor="ann")
    (held,) = [one for one in comments_to_moderate(round_)["best_thing"] if one.reason]
    assert (held.key, held.reason_words) == (key, "names or describes somebody")
    put_back_comment(round=round_, comment=key, actor="ann")
    with pytest.raises(ServiceError, match="not withheld"):
        put_back_comment(round=round_, comment=key, actor="ann")
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    shown = comments_of(round_)["best_thing"]
    assert HARM in shown.texts
    assert shown.withheld_words == ()


def test_a_question_of_which_all_is_withheld_says_so() -> None:
    round_ = closed()
    for one in comments_to_moderate(round_)["best_thing"]:
        withhold_comment(round=round_, comment=one.key, reason="secret", actor="ann")
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    shown = comments_of(round_)["best_thing"]
    assert shown.texts == ()
    assert [n for _words, n in shown.withheld_words] == [12]


def test_a_reason_is_one_of_the_list() -> None:
    round_ = closed()
    for reason in ("", "because Ada said so"):
        with pytest.raises(ServiceError, match="Choose a reason"):
            withhold_comment(round=round_, comment=key_of(round_), reason=reason, actor="ann")
    with pytest.raises(ServiceError, match="not there"):
        withhold_comment(round=round_, comment="f" * 64, reason="names", actor="ann")
    withhold_comment(round=round_, comment=key_of(round_), reason="names", actor="ann")
    with pytest.raises(ServiceError, match="withheld already"):
        withhold_comment(round=round_, comment=key_of(round_), reason="secret", actor="ann")
    assert AuditEntry.objects.filter(action="withhold comment").count() == 1


def test_before_the_close_is_complete_and_after_the_release_there_is_nothing_to_moderate() -> None:
    round_ = opened()
    answer(round_, 12, comments={"best_thing": HARM})
    kept = Comment.objects.values_list("id", flat=True)
    assert len(kept) == 12
    for status in Round.Status:
        if status == Round.Status.CLOSED:
            continue
        overrule(Round.objects.filter(pk=round_.pk), status=status, closed_on=TODAY)
        round_.refresh_from_db()
        assert comments_to_moderate(round_) == {}
        with pytest.raises(ServiceError, match="between closing and release"):
            withhold_comment(round=round_, comment=kept[0], reason="names", actor="ann")
    overrule(Round.objects.filter(pk=round_.pk), status=Round.Status.CLOSED, closed_on=None)
    round_.refresh_from_db()
    assert comments_to_moderate(round_) == {}
    assert comments_to_moderate(draft("later")) == {}
    Round.objects.filter(pk=round_.pk).update(closed_on=TODAY)
    round_.refresh_from_db()
    assert len(comments_to_moderate(round_)["best_thing"]) == 12
