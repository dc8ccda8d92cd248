"""Shares and their intervals, against published tables, scipy and what must always hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.proportions import (
    Share,
    finite_population_interval,
    net_promoter_score,
    newcombe_difference,
    response_rates,
    wilson_interval,
)


@st.composite
def shares(draw: st.DrawFn, most: int = 200) -> tuple[int, int]:
    """Successes and n, at least one person."""
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


@st.composite
def samples(draw: st.DrawFn, most: int = 120) -> tuple[int, int, int]:
    """Successes, n and the population, at least one person."""
    successes, n = draw(shares(most))
    return successes, n, n + draw(st.integers(0, most))


class TestWilson:
    def test_a_thousand_answers_leave_3_1_points(self) -> None:
        # The worked example of survey texts: n = 1,000 at 95 % has a margin of 3.1 points.
        share = wilson_interval(500, 1000)
        assert share.high - share.estimate == pytest.approx(0.031, abs=0.0005)

    # DORA 2024, clusters of about 3,000 answers with 89 % intervals: 19 (18-20), 22 (21-23),
    # 35 (33-36) and 25 (23-26) %, published in whole percent.
    @pytest.mark.parametrize(
        ("percent", "low", "high"), [(19, 18, 20), (22, 21, 23), (35, 33, 36), (25, 23, 26)]
    )
    def test_agrees_with_the_published_clusters(self, percent: int, low: int, high: int) -> None:
        share = wilson_interval(percent * 30, 3000, confidence=0.89)
        assert abs(share.low * 100 - low) < 1
        assert abs(share.high * 100 - high) < 1

    def test_nobody_answered(self) -> None:
        share = wilson_interval(0, 0)
        assert share.n == 0
        assert all(math.isnan(x) for x in (share.estimate, share.low, share.high))

    def test_one_person_answered(self) -> None:
        # z^2 / (1 + z^2) with z = 1.959964: Wilson's limit written out.
        assert wilson_interval(0, 1).high == pytest.approx(0.7934505, abs=1e-6)
        assert wilson_interval(1, 1).low == pytest.approx(1 - 0.7934505, abs=1e-6)

    @pytest.mark.parametrize(
        ("k", "n", "confidence"), [(-1, 5, 0.95), (6, 5, 0.95), (1, -1, 0.95), (1, 5, 1.0)]
    )
    def test_refuses_what_is_no_share(self, k: int, n: int, confidence: float) -> None:
        with pytest.raises(ValueError, match=r"."):
            wilson_interval(k, n, confidence=confidence)

    @given(shares())
    def test_holds_the_estimate_and_mirrors(self, share: tuple[int, int]) -> None:
        k, n = share
        one, other = wilson_interval(k, n), wilson_interval(n - k, n)
        assert 0 <= one.low <= one.estimate <= one.high <= 1
        assert one.low < one.high
        assert one.low == pytest.approx(1 - other.high, abs=1e-12)

    @given(shares())
    def test_rises_with_every_success(self, share: tuple[int, int]) -> None:
        k, n = share
        if k < n:
            assert wilson_interval(k, n).low < wilson_interval(k + 1, n).low
            assert wilson_interval(k, n).high < wilson_interval(k + 1, n).high

    @given(shares())
    def test_agrees_with_scipy(self, share: tuple[int, int]) -> None:
        k, n = share
        other = stats.binomtest(k, n).proportion_ci(method="wilson")
        assert wilson_interval(k, n).low == pytest.approx(other.low, abs=1e-12)
        assert wilson_interval(k, n).high == pytest.approx(other.high, abs=1e-12)


class TestFinitePopulation:
    def test_is_exact_up_to_fifty_people(self) -> None:
        exact = finite_population_interval(20, 40, 50, exact=True)
        assert finite_population_interval(20, 40, 50) == exact
        assert finite_population_interval(20, 40, 51) != finite_population_interval(
            20, 40, 51, exact=True
        )

    def test_refuses_more_answers_than_people(self) -> None:
        with pytest.raises(ValueError, match="11 people answered, but the population is 10"):
            wilson_interval(3, 11, population=10)

    def test_nobody_answered(self) -> None:
        assert math.isnan(wilson_interval(0, 0, population=10).low)
        assert math.isnan(wilson_interval(0, 0, population=0).low)

    @given(shares())
    def test_a_census_has_no_width(self, share: tuple[int, int]) -> None:
        k, n = share
        assert wilson_interval(k, n, population=n) == Share(n, k / n, k / n, k / n)

    @given(samples())
    def test_holds_the_estimate(self, sample: tuple[int, int, int]) -> None:
        k, n, population = sample
        share = wilson_interval(k, n, population)
        assert 0 <= share.low <= share.estimate <= share.high <= 1

    @given(samples(), st.integers(51, 400))
    def test_is_narrower_than_without_a_population(
        self, sample: tuple[int, int, int], more: int
    ) -> None:
        k, n, population = sample
        finite, infinite = wilson_interval(k, n, population + more), wilson_interval(k, n)
        assert finite.high - finite.low <= infinite.high - infinite.low + 1e-12

    @given(samples(most=40))
    def test_exact_limits_are_whole_people_that_can_be(self, sample: tuple[int, int, int]) -> None:
        k, n, population = sample
        share = finite_population_interval(k, n, population, exact=True)
        low, high = share.low * population, share.high * population
        assert low == pytest.approx(round(low), abs=1e-9)
        assert high == pytest.approx(round(high), abs=1e-9)
        assert k <= round(low) <= round(high) <= population - n + k


class TestNewcombe:
    # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10
    @pytest.mark.parametrize(
        ("first", "second", "low", "high"),
        [
            ((48, 80), (56, 70), 0.0524, 0.3339),
            ((3, 10), (9, 10), 0.1705, 0.8090),
            ((0, 10), (0, 20), -0.2775, 0.1611),
            ((0, 10), (10, 10), 0.6075, 1.0),
        ],
    )
    def test_agrees_with_newcombes_table(
        self, first: tuple[int, int], second: tuple[int, int], low: float, high: float
    ) -> None:
        difference = newcombe_difference(*first, *second)
        assert difference.low == pytest.approx(low, abs=5e-5)
        assert difference.high == pytest.approx(high, abs=5e-5)

    def test_an_empty_round_has_no_difference(self) -> None:
        assert math.isnan(newcombe_difference(0, 0, 3, 5).estimate)
        assert math.isnan(newcombe_difference(3, 5, 0, 0).low)

    @given(shares(), shares())
    def test_is_symmetric(self, one: tuple[int, int], two: tuple[int, int]) -> None:
        forth, back = newcombe_difference(*one, *two), newcombe_difference(*two, *one)
        assert -1 <= forth.low <= forth.estimate <= forth.high <= 1
        assert forth.estimate == pytest.approx(-back.estimate, abs=1e-12)
        assert forth.low == pytest.approx(-back.high, abs=1e-12)


class TestNetPromoterScore:
    def test_the_published_example(self) -> None:
        # State of DevOps 2016: 40 % detractors and 20 % promoters are -20.
        score = net_promoter_score([0, 0, 0, 0, 0, 0, 40, 0, 40, 20, 0])
        assert score.estimate * 100 == pytest.approx(-20)

    def test_nobody_answered(self) -> None:
        assert math.isnan(net_promoter_score([0] * 11).estimate)

    @pytest.mark.parametrize(("answer", "mean"), [(10, 1.0), (8, 0.0), (0, -1.0)])
    def test_answers_of_one_class_still_have_a_width(self, answer: int, mean: float) -> None:
        score = net_promoter_score([5 if level == answer else 0 for level in range(11)])
        assert score.estimate == mean
        assert -1 <= score.low <= mean <= score.high <= 1
        assert score.high - score.low > 0.4

    def test_refuses_another_scale(self) -> None:
        with pytest.raises(ValueError, match="eleven"):
            net_promoter_score([1, 2, 3])

    @given(st.lists(st.integers(0, 30), min_size=11, max_size=11).filter(any))
    def test_stays_in_bounds(self, counts: list[int]) -> None:
        score = net_promoter_score(counts)
        assert -1 <= score.low <= score.estimate <= score.high <= 1


class TestResponseRates:
    def test_nobody_was_invited(self) -> None:
        rates = response_rates([0, 3], [0, 4])
        assert math.isnan(rates.rates[0])
        assert rates.estimate == 0.75

    def test_refuses_what_does_not_fit(self) -> None:
        with pytest.raises(ValueError, match="5 of 4"):
            response_rates([5], [4])
        with pytest.raises(ValueError, match="2 groups answered, 1 were invited"):
            response_rates([1, 2], [4])
