"""What could have been detected, against R."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.power import detectable_difference, required_n
from tests.analysis.stats.oracles import expected


def test_required_n_agrees_with_r() -> None:
    # R 4.2.2: power.prop.test(p1 = .5, p2 = .65, power = .8)$n
    assert required_n(0.5, 0.15) == expected("power.prop2", "n_per_group")
    assert required_n(0.5, -0.15) == expected("power.prop2", "n_per_group")


def test_detectable_difference_is_its_inverse() -> None:
    # R 4.2.2: power.prop.test(p1 = .5, p2 = .65, power = .8)$n = 169.311371419669
    n = 169.311371419669
    assert detectable_difference(n, n, 0.5) == pytest.approx(0.15, rel=1e-6)


def test_power_of_sixty_agrees_with_r() -> None:
    # R 4.2.2: power.prop.test(60, .5, .65)$power = 0.381523214813631
    assert detectable_difference(60, 60, 0.5, power=0.381523214813631) == pytest.approx(
        0.15, rel=1e-6
    )


def test_is_the_harder_of_the_two_directions() -> None:
    # From a third, up is towards the middle, where shares vary more: the harder direction.
    d = detectable_difference(58, 58, 1 / 3)
    assert required_n(1 / 3, d) == pytest.approx(58, rel=1e-6)
    assert required_n(1 / 3, -d) < 58


def test_a_direction_that_is_out_of_reach_is_left_out() -> None:
    assert detectable_difference(60, 60, 0.97) == pytest.approx(detectable_difference(60, 60, 0.03))


def test_edges() -> None:
    assert math.isnan(detectable_difference(0, 50, 0.5))
    assert math.isnan(detectable_difference(50, 0, 0.5))
    assert math.isnan(detectable_difference(3, 3, 0.5))
    assert 0 < detectable_difference(60, 60, 0.0) < 1
    assert 0 < detectable_difference(60, 60, 1.0) < 1


def test_refuses_bad_input() -> None:
    for bad in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="share_before"):
            detectable_difference(50, 50, bad)
    with pytest.raises(ValueError, match="power"):
        detectable_difference(50, 50, 0.5, power=1)
    with pytest.raises(ValueError, match="numbers of answers"):
        detectable_difference(-1, 50, 0.5)
    with pytest.raises(ValueError, match="difference is 0"):
        required_n(0.5, 0)
    with pytest.raises(ValueError, match="share_before \\+ difference"):
        required_n(0.9, 0.2)


@given(st.integers(20, 500), st.integers(1, 100), st.floats(0.05, 0.95))
def test_more_answers_show_smaller_shifts(n: int, more: int, share: float) -> None:
    few, many = detectable_difference(n, n, share), detectable_difference(n + more, n + more, share)
    one_direction_lost = math.isnan(few) or few < many
    assert many < few or one_direction_lost


@given(st.integers(60, 500), st.floats(0.3, 0.7))
def test_mirrors(n: int, share: float) -> None:
    assert detectable_difference(n, n, share) == pytest.approx(
        detectable_difference(n, n, 1 - share), rel=1e-6
    )
