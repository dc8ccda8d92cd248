"""Outcomes in words: the figure with its interval, then what is said of the change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.exports.outcomes import (
    VERDICTS,
    goal_words,
    near_words,
    outcome_sentences,
    start_words,
    starting_words,
    verdict_words,
)
from analysis.outcomes import TargetVerdict, judge, starting_point
from analysis.release import Band, HiddenReason, Release
from analysis.targets import Kind
from tests.analysis.test_estimates import ITEMS, release_of
from tests.analysis.test_outcomes import (
    FAST,
    SLOW,
    hours,
    lead_times,
    on_metric,
    q1,
    round_of,
)
from tests.releases import demo_releases

BEFORE = round_of(19, 57, invited=70, code="spring")


def said(goal: float, before: Release, after: Release) -> str:
    found = judge(q1(goal), before, after)
    return " ".join((verdict_words(found), *outcome_sentences(found, before, after)))


def test_met_says_figure_interval_and_change() -> None:
    assert said(0.6, BEFORE, round_of(39, 58, invited=70, code="autumn")) == (
        "met Autumn: 39 of 58 favourable (67 %; 62 to 72 % of all 70). Since Spring: clearly "
        "better, 33 % -> 67 % favourable (+16 to +49 points); shows from 26."
    )


def test_what_a_reader_could_take_wrongly_is_said() -> None:
    after = round_of(39, 58, invited=70, code="autumn")
    assert "its interval reaches to the near side of it too" in said(0.66, BEFORE, after)
    assert "reaches" not in said(0.6, BEFORE, after)
    census = [round_of(n, 70, invited=70) for n in (43, 46)]
    assert "whether or not anything changed" in said(0.65, *census)
    near = [round_of(n, 58, invited=70) for n in (36, 38)]
    assert "chance may have brought it" in said(0.65, *near)
    # 38 of 58 is 65.5 %, which is written as 66 %.
    assert "just short of the target" in said(0.66, BEFORE, round_of(38, 58, invited=70))
    assert "just short" not in said(0.7, BEFORE, round_of(38, 58, invited=70))


def test_nothing_is_told_of_what_is_hidden() -> None:
    hidden = release_of({"q1": HiddenReason.GIVES_AWAY}, code="autumn")
    words = said(0.6, BEFORE, hidden)
    assert words.startswith("cannot tell Autumn: hidden")
    assert "not told in full in one of the two rounds" in words
    assert "33" not in words
    found = judge(q1(0.6), hidden, BEFORE)
    assert start_words(found, hidden).startswith("hidden")
    group = replace(BEFORE.groups[0], items={**BEFORE.groups[0].items, "q1": Band(0.0, 0.4, 10)})
    banded = replace(BEFORE, groups=(group,))
    assert "40 % or less favourable" in said(0.6, BEFORE, banded)
    dropped = release_of({}, items=ITEMS[1:], code="autumn")
    assert "not asked in Autumn. Since Spring: not asked any more." in said(0.6, BEFORE, dropped)
    assert "not asked any more" in said(0.6, dropped, dropped)


def test_means_are_told_in_their_unit() -> None:
    before, after = hours(0, 0, 0, 5, 20, 20, 5), hours(5, 20, 20, 5)
    found = judge(replace(q1(4.0), code="meetings"), before, after)
    assert outcome_sentences(found, before, after)[0].startswith("Round: on average 3.0 hours (int")
    assert start_words(found, before) == "9.0"
    assert goal_words(4.0, is_mean=True, unit="hours") == "a mean of 4 hours"
    point = starting_point(before, Kind.ITEM, "meetings")
    assert point is not None
    assert starting_words(point) == "a mean of 9.0 hours, n 50"
    assert near_words(point, 8.9) == ""


def test_scores_are_told_with_what_most_people_answered() -> None:
    later = replace(FAST, round=replace(FAST.round, title="Autumn"))
    met = judge(on_metric(9.0), SLOW, later)
    told = " ".join(outcome_sentences(met, SLOW, later))
    assert start_words(met, SLOW) == "3.0"
    # By hand: s = 0.959, t(57) = 2.002, 58 of 400 people: 9.31 +- 0.23.
    assert told.startswith(
        "Autumn: 9.3 of 10 (interval 9.1 to 9.5); most frequent answer: Less than 1 hour (38 of "
        f"58). Since {SLOW.round.title}: 3.0 → 9.3, clear change: better; shows from "
    )
    assert goal_words(9.0, is_mean=True, is_score=True) == "a score of 9 of 10"
    assert "just short of the target" in " ".join(
        outcome_sentences(judge(on_metric(9.32), SLOW, later), SLOW, later)
    )
    point = starting_point(SLOW, Kind.METRIC, "lead_time")
    assert point is not None
    assert starting_words(point) == "3.0 of 10, n 58"
    few = lead_times("6" * 9)
    untold = judge(on_metric(9.0), SLOW, few)
    assert "fewer than 10 answers" in outcome_sentences(untold, SLOW, few)[0]
    assert start_words(judge(on_metric(9.0), few, FAST), few) == "fewer than 10 answers"


def test_a_near_target_is_warned_of_with_what_would_show() -> None:
    point = starting_point(round_of(29, 58), Kind.ITEM, "q1")
    assert point is not None
    assert starting_words(point) == "50 % favourable, n 58; shows from 25 points"
    assert near_words(point, 0.62) == (
        "A shift under 25 points would probably not show with 58 answers; this target is 12 points "
        "away."
    )
    assert near_words(point, 0.8) == ""
    few = replace(point, detectable=float("nan"))
    assert near_words(few, 0.9) == "With 58 answers no shift would show."
    assert starting_words(few) == "50 % favourable, n 58; no shift would show"


def test_every_verdict_has_its_word() -> None:
    assert set(VERDICTS) == set(TargetVerdict)
    assert len(set(VERDICTS.values())) == len(TargetVerdict)


@pytest.mark.parametrize("code", ["feedback", "focus", "docs"])
def test_the_demonstration_can_be_told(code: str) -> None:
    first, second, third = demo_releases()
    for before in (first, second):
        found = judge(replace(q1(0.5), kind=Kind.CONSTRUCT, code=code), before, third)
        assert all(one.endswith(".") for one in outcome_sentences(found, before, third))
