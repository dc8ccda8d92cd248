"""The overview says what the statistics say, names how, and says nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates import Change, Verdict, change_verdict, compare_constructs, compare_items
from analysis.exports.deck import report_deck
from analysis.exports.overview import Answer, Question, Statement, overview
from analysis.findings import FindingKind
from analysis.instrument import AGREEMENT_5, Construct, Instrument, Item, Section, likert
from analysis.release import HiddenReason, Release, ReleasedGroup, RoundFacts, Shown
from analysis.tally import ItemCounts
from tests.releases import demo_releases

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
CODES = ("ease", "focus", "docs", "alone")
ITEMS = tuple(Item(code, f"I can say yes to {code}.", AGREEMENT) for code in CODES)
INSTRUMENT = Instrument(
    "test",
    "Test",
    sections=(Section("all", "All", CODES),),
    items=ITEMS,
    constructs=tuple(Construct(f"c_{code}", f"Of {code}", (code,)) for code in CODES[:3]),
)
#: How many chose each of the five answers, to each of the questions.
Round = Sequence[Sequence[int]]


def release_of(counts: Round, invited: int | None = None, code: str = "now") -> Release:
    cells = {
        one: Shown(
            ItemCounts(
                answered=sum(chosen),
                options={str(level): n for level, n in enumerate(chosen, start=1) if n},
            )
        )
        for one, chosen in zip(CODES, counts, strict=True)
    }
    group = ReleasedGroup(
        path="",
        title="Everybody",
        parent=None,
        invited=invited,
        answers=max(sum(chosen) for chosen in counts),
        items=cells,
        constructs={f"c_{one}": cells[one] for one in CODES[:3]},
    )
    facts = RoundFacts("p", code, code.title(), "confidential", 5)
    return Release(facts, INSTRUMENT, (group,))


def answer(answers: Sequence[Answer], question: Question) -> Answer:
    return next(one for one in answers if one.question is question)


def said(answers: Sequence[Answer], question: Question) -> list[str]:
    return [one.text for one in answer(answers, question).statements]


COUNTS = st.lists(
    st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda row: sum(row) >= 5),
    min_size=len(CODES),
    max_size=len(CODES),
)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_no_change_is_stated_that_the_verdict_denies(before: Round, after: Round) -> None:
    old, new = release_of(before, code="before"), release_of(after)
    changes = {
        one.code: one
        for one in (*compare_constructs(old, new), *compare_items(old, new))
        if isinstance(one, Change)
    }
    stated = {one.code: one for one in answer(overview(new, old), Question.CHANGED).statements}
    for code, change in changes.items():
        if code in CODES[:3]:  # an item of a construct is not said apart from it
            assert code not in stated
            continue
        verdict = change_verdict(
            change.p_adjusted,
            change.cliffs_delta.estimate if change.cliffs_delta else float("nan"),
            change.difference,
            change.detectable,
        )
        words = stated[code].text if code in stated else ""
        kind = stated[code].kind if code in stated else None
        assert (kind is FindingKind.CHANGE) == (verdict in (Verdict.CLEAR, Verdict.POSSIBLE))
        assert ("clearly" in words) == (verdict is Verdict.CLEAR)
        assert ("possibly" in words) == (verdict is Verdict.POSSIBLE)
        assert ("better" not in words) or change.difference.estimate >= 0
        assert ("worse" not in words) or change.difference.estimate <= 0


def test_every_question_is_answered_in_its_order() -> None:
    found = overview(*reversed(demo_releases()[-2:]))
    assert [one.question for one in found] == list(Question)
    assert all(one.statements or one.nothing for one in found)


def test_the_planted_change_is_clear_and_nothing_else_is() -> None:
    """Of four questions one moved from 20 to 44 of 60, one back; two stayed."""
    before = [[20, 20, 0, 10, 10], [8, 8, 0, 22, 22], [15, 15, 0, 15, 15], [10, 10, 20, 10, 10]]
    after = [[8, 8, 0, 22, 22], [20, 20, 0, 10, 10], [15, 14, 0, 16, 15], [10, 10, 20, 11, 9]]
    found = overview(release_of(after, 70), release_of(before, 70, "before"))
    stated = answer(found, Question.CHANGED)
    assert [one.code for one in stated.loud] == ["c_ease", "c_focus"]
    assert stated.loud[0].text.startswith("Of ease: clearly better, 33 % -> 73 % favourable (")
    assert stated.loud[1].text.startswith("Of focus: clearly worse, 73 % -> 33 % favourable (")
    assert [one.code for one in stated.quiet] == ["c_docs", "alone"]


class TestWhetherItIsEnough:
    """``wilson_interval(30, 60, 70)`` is 0.5 +- 0.0485 (n = 60 counts as 60 x 69 / 10 = 414)."""

    def test_of_a_known_number_of_people(self) -> None:
        rows = [[12, 12, 12, 12, 12]] * 4
        found = said(overview(release_of(rows, 70)), Question.ANSWERED)
        assert found[:2] == [
            "60 of 70 answered (86 %).",
            "That is enough to know a share of all 70 to within 5 points.",
        ]

    def test_of_an_unknown_number_nothing_is_promised(self) -> None:
        """Wilson's interval of 30 of 60 without a correction: 0.377 to 0.623."""
        rows = [[12, 12, 12, 12, 12]] * 4
        found = said(overview(release_of(rows)), Question.ANSWERED)
        assert found[1] == (
            "That is enough to know a share of all who might have answered to within 13 points, "
            "if those who did were drawn by chance."
        )
        assert len(found) == 2

    def test_of_everybody_no_precision_is_said(self) -> None:
        rows = [[12, 12, 12, 12, 12]] * 4
        found = said(overview(release_of(rows, 60)), Question.ANSWERED)
        assert "to within" not in " ".join(found)
        assert found[1].startswith("All 60 who were asked answered")

    def test_what_a_change_needs_is_said_where_rounds_are_compared(self) -> None:
        """The equation of R's ``power.prop.test(n = 60, p1 = 0.5, power = 0.8)``, solved with
        scipy 1.17 ``brentq``: p2 = 0.7455."""
        rows = [[12, 12, 12, 12, 12]] * 4
        release = release_of(rows, 70)
        assert not any("shows from" in one for one in said(overview(release), Question.ANSWERED))
        found = said(overview(release, release_of(rows, 70, "before")), Question.ANSWERED)
        assert "A change shows from about 25 points on; a smaller one may well be missed." in found

    def test_too_few_show_no_change(self) -> None:
        rows = [[2, 2, 1, 1, 1]] * 4
        found = overview(release_of(rows, 8), release_of(rows, 8, "before"))
        assert "It is not enough to show a change, however large." in said(found, Question.ANSWERED)


class TestWhereThereIsNothing:
    def test_a_first_round_says_so(self) -> None:
        found = answer(overview(demo_releases()[0]), Question.CHANGED)
        assert not found.statements
        assert found.nothing == (
            "This is the first round, so there is nothing to compare it with yet."
        )

    def test_a_round_without_change_says_what_it_can(self) -> None:
        rows = [[15, 15, 0, 15, 15]] * 4
        found = overview(release_of(rows, 70), release_of(rows, 70, "before"))
        changed = answer(found, Question.CHANGED)
        assert not changed.loud
        assert changed.nothing.startswith("Nothing clearly or possibly changed since Before")
        assert len(changed.quiet) == 4
        (nothing,) = answer(found, Question.LOOK_AT).loud
        assert nothing.text == (
            "Nothing stands out: no construct is below half by its interval, chosen more often "
            "than evenly spread choices are, or clearly worse than before."
        )
        assert answer(found, Question.FINE).nothing.startswith("Nothing is above half")

    def test_what_is_fine_and_to_be_looked_at_is_not_said_to_be_below_half(self) -> None:
        """42 of 60, after 60 of 60: above half by its interval, and clearly worse than before."""
        others = [[10, 10, 10, 15, 15]] * 3
        before = release_of([[0, 0, 0, 0, 60], *others], 70, "before")
        release = release_of([[6, 6, 6, 20, 22], *others], 70)
        found = overview(release, before)
        assert (
            "clearly worse than in the round before" in answer(found, Question.LOOK_AT).loud[0].text
        )
        fine = answer(found, Question.FINE)
        assert not fine.statements
        assert fine.nothing == (
            "What is above half by its whole interval is named under what to look at, for another "
            "reason."
        )
        slides = {one.about: one.title for one in report_deck([before, release]).slides}
        assert slides["What to look at"].endswith("stands out among 3 constructs")
        assert slides["What is fine"] == fine.nothing
        (alone,) = answer(overview(release), Question.FINE).statements
        assert "42 of 60 favourable" in alone.text

    def test_a_round_that_is_too_small_says_that_alone(self) -> None:
        shown = release_of([[1, 1, 1, 1, 1]] * 4, 8)
        hidden = replace(shown.organisation, hidden=HiddenReason.ROUND_TOO_SMALL, answers=None)
        (only,) = overview(replace(shown, groups=(hidden,)))
        assert only.question is Question.CANNOT_TELL
        assert [one.text for one in only.statements] == [
            "Fewer than 5 people answered, so nothing of this round is shown."
        ]


class TestWhatToLookAt:
    def test_a_candidate_says_why(self) -> None:
        before = [[8, 8, 0, 22, 22], [15, 15, 0, 15, 15], [10, 10, 0, 20, 20], [0, 0, 0, 30, 30]]
        after = [[20, 20, 0, 10, 10], [15, 15, 0, 15, 15], [10, 10, 0, 20, 20], [30, 30, 0, 0, 0]]
        found = overview(release_of(after, 70), release_of(before, 70, "before"))
        stated = answer(found, Question.LOOK_AT)
        assert [one.code for one in stated.loud] == ["c_ease"]
        assert stated.loud[0].text.startswith("Of ease: fewer than half favourable (20 of 60)")
        assert "clearly worse" in stated.loud[0].text
        assert [one.code for one in stated.quiet] == ["alone"], "of no construct, and low"

    def test_there_are_at_most_five(self) -> None:
        codes = tuple(f"i{number}" for number in range(8))
        items = tuple(Item(code, f"Yes to {code}.", AGREEMENT) for code in codes)
        low = Shown(ItemCounts(answered=60, options={"1": 50, "5": 10}))
        group = ReleasedGroup(
            path="", title="Everybody", parent=None, invited=70, answers=60,
            items=dict.fromkeys(codes, low), constructs={f"c_{code}": low for code in codes},
        )  # fmt: skip
        instrument = replace(
            INSTRUMENT,
            sections=(Section("all", "All", codes),),
            items=items,
            constructs=tuple(Construct(f"c_{code}", f"Of {code}", (code,)) for code in codes),
        )
        facts = RoundFacts("p", "now", "Now", "confidential", 5)
        found = overview(Release(facts, instrument, (group,)))
        assert len(answer(found, Question.LOOK_AT).loud) == 5


def statements() -> list[Statement]:
    found = overview(*reversed(demo_releases()[-2:]))
    return [one for answered in found for one in answered.statements]


def test_every_sentence_names_its_method_and_its_source() -> None:
    for one in statements():
        assert one.method
        assert one.text in one.copied
        assert one.method in one.copied
        assert "58 of 70 answered" in one.copied
        assert one.copied.count("release ") == 1


def test_what_a_sentence_is_about_is_drawn() -> None:
    drawn = {(one.kind, one.picture) for one in statements() if one.picture}
    assert (FindingKind.CHANGE, "change-constructs") in drawn
    assert (FindingKind.LOOK_AT, "constructs") in drawn
    assert (FindingKind.LOOK_AT, "items") in drawn
    assert not any(kind is FindingKind.HIDDEN for kind, _picture in drawn)


def test_a_question_that_no_section_asked_has_a_sentence_without_a_chart() -> None:
    release = release_of([[0, 0, 0, 30, 30]] * 3 + [[30, 30, 0, 0, 0]], 70)
    alone = replace(release, instrument=replace(INSTRUMENT, sections=()))
    (said,) = (one for one in answer(overview(alone), Question.LOOK_AT).quiet)
    assert said.code == "alone"
    assert (said.picture, said.anchor) == ("", "")


@pytest.mark.parametrize(
    ("invited", "method"),
    [
        (None, "Wilson's interval, 95 %"),
        (60, "a count of everybody"),
        (70, "Wilson's interval for 70 people, 95 %"),
    ],
)
def test_the_interval_is_named_as_it_was_found(invited: int | None, method: str) -> None:
    found = overview(release_of([[0, 0, 0, 30, 30]] * 4, invited))
    assert {one.method for one in answer(found, Question.FINE).statements} == {method}


def test_of_few_people_the_interval_is_exact() -> None:
    found = overview(release_of([[0, 0, 0, 20, 20]] * 4, 45))
    methods = {one.method for one in answer(found, Question.FINE).statements}
    assert methods == {"exact hypergeometric interval, 95 %"}
