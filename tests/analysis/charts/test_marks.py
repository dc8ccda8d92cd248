"""Marks: in their place, in grey, with labels that never meet, and said in the alt text."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import same_color
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.marks import Mark, Marks, letter
from analysis.charts.theme import Chart
from analysis.charts.trend import trend_chart
from analysis.charts.trend_row import TrendRow
from tests.analysis.charts.looking import Part, boxes, collisions, lines, outside, texts

ROUNDS = ("Spring 2026", "Autumn 2026", "Spring 2027")
LEVEL = TrendRow(
    "Flow", (Part(0.3, 0.2, 0.4), Part(0.9, 0.85, 1.0), Part(0.7, 0.6, 0.8)), (54, 57, 58),
    verdict="clear trend: better", code="flow",
)  # fmt: skip
BREAK = TrendRow("Batches", LEVEL.shares, LEVEL.n, breaks=(2,), code="batches")
LONG = "New continuous integration for everybody, with caches, 60 ch"
NEW_CI, MOVE = Mark(0.4, "new CI", "3 Jul 2026"), Mark(1.5, "reorganisation", "14 Jan 2027")


def draw(*marks: Mark, rows: int = 3, width: float = theme.WIDE, elsewhere: str = "") -> Chart:
    """A chart with these marks."""
    lines_ = [LEVEL, BREAK, LEVEL][:rows]
    return trend_chart(
        lines_, ROUNDS, title="T", subtitle="S", foot="F", marks=Marks(marks, elsewhere),
        width=width,
    )  # fmt: skip


def across(line: Line2D) -> list[float]:
    """The pixels across of its points."""
    return [float(x) for x in np.asarray(line.get_xdata())]


def test_a_mark_is_a_grey_line_as_far_along_as_its_day() -> None:
    chart = draw(NEW_CI, MOVE, rows=1)
    points = lines(chart, "point-")
    xs = [across(points[f"point-{number}-flow"])[0] for number in range(3)]
    for number, at in enumerate((0.4, 1.5)):
        line = lines(chart, "event-")[f"event-{number}-flow"]
        start, end = across(line)
        assert start == end
        assert start == pytest.approx(xs[0] + (xs[1] - xs[0]) * at)
        assert same_color(line.get_color(), theme.EARLIER)


def test_titles_stand_at_their_marks_where_they_fit() -> None:
    said = texts(draw(NEW_CI, MOVE))
    assert said.count("new CI") == said.count("reorganisation") == 3
    assert not [text for text in said if text.startswith("What happened:")]


def test_titles_that_do_not_fit_are_letters_and_a_key() -> None:
    chart = draw(Mark(0.1, LONG, "1 May 2026"), NEW_CI, MOVE)
    said = texts(chart)
    assert said.count("A") == said.count("B") == said.count("C") == 3
    key = " ".join(said)
    assert "What happened: A: New continuous integration" in key
    assert "B: new CI (3 Jul 2026)" in key
    assert "C: reorganisation (14 Jan 2027)" in key


def test_close_marks_share_a_label_and_keep_their_lines() -> None:
    close = [Mark(0.5 + n / 200, f"{n}", "1 Jul 2026") for n in range(4)]
    chart = draw(*close, Mark(1.5, "later", "1 Jan 2027"))
    assert f"A{theme.NBSP}".strip() not in texts(chart)
    assert "A\u2013D" in texts(chart)
    assert "E" in texts(chart)
    assert len([name for name in lines(chart, "event-") if name.endswith("-batches")]) == 5


def test_the_alt_text_says_what_happened_between_which_rounds() -> None:
    alt = draw(NEW_CI, MOVE, Mark(2.0, "last", "14 Apr 2027"), elsewhere="Before: x.").alt
    assert "new CI, 3 Jul 2026, between Spring 2026 and Autumn 2026;" in alt
    assert "reorganisation, 14 Jan 2027, between Autumn 2026 and Spring 2027;" in alt
    assert "last, 14 Apr 2027, during Spring 2027. Before: x." in alt


def test_what_has_no_place_is_said() -> None:
    assert "After the last round: Move, 1 Jan 2028." in texts(
        draw(elsewhere="After the last round: Move, 1 Jan 2028.")
    )


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "places",
    [(0.0, 2.0), (0.0, 0.0, 0.01), (1.97, 1.98, 2.0), tuple(n / 20 for n in range(41)), (1.5,)],
)
@pytest.mark.parametrize("title", ["CI", LONG, "x" * 60])
def test_nothing_collides(places: tuple[float, ...], title: str, rows: int, width: float) -> None:
    chart = draw(*(Mark(at, title, "1 Jan 2027") for at in places), rows=rows, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []


def test_a_mark_changes_nothing_else() -> None:
    without = dict(boxes(draw(rows=1)))
    shifted = dict(boxes(draw(NEW_CI, rows=1)))
    assert set(without) < set(shifted)
    assert set(shifted) - set(without) == {"new CI"}


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 1, 25, 26, 51, 52)] == ["A", "B", "Z", "AA", "AZ", "BA"]


def test_a_place_before_the_first_round_is_refused() -> None:
    with pytest.raises(ValueError, match="before the first round"):
        Mark(-0.1, "x", "1 Jan 2020")
