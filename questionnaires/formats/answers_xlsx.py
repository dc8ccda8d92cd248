"""Answers as workbooks (XLSX): the first sheet as CSV, bounded before anything is unpacked."""

from __future__ import annotations

import csv
import io

from questionnaires.formats.roster_xlsx import rows_of_workbook

#: As many as of a CSV file.
MOST_COLUMNS = 1_000
#: What is read within seconds: 250,000 cells. A CSV file may have eighty times as many.
MOST_ROWS, MOST_MARKS = 100_001, 1_000_000


def is_workbook(data: bytes) -> bool:
    """Whether bytes begin like an XLSX file."""
    return data.startswith(b"PK")


def csv_of_workbook(data: bytes) -> bytes:
    """The rows of the first sheet that is not empty, as CSV. Raises ``UnreadableError``.

    Empty rows stay, so that a row has the number that the spreadsheet shows.
    """
    rows, _notes = rows_of_workbook(
        data,
        lambda _heading: True,
        MOST_COLUMNS,
        noun="a file of answers",
        most_marks=MOST_MARKS,
        most_rows=MOST_ROWS,
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    place = 0
    for row in rows:
        text.write("\n" * (row.number - place - 1))
        writer.writerow(row.cells)
        place = row.number
    return text.getvalue().encode()
