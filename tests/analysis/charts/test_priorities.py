"""The quadrant: marks stand where the numbers are, and fourteen constructs keep apart."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts import theme
from analysis.charts.priorities import PriorityRow, priorities_chart, share_in_figures
from analysis.charts.theme import Chart, svg_bytes
from analysis.words import words_in
from tests.analysis.charts.looking import (
    LONG,
    Part,
    boxes,
    collisions,
    contrast,
    lines,
    outside,
    texts,
)

WIDTHS = [theme.WIDE, theme.PAPER, theme.NARROW]
GERMAN = (
    "Unabhängigkeit der Mannschaften voneinander bei Auslieferungen und Änderungen",
    "Zuverlässigkeit der automatisierten Regressionstestumgebungen",
    "Auslieferungsgeschwindigkeit",
)


def row(
    number: int, favourable: float, chosen: float, label: str = "", *, candidate: bool = False
) -> PriorityRow:
    """A construct whose intervals reach ten points to both sides."""
    across, upwards = (
        Part(share, max(0.0, share - 0.1), min(1.0, share + 0.1)) for share in (favourable, chosen)
    )
    return PriorityRow(
        label or f"Construct {number}",
        across,
        upwards,
        f"{share_in_figures(across)} favourable; chosen by {number} of 58, "
        f"{share_in_figures(upwards)}",
        candidate=candidate,
        code=f"c{number}",
    )


ROWS = (
    row(1, 0.25, 0.5, "Documentation", candidate=True),
    row(2, 0.6, 0.2, "Flow"),
    row(3, 0.8, 0.1, "Loosely coupled teams"),
)


def draw(*rows: PriorityRow, width: float = theme.WIDE, hidden: str | None = None) -> Chart:
    return priorities_chart(
        rows, title="Documentation stands out", subtitle="S", foot="58 of 70", hidden=hidden,
        remarks=("No option is about: Culture.",), width=width,
    )  # fmt: skip


def ends(chart: Chart, name: str) -> tuple[list[float], list[float]]:
    """The pixels of a line or mark."""
    line = lines(chart)[name]
    return (
        np.asarray(line.get_xdata(), dtype=float).tolist(),
        np.asarray(line.get_ydata(), dtype=float).tolist(),
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_is_written_and_in_the_alt_text(width: float) -> None:
    chart = draw(*ROWS, width=width)
    written = " ".join(texts(chart))
    for said in ("Documentation", "25\u00a0%", "50\u00a0%", "No option is about: Culture."):
        assert said in written
        assert said in chart.alt
    assert "1: Documentation: 25\u00a0% (15\u201335) favourable; chosen by 1 of 58" in chart.alt
    assert (collisions(chart), outside(chart)) == ([], [])


def test_marks_and_intervals_stand_where_the_numbers_are() -> None:
    chart = draw(*ROWS)
    (x1,), (y1,) = ends(chart, "dot-c1")
    (x2,), (y2,) = ends(chart, "dot-c2")
    across, upwards = (x2 - x1) / (0.6 - 0.25), (y2 - y1) / (0.2 - 0.5)
    assert upwards < 0, "more chosen stands higher: pixels count downwards"
    assert ends(chart, "across-c1")[0] == pytest.approx([x1 - 0.1 * across, x1 + 0.1 * across])
    assert ends(chart, "upwards-c1")[1] == pytest.approx([y1 - 0.1 * upwards, y1 + 0.1 * upwards])
    # The halves: 50 % across, and the mean of what is drawn upwards.
    assert ends(chart, "half-across")[0][0] == pytest.approx(x1 + 0.25 * across)
    mean = (0.5 + 0.2 + 0.1) / 3
    assert ends(chart, "half-upwards")[1][0] == pytest.approx(y1 + (mean - 0.5) * upwards)


def test_halves_are_named_in_words() -> None:
    said = texts(draw(*ROWS))
    for words in ("fewer than half favourable", "more than half favourable"):
        assert words in said
    for rows in (ROWS, (row(1, 0.3, 0.02), row(2, 0.4, 0.03), row(3, 0.4, 0.9))):
        assert {"chosen by more", "chosen by fewer"} <= {*texts(draw(*rows, width=theme.NARROW))}


def test_a_candidate_is_darker_in_grey_too() -> None:
    chart = draw(*ROWS)
    dark, light = (lines(chart)[name].get_markerfacecolor() for name in ("dot-c1", "dot-c2"))
    assert contrast(str(dark), str(light)) > 3
    assert contrast(str(light), theme.SURFACE) >= 3


def test_what_is_known_only_between_two_numbers_is_a_ring() -> None:
    plain, ring = draw(*ROWS), draw(replace(ROWS[0], is_range=True), *ROWS[1:])
    said = "Ring: how many chose it is known only between two numbers."
    assert said not in " ".join(texts(plain))
    assert said.split(maxsplit=1)[0] in " ".join(texts(ring))
    assert lines(ring)["dot-c1"].get_markerfacecolor() == theme.SURFACE
    assert lines(plain)["dot-c1"].get_markerfacecolor() == theme.INK


@pytest.mark.parametrize("width", WIDTHS)
def test_fourteen_constructs_with_long_names_in_one_spot_keep_apart(width: float) -> None:
    rows = [
        row(number, 0.42 + number % 3 / 500, 0.3, GERMAN[number % 3], candidate=number < 5)
        for number in range(1, 15)
    ]
    with words_in("de"):
        chart = draw(*rows, width=width)
    assert (collisions(chart), outside(chart)) == ([], [])
    numbers = [box for text, box in boxes(chart) if text == "14"]
    assert len(numbers) == 2, "in the quadrant and in the list"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=14))
def test_numbers_never_lie_on_each_other(points: list[tuple[float, float]]) -> None:
    rows = [row(place, *point) for place, point in enumerate(points, start=1)]
    for width in (theme.WIDE, theme.NARROW):
        chart = draw(*rows, width=width)
        assert (collisions(chart), outside(chart)) == ([], [])


def test_marks_of_the_same_place_have_numbers_apart() -> None:
    chart = draw(row(1, 0.5, 0.5), row(2, 0.5, 0.5))
    assert ends(chart, "dot-c1") == ends(chart, "dot-c2")
    found = [box for text, box in boxes(chart) if text in ("1", "2")]
    assert all(not one.overlaps(other) for one, other in combinations(found, 2))


def test_one_reason_where_nothing_is_drawn_and_the_same_bytes() -> None:
    chart = draw(hidden="No question asks what to fix first.")
    assert "No question asks what to fix first." in chart.alt
    assert "nothing to show" in draw().alt
    assert svg_bytes(draw(*ROWS)) == svg_bytes(draw(*ROWS))


def test_a_share_without_an_interval_is_written_alone() -> None:
    assert share_in_figures(Part(0.3, math.nan, math.nan)) == "30\u00a0%"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_title_of_many_words_wraps(width: float) -> None:
    chart = priorities_chart(ROWS, title=LONG, subtitle=LONG, foot=LONG, width=width)
    assert (collisions(chart), outside(chart)) == ([], [])
