"""What of a mapping is kept for the next file: never a label that may be one person's words."""

from __future__ import annotations

import pytest

from analysis.sources.mapping import MappedColumn, read_mapping
from analysis.sources.pastrounds import match_past_round
from analysis.sources.proposals import worth_keeping
from analysis.sources.tables import read_plain_table

K = 5


def kept(labels: str, cells: list[str], kind: str = "single", options: str = "") -> list[str]:
    """The labels that are kept of a mapping whose file has these cells."""
    text = f"column,kind,options,labels\nq1,{kind},{options},{labels}\n"
    mapping: tuple[MappedColumn, ...] = read_mapping(text.encode(), "questions.csv")
    table = read_plain_table("\n".join(["q1", *cells]).encode(), "round.csv")
    (one,) = worth_keeping(mapping, match_past_round(table, mapping, "questions.csv"), K)
    return [label for label, _ours in one.labels]


@pytest.mark.parametrize(
    "label",
    [
        "Other: my manager Ann Smith shouts at me daily",
        "otherwise said Ann",
        "Developer (Ann)",
        "Developers",
        "ann1",
        "1 Ann",
        "00000001",
    ],
)
@pytest.mark.parametrize("ours", ["Developer", "Other", "skip", "n/a"])
def test_a_label_of_few_is_not_kept_however_near_it_is(label: str, ours: str) -> None:
    options, cells = "Developer | Operator | Other", [label] * (K - 1) + ["Operator"]
    assert kept(f"{label} => {ours}", cells, options=options) == []


@pytest.mark.parametrize("label", ["1", "01", "A1", "AO01", " DEVELOPER "])
def test_the_place_or_the_very_words_of_an_option_are_kept(label: str) -> None:
    options, cells = "Developer | Operator", [label, "Operator"]
    assert kept(f"{label} => Developer", cells, options=options) == [label.strip()]
    assert kept(f"{label} => Operator", cells, options=options) == []


def test_a_label_that_enough_people_gave_is_kept() -> None:
    options, cells = "Developer | Other", ["Ops"] * K
    assert kept("Ops => Other", cells, options=options) == ["Ops"]


def test_one_person_who_repeats_a_label_is_one() -> None:
    cells = [";".join(["Ann shouts"] * K), "Git"]
    assert kept("Ann shouts => Git", cells, "multiple", "Git | Make") == []


@pytest.mark.parametrize("label", ["Ann shouts", "Ops"])
def test_options_that_were_learned_are_words_too(label: str) -> None:
    cells = ["Ann shouts", *["Ops"] * K]
    assert kept(f"{label} => Ann shouts", cells) == []
