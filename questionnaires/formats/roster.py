"""Roster files: who can be invited, as CSV or XLSX with the columns name, mail, unit and more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.formats.roster_csv import csv_of_rows, rows_of_csv
from questionnaires.formats.roster_tree import Placed, assemble_paths
from questionnaires.formats.roster_values import (
    LONGEST_MAIL,
    LONGEST_NAME,
    LONGEST_TITLE,
    Member,
    RosterProblem,
    Row,
    UnreadableError,
    is_printable,
    tidy,
    unit_path,
    unit_problem,
)
from questionnaires.formats.roster_xlsx import rows_of_workbook

REQUIRED = ("name", "mail", "unit")
OPTIONAL = ("standing", "parent")
#: Other headings that spreadsheets and directories use for the same columns.
ALIASES = {
    "e-mail": "mail",
    "email": "mail",
    "mail address": "mail",
    "team": "unit",
    "unit path": "unit",
    "parent unit": "parent",
}
#: The words of the column standing, without regard to case, hyphens and underscores.
STANDINGS = {
    "": "staff",
    "staff": "staff",
    "employee": "staff",
    "permanent": "staff",
    "active": "staff",
    "contractor": "contractor",
    "external": "contractor",
    "freelancer": "contractor",
    "consultant": "contractor",
    "on leave": "on-leave",
    "leave": "on-leave",
    "parental leave": "on-leave",
    "sick leave": "on-leave",
    "sabbatical": "on-leave",
    "declined": "declined",
    "opted out": "declined",
    "opt out": "declined",
}
#: An attribute is a handful of bands; more categories are numbers that nobody put into bands.
MOST_CATEGORIES = 30

#: Addresses that every mail server takes: ASCII, with a domain that has a dot.
_MAIL = re.compile(
    r"(?!\.)(?!.*\.\.)[\w.!#$%&'*+/=?^`{|}~-]+(?<!\.)@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a file says. The members are complete only where there is no problem.

    ``notes`` say what was not read. ``text`` is the table as CSV, for a workbook too; empty where
    there is no table.
    """

    members: tuple[Member, ...] = ()
    problems: tuple[RosterProblem, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""


def read_roster(data: bytes, attributes: Mapping[str, str] | None = None) -> RosterFile:
    """The members in a roster file, and every problem in it.

    ``attributes`` are the declared ones, titles by code; each may have a column under its code or
    title. Other columns are passed over, which a note says. Mail addresses are put into lower case.
    """
    codes = _attribute_codes(attributes or {})
    notes: list[str] = []
    try:
        if data.startswith(b"PK"):
            rows, notes = rows_of_workbook(data, lambda cells: not _missing(_names(cells, codes)))
        else:
            rows = rows_of_csv(data)
        text = csv_of_rows(rows)
        try:
            table = _Table(rows, codes)
        except UnreadableError as error:
            return RosterFile(problems=(error.problem,), notes=tuple(notes), text=text)
    except UnreadableError as error:
        return RosterFile(problems=(error.problem,))
    members, problems = table.members()
    if not members and not problems:
        problems = [RosterProblem(None, None, "The file names nobody below its heading.")]
    in_order = sorted(problems, key=lambda problem: problem.row or 0)
    return RosterFile(tuple(members), tuple(in_order), (*notes, *table.notes()), text)


class _Table:
    """A table with a heading that has all columns that are needed."""

    def __init__(self, rows: Sequence[Row], codes: Mapping[str, str]) -> None:
        heading, *self.rows = rows
        self.heading = [tidy(cell) for cell in heading.cells]
        names = _names(heading.cells, codes)
        for column in _missing(names):
            found = ", ".join(name for name in names if name) or "nothing"
            message = f"is missing; the heading has {found}. It should be: name,mail,unit"
            raise UnreadableError(message, row=heading.number, column=column)
        self.attributes = sorted(set(codes.values()) & set(names))
        known = [*REQUIRED, *OPTIONAL, *self.attributes]
        for column in known:
            if names.count(column) > 1:
                raise UnreadableError("is there twice. Keep one.", heading.number, column)
        self.places = {column: names.index(column) for column in known if column in names}
        self.others = [
            title for title, name in zip(self.heading, names, strict=True) if name not in known
        ]

    def notes(self) -> Iterator[str]:
        """What of the heading is not read."""
        others = ", ".join(f"“{title}”" for title in self.others if title)
        if others:
            yield f"Passed over: {others}."

    def members(self) -> tuple[list[Member], list[RosterProblem]]:
        """All rows as members, and what is wrong with them one by one and together."""
        problems: list[RosterProblem] = []
        rows: list[tuple[int, dict[str, str]]] = []
        for number, cells in self.rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.heading):
                message = f"has {len(cells)} fields, the heading has {len(self.heading)}."
                message += " Quote cells with commas."
                problems.append(RosterProblem(number, None, message))
                continue
            rows.append((number, {name: tidy(cells[n]) for name, n in self.places.items()}))
        paths, in_tree = self._paths(rows)
        problems += in_tree
        members: list[Member] = []
        for number, values in rows:
            if "parent" in values and values["unit"] and not values["name"] + values["mail"]:
                continue  # says where a unit is, and names nobody
            member = self._member(number, values, paths)
            problems += [*_standing_problems(number, values), *_member_problems(member)]
            members.append(member)
        return members, problems + list(_clashes(members)) + list(self._category_problems(members))

    def _paths(
        self, rows: Sequence[tuple[int, dict[str, str]]]
    ) -> tuple[dict[str, str], list[RosterProblem]]:
        if not any(values.get("parent") for _number, values in rows):
            return {}, []
        placed = [Placed(number, values["unit"], values["parent"]) for number, values in rows]
        return assemble_paths(placed)

    def _member(self, number: int, values: Mapping[str, str], paths: Mapping[str, str]) -> Member:
        standing = _standing(values["standing"]) if "standing" in values else None
        return Member(
            row=number,
            name=values["name"],
            mail=values["mail"].lower(),
            unit=paths.get(values["unit"]) or unit_path(values["unit"]),
            standing=None if standing == "declined" else standing,
            declined=standing == "declined",
            attributes={code: values[code] for code in self.attributes},
        )

    def _category_problems(self, members: Sequence[Member]) -> Iterator[RosterProblem]:
        for code in self.attributes:
            column = self.heading[self.places[code]]
            spelt: dict[str, tuple[str, int]] = {}
            for member in members:
                category = member.attributes[code]
                if len(category) > LONGEST_TITLE or not is_printable(category):
                    message = f"needs at most {LONGEST_TITLE} printable characters."
                    yield RosterProblem(member.row, column, message)
                first, row = spelt.setdefault(category.casefold(), (category, member.row))
                if first != category:
                    message = f"“{category}” is written “{first}” in row {row}. Write one of them."
                    yield RosterProblem(member.row, column, message)
            if len(spelt) > MOST_CATEGORIES:
                message = (
                    f"has {len(spelt)} categories; {MOST_CATEGORIES} are the most. Put them into "
                    "bands (under 1 year, 1 to 3, longer), or leave the column out."
                )
                yield RosterProblem(None, column, message)


def _attribute_codes(attributes: Mapping[str, str]) -> dict[str, str]:
    """The code of an attribute by each heading that names it."""
    return {
        heading.casefold(): code for code, title in attributes.items() for heading in (title, code)
    }


def _names(cells: Sequence[str], codes: Mapping[str, str]) -> list[str]:
    """What each column is: one of ours, the code of an attribute, or its own heading."""
    headings = [tidy(cell).casefold() for cell in cells]
    return [ALIASES.get(heading) or codes.get(heading) or heading for heading in headings]


def _missing(names: Sequence[str]) -> list[str]:
    return [column for column in REQUIRED if column not in names]


def _standing(word: str) -> str | None:
    return STANDINGS.get(" ".join(re.split(r"[\s_-]+", word.casefold())))


def _standing_problems(row: int, values: Mapping[str, str]) -> Iterator[RosterProblem]:
    word = values.get("standing", "")
    if _standing(word) is None:
        message = f"“{word[:80]}” is none of: staff, contractor, on leave, declined."
        yield RosterProblem(row, "standing", message)


def _member_problems(member: Member) -> Iterator[RosterProblem]:
    def problem(column: str, message: str) -> RosterProblem:
        return RosterProblem(member.row, column, message)

    if not member.name:
        yield problem("name", "is empty.")
    elif len(member.name) > LONGEST_NAME or not is_printable(member.name):
        yield problem("name", f"needs at most {LONGEST_NAME} printable characters.")
    if not member.mail:
        yield problem("mail", "is empty. Links are sent there.")
    elif len(member.mail) > LONGEST_MAIL or not _MAIL.fullmatch(member.mail):
        yield problem("mail", f"“{member.mail[:80]}” is not a mail address.")
    message = unit_problem(member.unit)
    if message:
        yield problem("unit", message)


def _clashes(members: Sequence[Member]) -> Iterator[RosterProblem]:
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
