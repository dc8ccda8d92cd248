"""Tables as CSV: UTF-8, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from questionnaires.formats.roster_values import Row, UnreadableError


def rows_of_csv(data: bytes, heading: str = "name,mail,unit") -> list[Row]:
    """The rows of a file from its heading on; raises ``UnreadableError``.

    ``heading`` is what the first row should be, to say so of an empty file.
    """
    text = _decode(data, heading)
    blank = len(text) - len(text.lstrip("\r\n"))
    first = len(text[:blank].splitlines()) + 1
    text = text[blank:]
    separator = max(",;\t", key=text.splitlines()[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        rows.extend(Row(number, cells) for number, cells in enumerate(reader, start=first))
    except csv.Error as error:
        raise UnreadableError(
            f"the CSV is broken here ({error}). Check the quotes.", row=first + len(rows)
        ) from None
    return rows


def csv_of_rows(rows: Iterable[Row]) -> str:
    """The same rows as text, each in the line of its number, so that problems keep their place."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    line = 1
    for row in rows:
        text.write("\n" * (row.number - line))
        writer.writerow(row.cells)
        line = row.number + 1
    return text.getvalue()


def _decode(data: bytes, heading: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("The file is UTF-16. Save it as “CSV UTF-8”.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02X} is not UTF-8. Save the file as “CSV UTF-8”."
        raise UnreadableError(message, row=row) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableError("a NUL character; this is not a text file.", row=row)
    if not text.strip():
        raise UnreadableError(f"The file is empty. Its first row should be: {heading}")
    return text
