"""What amounts, sliders, rankings, unipolar scales and multiple choice say, from their counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from analysis.answers import Answers, count_answers
from analysis.counting import tally
from analysis.dataset import from_records
from analysis.disclosure import UnitFrame, release
from analysis.estimates import Change, Estimate, NotCompared, compare_items, estimate_item
from analysis.instrument import Instrument
from analysis.release import Release, RoundFacts
from analysis.stats.verdicts import Verdict
from tests.analysis.exports.small import small_release
from tests.instruments import all_scales
from tests.releases import demo_releases

INSTRUMENT = all_scales()
FACTS = RoundFacts("dx", "2027", "Spring 2027", "open", 5)


def released(
    records: Sequence[dict[str, Any]], instrument: Instrument = INSTRUMENT, code: str = "2027"
) -> Release:
    counted = tally(from_records(instrument, records, [""] * len(records)))
    frame = [UnitFrame("", "Everybody", None, None)]
    return release(counted, instrument, replace(FACTS, code=code), frame)


def said(code: str, records: Sequence[dict[str, Any]]) -> Estimate:
    cell = estimate_item(released(records), "", code)
    assert isinstance(cell, Estimate)
    return cell


def test_an_amount_has_a_mean_quartiles_a_unit_and_nothing_neutral() -> None:
    hours = ["0", "1", "1.5", "2", "2", "3", "4", "8", "10", "38.5"]
    cell = said("hours_lost", [{"hours_lost": one} for one in hours])
    assert cell.mean == pytest.approx(7.0)
    assert cell.mean_low is not None
    assert cell.quartiles == (1.5, 2.5, 8.0)  # R: quantile(x, c(.25, .5, .75), type = 2)
    assert cell.unit == "hours a week"
    assert cell.favourable is not None
    assert cell.favourable.estimate == pytest.approx(0.5)  # up to 2
    assert cell.unfavourable == pytest.approx(0.3)  # from 8
    assert cell.neutral is None


def test_fewer_hours_are_better() -> None:
    between = [{"hours_lost": "5"}] * 3
    few = released([*between, *({"hours_lost": str(1 + n % 2)} for n in range(27))], code="2028")
    many = released([*between, *({"hours_lost": str(9 + n % 2)} for n in range(27))])
    (change,) = [row for row in compare_items(many, few) if row.code == "hours_lost"]
    assert isinstance(change, Change)
    assert change.verdict is Verdict.CLEAR
    assert change.difference.estimate == pytest.approx(0.9)
    assert change.cliffs_delta is not None
    assert change.cliffs_delta.estimate == pytest.approx(1 - 3 * 3 / (30 * 30))


def test_a_slider_and_a_percentage_are_numbers_of_one_family() -> None:
    records = [{"ease_of_work": str(10 * n), "change_fail": str(10 * n)} for n in range(11)]
    slider, percentage = said("ease_of_work", records), said("change_fail", records)
    assert slider.quartiles == percentage.quartiles == (20, 50, 80)
    assert (slider.mean, slider.low_score, slider.high_score) == (50, 0, 100)
    assert (slider.unit, percentage.unit) == ("", "%")
    assert slider.favourable is percentage.favourable is None


def test_a_unipolar_scale_has_a_mean_and_no_sides() -> None:
    cell = said("waiting_slows", [{"waiting_slows": str(1 + n % 5)} for n in range(10)])
    assert (cell.mean, cell.favourable, cell.neutral) == (3, None, None)


def test_a_ranking_of_the_first_three_gives_points() -> None:
    records = [{"improve_first": ["docs", "builds"]}] * 6 + [{"improve_first": ["builds"]}] * 4
    cell = said("improve_first", records)
    standings = dict(zip(cell.labels, cell.standings, strict=True))
    builds = standings["Faster builds and tests"]
    assert (builds.first, builds.first_three, builds.placed) == (4, 10, 10)
    assert builds.points == pytest.approx((4 * 3 + 6 * 2) / 10)
    docs = standings["Documents that can be found and trusted"]
    assert docs.first == 6
    assert docs.points == pytest.approx(1.8)
    assert math.isnan(docs.mean_rank)
    assert standings["Fewer interruptions"].points == 0
    assert cell.mean is None


def test_a_ranking_of_all_gives_mean_ranks() -> None:
    records = [{"valued": ["care", "calm", "speed"]}] * 8 + [
        {"valued": ["speed", "care", "calm"]}
    ] * 4
    cell = said("valued", records)
    ranks = dict(zip(cell.labels, (one.mean_rank for one in cell.standings), strict=True))
    assert ranks == {
        "Speed": pytest.approx((8 * 3 + 4) / 12),
        "Care": pytest.approx((8 + 4 * 2) / 12),
        "Calm": pytest.approx((8 * 2 + 4 * 3) / 12),
    }
    assert sum(ranks.values()) == pytest.approx(6)


def test_rankings_are_not_compared_between_rounds() -> None:
    rounds = [
        released([{"valued": order}] * 20, code=code)
        for code, order in (("1", ["care", "calm", "speed"]), ("2", ["speed", "calm", "care"]))
    ]
    (row,) = [row for row in compare_items(*rounds) if row.code == "valued"]
    assert isinstance(row, NotCompared)


def test_choices_made_together_come_most_first() -> None:
    records = [
        *[{"tools_slow": ["wiki"]}] * 3,
        *[{"tools_slow": ["ci", "ide"]}] * 20,
        *[{"tools_slow": ["ci", "wiki"]}] * 7,
    ]
    assert said("tools_slow", records).pairs == (
        ("The build", "The editor", 20),
        ("The build", "The wiki", 7),
    )
    assert said("tools_slow", records[:25]).pairs == ()  # counts, and not of more than 25
    assert said("tools_slow", records[:26]).pairs != ()


def test_one_exclusive_answer_counts_as_an_answer() -> None:
    cell = said("waits_for", [{"waits_for": ["nothing"]}] * 7 + [{"waits_for": ["builds"]}] * 5)
    assert cell.n == 12
    assert dict(zip(cell.labels, cell.counts, strict=True))["I do not wait for anything"] == 7


def test_counts_without_estimates_are_those_of_the_estimates() -> None:
    told = 0
    for made in (*demo_releases(), small_release(1, people=27), small_release(1, 25, south=3)):
        for group in made.groups:
            for item in made.instrument.counted_items:
                cell = estimate_item(made, group.path, item.code)
                found = count_answers(made, group.path, item.code)
                if not isinstance(cell, Estimate):
                    assert found == cell
                    continue
                told += 1
                assert isinstance(found, Answers)
                for name in ("n", "labels", "counts", "places", "pairs"):
                    assert getattr(found, name) == getattr(cell, name), item.code
    assert told > 100
    with pytest.raises(ValueError, match="answered in words"):
        count_answers(small_release(), "", "words")
