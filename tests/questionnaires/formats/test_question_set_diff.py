"""The diff of two instruments: empty of the same, complete of others, and one kind a change."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.instrument import Instrument, instrument_as_json, instrument_from_json
from questionnaires.formats.question_set_diff import (
    ASKED,
    FORCED,
    Kind,
    Outline,
    Whole,
    diff,
    marked_words,
    moved_items,
)
from questionnaires.formats.question_set_yaml import read_question_set
from tests.question_sets import REPEATING, SMALL, instruments


def of(source: str) -> Instrument:
    return read_question_set(source, "small.yaml")


def changed(old: str, new: str, source: str = SMALL) -> dict[str, frozenset[Kind]]:
    """The kinds of change by item, after one replacement in the file."""
    assert old in source
    found = diff(of(source), of(source.replace(old, new)))
    return {one.code: one.kinds for one in found.items}


@given(instruments())
def test_nothing_differs_from_itself(instrument: Instrument) -> None:
    again = instrument_from_json(instrument_as_json(instrument))
    assert diff(instrument, again).is_empty


@given(instruments(), instruments())
def test_whatever_differs_is_told(one: Instrument, other: Instrument) -> None:
    found = diff(one, other)
    assert found.is_empty == (instrument_as_json(one) == instrument_as_json(other))


@st.composite
def one_thing_changed(draw: st.DrawFn) -> tuple[Instrument, Instrument]:
    """An instrument, and the same in which a single value was taken from another one.

    Two wholly different instruments are told apart by their codes alone; these are not.
    """
    before = draw(instruments())
    other = draw(instruments())
    data, pool = instrument_as_json(before), instrument_as_json(other)
    place = draw(st.sampled_from(["whole", "items", "sections", "scales", "translations"]))
    if place == "whole":
        key = draw(st.sampled_from(["title", "description", "language"]))
        data[key] = pool[key]
    elif place in ("items", "sections"):
        entry = draw(st.sampled_from(data[place]))
        taken = draw(st.sampled_from(pool[place]))
        keys = {"code", "scale", "show_if", "items", "construct", "about"}
        key = draw(st.sampled_from(sorted((entry.keys() & taken.keys()) - keys)))
        entry[key] = taken[key]
    elif place == "scales":
        scale = data["scales"][draw(st.sampled_from(sorted(data["scales"])))]
        scale["max_length"] = (scale["max_length"] or 0) + 1
        if scale["options"]:
            scale["options"][0]["label"] = draw(st.text(min_size=1, max_size=3))
    else:
        data["translations"]["fr"] = {"title": "Titre"}
    return before, instrument_from_json(data)


@given(one_thing_changed())
def test_a_single_change_is_told(pair: tuple[Instrument, Instrument]) -> None:
    before, after = pair
    same = instrument_as_json(before) == instrument_as_json(after)
    assert diff(before, after).is_empty == same
    assert diff(after, before).is_empty == same


@pytest.mark.parametrize(
    ("old", "new", "item", "kind"),
    [
        ("Are you on call?", "Were you on call?", "on_call", Kind.TEXT),
        ('on call?", scale', 'on call?", help: Say so., scale', "on_call", Kind.HELP),
        ("label: Tests", "label: Testing", "fix_first", Kind.LABELS),
        ("max_choices: 2", "max_choices: 3", "fix_first", Kind.SCALE),
        ("        reverse: true\n", "", "deploy_fear", Kind.DIRECTION),
        ("answers: [yes]", "answers: [no]", "woken", Kind.CONDITION),
        ("scale: yes_no, na: off", "scale: yes_no, na: off, required: true", "on_call",
         Kind.REQUIRED),
        ("scale: yes_no, na: off", "scale: yes_no", "on_call", Kind.NA),
        ("wording: 3", "wording: 4", "deploy_fear", Kind.WORDING),
        ("        devex: flow_state\n", "", "deploy_ease", Kind.TAGS),
        ("DORA, deployment automation", "DORA", "deploy_ease", Kind.SOURCE),
        ("scale: yes_no, na: off", "scale: yes_no, na: off, attribute: true", "on_call",
         Kind.ATTRIBUTE),
    ],
)  # fmt: skip
def test_a_change_has_its_kind(old: str, new: str, item: str, kind: Kind) -> None:
    assert changed(old, new) == {item: {kind}}


def test_who_is_asked_changes_down_a_chain_of_conditions() -> None:
    """Whoever is not asked whether they are on call is not asked what woke them either."""
    source = SMALL.replace(
        'on call?", scale: yes_no, na: off',
        'on call?", scale: yes_no, na: off, show_if: {item: deploy_ease, answers: ["5"]}',
    )
    found = diff(of(SMALL), of(source))
    assert {one.code: one.kinds for one in found.items} == {
        "on_call": {Kind.CONDITION},
        "woken": {Kind.CONDITION},
    }


def test_an_introduction_and_a_random_order_concern_every_question_of_the_section() -> None:
    intro = changed("last three months", "last month")
    assert set(intro.values()) == {frozenset({Kind.INTRO})}
    assert len(intro) == 5
    random = changed("    order: random\n", "", REPEATING)
    assert set(random.values()) == {frozenset({Kind.SHUFFLED})}


def test_only_what_really_moved_has_moved() -> None:
    before = of(SMALL)
    items = before.items
    last_first = replace(before, items=(items[-1], *items[:-1]))
    assert moved_items(Outline(before), Outline(last_first)) == {"fix_first"}
    without = replace(before, items=items[1:])
    assert moved_items(Outline(before), Outline(without)) == set()


def test_as_few_move_as_explain_the_order() -> None:
    """Against every way of keeping some in their order, of five items."""
    before = of(SMALL)
    for order in permutations(before.items):
        after = replace(before, items=order)
        codes = [item.code for item in order]
        places = [codes.index(item.code) for item in before.items]
        longest = max(
            len(kept)
            for bits in range(2**5)
            if (kept := [p for n, p in enumerate(places) if bits >> n & 1]) == sorted(kept)
        )
        assert len(moved_items(Outline(before), Outline(after))) == 5 - longest


def test_items_that_come_and_go() -> None:
    found = diff(of(SMALL), of(SMALL.replace("code: fix_first", "code: fix_next")))
    assert [(one.code, one.before is None, one.after is None) for one in found.items] == [
        ("fix_next", True, False),
        ("fix_first", False, True),
    ]


def test_a_translation_counts_in_a_language_that_was_there() -> None:
    assert changed("Leitest du ein Team?", "Führst du ein Team?", REPEATING) == {
        "role": {Kind.TRANSLATION}
    }
    assert changed("yes_no.options.yes: Ja", "yes_no.options.yes: Jawohl", REPEATING) == {
        code: {Kind.TRANSLATION} for code in ("tool", "role", "later")
    }
    untranslated = REPEATING.partition("translations:")[0]
    found = diff(of(untranslated), of(REPEATING))
    assert found.items == ()
    assert [(one.kind, one.name) for one in found.whole] == [(Whole.TRANSLATED, "de")]


def test_words_are_marked_on_both_sides() -> None:
    left, right = marked_words("I can release a change.", "I can deploy a change now.")
    assert [(one.text, one.is_changed) for one in left] == [
        ("I can ", False), ("release ", True), ("a ", False), ("change.", True),
    ]  # fmt: skip
    assert "".join(one.text for one in right) == "I can deploy a change now."


@given(st.text(max_size=40), st.text(max_size=40))
def test_marking_loses_nothing(before: str, after: str) -> None:
    left, right = marked_words(before, after)
    assert "".join(one.text for one in left) == before
    assert "".join(one.text for one in right) == after
    assert any(one.is_changed for one in (*left, *right)) == (before != after)


def test_what_is_forced_is_asked() -> None:
    assert FORCED < ASKED < set(Kind)
