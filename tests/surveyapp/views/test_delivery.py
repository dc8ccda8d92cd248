"""The page about software delivery: what the release tells of it, for both kinds of readers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client

from analysis.delivery import delivery
from analysis.release import Hidden, HiddenReason, Release
from questionnaires.models import Round
from tests.deliveries import METRICS, delivery_releases, told_in_full
from tests.frozen import overrule
from tests.releases import demo_releases
from tests.stored import logged_in, page_text, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

ADDRESS = "/results/engineering/2027-spring/delivery/"
OVERVIEW = "/results/engineering/2027-spring/"
PUBLISHED = dict(zip(METRICS, ("5", "5", "5", "47", "0"), strict=True))


def asked_everybody(*releases: Release) -> list[Round]:
    rounds = [stored_round(one) for one in releases]
    for round_ in rounds:
        overrule(Round.objects.filter(pk=round_.pk), results_for=Round.ResultsFor.ASKED)
    return rounds


def asked_text(round_: Round, query: str = "") -> str:
    response = Client().get(f"/s/results/{round_.public_id}/delivery/{query}")
    assert response.status_code == 200
    assert not response.cookies
    return re.sub(r"[ \n]+", " ", response.content.decode())


def test_sentences_come_first_and_figures_are_those_of_the_release() -> None:
    for release in delivery_releases():
        stored_round(release)
    shown = page_text(ADDRESS)
    first = shown.index("Overall 6.8 of 10, the mean of all five metrics")
    chart = shown.index("charts/delivery.svg")
    assert first < chart < shown.index("Score of each metric")
    for one in delivery(delivery_releases()[-1]).told:
        assert one.score is not None
        assert f"{one.metric.called}</span>" in shown
        assert f'data-label="Score">{one.score.estimate:.1f}</td>' in shown
    assert "3.7 → 6.1, clear change: better; shows from 22" in shown
    assert "Look at Loosely coupled teams next" in shown
    assert "no centres are published" in shown


def test_units_in_bands_and_hidden_ones_are_named_and_have_no_figures() -> None:
    stored_round(delivery_releases()[-1])
    shown = page_text(ADDRESS)
    assert "Not told here: Data, Legal." in shown
    table = shown[shown.index("Scores of each unit") : shown.index("Beside what DORA")]
    assert re.findall(r'<th scope="row">(\w+)</th>', table) == ["Platform", "Product"]


def test_an_industry_is_chosen_by_a_link_and_an_unknown_one_is_not_there() -> None:
    stored_round(delivery_releases()[-1])
    assert "DORA 2025, all industries" in page_text(ADDRESS)
    assert "?industry=financial#beside" in page_text(ADDRESS)
    shown = page_text(f"{ADDRESS}?industry=financial")
    assert "DORA 2025, financial services" in shown
    assert "5.4\u00a0±\u00a02.3" in shown
    assert "charts/delivery.svg?item=financial" in shown
    for name, status in (("financial", 200), ("piracy", 404)):
        assert logged_in().get(f"{OVERVIEW}charts/delivery.svg?item={name}").status_code == status
        assert logged_in().get(f"{ADDRESS}?industry={name}").status_code == status


def test_a_set_without_metrics_says_so_and_is_not_led_to() -> None:
    stored_round(demo_releases()[-1])
    shown = page_text(ADDRESS)
    assert "This round asked for none of DORA" in shown
    assert "charts/delivery.svg" not in shown
    assert ADDRESS not in page_text(OVERVIEW)
    with_metrics = replace(delivery_releases()[-1].round, code="2027-autumn")
    stored_round(replace(delivery_releases()[-1], round=with_metrics))
    assert "2027-autumn/delivery/" in page_text("/results/engineering/2027-autumn/")


def test_a_first_round_says_that_there_is_nothing_to_compare_with() -> None:
    stored_round(delivery_releases()[-1])
    shown = page_text(ADDRESS)
    assert "No earlier round stands beside this one." in shown
    assert "Since " not in shown


def test_too_few_answers_show_nothing_but_the_reason() -> None:
    release = told_in_full([PUBLISHED] * 12)
    cells = dict.fromkeys(release.organisation.items, Hidden(HiddenReason.TOO_FEW))
    scores = dict.fromkeys(release.organisation.constructs, Hidden(HiddenReason.TOO_FEW))
    whole = replace(release.organisation, items=cells, constructs=scores)
    stored_round(replace(release, groups=(whole,)))
    shown = page_text(ADDRESS)
    assert "No metric is told: hidden: fewer than 10 answers." in shown
    assert "charts/delivery.svg" not in shown
    assert "No capability is told." in shown
    assert "Beside what DORA published" not in shown


def test_a_round_that_is_too_small_shows_nothing() -> None:
    release = told_in_full([PUBLISHED] * 3)
    whole = replace(
        release.organisation, answers=None, hidden=HiddenReason.ROUND_TOO_SMALL, items={},
        constructs={},
    )  # fmt: skip
    stored_round(replace(release, groups=(whole,)))
    shown = page_text(ADDRESS)
    assert "fewer than 5 answers in the whole round" in shown
    assert "7.9" not in shown


def test_everybody_asked_reads_the_same_page_and_is_led_nowhere_else() -> None:
    rounds = asked_everybody(*delivery_releases())
    shown = asked_text(rounds[-1])
    for said in ("Overall 6.8 of 10", "3.7 → 6.1, clear change: better", "Not told here: Data"):
        assert said in shown
        assert said in page_text(ADDRESS)
    links = re.findall(r'(?:href|src|srcset)="(/[^"]*)"', shown)
    assert f"/s/results/{rounds[-1].public_id}/charts/delivery.svg" in links
    assert not [one for one in links if not one.startswith(("/s/", "/static/"))]
    german = asked_text(rounds[-1], "?lang=de&industry=energy")
    assert "industry=insurance&amp;lang=de#beside" in german


def test_everybody_asked_is_not_shown_a_round_that_is_for_others() -> None:
    before, after = (stored_round(one) for one in delivery_releases())
    overrule(Round.objects.filter(pk=after.pk), results_for=Round.ResultsFor.ASKED)
    assert "Autumn 2026" in page_text(ADDRESS)
    shown = asked_text(after)
    assert "No earlier round stands beside this one." in shown
    assert "3.7 →" not in shown
    assert "Autumn 2026" not in shown
    assert Client().get(f"/s/results/{before.public_id}/delivery/").status_code == 404
    assert Client().get("/s/results/nothing/delivery/").status_code == 404
    assert Client().get(f"/s/results/{after.public_id}/delivery/?industry=x").status_code == 404


def test_an_earlier_round_can_be_named() -> None:
    for release in delivery_releases():
        stored_round(release)
    assert "3.7 → 6.1" in page_text(f"{ADDRESS}?against=2026-autumn")
    assert logged_in().get(f"{ADDRESS}?against=2020").status_code == 404
