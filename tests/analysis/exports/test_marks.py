"""Events become marks between the middles of field periods; what has no place is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.events import Event
from analysis.exports.marks import event_marks, round_day
from analysis.exports.pictures import draw_picture
from tests.releases import demo_releases, facts

CI, MOVE = Event(date(2026, 7, 14), "new CI"), Event(date(2027, 1, 12), "reorganisation")


@pytest.mark.parametrize(
    ("opened", "closed", "day"),
    [
        ("2026-04-07", "2026-04-21", date(2026, 4, 14)),
        (None, "2026-04-21", date(2026, 4, 21)),
        ("2026-04-07", None, date(2026, 4, 7)),
        (None, None, None),
    ],
)
def test_a_round_stands_for_the_middle_of_its_field_period(
    opened: str | None, closed: str | None, day: date | None
) -> None:
    assert round_day(facts(0, opened_on=opened, closed_on=closed)) == day


def test_marks_are_in_order_and_in_place() -> None:
    marks = event_marks([MOVE, CI], demo_releases())
    assert [mark.title for mark in marks.marks] == ["new CI", "reorganisation"]
    assert [mark.at for mark in marks.marks] == pytest.approx([0.5, 1.5], abs=0.01)
    assert marks.marks[0].day == "14 Jul 2026"
    assert marks.elsewhere == ""


def test_events_outside_the_rounds_are_said_and_not_drawn() -> None:
    early, late = Event(date(2020, 1, 1), "start"), Event(date(2030, 1, 1), "end")
    marks = event_marks([late, early, CI], demo_releases())
    assert [mark.title for mark in marks.marks] == ["new CI"]
    assert marks.elsewhere == (
        "Before the first round: start, 1 Jan 2020. After the last round: end, 1 Jan 2030."
    )


def test_rounds_without_dates_have_no_place_for_an_event() -> None:
    bare = [
        replace(one, round=replace(one.round, opened_on=None, closed_on=None))
        for one in demo_releases()
    ]
    marks = event_marks([CI], bare)
    assert marks.marks == ()
    assert "fewer than two rounds have dates: new CI, 14 Jul 2026." in marks.elsewhere
    assert event_marks([], bare).elsewhere == ""


def test_trends_show_them_and_other_pictures_do_not() -> None:
    for name in ("trend-constructs", "trend-items"):
        assert "new CI, 14 Jul 2026, between" in draw_picture(
            name, demo_releases(), code="release" if name == "trend-constructs" else "docs_1",
            events=[CI],
        ).alt  # fmt: skip
    assert "new CI" not in draw_picture("constructs", demo_releases(), events=[CI]).alt
