"""Support requests and findings as CSV: what was asked for, where and when, counted as it is read.

Of requests nothing leaves this module but counts by topic, unit and month, and how many requests
each requester had, as numbers without a name: no row stands for a request, and none for a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from questionnaires.formats.problems import suggestion
from questionnaires.formats.roster_csv import rows_of_csv
from questionnaires.formats.roster_values import (
    RosterProblem,
    UnreadableError,
    is_printable,
    tidy,
    unit_path,
    unit_problem,
)

REQUESTS_HEADING = "date,topic,unit,requester"
FINDINGS_HEADING = "date,topic,unit,finding"
_REQUIRED = ("date", "topic", "unit")
#: Other headings that exports of channels and ticket systems use for the same columns.
ALIASES = {
    "day": "date", "created": "date", "created at": "date", "timestamp": "date",
    "category": "topic", "label": "topic", "team": "unit", "unit path": "unit",
    "requester hash": "requester", "user": "requester", "from": "requester", "author": "requester",
    "text": "finding", "note": "finding",
}  # fmt: skip
#: A topic is a word or two; whatever is longer, or of more kinds, is what somebody wrote.
LONGEST_TOPIC, MOST_TOPICS = 60, 100
LONGEST_FINDING = 2_000
_EARLIEST = date(2000, 1, 1)
#: 2027-03-31, also with a time behind it, and 31.3.2027: nothing that can be read in two ways.
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DATE_WITH_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class RequestCount:
    """``requests`` on one topic from one unit (empty: not known) in the month of a first day."""

    topic: str
    unit: str
    month: date
    requests: int


@dataclass(frozen=True, slots=True)
class SupportRequestsFile:
    """What a file says. The counts are complete only where there is no problem.

    ``by_requester`` has the number of requests of each requester, the most first, and no name;
    empty without the column. ``notes`` say what was not read.
    """

    counts: tuple[RequestCount, ...] = ()
    by_requester: tuple[int, ...] = ()
    problems: tuple[RosterProblem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All requests of the file."""
        return sum(one.requests for one in self.counts)


@dataclass(frozen=True, slots=True)
class FoundInTeam:
    """What the platform team found in working with a team, in its own words."""

    on: date
    topic: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class TeamFindingsFile:
    """The findings of a file, complete only where there is no problem."""

    findings: tuple[FoundInTeam, ...] = ()
    problems: tuple[RosterProblem, ...] = ()
    notes: tuple[str, ...] = ()


def read_support_requests(
    data: bytes, *, units: Mapping[str, str], today: date
) -> SupportRequestsFile:
    """The requests of a file, counted, and every problem in it.

    ``units`` has the path of each unit by every name that it goes by, case-folded; where it is
    empty any path is taken. The columns date, topic and unit are needed; the cell of the unit may
    be empty where nobody knows it.
    """
    try:
        table = _Table(data, (*_REQUIRED, "requester"), _REQUIRED, REQUESTS_HEADING)
    except UnreadableError as error:
        return SupportRequestsFile(problems=(error.problem,))
    rows, problems = table.dated(units, today)
    counts: Counter[tuple[str, str, date]] = Counter()
    requesters: Counter[str] = Counter()
    for row in rows:
        counts[row.topic, row.unit, row.on.replace(day=1)] += 1
        if who := row.values.get("requester"):
            requesters[who.casefold()] += 1
    return SupportRequestsFile(
        counts=tuple(RequestCount(*place, n) for place, n in sorted(counts.items())),
        by_requester=tuple(sorted(requesters.values(), reverse=True)),
        problems=tuple(problems),
        notes=tuple(table.notes()),
    )


def read_team_findings(data: bytes, *, units: Mapping[str, str], today: date) -> TeamFindingsFile:
    """The findings of a file, and every problem in it; see :func:`read_support_requests`."""
    columns = (*_REQUIRED, "finding")
    try:
        table = _Table(data, columns, columns, FINDINGS_HEADING)
    except UnreadableError as error:
        return TeamFindingsFile(problems=(error.problem,))
    rows, problems = table.dated(units, today)
    for row in rows:
        message = _finding_problem(row.values["finding"])
        if message:
            problems.append(RosterProblem(row.number, "finding", message))
    return TeamFindingsFile(
        findings=tuple(
            FoundInTeam(row.on, row.topic, row.unit, row.values["finding"]) for row in rows
        ),
        problems=tuple(sorted(problems, key=_place)),
        notes=tuple(table.notes()),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    on: date
    topic: str
    unit: str
    values: Mapping[str, str]


class _Table:
    """A table with a heading that has all columns that are needed."""

    def __init__(
        self, data: bytes, columns: Sequence[str], required: Sequence[str], should_be: str
    ) -> None:
        heading, *self.rows = rows_of_csv(data, should_be)
        self.heading = [tidy(cell) for cell in heading.cells]
        names = [ALIASES.get(cell.casefold(), cell.casefold()) for cell in self.heading]
        for column in columns:
            if column in required and column not in names:
                found = ", ".join(name for name in names if name) or "nothing"
                message = f"is missing; the heading has {found}. It should be: {should_be}"
                raise UnreadableError(message, row=heading.number, column=column)
            if names.count(column) > 1:
                raise UnreadableError("is there twice. Keep one.", heading.number, column)
        self.places = {column: names.index(column) for column in columns if column in names}
        self.others = [
            title for title, name in zip(self.heading, names, strict=True) if name not in columns
        ]

    def notes(self) -> Iterator[str]:
        """What of the heading is not read."""
        others = ", ".join(f"“{title}”" for title in self.others if title)
        if others:
            yield f"Passed over: {others}."

    def dated(
        self, units: Mapping[str, str], today: date
    ) -> tuple[list[_Row], list[RosterProblem]]:
        """All rows that have day, topic and unit, and what is wrong with the others."""
        rows: list[_Row] = []
        problems: list[RosterProblem] = []
        spelt: dict[str, str] = {}
        for number, cells in self.rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.heading):
                message = f"has {len(cells)} fields, the heading has {len(self.heading)}."
                message += " Quote cells with commas."
                problems.append(RosterProblem(number, None, message))
                continue
            values = {name: tidy(cells[place]) for name, place in self.places.items()}
            on, unit = _day(values["date"]), _unit(values["unit"], units)
            wrong = list(_row_problems(number, values, on, unit, units, today))
            problems += wrong
            if not wrong and on is not None and unit is not None:
                topic = spelt.setdefault(values["topic"].casefold(), values["topic"])
                rows.append(_Row(number, on, topic, unit, values))
        problems += self._as_a_whole(spelt, nothing=not rows and not problems)
        return rows, sorted(problems, key=_place)

    @staticmethod
    def _as_a_whole(topics: Mapping[str, str], *, nothing: bool) -> Iterator[RosterProblem]:
        if len(topics) > MOST_TOPICS:
            message = (
                f"has {len(topics)} topics; {MOST_TOPICS} are the most. Put them into groups, and "
                "leave out what people wrote themselves."
            )
            yield RosterProblem(None, "topic", message)
        if nothing:
            yield RosterProblem(None, None, "The file has no row below its heading.")


def _place(problem: RosterProblem) -> int:
    return problem.row or 0


def _day(text: str) -> date | None:
    """The day that somebody wrote; ``None`` where it cannot be read in one way alone.

    >>> _day("2027-03-31"), _day("2027-03-31T14:05Z"), _day("31.3.2027")
    (datetime.date(2027, 3, 31), datetime.date(2027, 3, 31), datetime.date(2027, 3, 31))
    >>> _day("3/4/2027"), _day("2027-02-30")
    (None, None)
    """
    if match := _DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DATE_WITH_DOTS.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unit(text: str, units: Mapping[str, str]) -> str | None:
    """The path of the unit that somebody wrote; ``None`` where there is none of that name."""
    path = unit_path(text)
    return units.get(path.casefold()) if units and path else path


def _row_problems(
    row: int,
    values: Mapping[str, str],
    on: date | None,
    unit: str | None,
    units: Mapping[str, str],
    today: date,
) -> Iterator[RosterProblem]:
    if message := _day_problem(values["date"], on, today):
        yield RosterProblem(row, "date", message)
    if message := _topic_problem(values["topic"]):
        yield RosterProblem(row, "topic", message)
    if unit is None:
        known = suggestion(unit_path(values["unit"]), sorted(set(units.values())))
        message = f"there is no unit “{values['unit'][:80]}”. {known} Where nobody knows it, "
        yield RosterProblem(row, "unit", f"{message}leave the cell empty.")
    elif unit and (wrong := unit_problem(unit)) and not units:
        yield RosterProblem(row, "unit", wrong)


def _day_problem(text: str, on: date | None, today: date) -> str:
    if on is None:
        return f"“{text[:40]}” is no day. Write year, month and day: 2027-03-31"
    if on > today:
        return f"{on} is still to come. Check the day."
    return f"{on} is before the year {_EARLIEST.year}. Check the day." if on < _EARLIEST else ""


def _topic_problem(topic: str) -> str:
    if not topic:
        return "is empty. Write in a word or two what it was about."
    if len(topic) > LONGEST_TOPIC:
        return (
            f"has {len(topic)} characters; {LONGEST_TOPIC} are the most. Write in a few words what "
            "it was about, not the request itself."
        )
    if "@" in topic:
        return "has an “@” as addresses do. A topic names nobody."
    return "" if is_printable(topic) else "has characters that cannot be printed."


def _finding_problem(text: str) -> str:
    if not text:
        return "is empty. Write what was found."
    if len(text) > LONGEST_FINDING:
        return f"has {len(text)} characters; {LONGEST_FINDING} are the most."
    return "" if is_printable(text) else "has characters that cannot be printed."
