"""Key drivers as a picture: the numbers drawn are those given, whatever they are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.drivers import DriverRow, drivers_chart
from analysis.charts.theme import Chart
from tests.analysis.charts.looking import collisions, outside, texts

ROWS = (
    DriverRow("Ease of release", 0.41, 0.22, 0.58, 0.39, "release"),
    DriverRow("Loosely coupled teams and everything that goes along", 0.2, 0.08, 0.33, 0.21, "lo"),
    DriverRow("Flow", 0.0, 0.0, 0.04, 0.0, "flow"),
)


def drawn(*rows: DriverRow, hidden: str | None = None, width: float = theme.WIDE) -> Chart:
    return drivers_chart(
        rows, title="Ease goes along most", subtitle="Shares", foot="58 of 70", hidden=hidden,
        width=width,
    )  # fmt: skip


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_every_figure_is_written_and_nothing_overlaps(width: float) -> None:
    chart = drawn(*ROWS, width=width)
    written = " ".join(texts(chart))
    for said in ("41\u00a0% (22\u201358)", "20\u00a0% (8\u201333)", "0\u00a0% (0\u20134)"):
        assert said in written
        assert said in chart.alt
    assert "Johnson 39\u00a0%" in chart.alt
    assert (collisions(chart), outside(chart)) == ([], [])


def test_marks_stand_where_the_numbers_are() -> None:
    chart = drawn(*ROWS)
    lines = [one for one in chart.figure.findobj(Line2D) if isinstance(one, Line2D)]
    x = {str(one.get_gid()): np.asarray(one.get_xdata(), dtype=float) for one in lines}
    zero = x["share-flow"][0]
    unit = (x["share-release"][0] - zero) / 0.41
    assert x["interval-release"][0] == pytest.approx(zero + 0.22 * unit)
    assert x["interval-release"][1] == pytest.approx(zero + 0.58 * unit)
    assert x["johnson-release"][0] == pytest.approx(zero + 0.39 * unit)


def test_what_is_not_there_is_not_drawn() -> None:
    chart = drawn(DriverRow("Flow", 0.3, math.nan, math.nan, math.nan, "flow"))
    assert "30\u00a0%" in " ".join(texts(chart))
    assert "nan" not in chart.alt
    assert not [g for a in chart.figure.findobj() if (g := a.get_gid()) and "interval" in g]


def test_one_reason_where_nothing_is_told() -> None:
    chart = drawn(hidden="more than 25 people have to answer")
    assert "more than 25 people have to answer" in chart.alt
    assert "nothing to show" in drawn().alt
