"""Software delivery from releases: DORA's vectors, what is told, what stays hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.delivery import (
    CAPABILITIES,
    STABILITY,
    THROUGHPUT,
    Metric,
    asks_delivery,
    capabilities,
    delivery,
    metric_items,
    units_told,
)
from analysis.estimates import Change, Estimate, NotCompared, Verdict, compare_items
from analysis.instrument import Instrument, Item
from analysis.release import Band, Hidden, HiddenReason, Release, Shown
from analysis.scales import BUILT_IN
from analysis.stats.dora import Caution
from analysis.words import words_in
from tests.deliveries import METRICS, delivery_releases, quick_check, told_in_full
from tests.releases import demo_release

#: Lead time, frequency and recovery 5, change fail 47 %, rework 0 %.
PUBLISHED = dict(zip(METRICS, ("5", "5", "5", "47", "0"), strict=True))


def asked_of(items: list[Item]) -> Instrument:
    """The set with other items under the same codes."""
    asked = quick_check()
    other = {item.code: item for item in items}
    return replace(asked, items=tuple(other.get(item.code, item) for item in asked.items))


def without(release: Release, code: str, cell: Any) -> Release:
    """The release with another cell for one item of everybody."""
    whole = release.organisation
    changed = replace(whole, items={**whole.items, code: cell})
    return replace(release, groups=(changed, *release.groups[1:]))


def test_the_published_vector_comes_out_of_a_release() -> None:
    """DORA's Quick Check: overall 7.86, throughput 8.0, stability 7.65 (DOMAIN 2)."""
    found = delivery(told_in_full([PUBLISHED] * 20))
    assert [one.metric for one in found.metrics] == list(Metric)
    assert found.scores.overall == pytest.approx(7.86)
    assert found.scores.throughput == pytest.approx(8.0)
    assert found.scores.stability == pytest.approx(7.65)


def test_the_published_distribution_of_lead_times_has_the_published_mean() -> None:
    """2025: 2.0, 13.2, 28.3, 31.9, 15.0 and 9.4 % give 5.46 +- 2.41 (DOMAIN 7)."""
    people = (20, 132, 283, 319, 150, 94)
    records = [{"lead_time": str(band)} for band, n in enumerate(people, start=1) for _ in range(n)]
    release = told_in_full(records, invited=10_000)
    (lead, *others) = delivery(release).metrics
    assert lead.score is not None
    assert lead.score.estimate == pytest.approx(5.46, abs=0.005)
    assert lead.score.n == 998
    assert lead.most_frequent == (("1 day to 1 week",), 319)
    # The standard error of 2.41 over 998 of 10,000, 1.962 of it to either side.
    half = 1.962 * 2.41 / 998**0.5 * (1 - 998 / 10_000) ** 0.5
    assert lead.score.low == pytest.approx(lead.score.estimate - half, abs=0.003)
    assert lead.score.high == pytest.approx(lead.score.estimate + half, abs=0.003)
    assert all(one.score is None for one in others)  # nobody answered them


def test_a_rate_is_turned_so_that_ten_is_best_and_its_interval_with_it() -> None:
    rates = [{"change_fail": str(rate)} for rate in (0, 10, 20, 30) * 5]
    (fail,) = [one for one in delivery(told_in_full(rates)).metrics if one.score]
    assert fail.metric is Metric.CHANGE_FAIL
    assert fail.mean == 15.0
    assert fail.score is not None
    assert fail.score.low is not None
    assert fail.score.high is not None
    assert fail.score.low < fail.score.estimate == 8.5 < fail.score.high
    assert isinstance(fail.cell, Estimate)
    assert fail.cell.mean_high is not None
    assert fail.score.low == pytest.approx(10 - fail.cell.mean_high / 10)


def test_everybody_answered_so_nothing_is_left_to_estimate() -> None:
    bands = [{"lead_time": band} for band in ("4", "5") * 10]
    score = delivery(told_in_full(bands, invited=20)).metrics[0].score
    assert score is not None
    assert score.low == score.estimate == score.high == 7.0


def test_a_scale_that_runs_from_best_to_worst_is_read_the_right_way() -> None:
    item = quick_check().item("lead_time")
    turned = asked_of([replace(item, reverse=True)])
    for asked, score in ((quick_check(), 2.0), (turned, 8.0)):
        release = told_in_full([{"lead_time": "2"}] * 12, asked=asked)
        lead = delivery(release).metrics[0]
        assert lead.score is not None
        assert lead.score.estimate == score
        assert delivery(release).scores.lead_time == score


def test_only_scales_that_have_a_score_are_read() -> None:
    item = quick_check().item("lead_time")
    other = asked_of([replace(item, scale=BUILT_IN["agreement_5"])])
    assert Metric.LEAD_TIME in metric_items(quick_check())
    assert Metric.LEAD_TIME not in metric_items(other)
    assert Metric.FREQUENCY in metric_items(other)
    assert asks_delivery(quick_check())
    assert not asks_delivery(demo_release().instrument)
    assert delivery(demo_release()).metrics == ()
    assert delivery(demo_release()).clusters == ()


def test_what_is_hidden_enters_no_mean() -> None:
    """Nothing that is told of the others may give it away: they are the same without it."""
    release = told_in_full([PUBLISHED] * 20)
    assert delivery(release).scores.rework == 10.0
    for cell in (Hidden(HiddenReason.SIBLING), Band(0.6, 1.0, 10)):
        found = delivery(without(release, "rework", cell))
        assert found.scores.rework is None
        assert found.metrics[-1].score is None
        assert found.scores.stability == pytest.approx(5.3)
        assert found.scores.overall == pytest.approx((8 * 3 + 5.3) / 4)
        assert found.told_of(STABILITY) == 1
        never_asked = told_in_full([{k: v for k, v in PUBLISHED.items() if k != "rework"}] * 20)
        assert found.scores == delivery(never_asked).scores


def test_fewer_than_ten_answers_have_no_score_even_in_full_detail() -> None:
    few = told_in_full([PUBLISHED] * 9, full_detail=True)
    assert isinstance(few.organisation.items["lead_time"], Shown)
    assert delivery(few).told == ()
    assert len(delivery(told_in_full([PUBLISHED] * 10)).told) == 5


def test_units_in_bands_and_hidden_ones_have_no_scores() -> None:
    release = delivery_releases()[-1]
    assert [unit.path for unit in release.units] == ["Data", "Legal", "Platform", "Product"]
    assert [one.group.path for one in units_told(release)] == ["Platform", "Product"]
    for path in ("Data", "Legal"):
        found = delivery(release, path)
        assert found.told == ()
        assert found.scores.n == 0
        assert found.clusters == ()


def test_bands_change_as_on_the_other_pages_and_rates_by_what_is_good_of_them() -> None:
    before, after = delivery_releases()
    judged = {row.code: row for row in compare_items(before, after)}
    found = delivery(after, "", before)
    lead, *others = found.metrics
    for one in found.metrics[:3]:
        assert one.change == judged[one.item.code]
    assert isinstance(lead.change, Change)
    assert lead.change.verdict is Verdict.CLEAR
    assert lead.before is not None
    assert lead.before.estimate == pytest.approx(delivery(before).scores.lead_time)
    assert isinstance(judged["change_fail"], NotCompared)  # the scale does not say what is good
    assert [one.metric for one in others[2:]] == list(STABILITY)
    for one in others[2:]:
        assert isinstance(one.change, Change)
        assert one.change.before.favourable is not None
        (cell,) = [one.cell]
        assert isinstance(cell, Estimate)
        rates = [float(label.split()[0]) for label in cell.labels]
        low = sum(n for rate, n in zip(rates, cell.counts, strict=True) if rate <= 15)
        assert one.change.after.favourable is not None
        assert one.change.after.favourable.estimate == pytest.approx(low / cell.n)


def test_lower_rates_are_better() -> None:
    few, many = (
        [{"rework": str(rate)} for rate in rates] for rates in ([2, 5] * 20, [40, 60] * 20)
    )
    releases = [told_in_full(records, number=n) for n, records in enumerate((many, few))]
    rework = delivery(releases[1], "", releases[0]).metrics[-1]
    assert isinstance(rework.change, Change)
    assert rework.change.verdict is Verdict.CLEAR
    assert rework.change.difference.estimate == 1.0
    assert rework.change.cliffs_delta is not None
    assert rework.change.cliffs_delta.estimate > 0.9


def test_a_mean_has_a_past_only_where_the_same_metrics_were_compared() -> None:
    before, after = delivery_releases()
    found = delivery(after, "", before)
    assert found.figure_before("overall", tuple(Metric)) == pytest.approx(
        delivery(before).scores.overall
    )
    reworded = asked_of([replace(quick_check().item("lead_time"), wording=2)])
    changed = replace(after, instrument=reworded)
    found = delivery(changed, "", before)
    assert isinstance(found.metrics[0].change, NotCompared)
    assert found.metrics[0].before is None
    assert found.figure_before("throughput", THROUGHPUT) is None
    assert found.figure_before("overall", tuple(Metric)) is None
    assert found.figure_before("stability", STABILITY) is not None
    assert delivery(after).figure_before("stability", STABILITY) is None


def test_clusters_come_with_their_warnings_and_2025_has_none() -> None:
    found = delivery(told_in_full([PUBLISHED] * 20)).clusters
    assert [match.year for match in found] == [2024, 2023, 2022, 2021, 2019, 2018]
    assert all(Caution.STABILITY_NOT_COMPARABLE in match.cautions for match in found)
    assert all(match.n == 4 for match in found)  # rework was not among them
    exact = {"lead_time": "5", "deploy_frequency": "6", "recovery_time": "6", "change_fail": "5"}
    latest = delivery(told_in_full([exact] * 20)).clusters[0]
    assert (latest.name, latest.distance) == ("elite", 0.0)


def test_a_baseline_is_a_distance() -> None:
    found = delivery(told_in_full([PUBLISHED] * 20))
    lead = found.beside(2025).metrics[0]
    assert lead.distance == pytest.approx((8.0 - 5.5) / 2.4)
    assert found.beside(2025, "financial").metrics[0].distance == pytest.approx((8.0 - 5.4) / 2.3)
    assert Caution.NO_N in found.beside(2024).cautions


def test_cautions_are_said_in_the_language_of_the_reader() -> None:
    assert Caution.TIED.text == "Another cluster is equally near."
    with words_in("de"):
        assert {caution.text for caution in Caution}
        assert set(CAPABILITIES) >= {"test_automation"}


def test_all_threes_are_a_capability_of_five() -> None:
    """DORA's Quick Check: all 3s -> 5.0 (DOMAIN 2)."""
    codes = [item.code for item in quick_check().items if item.construct]
    assert len(codes) == 17
    found = capabilities(told_in_full([dict.fromkeys(codes, "3")] * 20))
    assert {one.tag for one in found} == {
        "continuous_integration", "loosely_coupled_teams", "generative_culture",
    }  # fmt: skip
    assert [one.score.estimate for one in found if one.score] == [5.0, 5.0, 5.0]
    assert all(one.construct for one in found)


def test_the_lowest_capability_and_the_lowest_question_come_first() -> None:
    found = capabilities(delivery_releases()[-1])
    scores = [one.score.estimate for one in found if one.score]
    assert scores == sorted(scores)
    assert len(scores) == 3
    for one in found:
        below = [item.score.estimate for item in one.items if item.score]
        assert below == sorted(below)
        assert one.score is not None
        assert one.score.low is not None
        assert one.people == (58, 58)
        # Everybody answered every question, so the mean of people is that of the questions.
        assert one.score.estimate == pytest.approx(sum(below) / len(below))


def test_without_a_construct_of_its_own_a_capability_has_no_interval() -> None:
    release = delivery_releases()[-1]
    loose = replace(release, instrument=replace(release.instrument, constructs=()))
    found = capabilities(loose)
    assert [one.tag for one in found] == [one.tag for one in capabilities(release)]
    for one in found:
        assert one.score is not None
        assert (one.score.low, one.score.high, one.construct) == (None, None, "")


def test_a_hidden_question_enters_no_capability() -> None:
    given = {"ci_builds": "5", "ci_tests": "1", "ci_merges": "1", "ci_fast": "1", "ci_mended": "1"}
    release = told_in_full([given] * 20)
    release = without(release, "ci_builds", Hidden(HiddenReason.GIVES_AWAY))
    loose = replace(release, instrument=replace(release.instrument, constructs=()))
    (found,) = [one for one in capabilities(loose) if one.tag == "continuous_integration"]
    assert found.score is not None
    assert found.score.estimate == 0.0
    assert len(found.told) == 4
    assert found.items[-1].item.code == "ci_builds"


def test_agreeing_with_what_is_bad_is_turned_round() -> None:
    item = replace(quick_check().item("ci_builds"), reverse=True)
    release = told_in_full([{"ci_builds": "1"}] * 20, asked=asked_of([item]))
    (found,) = [one for one in capabilities(release) if one.tag == "continuous_integration"]
    assert found.told[0].score is not None
    assert found.told[0].score.estimate == 10.0
