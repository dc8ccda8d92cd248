"""Distributions: bars from zero, numbers beside them."""

from __future__ import annotations

import pytest

from analysis.charts import theme
from analysis.charts.distribution import DistributionRow, distribution_chart
from analysis.charts.theme import Chart
from tests.analysis.charts.looking import LONG, Part, collisions, outside, patch, texts

ROWS = [
    DistributionRow("Slow tests", 27, 27 / 58, Part(27 / 58, 0.4, 0.53), code="tests"),
    DistributionRow(LONG, 58, 1.0, Part(1.0, 0.95, 1.0), code="all"),
    DistributionRow("Nothing", 0, 0.0, Part(0.0, 0.0, 0.03), code="none"),
]


def draw(rows: list[DistributionRow], n: int = 58, **more: object) -> Chart:
    """A chart of these rows."""
    return distribution_chart(rows, n, title="T", subtitle="S", foot="F", **more)  # type: ignore[arg-type]


def test_bars_start_at_zero_and_equal_shares() -> None:
    chart = draw(ROWS)
    for row in ROWS:
        bar = patch(chart, f"bar-{row.code}")
        assert (bar.get_x(), bar.get_width()) == (0, row.share)


def test_numbers_are_said_with_their_whole() -> None:
    chart = draw(ROWS)
    assert "27 of 58" in texts(chart)
    assert "47\u00a0%" in texts(chart)
    assert "Slow tests: 27 of 58 (47\u00a0%)." in chart.alt


def test_a_hidden_question_is_hatched_and_shows_no_bar() -> None:
    chart = draw(ROWS, hidden="hidden: fewer than 10 answers")
    assert patch(chart, "hidden-all").get_hatch()
    assert "hidden: fewer than 10 answers" in texts(chart)
    assert "27" not in chart.alt


def test_nobody_answered_is_said() -> None:
    assert "no answers" in texts(draw([], 0))


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_nothing_overlaps_or_leaves_the_paper(width: float) -> None:
    chart = draw(ROWS, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []
