"""Corrections: what is taken out, what is turned round, and what no correction can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.audit import audit
from analysis.corrections import WITHDRAWN, corrected
from analysis.estimates import Estimate, estimate_item
from analysis.exports.document import report_document
from analysis.exports.pictures import draw_picture
from analysis.release import Band, Hidden, Release, Shown, dump_release, load_release
from tests.analysis.test_disclosure import INSTRUMENT, count, frame_of, gate, people
from tests.releases import demo_release, with_together

ROWS = (people(14, "A"), people(9, "B"), people(12, "C"))


def first() -> Release:
    return gate(frame_of("A", "B", "C"), *ROWS)


def test_a_question_that_is_taken_out_is_gone_everywhere() -> None:
    made = corrected(first(), reason="It asked two things.", withdrawn=["ease"])
    assert (made.number, made.corrects) == (2, "It asked two things.")
    for group in made.groups:
        assert group.items["ease"] == WITHDRAWN
        assert group.constructs["flow"] == WITHDRAWN
        assert group.items["calm"] == first().group(group.path).items["calm"]
    assert audit([first(), made], count(*ROWS)) == ()


def test_a_question_that_is_turned_round_is_read_the_other_way() -> None:
    before, made = first(), corrected(first(), reason="Agreeing is bad.", turned=["ease"])

    def favourable(release: Release) -> tuple[float, float]:
        cell = estimate_item(release, "", "ease")
        assert isinstance(cell, Estimate)
        assert cell.favourable
        assert cell.unfavourable is not None
        return cell.favourable.estimate, cell.unfavourable

    assert favourable(made) == favourable(before)[::-1]
    assert isinstance(before.group("B").items["ease"], Band)
    assert made.group("B").items["ease"] == WITHDRAWN
    assert isinstance(made.group("A").items["ease"], Shown)
    assert {group.constructs["flow"] for group in made.groups} == {WITHDRAWN}
    assert audit([before, made], count(*ROWS)) == ()


def test_what_answers_say_together_goes_with_it() -> None:
    with_drivers = with_together(demo_release())
    together = with_drivers.together
    assert together.drivers
    assert together.reliability
    gone = together.reliability[0].construct
    item = with_drivers.instrument.construct(gone).items[0]
    made = corrected(with_drivers, reason="Wrong.", withdrawn=[item]).together
    assert gone not in {one.construct for one in made.reliability}
    assert not any(gone in (pair.first, pair.second) for pair in made.pairs)
    assert made.drivers is None


def test_it_is_written_and_read_and_corrections_add_up() -> None:
    one = corrected(first(), reason="It asked two things.", withdrawn=["ease"])
    two = corrected(one, reason="So did this.", withdrawn=["calm"])
    assert load_release(dump_release(two)) == two
    assert (two.number, two.corrects) == (3, "It asked two things. So did this.")
    assert two.organisation.items["ease"] == WITHDRAWN


def test_hidden_groups_stay_as_they_are() -> None:
    few = gate(frame_of("A", "B"), people(20, "A"), people(3, "B"), people(12, "A"))
    made = corrected(few, reason="Wrong.", withdrawn=["ease"])
    assert made.group("B") == few.group("B")
    assert isinstance(made.group("B").items["ease"], Hidden)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": " ", "withdrawn": ["ease"]}, "says why"),
        ({"reason": "x"}, "Nothing to correct"),
        ({"reason": "x", "withdrawn": ["nothing"]}, "no closed question 'nothing'"),
        ({"reason": "x", "turned": ["role"]}, "have no order"),
        ({"reason": "x", "turned": ["ease"], "withdrawn": ["ease"]}, "choose one"),
    ],
)
def test_it_says_what_cannot_be_corrected(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        corrected(first(), **change)


def test_nothing_else_of_the_instrument_changes() -> None:
    made = corrected(first(), reason="Agreeing is bad.", turned=["ease"])
    assert made.instrument.item("ease").reverse
    assert replace(made.instrument, items=INSTRUMENT.items) == INSTRUMENT


def test_reports_and_pictures_say_that_it_is_corrected_and_told_in_full() -> None:
    made = corrected(first(), reason="It asked two things.", withdrawn=["ease"])
    detailed = replace(made, round=replace(made.round, full_detail=True))
    facts = report_document([detailed]).facts
    assert facts["Corrected"] == "It asked two things."
    assert facts["Full detail"].startswith("told in full from 5 answers")
    words = draw_picture("items", [detailed]).alt
    assert "told in full from 5 answers" in words
    assert "corrected" in words
    assert "corrected" not in draw_picture("items", [first()]).alt
    assert "Corrected" not in report_document([first()]).facts
