"""Response rates by attribute: useful, and of nobody it can be told whether they answered."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.participation import CategoryRate
from analysis.response_rates import (
    CATEGORIES_MAXIMUM,
    Asked,
    leaves_few_over,
    merge_small_rates,
    response_rates,
    shown_groups,
)


def group(n: int, answered: int, unit: str = "Ops", **attributes: str) -> list[Asked]:
    return [Asked(unit, attributes, index < answered) for index in range(n)]


def told(rates: tuple[CategoryRate, ...]) -> list[tuple[tuple[str, ...], int, int]]:
    return [(rate.categories, rate.invited, rate.answered) for rate in rates]


def test_rates_overall_and_by_category() -> None:
    people = group(30, 20, site="Berlin") + group(20, 15, site="Oslo")
    rates = response_rates(people, ["site"], 5)
    assert (rates.invited, rates.answered, rates.left_out) == (50, 35, ())
    assert told(rates.attributes["site"]) == [(("Berlin",), 30, 20), (("Oslo",), 20, 15)]


def test_people_of_whom_nothing_is_known_are_a_category_too() -> None:
    rates = response_rates(group(30, 20, site="Berlin") + group(20, 15), ["site"], 5)
    assert told(rates.attributes["site"]) == [(("",), 20, 15), (("Berlin",), 30, 20)]


def test_small_categories_are_one_pool() -> None:
    people = (
        group(30, 20, site="Berlin") + group(6, 3, site="Oslo") + group(5, 2, site="Rome")
    ) + group(9, 9, site="Bern")
    rates = response_rates(people, ["site"], 5)
    assert told(rates.attributes["site"]) == [
        (("Berlin",), 30, 20),
        (("Bern", "Oslo", "Rome"), 20, 14),
    ]


def test_a_pool_that_is_too_small_takes_the_next_smallest() -> None:
    sizes = [CategoryRate(("A",), 30, 20), CategoryRate(("B",), 12, 5), CategoryRate(("C",), 9, 4)]
    assert told(merge_small_rates(sizes, 10)) == [(("A",), 30, 20), (("B", "C"), 21, 9)]


def test_a_larger_k_asks_for_larger_categories() -> None:
    people = group(30, 20, site="Berlin") + group(14, 9, site="Oslo")
    assert "site" in response_rates(people, ["site"], 14).attributes
    assert response_rates(people, ["site"], 15).left_out == ("site",)


def test_one_category_alone_says_nothing_and_is_left_out() -> None:
    people = group(30, 20, site="Berlin") + group(9, 4, site="Oslo")
    rates = response_rates(people, ["site"], 5)
    assert (rates.attributes, rates.left_out) == ({}, ("site",))


@pytest.mark.parametrize("answered", [0, 12])
def test_a_category_of_which_all_or_none_answered_is_merged(answered: int) -> None:
    people = group(30, 20, site="A") + group(12, answered, site="B") + group(14, 7, site="C")
    rates = response_rates(people, ["site"], 5)
    assert told(rates.attributes["site"]) == [(("A",), 30, 20), (("B", "C"), 26, answered + 7)]


def test_below_k_answers_not_even_their_number_is_told() -> None:
    people = group(30, 2, site="Berlin") + group(20, 2, site="Oslo")
    rates = response_rates(people, ["site"], 5)
    assert (rates.invited, rates.answered, rates.attributes) == (50, None, {})
    assert response_rates([*people, Asked("Ops", {}, True)], ["site"], 5).answered == 5


def test_nobody_was_invited() -> None:
    rates = response_rates([], ["site"], 5)
    assert (rates.invited, rates.answered) == (0, None)


def test_a_category_that_is_a_unit_and_one_person_more_is_left_out() -> None:
    """The unit's answers, taken from the category's, say whether that one person answered."""
    people = group(20, 15, "A", site="remote") + group(1, 1, "B", site="remote")
    people += group(30, 20, "B", site="office")
    rates = response_rates(people, ["site", "contract"], 5)
    assert rates.left_out == ("site", "contract")
    # With ten people more there is somebody to hide among.
    apart = response_rates(people + group(9, 4, "B", site="remote"), ["site"], 5)
    assert "site" in apart.attributes


def test_the_second_of_two_attributes_that_differ_by_a_few_people_is_left_out() -> None:
    people = group(20, 15, site="A", contract="full") + group(20, 11, site="B", contract="part")
    people += group(2, 1, site="B", contract="full")
    assert response_rates(people, ["site"], 5).left_out == ()
    assert response_rates(people, ["contract"], 5).left_out == ()
    assert response_rates(people, ["site", "contract"], 5).left_out == ("contract",)
    assert response_rates(people, ["contract", "site"], 5).left_out == ("site",)


def test_attributes_that_cross_units_are_told_together() -> None:
    people = list(
        chain.from_iterable(
            group(12, 7, unit, site=site, contract=contract)
            for unit in ("A", "B")
            for site in ("Berlin", "Oslo")
            for contract in ("full", "part")
        )
    )
    assert set(response_rates(people, ["site", "contract"], 5).attributes) == {"site", "contract"}


def test_many_categories_are_merged_to_twelve() -> None:
    rates = [CategoryRate((f"{n:02}",), 20 + n, 10) for n in range(40)]
    merged = merge_small_rates(rates, 10)
    assert len(merged) == CATEGORIES_MAXIMUM
    assert sum(rate.invited for rate in merged) == sum(rate.invited for rate in rates)


_RATES = st.lists(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), max_size=16
).map(lambda pairs: [CategoryRate((f"{i:02}",), n, m) for i, (n, m) in enumerate(pairs)])


@given(_RATES, st.integers(4, 20))
def test_whatever_is_merged_is_whole_large_and_not_unanimous(
    rates: list[CategoryRate], minimum: int
) -> None:
    merged = merge_small_rates(rates, minimum)
    assert len(merged) != 1
    assert len(merged) <= CATEGORIES_MAXIMUM
    for rate in merged:
        assert rate.invited >= minimum
        assert 0 < rate.answered < rate.invited
    if merged:
        assert sum(rate.invited for rate in merged) == sum(rate.invited for rate in rates)
        assert sum(rate.answered for rate in merged) == sum(rate.answered for rate in rates)
        named = [name for rate in merged for name in rate.categories]
        assert sorted(named) == sorted(rate.categories[0] for rate in rates)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=24),
    st.integers(2, 6),
)
def test_what_is_left_over_is_what_linear_algebra_finds(
    people: list[tuple[int, int]], minimum: int
) -> None:
    """Tried on every set of cells: is how many of them answered a sum of what is told?"""
    categories, units = [c for c, _unit in people], [u for _category, u in people]
    assert leaves_few_over(categories, units, minimum) == _by_linear_algebra(people, minimum)


def _by_linear_algebra(people: list[tuple[int, int]], minimum: int) -> bool:
    """Whether a small set of people, not made of whole units, lies in the row space of margins."""
    sizes = Counter(people)
    cells = sorted(sizes)
    margins = np.array(
        [[cell[axis] == part for cell in cells] for axis in (0, 1) for part in range(3)]
    )
    rank = np.linalg.matrix_rank(margins.astype(float))
    for chosen in chain.from_iterable(combinations(cells, n) for n in range(1, len(cells) + 1)):
        units = {unit for _category, unit in chosen}
        if sum(sizes[cell] for cell in chosen) >= minimum or all(
            cell in chosen for cell in cells if cell[1] in units
        ):
            continue
        row = np.array([[cell in chosen for cell in cells]])
        if np.linalg.matrix_rank(np.vstack([margins, row]).astype(float)) == rank:
            return True
    return False


def test_an_attribute_that_is_a_hidden_unit_and_a_shown_one_is_left_out() -> None:
    """Remote is all of A/a, which a release hides, and all of B, which it shows."""
    office = group(30, 20, "A/b", site="office")
    people = group(8, 5, "A/a", site="remote") + group(20, 14, "B", site="remote") + office
    assert shown_groups(people, 5) == ("", "A", "B")
    rates = response_rates(people, ["site"], 5)
    # Remote less B is A/a: how many of these eight answered, which the release hides.
    assert rates.left_out == ("site",)
    assert rates.beside == ("", "A", "B")
    apart = group(8, 5, "A/a", site="remote") + group(20, 14, "B", site="office") + office
    assert response_rates([*apart, *group(12, 7, "A/b", site="remote")], ["site"], 5).attributes


def test_the_groups_that_are_shown_are_those_of_the_gate() -> None:
    people = group(20, 12, "A/a") + group(12, 10, "A/b") + group(40, 30, "B")
    assert shown_groups(people, 5) == ("", "A", "A/a", "A/b", "B")
    assert shown_groups(people, 11) == ("", "A", "B")
    # The three who answered directly in A need a team beside them.
    assert shown_groups([*people, *group(5, 3, "A")], 5) == ("", "A", "A/a", "B")
