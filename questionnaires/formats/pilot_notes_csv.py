"""Notes of a pilot as CSV: the item, what it asks, and what was noted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from questionnaires.formats.links_csv import safe_cell


def write_pilot_notes(notes: Iterable[tuple[str, str, str, str, str]]) -> bytes:
    """UTF-8 with a byte order mark; what begins like a formula gets an apostrophe before it.

    >>> rows = [("on_call", "Are you on call?", "=1\\nclear", "ann", "2027-04-06")]
    >>> write_pilot_notes(rows)[3:].decode().splitlines()[1]
    "on_call,Are you on call?,'=1 clear,ann,2027-04-06"
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(("item", "text", "note", "written_by", "written_on"))
    for note in notes:
        writer.writerow([safe_cell(cell) for cell in note])
    return table.getvalue().encode("utf-8-sig")
