"""DORA's published questions, in a file of the same shape with words of ours."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from analysis.scales import BUILT_IN
from questionnaires.formats.exchange import Fate, Reading
from tests.questionnaires.formats.foreign import (
    DORA,
    keys_in,
    outline,
    read,
    read_json,
    said,
    sample,
    texts_in,
    told,
)

ITEMS = """
m_release: ordinal agreement_7, na
m_release_2: ordinal agreement_7, na
q_lead: ordinal lead_time, na
q_often: ordinal deployment_frequency, na
q_failed: percentage percentage
q_back: ordinal recovery_time, na
q_rework: percentage percentage
my_work_tires_me_out: ordinal agreement_7
our_backlog_is_clear_is_it_often: ordinal agreement_7
q_quality: ordinal q_quality, na
m_review: ordinal lead_time, na
rested: ordinal rested
ind_tools: multiple ind_tools
what_do_you_use_at_work_please_select: multiple what_do_you_use_at_work_please_select, na
which_of_these_describes_your_job: single which_of_these_describes_your_job, na
how_many_years_have_you_worked_here: text short_text
"""

AGREEMENT = [
    "Strongly disagree", "Mostly Disagree", "Slightly disagree", "Neither agree nor disagree",
    "Somewhat agree", "Mostly agree", "Strongly agree",
]  # fmt: skip
DURATIONS = [
    "More than six months", "Between one month and six months", "Between one week and one month",
    "Between one day and one week", "Less than one day", "Less than one hour",
]  # fmt: skip
RATES = [
    "Fewer than once per six months", "Between once per month and once every 6 months",
    "Between once per week and once per month", "Between once per day and once per week",
    "Between once per hour and once per day", "On demand (multiple deploys per day)",
]  # fmt: skip


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(DORA)


def one_question(text: str, *, name: str = "2024.json") -> Reading:
    group = {"survey_key": "q", "questions": [text]}
    whole = {"categories": [{"heading": "Work", "question_groups": [group]}]}
    return read_json(DORA, whole, name)


def test_items_scales_and_sections(reading: Reading) -> None:
    instrument = reading.instrument
    assert outline(instrument) == ITEMS.strip().splitlines()
    assert [part.title for part in instrument.sections] == ["Releases", "Work", "Tools"]
    assert {item.source for item in instrument.items} == {"DORA 2031"}
    assert instrument.item("ind_tools").scale.max_choices == 2
    assert instrument.item("ind_tools").scale.say is not None
    jobs = instrument.item("which_of_these_describes_your_job").scale.options
    assert [one.label for one in jobs] == [
        "Developer",
        "Operator (nights, weekends)",
        "Other (please specify)",
    ]


def test_the_source_and_its_licence_are_named() -> None:
    for name, source in (
        ("2024.json", "DORA 2024"),
        ("2025-state-of-ai-assisted-software-development.json", "DORA 2025"),
        ("core.json", "DORA"),
    ):
        found = one_question("Is it fast?|Yes,No", name=name)
        assert found.instrument.items[0].source == source
        licence = next(one for one in found.remarks if "CC BY 4.0" in one.why)
        assert source in licence.what
        assert licence.fate is Fate.CHANGED


@pytest.mark.parametrize("none", ["I don't know or NA", "I don’t know", "I don't know / NA", "NA"])
@pytest.mark.parametrize(
    ("labels", "scale"),
    [(AGREEMENT, "agreement_7"), (DURATIONS, "lead_time"), (RATES, "deployment_frequency")],
)
def test_answers_are_known_by_their_labels_in_every_order(
    labels: list[str], scale: str, none: str
) -> None:
    """Worst first, best first, anything in between, and with no answer anywhere among them."""
    shuffled = labels[::2] + labels[1::2]
    for order, place in itertools.product((labels, labels[::-1], shuffled), (0, 2, 7)):
        found = one_question("How is it?|" + ",".join([*order[:place], none, *order[place:]]))
        item = found.instrument.items[0]
        assert item.scale == BUILT_IN[scale]
        assert item.allows_na
        options = item.scale.options
        for label, option in zip(labels, options, strict=True):
            told_as = f"answer “{label}” changed: It reads “{option.label}” here"
            assert label.casefold() == option.label.casefold() or told_as in said(found)


def test_time_to_restore_has_a_scale_of_its_own() -> None:
    found = one_question("How long does it take to restore service?|" + ",".join(DURATIONS))
    assert found.instrument.items[0].scale.code == "recovery_time"
    assert not found.instrument.items[0].allows_na


def test_levels_that_ours_has_not_make_a_scale_in_the_order_of_their_labels() -> None:
    labels = "Always,Frequently,Occasionally,Rarely,Never,I don’t know or prefer not to answer"
    scale = one_question(f"How often?|{labels}").instrument.items[0].scale
    assert [(one.code, one.label) for one in scale.options] == [
        ("1", "Never"), ("2", "Rarely"), ("3", "Occasionally"), ("4", "Frequently"),
        ("5", "Always"),
    ]  # fmt: skip
    assert not scale.favourable


def test_what_has_no_order_gets_none() -> None:
    scale = one_question("Where?|At home,In the office,Both").instrument.items[0].scale
    assert (scale.kind, scale.values) == ("single", ())


def test_every_text_and_key_of_the_file_is_named(reading: Reading) -> None:
    whole: dict[str, Any] = json.loads(sample(DORA))
    everything = said(reading)
    known = {"categories", "heading", "description", "question_groups", "questions",
             "group_responses", "survey_key", "survey_keys"}  # fmt: skip
    for key in keys_in(whole):
        assert key in known or f"settings {key}" in everything, key
    texts = list(texts_in(whole, frozenset({"heading", "description"})))
    for category in whole["categories"]:
        for group in category["question_groups"]:
            texts += [group.get("survey_key", ""), *group.get("survey_keys", [])]
            for text in (group.get("group_responses", ""), *group["questions"]):
                asked, _, answers = text.partition("|")
                texts += asked.split(",") + answers.split(",")
    assert len(texts) > 100
    for text in texts:
        assert text.strip() in everything or text.startswith("(value between"), text


def test_a_group_without_answers_is_rated_and_says_so(reading: Reading) -> None:
    changes = told(reading, Fate.CHANGED)
    assert any("statement “My work tires me out.”" in one for one in changes)
    assert any("“How many years have you worked here?”" in one for one in changes)
    assert any("question “Is it mandatory?”" in one for one in told(reading, Fate.DROPPED))
