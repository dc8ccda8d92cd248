"""Workbooks and tables of answers that are refused for what they would cost."""

from __future__ import annotations

import pytest

from analysis.dataset import DatasetError
from analysis.sources.presets import read_preset
from questionnaires.formats import xlsform_xlsx
from questionnaires.formats.answers_xlsx import csv_of_workbook
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.roster import read_roster
from questionnaires.formats.roster_values import UnreadableError
from tests.questionnaires.formats.hostile_workbooks import ENTITIES, TABLES, WORKBOOKS, with_media
from tests.workbooks import people, workbook

_TOLD = {
    "a cell in the last row of all": "more than (5,000|100,001) rows",
    "15 million letters in one cell": "15,000,000 characters",
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_is_refused_as_a_form(name: str) -> None:
    said = _TOLD.get(name, "more cells than a question set: some 62,500|unpacks to .* MB")
    with pytest.raises(QuestionSetError, match=said):
        xlsform_xlsx.read(WORKBOOKS[name](), "form.xlsx")


@pytest.mark.parametrize("name", [one for one in WORKBOOKS if not one.startswith("15 million")])
def test_a_workbook_is_refused_as_answers(name: str) -> None:
    said = _TOLD.get(name, "more cells than a file of answers: some 250,000")
    with pytest.raises(UnreadableError, match=said):
        csv_of_workbook(WORKBOOKS[name]())


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_are_refused_wherever_they_are_declared(name: str) -> None:
    said = "declares XML entities|says nothing in its first 64 KB"
    with pytest.raises(QuestionSetError, match=said):
        xlsform_xlsx.read(ENTITIES[name](), "form.xlsx")
    with pytest.raises(UnreadableError, match=said):
        csv_of_workbook(ENTITIES[name]())


def test_pictures_and_settings_of_printers_are_no_cells() -> None:
    form = workbook({"survey": [["type", "name", "label"], ["text", "q", "Why?"]]})
    assert xlsform_xlsx.read(with_media(form), "form.xlsx").instrument.has_item("q")
    assert csv_of_workbook(with_media(form)) == csv_of_workbook(form)
    assert read_roster(with_media(people(("Ada", "ada@example.org", "Ops")))).problems == ()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_refused_as_answers(name: str) -> None:
    with pytest.raises(DatasetError) as refused:
        read_preset(TABLES[name](), "answers.csv")
    assert len(str(refused.value)) < 400
