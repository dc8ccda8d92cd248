"""The results obey what authors decided when they published: rounds asked, closed, released."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.estimates import Change, NotCompared, NotComparedReason, compare_items
from analysis.instrument import Condition
from questionnaires.models import Round
from questionnaires.services.closing import close_round
from questionnaires.services.question_sets import publish_version
from questionnaires.services.releasing import release_round
from surveyapp.result_documents import document_of
from tests.instruments import all_scales
from tests.rounds import ANSWERS, TODAY, answer, opened, version
from tests.stored import page_text

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

FEAR = "release_fear"
PAGE = "/results/dx/2027-autumn/constructs/delivery/"


def released(code: str, title: str, **more: Any) -> Round:
    round_ = opened(code, title=title, **more)
    for number in range(30):  # where all say the same, nothing is shown
        answer(round_, 1, {**ANSWERS, "release_at_will": "45"[number % 2], FEAR: "124"[number % 3]})
    round_ = close_round(round=round_, actor="ann", today=TODAY)
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    return round_


def two_rounds(**decided: Any) -> tuple[Change | NotCompared, str]:
    """How an item compares after its condition changed, and what its construct's page tells."""
    first = version()
    before = released("2027-spring", "Spring 2027", version=first)
    asked = all_scales()
    only = Condition("release_at_will", frozenset({"4", "5"}))
    items = tuple(
        replace(item, show_if=only) if item.code == FEAR else item for item in asked.items
    )
    draft = version(replace(asked, items=items), published=False)
    second = publish_version(version=draft, actor="ann", **decided)
    after = released("2027-autumn", "Autumn 2027", version=second)
    compared = compare_items(document_of(before).release, document_of(after).release)
    page = page_text(PAGE)
    return next(one for one in compared if one.code == FEAR), page[page.index("How it was asked") :]


def test_a_new_measure_ends_the_trend() -> None:
    compared, told = two_rounds(new_meaning={FEAR}, notes={FEAR: "Only who releases is asked now."})
    assert isinstance(compared, NotCompared)
    assert compared.reason is NotComparedReason.REWORDED
    assert "another question from here on" in told
    assert "A new measure (Who is asked):" in told
    assert "“Only who releases is asked now.”" in told


def test_the_same_measure_goes_on_and_says_why() -> None:
    compared, told = two_rounds(same_meaning={FEAR}, notes={FEAR: "Nobody else ever answered it."})
    assert isinstance(compared, Change)
    assert "another question from here on" not in told
    assert "<b>Autumn 2027</b>" in told
    assert "Changed and still the same measure (Who is asked):" in told
    assert "“Nobody else ever answered it.”" in told


def test_a_decision_without_a_note_needs_no_telling() -> None:
    compared, told = two_rounds(same_meaning={FEAR})
    assert isinstance(compared, Change)
    assert "the same in every round so far" in told
