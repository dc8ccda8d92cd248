"""Reliability and drivers on the page of a round; no figure of them below 26 complete answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.urls import reverse

from analysis import associations, disclosure, told_together
from analysis.associations import count_round
from analysis.dataset import from_records
from analysis.disclosure import UnitFrame
from analysis.instrument import AGREEMENT_5, Construct, Instrument, Item, Section, likert
from analysis.measurement import Together
from analysis.release import Release, RoundFacts
from analysis.stats import drivers
from analysis.tally import Tally
from surveyapp import result_pictures
from surveyapp.result_documents import documents_of
from tests.releases import demo_release, with_together
from tests.stored import logged_in, page_text, stored_round

pytestmark = pytest.mark.django_db

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
CODES = ("easy", "quick", "calm", "clear", "tidy", "plain")
ITEMS = tuple(
    Item(code, f"It is {code}.", AGREEMENT, construct="flow" if place < 3 else "code")
    for place, code in enumerate(CODES)
)
INSTRUMENT = Instrument(
    "dx",
    "DX",
    sections=(Section("all", "All", (*CODES, "liked")),),
    items=(*ITEMS, Item("liked", "I like it here.", AGREEMENT)),
    constructs=(Construct("flow", "Flow", CODES[:3]), Construct("code", "Code", CODES[3:])),
    outcome="liked",
)
FACTS = RoundFacts("p", "r", "Spring", "confidential", 5, "2027-04-06", "2027-04-20", 0, "ab" * 32)
#: What only a figure of the two parts has, in words or in a table.
FIGURES = re.compile(r"alpha \d|of what is told|\d\.\d\d</td>|complete answers", re.IGNORECASE)


def counted(people: int) -> Release:
    """A round of so many complete answers, through count and gate."""
    rng = np.random.default_rng(7)
    records: list[dict[str, Any]] = []
    for _ in range(people):
        views = dict(zip(("flow", "code"), rng.normal(size=2), strict=True))
        record = {
            item.code: str(int(np.clip(round(3 + views[str(item.construct)] + rng.normal()), 1, 5)))
            for item in ITEMS
        }
        records.append(record | {"liked": str(int(np.clip(round(3 + views["flow"]), 1, 5)))})
    responses = from_records(INSTRUMENT, records, [""] * people)
    everybody = UnitFrame("", "Everybody", None, people)
    tally = count_round(responses, k=5, generator=rng)
    return disclosure.release(tally, INSTRUMENT, FACTS, [everybody])


def page_of(release: Release) -> str:
    round_ = stored_round(release)
    return page_text(reverse("round-results", args=[round_.programme.code, round_.code]))


def test_both_parts_stand_on_the_page_with_their_files() -> None:
    page = page_of(with_together(demo_release()))
    for said in (
        "How far they hold together", "Read its items one by one", "are hardly two things",
        "Was it meant to be reverse-scored?", "0.11 to 0.57", "a construct holds together",
        "What goes along with “How likely would you recommend working here?”",
        "never a cause", "would tell about", "Johnson",
    ):  # fmt: skip
        assert said in page, said
    reader = logged_in()
    for address in re.findall(r'"(/results/[^"]*(?:drivers|reliability)[^"?]*)', page):
        assert reader.get(address).status_code == 200, address
    for form in ("svg", "png", "pdf"):
        assert f"/drivers.{form}" in page


def test_the_api_lists_the_picture_and_the_tables() -> None:
    round_ = stored_round(with_together(demo_release()))
    base = f"/api/v1/programmes/{round_.programme.code}/rounds/{round_.code}/"
    assert "drivers" in logged_in().get(f"{base}charts/").content.decode()
    tables = logged_in().get(f"{base}tables/").content.decode()
    assert "drivers" in tables
    assert "reliability" in tables
    none = documents_of(stored_round(demo_release(1)))
    assert "drivers" not in result_pictures.picture_names(none)


def test_twenty_five_people_show_no_figure_and_twenty_six_do() -> None:
    few = page_of(counted(25))
    assert not FIGURES.search(few)
    assert "more than 25 people have to answer all of its items" in few
    assert "more than 25 people have to answer it" in few
    enough = page_of(replace(counted(26), round=replace(FACTS, code="later")))
    assert len(FIGURES.findall(enough)) > 10
    assert "Flow" in enough[enough.index('id="drivers"') :]


def test_without_the_rule_twenty_five_people_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(associations, "FEWEST_COMPLETE", 5)
    monkeypatch.setattr(told_together, "FEWEST_COMPLETE", 5)
    monkeypatch.setattr(drivers, "TOO_FEW", 4)
    assert len(FIGURES.findall(page_of(counted(25)))) > 10


def test_the_gate_keeps_back_what_a_tally_has_of_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(associations, "FEWEST_COMPLETE", 5)
    monkeypatch.setattr(drivers, "TOO_FEW", 4)
    kept: list[Tally] = []
    monkeypatch.setattr(disclosure, "release", lambda tally, *_rest: kept.append(tally))
    counted(25)
    monkeypatch.undo()
    (tally,) = kept
    assert tally.together.drivers
    assert tally.together.pairs
    assert tally.moments
    everybody = UnitFrame("", "Everybody", None, 25)
    assert disclosure.release(tally, INSTRUMENT, FACTS, [everybody]).together == Together()


def test_a_round_without_an_outcome_says_so_in_one_sentence() -> None:
    release = demo_release()
    assert release.together == Together()
    page = page_of(release)
    assert page.count("The question set names no outcome") == 1
    assert page.count("How far the questions of a construct go together is not told") == 1
    assert "drivers.svg" not in page
