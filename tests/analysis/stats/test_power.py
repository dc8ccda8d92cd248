"""What could have been detected, against R."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.power import (
    detectable_difference,
    required_n,
    whitehead_power,
    whitehead_required_n,
)


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


LEVELS = [0.1, 0.15, 0.3, 0.3, 0.15]


@given(st.floats(1.1, 5), st.integers(2, 400))
def test_whitehead_mirrors_and_grows(odds_ratio: float, n: int) -> None:
    power = whitehead_power(LEVELS, odds_ratio, n, n)
    assert whitehead_power(LEVELS[::-1], 1 / odds_ratio, n, n) == pytest.approx(power)
    assert whitehead_power(LEVELS, odds_ratio, n + 1, n) >= power
    needed = whitehead_required_n(LEVELS, odds_ratio)
    assert whitehead_required_n(LEVELS, odds_ratio, population=10**12) == pytest.approx(needed)


def test_whitehead_refuses_bad_input() -> None:
    assert math.isnan(whitehead_power(LEVELS, 2, 0, 10))
    with pytest.raises(ValueError, match="add up to 1"):
        whitehead_power([0.5, 0.4], 2, 10, 10)
    with pytest.raises(ValueError, match="two levels at least"):
        whitehead_power([0.0, 1.0], 2, 10, 10)
    with pytest.raises(ValueError, match="odds_ratio is 0"):
        whitehead_power(LEVELS, 0, 10, 10)
    with pytest.raises(ValueError, match="n1 is -1"):
        whitehead_power(LEVELS, 2, -1, 10)
    with pytest.raises(ValueError, match="odds_ratio is 1"):
        whitehead_required_n(LEVELS, 1)


def test_an_organisation_shows_smaller_shifts_of_its_own() -> None:
    whole = detectable_difference(58, 58, 0.5)
    own = detectable_difference(58, 58, 0.5, population=70)
    assert own < whole / 2
    # n (N - 1) / (N - n) answers of a process are worth as much.
    assert own == pytest.approx(detectable_difference(58 * 69 / 12, 58 * 69 / 12, 0.5))
    assert required_n(0.5, own, population=70) == pytest.approx(58, rel=1e-6)
    assert detectable_difference(70, 70, 0.5, population=70) == 0.0
    assert 0 < detectable_difference(70, 35, 0.5, population=70) < whole
    assert required_n(0.5, 1e-6, population=70) < 70 + 1e-9
    with pytest.raises(ValueError, match="71 people answered, but the population is 70"):
        detectable_difference(71, 58, 0.5, population=70)
    with pytest.raises(ValueError, match="population is 1"):
        required_n(0.5, 0.1, population=1)
