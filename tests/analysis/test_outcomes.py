"""What becomes of a target: one rule, which never says more than the verdict on the change."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.delivery import Metric, delivery
from analysis.estimates import Change, Estimate, NotCompared, Verdict, compare_items
from analysis.instrument import Instrument, Item, ScaleKind, number_scale
from analysis.outcomes import (
    Level,
    Outcome,
    TargetVerdict,
    judge,
    starting_point,
    starting_points,
    target_verdict,
)
from analysis.ranges import NumberRange
from analysis.release import Band, Hidden, HiddenReason, Release
from analysis.scales import BUILT_IN
from analysis.targets import Kind, Target, names_ahead
from tests.analysis.test_estimates import ITEMS, Q1, counts, release_of
from tests.deliveries import delivery_releases, quick_check, told_in_full
from tests.releases import demo_releases

#: From the worst to the best.
ORDER = (
    TargetVerdict.MOVED_AWAY, TargetVerdict.NO_EVIDENCE, TargetVerdict.MOVING, TargetVerdict.MET,
)  # fmt: skip


def round_of(good: int, n: int, *, invited: int | None = None, code: str = "later") -> Release:
    """A round in which so many of n agreed and all others disagreed."""
    return release_of({"q1": counts([0, n - good, 0, good, 0])}, invited=invited, code=code)


def q1(goal: float) -> Target:
    return Target(Kind.ITEM, "q1", "round", goal, "later")


def became(goal: float, before: Release, after: Release) -> Outcome:
    return judge(q1(goal), before, after)


class TestTheRule:
    @pytest.mark.parametrize(
        ("verdict", "direction", "figure", "said"),
        [
            (Verdict.CLEAR, 1, "beyond", "met"),
            (Verdict.POSSIBLE, 1, "reached", "met"),
            (Verdict.NONE, 0, "beyond", "met"),  # where it is, and nothing of a change
            (Verdict.NONE, 0, "reached", "no_evidence"),
            (Verdict.CLEAR, 1, "short", "moving"),
            (Verdict.POSSIBLE, 1, "short", "moving"),
            (Verdict.POSSIBLE, 0, "short", "no_evidence"),
            (Verdict.NONE, 0, "short", "no_evidence"),
            (Verdict.CLEAR, -1, "short", "moved_away"),
            (Verdict.POSSIBLE, -1, "beyond", "moved_away"),
            (Verdict.TOO_FEW, 1, "beyond", "cannot_tell"),
        ],
    )
    def test_by_hand(self, verdict: Verdict, direction: int, figure: str, said: str) -> None:
        found = target_verdict(
            verdict, direction, is_reached=figure != "short", is_beyond=figure == "beyond"
        )
        assert found.value == said

    def test_never_contradicts_the_verdict_on_the_change(self) -> None:
        seen = set()
        for change, direction, (is_reached, is_beyond) in product(
            Verdict, (-1, 0, 1), ((False, False), (True, False), (True, True))
        ):
            found = target_verdict(change, direction, is_reached=is_reached, is_beyond=is_beyond)
            seen.add(found)
            moved = change in (Verdict.CLEAR, Verdict.POSSIBLE)
            if found is TargetVerdict.MOVING:
                assert moved
                assert direction > 0
                assert not is_reached
            if found is TargetVerdict.MOVED_AWAY:
                assert moved
                assert direction < 0
            if found is TargetVerdict.NO_EVIDENCE:
                assert not (moved and direction)
            if found is TargetVerdict.MET:
                assert is_reached
                assert not (moved and direction < 0)
            assert (found is TargetVerdict.CANNOT_TELL) == (change is Verdict.TOO_FEW)
        assert seen == set(TargetVerdict)


class TestTwoRounds:
    def test_met_moving_and_moved_away(self) -> None:
        # 19 of 57 and 39 of 58: the example of the page on verdicts, a clear change.
        before, after = round_of(19, 57, code="round"), round_of(39, 58)
        for goal, said in ((0.6, "met"), (0.75, "moving")):
            found = became(goal, before, after)
            assert found.verdict.value == said
            assert isinstance(found.change, Change)
            assert found.change.verdict is Verdict.CLEAR
        assert became(0.75, after, before).verdict is TargetVerdict.MOVED_AWAY

    def test_exactly_at_the_goal_is_there(self) -> None:
        found = became(0.67, round_of(20, 100, code="round"), round_of(67, 100))
        assert found.is_reached
        assert found.verdict is TargetVerdict.MET

    def test_past_the_goal_by_chance_is_no_evidence(self) -> None:
        before, after = round_of(36, 58, invited=70, code="round"), round_of(38, 58, invited=70)
        found = became(0.65, before, after)
        assert isinstance(found.change, Change)
        assert found.change.verdict is Verdict.NONE
        assert found.is_reached
        assert not found.is_beyond
        assert found.verdict is TargetVerdict.NO_EVIDENCE

    def test_where_all_answered_it_is_there_though_no_change_is_told(self) -> None:
        before, after = round_of(43, 70, invited=70, code="round"), round_of(46, 70, invited=70)
        found = became(0.65, before, after)
        assert isinstance(found.change, Change)
        assert found.change.verdict is Verdict.NONE
        assert found.is_beyond
        assert found.verdict is TargetVerdict.MET
        # Behind an open link nobody knows of how many they are, and the interval is wide again.
        one, two = round_of(43, 70, code="round"), round_of(46, 70)
        assert became(0.65, one, two).verdict is TargetVerdict.NO_EVIDENCE

    def test_fewer_than_ten_answers_tell_nothing(self) -> None:
        found = became(0.5, round_of(1, 9, code="round"), round_of(9, 9))
        assert found.is_reached
        assert found.verdict is TargetVerdict.CANNOT_TELL

    def test_what_is_not_told_in_full_has_no_verdict_and_no_figure(self) -> None:
        before, after = round_of(19, 57, code="round"), round_of(39, 58)
        hidden = release_of({"q1": HiddenReason.GIVES_AWAY}, code="later")
        group = replace(after.groups[0], items={**after.groups[0].items, "q1": Band(0.6, 1.0, 10)})
        banded = replace(after, groups=(group,))
        for later, cell in ((hidden, Hidden), (banded, Band)):
            found = became(0.6, before, later)
            assert found.verdict is TargetVerdict.CANNOT_TELL
            assert isinstance(found.latest, cell)
            assert found.level is None
            assert isinstance(became(0.6, later, after).start, cell)
            assert became(0.6, later, after).start_level is None

    def test_reworded_dropped_and_never_asked(self) -> None:
        before, after = round_of(19, 57, code="round"), round_of(39, 58)
        words = tuple(replace(one, wording=2) if one == Q1 else one for one in ITEMS)
        reworded = release_of({"q1": counts([0, 19, 0, 39, 0])}, items=words)
        dropped = release_of({}, items=ITEMS[1:])
        for later, reason in ((reworded, "reworded"), (dropped, "dropped")):
            found = became(0.6, before, later)
            assert found.verdict is TargetVerdict.CANNOT_TELL
            assert isinstance(found.change, NotCompared)
            assert found.change.reason.value == reason
        assert became(0.6, before, dropped).latest is None
        assert became(0.6, dropped, dropped).change is None
        assert became(0.6, before, after).change is not None

    def test_constructs_are_compared_as_on_the_results_page(self) -> None:
        first, _second, third = demo_releases()
        found = judge(Target(Kind.CONSTRUCT, "feedback", "x", 0.5, "y"), first, third)
        assert found.title == "Feedback loops"
        assert isinstance(found.latest, Estimate)
        assert found.level is not None
        assert found.latest.favourable is not None
        assert found.level.estimate == found.latest.favourable.estimate

    @given(st.integers(10, 80), st.integers(10, 80), st.data())
    def test_more_favourable_answers_never_make_a_verdict_worse(
        self, n1: int, n2: int, data: st.DataObject
    ) -> None:
        good1 = data.draw(st.integers(0, n1 - 1))
        good2 = data.draw(st.integers(0, n2 - 1))
        goal = data.draw(st.floats(good1 / n1, 1).filter(lambda one: one > good1 / n1))
        invited = data.draw(st.sampled_from((None, 80, 400)))
        before = round_of(good1, n1, invited=invited, code="round")
        fewer = became(goal, before, round_of(good2, n2, invited=invited))
        more = became(goal, before, round_of(good2 + 1, n2, invited=invited))
        if TargetVerdict.CANNOT_TELL not in (fewer.verdict, more.verdict):
            assert ORDER.index(more.verdict) >= ORDER.index(fewer.verdict)

    @given(st.integers(10, 80), st.integers(10, 80), st.data())
    def test_a_nearer_goal_never_makes_a_verdict_worse(
        self, n1: int, n2: int, data: st.DataObject
    ) -> None:
        good1, good2 = data.draw(st.integers(0, n1 - 1)), data.draw(st.integers(0, n2))
        near, far = sorted(data.draw(st.lists(st.floats(good1 / n1, 1), min_size=2, max_size=2)))
        before = round_of(good1, n1, invited=80, code="round")
        after = round_of(good2, n2, invited=80)
        one, other = became(near, before, after), became(far, before, after)
        assert one.change == other.change
        if one.verdict is TargetVerdict.CANNOT_TELL:
            assert other.verdict is TargetVerdict.CANNOT_TELL
        else:
            assert ORDER.index(one.verdict) >= ORDER.index(other.verdict)

    @given(st.lists(st.integers(0, 15), min_size=5, max_size=5), st.data())
    def test_agrees_with_the_change_that_the_results_tell(
        self, first: list[int], data: st.DataObject
    ) -> None:
        second = data.draw(st.lists(st.integers(0, 15), min_size=5, max_size=5))
        if not sum(first) or not sum(second):
            return
        before, after = (release_of({"q1": counts(one)}) for one in (first, second))
        found = became(data.draw(st.floats(0, 1)), before, after)
        (change,) = (row for row in compare_items(before, after) if row.code == "q1")
        assert isinstance(change, Change)
        assert found.change == change
        moved = change.difference.estimate
        if found.verdict is TargetVerdict.MOVING:
            assert change.verdict in (Verdict.CLEAR, Verdict.POSSIBLE)
            assert moved > 0
        if found.verdict is TargetVerdict.MOVED_AWAY:
            assert change.verdict in (Verdict.CLEAR, Verdict.POSSIBLE)
            assert moved < 0
        if change.verdict is Verdict.CLEAR:
            assert found.verdict is not TargetVerdict.NO_EVIDENCE
        if found.verdict is TargetVerdict.MET:
            assert found.is_reached
            assert not (change.verdict is Verdict.CLEAR and moved < 0)


HOURS = number_scale("hours", ScaleKind.AMOUNT, NumberRange(0, 20, unit="hours", good=4, bad=8))
MEETINGS = Item("meetings", "How many hours a week do meetings take?", HOURS)


def hours(*people: int) -> Release:
    """So many people who said 0, 2, 4, ... hours."""
    options = dict.fromkeys((option.code for option in HOURS.options), 0)
    for place, n in enumerate(people):
        options[HOURS.options[place * 2].code] = n
    return release_of({"meetings": counts(options)}, items=(MEETINGS,))


class TestNumbers:
    def test_a_mean_that_should_fall(self) -> None:
        before, after = hours(0, 0, 0, 5, 20, 20, 5), hours(5, 20, 20, 5)
        target = Target(Kind.ITEM, "meetings", "a", 4.0, "b")
        found = judge(target, before, after)
        # By hand: (5*0 + 20*2 + 20*4 + 5*6) / 50
        assert found.level is not None
        assert found.level.estimate == 3.0
        assert found.level.is_mean
        assert not found.rises
        assert found.verdict is TargetVerdict.MET
        assert judge(replace(target, goal=2.0), before, after).verdict is TargetVerdict.MOVING
        assert judge(target, after, before).verdict is TargetVerdict.MOVED_AWAY

    def test_a_better_goal_is_a_lower_one(self) -> None:
        (point,) = starting_points(hours(0, 0, 0, 5, 20, 20, 5))
        assert (point.unit, point.lowest, point.highest, point.rises) == ("hours", 0, 20, False)
        assert point.is_better(4.0)
        assert not point.is_better(14.0)
        assert not point.is_better(-1.0)
        assert not point.is_too_near(8.9)


def lead_times(bands: str, *, asked: Instrument | None = None, invited: int = 400) -> Release:
    """A round in which people gave these bands, one sign each."""
    return told_in_full([{"lead_time": band} for band in bands], asked=asked, invited=invited)


def rework(*rates: int) -> Release:
    return told_in_full([{"rework": str(rate)} for rate in rates], invited=400)


def on_metric(goal: float, code: str = "lead_time") -> Target:
    return Target(Kind.METRIC, code, "round", goal, "later")


SLOW, FAST = lead_times("2" * 30 + "3" * 28), lead_times("5" * 20 + "6" * 38)


class TestMetrics:
    def test_met_moving_no_evidence_and_moved_away(self) -> None:
        # By hand, bands count 0, 2, 4, 6, 8, 10: (30*2 + 28*4) / 58 and (20*8 + 38*10) / 58.
        for goal, said in ((9.0, "met"), (9.9, "moving")):
            found = judge(on_metric(goal), SLOW, FAST)
            assert found.title == "Change lead time"
            assert found.start_level is not None
            assert found.level is not None
            assert found.start_level.estimate == pytest.approx(172 / 58)
            assert found.level.estimate == pytest.approx(540 / 58)
            assert found.level.low < found.level.estimate < found.level.high
            assert found.level.is_score
            assert found.verdict.value == said
        assert judge(on_metric(9.9), FAST, SLOW).verdict is TargetVerdict.MOVED_AWAY
        alike = judge(on_metric(9.0), SLOW, lead_times("2" * 29 + "3" * 29))
        assert alike.verdict is TargetVerdict.NO_EVIDENCE

    def test_a_rate_that_falls_is_a_score_that_rises(self) -> None:
        many, few = rework(*[40, 60] * 20), rework(*[2, 6] * 20)
        found = judge(on_metric(9.0, "rework"), many, few)
        assert found.level is not None
        assert found.level.estimate == pytest.approx(10 - 4 / 10)
        assert found.verdict is TargetVerdict.MET
        assert judge(on_metric(9.9, "rework"), many, few).verdict is TargetVerdict.MOVING
        assert judge(on_metric(9.9, "rework"), few, many).verdict is TargetVerdict.MOVED_AWAY

    def test_one_verdict_on_the_target_and_on_the_page_about_delivery(self) -> None:
        before, after = delivery_releases()
        shown = delivery(after, "", before).metrics
        assert [one.metric for one in shown] == list(Metric)
        for one in shown:
            found = judge(on_metric(10.0, one.metric.value), before, after)
            assert found.change == one.change
            assert isinstance(found.change, Change)
            assert found.level is not None
            assert found.start_level is not None
            assert one.score is not None
            assert one.before is not None
            assert (found.level.estimate, found.level.low) == (one.score.estimate, one.score.low)
            assert found.start_level.estimate == one.before.estimate
            clear = found.change.verdict in (Verdict.CLEAR, Verdict.POSSIBLE)
            assert (found.verdict is TargetVerdict.MOVING) == clear
        assert judge(on_metric(10.0), before, after).verdict is TargetVerdict.MOVING

    def test_where_all_answered_it_is_there_though_no_change_is_told(self) -> None:
        bands = "4" * 11 + "5" * 9, "4" * 10 + "5" * 10
        for invited, said in ((20, "met"), (400, "no_evidence")):
            before, after = (lead_times(one, invited=invited) for one in bands)
            found = judge(on_metric(7.0), before, after)
            assert found.is_reached
            assert found.verdict.value == said

    def test_other_words_another_scale_another_question_and_none_cannot_be_told(self) -> None:
        asked = quick_check()
        lead = asked.item("lead_time")

        def later(other: Item) -> Release:
            items = tuple(other if item is lead else item for item in asked.items)
            changed = replace(asked, items=items)
            return told_in_full([{other.code: "5"}] * 58, asked=changed, invited=400)

        for other, reason in (
            (replace(lead, wording=2), "reworded"),
            (replace(lead, scale=BUILT_IN["agreement_5"]), "reworded"),
            (replace(lead, code="other_lead_time"), "reworded"),
            (replace(lead, code="other", dora=None), "dropped"),
            (replace(lead, dora=None), "dropped"),
        ):
            found = judge(on_metric(5.0), SLOW, later(other))
            assert found.verdict is TargetVerdict.CANNOT_TELL
            assert isinstance(found.change, NotCompared)
            assert found.change.reason.value == reason
        assert judge(on_metric(5.0), SLOW, later(lead)).verdict is TargetVerdict.MET
        never = demo_releases()[0]
        assert judge(on_metric(5.0), never, never).change is None
        assert judge(on_metric(5.0), SLOW, never).latest is None
        assert judge(on_metric(5.0, "weather"), SLOW, FAST).title == "weather"

    def test_what_is_not_told_in_full_or_of_too_few_has_no_score_and_no_verdict(self) -> None:
        whole = FAST.organisation

        def with_cell(cell: Band | Hidden) -> Release:
            group = replace(whole, items={**whole.items, "lead_time": cell})
            return replace(FAST, groups=(group, *FAST.groups[1:]))

        for later in (
            with_cell(Band(0.6, 1.0, 10)),
            with_cell(Hidden(HiddenReason.GIVES_AWAY)),
            lead_times("6" * 9),
        ):
            found = judge(on_metric(5.0), SLOW, later)
            assert found.level is None
            assert found.verdict is TargetVerdict.CANNOT_TELL
            assert judge(on_metric(5.0), later, FAST).start_level is None
            assert starting_point(later, Kind.METRIC, "lead_time") is None
        assert judge(on_metric(5.0), SLOW, FAST).verdict is TargetVerdict.MET

    def test_a_target_starts_from_a_score_and_a_better_goal_reads_better(self) -> None:
        point = starting_point(SLOW, Kind.METRIC, "lead_time")
        assert point is not None
        assert (point.title, point.lowest, point.highest) == ("Change lead time", 0.0, 10.0)
        # 2.966 is read as 3.0.
        assert [point.is_better(goal) for goal in (2.9, 2.97, 3.0, 3.1, 10.0, 10.1)] == [
            False, False, False, True, True, False,
        ]  # fmt: skip
        assert not point.is_better(math.nan)
        assert not point.is_too_near(3.1)
        assert starting_point(SLOW, Kind.METRIC, "frequency") is None  # nobody answered
        assert starting_point(SLOW, Kind.METRIC, "deploy_frequency") is None  # no metric
        assert starting_point(rework(*[40, 60] * 20), Kind.METRIC, "rework") is not None

    def test_bands_of_which_none_is_better_are_no_start(self) -> None:
        asked = quick_check()
        lead = asked.item("lead_time")
        scale = replace(lead.scale, favourable=frozenset(), unfavourable=frozenset())
        neutral = replace(
            asked,
            items=tuple(
                replace(item, scale=scale) if item is lead else item for item in asked.items
            ),
        )
        release = lead_times("2" * 30 + "3" * 28, asked=neutral)
        assert delivery(release).metrics[0].score is not None
        assert starting_point(release, Kind.METRIC, "lead_time") is None


class TestStartingPoints:
    def test_nothing_that_is_hidden_banded_too_small_or_without_a_better_end(self) -> None:
        release = release_of(
            {
                "q1": counts([0, 30, 0, 28, 0]),
                "tired": HiddenReason.GIVES_AWAY,
                "likely": counts({"9": 5, "3": 4}),
                "first": counts({"ci": 30, "docs": 28}),
                "role": counts({"dev": 30, "ops": 28}),
            }
        )
        assert [point.code for point in starting_points(release)] == ["q1"]
        assert starting_point(release, Kind.ITEM, "tired") is None
        assert starting_point(release, Kind.CONSTRUCT, "q1") is None

    def test_says_what_a_round_as_large_could_show(self) -> None:
        # R 4.2.2: power.prop.test(n = 58, p1 = .5, power = .8)$p2 - .5 is 0.2466 (the page on the
        # detectable difference has it as 0.25).
        point = starting_point(round_of(29, 58), Kind.ITEM, "q1")
        assert point is not None
        assert point.level == Level(58, 0.5, point.level.low, point.level.high)
        assert point.detectable == pytest.approx(0.25, abs=0.005)
        assert point.is_too_near(0.6)
        assert not point.is_too_near(0.8)
        assert not point.is_better(0.5)
        assert point.is_better(0.51)
        assert not point.is_better(1.01)

    def test_where_no_shift_would_show_every_goal_is_too_near(self) -> None:
        point = starting_point(round_of(29, 58), Kind.ITEM, "q1")
        assert point is not None
        assert replace(point, detectable=math.nan).is_too_near(1.0)

    def test_constructs_stand_before_questions(self) -> None:
        kinds = [point.kind for point in starting_points(demo_releases()[-1])]
        assert kinds == sorted(kinds, key=list(Kind).index)
        assert set(kinds) == {Kind.CONSTRUCT, Kind.ITEM}
        kinds = [point.kind for point in starting_points(delivery_releases()[-1])]
        assert kinds == sorted(kinds, key=list(Kind).index)
        assert set(kinds) == set(Kind)


def test_rounds_ahead_stand_in_the_order_of_their_half_years() -> None:
    targets = [q1(0.5), replace(q1(0.5), due="2026-autumn", due_title="Autumn 2026")]
    assert names_ahead(targets, ["round", "2026-spring"]) == {
        "2026-autumn": "Autumn 2026", "later": "later",
    }  # fmt: skip
    assert names_ahead(targets, ["later", "2026-autumn"]) == {}
