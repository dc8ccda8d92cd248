"""Past rounds: matching a file with its mapping, and three real rounds counted exactly."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis.counting import tally
from analysis.dataset import DatasetError
from analysis.sources import labels, pastrounds
from analysis.sources.mapping import read_mapping
from analysis.sources.pastrounds import KnownItem, PastRound, question_codes, read_past_round

MAPPING = """\
column,question,code,kind
q1,Releasing is easy.,deploy_ease,agreement
q2,How large is your team?,,background
q3,Which tools do you use?,,multiple
q4,Anything else?,,text
"""
DATA = """\
q1,q2,q3,q4,mail
 Agree,5 to 9,"Nix,Stack",Words,a@example.org
agree,10 to 14,Nix,,b@example.org
n/a,5 to 9,,,c@example.org
,,n/a,,d@example.org
"""


def read(data: str = DATA, mapping: str = MAPPING, **more: Any) -> PastRound:
    return read_past_round(
        data.encode(), mapping.encode(), name="round.csv", mapping_name="questions.csv", **more
    )


def test_columns_become_items() -> None:
    past = read()
    instrument = past.instrument("demo", "Demo")
    assert [item.code for item in instrument.items] == [
        "deploy_ease",
        "how_large_is_your_team",
        "which_tools_do_you_use",
    ]
    assert past.keys == {
        "deploy_ease": "deploy_ease",
        "how_large_is_your_team": "q2",
        "which_tools_do_you_use": "q3",
    }
    assert (past.rows, past.unmapped, past.problems) == (4, ("mail",), ())


def test_answers_are_counted() -> None:
    counts = tally(read().responses("demo", "Demo")).organisation.items
    ease = counts["deploy_ease"]
    assert (ease.answered, ease.not_applicable, ease.skipped, ease.options["4"]) == (2, 1, 1, 2)
    tools = counts["which_tools_do_you_use"]
    assert (tools.answered, tools.not_applicable, tools.skipped) == (2, 1, 1)
    assert tools.options == {"nix": 2, "stack": 1}


def test_options_that_were_learned_are_merged_at_the_gate_and_listed_ones_are_not() -> None:
    listed = MAPPING.replace("code,kind", "code,kind,options").replace(
        "multiple", "multiple,Nix|Stack"
    )
    listed = "\n".join(line if line.count(",") == 4 else f"{line}," for line in listed.splitlines())
    for mapping, attribute in ((MAPPING, True), (listed, False)):
        instrument = read(mapping=mapping).instrument("demo", "Demo")
        assert instrument.item("which_tools_do_you_use").attribute is attribute
        assert instrument.item("how_large_is_your_team").attribute
        assert not instrument.item("deploy_ease").attribute


UNKNOWN = DATA.replace("agree,10 to 14", "totally,10 to 14").replace("n/a,5", "totally,5")


def test_unknown_answers_are_told_with_their_place_and_what_would_be_known() -> None:
    past = read(UNKNOWN)
    (problem,) = past.problems
    for word in ["round.csv", "'q1'", "row 3 (line 3)", "'totally' (2 times)", "'Strongly agree'"]:
        assert word in problem
    assert past.unknown_answers == 2
    with pytest.raises(DatasetError, match="totally"):
        past.responses("demo", "Demo")


def test_unknown_answers_can_be_left_out() -> None:
    counts = tally(read(UNKNOWN).responses("demo", "Demo", skip_unknown=True)).organisation
    assert counts.respondents == 4
    assert (counts.items["deploy_ease"].answered, counts.items["deploy_ease"].skipped) == (1, 3)


def test_a_column_that_is_not_there_is_named_with_its_nearest() -> None:
    past = read(DATA.replace("q2", "Q2"))
    (problem,) = past.problems
    for word in ["no column 'q2'", "questions.csv", "line 3"]:
        assert word in problem
    kept = past.responses("demo", "Demo", skip_unknown=True).instrument
    assert [item.code for item in kept.items] == ["deploy_ease", "which_tools_do_you_use"]


def test_a_file_with_none_of_the_columns_is_refused() -> None:
    with pytest.raises(DatasetError, match="no column 'q1'") as caught:
        read("a,b\n1,2\n")
    assert "The columns of round.csv are 'a', 'b'. Is this its" in caught.value.problems[-1]


def test_a_file_without_responses_is_refused() -> None:
    with pytest.raises(DatasetError, match=r"round\.csv names its columns but has no responses"):
        read("q1,q2,q3,q4,mail\n")


def test_too_many_different_answers_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pastrounds, "MAX_LEARNED_OPTIONS", 1)
    with pytest.raises(DatasetError, match=r"2 different answers.*Map it as text"):
        read()


def test_of_words_no_scale_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(pastrounds, "MAX_LEARNED_OPTIONS", 1)
    for module in (labels, pastrounds):
        monkeypatch.setattr(
            module, "listed_scale", lambda _code, _kind, given: made.append(len(given))
        )
    with pytest.raises(DatasetError):
        read()
    assert made == []


def test_of_few_missing_columns_it_is_looked_up_what_they_are_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []

    def look(name: str, names: Sequence[str], n: int) -> list[str]:
        assert max(map(len, names), default=0) <= 120
        looked.append(name)
        return []

    monkeypatch.setattr(pastrounds, "get_close_matches", look)
    lines = "".join(f"absent {n},absent {n}?,a{n},agreement\n" for n in range(900))
    data = DATA.replace("mail", "m" * 121)
    assert len(read(data, MAPPING + lines).missing) == 900
    assert len(looked) == 5


def test_an_item_is_the_same_by_question_where_only_one_file_gives_a_code() -> None:
    codes = question_codes([read_mapping(MAPPING.encode(), "questions.csv")])
    without = MAPPING.replace("deploy_ease", "").replace("Releasing is", "releasing  IS")
    past = read(mapping=without, known=codes)
    assert past.keys["deploy_ease"] == "q1"


def test_the_same_words_have_the_wording_that_they_had_elsewhere() -> None:
    known = {"releasing_is_easy": KnownItem("deploy_ease", 2)}
    assert read(known=known).instrument("x", "X").item("deploy_ease").wording == 2
    other = {"releasing_is_hard": KnownItem("deploy_ease", 2)}
    assert read(known=other).instrument("x", "X").item("deploy_ease").wording == 1


def test_a_question_on_which_agreeing_is_bad_is_turned_round() -> None:
    mapping = MAPPING.replace("code,kind", "code,kind,reverse").replace("nt\n", "nt,yes\n")
    mapping = "\n".join(
        line if line.count(",") == 4 else f"{line}," for line in mapping.splitlines()
    )
    item = read(mapping=mapping).instrument("x", "X").item("deploy_ease")
    assert (item.reverse, item.favourable) == (True, frozenset({"1", "2"}))


def test_codes_are_items_whatever_their_case() -> None:
    past = read(mapping=MAPPING.replace("deploy_ease", "Deploy-Ease"))
    assert past.keys["deploy_ease"] == "Deploy-Ease"


def test_a_code_of_another_file_never_takes_the_place_of_an_own_one() -> None:
    own = MAPPING.replace("How large is your team?,,", "How large is your team?,deploy_ease,")
    own = own.replace("Releasing is easy.,deploy_ease", "Releasing is easy.,")
    past = read(mapping=own, known={"releasing_is_easy": KnownItem("deploy_ease")})
    assert past.keys == {
        "releasing_is_easy": "q1",
        "deploy_ease": "deploy_ease",
        "which_tools_do_you_use": "q3",
    }


def test_items_that_cannot_be_told_apart_are_refused() -> None:
    clash = MAPPING.replace("deploy_ease", "how_large_is_your_team")
    with pytest.raises(DatasetError, match="'q1', 'q2' cannot be told apart"):
        read(mapping=clash)


# The three State of Haskell rounds

PROJECT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("CANDOR_SHARED_DIR", PROJECT.parent / "shared"))
ROUNDS = SHARED / "data" / "state-of-haskell"
REFERENCE = PROJECT / "tests" / "reference" / "state_of_haskell.published.json"
YEARS = ("2018", "2019", "2020")
RESPONSES = {"2018": 1361, "2019": 1211, "2020": 1348}

real_rounds = pytest.mark.skipif(
    not ROUNDS.is_dir() and os.environ.get("CANDOR_SHARED") != "1",
    reason=f"the three rounds are not in {ROUNDS}",
)


def published(year: str) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = json.loads(REFERENCE.read_text("utf-8"))["counts"][year]
    return counts


def real_round(year: str) -> PastRound:
    return read_past_round(
        (ROUNDS / f"{year}.csv").read_bytes(), (ROUNDS / f"{year}.questions.csv").read_bytes()
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_reference_has_24_items_of_five_answers(year: str) -> None:
    assert [len(counts) for counts in published(year).values()] == [5] * 24


@real_rounds
@pytest.mark.parametrize("year", YEARS)
def test_the_reference_is_what_was_published(year: str) -> None:
    with (ROUNDS / f"{year}.published.csv").open(newline="", encoding="utf-8") as file:
        rows = [(row["question"], row["answer"], int(row["count"])) for row in csv.DictReader(file)]
    assert rows == [
        (question, answer, count)
        for question, counts in published(year).items()
        for answer, count in counts.items()
    ]


@real_rounds
@pytest.mark.parametrize("year", YEARS)
def test_the_counts_are_those_that_were_published(year: str) -> None:
    past = real_round(year)
    responses = past.responses("haskell", "State of Haskell")
    counts = tally(responses).organisation
    agreement = [item for item in responses.instrument.items if item.favourable]
    assert (past.problems, counts.respondents) == ((), RESPONSES[year])
    assert {
        item.text: {
            option.label: counts.items[item.code].options[option.code]
            for option in item.scale.options
        }
        for item in agreement
    } == published(year)


@real_rounds
def test_the_24_items_are_the_same_in_all_three_years() -> None:
    codes = [
        {item.code for item in real_round(year).instrument("x", "X").items if item.favourable}
        for year in YEARS
    ]
    assert len(codes[0]) == 24
    assert codes[0] == codes[1] == codes[2]
