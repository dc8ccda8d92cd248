"""Bytes to columns: every dialect that is read, and every error with its words."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from analysis.dataset import DatasetError
from analysis.sources import tables
from analysis.sources.tables import Table, read_bytes, read_table

TEXT = 'ease,"calm, mostly",name\nAgree,"Neutral\nor so",Ann\nDisagree,,Bob\n'


def read(data: bytes | str, *wanted: str) -> Table:
    raw = data.encode() if isinstance(data, str) else data
    return read_table(raw, "round.csv", wanted or ("ease", "calm, mostly"))


def problem(data: bytes | str, *wanted: str) -> str:
    with pytest.raises(DatasetError) as caught:
        read(data, *wanted)
    (text,) = caught.value.problems
    return text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read(encoding: str) -> None:
    table = read(TEXT.replace("Agree", "Très bien").encode(encoding))
    assert table.header == ("ease", "calm, mostly", "name")
    assert table.columns["ease"] == ["Très bien", "Disagree"]


def test_utf_16_with_the_other_byte_order_is_read() -> None:
    assert len(read(b"\xfe\xff" + TEXT.encode("utf-16-be"))) == 2


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, ending: str) -> None:
    text = ending.join(["name;ease", "Ann;Agree", "Bob;Disagree", ""]).replace(";", separator)
    assert read(text, "ease").columns == {"ease": ["Agree", "Disagree"]}


def test_the_separator_is_the_one_that_finds_the_columns() -> None:
    assert read("a, b;c, d;e, f\n1;2;3\n", "c, d").columns == {"c, d": ["2"]}


def test_only_wanted_columns_are_kept() -> None:
    assert "Ann" not in str(read(TEXT).columns)


def test_a_row_is_placed_as_spreadsheets_and_editors_do() -> None:
    table = read(TEXT)
    assert (table.place(0), table.place(1)) == ("row 2 (line 2)", "row 3 (line 4)")


def test_empty_lines_are_no_rows_but_rows_of_empty_cells_are() -> None:
    assert len(read("ease,calm\n\nAgree,\n,\n\n")) == 2


def test_names_of_columns_are_trimmed() -> None:
    assert read(" ease ,x\nAgree,\n").columns == {"ease": ["Agree"]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ["round.csv is empty"]),
        (b"\n\n", ["round.csv is empty"]),
        (b"ease,calm\nAgree,caf\xe9\n", ["line 2", "byte 0xe9", "not UTF-8", "Save the file"]),
        ("ease\nAgree\n".encode("utf-16")[:-1], ["not UTF-16"]),
        ("ease\nAgree\n".encode("utf-16-le"), ["line 1", "NUL", "byte order mark"]),
        (b"PK\x03\x04rest of a workbook", ["workbook", "Save the sheet as CSV"]),
        (b'ease,calm\nAgree,"open\nfor ever\n', ["line 2", "never closed"]),
        (b'ease,calm\nAgree,"a"b\n', ["line 2", "closing quotation mark"]),
        (b"ease,calm\nAgree,b\nAgree\n", ["row 3 (line 3)", "1 cells", "2 columns"]),
        (b"ease,calm\nAgree,b,c\n", ["row 2 (line 2)", "3 cells", "2 columns"]),
        (b"ease,ease\nAgree,b\n", ["line 1", "2 columns are called 'ease'"]),
        (b'ease\n"' + b"x" * 140_000 + b'"\n', ["line 2", "more than 131072 characters"]),
        (b"ease" + b",x" * 1_000, ["1001 columns", "at most 1000"]),
    ],
)
def test_a_problem_says_where_and_what_to_do(data: bytes, words: list[str]) -> None:
    text = problem(data, "ease")
    for word in words:
        assert word in text


def test_columns_that_are_not_wanted_may_share_a_name() -> None:
    assert read("ease,,,other,other\nAgree,,,1,2\n", "ease").columns == {"ease": ["Agree"]}


def test_200_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: takes no room
    tracemalloc.start()
    try:
        with pytest.raises(DatasetError, match=r"large\.csv has 200 MB; at most 100 MB are read"):
            read_bytes(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_an_upload_is_bounded_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    assert "at most 0 MB are read" in problem("ease\nAgree\nAgree\n")


def test_a_million_rows_are_refused_at_once() -> None:
    began = time.monotonic()
    assert "more than 200,000 rows" in problem("ease\n" + "Agree\n" * 1_000_000)
    assert time.monotonic() - began < 2


def test_rows_times_columns_are_bounded() -> None:
    row = "," * 999 + "\n"
    assert "more than 20,000 rows of 1000 columns" in problem("ease" + row + row * 20_001, "ease")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"none\.csv cannot be read: No such file"):
        read_bytes(tmp_path / "none.csv")
    with pytest.raises(DatasetError, match="cannot be read: Is a directory"):
        read_bytes(tmp_path)
