"""A translation that is older than its text is marked until somebody looks at it."""

from __future__ import annotations

import pytest

from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_sets import outdated_translations
from questionnaires.services.draft_changes import Change
from questionnaires.services.draft_items import ChangeCode, ChangeText, MoveItem
from questionnaires.services.draft_measures import Translate
from questionnaires.services.editing import EditConflictError, Edited, edit_version, undo_edit
from questionnaires.services.question_sets import (
    import_question_set,
    publish_version,
    start_next_version,
)
from tests.question_sets import REPEATING

pytestmark = pytest.mark.django_db

PATH = "items.later.text"
BEFORE, AFTER = "Does it matter?", "Does it matter to you?"


@pytest.fixture
def draft() -> QuestionSetVersion:
    return import_question_set(source=REPEATING, filename="tools.yaml", actor="ann")


def edit(draft: QuestionSetVersion, change: Change, base: str = "") -> Edited:
    draft.refresh_from_db()
    edited = edit_version(
        version=draft, base_sha256=base or draft.sha256, change=change, actor="ann"
    )
    draft.refresh_from_db()
    return edited


def in_german(draft: QuestionSetVersion, words: str, *, confirmed: bool = False) -> Translate:
    texts = {**draft.instrument.translations["de"], PATH: words}
    return Translate("de", texts, confirmed=frozenset({PATH}) if confirmed else frozenset())


def test_a_reworded_text_marks_its_translation_and_no_other(draft: QuestionSetVersion) -> None:
    assert outdated_translations(draft) == {}
    edit(draft, ChangeText("later", AFTER))
    assert outdated_translations(draft) == {"de": {PATH: BEFORE}}
    edit(draft, MoveItem("words", "tools", ""))
    edit(draft, ChangeText("later", "Is it of any weight?"))
    assert outdated_translations(draft) == {"de": {PATH: BEFORE}}
    edit(draft, ChangeText("later", BEFORE))
    assert outdated_translations(draft) == {}


def test_another_translation_is_right(draft: QuestionSetVersion) -> None:
    edit(draft, ChangeText("later", AFTER))
    edit(draft, in_german(draft, "Ist das wichtig?"))
    assert outdated_translations(draft) == {"de": {PATH: BEFORE}}, "saved as it was"
    edit(draft, in_german(draft, "Ist dir das wichtig?"))
    assert outdated_translations(draft) == {}


def test_an_old_translation_may_be_said_to_be_right(draft: QuestionSetVersion) -> None:
    edit(draft, ChangeText("later", AFTER))
    edited = edit(draft, in_german(draft, "Ist das wichtig?", confirmed=True))
    assert edited.changed
    assert outdated_translations(draft) == {}
    assert not edit(draft, in_german(draft, "Ist das wichtig?", confirmed=True)).changed
    undo_edit(version=draft, base_sha256=draft.sha256, actor="ann")
    assert outdated_translations(draft) == {"de": {PATH: BEFORE}}


def test_undoing_takes_the_mark_with_the_words(draft: QuestionSetVersion) -> None:
    edit(draft, ChangeText("later", AFTER))
    undo_edit(version=draft, base_sha256=draft.sha256, actor="ann")
    assert outdated_translations(draft) == {}


def test_another_code_keeps_the_mark(draft: QuestionSetVersion) -> None:
    edit(draft, ChangeText("later", AFTER))
    edit(draft, ChangeCode("later", "weight"))
    assert outdated_translations(draft) == {"de": {"items.weight.text": BEFORE}}


def test_a_translation_of_what_somebody_reworded_meanwhile_is_marked(
    draft: QuestionSetVersion,
) -> None:
    seen = draft.sha256
    edit(draft, ChangeText("later", AFTER))
    edited = edit(draft, in_german(draft, "Spielt das eine Rolle?"), base=seen)
    assert edited.joined
    assert outdated_translations(draft) == {"de": {PATH: BEFORE}}


def test_a_file_is_held_against_what_it_replaces(draft: QuestionSetVersion) -> None:
    publish_version(version=draft, actor="ann")
    reworded = REPEATING.replace(BEFORE, AFTER)
    following = import_question_set(source=reworded, filename="tools.yaml", actor="ann")
    assert outdated_translations(following) == {"de": {PATH: BEFORE}}
    translated = reworded.replace("Ist das wichtig?", "Ist dir das wichtig?")
    following = import_question_set(source=translated, filename="tools.yaml", actor="ann")
    assert outdated_translations(following) == {}


def test_what_is_published_was_taken_as_right(draft: QuestionSetVersion) -> None:
    edit(draft, ChangeText("later", AFTER))
    publish_version(version=draft, actor="ann")
    draft.refresh_from_db()
    assert outdated_translations(draft) == {}
    assert outdated_translations(start_next_version(version=draft, actor="ann")) == {}


def test_two_translators_of_one_language_share_it_by_groups(draft: QuestionSetVersion) -> None:
    seen = draft.sha256
    questions = {PATH: "Spielt das eine Rolle?"}
    scales = {"scales.yes_no.options.yes": "Jawohl"}
    edit(draft, Translate("de", questions, group="section-tools"), base=seen)
    assert edit(draft, Translate("de", scales, group="scales"), base=seen).joined
    words = draft.instrument.translations["de"]
    assert (words[PATH], words["scales.yes_no.options.yes"]) == ("Spielt das eine Rolle?", "Jawohl")
    assert words["title"] == "Werkzeuge"
    with pytest.raises(EditConflictError):
        edit(draft, Translate("de", {PATH: "Oder?"}, group="section-tools"), base=seen)
