"""The page of a construct: its figures, its units, its words over the rounds, both readers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client

from analysis.estimates import Estimate, estimate_construct
from analysis.release import Band, HiddenReason, Release
from questionnaires.models import Round
from surveyapp.construct_results import ConstructPage, construct_page
from surveyapp.templatetags.figures import band_words, percent, percent_range
from tests.deliveries import delivery_releases
from tests.frozen import overrule
from tests.releases import (
    NEW_IN_LAST,
    REWORDED,
    demo_release,
    demo_releases,
    with_together,
)
from tests.stored import logged_in, page_text, stored_programme, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

OVERVIEW = "/results/engineering/2027-spring/"
PAGE = f"{OVERVIEW}constructs/"


def shown_of(round_: Round, code: str, **more: str) -> ConstructPage:
    page = construct_page(round_, code, **more)  # type: ignore[arg-type]
    assert page is not None
    return page


def in_new_words(release: Release, code: str, text: str, wording: int) -> Release:
    items = tuple(
        replace(item, text=text, wording=wording) if item.code == code else item
        for item in release.instrument.items
    )
    return replace(release, instrument=replace(release.instrument, items=items))


def test_the_figures_are_those_of_the_release() -> None:
    stored_programme()
    cell = estimate_construct(demo_releases()[-1], "", "docs")
    assert isinstance(cell, Estimate)
    assert cell.favourable is not None
    shown = page_text(f"{PAGE}docs/")
    assert "<h1>Documentation</h1>" in shown
    share, interval = percent(cell.favourable.estimate), percent_range(cell.favourable)
    assert f"<li>{share} favourable, interval {interval}; neutral " in shown
    assert "n 58." in shown
    assert "on a scale from 1 to 5." in shown
    assert "Since Autumn 2026: clearly worse" in shown
    assert shown.index("What the answers say") < shown.index("charts/construct.svg?item=docs")
    for item in demo_releases()[-1].instrument.items_of("docs"):
        assert item.text in shown


def test_units_are_told_as_the_release_tells_them() -> None:
    release = demo_releases()[-1]
    page = shown_of(stored_programme()[-1], "batches")
    assert [group.path for group, _row in page.units] == [unit.path for unit in release.units]
    kinds = set()
    for group, row in page.units:
        told = estimate_construct(release, group.path, "batches")
        assert (row.estimate or row.band) == told
        kinds.add(type(told))
    assert kinds == {Band, Estimate}
    shown = page_text(f"{PAGE}batches/")
    band = next(row.band for _group, row in page.units if row.band)
    assert band_words(band) in shown
    assert "A band says whether" in shown
    assert "charts/construct-units.svg?item=batches" in shown


def test_hidden_units_have_a_reason_and_no_figure() -> None:
    release = demo_release(2, answers=12)
    page = shown_of(stored_round(release), "docs")
    hidden = [(group, row) for group, row in page.units if row.hidden]
    assert hidden
    assert all(row.estimate is None and row.hidden_words for _group, row in hidden)
    assert hidden[0][1].hidden_words in page_text(f"{PAGE}docs/")


def test_bars_of_100_per_cent_are_chosen_by_a_link() -> None:
    stored_programme()
    shown = page_text(f"{PAGE}docs/")
    assert f'href="{PAGE}docs/?bars=whole#questions"' in shown
    assert "charts/construct-whole.svg" not in shown
    whole = page_text(f"{PAGE}docs/?bars=whole")
    assert "charts/construct-whole.svg?item=docs" in whole
    assert "charts/construct-units-whole.svg?item=docs" in whole
    assert f'href="{PAGE}docs/#questions"' in whole
    assert "charts/construct-whole.svg" not in page_text(f"{PAGE}docs/?bars=nonsense")
    for name in ("construct-whole", "construct-units", "construct-units-whole"):
        address = f"{OVERVIEW}charts/{name}.svg?item="
        assert logged_in().get(f"{address}docs").status_code == 200
        assert logged_in().get(f"{address}nothing").status_code == 404


def test_the_overview_has_the_same_choice_and_leads_to_constructs() -> None:
    stored_programme()
    shown = page_text(OVERVIEW)
    assert "charts/constructs.svg" in shown
    assert f'href="{OVERVIEW}?bars=whole#constructs"' in shown
    assert f'<a class="title" href="{PAGE}docs/">Documentation</a>' in shown
    sentence = re.search(r"<li [^>]*>Documentation: clearly worse.*?</li>", shown)
    assert sentence
    assert f'href="{PAGE}docs/"' in sentence[0]
    whole = page_text(f"{OVERVIEW}?bars=whole")
    assert "charts/constructs-whole.svg" in whole
    assert "charts/items-whole.svg" in whole
    assert "charts/constructs.svg" not in whole


def test_a_round_compared_with_another_keeps_it_on_the_way() -> None:
    stored_programme()
    shown = page_text(f"{OVERVIEW}?against=2026-spring")
    assert f'href="{PAGE}docs/?against=2026-spring"' in shown
    page = page_text(f"{PAGE}docs/?against=2026-spring")
    assert "Since Spring 2026: clearly worse" in page
    assert f"{PAGE}docs/?bars=whole&amp;against=2026-spring#questions" in page


def test_how_questions_were_asked_is_told_with_old_and_new_words() -> None:
    first, second, third = demo_releases()
    for release in (first, second, in_new_words(third, REWORDED, "Most changes ship in days.", 2)):
        stored_round(release)
    old = first.instrument.item(REWORDED).text
    shown = page_text(f"{PAGE}batches/")
    told = shown[shown.index("How it was asked") :]
    assert f"<b>Spring 2026</b>: “{old}”" in told
    assert "“Most changes ship in days.”" in told
    assert told.count("another question from here on") == 1
    assert "Autumn 2026" not in told  # nothing changed there
    assert "Asked since Spring 2027." in page_text(f"{PAGE}feedback/")
    assert NEW_IN_LAST.startswith("feedback")
    assert "the same in every round so far" in page_text(f"{PAGE}docs/")


def test_a_question_that_is_gone_and_one_in_slightly_other_words() -> None:
    first, second, third = demo_releases()
    gone = replace(
        third.instrument,
        constructs=tuple(
            replace(one, items=one.items[:-1]) if one.code == "docs" else one
            for one in third.instrument.constructs
        ),
        items=tuple(item for item in third.instrument.items if item.code != "docs_3"),
    )
    edited = in_new_words(replace(third, instrument=gone), "docs_1", "I find what I need.", 1)
    rounds = [stored_round(release) for release in (first, second, edited)]
    last, middle = (
        {one.code: one for one in shown_of(round_, "docs").histories} for round_ in rounds[:0:-1]
    )
    assert last["docs_3"].until == "Autumn 2026"
    assert [one.is_another for one in last["docs_1"].wordings] == [False, False]
    assert "docs_2" not in last
    assert middle == {}  # what came later is not told on the page of a round


def test_how_it_was_measured_is_said() -> None:
    release = with_together(demo_releases()[-1])
    shown = page_text(f"{stored_round(release) and PAGE}release/")
    assert "Does not hold together" in shown
    assert "58 complete answers" in shown


def test_a_first_round_says_that_there_is_nothing_to_compare_with() -> None:
    stored_round(demo_releases()[-1])
    assert "No earlier round stands beside this one." in page_text(f"{PAGE}docs/")


def test_a_capability_has_its_score_on_doras_scale() -> None:
    stored_round(delivery_releases()[-1])
    shown = page_text(f"{PAGE}loose_coupling/")
    assert "On DORA's scale, " in shown
    assert "Loosely coupled teams: 4.1 of 10 (interval 4.0 to 4.1)." in shown
    assert f'href="{OVERVIEW}delivery/"' in shown


def test_metrics_in_a_construct_stand_beside_what_was_published() -> None:
    release = delivery_releases()[-1]
    of = {"continuous_integration": "lead_time"}
    asked = release.instrument
    items = tuple(
        replace(item, construct="continuous_integration") if item.code in of.values() else item
        for item in asked.items
    )
    round_ = stored_round(replace(release, instrument=replace(asked, items=items)))
    (one,) = shown_of(round_, "continuous_integration").published
    assert (one.name, one.score, one.mean, one.distance) == (
        "Change lead time", "6.1", "5.5\u00a0±\u00a02.4", "+0.3",
    )  # fmt: skip
    assert shown_of(round_, "culture").published == ()


def test_an_unknown_construct_is_not_there() -> None:
    (*_others, round_) = stored_programme()
    assert construct_page(round_, "nothing") is None
    assert logged_in().get(f"{PAGE}nothing/").status_code == 404
    assert logged_in().get(f"{PAGE}docs_1/").status_code == 404


def test_a_round_that_is_too_small_shows_nothing() -> None:
    release = demo_release(2, answers=3)
    assert release.organisation.hidden is HiddenReason.ROUND_TOO_SMALL
    stored_round(release)
    shown = page_text(f"{PAGE}docs/")
    assert "fewer than 5 answers in the whole round" in shown
    assert "charts/" not in shown
    assert "favourable, interval" not in shown


def test_everybody_asked_reads_it_without_other_rounds() -> None:
    rounds = [stored_round(one) for one in demo_releases()]
    overrule(Round.objects.filter(pk=rounds[-1].pk), results_for=Round.ResultsFor.ASKED)
    own = f"/s/results/{rounds[-1].public_id}/"
    response = Client().get(f"{own}constructs/batches/")
    shown = re.sub(r"[ \n]+", " ", response.content.decode())
    assert response.status_code == 200
    assert not response.cookies
    assert "<h1>Small batches</h1>" in shown
    assert "How it was asked" in page_text(f"{PAGE}batches/")
    for other in ("How it was asked", "Spring 2026", "Autumn 2026", "#comments"):
        assert other not in shown
    links = re.findall(r'(?:href|src|srcset)="(/[^"]*)"', shown)
    assert f"{own}charts/construct.svg?item=batches" in links
    assert not [one for one in links if not one.startswith(("/s/", "/static/"))]
    assert f"{own}constructs/docs/" in Client().get(own).content.decode()
    whole = Client().get(f"{own}?bars=whole").content.decode()
    assert f"{own}charts/constructs-whole.svg" in whole
    assert Client().get(f"{own}charts/construct-whole.svg?item=docs").status_code == 200
    assert Client().get(f"{own}constructs/nothing/").status_code == 404
    closed = f"/s/results/{rounds[0].public_id}/constructs/docs/"
    assert Client().get(closed).status_code == 404
