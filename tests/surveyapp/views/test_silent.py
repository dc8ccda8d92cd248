"""Those who are silent, another round to compare with, and what a round could show."""

from __future__ import annotations

import re

import pytest

from analysis.disclosure import with_participation
from questionnaires.models import Round
from questionnaires.services.roster import import_roster
from surveyapp.planned_results import could_show
from tests.analysis.test_nonresponse import EVEN, PLANTED, RATES, made
from tests.frozen import overrule
from tests.releases import demo_release
from tests.rounds import draft, roster
from tests.stored import logged_in, open_round_beside, page_text, stored_programme, stored_round

pytestmark = pytest.mark.django_db

ROUND = "/results/engineering/2027-spring/"


def page_of(teams: dict[str, tuple[int, int, int]]) -> str:
    stored_round(made(teams))
    return page_text("/results/dx/2027-spring/")


def test_a_planted_effect_is_on_the_page() -> None:
    page = page_of(PLANTED)
    assert "could the silent have changed the story" in page
    assert "would move by \u221213 points" in page
    assert "<b>\u221213</b>" in page
    assert "design effect 1.17" in page


def test_rates_by_attribute_are_on_the_page() -> None:
    stored_round(with_participation(made(EVEN), RATES))
    page = page_text("/results/dx/2027-spring/")
    assert "Rome, not known" in page
    assert "Not told by Contract" in page


def test_a_hidden_unit_has_no_rate_on_the_page() -> None:
    page = page_of({"A/a": (20, 6, 0), "A/b": (20, 14, 14), "B": (40, 30, 10)})
    part = page[page.index('id="silent"') : page.index('id="about"')]
    assert '<th scope="row">A</th><td class="number">20</td>' in part
    assert '<th scope="row">a</th>' not in part


def test_a_round_of_five_to_nine_answers_has_a_page_without_this_part() -> None:
    page = page_of({"": (40, 8, 4)})
    assert 'id="silent"' not in page
    assert "#silent" not in page
    assert "8 of 40" not in page


def test_behind_an_open_link_the_page_says_why_there_is_no_rate() -> None:
    stored_round(demo_release(counted=False))
    page = page_text(ROUND)
    assert "Nobody can tell: everybody with the link could answer" in page
    assert "without a correction for the head count" in page
    assert "By head count" not in page


def test_a_census_says_that_its_interval_has_no_width() -> None:
    assert "no width</td>" not in _page_of_a_round(answers=69)
    page = _page_of_a_round(answers=70)
    assert "All of them answered, so it has no width" in page
    assert "no width</td>" in page
    assert "everybody answered)." in page


def _page_of_a_round(answers: int) -> str:
    code = f"round-{answers}"
    stored_round(demo_release(answers=answers, code=code, full_detail=True))
    return page_text(f"/results/engineering/{code}/")


def test_beside_every_verdict_stands_what_could_have_shown() -> None:
    stored_programme()
    rows = re.findall(r'<span class="(?:verdict|since[^"]*)">([^<]*)</span>', page_text(ROUND))
    found = [text for text in rows if re.search("better|worse|different;|evidence|too few", text)]
    assert len(found) > 20
    assert {"clearly", "evidence"} <= {word for text in found for word in text.lower().split()}
    told = r"hows from \d+$|no shift would show$|under \d+ points would not"
    assert [text for text in found if not re.search(told, text)] == []


def test_too_few_answers_show_no_such_part() -> None:
    assert 'id="silent"' not in page_of({"": (40, 3, 2)})


def test_another_round_to_compare_with() -> None:
    stored_programme()
    page, other = page_text(ROUND), page_text(f"{ROUND}?against=2026-spring")
    assert "Since Autumn 2026" in page
    assert "Since Autumn 2026" not in other
    assert "Since Spring 2026" in other
    assert f'href="{ROUND}?against=2026-spring#found"' in page
    assert "charts/change-constructs.svg?against=2026-spring" in other
    assert "tables/changes.csv?against=2026-spring" in other
    assert "?against=" not in other.replace("?against=2026-spring", "")
    assert "Asked differently before, so not compared" in other


@pytest.mark.parametrize(
    "file", ["charts/change-constructs.svg", "tables/changes.csv", "tables/items.csv"]
)
def test_files_compare_with_the_round_that_the_address_names(file: str) -> None:
    stored_programme()
    client = logged_in()
    found, other = (client.get(f"{ROUND}{file}{end}") for end in ("", "?against=2026-spring"))
    assert (found.status_code, other.status_code) == (200, 200)
    assert found.content != other.content
    same = client.get(f"{ROUND}{file}?against=2026-autumn")
    assert same.content == found.content


@pytest.mark.parametrize("code", ["2027-spring", "2027-autumn", "never", "%00", "2026-spring%20"])
@pytest.mark.parametrize("file", ["", "charts/change-constructs.svg", "tables/changes.csv"])
def test_only_an_earlier_released_round_can_be_compared_with(code: str, file: str) -> None:
    rounds = stored_programme()
    open_round_beside(rounds[-1])
    address = f"{ROUND}{file}?against={code}"
    assert logged_in("viewer").get(address).status_code == 404
    assert logged_in("analyst").get(address).status_code == 404


def test_an_earlier_round_that_is_not_released_is_not_there() -> None:
    rounds = stored_programme()
    overrule(Round.objects.filter(pk=rounds[0].pk), status=Round.Status.CLOSED)
    assert logged_in().get(f"{ROUND}?against=2026-spring").status_code == 404
    assert "Compare with" not in page_text(ROUND)


def test_the_api_compares_with_it_too() -> None:
    stored_programme()
    address = "/api/v1/programmes/engineering/rounds/2027-spring/constructs/"
    client = logged_in()
    assert client.get(address).json()["compared_with"] == "2026-autumn"
    other = client.get(f"{address}?against=2026-spring")
    assert other.json()["compared_with"] == "2026-spring"
    assert client.get(f"{address}?against=never").status_code == 404


def test_before_opening_the_page_says_what_the_round_could_show() -> None:
    import_roster(data=roster({"Ops/Build": 30, "Ops/Cloud": 12, "Shop": 28}), actor="test")
    draft()
    page = page_text("/rounds/dx/2027-spring/open/", "analyst")
    assert "What this round could show" in page
    assert "25 points" in page
    assert "no shift would show" in page
    Round.objects.update(mode=Round.Mode.OPEN)
    assert "could show" not in page_text("/rounds/dx/2027-spring/open/", "analyst")


def test_departments_are_the_sum_of_their_units() -> None:
    rows = could_show({"Ops/Build": 30, "Ops/Cloud": 12, "Shop": 28}, 0.8)
    assert [(row.path, row.people, row.answers) for row in rows] == [
        ("", 70, 56), ("Ops", 42, 34), ("Ops/Build", 30, 24), ("Ops/Cloud", 12, 10),
        ("Shop", 28, 22),
    ]  # fmt: skip
    assert rows[3].words == "no shift would show"
