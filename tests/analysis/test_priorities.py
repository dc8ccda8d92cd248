"""What to work on first never says more than the answers do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates import Change, Estimate, Verdict, estimate_construct
from analysis.instrument import Scale, ScaleKind
from analysis.priorities import (
    CARRYING,
    MOST_CANDIDATES,
    HoursLost,
    People,
    Priority,
    Reason,
    candidates,
    choosing_item,
    hours_lost,
    priorities,
)
from analysis.reasons import (
    chosen_in_words,
    people_of_all_in_words,
    reasons_in_words,
    why_in_words,
)
from analysis.release import Band, Hidden, HiddenReason, Release, Shown
from analysis.stats.proportions import wilson_interval
from analysis.tally import ItemCounts
from analysis.words import words_in
from tests.priorities import (
    HOURS,
    OBSTACLES,
    OPTIONS,
    TOPICS,
    answers,
    instrument,
    released,
    with_drivers,
)

CODES = [option.code for option in OPTIONS]
CODES_IN_TURN = [[code] for code in CODES[:-1]]


def by_code(release: Release, previous: Release | None = None) -> dict[str, Priority]:
    return {one.code: one for one in priorities(release, previous)}


def test_who_is_unfavourable_is_told_of_all_people() -> None:
    found = by_code(released(answers({"docs": 37}), 70))["docs"].unfavourable
    assert found is not None
    assert (found.n, found.least, found.most, found.population) == (58, 21, 21, 70)
    share = wilson_interval(21, 58, 70)
    assert (found.low, found.high) == (share.low, share.high)
    low, high = found.of_all or (0, 0)
    assert low <= share.low * 70 < low + 1 or low == 21
    assert high - 1 < share.high * 70 <= high
    assert people_of_all_in_words(found) == f"{low} to {high} of all 70"


def test_of_unknown_many_only_those_who_answered_are_counted() -> None:
    found = by_code(released(answers({"docs": 37})))["docs"].unfavourable
    assert found is not None
    assert found.of_all is None
    assert people_of_all_in_words(found) == "21 of 58 who answered"


@given(st.integers(1, 90), st.data())
def test_people_of_all_leave_room_for_the_silent_and_no_more(n: int, data: st.DataObject) -> None:
    count, silent = data.draw(st.integers(0, n)), data.draw(st.integers(0, 60))
    share = wilson_interval(count, n, n + silent)
    ends = People(n, count, count, share.low, share.high, n + silent).of_all
    assert ends is not None
    assert count <= ends[0] <= ends[1] <= count + silent
    assert ends[0] - 1e-6 <= max(count, share.low * (n + silent))
    assert ends[1] + 1e-6 >= min(count + silent, share.high * (n + silent))


def test_choices_of_one_construct_are_not_added_up() -> None:
    chosen = [["builds", "tests"], ["tests", "docs"], ["builds", "tests", "docs"], ["docs"]]
    found = by_code(released(answers({}, 40, chosen), 50))
    speed = found["speed"].chosen
    assert speed is not None
    assert (speed.least, speed.most) == (30, 30), "20 chose builds and 30 tests, 20 of them both"
    assert found["speed"].options == ("Too bad: builds", "Too bad: tests")
    assert found["culture"].chosen is None
    assert found["culture"].options == ()


def test_without_pairs_a_range_is_told() -> None:
    chosen = [["builds", "tests"], ["tests", "docs"], ["builds", "docs"], ["docs"]]
    few = released(answers({}, 20, chosen), 30)
    cell = few.organisation.items["fix_first"]
    assert isinstance(cell, Shown)
    assert cell.counts.pairs == {}, "of 20 people the gate tells no pairs"
    speed = by_code(few)["speed"].chosen
    assert speed is not None
    assert (speed.least, speed.most) == (10, 20)
    assert chosen_in_words(speed) == "10 to 20 of 20"
    assert speed.low == wilson_interval(10, 20, 30).low
    assert speed.high == wilson_interval(20, 20, 30).high


def test_of_a_ranking_the_first_places_count() -> None:
    ranking = Scale("obstacles", ScaleKind.RANKING, OPTIONS[:6], ranks=2)
    order = [["tests", "docs"], ["docs", "tests"], ["builds", "docs"], ["meetings"]]
    found = by_code(released(answers({}, 40, order), 50, instrument(obstacles=ranking)))
    told = {code: one.chosen and (one.chosen.least, one.chosen.most) for code, one in found.items()}
    assert told == {"speed": (20, 20), "docs": (10, 10), "flow": (10, 10), "culture": None}
    assert found["speed"].even == pytest.approx(2 / 6)


def test_the_even_share_knows_how_many_options_a_construct_has() -> None:
    found = by_code(released(answers({}, 40, [["docs"], ["meetings"], ["tests"], ["nothing"]]), 50))
    # One choice each of seven, but for the quarter that wants nothing fixed.
    assert found["docs"].even == pytest.approx(0.75 * 1 / 7)
    assert found["flow"].even == pytest.approx(0.75 * 3 / 7)


def test_the_three_reasons_and_what_alone_is_none() -> None:
    chosen = [["docs"], ["docs", "meetings"], ["docs", "goals"], ["other"]]
    before = released(answers({"speed": 50, "docs": 30, "flow": 30, "culture": 40}), 70, code="1")
    after = with_drivers(
        released(answers({"speed": 33, "docs": 12, "flow": 31, "culture": 40}, 58, chosen), 70),
        culture=(0.6, 0.45, 0.7),
    )
    found = by_code(after, before)
    assert found["docs"].reasons == (Reason.LOW, Reason.CHOSEN, Reason.WORSE)
    assert found["speed"].reasons == (Reason.WORSE,)
    assert found["flow"].reasons == ()
    assert found["culture"].reasons == (Reason.DRIVER,)
    assert [one.code for one in candidates(after, before)] == ["docs", "speed"]
    assert [one.code for one in priorities(after, before)][:2] == ["docs", "speed"]
    said = reasons_in_words(found["docs"], after.instrument)
    assert said[0] == "fewer than half favourable (12 of 58)"
    assert said[1].startswith("chosen by 44 of 58 to fix first (spread evenly, ")
    assert said[2] == (
        "clearly worse than in the round before (30 of 58 favourable then, 12 of 58 now)"
    )
    (said_of_culture,) = reasons_in_words(found["culture"], after.instrument)
    assert said_of_culture == (
        "has more than an even share in what goes along with “I advise friends to work here” "
        "(60 %, 45 to 70)"
    )
    assert "cause" not in why_in_words(found["culture"], after.instrument)


def test_drivers_that_tell_no_more_than_chance_are_no_reason() -> None:
    shown = with_drivers(released(answers({}), 70), culture=(0.6, 0.45, 0.7))
    drivers = shown.together.drivers
    assert drivers is not None
    assert by_code(shown)["culture"].reasons == (Reason.DRIVER,)
    weak = replace(drivers, explained=drivers.by_chance)
    shown = replace(shown, together=replace(shown.together, drivers=weak))
    assert by_code(shown)["culture"].reasons == ()


def test_no_candidate_where_nothing_stands_out() -> None:
    every = [[code] for code in CODES[:6]]
    shown = released(answers({}, 60, every), 70)
    assert by_code(shown)["docs"].chosen is not None
    assert candidates(shown) == ()
    assert candidates(shown, shown) == ()


def test_a_first_round_has_no_reason_from_another_round() -> None:
    shown = released(answers({"speed": 10}), 70)
    assert [one.code for one in candidates(shown)] == ["speed"]
    assert all(one.change is None for one in priorities(shown))


def test_what_is_a_band_or_hidden_is_no_candidate() -> None:
    band = released(answers({"speed": 0, "docs": 1}, 9, [["builds"], ["tests"]]), 70)
    assert isinstance(estimate_construct(band, "", "speed"), Band)
    assert candidates(band) == ()
    for one in priorities(band):
        assert isinstance(one.untold, Band | Hidden)
        assert (one.favourable, one.unfavourable, one.chosen, one.reasons) == (None, None, None, ())
    full = released(answers({"speed": 5}, 58, [["builds"]]), 70)
    assert [one.code for one in candidates(full)] == ["speed"]
    group = replace(
        full.organisation,
        constructs={**full.organisation.constructs, "speed": Hidden(HiddenReason.GIVES_AWAY)},
    )
    hidden = replace(full, groups=(group,))
    assert candidates(hidden) == ()
    assert by_code(hidden)["speed"].unfavourable is None
    assert priorities(hidden)[-1].code == "speed", "what is not told comes last"


def test_a_round_that_is_too_small_tells_nothing() -> None:
    small = released(answers({"speed": 0}, 4, [["builds"]]), 70)
    assert small.organisation.hidden is HiddenReason.ROUND_TOO_SMALL
    assert (priorities(small), candidates(small)) == ((), ())
    assert hours_lost(small) == Hidden(HiddenReason.ROUND_TOO_SMALL)


def test_without_a_question_nothing_was_chosen() -> None:
    plain = replace(OBSTACLES, options=tuple(replace(o, construct=None) for o in OPTIONS))
    asked = instrument(obstacles=plain)
    assert choosing_item(asked) is None
    assert choosing_item(instrument()) is not None
    shown = released(answers({"speed": 10}, 58, [["builds"]]), 70, asked)
    assert all(one.chosen is None for one in priorities(shown))
    assert [one.code for one in candidates(shown)] == ["speed"]


def test_the_words_follow_the_language() -> None:
    shown = released(answers({"speed": 10}), 70)
    with words_in("en"):
        (one,) = candidates(shown)
        assert why_in_words(one, shown.instrument) == "fewer than half favourable (10 of 58)"


# Hours lost ---------------------------------------------------------------------------------------


def test_hours_of_all_people() -> None:
    records = [
        {**one, "lost": ("none", "few", "many")[n % 3]} for n, one in enumerate(answers({}, 57))
    ]
    found = hours_lost(released(records, 70))
    assert isinstance(found, HoursLost)
    # By hand: 19 people each at 0, 2 and 8; sd = sqrt(19 * (100 + 16 + 196) / 9 / 56) = 3.4296;
    # t(0.975, 56) = 2.003241 (R: qt); half width t sd / sqrt(57) sqrt(1 - 57/70) = 0.3922.
    assert found.mean == pytest.approx(10 / 3)
    assert found.low == pytest.approx(10 / 3 - 0.3922, abs=2e-4)
    assert found.total == pytest.approx(700 / 3)
    assert found.in_bands
    assert found.total_low == pytest.approx(70 * (10 / 3 - 0.3922), abs=0.02)
    assert found.total_high == pytest.approx(70 * (10 / 3 + 0.3922), abs=0.02)


def test_hours_never_leave_what_the_silent_could_add() -> None:
    lost = ["none", "many"] * 6
    records = [{**one, "lost": lost[n]} for n, one in enumerate(answers({}, 12))]
    found = hours_lost(released(records, 13))
    assert isinstance(found, HoursLost)
    assert found.total_low is not None
    assert found.total_high is not None
    assert found.high is not None
    assert found.high * 13 > 48 + 8, "the interval alone would go further"
    assert 48 <= found.total_low <= found.total_high <= 48 + 8


def test_given_hours_are_no_bands_and_open_links_have_no_total() -> None:
    records = [{**one, "lost": str(n % 7)} for n, one in enumerate(answers({}, 56))]
    found = hours_lost(released(records, None, instrument(hours=HOURS)))
    assert isinstance(found, HoursLost)
    assert (found.mean, found.in_bands, found.total) == (3, False, None)


def test_where_all_say_the_same_the_interval_is_not_told() -> None:
    shown = released(answers({}, 58), 70)
    assert not isinstance(hours_lost(shown), HoursLost), "the gate shows no such answers"
    alike = Shown(ItemCounts(58, options={"few": 58}))
    group = replace(shown.organisation, items={**shown.organisation.items, "lost": alike})
    found = hours_lost(replace(shown, groups=(group,)))
    assert isinstance(found, HoursLost)
    assert (found.mean, found.total) == (2, 140)
    assert (found.low, found.high, found.total_low, found.total_high) == (None,) * 4


def test_a_set_without_the_question_loses_no_hours() -> None:
    assert hours_lost(released(answers({}), 70, replace(instrument(), time_lost=""))) is None


# Random worlds ------------------------------------------------------------------------------------

goods = st.fixed_dictionaries({code: st.integers(0, 40) for code, _t, _c in TOPICS})
choices = st.lists(
    st.lists(st.sampled_from(CODES[:-1]), min_size=1, max_size=3, unique=True),
    min_size=1,
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(goods, goods, choices, st.integers(5, 40), st.sampled_from([None, 40, 60]))
def test_a_candidate_never_contradicts_the_figures(
    then: Mapping[str, int],
    now: Mapping[str, int],
    chosen: Sequence[Sequence[str]],
    n: int,
    people: int | None,
) -> None:
    before = released(answers(then, 40), 60, code="1")
    records = answers(now, n, chosen)
    after = released(records, people)
    found = candidates(after, before)
    assert len(found) <= MOST_CANDIDATES
    for one in found:
        cell = estimate_construct(after, "", one.code)
        assert isinstance(cell, Estimate)
        assert CARRYING & {*one.reasons}
        if Reason.LOW in one.reasons:
            assert cell.favourable is not None
            assert cell.favourable.high < 0.5
        if Reason.WORSE in one.reasons:
            assert isinstance(one.change, Change)
            assert one.change.verdict is Verdict.CLEAR
            assert one.change.difference.high < 0
        if Reason.CHOSEN in one.reasons:
            assert one.chosen is not None
            assert one.even is not None
            assert one.chosen.least / one.chosen.n > one.even
        assert len(reasons_in_words(one, after.instrument)) == len(one.reasons)
    for one in priorities(after, before):
        if one.chosen is not None:
            assert one.chosen.least <= _truth(records, one.code) <= one.chosen.most


def _truth(records: Sequence[Mapping[str, Any]], construct: str) -> int:
    about = {option.code for option in OPTIONS if option.construct == construct}
    return sum(bool(about & {*one["fix_first"]}) for one in records)


def test_evenly_spread_choices_hardly_ever_make_a_reason() -> None:
    """Of 300 rounds in which all options are alike, at most 5 % name a construct, as is said."""
    shown = released(answers({}, 58, CODES_IN_TURN), 70)
    generator = np.random.default_rng(2027)
    able = CODES[:-1]
    named = 0
    for _round in range(300):
        chosen = [set(generator.choice(able, size=2, replace=False)) for _person in range(58)]
        counts = {code: sum(code in one for one in chosen) for code in able}
        pairs = {
            (one, other): n
            for one, other in combinations(sorted(able), 2)
            if (n := sum({one, other} <= both for both in chosen))
        }
        cell = Shown(ItemCounts(58, options=counts, pairs=pairs))
        group = replace(shown.organisation, items={**shown.organisation.items, "fix_first": cell})
        found = priorities.__wrapped__(replace(shown, groups=(group,)))
        assert all(one.chosen is not None for one in found if one.options)
        named += any(Reason.CHOSEN in one.reasons for one in found)
    assert named <= 15
