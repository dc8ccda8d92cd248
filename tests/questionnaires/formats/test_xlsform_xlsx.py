"""XLSForm: there and back, nothing lost in silence, hostile workbooks refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from analysis.instrument import Condition, Instrument, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats import sheets_xlsx, xlsform_xlsx
from questionnaires.formats.exchange import Fate, Reading
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set
from tests.question_sets import SMALL, instruments
from tests.questionnaires.formats.losses import told_of, without
from tests.workbooks import SHEET, changed, with_parts, workbook

#: In the shape of forms that people keep for ODK and KoboToolbox, with words of ours.
SURVEY = [
    ["type", "name", "label::English (en)", "label::Deutsch (de)", "label::Klingon",
     "hint::English (en)",
     "required", "relevant", "constraint", "constraint_message", "appearance",
     "parameters", "default"],
    ["start", "start"],
    ["note", "welcome", "Welcome to us", "Willkommen"],
    ["begin group", "work", "Work", "Arbeit"],
    ["note", "think", "Think of last week.", "Denk an letzte Woche."],
    ["select_one yn", "oncall", "On <b>call</b>?", "Bereitschaft?", "batlh?", "Truly", "yes"],
    ["integer", "nights", "How many nights?", "Wie viele?", "", "", "", "${oncall} = 'y'",
     ". >= 0 and . <= 7", "At most 7"],
    ["begin group", "inner", "Tools", "Werkzeuge", "", "", "", "${oncall}='y'"],
    ["select_multiple tools or_other", "used", "Which, ${oncall}?", "Welche?", "", "", "", "",
     "count-selected(.) <= 2"],
    ["select_one size", "likes", "Size?", "Größe?", "", "", "", "selected(${used}, 'saw')",
     "", "", "likert"],
    ["end group"],
    ["range", "feel", "Feeling?", "Gefühl?", "", "", "", "", "", "", "", "start=1 end=9 step=2"],
    ["rank tools", "order", "Order?", "Ordnung?"],
    ["text", "why", "Why?", "Warum?", "", "", "", "${nights} > 2",
     "string-length(.) <= 99", "", "", "", "x"],
    ["date", "since", "Since when?", "Seit wann?", "", "", "",
     "${oncall} != 'y' and ${nights} > 1"],
    ["end group"],
    ["geopoint", "place", "Where?", "Wo?"],
    ["select_one gone", "lost", "Lost?", "Weg?"],
    ["calculate", "sum"],
]  # fmt: skip
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Deutsch (de)", "image"],
    ["yn", "y", "Yes", "Ja"], ["yn", "n", "No", "Nein"],
    ["tools", "saw", "Saw", "Säge", "saw.png"], ["tools", "2 x", "Two hammers", "Zwei Hämmer"],
    ["size", "s", "Small", "Klein"], ["size", "l", "Large", "Groß"],
    ["unused", "u", "U", "U"],
]  # fmt: skip
SETTINGS = [["form_title", "form_id", "version"], ["Our work", "our-work", "3"]]


def form(**sheets: Any) -> bytes:
    return workbook({"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, **sheets})


def read(data: bytes, name: str = "form.xlsx") -> Reading:
    return xlsform_xlsx.read(data, name)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(instruments())
def test_a_question_set_comes_back_whole(instrument: Instrument) -> None:
    written = xlsform_xlsx.write(instrument)
    assert read(written.data).instrument == without(instrument, written.remarks) == instrument


def test_the_same_question_set_is_the_same_file_and_no_cell_is_a_formula() -> None:
    instrument = read_question_set(SMALL.replace("Are you on call?", "=1+1 ${x}"), "x.yaml")
    data = xlsform_xlsx.write(instrument).data
    assert data == xlsform_xlsx.write(instrument).data
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    labels = [cell.value for cell in cells if str(cell.value).startswith("=")]
    assert "=1+1 $ {x}" in labels
    assert read(data).instrument == instrument


def test_a_form_of_another_tool() -> None:
    instrument = read(form()).instrument
    assert (instrument.code, instrument.title, instrument.language) == (
        "our-work",
        "Our work",
        "en",
    )
    assert [(s.code, s.title, s.intro, s.items) for s in instrument.sections] == [
        ("work", "Work", "Think of last week.", ("oncall", "nights")),
        ("inner", "Tools", "", ("used", "likes")),
        ("work_2", "Work", "", ("feel", "order", "why", "since")),
    ]
    item = instrument.item
    assert item("oncall").text == "On call?"
    assert (item("oncall").help, item("oncall").required) == ("Truly", True)
    assert item("oncall").scale == BUILT_IN["yes_no"]
    assert not item("oncall").allows_na
    nights = item("nights")
    assert (nights.scale.kind, nights.scale.range.maximum) == (ScaleKind.AMOUNT, 7)
    assert nights.show_if == Condition("oncall", frozenset({"yes"}))
    used = item("used")
    assert used.written_text == "Which, {oncall|…}?"
    assert (used.scale.kind, used.scale.max_choices) == (ScaleKind.MULTIPLE, 2)
    assert [(o.code, o.say) for o in used.scale.options] == [
        ("saw", False), ("option_2_x", False), ("other", True),
    ]  # fmt: skip
    assert used.show_if == Condition("oncall", frozenset({"yes"}))
    assert item("likes").scale.kind is ScaleKind.ORDINAL
    assert item("likes").show_if == Condition("used", frozenset({"saw"}))
    assert item("feel").scale.range.codes == ("1", "3", "5", "7", "9")
    assert item("order").scale.kind is ScaleKind.RANKING
    assert item("why").scale.max_length == 99
    assert item("why").show_if == Condition("nights", frozenset({"3", "4", "5", "6", "7"}))
    assert item("since").show_if is None
    german = instrument.translations["de"]
    assert german["sections.work.intro"] == "Denk an letzte Woche."
    assert german["scales.yes_no.options.yes"] == "Ja"
    assert german["sections.work_2.title"] == "Arbeit"


def test_every_cell_is_told_of() -> None:
    reading = read(form(Notes=[["a"], ["b"]]))
    heading = SURVEY[0]
    for number, row in enumerate(SURVEY[1:], start=2):
        where = f"sheet survey, row {number}"
        for name, cell in zip(heading, row, strict=False):
            told = told_of(reading, where, name) or (
                name in ("type", "name") and told_of(reading, where, cell)
            )
            klingon = name == "label::Klingon" and told_of(reading, "heading", f"column {name}")
            assert not cell or told or klingon, (where, name)
    for name in ("form_title", "form_id", "version"):
        assert told_of(reading, "sheet settings, row 2", name)
    for name, rows in (("yn", 2), ("tools", 2), ("size", 2), ("unused", 1)):
        assert any(f"list {name}" in r.what for r in reading.remarks), (name, rows)
    dropped = {remark.what for remark in reading.remarks if remark.fate is Fate.DROPPED}
    assert {
        "start start", "note", "constraint_message", "default", "relevant", "relevant of its group",
        "geopoint place", "select_one gone lost", "calculate sum", "list unused", "column image",
        "sheet Notes", "version", "column label::Klingon",
    } - {"note"} <= dropped  # fmt: skip


def test_our_own_columns_are_read_after_another_tool_changed_an_answer() -> None:
    data = xlsform_xlsx.write(read_question_set(SMALL, "x.yaml")).data
    book = openpyxl.load_workbook(io.BytesIO(data))
    choices = book["choices"]
    row = next(row for row in choices.iter_rows() if row[2].value == "Strongly agree")
    row[2].value = "Very much so"
    file = io.BytesIO()
    book.save(file)
    reading = read(file.getvalue())
    item = reading.instrument.item("deploy_ease")
    assert item.scale.options[-1].label == "Very much so"
    assert item.favourable == {"4", "5"}
    assert (item.construct, item.space) == ("delivery", "efficiency")
    assert reading.instrument.item("deploy_fear").wording == 3


@pytest.mark.parametrize(
    ("constraint", "limits"),
    [
        (". >= 2 and . <= 8", (2, 8)),
        (".<=8 and .>=2", (2, 8)),
        (". >= 2", (2, 102)),
        (". > 2", (0, 100)),
        ("regex(., '[0-9]')", (0, 100)),
    ],
)
def test_limits_of_numbers(constraint: str, limits: tuple[int, int]) -> None:
    rows = [["type", "name", "label", "constraint"], ["integer", "n", "N?", constraint]]
    reading = read(workbook({"survey": rows}))
    span = reading.instrument.item("n").scale.range
    assert (span.minimum, span.maximum) == limits
    lost = any(r.what == "constraint" and r.fate is Fate.DROPPED for r in reading.remarks)
    assert lost is (limits == (0, 100))


def many(rows: int, kind: str = "text") -> bytes:
    return workbook(
        {"survey": [["type", "name", "label"], *([kind, f"q{n}", "Q"] for n in range(rows))]}
    )


def bomb() -> bytes:
    return with_parts(form(), {"xl/media/zero.bin": b"\0" * 30_000_000})


def entity() -> bytes:
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    return changed(form(), SHEET, lambda _xml: xml)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: many(1_001), "1,001 questions; at most 1,000"),
        (lambda: many(5_001, "note"), "more than 5,000 rows"),
        (bomb, "far more than a question set"),
        (entity, "declares XML entities"),
        (lambda: form()[:2_000], "damaged"),
        (lambda: b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 100, "an old workbook"),
        (lambda: b"x" * (4 * 1024**2 + 1), "has 4.0 MB"),
        (lambda: workbook({"people": [["name"]]}), "no sheet survey"),
        (lambda: workbook({"survey": [["what"], ["x"]]}), "no column type"),
        (lambda: many(1, "geopoint"), "no question that can be asked"),
        (lambda: workbook({"survey": [["type", *[""] * 99, "x"], ["a"]]}), "more than 100 col"),
        (lambda: workbook({f"s{n}": [["a"]] for n in range(21)}), "more than 20 sheets"),
        (lambda: changed(form(), "xl/workbook.xml", lambda _xml: b"<x>"), "cannot be read"),
    ],
)  # fmt: skip
def test_workbooks_that_are_refused(made: Any, said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        read(made())


def test_a_workbook_with_too_many_parts_is_refused() -> None:
    parts = {f"xl/media/{n}.bin": b"" for n in range(sheets_xlsx.MOST_PARTS)}
    with pytest.raises(QuestionSetError, match="a question set has at most 200"):
        read(with_parts(form(), parts))


def test_macros_and_formulas_are_told_of_and_never_run() -> None:
    rows = [["type", "name", "label"], ["text", "q", "Q?"], ["text", "p", '=HYPERLINK("x","y")']]
    data = with_parts(workbook({"survey": rows}), {"xl/vbaProject.bin": b"Sub AutoOpen()"})
    reading = read(data, "form.xlsm")
    what = {remark.what: remark.fate for remark in reading.remarks}
    assert what["macros"] is Fate.DROPPED
    assert what["formulas of sheet1.xml"] is Fate.CHANGED
    assert reading.instrument.item("p").text == "p"


HEAD = ["type", "name", "label"]
ASKED = [HEAD, ["text", "q", "Q?"]]
PICK = [HEAD, ["select_one x", "q", "Q?"]]
LIST = ["list_name", "name", "label"]


@pytest.mark.parametrize(
    ("sheets", "where", "what"),
    [
        ({"survey": [[*HEAD, "Label"], ["text", "q", "Q?", "LOST"]]},
         "sheet survey, row 2", "column 4, label"),
        ({"survey": [[*HEAD, "hint", "Hint"], ["text", "q", "Q?", "H", "LOST"]]},
         "sheet survey, row 2", "column 5, hint"),
        ({"survey": [["type", "name", "label::English (en)", "label::en"],
                     ["text", "q", "Q?", "LOST"]]}, "sheet survey, row 2", "label::en"),
        ({"survey": [["type", "name", "label", "label::German (de)", "label::de"],
                     ["text", "q", "Q?", "F?", "LOST"]]}, "sheet survey, row 2", "label::de"),
        ({"survey": ASKED, "Survey ": [HEAD, ["text", "p", "LOST"], ["text", "o", "O?"]]},
         "workbook", "sheet “Survey ”"),
        ({"survey": PICK, "choices": [[*LIST, "Label"], ["x", 1, "A", "LOST"], ["x", 2, "B"]]},
         "sheet choices, row 2", "column 4, label"),
        ({"survey": PICK, "choices": [[*LIST, "label::en"], ["x", 1, "A", "LOST"], ["x", 2, "B"]]},
         "sheet choices, row 2", "label::en"),
        ({"survey": PICK, "choices": [LIST, ["x", 1, "A"], ["", 2, "LOST"], ["x", 3, "B"]]},
         "sheet choices, row 3", "row of name “2”, label “LOST”"),
        ({"survey": ASKED, "choices": [LIST, ["x", 1, "LOST"]]}, "sheet choices, row 2", "list x"),
        ({"survey": [*ASKED, ["begin group", "g", "LOST"], ["end group"]]},
         "section “LOST”", "section “LOST”"),
        ({"survey": [HEAD, ["note", "n", "LOST"], ["begin group", "g", "G"], ["text", "q", "Q?"]]},
         "section “Questions”", "section “Questions”"),
        ({"survey": ASKED, "settings": [["form_title"], ["T"], ["LOST"]]},
         "sheet settings, row 3", "row"),
    ],
)  # fmt: skip
def test_what_stands_twice_or_belongs_nowhere_is_told(sheets: Any, where: str, what: str) -> None:
    reading = read(workbook(sheets))
    assert [item.text for item in reading.instrument.items] == ["Q?"]
    said = {(r.where, r.what): r for r in reading.remarks if r.fate is Fate.DROPPED}
    told = str(said[where, what])
    assert "LOST" in told or "None of its 3 rows is read" in told
    assert "LOST" not in reading.source


def test_columns_alike_that_never_say_two_things_are_one() -> None:
    rows = [
        [*HEAD, "Label"],
        ["text", "q", "Q?", ""],
        ["text", "p", "", "P?"],
        ["text", "o", "O", "O"],
    ]
    reading = read(workbook({"survey": rows}))
    assert [item.text for item in reading.instrument.items] == ["Q?", "P?", "O"]
    assert reading.count(Fate.DROPPED) == 0


def test_a_label_without_a_language_stands_beside_one_with_a_language() -> None:
    rows = [[*HEAD, "label::German (de)"], ["text", "q", "Why?", "Warum?"]]
    instrument = read(workbook({"survey": rows})).instrument
    assert (instrument.language, instrument.items[0].text) == ("en", "Why?")
    assert instrument.translations["de"]["items.q.text"] == "Warum?"


def test_choices_with_labels_in_languages_alone_are_answers() -> None:
    choices = [["list_name", "label::English (en)"], ["x", "A"], ["x", "B"]]
    scale = read(workbook({"survey": PICK, "choices": choices})).instrument.items[0].scale
    assert [option.label for option in scale.options] == ["A", "B"]


def test_another_zip_file_is_no_form() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(QuestionSetError, match="cannot be read"):
        read(file.getvalue())
