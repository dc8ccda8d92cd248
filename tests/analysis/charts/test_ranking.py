"""Rankings: a bar of places for each option, the first place darkest, in the order given."""

from __future__ import annotations

import pytest

from analysis.charts import theme
from analysis.charts.ranking import RankingRow, ranking_chart
from analysis.charts.theme import Chart
from tests.analysis.charts.looking import LONG, collisions, outside, patch, texts

ROWS = [
    RankingRow("Tests", (0.5, 0.25, 0.25), 29, 58, "2.3", code="tests"),
    RankingRow(LONG, (0.1, 0.4, 0.0), 6, 29, "1.1", code="long"),
    RankingRow("Nothing", (0.0, 0.0, 0.0), 0, 0, "0.0", code="none"),
]


def draw(rows: list[RankingRow], n: int = 58, **more: object) -> Chart:
    return ranking_chart(rows, n, figure="points", title="T", subtitle="S", foot="F", **more)  # type: ignore[arg-type]


def test_places_follow_each_other_from_zero() -> None:
    chart = draw(ROWS)
    bars = [patch(chart, f"place-tests-{place}") for place in (1, 2, 3)]
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(0, 0.5), (0.5, 0.25), (0.75, 0.25)]


def test_no_place_is_drawn_as_good_or_bad() -> None:
    sides = {*theme.FAVOURABLE[3], *theme.UNFAVOURABLE[3], theme.NEUTRAL}
    assert not sides & {*theme.sequence(3), *theme.sequence(5), *theme.sequence(10)}


def test_the_alt_text_says_first_places_and_the_figure() -> None:
    assert (
        "Tests: points 2.3, first for 29 of 58 (50\u00a0%), in the first three of 58."
        in draw(ROWS).alt
    )


def test_a_hidden_ranking_shows_no_bar() -> None:
    chart = draw(ROWS, hidden="hidden: fewer than 10 answers")
    assert patch(chart, "hidden-all").get_hatch()
    assert "29" not in chart.alt
    assert "no answers" in texts(draw([], 0))


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_nothing_overlaps_or_leaves_the_paper(width: float) -> None:
    chart = draw(ROWS, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []
