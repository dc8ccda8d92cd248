"""Roster files: who can be invited, as CSV with the columns name, mail, unit."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

COLUMNS = ("name", "mail", "unit")
#: Other headings that spreadsheets and directories use for the same columns.
ALIASES = {"e-mail": "mail", "email": "mail", "team": "unit", "unit path": "unit"}
#: Joins the titles of units that are pooled; a unit of its own cannot be called that.
POOL_SIGN = " + "

#: Addresses that every mail server takes: ASCII, with a domain that has a dot.
_MAIL = re.compile(
    r"(?!\.)(?!.*\.\.)[\w.!#$%&'*+/=?^`{|}~-]+(?<!\.)@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}",
    re.ASCII,
)
_MAX_NAME, _MAX_MAIL, _MAX_TITLE, _MAX_PATH = 200, 254, 100, 250


@dataclass(frozen=True, slots=True)
class Member:
    """One row: a person and the path of the unit they work in (``"Platform/Payments"``)."""

    row: int
    name: str
    mail: str
    unit: str


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


class _UnreadableError(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, message: str, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.problem = RosterProblem(row, column, message)


def read_roster(data: bytes) -> tuple[list[Member], list[RosterProblem]]:
    """The members in a roster file, and every problem in it.

    UTF-8, separated by comma, semicolon or tab; other columns are passed over, mail addresses
    are put into lower case. The members are complete only where there is no problem.
    """
    try:
        rows = _rows(_decode(data))
        places = _columns(rows)
    except _UnreadableError as problem:
        return [], [problem.problem]
    members: list[Member] = []
    problems: list[RosterProblem] = []
    width = len(rows[0])
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            message = f"has {len(cells)} fields, the heading has {width}. Quote cells with commas."
            problems.append(RosterProblem(number, None, message))
            continue
        values = {column: _tidy(cells[place]) for column, place in places.items()}
        unit = "/".join(_tidy(part) for part in values["unit"].split("/"))
        member = Member(number, values["name"], values["mail"].lower(), unit)
        problems += _member_problems(member)
        members.append(member)
    problems += _clashes(members)
    if not members and not problems:
        problems.append(RosterProblem(None, None, "The file names nobody below its heading."))
    return members, sorted(problems, key=lambda problem: problem.row or 0)


def _decode(data: bytes) -> str:
    if data.startswith(b"PK"):
        raise _UnreadableError("This is a workbook, not CSV. Save it as “CSV UTF-8” first.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _UnreadableError("The file is UTF-16. Save it as “CSV UTF-8”.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02X} is not UTF-8. Save the file as “CSV UTF-8”."
        raise _UnreadableError(message, row=row) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise _UnreadableError("a NUL character; this is not a text file.", row=row)
    if not text.strip():
        raise _UnreadableError("The file is empty. Its first row should be: name,mail,unit")
    return text


def _rows(text: str) -> list[list[str]]:
    text = text.lstrip("\r\n")
    heading = text.splitlines()[0]
    separator = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise _UnreadableError(
            f"the CSV is broken here ({error}). Check the quotes.", row=len(rows) + 1
        ) from None
    return rows


def _columns(rows: list[list[str]]) -> dict[str, int]:
    names = [_tidy(cell).casefold() for cell in rows[0]]
    names = [ALIASES.get(name, name) for name in names]
    for column in COLUMNS:
        if names.count(column) == 0:
            found = ", ".join(name for name in names if name) or "nothing"
            message = f"is missing; the heading has {found}. It should be: name,mail,unit"
            raise _UnreadableError(message, row=1, column=column)
        if names.count(column) > 1:
            raise _UnreadableError("is there twice. Keep one.", row=1, column=column)
    return {column: names.index(column) for column in COLUMNS}


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _member_problems(member: Member) -> Iterator[RosterProblem]:
    def problem(column: str, message: str) -> RosterProblem:
        return RosterProblem(member.row, column, message)

    if not member.name:
        yield problem("name", "is empty.")
    elif len(member.name) > _MAX_NAME or not member.name.isprintable():
        yield problem("name", f"needs at most {_MAX_NAME} printable characters.")
    if not member.mail:
        yield problem("mail", "is empty. Links are sent there.")
    elif len(member.mail) > _MAX_MAIL or not _MAIL.fullmatch(member.mail):
        yield problem("mail", f"“{member.mail[:80]}” is not a mail address.")
    titles = member.unit.split("/")
    if not all(titles):
        yield problem("unit", f"“{member.unit[:80]}” has an empty part. Write Department/Team.")
    elif max(map(len, titles)) > _MAX_TITLE or len(member.unit) > _MAX_PATH:
        yield problem("unit", f"needs titles of at most {_MAX_TITLE}, {_MAX_PATH} in all.")
    elif not member.unit.isprintable():
        yield problem("unit", "has characters that cannot be printed.")
    elif POOL_SIGN in member.unit:
        message = "has “ + ” in a title, which names pooled units. Write “and”."
        yield problem("unit", message)


def _clashes(members: list[Member]) -> Iterator[RosterProblem]:
    """Addresses that are there twice, and paths that differ by case only."""
    mails: dict[str, int] = {}
    paths: dict[str, tuple[str, int]] = {}
    for member in members:
        first = mails.setdefault(member.mail, member.row)
        if member.mail and first != member.row:
            message = f"{member.mail} is in row {first} too. Keep one row a person."
            yield RosterProblem(member.row, "mail", message)
        path = ""
        for title in member.unit.split("/"):
            path = f"{path}/{title}" if path else title
            spelt, row = paths.setdefault(path.casefold(), (path, member.row))
            if spelt != path:
                message = f"“{path}” is written “{spelt}” in row {row}. Write one of them."
                yield RosterProblem(member.row, "unit", message)
                break
