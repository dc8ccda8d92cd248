"""Software delivery on DORA's scales, against the published numbers."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.dora import (
    BASELINES,
    CLUSTERS,
    Caution,
    Cluster,
    baseline,
    capability_score,
    compare_with_baseline,
    delivery_scores,
    nearest_cluster,
)
from tests.demo import PROJECT

SHARED = Path(os.environ.get("CANDOR_SHARED_DIR", PROJECT.parent / "shared"))
DOMAIN = SHARED / "DOMAIN.md"
with_the_published_tables = pytest.mark.skipif(
    not DOMAIN.is_file() and os.environ.get("CANDOR_SHARED") != "1",
    reason="needs the page with DORA's tables",
)
#: The clusters in DORA's words: lead time, frequency, recovery, change fail, part of all teams.
PUBLISHED = {
    (2018, "elite"): "<1 h / on demand / <1 h / 0-15 % / 7 %",
    (2018, "high"): "1 d-1 w / hourly-daily / <1 d / 0-15 % / 48 %",
    (2018, "medium"): "1 w-1 m / weekly-monthly / <1 d / 0-15 % / 37 %",
    (2018, "low"): "1-6 m / weekly-monthly / 1 w-1 m / 46-60 % / 15 %",
    (2019, "elite"): "<1 d / on demand / <1 h / 0-15 % / 20 %",
    (2019, "high"): "1 d-1 w / daily-weekly / <1 d / 0-15 % / 23 %",
    (2019, "medium"): "1 w-1 m / weekly-monthly / <1 d / 0-15 % / 44 %",
    (2019, "low"): "1-6 m / monthly-6 m / 1 w-1 m / 46-60 % / 12 %",
    (2021, "elite"): "<1 h / on demand / <1 h / 0-15 % / 26 %",
    (2021, "high"): "1 d-1 w / weekly-monthly / <1 d / 16-30 % / 40 %",
    (2021, "medium"): "1-6 m / monthly-6 m / 1 d-1 w / 16-30 % / 28 %",
    (2021, "low"): ">6 m / <1 in 6 m / >6 m / 16-30 % / 7 %",
    (2022, "high"): "1 d-1 w / on demand / <1 d / 0-15 %",
    (2022, "medium"): "1 w-1 m / weekly-monthly / 1 d-1 w / 16-30 %",
    (2022, "low"): "1-6 m / monthly-6 m / 1 w-1 m / 46-60 %",
    (2023, "elite"): "<1 d / on demand / <1 h / 5 % / 18 %",
    (2023, "high"): "1 d-1 w / daily-weekly / <1 d / 10 % / 31 %",
    (2023, "medium"): "1 w-1 m / weekly-monthly / 1 d-1 w / 15 % / 33 %",
    (2023, "low"): "1 w-1 m / weekly-monthly / 1-6 m / 64 % / 17 %",
    (2024, "elite"): "<1 d / on demand / <1 h / 5 % / 19 %",
    (2024, "high"): "1 d-1 w / daily-weekly / <1 d / 20 % / 22 %",
    (2024, "medium"): "1 w-1 m / weekly-monthly / <1 d / 10 % / 35 %",
    (2024, "low"): "1-6 m / monthly-6 m / 1 w-1 m / 40 % / 25 %",
}
#: Bands from 1 (worst): of lead and recovery times, and of frequencies.
TIMES = (">6 m", "1-6 m", "1 w-1 m", "1 d-1 w", "<1 d", "<1 h")
FREQUENCIES = (
    "<1 in 6 m", "monthly-6 m", "weekly-monthly", "daily-weekly", "hourly-daily", "on demand",
)  # fmt: skip


def in_words(cluster: Cluster) -> str:
    low, high = cluster.change_fail
    return " / ".join(
        [
            TIMES[cluster.lead_time - 1],
            FREQUENCIES[cluster.frequency - 1],
            TIMES[cluster.recovery - 1],
            f"{low}-{high} %" if low < high else f"{low} %",
            *([f"{cluster.share * 100:.0f} %"] if cluster.share else []),
        ]
    )


metrics = st.tuples(
    *[st.none() | st.floats(1, 6)] * 3,
    *[st.none() | st.floats(0, 100)] * 2,
)


class TestScores:
    def test_the_vectors_of_the_quick_check(self) -> None:
        assert delivery_scores(lead_time=1).lead_time == 0
        assert delivery_scores(frequency=6).frequency == 10
        assert delivery_scores(recovery=3.5).recovery == 5
        rates = [delivery_scores(change_fail=p).change_fail for p in (0, 47, 50, 100)]
        assert rates == pytest.approx([10, 5.3, 5, 0])
        scores = delivery_scores(5, 5, 5, 47, 0)
        assert scores.overall == pytest.approx(7.86)
        assert scores.throughput == pytest.approx(8.0)
        assert scores.stability == pytest.approx(7.65)

    def test_what_is_missing_is_not_best(self) -> None:
        scores = delivery_scores(lead_time=2, change_fail=50)
        assert (scores.n, scores.rework, scores.frequency) == (2, None, None)
        assert (scores.overall, scores.throughput, scores.stability) == (3.5, 2.0, 5.0)
        nothing = delivery_scores()
        assert nothing.n == 0
        assert nothing.overall is None
        assert nothing.stability is None

    @given(metrics)
    def test_stay_from_0_to_10(self, values: tuple[float | None, ...]) -> None:
        scores = delivery_scores(*values)
        assert scores.n == sum(value is not None for value in values)
        for score in (scores.overall, scores.throughput, scores.stability):
            assert score is None or 0 <= score <= 10

    @pytest.mark.parametrize("value", [0, 7, math.nan, -1])
    def test_refuses_what_is_no_band(self, value: float) -> None:
        with pytest.raises(ValueError, match=f"recovery is {value}: give a number from 1 to 6"):
            delivery_scores(recovery=value)

    def test_refuses_what_is_no_rate(self) -> None:
        with pytest.raises(ValueError, match="rework is 101: give a number from 0 to 100"):
            delivery_scores(rework=101)


def test_capability_scores() -> None:
    assert capability_score([3] * 6).estimate == 5.0
    assert capability_score([1, 5, None, 5]).estimate == pytest.approx(20 / 3)
    assert (capability_score([]).n, capability_score([None]).estimate) == (0, None)
    with pytest.raises(ValueError, match="answer 2 is 6: give a number from 1 to 5"):
        capability_score([1, 6])


class TestClusters:
    def test_are_those_that_dora_published(self) -> None:
        ours = {(year, one.name): in_words(one) for year in CLUSTERS for one in CLUSTERS[year]}
        assert ours == PUBLISHED

    @with_the_published_tables
    def test_are_those_of_the_page_with_the_tables(self) -> None:
        rows = dict(
            re.findall(r"^\| (20\d\d) \[\w\] \| (.*) \|$", DOMAIN.read_text(), re.MULTILINE)
        )
        assert {int(year) for year in rows} == set(CLUSTERS)
        names = ("elite", "high", "medium", "low")
        found = {
            (int(year), name): words.replace(" (inside high)", "")
            for year, row in rows.items()
            for name, words in zip(names, row.split(" | "), strict=True)
            if words != "none"
        }
        assert found == PUBLISHED

    @pytest.mark.parametrize("year", sorted(CLUSTERS))
    def test_a_team_in_the_centre_of_a_cluster_is_in_it(self, year: int) -> None:
        for c in CLUSTERS[year]:
            middle = sum(c.change_fail) / 2
            match = nearest_cluster(year, c.lead_time, c.frequency, c.recovery, middle)
            assert (match.name, match.distance, match.tied) == (c.name, 0, ())
            assert Caution.METRICS_MISSING not in match.cautions

    def test_distance_to_a_centre_and_to_a_band(self) -> None:
        # 2019 medium: bands 3, 3, 5 and 0-15 %. One band off is 2 points, 35 % is 2 points off.
        match = nearest_cluster(2019, 2, 3, 5, 35)
        assert match.name == "medium"
        assert match.distance == pytest.approx(math.sqrt((4 + 4) / 4))
        assert dict(match.distances)["low"] == pytest.approx(math.sqrt((4 + 16 + 1.1**2) / 4))

    def test_copes_with_the_inversion_of_2024(self) -> None:
        # 20 % fail as in "high", and 10 % as in "medium": the other metrics decide.
        assert nearest_cluster(2024, 4, 4, 5, 10).name == "high"
        assert nearest_cluster(2024, 3, 3, 5, 20).name == "medium"
        assert Caution.CHANGE_FAIL_INVERTED in nearest_cluster(2024, 4, 4, 5, 10).cautions

    def test_of_equally_near_clusters_the_lower_is_named(self) -> None:
        match = nearest_cluster(2024, recovery=5)
        assert (match.name, match.tied) == ("medium", ("high",))
        assert Caution.TIED in match.cautions
        assert Caution.METRICS_MISSING in match.cautions

    def test_warnings_are_data(self) -> None:
        cautions = {year: nearest_cluster(year, 4, 4, 4, 10).cautions for year in CLUSTERS}
        assert all(Caution.STABILITY_NOT_COMPARABLE in found for found in cautions.values())
        banded = [year for year, x in cautions.items() if Caution.CHANGE_FAIL_BANDED in x]
        other = [year for year, x in cautions.items() if Caution.RECOVERY_REDEFINED in x]
        second = [year for year, x in cautions.items() if Caution.SECOND_HAND in x]
        assert banded == other == [2018, 2019, 2021, 2022]
        assert second == [2022, 2023, 2024]
        assert Caution.ELITE_WITHIN_HIGH in cautions[2018]
        assert Caution.NO_ELITE in cautions[2022]
        assert all(caution.text.endswith(".") for caution in Caution)

    def test_shares_are_those_published(self) -> None:
        # 2018: the elite are inside the high; the others sum to all, but for rounding.
        sums = {
            year: sum(c.share or 0 for c in clusters if (year, c.name) != (2018, "elite"))
            for year, clusters in CLUSTERS.items()
            if year != 2022
        }
        assert all(total == pytest.approx(1, abs=0.011) for total in sums.values())

    def test_refuses_years_without_centres_and_nothing(self) -> None:
        for year in (2020, 2025):
            with pytest.raises(ValueError, match=f"{year}: no centres are published"):
                nearest_cluster(year, 4, 4, 4, 10)
        with pytest.raises(ValueError, match="no metric was answered"):
            nearest_cluster(2024)
        with pytest.raises(ValueError, match="lead_time is 7"):
            nearest_cluster(2024, 7)


class TestBaselines:
    # DOMAIN: overall scores of 2025 as the mean of the five.
    OVERALL = {
        "all": 6.72, "retail": 7.06, "media": 7.00, "non-profit": 6.72, "technology": 6.76,
        "telecom": 6.42, "education": 6.20, "financial": 6.92, "healthcare": 6.26,
        "energy": 6.64, "government": 6.32, "insurance": 6.64, "industrials": 6.14,
    }  # fmt: skip

    def test_overall_is_the_mean_of_the_metrics(self) -> None:
        found = {}
        for year, industry in BASELINES:
            *_, overall = baseline(year, industry)
            assert overall.sd is None
            found[year, industry] = overall.mean
        assert found.pop((2024, "all")) == pytest.approx(6.55)
        assert found == pytest.approx({(2025, name): x for name, x in self.OVERALL.items()})

    @with_the_published_tables
    def test_are_those_of_the_page_with_the_tables(self) -> None:
        rows = re.findall(r"^\| ([a-z-]+) \| (\d.*±.*) \|$", DOMAIN.read_text(), re.MULTILINE)
        found = {
            (2025, name): tuple(tuple(map(float, cell.split("±"))) for cell in row.split(" | ")[:5])
            for name, row in rows
        }
        assert len(found) == 13
        assert found == {key: row for key, row in BASELINES.items() if key != (2024, "all")}

    def test_standardised_distance_and_no_test(self) -> None:
        result = compare_with_baseline(delivery_scores(6, 6, 6, 0, 0), 2025, "retail")
        lead, *_, overall = result.metrics
        assert (lead.estimate, lead.mean, lead.sd) == (10, 5.9, 2.3)
        assert lead.distance == pytest.approx(4.1 / 2.3)
        assert (overall.metric, overall.estimate, overall.distance) == ("overall", 10, None)
        assert Caution.NO_N in result.cautions
        assert Caution.OVERALL_SD_UNKNOWN in result.cautions
        assert not hasattr(lead, "p_value")

    def test_2024_has_no_rework(self) -> None:
        result = compare_with_baseline(delivery_scores(6, 6, 6, 0, 100), 2024)
        names = ["lead_time", "frequency", "recovery", "change_fail", "overall"]
        assert [metric.metric for metric in result.metrics] == names
        assert result.metrics[-1].estimate == 10

    def test_what_was_not_answered_is_not_compared(self) -> None:
        result = compare_with_baseline(delivery_scores(lead_time=6))
        assert [metric.metric for metric in result.metrics] == ["lead_time"]
        assert Caution.OVERALL_SD_UNKNOWN not in result.cautions
        assert compare_with_baseline(delivery_scores()).metrics == ()

    def test_refuses_what_is_not_published(self) -> None:
        with pytest.raises(ValueError, match="2023, 'all': there are baselines for"):
            baseline(2023)
        with pytest.raises(ValueError, match="2024, 'retail'"):
            compare_with_baseline(delivery_scores(), 2024, "retail")
