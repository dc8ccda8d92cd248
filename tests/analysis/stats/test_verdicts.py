"""One rule says what may be said about a change."""

from __future__ import annotations

import math

import pytest

from analysis.stats.verdicts import Verdict, change_verdict


@pytest.mark.parametrize(
    ("fewest", "p", "effect", "difference", "detectable", "verdict"),
    [
        pytest.param(58, 0.001, 0.40, 0.34, 0.26, Verdict.CLEAR, id="large and sure"),
        pytest.param(58, 0.001, -0.40, -0.34, 0.26, Verdict.CLEAR, id="worse is a change too"),
        pytest.param(900, 0.001, 0.04, 0.02, 0.05, Verdict.POSSIBLE, id="sure but negligible"),
        pytest.param(900, 0.001, 0.10, 0.11, 0.12, Verdict.CLEAR, id="ten points are not small"),
        pytest.param(58, 0.001, 0.40, 0.0, 0.26, Verdict.POSSIBLE, id="the share did not move"),
        pytest.param(58, 0.001, 0.40, -0.1, 0.26, Verdict.POSSIBLE, id="they move apart"),
        pytest.param(58, 0.07, 0.40, 0.2, 0.26, Verdict.POSSIBLE, id="a hint"),
        pytest.param(58, 0.20, 0.30, 0.28, 0.26, Verdict.POSSIBLE, id="as large as can be seen"),
        pytest.param(58, 0.20, 0.30, -0.28, 0.26, Verdict.POSSIBLE, id="or as far down"),
        pytest.param(58, 0.20, 0.30, 0.2, 0.26, Verdict.NONE, id="no evidence"),
        pytest.param(58, 1.0, 0.0, 0.0, 0.26, Verdict.NONE, id="the same answers"),
        pytest.param(9, 0.001, 1.0, 1.0, 0.26, Verdict.TOO_FEW, id="nine answers"),
        pytest.param(10, 0.001, 1.0, 1.0, math.nan, Verdict.CLEAR, id="few, yet all moved"),
        pytest.param(10, 0.5, 0.1, 0.1, math.nan, Verdict.TOO_FEW, id="nothing would show"),
        pytest.param(58, math.nan, 0.1, 0.1, 0.26, Verdict.TOO_FEW, id="not tested"),
    ],
)
def test_verdict(
    fewest: int, p: float, effect: float, difference: float, detectable: float, verdict: Verdict
) -> None:
    assert change_verdict(fewest, p, effect, difference, detectable) is verdict
