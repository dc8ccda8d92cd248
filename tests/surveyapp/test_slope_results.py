"""The page between two rounds: any earlier round, only what both releases tell, and in words."""

from __future__ import annotations

import pytest

from analysis.estimates import Change, compare_constructs
from surveyapp.slope_results import slope_page
from surveyapp.templatetags.figures import percent, points
from tests.releases import demo_release, demo_releases
from tests.stored import logged_in, page_text, stored_programme, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/results/engineering/2027-spring/two-rounds/"


def test_every_row_is_the_comparison_of_the_two_releases() -> None:
    rounds = stored_programme()
    for against, number in ((None, 1), (rounds[0], 0)):
        page = slope_page(rounds[-1], against)
        found = compare_constructs(demo_releases()[number], demo_releases()[-1])
        assert [row.code for row in page.constructs] == [row.code for row in found]
        for row, one in zip(page.constructs, found, strict=True):
            assert row.change == (one if isinstance(one, Change) else None)
    assert page.items


def test_the_page_shows_figures_verdicts_and_what_is_not_compared() -> None:
    round_ = stored_programme()[-1]
    text = page_text(PAGE)
    change = next(one for one in compare_constructs(*demo_releases()[1:]) if one.code == "release")
    assert isinstance(change, Change)
    assert change.after.favourable
    assert f"<b>{percent(change.after.favourable.estimate)}</b>" in text
    assert points(change.difference.estimate) in text
    assert "Clear change: better" in text
    assert "charts/slope-constructs.svg" in text
    assert "a steep thin one may be chance" in text
    untold = [row.change_words for row in slope_page(round_).constructs if row.not_compared]
    assert len(untold) > 1
    assert all(words.lower() in text.lower() for words in untold)


def test_any_earlier_round_can_be_chosen_and_charts_follow() -> None:
    stored_programme()
    text = page_text(PAGE)
    assert f'href="{PAGE}?against=2026-spring"' in text
    chosen = page_text(f"{PAGE}?against=2026-spring")
    assert "charts/slope-constructs.svg?against=2026-spring" in chosen
    assert '<span aria-current="true">Spring 2026</span>' in chosen
    assert f'<a href="{PAGE}">Autumn 2026</a>' in chosen
    for query in ("against=2027-spring", "against=nothing", "against=%00"):
        assert logged_in().get(f"{PAGE}?{query}").status_code == 404


def test_a_first_round_says_that_there_is_none_before() -> None:
    stored_programme()
    text = page_text("/results/engineering/2026-spring/two-rounds/")
    assert "This is the first released round" in text
    assert "<svg" not in text
    assert "slope-" not in text


def test_a_round_with_too_few_answers_says_only_that() -> None:
    stored_round(demo_release(1))
    stored_round(demo_release(2, answers=4))
    text = page_text(PAGE)
    assert "Too few people answered this round" in text
    assert "slope-" not in text
    assert "<table" not in text


def test_a_round_before_with_too_few_answers_is_compared_with_nothing() -> None:
    stored_round(demo_release(1, answers=4))
    stored_round(demo_release(2))
    text = page_text(PAGE)
    assert "Not told in full" in text
    assert "Clear change" not in text


def test_the_pages_of_a_round_lead_to_it_for_people_with_a_role() -> None:
    stored_programme()
    assert f'href="{PAGE}"' in page_text("/results/engineering/2027-spring/")
