"""Likert bars of 100 %: every answer once, in order of favour, the interval where it belongs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from analysis.charts import theme
from analysis.charts.likert import LikertRow, likert_chart
from analysis.charts.theme import Chart
from analysis.charts.whole import whole_chart
from tests.analysis.charts.looking import LONG, collisions, lines, outside, patch, texts
from tests.analysis.charts.test_likert import (
    BANDS,
    CONSTRUCT,
    EXTREME,
    FIVE,
    HIDDEN,
    SEVEN,
)


def draw(*rows: LikertRow, width: float = theme.WIDE) -> Chart:
    return whole_chart(rows, title="T", subtitle="S", foot="F", width=width)


def test_a_bar_holds_every_answer_once_from_the_worst_to_the_best() -> None:
    chart = draw(FIVE)
    names = ("unfavourable-0", "unfavourable-1", "neutral", "favourable-0", "favourable-1")
    bars = [patch(chart, f"{name}-five") for name in names]
    assert [bar.get_width() for bar in bars] == [0.05, 0.15, 0.1, 0.4, 0.3]
    assert bars[0].get_x() == 0.0
    assert all(
        one.get_x() + one.get_width() == pytest.approx(other.get_x())
        for one, other in pairwise(bars)
    )
    assert bars[-1].get_x() + bars[-1].get_width() == pytest.approx(1.0)
    darkest = [bars[0].get_facecolor(), bars[-1].get_facecolor()]
    other = patch(likert_chart([FIVE], title="T", subtitle="S", foot="F"), "favourable-1-five")
    assert darkest[1] == other.get_facecolor()  # the best answer looks the same in both


def test_the_interval_of_the_favourable_share_stands_where_that_begins() -> None:
    chart = draw(FIVE, CONSTRUCT)
    (five, flow) = (
        [float(x) for x in np.asarray(lines(chart, gid)[gid].get_xdata(), dtype=float)[:2]]
        for gid in ("interval-five", "interval-flow")
    )
    # From 1 - 0.78 to 1 - 0.6 of the bar, and from 1 - 0.6 to 1 - 0.4: the ends tell the scale.
    unit = (five[1] - five[0]) / 0.18
    assert flow[1] - flow[0] == pytest.approx(unit * 0.2)
    assert flow[0] - five[0] == pytest.approx(unit * (0.4 - 0.22))


def test_a_band_is_counted_from_the_right_and_no_bar_is_drawn() -> None:
    chart = draw(*BANDS)
    low, high = patch(chart, "band-low"), patch(chart, "band-high")
    assert low.get_width() == pytest.approx(high.get_width())
    assert high.get_x() < low.get_x()  # 60 % or more favourable begins further to the left
    assert "a band" in texts(chart)
    with pytest.raises(AssertionError):
        patch(chart, "neutral-low")


def test_a_hidden_row_is_hatched_and_shows_nothing() -> None:
    chart = draw(FIVE, HIDDEN)
    assert patch(chart, "hidden-hidden").get_hatch()
    assert "Data: hidden: fewer than 10 answers." in chart.alt


def test_it_says_the_same_as_the_diverging_bars() -> None:
    rows = (FIVE, SEVEN, CONSTRUCT, HIDDEN, *BANDS)
    diverging = likert_chart(rows, title="T", subtitle="S", foot="F")
    assert draw(*rows).alt == diverging.alt


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_nothing_overlaps_or_leaves_the_paper(width: float) -> None:
    assert len(LONG) > 100
    for rows in ((FIVE, SEVEN, CONSTRUCT, HIDDEN, *BANDS), EXTREME, BANDS, [HIDDEN]):
        chart = draw(*rows, width=width)
        assert collisions(chart) == []
        assert outside(chart) == []
