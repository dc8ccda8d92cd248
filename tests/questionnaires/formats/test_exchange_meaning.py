"""One question in the files of all tools: it means the same, and the report says the same of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import pytest

from analysis.scales import BUILT_IN
from questionnaires.formats import (
    dora_json,
    google_forms_json,
    items_csv,
    limesurvey_lss,
    qualtrics_qsf,
    surveyjs_json,
    xlsform_xlsx,
)
from questionnaires.formats.exchange import Fate, Reading
from tests.workbooks import workbook

AGREEMENT = (
    "Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree",
    "Don't know",
)  # fmt: skip
FREQUENCY = ("Always", "Often", "Sometimes", "Rarely", "Never", "N/A")
TOOLS = ("Editor", "Debugger", "Other", "Not applicable")


def _google(labels: Sequence[str]) -> Reading:
    choice = {"type": "RADIO", "options": [{"value": label} for label in labels]}
    item = {"title": "Q?", "questionItem": {"question": {"choiceQuestion": choice}}}
    return google_forms_json.FORMAT.read(json.dumps({"items": [item]}).encode(), "x.json")  # type: ignore[misc]


def _qualtrics(labels: Sequence[str]) -> Reading:
    question = {"QuestionID": "QID1", "QuestionText": "Q?", "QuestionType": "MC",
                "Selector": "SAVR",
                "Choices": [{"Display": label} for label in labels]}  # fmt: skip
    blocks = [{"ID": "B", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]
    elements = [{"Element": "BL", "Payload": blocks}, {"Element": "SQ", "Payload": question}]
    return qualtrics_qsf.FORMAT.read(json.dumps({"SurveyElements": elements}).encode(), "x.qsf")  # type: ignore[misc]


def _limesurvey(labels: Sequence[str]) -> Reading:
    rows = "".join(
        f"<row><qid>1</qid><code>A{n}</code><answer>{escape(label)}</answer>"
        f"<sortorder>{n}</sortorder></row>"
        for n, label in enumerate(labels)
    )
    text = (
        "<document><LimeSurveyDocType>Survey</LimeSurveyDocType>"
        "<groups><rows><row><gid>1</gid></row></rows></groups><questions><rows><row><qid>1</qid>"
        "<gid>1</gid><type>L</type><title>q</title><question>Q?</question></row></rows></questions>"
        f"<answers><rows>{rows}</rows></answers></document>"
    )
    return limesurvey_lss.FORMAT.read(text.encode(), "x.lss")  # type: ignore[misc]


def _dora(labels: Sequence[str]) -> Reading:
    group = {"questions": [f"Q?|{', '.join(labels)}"]}
    whole = {"categories": [{"heading": "H", "question_groups": [group]}]}
    return dora_json.FORMAT.read(json.dumps(whole).encode(), "x.json")  # type: ignore[misc]


def _surveyjs(labels: Sequence[str]) -> Reading:
    choices = [{"value": n, "text": label} for n, label in enumerate(labels)]
    question = {"type": "radiogroup", "name": "q", "title": "Q?", "choices": choices}
    return surveyjs_json.read(json.dumps({"elements": [question]}).encode(), "x.json")


def _xlsform(labels: Sequence[str]) -> Reading:
    survey = [["type", "name", "label"], ["select_one l", "q", "Q?"]]
    choices = [["list_name", "name", "label"]]
    choices += [["l", f"a{n}", label] for n, label in enumerate(labels)]
    return xlsform_xlsx.read(workbook({"survey": survey, "choices": choices}), "x.xlsx")


def _csv(labels: Sequence[str]) -> Reading:
    return items_csv.read(f"text,scale\nQ?,{' | '.join(labels)}\n".encode(), "x.csv")


MADE: tuple[Callable[[Sequence[str]], Reading], ...] = (
    _google, _qualtrics, _limesurvey, _dora, _surveyjs, _xlsform, _csv,
)  # fmt: skip


def _steps(reading: Reading, labels: Sequence[str]) -> set[tuple[Fate, str]]:
    """What became of the answers, as far as that is more than being kept."""
    said = {f"answer “{label}”" for label in labels}
    said |= {"order of the answers", "choice of one answer"}
    return {(one.fate, one.what) for one in reading.remarks if one.what in said}


@pytest.mark.parametrize("labels", [AGREEMENT, FREQUENCY, TOOLS], ids=["agree", "often", "tools"])
@pytest.mark.parametrize("make", MADE, ids=lambda one: one.__name__.strip("_"))
def test_the_same_question_means_the_same_from_every_tool(
    make: Callable[[Sequence[str]], Reading], labels: tuple[str, ...]
) -> None:
    first, reading = _google(labels), make(labels)
    (wanted,), (item,) = first.instrument.items, reading.instrument.items
    assert item.scale.kind is wanted.scale.kind
    assert [(one.label, one.value, one.say) for one in item.scale.options] == [
        (one.label, one.value, one.say) for one in wanted.scale.options
    ]
    assert item.allows_na
    assert wanted.allows_na
    assert _steps(reading, labels) == _steps(first, labels)
    assert (Fate.CHANGED, f"answer “{labels[-1]}”") in _steps(reading, labels)


@pytest.mark.parametrize("make", MADE, ids=lambda one: one.__name__.strip("_"))
def test_answers_of_ours_are_our_scale_from_every_tool(
    make: Callable[[Sequence[str]], Reading],
) -> None:
    labels = [option.label for option in BUILT_IN["agreement_5"].options]
    item = make([*labels[::-1], "Don't know"]).instrument.items[0]
    assert item.scale == BUILT_IN["agreement_5"]
    assert item.allows_na


@pytest.mark.parametrize("make", [_surveyjs, _xlsform], ids=lambda one: one.__name__.strip("_"))
def test_markup_that_is_gone_is_told(make: Callable[[Sequence[str]], Reading]) -> None:
    reading = make(("<b>Yes</b>", "No"))
    assert reading.instrument.items[0].scale.code == "yes_no"
    told = [one for one in reading.remarks if one.what == "markup b"]
    assert [(one.fate, "words of a text" in one.why) for one in told] == [(Fate.CHANGED, True)]
