"""Dumbbells: where the marks stand, what is said beside them, what is not compared."""

from __future__ import annotations

import math

import pytest

from analysis.charts import theme
from analysis.charts.change import ChangeRow, change_chart
from analysis.charts.theme import Chart
from tests.analysis.charts.looking import LONG, Part, collisions, lines, outside, patch, texts

BETTER = ChangeRow(
    "Ease of release", 57, 58, 0.33, 0.67, Part(0.34, 0.16, 0.49), "clear change: better",
    is_clear=True, detectable=0.26, code="release",
)  # fmt: skip
SAME = ChangeRow("Nothing", 57, 58, 1.0, 1.0, Part(0.0, -0.06, 0.06), "no evidence", code="same")
FULL = ChangeRow(LONG, 10, 10, 0.0, 1.0, Part(1.0, 0.6, 1.0), "clear change: better", code="full")
DOWN = ChangeRow("Down", 1058, 1290, 1.0, 0.0, Part(-1, -1, -0.9), "clear change: worse", code="d")
REWORDED = ChangeRow("Batches", not_compared="reworded: another question than before", code="new")


def draw(*rows: ChangeRow, width: float = theme.WIDE) -> Chart:
    """A chart of these rows."""
    return change_chart(
        rows,
        rounds=("Autumn 2026", "Spring 2027"),
        title="Ease of release is clearly better",
        subtitle="Favourable shares",
        foot="58 of 70",
        width=width,
    )


def position(chart: Chart, gid: str) -> float:
    """How far to the right a mark stands."""
    return float(lines(chart)[gid].get_xdata()[0])  # type: ignore[index,arg-type]


def test_marks_stand_at_their_shares() -> None:
    chart = draw(BETTER, FULL)
    zero, one = position(chart, "before-full"), position(chart, "after-full")
    share = (position(chart, "after-release") - zero) / (one - zero)
    assert share == pytest.approx(0.67)


def test_the_interval_of_the_difference_is_written_and_said() -> None:
    chart = draw(BETTER)
    for text in ("+34", "+16 to +49", "clear change: better", "57 \u2192 58", "shows from 26"):
        assert text in texts(chart)
    assert (
        "Ease of release: 33\u00a0% to 67\u00a0% favourable, +34 points (interval +16 to +49), "
        "clear change: better, n 57 and 58, shows from 26." in chart.alt
    )


def test_what_is_not_compared_is_hatched_with_its_reason() -> None:
    chart = draw(BETTER, REWORDED)
    assert patch(chart, "hidden-new").get_hatch()
    assert "reworded: another question than before" in texts(chart)
    assert "Batches: reworded: another question than before." in chart.alt


def test_an_interval_that_is_unknown_is_not_drawn() -> None:
    unknown = ChangeRow("x", 1, 1, 0.0, 1.0, Part(1.0, math.nan, math.nan), "?", code="x")
    drawn = lines(draw(BETTER, unknown), "interval-")
    assert "interval-release" in drawn
    assert "interval-x" not in drawn


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("rows", [[BETTER, SAME, FULL, DOWN, REWORDED], [REWORDED], [DOWN], []])
def test_nothing_overlaps_or_leaves_the_paper(rows: list[ChangeRow], width: float) -> None:
    chart = draw(*rows, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []
