"""Marks on comments: tags and quotes, which go with a withdrawn comment; the log has no words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from questionnaires.models import AuditEntry, CommentQuote, CommentTag, ReleasedComments, Round
from questionnaires.queries.comment_marks import (
    comments_to_read,
    quoted_comments,
    tags_of_programme,
)
from questionnaires.services.closing import close_round
from questionnaires.services.comment_marks import (
    MOST_TAGS,
    quote_comment,
    tag_comment,
    unquote_comment,
    untag_comment,
)
from questionnaires.services.comments import shuffle_released_comments
from questionnaires.services.errors import ServiceError
from questionnaires.services.releasing import release_round
from questionnaires.services.withdrawals import withdraw_comment
from tests.rounds import TODAY, answer, everything_stored, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

SLOW, QUIET = "Builds take an hour.", "Quiet mornings."
ITEM = "best_thing"


def closed() -> Round:
    """A closed round with twelve comments on one question, two of them in the same words."""
    round_ = opened()
    answer(round_, 2, comments={ITEM: SLOW})
    for number in range(10):
        answer(round_, 1, comments={ITEM: f"{QUIET} {number}"})
    return close_round(round=round_, actor="ann", today=TODAY)


def released() -> Round:
    round_ = closed()
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    return round_


def digest_of(text: str = SLOW) -> str:
    return ReleasedComments.objects.get(item=ITEM).digest_of(text)


def tag(round_: Round, title: str, text: str = SLOW) -> CommentTag:
    digest = digest_of(text)
    return tag_comment(round=round_, item=ITEM, digest=digest, tag=title, actor="ann")


def tags_by_text(round_: Round) -> dict[str, tuple[str, ...]]:
    return {one.text: one.tags for one in comments_to_read(round_)[ITEM].comments if one.tags}


def test_a_tag_is_on_every_comment_with_the_same_words_and_comes_off() -> None:
    round_ = released()
    assert tags_by_text(round_) == {}
    tag(round_, "  build \n times ")
    tag(round_, "Waiting")
    found = [one for one in comments_to_read(round_)[ITEM].comments if one.tags]
    assert [one.text for one in found] == [SLOW, SLOW]
    assert {one.tags for one in found} == {("build times", "Waiting")}
    untag_comment(round=round_, item=ITEM, digest=digest_of(), tag="Waiting", actor="ann")
    assert tags_by_text(round_) == {SLOW: ("build times",)}
    assert tags_of_programme(round_.programme) == ["build times"]


def test_twice_changes_nothing_and_a_tag_is_written_as_in_the_rest_of_the_programme() -> None:
    round_ = released()
    first, second = tag(round_, "Builds"), tag(round_, "BUILDS")
    assert first == second
    tag(round_, "builds", f"{QUIET} 3")
    assert set(tags_by_text(round_).values()) == {("Builds",)}
    assert AuditEntry.objects.filter(action="tag comment").count() == 2
    untag_comment(round=round_, item=ITEM, digest=digest_of(), tag="no such", actor="ann")
    assert not AuditEntry.objects.filter(action="untag comment").exists()


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "Write a tag"),
        (" \u202e\n ", "Write a tag"),
        ("\u3164", "Write a tag"),  # a letter to Unicode, and blank
        ("\u2800 \ufe0f \u0301", "Write a tag"),
        ("x" * 41, "at most 40 characters"),
    ],
)
def test_a_tag_is_a_short_text(title: str, said: str) -> None:
    round_ = released()
    with pytest.raises(ServiceError, match=said):
        tag(round_, title)
    assert not CommentTag.objects.exists()


def test_a_comment_has_few_tags() -> None:
    round_ = released()
    for number in range(MOST_TAGS):
        tag(round_, f"tag {number}")
    with pytest.raises(ServiceError, match="at most 8 tags"):
        tag(round_, "one more")
    tag(round_, "TAG 1")  # it has that one


def test_none_is_quoted_until_somebody_says_so_and_each_words_once() -> None:
    round_ = released()
    assert quoted_comments(round_) == {}
    quote_comment(round=round_, item=ITEM, digest=digest_of(), actor="ann")
    quote_comment(round=round_, item=ITEM, digest=digest_of(), actor="ann")
    assert quoted_comments(round_) == {ITEM: (SLOW,)}
    assert AuditEntry.objects.filter(action="quote comment").count() == 1
    unquote_comment(round=round_, item=ITEM, digest=digest_of(), actor="ann")
    unquote_comment(round=round_, item=ITEM, digest=digest_of(), actor="ann")
    assert quoted_comments(round_) == {}
    assert AuditEntry.objects.filter(action="unquote comment").count() == 1


def test_marks_go_with_a_withdrawn_comment_and_leave_the_files() -> None:
    round_ = released()
    tag(round_, "as Grace put it")
    tag(round_, "calm", f"{QUIET} 3")
    for text in (SLOW, f"{QUIET} 3"):
        quote_comment(round=round_, item=ITEM, digest=digest_of(text), actor="ann")
    assert "as Grace put it" in everything_stored("default")
    withdraw_comment(round=round_, item=ITEM, digest=digest_of(), reason="asked", actor="ann")
    assert "as Grace put it" not in everything_stored("default")
    assert SLOW not in everything_stored("default")
    assert tags_by_text(round_) == {f"{QUIET} 3": ("calm",)}
    assert quoted_comments(round_) == {ITEM: (f"{QUIET} 3",)}
    assert CommentQuote.objects.count() == CommentTag.objects.count() == 1


def test_marks_stay_on_their_comment_when_a_correction_shuffles() -> None:
    round_ = released()
    tag(round_, "builds")
    quote_comment(round=round_, item=ITEM, digest=digest_of(), actor="ann")
    shuffle_released_comments(round=round_)
    assert tags_by_text(round_) == {SLOW: ("builds",)}
    assert quoted_comments(round_) == {ITEM: (SLOW,)}


ACTS: dict[str, Callable[[Round, str, str], object]] = {
    "tag": lambda round_, item, digest: tag_comment(
        round=round_, item=item, digest=digest, tag="x", actor="ann"
    ),
    "untag": lambda round_, item, digest: untag_comment(
        round=round_, item=item, digest=digest, tag="x", actor="ann"
    ),
    "quote": lambda round_, item, digest: quote_comment(
        round=round_, item=item, digest=digest, actor="ann"
    ),
    "unquote": lambda round_, item, digest: unquote_comment(
        round=round_, item=item, digest=digest, actor="ann"
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_a_comment_that_is_shown_is_marked(act: str) -> None:
    round_ = released()
    digest = digest_of()
    withdraw_comment(round=round_, item=ITEM, digest=digest, reason="asked", actor="ann")
    for item, named in ((ITEM, digest), (ITEM, "f" * 64), ("no_such", digest), (ITEM, "")):
        with pytest.raises(ServiceError, match="not there"):
            ACTS[act](round_, item, named)


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_marked_before_the_release(act: str) -> None:
    round_ = closed()
    with pytest.raises(ServiceError, match="not there"):
        ACTS[act](round_, ITEM, "f" * 64)


def test_the_log_names_the_comment_by_digest_and_has_neither_words_nor_tag() -> None:
    round_ = released()
    tag(round_, "as Grace put it")
    quote_comment(round=round_, item=ITEM, digest=digest_of(), actor="ann")
    unquote_comment(round=round_, item=ITEM, digest=digest_of(), actor="ann")
    untag_comment(round=round_, item=ITEM, digest=digest_of(), tag="as Grace put it", actor="ann")
    acts = AuditEntry.objects.filter(action__endswith="comment").order_by("pk")
    assert [act.action for act in acts] == [
        "tag comment", "quote comment", "unquote comment", "untag comment",
    ]  # fmt: skip
    assert {act.actor for act in acts} == {"ann"}
    assert all(act.subject == "dx/2027-spring" for act in acts)
    assert all(act.detail == {"item": ITEM, "digest": digest_of()} for act in acts)
