"""Targets on trends: beside what was answered, never like it, also in a round that is ahead."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from matplotlib.colors import same_color

from analysis.charts import theme
from analysis.charts.targets import Room, TargetMark, marks_ahead
from analysis.charts.theme import Chart
from analysis.charts.trend import trend_chart
from analysis.charts.trend_row import TrendRow
from analysis.words import words_in
from tests.analysis.charts.looking import LONG, Part, collisions, lines, outside, texts
from tests.analysis.charts.test_trend import BREAK, GAP, LEVEL, ROUNDS

NEXT = TargetMark(3, 0.8, "2027-autumn")
NOW = TargetMark(2, 0.67, "Spring 2027")


def draw(*rows: TrendRow, rounds: tuple[str, ...] = ROUNDS, width: float = theme.WIDE) -> Chart:
    return trend_chart(rows, rounds, title="T", subtitle="S", foot="58 of 70", width=width)


def aimed(row: TrendRow, *marks: TargetMark) -> TrendRow:
    return replace(row, targets=marks)


def test_a_target_stands_at_its_round_with_its_words() -> None:
    chart = draw(aimed(LEVEL, NOW))
    (mark,) = lines(chart, "target-2-").values()
    (point,) = lines(chart, "point-2-").values()
    assert mark.get_xdata() == point.get_xdata()
    assert "target 67\u00a0%" in texts(chart)
    assert "; target 67\u00a0% in Spring 2027." in chart.alt


def test_it_is_not_taken_for_an_answer() -> None:
    chart = draw(aimed(LEVEL, NOW))
    (mark,) = lines(chart, "target-2-").values()
    for name, point in lines(chart, "point-").items():
        assert point.get_marker() != mark.get_marker(), name
        assert not same_color(point.get_markerfacecolor(), mark.get_markerfacecolor())
    assert same_color(mark.get_markerfacecolor(), theme.SURFACE)
    assert len(lines(chart, "line-")) == len(lines(draw(LEVEL), "line-"))
    assert len(lines(chart, "interval-")) == len(lines(draw(LEVEL), "interval-"))


def test_a_round_ahead_has_a_column_of_its_own_and_no_answers() -> None:
    chart = draw(aimed(LEVEL, NEXT))
    (mark,) = lines(chart, "target-3-").values()
    last = max(float(one.get_xdata()[0]) for one in lines(chart, "point-").values())  # type: ignore[index, arg-type]
    assert float(mark.get_xdata()[0]) > last + 40  # type: ignore[index, arg-type]
    assert list(lines(chart, "ahead-")) == ["ahead-flow"]
    assert {"2027-", "autumn"} <= set(texts(chart))
    assert "target 80\u00a0% in 2027-autumn" in chart.alt
    assert len(lines(chart, "point-")) == 3
    # Only the line that has such a target has the dashed line.
    assert list(lines(draw(aimed(LEVEL, NEXT), BREAK), "ahead-")) == ["ahead-flow"]


def test_without_targets_nothing_changes() -> None:
    assert not lines(draw(LEVEL), "target-")
    assert not lines(draw(LEVEL), "ahead-")
    assert theme.svg_bytes(draw(LEVEL)) == theme.svg_bytes(draw(aimed(LEVEL)))
    assert theme.svg_bytes(draw(LEVEL)) != theme.svg_bytes(draw(aimed(LEVEL, NOW)))


@pytest.mark.parametrize("goal", [-0.1, 1.1])
def test_what_is_no_share_is_refused(goal: float) -> None:
    with pytest.raises(ValueError, match="has no place"):
        TargetMark(0, goal, "x")


def test_rounds_ahead_stand_in_order() -> None:
    later = TargetMark(4, 0.9, "2028-spring")
    assert marks_ahead([later, NOW, NEXT], 3) == [NEXT, later]


def test_rooms_touch_where_they_share_a_pixel() -> None:
    room = Room(0, 10, 0, 10)
    assert room.touches(Room(9, 20, 9, 20))
    assert not room.touches(Room(10, 20, 0, 10))
    assert not room.touches(Room(0, 10, 10, 20))


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
@pytest.mark.parametrize("goal", [0.0, 0.31, 0.5, 0.69, 0.72, 0.84, 1.0])
def test_nothing_overlaps_or_leaves_the_paper(goal: float, width: float, language: str) -> None:
    rows = [
        aimed(replace(row, code=f"{place}"), *(TargetMark(at, goal, f"{at}") for at in places))
        for place, (row, places) in enumerate((
            (LEVEL, (0,)), (LEVEL, (1,)), (LEVEL, (2,)), (LEVEL, (2, 3)), (GAP, (1,)),
            (BREAK, (2, 3)),
        ))
    ]  # fmt: skip
    named = aimed(LEVEL, TargetMark(3, goal, LONG), TargetMark(4, goal, "2028-autumn"))
    with words_in(language):
        chart = draw(*rows, named, width=width)
        assert len(lines(chart, "target-line-")) == 10
        said = [text for text in texts(chart) if text in {mark.label for mark in named.targets}]
        # On a phone beside two rounds ahead some stand without words.
        assert len(said) == 10 if width > theme.NARROW else len(said) > 5
        assert collisions(chart) == []
        assert outside(chart) == []


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("count", [1, 2, 5, 8, 12])
def test_any_number_of_rounds_leaves_room_for_one_ahead(count: int, width: float) -> None:
    names = tuple(f"{2016 + i // 2}-{'autumn' if i % 2 else 'spring'}" for i in range(count))
    shares = tuple(Part(0.9, 0.8, 1.0) for _ in range(count))
    row = TrendRow("Flow", shares, (1058,) * count, code="f")
    marks = (TargetMark(count - 1, 0.95, names[-1]), TargetMark(count, 0.95, "2030-autumn"))
    chart = draw(aimed(row, *marks), row, row, rounds=names, width=width)
    assert texts(chart).count("target 95\u00a0%") == 2
    assert collisions(chart) == []
    assert outside(chart) == []


def test_rounds_ahead_leave_the_others_room_on_a_phone() -> None:
    row = aimed(LEVEL, NEXT, TargetMark(4, 0.9, "2028-spring"))
    with words_in("es"):
        chart = draw(row, width=theme.NARROW)
    points = [float(one.get_xdata()[0]) for one in lines(chart, "point-").values()]  # type: ignore[index, arg-type]
    assert min(after - before for before, after in pairwise(points)) > 25
    assert {"n", "54", "57", "58", "30\u00a0%", "70\u00a0%"} <= set(texts(chart))
    assert collisions(chart) == []
