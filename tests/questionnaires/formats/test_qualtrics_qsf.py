"""Qualtrics' survey files: every element, question, choice and setting of a sample."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from analysis.instrument import Condition
from questionnaires.formats.exchange import Fate, Reading
from tests.questionnaires.formats.foreign import (
    QUALTRICS,
    outline,
    read,
    read_json,
    said,
    sample,
    texts_in,
    told,
)

ITEMS = """
q2: single yes_no, required
q3_2: ordinal agreement_5, na
q3_1: ordinal agreement_5, na
q3_4: ordinal agreement_5, na
q4: multiple q4
q5: single q5
q6: text long_text, after q4 builds reviews
q7: slider q7
q8: ranking q8
q9_1: amount q9_1
q9_2: amount q9_1
q10: ordinal nps
q11: ordinal frequency_5, after q2 yes
q12_1: text short_text, after q2 yes
q12_2: text short_text, after q2 yes
q13_1: multiple q13_1, after q2 yes
q14: single yes_no, after q11 5
q15: text short_text
q17_1: text short_text
q17_2: text short_text
q19: single yes_no
q20: text short_text
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(QUALTRICS)


@pytest.fixture
def whole() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sample(QUALTRICS))
    return found


def payload(whole: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one["Payload"] for one in whole["SurveyElements"] if one["PrimaryAttribute"] == key)


def test_items_in_the_order_of_blocks_and_of_choices(reading: Reading) -> None:
    instrument = reading.instrument
    assert outline(instrument) == ITEMS.strip().splitlines()
    assert [(part.title, part.is_shuffled) for part in instrument.sections] == [
        ("Delivery", True),
        ("Tools", False),
        ("On call", False),
        ("You", False),
    ]
    assert instrument.sections[0].intro == "Think of the last three months."
    assert instrument.item("q3_1").help == "How far do you agree?"


def test_answers_by_their_labels(reading: Reading) -> None:
    item = reading.instrument.item
    waits = item("q4").scale
    assert [(one.label, one.say, one.exclusive) for one in waits.options][2:] == [
        ("Something else", True, False),
        ("Nothing", False, True),
    ]
    assert waits.max_choices == 2
    slider = item("q7").scale.range
    assert (slider.low, slider.high, slider.maximum) == ("It wears me out", "It is easy", 10)
    assert item("q9_1").scale.range.unit == "of 100"


def test_piped_text_repeats_an_answer_in_both_languages(reading: Reading) -> None:
    item = reading.instrument.item("q6")
    assert item.written_text == "What would make {q5|…} better, …?"
    german = reading.instrument.translations["de"]
    assert german["items.q6.text"] == "Was würde {q5|…} besser machen, …?"
    assert german["scales.agreement_5.options.5"] == "Stimme voll zu"
    assert reading.instrument.item("q19").text == "Do you use (braces|here)?"


def test_a_question_behind_a_branch_rests_on_another_behind_it(reading: Reading) -> None:
    assert reading.instrument.item("q14").show_if == Condition("q11", frozenset({"5"}))
    assert "condition of the branch, through QID11 kept" in said(reading)


def test_what_is_gone_is_named(reading: Reading) -> None:
    gone = told(reading, Fate.DROPPED)
    for part in (
        "EmbeddedData FL_2", "BlockRandomizer FL_4", "EndSurvey FL_9", "random order Advanced",
        "1 page breaks", "skip logic", "display logic", "QuestionJS", "Randomization",
        "validation Type ContentType", "validation Type ChoicesTotal", "element SO", "element QC",
        "question “Where is your desk?”", "choice 1 “Region one”", "question “Timing”",
        "block “Trash / Unused Questions”", "question “An old question”",
        "question “A question that nobody sees”", "question “A question in no block”",
        "“Editor” = 10", "words in the row “Other:”", "TextEntrySize", "BlockLocking",
    ):  # fmt: skip
        assert any(part in one for one in gone), part


def test_every_text_and_setting_of_the_file_is_named(
    reading: Reading, whole: dict[str, Any]
) -> None:
    everything = said(reading)
    shown = everything + str(reading.instrument.translations["de"])
    texts = [*texts_in(whole, frozenset({"QuestionText", "Display", "SurveyName"}))]
    assert len(texts) > 80
    for text in texts:
        for piece in re.split(r"<[^>]*>|\$\{[^}]*\}|[{}]", text):
            assert piece.strip() in shown
    for element in whole["SurveyElements"]:
        if element["Element"] == "SQ":
            for key, value in element["Payload"].items():
                is_read = key in _READ or value in ([], {}, False, None, "")
                assert is_read or key in everything, key


#: What a question says that is read, and told by what it says.
_READ = {
    "QuestionText", "DataExportTag", "QuestionType", "Selector", "SubSelector", "Validation",
    "QuestionDescription", "QuestionID", "Choices", "ChoiceOrder", "Answers", "AnswerOrder",
    "Language", "DisplayLogic", "RecodeValues", "Labels", "SkipLogic",
}  # fmt: skip


def test_blocks_may_be_an_object_and_the_flow_may_be_missing(whole: dict[str, Any]) -> None:
    other = copy.deepcopy(whole)
    for element in other["SurveyElements"]:
        if element["Element"] == "BL":
            element["Payload"] = {str(n): one for n, one in enumerate(element["Payload"])}
    assert read_json(QUALTRICS, other).instrument == read(QUALTRICS).instrument
    other["SurveyElements"] = [
        element for element in other["SurveyElements"] if element["Element"] != "FL"
    ]
    found = read_json(QUALTRICS, other)
    assert [part.title for part in found.instrument.sections] == [
        "Delivery", "Tools", "On call", "Forgotten", "You",
    ]  # fmt: skip
    assert "question “An old question” dropped" in said(found)


def test_choices_may_be_a_list(whole: dict[str, Any]) -> None:
    tools = payload(whole, "QID5")
    tools["Choices"] = [{"Display": "Editor"}, {"Display": "Chat"}]
    tools["ChoiceOrder"] = [1, 0]
    scale = read_json(QUALTRICS, whole).instrument.item("q5").scale
    assert [option.label for option in scale.options] == ["Chat", "Editor"]


def test_recoded_values_order_answers_that_labels_do_not(whole: dict[str, Any]) -> None:
    rows = payload(whole, "QID3")
    rows["Answers"] = {"1": {"Display": "Gold"}, "2": {"Display": "Tin"}, "3": {"Display": "Iron"}}
    rows["AnswerOrder"] = ["1", "2", "3"]
    rows["RecodeValues"] = {"1": 30, "2": 10, "3": 20}
    scale = read_json(QUALTRICS, whole).instrument.item("q3_1").scale
    assert [(one.code, one.label, one.value) for one in scale.options] == [
        ("10", "Tin", 10),
        ("20", "Iron", 20),
        ("30", "Gold", 30),
    ]


@pytest.mark.parametrize(
    "logic",
    [
        {"0": {"0": {"LogicType": "EmbeddedField", "LeftOperand": "team"}, "Type": "If"}},
        {"0": {"0": {"LogicType": "Question", "Operator": "NotSelected",
                     "LeftOperand": "q://QID2/SelectableChoice/1"}, "Type": "If"}},
        {"0": {"0": {"LogicType": "Question", "Operator": "Selected",
                     "LeftOperand": "q://QID77/SelectableChoice/1"}, "Type": "If"}},
        {"0": {"0": {"LogicType": "Question", "Operator": "Selected",
                     "LeftOperand": "q://QID2/SelectableChoice/9"}, "Type": "If"}},
        {"0": {"0": {"LogicType": "Question", "Operator": "Selected",
                     "LeftOperand": "q://QID2/SelectableChoice/1"}, "Type": "If"},
         "1": {"0": {"LogicType": "Question", "Operator": "Selected",
                     "LeftOperand": "q://QID2/SelectableChoice/2"}, "Type": "AndIf"}},
    ],
)  # fmt: skip
def test_logic_that_ours_cannot_say_is_named_and_the_question_shown(
    whole: dict[str, Any], logic: dict[str, Any]
) -> None:
    payload(whole, "QID6")["DisplayLogic"] = {**logic, "Type": "BooleanExpression"}
    found = read_json(QUALTRICS, whole)
    assert found.instrument.item("q6").show_if is None
    gone = [one for one in told(found, Fate.DROPPED) if "(QID6)" in one]
    assert any("display logic" in one or "condition" in one for one in gone)


def test_translations_that_are_long_or_differ_are_told(whole: dict[str, Any]) -> None:
    first, last = payload(whole, "QID2"), payload(whole, "QID19")
    first["Language"]["DE"]["QuestionText"] = "Wort " * 200
    last["Language"] = {"DE": {"Choices": {"1": {"Display": "Jawohl"}, "2": {"Display": "Nein"}}}}
    found = read_json(QUALTRICS, whole)
    german = found.instrument.translations["de"]
    assert len(german["items.q2.text"]) == 500
    assert german["scales.yes_no.options.yes"] == "Ja"
    assert "de, scales.yes_no.options.yes, “Jawohl” dropped: “Ja” stands there before" in said(
        found
    )
    assert "Cut off: “…" in said(found)


def test_a_question_without_words_is_named_with_its_answers(whole: dict[str, Any]) -> None:
    payload(whole, "QID5")["QuestionText"] = "<img src=x>"
    gone = [one for one in told(read_json(QUALTRICS, whole), Fate.DROPPED) if "has no words" in one]
    assert "Editor" in gone[0]
    assert "Build server" in gone[0]
