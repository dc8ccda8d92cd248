"""The sum of tallies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.tally import GroupTally, ItemCounts, Tally

small = st.integers(0, 50)
options = st.dictionaries(st.sampled_from(["1", "2", "7/2"]), small)
counts = st.builds(ItemCounts, small, small, small, small, options)
cells = st.dictionaries(st.sampled_from(["ease", "calm"]), counts)
groups = st.builds(GroupTally, small, cells, cells)
tallies = st.builds(Tally, st.dictionaries(st.sampled_from(["", "A", "A/1"]), groups))


@given(tallies, tallies, tallies)
def test_addition_is_associative_and_commutative(one: Tally, two: Tally, three: Tally) -> None:
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one


@given(tallies)
def test_an_empty_tally_changes_nothing(one: Tally) -> None:
    assert one + Tally() == one == Tally() + one


@given(tallies)
def test_a_tally_comes_back_from_json(one: Tally) -> None:
    assert Tally.from_json(one.as_json()) == one


def test_counts_are_added_option_by_option() -> None:
    one = ItemCounts(3, 1, 0, 0, {"1": 2, "2": 1})
    two = ItemCounts(2, 0, 1, 1, {"2": 1, "3": 1})
    assert one + two == ItemCounts(5, 1, 1, 1, {"1": 2, "2": 2, "3": 1})
    assert (one + two).missing == 3


def test_nobody_is_in_an_empty_tally() -> None:
    assert Tally().organisation == GroupTally()
