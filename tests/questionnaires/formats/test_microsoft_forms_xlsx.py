"""Forms of Microsoft by the workbook of their responses: headings, and no answer of anybody."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from questionnaires.formats.exchange import Fate, Reading
from questionnaires.formats.workbook_headings import HeadingsError, read_headings
from tests.questionnaires.formats.foreign import (
    ANSWERS,
    HEADINGS,
    MICROSOFT,
    outline,
    read,
    refused,
    said,
    told,
)
from tests.workbooks import SHEET, changed, workbook

ITEMS = """
deployments_are_easy: ordinal agreement_5
what_do_you_wait_for: ordinal agreement_5
name: ordinal agreement_5
rate_these_with_your_tools: ordinal agreement_5
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(MICROSOFT)


def shared(rows: list[list[str]]) -> bytes:
    """A workbook as other programs write it: texts in a part of their own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Form1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_each_question_waits_for_its_scale(reading: Reading) -> None:
    assert outline(reading.instrument) == ITEMS.strip().splitlines()
    assert reading.instrument.title == "Engineering survey"
    waiting = [one for one in reading.remarks if "agreement_5 holds their place" in one.why]
    assert [one.where for one in waiting] == ["column G", "column H", "column I", "column J"]
    assert all(one.fate is Fate.CHANGED for one in waiting)


def test_every_heading_is_named_and_no_answer_is(reading: Reading) -> None:
    everything = said(reading)
    for heading in HEADINGS:
        for piece in heading.strip().replace("</b>", "<b>").split("<b>"):
            assert piece.strip() in everything
    for text in (cell for row in ANSWERS for cell in row if isinstance(cell, str)):
        if len(text) > 1 and text != "Agree":
            assert text not in everything + reading.source
    assert "They were not read" in everything
    assert any("sheet Charts" in one for one in told(reading, Fate.DROPPED))


def test_nothing_below_the_first_row_is_looked_at() -> None:
    """What stands there may be no XML at all."""
    data = workbook({"S": [["How easy is it?"], ["an answer"]]})

    def break_off(content: bytes) -> bytes:
        end = content.index(b"</row>") + len(b"</row>")
        return content[:end] + b"<row><c><v>\xff\xfe & broken"

    assert read(MICROSOFT, changed(data, SHEET, break_off)).instrument == (
        read(MICROSOFT, data).instrument
    )


def test_texts_in_a_part_of_their_own_are_found() -> None:
    data = shared([["ID", "Startzeit", "Wie leicht ist es?", "Warum?"], ["1", "x", "y", "Wie?"]])
    found = read(MICROSOFT, data, "Umfrage (1-20).xlsx").instrument
    assert [item.text for item in found.items] == ["Wie leicht ist es?", "Warum?"]
    assert found.title == "Umfrage"
    assert read_headings(data, 10).sheets == ("Form1",)


def test_columns_about_people_go_only_where_an_export_has_them() -> None:
    found = read(MICROSOFT, workbook({"S": [["Is it easy?", "Email", "Total points"]]}))
    assert [item.text for item in found.instrument.items] == ["Is it easy?", "Email"]
    assert "heading “Total points” dropped" in said(found)


def test_a_workbook_of_nothing_but_people_is_refused() -> None:
    only = workbook({"S": [["ID", "Start time", "Email"]]})
    assert "no question that can be asked" in refused(MICROSOFT, only)
    with pytest.raises(HeadingsError, match="more than 2 columns"):
        read_headings(workbook({"S": [["a", "b", "c"]]}), 2)
