"""YAML from anybody: bounded, without tricks, and with places for every message."""

from __future__ import annotations

import contextlib
import time
import tracemalloc

import pytest

from questionnaires.formats.located_yaml import MAX_BYTES, decode, read_yaml
from questionnaires.formats.problems import Problem, QuestionSetError


def refused(text: str) -> Problem:
    with pytest.raises(QuestionSetError) as caught:
        read_yaml(text, "x.yaml")
    return caught.value.problems[-1]


def test_values_have_places() -> None:
    root, problems = read_yaml("a: 1\nb:\n  - c: [x, 2.5]\n", "x.yaml")
    assert not problems
    assert root.plain() == {"a": 1, "b": [{"c": ["x", 2.5]}]}
    inner = root.entries("b")[0]
    assert (inner.line, inner.column, inner.line_of("c")) == (3, 4, 3)
    assert root.at(["b", 0, "c", 1]).value == 2.5


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a:\n\t- b\n", 2, 1, "Indent with spaces"),
        ("a: Tests: fast\n", 1, 9, "Put a text with a colon in quotes"),
        ("a:\n  - b\n c: 2\n", 3, 2, "Begin all keys of an entry in one column"),
        ("a: 1\nb\nc: 2\n", 3, 1, "a key has no colon"),
        ("a: 'never ends\nb: 1\n", 3, 1, "Write the closing quote"),
        ("a: 'it's'\n", 1, 8, "indentation"),
        ("a: [1, 2\nb: 3\n", 2, 2, "] at its end"),
        ("a: {b: 1\nc: 3\n", 2, 2, "} at its end"),
        ('a: "\\q"\n', 1, 6, "two backslashes"),
        ("a: @home\n", 1, 4, "Put it in quotes"),
        ("a: - b\n", 1, 4, "Begin it on a line of its own"),
    ],
)
def test_malformed_yaml_in_our_words(text: str, line: int, column: int, said: str) -> None:
    problem = refused(text)
    assert problem.line == line
    assert problem.message.startswith(f"Column {column}: ")
    assert said in problem.message


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: &x [1]\nb: 2\n", 1, "&x is an anchor"),
        ("a: 1\nb: *x\n", 2, "*x is an alias"),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            1,
            "!!python/object/apply:os.system is a tag",
        ),
        ("a: !important\n", 1, "!important is a tag"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("? [a, b]\n: 1\n", 1, "A key is a list"),
        ("", 0, "file is empty"),
        ("# only a comment\n", 0, "file is empty"),
        ("a: " + "[" * 100, 1, "Nested more than 12 deep"),
        ("a: 1\nb: x\x07\n", 2, "U+0007 cannot be read"),
    ],
)
def test_what_no_question_set_needs(text: str, line: int, said: str) -> None:
    problem = refused(text)
    assert said in problem.message
    assert problem.line == line


@pytest.mark.parametrize("text", ['a: "\\0"', 'a: "\\uD800"', 'a: "\\x07"', 'a: "\\x7f"'])
def test_characters_that_a_database_refuses(text: str) -> None:
    _root, problems = read_yaml(text, "x.yaml")
    assert [problem.line for problem in problems] == [1]
    assert "Delete it" in problems[0].message


def test_a_key_that_stands_twice_names_both_lines() -> None:
    _root, problems = read_yaml("a: 1\nb: 2\na: 3\n", "x.yaml")
    assert [str(problem) for problem in problems] == [
        "x.yaml, line 3: The key 'a' stands here again; the first is in line 1. Keep one of them."
    ]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 1_000_000,
        "{a: " * 200_000,
        "".join(f"k{n}: v\n" for n in range(90_000)),
        "a: " + "word " * 200_000,
        'a: "' + "\\x41" * 250_000 + '"',
        "- " * 400_000,
    ],
    ids=["aliases", "lists", "mappings", "keys", "words", "escapes", "dashes"],
)
def test_a_megabyte_of_anything_is_bounded(text: str) -> None:
    assert len(text) <= MAX_BYTES
    began = time.process_time()
    with contextlib.suppress(QuestionSetError):
        read_yaml(text, "x.yaml")
    assert time.process_time() - began < 10  # seconds; below 2 on an idle machine


def test_a_quote_that_was_not_closed_is_looked_for_where_it_began() -> None:
    text = 'a:\n  - text: "One.\n    scale: x\n  - text: "Two."\n'
    problem = refused(text)
    assert "quoted text before it goes from line 2 to line 4: is its closing quote" in (
        problem.message
    )
    assert "quoted text before" not in refused('a: "One."\nb: c: d\n').message


def test_an_alias_bomb_takes_no_memory() -> None:
    tracemalloc.start()
    assert "is an anchor" in refused(BOMB).message
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000  # bytes


def test_more_than_a_megabyte_is_refused_unread() -> None:
    began = time.process_time()
    assert "larger than 1 MB" in refused("a: " + "x" * MAX_BYTES).message
    assert "larger than 1 MB" in refused("a: " + "\N{SNOWMAN}" * (MAX_BYTES // 2)).message
    assert time.process_time() - began < 1


def test_a_file_that_is_not_utf_8() -> None:
    with pytest.raises(QuestionSetError) as caught:
        decode("code: x\ntitle: Größe\n".encode("latin-1"), "x.yaml")
    assert str(caught.value) == (
        "x.yaml, line 2: The byte 0xF6 is not UTF-8. Save the file with the encoding UTF-8."
    )
    with pytest.raises(QuestionSetError, match="0xFF is not UTF-8"):
        decode("code: x".encode("utf-16"), "x.yaml")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    text = decode("\ufeffcode: x".encode(), "x.yaml")
    assert read_yaml(text, "x.yaml")[0].plain() == {"code": "x"}
    assert read_yaml("\ufeffcode: x", "x.yaml")[0].plain() == {"code": "x"}
