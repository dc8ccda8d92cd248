"""Counting: by hand on small rounds, and additive on any."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counting import tally
from analysis.dataset import from_records
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
from analysis.tally import GroupTally, ItemCounts, Tally

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
TOOLS = Scale("tools", ScaleKind.MULTIPLE, tuple(Option(code, code) for code in ("a", "b", "c")))
INSTRUMENT = Instrument(
    "demo",
    "Demo",
    sections=(),
    items=(
        Item("calm", "I am calm.", AGREEMENT, construct="flow"),
        Item("torn", "I am torn.", AGREEMENT, construct="flow", reverse=True),
        Item("deep", "I go deep.", AGREEMENT, construct="flow"),
        Item(
            "why",
            "Why?",
            TOOLS,
            show_if=Condition("calm", frozenset({"1", "2"})),
        ),
    ),
    constructs=(Construct("flow", "Flow", ("calm", "torn", "deep")),),
)

Record = dict[str, Any]


def count(*rows: tuple[Record, str]) -> Tally:
    return tally(from_records(INSTRUMENT, [row[0] for row in rows], [row[1] for row in rows]))


def test_a_unit_counts_in_itself_and_in_all_above() -> None:
    counted = count(({"calm": "4"}, "P/Pay"), ({"calm": "5"}, "P/Data"), ({"calm": "5"}, ""))
    assert {path: group.respondents for path, group in counted.groups.items()} == {
        "": 3,
        "P": 2,
        "P/Pay": 1,
        "P/Data": 1,
    }
    assert counted.groups["P"].items["calm"].options == {"1": 0, "2": 0, "3": 0, "4": 1, "5": 1}


def test_everybody_is_in_exactly_one_place() -> None:
    counted = count(
        ({"calm": "2", "why": ["a", "b"]}, ""),
        ({"calm": "1", "why": ["b"]}, ""),
        ({"calm": "1", "why": "_na"}, ""),
        ({"calm": "1"}, ""),
        ({"calm": "5"}, ""),
    )
    assert counted.organisation.items["why"] == ItemCounts(
        answered=2,
        not_applicable=1,
        skipped=1,
        not_shown=1,
        options={"a": 1, "b": 2, "c": 0},
        pairs={("a", "b"): 1},
    )


def test_a_construct_is_the_exact_mean_with_reverse_scoring() -> None:
    # (4 + (6 - 1) + 4) / 3 = 13/3; two of three answered: (3 + (6 - 2)) / 2 = 7/2.
    counted = count(
        ({"calm": "4", "torn": "1", "deep": "4"}, ""),
        ({"calm": "3", "torn": "2"}, ""),
        ({"calm": "3", "torn": "3", "deep": "3"}, ""),
    )
    assert counted.organisation.constructs["flow"] == ItemCounts(
        answered=3, options={"13/3": 1, "7/2": 1, "3": 1}
    )


def test_a_construct_needs_half_of_its_items() -> None:
    counted = count(
        ({"calm": "4"}, ""),
        ({"calm": "4", "torn": "_na", "deep": "_na"}, ""),
        ({"calm": "4", "torn": "_na"}, ""),
        ({}, ""),
    )
    assert counted.organisation.constructs["flow"] == ItemCounts(not_applicable=1, skipped=3)


def test_a_construct_of_hidden_items_was_not_shown() -> None:
    hidden = Item("hid", "?", AGREEMENT, show_if=Condition("calm", frozenset({"1"})))
    instrument = Instrument(
        "x", "X", (), (INSTRUMENT.item("calm"), hidden), (Construct("c", "C", ("hid",)),)
    )
    counted = tally(from_records(instrument, [{"calm": "5"}, {"calm": "1", "hid": "2"}], ["", ""]))
    assert counted.organisation.constructs["c"] == ItemCounts(
        answered=1, not_shown=1, options={"2": 1}
    )


def test_scores_stay_exact_on_values_that_are_not_whole() -> None:
    scale = Scale(
        "bands",
        ScaleKind.ORDINAL,
        (Option("a", "A", 0.1), Option("b", "B", 0.2), Option("c", "C", 0.4)),
    )
    items = tuple(Item(code, code, scale) for code in ("x", "y", "z"))
    instrument = Instrument("i", "I", (), items, (Construct("c", "C", ("x", "y", "z")),))
    counted = tally(from_records(instrument, [{"x": "a", "y": "b", "z": "c"}], [""]))
    assert counted.organisation.constructs["c"].options == {"7/30": 1}


def test_nobody_is_the_zero_of_the_addition() -> None:
    assert count() == Tally()


def test_the_tally_comes_back_from_json() -> None:
    counted = count(({"calm": "2", "torn": "3", "why": ["a"]}, "P/Pay"), ({}, "P"))
    assert Tally.from_json(counted.as_json()) == counted


level = st.sampled_from(["1", "2", "3", "4", "5", "_na", ""])
records = st.fixed_dictionaries(
    {
        "calm": level,
        "torn": level,
        "deep": level,
        "why": st.one_of(
            st.just("_na"), st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3)
        ),
    }
)
rows = st.lists(
    st.tuples(records, st.sampled_from(["", "P", "P/Pay", "P/Data", "Q/Web/Shop"])), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(rows, rows)
def test_the_tally_of_two_sets_is_the_sum_of_their_tallies(
    one: list[tuple[Record, str]], other: list[tuple[Record, str]]
) -> None:
    assert count(*one, *other) == count(*one) + count(*other)


@settings(max_examples=30, deadline=None)
@given(rows.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_the_responses_does_not_matter(
    both: tuple[list[tuple[Record, str]], list[tuple[Record, str]]],
) -> None:
    assert count(*both[0]) == count(*both[1])


@settings(max_examples=30, deadline=None)
@given(rows)
def test_every_group_adds_up(some: list[tuple[Record, str]]) -> None:
    for group in count(*some).groups.values():
        assert_adds_up(group)


def assert_adds_up(group: GroupTally) -> None:
    for counts in [*group.items.values(), *group.constructs.values()]:
        assert counts.answered + counts.missing == group.respondents
    for code in ("calm", "torn", "deep"):
        assert sum(group.items[code].options.values()) == group.items[code].answered
    assert sum(group.constructs["flow"].options.values()) == group.constructs["flow"].answered
    assert max(group.items["why"].options.values()) <= group.items["why"].answered
