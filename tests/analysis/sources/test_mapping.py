"""Mapping files."""

from __future__ import annotations

import csv
import io

import pytest

from analysis.dataset import DatasetError
from analysis.sources.mapping import (
    KINDS,
    MAX_LABELS,
    MAX_OPTIONS,
    MappedColumn,
    read_mapping,
    write_mapping,
)
from analysis.sources.tables import MAX_COLUMNS


def read(text: str) -> tuple[MappedColumn, ...]:
    return read_mapping(text.encode(), "questions.csv")


def problems(text: str) -> str:
    with pytest.raises(DatasetError) as caught:
        read(text)
    return "\n".join(caught.value.problems)


def test_column_and_kind_are_enough() -> None:
    (one,) = read("column,kind\nReleasing is easy.,agreement\n")
    assert one == MappedColumn(
        "Releasing is easy.", "Releasing is easy.", None, "agreement", (), line=2
    )
    assert one.key == "Releasing is easy."


def test_a_question_on_which_agreeing_is_bad_is_marked() -> None:
    text = "column,kind,reverse\nq1,agreement,Yes\nq2,agreement,\nq3,agreement,no\n"
    assert [one.reverse for one in read(text)] == [True, False, False]


def test_question_code_and_options_are_read() -> None:
    text = "column,question,code,kind,options\nq1,Which?,tools,multiple,Nix | Cabal\n"
    (one,) = read(text)
    assert (one.question, one.key, one.options) == ("Which?", "tools", ("Nix", "Cabal"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_accepted_as_scale_too(kind: str) -> None:
    text = f"column,scale,code\nq1,{kind},easy\nq2,agreement,\n"
    assert [one.kind for one in read(text)] == [kind, "agreement"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" Agreement ", "agreement"),
        ("agreement_5", "agreement"),
        ("agreement of 5", "agreement"),
        ("agreement_7", "agreement-7"),
        ("agreement of 7", "agreement-7"),
        ("frequency_5", "frequency"),
        ("NPS", "0-10"),
        ("DORA time bands", "lead-time"),
        ("yes_no", "yes-no"),
        ("single choice", "single"),
        ("multiple choice", "multiple"),
        ("pick up to 3", "multiple"),
        ("long_text", "text"),
    ],
)
def test_kinds_are_written_in_several_ways(written: str, meant: str) -> None:
    assert read(f"column,kind\nq1,{written}\nq2,agreement\n")[0].kind == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["questions.csv is empty"]),
        ("question,kind\nWhy?,text\n", ["line 1", "no column 'column'"]),
        ("column,question\nq1,Why?\n", ["line 1", "no column 'kind'", "(or scale)"]),
        ("column,kind\nq1,likert\n", ["line 2", "'likert'", "agreement-7"]),
        ("column,kind\nq1,agreemnt\n", ["line 2", "Did you mean 'agreement'?"]),
        ("column,kind\nq1,\n", ["line 2", "the kind ''"]),
        ("column,kind\n,agreement\n", ["line 2", "name of the column is missing"]),
        ("column,kind\nq1,agreement\nq1,text\n", ["'q1' stands there 2 times"]),
        ("column,code,kind\nq1,a b,agreement\n", ["line 2", "'a b'"]),
        ("column,code,kind\nq1,x,agreement\nq2,x,agreement\n", ["name 'x'", "own code"]),
        ("column,code,kind\nq1,q2,agreement\nq2,,agreement\n", ["name 'q2'", "own code"]),
        (
            "column,question,kind\nq1,Why?,agreement\nq2,why? ,agreement\n",
            ["line 2", "line 3", "same question", "Give each a code"],
        ),
        ("column,kind,options\nq1,agreement,a|b\n", ["line 2", "options belong to"]),
        ("column,kind,options\nq1,single,a|A\n", ["line 2", "listed twice"]),
        ("column,kind,reverse\nq1,agreement,maybe\n", ["line 2", "'maybe'", "yes or no"]),
        ("column,kind\nq1,text\n", ["maps no column whose answers are counted"]),
    ],
)
def test_a_problem_says_where_and_what_to_do(text: str, words: list[str]) -> None:
    found = problems(text)
    for word in words:
        assert word in found


def test_all_problems_are_told_at_once() -> None:
    assert problems("column,kind\nq1,likert\nq2,stars\n").count("\n") == 1


# Labels and separators


def test_labels_say_which_option_they_are() -> None:
    (one,) = read("column,kind,labels\nq1,agreement,Sort of => Agree | ? => n/a|x =>skip\n")
    assert one.labels == (("Sort of", "Agree"), ("?", "n/a"), ("x", "skip"))


def test_labels_need_both_halves_and_stand_there_once() -> None:
    said = problems("column,kind,labels\nq1,agreement,Sort of | a => Agree | A => n/a\n")
    assert "'Sort of' without its other half" in said
    assert "labels names a label twice" in said


def test_an_unknown_separator_is_named() -> None:
    assert "the separator 'tab' is unknown" in problems("column,kind,separator\nq,multiple,tab\n")


def test_as_asked_needs_a_code() -> None:
    assert "needs the code" in problems("column,kind\nq1,as-asked\n")


def test_what_is_written_is_read_again() -> None:
    mapping = (
        MappedColumn("q1, too", "Easy?", "easy", "agreement", (), 2, True, (("a|b=>", "Agree"),)),
        MappedColumn("q2", "Tools?", None, "multiple", ("Git", "Docker, Compose"), 3,
                     separator="semicolon"),
    )  # fmt: skip
    assert read_mapping(write_mapping(mapping), "it") == mapping


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "-oth-",
        "@ann",
        "+1",
        "\uff1d1",
        "\u22125",
        "'=1",
        "''-x",
        "a; =1",
        "a;'=1;+2",
        "it's",
    ],
)
def test_no_cell_is_a_formula_and_what_is_written_is_read_again(text: str) -> None:
    mapping = (
        MappedColumn(text, f"{text}?", "x", "single", (text, "b"), 2, False, ((text, "b"),)),
    )
    written = write_mapping(mapping)
    rows = list(csv.reader(io.StringIO(written.decode())))
    for cell in [cell for row in rows for part in row for cell in part.split(";")]:
        assert cell.strip()[:1] not in {*"=+-@", "\uff1d", "\u2212"}
    assert read_mapping(written, "it") == mapping


def test_a_mapping_has_so_many_lines_options_and_labels() -> None:
    lines = "".join(f"q{n},text\n" for n in range(MAX_COLUMNS))
    assert f"{MAX_COLUMNS + 1} lines" in problems(f"column,kind\nq,agreement\n{lines}")
    options = "|".join(f"o{n}" for n in range(MAX_OPTIONS + 1))
    assert f"{MAX_OPTIONS + 1} options" in problems(f"column,kind,options\nq,single,{options}\n")
    labels = "|".join(f"l{n} => n/a" for n in range(MAX_LABELS + 1))
    assert f"{MAX_LABELS + 1} labels" in problems(f"column,kind,labels\nq,agreement,{labels}\n")
