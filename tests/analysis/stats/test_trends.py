"""Trends over rounds, against R and statsmodels on the rows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.nonparametric import jonckheere_terpstra as on_rows

from analysis.stats.trends import cochran_armitage, jonckheere_terpstra
from tests.analysis.stats.oracles import ROUNDS, data, expected

FAVOURABLE = [row[3] + row[4] for row in ROUNDS]
TOTALS = [sum(row) for row in ROUNDS]
Table = list[list[int]]
tables = st.lists(
    st.lists(st.integers(0, 8), min_size=4, max_size=4).filter(any), min_size=2, max_size=5
)


class TestJonckheereTerpstra:
    def test_agrees_with_r_with_ties(self) -> None:
        # R 4.2.2: Hollander-Wolfe's variance written out, and cor.test(method = 'kendall')
        result = jonckheere_terpstra(ROUNDS)
        assert result.statistic == expected("jonckheere.tie_variance", "J")
        assert result.z == expected("jonckheere.tie_variance", "z")
        assert result.z == expected("jonckheere.tie_variance", "z_kendall")
        assert result.p_value == expected("jonckheere.tie_variance", "p")
        assert result.p_value == expected("jonckheere.tie_variance", "p_kendall")

    def test_agrees_on_hollander_and_wolfes_example(self) -> None:
        # R: clinfun 1.1.5, jonckheere.test; R 4.2.2 cor.test(method = 'kendall')$statistic
        result = jonckheere_terpstra(data("piecework")["counts"])
        assert result.statistic == expected("jonckheere.piecework", "JT")
        assert result.z == expected("jonckheere.piecework", "z_kendall")

    @given(tables)
    def test_agrees_with_statsmodels_on_the_rows(self, table: Table) -> None:
        if np.count_nonzero(np.sum(table, axis=0)) < 2:
            assert jonckheere_terpstra(table).p_value == 1.0
            return
        samples = [np.repeat(np.arange(4), row) for row in table]
        other = on_rows(samples, alternative="two-sided")
        result = jonckheere_terpstra(table)
        assert result.statistic == pytest.approx(other.statistic)
        assert result.p_value == pytest.approx(other.pvalue, rel=1e-9, abs=1e-12)

    @given(tables)
    def test_turns_with_the_order_of_rounds(self, table: Table) -> None:
        forth, back = jonckheere_terpstra(table), jonckheere_terpstra(table[::-1])
        assert forth.z == pytest.approx(-back.z, abs=1e-9)
        assert forth.estimate == pytest.approx(1 - back.estimate)

    def test_edges(self) -> None:
        assert math.isnan(jonckheere_terpstra([[0, 0], [1, 2]]).p_value)
        assert jonckheere_terpstra([[0, 1], [0, 1]]).p_value == 1.0
        assert jonckheere_terpstra([*ROUNDS, [0] * 5]) == jonckheere_terpstra(ROUNDS)
        with pytest.raises(ValueError, match="at least two"):
            jonckheere_terpstra([[1, 2]])


class TestCochranArmitage:
    def test_agrees_with_desctools(self) -> None:
        # R: DescTools 0.99.59, CochranArmitageTest (its z has the other sign where the columns
        # are swapped); R 4.2.2 prop.trend.test
        result = cochran_armitage(FAVOURABLE, TOTALS)
        assert result.statistic == expected("cochran_armitage.devex", "z")
        assert result.p_value == expected("cochran_armitage.devex", "p")
        assert result.statistic**2 == expected("cochran_armitage.devex", "chisq_prop_trend")

    def test_agrees_on_the_documented_example(self) -> None:
        # R 4.2.2: prop.trend.test(d$smokers, d$patients), and with scores c(0, 0, 1, 2)
        smokers, patients = data("smokers")["smokers"], data("smokers")["patients"]
        result = cochran_armitage(smokers, patients)
        assert result.statistic**2 == expected("cochran_armitage.smokers", "chisq")
        assert result.p_value == expected("cochran_armitage.smokers", "p")
        scored = cochran_armitage(smokers, patients, scores=[0, 0, 1, 2])
        assert scored.statistic**2 == expected("cochran_armitage.smokers", "chisq_0012")

    def test_the_slope_is_the_least_squares_line(self) -> None:
        slope = np.polyfit(np.arange(6), np.divide(FAVOURABLE, TOTALS), 1, w=np.sqrt(TOTALS))[0]
        assert cochran_armitage(FAVOURABLE, TOTALS).estimate == pytest.approx(slope)

    def test_edges(self) -> None:
        assert cochran_armitage([3, 4, 5], [3, 4, 5]).p_value == 1.0
        assert cochran_armitage([0, 0, 0], [3, 4, 5]).estimate == 0.0
        assert math.isnan(cochran_armitage([1, 0, 0], [3, 0, 0]).p_value)
        assert math.isnan(cochran_armitage([0], [0]).p_value)

    def test_refuses_what_does_not_fit(self) -> None:
        with pytest.raises(ValueError, match="outnumber"):
            cochran_armitage([4, 1], [3, 3])
        with pytest.raises(ValueError, match="same rounds"):
            cochran_armitage([1, 1], [3, 3, 3])
        with pytest.raises(ValueError, match="same rounds"):
            cochran_armitage([1, 1], [3, 3], scores=[0, math.nan])

    @given(
        st.lists(st.integers(1, 40), min_size=3, max_size=6).flatmap(
            lambda n: st.tuples(st.tuples(*(st.integers(0, m) for m in n)), st.just(tuple(n)))
        ),
        st.floats(0.5, 4),
        st.floats(-10, 10),
    )
    def test_only_the_spacing_of_rounds_matters(
        self, counts: tuple[tuple[int, ...], tuple[int, ...]], scale: float, shift: float
    ) -> None:
        successes, totals = counts
        one = cochran_armitage(successes, totals)
        moved = [shift + scale * index for index in range(len(totals))]
        other = cochran_armitage(successes, totals, scores=moved)
        assert other.statistic == pytest.approx(one.statistic, abs=1e-6)
        assert other.estimate * scale == pytest.approx(one.estimate, abs=1e-6)
