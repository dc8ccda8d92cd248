"""Tables as CSV: UTF-8 with a byte order mark, commas, CRLF, numbers unrounded with a point.

The mark is there because a spreadsheet takes UTF-8 for something else without it; Python reads it
as ``utf-8-sig``. No text can be read as a formula: see :func:`safe_text`. A number is never text,
so negative ones stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from functools import lru_cache

from analysis.exports.tables import Cell, make_table
from analysis.loudness import RequestsBeside
from analysis.release import Release

#: A text that begins like this could be run by a spreadsheet: ASCII and full-width signs.
_FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]")
#: The same inside a text that a spreadsheet splits at semicolons.
_HIDDEN_FORMULA = re.compile(r"(;\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")

#: Texts that a process remembers: a table says the same few again and again.
REMEMBERED = 4096


@lru_cache(maxsize=REMEMBERED)
def safe_text(text: str) -> str:
    """The text as no spreadsheet runs it: an apostrophe before whatever begins a formula.

    Line breaks, tabs and NUL become a space.

    >>> safe_text("=1+1"), safe_text("a\\t-b"), safe_text("on-call")
    ("'=1+1", 'a -b', 'on-call')
    """
    plain = _HIDDEN_FORMULA.sub(r"\1'", _CONTROL.sub(" ", text))
    starts_with_control = bool(text) and bool(_CONTROL.match(text))
    return f"'{plain}" if _FORMULA.match(plain) or starts_with_control else plain


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula.

    >>> is_formula("=1+1"), is_formula("on-call")
    (True, False)
    """
    return bool(_FORMULA.match(text))


def one_line(text: str) -> str:
    """The text with a space in the place of line breaks, tabs and other control characters."""
    return _CONTROL.sub(" ", text)


def table_bytes(
    name: str, releases: Sequence[Release], asked: RequestsBeside | None = None
) -> bytes:
    """A table of :func:`analysis.exports.tables.make_table` as CSV; its errors are the same."""
    table = make_table(name, releases, asked)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_text(cell)
    return repr(float(cell) if isinstance(cell, float) else int(cell))
