"""Events become marks between the middles of field periods; what has no place is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.charts.targets import TargetMark
from analysis.events import Event
from analysis.exports.marks import event_marks, mean_targets, round_day, target_marks
from analysis.exports.pictures import draw_picture
from analysis.targets import Kind, Target
from analysis.words import words_in
from tests.analysis.test_outcomes import hours
from tests.deliveries import delivery_releases
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


FEEDBACK = Target(Kind.CONSTRUCT, "feedback", "2026-autumn", 0.6, "2027-spring")
FOCUS = Target(Kind.CONSTRUCT, "focus", "2027-spring", 0.5, "2027-autumn", "Autumn 2027")


def test_targets_stand_in_the_rounds_they_are_for() -> None:
    releases = demo_releases()
    assert target_marks([FEEDBACK, FOCUS], releases, Kind.CONSTRUCT) == {
        "feedback": (TargetMark(2, 0.6, "Spring 2027"),),
        "focus": (TargetMark(3, 0.5, "Autumn 2027"),),
    }
    # In the report of an earlier round its own round is ahead, and what was set later is not told.
    assert target_marks([FEEDBACK, FOCUS], releases[:2], Kind.CONSTRUCT) == {
        "feedback": (TargetMark(2, 0.6, "2027-spring"),),
    }


def test_targets_are_those_of_everybody_and_of_shares() -> None:
    releases = demo_releases()
    question = Target(Kind.ITEM, "focus_1", "2027-spring", 0.7, "2027-autumn")
    number = next(one.code for one in releases[-1].instrument.items if one.scale.is_number)
    mean = Target(Kind.ITEM, number, "2027-spring", 1.0, "2027-autumn")
    gone = Target(Kind.ITEM, "weather", "2027-spring", 0.7, "2027-autumn")
    found = target_marks([FOCUS, question, mean, gone], releases, Kind.ITEM)
    assert found == {"focus_1": (TargetMark(3, 0.7, "2027-autumn"),)}
    assert target_marks([FOCUS], releases, Kind.CONSTRUCT, "Platform") == {}


def test_a_trend_marks_targets_and_says_them() -> None:
    drawn = draw_picture("trend-constructs", demo_releases(), code="focus", targets=[FOCUS])
    assert "target 50\u00a0% in Autumn 2027" in drawn.alt
    other = draw_picture("trend-constructs", demo_releases(), code="load", targets=[FOCUS])
    assert "target" not in other.alt


def test_targets_on_means_are_said_beside_shares_and_not_drawn() -> None:
    releases = [hours(0, 0, 0, 5, 20, 20, 5), hours(5, 20, 20, 5)]
    releases = [
        replace(one, round=replace(one.round, code=code, title=code.title()))
        for one, code in zip(releases, ("first", "second"), strict=True)
    ]
    mean = Target(Kind.ITEM, "meetings", "first", 3.5, "third", "Autumn 2027")
    drawn = draw_picture("trend-items", releases, code="meetings", targets=[mean])
    assert "target: mean 3.5 hours in Autumn 2027" in drawn.alt
    assert "a mean has no place among shares" in drawn.alt
    with words_in("de"):
        ((said,),) = mean_targets([mean], releases).values()
    assert "3,5 hours" in said
    assert target_marks([mean], releases, Kind.ITEM) == {}
    # Of everybody alone, and of a question that this programme asks.
    assert mean_targets([mean], releases, "Platform") == {}
    assert mean_targets([replace(mean, code="weather")], releases) == {}
    assert mean_targets([replace(mean, since="never")], releases) == {}
    assert "target" not in draw_picture("trend-items", releases, code="meetings").alt


def test_targets_on_metrics_are_said_beside_the_shares_of_their_question() -> None:
    before, after = delivery_releases()
    aim = Target(Kind.METRIC, "frequency", before.round.code, 6.5, "third", "Autumn 2027")
    drawn = draw_picture("trend-items", [before, after], code="deploy_frequency", targets=[aim])
    assert "target: score 6.5 of 10 in Autumn 2027" in drawn.alt
    other = draw_picture("trend-items", [before, after], code="lead_time", targets=[aim])
    assert "target" not in other.alt
    assert target_marks([aim], [before, after], Kind.ITEM) == {}
    assert mean_targets([aim], [before, after], "Platform") == {}
    assert mean_targets([aim], demo_releases()) == {}
