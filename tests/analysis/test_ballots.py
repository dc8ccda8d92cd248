"""Ballots in a release, and what becomes of its figures where one answer is too many."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analysis.associations import count_round
from analysis.ballots import reissued_where, with_ballots
from analysis.dataset import from_records
from analysis.disclosure import UnitFrame, release
from analysis.estimates import Estimate, estimate_item
from analysis.exports.ballots import ballot_words
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.nonresponse import verdict_sentences
from analysis.exports.tables import TABLES
from analysis.nonresponse import NonresponseVerdict, nonresponse
from analysis.release import (
    FORMAT,
    Ballots,
    Release,
    RoundFacts,
    dump_release,
    load_release,
)
from tests.analysis.test_release_schema import SCHEMA
from tests.instruments import all_scales

#: Answers by unit.
ANSWERED = {"Ops/Build": 12, "Ops/Cloud": 14, "Web": 12}


def made(
    answered: Mapping[str, int] = ANSWERED,
    members: Mapping[str, int] = ANSWERED,
    *,
    drawn: int | None = 38,
    reissued: Mapping[str, int] | None = None,
) -> Release:
    instrument = all_scales()
    rows: list[dict[str, Any]] = []
    units: list[str] = []
    for unit, people in answered.items():
        for number in range(people):
            rows.append({"release_at_will": str(1 + number % 5), "role": "data"})
            units.append(unit)
    tally = count_round(from_records(instrument, rows, units), k=5)
    heads = dict(members)
    heads["Ops"] = heads["Ops/Build"] + heads["Ops/Cloud"]
    frame = [UnitFrame("", "Everybody", None, sum(members.values()))]
    frame += [
        UnitFrame(path, path.rpartition("/")[2], path.rpartition("/")[0], heads[path])
        for path in sorted(heads)
    ]
    facts = RoundFacts("dx", "2027", "Spring 2027", "anonymous", 5)
    shown = release(tally, instrument, facts, frame)
    handed_in = sum(answered.values())
    return with_ballots(shown, drawn=drawn, handed_in=handed_in, reissued=reissued or {})


def test_a_release_tells_its_ballots_and_reads_them_again() -> None:
    shown = made(drawn=40, reissued={"Ops/Build": 1})
    assert shown.ballots == Ballots(drawn=40, reissued=1, handed_in=38)
    text = dump_release(shown)
    assert json.loads(text)["format"] == FORMAT
    assert load_release(text) == shown
    assert [(group.path, group.reissued) for group in shown.groups] == [
        ("", 1),
        ("Ops", 1),
        ("Ops/Build", 1),
        ("Ops/Cloud", 0),
        ("Web", 0),
    ]
    Draft202012Validator(SCHEMA).validate(json.loads(text))
    broken = json.loads(text)
    broken["ballots"]["person"] = "ada"
    assert not Draft202012Validator(SCHEMA).is_valid(broken)


THREE = (
    "Three ballots were issued again (2 in Build, 1 in Web), so as many people may have answered "
    "twice."
)


@pytest.mark.parametrize(
    ("reissued", "said"),
    [
        ({}, ""),
        (
            {"Ops/Build": 1},
            "One ballot was issued again in Build, so one person may have answered twice.",
        ),
        (
            {"Ops/Build": 2, "Web": 1},
            THREE,
        ),
    ],
)
def test_the_sentence(reissued: Mapping[str, int], said: str) -> None:
    shown = made(reissued=reissued)
    assert ballot_words(shown) == said
    document = report_document([shown])
    assert dict(document.facts).get("Ballots", "") == said


def test_ballots_that_were_drawn_and_never_handed_in_are_told() -> None:
    said = ballot_words(made(drawn=41))
    assert said == "Of 41 people who drew a ballot, 38 answers arrived."


def test_a_unit_that_is_not_told_is_counted_with_the_next_that_is() -> None:
    few = {"Ops/Build": 12, "Ops/Cloud": 3, "Web": 12}
    shown = made(few, reissued={"Ops/Cloud": 1})
    assert shown.group("Ops/Cloud").hidden
    assert shown.group("Ops/Cloud").reissued == 0
    (path,) = reissued_where(shown)
    assert path in {"", "Ops"}
    assert "Cloud" not in ballot_words(shown)
    none = made({"Ops/Build": 2, "Ops/Cloud": 0, "Web": 1}, reissued={"Ops/Cloud": 1})
    assert none.organisation.hidden
    assert none.ballots is None
    assert ballot_words(none) == ""


def test_one_answer_more_than_people_makes_a_group_complete() -> None:
    one_more = {**ANSWERED, "Ops/Build": 13}
    wrong = made(one_more, ANSWERED, drawn=38)
    right = made(one_more, ANSWERED, drawn=38, reissued={"Ops/Build": 1})
    # Without a ballot issued again the head count is wrong, and corrects nothing.
    unknown = estimate_item(wrong, "Ops/Build", "release_at_will")
    known = estimate_item(right, "Ops/Build", "release_at_will")
    assert isinstance(unknown, Estimate)
    assert isinstance(known, Estimate)
    assert unknown.favourable is not None
    assert known.favourable is not None
    assert unknown.favourable.low < unknown.favourable.high
    assert known.favourable.low == known.favourable.estimate == known.favourable.high
    group = right.group("Ops/Build")
    assert (group.invited, group.answers, group.people, group.response_rate) == (12, 13, 13, 1.0)
    rate = wrong.group("Ops/Build").response_rate
    assert rate is not None
    assert rate > 1
    assert nonresponse(wrong).verdict is NonresponseVerdict.UNKNOWN
    found = nonresponse(right)
    assert (found.verdict, found.silent) == (NonresponseVerdict.EVERYBODY, 0)
    assert verdict_sentences(right, found)[0].startswith("All 38 who were asked answered")
    for shown in (wrong, right):
        assert all(table_bytes(name, [shown, shown]) for name in TABLES)


def test_more_answers_than_ballots_explain_are_not_taken_for_complete() -> None:
    shown = made({**ANSWERED, "Ops/Build": 14}, ANSWERED, reissued={"Ops/Build": 1})
    assert shown.group("Ops/Build").people == 12
    assert nonresponse(shown).verdict is NonresponseVerdict.UNKNOWN
