"""Events of the organisation from a CSV file with the columns ``date`` and ``title``."""

from __future__ import annotations

from datetime import date

from analysis.dataset import DatasetError
from analysis.events import LONGEST_TITLE, Event
from analysis.sources.tables import Table, read_table

COLUMNS = ("date", "title")
#: More than this many marks between a few rounds tell nobody anything.
MAX_EVENTS = 200


def read_events(data: bytes, name: str) -> tuple[Event, ...]:
    """The events of a file in order of their days; the same event twice is one.

    Dates are ISO days, titles have at most 60 characters. ``name`` is what errors call the file.
    Raises :class:`DatasetError` that lists every row that is not understood.
    """
    table = read_table(data, name, COLUMNS)
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        raise DatasetError(
            f"{name} has no column {' and no column '.join(missing)}. "
            "Its first row is to name the columns date and title."
        )
    if len(table) > MAX_EVENTS:
        raise DatasetError(
            f"{name} has {len(table)} events; at most {MAX_EVENTS} are read. Keep those that "
            "matter for what was asked."
        )
    events, problems = set[Event](), list[str]()
    for row in range(len(table)):
        found = _event(table, row)
        if isinstance(found, Event):
            events.add(found)
        else:
            problems.append(found)
    if problems:
        raise DatasetError(problems)
    return tuple(sorted(events))


def _event(table: Table, row: int) -> Event | str:
    """The event of a row, or what is wrong with it."""
    where = f"{table.name}, {table.place(row)}"
    day, title = (table.columns[column][row] for column in COLUMNS)
    title = " ".join(title.split())
    if not title:
        return f"{where}: no title. Say in a few words what happened."
    if len(title) > LONGEST_TITLE:
        return (
            f"{where}: the title has {len(title)} characters; at most {LONGEST_TITLE} fit on a "
            "chart."
        )
    try:
        return Event(date.fromisoformat(day.strip()), title)
    except ValueError:
        return f"{where}: {day!r} is no day. Write it as 2026-04-21."
