"""Forms of Google by its Forms API: every item, option and jump of a sample."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analysis.instrument import Condition
from questionnaires.formats.exchange import Fate, Reading
from tests.questionnaires.formats.foreign import (
    GOOGLE,
    outline,
    read,
    read_json,
    said,
    sample,
    texts_in,
    told,
)

ITEMS = """
deployments_are_easy: ordinal agreement_5, required, na
which_tool_do_you_use_most: single which_tool_do_you_use_most
what_do_you_wait_for: multiple what_do_you_wait_for
how_likely_would_you_advise_a_friend_to: ordinal how_likely_would_you_advise_a_friend_to
how_good_are_our_documents: ordinal how_good_are_our_documents
are_you_on_call: single yes_no, required
how_often_are_you_woken: ordinal frequency_5, after are_you_on_call yes
what_would_help_at_night: text long_text, after are_you_on_call yes
with_your_tools: ordinal satisfaction_5, required
with_reviews: ordinal satisfaction_5
for_meetings: multiple for_meetings
your_role_today: text short_text
do_you_go_on: single yes_no
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(GOOGLE)


@pytest.fixture
def whole() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sample(GOOGLE))
    return found


def test_items_scales_and_sections(reading: Reading) -> None:
    instrument = reading.instrument
    assert outline(instrument) == ITEMS.strip().splitlines()
    assert [(part.title, part.intro) for part in instrument.sections] == [
        ("How we build software", "Before you begin. Think of the last three months."),
        ("On call", "Only for those who are woken."),
        ("Your work", ""),
    ]
    likely = instrument.item("how_likely_would_you_advise_a_friend_to").scale.options
    assert [likely[0].label, likely[5].label, likely[10].label] == [
        "0 · Not likely",
        "5",
        "10 · Very likely",
    ]
    other = instrument.item("what_do_you_wait_for").scale.options[2]
    assert (other.label, other.say) == ("Other", True)
    assert instrument.item("with_reviews").help == "How satisfied are you? One answer per line."


def test_what_is_gone_is_named(reading: Reading) -> None:
    gone = told(reading, Fate.DROPPED)
    for part in (
        "question “When did you start?”", "question “When does your day begin?”",
        "question “Send us a picture of your desk.”", "picture “A map of our tools”",
        "video “A talk”", "description “Twenty minutes.”", "jump to SUBMIT_FORM after “No”",
        "random order of the answers", "random order of the rows", "settings image",
        "settings grading", "settings settings, responderUri, linkedSheetId",
    ):  # fmt: skip
        assert any(part in one for one in gone), part


def test_every_text_of_the_file_is_named(reading: Reading, whole: dict[str, Any]) -> None:
    keys = frozenset({"title", "description", "value", "lowLabel", "highLabel"})
    texts = list(texts_in(whole, keys))
    assert len(texts) > 50
    for text in texts:
        for piece in text.replace("</b>", "<b>").split("<b>"):
            assert piece.strip(" ?.") in said(reading)


def jump(whole: dict[str, Any], *, required: bool = True, **others: Any) -> Reading:
    question = whole["items"][6]["questionItem"]["question"]
    question["required"] = required
    question["choiceQuestion"]["options"][1] = {"value": "No", **others}
    return read_json(GOOGLE, whole)


def test_a_jump_over_one_section_is_a_condition_where_that_is_the_same(
    whole: dict[str, Any],
) -> None:
    found = jump(whole, goToSectionId="10000011")
    shown = found.instrument.item("how_often_are_you_woken").show_if
    assert shown == Condition("are_you_on_call", frozenset({"yes"}))
    assert "jump to 10000011 after “No” changed" in said(found)


@pytest.mark.parametrize(
    ("required", "others"),
    [
        (False, {"goToSectionId": "10000011"}),  # who gives no answer is shown the section
        (True, {"goToAction": "SUBMIT_FORM"}),
        (True, {"goToAction": "RESTART_FORM"}),
        (True, {"goToSectionId": "99999999"}),
    ],
)
def test_any_other_jump_is_named_and_shows_everything(
    whole: dict[str, Any], *, required: bool, others: dict[str, str]
) -> None:
    found = jump(whole, required=required, **others)
    assert found.instrument.item("how_often_are_you_woken").show_if is None
    goal = next(iter(others.values()))
    assert any(f"jump to {goal}" in one for one in told(found, Fate.DROPPED))


def test_a_section_that_something_else_leads_to_has_no_condition(whole: dict[str, Any]) -> None:
    tools = whole["items"][2]["questionItem"]["question"]["choiceQuestion"]["options"]
    tools[0]["goToSectionId"] = "10000008"
    found = read_json(GOOGLE, whole)
    assert found.instrument.item("how_often_are_you_woken").show_if is None
    assert len([one for one in told(found, Fate.DROPPED) if "jump to" in one]) == 4
