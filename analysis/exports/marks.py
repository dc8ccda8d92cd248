"""Events of the organisation as charts of trends mark them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from analysis.charts.marks import Mark, Marks
from analysis.events import Event, place_among
from analysis.exports import words
from analysis.release import Release, RoundFacts


def event_marks(events: Iterable[Event], releases: Sequence[Release]) -> Marks:
    """Marks for the events between the first of the rounds and the last, in order of their days.

    An event before or after them has no place between rounds: it is said in words.
    """
    days = [round_day(release.round) for release in releases]
    placed, elsewhere = list[Mark](), list[Event]()
    for event in sorted(events):
        at = place_among(event.on, days)
        if at is None:
            elsewhere.append(event)
        else:
            placed.append(Mark(at, event.title, words.day(event.on.isoformat())))
    return Marks(tuple(placed), _elsewhere(elsewhere, days))


def round_day(facts: RoundFacts) -> date | None:
    """The day that a round stands for: the middle of its field period, or the end known."""
    opened, closed = (
        date.fromisoformat(day) if day else None for day in (facts.opened_on, facts.closed_on)
    )
    if opened and closed and opened <= closed:
        return opened + (closed - opened) / 2
    return closed or opened


def _elsewhere(events: Sequence[Event], days: Sequence[date | None]) -> str:
    """What has no mark, and why."""
    known = [day for day in days if day is not None]
    if not events:
        return ""
    if len(known) < 2:
        return f"Not marked, because fewer than two rounds have dates: {_list(events)}."
    parts = (
        ("Before the first round", [one for one in events if one.on < min(known)]),
        ("After the last round", [one for one in events if one.on >= min(known)]),
    )
    return " ".join(f"{when}: {_list(some)}." for when, some in parts if some)


def _list(events: Sequence[Event]) -> str:
    return "; ".join(f"{one.title}, {words.day(one.on.isoformat())}" for one in events)
