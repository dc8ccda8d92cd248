"""Labels told apart by their words: what is ordered, what is no answer, what is neither."""

from __future__ import annotations

import pytest

from questionnaires.formats.label_order import is_not_applicable, is_other, is_without, ranks_of

ORDERED = [
    "Strongly disagree,Disagree,Somewhat disagree,Neutral,Somewhat agree,Agree,Strongly agree",
    (
        "Strongly disagree,Mostly disagree,Slightly disagree,Neither agree nor disagree,"
        "Slightly agree,Mostly agree,Strongly agree"
    ),
    (
        "Extremely dissatisfied,Dissatisfied,Slightly dissatisfied,"
        "Neither satisfied nor dissatisfied,Slightly satisfied,Satisfied,"
        "Extremely satisfied"
    ),
    "Not at all,A little,Somewhat,A lot,A great deal",
    "Not at all,Slightly,Moderately,Very much,Extremely",
    "Not at all likely,Slightly likely,Moderately likely,Very likely,Extremely likely",
    (
        "No effort at all,A little effort,A moderate amount of effort,A lot of effort,"
        "A great deal of effort"
    ),
    "Never,Rarely,Sometimes,Often,Always",
    "Never,Sometimes,About half the time,Most of the time,Always",
    "Very low quality,Low quality,Moderate quality,High quality,Very high quality",
    (
        "Extremely decreased my productivity,Moderately decreased my productivity,"
        "Slightly decreased my productivity,No impact on my productivity,"
        "Slightly increased my productivity,Moderately increased my productivity,"
        "Extremely increased my productivity"
    ),
    (
        "Performed well below goals,Performed below goals,Performed slightly below goals,"
        "Met goals,Performed slightly above goals,Performed above goals,"
        "Performed well above goals"
    ),
    "Slight,Moderate,Significant",
    "1 Not at all,2 Somewhat,3 Moderately,4 Very much,5 Extremely",
    "0,1,2,3,4,5,6,7,8,9,10",
]
UNORDERED = [
    "Red,Green,Blue", "Yes,No",
    "Good documents,Better tools,Fast builds", "Easy setup,Low cost,Me",
    "High memory,Low memory,Very slow tests", "1 week,3 weeks,9 weeks", "Agree,Mostly agree,Yes",
    "Not satisfied,Satisfied,Very satisfied", "Often,Frequently,Never", "Agree,Agree,Disagree",
    "Stimme zu,Neutral,Stimme nicht zu",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDERED)
def test_labels_are_ordered_whatever_place_they_stand_in(text: str) -> None:
    labels = text.split(",")
    for listed in (labels, labels[::-1], labels[1::2] + labels[::2]):
        ranks = ranks_of(listed)
        assert ranks is not None
        by_rank = [label for _rank, label in sorted(zip(ranks, listed, strict=True))]
        assert by_rank == labels


@pytest.mark.parametrize("text", UNORDERED)
def test_of_other_labels_nothing_is_claimed(text: str) -> None:
    assert ranks_of(text.split(",")) is None


NO_ANSWERS = (
    "N/A", "n.a.", "NA", "Not applicable", "I don't know", "I don\u2019t know or NA", "Not sure",
    "I don't know / NA", "Don't know", "Prefer not to say",
    "I don't know or prefer not to answer", "I don't know or not applicable",
)  # fmt: skip
SOME_ANSWERS = ("No", "None", "Nothing", "Neutral", "Not at all", "Know it all", "", "Nat")


def test_what_is_no_answer() -> None:
    assert [label for label in NO_ANSWERS if not is_not_applicable(label)] == []
    assert [label for label in SOME_ANSWERS if is_not_applicable(label)] == []
    assert is_without("We do not do code reviews")
    assert not is_without("We deploy daily")
    assert is_other("Other, please specify")
    assert is_other("Or, in your own words")
    assert not is_other("Another team")
