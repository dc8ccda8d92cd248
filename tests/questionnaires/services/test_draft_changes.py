"""Whatever an author does in whatever order, the draft stays one that can be read and written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from analysis.instrument import Condition, Instrument, Option, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_diff import is_measured_alike
from questionnaires.formats.question_set_drafts import settle_draft, texts_to_translate
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.queries.rewordings import PublishedItem
from questionnaires.services.draft_changes import Change, ChangeError, Meaning, part_of
from questionnaires.services.draft_items import (
    AddItem,
    BringBack,
    ChangeCode,
    ChangeItem,
    ChangeText,
    MoveItem,
    RemoveItem,
    kept_items,
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
from tests.question_sets import SMALL, codes, instruments, piped_texts, text_paths, words


@st.composite
def changes(draw: st.DrawFn, draft: Instrument) -> Change:
    """Some change of this draft; not all of them can be made."""
    item = draw(st.sampled_from(draft.items)) if draft.items else None
    code = item.code if item else "gone"
    sections = [section.code for section in draft.sections]
    section, other = draw(st.sampled_from(sections)), draw(st.sampled_from(["", *sections]))
    asked = draw(st.sampled_from(draft.items)) if draft.items else None
    scale = draw(st.sampled_from([*BUILT_IN.values(), *(i.scale for i in draft.items)]))
    constructs = [construct.code for construct in draft.constructs]
    construct = draw(st.sampled_from([*constructs, "gone"]))
    text = draw(words)
    piped = draw(st.just(text) | piped_texts([*draft.items]))
    answers = [option.code for option in asked.scale.options] if asked else []
    chosen = draw(st.frozensets(st.sampled_from(answers), max_size=2)) if answers else frozenset()
    number = None if scale.kind is not ScaleKind.ORDINAL else 1e6
    options = (*scale.options[1:], Option("new_one", text, number))
    changed = scale if scale.is_number else replace(scale, options=options)
    without_boxes = replace(scale, favourable=frozenset(), unfavourable=frozenset())
    paths = text_paths(draft)
    languages = ["fr", "de"]
    return draw(
        st.sampled_from(
            [
                ChangeSet(text, draw(st.just("") | words), draw(st.sampled_from(["", code]))),
                ChangeSection(section, text, is_shuffled=draw(st.booleans())),
                AddSection(text, after=other),
                MoveSection(section, other),
                RemoveSection(section),
                AddItem(section, piped, scale, after=code, code=draw(st.just("") | codes)),
                ChangeText(
                    code, piped, help=text, meaning=draw(st.none() | st.sampled_from(Meaning))
                ),
                ChangeItem(
                    code,
                    required=draw(st.booleans()),
                    allows_na=draw(st.booleans()),
                    reverse=draw(st.booleans()),
                    attribute=draw(st.booleans()),
                    construct=draw(st.none() | st.just(construct)),
                    about=draw(st.none() | st.just(construct)),
                    space=draw(st.none() | st.just("activity")),
                    source=text,
                ),
                ChangeCode(code, draw(codes)),
                MoveItem(code, section, draw(st.sampled_from(["", *paths, code]))),
                MoveItem(code, section, asked.code if asked else ""),
                RemoveItem(code, draw(st.booleans())),
                UseScale(code, scale),
                ChangeScale(changed),
                ChangeScale(scale if scale.is_number else without_boxes),
                SetCondition(code, Condition(asked.code if asked else "gone", chosen)),
                SetCondition(code, None),
                AddConstruct(text),
                ChangeConstruct(construct, text),
                RemoveConstruct(construct),
                Translate(draw(st.sampled_from(languages)), dict.fromkeys(paths[:3], text)),
                BringBack(kept_items(draft, [code])[0] if item else _kept()),
            ]
        )
    )


def _kept() -> dict[str, Any]:
    return kept_items(read_question_set(SMALL, "x"), ["woken"])[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), instruments())
def test_any_sequence_of_edits_leaves_a_draft_that_can_be_read(
    data: st.DataObject, draft: Instrument
) -> None:
    published = {item.code: PublishedItem(item, 1) for item in draft.items}
    for _step in range(data.draw(st.integers(1, 8))):
        change = data.draw(changes(draft))
        try:
            source, after = settle_draft(change.applied(draft, published), "draft")
        except (ChangeError, QuestionSetError):
            event(f"{type(change).__name__} refused")
            continue
        event(f"{type(change).__name__} made")
        assert read_question_set(source, "draft", draft=True) == after
        assert settle_draft(after, "draft") == (source, after)
        assert [item.code for item in after.items] == [
            code for section in after.sections for code in section.items
        ]
        for item in after.items:
            if (asked := published.get(item.code)) and not is_measured_alike(asked.item, item):
                assert item.wording > asked.item.wording, "a trend over other answers"
        draft = after


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(instruments())
def test_a_question_that_goes_and_comes_back_is_as_before(draft: Instrument) -> None:
    draft = replace(draft, outcome="", time_lost="")  # neither is let go of
    code = draft.items[-1].code  # nothing depends on the last
    kept = kept_items(draft, [code])[0]
    without = RemoveItem(code).applied(draft, {})
    assert not without.has_item(code)
    after = BringBack(kept).applied(without, {})
    assert after.item(code) == draft.item(code)
    assert after.sections == draft.sections
    own = f"items.{code}."
    for language, texts in draft.translations.items():
        assert {p for p in after.translations[language] if p.startswith(own)} == {
            p for p in texts if p.startswith(own)
        }


@given(instruments())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_texts_to_translate_are_those_that_people_read(instrument: Instrument) -> None:
    assert set(texts_to_translate(instrument)) == set(text_paths(instrument))


def test_a_change_names_the_parts_that_it_changes() -> None:
    draft = read_question_set(SMALL, "x")
    area = draft.item("fix_first").scale
    on_yes = Condition("on_call", frozenset({"yes"}))
    made: list[Change] = [
        ChangeSet("Other"),
        ChangeSection("shipping", "Other"),
        ChangeText("on_call", "Other?"),
        ChangeItem("fix_first", required=True, allows_na=True, reverse=False, attribute=False),
        ChangeCode("woken", "nights"),
        MoveItem("fix_first", "shipping"),
        RemoveItem("woken"),
        UseScale("fix_first", BUILT_IN["yes_no"]),
        ChangeScale(replace(area, max_choices=None)),
        SetCondition("fix_first", on_yes),
        Translate("de", {"title": "Klein"}),
    ]
    for change in made:
        after = change.applied(draft, {})
        changed = [part for part in change.parts() if part_of(draft, part) != part_of(after, part)]
        assert changed, change
        others = {
            ("set", ""),
            ("section", "shipping"),
            ("item", "deploy_ease"),
            ("scale", "agreement_5"),
            ("construct", "delivery"),
        } - set(change.parts())
        assert all(part_of(draft, part) == part_of(after, part) for part in others), change
