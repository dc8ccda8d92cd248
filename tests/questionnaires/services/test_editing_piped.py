"""Drafts with a section in a random order and with texts that repeat an earlier answer."""

from __future__ import annotations

import pytest

from analysis.instrument import Instrument
from analysis.scales import BUILT_IN
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_diff import Kind
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_sets import meanings_of
from questionnaires.queries.rewordings import rewordings_of
from questionnaires.services.draft_changes import Change, ChangeError, Meaning
from questionnaires.services.draft_items import (
    AddItem,
    ChangeCode,
    ChangeItem,
    ChangeText,
    MoveItem,
    RemoveItem,
)
from questionnaires.services.draft_measures import UseScale
from questionnaires.services.draft_sections import (
    AddSection,
    ChangeSection,
    MoveSection,
    RemoveSection,
)
from questionnaires.services.editing import bring_back_item, edit_version
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import (
    import_question_set,
    publish_version,
    start_next_version,
)
from tests.question_sets import REPEATING

pytestmark = pytest.mark.django_db

PLAIN = "How often does the debugger fail?"
WRITTEN = "How often does {tool|the debugger} fail?"


@pytest.fixture
def draft() -> QuestionSetVersion:
    return import_question_set(source=REPEATING, filename="tools.yaml", actor="ann")


def edited(version: QuestionSetVersion, *changes: Change) -> Instrument:
    for change in changes:
        version.refresh_from_db()
        edit_version(version=version, base_sha256=version.sha256, change=change, actor="ann")
    version.refresh_from_db()
    return version.instrument


def test_the_order_of_a_section_is_changed_with_its_texts(draft: QuestionSetVersion) -> None:
    assert not edited(draft, ChangeSection("tools", "Tools")).sections[0].is_shuffled
    assert edited(draft, ChangeSection("tools", "Tools", "", True)).sections[0].is_shuffled
    after = edited(draft, AddSection("More", after="tools", is_shuffled=True))
    assert [section.is_shuffled for section in after.sections] == [True, True]


def test_a_text_is_written_with_the_place_and_read_without(draft: QuestionSetVersion) -> None:
    text = "Does {tool|the debugger} help?"
    after = edited(draft, ChangeText("later", text, "With {tool|it}."))
    assert after.item("later").written_text == text
    assert after.item("later").text == "Does the debugger help?"
    assert draft.revisions.order_by("-number")[0].summary == "Reworded “Does the debugger help?”"
    after = edited(draft, ChangeText("later", "Does the debugger help?", ""))
    assert after.item("later").repeats == ()
    after = edited(draft, AddItem("tools", text, BUILT_IN["yes_no"], after="later"))
    assert after.item("does_the_debugger_help").written_text == text


@pytest.mark.parametrize(
    "change",
    [
        ChangeText("later", "Does {tol|it} help?"),
        ChangeText("tool", "Does {later|it} help?"),
        ChangeItem("tool", required=False, allows_na=True, reverse=False, attribute=True),
        UseScale("tool", BUILT_IN["long_text"]),
    ],
)
def test_what_cannot_be_repeated_is_refused(draft: QuestionSetVersion, change: Change) -> None:
    with pytest.raises(QuestionSetError, match="repeats the answer to"):
        edited(draft, change)
    draft.refresh_from_db()
    assert draft.source == REPEATING


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (MoveItem("tool", "tools", after="fails"), "would then be asked after it"),
        (MoveItem("fails", "tools"), "would then be asked after it"),
        (RemoveItem("tool"), "debugger fail.”: repeats an answer that would not be asked for"),
        (RemoveItem("tool", drops_conditions=True), "in all languages"),
    ],
)
def test_a_repeated_question_stays_before(
    draft: QuestionSetVersion, change: Change, said: str
) -> None:
    with pytest.raises(ChangeError, match=said):
        edited(draft, change)


def test_a_section_with_a_repeated_question_stays_before(draft: QuestionSetVersion) -> None:
    edited(draft, AddSection("More", after="tools"), MoveItem("fails", "more"))
    with pytest.raises(ChangeError, match="would then be asked after it"):
        edited(draft, MoveSection("more"))
    with pytest.raises(ChangeError, match="repeats an answer"):
        edited(draft, RemoveSection("tools"))


def test_a_translation_alone_holds_a_question_too(draft: QuestionSetVersion) -> None:
    edited(draft, ChangeText("fails", PLAIN, "Lately."))
    with pytest.raises(ChangeError, match="repeats an answer"):
        edited(draft, RemoveItem("tool"))


def test_another_code_is_written_wherever_the_answer_is_repeated(
    draft: QuestionSetVersion,
) -> None:
    after = edited(draft, ChangeCode("tool", "debugger"))
    assert after.item("fails").written_text == "How often does {debugger|the debugger} fail?"
    assert after.item("fails").written_help == "You said {debugger|nothing yet}."
    german = after.translations["de"]
    assert german["items.fails.text"] == "Wie oft versagt {debugger|der Debugger}?"
    assert german["items.debugger.text"] == "Benutzt du einen Debugger?"


def test_a_question_comes_back_repeating_what_is_still_asked(draft: QuestionSetVersion) -> None:
    before = draft.instrument.item("fails")
    edited(draft, RemoveItem("fails"))
    bring_back_item(version=draft, code="fails", base_sha256=draft.sha256, actor="ann")
    draft.refresh_from_db()
    assert draft.instrument.item("fails") == before


def test_a_question_comes_back_in_plain_words_where_it_is_not(draft: QuestionSetVersion) -> None:
    edited(draft, RemoveItem("fails"), RemoveItem("tool"))
    bring_back_item(version=draft, code="fails", base_sha256=draft.sha256, actor="ann")
    draft.refresh_from_db()
    item = draft.instrument.item("fails")
    assert (item.written_text, item.written_help) == (PLAIN, "You said nothing yet.")
    german = draft.instrument.translations["de"]
    assert german["items.fails.text"] == "Wie oft versagt der Debugger?"


def test_to_repeat_an_answer_is_to_reword(draft: QuestionSetVersion) -> None:
    published = publish_version(version=draft, actor="ann")
    following = start_next_version(version=published, actor="ann")
    with pytest.raises(ChangeError, match="Say whether it still measures the same"):
        edited(following, ChangeText("fails", PLAIN, "You said {tool|nothing yet}."))
    plain = ChangeText("fails", PLAIN, "You said {tool|nothing yet}.", Meaning.SAME)
    edited(following, plain)
    assert meanings_of(following) == {"fails": "same"}
    (rewording,) = rewordings_of(following)
    assert (rewording.before.written_text, rewording.after.written_text) == (WRITTEN, PLAIN)
    with pytest.raises(ServiceError) as refused:
        publish_version(version=following, actor="ann")
    assert f"reads “{PLAIN}”, and “{WRITTEN}” in version 1" in str(refused.value)
    publish_version(version=following, actor="ann", same_meaning={"fails"})
    assert following.question_set.versions.get(number=2).is_published


def test_the_order_of_a_section_is_one_decision_for_its_items(draft: QuestionSetVersion) -> None:
    published = publish_version(version=draft, actor="ann")
    following = start_next_version(version=published, actor="ann")
    edited(following, ChangeSection("tools", "Tools"))
    assert {(one.group, one.kinds) for one in rewordings_of(following)} == {
        ("@moved", frozenset({Kind.SHUFFLED}))
    }
    assert following.sha256 != published.sha256
