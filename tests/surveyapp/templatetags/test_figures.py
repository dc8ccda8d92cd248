"""Pages write figures as charts and sentences do."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest

from analysis import findings
from analysis.charts import numbers
from analysis.disclosure import BANDS
from analysis.estimates import NotComparedReason, TrendLine, Verdict
from analysis.findings import band_in_words, people_in_words
from analysis.release import Band, HiddenReason
from analysis.stats.proportions import Share
from surveyapp.templatetags import figures

#: Halves, ends, and numbers that binary floats miss.
FRACTIONS = [i / n for n in (7, 8, 40, 58, 200) for i in range(n + 1)] + [0.285, 0.145]


@dataclass(frozen=True)
class Interval:
    estimate: float
    low: float
    high: float


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_page_chart_and_sentence_round_alike(fraction: float) -> None:
    assert figures.percent(fraction) == numbers.percent(fraction)
    assert figures.percent(fraction) == f"{findings.percent(fraction)}\u00a0%"
    for difference in (fraction, -fraction):
        assert figures.points(difference) == numbers.points(difference)
        assert figures.points(difference) == figures.typeset(findings.points(difference))


def test_one_of_eight_is_thirteen_percent() -> None:
    assert figures.percent(1 / 8) == "13\u00a0%"
    assert figures.percent(None) == figures.percent(math.nan) == "–"


def test_an_interval_that_does_not_exist_is_a_dash() -> None:
    assert figures.percent_range(None) == "–"
    assert figures.percent_range(Interval(math.nan, math.nan, math.nan)) == "–"
    assert figures.percent_range(Interval(0.5, 0.405, 0.595)) == "41–60\u00a0%"
    assert figures.percent_range(Interval(0.5, 0.5, 0.5)) == numbers.NO_WIDTH


def test_typeset_leaves_hyphens_in_words_and_ranges_alone() -> None:
    said = figures.typeset("On-call 0-6: 64 % -> 19 % (-59 to -28).")
    assert said == "On-call 0-6: 64\u00a0% → 19\u00a0% (−59 to −28)."


def test_typeset_gives_quotations_their_marks() -> None:
    assert figures.typeset('"I can.": 3 of 4.') == "\u201cI can.\u201d: 3 of 4."


def test_days_are_written_as_people_do() -> None:
    assert figures.day("2027-04-21") == "21 Apr 2027"
    assert figures.day(None) == ""


def test_every_reason_for_a_gap_has_a_word() -> None:
    for reason in HiddenReason:
        starts = "taken out" if reason is HiddenReason.WITHDRAWN else "hidden: "
        assert figures.gap_word(reason.value).startswith(starts)
    assert set(NotComparedReason)  # the reasons of changes are worded by analysis.findings


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("direction", [-1, 1])
def test_every_trend_has_words(verdict: Verdict, direction: int) -> None:
    shares = (Share(20, 0.5, 0.3, 0.7),) * 3
    line = TrendLine("a", "A", ("1", "2", "3"), shares, (), 0.01, 0.02, verdict, direction)
    said = figures.trend_words(line)
    assert said.endswith(". No shift would show.")
    seen = figures.trend_words(replace(line, detectable=0.255))
    assert seen.endswith(". Shows from 26.")
    assert ("better" in said) == (verdict in (Verdict.CLEAR, Verdict.POSSIBLE) and direction > 0)


def test_a_trend_that_was_not_tested_says_so() -> None:
    line = TrendLine("a", "A", ("1", "2"), (None, None), (), None, None, Verdict.TOO_FEW, 0)
    assert "needs three" in figures.trend_words(line)


@pytest.mark.parametrize("at_least_most", [(5, 9), (10, None), (9, 9)])
@pytest.mark.parametrize("ends", BANDS)
def test_bands_are_worded_as_in_the_exports(
    ends: tuple[float, float], at_least_most: tuple[int, int | None]
) -> None:
    band = Band(*ends, *at_least_most)
    said = figures.band_words(band).replace("\xa0", " ")
    words = band_in_words(band).removeprefix("between ").replace(" and ", " to ")
    assert said.replace(" %", "") == words.replace(" %", "")
    assert figures.people_range(at_least_most) == people_in_words(*at_least_most)
    assert figures.band_answers(band) == f"{people_in_words(*at_least_most)} answers"
    assert int(figures.band_width(band)) == round((ends[1] - ends[0]) * 100)
