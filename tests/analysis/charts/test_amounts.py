"""Histograms: bars as tall as their counts, quartiles and mean where they are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from analysis.charts import theme
from analysis.charts.amounts import Bin, Spread, amounts_chart
from analysis.charts.theme import Chart
from analysis.exports.rows import histogram_bins
from tests.analysis.charts.looking import collisions, outside, patch, texts
from tests.analysis.test_estimates_of_kinds import INSTRUMENT, said

BINS = [Bin(0, 1.5, 20), Bin(2, 3.5, 10), Bin(4, 5.5, 0), Bin(6, 7.5, 5)]
SPREAD = Spread(35, (1, 1.5, 3), 2.25, 1.5, 3.0, "hours a week", 0.5)


def draw(bins: list[Bin], spread: Spread | None = SPREAD, **more: object) -> Chart:
    return amounts_chart(bins, spread, title="T", subtitle="S", foot="F", **more)  # type: ignore[arg-type]


def test_bars_are_as_tall_as_their_counts_and_stand_on_one_floor() -> None:
    chart = draw(BINS)
    first, second, last = (patch(chart, f"bin-{low}") for low in ("0", "2", "6"))
    assert first.get_height() == pytest.approx(2 * second.get_height())
    assert first.get_height() == pytest.approx(4 * last.get_height())
    floors = {round(bar.get_y() + bar.get_height(), 6) for bar in (first, second, last)}
    assert len(floors) == 1


def test_the_unit_and_every_figure_are_said() -> None:
    chart = draw(BINS)
    assert "hours a week" in texts(chart)
    assert "Mean 2.2 hours a week (interval 1.5 to 3.0), median 1.5" in chart.alt.replace(
        "\u00a0", " "
    )
    assert "2\u20133.5: 10 of 35 (29\u00a0%)." in chart.alt


def test_a_hidden_amount_shows_no_bar() -> None:
    chart = draw(BINS, hidden="hidden: fewer than 10 answers")
    assert patch(chart, "hidden-all").get_hatch()
    assert "20" not in chart.alt
    assert "no answers" in texts(draw([], None))


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("code", ["hours_lost", "ease_of_work", "change_fail"])
def test_nothing_overlaps_or_leaves_the_paper(width: float, code: str) -> None:
    cell = said(code, [{code: str(n)} for n in range(41)])
    bins = histogram_bins(INSTRUMENT.item(code), cell)
    chart = draw(bins, Spread(41, (10, 20, 30), 20, 16, 24, "hours a week", 1), width=width)
    assert collisions(chart) == []
    assert outside(chart) == []


def test_bins_hold_everybody_once_and_are_few() -> None:
    hours = said("hours_lost", [{"hours_lost": str(n)} for n in range(21)])
    bins = histogram_bins(INSTRUMENT.item("hours_lost"), hours)
    assert sum(one.count for one in bins) == 21
    assert (bins[0].low, bins[-1].high) == (0, 21.5)  # an amount ends where the largest one lies
    assert all(low.high < high.low for low, high in pairwise(bins))
    shares = said("change_fail", [{"change_fail": str(n)} for n in (0, 9, 10, 90, 99, 100)] * 2)
    bins = histogram_bins(INSTRUMENT.item("change_fail"), shares)
    assert [one.count for one in bins] == [4, 2, 0, 0, 0, 0, 0, 0, 0, 6]
    assert (bins[-1].low, bins[-1].high) == (90, 100)
