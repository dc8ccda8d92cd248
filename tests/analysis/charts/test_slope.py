"""Slopes: as heavy as the evidence, every number written, nothing touching, all said in words."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from analysis.charts import theme
from analysis.charts.slope import (
    MOST_INTERVALS,
    STYLES,
    WORDS,
    NotDrawn,
    SlopeRow,
    slope_chart,
)
from analysis.charts.theme import Chart
from analysis.stats.verdicts import Verdict
from tests.analysis.charts.looking import LONG, Part, collisions, contrast, lines, outside, texts

ROUNDS = ("Spring 2026", "Spring 2027")
CLEAR = SlopeRow(
    "Ease of release", Part(0.33, 0.22, 0.46), Part(0.67, 0.54, 0.78), 54, 58,
    Part(0.34, 0.16, 0.49), Verdict.CLEAR, "clear change: better", "ease",
)  # fmt: skip
POSSIBLE = replace(
    CLEAR, label="Autonomy", verdict=Verdict.POSSIBLE, words="possible change: better", code="aut"
)
NONE = SlopeRow(
    "Focus time", Part(0.5, 0.37, 0.63), Part(0.47, 0.34, 0.6), 54, 58, Part(-0.03, -0.21, 0.15),
    Verdict.NONE, "no evidence of change", "focus",
)  # fmt: skip
FEW = replace(
    NONE, label="Data", verdict=Verdict.TOO_FEW, words="too few answers to tell", code="d"
)
REST = (NotDrawn("reworded: another question than before", ("Small batches", LONG)),)


def draw(*rows: SlopeRow, rest: tuple[NotDrawn, ...] = (), width: float = theme.WIDE) -> Chart:
    """A chart of these rows."""
    return slope_chart(
        rows, rounds=ROUNDS, not_drawn=rest, title="T", subtitle="S", foot="F", width=width
    )


def across(chart: Chart, start: str) -> list[float]:
    """Where lines begin whose name begins so, in pixels."""
    return [float(np.asarray(one.get_xdata())[0]) for one in lines(chart, start).values()]


def test_both_shares_the_change_and_n_are_written() -> None:
    said = texts(draw(CLEAR))
    for text in ("33\u00a0%", "67\u00a0%", "Ease of release", *ROUNDS):
        assert text in said
    whole = " ".join(said)
    for text in ("+34 (+16 to +49)", "clear change: better", "n\u00a054\u00a0\u2192\u00a058"):
        assert text in whole


def test_a_line_goes_from_share_to_share_and_is_as_heavy_as_the_evidence() -> None:
    chart = draw(CLEAR, POSSIBLE, NONE, FEW)
    drawn = lines(chart, "line-")
    assert list(drawn) == ["line-ease", "line-aut", "line-focus", "line-d"]
    widths = [one.get_linewidth() for one in drawn.values()]
    assert widths[0] > widths[1] > widths[2] == widths[3]
    assert [one.get_linestyle() for one in drawn.values()] == ["-", "--", "-", "--"]
    ys = [float(y) for y in np.asarray(drawn["line-ease"].get_ydata())]
    assert ys[0] == ys[1] > ys[2] == ys[3]  # pixels count downwards
    top, bottom = ys[2], ys[0]
    other = [float(y) for y in np.asarray(drawn["line-focus"].get_ydata())]
    assert (other[0] - top) / (bottom - top) == pytest.approx((0.67 - 0.5) / (0.67 - 0.33))


def test_verdicts_are_told_apart_without_colour_and_named() -> None:
    looks = {(width, dashes) for _colour, width, dashes in STYLES.values()}
    assert len(looks) == len(Verdict)
    assert all(contrast(colour, theme.SURFACE) >= 3 for colour, _width, _dashes in STYLES.values())
    said = texts(draw(CLEAR, NONE))
    assert WORDS[Verdict.CLEAR] in said
    assert WORDS[Verdict.POSSIBLE] not in said


def test_intervals_that_overlap_stand_side_by_side() -> None:
    rows = [replace(CLEAR, code=f"c{n}") for n in range(5)]
    bars = lines(draw(*rows), "interval-before-")
    assert len(bars) == 5
    places = across(draw(*rows), "interval-before-")
    assert all(abs(a - b) >= 5 for a, b in combinations(places, 2))
    far = replace(CLEAR, before=Part(0.9, 0.8, 1.0), code="far")
    assert len(set(across(draw(CLEAR, far), "interval-before-"))) == 1


def test_of_many_lines_only_changes_have_intervals() -> None:
    rows = [replace(NONE, code=f"n{n}") for n in range(MOST_INTERVALS)]
    assert len(lines(draw(*rows), "interval-before-")) == MOST_INTERVALS
    assert list(lines(draw(*rows, CLEAR), "interval-before-")) == ["interval-before-ease"]


def test_without_an_interval_none_is_drawn() -> None:
    nan = Part(0.5, math.nan, math.nan)
    assert lines(draw(CLEAR), "interval-")
    assert not lines(draw(replace(FEW, before=nan, after=nan, difference=nan)), "interval-")


def test_the_alt_text_has_the_numbers_and_what_is_not_compared() -> None:
    alt = draw(CLEAR, rest=REST).alt
    assert (
        "Ease of release: 33\u00a0% (interval 22\u201346, n 54) to 67\u00a0% (interval 54\u201378, "
        "n 58), +34 (+16 to +49) points, clear change: better"
    ) in alt
    assert "reworded: another question than before: Small batches; The automated" in alt


def test_what_is_not_compared_is_listed_below() -> None:
    said = texts(draw(CLEAR, rest=REST))
    assert "Not compared" in said
    assert any("Small batches" in text for text in said)
    assert "Not compared" in texts(draw(rest=REST))
    assert "Not compared" not in texts(draw(CLEAR))


def test_a_phone_has_numbers_and_a_list() -> None:
    said = texts(draw(CLEAR, NONE, width=theme.NARROW))
    assert said.count("1") == said.count("2") == 2
    assert "1\u00a0\u00a0Ease of release" in said


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
@pytest.mark.parametrize("count", [0, 1, 14, 40])
def test_nothing_overlaps_or_leaves_the_paper(count: int, width: float) -> None:
    """Also where every share is the same, and every name longer than a column."""
    kinds = (CLEAR, POSSIBLE, NONE, FEW)
    rows = [replace(kinds[n % 4], label=LONG, code=f"{n}") for n in range(count)]
    for drawn in (rows, [replace(row, before=Part(1, 1, 1), after=Part(0, 0, 0)) for row in rows]):
        chart = draw(*drawn, rest=REST, width=width)
        assert collisions(chart) == []
        assert outside(chart) == []
