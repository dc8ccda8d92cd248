"""Files to take elsewhere: the same figures as the page, for those who read the page."""

from __future__ import annotations

import io
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pptx import Presentation

from analysis.exports.tables import TABLES
from questionnaires.models import Round
from surveyapp import exported_results
from surveyapp.result_documents import document_of
from tests.frozen import overrule
from tests.releases import demo_release
from tests.stored import logged_in, page_text, stored_programme, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

ARGUMENTS = ["engineering", "2027-spring"]


def sheets(raw: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet."""
    book = load_workbook(io.BytesIO(raw), read_only=True)
    return {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames}


def said_of(found: dict[str, list[tuple[Any, ...]]]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in found["Methods"] if len(row) > 1 and row[0]}


def test_the_workbook_has_every_table_and_the_trends_of_all_rounds() -> None:
    round_ = stored_programme()[-1]
    response = logged_in().get(reverse("round-workbook", args=ARGUMENTS))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "engineering-2027-spring-tables.xlsx" in response["Content-Disposition"]
    found = sheets(response.content)
    assert set(found) == {"Methods", *TABLES}
    assert {row[3] for row in found["trends"][1:]} == {"2026-spring", "2026-autumn", "2027-spring"}
    said = said_of(found)
    assert said["Release, SHA-256"] == document_of(round_).sha256
    assert (said["Answers (n)"], said["Compared with"]) == (58, "2026-autumn")
    again = logged_in().get(
        reverse("round-workbook", args=ARGUMENTS), headers={"If-None-Match": response["ETag"]}
    )
    assert again.status_code == 304


def test_the_workbook_compares_with_the_round_that_the_page_compares_with() -> None:
    stored_programme()
    address = reverse("round-workbook", args=ARGUMENTS) + "?against=2026-spring"
    assert said_of(sheets(logged_in().get(address).content))["Compared with"] == "2026-spring"
    assert f'href="{address}"' in page_text(
        reverse("round-results", args=ARGUMENTS) + "?against=2026-spring"
    )
    wrong = reverse("round-workbook", args=ARGUMENTS) + "?against=2029-spring"
    assert logged_in().get(wrong).status_code == 404


def test_the_workbook_of_an_earlier_round_knows_nothing_of_later_ones() -> None:
    stored_programme()
    raw = logged_in().get(reverse("round-workbook", args=["engineering", "2026-autumn"])).content
    assert {row[3] for row in sheets(raw)["trends"][1:]} == {"2026-spring", "2026-autumn"}


@pytest.mark.parametrize("name", ["items", "trends", "codebook"])
def test_a_table_comes_with_types_and_says_where_it_is_from(name: str) -> None:
    round_ = stored_programme()[-1]
    response = logged_in().get(reverse("round-table-as", args=[*ARGUMENTS, name, "parquet"]))
    assert f"engineering-2027-spring-{name}.parquet" in response["Content-Disposition"]
    found = pq.read_table(io.BytesIO(response.content))
    csv = logged_in().get(reverse("round-table", args=[*ARGUMENTS, name])).content
    assert found.num_rows == csv.count(b"\r\n") - 1
    assert found.schema.metadata[b"candor.release_sha256"].decode() == document_of(round_).sha256


def test_the_report_comes_as_one_html_file_and_as_slides() -> None:
    round_ = stored_programme()[-1]
    digest = document_of(round_).sha256
    html = logged_in().get(reverse("round-report-as", args=[*ARGUMENTS, "html"]))
    assert html["Content-Type"] == "text/html; charset=utf-8"
    assert html["Content-Disposition"].startswith("attachment")
    assert digest in html.content.decode()
    slides = logged_in().get(reverse("round-report-as", args=[*ARGUMENTS, "pptx"]))
    assert "engineering-2027-spring-report.pptx" in slides["Content-Disposition"]
    shown = Presentation(io.BytesIO(slides.content))
    assert digest in shown.core_properties.comments
    pdf = logged_in().get(reverse("round-report-as", args=[*ARGUMENTS, "pdf"]))
    assert pdf.content == logged_in().get(reverse("round-report", args=ARGUMENTS)).content


@pytest.mark.parametrize(
    "address",
    [
        reverse("round-report-as", args=[*ARGUMENTS, "docx"]),
        reverse("round-table-as", args=[*ARGUMENTS, "items", "xlsx"]),
        reverse("round-table-as", args=[*ARGUMENTS, "nothing", "parquet"]),
        reverse("round-table-as", args=["engineering", "2026-spring", "changes", "parquet"]),
    ],
)
def test_there_is_no_other_form_and_no_other_table(address: str) -> None:
    stored_programme()
    assert logged_in().get(address).status_code == 404


def test_the_page_links_every_file_and_each_link_leads_to_one() -> None:
    stored_programme()
    page = page_text(reverse("round-results", args=ARGUMENTS))
    start = reverse("round-results", args=ARGUMENTS)
    for name in (
        "report.html", "report.pptx", "tables.xlsx", "tables/items.parquet", "tables/codebook.csv",
        "tables/answers.parquet",
    ):  # fmt: skip
        assert f'href="{start}{name}"' in page
        assert logged_in().get(f"{start}{name}").status_code == 200


def test_programs_find_the_files_of_a_round() -> None:
    stored_programme()
    start = "/api/v1/programmes/engineering/rounds/2027-spring/"
    listed = logged_in().get(f"{start}tables/").json()
    files = {one["name"]: one["files"] for one in listed}
    assert files["items"] == [f"{start}tables/items.csv", f"{start}tables/items.parquet"]
    assert "codebook" in files
    for name in (
        "tables/items.parquet", "tables.xlsx", "report.html", "report.pptx", "report.pdf",
    ):  # fmt: skip
        api = logged_in().get(f"{start}{name}")
        page = logged_in().get(reverse("round-results", args=ARGUMENTS) + name)
        assert api.content == page.content
    assert logged_in().get(f"{start}report.docx").status_code == 404


# For everybody who was asked ---------------------------------------------------------------------


def asked(number: int = 2) -> Round:
    """A released round that everybody reads who was asked."""
    return stored_round(
        demo_release(number),
        results_for=Round.ResultsFor.ASKED,
        manifest={"results_for": "asked"},
    )


def test_everybody_asked_has_the_tables_that_they_have_one_by_one_and_no_others() -> None:
    asked(1)
    round_ = asked()
    start = f"/s/results/{round_.public_id}/"
    response = Client().get(f"{start}tables.xlsx")
    assert not response.cookies
    found = sheets(response.content)
    alone = {
        name for name in TABLES if Client().get(f"{start}tables/{name}.csv").status_code == 200
    }
    assert set(found) - {"Methods"} == alone
    assert "changes" in alone
    assert "trends" not in alone
    assert f'href="{start}tables.xlsx"' in Client().get(start).content.decode()
    assert "parquet" not in Client().get(start).content.decode()


def test_everybody_asked_is_told_nothing_of_a_round_that_others_read() -> None:
    before, round_ = asked(1), asked()
    address = f"/s/results/{round_.public_id}/tables.xlsx"
    assert said_of(sheets(Client().get(address).content))["Compared with"] == "2026-autumn"
    overrule(Round.objects.filter(pk=before.pk), results_for="roles")
    found = sheets(Client().get(address).content)
    assert "Compared with" not in said_of(found)
    assert "changes" not in found
    digest = document_of(before).sha256
    assert digest not in {str(cell) for rows in found.values() for row in rows for cell in row}
    assert Client().get(f"/s/results/{before.public_id}/tables.xlsx").status_code == 404


def test_files_are_remembered_and_say_the_same_to_every_reader() -> None:
    stored_programme()
    exported_results.workbook.cache_clear()
    address = reverse("round-workbook", args=ARGUMENTS)
    english = logged_in().get(address).content
    german = logged_in().get(address, headers={"Accept-Language": "de"}).content
    assert english == german
    assert exported_results.workbook.cache_info().misses == 1
    html = reverse("round-report-as", args=[*ARGUMENTS, "html"])
    said = logged_in().get(html, headers={"Accept-Language": "de"}).content.decode()
    assert '<html lang="de">' in said
    assert '<html lang="en">' in logged_in().get(html).content.decode()
