"""Loud and silent, as people with a role read it, and what it says where there is nothing."""

from __future__ import annotations

import io
import re
from datetime import date
from http import HTTPStatus
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from questionnaires.models import Programme, Round, SupportImport
from questionnaires.services.support_requests import import_support_requests, place_topics
from tests.frozen import overrule
from tests.releases import demo_release
from tests.stored import logged_in, stored_programme, stored_round
from tests.surveyapp.test_round_pages import text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/results/engineering/2027-spring/loud-and-silent/"
CHART = "/results/engineering/2027-spring/charts/loud-and-silent"
TABLE = "/results/engineering/2027-spring/tables/loud-and-silent.csv"
#: Loud and fine (78 % favourable), and loud and low (19 %); focus time (38 %) is silent.
PLACES = {"Release train": "release", "Stale documents": "docs", "Coffee": ""}


def rows(*groups: tuple[str, str, int, str]) -> str:
    lines = [
        f"{day},{topic},{unit},requester-{n}"
        for topic, unit, many, day in groups
        for n in range(many)
    ]
    return "\n".join(["date,topic,unit,requester", *lines])


REQUESTS = rows(
    ("Release train", "Platform/Build", 30, "2027-02-03"),
    ("Stale documents", "Product/Payments", 12, "2027-03-31"),
    ("Coffee", "Product/Search", 3, "2027-03-31"),
    ("Licences", "", 4, "2027-03-31"),
    ("Release train", "Platform/Cloud", 9, "2024-03-31"),
)
FINDINGS = (
    "date,topic,unit,finding\n"
    "2027-03-05,Stale documents,Product/Shop,Nobody knows which of three pages is right.\n"
)


def take(data: str = REQUESTS, filename: str = "channel.csv", **options: Any) -> None:
    import_support_requests(
        programme=Programme.objects.get(code="engineering"), data=data.encode(),
        filename=filename, actor="test", today=date(2027, 6, 1), **options,
    )  # fmt: skip


def filled(places: dict[str, str | None] | None = None) -> Round:
    """The three rounds, with requests and where they belong."""
    round_ = stored_programme()[-1]
    take()
    take(FINDINGS, "teams.csv", kind=SupportImport.Kind.FINDINGS)
    place_topics(
        programme=round_.programme, places=dict(PLACES) if places is None else places, actor="test"
    )
    return round_


def page(name: str = "viewer", address: str = PAGE) -> str:
    response = logged_in(name).get(address)
    assert response.status_code == HTTPStatus.OK
    return text(response).replace("\u00a0", " ")


def test_what_is_loud_and_what_is_silent_comes_first() -> None:
    filled()
    said = page()
    assert (
        "Loud problems: Documentation (12 of 42 requests, 19 % favourable); silent problems: "
        "Focus time (0 of 42 requests, 38 % favourable)" in said
    )
    assert (
        "Loud, but no problem in the survey: Ease of release (30 of 42 requests, 78 % favourable)."
        in said
    )
    assert said.index("Loud problems") < said.index("Requests beside answers")


def test_the_period_is_said_and_what_lies_outside_is_left_out() -> None:
    filled()
    said = page()
    assert "whole months since Autumn 2026 closed until this round did" in said
    assert "49 requests in all, 42 of them about a construct of this round." in said
    assert "Requests of Nov 2026 to Apr 2027" in said


def test_who_is_heard_and_who_never_was() -> None:
    filled()
    said = page()
    assert "The busiest tenth of the 8 units is a single one, Build: it sent 67 %" in said
    assert "Never heard from in this period: " in said
    assert "Cloud (8 people)" in said
    assert "4 requests name no unit of this round: they may be of any." in said
    assert "channel.csv (Mar 2024 to Mar 2027): 30 different people asked." in said


def test_of_few_requesters_not_even_their_number_is_told() -> None:
    """Of two, each would know the other's number; of one in a unit, everybody would."""
    stored_programme()
    take(rows(("Release train", "Platform/Build", 30, "2027-02-03")).replace("requester-", "bo-"))
    assert "30 different people asked." in page()
    one = rows(("Release train", "Platform/Build", 30, "2027-02-03"))
    take(re.sub(r"requester-\d+", "ann", one), replace=True)
    said = page()
    assert "30 requests" in said
    assert "asked." not in said.partition("Who is heard")[2]
    # Nor of a file whose requesters were counted before.
    SupportImport.objects.update(requesters=1)
    assert "1 person asked" not in page()


def test_topics_that_nobody_has_placed_are_named_and_analysts_led_on() -> None:
    filled()
    assert "Topics that nobody has placed yet: Licences (4)." in page()
    assert "Coffee (3)" in page()
    assert "Say where topics belong" not in page("viewer")
    assert "Say where topics belong" in page("analyst")


def test_words_of_findings_are_for_analysts_and_numbers_for_all() -> None:
    filled()
    words = "Nobody knows which of three pages is right."
    assert words in page("analyst")
    for reader in ("viewer", "author", "lead"):
        assert words not in page(reader)
        assert "Findings: what the platform team wrote down" in page(reader)
    assert words.encode() not in logged_in("analyst").get(TABLE).content


def test_chart_and_table_come_as_files() -> None:
    filled()
    reader = logged_in("viewer")
    for form, kind in (("svg", "image/svg+xml"), ("png", "image/png"), ("pdf", "application/pdf")):
        response = reader.get(f"{CHART}.{form}")
        assert (response.status_code, response.headers["Content-Type"]) == (HTTPStatus.OK, kind)
    assert b"30 (71\xc2\xa0%)" in reader.get(f"{CHART}.svg?narrow=1").content
    table = reader.get(TABLE)
    assert table.headers["Content-Disposition"].startswith("attachment; filename=")
    assert b"loud_but_fine" in table.content
    assert reader.get(f"{CHART}.csv").status_code == HTTPStatus.NOT_FOUND
    assert reader.get(f"{CHART}.xlsx").status_code == HTTPStatus.NOT_FOUND


def test_the_chart_follows_what_is_imported_and_placed() -> None:
    round_ = filled()
    reader = logged_in("viewer")
    before = reader.get(f"{CHART}.svg").content
    place_topics(programme=round_.programme, places={"Licences": "docs"}, actor="test")
    after = reader.get(f"{CHART}.svg").content
    assert before != after
    assert b"16 (35\xc2\xa0%)" in after


def test_it_is_for_people_with_a_role_and_no_part_of_the_asked() -> None:
    round_ = stored_round(demo_release(2), results_for=Round.ResultsFor.ASKED)
    take()
    asked = reverse("survey-results", args=[round_.public_id])
    response = Client().get(asked)
    assert response.status_code == HTTPStatus.OK
    assert b"loud-and-silent" not in response.content
    assert (
        b"loud-and-silent" in logged_in("viewer").get(PAGE.replace("loud-and-silent/", "")).content
    )
    for address in (f"{asked}loud-and-silent/", f"{asked}charts/loud-and-silent.svg",
                    f"{asked}tables/loud-and-silent.csv"):  # fmt: skip
        assert Client().get(address).status_code == HTTPStatus.NOT_FOUND
    assert "This page is for people with a role" in page()


def test_the_overview_says_it_too_and_that_of_everybody_asked_does_not() -> None:
    round_ = filled()
    sentence = "Loud, but no problem in the survey: Ease of release (30 of 42 requests, 78 %"
    overview = reverse("round-results", args=["engineering", round_.code])
    page = logged_in().get(overview).content.decode()
    (copied,) = re.findall(r'data-copy="(Loud, but[^"]*)"', page)
    assert copied.replace("\u00a0", " ").startswith(sentence)
    assert "; Spring 2027, 58 of 70 answered" in copied.replace("\u00a0", " ")
    overrule(Round.objects.filter(pk=round_.pk), results_for=Round.ResultsFor.ASKED)
    asked = Client().get(reverse("survey-results", args=[round_.public_id])).content.decode()
    assert "What to look at" in asked
    assert "requests" not in asked


def test_the_overview_is_silent_where_too_little_is_asked_for_to_tell() -> None:
    round_ = stored_programme()[-1]
    take(rows(("Release train", "", 5, "2027-02-03")))
    place_topics(programme=round_.programme, places={"Release train": "release"}, actor="test")
    page = logged_in().get(reverse("round-results", args=["engineering", round_.code]))
    assert "requests" not in page.content.decode()


def test_no_answers_of_a_unit_stand_on_the_page() -> None:
    """Units' requests stand beside head counts; answers are of everybody together."""
    filled()
    body = logged_in("viewer").get(PAGE).content.decode()
    table = body[body.index("Requests by unit") : body.index("</details>")]
    assert "Platform/Build" in table
    assert "%" not in table
    assert "favourable" not in table.lower()


# ------------------------------------------------------------------------------ nothing to show


def test_nothing_imported_yet_says_how() -> None:
    stored_programme()
    assert "No support requests are imported yet." in page()
    assert "Whoever runs the rounds can import it." in page("viewer")
    assert "Import support requests" in page("analyst")
    for address in (f"{CHART}.svg", TABLE):
        assert logged_in("viewer").get(address).status_code == HTTPStatus.NOT_FOUND


def test_nothing_of_the_period_says_what_there_is() -> None:
    stored_programme()
    take(rows(("Release train", "", 25, "2020-03-31")))
    said = page()
    assert "No support request of this period is imported: Nov 2026 to Apr 2027." in said
    assert "channel.csv: Mar 2020" in said


def test_no_topic_placed_draws_nothing() -> None:
    filled(places={})
    said = page()
    assert "Too few requests to tell loud from silent: 0 belong to a construct" in said
    assert "Topics that nobody has placed yet: Release train (30), Stale documents (12)" in said
    assert "Two rankings" not in said
    assert "The busiest tenth" in said


def test_a_first_round_takes_a_year() -> None:
    stored_round(demo_release(2))
    take()
    said = page()
    assert "Requests of May 2026 to Apr 2027: the year until this round closed" in said
    assert "The imported files cover May 2026 to Mar 2027 of it." in said


def test_too_few_answers_and_no_day_of_closing() -> None:
    stored_round(demo_release(2, answers=3))
    take()
    said = page()
    assert "Fewer than 5 people answered in this round, so nothing of it is shown" in said
    assert "Release train" not in said
    assert logged_in("viewer").get(f"{CHART}.svg").status_code == HTTPStatus.NOT_FOUND


def test_a_round_of_which_no_day_is_known() -> None:
    round_ = stored_programme()[-1]
    take()
    Round.objects.filter(pk=round_.pk).update(closed_on=None, released_on=None)
    assert "Nobody knows on which day this round closed" in page()
    assert logged_in("viewer").get(TABLE).status_code == HTTPStatus.NOT_FOUND


def test_it_costs_the_same_with_one_topic_and_with_many() -> None:
    filled()
    reader = logged_in("viewer")

    def cost() -> int:
        reader.get(PAGE)
        with CaptureQueriesContext(connections["default"]) as queries:
            assert reader.get(PAGE).status_code == HTTPStatus.OK
        return len(queries)

    one = cost()
    units = ("Product/Shop", "Platform/Reliability", "Insight/Analytics")
    more = [(f"Topic {n}", unit, 2, "2027-03-31") for n, unit in enumerate(units)]
    take(rows(*more), "more.csv")
    assert cost() == one


def test_the_page_is_in_the_language_of_the_reader() -> None:
    filled()
    for language in ("de", "es"):
        response = logged_in("viewer").get(PAGE, headers={"Accept-Language": language})
        assert response.status_code == HTTPStatus.OK


# ------------------------------------------------------- in reports, workbooks and the interface

START = "/results/engineering/2027-spring/"
API = "/api/v1/programmes/engineering/rounds/2027-spring/"


def sheets(address: str, reader: Client) -> list[str]:
    return load_workbook(io.BytesIO(reader.get(address).content)).sheetnames


def test_reports_slides_and_workbook_have_it_where_there_are_requests() -> None:
    round_ = stored_programme()[-1]
    reader = logged_in("viewer")
    assert b'id="loud-and-silent"' not in reader.get(f"{START}report.html").content
    assert "loud-and-silent" not in sheets(f"{START}tables.xlsx", reader)
    take()
    place_topics(programme=round_.programme, places=dict(PLACES), actor="test")
    take(FINDINGS, "teams.csv", kind=SupportImport.Kind.FINDINGS)
    body = reader.get(f"{START}report.html").content.decode()
    assert 'id="loud-and-silent"' in body
    # What units ask for is on the page, the words of findings are for analysts.
    assert "Nobody knows which of three pages" in page("analyst")
    for name in ("viewer", "analyst"):
        assert b"Nobody knows which" not in logged_in(name).get(f"{START}report.html").content
    assert "loud-and-silent" in sheets(f"{START}tables.xlsx", reader)


def test_everybody_asked_has_no_requests_in_the_workbook() -> None:
    round_ = stored_round(demo_release(2), results_for=Round.ResultsFor.ASKED)
    take()
    assert "loud-and-silent" in sheets(f"{START}tables.xlsx", logged_in("viewer"))
    asked = reverse("survey-results-workbook", args=[round_.public_id])
    found = sheets(asked, Client())
    assert "constructs" in found
    assert "loud-and-silent" not in found


def test_the_interface_names_chart_and_table_and_gives_the_bytes_of_the_page() -> None:
    stored_programme()
    reader = logged_in("viewer")
    address = f"{API}tables/loud-and-silent.csv"
    assert address not in str(reader.get(f"{API}tables/").json())
    assert reader.get(address).status_code == HTTPStatus.NOT_FOUND
    take()
    assert address in str(reader.get(f"{API}tables/").json())
    assert f"{API}charts/loud-and-silent.svg" in str(reader.get(f"{API}charts/").json())
    assert reader.get(address).content == reader.get(TABLE).content
    as_parquet = reader.get(f"{START}tables/loud-and-silent.parquet").content
    assert reader.get(f"{API}tables/loud-and-silent.parquet").content == as_parquet
    assert "requests_per_head" in pq.read_schema(io.BytesIO(as_parquet)).names
    svg = reader.get(f"{API}charts/loud-and-silent.svg")
    assert svg.content == reader.get(f"{CHART}.svg").content
    assert logged_in("stranger").get(address).status_code == HTTPStatus.NOT_FOUND
