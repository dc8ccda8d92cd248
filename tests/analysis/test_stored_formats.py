"""What the first version stored is still read, and is the same text and hash when written again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.disclosure import UnitFrame, release
from analysis.estimates import Estimate, estimate_item
from analysis.exports.csv import table_bytes
from analysis.exports.pictures import item_picture
from analysis.exports.tables import TABLES
from analysis.instrument import instrument_as_json, instrument_from_json
from analysis.release import (
    FIRST_FORMAT,
    FORMAT,
    SECOND_FORMAT,
    Band,
    RoundFacts,
    dump_release,
    load_release,
    release_sha256,
)
from analysis.tally import Tally
from tests.analysis.test_estimates_of_kinds import released

STORED = Path(__file__).resolve().parents[1] / "reference"
#: Written by Candor before there were rankings, amounts and sliders.
RELEASE = (STORED / "release_format_1.json").read_text(encoding="utf-8")
RELEASE_SHA256 = "0ecd557e9d32d98137ca92210bcc0db9c77606c7dcb5aa680c1e8310e9ef2bed"


def test_a_release_of_the_first_format_keeps_its_text_and_hash() -> None:
    first = load_release(RELEASE)
    assert dump_release(first) == RELEASE
    assert release_sha256(first) == RELEASE_SHA256
    assert json.loads(RELEASE)["format"] == FIRST_FORMAT


def test_its_figures_can_be_shown() -> None:
    first = load_release(RELEASE)
    waste = estimate_item(first, "", "waste")
    assert isinstance(waste, Estimate)
    assert waste.quartiles is not None  # a percentage is a number now
    tools = estimate_item(first, "", "tools")
    assert isinstance(tools, Estimate)
    assert tools.pairs == ()  # nobody counted them then
    for item in first.instrument.counted_items:
        assert item_picture(first, item.code).alt
    assert all(table_bytes(name, [first, first]) for name in TABLES)


def test_a_tally_and_its_question_set_of_the_first_format_can_be_released() -> None:
    stored = json.loads((STORED / "tally_format_1.json").read_text(encoding="utf-8"))
    instrument = instrument_from_json(stored["instrument"])
    assert instrument_as_json(instrument) == stored["instrument"]
    tally = Tally.from_json(stored["tally"])
    groups = {path: group.as_json() for path, group in tally.groups.items()}
    assert groups == stored["tally"]
    assert Tally.from_json(tally.as_json()) == tally
    frame = [UnitFrame("", "Everybody", None, 40)]
    frame += [UnitFrame(unit, unit, "", None) for unit in ("North", "South")]
    facts = RoundFacts("dx", "2027", "Spring 2027", "confidential", 5)
    shown = release(tally, instrument, facts, frame)
    assert json.loads(dump_release(shown))["format"] == FIRST_FORMAT


def test_what_the_first_format_cannot_say_is_written_in_the_second() -> None:
    orders = [["care", "calm", "speed"]] * 7 + [["speed", "care", "calm"]] * 5
    shown = released([{"valued": order} for order in orders])
    text = dump_release(shown)
    assert json.loads(text)["format"] == SECOND_FORMAT
    assert load_release(text) == shown


def test_what_the_second_format_cannot_say_is_written_in_the_third() -> None:
    in_full = released([{"hours_lost": str(1 + number)} for number in range(12)])
    in_a_band = released([{"release_at_will": str(1 + number % 5)} for number in range(9)])
    assert isinstance(estimate_item(in_full, "", "hours_lost"), Estimate)
    assert isinstance(estimate_item(in_a_band, "", "release_at_will"), Band)
    full_detail = replace(in_full, round=replace(in_full.round, full_detail=True))
    assert json.loads(dump_release(in_full))["format"] != FORMAT
    for shown in (in_a_band, full_detail):
        text = dump_release(shown)
        assert json.loads(text)["format"] == FORMAT
        assert load_release(text) == shown
        assert dump_release(load_release(text)) == text


def test_what_options_and_hours_are_about_is_written_in_the_third() -> None:
    first = load_release(RELEASE)
    item = next(one for one in first.instrument.items if one.scale.options)
    option, *others = item.scale.options
    scale = replace(item.scale, options=(replace(option, construct="flow"), *others))
    items = tuple(
        replace(one, scale=scale) if one.scale == item.scale else one
        for one in first.instrument.items
    )
    about = replace(first, instrument=replace(first.instrument, items=items))
    hours = replace(first, instrument=replace(first.instrument, time_lost=item.code))
    for shown in (about, hours):
        text = dump_release(shown)
        assert json.loads(text)["format"] == FORMAT
        assert load_release(text) == shown


def test_a_format_of_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="This is not a release"):
        load_release(RELEASE.replace(FIRST_FORMAT, "candor-release/4"))
