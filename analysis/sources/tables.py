"""Tables: bytes of a CSV file to columns of text, with an error that says what to do.

Encodings: UTF-8 with or without a byte order mark, UTF-16 with one. Separators: comma, semicolon
or tab, whichever finds the columns that are wanted. Only wanted columns are kept.
"""

from __future__ import annotations

import codecs
import csv
import io
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analysis.dataset import DatasetError

MAX_BYTES = 100 * 1000 * 1000
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
#: Rows times columns: a short line of commas is many cells.
MAX_CELLS = 20_000_000

_SEPARATORS = (",", ";", "\t")
#: By which the separator is told: so many rows, within so many characters.
_ROWS_TRIED, _CHARACTERS_TRIED = 5, 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """The wanted columns of a file.

    ``header`` names every column of the file, trimmed; ``columns`` holds the text of those that
    were wanted and found, one entry a row; ``lines`` the line of the file on which each row begins.
    ``first_row`` is the number of the first of them, as a spreadsheet counts.
    """

    name: str
    header: tuple[str, ...]
    columns: dict[str, list[str]]
    lines: Sequence[int]
    first_row: int = 2

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, row: int) -> str:
        """Where a row (counted from 0) is: as a spreadsheet numbers it, and as an editor does."""
        return f"row {row + self.first_row} (line {self.lines[row]})"


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is not too large; :class:`DatasetError` otherwise."""
    try:
        _check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from error


def read_table(data: bytes, name: str, wanted: Sequence[str]) -> Table:
    """Read a CSV file whose first row names its columns.

    ``name`` is what errors call the file. Wanted columns that are not there are left out: ask
    :attr:`Table.columns`. Raises :class:`DatasetError`.
    """
    _check_size(name, len(data))
    text = _decode(data, name)
    separator = max(_SEPARATORS, key=lambda one: len({*_first_row(text, one)} & {*wanted}))
    rows = _rows(text, name, separator)
    _, header = next(rows, (1, []))
    header = [_tidy(column) for column in header]
    _check_header(header, name, wanted)
    positions = {column: header.index(column) for column in wanted if column in header}
    columns: dict[str, list[str]] = {column: [] for column in positions}
    lines = array("L")
    seen: dict[str, str] = {}  # equal texts are kept once
    for line, row in rows:
        _check_row(row, line, len(lines), header, name)
        for column, position in positions.items():
            cell = row[position]
            columns[column].append(seen.setdefault(cell, cell))
        lines.append(line)
    return Table(name, tuple(header), columns, lines)


def read_rows(data: bytes, name: str) -> tuple[list[list[str]], list[int]]:
    """Every row of a CSV file, the first one too, and the line on which each begins.

    The separator is the one that cuts the first rows into equally many cells, and into most; all
    rows are as long as the first. Raises :class:`DatasetError`.
    """
    _check_size(name, len(data))
    text = _decode(data, name)
    separator = max(_SEPARATORS, key=lambda one: _fit(text, one))
    found: list[list[str]] = []
    lines: list[int] = []
    seen: dict[str, str] = {}  # equal texts are kept once
    for line, row in _rows(text, name, separator):
        if found:
            _check_row(row, line, len(found) - 1, found[0], name)
        else:
            _check_header([_tidy(cell) for cell in row], name, ())
        found.append([seen.setdefault(cell, cell) for cell in row])
        lines.append(line)
    if not found:
        _check_header([], name, ())
    return found, lines


def read_plain_table(data: bytes, name: str) -> Table:
    """A table with all its columns, each with a name of its own. Raises :class:`DatasetError`."""
    (header, *rows), lines = read_rows(data, name)
    names = [_tidy(column) for column in header]
    _check_header(names, name, names)
    columns = {column: [row[place] for row in rows] for place, column in enumerate(names)}
    return Table(name, tuple(names), columns, lines[1:])


def _fit(text: str, separator: str) -> tuple[bool, int]:
    """Whether a separator cuts the first rows into equally many cells, and into how many."""
    begins = text.lstrip("\r\n")[:_CHARACTERS_TRIED]
    rows = csv.reader(io.StringIO(begins, newline=""), delimiter=separator)
    try:
        widths = [len(row) for row in islice(filter(None, rows), _ROWS_TRIED)]
    except csv.Error:
        return False, 0
    return len(set(widths)) == 1, max(widths, default=0)


def _check_size(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise DatasetError(
            f"{name} has {size / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read. "
            "Leave out columns that are not needed, such as free text."
        )


def _decode(data: bytes, name: str) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise DatasetError(
            f"{name} is a workbook or an archive, not CSV. Save the sheet as CSV UTF-8."
        )
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding, label = ("utf-16", "UTF-16") if is_utf16 else ("utf-8-sig", "UTF-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise DatasetError(
            f"{name}, line {line}: byte 0x{data[error.start]:02x} is not {label}. "
            "Save the file as CSV UTF-8."
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DatasetError(
            f"{name}, line {line}: a NUL character, which no text has. UTF-16 needs a byte "
            "order mark. Save the file as CSV UTF-8."
        )
    return text


def _first_row(text: str, separator: str) -> list[str]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [_tidy(cell) for cell in next(rows, [])]
    except csv.Error:
        return []


def _rows(text: str, name: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not an empty line, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DatasetError(f"{name}, line {line}: {_explain(error)}") from error
        if row:
            yield line, row


def _explain(error: csv.Error) -> str:
    reason = str(error)
    if "unexpected end" in reason:
        return "a quotation mark opens here and is never closed. Close it, or double it inside."
    if "field limit" in reason or "field larger" in reason:
        limit = csv.field_size_limit()
        return f"a cell has more than {limit} characters. Is a quotation mark not closed?"
    if "expected after" in reason:
        return (
            "text stands after a closing quotation mark. "
            "Double quotation marks inside a quoted cell."
        )
    return f"this is not CSV ({reason})."


def _check_header(header: list[str], name: str, wanted: Sequence[str]) -> None:
    if not any(header):
        raise DatasetError(f"{name} is empty. Its first row has to name the columns.")
    if len(header) > MAX_COLUMNS:
        raise DatasetError(
            f"{name} has {len(header)} columns; at most {MAX_COLUMNS} are read. Leave some out."
        )
    double = sorted({column for column in wanted if header.count(column) > 1})
    if double:
        raise DatasetError(
            [
                f"{name}, line 1: {header.count(column)} columns are called {column!r}. "
                "Give each its own name."
                for column in double
            ]
        )


def _check_row(row: list[str], line: int, index: int, header: list[str], name: str) -> None:
    if len(row) != len(header):
        raise DatasetError(
            f"{name}, row {index + 2} (line {line}): {len(row)} cells, but the first row names "
            f"{len(header)} columns. Is a cell with a separator in it not quoted?"
        )
    if index >= MAX_ROWS or (index + 1) * len(header) > MAX_CELLS:
        raise DatasetError(
            f"{name} has more than {min(MAX_ROWS, MAX_CELLS // len(header)):,} rows of "
            f"{len(header)} columns, which is more than is read. Import it in parts, or "
            "leave columns out."
        )


def _tidy(text: str) -> str:
    return " ".join(text.split())
