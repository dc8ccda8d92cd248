"""Labels to option codes."""

from __future__ import annotations

import re
from itertools import islice, product
from time import process_time
from typing import Any

import pytest

from analysis.instrument import ScaleKind
from analysis.sources.labels import (
    SCALES,
    Reader,
    learn_scale,
    listed_scale,
    slug,
    split_choices,
)


def read(kind: str, cell: str) -> Any:
    return Reader.of(SCALES[kind]).read(cell)


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("agreement", " Strongly agree", "5"),
        ("agreement", "STRONGLY  DISAGREE ", "1"),
        ("agreement", "Neither agree nor disagree", "3"),
        ("agreement", "4", "4"),
        ("agreement", "4.0", "4"),
        ("agreement-7", "Somewhat agree", "5"),
        ("agreement-7", "neutral", "4"),
        ("agreement-7", "Neither agree nor disagree", "4"),
        ("satisfaction", "Neutral", "3"),
        ("lead-time", "1 week to 1 month", "3"),
        ("frequency", "often", "4"),
        ("satisfaction", "Very dissatisfied", "1"),
        ("0-10", "0", "0"),
        ("0-10", "10", "10"),
        ("percentage", "35", "35"),
        ("percentage", "35 %", "35"),
        ("percentage", "100%", "100"),
    ],
)
def test_an_answer_is_matched_by_label_or_number(kind: str, cell: str, code: str) -> None:
    assert read(kind, cell) == (code, ())


@pytest.mark.parametrize("kind", sorted(SCALES))
@pytest.mark.parametrize(
    "cell", ["n/a", "N/A ", "na", "Not applicable", "don't know", "Don\u2019t know", "not sure"]
)
def test_ways_to_say_not_applicable(kind: str, cell: str) -> None:
    assert read(kind, cell) == ("_na", ())


@pytest.mark.parametrize("kind", sorted(SCALES))
@pytest.mark.parametrize("cell", ["", "  ", "\n"])
def test_blank_is_skipped(kind: str, cell: str) -> None:
    assert read(kind, cell) == (None, ())


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("agreement", "Totally agree"),
        ("agreement", "0"),
        ("agreement", "6"),
        ("agreement", "4.5"),
        ("agreement", "-1"),
        ("0-10", "11"),
        ("percentage", "101"),
        ("percentage", "half"),
    ],
)
def test_anything_else_is_unknown_as_it_was_written(kind: str, cell: str) -> None:
    assert read(kind, f" {cell} ") == (None, (cell,))


def test_a_number_is_no_label_of_a_choice() -> None:
    scale = listed_scale("os", ScaleKind.SINGLE, ["Linux", "macOS"])
    assert Reader.of(scale).read("1") == (None, ("1",))


def test_an_option_wins_over_a_way_to_say_not_applicable() -> None:
    scale = listed_scale("region", ScaleKind.SINGLE, ["NA", "EMEA"])
    assert Reader.of(scale).read("NA") == ("na", ())


@pytest.mark.parametrize("cell", ["Nix,Stack", "Nix; Stack", "Nix\nStack\n", " stack , NIX,nix"])
def test_a_multiple_choice_is_split(cell: str) -> None:
    scale = listed_scale("tools", ScaleKind.MULTIPLE, ["Cabal", "Nix", "Stack"])
    assert Reader.of(scale).read(cell) == (("nix", "stack"), ())


def test_of_a_multiple_choice_what_is_known_is_kept() -> None:
    scale = listed_scale("tools", ScaleKind.MULTIPLE, ["Cabal", "Nix"])
    assert Reader.of(scale).read("Nix,Make,Cabal") == (("cabal", "nix"), ("Make",))
    assert Reader.of(scale).read("Make") == (None, ("Make",))
    assert Reader.of(scale).read("n/a") == ("_na", ())


def test_a_listed_label_with_a_comma_is_kept_whole() -> None:
    labels = ["Yes, daily", "Yes", "No; never"]
    assert split_choices("yes, DAILY, No; never", labels) == ["Yes, daily", "No; never"]
    assert split_choices("Yes", labels) == ["Yes"]
    assert split_choices("Yes, weekly", labels) == ["Yes", "weekly"]


def test_options_are_learned_in_natural_order_whatever_the_order_of_the_rows() -> None:
    cells = ["10 to 14", "5 to 9", "n/a", "", "5 to 9 ", "5 TO 9", "more than 1,000"]
    labels = ["5 to 9", "10 to 14", "more than 1,000"]
    for given in (cells, cells[::-1]):
        scale = learn_scale("years", ScaleKind.SINGLE, given)
        assert [option.label for option in scale.options] == labels


def test_signs_that_look_like_numbers_are_none() -> None:
    given = ["10²", "9", "²", "1" * 5000, "10", "٣"]
    scale = learn_scale("years", ScaleKind.SINGLE, given)
    labels = [option.label for option in scale.options]
    assert labels == ["٣", "9", "10", "10²", "1" * 5000, "²"]


def test_a_long_run_of_line_breaks_is_read_once() -> None:
    began = process_time()
    assert split_choices("\n" * 130_000 + "Yes, daily", ["Yes, daily"]) == ["Yes, daily"]
    assert process_time() - began < 10  # minutes, where each was tried as a beginning


def test_labels_of_one_slug_are_told_apart_one_by_one() -> None:
    began = process_time()
    labels = ["".join(signs) for signs in islice(product("+-*/", repeat=8), 30_000)]
    codes = [option.code for option in listed_scale("signs", ScaleKind.SINGLE, labels).options]
    assert codes[:3] == ["q", "q_2", "q_3"]
    assert len(set(codes)) == 30_000
    assert process_time() - began < 10


def test_options_of_a_multiple_choice_are_learned_one_by_one() -> None:
    scale = learn_scale("tools", ScaleKind.MULTIPLE, ["Nix,Stack\n", "Cabal; nix", "\n"])
    assert [option.label for option in scale.options] == ["Cabal", "Nix", "Stack"]


def test_options_that_differ_by_signs_only_have_different_codes() -> None:
    scale = listed_scale("languages", ScaleKind.MULTIPLE, ["C", "C++", "C#"])
    assert [option.code for option in scale.options] == ["c", "c_2", "c_3"]


def test_a_slug_rests_on_the_text_alone() -> None:
    assert slug(" Releasing  is EASY.") == slug("releasing is easy.") == "releasing_is_easy"
    assert slug("2 days?") == "q_2_days"
    long = "I think that software written here is easy to maintain for "
    assert slug(long + "me") != slug(long + "others")
    assert len(slug("9" * 90)) == 60
    assert re.fullmatch("[a-z][a-z0-9_]{0,59}", slug(long * 3))
    assert slug("deploy_ease") == "deploy_ease"
    assert slug("どう思いますか") != slug("どう思いましたか")
    assert slug("どう思いますか").startswith("q_")
