"""Real files from the makers of other tools: what is read of each, and what its report says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.instrument import ScaleKind
from questionnaires.formats.exchange import Fate, Reading
from questionnaires.formats.exchange_formats import read_any
from questionnaires.formats.problems import QuestionSetError
from tests.questionnaires.formats.foreign import said
from tests.workbooks import workbook

MAKERS = Path(__file__).with_name("samples") / "makers"


def read(name: str) -> Reading:
    return read_any((MAKERS / name).read_bytes(), name)[1]


@pytest.mark.parametrize(
    ("name", "code", "items", "sections"),
    [
        ("dora_core.json", "dora", 38, 13),
        ("google_quickstart.json", "google_forms", 1, 1),
        ("limesurvey_testing.lss", "limesurvey", 3, 1),
        ("qualtrics_single_answer.qsf", "qualtrics", 5, 1),
        ("surveyjs_medical_service.json", "surveyjs", 14, 2),
        ("xlsform_or_other.xlsx", "xlsform", 2, 1),
        ("xlsform_spec_test.xlsx", "xlsform", 22, 8),
    ],
)
def test_each_file_is_known_and_read(name: str, code: str, items: int, sections: int) -> None:
    found, reading = read_any((MAKERS / name).read_bytes(), name)
    assert found.code == code
    assert len(reading.instrument.items) == items
    assert len(reading.instrument.sections) == sections
    assert reading.count(Fate.KEPT) >= items


def test_the_files_are_those_that_the_page_names() -> None:
    page = (MAKERS / "README.md").read_text()
    files = {path.name for path in MAKERS.iterdir()} - {"README.md", "LICENCES.md"}
    assert files == {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}


def test_dora_names_questions_by_the_keys_of_its_data() -> None:
    reading = read("dora_core.json")
    instrument = reading.instrument
    burnout = [f"core_burnout{n}" for n in ("", "_2", "_3", "_4")]
    assert list(instrument.sections[1].items) == burnout
    assert instrument.item("core_dep_auto").scale.code == "percentage"
    # One text holds five keys in another order than that of the questions: none is guessed.
    assert "core_lead_time" not in {item.code for item in instrument.items}
    assert "core_lead_time,core_deploy_freq dropped: They do not say which question" in said(
        reading
    )


def test_dora_answers_go_by_label_wherever_they_stand() -> None:
    instrument = read("dora_core.json").instrument
    for code in ("core_burnout", "core_mnt", "core_tdm"):  # both ways round, NA at three places
        item = instrument.item(code)
        assert item.scale.code == "agreement_7"
        assert item.allows_na
    labels = [option.label for option in instrument.item("core_forprofit_perf").scale.options]
    assert (labels[0], labels[3], labels[-1]) == (
        "Performed well below goals", "Met goals", "Performed well above goals",
    )  # fmt: skip
    delivery = [instrument.item(code).scale.code for code in instrument.sections[11].items]
    assert delivery == [
        "lead_time", "deployment_frequency", "percentage", "recovery_time", "percentage",
    ]  # fmt: skip


def test_surveyjs_keeps_the_german_of_sections_rows_and_answers() -> None:
    instrument = read("surveyjs_medical_service.json").instrument
    german = instrument.translations["de"]
    part = instrument.sections[1]
    assert german[f"sections.{part.code}.title"] == "Servicequalität"
    assert german[f"items.{part.items[8]}.text"].endswith(
        ": Ihr Vertrauen in diesen Pflegeanbieter"
    )
    rated = {instrument.item(code).scale.code for code in part.items[:10]}
    assert len(rated) == 1  # ten rows share one scale
    assert german[f"scales.{rated.pop()}.options.very_good"] == "Sehr gut"


def test_limesurvey_of_the_flat_tables_is_read() -> None:
    reading = read("limesurvey_testing.lss")
    year = reading.instrument.item("yob").scale
    assert year.numbers is not None
    assert (year.numbers.minimum, year.numbers.maximum) == (1850, 2050)
    assert [option.say for option in reading.instrument.item("fcol").scale.options][-1]
    assert "attribute maximum_chars = 4 dropped" in said(reading)


def test_qualtrics_keeps_the_order_of_choices_in_groups() -> None:
    reading = read("qualtrics_single_answer.qsf")
    labels = [option.label for option in reading.instrument.item("q5").scale.options]
    assert labels[:3] == [
        f"Click to write {one}" for one in ("Statement 1", "Choice 4", "Choice 5")
    ]
    assert "settings Configuration, ChoiceGroups, ChoiceGroupOrder dropped" in said(reading)
    assert "choices 1: settings DisplayLogic dropped" in said(reading)


def test_xlsform_of_the_specification_is_read_with_all_that_is_gone() -> None:
    reading = read("xlsform_spec_test.xlsx")
    instrument = reading.instrument
    assert instrument.item("select_multiple_test").scale.kind is ScaleKind.MULTIPLE
    single = [item for item in instrument.items if item.scale.code == "yes_no"]
    assert len(single) == 6
    report = said(reading)
    assert "geopoint geopoint_test dropped" in report
    assert "constraint dropped: '. <= ${a_integer}'" in report
    assert "repeat repeat_test changed: its questions are asked once" in report


def test_xlsform_with_an_answer_of_ones_own() -> None:
    reading = read("xlsform_or_other.xlsx")
    colour = reading.instrument.item("fav_color").scale
    assert [option.code for option in colour.options if option.say] == ["other"]
    assert "choice_filter dropped: 'pastel=yes'" in said(reading)


def test_google_tells_what_is_no_question() -> None:
    reading = read("google_quickstart.json")
    item = reading.instrument.items[0]
    assert item.required
    assert [option.label for option in item.scale.options] == ["1965", "1967", "1969", "1971"]
    assert "video “Homework video” dropped" in said(reading)
    assert "random order of the answers dropped" in said(reading)


# What other real files do, of which none can be kept here.


def xlsform(rows: list[list[str]], choices: list[list[str]]) -> Reading:
    return read_any(workbook({"survey": rows, "choices": choices}), "form.xlsx")[1]


@pytest.mark.parametrize(
    ("type_", "kind", "say"),
    [
        ("select one from sizes", ScaleKind.SINGLE, False),
        ("select_one_from sizes", ScaleKind.SINGLE, False),
        ("select one from sizes or specify other", ScaleKind.SINGLE, True),
        ("select all that apply from sizes or specify other", ScaleKind.MULTIPLE, True),
        ("add select one prompt using sizes", ScaleKind.SINGLE, False),
        ("select_multiple sizes or_other", ScaleKind.MULTIPLE, True),
    ],
)
def test_xlsforms_of_the_first_years(type_: str, kind: ScaleKind, *, say: bool) -> None:
    reading = xlsform(
        [["command", "name", "caption:English"], [type_, "q", "Which?"], ["string", "s", "Who?"]],
        [["list name", "name", "label:English"], ["sizes", "x", "Red"], ["sizes", "y", "Blue"]],
    )
    scale = reading.instrument.item("q").scale
    assert (scale.code, scale.kind) == ("sizes_answers", kind)
    assert any(option.say for option in scale.options) is say
    assert reading.instrument.item("q").text == "Which?"
    assert reading.instrument.item("s").scale.kind is ScaleKind.TEXT


def test_xlsforms_that_name_questions_by_their_paths() -> None:
    reading = xlsform(
        [
            ["type", "name", "label", "bind:relevant"],
            ["select one from kinds", "kind", "Which?", ""],
            ["text", "why", "Why?", "../kind = 'x'"],
        ],
        [["list name", "name", "label"], ["kinds", "x", "Red"], ["kinds", "y", "Blue"]],
    )
    condition = reading.instrument.item("why").show_if
    assert condition is not None
    assert (condition.item, condition.answers) == ("kind", frozenset({"x"}))


def test_a_list_that_many_questions_use_is_one_scale() -> None:
    rows = [["type", "name", "label"], *(["select_one l", f"q{n}", "Q?"] for n in range(150))]
    choices = [["list_name", "name", "label"], ["l", "a", "Red"], ["l", "b", "Blue"]]
    items = xlsform(rows, choices).instrument.items
    assert {item.scale.code for item in items} == {"l_answers"}


def test_a_place_that_nothing_can_fill_is_named() -> None:
    rows = [["type", "name", "label"], ["text", "q", "Is ${gone} easy?"]]
    reading = xlsform(rows, [])
    assert reading.instrument.item("q").written_text == "Is … easy?"
    assert "place ${gone} in the text changed: It cannot be repeated" in said(reading)


def test_a_file_of_which_nothing_can_be_asked_says_why() -> None:
    rows = [["type", "name", "label"], ["note", "n", "Hello"], ["geopoint", "g", "Where?"]]
    with pytest.raises(QuestionSetError, match="The first one, sheet survey, row 3: geopoint g"):
        xlsform(rows, [])


def test_surveyjs_choices_of_value_and_label_in_one_text() -> None:
    choices = ["correct|Yes, the price is right", "low|No, it is too low"]
    survey = {"elements": [{"type": "radiogroup", "name": "price", "choices": choices}]}
    options = read_any(json.dumps(survey).encode(), "x.json")[1].instrument.items[0].scale.options
    assert [(one.code, one.label) for one in options] == [
        ("correct", "Yes, the price is right"),
        ("low", "No, it is too low"),
    ]


def qsf(payload: dict[str, Any]) -> Reading:
    question = {"QuestionID": "QID1", "Validation": {"Settings": {"Type": "None"}}, **payload}
    blocks = [{"Type": "Default", "Description": "B", "ID": "BL_1",
               "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]  # fmt: skip
    elements = [{"Element": "BL", "Payload": blocks}, {"Element": "SQ", "Payload": question}]
    survey = {"SurveyEntry": {"SurveyName": "S"}, "SurveyElements": elements}
    return read_any(json.dumps(survey).encode(), "x.qsf")[1]


_ROWS = {"1": {"Display": "Speed"}, "2": {"Display": "Quality"}}
_COLUMNS = {"1": {"Display": "Red"}, "2": {"Display": "Blue"}}


def test_qualtrics_rows_have_the_names_that_their_data_has() -> None:
    matrix = {"QuestionText": "Rate", "QuestionType": "Matrix", "Selector": "Likert",
              "SubSelector": "MultipleAnswer", "DataExportTag": "Q1", "Choices": _ROWS,
              "Answers": _COLUMNS, "AnswerOrder": [1, 2],
              "ChoiceDataExportTags": {"1": "speed", "2": False}}  # fmt: skip
    assert [item.code for item in qsf(matrix).instrument.items] == ["speed", "q1_2"]


def test_qualtrics_tables_side_by_side_are_read_column_by_column() -> None:
    def column(number: int, text: str, selector: str) -> dict[str, Any]:
        return {"QuestionText": text, "QuestionType": "Matrix", "Selector": selector,
                "SubSelector": "SingleAnswer", "DataExportTag": f"Q1#{number}",
                "QuestionID": f"QID1#{number}", "Choices": _ROWS, "Answers": _COLUMNS}  # fmt: skip

    columns = {"1": column(1, "How good?", "Likert"), "2": column(2, "Why?", "TE")}
    table = {"QuestionText": "Rate", "QuestionType": "SBS", "Selector": "SBSMatrix",
             "DataExportTag": "Q1", "Choices": _ROWS, "ChoiceOrder": ["2", "1"],
             "NumberOfQuestions": 2, "AdditionalQuestions": columns}  # fmt: skip
    reading = qsf(table)
    assert [(item.code, item.text, item.help) for item in reading.instrument.items] == [
        ("q1_1_2", "Quality", "Rate How good?"),
        ("q1_1_1", "Speed", "Rate How good?"),
        ("q1_2_2", "Quality", "Rate Why?"),
        ("q1_2_1", "Speed", "Rate Why?"),
    ]
    assert "side by side “Rate” changed: Each of its 2 columns is asked" in said(reading)
