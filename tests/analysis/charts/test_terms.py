"""Terms as a picture: the numbers drawn are those given, and what is untold has no point."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.terms import TermRow, TermShare, terms_chart
from analysis.charts.theme import Chart
from analysis.stats.proportions import Share
from tests.analysis.charts.looking import collisions, outside, texts

LONG = "kontinuierliche-integrationsumgebung datenschutzfolgenabschätzung"
ROWS = (
    TermRow(
        "slow builds",
        TermShare("14 of 40", Share(40, 0.35, 0.22, 0.5)),
        TermShare("fewer than 5 of 38", at_most=4 / 38),
        "0",
    ),
    TermRow(
        LONG,
        TermShare("fewer than 5 of 40", at_most=0.1),
        TermShare("16 of 38", Share(38, 0.42, 0.28, 0.58)),
        "1",
    ),
)


def drawn(*rows: TermRow, width: float = theme.WIDE) -> Chart:
    return terms_chart(
        rows, groups=("Spring 2027", "Autumn 2026"), title="More people wrote “slow builds”",
        subtitle="Share of those who wrote", foot="58 of 70", width=width,
    )  # fmt: skip


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_every_figure_is_written_and_nothing_overlaps(width: float) -> None:
    chart = drawn(*ROWS, width=width)
    written = " ".join(texts(chart))
    for said in ("14 of 40", "fewer than 5 of 38", "fewer than 5 of 40", "16 of 38"):
        assert said in written
        assert said in chart.alt
    assert "35\u00a0% (22\u00a0% to 50\u00a0%)" in chart.alt
    assert (collisions(chart), outside(chart)) == ([], [])


def test_marks_stand_where_the_numbers_are_and_none_where_nothing_is_told() -> None:
    chart = drawn(*ROWS)
    lines = [one for one in chart.figure.findobj(Line2D) if isinstance(one, Line2D)]
    x = {str(one.get_gid()): np.asarray(one.get_xdata(), dtype=float) for one in lines}
    unit = (x["share-there-1"][0] - x["share-here-0"][0]) / 0.07
    zero = x["share-here-0"][0] - 0.35 * unit
    assert x["interval-here-0"][0] == pytest.approx(zero + 0.22 * unit)
    assert x["interval-there-1"][1] == pytest.approx(zero + 0.58 * unit)
    assert {"share-there-0", "share-here-1"}.isdisjoint(x)
    ids = {str(one.get_gid()) for one in chart.figure.findobj()}
    assert {"untold-there-0", "untold-here-1"} <= ids


def test_without_a_term_it_says_so() -> None:
    assert "nothing to show" in drawn().alt
