"""Rules on answers beyond their examples: what is judged, and which of two scales is told of."""

from __future__ import annotations

import pytest

from analysis.instrument import Item, Scale, likert
from analysis.scales import BUILT_IN
from questionnaires.advice.scale_words import BAD, GOOD, KINDS
from questionnaires.advice.scales import answer_advice, scale_advice, scales_that_differ
from questionnaires.advice.values import Rule
from tests.questionnaires.advice.cases import a_set


def scale(*labels: str, code: str = "own") -> Scale:
    return likert(code, labels, boxes=0)


def asked_on(*scales: Scale) -> list[Item]:
    return [Item(f"i{n}", "It works.", one) for n, one in enumerate(scales)]


def test_of_two_scales_that_differ_the_later_is_told_of() -> None:
    asked = a_set(asked_on(BUILT_IN["agreement_5"], BUILT_IN["agreement_7"]))
    [advice] = scales_that_differ(asked)
    assert (advice.rule, advice.place, advice.found) == (
        Rule.SCALES_DIFFER,
        "scales.agreement_7",
        "agreement_5",
    )


@pytest.mark.parametrize(
    "scales",
    [
        ("agreement_5", "agreement_5"),
        ("agreement_5", "frequency_5", "satisfaction_5", "nps"),
        ("lead_time", "recovery_time", "deployment_frequency"),
        ("yes_no", "agreement_5", "long_text", "percentage"),
    ],
)
def test_the_built_in_scales_go_together(scales: tuple[str, ...]) -> None:
    assert list(scales_that_differ(a_set(asked_on(*(BUILT_IN[one] for one in scales))))) == []


@pytest.mark.parametrize("one", BUILT_IN.values(), ids=BUILT_IN)
def test_the_built_in_scales_need_no_advice(one: Scale) -> None:
    assert list(scale_advice(one)) == []
    assert list(answer_advice(Item("asked", "It works.", one))) == []


def test_a_mixed_scale_tells_one_level_of_each_kind() -> None:
    [advice] = scale_advice(scale("Never", "Sometimes", "Agree"))
    assert (advice.rule, advice.found) == (Rule.MIXED_SCALE, "Never / Agree")


def test_a_leaning_scale_tells_how_many_levels_each_side_has() -> None:
    [advice] = scale_advice(scale("Poor", "Fair", "Good", "Very good", "Excellent"))
    assert (advice.rule, advice.number, advice.limit) == (Rule.UNBALANCED_SCALE, 3, 1)


@pytest.mark.parametrize("pattern", [GOOD, BAD, *KINDS.values()])
def test_no_label_is_good_and_bad_and_an_empty_one_is_nothing(pattern: object) -> None:
    labels = ["Good", "Very bad", "Not satisfied", "Stimme eher nicht zu", "Poco útil", "Fair"]
    assert [one for one in labels if GOOD.fullmatch(one) and BAD.fullmatch(one)] == []
    assert not pattern.fullmatch("")  # type: ignore[attr-defined]


def test_what_is_judged_changes_with_the_labels_and_the_ends() -> None:
    first = next(scale_advice(scale("Poor", "Fair", "Good", "Very good", "Excellent")))
    again = next(scale_advice(scale("Poor", "Fair", "Good", "Very good", "Excellent")))
    other = next(scale_advice(scale("Poor", "Fair", "Good", "Very good", "Superb")))
    assert first.digest == again.digest
    assert first.digest != other.digest
