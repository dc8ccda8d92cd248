"""SurveyJS: there and back, nothing lost in silence, and what survey-core shows of our files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from analysis.instrument import (
    Condition,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
)
from analysis.scales import BUILT_IN
from analysis.translations import translated
from questionnaires.formats import surveyjs_json
from questionnaires.formats.exchange import Fate, Reading
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set
from tests.question_sets import instruments
from tests.questionnaires.formats.losses import told_of, without

REFERENCE = Path(__file__).resolve().parents[2] / "reference"

#: In the shape of what SurveyJS Creator saves, with words of ours.
SAMPLE: dict[str, Any] = {
    "title": {"default": "Our tools", "de": "Unsere Werkzeuge"},
    "description": "Two minutes.",
    "logoPosition": "right",
    "pages": [
        {
            "name": "page1",
            "title": "Building",
            "elements": [
                {"type": "html", "name": "hello", "html": "<h1>Welcome</h1>"},
                {
                    "type": "radiogroup",
                    "name": "Main tool?",
                    "title": {"default": "Which <b>tool</b>?", "de": "Welches Werkzeug?"},
                    "isRequired": True,
                    "choices": [
                        {"value": "a b", "text": {"default": "Hammer", "de": "Hämmer"}}, "saw",
                    ],
                    "hasOther": True,
                    "otherText": "Another one",
                    "colCount": 2,
                },
                {
                    "type": "comment",
                    "name": "why",
                    "title": "Why {Main tool?}?",
                    "visibleIf": "{Main tool?} = 'saw' or {Main tool?} = 'a b'",
                    "rows": 3,
                    "maxLength": 500,
                },
                {"type": "boolean", "name": "happy", "title": "Happy?"},
                {
                    "type": "panel",
                    "name": "more",
                    "title": "More",
                    "visibleIf": "{happy} = true",
                    "elements": [
                        {"type": "rating", "name": "ease", "title": "Ease?", "rateMax": 3,
                         "minRateDescription": "hard", "maxRateDescription": "easy"},
                        {"type": "text", "name": "n", "title": "Hours?", "inputType": "number",
                         "min": 0, "max": 40, "validators": [{"type": "numeric"}]},
                    ],
                },
                {
                    "type": "checkbox", "name": "several", "title": "Several?",
                    "choices": ["x", "y", "z"], "showNoneItem": True, "maxSelectedChoices": 2,
                    "visibleIf": "{ease} > 1 and {happy} = true",
                },
                {"type": "matrix", "name": "m", "title": "Agree?", "columns": ["no", "yes", "very"],
                 "rows": ["fast", {"value": "ok", "text": "Good"}]},
                {"type": "ranking", "name": "order", "choices": ["p", "q"]},
                {"type": "dropdown", "name": "one", "choices": ["only"]},
                {"type": "file", "name": "upload", "title": "A file"},
            ],
        }
    ],
}  # fmt: skip


def read(survey: Any) -> Reading:
    return surveyjs_json.read(json.dumps(survey).encode(), "tools.json")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(instruments())
def test_a_question_set_comes_back_whole(instrument: Instrument) -> None:
    written = surveyjs_json.write(instrument)
    back = surveyjs_json.read(written.data, "other.json")
    assert back.instrument == without(instrument, written.remarks) == instrument


def test_a_ranking_that_names_all_of_its_options_comes_back() -> None:
    answers = Scale("r", ScaleKind.RANKING, (Option("a", "A", None), Option("b", "B", None)))
    item = Item("q", "Q?", replace(answers, ranks=2))
    instrument = Instrument("x", "X", (Section("s", "S", ("q",)),), (item,))
    back = surveyjs_json.read(surveyjs_json.write(instrument).data, "other.json")
    assert back.instrument.items[0].scale.ranks == 2


def test_a_survey_of_another_tool() -> None:
    instrument = read(SAMPLE).instrument
    assert (instrument.code, instrument.title) == ("tools", "Our tools")
    by_code = {item.code: item for item in instrument.items}
    assert [*by_code] == [
        "main_tool",
        "why",
        "happy",
        "ease",
        "n",
        "several",
        "m_fast",
        "m_ok",
        "order",
    ]
    tool, why, several = (by_code[code] for code in ("main_tool", "why", "several"))
    assert tool.text == "Which tool?"
    assert tool.required
    assert not tool.allows_na
    assert [(o.code, o.label, o.say) for o in tool.scale.options] == [
        ("a_b", "Hammer", False), ("saw", "saw", False), ("other", "Another one", True),
    ]  # fmt: skip
    assert why.written_text == "Why {main_tool|…}?"
    assert why.show_if == Condition("main_tool", frozenset({"a_b", "saw"}))
    assert (why.scale.kind, why.scale.max_length) == (ScaleKind.TEXT, 500)
    assert by_code["happy"].scale == BUILT_IN["yes_no"]
    assert by_code["ease"].show_if == by_code["n"].show_if == Condition("happy", frozenset({"yes"}))
    assert [o.label for o in by_code["ease"].scale.options] == ["1 · hard", "2", "3 · easy"]
    assert by_code["ease"].scale.kind is ScaleKind.ORDINAL
    assert (several.scale.max_choices, several.show_if) == (2, None)
    assert [o.exclusive for o in several.scale.options] == [False, False, False, True]
    assert by_code["m_ok"].text == "Agree?: Good"
    assert by_code["m_ok"].scale.kind is ScaleKind.ORDINAL
    assert by_code["order"].scale.kind is ScaleKind.RANKING
    assert instrument.translations["de"][f"scales.{tool.scale.code}.options.a_b"] == "Hämmer"


def elements(holder: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for element in holder["elements"]:
        yield f"{where}, element {element['name']}", element
        if element["type"] == "panel":
            yield from elements(element, where)


def test_every_property_of_every_element_is_told_of() -> None:
    reading = read(SAMPLE)
    page = SAMPLE["pages"][0]
    places = [("survey", SAMPLE), ("page page1", page), *elements(page, "page page1")]
    assert len(places) > 12
    for where, holder in places:
        for name in holder:
            if name in ("type", "name") and told_of(reading, where, holder["name"]):
                continue
            assert told_of(reading, where, name), (where, name)
    dropped = [remark.what for remark in reading.remarks if remark.fate is Fate.DROPPED]
    for what in ("html hello", "file upload", "dropdown one", "html", "colCount", "rows",
                 "logoPosition", "validators", "visibleIf"):  # fmt: skip
        assert what in dropped


@pytest.mark.parametrize(
    ("expression", "answers"),
    [
        ("{q} = 'a'", {"a"}),
        ('({q} == "a")', {"a"}),
        ("{q} anyof ['a', 'b']", {"a", "b"}),
        ("{q} = 'a' || ({q} = 'b')", {"a", "b"}),
        ("{q} <> 'a'", None),
        ("{q} = 'a' and {p} = 'b'", None),
        ("{q} = 'a' or {p} = 'b'", None),
        ("{q} = 'never'", None),
        ("{q} notempty", None),
        ("iif({q} = 'a', true, false)", None),
        ("{q} = 'a'" + " or {q} = 'a'" * 500, None),
    ],
)
def test_conditions(expression: str, answers: set[str] | None) -> None:
    questions = [
        {"type": "radiogroup", "name": name, "choices": ["a", "b", "c"]} for name in ("q", "p")
    ]
    shown = {"type": "comment", "name": "x", "visibleIf": expression}
    reading = read({"elements": [*questions, shown]})
    condition = reading.instrument.item("x").show_if
    assert condition == (answers and Condition("q", frozenset(answers)))
    if answers is None:
        assert [remark.what for remark in reading.remarks if remark.fate is Fate.DROPPED] == [
            "visibleIf"
        ]


def test_script_in_labels_becomes_words() -> None:
    survey = {"title": "<script>x</script>Hi", "elements": [
        {"type": "text", "name": "q", "title": "<img src=x onerror=alert(1)>Why <i>so</i>?"}
    ]}  # fmt: skip
    instrument = read(survey).instrument
    assert (instrument.title, instrument.items[0].text) == ("Hi", "Why so?")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[]", "no JSON object, so it is no survey"),
        (b"{}", "no question that can be asked"),
        (b'{"pages": 3, "elements": {"a": [1]}}', "no question that can be asked"),
        (b'{"pages": [', "line 1: This is no JSON"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "This is no JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "deeper than any survey"),
        (b"[" + b"[]," * 300_000 + b"[]]", "far more values than a survey"),
        ('{"pages": []}'.encode("utf-16"), "no question that can be asked"),
        ('{"title": "é"}'.encode("latin-1"), "The file is not UTF-8"),
        (b" " * (4 * 1024**2 + 1), "has 4.0 MB"),
        (
            json.dumps({"elements": [{"type": "text"}] * 5_000}).encode(),
            "1,001 questions; at most 1,000",
        ),
        (
            json.dumps({"pages": [{"elements": [{"type": "html"}] * 3_000}] * 2}).encode(),
            "questions; at most 1,000",
        ),
    ],
)  # fmt: skip
def test_files_that_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        surveyjs_json.read(data, "bad.json")


@pytest.mark.parametrize("value", [None, 3, "x", [], {}, [[]], {"default": 3}, True])
def test_odd_values_are_no_reason_to_fail(value: Any) -> None:
    survey = {
        "title": value, "candor": value, "locale": "en",
        "pages": [{"name": value, "title": value, "elements": [
            {"type": "text", "name": "ok"},
            dict.fromkeys(("type", "name", "title", "choices", "candor", "visibleIf"), value),
            {"type": "dropdown", "name": "r", "choices": [value, {"value": value, "text": value}]},
            {"type": "matrix", "name": "m", "rows": value, "columns": value},
            {"type": "slider", "name": "s", "min": value, "max": value, "step": value},
        ]}],
    }  # fmt: skip
    assert read(survey).instrument.has_item("ok")


TEXT = {"type": "text", "name": "x", "title": "X?"}
CHOICE = {"type": "radiogroup", "name": "r", "title": "R?"}
MATRIX = {"type": "matrix", "name": "m", "columns": ["no", "yes"], "rows": ["a"]}
SEVERAL = {"type": "multipletext", "name": "t", "title": "Hours a week", "items": [{"name": "a"}]}


@pytest.mark.parametrize(
    ("survey", "where", "what"),
    [
        ({"elements": ["LOST", TEXT]}, "page questions", "element 1"),
        ({"pages": ["LOST", {"elements": [TEXT]}]}, "survey", "page 1"),
        ({"pages": {"p": "LOST"}, "elements": [TEXT]}, "survey", "pages"),
        ({"elements": {"a": "LOST"}, "questions": [TEXT]}, "survey", "elements"),
        ({"pages": [{"name": "p", "elements": {"name": "LOST"}}, {"elements": [TEXT]}]},
         "page p", "elements"),
        ({"elements": [{"type": "panel", "name": "p", "elements": ["LOST"]}, TEXT]},
         "page questions, element p", "element 1"),
        ({"elements": [TEXT | {"title": ["LOST"]}]}, "page questions, element x", "title"),
        ({"elements": [TEXT | {"title": {"default": {"x": "LOST"}}}]},
         "page questions, element x", "title"),
        ({"elements": [TEXT | {"title": {"default": "X?", "de": ["LOST"]}}]},
         "page questions, element x", "title, de"),
        ({"elements": [TEXT | {"title": {"default": "X?", "en": "LOST"}}]},
         "page questions, element x", "title, en"),
        ({"pages": [{"name": "p", "title": "LOST"}, {"elements": [TEXT]}]},
         "section “LOST”", "section “LOST”"),
        ({"title": ["LOST"], "elements": [TEXT]}, "survey", "title"),
        ({"elements": [CHOICE | {"choices": [["LOST"], "a", "b"]}]},
         "page questions, element r", "value of the answer 1"),
        ({"elements": [CHOICE | {"choices": [{"value": "a", "text": ["LOST"]}, "b"]}]},
         "page questions, element r", "text of the answer a"),
        ({"elements": [TEXT, CHOICE | {"choices": {"a": "LOST"}}]},
         "page questions, element r", "choices"),
        ({"elements": [MATRIX | {"rows": ["a", ["LOST"]]}]},
         "page questions, element m", "value of the row 2"),
        ({"elements": [MATRIX | {"rows": [{"value": "a", "visibleIf": "LOST"}]}]},
         "page questions, element m", "visibleIf of the row a"),
        ({"elements": [MATRIX | {"rows": {"a": "LOST"}}]}, "page questions, element m", "rows"),
        ({"elements": [MATRIX | {"title": ["LOST"]}]}, "page questions, element m", "title"),
        ({"elements": [SEVERAL | {"items": ["LOST", {"name": "b"}]}]},
         "page questions, element t", "item 1"),
        ({"elements": [SEVERAL | {"items": [{"name": "b", "title": ["LOST"]}]}]},
         "page questions, element t, item b", "own title"),
        ({"elements": [TEXT, SEVERAL | {"items": [], "title": "LOST"}]},
         "page questions, element t", "title"),
    ],
)  # fmt: skip
def test_what_is_of_the_wrong_kind_is_told_with_its_place(
    survey: Any, where: str, what: str
) -> None:
    reading = read(survey)
    said = {(r.where, r.what): r.why for r in reading.remarks if r.fate is Fate.DROPPED}
    assert "LOST" in f"{what} {said[where, what]}"
    kept = [r.what for r in reading.remarks if r.where == where and r.fate is Fate.KEPT]
    assert not [one for one in kept if what in one.partition(" (")[2].strip(")").split(", ")]


def test_parts_of_the_wrong_kind_are_counted() -> None:
    with pytest.raises(QuestionSetError, match="at most 1,000 are read"):
        read({"pages": [{"elements": ["x"] * 2_501}, {"elements": ["x"] * 2_501}]})


def test_the_title_of_several_texts_stands_before_each_and_none_without_fields_is_kept() -> None:
    title = {"default": "Hours a week", "de": "Stunden"}
    items = [
        {"name": "a", "title": {"default": "In meetings", "de": "In Sitzungen"}},
        {"name": "b"},
    ]
    instrument = read({"elements": [SEVERAL | {"title": title, "items": items}]}).instrument
    assert [item.text for item in instrument.items] == [
        "Hours a week: In meetings",
        "Hours a week: b",
    ]
    assert instrument.translations["de"]["items.t_a.text"] == "Stunden: In Sitzungen"
    reading = read({"elements": [TEXT, SEVERAL | {"items": []}]})
    assert ("multipletext t", Fate.DROPPED) in {(r.what, r.fate) for r in reading.remarks}


# What survey-core shows: recorded with tests/reference/survey_core.mjs, which says how.

RECORDED = json.loads((REFERENCE / "survey_core.json").read_text(encoding="utf-8"))
SET = read_question_set((REFERENCE / "survey_core.yaml").read_text(encoding="utf-8"), "set.yaml")
TYPES = {
    ScaleKind.ORDINAL: {"rating"}, ScaleKind.SINGLE: {"radiogroup"},
    ScaleKind.MULTIPLE: {"checkbox"}, ScaleKind.RANKING: {"ranking"},
    ScaleKind.TEXT: {"text", "comment"}, ScaleKind.SLIDER: {"slider"},
    ScaleKind.AMOUNT: {"text"}, ScaleKind.PERCENTAGE: {"text"},
}  # fmt: skip


def shown(item: Item, page: str) -> dict[str, Any]:
    """An item as survey-core must tell of it."""
    scale = item.scale
    said: dict[str, Any] = {
        "name": item.code, "page": page, "title": item.text, "help": item.help,
        "required": item.required, "visible": item.show_if is None,
        "options": [] if scale.is_number else [
            {"value": o.code, "text": o.label, **({"exclusive": True} if o.exclusive else {}),
             **({"say": True} if o.say else {})}
            for o in scale.options
        ],
    }  # fmt: skip
    if most := scale.max_choices or scale.ranks:
        said["most"] = most
    if scale.is_number:
        span = scale.range
        said |= {"min": span.minimum, "max": span.maximum, "step": span.step}
    return said


def test_survey_core_loaded_the_very_file_that_is_written() -> None:
    assert {item.scale.kind for item in SET.items} == {*ScaleKind}
    data = surveyjs_json.write(SET).data
    assert hashlib.sha256(data).hexdigest() == RECORDED["files"]["survey_core_input.json"]["sha256"]


@pytest.mark.parametrize(("language", "ours"), [("default", "en"), ("de", "de")])
def test_survey_core_shows_the_same_questions(language: str, ours: str) -> None:
    told = RECORDED["files"]["survey_core_input.json"]["languages"][language]
    instrument = translated(SET, ours)
    pages = {code: section.code for section in SET.sections for code in section.items}
    assert told["title"] == instrument.title
    types = [question.pop("type") for question in told["questions"]]
    assert told["questions"] == [shown(item, pages[item.code]) for item in instrument.items]
    assert all(kind in TYPES[item.scale.kind] for kind, item in zip(types, SET.items, strict=True))


def test_survey_core_obeys_the_same_conditions() -> None:
    told = RECORDED["files"]["survey_core_input.json"]["conditions"]
    wanted = {
        item.code: [[item.show_if.item, one, False, True] for one in sorted(item.show_if.answers)]
        for item in SET.items
        if item.show_if
    }  # fmt: skip
    assert len(wanted) == 4
    assert told == wanted


def test_survey_core_knows_every_property_but_ours() -> None:
    problems = RECORDED["files"]["survey_core_input.json"]["problems"]
    assert problems
    assert all(problem.endswith(": 'candor'.") for problem in problems)
