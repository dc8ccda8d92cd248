"""Slopes of releases: the verdicts are those of the comparison, what is hidden has no line."""

from __future__ import annotations

import re

import pytest

from analysis.estimates import Change, NotCompared, compare_constructs, compare_items
from analysis.exports import words
from analysis.exports.pictures import draw_picture
from analysis.exports.slope import slope_picture
from analysis.release import Band, Release
from analysis.stats.proportions import wilson_interval
from analysis.tally import ORGANISATION
from tests.analysis.charts.looking import lines
from tests.releases import NEW_IN_LAST, REWORDED, demo_release, demo_releases


def between(first: int, last: int) -> tuple[Release, Release]:
    return demo_releases()[first], demo_releases()[last]


@pytest.mark.parametrize(("first", "last"), [(0, 1), (1, 2), (0, 2)])
def test_a_line_for_each_comparison_and_words_for_the_rest(first: int, last: int) -> None:
    before, after = between(first, last)
    found = compare_constructs(before, after)
    chart = slope_picture(before, after)
    drawn = {name.removeprefix("line-") for name in lines(chart, "line-")}
    assert drawn == {row.code for row in found if isinstance(row, Change)}
    for row in found:
        if isinstance(row, Change):
            assert re.search(rf"{row.title}: .*?{words.change_words(row)}", chart.alt)
        else:
            assert row.title in chart.alt.split("points, ")[-1]
    assert any(isinstance(row, NotCompared) for row in compare_constructs(*between(1, 2)))


def test_any_two_rounds_can_be_compared() -> None:
    """The first and the third, without the second: another difference than since the last one."""
    since_first = draw_picture("slope-constructs", between(0, 2)).alt
    since_last = draw_picture("slope-constructs", demo_releases()).alt
    assert "Spring 2026 compared with Spring 2027" in since_first
    assert "Autumn 2026 compared with Spring 2027" in since_last
    assert since_first != since_last


def test_intervals_are_of_the_process_and_no_head_count_narrows_them() -> None:
    before, after = between(1, 2)
    change = next(row for row in compare_constructs(before, after) if row.code == "release")
    assert isinstance(change, Change)
    assert change.after.favourable
    narrowed = change.after.favourable
    plain = wilson_interval(round(narrowed.estimate * change.after.n), change.after.n)
    assert plain.low < narrowed.low
    said = f"{plain.low * 100:.0f}\u2013{plain.high * 100:.0f}, n {change.after.n})"
    assert said in slope_picture(before, after).alt
    assert "not narrowed by the head count" in slope_picture(before, after).alt


def test_what_was_reworded_or_is_new_has_no_line() -> None:
    before, after = between(1, 2)
    chart = slope_picture(before, after, what="items")
    drawn = lines(chart, "line-")
    assert "line-release_1" in drawn
    assert {f"line-{REWORDED}", f"line-{NEW_IN_LAST}"}.isdisjoint(drawn)
    assert "new: not asked in the earlier round" in chart.alt
    assert "reworded: another question than before" in chart.alt


def test_a_cell_that_is_told_as_a_band_in_one_round_has_no_line() -> None:
    before, after = between(1, 2)
    path = "Platform"
    cells = (before.group(path).constructs["release"], after.group(path).constructs["release"])
    assert not isinstance(cells[0], Band)
    assert isinstance(cells[1], Band)
    chart = slope_picture(before, after, path)
    assert lines(chart, "line-")
    assert "line-release" not in lines(chart, "line-")
    assert "not told in full in one of the two rounds: Ease of release" in chart.alt


def test_a_section_is_judged_with_all_others() -> None:
    before, after = between(1, 2)
    part = draw_picture("slope-items", [before, after], code="shipping")
    whole = compare_items(before, after)
    verdicts = {row.code: words.change_words(row) for row in whole if isinstance(row, Change)}
    shown = [name.removeprefix("line-") for name in lines(part, "line-")]
    assert 0 < len(shown) < len(verdicts)
    for code in shown:
        text = after.instrument.item(code).text.rstrip(".")
        assert re.search(rf"{re.escape(text)}.*?points, {verdicts[code]}", part.alt)


def test_a_round_with_too_few_answers_has_no_line_at_all() -> None:
    chart = slope_picture(demo_release(1), demo_release(2, answers=4), ORGANISATION)
    assert not lines(chart, "line-")
    assert "None of the constructs can be compared" in chart.title


def test_two_releases_are_needed() -> None:
    for name in ("slope-constructs", "slope-items"):
        with pytest.raises(ValueError, match="needs 2 releases"):
            draw_picture(name, [demo_release()])
