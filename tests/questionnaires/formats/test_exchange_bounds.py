"""Files that say little and would cost much, each refused or read at once.

What is read here without its bound takes minutes; the bounds are told apart by what they say.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from questionnaires.formats import (
    dora_json,
    exchange_conditions,
    google_forms_json,
    items_csv,
    limesurvey_lss,
    microsoft_forms_xlsx,
    qualtrics_qsf,
    surveyjs_json,
    xlsform_xlsx,
)
from questionnaires.formats.exchange import ExchangeFormat, Fate, Reading
from questionnaires.formats.exchange_conditions import surveyjs_condition
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_json import MOST_ENTRIES, read_json
from questionnaires.formats.exchange_parts import plain_words
from questionnaires.formats.problems import QuestionSetError
from tests.workbooks import workbook


def surveyjs(survey: Any) -> Reading:
    return surveyjs_json.read(json.dumps(survey).encode(), "x.json")


def xlsform(rows: list[list[str]], choices: list[list[str]] | None = None) -> Reading:
    sheets = {"survey": rows, **({"choices": choices} if choices else {})}
    return xlsform_xlsx.read(workbook(sheets), "x.xlsx")


def matrix(columns: list[str], rows: int) -> dict[str, Any]:
    names = [f"r{n}" for n in range(rows)]
    return {"elements": [{"type": "matrix", "name": "m", "columns": columns, "rows": names}]}


def test_a_key_that_stands_twice_behind_many_others_is_found() -> None:
    keys = ",".join(f'"k{n}":1' for n in range(350_000))
    with pytest.raises(QuestionSetError, match="'k349999' stands twice"):
        read_json(f'{{{keys},"k349999":2}}'.encode(), "x.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps({"a": [0] * (MOST_ENTRIES + 1)}), "5,001 entries; at most 5,000"),
        (json.dumps({"a": {str(n): 0 for n in range(MOST_ENTRIES + 1)}}), "5,001 entries"),
        (json.dumps({"a": ["x" * 100_001]}), "100,001 characters"),
        (r'{"a": "zz\ud83d"}', "half a character"),
        (r'{"a": {"zz\ude00": 1}}', "half a character"),
    ],
)
def test_json_that_no_survey_is(text: str, said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        read_json(text.encode(), "x.json")


def test_json_with_a_picture_in_it_and_whole_characters_is_read() -> None:
    text = json.dumps({"logo": "data:image/png;base64," + "A" * 200_000, "a": "\U0001f600"})
    assert read_json(text.encode(), "x.json")["a"] == "\U0001f600"


def test_a_matrix_of_more_columns_than_a_scale_has_answers_asks_nothing() -> None:
    with pytest.raises(QuestionSetError, match="no question that can be asked"):
        surveyjs(matrix([f"c{n}" for n in range(5_000)], 10))


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        (["x" * 5_000 + str(n) for n in range(100)], 1_000, "share answers that are far too long"),
        ([f"c{n}" for n in range(100)], 500, "share answers that are far too long"),
        ([f"c{n}" for n in range(200)], 4_990, "share answers|at most 1,000"),
    ],
)
def test_a_matrix_that_unfolds_to_far_more_is_refused(
    columns: list[str], rows: int, said: str
) -> None:
    with pytest.raises(QuestionSetError, match=said):
        surveyjs(matrix(columns, rows))


@pytest.mark.parametrize(("pages", "said"), [(1_001, "more than 1,000 sections")])
def test_empty_pages_are_counted(pages: int, said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        surveyjs({"pages": [{"name": "p"}] * pages})


def test_parts_that_ask_nothing_are_counted_wherever_they_stand() -> None:
    panel = {"type": "panel", "elements": [{"type": "panel"}] * 2_600}
    with pytest.raises(QuestionSetError, match="at most 1,000 are read"):
        surveyjs({"elements": [panel, panel]})


@pytest.mark.parametrize(
    ("expression", "is_said"),
    [
        ("(" * 20 + "{q} = 'a'" + ")" * 20, True),
        ("(" * 41 + "{q} = 'a'" + ")" * 41, False),
        ("{q} = 'a'" + " or {q} = 'a'" * 200, False),
        ("{" + "\xa0" * 1_990, False),
    ],
)
def test_conditions_of_many_brackets_or_great_length_say_nothing(
    expression: str,
    *,
    is_said: bool,
) -> None:
    questions = [
        {"type": "radiogroup", "name": "q", "choices": ["a", "b"]},
        {"type": "comment", "name": "x", "visibleIf": expression},
    ]
    reading = surveyjs({"elements": questions})
    assert (reading.instrument.item("x").show_if is not None) is is_said
    lost = [one.what for one in reading.remarks if one.fate is Fate.DROPPED]
    assert lost == ([] if is_said else ["visibleIf"])


def test_a_condition_that_compares_with_very_many_numbers_says_nothing() -> None:
    number = {"type": "text", "inputType": "number", "name": "n", "min": 0, "max": 400}
    for count, is_said in ((20, True), (21, False)):
        asked = {"type": "comment", "name": "x", "visibleIf": " or ".join(["{n} > 390"] * count)}
        found = surveyjs({"elements": [number, asked]}).instrument.item("x")
        assert (found.show_if is not None) is is_said


def test_the_condition_of_a_panel_is_taken_apart_once() -> None:
    taken_apart = exchange_conditions._terms
    taken_apart.cache_clear()
    for _question in range(5):
        assert surveyjs_condition(Draft("x"), "{gone} = 'a'") is None
    assert taken_apart.cache_info().misses == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["type", "name", "label"], ["text", "q", "x" * 10_001]], "row 2, has 10,001 characters"),
        ([["type", "name", "label"]] + [["text", "q", "x" * 9_000]] * 500, "far more than a quest"),
    ],
)
def test_cells_are_no_longer_than_anything_that_is_asked(rows: list[list[str]], said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        xlsform(rows)


def test_parameters_of_one_long_word_are_looked_at_once() -> None:
    heading = ["type", "name", "label", "parameters"]
    words = ["range", "q", "Q?", "start=1 end = 5 " + "a" * 9_900]
    reading = xlsform([heading, words, *([["range", "p", "P?", "a" * 9_990]] * 40)])
    assert reading.instrument.item("q").scale.range.codes == ("1", "2", "3", "4", "5")


def test_a_long_list_that_many_questions_use_is_refused() -> None:
    choices = [["list_name", "name", "label"], *(["l", f"c{n}", "x" * 2_000] for n in range(90))]
    rows = [["type", "name", "label"], *(["select_one l", f"q{n}", "Q"] for n in range(90))]
    with pytest.raises(QuestionSetError, match="share answers that are far too long"):
        xlsform(rows, choices)


def lss(inner: str) -> bytes:
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{inner}</document>".encode()


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<a>" + "<b/>" * 20_001 + "</a>", "holds more than 20,000 others"),
        (f"<a>{'x' * 60_000}<b/>{'x' * 60_000}</a>", "more than 100,000 characters"),
        ("".join(f"<t{n}/>" for n in range(201)), "more than 200 tables"),
    ],
)
def test_xml_that_no_survey_is(inner: str, said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        limesurvey_lss.FORMAT.read(lss(inner), "x.lss")  # type: ignore[misc]


def test_commas_within_brackets_part_nothing_and_each_is_looked_at_once() -> None:
    text = "Q?|a (b, c), d" + ",e" * 49_000
    group = {"questions": [text] * 3}
    whole = {"categories": [{"heading": "H", "question_groups": [group]}]}
    reading = dora_json.FORMAT.read(json.dumps(whole).encode(), "x.json")  # type: ignore[misc]
    assert "“a (b, c)”, “d”, “e”" in "\n".join(map(str, reading.remarks))


def test_a_grid_of_long_answers_and_many_rows_is_refused() -> None:
    rows = [{"rowQuestion": {"title": f"r{n}"}} for n in range(900)]
    options = [{"value": "x" * 1_000 + str(n)} for n in range(90)]
    grid = {"questions": rows, "grid": {"columns": {"type": "RADIO", "options": options}}}
    form = {"items": [{"title": "G", "questionGroupItem": grid}]}
    with pytest.raises(QuestionSetError, match="share answers that are far too long"):
        google_forms_json.FORMAT.read(json.dumps(form).encode(), "x.json")  # type: ignore[misc]


def test_a_question_in_more_languages_than_anybody_speaks_is_refused() -> None:
    names = [f"{a}{b}" for a in "abcdefghijk" for b in "abcdefghijk"]
    choices = {"1": {"Display": "Yes"}, "2": {"Display": "No"}}
    question = {"QuestionID": "QID1", "QuestionText": "Q", "QuestionType": "MC",
                "Selector": "SAVR", "Choices": choices,
                "Language": {name: {"Choices": choices} for name in names}}  # fmt: skip
    blocks = [{"ID": "B", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]
    elements = [{"Element": "BL", "Payload": blocks}, {"Element": "SQ", "Payload": question}]
    data = json.dumps({"SurveyElements": elements}).encode()
    with pytest.raises(QuestionSetError, match="more than 100 languages"):
        qualtrics_qsf.FORMAT.read(data, "x.qsf")  # type: ignore[misc]


def test_a_number_of_thousands_of_digits_is_no_character() -> None:
    assert plain_words(f"a&#{'9' * 5_000};b") == "a\ufffdb"


def packed_with_lzma(*, is_damaged: bool) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, b"<a>" + name.encode() * 50 + b"</a>")
    data = bytearray(file.getvalue())
    if is_damaged:
        for at in range(60, 110):
            data[at] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize("is_damaged", [True, False])
@pytest.mark.parametrize(
    "format_", [microsoft_forms_xlsx.FORMAT, xlsform_xlsx.FORMAT], ids=lambda one: one.code
)
def test_workbooks_that_are_packed_otherwise_are_refused(
    format_: ExchangeFormat,
    *,
    is_damaged: bool,
) -> None:
    data = packed_with_lzma(is_damaged=is_damaged)
    assert format_.recognises(data, "x.xlsx") in (True, False)
    assert format_.read
    with pytest.raises(QuestionSetError, match="packed in an unusual way"):
        format_.read(data, "x.xlsx")


def test_more_questions_than_a_section_holds_go_on_in_another() -> None:
    texts = [{"type": "text", "name": f"q{n}"} for n in range(250)]
    rows = [["type", "name", "label"], *(["text", f"q{n}", "Q?"] for n in range(250))]
    table = "section,text,scale\n" + "Long,Q?,text\n" * 450
    readings = [
        surveyjs({"title": "Long", "elements": texts}),
        xlsform(rows),
        items_csv.read(table.encode(), "x.csv"),
    ]
    sizes = [[len(part.items) for part in one.instrument.sections] for one in readings]
    assert sizes == [[200, 50], [200, 50], [200, 200, 50]]
    for reading in readings:
        assert any("section of more than 200" in one.what for one in reading.remarks)
