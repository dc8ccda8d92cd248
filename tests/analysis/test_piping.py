"""Texts that repeat an earlier answer: what they read outside a survey, and what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.instrument import (
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    instrument_as_json,
    instrument_from_json,
)
from analysis.piping import Piece, pieces_of, plain_text, repeated_in, with_renamed

TOOLS = Scale("tools", ScaleKind.SINGLE, (Option("ide", "my editor"), Option("ci", "the build")))
TOOL = Item("tool", "Which tool do you use most?", TOOLS)
WRITTEN = "How well does {tool|the tool you use most} work?"
WORKS = Item("works", "", TOOLS).worded(WRITTEN, "Think of {tool|it}.")


def asked() -> Instrument:
    sections = (Section("s", "S", ("tool", "works"), is_shuffled=True),)
    return Instrument("x", "X", sections, (TOOL, WORKS))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (WRITTEN, "How well does the tool you use most work?"),
        ("{tool|It} works.", "It works."),
        ("{ tool | it }", "it"),
        ("{tool|a | b}", "a | b"),
        ("{{tool|it}}", "{it}"),
        ("{tool|} works", " works"),
    ],
)
def test_the_words_behind_the_bar_are_read(text: str, plain: str) -> None:
    assert plain_text(text) == plain
    assert repeated_in(text) == ("tool",)


@pytest.mark.parametrize(
    "text", ["", "No brace", "{tool", "tool|it}", "{tool}", "{|it}", "{ |it}", "}{", "{tool|{it}"]
)
def test_any_other_brace_is_a_brace(text: str) -> None:
    assert plain_text(text) == text
    assert repeated_in(text) == ()


def test_pieces_of_a_text_are_all_of_it() -> None:
    assert pieces_of("{a|x}{b|y} z") == (Piece("x", "a"), Piece("y", "b"), Piece(" z"))
    assert pieces_of("") == ()


def test_a_question_is_renamed_where_its_answer_is_repeated_and_nowhere_else() -> None:
    text = "{tool|tool} {tools|tool} {tool}"
    assert with_renamed(text, "tool", "t") == "{t|tool} {tools|tool} {tool}"


def test_an_item_reads_plain_and_keeps_what_was_written() -> None:
    assert WORKS.text == "How well does the tool you use most work?"
    assert WORKS.help == "Think of it."
    assert (WORKS.written_text, WORKS.written_help) == (WRITTEN, "Think of {tool|it}.")
    assert WORKS.repeats == ("tool",)
    assert TOOL.written_text == TOOL.text
    assert (TOOL.piped_text, TOOL.repeats) == ("", ())


def test_two_items_that_repeat_otherwise_are_not_the_same() -> None:
    other = WORKS.worded(WORKS.text, WORKS.written_help)
    assert other.text == WORKS.text
    assert other != WORKS


def test_a_text_that_is_replaced_alone_repeats_nothing() -> None:
    changed = replace(WORKS, text="Does it work?")
    assert (changed.written_text, changed.piped_text) == ("Does it work?", "")
    assert changed.written_help == "Think of {tool|it}.", "the help is as it was"
    assert replace(WORKS, wording=2).written_text == WRITTEN


def test_it_is_kept_as_json_and_a_plain_instrument_as_it_always_was() -> None:
    data = instrument_as_json(asked())
    assert instrument_from_json(data) == asked()
    plain, piped = data["items"]
    assert (piped["text"], piped["piped_text"]) == (WORKS.text, WRITTEN)
    assert "piped_text" not in plain
    assert data["sections"][0]["order"] == "random"
    fixed = replace(asked(), sections=(Section("s", "S", ("tool", "works")),))
    assert "order" not in instrument_as_json(fixed)["sections"][0]


def test_a_text_that_was_stored_with_a_bar_in_braces_stays_as_it_was() -> None:
    """Sets of earlier versions meant these braces literally."""
    data = instrument_as_json(replace(asked(), items=(TOOL, replace(TOOL, code="works"))))
    data["items"][1]["text"] = "Do you write {a|b}?"
    assert instrument_from_json(data).item("works").text == "Do you write {a|b}?"


def test_spaces_before_a_bar_that_never_comes_take_no_time() -> None:
    """In the square of their number, these would take an hour."""
    text = "{a" + " " * 1_000_000
    assert plain_text(text) == text
    assert with_renamed("{ tool |it}", "tool", "main") == "{main|it}"
