"""Software delivery in pictures, tables and sentences: the figures of the release and no others."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from analysis.charts import theme
from analysis.delivery import Metric, capabilities, delivery
from analysis.exports.csv import table_bytes
from analysis.exports.delivery import INDUSTRIES, MEANS, NOT_ASKED, delivery_picture, industry_words
from analysis.exports.delivery_words import (
    NO_CAUSE,
    capability_sentences,
    change_of_metric,
    cluster_words,
    delivery_sentences,
    distance_words,
    favourable_words,
    method_sentences,
)
from analysis.exports.pictures import draw_picture
from analysis.release import Hidden, HiddenReason, Release
from analysis.stats.dora import BASELINES, CLUSTERS
from tests.analysis.charts.looking import collisions, lines, outside, patch
from tests.deliveries import METRICS, delivery_releases, told_in_full
from tests.releases import demo_releases

PUBLISHED = dict(zip(METRICS, ("5", "5", "5", "47", "0"), strict=True))
CLAIMS = re.compile(r"\b(because of|causes?d?|leads? to|due to|significant\w*|improves?)\b")


def rows_of(releases: list[Release]) -> list[dict[str, str]]:
    text = table_bytes("delivery", releases).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def alt(release: Release, **asked: str) -> str:
    return delivery_picture(release, **asked).alt.replace(theme.NBSP, " ")  # type: ignore[arg-type]


def without_answers(release: Release, code: str) -> Release:
    whole = release.organisation
    items = {**whole.items, code: Hidden(HiddenReason.GIVES_AWAY)}
    return replace(release, groups=(replace(whole, items=items), *release.groups[1:]))


def test_the_picture_draws_the_scores_and_its_title_says_the_ends() -> None:
    release = delivery_releases()[-1]
    chart = delivery_picture(release)
    found = delivery(release)
    assert {one.value for one in Metric} | set(MEANS) == {
        name.removeprefix("score-") for name in lines(chart, "score-")
    }
    assert chart.title == (
        "Software delivery: 6.8 of 10; highest score: Change fail rate (8.4), "
        "lowest: Deployment frequency (4.5)"
    )
    lead = found.metrics[0].score
    assert lead is not None
    assert f"Change lead time: {lead.estimate:.1f} (interval {lead.low:.1f}" in alt(release)
    assert "Nothing is tested against what was published" in alt(release)


def test_an_industry_changes_what_stands_behind_and_no_score() -> None:
    release = delivery_releases()[-1]
    assert "published 5.5 \u00b1 2.4" in alt(release)
    assert "published 5.4 \u00b1 2.3" in alt(release, industry="financial")
    everybody, financial = (
        lines(delivery_picture(release, industry=one), "score-") for one in ("", "financial")
    )
    assert [one.get_xdata() for one in everybody.values()] == [
        one.get_xdata() for one in financial.values()
    ]
    with pytest.raises(KeyError):
        draw_picture("delivery", [release], code="piracy")


def test_every_industry_that_is_published_has_a_name() -> None:
    assert set(INDUSTRIES) == {industry for year, industry in BASELINES if year == 2025}
    assert industry_words("financial") == "financial services"


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
@pytest.mark.parametrize("industry", ["", "industrials"])
def test_nothing_overlaps(width: float, industry: str) -> None:
    release = delivery_releases()[-1]
    for group in ("", "Platform", "Data"):
        chart = delivery_picture(release, group, industry=industry, width=width)
        assert collisions(chart) == []
        assert outside(chart) == []


def test_a_set_without_metrics_says_so_everywhere() -> None:
    before, after = demo_releases()[-2:]
    chart = draw_picture("delivery", [after])
    assert patch(chart, "hidden-all").get_hatch()
    assert NOT_ASKED in chart.alt
    assert delivery_sentences(after, delivery(after, "", before), before) == (NOT_ASKED,)
    assert capability_sentences(capabilities(after)) == ()
    rows = rows_of([before, after])
    assert {row["hidden"] for row in rows} == {NOT_ASKED}
    assert len(rows) == len(after.groups)


def test_the_table_has_every_group_and_metric_and_hides_what_is_hidden() -> None:
    before, after = delivery_releases()
    rows = rows_of([before, after])
    told = {row["group"] for row in rows if row.get("score")}
    assert told == {"", "Platform", "Product"}
    for row in rows:
        if row["group"] in ("Data", "Legal"):
            assert row["hidden"].startswith("hidden: ")
            assert not any(
                row[name] for name in ("n", "score", "score_low", "mean", "score_before")
            )
    (lead,) = [row for row in rows if row["group"] == "" and row["metric"] == "lead_time"]
    score = delivery(after).metrics[0].score
    assert score is not None
    assert float(lead["score"]) == score.estimate
    assert float(lead["dora_2025_distance"]) == pytest.approx((score.estimate - 5.5) / 2.4)
    assert lead["verdict"] == "clear"
    (overall,) = [row for row in rows if row["group"] == "" and row["metric"] == "overall"]
    assert float(overall["score"]) == delivery(after).scores.overall
    assert overall["metrics"] == "5"


def test_a_mean_cannot_tell_what_is_hidden() -> None:
    """Five metrics, their mean, and four of them: the fifth would follow."""
    release = told_in_full([PUBLISHED] * 20)
    everything = rows_of([release])
    hidden = rows_of([without_answers(release, "rework")])
    means = [{r["metric"]: r["score"] for r in rows} for rows in (everything, hidden)]
    assert float(means[0]["overall"]) == pytest.approx(7.86)
    assert float(means[1]["overall"]) == pytest.approx((8 * 3 + 5.3) / 4)
    assert float(means[1]["stability"]) == pytest.approx(5.3)
    assert means[1]["rework"] == ""
    said = " ".join(delivery_sentences(r := without_answers(release, "rework"), delivery(r), None))
    assert "the mean of 4 of 5 metrics" in said
    assert "Deployment rework rate is not told" in said


def test_sentences_say_what_changed_and_that_the_rest_has_no_evidence() -> None:
    before, after = delivery_releases()
    said = delivery_sentences(after, delivery(after, "", before), before)
    assert said[0] == (
        "Overall 6.8 of 10, the mean of all five metrics: throughput 5.9, stability 8.2."
    )
    assert said[1].startswith("Change lead time since Autumn 2026: 3.7 → 6.1, clear change: better")
    assert "no evidence of change; shows from 23 to 26." in said[2]
    assert "Beside DORA 2025, all industries: from " in said[3]
    assert len(said) == 4


def test_a_first_round_and_one_without_a_comparison_say_so() -> None:
    before, after = delivery_releases()
    assert "No earlier round stands beside this one." in delivery_sentences(
        after, delivery(after), None
    )
    reworded = tuple(replace(item, wording=2) for item in after.instrument.items)
    other = replace(after, instrument=replace(after.instrument, items=reworded))
    found = delivery(other, "", before)
    said = delivery_sentences(other, found, before)
    assert any("asked differently before, so not compared" in sentence for sentence in said)
    assert not any("evidence" in sentence for sentence in said)
    for one in found.metrics:
        assert "asked differently before" in change_of_metric(one)
        assert favourable_words(one) == ""


def test_too_few_answers_are_said_with_the_reason() -> None:
    few = delivery_releases()[-1]
    found = delivery(few, "Data")
    (said,) = delivery_sentences(few, found, None)
    assert said.startswith("No metric is told: hidden: ")
    one = told_in_full([{"lead_time": "4"}, {"lead_time": "5"}] * 8)
    assert delivery_sentences(one, delivery(one), None)[0].startswith(
        "Change lead time: 7.0 of 10 (interval "
    )
    assert delivery_picture(one).title == "Change lead time: 7.0 of 10"


def test_what_to_look_at_names_the_lowest_and_no_cause() -> None:
    said = capability_sentences(capabilities(delivery_releases()[-1]))
    assert said[0] == (
        "Look at Loosely coupled teams next: the lowest of 3 capabilities, 4.1 of 10 "
        "(interval 4.0 to 4.1)."
    )
    assert "finishes most of its work" in said[1]
    assert said[-1] == NO_CAUSE


def test_capabilities_that_may_be_as_low_are_named() -> None:
    alike = told_in_full(
        [{"ci_builds": a, "ci_tests": a, "change_alone": b} for a, b in ("24", "42", "33") * 5]
    )
    said = " ".join(capability_sentences(capabilities(alike)))
    assert "may be as low: the intervals reach each other" in said or "Without an interval" in said


def test_no_sentence_claims_a_cause_or_significance() -> None:
    assert CLAIMS.search("a low score leads to incidents")
    before, after = delivery_releases()
    found = delivery(after, "", before)
    sentences = [
        *delivery_sentences(after, found, before),
        *capability_sentences(capabilities(after))[:-1],  # the last one says that none is told
        *method_sentences(),
        *map(cluster_words, found.clusters),
    ]
    assert len(sentences) > 12
    assert not [one for one in sentences if CLAIMS.search(one)]


def test_clusters_are_said_with_their_distance() -> None:
    found = delivery(told_in_full([PUBLISHED] * 20)).clusters
    assert len(found) == len(CLUSTERS)
    assert cluster_words(found[0]).startswith("2024: ")
    assert "points away over 4 metrics" in cluster_words(found[0])
    tied = replace(found[0], name="medium", tied=("high",))
    assert "medium and, equally near, high" in cluster_words(tied)


def test_distances_keep_their_sign_and_none_is_a_dash() -> None:
    assert [distance_words(one) for one in (0.26, -0.26, 0.04, None)] == [
        "+0.3", "\u22120.3", "0.0", "\u2013",
    ]  # fmt: skip
