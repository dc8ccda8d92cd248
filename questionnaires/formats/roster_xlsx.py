"""Rosters as workbooks (XLSX): values only, bounded before anything is unpacked."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from questionnaires.formats.roster_values import Row, UnreadableError, tidy
from questionnaires.formats.workbook_bounds import WorkbookError, refuse_bombs

if TYPE_CHECKING:
    from openpyxl import Workbook

#: A workbook of 100,000 people unpacks to some 40 MB, some twelve times its size.
LARGEST_UNPACKED = 64 * 1024 * 1024
LARGEST_RATIO = 100
MOST_PARTS = 1_000
#: Rows of a sheet, with empty ones: all that a spreadsheet has. Rows that say something.
MOST_ROWS, MOST_FILLED_ROWS = 1_048_576, 200_000
MOST_COLUMNS = 100
#: What a spreadsheet shows where a formula has failed.
_FAILED = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})


def rows_of_workbook(
    data: bytes,
    is_heading: Callable[[list[str]], bool],
    most_columns: int = MOST_COLUMNS,
    noun: str = "a roster",
    most_marks: int | None = None,
    most_rows: int = MOST_ROWS,
) -> tuple[list[Row], list[str]]:
    """The filled rows of the first sheet that begins with a heading, and what to say of the others.

    ``most_marks`` is how many tags its XML may have, ``most_rows`` how far down its cells lie.

    Without such a sheet, the rows of the first one that is not empty. A formula counts by the
    value that was stored with it; none is evaluated. Raises ``UnreadableError``.
    """
    _refuse_bombs(data, noun, most_marks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
        try:
            return _read(data, is_heading, most_columns, most_rows)
        except UnreadableError:
            raise
        except Exception as error:  # openpyxl raises whatever its parts raise
            message = "The workbook cannot be read. Open it, save it as XLSX again, or as CSV."
            raise UnreadableError(message) from error


def _refuse_bombs(data: bytes, noun: str, most_marks: int | None) -> None:
    try:
        refuse_bombs(
            data,
            largest=LARGEST_UNPACKED,
            ratio=LARGEST_RATIO,
            most_parts=MOST_PARTS,
            noun=noun,
            most_marks=most_marks,
        )
    except WorkbookError as error:
        raise UnreadableError(str(error)) from error


def _read(
    data: bytes, is_heading: Callable[[list[str]], bool], most_columns: int, most_rows: int
) -> tuple[list[Row], list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        titles = [sheet.title for sheet in workbook.worksheets]
        chosen = _sheet_with_heading(workbook, is_heading, most_columns, most_rows)
        if chosen is None:
            raise UnreadableError("The workbook is empty. Its first row should be: name,mail,unit")
        rows = list(_filled_rows(workbook, chosen, most_columns, most_rows))
    finally:
        workbook.close()
    notes: list[str] = []
    if len(titles) > 1:
        others = ", ".join(f"“{title}”" for n, title in enumerate(titles) if n != chosen)
        notes.append(f"Read from the sheet “{titles[chosen]}”. Not read: {others}.")
    return rows, notes


def _sheet_with_heading(
    workbook: Workbook, is_heading: Callable[[list[str]], bool], most_columns: int, most_rows: int
) -> int | None:
    """The number of the sheet to read: by its heading, else the first that says anything."""
    first_filled = None
    for number in range(len(workbook.worksheets)):
        heading = next(_filled_rows(workbook, number, most_columns, most_rows), None)
        if heading is None:
            continue
        if is_heading(heading.cells):
            return number
        if first_filled is None:
            first_filled = number
    return first_filled


def _filled_rows(
    workbook: Workbook, number: int, most_columns: int, most_rows: int
) -> Iterator[Row]:
    """Rows that say something, each as wide as the heading."""
    sheet = workbook.worksheets[number]
    # One column more than may be filled; what lies beyond is not even put into rows.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=most_columns + 1, values_only=True)
    width = filled = 0
    for place, values in enumerate(rows, start=1):
        if place > most_rows:
            raise UnreadableError(f"The sheet “{sheet.title}” has more than {most_rows:,} rows.")
        if values.count(None) == len(values):
            continue  # at once: a sheet may have a million of them
        cells = [_text(value) for value in values]
        if not any(cells):
            continue
        filled += 1
        if filled > MOST_FILLED_ROWS:
            raise UnreadableError(
                f"The sheet “{sheet.title}” has more than {MOST_FILLED_ROWS:,} filled rows."
            )
        if len(cells) > most_columns and cells[most_columns]:
            message = f"has more than {most_columns} columns. Keep those that are needed."
            raise UnreadableError(message, row=place)
        failed = next((cell for cell in cells if cell in _FAILED), None)
        if failed:
            raise UnreadableError(f"a formula has failed here: {failed}", row=place)
        width = width or max(n for n, cell in enumerate(cells, start=1) if cell)
        yield Row(place, cells[:width] + [""] * (width - len(cells)))


def _text(value: object) -> str:
    """A value as people read it in the cell.

    >>> _text(7.0), _text(None), _text(datetime(2027, 4, 6)), _text(" Ada ")
    ('7', '', '2027-04-06', 'Ada')
    """
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value))
