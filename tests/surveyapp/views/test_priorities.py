"""What to work on first, as a page: what is said in each state, to whom, and what is not."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analysis.priorities import candidates
from analysis.release import Release
from questionnaires.models import Round
from surveyapp import result_pictures
from surveyapp.result_documents import documents_of
from tests.priorities import OBSTACLES, OPTIONS, answers, instrument, released, with_drivers
from tests.releases import demo_release
from tests.stored import logged_in, page_text, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

CHOSEN = [["docs"], ["docs", "meetings"], ["docs", "goals"], ["other"]]
HOURS = ("none", "few", "many")


def some(good: dict[str, int], n: int = 58, *, people: int | None = 70, **fields: Any) -> Release:
    """A round in which ``good`` of n were favourable, with choices and hours."""
    records = answers(good, n, fields.pop("chosen", CHOSEN))
    records = [{**one, "lost": HOURS[place % 3]} for place, one in enumerate(records)]
    shown = released(records, people, **fields)
    return replace(shown, round=replace(shown.round, closed_on="2027-04-20"))


def page_of(release: Release, before: Release | None = None) -> str:
    if before:
        stored_round(before)
    round_ = stored_round(release)
    return page_text(reverse("round-priorities", args=[round_.programme.code, round_.code]))


def test_candidates_stand_first_with_their_reasons() -> None:
    before = some({"speed": 50, "docs": 30}, code="2026")
    after = with_drivers(some({"speed": 33, "docs": 12, "flow": 31}), flow=(0.5, 0.3, 0.7))
    assert [one.code for one in candidates(after, before)] == ["docs", "speed"]
    page = page_of(after, before)
    assert "Documentation and Speed of tests stand out among 4 constructs" in page
    docs, speed = (
        page.index(f'constructs/{code}/">{title}</a></h3>')
        for code, title in (("docs", "Documentation"), ("speed", "Speed of tests"))
    )
    assert docs < page.index("Fewer than half favourable (12 of 58)") < speed
    assert speed < page.index("(50 of 58 favourable then, 33 of 58 now)")
    assert speed < page.index("How it is rated, and who chose it") < page.index("All constructs")
    assert "44 of 58" in page
    assert re.search(r"Would choose it: 4\d to 5\d of all 70", page)
    assert "By choosing “Too bad: docs”" in page
    assert "Compared with Round 2026." in page
    assert "An association, never a cause" in page
    assert "engineer-hours a week for all 70 people" in page
    assert "Answers were bands of hours" in page


def test_a_first_round() -> None:
    page = page_of(some({"docs": 12}))
    assert "Documentation stands out among 4 constructs" in page
    assert "This is the first released round, so nothing here rests on a change." in page
    assert "Since " not in page


def test_a_round_in_which_nothing_stands_out() -> None:
    every = [[option.code] for option in OPTIONS[:6]]
    page = page_of(some({}, chosen=every))
    assert "No construct stands out" in page
    assert "That is no proof that all is well" in page
    assert "candidate</span>" not in page


def test_a_round_with_too_few_answers() -> None:
    page = page_of(some({"docs": 0}, 4))
    assert "Fewer than 5 people answered, so nothing of this round is shown" in page
    assert "<table" not in page
    assert "engineer-hours" not in page
    bands = page_of(some({"docs": 0}, 9, code="bands"))
    assert "Nothing can be ranked" in bands
    assert "Of no construct is the favourable share told in full" in bands
    assert "told as a band" in bands
    assert not re.search(r"\d of 9", bands)


def test_a_set_that_asks_for_no_choice_says_so_and_draws_nothing() -> None:
    plain = replace(OBSTACLES, options=tuple(replace(o, construct=None) for o in OPTIONS))
    shown = some({"docs": 12}, asked=instrument(obstacles=plain))
    page = page_of(shown)
    assert "No question asks what to fix first" in page
    assert "priorities.svg" not in page
    assert "Documentation stands out" in page, "the rating alone is a reason"
    round_ = Round.objects.get()
    assert "priorities" not in result_pictures.picture_names(documents_of(round_))
    assert "No question asks" in page_of(demo_release(2))


def test_without_drivers_it_says_why() -> None:
    page = page_of(some({"docs": 12}))
    assert "Goes along" not in page
    assert "I advise friends to work here\u201d is not told: more than 25 people" in page


def test_the_chart_and_the_table_are_files() -> None:
    round_ = stored_round(some({"docs": 12}))
    where = ["p", round_.code]
    client = logged_in()
    for form in ("svg", "png", "pdf"):
        response = client.get(reverse("round-chart", args=[*where, "priorities", form]))
        assert response.status_code == 200, form
    table = client.get(reverse("round-table", args=[*where, "priorities"])).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(table)))
    docs = rows[0]
    assert (docs["code"], docs["rank"], docs["candidate"]) == ("docs", "1", "1")
    assert (docs["unfavourable_least"], docs["chosen_least"], docs["chosen_n"]) == (
        "46",
        "44",
        "58",
    )
    assert docs["chosen_of_all"] == "70"
    hours = rows[-1]
    assert (hours["what"], hours["population"]) == ("hours_lost", "70")
    assert 0 < float(hours["hours_of_all_low"]) < float(hours["hours_of_all"])


def test_everybody_asked_reads_the_same_without_an_account() -> None:
    round_ = stored_round(
        some({"docs": 12}),
        results_for=Round.ResultsFor.ASKED,
        manifest={"results_for": "asked"},
    )
    response = Client().get(reverse("survey-results-priorities", args=[round_.public_id]))
    assert response.status_code == 200
    assert not response.cookies
    page = re.sub(r"[ \n]+", " ", response.content.decode())
    assert "Documentation stands out among 4 constructs" in page
    assert f"/s/results/{round_.public_id}/tables/priorities.csv" in page
    assert "/results/p/" not in page.replace("/s/results/", "")
    hidden = stored_round(some({"docs": 12}, code="roles"))
    refused = Client().get(reverse("survey-results-priorities", args=[hidden.public_id]))
    assert refused.status_code == 404
    assert "Documentation" not in refused.content.decode()


def test_the_overview_leads_there_where_there_are_constructs() -> None:
    round_ = stored_round(some({"docs": 12}))
    overview = page_text(reverse("round-results", args=["p", round_.code]))
    assert f'href="/results/p/{round_.code}/priorities/"' in overview


def test_another_round_to_compare_with() -> None:
    for code, good in (("one", 50), ("two", 30)):
        stored_round(some({"docs": good}, code=code))
    round_ = stored_round(some({"docs": 12}, code="three"))
    address = reverse("round-priorities", args=["p", round_.code])
    assert "Compared with Round two." in page_text(address)
    page = page_text(f"{address}?against=one")
    assert "Compared with Round one." in page
    assert "priorities.svg?against=one" in page
    assert logged_in().get(f"{address}?against=none").status_code == 404
