"""Review by a second person: of exactly one draft, never by whoever asked or wrote it."""

from __future__ import annotations

import pytest

from questionnaires.models import AuditEntry, QuestionSet, QuestionSetVersion, VersionReview
from questionnaires.queries.question_sets import question_sets_for_authors
from questionnaires.queries.reviews import approval_of, writers_of
from questionnaires.services import question_sets
from questionnaires.services.draft_changes import Meaning
from questionnaires.services.draft_items import ChangeText
from questionnaires.services.editing import edit_version, undo_edit
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_set_clones import clone_version
from questionnaires.services.question_sets import (
    import_question_set,
    publish_version,
    start_next_version,
)
from questionnaires.services.reviews import answer_review, ask_for_review, switch_review
from tests.question_sets import SMALL

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> QuestionSetVersion:
    """Written by Ann, in a question set that is reviewed."""
    version = import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    switch_review(question_set=version.question_set, on=True, actor="ann")
    return version


def ask(version: QuestionSetVersion, actor: str = "ann") -> VersionReview:
    return ask_for_review(version=version, sha256=version.sha256, actor=actor)


def approve(version: QuestionSetVersion, actor: str = "bo") -> VersionReview:
    return answer_review(version=version, sha256=version.sha256, approved=True, actor=actor)


def edit(
    version: QuestionSetVersion, actor: str, text: str = "Have you been on call?"
) -> QuestionSetVersion:
    meaning = Meaning.SAME if version.number > 1 else None
    change = ChangeText("on_call", text, meaning=meaning)
    return edit_version(
        version=version, base_sha256=version.sha256, change=change, actor=actor
    ).version


def waiting() -> list[bool]:
    (question_set,) = question_sets_for_authors()
    return [version.waits_for_review for version in question_set.versions.all()]  # type: ignore[attr-defined]


def test_nothing_is_published_before_somebody_else_approved(draft: QuestionSetVersion) -> None:
    with pytest.raises(ServiceError, match="A second person reads"):
        publish_version(version=draft, actor="ann")
    ask(draft)
    with pytest.raises(ServiceError, match="A second person reads"):
        publish_version(version=draft, actor="ann")
    approve(draft)
    assert publish_version(version=draft, actor="ann").is_published
    acts = list(AuditEntry.objects.order_by("pk").values_list("actor", "action"))
    assert acts[1:] == [
        ("ann", "switch review on"),
        ("ann", "ask for review"),
        ("bo", "approve version"),
        ("ann", "publish question set"),
    ]


def test_without_the_switch_nobody_is_needed(draft: QuestionSetVersion) -> None:
    switch_review(question_set=draft.question_set, on=False, actor="root")
    assert publish_version(version=draft, actor="ann").is_published


def test_who_asked_and_who_wrote_in_it_are_no_second_person(draft: QuestionSetVersion) -> None:
    ask(draft, actor="carl")
    with pytest.raises(ServiceError, match="You asked for this review"):
        approve(draft, actor="carl")
    with pytest.raises(ServiceError, match="You wrote in this draft"):
        approve(draft, actor="ann")  # by importing it
    changed = edit(draft, actor="dora")
    ask(changed, actor="carl")
    for writer in ("dora", "ann"):
        with pytest.raises(ServiceError, match="You wrote in this draft"):
            approve(changed, actor=writer)
    assert approve(changed, actor="eve").outcome == "approved"


def test_who_wrote_before_the_last_published_version_reviews_the_next(
    draft: QuestionSetVersion,
) -> None:
    ask(draft)
    approve(draft)
    published = publish_version(version=draft, actor="ann")
    following = start_next_version(version=published, actor="carl")
    assert writers_of(following) == set()
    changed = edit(following, actor="dora")
    assert writers_of(changed) == {"dora"}
    ask(changed, actor="dora")
    assert approve(changed, actor="ann").outcome == "approved"


def test_who_wrote_long_ago_is_not_forgotten_with_the_history(
    draft: QuestionSetVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_sets, "MOST_REVISIONS", 1)
    changed = edit(edit(draft, actor="dora", text="One?"), actor="carl", text="Two?")
    assert {*changed.revisions.values_list("actor", flat=True)} == {"carl"}
    assert writers_of(changed) == {"ann", "dora", "carl"}


def test_who_wrote_in_a_draft_does_not_review_its_copy(draft: QuestionSetVersion) -> None:
    copy = clone_version(version=draft, code="ours", title="Ours", actor="bo")
    ask(copy, actor="bo")
    with pytest.raises(ServiceError, match="You wrote in this draft"):
        approve(copy, actor="ann")
    assert writers_of(copy) == {"ann", "bo"}
    publish_version(version=draft, actor="ops", unreviewed="Nobody is left.")
    other = clone_version(version=draft, code="theirs", title="Theirs", actor="bo")
    assert writers_of(QuestionSetVersion.objects.get(pk=other.pk)) == {"bo"}


def test_a_switch_that_is_thrown_while_a_version_is_published_stays(
    draft: QuestionSetVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_review(question_set=draft.question_set, on=False, actor="root")

    def meanwhile(**_given: object) -> None:
        switch_review(question_set=QuestionSet.objects.get(), on=True, actor="eve")

    monkeypatch.setattr(question_sets, "record_decisions", meanwhile)
    publish_version(version=draft, actor="ann")
    assert QuestionSet.objects.get().is_reviewed


def test_an_edit_makes_an_approval_void_and_undoing_it_does_not(draft: QuestionSetVersion) -> None:
    ask(draft)
    approve(draft)
    changed = edit(draft, actor="ann")
    assert approval_of(changed) is None
    with pytest.raises(ServiceError, match="changed after it was approved"):
        publish_version(version=changed, actor="ann")
    undone = undo_edit(version=changed, base_sha256=changed.sha256, actor="ann").version
    assert publish_version(version=undone, actor="ann").is_published


def test_a_review_is_of_what_was_read(draft: QuestionSetVersion) -> None:
    ask(draft)
    seen = draft.sha256
    changed = edit(draft, actor="ann")
    with pytest.raises(ServiceError, match="changed after the review was asked for"):
        answer_review(version=changed, sha256=seen, approved=True, actor="bo")
    with pytest.raises(ServiceError, match="changed after the review was asked for"):
        approve(changed)
    with pytest.raises(ServiceError, match="changed while you read it"):
        ask_for_review(version=changed, sha256=seen, actor="ann")
    ask(changed)
    assert VersionReview.objects.count() == 1  # the one asked for before is withdrawn
    approve(changed)
    with pytest.raises(ServiceError, match="No review of this draft waits"):
        approve(changed)


def test_changes_are_asked_for_in_words_beside_questions(draft: QuestionSetVersion) -> None:
    ask(draft)
    said = {"on_call": " Since when? ", "woken": "", "no_such_item": "Lost?"}
    with pytest.raises(ServiceError, match="Say what should be changed"):
        answer_review(version=draft, sha256=draft.sha256, approved=False, actor="bo")
    review = answer_review(
        version=draft, sha256=draft.sha256, approved=False, actor="bo", remarks=said
    )
    assert (review.outcome, review.remarks) == ("changes", {"on_call": "Since when?"})
    with pytest.raises(ServiceError, match="A second person reads"):
        publish_version(version=draft, actor="ann")


def test_whoever_approved_can_think_again(draft: QuestionSetVersion) -> None:
    ask(draft)
    approve(draft)
    ask(draft)
    answer_review(version=draft, sha256=draft.sha256, approved=False, actor="bo", remark="Wait.")
    assert approval_of(draft) is None


def test_the_list_marks_what_waits(draft: QuestionSetVersion) -> None:
    assert waiting() == [False]
    ask(draft)
    assert waiting() == [True]
    edit(draft, actor="ann")
    assert waiting() == [False]


def test_an_operator_publishes_without_a_review_for_a_reason(draft: QuestionSetVersion) -> None:
    with pytest.raises(ServiceError):
        publish_version(version=draft, actor="ops", unreviewed="  ")
    publish_version(version=draft, actor="ops", unreviewed="Bo is on leave.")
    entry = AuditEntry.objects.get(action="publish question set")
    assert entry.detail["unreviewed"] == "Bo is on leave."


def test_what_is_published_is_past_review(draft: QuestionSetVersion) -> None:
    ask(draft)
    approve(draft)
    published = publish_version(version=draft, actor="ann")
    with pytest.raises(ServiceError, match="published already"):
        ask(published)
    assert published.reviews.count() == 1
