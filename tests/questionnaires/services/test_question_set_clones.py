"""A copy of a question set for another programme: the same codes and wordings, and its origin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.instrument import Item, Option, Scale, ScaleKind
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_diff import Whole, diff
from questionnaires.formats.question_set_yaml import write_question_set
from questionnaires.models import AuditEntry, QuestionSet, QuestionSetVersion, TrendDecision
from questionnaires.queries.rewordings import published_items, rewordings_of
from questionnaires.services.draft_changes import Meaning
from questionnaires.services.draft_items import ChangeText
from questionnaires.services.editing import edit_version
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_set_clones import clone_version
from questionnaires.services.question_sets import (
    import_question_set,
    publish_version,
    start_next_version,
)
from questionnaires.services.reviews import switch_review
from tests.question_sets import REPEATING, SMALL

pytestmark = pytest.mark.django_db


def published(source: str = SMALL) -> QuestionSetVersion:
    version = import_question_set(source=source, filename="small.yaml", actor="ann")
    return publish_version(version=version, actor="ann")


def clone(
    version: QuestionSetVersion, code: str = "ours", title: str = "Ours"
) -> QuestionSetVersion:
    return clone_version(version=version, code=code, title=title, actor="bo")


def test_a_copy_asks_the_same_and_knows_its_origin() -> None:
    first = published()
    copy = clone(first)
    found = diff(first.instrument, copy.instrument)
    assert found.items == ()
    assert {one.kind for one in found.whole} == {Whole.CODE, Whole.TITLE}
    assert (copy.number, copy.is_published, copy.question_set.origin) == (1, False, first)
    entry = AuditEntry.objects.get(action="clone question set")
    assert (entry.actor, entry.subject, entry.detail) == ("bo", "ours 1", {"origin": "small-set 1"})
    assert publish_version(version=copy, actor="bo").is_published
    assert not TrendDecision.objects.exists()


def test_a_copy_of_a_draft_is_held_against_nothing_where_nothing_was_published() -> None:
    draft = import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    copy = clone(draft)
    assert published_items(copy) == {}


def test_translations_of_the_old_title_do_not_come_along() -> None:
    first = published(REPEATING)
    same = clone(first, "same", first.instrument.title)
    assert same.instrument.translations == first.instrument.translations
    other = clone(first)
    assert first.instrument.translations["de"].keys() - other.instrument.translations["de"] == {
        "title"
    }


def test_a_code_that_is_taken_is_left_alone() -> None:
    first = published()
    with pytest.raises(ServiceError, match="There is a question set small-set already"):
        clone(first, "small-set")
    assert QuestionSet.objects.count() == 1
    assert QuestionSetVersion.objects.count() == 1


def test_a_title_that_is_none_is_refused() -> None:
    with pytest.raises(QuestionSetError):
        clone(published(), title="")
    assert QuestionSet.objects.count() == 1


def test_a_question_reworded_in_the_copy_is_held_against_its_origin() -> None:
    copy = clone(published())
    change = ChangeText("on_call", "Were you on call?", meaning=Meaning.SAME)
    draft = edit_version(version=copy, base_sha256=copy.sha256, change=change, actor="bo").version
    (rewording,) = rewordings_of(draft)
    assert (rewording.code, rewording.number, rewording.origin) == ("on_call", 1, "small-set")
    with pytest.raises(ServiceError, match="on_call reads"):
        publish_version(version=draft, actor="bo")
    publish_version(version=draft, actor="bo", new_meaning={"on_call"})
    assert TrendDecision.objects.get().origin == "small-set"
    assert (
        QuestionSetVersion.objects.get(question_set__code="ours").instrument.item("on_call").wording
        == 2
    )


def reworded(version: QuestionSetVersion, text: str) -> QuestionSetVersion:
    change = ChangeText("on_call", text, meaning=Meaning.SAME)
    edited = edit_version(version=version, base_sha256=version.sha256, change=change, actor="bo")
    return edited.version


def test_a_copy_is_reviewed_where_its_origin_is() -> None:
    first = published()
    assert not clone(first, "free").question_set.is_reviewed
    switch_review(question_set=first.question_set, on=True, actor="ann")
    copy = clone(QuestionSetVersion.objects.get(pk=first.pk))
    assert copy.question_set.is_reviewed
    with pytest.raises(ServiceError, match="A second person reads"):
        publish_version(version=copy, actor="bo")
    assert clone(copy, "again").question_set.is_reviewed


def test_a_draft_is_no_way_around_the_decisions_on_its_trends() -> None:
    """Reworded in the draft, and the copy of the draft published alone."""
    draft = reworded(start_next_version(version=published(), actor="bo"), "Were you on call?")
    copy = clone(draft)
    (rewording,) = rewordings_of(copy)
    assert (rewording.code, rewording.number, rewording.origin) == ("on_call", 1, "small-set")
    with pytest.raises(ServiceError, match="on_call reads"):
        publish_version(version=copy, actor="bo")


def test_copies_of_copies_that_nobody_published_are_held_against_the_first() -> None:
    draft = reworded(start_next_version(version=published(), actor="bo"), "Were you on call?")
    last = clone(clone(draft, "second"), "third")
    (rewording,) = rewordings_of(last)
    assert (rewording.code, rewording.origin) == ("on_call", "small-set")
    publish_version(version=last, actor="bo", new_meaning={"on_call"})
    (decision,) = TrendDecision.objects.all()
    assert (decision.origin, decision.before, decision.says) == ("small-set", 1, "new")


def test_a_question_that_its_origin_dropped_is_held_against_the_version_that_asked_it() -> None:
    published()
    without = SMALL.replace("- {code: on_call,", "- {code: on_duty,").replace(
        "{item: on_call,", "{item: on_duty,"
    )
    second = import_question_set(source=without, filename="small.yaml", actor="ann")
    second = publish_version(version=second, actor="ann", new_meaning={"woken"})
    copy = clone(second)
    assert {code: one.number for code, one in published_items(copy).items()}["on_call"] == 1
    back = import_question_set(
        source=SMALL.replace("small-set", "ours").replace("Are you on", "Were you on"),
        filename="ours.yaml",
        actor="bo",
    )
    assert back == copy
    assert "on_call" in {one.code for one in rewordings_of(back)}


def test_a_copy_of_a_draft_is_held_against_what_the_draft_became() -> None:
    draft = reworded(start_next_version(version=published(), actor="bo"), "Were you on call?")
    copy = clone(draft)
    publish_version(version=draft, actor="bo", new_meaning={"on_call"})
    (rewording,) = rewordings_of(QuestionSetVersion.objects.get(pk=copy.pk))
    assert (rewording.number, rewording.wording_lowered) == (2, True)


def asked_anew(version: QuestionSetVersion, text: str) -> QuestionSetVersion:
    """The next version, or the draft, with another question about deployments, published."""
    draft = version
    if version.is_published:
        draft = start_next_version(version=version, actor="bo")
    change = ChangeText("deploy_ease", text, meaning=Meaning.NEW)
    edited = edit_version(version=draft, base_sha256=draft.sha256, change=change, actor="bo")
    return publish_version(version=edited.version, actor="bo")


def test_what_a_copy_and_its_original_word_anew_is_never_taken_for_the_same() -> None:
    """Else the trend of a programme that asks one after the other would join both."""
    first = published()
    copy = clone(first)
    other = clone(first, "theirs")
    wordings = [
        asked_anew(version, text).instrument.item("deploy_ease").wording
        for version, text in (
            (first, "How easily do changes get out?"),
            (copy, "How easily do your changes get out?"),
            (other, "How easily do changes get out?"),
        )
    ]
    assert wordings == [2, 3, 2], "the third asks in the words of the first"
    assert (
        publish_version(version=clone(first, "last"), actor="bo")
        .instrument.item("deploy_ease")
        .wording
        == 1
    )


def test_the_same_words_under_scales_of_two_names_are_one_question() -> None:
    first = published()
    wordings = []
    for version, scale in ((clone(first), "size"), (clone(first, "theirs"), "team_size")):
        few = Scale(scale, ScaleKind.SINGLE, (Option("few", "Few"), Option("many", "Many")))
        asked = version.instrument
        item = Item("team", "How large is your team?", few)
        section = replace(asked.sections[0], items=(*asked.sections[0].items, "team"))
        more = replace(asked, items=(*asked.items, item), sections=(section, *asked.sections[1:]))
        draft = import_question_set(source=write_question_set(more), filename="x", actor="bo")
        wordings.append(publish_version(version=draft, actor="bo").instrument.item("team").wording)
    assert wordings == [1, 1]


def test_a_wording_beyond_the_last_one_is_refused_in_words() -> None:
    first = published()
    drafts = [clone(first), clone(first, "theirs")]
    for version, text in zip(drafts, ("It goes out easily.", "It gets out easily."), strict=True):
        asked = version.instrument
        items = tuple(
            replace(item, text=text, wording=1000) if item.code == "deploy_ease" else item
            for item in asked.items
        )
        source = write_question_set(replace(asked, items=items))
        import_question_set(source=source, filename="x", actor="bo")
    publish_version(version=QuestionSetVersion.objects.get(pk=drafts[0].pk), actor="bo")
    with pytest.raises(ServiceError, match="wording"):
        publish_version(version=QuestionSetVersion.objects.get(pk=drafts[1].pk), actor="bo")
