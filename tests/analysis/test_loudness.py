"""Loud and silent: ranks, verdicts and concentration, by hand and of anything."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.concentration import busiest_tenth
from analysis.loudness import (
    FEWEST_REQUESTS,
    Loudness,
    LoudnessVerdict,
    Requests,
    loudness,
    loudness_verdict,
    units_counted,
)
from analysis.stats.proportions import Share
from tests.releases import DEPARTMENTS, TEAMS, demo_release, demo_releases

RELEASE = demo_releases()[-1]
CODES = tuple(one.code for one in RELEASE.instrument.constructs)
#: Favourable shares of the last round: documents 11 of 58, focus 22, release 45, batches 28.
LOW, HIGH, ABOUT_HALF = "docs", "release", "batches"


def found(by_code: dict[str, int], unit: str = "Platform/Build") -> Loudness:
    return loudness(
        RELEASE,
        [Requests(f"about {code}", unit, n) for code, n in by_code.items()],
        {f"about {code}": code for code in CODES},
    )


def verdict_of(code: str, found: Loudness) -> LoudnessVerdict:
    return next(one.verdict for one in found.constructs if one.code == code)


# ------------------------------------------------------------------------------ by hand


def test_ranks_by_requests_and_by_survey_with_equals_together() -> None:
    by_code = {one.code: one for one in found({"release": 20, "focus": 5, "docs": 5}).constructs}
    assert [by_code[code].rank_by_requests for code in ("release", "focus", "docs")] == [1, 2, 2]
    assert {by_code[code].rank_by_requests for code in CODES[3:4]} == {4}
    # 11 of 58 are favourable on documents, 22 on focus time, 25 on feedback loops and on tests.
    ranks = [
        by_code[code].rank_by_survey for code in ("docs", "focus", "feedback", "tests", "load")
    ]
    assert ranks == [1, 2, 3, 3, 5]
    assert by_code["release"].share == pytest.approx(20 / 30)


def test_the_four_verdicts_and_the_fifth() -> None:
    result = found({HIGH: 40, LOW: 30, ABOUT_HALF: 30})
    assert verdict_of(LOW, result) is LoudnessVerdict.LOUD_AND_LOW
    assert verdict_of(HIGH, result) is LoudnessVerdict.LOUD_BUT_FINE
    assert verdict_of("focus", result) is LoudnessVerdict.SILENT
    assert verdict_of("vcs", result) is LoudnessVerdict.QUIET_AND_FINE
    assert verdict_of(ABOUT_HALF, result) is LoudnessVerdict.CANNOT_TELL


def test_loud_begins_at_the_even_share() -> None:
    low = Share(58, 0.2, 0.15, 0.25)
    assert loudness_verdict(5, 60, 12, low) is LoudnessVerdict.LOUD_AND_LOW
    assert loudness_verdict(4, 60, 12, low) is LoudnessVerdict.SILENT
    assert loudness_verdict(0, 60, 12, low) is LoudnessVerdict.SILENT


def test_an_interval_that_touches_one_half_cannot_tell() -> None:
    for low, high in ((0.5, 0.6), (0.4, 0.5)):
        share = Share(58, (low + high) / 2, low, high)
        assert loudness_verdict(30, 60, 12, share) is LoudnessVerdict.CANNOT_TELL


def test_too_few_requests_cannot_tell() -> None:
    fewer = found({LOW: FEWEST_REQUESTS - 1})
    assert not fewer.has_enough
    assert {one.verdict for one in fewer.constructs} == {LoudnessVerdict.CANNOT_TELL}
    assert verdict_of(LOW, found({LOW: FEWEST_REQUESTS})) is LoudnessVerdict.LOUD_AND_LOW


def test_topics_belong_somewhere_nowhere_or_nobody_has_said() -> None:
    requests = [
        Requests("Slow tests", "Platform/Build", 7),
        Requests("Coffee", "", 3),
        Requests("Old topic", "", 2),
        Requests("Access", "Nowhere/Known", 4),
    ]
    places = {"Slow tests": "tests", "Coffee": "", "Old topic": "not_asked_any_more"}
    result = loudness(RELEASE, requests, places, {"Slow tests": 2, "Access": 9})
    assert (result.total, result.placed, result.without_unit) == (16, 7, 9)
    assert result.undecided == (("Access", 4),)
    assert result.apart == (("Coffee", 3), ("Old topic", 2))
    (tests,) = (one for one in result.constructs if one.code == "tests")
    assert (tests.requests, tests.findings) == (7, 2)


def test_units_are_those_that_hold_no_others() -> None:
    assert {unit.path for unit in units_counted(RELEASE)} == set(TEAMS)
    assert not set(DEPARTMENTS) & {unit.path for unit in found({}).units}


def test_a_request_of_a_department_names_no_unit() -> None:
    result = found({LOW: 25}, unit="Platform")
    assert result.without_unit == 25
    assert result.busiest == ()
    assert len(result.unheard) == len(TEAMS)


def test_units_by_head_and_never_heard_from() -> None:
    result = found({LOW: 24})
    assert [(unit.path, unit.people, unit.per_head) for unit in result.busiest] == [
        ("Platform/Build", 8, 3.0)
    ]
    assert len(result.unheard) == len(TEAMS) - 1
    assert (result.tenth.of, result.tenth.busiest, result.tenth.share) == (8, 1, 1.0)
    assert result.per_head == pytest.approx(24 / 70)


def test_an_open_link_has_no_heads_and_no_units() -> None:
    result = loudness(demo_release(counted=False), [Requests("x", "", 30)], {"x": LOW})
    assert result.units == ()
    assert math.isnan(result.per_head)
    assert math.isnan(result.tenth.share)
    assert verdict_of(LOW, result) is LoudnessVerdict.LOUD_AND_LOW


def test_a_round_that_is_too_small_ranks_nothing() -> None:
    result = loudness(demo_release(answers=3), [Requests("x", "", 30)], {"x": LOW})
    assert result.ranked == ()
    assert result.agreement is None
    assert {one.verdict for one in result.constructs} == {LoudnessVerdict.CANNOT_TELL}


def test_the_tenth_of_eleven_is_two() -> None:
    assert busiest_tenth([1] * 10).busiest == 1
    assert busiest_tenth([5, 4, *[1] * 9]).sent == 9
    assert busiest_tenth([3] * 21).busiest == 3
    with pytest.raises(ValueError, match="not negative"):
        busiest_tenth([-1])
    with pytest.raises(ValueError, match="not negative"):
        found({LOW: -1})


# ------------------------------------------------------------------------------ of anything

numbers = st.lists(st.integers(0, 50), max_size=40)
asked = st.lists(
    st.builds(
        Requests,
        st.sampled_from([*CODES, "other", "nobody said"]),
        st.sampled_from([*TEAMS, "", "Elsewhere"]),
        st.integers(0, 9),
    ),
    max_size=30,
)
PLACES = {**{code: code for code in CODES}, "other": ""}


@given(numbers)
def test_no_other_tenth_sent_more(counts: list[int]) -> None:
    tenth = busiest_tenth(counts)
    assert tenth.busiest == math.ceil(len(counts) / 10)
    assert tenth.total == sum(counts)
    assert tenth.sent >= sum(counts[: tenth.busiest])
    assert tenth.sent * 10 >= tenth.total  # a tenth or more sends at least a tenth
    assert busiest_tenth(reversed(counts)) == tenth


@given(asked)
def test_every_request_is_somewhere_once(requests: list[Requests]) -> None:
    result = loudness(RELEASE, requests, PLACES)
    rest = sum(n for _topic, n in (*result.undecided, *result.apart))
    assert result.total == sum(one.requests for one in requests) == result.placed + rest
    assert sum(unit.requests for unit in result.units) + result.without_unit == result.total
    if result.placed:
        assert sum(one.share for one in result.constructs) == pytest.approx(1)


@given(asked)
def test_ranks_follow_the_numbers_and_order_does_not_matter(requests: list[Requests]) -> None:
    result = loudness(RELEASE, requests, PLACES)
    for one in result.ranked:
        assert one.rank_by_requests == 1 + sum(
            other.requests > one.requests for other in result.ranked
        )
        assert one.rank_by_survey == 1 + sum(
            other.favourable.estimate < one.favourable.estimate  # type: ignore[union-attr]
            for other in result.ranked
        )
    assert loudness(RELEASE, requests[::-1], PLACES) == result


@given(asked, st.sampled_from(CODES))
def test_more_requests_never_make_a_construct_quieter(requests: list[Requests], code: str) -> None:
    before = loudness(RELEASE, requests, PLACES)
    after = loudness(RELEASE, [*requests, Requests(code, "", 10)], PLACES)
    loud = {LoudnessVerdict.LOUD_AND_LOW, LoudnessVerdict.LOUD_BUT_FINE}
    if verdict_of(code, before) in loud:
        assert verdict_of(code, after) in loud
