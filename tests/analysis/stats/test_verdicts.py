"""One rule says what may be said about a change."""

from __future__ import annotations

import math

import pytest

from analysis.stats.proportions import Difference
from analysis.stats.verdicts import Verdict, change_verdict


def moved(estimate: float, half: float = 0.17, n: int = 58) -> Difference:
    """A change of the favourable share, from ``estimate - half`` to ``estimate + half``."""
    return Difference(58, n, estimate, estimate - half, estimate + half)


CASES = [
    pytest.param(0.001, 0.40, moved(0.34), 0.26, "clear", id="large and sure"),
    pytest.param(0.001, -0.40, moved(-0.34), 0.26, "clear", id="worse is a change too"),
    pytest.param(0.001, 0.04, moved(0.02, 0.01), 0.05, "possible", id="sure but negligible"),
    pytest.param(0.001, 0.10, moved(0.11, 0.03), 0.12, "clear", id="ten points are not small"),
    pytest.param(0.001, 0.40, moved(0.0), 0.26, "possible", id="the share did not move"),
    pytest.param(0.001, 0.40, moved(-0.2), 0.26, "possible", id="they move apart"),
    pytest.param(0.001, 0.40, moved(0.1), 0.26, "possible", id="the share's interval holds 0"),
    pytest.param(0.07, 0.40, moved(0.2), 0.26, "possible", id="a hint"),
    pytest.param(0.20, 0.30, moved(0.28), 0.26, "possible", id="as large as can be seen"),
    pytest.param(0.20, 0.30, moved(-0.28), 0.26, "possible", id="or as far down"),
    pytest.param(0.20, 0.30, moved(0.2), 0.26, "none", id="no evidence"),
    pytest.param(1.0, 0.0, moved(0.0), 0.26, "none", id="the same answers"),
    pytest.param(0.001, 1.0, moved(1.0, n=9), 0.26, "too_few", id="nine answers"),
    pytest.param(0.001, 1.0, moved(0.9, n=10), math.nan, "clear", id="few, yet all moved"),
    pytest.param(0.5, 0.1, moved(0.1, n=10), math.nan, "too_few", id="nothing would show"),
    pytest.param(math.nan, 0.1, moved(0.1), 0.26, "too_few", id="not tested"),
]


@pytest.mark.parametrize(("p", "effect", "difference", "detectable", "verdict"), CASES)
def test_verdict(
    p: float, effect: float, difference: Difference, detectable: float, verdict: str
) -> None:
    assert change_verdict(p, effect, difference, detectable) is Verdict(verdict)
