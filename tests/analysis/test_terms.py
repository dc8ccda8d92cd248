"""Terms of comments: what is one, how people are counted, and what is never told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.identifying import SHORTEST_TERM, NameWords
from analysis.terms import (
    FEWEST_TO_COMPARE,
    count_terms,
    frequent_terms,
    telling_terms,
    terms_in,
)
from tests.identifying_examples import FOUND

K = 5


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The slow builds.", ["builds", "slow", "slow builds"]),
        ("slow. Builds", ["builds", "slow"]),
        ("slow, builds", ["builds", "slow"]),
        ("slow and builds", ["builds", "slow"]),
        ("SLOW Slow slow", ["slow", "slow slow"]),
        ("Die Größe der Gerüste", ["gerüste", "grösse"]),
        ("las compilaciones son lentas", ["compilaciones", "lentas"]),
        ("cafe\u0301", ["café"]),
        ("e2e, k8s, p95", ["e2e", "k8s", "p95"]),
        ("40 minutes, 3pm, 1234567", ["minutes"]),
        ("on-call is hard", ["hard", "on-call"]),
        ("Don\u2019t touch the build's cache", ["build", "build cache", "cache", "touch"]),
        ("c x ci", ["ci"]),
        ("snake_case stays out", ["stays"]),
        ("!!! ... 123", []),
        ("", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert sorted(terms_in(text)) == terms


@pytest.mark.parametrize("text", [text for text, _kinds in FOUND])
def test_nothing_that_identifies_is_in_a_term(text: str) -> None:
    found = " ".join(terms_in(text))
    for _kind, words in next(kinds for one, kinds in FOUND if one == text):
        assert words.casefold() not in found


def test_names_of_people_are_no_terms_in_no_case_and_join_no_words() -> None:
    text = "slow GRACE builds, grace's desk, Lovelace"
    assert {"grace", "lovelace"} <= set(terms_in(text))  # without the roster they would be
    assert sorted(terms_in(text, ["Grace Hopper", "Ada Lovelace"])) == ["builds", "desk", "slow"]


def test_people_are_counted_and_not_occurrences() -> None:
    counts = count_terms(["build build build", "the build", "tests"])
    assert counts.n == 3
    assert counts.people == {"build": 2, "build build": 1, "tests": 1}


def test_a_term_reads_as_most_people_wrote_it() -> None:
    counts = count_terms(["Größe", "GRÖSSE", "größe"])
    assert counts.people == {"grösse": 3}
    assert counts.written == {"grösse": "größe"}


def test_frequent_terms_are_those_that_enough_people_used_most_first() -> None:
    counts = count_terms(["build", "build tests"] * 3 + ["tests"] * 2 + ["docs"] * 4)
    assert [(one.text, one.people, one.n) for one in frequent_terms(counts, K)] == [
        ("build", 6, 12),
        ("tests", 5, 12),
    ]
    assert counts.people["docs"] == 4  # there is one that is not told
    assert frequent_terms(counts, 7) == ()


def test_a_word_that_stands_only_within_two_is_told_once() -> None:
    counts = count_terms(["slow builds"] * 6 + ["builds"])
    assert [one.text for one in frequent_terms(counts, K)] == ["builds", "slow builds"]


def test_a_name_of_two_letters_is_no_term_either() -> None:
    """Where a term may have two letters: "Li" or "Wu" would be told with a number of people."""
    texts = ["Li never answers, ask Bo in the CI team."] * 12
    counts = count_terms(texts, ["Wei Li", "Bo Jensen"])
    assert set(counts.people).isdisjoint({"li", "bo"})
    assert counts.people["ci team"] == 12
    assert set(count_terms(texts, NameWords(["Wei Li"], SHORTEST_TERM)).people).isdisjoint({"li"})


def test_no_term_of_one_person_is_told_whatever_k_is() -> None:
    assert frequent_terms(count_terms(["build"]), 0) == ()


def test_what_one_round_speaks_of_and_the_other_does_not() -> None:
    now = count_terms(["slow builds"] * 14 + ["meetings"] * 6 + ["docs"] * 10)
    before = count_terms(["meetings"] * 6 + ["docs"] * 10 + ["the tests"] * 16)
    found = telling_terms(now, before, K)
    assert found is not None
    assert [(one.text, one.people, one.others, one.is_frequent_here) for one in found] == [
        ("tests", None, 16, False),
        ("slow builds", 14, None, True),
    ]
    assert all(one.z is None for one in found)  # it would tell the count that is not told


def test_both_counts_and_z_are_told_where_enough_people_used_it_in_both() -> None:
    now = count_terms(["builds"] * 25 + ["docs"] * 5)
    before = count_terms(["builds"] * 5 + ["docs"] * 25)
    found = {one.text: one for one in telling_terms(now, before, K) or ()}
    assert (found["builds"].people, found["builds"].others) == (25, 5)
    assert (found["builds"].n, found["builds"].others_n) == (30, 30)
    # alpha = 10 * 30 / 60 = 5: log((30/10) / (10/30)) = log 9, variance 2 (1/30 + 1/10) = 4/15.
    assert found["builds"].z == pytest.approx(2.1972245773 / (4 / 15) ** 0.5)
    assert found["docs"].z == pytest.approx(-(2.1972245773 / (4 / 15) ** 0.5))


def test_two_rounds_that_say_the_same_tell_nothing() -> None:
    same = count_terms(["builds"] * 10 + ["docs"] * 10)
    assert telling_terms(same, same, K) == ()


def test_too_few_comments_are_not_compared() -> None:
    few = count_terms(["builds"] * (FEWEST_TO_COMPARE - 1))
    many = count_terms(["docs"] * 40)
    assert telling_terms(few, many, K) is None
    assert telling_terms(many, few, K) is None
    assert telling_terms(many, count_terms(["builds"] * FEWEST_TO_COMPARE), K)


WORDS = st.sampled_from(["builds", "docs", "tests", "meetings", "slow", "review"])
ROUND = st.lists(st.lists(WORDS, max_size=4).map(" ".join), min_size=10, max_size=40)


@given(ROUND, ROUND, st.integers(2, 8))
def test_no_count_below_k_is_told_of_any_round(
    now: list[str], before: list[str], fewest: int
) -> None:
    counts = count_terms(now), count_terms(before)
    for one in telling_terms(*counts, fewest) or ():
        told = [count for count in (one.people, one.others) if count is not None]
        assert min(told) >= fewest
        here, there = (count.people.get(one.text, 0) for count in counts)
        assert (one.people, one.others) == tuple(
            count if count >= fewest else None for count in (here, there)
        )
        assert (here if one.is_frequent_here else there) >= fewest
        assert (one.z is None) == (min(here, there) < fewest)
    assert all(one.people >= fewest for one in frequent_terms(counts[0], fewest))


def test_a_long_text_without_a_space_ends() -> None:
    assert terms_in("a" * 100_000) == {}
    assert terms_in("-'" * 50_000) == {}
