"""The gate: what is told in full, as a band, or not. Attacks on it: test_attacks.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counting import tally
from analysis.dataset import from_records
from analysis.disclosure import (
    UnitFrame,
    bands_to_take_back,
    release,
    whole_file_release,
)
from analysis.hierarchy import Hierarchy
from analysis.instrument import (
    AGREEMENT_5,
    Condition,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    likert,
)
from analysis.release import (
    Band,
    Cell,
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    RoundFacts,
    Shown,
    dump_release,
)
from analysis.small_groups import (
    forget_rare_options,
    forget_small_groups,
    merge_small_categories,
)
from analysis.tally import ItemCounts, Tally

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
ROLE = Scale("role", ScaleKind.SINGLE, tuple(Option(c, c) for c in ("dev", "ops", "qa", "pm")))
INSTRUMENT = Instrument(
    "demo",
    "Demo",
    sections=(),
    items=(
        Item("ease", "Releasing is easy.", AGREEMENT),
        Item("calm", "I am calm.", AGREEMENT),
        Item("role", "Your role?", ROLE, attribute=True),
    ),
    constructs=(Construct("flow", "Flow", ("ease", "calm")),),
)
FACTS = RoundFacts("dx", "2027-spring", "Spring 2027", "confidential", k=5)


def frame_of(*paths: str) -> list[UnitFrame]:
    units = [UnitFrame(path, path, path.rpartition("/")[0], 30) for path in paths]
    return [UnitFrame("", "Everybody", None, 70), *units]


def people(n: int, unit: str, **answers: Any) -> list[tuple[dict[str, Any], str]]:
    """As mixed as can be, where nothing else is said."""

    def one(place: int) -> dict[str, Any]:
        level = str(place % 5 + 1)
        given = {"ease": level, "calm": level, "role": "dev", **answers}
        return {code: answer for code, answer in given.items() if answer}

    return [(one(place), unit) for place in range(n)]


def count(*groups: list[tuple[dict[str, Any], str]]) -> Tally:
    rows = [row for group in groups for row in group]
    return tally(from_records(INSTRUMENT, [row[0] for row in rows], [row[1] for row in rows]))


def gate(frame: Sequence[UnitFrame], *groups: list[tuple[dict[str, Any], str]]) -> Release:
    return release(count(*groups), INSTRUMENT, FACTS, frame)


# The organisation as a whole


def test_fewer_than_k_answers_release_nothing_but_that() -> None:
    made = gate(frame_of("A"), people(4, "A"))
    (only,) = made.groups
    assert (only.path, only.answers, only.hidden) == ("", None, HiddenReason.ROUND_TOO_SMALL)
    assert only.response_rate is None
    assert set(only.items.values()) == {Hidden(HiddenReason.ROUND_TOO_SMALL)}
    assert '"answered"' not in dump_release(made)


@pytest.mark.parametrize("people_there", [5, 9])
def test_five_to_nine_answers_are_told_as_a_band_and_nothing_else(people_there: int) -> None:
    made = gate(frame_of(), people(people_there, ""))
    assert (made.organisation.answers, made.organisation.between) == (None, (5, 9))
    assert made.organisation.hidden is None
    assert made.organisation.items["ease"] == Band(0.0, 0.4, 5, 9)
    assert made.organisation.items["role"] == Hidden(HiddenReason.TOO_FEW)
    assert '"answered"' not in dump_release(made)


def test_ten_answers_show_the_distribution() -> None:
    made = gate(frame_of(), people(10, ""))
    assert made.organisation.answers == 10
    cell = made.organisation.items["ease"]
    assert isinstance(cell, Shown)
    assert cell.counts.options["4"] == 2


def test_an_item_needs_ten_valid_answers_of_its_own() -> None:
    made = gate(frame_of(), people(9, ""), people(3, "", ease="_na"), people(3, "", ease=""))
    assert made.organisation.answers == 15
    assert made.organisation.items["ease"] == Band(0.0, 0.4, 5, 9)
    assert isinstance(made.organisation.items["calm"], Shown)


def test_a_construct_is_told_in_full_with_all_of_its_items_only() -> None:
    few = count(people(9, ""), people(6, "", ease="_na"))
    assert few.organisation.constructs["flow"].answered == 15  # shown, it would give ease away
    made = release(few, INSTRUMENT, FACTS, frame_of())
    assert made.organisation.constructs["flow"] == Band(0.0, 0.4, 10)
    enough = gate(frame_of(), people(10, ""), people(5, "", ease="_na"))
    assert isinstance(enough.organisation.constructs["flow"], Shown)


def test_a_larger_k_raises_the_minimum() -> None:
    made = release(count(people(12, "")), INSTRUMENT, replace(FACTS, k=12), frame_of())
    assert made.organisation.answers == 12
    made = release(count(people(14, "")), INSTRUMENT, replace(FACTS, k=15), frame_of())
    assert made.organisation.hidden is HiddenReason.ROUND_TOO_SMALL


def test_k_has_a_floor() -> None:
    with pytest.raises(ValueError, match="never below 4"):
        release(Tally(), INSTRUMENT, replace(FACTS, k=3), frame_of())


# Units


def test_units_are_shown_where_every_sibling_has_ten() -> None:
    made = gate(frame_of("A", "B"), people(10, "A"), people(12, "B"))
    assert told(made) == {"": "full", "A": "full", "B": "full"}
    assert [group.answers for group in made.units] == [10, 12]


def told(made: Release, code: str = "ease") -> dict[str, Any]:
    """Of each group: in full, between which ends, or why not at all."""

    def word(cell: Cell) -> Any:
        if isinstance(cell, Shown):
            return "full"
        return cell.reason if isinstance(cell, Hidden) else (cell.at_least, cell.at_most)

    return {group.path: word({**group.items, **group.constructs}[code]) for group in made.groups}


def test_the_smallest_sibling_that_is_enough_is_told_less_of_too() -> None:
    made = gate(frame_of("A", "B", "C"), people(30, "A"), people(9, "B"), people(20, "C"))
    assert told(made) == {"": "full", "A": "full", "B": (5, 9), "C": (10, None)}
    assert [(group.answers, group.between) for group in made.units] == [
        (30, None),
        (None, (5, 9)),
        (None, (10, None)),
    ]


def test_small_teams_that_make_ten_need_nobody_else() -> None:
    made = gate(frame_of("A", "B", "C"), people(30, "A"), people(5, "B"), people(5, "C"))
    assert told(made) == {"": "full", "A": "full", "B": (5, 9), "C": (5, 9)}


def test_a_sibling_of_a_few_is_hidden_with_another_that_is_forgotten() -> None:
    made = gate(frame_of("A", "B", "C"), people(30, "A"), people(3, "B"), people(12, "C"))
    assert told(made) == {
        "": "full",
        "A": "full",
        "B": HiddenReason.TOO_FEW,
        "C": HiddenReason.SIBLING,
    }


def test_a_sibling_where_nobody_answered_hides_nobody() -> None:
    made = gate(frame_of("A", "B"), people(30, "A"))
    assert told(made) == {"": "full", "A": "full", "B": HiddenReason.TOO_FEW}


def test_nothing_is_told_in_full_below_a_unit_that_is_not() -> None:
    # B has 8. If A's teams were told, A would be their sum, and B what is left of the whole.
    made = gate(
        frame_of("A", "A/1", "A/2", "B"), people(10, "A/1"), people(10, "A/2"), people(8, "B")
    )
    assert told(made) == {
        "": "full",
        "A": (10, None),
        "A/1": (10, None),
        "A/2": (10, None),
        "B": (5, 9),
    }


def test_people_directly_in_the_parent_count_as_a_sibling() -> None:
    two_teams = frame_of("A", "A/1", "A/2")
    teams = [people(10, "A/1"), people(11, "A/2")]
    assert told(gate(two_teams, *teams))["A/1"] == "full"
    assert told(gate(two_teams, *teams, people(6, "A")))["A/1"] == (10, None)
    assert told(gate(two_teams, *teams, people(10, "A")))["A/1"] == "full"


def test_each_item_is_judged_by_the_valid_answers_to_it() -> None:
    made = gate(
        frame_of("A", "B", "C"),
        people(15, "A"),
        people(12, "C"),
        people(9, "B"),
        people(6, "B", calm="_na"),
    )
    assert told(made, "ease") == dict.fromkeys(["", "A", "B", "C"], "full")
    assert told(made, "calm") == {"": "full", "A": "full", "B": (5, 9), "C": (10, None)}
    # Only where both items are told in full.
    assert told(made, "flow") == {"": "full", "A": "full", "B": (10, None), "C": (10, None)}


def test_nearly_all_alike_is_told_as_a_band() -> None:
    """Also where two differ: else a band would say that all are alike, to the one who differs."""
    for others, expected in ((3, "full"), (2, (10, None)), (0, (10, None))):
        answers = [*people(12, "", ease="5"), *people(others, "", ease="2")]
        made = gate(frame_of(), answers)
        assert told(made) == {"": expected}
        assert told(made, "calm") == {"": "full"}
    assert made.organisation.items["ease"] == Band(0.6, 1.0, 10)


def test_alike_on_a_box_is_alike() -> None:
    made = gate(frame_of(), people(6, "", ease="4"), people(6, "", ease="5"))
    assert made.organisation.items["ease"] == Band(0.6, 1.0, 10)


def test_a_team_that_is_alike_takes_a_sibling_with_it_and_says_no_more() -> None:
    """Of 18 favourable answers of 26, a band of 4 or less for C would leave all 14 for B."""
    rows = [people(15, "A"), people(12, "C"), people(14, "B", ease="5")]
    made = gate(frame_of("A", "B", "C"), *rows)
    hidden = HiddenReason.GIVES_AWAY
    assert told(made) == {"": "full", "A": "full", "B": hidden, "C": hidden}


def test_alike_without_a_direction_is_hidden() -> None:
    tools = Item("tools", "Which?", replace(ROLE, code="tools", kind=ScaleKind.MULTIPLE))
    instrument = replace(INSTRUMENT, items=(tools,), constructs=())
    rows = [{"tools": ["dev", "qa"] if place % 2 else ["dev"]} for place in range(12)]
    counted = tally(from_records(instrument, rows, [""] * 12))
    made = release(counted, instrument, FACTS, frame_of())
    assert made.organisation.items["tools"] == Hidden(HiddenReason.GIVES_AWAY)


def test_full_detail_tells_groups_from_k_in_full() -> None:
    facts = replace(FACTS, full_detail=True)
    counted = count(people(30, "A"), people(5, "B"), people(7, "C"), people(4, "D"))
    made = release(counted, INSTRUMENT, facts, frame_of("A", "B", "C", "D"))
    # D's four have to be hidden with five others.
    assert told(made) == {
        "": "full",
        "A": "full",
        "B": HiddenReason.SIBLING,
        "C": "full",
        "D": HiddenReason.TOO_FEW,
    }
    assert made.group("C").answers == 7
    alike = count(people(30, "A"), people(6, "B", ease="5"), people(1, "B", ease="1"))
    made = release(alike, INSTRUMENT, facts, frame_of("A", "B"))
    assert told(made)["B"] == HiddenReason.GIVES_AWAY


def test_bands_that_give_somebody_away_are_taken_back() -> None:
    """4 of 4 are unfavourable, if 6 are known to have 3 or more of 3 favourable answers."""
    rows = [people(15, "A"), people(3, "B", ease="5"), people(3, "B", ease="1")]
    made = gate(frame_of("A", "B", "C"), *rows, people(5, "C", ease="1"))
    assert told(made) == {
        "": "full",
        "A": "full",
        "B": HiddenReason.TOO_FEW,
        "C": HiddenReason.TOO_FEW,
    }
    counted = np.array([26, 15, 6, 5]), np.array([9, 6, 3, 0])
    full = np.array([True, True, False, False])
    bands = [None, None, Band(0.4, 0.6, 5, 9), Band(0.0, 0.4, 5, 9)]
    tree = Hierarchy.of(["", "A", "B", "C"])
    assert bands_to_take_back(tree, *counted, full, bands) == {2, 3}


def test_a_multiple_choice_tells_pairs_where_more_than_25_answered_and_in_no_pool() -> None:
    tools = Item("tools", "Which?", replace(ROLE, code="tools", kind=ScaleKind.MULTIPLE))
    instrument = replace(INSTRUMENT, items=(tools,), constructs=())
    choices = [["dev", "ops"], ["ops", "qa"], ["pm"]]

    def pairs(**sizes: int) -> dict[str, bool]:
        units = [unit for unit, n in sizes.items() for _ in range(n)]
        rows = [{"tools": choices[place % 3]} for place in range(len(units))]
        counted = tally(from_records(instrument, rows, units))
        made = release(counted, instrument, FACTS, frame_of(*sizes))
        cells = {group.path: group.items["tools"] for group in made.groups}
        return {path: bool(c.counts.pairs) for path, c in cells.items() if isinstance(c, Shown)}

    assert pairs(A=26, B=26) == {"": True, "A": True, "B": True}
    assert pairs(A=26, B=25) == {"": True, "A": False, "B": False}
    assert pairs(A=30, B=30, C=12) == {"": True, "A": False, "B": True, "C": False}


def test_attributes_are_shown_for_the_organisation_only() -> None:
    made = gate(frame_of("A", "B"), people(15, "A"), people(15, "B"))
    assert isinstance(made.organisation.items["role"], Shown)
    assert made.group("A").items["role"] == Hidden(HiddenReason.SIBLING)


def test_groups_come_alphabetically_with_parents_first() -> None:
    made = gate(frame_of("B", "A b", "A/z", "A"), people(10, "B"))
    assert [group.path for group in made.groups] == ["", "A", "A/z", "A b", "B"]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ([], "the organisation"),
        (frame_of("A", "A"), "exactly once"),
        (frame_of("A/1", "B"), "parent of 'A/1'"),
        ([*frame_of("A"), UnitFrame("B", "B", "A", 3)], "parent of 'B'"),
        (frame_of("B"), "does not name: \\['A'\\]"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(frame: list[UnitFrame], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        gate(frame, people(10, "A"))


# Attributes


def merged(options: Mapping[str, int], kind: ScaleKind = ScaleKind.SINGLE) -> Mapping[str, int]:
    item = Item("role", "Role?", replace(ROLE, kind=kind), attribute=True)
    return merge_small_categories(ItemCounts(answered=50, options=options), item, 5).options


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"dev": 30, "ops": 20}, {"dev": 30, "ops": 20}),
        ({"dev": 30, "ops": 15, "qa": 3, "pm": 2}, {"dev": 30, "ops": 15, "_other": 5}),
        ({"dev": 30, "ops": 15, "qa": 5, "pm": 4}, {"dev": 30, "ops": 15, "_other": 9}),
        ({"dev": 30, "ops": 16, "qa": 4, "pm": 0}, {"dev": 30, "_other": 20}),
        ({"dev": 30, "ops": 20, "qa": 0}, {"dev": 30, "ops": 20, "qa": 0}),
        ({"dev": 4}, {"_other": 4}),
    ],
)
def test_small_categories_are_merged(options: dict[str, int], expected: dict[str, int]) -> None:
    assert merged(options) == expected


def test_a_pool_of_multiple_choice_may_be_the_same_people() -> None:
    assert merged({"dev": 30, "ops": 9, "qa": 4, "pm": 3}) == {"dev": 30, "ops": 9, "_other": 7}
    assert merged({"dev": 30, "ops": 9, "qa": 4, "pm": 3}, ScaleKind.MULTIPLE) == {
        "dev": 30,
        "_other": 16,
    }


def test_the_release_holds_merged_categories_only() -> None:
    made = gate(frame_of(), people(20, ""), people(3, "", role="qa"), people(3, "", role="pm"))
    cell = made.organisation.items["role"]
    assert isinstance(cell, Shown)
    assert cell.counts.options == {"dev": 20, "_other": 6}


def test_a_question_asked_by_a_small_category_does_not_count_it() -> None:
    """All but the two of QA are asked: whoever was not asked is one of them."""
    asked = Condition("role", frozenset({"dev", "ops", "pm"}))
    ease, calm, role = INSTRUMENT.items
    instrument = replace(INSTRUMENT, items=(role, replace(ease, show_if=asked), calm))

    def released(qa: int) -> ReleasedGroup:
        rows = [*people(20, ""), *people(qa, "", role="qa", ease=""), *people(6, "", role="pm")]
        counted = tally(from_records(instrument, [row[0] for row in rows], [""] * len(rows)))
        assert counted.organisation.items["ease"].not_shown == qa
        return release(counted, instrument, FACTS, frame_of()).organisation

    assert released(2).items["ease"] == Hidden(HiddenReason.GIVES_AWAY)
    assert isinstance(released(2).constructs["flow"], Band)
    assert isinstance(released(2).items["calm"], Shown)
    assert isinstance(released(6).items["ease"], Shown)


def test_neither_does_an_attribute_nor_what_is_asked_by_that_attribute() -> None:
    """Who was asked the second attribute says what they answered to the first."""
    sites = Scale("site", ScaleKind.SINGLE, (Option("north", "North"), Option("south", "South")))
    not_qa = Condition("role", frozenset({"dev", "ops", "pm"}))
    site = Item("site", "Where?", sites, attribute=True, show_if=not_qa)
    northern = Condition("site", frozenset({"north"}))
    ease, calm, role = INSTRUMENT.items
    items = (role, site, replace(ease, show_if=northern), calm)
    instrument = replace(INSTRUMENT, items=items)

    def released(qa: int) -> ReleasedGroup:
        there = [*people(20, "", site="north"), *people(6, "", role="pm", site="south", ease="")]
        rows = [*there, *people(qa, "", role="qa", site="", ease="")]
        counted = tally(from_records(instrument, [row[0] for row in rows], [""] * len(rows)))
        assert counted.organisation.items["site"].not_shown == qa
        return release(counted, instrument, FACTS, frame_of()).organisation

    assert released(2).items["site"] == Hidden(HiddenReason.GIVES_AWAY)
    assert released(2).items["ease"] == Hidden(HiddenReason.GIVES_AWAY)
    assert isinstance(released(6).items["site"], Shown)
    assert isinstance(released(6).items["ease"], Shown)


def test_labels_that_were_learned_from_a_few_people_are_forgotten() -> None:
    counted = count(people(20, ""), people(3, "", role="qa"), people(5, "", role="pm"))
    kept = forget_rare_options(INSTRUMENT, counted, {"role"}, 5)
    assert [option.code for option in kept.item("role").scale.options] == ["dev", "pm"]
    assert kept.item("ease") == INSTRUMENT.item("ease")
    cell = release(counted, kept, FACTS, frame_of()).organisation.items["role"]
    assert isinstance(cell, Shown)
    assert cell.counts.options == {"dev": 20, "_other": 8}


# A whole file


# What is kept of a closed round


def test_the_counts_of_a_few_people_are_forgotten_and_whatever_gives_them_away() -> None:
    counted = count(
        *(people(n, unit) for unit, n in {"A/x": 12, "A/y": 1, "B/x": 8, "B/y": 9}.items())
    )
    kept = forget_small_groups(counted, 5).groups
    assert counted.groups["A/y"].items["ease"].options["1"] == 1
    assert {path for path, group in kept.items() if group.items} == {"", "A", "B", "B/x", "B/y"}
    assert {path for path, group in kept.items() if group.constructs} == {
        "", "A", "B", "B/x", "B/y",
    }  # fmt: skip
    assert {path: group.respondents for path, group in kept.items()} == {
        path: group.respondents for path, group in counted.groups.items()
    }


@pytest.mark.parametrize(
    ("by_unit", "expected"),
    [
        ({"A": 4}, set()),
        ({"A": 3, "B/x": 20, "B/y": 20}, {""}),  # nothing below what is forgotten
        ({"A/x": 20, "A": 3}, {"", "A"}),  # who is in the parent alone is a group too
        ({"A/x": 20, "A": 5}, {"", "A", "A/x"}),
    ],
)
def test_what_is_kept_leaves_no_few_by_subtraction(
    by_unit: dict[str, int], expected: set[str]
) -> None:
    kept = forget_small_groups(count(*(people(n, unit) for unit, n in by_unit.items())), 5)
    assert {path for path, group in kept.groups.items() if group.items} == expected


@given(by_unit=st.dictionaries(st.sampled_from(["A", "A/x", "A/y", "B"]), st.integers(1, 14)))
@settings(max_examples=40, deadline=None)
def test_a_release_is_the_same_without_what_is_forgotten(by_unit: dict[str, int]) -> None:
    counted = count(*(people(n, unit) for unit, n in by_unit.items())) if by_unit else Tally()
    frame = frame_of("A", "A/x", "A/y", "B")
    full, kept = (
        release(one, INSTRUMENT, FACTS, frame) for one in (counted, forget_small_groups(counted, 5))
    )
    assert dump_release(full) == dump_release(kept)


def test_a_file_that_the_user_holds_is_shown_in_full() -> None:
    counted = count(people(2, ""), people(1, "", role="pm"))
    made = whole_file_release(counted, INSTRUMENT, FACTS, invited=12)
    (only,) = made.groups
    assert (only.answers, only.invited, only.hidden) == (3, 12, None)
    assert only.items["role"] == Shown(counted.organisation.items["role"])
    assert only.constructs["flow"] == Shown(counted.organisation.constructs["flow"])


def test_a_file_without_responses_is_shown_as_such() -> None:
    made = whole_file_release(Tally(), INSTRUMENT, FACTS)
    assert made.organisation.answers == 0
    assert made.organisation.items["ease"] == Shown(ItemCounts())
