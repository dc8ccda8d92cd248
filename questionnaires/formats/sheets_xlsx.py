"""Workbooks as named sheets of rows: bounded before they are unpacked, and never run."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from questionnaires.formats.exchange import (
    LARGEST_FILE,
    Remark,
    changed,
    dropped,
    is_sendable,
    refuse_large,
    unreadable,
)
from questionnaires.formats.workbook_bounds import WorkbookError, refuse_bombs

LARGEST_UNPACKED = 16 * 1024 * 1024
LARGEST_RATIO = 100
MOST_PARTS = 200
#: Tags and references of its XML; a form of a thousand questions has some 60,000.
MOST_MARKS = 250_000
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 20, 5_000, 100
#: One cell, and all of them: thousands of cells may point at one text.
LONGEST_CELL, MOST_LETTERS = 10_000, LARGEST_FILE
_OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that says something, by its number in the sheet."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of all sheets by title, and what is not read of the workbook."""

    rows: dict[str, list[SheetRow]]
    remarks: tuple[Remark, ...]


def read_sheets(data: bytes, filename: str) -> Sheets:
    """All sheets. A formula counts by the value that was stored with it; none is evaluated.

    Raises :class:`QuestionSetError` for what is no workbook, or a hostile one.
    """
    refuse_large(data, filename)
    if data.startswith(_OLD):
        message = "This is an old workbook (XLS), or one with a password. Save it as XLSX."
        raise unreadable(filename, message)
    try:
        refuse_bombs(
            data,
            largest=LARGEST_UNPACKED,
            ratio=LARGEST_RATIO,
            most_parts=MOST_PARTS,
            noun="a question set",
            most_marks=MOST_MARKS,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            return Sheets(_rows(data), tuple(_unread(data)))
    except WorkbookError as error:
        raise unreadable(filename, str(error)) from error
    except Exception as error:  # openpyxl raises whatever its parts raise
        message = "The workbook cannot be read. Open it, and save it as XLSX again."
        raise unreadable(filename, message) from error


def _rows(data: bytes) -> dict[str, list[SheetRow]]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        if len(workbook.worksheets) > MOST_SHEETS:
            raise WorkbookError(f"The workbook has more than {MOST_SHEETS} sheets.")
        found: dict[str, list[SheetRow]] = {}
        letters = 0
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            values = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
            rows = found.setdefault(sheet.title, [])
            for row in _filled(sheet.title, values):
                letters += sum(map(len, row.cells))
                if letters > MOST_LETTERS:
                    raise WorkbookError("The workbook says far more than a question set.")
                rows.append(row)
        return found
    finally:
        workbook.close()


def _filled(title: str, values: Iterable[tuple[object, ...]]) -> Iterator[SheetRow]:
    for number, row in enumerate(values, start=1):
        if number > MOST_ROWS:
            raise WorkbookError(f"The sheet “{title}” has more than {MOST_ROWS:,} rows.")
        if row.count(None) == len(row):
            continue
        cells = tuple("" if value is None else _text(value) for value in row)
        if len(cells) > MOST_COLUMNS and cells[MOST_COLUMNS]:
            raise WorkbookError(f"The sheet “{title}” has more than {MOST_COLUMNS} columns.")
        for cell in cells:
            if len(cell) > LONGEST_CELL:
                where = f"A cell of the sheet “{title}”, row {number}"
                raise WorkbookError(
                    f"{where}, has {len(cell):,} characters; at most {LONGEST_CELL:,} are read."
                )
            if not is_sendable(cell):
                raise WorkbookError(f"The sheet “{title}” holds half a character.")
        if any(cell.strip() for cell in cells):
            yield SheetRow(number, cells[:MOST_COLUMNS])


def _unread(data: bytes) -> Iterator[Remark]:
    """Macros and formulas, which are in the workbook and are never run."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.lower().endswith("vbaproject.bin"):
                yield dropped("workbook", "macros", "they are never read nor run.")
            if name.startswith("xl/worksheets/sheet") and b"<f" in archive.read(name):
                why = "none is evaluated: what the workbook stored as its value counts."
                yield changed("workbook", f"formulas of {name.rpartition('/')[2]}", why)


def _text(value: object) -> str:
    """A value as people read it in the cell.

    >>> _text(7.0), _text(None), _text(True)
    ('7', '', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def write_sheets(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook of texts: no cell is a formula, a link or a number. Same rows, same bytes."""
    from xlsxwriter import Workbook  # noqa: PLC0415 -- slow import

    file = io.BytesIO()
    workbook = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    bold = workbook.add_format({"bold": True})
    for title, rows in sheets.items():
        sheet = workbook.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text, bold if number == 0 else None)
    workbook.close()
    return file.getvalue()
