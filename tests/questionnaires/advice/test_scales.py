"""Rules on answers: scales that lean, mix or differ, and questions that cannot be answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.instrument import (
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    likert,
    number_scale,
)
from analysis.ranges import NumberRange
from analysis.scales import BUILT_IN
from questionnaires.advice.scales import answer_advice, scale_advice, scales_that_differ
from questionnaires.advice.values import Rule

AGREE = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")


def scale(*labels: str, boxes: int = 0, code: str = "own") -> Scale:
    return likert(code, labels, boxes=boxes)


def sided(labels: tuple[str, ...], good: set[str], bad: set[str]) -> Scale:
    """A scale of which the favourable and unfavourable ends are set by number."""
    return replace(scale(*labels), favourable=frozenset(good), unfavourable=frozenset(bad))


def found(one: Scale) -> set[Rule]:
    return {advice.rule for advice in scale_advice(one)}


UNBALANCED = [
    scale("Poor", "Fair", "Good", "Very good", "Excellent"),
    scale("Bad", "Good", "Very good", "Excellent"),
    scale("Dissatisfied", "Neutral", "Satisfied", "Very satisfied"),
    scale("Disagree", "Agree", "Strongly agree"),
    scale("Worse", "As before", "A little better", "Much better"),
    scale("Very bad", "Bad", "Neutral", "Good"),
    scale("Hard", "Easy", "Very easy"),
    scale("Schlecht", "Gut", "Sehr gut", "Hervorragend"),
    scale("Unzufrieden", "Zufrieden", "Sehr zufrieden"),
    scale("Mala", "Buena", "Muy buena", "Excelente"),
    scale("En desacuerdo", "De acuerdo", "Muy de acuerdo"),
    sided(("a", "b", "c", "d", "e"), {"3", "4", "5"}, {"1"}),
    sided(("a", "b", "c", "d", "e"), {"5"}, {"1", "2", "3"}),
    sided(("a", "b", "c", "d"), {"2", "3", "4"}, {"1"}),
    sided(("a", "b", "c", "d", "e", "f"), {"5", "6"}, {"1"}),
]
BALANCED = [
    *(one for one in BUILT_IN.values() if one.kind is ScaleKind.ORDINAL),
    scale("Very bad", "Bad", "Neutral", "Good", "Very good", boxes=2),
    scale("Bad", "Good"),
    scale("Worse", "As before", "Better", boxes=1),
    scale("Much worse", "Worse", "As before", "Better", "Much better", boxes=2),
    scale("Sehr unzufrieden", "Unzufrieden", "Weder noch", "Zufrieden", "Sehr zufrieden", boxes=2),
    scale("Muy malo", "Malo", "Bueno", "Muy bueno", boxes=2),
    scale("None", "Less than 1 hour", "1 to 3 hours", "More than 3 hours"),
    scale("Less than 1 year", "1 to 3 years", "More than 3 years"),
    replace(scale("Not at all", "A little", "Good", "Very good"), unipolar=True),
    sided(("a", "b", "c", "d", "e"), {"4", "5"}, {"1", "2"}),
    Scale("tools", ScaleKind.SINGLE, (Option("a", "Good"), Option("b", "Great"))),
]
MIXED = [
    scale("Never", "Rarely", "Agree", "Strongly agree"),
    scale("Strongly disagree", "Disagree", "Sometimes", "Agree", "Always"),
    scale("Poor", "Sometimes", "Excellent"),
    scale("Very dissatisfied", "Disagree", "Agree", "Very satisfied"),
    scale("Nie", "Selten", "Stimme zu"),
    scale("Nunca", "A veces", "De acuerdo"),
    scale("Unlikely", "Sometimes", "Likely"),
    scale("Sehr schlecht", "Manchmal", "Sehr gut"),
]
BARE = [
    scale("Strongly disagree", "2", "3", "4", "Strongly agree"),
    scale("1", "2", "3", "4", "5"),
    scale("Never", "2", "3", "Always"),
    scale("0", "1", "2"),
    scale("-2", "-1", "0", "1", "2"),
    scale("Bad", "2", "Good"),
    scale("1", "2", "3", "4", "5", "6", "7"),
]


def labels(one: Scale) -> str:
    """What a test is called by: the answers from the first to the last."""
    return " | ".join(option.label for option in one.options) or one.kind.value


@pytest.mark.parametrize("one", UNBALANCED, ids=labels)
def test_a_scale_that_leans(one: Scale) -> None:
    assert Rule.UNBALANCED_SCALE in found(one)


@pytest.mark.parametrize("one", MIXED, ids=labels)
def test_a_scale_of_two_families(one: Scale) -> None:
    assert Rule.MIXED_SCALE in found(one)


@pytest.mark.parametrize("one", BARE, ids=labels)
def test_levels_without_words(one: Scale) -> None:
    assert Rule.BARE_NUMBERS in found(one)


@pytest.mark.parametrize("one", BALANCED, ids=labels)
def test_a_scale_that_needs_no_advice(one: Scale) -> None:
    assert found(one) == set()


def test_there_are_enough_scales_each_way() -> None:
    assert len(UNBALANCED) >= 15
    assert len(MIXED) + len(BARE) >= 15
    assert len(BALANCED) >= 15


def asked_on(*scales: Scale) -> Instrument:
    items = tuple(Item(f"i{n}", "It works.", one) for n, one in enumerate(scales))
    section = Section("only", "Only", tuple(item.code for item in items))
    return Instrument("set", "Set", (section,), items)


@pytest.mark.parametrize(
    "other",
    [
        BUILT_IN["agreement_7"],
        scale(*reversed(AGREE), code="back"),
        scale("Strongly disagree", "Disagree", "Agree", "Strongly agree", code="four"),
        scale("STRONGLY DISAGREE", "Neutral", "strongly agree ", code="three"),
    ],
    ids=lambda one: one.code,
)
def test_scales_with_the_same_ends_that_differ(other: Scale) -> None:
    [advice] = scales_that_differ(asked_on(BUILT_IN["agreement_5"], other))
    assert (advice.rule, advice.place, advice.found) == (
        Rule.SCALES_DIFFER,
        f"scales.{other.code}",
        "agreement_5",
    )


@pytest.mark.parametrize(
    "scales",
    [
        ("agreement_5",),
        ("agreement_5", "agreement_5"),
        ("agreement_5", "frequency_5", "satisfaction_5", "nps"),
        ("lead_time", "recovery_time", "deployment_frequency"),
        ("yes_no", "agreement_5", "long_text", "percentage"),
    ],
)
def test_scales_that_go_together(scales: tuple[str, ...]) -> None:
    assert list(scales_that_differ(asked_on(*(BUILT_IN[code] for code in scales)))) == []


NO_GOOD_END = number_scale("feel", ScaleKind.SLIDER, NumberRange(0, 10, low="bad", high="good"))
HOURS = number_scale("hours", ScaleKind.AMOUNT, NumberRange(0, 40, unit="hours"))
NO_NA = [Item("asked", "It works.", BUILT_IN[code], allows_na=False)
         for code in ("agreement_5", "agreement_7", "frequency_5", "satisfaction_5", "nps",
                      "percentage", "lead_time", "how_much_5")]  # fmt: skip
NO_DIRECTION = [Item("asked", "It works.", one)
                for one in (scale("Low", "Middle", "High"), NO_GOOD_END, scale(*AGREE),
                            scale("Less", "More"), scale("Small", "Medium", "Large", "Huge"),
                            scale("Early", "Late"), scale("Never", "Now", "Often"))]  # fmt: skip
ANSWERABLE = [
    *(Item("asked", "It works.", one) for one in BUILT_IN.values()),
    Item("asked", "Were you on call?", BUILT_IN["yes_no"], allows_na=False),
    Item("asked", "What else?", BUILT_IN["long_text"], allows_na=False),
    Item("tenure", "How long?", scale("Short", "Long"), allows_na=False, attribute=True),
    Item("asked", "How many hours?", HOURS),
]


@pytest.mark.parametrize("item", NO_NA, ids=lambda item: item.scale.code)
def test_not_applicable_is_missing(item: Item) -> None:
    assert [advice.rule for advice in answer_advice(item)] == [Rule.NO_NA]


@pytest.mark.parametrize("item", NO_DIRECTION, ids=lambda item: labels(item.scale))
def test_no_end_is_said_to_be_good(item: Item) -> None:
    assert [advice.rule for advice in answer_advice(item)] == [Rule.NO_DIRECTION]


@pytest.mark.parametrize("item", ANSWERABLE, ids=lambda item: item.scale.code)
def test_a_question_that_can_be_answered(item: Item) -> None:
    assert list(answer_advice(item)) == []


def test_there_are_enough_questions_each_way() -> None:
    assert len(NO_NA) + len(NO_DIRECTION) >= 15
    assert len(ANSWERABLE) >= 15


def test_what_is_judged_changes_with_the_labels_and_the_ends() -> None:
    first = next(scale_advice(UNBALANCED[0]))
    again = next(scale_advice(replace(UNBALANCED[0], code="own")))
    other = next(scale_advice(scale("Poor", "Fair", "Good", "Very good", "Superb")))
    assert first.digest == again.digest
    assert first.digest != other.digest
