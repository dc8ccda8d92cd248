"""Events: a day between two rounds is as far along as it is in days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.events import Event, place_among

SPRING, AUTUMN, NEXT = date(2026, 4, 14), date(2026, 10, 14), date(2027, 4, 14)


@pytest.mark.parametrize(
    ("on", "place"),
    [
        (SPRING, 0.0),
        (date(2026, 7, 14), 91 / 183),
        (AUTUMN, 1.0),
        (date(2027, 4, 13), 1 + 181 / 182),
        (NEXT, 2.0),
    ],
)
def test_a_day_stands_between_its_neighbours(on: date, place: float) -> None:
    assert place_among(on, [SPRING, AUTUMN, NEXT]) == pytest.approx(place)


@pytest.mark.parametrize("on", [date(2026, 4, 13), date(2027, 4, 15)])
def test_outside_the_rounds_there_is_no_place(on: date) -> None:
    assert place_among(on, [SPRING, AUTUMN, NEXT]) is None


def test_rounds_without_a_day_or_out_of_order_are_passed_over() -> None:
    halfway, end = SPRING + timedelta(days=50), SPRING + timedelta(days=100)
    for unusable in (None, SPRING, date(2020, 1, 1)):
        assert place_among(halfway, [SPRING, unusable, end]) == pytest.approx(1.0)
    for few in ([], [SPRING], [None, SPRING], [NEXT, SPRING]):
        assert place_among(SPRING, few) is None


def test_events_are_in_order_of_their_days() -> None:
    late, early = Event(NEXT, "a"), Event(SPRING, "b")
    assert sorted([late, early]) == [early, late]
