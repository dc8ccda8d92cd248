"""What a roster says, whatever file it came in: members, and what is wrong where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

#: Joins the titles of units that are pooled; a unit of its own cannot be called that.
POOL_SIGN = " + "
LONGEST_NAME, LONGEST_MAIL, LONGEST_TITLE, LONGEST_PATH = 200, 254, 100, 250

#: Between titles of a path: a slash, also of full width, or ">" between spaces.
_SEPARATOR = re.compile("/|\uff0f|(?<=\\s)>(?=\\s)")
#: Marks that are not seen: hyphenation, byte order, direction of writing. Browsers find the
#: direction by themselves. Joiners (U+200C, U+200D) are letters in Persian and Hindi and stay.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_JOINERS = re.compile("[\u200c\u200d]")


class Row(NamedTuple):
    """A row of a table as people count rows: the first one has the number 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Member:
    """One row: a person and the path of the unit they work in (``"Platform/Payments"``).

    ``standing`` is ``"staff"``, ``"contractor"`` or ``"on-leave"``, and ``None`` where the file
    does not say it. ``declined``: the file says that the person does not want to be asked.
    ``attributes`` are categories by code, of those attributes that have a column; empty where the
    cell is.
    """

    row: int
    name: str
    mail: str
    unit: str
    standing: str | None = None
    declined: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """What is wrong, and where. Row 1 is the heading; ``None`` is the file as a whole."""

    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row else []
        where += [f"column {self.column}"] if self.column else []
        place = ", ".join(where)
        return f"{place[0].upper()}{place[1:]}: {self.message}" if place else self.message


class UnreadableError(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, message: str, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.problem = RosterProblem(row, column, message)


def tidy(cell: str) -> str:
    r"""A cell as it is compared and stored: NFC, single spaces, no unseen marks.

    >>> tidy(" Zoe\u0308\u00a0 O'Brien\u200f ")
    "Zoë O'Brien"
    """
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", cell)).split())


def is_printable(text: str) -> bool:
    """Whether a page can show it; joiners of letters are no trouble."""
    return _JOINERS.sub("", text).isprintable()


def unit_path(text: str) -> str:
    r"""The path that somebody wrote: titles from the top, joined with ``/``.

    >>> unit_path(" Platform > Payments"), unit_path("開発\uff0f検索"), unit_path("R&D / >9")
    ('Platform/Payments', '開発/検索', 'R&D/>9')
    """
    return "/".join(tidy(title) for title in _SEPARATOR.split(text))


def unit_problem(path: str) -> str | None:
    """What is wrong with a unit's path, or ``None``.

    >>> unit_problem("Ops//Data")
    '“Ops//Data” has an empty part. Write Department/Team.'
    """
    titles = path.split("/")
    if not all(titles):
        return f"“{path[:80]}” has an empty part. Write Department/Team."
    if max(map(len, titles)) > LONGEST_TITLE or len(path) > LONGEST_PATH:
        return f"needs titles of at most {LONGEST_TITLE}, {LONGEST_PATH} in all."
    if not is_printable(path):
        return "has characters that cannot be printed."
    if POOL_SIGN in path:
        return "has “ + ” in a title, which names pooled units. Write “and”."
    if any(title in {".", ".."} for title in titles):
        return f"“{path[:80]}” has dots for a title."
    return None
