"""Checks on answers: what is refused, and with which words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from analysis.dataset import DatasetError, from_records
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
    percentage,
)

TOOLS = Scale(
    "tools",
    ScaleKind.MULTIPLE,
    (Option("ide", "Editor"), Option("ci", "Build"), Option("doc", "Documents")),
    max_choices=2,
)
YES_NO = Scale("yes_no", ScaleKind.SINGLE, (Option("yes", "Yes"), Option("no", "No")))
INSTRUMENT = Instrument(
    "demo",
    "Demo",
    sections=(),
    items=(
        Item("ease", "Releasing is easy.", likert("agreement_5", AGREEMENT_5, boxes=2)),
        Item("tools", "Which tools slow you down?", TOOLS),
        Item("lost", "How much of your time is lost?", percentage(), allows_na=False),
        Item("on_call", "Are you on call?", YES_NO),
        Item(
            "woken",
            "Were you woken?",
            YES_NO,
            show_if=Condition("on_call", frozenset({"yes"})),
        ),
        Item("wish", "What do you wish for?", Scale("text", ScaleKind.TEXT)),
    ),
)


def cells(record: Mapping[str, Any]) -> dict[str, Any]:
    responses = from_records(INSTRUMENT, [record], [""])
    return {str(code): responses.answers[code].iloc[0] for code in responses.answers.columns}


def problems(record: Mapping[str, Any]) -> tuple[str, ...]:
    with pytest.raises(DatasetError) as caught:
        from_records(INSTRUMENT, [{}, record], ["", ""])
    return caught.value.problems


def test_valid_answers_stand_as_codes() -> None:
    given = {"ease": "4", "tools": ["ci", "ide"], "lost": 35, "on_call": "yes", "woken": "no"}
    assert cells(given) == {
        "ease": "4",
        "tools": ("ci", "ide"),
        "lost": "35",
        "on_call": "yes",
        "woken": "no",
    }


def test_specials() -> None:
    given = {"ease": "_na", "tools": "_na", "lost": None, "on_call": ""}
    assert cells(given) == {
        "ease": "_na",
        "tools": "_na",
        "lost": "_skipped",
        "on_call": "_skipped",
        "woken": "_not_shown",
    }


def test_an_empty_list_is_skipped() -> None:
    assert cells({"tools": []})["tools"] == "_skipped"


def test_an_answer_to_an_item_that_was_not_shown_does_not_count() -> None:
    assert cells({"on_call": "yes", "woken": "yes"})["woken"] == "yes"
    assert cells({"on_call": "no", "woken": "yes"})["woken"] == "_not_shown"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"ease": "6"}, ["Record 2", "ease", "'6'", "agreement_5"]),
        ({"ease": 2.5}, ["Record 2", "ease", "2.5"]),
        ({"ease": True}, ["Record 2", "ease", "True"]),
        ({"ease": ["1", "2"]}, ["Record 2", "ease", "2 answers to a single choice"]),
        ({"tools": ["ide", "ci", "doc"]}, ["Record 2", "tools", "3 choices", "at most 2"]),
        ({"tools": ["_na", "ci"]}, ["Record 2", "tools", "'_na'"]),
        ({"lost": "101"}, ["Record 2", "lost", "'101'"]),
        ({"lost": "-1"}, ["Record 2", "lost", "'-1'"]),
        ({"lost": "_na"}, ["Record 2", "lost", "not offered"]),
        ({"speed": "4"}, ["Record 2", "no item 'speed'", "demo"]),
        ({"wish": "Faster builds"}, ["Record 2", "wish", "words"]),
    ],
)
def test_a_problem_says_where_and_what(record: dict[str, Any], words: list[str]) -> None:
    (problem,) = problems(record)
    for word in words:
        assert word in problem


def test_words_of_a_respondent_are_not_repeated_in_an_error() -> None:
    assert "Faster" not in problems({"wish": "Faster builds"})[0]


def test_every_problem_is_listed_at_once() -> None:
    assert len(problems({"ease": "9", "lost": "200", "speed": "1"})) == 3


def test_a_long_list_of_problems_is_cut_in_the_message_only() -> None:
    with pytest.raises(DatasetError, match=r"\.\.\. and 5 more\.") as caught:
        from_records(INSTRUMENT, [{"ease": "9"}] * 25, [""] * 25)
    assert len(caught.value.problems) == 25


def test_each_record_needs_a_unit() -> None:
    with pytest.raises(DatasetError, match="2 records, but 1 units"):
        from_records(INSTRUMENT, [{}, {}], ["Platform"])


@pytest.mark.parametrize("unit", ["/Payments", "Platform/", "Platform//Payments", " "])
def test_a_unit_path_has_no_empty_part(unit: str) -> None:
    with pytest.raises(DatasetError, match="empty part"):
        from_records(INSTRUMENT, [{}], [unit])


@pytest.mark.parametrize(
    ("item", "words"), [("nowhere", "no item 'nowhere'"), ("tools", "not numbers")]
)
def test_a_construct_needs_items_with_numbers(item: str, words: str) -> None:
    broken = Instrument(
        "demo", "Demo", (), INSTRUMENT.items, (Construct("flow", "Flow", ("ease", item)),)
    )
    with pytest.raises(DatasetError, match=words):
        from_records(broken, [], [])


def test_no_responses_are_a_dataset_too() -> None:
    assert len(from_records(INSTRUMENT, [], [])) == 0
