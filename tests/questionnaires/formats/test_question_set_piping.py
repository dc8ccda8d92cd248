"""Sections in a random order, and texts that repeat an earlier answer, in a question set."""

from __future__ import annotations

import pytest

from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_drafts import settle_draft, texts_to_translate
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set
from tests.question_sets import REPEATING


def test_what_is_read() -> None:
    read = read_question_set(REPEATING, "tools.yaml")
    fails = read.item("fails")
    assert read.sections[0].is_shuffled
    assert fails.text == "How often does the debugger fail?"
    assert fails.written_text == "How often does {tool|the debugger} fail?"
    assert (fails.help, fails.written_help) == (
        "You said nothing yet.",
        "You said {tool|nothing yet}.",
    )
    assert read.translations["de"]["items.fails.text"] == "Wie oft versagt {tool|der Debugger}?"


def test_what_is_written_is_what_was_read() -> None:
    read = read_question_set(REPEATING, "tools.yaml")
    written = write_question_set(read)
    assert "order: random" in written
    assert "{tool|the debugger}" in written
    assert read_question_set(written, "tools.yaml") == read
    assert settle_draft(read, "tools.yaml") == (written, read)
    assert texts_to_translate(read)["items.fails.text"] == read.item("fails").written_text


def test_a_section_in_the_order_of_the_file_says_nothing_of_it() -> None:
    fixed = read_question_set(REPEATING.replace("order: random", "order: fixed"), "tools.yaml")
    assert not fixed.sections[0].is_shuffled
    assert "order:" not in write_question_set(fixed)
    silent = read_question_set(REPEATING.replace("    order: random\n", ""), "tools.yaml")
    assert silent == fixed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{tool|the debugger}",
            "{tol|the debugger}",
            (
                "Item fails: text repeats the answer to 'tol', which is no item of this set. Did "
                "you mean 'tool'? For anything else write other brackets."
            ),
        ),
        (
            "{tool|the debugger}",
            "{later|the debugger}",
            (
                "Item fails: text repeats the answer to later, which is asked only afterwards. "
                "Move it before this item."
            ),
        ),
        (
            "{tool|the debugger}",
            "{fails|the debugger}",
            "Item fails: text repeats the answer to fails, which is asked only afterwards.",
        ),
        (
            "{tool|nothing yet}",
            "{words|nothing yet}",
            (
                "Item fails: help repeats the answer to words, and long_text is no scale of one "
                "choice. Name an item on a scale of kind single or ordinal."
            ),
        ),
        (
            "{tool|nothing yet}",
            "{role|nothing yet}",
            "Item fails: help repeats the answer to role, which describes people.",
        ),
        (
            "{tool|the debugger}",
            "{tool|}",
            (
                "Item fails: text does not say what stands there without an answer to tool. Write "
                "the words behind a bar: {tool|what you chose}."
            ),
        ),
        (
            "{tool|the debugger}",
            "{tool| }",
            "Item fails: text does not say what stands there without an answer to tool.",
        ),
        (
            "{tool|the debugger}",
            "{tool}",
            "Item fails: text does not say what stands there without an answer to tool.",
        ),
        (
            "{tool|der Debugger}",
            "{werkzeug|der Debugger}",
            (
                "Translations, de: items.fails.text repeats the answer to 'werkzeug', which is no "
                "item of this set. There are: tool, role, words."
            ),
        ),
        (
            "{tool|noch nichts}",
            "{tool|}",
            "Translations, de: items.fails.help does not say what stands there without an answer",
        ),
        ("order: random", "order: shuffled", "Section tools: order is 'shuffled'. Write fixed"),
        ("order: random", "order: rndom", "Section tools: order is 'rndom'. Did you mean 'random'"),
    ],
)
def test_what_is_wrong_where_and_what_to_write(old: str, new: str, said: str) -> None:
    text = REPEATING.replace(old, new)
    assert text != REPEATING
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(text, "tools.yaml")
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.line == 1 + text[: text.index(new)].count("\n")


def test_two_mistakes_in_a_text_are_both_said() -> None:
    text = REPEATING.replace("{tool|the debugger}", "{words|} or {later|it}")
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(text, "tools.yaml")
    assert len(caught.value.problems) == 3


def test_a_translation_may_repeat_nothing() -> None:
    text = REPEATING.replace("{tool|der Debugger}", "der Debugger")
    read = read_question_set(text, "tools.yaml")
    assert read.translations["de"]["items.fails.text"] == "Wie oft versagt der Debugger?"
