"""Pictures of releases: the drawn numbers are the estimates, what is hidden stays hidden."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.charts import theme
from analysis.estimates import Estimate, estimate_construct, estimate_item
from analysis.exports import words
from analysis.exports.heat_apart import JUDGED_WITHIN, NOT_TESTED
from analysis.exports.heatmap import BY_CHANCE
from analysis.exports.pictures import (
    OF_ONE_CONSTRUCT,
    PICTURES,
    draw_picture,
    file_stem,
    item_picture,
    likert_picture,
    trend_picture,
)
from analysis.exports.quality import INTERVAL
from analysis.instrument import Condition
from analysis.release import Band, Release, release_sha256
from tests.analysis.charts.looking import collisions, outside, patch, rectangles, texts
from tests.analysis.exports.small import small_release, small_releases
from tests.releases import NEW_IN_LAST, REWORDED, demo_release, demo_releases


def code_of(name: str) -> str:
    """A code for the pictures that need one."""
    if name in OF_ONE_CONSTRUCT:
        return "focus"
    return "fix_first" if name == "item" else ""


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_overlaps_in_a_real_survey(name: str, width: float) -> None:
    chart = draw_picture(name, demo_releases(), code=code_of(name), width=width)
    assert collisions(chart) == []
    assert outside(chart) == []


@pytest.mark.parametrize("code", ["lead_time", "change_fail", "recommend", "role", "focus_2"])
def test_nothing_overlaps_in_any_kind_of_question(code: str) -> None:
    for width in (theme.WIDE, theme.NARROW):
        chart = item_picture(demo_release(), code, width=width)
        assert collisions(chart) == []
        assert outside(chart) == []


@pytest.mark.parametrize("name", PICTURES)
def test_the_foot_says_n_round_mode_k_hash_and_the_question_of_the_interval(name: str) -> None:
    releases = demo_releases()
    chart = draw_picture(name, releases, code=code_of(name))
    asked = (
        theme.WHAT_CHANGED
        if name.startswith(("change", "digest", "slope", "trend"))
        else theme.WHAT_WE_SAY
    )
    asked = INTERVAL if name == "drivers" else asked
    # Heatmaps draw no interval.
    said_instead = {
        "heatmap": BY_CHANCE, "heatmap-whole": NOT_TESTED, "heatmap-before": JUDGED_WITHIN,
    }  # fmt: skip
    asked = said_instead.get(name, asked)
    for said in (
        "58 of 70 answered (83\u00a0%)", "Spring 2027", "confidential, not anonymous", "k = 5",
        f"release {release_sha256(releases[-1])[:12]}", asked.replace(" %", "\u00a0%"),
    ):  # fmt: skip
        assert said in chart.alt


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("open", "everybody with the link could answer, so nobody knows of how many"),
        ("imported", "the file does not say how many people were asked"),
    ],
)
@pytest.mark.parametrize("name", ["constructs", "items", "item"])
def test_without_a_head_count_no_interval_claims_one(name: str, mode: str, why: str) -> None:
    assert "everybody answered" in draw_picture(name, [demo_release()], code=code_of(name)).alt
    release = demo_release(1, counted=False, mode=mode)
    said = draw_picture(name, [release], code=code_of(name)).alt
    assert why in said
    assert "everybody answered" not in said
    assert "without a correction for the head count" in said


def test_a_question_that_only_some_were_shown_has_no_head_count() -> None:
    release = demo_release()
    assert "everybody answered" in item_picture(release, "recommend").alt
    items = tuple(
        replace(one, show_if=Condition("role", frozenset({"backend"})))
        if one.code == "recommend"
        else one
        for one in release.instrument.items
    )
    release = replace(release, instrument=replace(release.instrument, items=items))
    assert "Not so for questions that only some were shown" in likert_picture(release).alt
    said = item_picture(release, "recommend").alt
    assert "only some were shown the question" in said
    assert "everybody answered" not in said


def test_bars_are_the_estimates_and_reverse_items_are_turned_round() -> None:
    release = small_release()
    chart = likert_picture(release)
    estimate = estimate_item(release, "", "tired")
    assert isinstance(estimate, Estimate)
    counts = dict(zip(estimate.labels, estimate.counts, strict=True))
    best = patch(chart, "favourable-1-tired").get_width()
    worst = patch(chart, "unfavourable-1-tired").get_width()
    assert best == counts["Strongly disagree"] / estimate.n
    assert worst == counts["Strongly agree"] / estimate.n
    assert "I am tired.\u00a0(R)" in texts(chart)


def test_a_construct_is_drawn_as_estimated() -> None:
    release = demo_release()
    chart = draw_picture("constructs", [release])
    for construct in release.instrument.constructs:
        estimate = estimate_construct(release, "", construct.code)
        assert isinstance(estimate, Estimate)
        assert estimate.favourable is not None
        bar = patch(chart, f"favourable-0-{construct.code}")
        assert bar.get_width() == estimate.favourable.estimate


def test_a_hidden_unit_is_hatched_from_top_to_bottom() -> None:
    release = small_release(1, people=25, south=3)
    shown = rectangles(draw_picture("constructs", [release]))
    assert any(str(bar.get_gid()).startswith("favourable-") for bar in shown)
    chart = draw_picture("constructs", [release], group="South")
    assert not any(str(bar.get_gid()).startswith("favourable-") for bar in rectangles(chart))
    assert patch(chart, "hidden-flow").get_hatch()
    assert "number of answers in South hidden: fewer than 5 answers" in chart.alt
    assert not [text for text in texts(chart) if text == "3"]


def test_a_unit_told_in_bands_is_outlined_and_has_no_interval() -> None:
    release = small_release(1, people=27)
    chart = draw_picture("constructs", [release], group="South")
    assert not any(
        str(bar.get_gid()).startswith(("favourable-", "neutral-")) for bar in rectangles(chart)
    )
    assert patch(chart, "band-flow")
    assert re.search(r"5\u20139 answers in South, 14 asked", chart.alt)
    assert "Interval" not in chart.alt
    assert words.BAND_RULE in chart.alt
    assert re.match(r"In bands in South: (between|\d+)[\w\s%]* on 1$", chart.title)
    assert "9" not in texts(chart)


def test_no_share_is_called_the_best_beside_a_band_that_may_be_better() -> None:
    release = demo_release()
    told = [
        estimate_construct(release, "Insight", one.code) for one in release.instrument.constructs
    ]
    assert {type(cell) for cell in told} == {Estimate, Band}
    chart = draw_picture("constructs", [release], group="Insight")
    assert chart.title.startswith("Told in full, most favourable in Insight: ")
    assert "Told in full" not in draw_picture("constructs", [release]).title


def test_one_question_told_as_a_band_says_so_and_draws_no_answers() -> None:
    release = small_release(1, people=27)
    chart = item_picture(release, "ease", "South")
    assert chart.title.startswith("In a band: ")
    assert any(text.startswith("told as a band: ") for text in texts(chart))
    assert not [bar for bar in rectangles(chart) if str(bar.get_gid()).startswith("bar-")]


def test_a_round_that_is_too_small_says_only_that() -> None:
    release = small_release(1, people=4)
    for name in ("constructs", "items"):
        chart = draw_picture(name, [release])
        assert "hidden: fewer than 5 answers in the whole round" in texts(chart)
    assert "hidden: fewer than 5 answers in the whole round" in texts(
        item_picture(release, "tools")
    )


def test_what_was_reworded_or_is_new_is_not_compared() -> None:
    chart = draw_picture("change-items", demo_releases())
    assert patch(chart, f"hidden-{REWORDED}").get_hatch()
    assert patch(chart, f"hidden-{NEW_IN_LAST}").get_hatch()
    assert "reworded: another question than before" in texts(chart)
    assert "new: not asked in the earlier round" in texts(chart)


def test_a_trend_marks_other_wordings_and_rounds_in_which_nobody_was_asked() -> None:
    said = texts(trend_picture(demo_releases(), "items", code=NEW_IN_LAST))
    assert "not asked" in " ".join(said)
    chart = trend_picture(demo_releases(), "items", code=REWORDED)
    assert "other wording" in chart.alt
    assert "reworded" in texts(chart)


def test_one_round_is_no_trend() -> None:
    assert "There is one round so far" in trend_picture(demo_releases()[:1]).alt


@pytest.mark.parametrize(
    ("mode", "said"),
    [("open", "open link, no head count"), ("anonymous", "\u00b7 anonymous \u00b7")],
)
def test_the_mode_is_said_in_honest_words(mode: str, said: str) -> None:
    assert said in draw_picture("constructs", [small_release(1, 30, mode)]).alt


def test_kept_responses_are_said() -> None:
    chart = draw_picture("constructs", [demo_release(kept_responses_days=30)])
    assert "confidential, not anonymous, responses kept 30 days after release" in chart.alt
    for days, said in ((30, "30 days"), (1, "1 day")):
        chart = draw_picture("constructs", [anonymous_but_kept(days)])
        expected = f"\u00b7 anonymous from {said} after release, responses kept until then \u00b7"
        assert expected in chart.alt


def anonymous_but_kept(days: int) -> Release:
    release = demo_release(kept_responses_days=days)
    return replace(release, round=replace(release.round, mode="anonymous"))


def test_a_section_draws_its_questions_only() -> None:
    every = [str(bar.get_gid()) for bar in rectangles(likert_picture(demo_release()))]
    some = [str(bar.get_gid()) for bar in rectangles(likert_picture(demo_release(), section="you"))]
    assert "neutral-release_1" in every
    assert "neutral-burnout_1" in some
    assert "neutral-release_1" not in some


def test_file_names_are_safe_and_never_the_same_for_two() -> None:
    stems = {file_stem("constructs", group=path) for path in ("A/B", "A-B", "a/b", "../../x", "Ä")}
    assert len(stems) == 5
    assert all("/" not in stem and ".." not in stem and stem.isascii() for stem in stems)


def test_unknown_names_groups_codes_and_too_few_releases_are_refused() -> None:
    releases = small_releases()
    for name, group, code in (
        ("nothing", "", ""), ("constructs", "East", ""), ("item", "", "x"), ("items", "", "x"),
        ("trend-items", "", "x"),
    ):  # fmt: skip
        with pytest.raises(KeyError):
            draw_picture(name, releases, group=group, code=code)
    with pytest.raises(ValueError, match="change-items needs 2 releases, not 1"):
        draw_picture("change-items", releases[:1])
