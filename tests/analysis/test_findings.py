"""Sentences follow from numbers by rule."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    NotComparedReason,
    Verdict,
    compare_items,
)
from analysis.findings import (
    Finding,
    FindingKind,
    change_in_words,
    findings,
    hidden_in_words,
    percent,
    points,
)
from analysis.instrument import (
    AGREEMENT_5,
    Construct,
    Instrument,
    Item,
    Section,
    likert,
)
from analysis.release import Band, Hidden, HiddenReason, Release, ReleasedGroup, RoundFacts, Shown
from analysis.stats.proportions import Difference, Share
from analysis.tally import ItemCounts
from tests.releases import demo_release, demo_releases

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
EASE = Item("ease", "I can release a change whenever I decide to.", AGREEMENT)
OTHER_ITEM = Item("other", "The build is quick.", AGREEMENT)
TENURE = Item("tenure", "I have been here for long.", AGREEMENT, attribute=True)
FLOW = Construct("flow", "Ease of release", ("ease",))


def release_of(
    favourable: int,
    n: int,
    *,
    other: int = 30,
    invited: int | None = 70,
    units: tuple[ReleasedGroup, ...] = (),
    ease: Item = EASE,
) -> Release:
    """``favourable`` of ``n`` agree with the item of the construct, ``other`` of 60 otherwise."""
    items = (ease, OTHER_ITEM, TENURE)
    instrument = Instrument(
        "test",
        "Test",
        sections=(Section("all", "All", tuple(item.code for item in items)),),
        items=items,
        constructs=(FLOW,),
    )
    scores = {"4": favourable, "2": n - favourable}
    group = ReleasedGroup(
        path="",
        title="Everybody",
        parent=None,
        invited=invited,
        answers=max(n, 58),
        items={
            "ease": Shown(ItemCounts(answered=n, options=scores)),
            "other": Shown(ItemCounts(answered=60, options={"5": other, "1": 60 - other})),
            "tenure": Shown(ItemCounts(answered=n, options={"5": n})),
        },
        constructs={"flow": Shown(ItemCounts(answered=n, options=scores))},
    )
    facts = RoundFacts("p", "2027-spring", "Spring 2027", "confidential", 5)
    return Release(facts, instrument, (group, *units))


def unit(title: str, hidden: HiddenReason | None) -> ReleasedGroup:
    return ReleasedGroup(title, title, "", 12, None if hidden else 12, hidden)


class TestBands:
    def test_a_band_of_the_organisation_is_said_and_neither_praised_nor_compared(self) -> None:
        shown = release_of(50, 58)
        assert texts(findings(shown), FindingKind.FINE)
        band = replace(
            shown.organisation, constructs={"flow": Band(0.6, 1.0, 10)}, items={
                **shown.organisation.items, "ease": Band(0.6, 1.0, 10)
            },
        )  # fmt: skip
        told = replace(shown, groups=(band,))
        found = findings(told, release_of(20, 58))
        flow = [one for one in found if one.code == "flow"]
        assert flow == [
            Finding(
                FindingKind.HIDDEN,
                "Ease of release: 60 % or more favourable, of 10 or more answers; "
                "more is not told.",
                "flow",
            )
        ]

    def test_units_told_in_bands_are_named(self) -> None:
        banded = replace(unit("Build", None), answers=None, between=(5, 9))
        other = replace(banded, path="Cloud", title="Cloud")
        found = findings(release_of(30, 58, units=(banded, other)))
        assert texts(found, FindingKind.HIDDEN) == [
            "Build and Cloud: 5\u20139 answers each, so told in bands only."
        ]

    def test_the_number_of_answers_of_a_small_round_is_a_range(self) -> None:
        shown = release_of(30, 58)
        few = replace(shown.organisation, answers=None, between=(5, 9))
        found = findings(replace(shown, groups=(few,)))
        assert texts(found, FindingKind.RESPONSE) == ["5\u20139 people answered; 70 were asked."]


def texts(found: tuple[Finding, ...], kind: FindingKind) -> list[str]:
    return [finding.text for finding in found if finding.kind is kind]


class TestResponse:
    def test_with_a_head_count(self) -> None:
        assert findings(release_of(30, 58))[0] == Finding(
            FindingKind.RESPONSE, "58 of 70 answered (83 %)."
        )

    def test_behind_an_open_link(self) -> None:
        assert texts(findings(release_of(30, 58, invited=None)), FindingKind.RESPONSE) == [
            "58 people answered; how many were asked is not known."
        ]

    def test_a_round_that_is_too_small_says_only_that(self) -> None:
        assert findings(demo_release(answers=4)) == (
            Finding(
                FindingKind.HIDDEN,
                "Fewer than 5 people answered, so nothing of this round is shown.",
            ),
        )


class TestChanges:
    def test_a_clear_change(self) -> None:
        # By hand: Wilson's limits are 0.2249 to 0.4628 for 19 of 57 and 0.5442 to 0.7792 for 39 of
        # 58; Newcombe: 0.3391 - sqrt(0.1282^2 + 0.1295^2) and 0.3391 + sqrt(0.1068^2 + 0.1084^2).
        found = findings(release_of(39, 58), release_of(19, 57))
        assert texts(found, FindingKind.CHANGE) == [
            (
                "Ease of release: clearly better, 33 % -> 67 % favourable "
                "(+16 to +49 points); shows from 26."
            )
        ]

    def test_a_clear_change_for_the_worse(self) -> None:
        found = findings(release_of(19, 57), release_of(39, 58))
        assert texts(found, FindingKind.CHANGE) == [
            (
                "Ease of release: clearly worse, 67 % -> 33 % favourable "
                "(-49 to -16 points); shows from 26."
            )
        ]

    def test_noise_is_no_evidence_and_says_what_would_not_have_shown(self) -> None:
        found = findings(release_of(30, 58), release_of(28, 57))
        sentences = texts(found, FindingKind.NO_EVIDENCE)
        assert re.fullmatch(
            r"Ease of release: no evidence of change; a shift under 2\d points would not show\.",
            sentences[0],
        )
        assert texts(found, FindingKind.CHANGE) == []

    def test_too_few_to_tell(self) -> None:
        found = findings(release_of(30, 58), release_of(4, 9))
        assert texts(found, FindingKind.TOO_FEW) == [
            "Ease of release: too few answers to tell (9 before, 58 now); no shift would show."
        ]

    def test_a_rewording(self) -> None:
        found = findings(release_of(39, 58, ease=replace(EASE, wording=2)), release_of(19, 57))
        assert texts(found, FindingKind.NOT_COMPARED) == [
            "Ease of release: asked differently before, so not compared."
        ]
        assert texts(found, FindingKind.CHANGE) == []

    def test_items_of_a_construct_speak_through_it_and_attributes_not_at_all(self) -> None:
        found = findings(release_of(39, 58, other=55), release_of(19, 57, other=20))
        changed = [finding.code for finding in found if finding.kind is FindingKind.CHANGE]
        assert sorted(filter(None, changed)) == ["flow", "other"]
        assert "“The build is quick”: clearly better" in " ".join(texts(found, FindingKind.CHANGE))
        assert "tenure" not in {finding.code for finding in found}

    def test_without_a_round_before_nothing_is_said_of_change(self) -> None:
        kinds = {finding.kind for finding in findings(release_of(39, 58))}
        assert not kinds & {FindingKind.CHANGE, FindingKind.NO_EVIDENCE, FindingKind.NOT_COMPARED}


class TestStanding:
    def test_fine_and_to_look_at(self) -> None:
        # By hand, Wilson's limits with m = n (N - 1) / (N - n): 50 of 58 in 70 (m = 333.5) are
        # 0.821 and 0.895 (0.89497), 12 of 60 in 70 (m = 414) are 0.164 and 0.241.
        found = findings(release_of(50, 58, other=12))
        assert texts(found, FindingKind.FINE) == [
            "Ease of release: 50 of 58 favourable (86 %; 82 to 89 % of all 70)."
        ]
        assert texts(found, FindingKind.LOOK_AT) == [
            "“The build is quick”: 12 of 60 favourable (20 %; 16 to 24 % of all 70)."
        ]

    def test_what_lies_around_one_half_is_neither(self) -> None:
        found = findings(release_of(29, 58, other=30))
        assert texts(found, FindingKind.FINE) == texts(found, FindingKind.LOOK_AT) == []

    def test_without_a_head_count_the_interval_is_named(self) -> None:
        # Wilson, 50 of 58: 0.751 to 0.928 by hand
        found = findings(release_of(50, 58, invited=None))
        assert texts(found, FindingKind.FINE) == [
            "Ease of release: 50 of 58 favourable (86 %; interval 75 to 93)."
        ]

    def test_of_a_census_it_is_said_that_everybody_answered(self) -> None:
        found = findings(release_of(50, 58, invited=58))
        assert texts(found, FindingKind.FINE) == [
            "Ease of release: 50 of 58 favourable (86 %; everybody answered)."
        ]

    def test_at_most_three_to_look_at_the_lowest_first(self) -> None:
        found = findings(demo_release())
        low = texts(found, FindingKind.LOOK_AT)
        shares = [int(re.search(r"\((\d+) %", text)[1]) for text in low]  # type: ignore[index]
        assert 1 <= len(low) <= 3
        assert shares == sorted(shares)


class TestHidden:
    def test_hidden_units_are_named_with_the_reason(self) -> None:
        units = (
            unit("Data", HiddenReason.TOO_FEW),
            unit("Search", HiddenReason.TOO_FEW),
            unit("Shop", HiddenReason.SIBLING),
            unit("Cloud", None),
        )
        assert texts(findings(release_of(30, 58, units=units)), FindingKind.HIDDEN) == [
            "Data and Search: too few answers to be shown.",
            "Shop: not shown, because that would give away the answers of a smaller group.",
        ]

    def test_a_hidden_construct_is_named(self) -> None:
        release = release_of(30, 58)
        organisation = replace(
            release.organisation, constructs={"flow": Hidden(HiddenReason.TOO_FEW)}
        )
        found = findings(replace(release, groups=(organisation,)))
        assert (
            Finding(FindingKind.HIDDEN, "Ease of release: too few answers to be shown.", "flow")
            in found
        )

    @pytest.mark.parametrize("reason", list(HiddenReason))
    def test_every_reason_has_words(self, reason: HiddenReason) -> None:
        assert hidden_in_words(reason, 5)


class TestWords:
    def changed(self, verdict: Verdict, estimate: float, effect: float) -> Change:
        (found, *_rest) = compare_items(release_of(30, 60), release_of(30, 60))
        assert isinstance(found, Change)
        assert found.cliffs_delta is not None
        return replace(
            found,
            verdict=verdict,
            difference=Difference(60, 60, estimate, -0.015, 0.3),
            cliffs_delta=replace(found.cliffs_delta, estimate=effect),
            detectable=0.255,
        )

    @pytest.mark.parametrize(
        ("verdict", "estimate", "effect", "words"),
        [
            (
                Verdict.CLEAR,
                0.2,
                0.2,
                "clearly better, 50 % -> 50 % favourable (-2 to +30 points); shows from 26",
            ),
            (
                Verdict.CLEAR,
                -0.2,
                -0.2,
                "clearly worse, 50 % -> 50 % favourable (-2 to +30 points); shows from 26",
            ),
            (
                Verdict.POSSIBLE,
                0.0,
                0.2,
                "possibly better, 50 % -> 50 % favourable (-2 to +30 points); shows from 26",
            ),
            (
                Verdict.POSSIBLE,
                0.1,
                -0.1,
                "possibly different, 50 % -> 50 % favourable (-2 to +30 points); shows from 26",
            ),
            (
                Verdict.NONE,
                0.1,
                0.1,
                "no evidence of change; a shift under 26 points would not show",
            ),
            (
                Verdict.TOO_FEW,
                0.1,
                0.1,
                "too few answers to tell (60 before, 60 now); shows from 26",
            ),
        ],
    )
    def test_change(self, verdict: Verdict, estimate: float, effect: float, words: str) -> None:
        assert change_in_words(self.changed(verdict, estimate, effect)) == words

    @pytest.mark.parametrize("reason", list(NotComparedReason))
    def test_every_reason_has_words(self, reason: NotComparedReason) -> None:
        assert change_in_words(NotCompared("q", "Q", reason))

    def test_the_voice(self) -> None:
        first, second, third = demo_releases()
        found = (*findings(third, second), *findings(second, first), *findings(first))
        assert len(found) > 30
        for finding in found:
            text = finding.text
            assert text.endswith(".")
            assert "no change" not in text.lower()
            assert "significant" not in text.lower()
            assert not re.search(r"nan|inf\b|None|!", text)
            assert not re.search(r"\d\.\d", text), "percentages and points are whole"

    def test_a_share_never_stands_without_its_people(self) -> None:
        for finding in findings(demo_release()):
            if "%" in finding.text:
                assert re.search(r"\d+ of \d+", finding.text)

    @pytest.mark.parametrize(
        ("fraction", "whole"), [(0.285, 29), (0.284999, 28), (0.0, 0), (1.0, 100), (-0.155, -16)]
    )
    def test_percent(self, fraction: float, whole: int) -> None:
        assert percent(fraction) == whole

    def test_points_carry_their_sign(self) -> None:
        assert [points(x) for x in (0.16, -0.16, 0.004, -0.004)] == ["+16", "-16", "0", "0"]


def test_the_counts_behind_the_sentences_are_right() -> None:
    # The constructs above are one item of four and two: their favourable people are those given.
    rows = compare_items(release_of(19, 57), release_of(39, 58))
    (row, *_rest) = rows
    assert isinstance(row, Change)
    assert isinstance(row.before, Estimate)
    assert isinstance(row.before.favourable, Share)
    assert (row.before.favourable.estimate, row.after.n) == (19 / 57, 58)
