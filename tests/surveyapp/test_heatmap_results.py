"""Units side by side on a page: chosen, sorted and read without a script, by eye or by ear."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from questionnaires.models import Round
from surveyapp.heatmap_results import heatmap_page
from tests.frozen import overrule
from tests.releases import demo_release
from tests.stored import logged_in, page_text, stored_programme, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/results/engineering/2027-spring/heatmap/"


def rows(text: str) -> list[str]:
    """The heads of the rows of the table."""
    body = text[text.index('<table class="heat">') :]
    return re.findall(r'<th scope="row"[^>]*>([^<]*?)\s*(?:<|$)', body)


def test_shares_differences_and_changes_are_chosen_by_link() -> None:
    stored_programme()
    text = page_text(PAGE)
    assert f'href="{PAGE}?heat=whole"' in text
    assert f'href="{PAGE}?heat=before"' in text
    assert "charts/heatmap.svg" in text
    whole = page_text(f"{PAGE}?heat=whole")
    assert "This is not tested, because each unit is a part of everybody." in whole
    assert "charts/heatmap-whole.svg" in whole
    assert '<span aria-current="true">difference from everybody</span>' in whole
    assert re.search(r'apart-1"><b>\+19</b> <span>38\xa0%,</span> <span>n&nbsp;21</span>', whole)
    before = page_text(f"{PAGE}?heat=before")
    assert "change since Autumn 2026" in before
    clear = r'"step apart-1"><b>\+56</b> <span>74\xa0%,</span> <span>n&nbsp;23</span> '
    assert re.search(rf"{clear}<span>clear</span>", before)
    assert '<i class="visually-hidden">reworded: another question than before</i>' in before


def test_heads_sort_by_link_and_say_so_to_a_screen_reader() -> None:
    stored_programme()
    text = page_text(PAGE)
    assert "aria-sort" not in text
    assert f'<th scope="col"><a href="{PAGE}?sort=release&amp;order=descending">' in text
    assert f'<th scope="col"><a href="{PAGE}?sort=unit&amp;order=ascending">' in text
    found = page_text(f"{PAGE}?heat=whole&sort=docs&order=descending")
    assert found.count("aria-sort") == 1
    assert (
        f'<th scope="col" aria-sort="descending"><a href="{PAGE}?heat=whole&amp;sort=docs&amp;'
        'order=ascending">Documentation'
    ) in found
    assert f'<a href="{PAGE}?heat=before&amp;sort=docs&amp;order=descending">' in found
    assert f'href="{PAGE}?heat=whole">Back to the order' in found


def test_sorted_rows_are_in_the_order_of_the_column() -> None:
    stored_programme()
    heads = rows(page_text(f"{PAGE}?heat=whole&sort=docs"))
    assert heads[:2] == ["Everybody", "Platform"]
    up = rows(page_text(f"{PAGE}?heat=whole&sort=docs&order=ascending"))
    assert up[0] == "Everybody"
    assert up[1:4] == heads[1:4][::-1]
    assert rows(page_text(f"{PAGE}?sort=unit"))[1:3] == ["Insight", "Insight / Analytics"]


def test_hidden_rows_stay_last_and_hidden() -> None:
    stored_round(demo_release(2, answers=40))
    for query in ("sort=release", "sort=unit&order=descending", "heat=whole&sort=release"):
        text = page_text(f"{PAGE}?{query}")
        assert rows(text)[-1] == "Product / Payments"
        last = text[text.index("Product / Payments") :]
        assert re.search(r'^[^<]*</th> <td class="hatched" colspan="12">', last)


@pytest.mark.parametrize(
    "query", ["heat=nothing", "sort=nothing", "sort=release&order=up", "order=up", "heat=before"]
)
def test_what_is_not_there_is_404(query: str) -> None:
    round_ = stored_round(demo_release(2))
    assert heatmap_page(round_) is not None
    assert logged_in().get(f"{PAGE}?{query}").status_code == 404


def test_without_units_and_with_too_few_answers_it_says_so() -> None:
    stored_round(demo_release(1, units=False))
    text = page_text("/results/engineering/2026-autumn/heatmap/")
    assert "There is nothing to show side by side" in text
    stored_round(demo_release(2, answers=4))
    text = page_text(PAGE)
    assert "Too few people answered this round: nothing of it is shown." in text
    assert "<table" not in text


def test_everybody_asked_reads_the_same_without_a_session() -> None:
    rounds = stored_programme()
    overrule(Round.objects.filter(pk=rounds[-1].pk), results_for=Round.ResultsFor.ASKED)
    base = f"/s/results/{rounds[-1].public_id}/heatmap/"
    response = Client().get(f"{base}?heat=whole&sort=docs")
    assert response.status_code == 200
    assert not response.cookies
    text = re.sub(r"[ \n]+", " ", response.content.decode())
    assert rows(text)[1] == "Platform"
    assert f'href="{base}?sort=docs' in text
    assert "/results/engineering/" not in text
    # The round before is for others to read, so nothing is compared with it.
    assert "heat=before" not in text
    assert Client().get(f"{base}?heat=before").status_code == 404
    overrule(Round.objects.filter(pk=rounds[-1].pk), results_for=Round.ResultsFor.ROLES)
    assert Client().get(base).status_code == 404


OVERVIEW = "/results/engineering/2027-spring/"


@pytest.mark.parametrize("query", ["sort=docs&order=descending", "sort=docs&order=ascending",
                                   "sort=unit&order=descending"])  # fmt: skip
def test_the_table_in_the_overview_sorts_as_its_page_does(query: str) -> None:
    stored_programme()
    plain, sorted_ = page_text(OVERVIEW), page_text(f"{OVERVIEW}?{query}")
    assert rows(sorted_)[:8] == rows(page_text(f"{PAGE}?{query}"))[:8]
    assert rows(sorted_)[:8] != rows(plain)[:8]
    assert sorted_.count("aria-sort") == 1
    assert "aria-sort" not in plain
    assert '<details class="part" id="every-unit">' in plain
    assert '<details class="part" id="every-unit" open>' in sorted_
    assert f'<a href="{OVERVIEW}#every-unit">Back to the order' in sorted_


def test_heads_in_the_overview_keep_the_round_compared_with_and_the_bars() -> None:
    stored_programme()
    text = page_text(f"{OVERVIEW}?against=2026-spring&bars=whole")
    assert (
        "against=2026-spring&amp;bars=whole&amp;sort=docs&amp;order=descending#every-unit" in text
    )


@pytest.mark.parametrize("query", ["sort=weather", "sort=docs&order=sideways"])
def test_the_overview_has_no_other_columns_or_orders(query: str) -> None:
    round_ = stored_programme()[-1]
    assert logged_in().get(f"{OVERVIEW}?sort=docs&order=ascending").status_code == 200
    assert logged_in().get(f"{OVERVIEW}?{query}").status_code == 404
    overrule(Round.objects.filter(pk=round_.pk), results_for=Round.ResultsFor.ASKED)
    asked = f"/s/results/{round_.public_id}/"
    assert Client().get(f"{asked}?sort=docs&order=ascending").status_code == 200
    assert Client().get(f"{asked}?{query}").status_code == 404
