"""Cells that a spreadsheet shows and never runs, and back: what is written is read again exactly.

An apostrophe before what could begin a formula makes it a text, at the beginning of a cell and
behind a semicolon, where some spreadsheets split.
"""

from __future__ import annotations

import re

#: ASCII, full-width signs and the minus sign.
_SIGNS = "[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]"
_RUNS = re.compile(rf"(^|;)(\s*)(?='*{_SIGNS})")
_MARKED = re.compile(rf"(^|;)(\s*)'(?='*{_SIGNS})")


def safe_cell(text: str) -> str:
    """The text with an apostrophe more before whatever could begin a formula.

    >>> safe_cell("=1+1"), safe_cell("a; -b"), safe_cell("'=1"), safe_cell("on-call")
    ("'=1+1", "a; '-b", "''=1", 'on-call')
    """
    return _RUNS.sub(r"\1\2'", text)


def plain_cell(text: str) -> str:
    """The text as it was before :func:`safe_cell`.

    >>> plain_cell("'=1+1"), plain_cell("a; '-b"), plain_cell("''=1"), plain_cell("'tis")
    ('=1+1', 'a; -b', "'=1", "'tis")
    """
    return _MARKED.sub(r"\1\2", text)
