"""Estimates, changes and trends from releases."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    NotComparedReason,
    TrendLine,
    Verdict,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
    trend_constructs,
    trend_items,
)
from analysis.instrument import (
    AGREEMENT_5,
    Condition,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    likert,
    percentage,
)
from analysis.release import OTHER, Cell, Hidden, HiddenReason, Release, ReleasedGroup, RoundFacts
from analysis.release import Shown as ShownCell
from analysis.tally import ItemCounts
from tests.analysis.stats.oracles import ROUND_1, ROUND_6, ROUNDS, data, expected
from tests.releases import demo_releases

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
RECOMMEND = Scale(
    "zero_to_ten",
    ScaleKind.ORDINAL,
    tuple(Option(str(i), str(i), i) for i in range(11)),
    favourable=frozenset({"9", "10"}),
    unfavourable=frozenset(str(i) for i in range(7)),
)
ROLE = Scale("role", ScaleKind.SINGLE, tuple(Option(c, c.title()) for c in ("dev", "ops", "qa")))
FIX = Scale("fix", ScaleKind.MULTIPLE, tuple(Option(c, c.title()) for c in ("ci", "docs", "ide")))

Q1 = Item("q1", "I can release whenever I decide to.", AGREEMENT)
TIRED = Item("tired", "I feel worn out by my work.", AGREEMENT, reverse=True)
LIKELY = Item("likely", "Would you recommend working here?", RECOMMEND)
FAILS = Item("fails", "Of 100 changes, how many need a repair?", percentage())
FIRST = Item("first", "What should be fixed first?", FIX)
WHO = Item("role", "What is your role?", ROLE, attribute=True)
WORDS = Item("words", "What would you change?", Scale("text", ScaleKind.TEXT))
ITEMS = (Q1, TIRED, LIKELY, FAILS, FIRST, WHO, WORDS)


def counts(options: list[int] | Mapping[str, int], **missing: Any) -> ItemCounts:
    """Counts by option; a list goes over the levels 1, 2, 3, ..."""
    if isinstance(options, list):
        options = {str(level): n for level, n in enumerate(options, start=1)}
    counted = ItemCounts(answered=sum(options.values()), options=options)
    return replace(counted, **missing)


def release_of(
    cells: Mapping[str, ItemCounts | HiddenReason],
    *,
    items: tuple[Item, ...] = ITEMS,
    constructs: Mapping[str, tuple[str, ...]] | None = None,
    invited: int | None = None,
    code: str = "round",
) -> Release:
    """A release of the organisation alone; what is not given was answered by nobody."""

    def cell(name: str) -> Cell:
        value = cells.get(name, ItemCounts())
        return Hidden(value) if isinstance(value, HiddenReason) else ShownCell(value)

    measured = tuple(
        Construct(one, one.title(), codes) for one, codes in (constructs or {}).items()
    )
    instrument = Instrument(
        "test",
        "Test",
        sections=(Section("all", "All", tuple(item.code for item in items)),),
        items=items,
        constructs=measured,
    )
    group = ReleasedGroup(
        path="",
        title="Everybody",
        parent=None,
        invited=invited,
        answers=max((one.answered for one in cells.values() if isinstance(one, ItemCounts)),
                    default=0),
        items={item.code: cell(item.code) for item in instrument.counted_items},
        constructs={one.code: cell(one.code) for one in measured},
    )  # fmt: skip
    return Release(RoundFacts("p", code, code.title(), "confidential", 5), instrument, (group,))


def estimate(code: str, answers: ItemCounts, invited: int | None = None) -> Estimate:
    """The estimate of an item that is shown."""
    found = estimate_item(release_of({code: answers}, invited=invited), "", code)
    assert isinstance(found, Estimate)
    return found


def change(before: Release, after: Release, code: str = "q1") -> Change:
    """The comparison of an item, which has to be one."""
    found = {row.code: row for row in compare_items(before, after)}[code]
    assert isinstance(found, Change)
    return found


def reasons(rows: tuple[Change | NotCompared, ...]) -> dict[str, NotComparedReason]:
    return {row.code: row.reason for row in rows if isinstance(row, NotCompared)}


class TestItems:
    def test_agrees_with_r(self) -> None:
        found = estimate("q1", counts(ROUND_1, skipped=4, not_applicable=2))
        # R 4.2.2: length(x), sum(is.na(d$q1)), mean(x), mean(x >= 4), mean(x <= 2); t.test(d$q1)
        assert found.n == expected("desc.q1.round1", "n")
        assert found.missing == expected("desc.q1.round1", "missing")
        assert found.not_applicable == 2
        assert found.mean == expected("desc.q1.round1", "mean")
        assert found.mean_low == expected("desc.q1.round1.mean_ci", "low")
        assert found.mean_high == expected("desc.q1.round1.mean_ci", "high")
        assert found.favourable is not None
        assert found.favourable.estimate == expected("desc.q1.round1", "top2")
        assert found.unfavourable == expected("desc.q1.round1", "bottom2")
        assert found.neutral == pytest.approx(22 / 95)
        # R 4.2.2: prop.test(38, 95, correct = FALSE)
        assert found.favourable.low == expected("binom_ci.wilson.prop_test", "low")
        assert found.labels == AGREEMENT_5
        assert list(found.counts) == ROUND_1
        assert (found.low_score, found.high_score) == (1, 5)

    def test_a_known_head_count_narrows_the_intervals(self) -> None:
        found = estimate("q1", counts(ROUND_1), invited=160)
        # R 4.2.2: Wilson's formula with m = n (N - 1) / (N - n); survey 4.5 svymean with fpc
        assert found.favourable is not None
        assert found.favourable.low == expected("fpc.devex.wilson", "low")
        assert found.favourable.high == expected("fpc.devex.wilson", "high")
        assert found.mean_low == expected("fpc.devex.mean", "low")
        assert found.population == 160

    def test_when_everybody_answered_there_is_nothing_to_estimate(self) -> None:
        found = estimate("q1", counts(ROUND_1), invited=95)
        assert found.favourable is not None
        assert found.favourable.low == found.favourable.high == 0.4
        assert found.mean_low == found.mean_high == found.mean

    def test_a_head_count_that_cannot_be_right_corrects_nothing(self) -> None:
        wrong, none = (estimate("q1", counts(ROUND_1), invited=n) for n in (90, None))
        assert wrong.favourable == none.favourable
        assert (wrong.mean_low, wrong.mean_high) == (none.mean_low, none.mean_high)

    def test_nobody_knows_how_many_a_conditional_question_is_about(self) -> None:
        asked = replace(Q1, show_if=Condition("role", frozenset({"ops"})))
        release = release_of({"q1": counts(ROUND_1, not_shown=40)}, items=(WHO, asked), invited=160)
        found = estimate_item(release, "", "q1")
        assert isinstance(found, Estimate)
        assert found.population is None
        assert found.favourable == estimate("q1", counts(ROUND_1)).favourable
        assert found.favourable != estimate("q1", counts(ROUND_1), invited=160).favourable

    def test_reverse_scoring_turns_favourable_but_not_the_mean(self) -> None:
        found, plain = estimate("tired", counts(ROUND_1)), estimate("q1", counts(ROUND_1))
        assert found.mean == plain.mean
        assert found.mean_low == pytest.approx(plain.mean_low)
        assert list(found.counts) == ROUND_1
        assert found.favourable is not None
        assert found.favourable.estimate == 35 / 95
        assert found.unfavourable == 38 / 95

    def test_zero_to_ten_has_its_own_boxes(self) -> None:
        answers = {str(level): n for level, n in enumerate(data("enps_round1"))}
        found = estimate("likely", counts(answers))
        # R: NPS 1.1; promoters 23, passives 24, detractors 50 of 97
        assert found.favourable is not None
        assert found.favourable.estimate == 23 / 97
        assert (found.neutral, found.unfavourable) == (24 / 97, 50 / 97)
        assert (found.low_score, found.high_score) == (0, 10)

    def test_a_percentage_has_a_mean_and_no_good_end(self) -> None:
        found = estimate("fails", counts({"10": 2, "40": 1}))
        assert found.mean == pytest.approx(20)
        assert (found.low_score, found.high_score) == (0, 100)
        assert found.favourable is None
        assert found.neutral is None
        assert found.unfavourable is None

    def test_multiple_choice_counts_people_and_choices(self) -> None:
        answers = ItemCounts(answered=20, options={"ci": 15, "ide": 9})
        found = estimate("first", answers)
        assert (found.n, found.labels, found.counts) == (20, ("Ci", "Docs", "Ide"), (15, 0, 9))
        assert found.mean is None
        assert found.favourable is None
        assert found.low_score is None

    def test_merged_categories_are_not_shown_as_zero(self) -> None:
        found = estimate("role", counts({"dev": 12, OTHER: 8}))
        assert found.labels == ("Dev", "Others, counted together")
        assert found.counts == (12, 8)

    def test_merged_levels_have_no_order_any_more(self) -> None:
        tenure = replace(Q1, code="tenure", attribute=True)
        release = release_of({"tenure": counts({"5": 12, OTHER: 8})}, items=(tenure,))
        found = estimate_item(release, "", "tenure")
        assert isinstance(found, Estimate)
        assert found.mean is None
        assert found.favourable is None
        assert found.low_score is None
        assert found.n == 20

    def test_what_nobody_answered_says_nothing(self) -> None:
        found = estimate("q1", ItemCounts(skipped=7), invited=9)
        assert (found.n, found.missing, found.counts) == (0, 7, (0, 0, 0, 0, 0))
        assert found.mean is None
        assert found.mean_low is None
        assert found.favourable is None
        assert found.neutral is None

    def test_the_same_answer_from_everybody_has_no_mean_interval(self) -> None:
        found = estimate("q1", counts([0, 0, 0, 12, 0]))
        assert (found.mean, found.mean_low, found.mean_high) == (4, None, None)
        assert found.favourable is not None
        assert found.favourable.low < found.favourable.high == 1

    def test_a_hidden_cell_stays_hidden(self) -> None:
        release = release_of({"q1": HiddenReason.TOO_FEW, "tired": counts(ROUND_1)})
        assert isinstance(estimate_item(release, "", "tired"), Estimate)
        assert estimate_item(release, "", "q1") == Hidden(HiddenReason.TOO_FEW)

    def test_a_hidden_group_says_why(self) -> None:
        release = release_of({"q1": counts(ROUND_1)})
        group = ReleasedGroup("", "Everybody", None, 9, None, HiddenReason.ROUND_TOO_SMALL)
        hidden = estimate_item(replace(release, groups=(group,)), "", "q1")
        assert hidden == Hidden(HiddenReason.ROUND_TOO_SMALL)

    def test_refuses_words_and_what_is_not_there(self) -> None:
        release = release_of({})
        with pytest.raises(ValueError, match="words is answered in words"):
            estimate_item(release, "", "words")
        with pytest.raises(KeyError):
            estimate_item(release, "", "nothing")
        with pytest.raises(KeyError):
            estimate_item(release, "Nowhere", "q1")
        with pytest.raises(KeyError):
            estimate_construct(release, "", "nothing")

    @given(st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(any))
    def test_the_three_parts_are_everybody(self, answers: list[int]) -> None:
        for code in ("q1", "tired"):
            found = estimate(code, counts(answers), invited=sum(answers) + 5)
            assert found.favourable is not None
            assert found.neutral is not None
            assert found.unfavourable is not None
            total = found.favourable.estimate + found.neutral + found.unfavourable
            assert total == pytest.approx(1)


class TestConstructs:
    def found(self, scores: Mapping[str, int], codes: tuple[str, ...]) -> Estimate:
        release = release_of({"flow": counts(scores)}, constructs={"flow": codes})
        found = estimate_construct(release, "", "flow")
        assert isinstance(found, Estimate)
        return found

    def test_a_score_is_where_its_nearest_box_is_ties_upwards(self) -> None:
        scores = {"1": 1, "5/2": 2, "7/3": 4, "3": 8, "10/3": 16, "7/2": 32, "5": 64}
        found = self.found(scores, ("q1", "tired"))
        # Boxes 4 and 5 reach down to 3.5, 3.5 included; 1 and 2 reach up to 2.5, left out.
        assert found.n == 127
        assert found.favourable is not None
        assert found.favourable.estimate == pytest.approx((32 + 64) / 127)
        assert found.unfavourable == pytest.approx((1 + 4) / 127)
        assert found.neutral == pytest.approx((2 + 8 + 16) / 127)
        assert found.mean == pytest.approx((1 + 5 + 28 / 3 + 24 + 160 / 3 + 112 + 320) / 127)
        assert (found.labels, found.counts) == ((), ())
        assert (found.low_score, found.high_score) == (1, 5)

    def test_a_construct_of_one_item_is_that_item(self) -> None:
        # Tired: the item's answers 1..5 are the scores 5..1.
        item = estimate("tired", counts([5, 4, 3, 2, 1]))
        found = self.found({"5": 5, "4": 4, "3": 3, "2": 2, "1": 1}, ("tired",))
        assert (found.labels, found.counts) == (item.labels, item.counts)
        assert found.favourable == item.favourable
        assert (found.neutral, found.unfavourable) == (item.neutral, item.unfavourable)
        assert found.mean == pytest.approx(6 - (item.mean or 0))

    def test_hidden(self) -> None:
        release = release_of({"flow": HiddenReason.SIBLING}, constructs={"flow": ("q1",)})
        assert estimate_construct(release, "", "flow") == Hidden(HiddenReason.SIBLING)


class TestChanges:
    def test_agrees_with_r(self) -> None:
        # A head count changes what is said of a round, and nothing in a comparison.
        before = release_of({"q1": counts(ROUND_1)}, invited=100)
        found = change(before, release_of({"q1": counts(ROUND_6)}, invited=100))
        # R: DescTools 0.99.59, BinomDiffCI(55, 94, 38, 95, method = 'score')
        assert found.difference.estimate == expected("prop2.ci.score", "diff")
        assert found.difference.low == expected("prop2.ci.score", "low")
        assert found.difference.high == expected("prop2.ci.score", "high")
        # R: effsize 0.8.1, cliff.delta(round 6, round 1, return.dm = TRUE)
        assert found.cliffs_delta is not None
        assert found.cliffs_delta.estimate == expected("cliff_delta.unbiased_t", "delta")
        assert found.cliffs_delta.low == expected("cliff_delta.unbiased_t", "low")
        # R: brunnermunzel 2.0, brunnermunzel.test(round 1, round 6)
        assert found.p_value == expected("mwu.asymptotic_cc", "p")
        assert found.verdict is Verdict.CLEAR

    def test_reverse_scoring_turns_better_into_worse(self) -> None:
        before = release_of({"tired": counts(ROUND_1)})
        found = change(before, release_of({"tired": counts(ROUND_6)}), "tired")
        assert found.cliffs_delta is not None
        assert -found.cliffs_delta.estimate == expected("cliff_delta.unbiased_t", "delta")
        assert found.p_value == expected("mwu.asymptotic_cc", "p")
        # 35 of 95 disagreed before, 20 of 94 now.
        assert found.difference.estimate == pytest.approx(20 / 94 - 35 / 95)

    def test_adjusts_for_everything_on_the_page(self) -> None:
        # R 4.2.2: p.adjust(c(p, p, 1, 1, 1, 1), 'BH') gives 6 p / 2 for the two small ones.
        same = {f"same{i}": counts(ROUND_1) for i in range(4)}
        items = (Q1, replace(Q1, code="q2"), *(replace(Q1, code=code) for code in same))
        before = release_of({"q1": counts(ROUND_1), "q2": counts(ROUND_1), **same}, items=items)
        after = release_of({"q1": counts(ROUND_6), "q2": counts(ROUND_6), **same}, items=items)
        for code in ("q1", "q2"):
            found = change(before, after, code)
            assert found.p_adjusted == pytest.approx(3 * found.p_value)

    def test_the_same_answers_are_no_evidence(self) -> None:
        release = release_of({"q1": counts(ROUND_1)})
        found = change(release, release)
        assert found.verdict is Verdict.NONE
        assert found.p_value == pytest.approx(1)
        assert 0.1 < found.detectable < 0.3

    @pytest.mark.parametrize("few", [[0, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 9]])
    def test_below_ten_answers_nothing_is_tested(self, few: list[int]) -> None:
        many = release_of({"q1": counts([60, 0, 0, 0, 0])})
        for pair in ((many, release_of({"q1": counts(few)})),
                     (release_of({"q1": counts(few)}), many)):  # fmt: skip
            found = change(*pair)
            assert found.verdict is Verdict.TOO_FEW
            assert math.isnan(found.p_value)
            assert math.isnan(found.p_adjusted)
        ten = change(many, release_of({"q1": counts([0, 0, 0, 0, 10])}))
        assert ten.verdict is Verdict.CLEAR

    def test_untested_comparisons_do_not_weigh_on_the_others(self) -> None:
        items = (Q1, *(replace(Q1, code=f"few{i}") for i in range(6)))
        few = {f"few{i}": counts([1, 2, 1, 0, 0]) for i in range(6)}
        before = release_of({"q1": counts(ROUND_1), **few}, items=items)
        found = change(before, release_of({"q1": counts(ROUND_6), **few}, items=items))
        assert found.p_adjusted == found.p_value

    def test_what_is_not_compared_and_why(self) -> None:
        asked = {"q1": counts(ROUND_1), "tired": counts(ROUND_1), "likely": counts({"9": 30})}
        old, new = replace(Q1, code="old"), replace(Q1, code="new")
        before = release_of(asked, items=(old, *ITEMS))
        reworded = replace(Q1, wording=2)
        after = release_of(
            {**asked, "tired": HiddenReason.TOO_FEW}, items=(reworded, *ITEMS[1:], new)
        )
        rows = compare_items(before, after)
        assert [row.code for row in rows] == [
            "q1", "tired", "likely", "fails", "first", "role", "new", "old",
        ]  # fmt: skip
        assert reasons(rows) == {
            "q1": NotComparedReason.REWORDED,
            "tired": NotComparedReason.HIDDEN,
            "fails": NotComparedReason.NO_DIRECTION,
            "first": NotComparedReason.NO_DIRECTION,
            "role": NotComparedReason.NO_DIRECTION,
            "new": NotComparedReason.NEW,
            "old": NotComparedReason.DROPPED,
        }

    @pytest.mark.parametrize(
        "other",
        [
            replace(Q1, wording=2),
            replace(Q1, reverse=True),
            replace(Q1, scale=likert("agreement_4", AGREEMENT_5[:4], boxes=2)),
            replace(Q1, scale=likert("agreement_5", AGREEMENT_5, boxes=1)),
        ],
        ids=["wording", "reverse", "scale", "boxes"],
    )
    def test_another_question_is_not_compared(self, other: Item) -> None:
        cells = {"q1": counts([5, 5, 5, 5])}
        one, two = release_of(cells, items=(Q1,)), release_of(cells, items=(other,))
        assert isinstance(compare_items(one, one)[0], Change)
        assert reasons(compare_items(one, two)) == {"q1": NotComparedReason.REWORDED}

    def test_a_translation_is_the_same_question(self) -> None:
        german = likert("agreement_5", ("gar nicht", "kaum", "teils", "eher", "ganz"), boxes=2)
        cells = {"q1": counts(ROUND_1)}
        translated = replace(Q1, text="Ich kann jederzeit ausliefern.", scale=german)
        one, two = release_of(cells, items=(Q1,)), release_of(cells, items=(translated,))
        assert isinstance(compare_items(one, two)[0], Change)

    def test_a_group_that_one_round_does_not_have(self) -> None:
        release = release_of({"q1": counts(ROUND_1)}, items=(Q1,))
        unit = replace(release.groups[0], path="Platform", parent="")
        with_unit = replace(release, groups=(*release.groups, unit))
        assert isinstance(compare_items(with_unit, with_unit, "Platform")[0], Change)
        gone = reasons(compare_items(with_unit, release, "Platform"))
        come = reasons(compare_items(release, with_unit, "Platform"))
        assert gone == {"q1": NotComparedReason.HIDDEN}
        assert come == {"q1": NotComparedReason.NEW}

    def test_constructs_are_compared_on_their_scores(self) -> None:
        # The scores 1, 3/2, 2, 5/2 and 3 in the places of 1 to 5: the ranks are those of q1.
        scores = ["1", "3/2", "2", "5/2", "3"]
        one, two = (
            release_of(
                {"flow": counts(dict(zip(scores, row, strict=True)))},
                constructs={"flow": ("q1", "tired")},
            )
            for row in (ROUND_1, ROUND_6)
        )
        (found,) = compare_constructs(one, two)
        assert isinstance(found, Change)
        # R: brunnermunzel 2.0, brunnermunzel.test(round 1, round 6)
        assert found.p_value == expected("mwu.asymptotic_cc", "p")
        assert found.cliffs_delta is not None
        assert found.cliffs_delta.estimate == expected("cliff_delta.unbiased_t", "delta")

    def test_scores_that_one_round_lacks_are_levels_all_the_same(self) -> None:
        one, two = (
            release_of({"flow": counts(scores)}, constructs={"flow": ("q1", "tired")})
            for scores in ({"2": 15}, {"9/2": 15})
        )
        (found,) = compare_constructs(one, two)
        assert isinstance(found, Change)
        assert found.cliffs_delta is not None
        assert (found.cliffs_delta.estimate, found.difference.estimate) == (1.0, 1.0)
        assert found.verdict is Verdict.CLEAR

    def test_a_construct_of_other_items_is_another_construct(self) -> None:
        def asked(items: tuple[Item, ...], *codes: str) -> Release:
            return release_of({"flow": counts({"3": 20})}, items=items,
                              constructs={"flow": codes})  # fmt: skip

        one = asked(ITEMS, "q1", "tired")
        turned = asked(ITEMS, "tired", "q1")
        fewer = asked(ITEMS, "q1")
        reworded = asked((replace(Q1, wording=2), *ITEMS[1:]), "q1", "tired")
        assert isinstance(compare_constructs(one, turned)[0], Change)
        assert reasons(compare_constructs(one, fewer)) == {"flow": NotComparedReason.REWORDED}
        assert reasons(compare_constructs(one, reworded)) == {"flow": NotComparedReason.REWORDED}

    def test_the_planted_effects_are_found_and_the_noise_is_not(self) -> None:
        _first, second, third = demo_releases()
        rows = {row.code: row for row in compare_constructs(second, third)}
        release, docs, focus = rows["release"], rows["docs"], rows["focus"]
        assert isinstance(release, Change)
        assert isinstance(docs, Change)
        assert isinstance(focus, Change)
        assert release.verdict is docs.verdict is Verdict.CLEAR
        assert release.difference.low > 0 > docs.difference.high
        assert focus.verdict is Verdict.NONE
        assert reasons(tuple(rows.values())) == {
            "feedback": NotComparedReason.REWORDED,
            "batches": NotComparedReason.REWORDED,
            # All but two gave a favourable answer in the second round, which is told as a band.
            "vcs": NotComparedReason.HIDDEN,
        }

    @given(
        st.lists(st.integers(0, 12), min_size=5, max_size=5),
        st.lists(st.integers(0, 12), min_size=5, max_size=5),
    )
    def test_backwards_is_the_mirror_image(self, one: list[int], two: list[int]) -> None:
        before, after = release_of({"q1": counts(one)}), release_of({"q1": counts(two)})
        forth, back = change(before, after), change(after, before)
        if sum(one) and sum(two):
            assert forth.difference.low == pytest.approx(-back.difference.high, abs=1e-9)
        assert forth.p_value == pytest.approx(back.p_value, abs=1e-9, nan_ok=True)
        assert forth.verdict is not Verdict.TOO_FEW or min(sum(one), sum(two)) < 20


class TestTrends:
    def six(self) -> list[Release]:
        return [
            release_of({"q1": counts(row)}, items=(Q1,), code=f"r{number}", invited=160)
            for number, row in enumerate(ROUNDS, start=1)
        ]

    def line(self, releases: list[Release]) -> TrendLine:
        (line,) = trend_items(releases)
        return line

    def test_agrees_with_r(self) -> None:
        line = self.line(self.six())
        # R: DescTools 0.99.59, CochranArmitageTest; R 4.2.2 prop.trend.test(k, n)
        assert line.p_value == expected("cochran_armitage.devex", "p_prop_trend")
        assert line.p_adjusted == line.p_value
        assert (line.direction, line.verdict) == (1, Verdict.CLEAR)
        assert line.rounds == ("r1", "r2", "r3", "r4", "r5", "r6")
        # R 4.2.2: prop.test(38, 95, correct = FALSE): no finite population in a comparison
        assert line.shares[0] is not None
        assert line.shares[0].low == expected("binom_ci.wilson.prop_test", "low")

    def test_backwards_it_falls(self) -> None:
        line = self.line(self.six()[::-1])
        assert (line.direction, line.verdict) == (-1, Verdict.CLEAR)

    def test_two_rounds_are_no_trend(self) -> None:
        line = self.line(self.six()[:2])
        assert (line.p_value, line.p_adjusted, line.direction) == (None, None, 0)
        assert line.verdict is Verdict.TOO_FEW
        assert all(share is not None for share in line.shares)
        assert trend_items([]) == ()

    def test_only_rounds_since_the_last_rewording_are_drawn_and_tested(self) -> None:
        releases = self.six()
        for index in (0, 1):
            old = release_of({"q1": counts(ROUNDS[index])}, items=(replace(Q1, wording=7),))
            releases[index] = old
        line = self.line(releases)
        assert line.breaks == (2,)
        assert line.shares[:2] == (None, None)
        assert all(share is not None for share in line.shares[2:])
        assert line.p_value == self.line(self.six()[2:]).p_value

    def test_every_rewording_is_a_break(self) -> None:
        releases = [
            release_of({"q1": counts(ROUND_1)}, items=(replace(Q1, wording=wording),))
            for wording in (1, 2, 2, 1)
        ]
        line = self.line(releases)
        assert line.breaks == (1, 3)
        assert [share is None for share in line.shares] == [True, True, True, False]

    def test_a_gap_keeps_its_place(self) -> None:
        releases = self.six()
        releases[1] = release_of({"q1": HiddenReason.TOO_FEW}, items=(Q1,))
        releases[2] = release_of({}, items=(TIRED,))
        line = self.line(releases)
        assert [share is None for share in line.shares] == [False, True, True, False, False, False]
        assert line.breaks == ()
        # R 4.2.2: prop.trend.test(c(38, 52, 44, 55), c(95, 99, 90, 94), c(1, 4, 5, 6)), written out
        k, n, s = (38, 52, 44, 55), (95, 99, 90, 94), (1, 4, 5, 6)
        p, mean = sum(k) / sum(n), sum(a * b for a, b in zip(n, s, strict=True)) / sum(n)
        moved = sum(a * (x - mean) for a, x in zip(k, s, strict=True))
        spread = sum(b * (x - mean) ** 2 for b, x in zip(n, s, strict=True))
        z = moved / math.sqrt(p * (1 - p) * spread)
        assert line.p_value == pytest.approx(math.erfc(abs(z) / math.sqrt(2)), rel=1e-9)

    def test_rounds_of_fewer_than_ten_are_drawn_and_not_tested(self) -> None:
        releases = self.six()[:3]
        releases[1] = release_of({"q1": counts([0, 0, 0, 9, 0])}, items=(Q1,))
        line = self.line(releases)
        assert all(share is not None for share in line.shares)
        assert line.p_value is None

    def test_only_what_has_a_good_end_has_a_trend(self) -> None:
        releases = [release_of({"q1": counts(ROUND_1), "role": counts({"dev": 30})})] * 3
        assert [line.code for line in trend_items(releases)] == ["q1", "tired", "likely"]

    def test_level_answers_are_no_evidence(self) -> None:
        releases = [release_of({"q1": counts(ROUND_1)}, items=(Q1,))] * 3
        line = self.line(releases)
        assert line.p_value == pytest.approx(1)
        assert (line.direction, line.verdict) == (0, Verdict.NONE)

    def test_a_group_that_a_round_lacks_is_a_gap(self) -> None:
        (line,) = trend_items(self.six(), "Platform")
        assert line.shares == (None,) * 6
        assert line.verdict is Verdict.TOO_FEW

    def test_constructs_break_with_their_items(self) -> None:
        lines = {line.code: line for line in trend_constructs(demo_releases())}
        assert lines["release"].verdict is Verdict.CLEAR
        assert lines["release"].direction == 1
        assert lines["docs"].direction == -1
        assert lines["focus"].verdict is Verdict.NONE
        assert lines["feedback"].breaks == lines["batches"].breaks == (2,)
