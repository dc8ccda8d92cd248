"""Numbers as people read them: the same on charts as in the sentences."""

from __future__ import annotations

import math

import pytest

from analysis import findings
from analysis.charts.numbers import EN_DASH, MINUS, NO_WIDTH, percent, percent_range, points, whole
from tests.analysis.charts.looking import Part


@pytest.mark.parametrize("n", [7, 8, 40, 58, 200])
def test_charts_round_as_the_sentences_do(n: int) -> None:
    for count in range(n + 1):
        share = count / n
        assert whole(share) == findings.percent(share)
        assert points(share) == findings.points(share)
        assert points(-share) == findings.points(-share).replace("-", MINUS)


def test_what_is_unknown_is_a_dash() -> None:
    assert percent(None) == percent(math.nan) == points(math.nan) == EN_DASH
    assert percent_range(Part(math.nan, math.nan, math.nan)) == EN_DASH
    assert percent_range(Part(0.56, 0.56, 0.56)) == NO_WIDTH
