"""People who chose at least one of several options: the truth always lies within the bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.unions import AtLeastOne, at_least_one, even_share

Chosen = frozenset[str]


def counted(
    answers: Iterable[Chosen], codes: str
) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """People by option and by two options, as a tally has them."""
    everybody = list(answers)
    counts = {code: sum(code in one for one in everybody) for code in codes}
    both = {
        (one, other): sum(one in chosen and other in chosen for chosen in everybody)
        for one, other in combinations(codes, 2)
    }
    return counts, {pair: n for pair, n in both.items() if n}


def subsets(codes: str, limit: int) -> list[Chosen]:
    """Every answer of one option or more."""
    return [frozenset(one) for size in range(1, limit + 1) for one in combinations(codes, size)]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_all_answers_of_up_to_four_people_to_three_options(limit: int) -> None:
    """Every number of people, every set of options: the truth is never outside."""
    codes, ranges = "abc", 0
    for people in range(5):
        for answers in combinations_with_replacement(subsets(codes, limit), people):
            counts, pairs = counted(answers, codes)
            for size in (1, 2, 3):
                for of in combinations(codes, size):
                    truth = sum(bool(one & {*of}) for one in answers)
                    for told in (pairs, None):
                        found = at_least_one(people, counts, told, of, limit)
                        assert found.least <= truth <= found.most, (answers, of, told)
                        ranges += not found.is_exact
                    if size < 3 or limit < 3:
                        assert at_least_one(people, counts, pairs, of, limit).least == truth
                        assert at_least_one(people, counts, pairs, of, limit).is_exact
    assert ranges or limit == 1, "some of them could not be told exactly"


answers_of_five = st.lists(
    st.sets(st.sampled_from("abcde"), min_size=1, max_size=5).map(frozenset), max_size=12
)


@settings(max_examples=300)
@given(
    answers=answers_of_five,
    of=st.sets(st.sampled_from("abcde"), min_size=1),
    are_pairs_told=st.booleans(),
)
def test_the_truth_is_never_outside(
    *, answers: Sequence[Chosen], of: set[str], are_pairs_told: bool
) -> None:
    counts, pairs = counted(answers, "abcde")
    found = at_least_one(len(answers), counts, pairs if are_pairs_told else None, of)
    assert found.least <= sum(bool(one & of) for one in answers) <= found.most
    assert 0 <= found.least <= found.most <= len(answers)


def test_three_options_are_not_told_by_their_pairs() -> None:
    """Two worlds with the same counts and pairs, in which 4 or 3 people chose one of the three."""
    one_with_all = ["abc", "a", "b", "c", "de", "df", "ef"]
    nobody_with_all = ["ab", "ac", "bc", "def", "d", "e", "f"]
    first, second = (
        counted(map(frozenset, one), "abcdef") for one in (one_with_all, nobody_with_all)
    )
    assert first == second
    # By hand: 6 - 3 = 3 at least; 6 less the two heaviest pairs is 4.
    assert at_least_one(7, *first, "abc") == AtLeastOne(7, 3, 4)


@pytest.mark.parametrize(
    ("n", "counts", "pairs", "of", "limit", "expected"),
    [
        (58, {"a": 27, "b": 40}, None, "a", 3, (27, 27)),  # one option
        (
            58,
            {"a": 27, "b": 40, "c": 30},
            {("a", "b"): 15, ("a", "c"): 12, ("b", "c"): 14},
            "ab",
            3,
            (52, 52),
        ),  # 27 + 40 - 15
        (58, {"a": 20, "b": 18, "c": 20}, None, "ab", 3, (38, 38)),  # everybody chose one
        (10, {"a": 6, "b": 6, "c": 3}, None, "ab", 3, (7, 10)),  # 10 - 3 chose neither at most
        (0, {}, None, "ab", 3, (0, 0)),
    ],
)
def test_by_hand(
    n: int,
    counts: Mapping[str, int],
    pairs: Mapping[tuple[str, str], int] | None,
    of: str,
    limit: int,
    expected: tuple[int, int],
) -> None:
    assert at_least_one(n, counts, pairs, of, limit) == AtLeastOne(n, *expected)


def test_counts_that_nobody_can_have_given_are_refused() -> None:
    with pytest.raises(ValueError, match="no 3 people have chosen so"):
        at_least_one(3, {"a": 5, "b": 1}, {("a", "b"): 1}, "a")


def test_the_even_share_is_that_of_all_answers() -> None:
    """Of all ways to choose two of five, the share that holds one of the first two."""
    ways = list(combinations("abcde", 2))
    share = sum(bool({*one} & {*"ab"}) for one in ways) / len(ways)
    assert even_share(2, 5, 2) == pytest.approx(share)
    assert share == 0.7
    assert even_share(2, 5, 1) == pytest.approx(0.4)
    assert even_share(2, 5, 0) == 0
    assert even_share(2, 5, 9) == 1


@given(st.integers(1, 6), st.integers(6, 9), st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_no_other_numbers_of_choices_give_more(of: int, options: int, each: list[int]) -> None:
    shares = [even_share(of, options, choices) for choices in each]
    assert even_share(of, options, sum(each) / len(each)) >= sum(shares) / len(shares) - 1e-12
