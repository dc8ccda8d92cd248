"""What two rounds could show, before they are asked."""

from __future__ import annotations

import math

import pytest

from analysis.planning import plan_comparisons
from analysis.stats.power import detectable_difference, required_n

TREE = {"everybody": 70, "Platform": 30, "Payments": 12, "Data": 6}


def test_seventy_people_of_whom_four_in_five_answer() -> None:
    rows = plan_comparisons(TREE, rate=0.8)
    assert [(row.group, row.people, row.answers) for row in rows] == [
        ("everybody", 70, 56),
        ("Platform", 30, 24),
        ("Payments", 12, 10),
        ("Data", 6, 5),
    ]
    assert rows[0].detectable == detectable_difference(56, 56, 0.5)
    assert required_n(0.5, rows[0].detectable) == pytest.approx(56, rel=1e-6)
    assert rows[0].detectable < rows[1].detectable < 0.45


def test_nothing_is_promised_to_the_small() -> None:
    # From one half not even a rise to 100 % would show with 10 answers; with 5 nothing is said.
    payments, data = plan_comparisons(TREE, rate=0.8)[2:]
    assert math.isnan(payments.detectable)
    assert math.isnan(data.detectable)
    assert not math.isnan(plan_comparisons({"all": 12}, rate=0.8, share=0.1)[0].detectable)
    assert math.isnan(plan_comparisons({"all": 12}, rate=0.7, share=0.1)[0].detectable)


def test_more_answers_show_more() -> None:
    shifts = [plan_comparisons({"all": 70}, rate)[0].detectable for rate in (0.3, 0.6, 1.0)]
    assert shifts == sorted(shifts, reverse=True)


@pytest.mark.parametrize(
    ("groups", "rate", "share", "said"),
    [
        ({"all": 70}, 1.2, 0.5, "rate"),
        ({"all": 70}, 0.8, -0.1, "share"),
        ({"all": -1}, 0.8, 0.5, "all"),
        ({"all": 2.5}, 0.8, 0.5, "all"),
    ],
)
def test_refuses_bad_input(groups: dict[str, int], rate: float, share: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        plan_comparisons(groups, rate, share)
