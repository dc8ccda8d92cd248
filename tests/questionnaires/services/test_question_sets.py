"""Importing and publishing: drafts change, published versions and trends do not."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_checks import RESERVED_CODES
from questionnaires.models import AuditEntry, QuestionSet, QuestionSetVersion
from questionnaires.queries.rewordings import rewordings_of
from questionnaires.services.draft_changes import Meaning
from questionnaires.services.draft_items import ChangeText
from questionnaires.services.editing import edit_version
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import (
    LIBRARY,
    content_sha256,
    import_library,
    import_question_set,
    publish_version,
    source_of,
)
from tests.question_sets import SMALL

pytestmark = pytest.mark.django_db

EASE = "I can release a change whenever I decide to."
TODAY = date(2027, 4, 6)


def imported(source: str = SMALL) -> QuestionSetVersion:
    return import_question_set(source=source, filename="small.yaml", actor="ann")


def published(source: str = SMALL) -> QuestionSetVersion:
    return publish_version(version=imported(source), actor="ann", today=TODAY)


def reworded(old: str = EASE, new: str = "Releasing is in my own hands.") -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def test_an_import_is_a_draft_with_its_file_as_it_was() -> None:
    version = imported()
    assert (version.number, version.status) == (1, "draft")
    assert version.source == SMALL
    assert version.question_set.title == "Small set"
    assert version.sha256 == content_sha256(version.content)
    version.refresh_from_db()
    assert version.instrument.item("deploy_ease").text == EASE
    assert version.sha256 == content_sha256(version.content)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == ("ann", "import question set")
    assert entry.subject == "small-set 1"


def test_importing_the_same_again_changes_nothing() -> None:
    first = imported()
    assert imported() == first
    publish_version(version=first, actor="ann")
    assert imported() == first
    assert QuestionSetVersion.objects.count() == 1
    assert AuditEntry.objects.filter(action="import question set").count() == 1


def test_a_comment_more_reaches_the_draft_and_no_published_version() -> None:
    imported()
    draft = imported(SMALL + "# reviewed\n")
    assert (draft.number, draft.source.endswith("# reviewed\n")) == (1, True)
    publish_version(version=draft, actor="ann")
    assert imported(SMALL + "# later\n").source.endswith("# reviewed\n")
    assert QuestionSetVersion.objects.count() == 1


def test_a_further_import_replaces_the_draft_and_follows_the_published() -> None:
    assert imported(reworded()).pk == imported().pk
    assert QuestionSetVersion.objects.count() == 1
    assert published().number == 1
    assert imported(reworded()).number == 2
    assert QuestionSet.objects.count() == 1


def test_a_file_with_problems_stores_nothing() -> None:
    with pytest.raises(QuestionSetError) as caught:
        imported(SMALL.replace("scale: agreement_5", "scale: agreement"))
    assert len(caught.value.problems) == 2
    assert not QuestionSet.objects.exists()
    assert not AuditEntry.objects.exists()


def test_publishing_freezes() -> None:
    version = published()
    version.refresh_from_db()
    assert (version.status, version.published_on) == ("published", TODAY)
    version.source = "code: other"
    with pytest.raises(ValidationError, match="cannot change"):
        version.save()
    assert publish_version(version=version, actor="bob") == version
    assert AuditEntry.objects.filter(action="publish question set").count() == 1


def test_the_title_of_the_set_follows_the_published_version() -> None:
    published()
    draft = imported(SMALL.replace("title: Small set", "title: Smaller set"))
    assert QuestionSet.objects.get().title == "Small set"
    publish_version(version=draft, actor="ann")
    assert QuestionSet.objects.get().title == "Smaller set"


def test_another_text_needs_a_decision() -> None:
    published()
    draft = imported(reworded())
    with pytest.raises(ServiceError) as caught:
        publish_version(version=draft, actor="ann")
    assert str(caught.value) == (
        f"deploy_ease reads “Releasing is in my own hands.”, and “{EASE}” in version 1. Say "
        "whether it still measures the same, which keeps its trend, or raise its wording to 2."
    )
    draft.refresh_from_db()
    assert not draft.is_published


def test_the_author_may_say_that_it_still_measures_the_same() -> None:
    published()
    version = publish_version(
        version=imported(reworded()), actor="ann", same_meaning={"deploy_ease"}
    )
    assert version.is_published
    assert version.instrument.item("deploy_ease").wording == 1
    entry = AuditEntry.objects.filter(action="publish question set").first()
    assert entry is not None
    assert entry.detail == {"same_meaning": ["deploy_ease"], "new_meaning": []}


def test_a_new_meaning_raises_the_wording_in_content_and_file() -> None:
    published()
    version = publish_version(
        version=imported(reworded()), actor="ann", new_meaning={"deploy_ease"}
    )
    version.refresh_from_db()
    assert version.instrument.item("deploy_ease").wording == 2
    assert "wording: 2" in version.source
    assert "# A comment that an author wants to keep." in version.source
    assert version.sha256 == content_sha256(version.content)
    assert imported(version.source) == version


def test_a_raised_wording_needs_no_decision() -> None:
    published()
    source = reworded().replace("- code: deploy_ease", "- code: deploy_ease\n        wording: 2")
    assert rewordings_of(imported(source)) == ()
    assert publish_version(version=imported(source), actor="ann").is_published


def test_a_text_is_held_against_the_last_version_that_asked_it() -> None:
    published()
    line = "      - {code: on_call"
    assert line in SMALL
    without = SMALL[: SMALL.index(line)] + SMALL[SMALL.index("      - code: fix_first") :]
    published(without)
    back = imported(SMALL.replace("Are you on call?", "Have you been on call?"))
    assert back.number == 3
    assert [(r.code, r.number) for r in rewordings_of(back)] == [("on_call", 1)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        space:", "        reverse: true\n        space:"),
        ("scale: frequency_5", "scale: agreement_7"),
        ("max_choices: 2", "max_choices: 3"),
    ],
)
def test_other_answers_are_never_the_same_measure(old: str, new: str) -> None:
    published()
    draft = imported(reworded(old, new))
    (rewording,) = rewordings_of(draft)
    assert rewording.scale_changed
    with pytest.raises(ServiceError, match="no trend can go on"):
        publish_version(version=draft, actor="ann", same_meaning={rewording.code})
    assert publish_version(version=draft, actor="ann", new_meaning={rewording.code}).is_published


def test_other_words_of_an_answer_need_a_decision() -> None:
    published()
    draft = imported(reworded("label: Documents", "label: Documentation"))
    (rewording,) = rewordings_of(draft)
    assert [(one.before, one.after) for one in rewording.changes] == [
        ("Documents", "Documentation")
    ]
    with pytest.raises(ServiceError, match="words of its answers"):
        publish_version(version=draft, actor="ann")
    assert publish_version(version=draft, actor="ann", same_meaning={"fix_first"}).is_published


def test_a_scale_by_another_name_is_the_same_scale() -> None:
    published()
    renamed = SMALL.replace("code: area", "code: areas").replace("scale: area", "scale: areas")
    assert rewordings_of(imported(renamed)) == ()


def test_a_wording_never_goes_back() -> None:
    published()
    draft = imported(reworded("wording: 3", "wording: 1"))
    with pytest.raises(ServiceError, match="its wording was 3 in version 1 already"):
        publish_version(version=draft, actor="ann", same_meaning={"deploy_fear"})
    with pytest.raises(ServiceError, match="its wording was 3 in version 1 already"):
        publish_version(version=draft, actor="ann", new_meaning={"deploy_fear"})
    draft.refresh_from_db()
    assert draft.instrument.item("deploy_fear").wording == 1


def test_a_decision_on_an_item_that_did_not_change_is_a_mistake() -> None:
    published()
    draft = imported(reworded())
    with pytest.raises(ServiceError, match="fix_first: not reworded"):
        publish_version(version=draft, actor="ann", same_meaning={"deploy_ease", "fix_first"})
    with pytest.raises(ServiceError, match="not both"):
        publish_version(
            version=draft,
            actor="ann",
            same_meaning={"deploy_ease"},
            new_meaning={"deploy_ease"},
        )


def test_the_library_is_imported_once() -> None:
    first = import_library(actor="setup")
    assert [version.question_set.code for version in first] == [
        "developer-experience",
        "dora-quick-check",
        "pulse",
    ]
    assert all(version.is_published for version in first)
    acts = AuditEntry.objects.count()
    assert import_library(actor="setup") == first
    assert AuditEntry.objects.count() == acts


def test_the_library_overrules_no_author() -> None:
    own = SMALL.replace("code: small-set", "code: pulse")
    draft = import_question_set(source=own, filename="pulse.yaml", actor="ann")
    pulse = import_library(actor="setup")[-1]
    assert pulse == draft
    assert pulse.source == own
    publish_version(version=draft, actor="ann")
    edition = import_library(actor="setup")[-1]
    assert (edition.number, edition.is_published) == (2, False)
    assert import_library(actor="setup")[-1] == edition


def test_a_version_without_a_file_is_written_from_its_content() -> None:
    version = imported()
    version.source = ""
    assert imported(source_of(version)).content == version.content


def test_a_translation_that_is_added_makes_no_new_wording() -> None:
    shipped = (LIBRARY / "pulse.yaml").read_text(encoding="utf-8")
    before, _translations, _texts = shipped.partition("\ntranslations:\n")
    first = published(before)
    assert first.instrument.translations == {}
    edition = next(v for v in import_library(actor="setup") if v.question_set.code == "pulse")
    assert (edition.number, edition.is_published) == (2, False)
    assert set(edition.instrument.translations) == {"de", "es"}
    assert edition.sha256 != first.sha256
    assert rewordings_of(edition) == ()
    second = publish_version(version=edition, actor="ann", today=TODAY)
    assert second.instrument.items == first.instrument.items
    assert import_library(actor="setup")[-1] == second
    other = shipped.replace(EASE, "Releasing is in my own hands.", 1)
    assert [rewording.code for rewording in rewordings_of(imported(other))] == ["deploy_ease"]


def test_what_is_published_is_what_was_read() -> None:
    read = imported()
    imported(SMALL.replace("Are you on call?", "Were you on call?"))
    with pytest.raises(ServiceError, match="The draft was replaced while you read it"):
        publish_version(version=read, actor="ann", sha256=read.sha256)
    now = QuestionSetVersion.objects.get()
    assert publish_version(version=read, actor="ann", sha256=now.sha256).is_published


@pytest.mark.parametrize("code", sorted(RESERVED_CODES))
def test_the_address_of_a_page_is_no_code(code: str) -> None:
    with pytest.raises(QuestionSetError, match=f"line 2: The code '{code}' is an address"):
        imported(SMALL.replace("small-set", code))
    assert not QuestionSet.objects.exists()


def test_a_wording_that_was_counted_back_is_mended_in_the_editor() -> None:
    text = SMALL.replace('on call?", scale: yes_no', 'on call?", wording: 2, scale: yes_no')
    publish_version(version=imported(text), actor="ann")
    draft = imported(SMALL.replace("Are you on", "Were you on"))
    (rewording,) = rewordings_of(draft)
    assert rewording.wording_lowered
    change = ChangeText("on_call", "Were you on call?", meaning=Meaning.SAME)
    draft = edit_version(
        version=draft, base_sha256=draft.sha256, change=change, actor="ann"
    ).version
    assert draft.instrument.item("on_call").wording == 2
    assert publish_version(version=draft, actor="ann", same_meaning={"on_call"}).is_published
