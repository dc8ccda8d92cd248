"""A round of very many units: its page stays short, and their figures have pages of their own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.models import Round
from surveyapp.result_pages import MOST_UNITS
from tests.analysis.exports.test_heatmap import large_release
from tests.frozen import overrule
from tests.stored import logged_in, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def page_of(round_: Round) -> str:
    names = [round_.programme.code, round_.code]
    return logged_in().get(reverse("round-results", args=names)).content.decode()


def test_up_to_the_limit_units_stand_side_by_side() -> None:
    round_ = stored_round(large_release(4, 5))
    page = page_of(round_)
    assert '<table class="heat">' in page
    assert "too many to stand side by side" not in page


def test_beyond_it_their_pages_do() -> None:
    release = large_release(5, 5)
    assert len(release.units) > MOST_UNITS
    round_ = stored_round(release)
    page = page_of(round_)
    assert "30 units are too many to stand side by side here." in page
    assert '<table class="heat">' not in page
    assert "charts/heatmap.svg" not in page
    client = logged_in()
    for unit in release.units:
        names = [round_.programme.code, round_.code, unit.path]
        assert reverse("round-unit", args=names) in page
    beside = client.get(reverse("round-heatmap", args=names[:2])).content.decode()
    assert beside.count('<th scope="row"') > MOST_UNITS


def test_everybody_asked_is_led_to_no_page_that_asks_for_a_role() -> None:
    round_ = stored_round(large_release(5, 5))
    overrule(Round.objects.filter(pk=round_.pk), results_for=Round.ResultsFor.ASKED)
    page = Client().get(reverse("survey-results", args=[round_.public_id])).content.decode()
    assert "30 units are too many" in page
    assert f"/s/results/{round_.public_id}/heatmap/" in page
    assert "/units/" not in page
