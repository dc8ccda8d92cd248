"""Items as CSV: there and back, nothing lost in silence, nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.instrument import Condition, Instrument, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats import items_csv
from questionnaires.formats.exchange import Fate, Reading
from questionnaires.formats.exchange_cells import joined, split
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set
from tests.question_sets import REPEATING, SMALL, instruments
from tests.questionnaires.formats.losses import told_of, without

SAMPLE = """\
Section;Question;Scale;Kind;Owner;Help:xx;Required;Show_if;code;text:de;scale:de
Builds;How often do builds fail?;frequency_5;;Ada;;yes;;fail;Wie oft scheitern Builds?;
Builds;Which editor do you use?;vim | ed | other;;Bob;;;fail = 4 | 5;editor;Welcher?;vim | ed | mehr
Words;What else?;text;;;;maybe;fail = often;;Was noch?;
Words;"Pick some";a | b | c;multiple;;;;;pick;;
"""


def read(text: str, name: str = "our-items.csv") -> Reading:
    return items_csv.read(text.encode(), name)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(instruments())
def test_a_question_set_comes_back_up_to_the_loss_that_is_told(instrument: Instrument) -> None:
    written = items_csv.write(instrument)
    assert items_csv.read(written.data, "questions.csv").instrument == without(
        instrument, written.remarks
    )


@pytest.mark.parametrize("source", [SMALL, REPEATING])
def test_the_small_sets_come_back_whole(source: str) -> None:
    instrument = read_question_set(source, "x.yaml")
    written = items_csv.write(instrument)
    assert {remark.fate for remark in written.remarks} == {Fate.KEPT}
    assert items_csv.read(written.data, "other-name.csv").instrument == instrument


def test_a_table_that_somebody_made_in_a_spreadsheet() -> None:
    reading = read(SAMPLE)
    instrument = reading.instrument
    assert (instrument.code, instrument.title) == ("our-items", "our-items")
    assert [section.title for section in instrument.sections] == ["Builds", "Words"]
    fail, editor, else_, pick = instrument.items
    assert fail.scale == BUILT_IN["frequency_5"]
    assert fail.required
    assert [option.label for option in editor.scale.options] == ["vim", "ed", "other"]
    assert editor.show_if == Condition("fail", frozenset({"4", "5"}))
    assert (else_.scale.kind, else_.show_if) == (ScaleKind.TEXT, None)
    assert pick.scale.kind is ScaleKind.MULTIPLE
    assert instrument.translations["de"][f"scales.{editor.scale.code}.options.other"] == "mehr"


def test_every_filled_cell_and_every_column_is_told_of() -> None:
    reading = read(SAMPLE)
    rows = list(csv.reader(io.StringIO(SAMPLE), delimiter=";"))
    names = [name.lower().replace("question", "text") for name in rows[0]]
    for number, row in enumerate(rows[1:], start=2):
        for name, cell in zip(names, row, strict=True):
            if name in ("owner", "help:xx"):
                assert name == "help:xx" or told_of(reading, "heading", "column owner")
            elif cell:
                assert told_of(reading, f"row {number}", name), (number, name)
    lost = {str(remark) for remark in reading.remarks if remark.fate is Fate.DROPPED}
    assert any("required" in line and "'maybe'" in line for line in lost)
    assert any("show_if" in line and "'fail = often'" in line for line in lost)


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Z"))), min_size=2))
def test_texts_with_any_sign_share_a_cell(parts: list[str]) -> None:
    assert split(joined(parts)) == parts


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "−", "'=", "''@"])
def test_no_cell_is_run_by_a_spreadsheet_and_each_comes_back(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    source = SMALL.replace("Are you on call?", text)
    assert source != SMALL
    written = items_csv.write(read_question_set(source, "x.yaml"))
    cells = [
        cell for row in csv.reader(io.StringIO(written.data.decode("utf-8-sig"))) for cell in row
    ]
    assert f"'{text}" in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@＝−" and cell]
    assert items_csv.read(written.data, "x.csv").instrument.item("on_call").text == text


@pytest.mark.parametrize("text", ["Fast?;=1+1;x", "Fast?; =1+1", ";'=1", "Fast?;''\u22121;"])
def test_no_part_of_a_cell_is_run_where_semicolons_part_it_and_each_comes_back(text: str) -> None:
    small = read_question_set(SMALL, "x.yaml")
    items = [one.worded(text, "") if one.code == "on_call" else one for one in small.items]
    written = items_csv.write(replace(small, items=tuple(items)))
    parts = [part.strip() for part in written.data.decode("utf-8-sig").split(";")]
    assert not [part for part in parts if part.startswith(("=", "\u2212"))]
    assert items_csv.read(written.data, "x.csv").instrument.item("on_call").text == text


def test_codes_are_made_of_the_words_of_a_text() -> None:
    reading = read("text,scale\nIs <b>it</b> fast?,yes_no\n")
    assert [item.code for item in reading.instrument.items] == ["is_it_fast"]


def test_answers_in_other_languages_go_where_those_of_the_row_went() -> None:
    reading = read("text,scale,scale:de\nOften?,Always|N/A|Sometimes|Never,Immer|Egal|Mal|Nie\n")
    scale = reading.instrument.items[0].scale
    texts = reading.instrument.translations["de"]
    found = [texts[f"scales.{scale.code}.options.{one.code}"] for one in scale.options]
    assert found == ["Nie", "Mal", "Immer"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_the_mark_of_a_byte_order(separator: str) -> None:
    text = separator.join(["text", "scale"]) + "\r\n" + separator.join(["Works?", "yes_no"])
    reading = items_csv.read(b"\xef\xbb\xbf" + text.encode(), "x.csv")
    assert [item.text for item in reading.instrument.items] == ["Works?"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column text"),
        ("text,owner\nx,y\n", "no column scale"),
        ("text,scale\n", "no question that can be asked"),
        ("text,scale\nx,perhaps\n", "no question that can be asked"),
        ("text,scale\nx,yes_no,z\n", "line 2: The row has more cells than the heading"),
        ('text,scale\n"x,yes_no\n', "line 2: The CSV is broken here"),
        ("text,scale\n" + "x" * 10_001 + ",yes_no\n", "line 2: A cell has more than 10,000"),
        ("text,scale\n" + "x,yes_no\n" * 1_001, "1,001 questions; at most 1,000"),
    ],
)
def test_tables_that_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        read(text)


def test_what_a_scale_cell_cannot_mean_is_told_and_the_rest_is_kept() -> None:
    reading = read("text,scale,code\nA?,perhaps,a\nB?,yes_no,b\n")
    assert [item.code for item in reading.instrument.items] == ["b"]
    assert any("its scale 'perhaps' is none" in remark.why for remark in reading.remarks)
