"""Drafts edited in the browser: every change, two people at once, undo, and what is refused."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.instrument import Condition, Instrument, Option, Scale, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set
from questionnaires.models import AuditEntry, QuestionSetVersion
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
from questionnaires.services.draft_measures import (
    AddConstruct,
    ChangeConstruct,
    ChangeScale,
    RemoveConstruct,
    SetCondition,
    Translate,
    UseScale,
)
from questionnaires.services.draft_sections import (
    AddSection,
    ChangeSection,
    ChangeSet,
    MoveSection,
    RemoveSection,
)
from questionnaires.services.editing import (
    EditConflictError,
    Edited,
    bring_back_item,
    edit_to_undo,
    edit_version,
    restore_revision,
    undo_edit,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import (
    content_sha256,
    import_question_set,
    publish_version,
    start_next_version,
)
from tests.demo import PROJECT
from tests.question_sets import SMALL, text_paths

pytestmark = pytest.mark.django_db

AGREE = BUILT_IN["agreement_5"]
YES_NO = BUILT_IN["yes_no"]


@pytest.fixture
def draft() -> QuestionSetVersion:
    """The small set as a draft."""
    return import_question_set(source=SMALL, filename="small.yaml", actor="ann")


@pytest.fixture
def following(draft: QuestionSetVersion) -> QuestionSetVersion:
    """The draft of version 2, whose version 1 is published."""
    return start_next_version(version=publish_version(version=draft, actor="ann"), actor="ann")


def edited(version: QuestionSetVersion, *changes: Change, actor: str = "ann") -> Instrument:
    """The draft after these changes, each made on what the one before left."""
    for change in changes:
        version.refresh_from_db()
        edit_version(version=version, base_sha256=version.sha256, change=change, actor=actor)
    version.refresh_from_db()
    return version.instrument


def codes(instrument: Instrument) -> list[list[str]]:
    return [list(section.items) for section in instrument.sections]


def properties(instrument: Instrument, code: str, **changed: Any) -> ChangeItem:
    """The change that leaves an item as it is, but for what is given."""
    item = instrument.item(code)
    names = (
        "required", "allows_na", "reverse", "attribute", "construct", "space", "devex", "dora",
        "source", "about",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(item, name) for name in names}
    return ChangeItem(code, **(values | changed))


# Each change --------------------------------------------------------------------------------------


def test_texts_are_changed_where_they_stand(draft: QuestionSetVersion) -> None:
    after = edited(
        draft,
        ChangeSet("Our  survey", "What it\nis for."),
        ChangeSection("shipping", "Shipping", ""),
        ChangeText("deploy_ease", "I can release whenever I like.", "Any service."),
    )
    assert (after.title, after.description) == ("Our survey", "What it is for.")
    assert (after.sections[0].title, after.sections[0].intro) == ("Shipping", "")
    item = after.item("deploy_ease")
    assert (item.text, item.help) == ("I can release whenever I like.", "Any service.")
    assert item.construct == "delivery"


def test_an_outcome_is_chosen_and_goes_with_its_question(draft: QuestionSetVersion) -> None:
    chosen = edited(draft, ChangeSet("Small set", outcome="woken"))
    assert chosen.outcome == "woken"
    assert draft.revisions.order_by("-number")[0].summary == (
        "Chose the outcome “How often does on-call work wake you?”"
    )
    after = edited(
        draft,
        ChangeText("woken", "How often are you woken?"),
        ChangeCode("woken", "nights"),
        AddSection("More", after="shipping"),
        MoveItem("nights", "more"),
        RemoveItem("fix_first"),
    )
    assert after.outcome == "nights"
    assert edited(draft, ChangeSet("Small set")).outcome == ""
    assert edited(draft, RemoveItem("nights")).outcome == ""


def test_hours_lost_are_chosen_and_go_with_their_question(draft: QuestionSetVersion) -> None:
    chosen = edited(draft, ChangeSet("Small set", time_lost="woken"))
    assert chosen.time_lost == "woken"
    assert draft.revisions.order_by("-number")[0].summary == (
        "Chose “How often does on-call work wake you?” for the hours lost"
    )
    with pytest.raises(ChangeError, match="asks for the hours that results add up"):
        edited(draft, RemoveItem("woken"))
    assert edited(draft, ChangeCode("woken", "nights")).time_lost == "nights"
    assert edited(draft, ChangeSet("Small set")).time_lost == ""
    assert not edited(draft, RemoveItem("nights")).has_item("nights")


def test_what_an_option_is_about_stays_as_long_as_its_construct(
    draft: QuestionSetVersion,
) -> None:
    scale = draft.instrument.item("fix_first").scale
    with_new = edited(draft, AddConstruct("Review"))
    first, *others = scale.options
    about = replace(scale, options=(replace(first, construct="review"), *others))
    changed = edited(draft, ChangeScale(about))
    assert changed.item("fix_first").scale.options[0].construct == "review"
    assert changed.item("fix_first").wording == with_new.item("fix_first").wording
    moved = edited(draft, ChangeText("fix_first", "What comes first?"))
    assert moved.item("fix_first").scale == about
    gone = edited(draft, RemoveConstruct("review"))
    assert [option.construct for option in gone.item("fix_first").scale.options] == [None] * 3
    foreign = edited(draft, UseScale("woken", replace(about, code="other")))
    assert foreign.item("woken").scale.options[0].construct is None


def test_what_would_leave_no_outcome_is_refused(draft: QuestionSetVersion) -> None:
    edited(draft, AddSection("More", after="shipping"), MoveItem("woken", "more"))
    chosen = edited(draft, ChangeSet("Small set", outcome="woken"))
    for change in (RemoveItem("woken"), RemoveSection("more")):
        with pytest.raises(ChangeError, match="Choose another outcome, or none"):
            edited(draft, change)
    for answer in (UseScale("woken", YES_NO), properties(chosen, "woken", attribute=True)):
        with pytest.raises(QuestionSetError, match="Outcome: woken"):
            edited(draft, answer)
    with pytest.raises(ChangeError, match="not in this draft any more"):
        edited(draft, ChangeSet("Small set", outcome="gone"))
    draft.refresh_from_db()
    assert draft.instrument == chosen


def test_the_file_and_the_digest_follow_every_edit(draft: QuestionSetVersion) -> None:
    before = draft.sha256
    after = edited(draft, ChangeSet("Other title"))
    assert draft.sha256 not in ("", before)
    assert draft.sha256 == content_sha256(draft.content)
    assert read_question_set(draft.source, "x") == after
    entry = AuditEntry.objects.get(action="edit question set")
    assert (entry.actor, entry.subject) == ("ann", "small-set 1")


def test_an_edit_that_changes_nothing_is_none(draft: QuestionSetVersion) -> None:
    done = edit_version(
        version=draft, base_sha256=draft.sha256, change=ChangeSet("Small set"), actor="ann"
    )
    assert not done.changed
    assert not draft.revisions.exists()
    assert draft.source == SMALL  # with the comments of its author


def test_a_new_question_gets_a_code_of_its_own_text(draft: QuestionSetVersion) -> None:
    add = AddItem("shipping", "Are tests quick?", AGREE, after="deploy_ease", help="All of them.")
    after = edited(draft, add, replace(add, after=""))
    assert codes(after)[0][:3] == ["are_tests_quick_2", "deploy_ease", "are_tests_quick"]
    assert after.item("are_tests_quick").help == "All of them."


def test_a_code_that_was_published_is_not_given_again(following: QuestionSetVersion) -> None:
    edited(following, RemoveItem("fix_first"))
    with pytest.raises(ChangeError, match=r"Version 1 asked “What should be fixed first\?”") as no:
        edited(following, AddItem("shipping", "Else?", AGREE, code="fix_first"))
    assert no.value.field == "code"
    after = edited(following, AddItem("shipping", "Fix first", AGREE))
    assert after.has_item("fix_first_2")


def test_properties_and_tags(draft: QuestionSetVersion) -> None:
    change = properties(
        draft.instrument, "deploy_ease", required=True, allows_na=False, space="activity",
        dora=None, source=" A  book ",
    )  # fmt: skip
    item = edited(draft, change).item("deploy_ease")
    assert (item.required, item.allows_na, item.space, item.dora) == (True, False, "activity", None)
    assert (item.source, item.text) == ("A book", "I can release a change whenever I decide to.")


def test_what_fits_no_scale_is_refused_and_nothing_stored(draft: QuestionSetVersion) -> None:
    before = draft.source
    with pytest.raises(QuestionSetError, match="reverse turns round a scale with a good end"):
        edited(draft, properties(draft.instrument, "on_call", reverse=True))
    draft.refresh_from_db()
    assert draft.source == before


def test_a_code_changes_wherever_it_stands(draft: QuestionSetVersion) -> None:
    paths = text_paths(read_question_set(SMALL, "x"))
    after = edited(
        draft,
        Translate("de", {path: f"Deutsch {path}" for path in paths}),
        ChangeCode("on_call", "standby"),
    )
    assert after.item("woken").show_if == Condition("standby", frozenset({"yes"}))
    assert after.translations["de"]["items.standby.text"] == "Deutsch items.on_call.text"
    with pytest.raises(ChangeError, match="The code woken is the one of “How often") as no:
        edited(draft, ChangeCode("standby", "woken"))
    assert no.value.field == "new"


def test_a_published_code_stays(following: QuestionSetVersion) -> None:
    with pytest.raises(ChangeError, match="Version 1 was published with this code"):
        edited(following, ChangeCode("on_call", "standby"))


def test_sections_come_move_and_go(draft: QuestionSetVersion) -> None:
    after = edited(draft, AddSection("Night work", after="shipping"), AddSection("First"))
    assert [section.code for section in after.sections] == ["first", "shipping", "night_work"]
    after = edited(
        draft,
        MoveItem("woken", "night_work"),
        MoveSection("first", "night_work"),
        RemoveSection("first"),
    )
    assert codes(after) == [["deploy_ease", "deploy_fear", "on_call", "fix_first"], ["woken"]]
    edited(draft, RemoveSection("night_work"))
    with pytest.raises(ChangeError, match="the only section"):
        edited(draft, RemoveSection("shipping"))


def test_items_move_and_constructs_follow_their_order(draft: QuestionSetVersion) -> None:
    after = edited(draft, MoveItem("deploy_ease", "shipping", "deploy_fear"))
    assert after.construct("delivery").items == ("deploy_fear", "deploy_ease")
    assert [item.code for item in after.items] == codes(after)[0]


# Conditions ---------------------------------------------------------------------------------------


def test_a_condition_rests_on_an_earlier_question(draft: QuestionSetVersion) -> None:
    on_yes = Condition("on_call", frozenset({"yes"}))
    assert edited(draft, SetCondition("fix_first", on_yes)).item("fix_first").show_if == on_yes
    assert edited(draft, SetCondition("fix_first", None)).item("fix_first").show_if is None
    for code, condition, message in (
        ("deploy_ease", on_yes, "“Are you on call\\?” is asked only afterwards"),
        ("on_call", on_yes, "asked only afterwards"),
        ("fix_first", Condition("on_call", frozenset({"maybe"})), "Choose at least one answer"),
        ("fix_first", Condition("on_call", frozenset()), "Choose at least one answer"),
        ("fix_first", Condition("gone", frozenset({"yes"})), "not in this draft any more"),
    ):
        with pytest.raises(ChangeError, match=message):
            edited(draft, SetCondition(code, condition))


@pytest.mark.parametrize(
    "change", [MoveItem("woken", "shipping"), MoveItem("on_call", "shipping", "fix_first")]
)
def test_nothing_moves_past_what_it_depends_on(draft: QuestionSetVersion, change: Change) -> None:
    before = codes(draft.instrument)
    with pytest.raises(
        ChangeError, match=r"“How often .*” is shown only after some answers to “Ar"
    ):
        edited(draft, change)
    draft.refresh_from_db()
    assert codes(draft.instrument) == before


def test_a_section_moves_past_nothing_that_it_depends_on(draft: QuestionSetVersion) -> None:
    edited(draft, AddSection("Night", after="shipping"), MoveItem("woken", "night"))
    with pytest.raises(ChangeError, match="would then be asked after it"):
        edited(draft, MoveSection("night"))
    with pytest.raises(ChangeError, match="“How often does on-call work wake you"):
        edited(draft, RemoveSection("shipping"))


def test_what_a_condition_rests_on_goes_only_when_told(draft: QuestionSetVersion) -> None:
    with pytest.raises(ChangeError, match="“How often does on-call work wake you") as no:
        edited(draft, RemoveItem("on_call"))
    assert no.value.field == "drops_conditions"
    after = edited(draft, RemoveItem("on_call", drops_conditions=True))
    assert not after.has_item("on_call")
    assert after.item("woken").show_if is None


def test_answers_that_a_condition_names_stay_on_offer(draft: QuestionSetVersion) -> None:
    with pytest.raises(ChangeError, match="would not be offered any more"):
        edited(draft, UseScale("on_call", AGREE))
    other = Scale("yes_no", ScaleKind.SINGLE, (Option("no", "No"), Option("maybe", "Maybe")))
    with pytest.raises(ChangeError, match="would not be offered any more"):
        edited(draft, ChangeScale(other))


# Scales and constructs ----------------------------------------------------------------------------


def test_a_scale_changes_for_all_that_use_it(draft: QuestionSetVersion) -> None:
    words = tuple(replace(o, label=f"{o.label} indeed") for o in AGREE.options)
    after = edited(draft, ChangeScale(replace(AGREE, options=words)))
    for code in ("deploy_ease", "deploy_fear"):
        assert after.item(code).scale.options[0].label == "Strongly disagree indeed"
    assert "scales:\n  - code: agreement_5" in draft.source


def test_a_scale_with_a_code_that_is_taken_gets_another(draft: QuestionSetVersion) -> None:
    other = Scale("area", ScaleKind.SINGLE, (Option("a", "A"), Option("b", "B")))
    after = edited(draft, UseScale("woken", other), AddItem("shipping", "Which?", other))
    assert after.item("fix_first").scale.kind is ScaleKind.MULTIPLE
    assert after.item("woken").scale == after.item("which").scale == replace(other, code="area_2")


def test_the_only_user_of_a_scale_may_replace_it(draft: QuestionSetVersion) -> None:
    other = Scale("area", ScaleKind.SINGLE, (Option("a", "A"), Option("b", "B")))
    assert edited(draft, UseScale("fix_first", other)).item("fix_first").scale == other


def test_a_construct_is_kept_while_nothing_measures_it(draft: QuestionSetVersion) -> None:
    after = edited(draft, AddConstruct("Night work"), ChangeConstruct("night_work", "Nights"))
    assert after.construct("night_work").title == "Nights"
    with pytest.raises(ServiceError, match="Construct night_work: no item measures it"):
        publish_version(version=draft, actor="ann")
    edited(draft, RemoveConstruct("night_work"))
    with pytest.raises(ChangeError, match=r"“I can release .*”, “I put off .*”: measured by it"):
        edited(draft, RemoveConstruct("delivery"))
    assert publish_version(version=draft, actor="ann").is_published


def test_a_section_without_questions_is_kept_and_not_published(draft: QuestionSetVersion) -> None:
    after = edited(draft, AddSection("Later", after="shipping"))
    assert after.sections[1].items == ()
    with pytest.raises(ServiceError, match="Section later: items is missing"):
        publish_version(version=draft, actor="ann")


def test_a_language_is_kept_while_texts_are_missing(draft: QuestionSetVersion) -> None:
    paths = text_paths(draft.instrument)
    edited(draft, Translate("de", {path: f"Deutsch {n}" for n, path in enumerate(paths)}))
    after = edited(draft, AddItem("shipping", "New?", AGREE), RemoveItem("woken"))
    assert "items.woken.text" not in after.translations["de"]
    assert "items.new.text" not in after.translations["de"]
    with pytest.raises(ServiceError, match=r"de: 1 texts are missing: items\.new\.text"):
        publish_version(version=draft, actor="ann")
    full = {**after.translations["de"], "items.new.text": "Neu?"}
    assert edited(draft, Translate("de", full)).translations["de"] == full
    assert edited(draft, Translate("de", {})).translations == {}


# What was published -------------------------------------------------------------------------------


def test_the_next_version_begins_as_the_published_one(draft: QuestionSetVersion) -> None:
    published = publish_version(version=draft, actor="ann")
    following = start_next_version(version=published, actor="bob")
    assert (following.number, following.is_published) == (2, False)
    assert following.instrument == published.instrument
    assert following.source == SMALL
    assert start_next_version(version=published, actor="ann") == following
    assert AuditEntry.objects.filter(action="start next version").count() == 1


def test_a_published_version_is_read_only(
    draft: QuestionSetVersion, caplog: pytest.LogCaptureFixture
) -> None:
    published = publish_version(version=draft, actor="ann")
    calls: list[Callable[..., Edited]] = [edit_version, undo_edit, restore_revision]
    extra: list[dict[str, Any]] = [{"change": ChangeSet("Other")}, {}, {"number": 1}]
    for call, more in zip(calls, extra, strict=True):
        caplog.clear()
        with (
            caplog.at_level(logging.WARNING),
            pytest.raises(ChangeError, match="Version 1 is published and never changes"),
        ):
            call(version=published, base_sha256=published.sha256, actor="eve", **more)
        assert "eve tried to edit" in caplog.text
    published.refresh_from_db()
    assert published.instrument.title == "Small set"


def test_a_rewording_needs_to_be_told_what_it_means(following: QuestionSetVersion) -> None:
    with pytest.raises(ChangeError, match="Version 1 asked “I put off releases") as no:
        edited(following, ChangeText("deploy_fear", "I fear releases."))
    assert no.value.field == "meaning"


def test_the_same_meaning_keeps_the_wording(following: QuestionSetVersion) -> None:
    change = ChangeText("deploy_fear", "I fear releases.", meaning=Meaning.SAME)
    assert edited(following, change).item("deploy_fear").wording == 3
    said = following.revisions.get(meanings__has_key="deploy_fear").meanings["deploy_fear"]
    assert said == {"text": "I fear releases.", "says": "same"}
    assert [rewording.code for rewording in rewordings_of(following)] == ["deploy_fear"]


def test_a_new_meaning_raises_the_wording_once(following: QuestionSetVersion) -> None:
    change = ChangeText("deploy_fear", "I fear releases.", meaning=Meaning.NEW)
    again = ChangeText("deploy_fear", "I dread releases.", meaning=Meaning.NEW)
    assert edited(following, change, again).item("deploy_fear").wording == 4
    assert rewordings_of(following) == ()


def test_going_back_to_the_published_text_goes_back_to_its_wording(
    following: QuestionSetVersion,
) -> None:
    old = following.instrument.item("deploy_fear").text
    change = ChangeText("deploy_fear", "I fear releases.", meaning=Meaning.NEW)
    assert (
        edited(following, change, ChangeText("deploy_fear", old)).item("deploy_fear").wording == 3
    )


def test_a_first_text_needs_no_meaning(draft: QuestionSetVersion) -> None:
    assert edited(draft, ChangeText("on_call", "On call?")).item("on_call").wording == 1


def test_other_answers_are_a_new_wording(following: QuestionSetVersion) -> None:
    after = edited(following, UseScale("woken", BUILT_IN["agreement_7"]))
    assert after.item("woken").wording == 2
    assert rewordings_of(following) == ()
    assert edited(following, UseScale("woken", BUILT_IN["frequency_5"])).item("woken").wording == 1
    shorter = replace(after.item("deploy_ease").scale, unfavourable=frozenset({"1"}))
    after = edited(following, ChangeScale(shorter))
    assert [after.item(code).wording for code in ("deploy_ease", "deploy_fear")] == [2, 4]


# Undo ---------------------------------------------------------------------------------------------


def undone(version: QuestionSetVersion) -> Instrument:
    version.refresh_from_db()
    undo_edit(version=version, base_sha256=version.sha256, actor="ann")
    version.refresh_from_db()
    return version.instrument


def test_edits_are_undone_one_after_the_other(draft: QuestionSetVersion) -> None:
    titles = ("One", "Two", "Three")
    states = [draft.instrument, *(edited(draft, ChangeSet(title)) for title in titles)]
    assert undone(draft) == states[2]
    assert undone(draft) == states[1]
    other = edited(draft, RemoveItem("fix_first"))
    assert not other.has_item("fix_first")
    assert undone(draft) == states[1]
    assert undone(draft) == states[0]
    assert draft.source == SMALL  # the author's comments are back too
    assert edit_to_undo(draft) is None
    with pytest.raises(ChangeError, match="nothing to undo"):
        undone(draft)


def test_any_state_can_be_gone_back_to(draft: QuestionSetVersion) -> None:
    edited(draft, ChangeSet("One"), RemoveItem("fix_first"))
    restore_revision(version=draft, number=2, base_sha256=draft.sha256, actor="bob")
    draft.refresh_from_db()
    assert draft.instrument.has_item("fix_first")
    assert draft.instrument.title == "One"
    assert not undone(draft).has_item("fix_first")
    with pytest.raises(ChangeError, match="not kept any more"):
        restore_revision(version=draft, number=99, base_sha256=draft.sha256, actor="bob")


def test_a_removed_question_comes_back_whatever_came_after(draft: QuestionSetVersion) -> None:
    item = draft.instrument.item("woken")
    edited(draft, RemoveItem("woken"), ChangeSet("Other"), AddItem("shipping", "New?", AGREE))
    bring_back_item(version=draft, code="woken", base_sha256=draft.sha256, actor="ann")
    draft.refresh_from_db()
    assert draft.instrument.item("woken") == item
    assert draft.instrument.title == "Other"
    assert codes(draft.instrument)[0][3:5] == ["on_call", "woken"]
    with pytest.raises(ChangeError, match="keeps no question nothing"):
        bring_back_item(version=draft, code="nothing", base_sha256=draft.sha256, actor="ann")


def test_a_question_comes_back_without_what_is_gone(draft: QuestionSetVersion) -> None:
    edited(draft, AddSection("Rest", after="shipping"), RemoveItem("woken"), RemoveItem("on_call"))
    edited(draft, AddItem("rest", "Last?", AGREE), RemoveSection("shipping"))
    bring_back_item(version=draft, code="woken", base_sha256=draft.sha256, actor="ann")
    draft.refresh_from_db()
    after = draft.instrument
    assert [section.title for section in after.sections] == ["Rest", "Getting changes out"]
    assert after.item("woken").show_if is None


def test_an_import_over_a_draft_can_be_undone(draft: QuestionSetVersion) -> None:
    edited(draft, ChangeSet("Mine"))
    import_question_set(source=SMALL, filename="small.yaml", actor="bob")
    draft.refresh_from_db()
    assert draft.instrument.title == "Small set"
    assert undone(draft).title == "Mine"


def test_the_history_ends_with_publication(draft: QuestionSetVersion) -> None:
    edited(draft, ChangeSet("Mine"))
    assert draft.revisions.count() == 2
    publish_version(version=draft, actor="ann")
    assert draft.revisions.count() == 0


# Two people ---------------------------------------------------------------------------------------


def test_edits_of_two_people_are_joined(draft: QuestionSetVersion) -> None:
    seen = draft.sha256
    edited(draft, ChangeText("deploy_ease", "Theirs."), MoveItem("fix_first", "shipping"))
    mine = ChangeText("on_call", "Mine?")
    done = edit_version(version=draft, base_sha256=seen, change=mine, actor="bob")
    assert done.joined
    after = done.version.instrument
    assert (after.item("deploy_ease").text, after.item("on_call").text) == ("Theirs.", "Mine?")
    assert codes(after)[0][0] == "fix_first"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (ChangeText("on_call", "Theirs?"), ChangeText("on_call", "Mine?")),
        (RemoveItem("woken"), ChangeText("woken", "Mine?")),
        (ChangeSet("Theirs"), ChangeSet("Mine")),
        (ChangeSection("shipping", "Theirs"), ChangeSection("shipping", "Mine")),
        (MoveItem("fix_first", "shipping"), MoveItem("fix_first", "shipping", "deploy_ease")),
        (AddItem("shipping", "Theirs?", AGREE), RemoveSection("shipping")),
        (SetCondition("woken", None), ChangeText("woken", "Mine?")),
        (UseScale("fix_first", AGREE), RemoveItem("fix_first")),
    ],
)
def test_edits_of_the_same_part_are_shown_and_not_stored(
    draft: QuestionSetVersion, theirs: Change, mine: Change
) -> None:
    before, seen = draft.instrument, draft.sha256
    stored = edited(draft, theirs, actor="bob")
    with pytest.raises(EditConflictError, match="bob changed this while you wrote") as conflict:
        edit_version(version=draft, base_sha256=seen, change=mine, actor="ann")
    found = conflict.value
    assert (found.base, found.stored, found.sha256) == (before, stored, draft.sha256)
    draft.refresh_from_db()
    assert draft.instrument == stored


def test_mine_is_stored_once_it_was_made_on_theirs(draft: QuestionSetVersion) -> None:
    seen, mine = draft.sha256, ChangeText("on_call", "Mine?")
    edited(draft, ChangeText("on_call", "Theirs?"))
    with pytest.raises(EditConflictError) as conflict:
        edit_version(version=draft, base_sha256=seen, change=mine, actor="ann")
    now = conflict.value.sha256
    done = edit_version(version=draft, base_sha256=now, change=mine, actor="ann")
    assert done.version.instrument.item("on_call").text == "Mine?"


def test_a_state_that_is_not_known_is_a_conflict(draft: QuestionSetVersion) -> None:
    with pytest.raises(EditConflictError) as conflict:
        edit_version(version=draft, base_sha256="0" * 64, change=ChangeSet("Mine"), actor="ann")
    assert conflict.value.base is None


def test_undo_and_history_need_the_draft_as_it_is(draft: QuestionSetVersion) -> None:
    seen = draft.sha256
    edited(draft, ChangeSet("Theirs"))
    with pytest.raises(ChangeError, match="changed meanwhile"):
        undo_edit(version=draft, base_sha256=seen, actor="ann")
    with pytest.raises(ChangeError, match="changed meanwhile"):
        restore_revision(version=draft, number=1, base_sha256=seen, actor="ann")


def test_what_is_written_is_what_is_read(draft: QuestionSetVersion) -> None:
    after = edited(draft, AddItem("shipping", "Ключ: [да] & 'nein'", YES_NO, code="odd"))
    assert read_question_set(write_question_set(after), "x") == after


def test_processes_that_race_lose_no_edit(tmp_path: Path) -> None:
    program = PROJECT / "tests" / "edit_on_files.py"
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {
        "texts": ["deploy_ease 5", "deploy_fear 5", "on_call 5", "woken 5"],
        "edits": 20,
        "numbers": list(range(1, 22)),
    }


def test_what_words_are_about_goes_with_its_construct_and_with_the_words(
    draft: QuestionSetVersion,
) -> None:
    made = edited(
        draft,
        AddConstruct("Mornings"),
        AddItem("shipping", "What is good?", BUILT_IN["long_text"], code="good"),
        AddItem("shipping", "What else?", BUILT_IN["long_text"], code="rest"),
    )
    topic = made.constructs[-1].code
    about = edited(
        draft,
        properties(made, "good", about=topic),
        properties(made, "rest", about=topic),
    )
    assert [one.code for one in about.worded_items_about(topic)] == ["rest", "good"]
    assert edited(draft, UseScale("good", AGREE)).item("good").about is None
    after = edited(draft, RemoveConstruct(topic))
    assert after.item("rest").about is None
    with pytest.raises(ServiceError, match="not there any more"):
        edited(draft, properties(after, "rest", about=topic))
