"""The workbook: numbers are numbers, texts are texts, and the first sheet says how to read it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from analysis.exports.columns import COLUMNS, ROWS, Kind
from analysis.exports.sheet_rows import written_text
from analysis.exports.tables import TABLES, make_table, names_of_tables
from analysis.exports.xlsx import METHODS, workbook_bytes
from analysis.release import release_sha256
from analysis.words import words_in
from tests.analysis.exports.small import HOSTILE, small_release, small_releases
from tests.releases import demo_release, with_together


@pytest.fixture(scope="module")
def book() -> Workbook:
    """The workbook of two rounds."""
    return load_workbook(io.BytesIO(workbook_bytes(small_releases())))


def sheet(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def rows(found: Worksheet) -> list[dict[str, Any]]:
    """The rows below the head, by column."""
    head, *rest = found.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rest]


def methods(book: Workbook) -> dict[str, Any]:
    """What the first sheet says, by its name."""
    return {
        str(name): says
        for name, says in sheet(book, METHODS).iter_rows(values_only=True, max_col=2)
        if name
    }


def test_the_first_sheet_says_where_the_figures_come_from(book: Workbook) -> None:
    assert book.sheetnames[:2] == [METHODS, "codebook"]
    said, release = methods(book), small_releases()[-1]
    assert said["Round"] == "2027"
    assert (said["Answers (n)"], said["People asked"], said["k"]) == (30, 40, 5)
    assert said["Answered"] == "30 of 40 answered (75\u00a0%)"
    assert said["Mode"] == "confidential, not anonymous"
    assert said["Asked until"] == datetime(2027, 4, 20)  # noqa: DTZ001 -- as the sheet has it
    assert said["Release, SHA-256"] == release_sha256(release)
    assert said["Compared with"] == small_releases()[0].round.code
    assert "for the people of this organisation" in said["Interval of a share"]
    assert said["favourable"].startswith(COLUMNS["favourable"].says)
    assert {name for name in TABLES if name in said} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_the_tables_own(book: Workbook, name: str) -> None:
    table = make_table(name, small_releases())
    found = list(sheet(book, name).iter_rows(values_only=True))
    if not table.rows:
        assert found == [("Nothing of this is told in this round.",)]
        return
    assert tuple(found[0]) == table.columns
    expected = [tuple(None if cell == "" else cell for cell in row) for row in table.rows]
    assert found[1:] == expected
    if name not in ("drivers", "delivery"):  # too few people, and nothing asked: words alone
        assert any(isinstance(cell, int | float) for row in found[1:] for cell in row)


def test_shares_are_numbers_that_are_shown_as_percentages(book: Workbook) -> None:
    head, first = list(sheet(book, "items").iter_rows(max_row=2))
    cells = {one.value: cell for one, cell in zip(head, first, strict=True)}
    assert cells["favourable"].data_type == "n"
    assert cells["favourable"].number_format == "0%"
    assert cells["n"].number_format == "0"
    assert cells["mean"].number_format == "0.00"
    assert cells["question"].data_type == "s"


def test_no_text_is_ever_a_formula(book: Workbook) -> None:
    hostile: list[Cell] = []
    for found in book.worksheets:
        for row in found.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value[:1] in tuple("=+-@"):
                    assert cell.quotePrefix
                    hostile += [cell] if isinstance(cell, Cell) else []
    assert {HOSTILE, "@SUM(1+1)", "-2+3"} <= {cell.value for cell in hostile}


def test_no_part_of_the_file_runs_or_loads_anything() -> None:
    with ZipFile(io.BytesIO(workbook_bytes(small_releases()))) as parts:
        assert len(parts.namelist()) > 10
        for name in parts.namelist():
            text = parts.read(name).decode()
            assert "<f>" not in text
            assert "TargetMode" not in text
            assert not name.endswith((".bin", ".vml"))


def test_the_head_stays_in_view_with_a_filter_and_columns_are_wide_enough(book: Workbook) -> None:
    found = sheet(book, "items")
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == found.dimensions
    assert 40 < found.column_dimensions["B"].width < 62
    assert found.column_dimensions["C"].width < 20


def test_a_hidden_figure_is_empty_and_says_why_and_never_zero() -> None:
    hidden = load_workbook(
        io.BytesIO(workbook_bytes([small_release(1, people=25, south=3)], ["items"]))
    )
    shown = load_workbook(io.BytesIO(workbook_bytes([small_release(1)], ["items"])))
    (told,) = (
        row
        for row in rows(sheet(shown, "items"))
        if (row["code"], row["group"]) == ("ease", "South")
    )
    assert told["n"] == 10
    (row,) = (
        row
        for row in rows(sheet(hidden, "items"))
        if (row["code"], row["group"]) == ("ease", "South")
    )
    kept = {"code", "question", "construct", "group", "group_title", "hidden", "mode"}
    assert row["hidden"] == "hidden: fewer than 10 answers"
    assert {value for name, value in row.items() if name not in kept} == {None}
    (rule,) = sheet(hidden, "items").conditional_formatting
    assert rule.rules[0].formula == ['AND($F2<>"",A2="")']


def test_a_number_of_answers_that_is_not_told_stands_nowhere() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([small_release(1, people=8)])))
    said = methods(book)
    assert (said["Answers (n), at least"], said["Answers (n), at most"]) == (5, 9)
    assert "Answers (n)" not in said
    assert said["Answered"] == "5\u20139 answers, 40 asked"


def test_one_round_has_no_sheet_of_changes(book: Workbook) -> None:
    one = load_workbook(io.BytesIO(workbook_bytes([small_release()])))
    assert set(book.sheetnames) - set(one.sheetnames) == {"changes", "trends"}
    assert names_of_tables(1) == [name for name in TABLES if name not in ("changes", "trends")]


def test_the_same_releases_are_the_same_bytes_in_any_process_and_language() -> None:
    raw = workbook_bytes(small_releases())
    with words_in("de"):
        assert workbook_bytes(small_releases()) == raw
    script = (
        "import sys; from analysis.exports.xlsx import workbook_bytes;"
        "from tests.analysis.exports.small import small_releases;"
        "sys.stdout.buffer.write(workbook_bytes(small_releases()))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
    )
    assert other.stdout == raw


def test_the_file_says_what_it_is_of(book: Workbook) -> None:
    assert book.properties.title == "Small <survey>, Spring 2027"
    assert book.properties.created == datetime(2027, 4, 20)  # noqa: DTZ001
    custom = {one.name: one.value for one in vars(book)["custom_doc_props"].props}
    assert custom["release_sha256"] == release_sha256(small_releases()[-1])
    assert (custom["n"], custom["k"], custom["round"]) == (30, 5, "2027")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\r\n\tb\x00\uffff", "a b "),
        ("_x0041_", "_x005F_x0041_"),
        ("x" * 40_000, "x" * 32_767),
        ("<&>", "&lt;&amp;&gt;"),
    ],
)
def test_a_text_that_no_cell_can_hold_is_made_one(text: str, written: str) -> None:
    assert written_text(text) == (f'<t xml:space="preserve">{written}</t>', False)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_and_table_is_described_and_of_its_kind(name: str) -> None:
    assert ROWS[name]
    for releases in (small_releases(), [demo_release(1), with_together(demo_release(2))]):
        table = make_table(name, releases)
        for column, cells in zip(table.columns, zip(*table.rows, strict=True), strict=False):
            expected: type = {Kind.TEXT: str, Kind.WHOLE: int}.get(COLUMNS[column].kind, float)
            assert {type(cell) for cell in cells} <= {expected, type(None)}, column


def test_the_codebook_says_what_was_asked_and_how_it_is_read(book: Workbook) -> None:
    found = {row["code"]: row for row in rows(sheet(book, "codebook"))}
    assert list(found) == ["ease", "tired", "tools", "waste", "role", "words"]
    assert found["ease"]["question"] == HOSTILE
    assert found["ease"]["options"].startswith("1 = Strongly disagree; 2 = Disagree")
    assert (found["ease"]["favourable_options"], found["ease"]["reverse"]) == ("4 5", None)
    assert (found["tired"]["favourable_options"], found["tired"]["reverse"]) == ("1 2", "yes")
    assert (found["ease"]["construct"], found["ease"]["construct_title"]) == ("flow", "Flow")
    assert (found["ease"]["is_outcome"], found["role"]["is_attribute"]) == ("yes", "yes")
    assert found["waste"]["options"] == "0 to 100 %, step 1"
    assert (found["words"]["kind"], found["words"]["options"]) == ("text", "words")
    assert found["ease"]["wording"] == 1
