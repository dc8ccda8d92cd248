"""Comments: kept where enough people were asked and wrote, released shuffled and digested."""

from __future__ import annotations

import re
from typing import Any

import pytest

from questionnaires.models import Comment, ReleasedComments, Round
from questionnaires.queries.comments import comments_of
from questionnaires.services.closing import close_round
from questionnaires.services.comments import shuffle_released_comments
from questionnaires.services.releasing import release_round
from tests.rounds import TODAY, WOKEN, answer, answers_left, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def released(round_: Round) -> Round:
    close_round(round=round_, actor="ann", today=TODAY)
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    return round_


def texts_of(round_: Round) -> dict[str, tuple[str, ...]]:
    return {item: shown.texts for item, shown in comments_of(round_).items()}


class Reversing:
    """In place of the shuffler of the operating system."""

    def shuffle(self, texts: list[str]) -> None:
        texts.reverse()


def test_comments_are_released_apart_and_shuffled_and_leave_the_answers_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_ = opened()
    for number in range(12):
        answer(round_, 1, comments={"best_thing": f"Words of person {number}"})
    close_round(round=round_, actor="ann")
    assert answers_left(round_) == (0, 12)
    stored = list(Comment.objects.order_by("id").values_list("text", flat=True))
    with monkeypatch.context() as patch:
        patch.setattr("questionnaires.services.comments.secrets.SystemRandom", Reversing)
        release = release_round(round=round_, actor="ann", today=TODAY)
    comments = ReleasedComments.objects.get(round=round_)
    assert comments.item == "best_thing"
    assert sorted(comments.texts) == sorted(f"Words of person {n}" for n in range(12))
    assert comments.texts == stored[::-1]
    assert "Words of person" not in release.content
    assert answers_left(round_) == (0, 0)


def test_each_release_shuffles_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = opened()
    for number in range(12):
        answer(round_, 1, comments={"best_thing": f"Words of person {number}"})
    before = released(round_).released_comments.get()
    monkeypatch.setattr("questionnaires.services.comments.secrets.SystemRandom", Reversing)
    shuffle_released_comments(round=round_)
    after = round_.released_comments.get()
    assert after.texts == before.texts[::-1]
    assert (after.salt, after.digests) == (before.salt, before.digests)


def test_the_order_of_ids_is_not_that_of_answering() -> None:
    """Ids are drawn at closing: of 20 texts in 20! orders, the one in which they came is not it."""
    round_ = opened()
    said = [f"Words of person {number}" for number in range(20)]
    for text in said:
        answer(round_, 1, comments={"best_thing": text})
    before = set(Comment.objects.values_list("id", flat=True))
    close_round(round=round_, actor="ann")
    kept = list(Comment.objects.order_by("id").values_list("id", "text"))
    assert before.isdisjoint(key for key, _text in kept)
    assert sorted(text for _key, text in kept) == sorted(said)
    assert [text for _key, text in kept] != said


def test_every_comment_has_a_digest_that_only_the_salt_explains() -> None:
    first = opened()
    answer(first, 12, comments={"best_thing": "Quiet mornings."})
    one = released(first).released_comments.get()
    other = ReleasedComments(item="best_thing")
    assert one.digests == [one.digest_of("Quiet mornings.")] * 12
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in one.digests)
    assert one.salt != other.salt
    assert one.digest_of("Quiet mornings.") != other.digest_of("Quiet mornings.")
    elsewhere = ReleasedComments(item="woken_why", salt=one.salt)
    assert one.digest_of("Quiet mornings.") != elsewhere.digest_of("Quiet mornings.")


def test_a_question_with_four_comments_shows_none() -> None:
    round_ = opened()
    answer(round_, 5, WOKEN, comments={"woken_why": "Five wrote this."})
    answer(round_, 4, WOKEN, comments={"best_thing": "Four wrote this."})
    answer(round_, 11, WOKEN)
    assert Comment.objects.filter(text="Four wrote this.").count() == 4
    assert texts_of(released(round_)) == {"woken_why": ("Five wrote this.",) * 5}
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("people", "shown"), [(9, {}), (10, {"best_thing": ("Written.",) * 5})])
def test_ten_people_answer_before_five_comments_are_shown(
    people: int, shown: dict[str, Any]
) -> None:
    round_ = opened()
    answer(round_, 5, comments={"best_thing": "Written."})
    answer(round_, people - 5)
    assert Comment.objects.count() == 5
    assert texts_of(released(round_)) == shown


@pytest.mark.parametrize(("people", "shown"), [(9, {}), (10, {"woken_why": ("Pagers.",) * 9})])
def test_a_question_that_few_were_asked_shows_none(people: int, shown: dict[str, Any]) -> None:
    """Thirty answered, but a condition put the question to fewer, and who they are is known."""
    round_ = opened()
    answer(round_, 9, WOKEN, comments={"woken_why": "Pagers."})
    answer(round_, people - 9, WOKEN)
    answer(round_, 21)
    assert Comment.objects.filter(text="Pagers.").count() == 9
    assert texts_of(released(round_)) == shown


def test_a_larger_k_asks_more_of_comments_too() -> None:
    round_ = opened(k=12)
    answer(round_, 11, comments={"best_thing": "Eleven wrote this."})
    answer(round_, 9)
    close_round(round=round_, actor="ann")
    assert not Comment.objects.exists()


def test_a_department_is_not_kept_longer_than_the_round_is_open() -> None:
    round_ = opened()
    answer(round_, 20, comments={"best_thing": "Quiet mornings."})
    assert set(Comment.objects.values_list("unit", flat=True)) == {"Ops"}
    close_round(round=round_, actor="ann")
    assert set(Comment.objects.values_list("unit", flat=True)) == {""}


def test_nobody_reads_comments_of_a_round_that_is_not_released() -> None:
    round_ = opened()
    answer(round_, 12, comments={"best_thing": "Quiet mornings."})
    close_round(round=round_, actor="ann")
    ReleasedComments.objects.create(round=round_, item="best_thing", texts=["Too early."])
    round_.refresh_from_db()
    assert comments_of(round_) == {}
