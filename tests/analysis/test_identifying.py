"""What may identify somebody is found by its form; what looks a little like it is not."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.identifying import Kind, NameWords, find_identifying
from tests.identifying_examples import FOUND, NOT_FOUND

NAMES = ["Ada Lovelace", "Anna-Lena Groß", "Bo Li", "Zoë O'Hara", "Łukasz Żak"]


def found(text: str, names: list[str] | None = None) -> list[tuple[str, str]]:
    return [
        (one.kind.value, text[one.start : one.end]) for one in find_identifying(text, names or ())
    ]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _kinds in FOUND])
def test_what_may_identify_is_found(text: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert found(text) == list(expected)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert found(text) == []


def test_the_examples_have_every_form() -> None:
    assert {kind for _text, kinds in FOUND for kind, _words in kinds} == set(Kind) - {Kind.NAME}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADA said so", ["ADA"]),
        ("It was Lovelace's idea", ["Lovelace"]),
        ("lena and GROSS", ["lena", "GROSS"]),
        ("zoë o'hara", ["zoë", "hara"]),
        ("łukasz", ["łukasz"]),
        ("adamant, Lovelaces, Bo, Li, ada_1, ada2", ["ada", "ada"]),
    ],
)
def test_names_are_whole_words_in_whatever_case(text: str, expected: list[str]) -> None:
    assert found(text, NAMES) == [("name", word) for word in expected]


def test_a_name_within_an_address_is_part_of_it() -> None:
    assert found("ada@example.org, Ada", NAMES) == [("mail", "ada@example.org"), ("name", "Ada")]


def test_without_names_no_word_is_one() -> None:
    assert found("Ada Lovelace") == []
    assert NameWords(["Bo Li", "42", ""]) == frozenset()


@given(st.text(), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_gives_spans_in_order_within_it(text: str, names: list[str]) -> None:
    end = 0
    for one in find_identifying(text, names):
        assert end <= one.start < one.end <= len(text)
        end = one.end


@given(st.text(alphabet="a0@.-#+/(:)A_ ", max_size=200))
def test_texts_of_the_characters_that_matter_do_too(text: str) -> None:
    spans = find_identifying(text, ["aaa"])
    assert all(text[one.start : one.end].strip() for one in spans)


#: What makes a careless expression try again and again.
HARD = ("a", "a.", "0", "0 ", "+1(", "@a", "A0", "a-", "http://", "www.", "#", "f0", "a@b", "(0")


def test_a_text_of_100_kb_takes_no_longer_than_its_length() -> None:
    """An exponential or quadratic expression runs into the end: 14 texts of 100 kB, 60 s for all.

    One pass takes some 0.1 s each; trying again from each of 100,000 places would take hours.
    """
    script = (
        "from analysis.identifying import find_identifying\n"
        f"for unit in {HARD!r}:\n"
        "    find_identifying((unit * 100_000)[:100_000] + '!', ['Ada Lovelace'])\n"
        "    find_identifying((unit * 100_000)[:100_000] + '@a.', ['a' * 50_000])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], timeout=60, check=False)
    assert done.returncode == 0
