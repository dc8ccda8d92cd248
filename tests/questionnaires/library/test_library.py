"""The question sets that ship: complete, sourced, short, and asked in plain words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.instrument import AGREEMENT_5, Instrument, Item, ScaleKind
from analysis.translations import translated
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set
from questionnaires.services.question_sets import LIBRARY
from surveyapp.survey_pages import survey_context

NAMES = ("developer-experience", "dora-quick-check", "pulse")
METRICS = {
    "change_lead_time",
    "deployment_frequency",
    "change_fail_rate",
    "failed_deployment_recovery_time",
    "deployment_rework_rate",
}


def shipped(name: str) -> Instrument:
    path = LIBRARY / f"{name}.yaml"
    return read_question_set(path.read_text(encoding="utf-8"), path.name)


ITEMS = [(name, item) for name in NAMES for item in shipped(name).items]
each_item = pytest.mark.parametrize(
    ("name", "item"), ITEMS, ids=[f"{name}-{item.code}" for name, item in ITEMS]
)
each_set = pytest.mark.parametrize("name", NAMES)


def test_exactly_these_ship() -> None:
    assert sorted(path.stem for path in LIBRARY.glob("*.yaml")) == list(NAMES)
    assert Path(LIBRARY).name == "library"


@each_set
def test_its_code_is_its_file_name_and_it_can_be_written(name: str) -> None:
    instrument = shipped(name)
    assert instrument.code == name
    assert instrument.description
    assert read_question_set(write_question_set(instrument), "x.yaml") == instrument


@each_item
def test_every_item_has_a_source_and_tags(name: str, item: Item) -> None:
    assert len(item.source) > 5
    assert item.attribute or item.space, name
    if item.scale.code.startswith("agreement"):
        assert item.devex or item.dora or item.construct or name == "pulse" or item.space


@each_item
def test_a_dora_tag_has_a_source_in_doras_research(name: str, item: Item) -> None:
    if item.dora:
        assert re.search(r"DORA|Accelerate", item.source), f"{name}: whose measure is it?"


@pytest.mark.parametrize("scale", ["hours_lost", "tenure"])
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_bands_leave_no_number_to_two_answers(scale: str, language: str) -> None:
    instrument = translated(shipped("developer-experience"), language)
    (found,) = {item.scale for item in instrument.items if item.scale.code == scale}
    bands = [option.label for option in found.options if re.search(r"\d", option.label)]
    below, *between, last = bands
    for lower, band in zip([below, *between], [*between, last], strict=True):
        assert re.findall(r"\d+", lower)[-1] == re.findall(r"\d+", band)[0]
        assert re.search(r"under|unter|a menos de|Less than|Weniger als|Menos de", lower), lower
    assert re.search(r"or more|oder mehr|o más", last)


@each_item
def test_every_item_is_one_plain_question(name: str, item: Item) -> None:
    text = item.text
    assert not re.search(r"\b(and|or|and/or)\b|/|;", text), f"{name}: two questions in one"
    assert not re.search(
        r"\b(always|never|obviously|surely|of course|everybody)\b", text, re.IGNORECASE
    )
    assert not re.search(r"\b(not|don't|doesn't|cannot|isn't)\b", text), "a negation"
    assert len(text.split()) <= 16
    is_statement = item.scale.code == "agreement_5"
    assert text.endswith("." if is_statement else "?")
    assert text[0].isupper()
    assert text.count(".") + text.count("?") == 1


@each_set
def test_every_section_says_what_to_think_of_and_why_it_is_asked(name: str) -> None:
    for section in shipped(name).sections:
        sentences = section.intro.split(". ")
        assert section.intro.endswith(".")
        assert len(sentences) == 2, section.code
        assert all(len(sentence.split()) <= 20 for sentence in sentences), section.code
        assert re.search(r"\b(asked|answers show)\b", section.intro), section.code


@each_set
def test_three_dimensions_of_space_and_more(name: str) -> None:
    covered = {item.space for item in shipped(name).items} - {None}
    assert len(covered) >= 3
    if name == "developer-experience":
        assert len(covered) == 5


@pytest.mark.parametrize(
    ("name", "minutes"), [("developer-experience", 9), ("dora-quick-check", 5), ("pulse", 2)]
)
def test_it_takes_less_time_than_it_says(name: str, minutes: int) -> None:
    survey = survey_context(shipped(name))["survey"]
    seconds = sum(question.seconds for page in survey.pages for question in page.questions)
    assert seconds <= minutes * 60  # with every conditional question shown
    assert survey.minutes <= minutes


@pytest.mark.parametrize("name", ["developer-experience", "dora-quick-check"])
def test_the_five_delivery_metrics(name: str) -> None:
    instrument = shipped(name)
    metrics = {item.dora: item for item in instrument.items if item.dora in METRICS}
    assert set(metrics) == METRICS
    for tag in ("change_lead_time", "deployment_frequency", "failed_deployment_recovery_time"):
        assert metrics[tag].scale.values == (1, 2, 3, 4, 5, 6)
    for tag in ("change_fail_rate", "deployment_rework_rate"):
        assert metrics[tag].scale.kind is ScaleKind.PERCENTAGE


def test_the_three_capabilities_of_the_quick_check() -> None:
    sizes = {c.code: len(c.items) for c in shipped("dora-quick-check").constructs}
    assert sizes == {"continuous_integration": 5, "loose_coupling": 6, "culture": 6}


def test_constructs_of_the_default_set_can_be_compared() -> None:
    instrument = shipped("developer-experience")
    assert len(instrument.constructs) >= 10
    for construct in instrument.constructs:
        items = instrument.items_of(construct.code)
        assert 2 <= len(items) <= 4
        assert {item.scale.code for item in items} == {"agreement_5"}
        assert tuple(option.label for option in items[0].scale.options) == AGREEMENT_5
    assert all(item.reverse for item in instrument.items_of("burnout"))
    assert {"feedback_loops", "cognitive_load", "flow"} <= {c.code for c in instrument.constructs}


def test_what_the_default_set_asks_besides() -> None:
    instrument = shipped("developer-experience")
    assert 38 <= len(instrument.items) <= 46
    assert instrument.item("fix_first").scale.max_choices == 3
    assert instrument.item("recommend").scale.code == "nps"
    assert instrument.item("time_lost").scale.values == (0, 0.5, 2, 4.5, 8, 12)
    assert len(instrument.text_items) == 2
    assert [item.code for item in instrument.items if item.attribute] == ["role", "tenure"]
    assert [item.code for item in instrument.items if item.show_if] == ["on_call_nights"]


def test_items_that_two_sets_share_are_the_same_question() -> None:
    default = shipped("developer-experience")
    shared = 0
    for name in ("dora-quick-check", "pulse"):
        for item in shipped(name).items:
            if default.has_item(item.code):
                twin = default.item(item.code)
                asked = (item.text, item.help, item.scale, item.reverse, item.wording)
                assert asked == (twin.text, twin.help, twin.scale, twin.reverse, twin.wording)
                shared += 1
    assert shared == 10 + 10
